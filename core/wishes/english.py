"""English clauses that plainly wish for a change: how they begin, and what must follow."""

import re
from collections.abc import Callable
from typing import Final

from core.wishes.complements import (
    POSED,
    anyhow,
    anything,
    is_absent,
    is_added,
    is_cast,
    is_excess,
    is_given,
    is_look,
    is_made,
    is_mended,
    is_placed,
    is_posed,
    is_put,
    is_recoloured,
    is_restyled,
    is_scene,
    is_where,
    nothing,
)
from core.wishes.sights import COMPARED, names, only_shows, restyles, shows

_Check = Callable[[str], bool]

_POLITE: Final = re.compile(
    r"^(?:(?:please|pls|plz|plx|now|and|but|then|also|ok|okay|next|just|only|maybe|instead|hey|so|or|actually|yes|yeah"
    r"|perfect|ha(?:ha)+|lol|wow|oh|cool|nice|great|almost|thanks|hmm+|i think|i guess|i feel like|you should"
    r"|(?:can|could|would|will|cn) (?:we|you|u|ya)(?: please| pls| plz| just| also| maybe)?"
    r"|(?:would|do) you mind|let'?s|i(?:'d| would) (?:like|love|prefer) (?:you )?to|i want (?:you )?to|try to)\s+)+"
)
_PICKED: Final = re.compile(
    r"^(?:#\s?\d{1,2}(?: #\s?\d{1,2}){0,4}|(?:number|image|picture|version) \d{1,2}"
    r"|(?:the )?(?:first|second|third|fourth|last|left|right|top|bottom|middle|next) (?:one|picture|image))\s+(?:but |and )?"
)
_TRAILING: Final = re.compile(
    r"(?:\s+(?:please|pls|plz|plx|thanks|thx|ty|though|tho|again|maybe|perhaps|if possible|a bit"
    r"|a little|a lot|slightly|somehow|only|for (?:a|the|my) (?:phone|desktop|story)))+$"
)
# What talk is about, and changes of a picture are not.
_TALK: Final = re.compile(
    r"\b(?:discord|on steam|insta\w*|facebook|tiktok|spotify|twitter|youtube|whatsapp|lists?|cart|calendar|playlist"
    r"|therapist|boss|wife|husband|grandma|bots?|chat|group|channel|server|app|account|message|(?<!lamp )post|comment|reaction"
    r"|link|poll|fridge|t-shirt|mug|lockscreen|pfp|profile|tomorrow|tonight|yesterday|dinner|lunch|breakfast|meeting"
    r"|homework|minds?|sense|medal|raise|mods?|admins?|sentient|your|yours|yourself|myself|me|us|viral|jobs?|skills?"
    r"|money|price|attitude|subject|topic|plans?|password|name of|never|ever|in person|one day|irl|in real life"
    r"|dreams|way home|credit|hug|kiss|break|chance|prize|award|applause|i've|i'll|economy|ring on it|said|(?<!that )says|told"
    r"|asked|remember|illegal|than|charge|reality|future|ignore|instructions?|world|threads?|every ?day|(?:his|her|their) day|a name|if you(?! can| could| want)|any (?:cuter|better|bigger|cooler)|in the dark|(?:mon|tues|wednes|thurs|fri|satur|sun)day|december|emojis?|json|prompts?|no cap|no shot|town red|fuel to|to (?:my |our |the )?life|artists?|humans?|humanity|on paper|(?:can|could|do|did|have) (?:you|u|anyone|anybody|they|we all) (?:see|seen|imagine|believe|spot|find|feel|hear|tell|guess|notice)|.{2,40} (?:it|that)'s|my (?:day|life|head|room|house|living|brain|own)"
    r"|at the (?:shop|bar|cafe|office|library|park|pub|gym|school|station|party))\b"
)

_IT: Final = (
    r"(?:(?:it|this|that) (?:one )?|(?:him|her|them|everything|everyone|both|bg|background|colou?rs|day|night) "
    r"|(?:all |both )?(?:the|his|her|their|its|this|that|these|those|my) (?:[\w'-]+ ){1,2}?(?:(?:on|in|at) the \w+ )?)"
)
_THE: Final = r"(?:the|his|her|their|its|that|this|all the|those|these)"
_SOMEBODY: Final = rf"(?:him|her|them|it|{_THE} \w+)"
_X: Final = rf"(?:he|she|they|{_THE} \w+(?: \w+)?)"
_SOME: Final = r"(?:an?|some|a few|a bit of|more|two|three|four|five|many|lots of|another|one more|\d{1,2})"
_TURN: Final = (
    r"(?:crop|rotate|flip|mirror|blur|sharpen|brighten|darken|lighten|enlarge|shrink|resize|upscale|recolou?r|colou?ri[sz]e"
    r"|desaturate|saturate|posteri[sz]e|pixelate|invert|straighten|soften|tone down|extend|expand|increase|decrease"
    r"|reduce|outline|vectori[sz]e|styli[sz]e|restyle|redraw|dim|unblur|denoise|widen|crop out)"
)
_MEND: Final = (
    r"(?:fix|repair|correct|clean(?: up)?|smooth(?: out)?|restore|fill|paint|light|lower|raise|tilt|bend|shorten"
    r"|lengthen|colou?r|redo|tidy up|retouch|whiten|touch up)"
)


