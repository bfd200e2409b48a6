"""English clauses for file formats and sizes, metadata, and several pictures as one."""

from typing import Final

from core.exact_words import meanings
from core.exact_words.english import NOUN, OBJECT
from core.exact_words.quantities import DECIMAL
from core.exact_words.rules import FORMATS, Rule, canvas, look, together
from core.operations import StripMetadata

_FORMAT: Final = rf"\.?(?P<format>{'|'.join(sorted(FORMATS, key=len, reverse=True))})"
_FILE: Final = r"(?: (?:format|file|image|picture|photo))?"
_QUALITY: Final = r"(?:,? (?:(?:with|at|in|of) )?(?:an? |the )?(?:quality (?:of )?(?P<q1>\d{1,3})\s?%?|(?P<q2>\d{1,3})\s?%? quality))"
_BYTES: Final = (
    r"(?P<value>\d{1,5}(?:\.\d{1,3})?)\s?(?P<unit>[km])(?:i?b|bytes?|egabytes?|egs?|ilobytes?)?(?: or less)?"
)
_LIMIT: Final = r"(?:to|under|below|less than|smaller than|within|at most|max(?:imum)?|up to|no more than|to under|to less than|to below|to at most)"
_BESIDES: Final = rf"(?:,? {_LIMIT} {_BYTES})"
_METADATA: Final = (
    r"(?:(?:the|its|all|any|all the|all of the) )?(?:meta ?data|exif(?: data)?|gps(?: data)?|(?:gps )?location(?: data| info)?"
    r"|camera (?:data|info))"
)
_THESE: Final = rf"(?:{OBJECT}|(?:these|those|the|my|all) (?:\w+ )?{NOUN})"

ENGLISH_FILES: Final[tuple[Rule, ...]] = (
    canvas(
        rf"(?:convert|save|export|re-?encode|change|turn|get|give me|send|download)(?: {OBJECT})?(?: (?:to|as|into|in))+(?: an?)? {_FORMAT}{_FILE}{_QUALITY}?{_BESIDES}?",
        meanings.convert,
    ),
    canvas(rf"(?:as|to|in)(?: an?)? {_FORMAT}{_FILE}{_QUALITY}?{_BESIDES}?", meanings.convert),
    canvas(rf"make {OBJECT} an? (?P<format>png|jpe?g|webp){_FILE}{_BESIDES}?", meanings.convert),
    look(rf"(?P<format>png|jpe?g|webp){_FILE}{_QUALITY}?", meanings.convert),
    look(r"quality (?:of )?(?P<q1>\d{1,3})\s?%?", meanings.convert),
    canvas(rf"(?:save|export|convert)(?: {OBJECT})?{_QUALITY}", meanings.convert),
    canvas(r"(?:reduce|lower|set)(?: the)?(?: jpe?g)? quality to (?P<q1>\d{1,3})\s?%?", meanings.convert),
    canvas(
        rf"(?:compress|shrink|reduce|lower|squeeze|make|get|bring|keep)(?: {OBJECT})?(?: down)?(?: (?:(?:the|its) )?(?:(?:file|{NOUN}) ?)?size(?: of {OBJECT})?)?"
        rf" {_LIMIT} {_BYTES}",
        meanings.compress,
    ),
    canvas(rf"(?!to ){_LIMIT} (?=[\d. ]+[km]i?b){_BYTES}", meanings.compress),
    canvas(rf"compress(?: {OBJECT})?|(?:reduce|shrink|lower) (?:the |its )?file ?size", meanings.compress),
    canvas(
        rf"(?:remove|strip|delete|erase|clear|wipe|drop)(?: out)? {_METADATA}(?: and (?:\w+ ){{0,2}}(?:meta ?data|gps|location|exif))?(?: (?:from|of|in) {OBJECT})?",
        lambda _: StripMetadata(),
    ),
    together(
        rf"(?:make|create|turn|convert|combine|put|join)(?: (?:me|us))?(?: {_THESE})?(?: (?:into|to|as|in))?(?: an?)?(?: looping)?(?: animated)? gif"
        rf"(?: animation)?(?: (?:from|of|out of|with|using)(?: {_THESE})?)?"
        rf"(?:,? (?:with|at|for)? ?(?:(?P<seconds>{DECIMAL})\s?(?:s|secs?|seconds?)(?: (?:each|per (?:frame|picture|image)|a (?:frame|picture)))?|(?P<rate>\d{{1,2}}) ?(?:fps|frames (?:per|a) second)))?",
        meanings.animate,
    ),
    together(rf"animate {_THESE}(?: (?:as|into) an? gif)?|(?:an? )?(?:animated )?gif", meanings.animate),
    together(
        rf"(?:make|create|put|combine|arrange|turn|join|lay out|show)(?: (?:me|us))?(?: {_THESE})?(?: (?:into|in|as|to))?(?: (?:an?|one))?"
        rf"(?: (?P<columns>\d)\s?[x×by]+\s?\d)? ?(?:grid|collage|contact sheet|photo grid)(?: (?:from|of|out of|with|using)(?: {_THESE})?)?",
        meanings.grid,
    ),
    together(
        rf"(?:make|create|put|combine|arrange)(?: {_THESE})?(?: (?:into|in|as))?(?: an?)? (?:grid|collage) (?:with|of) (?P<columns>\d) columns",
        meanings.grid,
    ),
    together(
        rf"(?:put|place|arrange|combine|show|join|set|lay|stitch)(?: {_THESE})?(?: together)? (?:side by side|next to each other|in (?:a|one) row|horizontally|vertically"
        r"|on top of each other|one below the other|in (?:a|one) column)|side by side|(?:an? )?(?:grid|collage)",
        meanings.grid,
    ),
    together(rf"stack {_THESE}(?: vertically)?", meanings.grid),
)
