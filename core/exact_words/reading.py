"""Clauses one by one: exact or for a model, and what is safe to tell apart."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from core.changes import plainly_changes
from core.exact_words.chinese import CHINESE_CANVAS, CHINESE_LOOKS
from core.exact_words.english import ENGLISH_CANVAS, OBJECT
from core.exact_words.english_files import ENGLISH_FILES
from core.exact_words.english_looks import ENGLISH_LOOKS
from core.exact_words.rules import Manner, Rule
from core.flags import quoted_spans
from core.lettering import Lettering, read_lettering
from core.operations import Crop, Operation, Operations, assembles

_JUDGED_CHARACTERS: Final = 600
"""Longer requests describe pictures; judging them clause by clause would only cost time."""
_CLAUSE_CHARACTERS: Final = 120
_MOST_CLAUSES: Final = 16
_JOINED: Final = 3
"""As many clauses may be one: "black and white", "with 20 px, in red"."""

_RULES: Final[dict[bool, tuple[Rule, ...]]] = {
    False: (*ENGLISH_CANVAS, *ENGLISH_FILES, *ENGLISH_LOOKS),
    True: (*CHINESE_CANVAS, *CHINESE_LOOKS),
}
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_QUOTED: Final = "ꙮ"
"""Stands for every character in quotation marks: a letter that no rule knows."""
_NEXT_VERB: Final = r"(?=(?:把|将|给|加|裁|剪|旋|转|翻|模|压|变|调|去|缩|放|换|改|导|存|锐|添|做|拼|打|左|右|上下|水平|垂直|镜|圆|灰|黑白|抠|删))"
_SEPARATOR: Final = re.compile(
    r"\s*(?:[;!?\n、。]|,(?!\d{3})|\.(?!\w)|\s[&+/]\s|\b(?:and then|after that|then|and|also|plus|afterwards)\b"
    r"|\bwith (?=(?:an? )?(?:[\w#]+ ){0,4}(?:border|padding|rounded corners|transparent (?:back ?ground|bg))\b)"
    rf"|然后|接着|并且|同时|另外|还有|以及|而且|随后|之后|最后|顺便|(?<!合)并(?![排列且])|再{_NEXT_VERB}|和{_NEXT_VERB})\s*"
)
_BEFORE: Final = re.compile(
    r"(?:please|pls|plz|now|just|also|first|next|finally|lastly|okay|ok|hey|hi|thanks|so|(?:can|could|would|will) (?:you|u)"
    r"|i(?:'d| would) like(?: you)? to|i want(?: you)? to|let'?s|maybe|kindly|go ahead|help me|try to|try"
    r"|(?:(?:it|this|the (?:picture|image|photo)) )?(?:should|could|must|needs to|has to) be"
    r"|i(?:'d like| would like| want| need) (?:it|this)(?: to be| in)?|can (?:i|we) (?:get|have|see) (?:it|this)(?: in)?"
    r"|what if it (?:were|was)|(?:how|what) about|(?:the )?same(?: one| thing| picture)?,? but|(?:give|make|show) me an?)\b[\s:]*"
    r"|(?:请|麻烦|帮我|帮忙|给我|能不能|可不可以|能否|可以|你|您|我想要?|我要|现在|首先|先|再|就|也|还要|直接|帮)"
)
_AFTER: Final = re.compile(
    r"(?:\s+(?:please|pls|plz|for me|thanks|thank you|thx|now|again|too|as well|first|ok|okay|version)|(?:吧|呢|啊|呀|哦|嘛|谢谢|好吗|可以吗|行吗|好不好|就行|就好|了|一下|版本?))\Z"
)
_EDGES: Final = re.compile(r"^[^\w#.+-]+|[^\w%°]+$")
"""Punctuation and emoji around a clause, but not what numbers and colours begin and end with."""
_FILLER: Final = re.compile(
    r"(?:please|pls|plz|thanks?(?: you)?(?: (?:so|very) much)?|thx|ty|cheers|ok(?:ay)?|hi|hey|hello|yes|that'?s (?:it|all)|nothing else"
    r"|(?:but )?(?:don'?t|do not) change anything else|(?:keep|leave) (?:everything|the rest|all)(?: else)?(?: (?:the same|as is|as it is|unchanged|alone))?"
    r"|谢谢(?:你|您|啦)?|多谢|好的?|请|你好|其他(?:都)?(?:不变|别动|不要动|保持不变)|别的(?:都)?(?:不变|别动)|[\W_]*)"
)
_LIMIT: Final = re.compile(
    r"(?:without|but|except|keep|keeping|leave|leaving|only|not|no|don'?t|do not|unless|never)\b"
    r"|(?:除了|不要|别|不用|不能|保持|保留|但|只|除非|不)"
)
_MANNER: Final = re.compile(
    r"(?:especially|so|because|like|as|with|in|at|on|around|of|from|to|for|instead|while|until|that|which|where|when|if"
    r"|than|or|otherwise|just|behind|near|under|over|using|by|into)\b"
    r"|(?:如果|尤其|特别|因为|像|比|或)"
)
_WIDENS: Final = re.compile(
    r"\b(?:extend|expand|outpaint|uncrop|zoom|fill (?:in )?(?:the )?(?:sides?|edges?|rest|spaces?|gaps?|empty|missing)|wider|taller|more (?:sky|space|room|background|ground|of the))\b|扩|延伸|填充|补全|拉远"
)
"""Wishes for a larger canvas, which no crop may answer."""
_PICTURE: Final = re.compile(
    r"\b(?:pictures?|images?|photos?|pics?|photographs?|screenshots?)\b|图|照片|画面|相片|整体|整张|全部"
)
_ONE_OF_SEVERAL: Final = re.compile(
    r"#\d|\b(?:picture|image|photo|pic|number|no\.?) ?\d|\bthe (?:first|second|third|fourth|fifth|sixth|last)\b|第[一二三四五六\d]"
)
_BARE_CROP: Final = re.compile(
    rf"(?:smart |auto)?crop(?: {OBJECT})?(?: to)?|(?:把|将)?(?:图片?|照片|它)?(?:裁剪|裁切|剪裁|裁)"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    """Where it stands in the words, and what stood between it and the one before."""

    start: int
    end: int
    joint: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One or more clauses: operations, or, without any, words for a model."""

    start: int
    end: int
    joint: str
    operations: tuple[Operation, ...] = ()
    manner: Manner = Manner.CANVAS