_SENTENCES: Final[tuple[tuple[str, _Check], ...]] = (
    (rf"(?:make|paint|colou?r|dye) {_IT}", is_made),
    (rf"turn {_IT}", is_recoloured),
    (rf"turn {_IT}into ", shows),
    (rf"turn (?:him|her|them|it|{_THE} \w+) (?:around|sideways|to the (?:left|right))", anyhow),
    (
        r"(?:change|replace|swap|switch|convert|transform) (?!you )(?=.*\b(?:with|for|by|w|to|into|and) )",
        shows,
    ),
    (rf"(?:change|replace|recolou?r|swap|straighten) {_THE} ", shows),
    (r"make ", is_restyled),
    (r"(?:add|insert|include) ", names),
    (rf"(?:draw|put|place) {_SOME} ", is_placed),
    (rf"give {_SOMEBODY} ", is_given),
    (r"(?:remove|erase|delete|get rid of) ", names),
    (rf"(?:lose|ditch|take (?:out|off|away)) (?:{_THE}|all) ", shows),
    (r"(?:lose|ditch) ", only_shows),
    (rf"take {_THE} (?=[\w ]+ (?:off|out|away)$)", shows),
    (
        rf"(?:put|place|set) (?:him|her|them|{_THE} \w+) (?:on|onto|in|into|at|behind|under|over|above|below|beside|next to|near) ",
        is_put,
    ),
    (r"(?:put|place|set) it (?:in|into|at|behind|under|over|above|below|beside|next to|near) ", is_scene),
    (
        rf"put [\w ]{{1,20}}? (?:on|behind|under|over|next to|around) (?:(?:him|her|them|it)$|{_THE} (?=\w))",
        is_where,
    ),
    (
        (
            rf"(?:move|shift|push|nudge) (?!(?:it|this|that) (?:up|over|on|along)\b){_IT}(?:(?:a bit|a little|slightly|further|more) )?"
            r"(?:(?:up|down|left|right|closer|away|behind|back|forward|higher|lower|in front|towards?)\b"
            r"|to the (?:left|right|top|bottom|front|back|cent(?:er|re)|middle|corner|side|upper|lower)\b)"
        ),
        anyhow,
    ),
    (
        rf"{_TURN}(?! up\b| mirror\b)(?: (?:it|this|that|them|him|her))?(?: (?:by|to|into?|out|on|a bit|a little|slightly|\d+))*",
        is_where,
    ),
    (rf"{_TURN}(?: (?:it|this|that|them|him|her))?(?: (?:by|to))? \d+", anyhow),
    (r"crop (?:it|this|that) (?:to|so|like|at) ", anything),
    (
        r"zoom (?:out|in (?:a bit|a little|more|closer|slightly))(?: (?:a bit|a little|more|slightly|further))?",
        is_where,
    ),
    (
        (
            r"(?:write|print|carve|engrave) (?!(?:that|this|it|these|them)\b).{1,60} "
            r"(?:on|in|at|under|above|across) (?:the|it|his|her|big|small|bold)\b"
        ),
        anyhow,
    ),
    (r"(?:write|text|add|caption|title|spell it) [\"“].{1,80}[\"”]", anyhow),
    (r"(?:the )?(?:title|text|caption|sign|headline|label)s? (?:should|must) (?:say|read|be) ", anything),
    (rf"{_MEND} (?:{_THE} )?", is_mended),
    (rf"{_MEND} {_THE} \w+ ", is_recoloured),
    (r"(?:open|close) (?:his|her|their|its|the) (?:eyes?|mouth|hands?|wings?)", anyhow),
    (rf"(?:have|make) {_SOMEBODY} {POSED}\b", anyhow),
    (
        rf"let (?:him|her|them|{_THE} \w+) (?:look|hold|wear|stand|sit|smile|face|point|carry|ride)\b",
        is_posed,
    ),
    (r"use (?:more|less|fewer|an?|another|different|only|the)\b", restyles),
    (r"use (?:the |a )?(?:colou?rs?|palette|style|font|pose|background) (?:of|from|in) ", anything),
    (
        rf"(?:try|do|see|get|have|render|draw) (?:{_IT}|the same )(?:in|with|without|at|as|from|under|but|like) ",
        is_look,
    ),
    (rf"(?:try|do|render) (?:it |{_SOME} )?", is_restyled),
    (r"see it ", is_restyled),
    (r"(?:have|get) (?:more|less|fewer) ", is_added),
    (r"(?:what|how) about (?:making|adding|removing|changing|replacing|turning|putting|giving) ", shows),
    (r"(?:what|how) about ", is_restyled),
    (r"(?:what|how) about (?:in|with|without|as) ", only_shows),
    (r"(?:what if|how would|what would) (?:it|this|that) (?:was|were|looks?|looked)(?: like)? ", is_look),
    (r"what if (?:it|there) (?:had|was|were) (?:more|less|an?|some|no) ", is_added),
    (rf"(?:what if|how would) {_X} (?:was|were|had|wore|looks?|looked)(?: like)? ", shows),
    (r"(?:can|could) (?:it|this|that|he|she|they) be ", is_restyled),
    (rf"(?:can|could) {_THE} \w+ be ", shows),
    (
        rf"(?:can|could) (?:he|she|they|it|{_THE} \w+) (?:smile|laugh|sit|stand|fly|jump|dance|sleep|glow)",
        nothing,
    ),
    (rf"(?:can|could) {_X} (?:have|wear|hold|stand|sit|ride|carry|smile|face) ", only_shows),
    (
        rf"(?:(?:it|{_THE} \w+) )?(?:still )?(?:needs?|must have|should have) (?:more|less|fewer|an?|some|another) ",
        is_added,
    ),
    (rf"{_X} (?:should|must|has to|needs? to) (?:be|have|look|wear|hold|face|sit|stand) ", is_put),
    (r"(?:it|this|that) (?:should|must|has to|needs? to) (?:be|look) ", is_restyled),
    (r"(?:it|this|that) (?:should|must) be (?:at|in) ", is_scene),
    (
        rf"(?:i|we) (?:want|need|prefer|would like|would prefer|would rather have) {_IT}(?:(?:in|as|with|without|to be) )?",
        is_restyled,
    ),
    (
        rf"i'd (?:like|prefer|rather have) (?:{_IT}|an? |more |less )(?:(?:in|as|with|without|to be) )?",
        is_restyled,
    ),
    (rf"(?:i|we) (?:want|need|would like) {_IT}to {POSED} ", shows),
    (r"(?:i|we) (?:want|prefer|would like|would prefer) (?:an?|some) ", is_restyled),
    (r"(?:i|we) want (?:more|less|fewer) ", is_scene),
    (
        (
            rf"(?:(?:it|this|{_X}) (?:is|are|looks?|seems?) |it's |its |he's |she's |they're )?(?:still )?"
            r"(?:a bit |a little |way |far |much )?too "
        ),
        is_excess,
    ),
    (r"(?:way |far )?too (?:much|many) ", only_shows),
    (r"dress (?:him|her|them|it) (?:as|in|like) (?!you\b)", anything),
    (r"bring back the ", shows),
)
_FRAGMENTS: Final[tuple[tuple[str, _Check], ...]] = (
    (r"(?:in (?:the )?style of|inspired by) (?!my\b|your\b|cheap\b)", anything),
    (r"(?:in|during|under|on (?:an?|the)|on (?=mars|venus|jupiter|saturn)) ?", is_scene),
    (r"at (?:night|sunset|sunrise|dusk|dawn|twilight|golden hour|blue hour|high noon)", is_where),
    (r"as an? ", is_cast),
    (r"(?:one )?(?:with|without|w/o|w/|w|minus|plus) ", only_shows),
    (r"no ", is_absent),
    (r"(?:the )?same(?: \w+)? (?:but|in|without|at|with (?:an?|more|less)) ", shows),
    (r"again (?:but|with (?:more|less|an?|another)|without|in|at|as) ", shows),
    (r"(?:another(?: version| one)?|one more(?: version)?) (?:but|with|without|in|at|as) ", shows),
    (r"(?:a (?:bit|little|lot|tad|touch) |much |way |even |slightly |some )?more (?:like an? )?", is_added),
    (r"(?:a (?:bit|little|lot|tad|touch) |much |way |even |slightly |somewhat )?(?:less|fewer) ", only_shows),
    (r"not so ", is_excess),
)
_ALONE: Final = re.compile(
    r"(?:crop|rotate|flip|mirror|sharpen|brighten|darken|lighten|enlarge|shrink|resize|upscale|colou?ri[sz]e|invert|undo|redo|[248]k|u?hd|revert(?: (?:it|that))?(?: to the (?:previous|last|first|original|old) (?:one|version))?"
    r"|unblur|denoise|zoom out|(?:more )?variations?|undo (?:that|this|it|the last (?:one|change|edit))"
    r"|go back(?: one| to (?:the )?(?:previous|first|last|original|old|version|number)(?: (?:one|version|picture|image|\d+))?)"
    r"|(?:make )?\d{1,2} (?:more )?(?:variations|versions)|(?:\d{1,2}|two|three|four|some) more (?:versions?|variations?|like (?:this|that|it))"
    r"|(?:(?:see|show|draw) (?:it|this|that|him|her|them) |seen )?from (?:above|below|behind|the (?:side|front|back|top|left|right))"
    r"|(?:a |from a )?(?:different|lower|higher|wider|new|another) (?:angle|shot|view|crop|perspective)"
    r"|(?:a )?(?:square|tighter|tight) crop|close ?up|(?:a )?(?:higher resolution|better quality)"
    r"|(?:the )?(?:previous|original|last) version|colou?r (?:it|this|him|her|them)(?: in)?|(?:try )?(?:a |an )?(?:different|another|new) (?:pose|font|background|style|outfit|colou?r|expression))"
)
_STYLED: Final = re.compile(
    r"(?:black (?:and|&) white|b&w|sepia(?: tone)?|gr[ae]yscale|watercolou?r|oil painting|pencil sketch|line art|pixel art"
    r"|isometric|low poly|cyberpunk|steampunk|vaporwave|synthwave|claymation|origami|neon colou?rs|pastel (?:palette|colou?rs)"
    r"|studio lighting|golden hour|soft light(?:ing)?|square format|(?:landscape|portrait) (?:format|mode)|vertical|horizontal"
    r"|(?:plain |pure |solid )?(?:transparent|white|black|red|blue|green|grey|gray|pink|yellow|blurred|blurry|darker|lighter"
    r"|different|green screen) (?:background|bg))"
)
_SPOKEN: Final = tuple((re.compile(pattern), check) for pattern, check in _SENTENCES)
_HINTED: Final = tuple((re.compile(pattern), check) for pattern, check in _FRAGMENTS)
# People also praise so, or tell how near it comes.
_VAGUE: Final = frozenset(
    (
        "cuter",
        "prettier",
        "cooler",
        "wilder",
        "richer",
        "scarier",
        "creepier",
        "fancier",
        "closer",
        "nearer",
        "deeper",
    )
)


