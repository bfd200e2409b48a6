"""English clauses for exact operations on the canvas and the file."""

from typing import Final

from core.exact_words import meanings
from core.exact_words.quantities import AMOUNT, COLOUR, DEGREES_NUMBER, PERCENT, REGION, SHAPE, SIZE
from core.exact_words.rules import Rule, alone, canvas, look
from core.operations import ClearBackground, Resize, Rotate, RoundCorners

NOUN: Final = r"(?:pictures?|images?|photos?|pics?|photographs?|screenshots?|imgs?)"
OBJECT: Final = (
    rf"(?:(?:(?:the|this|that|these|those|my|our|all|both|each|every|of|whole|entire|full) ){{0,4}}{NOUN}"
    r"|(?:all|both) of (?:them|these|those)|(?:them|these|those|it) (?:all|both)|it|this|that|these|those|them|both|all|everything"
    rf"|(?:{NOUN} |number |no\. ?)?#?\d{{1,2}}(?![\d%.:/x×])"
    rf"|the (?:first|second|third|fourth|fifth|sixth|last) (?:one|{NOUN}))"
)
"""What an operation may be done to: a picture, never a thing in it."""

_ALL_SIDES: Final = r"(?:(?:each|every) (?:side|edge)|all (?:four )?(?:sides|edges)|(?:the )?(?:sides|edges))"
_SIDE: Final = rf"(?:(?:the )?(?:left|right|top|bottom|upper|lower)(?: (?:side|edge|part))?|{_ALL_SIDES})"
_WAY: Final = (
    r"(?:(?:to the |towards? the )?(?:left|right)|(?:counter|anti)[ -]?clockwise|clockwise|ccw|cw"
    r"|leftwards?|rightwards?)"
)
_HOW: Final = (
    r"(?:(?:keep(?:ing)?|from|at|on|around|in|to) (?:the )?(?:left|right|top|bottom|cent(?:er|re)|middle)(?: (?:part|side))?"
    r"|cent(?:er|re)d|smartly)"
)
_DEGREES: Final = rf"(?P<degrees>{DEGREES_NUMBER})\s?(?:°|degrees?|degs?)"
_GROUND: Final = r"(?:back ?ground|bg|backdrop)"
_RESIZE: Final = r"(?:re-?size|re-?scale|scale|shrink|down ?scale|down ?size|enlarge|reduce|resample)"
_RESIZED: Final = rf"{_RESIZE}(?: {OBJECT})?(?: (?:up|down))?(?: (?:it|this))?"
_KEPT: Final = (
    r"(?:,? (?:and |but )?(?:(?:keep|keeping|preserve|preserving|maintain|maintaining) (?:the |its )?(?:aspect )?(?:ratio|proportions)"
    r"|without (?:distortion|distorting|stretching|cropping)(?: it)?))"
)
_LINE_WORD: Final = (
    rf"(?:thin|thick|wide|narrow|fine|slim|bold|simple|solid|plain|big|small|{AMOUNT}|{COLOUR})"
)
_PRESETS: Final = {
    "open_graph": r"(?:open ?graph|og)(?: (?:image|preview|card))?|(?:social|link)(?: media)? (?:preview|card)",
    "story": r"(?:(?:instagram|ig|insta) )?(?:story|stories|reels?)",
    "square": r"(?:instagram|ig|insta) (?:square|post|feed)|square post",
    "banner": r"(?:(?:web|website|page|header|profile|channel|cover) )?banner|(?:cover|header) (?:image|photo|picture)",
    "sticker": r"stickers?",
    "emoji": r"(?:custom )?(?:emojis?|emotes?)",
    "phone_wallpaper": r"(?:phone|mobile|cell ?phone|lock ?screen) (?:wallpaper|background)|lock ?screen",
    "wallpaper": r"(?:(?:desktop|pc|computer|laptop) )?wallpaper|desktop background",
    "avatar": r"avatars?|profile (?:pictures?|pics?|photos?|images?)|pfp",
}
_PRESET: Final = "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _PRESETS.items()) + ")"
_SIZED: Final = r"(?:[ -](?:sized?|format|dimensions?|resolution))"

