"""Versions that words name: "make version 3 darker", "the hat from version 2", 把第3版调暗."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.flags import quoted_spans
from core.version_words import FIGURES, NTH, number_in

# Whoever names a version does so early; what follows would only cost time on the event loop.
_JUDGED_CHARACTERS: Final = 300


@dataclass(frozen=True, slots=True)
class Mention:
    """A version that words start from (`is_base`), or take something from, and where they name it."""

    number: int
    start: int
    end: int
    is_base: bool


_MENTION: Final = re.compile(
    rf"(?P<english>(?<![\w-])(?:the )?(?:version|ver\.|v) ?#?(?P<n>\d{{1,4}})(?![\w-]|\.\d)|(?<!\w)the (?P<nth>{NTH}) version\b)"
    rf"|(?P<chinese>第(?P<c>{FIGURES})个?版本?|版本(?P<d>\d{{1,4}}))",
    re.IGNORECASE,
)
_BASE_LEAD: Final = re.compile(
    r"(?:^|[,;:.!?\n，。；：！？(（]\s*|\b(?:please|and|but|then|now)\s+)"
    r"(?:(?:in|on|from|for|with|using|start(?:ing)? (?:from|with)|based on)\s+)?$"
    r"|\b(?:make|edit|use|take|pick|choose|change|turn|keep|crop|rotate|flip|blur|darken|brighten|resize|let|have"
    r"|give|combine|mix|merge|blend|sharpen|enlarge|upscale|mirror|restyle|redraw|recolou?r|extend|expand|to|on|onto|into)\s+$"
    r"|(?:把|将|用|在|对|给|基于|以|从|到)\s*$",
    re.IGNORECASE,
)
_REFERENCE_LEAD: Final = re.compile(
    r"\b(?:like|as|in|of|from|with|than|match|matching|and)\s+$|(?:像|和|跟|与|参考|按照?|照着|的)\s*$",
    re.IGNORECASE,
)
_HERE: Final = re.compile(r"\b(?:this|here)\b|这张|这个|这里|这幅|当前|现在的|图上", re.IGNORECASE)


def read_mentions(words: str) -> tuple[Mention, ...]:
    """The versions that words name to start from, or to take something from; none in quotes."""
    return tuple(_mentions(words[:_JUDGED_CHARACTERS]))


def says_here(words: str) -> bool:
    """Whether words speak of the picture that they answer, besides those they name."""
    return bool(_HERE.search(words[:_JUDGED_CHARACTERS]))


def with_marks(words: str) -> str:
    """Words that answer a sheet of versions: "#3" there is version 3."""
    quoted = quoted_spans(words)

    def version(match: re.Match[str]) -> str:
        is_quoted = any(start <= match.start() < stop for start, stop in quoted)
        return match.group() if is_quoted else f"version {match['n']}"

    text = re.sub(r"[#＃]\s?(?P<n>\d{1,3})(?![\w-])", version, words)
    return re.sub(r"^\s*(?P<n>\d{1,3})(?=\s*[,:，：.。]|\s*$)", version, text)


def without_mention(words: str, mention: Mention) -> str:
    """The words when the picture is the version they name: "make version 3 darker" is "make it darker"."""
    before, after = words[: mention.start], words[mention.end :]
    if re.fullmatch(r"\s*(?:(?:in|on|from|for|with|using|use|take)\s+)?|用|在|从", before, re.IGNORECASE):
        bare = re.sub(
            r"^[\s,;:.，；：。]*(?:(?:and then|and|but|then|with)\b(?!\s+(?:a|an|the)\b)\s*|但是?|不过|然后再?|再|并)?[\s,，]*",
            "",
            after,
            count=1,
            flags=re.IGNORECASE,
        )
        return bare.strip()
    is_chinese = not words[mention.start : mention.end].isascii()
    return f"{before}{'它' if is_chinese else 'it'}{after}".strip()


def as_images(words: str, mentions: tuple[Mention, ...], numbers: dict[int, int]) -> str:
    """The words for a model that gets the versions as images: `numbers` has each version's place."""
    text = words
    for mention in sorted(mentions, key=lambda one: one.start, reverse=True):
        is_chinese = not words[mention.start : mention.end].isascii()
        place = numbers[mention.number]
        name = f"图{place}" if is_chinese else f"image {place}"
        text = f"{text[: mention.start]}{name}{text[mention.end :]}"
    return text


def _mentions(words: str) -> Iterator[Mention]:
    quoted = quoted_spans(words)
    for match in _MENTION.finditer(words):
        if any(start <= match.start() < stop for start, stop in quoted):
            continue
        lead = words[: match.start()]
        is_base = bool(_BASE_LEAD.search(lead))
        if is_base or _REFERENCE_LEAD.search(lead) or match["chinese"] is not None:
            named = match["n"] or match["nth"] or match["c"] or match["d"]
            yield Mention(number_in(named.lower()), match.start(), match.end(), is_base)