# Who laughs or admires has often no wish.
_LAUGHS: Final = re.compile(r"\b(?:lol+|lmf?ao+|rofl|(?:ha){2,}h?|xd)\b")
_CHOSEN: Final = re.compile(
    r"(?:the|this|that|these|those) .*\b(?:ones?|version|style|picture|image|part)$|.* now$|the (?:\w+er)$"
)


def wishes_in_english(clause: str, *, asks: bool = False) -> bool:
    """Whether a clause, in lower case, plainly wishes for a change.

    What `asks` ("darker?") must be a whole sentence: a fragment may be a question about the picture.
    """
    if _TALK.search(clause):
        return False
    wish = _POLITE.sub("", _PICKED.sub("", _POLITE.sub("", _PICKED.sub("", clause))))
    bare = _TRAILING.sub("", wish)
    laughs = bool(_LAUGHS.search(bare))
    if not laughs and (_fits(wish, _SPOKEN) or _fits(bare, _SPOKEN) or _ALONE.fullmatch(bare)):
        return True
    return not asks and not laughs and _hints(bare)


def _hints(fragment: str) -> bool:
    if _CHOSEN.fullmatch(fragment):
        return False
    if fragment.endswith((" instead", " version", " style")) or " instead of " in fragment:
        return only_shows(fragment)
    if _STYLED.fullmatch(fragment) or _fits(fragment, _HINTED):
        return True
    plain = [word for word in fragment.split() if word in COMPARED - _VAGUE]
    return bool(plain) and only_shows(fragment) and not re.search(r"\b(?:is|are|be)\b", fragment)


def is_talk(clause: str) -> bool:
    """Whether it names what people talk of among themselves."""
    return bool(_TALK.search(clause))


def _fits(words: str, frames: tuple[tuple[re.Pattern[str], _Check], ...]) -> bool:
    return any(
        (match := pattern.match(words)) is not None and check(words[match.end() :].strip())
        for pattern, check in frames
    )
