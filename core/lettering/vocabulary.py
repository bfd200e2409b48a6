"""What can be said about lettering, in English and Chinese: each piece of a request with its meaning."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from core.lettering.colours import COLOUR, colour_of
from core.lettering.look import Edge, Place, Role, Size

MOST_PIXELS: Final = 2000
_LEAST_OPACITY: Final = 5


class Part(StrEnum):
    """What a piece does in a sentence."""

    VERB = "verb"
    """Asks for lettering even without a noun: write "…"."""
    NEEDY_VERB = "needy verb"
    """Asks for lettering only with a noun: show the text "…"."""
    NOUN = "noun"
    LOOK = "look"
    FILLER = "filler"
    STOP = "stop"
    """A comma, or a word like it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a request: what it does, what it says of the lettering, and where it ends."""

    part: Part
    end: int
    says: dict[str, Any] = field(default_factory=dict)


_Meaning = Callable[["re.Match[str]"], dict[str, Any]]


def _means(**values: Any) -> _Meaning:
    return lambda _match: dict(values)


def _place(match: re.Match[str]) -> dict[str, Any]:
    words = match.group()
    row = next((row for row, signs in _ROWS.items() if re.search(signs, words)), "")
    column = next((column for column, signs in _COLUMNS.items() if re.search(signs, words)), "")
    return {"place": Place(f"{row} {column}".strip() or "centre")}


def _pixels(match: re.Match[str]) -> dict[str, Any]:
    return {"pixels": max(1, min(MOST_PIXELS, int(match[1])))}


def _colour(match: re.Match[str]) -> dict[str, Any]:
    return {"colour": colour_of(match[1])}


def _edge(edge: Edge) -> _Meaning:
    def meaning(match: re.Match[str]) -> dict[str, Any]:
        named = next((group for group in match.groups() if group), "")
        return {"edge": edge, **({"edge_colour": colour_of(named)} if named else {})}

    return meaning


def _opacity(match: re.Match[str]) -> dict[str, Any]:
    return {"opacity": max(_LEAST_OPACITY, min(100, int(match[1])))}


def _clearness(match: re.Match[str]) -> dict[str, Any]:
    return {"opacity": max(_LEAST_OPACITY, 100 - min(100, int(match[1])))}


_ROWS: Final = {"top": "top|upper|上|顶", "bottom": "bottom|lower|下|底"}
_COLUMNS: Final = {"left": "left|左", "right": "right|右"}
_PICTURE: Final = r"(?:the |this |my |our )?(?:picture|image|photo|photograph|pic|drawing)"
_A: Final = r"(?:(?:with|and|in|on|over|against|has|having) )?(?:an? |the )?(?:(?:thin|thick|solid|strong) )?"
_OUTLINES: Final = r"(?:outlines?|strokes?|borders?|edges?|contours?)"
_BOXES: Final = r"(?:box|background|band|bar|strip|backdrop|panel)"
_LETTERS: Final = r"(?: (?:letters|lettering|text|type|font|colou?r|ink))?"
_POINT: Final = r"(?:top|upper|bottom|lower|middle|cent(?:er|re)|left|right)"
_THEME: Final = r"(?:图片|图像|照片|画面|图|画)?"
_SPOT: Final = (
    r"(?:左上|右上|左下|右下|正中|中间|中央|中部|中心|居中|居左|居右|靠左|靠右|靠上|靠下"
    r"|顶部|顶端|顶上|上方|上面|上部|上边|底部|底端|底下|底边|下方|下面|下部|下边|左侧|左边|左方|左面|右侧|右边|右方|右面)"
)

_ENGLISH: Final[tuple[tuple[Part, str, _Meaning], ...]] = (
    (Part.VERB, r"add|put|place|write|set|letter|print|type|insert|overlay|superimpose|stamp", _means()),
    (
        Part.NEEDY_VERB,
        r"show|display|include|draw|apply|use|give|(?:make|turn)(?: it| this| that)?(?: into)?(?= an? meme)",
        _means(),
    ),
    (
        Part.NOUN,
        r"text(?: overlay| line)?|words?|lettering|letters|message|line|label|phrase|sentence|quote|inscription",
        _means(),
    ),
    (Part.NOUN, r"(?:main )?(?:title|heading|headline)", _means(role=Role.TITLE)),
    (Part.NOUN, r"dates?|names?|year|price|number|hashtag|slogan|tagline|motto", _means()),
    (Part.VERB, r"sign (?:it|this)", _means(role=Role.WATERMARK)),
    (Part.NOUN, r"(?:picture |photo )?captions?", _means(role=Role.CAPTION)),
    (Part.NOUN, r"sub-?titles?", _means(role=Role.SUBTITLE)),
    (Part.NOUN, r"memes?(?: text| caption)?", _means(role=Role.MEME)),
    (
        Part.NOUN,
        r"water-?mark|copyright(?: notice| line| mark)?|signature|credit",
        _means(role=Role.WATERMARK),
    ),
    (
        Part.NOUN,
        r"(?:(?:speech|talk|talking|dialogu?e|chat|comic|word)[ -])?(?:bubble|balloon)",
        _means(role=Role.SPEECH),
    ),
    (Part.NOUN, r"(?:thought|thinking)[ -](?:bubble|balloon)", _means(role=Role.THOUGHT)),
    (
        Part.LOOK,
        (
            rf"(?:(?:in|at|on|to|into|near|along|across) )?(?:the )?(?:very )?{_POINT}(?:[ -]{_POINT})?(?:[ -]hand)?"
            r"(?: (?:corner|side|edge|part))?"
        ),
        _place,
    ),
    (Part.LOOK, r"(?:in )?(?:tiny|small|little|smaller)", _means(size=Size.SMALL)),
    (Part.LOOK, r"underneath|beneath|below", _means(place=Place.BOTTOM)),
    (Part.LOOK, r"above", _means(place=Place.TOP)),
    (Part.LOOK, r"cent(?:ered|red)", _means(place=Place.CENTRE)),
    (Part.LOOK, r"medium(?:[ -]sized?)?", _means(size=Size.MEDIUM)),
    (Part.LOOK, r"(?:in )?(?:large|big|larger|bigger)", _means(size=Size.LARGE)),
    (
        Part.LOOK,
        r"(?:in )?(?:huge|giant|enormous|massive|(?:very|extra)[ -](?:large|big))|as (?:big|large) as possible",
        _means(size=Size.HUGE),
    ),
    (
        Part.LOOK,
        r"(?:(?:at|in|size|of|font size) )*([1-9][0-9]{0,3}) ?(?:px|pixels?|pt|points?)(?: (?:high|tall|large|big))?",
        _pixels,
    ),
    (Part.LOOK, r"(?:in )?(?:bold|heavy)(?: (?:letters|type|font))?", _means(bold=True)),
    (Part.LOOK, r"not bold|regular|(?:in )?(?:light|thin)(?: (?:letters|type|font))?", _means(bold=False)),
    (Part.LOOK, r"(?:in )?(?:italics?|slanted)(?: (?:letters|type|font))?", _means(italic=True)),
    (Part.LOOK, rf"(?:(?:in|coloured|colored|colou?r) )?(?:the colou?r )?({COLOUR}){_LETTERS}", _colour),
    (Part.LOOK, rf"{_A}(?:({COLOUR}) )?{_OUTLINES}(?: in ({COLOUR}))?", _edge(Edge.OUTLINE)),
    (Part.LOOK, rf"outlined(?: (?:in|with) ({COLOUR}))?", _edge(Edge.OUTLINE)),
    (Part.LOOK, rf"{_A}(?:({COLOUR}) )?{_BOXES}(?: (?:behind it|in ({COLOUR})))?", _edge(Edge.BOX)),
    (Part.LOOK, rf"boxed(?: in ({COLOUR}))?", _edge(Edge.BOX)),
    (Part.LOOK, rf"{_A}(?:({COLOUR}) )?(?:drop[ -])?shadow", _edge(Edge.SHADOW)),
    (
        Part.LOOK,
        rf"(?:and )?(?:with )?(?:no|without (?:an? |any )?)\s?(?:{_OUTLINES}|{_BOXES}|shadow)",
        _means(edge=Edge.NONE),
    ),
    (
        Part.LOOK,
        r"(?:(?:at|with) )?([0-9]{1,3}) ?(?:%|percent) (?:opacity|opaque)",
        _opacity,
    ),
    (
        Part.LOOK,
        r"(?:(?:at|with) )?([0-9]{1,3}) ?(?:%|percent) (?:transparent|transparency)",
        _clearness,
    ),
    (Part.LOOK, r"(?:semi|half)[ -]?transparent|translucent|see-through|faint", _means(opacity=50)),
    (Part.LOOK, r"opaque|solid", _means(opacity=100)),
    (
        Part.FILLER,
        (
            rf"(?:on|onto|over|in|into|to|across|of) (?:{_PICTURE}|it)|(?:on|over) top(?: of (?:{_PICTURE}|it))?"
            r"|the|an?|some|my|this|it|exact(?:ly)?|following|new|short|with|as|font|in (?:an?|the)"
            r"|(?:that |which )?(?:says?|saying|reads?|reading)|please|pls|plz|thanks|thank you|thx|now|just"
            r"|(?:can|could|would|will) you|i(?:'d| would) like(?: you to)?|i want(?: you to)?|let's|hey|ok(?:ay)?"
        ),
        _means(),
    ),
    (Part.STOP, r"and(?! then)|also|plus", _means()),
)
_CHINESE: Final[tuple[tuple[Part, str, _Meaning], ...]] = (
    (
        Part.VERB,
        r"(?:p上|写在|写到|加在|加到|印在|打在|标在|放在|放到|加上|添加|加入|加个|加一个|加一行|加一句|加|写上|写入|写|打上|印上|放上|放|添上|添|配上|插入|叠加|标上|贴上|题上|题)",
        _means(),
    ),
    (Part.NEEDY_VERB, r"把|将|做成|做个|制作|变成(?=表情包|梗图)", _means()),
    (
        Part.NOUN,
        r"(?:文字|文本|文案|字样|标语|字|(?:这|那)?(?:一|几|两|三|四|五|六|七|八|九|十)个(?:大|小)?字|(?:一|这)?(?:行|句)(?:字|话|文字)|一行|一句话)",
        _means(),
    ),
    (Part.NOUN, r"(?:大|主)?标题", _means(role=Role.TITLE)),
    (Part.NOUN, r"图片?说明|说明文字|图注|题注|配文|配字|说明", _means(role=Role.CAPTION)),
    (Part.NOUN, r"字幕", _means(role=Role.SUBTITLE)),
    (Part.NOUN, r"表情包|梗图", _means(role=Role.MEME)),
    (Part.NOUN, r"水印|版权信息|版权|署名|落款|签名", _means(role=Role.WATERMARK)),
    (Part.NOUN, r"(?:对话|说话|漫画|聊天)?气泡框?|对话框|对话泡", _means(role=Role.SPEECH)),
    (Part.NOUN, r"(?:思考|思想|想法|内心|心理)(?:气泡|泡泡|泡)", _means(role=Role.THOUGHT)),
    (
        Part.LOOK,
        rf"(?:位于|置于|在|于|到)?{_THEME}的?最?{_SPOT}(?:角|方|边|部|侧|处|位置|端)?",
        _place,
    ),
    (Part.LOOK, r"小号|小一点|很小|小", _means(size=Size.SMALL)),
    (Part.LOOK, r"中号|中等大小", _means(size=Size.MEDIUM)),
    (Part.LOOK, r"大号|大一点|很大|大", _means(size=Size.LARGE)),
    (Part.LOOK, r"超大号?|特大号?|巨大|最大", _means(size=Size.HUGE)),
    (Part.LOOK, r"(?:字号|大小)?(?:为|是)?([1-9][0-9]{0,3}) ?(?:px|像素|号)", _pixels),
    (Part.LOOK, r"(?:字号|大小)(?:为|是)? ?([1-9][0-9]{0,3})(?![0-9])", _pixels),
    (Part.LOOK, r"加粗|粗体|粗", _means(bold=True)),
    (Part.LOOK, r"不加粗|不要加粗|细体|细|常规", _means(bold=False)),
    (Part.LOOK, r"斜体|倾斜", _means(italic=True)),
    (Part.LOOK, rf"(?:用|颜色|字体颜色)?(?:为|是|用)?({COLOUR})(?:的)?(?:字体)?", _colour),
    (
        Part.LOOK,
        rf"(?:带|加|有|用|和|配)?(?:({COLOUR})的?)?(?:描边|轮廓|勾边|边框|外框)",
        _edge(Edge.OUTLINE),
    ),
    (
        Part.LOOK,
        rf"(?:带|加|有|用|和|配)?(?:({COLOUR})的?)?(?:半透明)?(?:底色|背景框|背景条|背景|底框|方框|衬底|底|框)",
        _edge(Edge.BOX),
    ),
    (Part.LOOK, rf"(?:带|加|有|用|和|配)?({COLOUR})边", _edge(Edge.OUTLINE)),
    (Part.LOOK, rf"(?:带|加|有|用|和|配)?(?:({COLOUR})的?)?(?:阴影|投影)", _edge(Edge.SHADOW)),
    (Part.LOOK, r"(?:不要|不带|没有|无|不加)(?:描边|轮廓|边框|背景|底色|阴影|框)", _means(edge=Edge.NONE)),
    (Part.LOOK, r"不透明度(?:为|是)? ?([0-9]{1,3}) ?%", _opacity),
    (Part.LOOK, r"透明度(?:为|是)? ?([0-9]{1,3}) ?%", _clearness),
    (Part.LOOK, r"半透明", _means(opacity=50)),
    (Part.LOOK, r"不透明", _means(opacity=100)),
    (
        Part.FILLER,
        (
            r"(?:请|麻烦|帮我|帮忙|给我|给|能不能|可以|再|还|就|用|要|我要|我想|想要|一个|个|一行|一段|内容|为|是|的|吧|谢谢|好吗|一下)"
            r"|(?:在|给|往|到)?(?:这张|这幅|这个)?(?:图片|图像|照片|画面|图|画)(?:上面|上|里面|里|中)?(?:面)?|在(?:上面|里面)|写着"
        ),
        _means(),
    ),
    (Part.STOP, r"并且|并|同时|以及|还有|和", _means()),
)
_MARKS: Final[tuple[tuple[Part, str, _Meaning], ...]] = (
    (Part.FILLER, r"[:：]", _means()),
    (Part.STOP, r"[,，、/|&+\n]", _means()),
)


def _compiled() -> Iterator[tuple[Part, re.Pattern[str], _Meaning]]:
    for part, pattern, meaning in _ENGLISH:
        yield part, re.compile(rf"(?:{pattern})(?![a-z0-9%])"), meaning
    for part, pattern, meaning in (*_CHINESE, *_MARKS):
        yield part, re.compile(pattern), meaning


_PIECES: Final = tuple(_compiled())


def piece_at(words: str, position: int, end: int) -> Piece | None:
    """The longest piece that starts at `position`, spaces before it apart, and ends by `end`.

    None where nothing is known. `words` are lower case, with straight apostrophes.
    """
    start = position
    while start < end and words[start] in " \t\u3000":
        start += 1
    best: Piece | None = None
    for part, pattern, meaning in _PIECES:
        match = pattern.match(words, start, end)
        if match and match.end() > start and (best is None or match.end() > best.end):
            best = Piece(part, match.end(), meaning(match))
    return best