ENGLISH_CANVAS: Final[tuple[Rule, ...]] = (
    canvas(
        rf"(?:(?P<smart>smart(?:ly)?|cent(?:er|re)|auto)[ -]?)?(?:crop|trim|cut)(?: {OBJECT})?(?: down)?(?: (?:to|into|as|at|in))?"
        rf"(?: an?| the)?(?: aspect)?(?: ratio(?: of)?)? (?P<shape>{SHAPE})(?: aspect)?(?: ratio)?(?: crop| format| shape)?"
        rf"(?:,? (?P<how>{_HOW}))?",
        meanings.crop_to,
    ),
    canvas(rf"(?:an? )?(?:(?P<smart>smart|cent(?:er|re)) )?(?P<shape>{SHAPE}) crop", meanings.crop_to),
    canvas(
        rf"(?:make|turn|change|set|convert) {OBJECT}(?: be)?(?: (?:to|into|in))?(?: an?)?(?: aspect ratio (?:of|to))? (?P<shape>{SHAPE})"
        rf"(?: aspect)?(?: ratio)?(?: format| shape| {NOUN})?",
        meanings.crop_to,
    ),
    look(rf"(?:an? )?(?P<shape>{SHAPE})", meanings.crop_to),
    canvas(rf"(?:change|set) (?:the |its )?(?:aspect )?ratio to (?P<shape>{SHAPE})", meanings.crop_to),
    canvas(
        rf"(?:crop|trim|cut)(?: {OBJECT})?(?: down)? to (?:just |only )?(?P<region>{REGION})(?: of {OBJECT})?",
        meanings.crop_region,
    ),
    canvas(
        rf"(?:keep (?:just|only)|(?:just|only) keep) (?:the )?(?P<region>{REGION})(?: of {OBJECT})?",
        meanings.crop_region,
    ),
    canvas(
        rf"(?:crop|cut|trim|chop|shave|take)(?: off)? (?P<amount>{AMOUNT})(?: (?:of|off))?(?: (?:of|from|off|on))? (?P<side>{_SIDE})(?: off)?"
        rf"(?: of {OBJECT})?",
        meanings.crop_edges,
    ),
    canvas(
        rf"(?:crop|cut|trim|chop|shave|take)(?: off)? (?P<side>{_SIDE})(?: by)? (?P<amount>{AMOUNT})(?: off)?(?: of {OBJECT})?",
        meanings.crop_edges,
    ),
    canvas(rf"(?:crop|cut|trim|chop) off (?P<region>{REGION})(?: of {OBJECT})?", meanings.crop_away),
    canvas(
        rf"(?:{_RESIZED}|(?:fit|stretch)(?: {OBJECT})?)(?: (?:to|at|into|within|inside|out to))? (?:an? )?(?:size of |box of )?(?P<size>{SIZE})(?P<kept>{_KEPT})?",
        meanings.resize,
    ),
    look(rf"(?P<size>{SIZE})", meanings.resize),
    canvas(rf"(?:resize|rescale|scale)(?: {OBJECT})? (?P<percent>{PERCENT})", meanings.resize_share),
    canvas(rf"make {OBJECT} (?:exactly )?(?P<size>{SIZE})(?: in size| large| big)?", meanings.resize),
    canvas(
        rf"{_RESIZED} (?P<way>to|by) (?P<percent>{PERCENT})(?: of (?:the |its )?(?:original )?size)?",
        meanings.resize_share,
    ),
    canvas(
        rf"{_RESIZED}(?: (?:to|by))? (?:to )?half(?: (?:of )?(?:the|its))?(?: original)?(?: size)?|half (?:the|its) size",
        lambda _: Resize(percent=50),
    ),
    canvas(
        rf"(?:{_RESIZED}(?: (?:to|by))? (?:double|twice|2x)|double)(?: (?:the|its))(?: original)? size",
        lambda _: Resize(percent=200),
    ),
    canvas(
        rf"(?:{_RESIZED}|make {OBJECT})(?: to)?(?: be)? (?P<value>\d{{2,5}})\s?(?:px|pixels?)?[ -](?:wide|tall|high|in width|in height)",
        meanings.resize_side,
    ),
    canvas(
        rf"{_RESIZED}(?: to)?(?: an?| the| its)? (?:width|height)(?: of| to)? (?P<value>\d{{2,5}})\s?(?:px|pixels?)?",
        meanings.resize_side,
    ),
    canvas(rf"{_RESIZED} to (?P<value>\d{{2,5}})\s?(?:px|pixels?)", meanings.resize_longest),
    canvas(
        rf"{_RESIZED} (?:to|into|in) (?P<screen>4k|uhd|1440p|2k|1080p|full hd|fhd|720p|hd)",
        meanings.resize_screen,
    ),
    canvas(rf"{_RESIZED}(?: by)? (?P<times>\d(?:\.\d{{1,2}})?) ?(?:x|times)", meanings.resize_times),
    canvas(
        rf"(?:make|scale|resize) (?:the |this |my )?{NOUN} (?P<percent>{PERCENT}) (?:smaller|larger|bigger)",
        meanings.resize_change,
    ),
    canvas(
        rf"(?:reduce|shrink|cut|scale) (?:down )?(?:the |its )?(?:{NOUN} )?(?:size|dimensions|resolution) (?P<way>to|by) (?P<percent>{PERCENT})",
        meanings.resize_share,
    ),
    canvas(
        rf"(?:reduce|shrink|cut|scale) (?:down )?(?:the |its )?(?:{NOUN} )?(?:size|dimensions|resolution) (?:by|in|to) half",
        lambda _: Resize(percent=50),
    ),
    canvas(
        rf"(?:fit|crop|format|adapt|prepare|optimi[sz]e|{_RESIZE})(?: {OBJECT})?(?: (?:down|up|fit))?(?: (?:to|for|as|into))+(?: (?:an?|the|my|our))?"
        rf" {_PRESET}{_SIZED}?(?: (?:post|image|picture))?",
        meanings.fit,
    ),
    canvas(
        rf"(?:make|turn) {OBJECT}(?: (?:fit|into|to))?(?: (?:for|to))?(?: (?:an?|the|my))? {_PRESET}{_SIZED}",
        meanings.fit,
    ),
    canvas(rf"rotate(?: (?P<way>{_WAY}))?(?: by)? {_DEGREES}(?: (?P<way2>{_WAY}))?", meanings.rotate),
    look(
        rf"(?:rotate|turn|spin|tilt)(?: {OBJECT})?(?: (?P<way>{_WAY}))?(?: by)? {_DEGREES}(?: (?P<way2>{_WAY}))?",
        meanings.rotate,
    ),
    look(
        rf"rotate(?: {OBJECT})?(?: (?P<way>{_WAY}))?(?: by)? (?P<degrees>90|180|270|-90|45)(?: (?P<way2>{_WAY}))?",
        meanings.rotate,
    ),
    look(rf"(?:turn|spin) {OBJECT}(?: by)? (?P<degrees>90|180|270)(?: (?P<way>{_WAY}))?", meanings.rotate),
    look(rf"{_PRESET}{_SIZED}", meanings.fit),
    look(rf"(?:straighten|level)(?: {OBJECT})?(?: by)? {_DEGREES}(?: (?P<way>{_WAY}))?", meanings.straighten),
    look(
        rf"rotate(?: {OBJECT})?(?: (?:by )?(?:a )?(?:quarter|half)(?: of)?(?: a)? turn)?(?: (?P<way>{_WAY}))?",
        meanings.quarter,
    ),
    look(rf"(?:(?:turn|rotate|make|put) (?:{OBJECT} )?)?upside[ -]down", lambda _: Rotate(180)),
    look(
        rf"(?:flip|mirror|reflect)(?: {OBJECT})?(?: (?:horizontal(?:ly)?|vertical(?:ly)?|left[ -](?:to[ -]|and[ -]|/ ?)?right"
        r"|top[ -](?:to[ -]|and[ -])?bottom|upside[ -]down|sideways))?",
        meanings.flip,
    ),
    look(
        rf"(?:horizontal|vertical) (?:flip|mirror)|mirror(?:ed)? image|make {OBJECT} (?:a mirror image|mirrored)",
        meanings.flip,
    ),
    canvas(
        rf"(?:pad|letter ?box)(?: {OBJECT})?(?: out)? to (?:an? )?(?P<shape>{SHAPE})(?: (?:with|in|using) (?P<colour>{COLOUR})"
        r"(?: (?:bars|padding|background|margins?))?)?",
        meanings.pad,
    ),
    canvas(
        rf"(?:add|put|give {OBJECT}) (?:(?:some|an?|a bit of|a little) )?(?:(?P<amount>{AMOUNT})(?: of)? )?(?:(?P<colour>{COLOUR}) )?"
        rf"(?:padding|margins?|white ?space)(?: (?:around|to|on)(?: {OBJECT}| all sides| every side)?)?",
        meanings.pad,
    ),
    canvas(
        rf"pad(?: {OBJECT})?(?: (?:with|by) (?P<amount>{AMOUNT}))(?: of (?P<colour>{COLOUR}))?", meanings.pad
    ),
    canvas(
        rf"(?:add|put|draw|apply|give {OBJECT})(?: (?:an?|some))?(?: {_LINE_WORD}){{0,4}} (?:border|borders|outline border)"
        rf"(?: (?:around|to|on|of|in|with)(?: (?:{OBJECT}|all sides|the (?:edges?|outside)|{AMOUNT}|{COLOUR})){{1,2}}){{0,2}}",
        meanings.border,
    ),
    canvas(
        rf"(?:add|put)(?: an?)?(?: (?:thin|thick|{AMOUNT}|white|black)){{1,3}} frame(?: around {OBJECT})?",
        meanings.border,
    ),
    look(
        rf"(?:an? )?(?:{_LINE_WORD} ){{0,4}}border(?: {_LINE_WORD}){{0,3}}(?: around {OBJECT})?",
        meanings.border,
    ),
    canvas(
        rf"round(?:ed)?(?: off)?(?: the| its| {OBJECT}'?s?)? (?:corners|edges)(?: of {OBJECT})?"
        rf"(?:,?(?: (?:by|to|with|at))?(?: an?)?(?: radius of)? (?P<amount>{AMOUNT})(?: radius)?)?",
        meanings.corners,
    ),
    canvas(
        rf"(?:add|put|give {OBJECT}|apply) (?:some )?(?:(?P<amount>{AMOUNT}) )?round(?:ed)? (?:corners|edges)(?: (?:to|on) {OBJECT})?",
        meanings.corners,
    ),
    canvas(r"make (?:the|its) corners round(?:ed|er)?", lambda _: RoundCorners()),
    canvas(
        rf"(?:crop|cut)(?: {OBJECT})?(?: (?:to|into|as|in))?(?: an?)? (?:circle|circular|round)(?: (?:shape|avatar|{NOUN}))?"
        rf"|(?:an? )?(?:circle|circular|round) crop|(?:make|turn) {OBJECT} (?:into )?(?:a circle|circular)",
        lambda _: RoundCorners(circle=True),
    ),
    alone(
        rf"(?:remove|delete|erase|clear|cut out|get rid of|take (?:away|out|off)|drop|strip)(?: the| its)?(?: (?:plain|solid|{COLOUR}))?"
        rf" {_GROUND}(?: (?:from|of|in) {OBJECT})?"
        rf"|make (?:the |its )?(?:(?:plain|solid|{COLOUR}) )?{_GROUND}(?: be)? (?:transparent|clear|see[ -]through)"
        rf"|(?:a )?transparent {_GROUND}|(?:the )?{_GROUND} (?:to )?transparent|(?:no|without|with no|without a) {_GROUND}"
        rf"|(?:give {OBJECT}|with) a transparent {_GROUND}|(?:change|turn|set) (?:the )?(?:(?:plain|solid|{COLOUR}) )?{_GROUND} (?:to|into) transparent(?:cy)?",
        lambda _: ClearBackground(),
    ),
)
"""The first rule that fits counts."""