def read_operations(words: str, *, sources: int = 1, ratio: tuple[int, int] | None = None) -> Operations:
    """What can be done exactly to the whole picture, in order, and the words that remain for a model.

    `sources` is how many pictures are meant; several become one only where words ask for that and for
    nothing else of a model. `ratio` is that of a flag: the shape of a crop that names none. Words in
    quotation marks are never commands. Where a clause could mean a thing in the picture, or another
    clause limits it, all words remain: a free operation is not worth a misunderstanding.
    """
    letterings, spoken = read_lettering(words)
    parts = _parts(spoken, sources, ratio)
    if not parts:
        return Operations(letterings, spoken)
    rest = _rest(spoken, [part for part in parts if not part.operations])
    return Operations(_in_order(words, spoken, letterings, parts), rest)


def _in_order(
    words: str, spoken: str, letterings: tuple[Lettering, ...], parts: Sequence[_Part]
) -> tuple[Operation, ...]:
    """With the lettering where the words ask for it: at the place where they were taken out."""
    place = next(
        (at for at, (one, other) in enumerate(zip(words, spoken, strict=False)) if one != other), len(spoken)
    )
    before = [operation for part in parts if part.start < place for operation in part.operations]
    after = [operation for part in parts if part.start >= place for operation in part.operations]
    return (*before, *letterings, *after)


def _rest(spoken: str, parts: Sequence[_Part]) -> str:
    """Runs of words as they were written; between two of them what stood before the later one."""
    pieces: list[str] = []
    for part in parts:
        pieces += ([part.joint] if pieces else []) + [spoken[part.start : part.end]]
    return "".join(pieces).strip()


def _parts(spoken: str, sources: int, ratio: tuple[int, int] | None) -> list[_Part]:
    """Exact parts and runs of others in order; [] where nothing may be taken off."""
    if len(spoken) > _JUDGED_CHARACTERS:
        return []
    folded = _folded(spoken)
    clauses = list(_clauses(folded, spoken))
    if len(clauses) > _MOST_CLAUSES:
        return []
    parts: list[_Part] = []
    at = 0
    while at < len(clauses):
        count, found = _exact(folded, clauses[at : at + _JOINED], sources, ratio)
        first, last = clauses[at], clauses[at + count - 1]
        words = folded[first.start : last.end]
        at += count
        if found is None and _FILLER.fullmatch(_EDGES.sub("", words)):
            continue
        if found is None or (found[1] is Manner.LOOK and _may_be_a_thing(parts, words)):
            _add_words(parts, first, last)
        else:
            parts.append(_Part(first.start, last.end, first.joint, *found))
    return parts if _is_safe(parts, folded, sources) else []


