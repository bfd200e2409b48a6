"""English clauses for light, colours and sharpness."""

from typing import Final

from core.exact_words import looks
from core.exact_words.english import NOUN, OBJECT
from core.exact_words.quantities import COLOUR, REGION
from core.exact_words.rules import Rule, alone, canvas, look
from core.operations import Grayscale, Pixelate

_BIT: Final = r"(?:(?:just )?(?:a (?:little )?bit|a little|a lot|a touch|a tad|slightly|somewhat|much|even|way|far|very|really|lots)(?: more)?)"
_SHARE: Final = r"(?P<share>\d{1,3}(?:\.\d{1,2})?)\s?(?:%|percent)"
_HOW_MUCH: Final = rf"(?: (?:{_BIT}|(?:by )?{_SHARE}|by (?P<points>\d{{1,3}})))?"
_ADJECTIVE: Final = (
    r"(?:brighter|lighter|darker|warmer|(?:more|less) (?:bright|dark|warm|contrasty|saturated|vivid|vibrant)"
    r"|cooler (?:in )?(?:tones?|colou?rs?))"
)
_QUALITY: Final = r"(?:brightness|contrast|(?:colou?r )?saturation|warmth)"
_MONO: Final = r"(?:black[ -](?:and|&|n|'n'|n')[ -]white|b ?(?:&|/|n|and) ?w|bw|gr[ae]y[ -]?scale|monochrome)"
_ARROW: Final = r"(?:->|=>|→|>|with|by|to|into|for|in)"
_UNCLEAR_NAME: Final = r"(?:orange|gold|silver|violet|olive|lime|peach|mint|salmon|coral|lavender|cream)"

ENGLISH_LOOKS: Final[tuple[Rule, ...]] = (
    look(
        rf"(?:(?:make|turn|convert|change|render|set|put|switch|show) {OBJECT}(?: be)?(?: (?:to|into|in|as))?(?: an?)? |(?:convert|change|switch|turn|go)"
        rf" (?:to|into) |(?:make|turn|go) |{OBJECT}(?: in| to)? |in (?:an? )?|to |(?:an? )?)?{_MONO}(?: (?:{NOUN}|version(?: of {OBJECT})?))?",
        lambda _: Grayscale(),
    ),
    look(
        rf"(?:fully |completely )?desaturate(?: {OBJECT})?(?: (?:fully|completely))?|(?:remove|take out|drop) (?:all )?(?:the )?colou?rs?(?: (?:from|of) {OBJECT})?",
        lambda _: Grayscale(),
    ),
    look(rf"(?:make {OBJECT}(?: (?:look|be|appear))? )?(?:{_BIT} )?{_ADJECTIVE}{_HOW_MUCH}", looks.adjust),
    alone(
        rf"(?:(?:it|this|that|(?:the |this )?{NOUN})(?:'s| is| looks)? )?(?:{_BIT} )?too (?P<excess>dark|bright)",
        looks.relieve,
    ),
    look(
        rf"(?!lighten up$)(?:brighten|lighten|darken|warm|dim)(?: up)?(?: {OBJECT})?(?: up)?{_HOW_MUCH}",
        looks.adjust,
    ),
    look(
        rf"(?:increase|raise|boost|up|turn (?:up|down)|add|bump up|reduce|lower|decrease|drop)(?: (?:the|its|some|{_BIT}|more))?"
        rf" {_QUALITY}(?: of {OBJECT})?{_HOW_MUCH}",
        looks.adjust,
    ),
    look(rf"(?:{_BIT} )?(?:more|less) {_QUALITY}", looks.adjust),
    look(rf"{_QUALITY} (?:up|down|higher|lower){_HOW_MUCH}", looks.adjust),
    look(
        rf"(?:increase|raise|boost|up|turn (?:up|down)|add|bump up|reduce|lower|decrease|drop|more|less)(?: the)? (?P<one>{_QUALITY}) and (?:the )?(?P<two>{_QUALITY}){_HOW_MUCH}",
        looks.adjust_both,
    ),
    look(
        r"(?:brightness|contrast|saturation|warmth)(?: by)? ?[+-] ?(?P<share>\d{1,3})\s?(?:%|percent)?",
        looks.adjust,
    ),
    look(
        rf"(?:(?:slightly|heavily|strongly) )?blur(?: {OBJECT})?(?: (?:{_BIT}|slightly|heavily|strongly))?"
        rf"|make {OBJECT} (?:{_BIT} )?(?:blurry|blurred|blurrier)|(?:add|apply) (?:an? |some )?(?:(?:slight|light|heavy|strong|gaussian) )?blur(?: to {OBJECT})?",
        looks.blur,
    ),
    look(
        rf"blur(?: out)? (?P<region>{REGION})(?: and (?P<region2>the {REGION}))?(?: of {OBJECT})?(?: (?P<how>heavily|strongly|a lot|completely))?",
        looks.blur_regions,
    ),
    look(
        rf"(?:sharpen(?: up)?(?: {OBJECT})?(?: up)?|(?:make {OBJECT}(?: look)? )?(?:{_BIT} )?sharper|(?:increase|add|boost|more)(?: the)? sharpness)(?: {_BIT})?",
        looks.sharpen,
    ),
    look(
        rf"(?:pixel+ate|pixeli[sz]e|censor|mosaic)(?: out)? (?:(?:the |all |his |her |their )?(?:faces?|people|part) (?:in|at|on|to) )?(?P<region>{REGION})"
        rf"(?: and (?P<region2>the {REGION}))?(?: of {OBJECT})?",
        looks.pixelate_regions,
    ),
    look(rf"pixel+ate(?: {OBJECT})?|pixeli[sz]e(?: {OBJECT})?", lambda _: Pixelate()),
    canvas(
        rf"(?:(?:replace|change|swap|turn|recolou?r|convert|make) )?(?:all )?(?:(?:of )?the )?(?:colou?r )?(?P<old>#[0-9a-f]{{6}}|#[0-9a-f]{{3}})(?: pixels| colou?r)?"
        rf" ?{_ARROW} ?(?:the )?(?:colou?r )?(?P<new>{COLOUR})(?: in {OBJECT})?(?:,? (?:with )?(?:an? )?tolerance (?:of )?(?P<tolerance>\d{{1,3}}(?:\.\d{{1,2}})?) ?%?)?",
        looks.recolour,
    ),
    canvas(
        rf"(?:replace|change|swap|turn|recolou?r)(?: all)?(?: (?:of )?the)?(?: colou?r)? (?P<old>(?!{_UNCLEAR_NAME}(?! colou?r)){COLOUR})(?: pixels| colou?r)?"
        rf" {_ARROW} (?:the )?(?:colou?r )?(?P<new>{COLOUR})(?: in {OBJECT})?(?:,? (?:with )?(?:an? )?tolerance (?:of )?(?P<tolerance>\d{{1,3}}(?:\.\d{{1,2}})?) ?%?)?",
        looks.recolour,
    ),
)