def _may_be_a_thing(parts: Sequence[_Part], words: str) -> bool:
    """Whether other wishes stand before these words, which then may be about what those name."""
    return any(not part.operations for part in parts) and not _PICTURE.search(words)


def _add_words(parts: list[_Part], first: _Clause, last: _Clause) -> None:
    if parts and not parts[-1].operations:
        run = parts.pop()
        parts.append(_Part(run.start, last.end, run.joint))
    else:
        parts.append(_Part(first.start, last.end, first.joint))


def _is_safe(parts: Sequence[_Part], folded: str, sources: int) -> bool:
    exact = [part for part in parts if part.operations]
    runs = [folded[part.start : part.end] for part in parts if not part.operations]
    if not exact or any(_limits(run) or not plainly_changes(run) for run in runs):
        return False
    if runs and any(part.manner in {Manner.ALONE, Manner.TOGETHER} for part in exact):
        return False
    if any(_WIDENS.search(run) for run in runs):
        return False
    operations = [operation for part in exact for operation in part.operations]
    if assembles(operations):
        return True
    # Of several sources one is named: which of them is for those to say who number them.
    return sources == 1 or not any(_ONE_OF_SEVERAL.search(folded[part.start : part.end]) for part in exact)


def _limits(run: str) -> bool:
    """Whether words say how, where or what not about the exact part beside them, rather than what else."""
    clauses = [_bare(clause)[0] for clause in _SEPARATOR.split(run)]
    return bool(_MANNER.match(clauses[0])) or any(_LIMIT.match(clause) for clause in clauses)


def _exact(
    folded: str, clauses: Sequence[_Clause], sources: int, ratio: tuple[int, int] | None
) -> tuple[int, tuple[tuple[Operation, ...], Manner] | None]:
    """(how many clauses, what they mean): the most that make sense together; one, None where none does."""
    for count in range(len(clauses), 0, -1):
        words = folded[clauses[0].start : clauses[count - 1].end]
        if len(words) <= _CLAUSE_CHARACTERS and (found := _meaning(words, sources, ratio)) is not None:
            return count, found
    return 1, None


def _meaning(
    words: str, sources: int, ratio: tuple[int, int] | None
) -> tuple[tuple[Operation, ...], Manner] | None:
    for spelling in dict.fromkeys(map(_unspaced, _bare(words))):
        if ratio is not None and _BARE_CROP.fullmatch(spelling):
            return (Crop(ratio, smart=True),), Manner.CANVAS
        for rule in _RULES[bool(_CHINESE.search(spelling))]:
            if rule.manner is Manner.TOGETHER and sources == 1:
                continue
            match = rule.pattern.fullmatch(spelling)
            built = rule.build(match) if match else None
            if built:
                return built if isinstance(built, tuple) else (built,), rule.manner
    return None


def _unspaced(words: str) -> str:
    return re.sub(r"\s+", "" if _CHINESE.search(words) else " ", words)


def _bare(words: str) -> tuple[str, str]:
    """(without what people say before a wish, and without what they say after it as well)."""
    words = _EDGES.sub("", words)
    while (before := _BEFORE.match(words)) is not None:
        words = _EDGES.sub("", words[before.end() :])
    shorter = words
    while (after := _AFTER.search(shorter)) is not None:
        shorter = _EDGES.sub("", shorter[: after.start()])
    return words, shorter


def _clauses(folded: str, spoken: str) -> Iterator[_Clause]:
    start, joint = 0, ""
    for separator in _SEPARATOR.finditer(folded):
        if folded[start : separator.start()].strip():
            yield _Clause(start, separator.start(), joint)
            joint = ""
        joint += spoken[separator.start() : separator.end()]
        start = separator.end()
    if folded[start:].strip():
        yield _Clause(start, len(folded), joint)


def _folded(words: str) -> str:
    """Lower case, in usual width and of the same length, what is quoted out of every rule's sight."""
    characters = [_plain(character) for character in words]
    for start, end in quoted_spans(words):
        characters[start:end] = _QUOTED * (end - start)
    return "".join(characters)


def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    return "'" if character in "’‘" else folded if len(folded) == 1 else character
