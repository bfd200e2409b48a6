"""Flags in a person's words (`--ar 16:9`) and the values that flags and command options take.

Midjourney's flags are understood too: https://docs.midjourney.com/hc/en-us/articles/32859204029709.
What nothing here can do is told by its name, never dropped in silence.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from core.errors import OptionUnsupported

MOST_PICTURES: Final = 10
"""Pictures on one card at most: Discord's files per message, Telegram's album."""

_MOST_RATIO: Final = 20
_RATIOS: Final = ("1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16")
_SIZES: Final = ("1024x1024", "1536x1024", "1024x1536")
_COUNTS: Final = tuple(str(count) for count in range(1, MOST_PICTURES + 1))
_QUALITIES: Final = {"高": "high", "中": "medium", "低": "low"}
_YES: Final = frozenset({"", "true", "yes", "on", "1", "是", "开"})
_NO: Final = frozenset({"false", "no", "off", "0", "否", "关"})

_NUMBER: Final = r"-?\d{1,10}(?:\.\d{1,4})?(?![\w.]*\d)"
_REFERENCE: Final = r"(?:https?://\S{1,2000}(?:\s+https?://\S{1,2000}){0,9}|\d{1,12}(?![\w.])|random\b)"
_OURS: Final = ("ar", "n", "size", "quality", "transparent", "private", "lock", "model", "no", "seed")
_SWITCHES: Final = ("transparent", "private", "lock")
_SHORT: Final = {"aspect": "ar", "q": "quality", "s": "stylize", "c": "chaos", "version": "v", "w": "weird"}
"""Other spellings; one letter is a flag only before a number."""
_UNSUPPORTED: Final = {
    **dict.fromkeys(("stylize", "chaos", "weird", "v", "niji", "stop", "repeat", "exp"), _NUMBER),
    **dict.fromkeys(("iw", "sw", "cw", "ow", "sv"), _NUMBER),
    **dict.fromkeys(("sref", "cref", "oref"), _REFERENCE),
    **dict.fromkeys(
        ("tile", "raw", "draft", "hd", "turbo", "fast", "relax", "stealth", "public", "video"), ""
    ),
    **dict.fromkeys(("style",), r"[A-Za-z]{2,16}"),
    **dict.fromkeys(("profile", "personalize"), r"(?=[a-z]*\d)[a-z0-9]{7}(?![\w])"),
}
"""Midjourney's other flags, and what each takes."""
_NAMES: Final = sorted({*_OURS, *_SHORT, *_UNSUPPORTED}, key=len, reverse=True)
_AFTER_LETTER: Final = re.compile(r"\.?\d|[高中低]|(?:low|medium|high|auto)\b", re.IGNORECASE)
_MIDJOURNEY_QUALITIES: Final = {
    "0.25": "low",
    ".25": "low",
    "0.5": "low",
    ".5": "low",
    "1": "medium",
    "2": "high",
    "4": "high",
}
_MOST_SEED: Final = 4_294_967_295
_LONGEST_NEGATIVE: Final = 300

_QUOTES: Final = re.compile(
    r"\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』|`[^`]*`|(?<![^\s(])'[^']*'(?![^\s.,;:!?)])"
)
# Phones turn two hyphens into one dash; Chinese keyboards make them full width.
_FLAG: Final = re.compile(
    rf"(?<![A-Za-z0-9_\-—–－])(?:--|——|—|–|－－)(?P<name>{'|'.join(_NAMES)})(?![A-Za-z0-9_\-])"
    r"(?P<joint>\s*[=＝:：]\s*|\s+|$)",
    re.IGNORECASE,
)
_VALUES: Final = {
    "ar": re.compile(
        r"\d{1,5}(?:\.\d{1,3})?\s?[:：∶/x×]\s?\d{1,5}(?:\.\d{1,3})?(?![\d.:：]*\d)", re.IGNORECASE
    ),
    "n": re.compile(r"\d{1,3}(?![\d.]*\d)"),
    "size": re.compile(r"(?:\d{1,5}\s?[x×✕*＊]\s?\d{1,5}|auto\b)(?!\d)", re.IGNORECASE),
    "quality": re.compile(r"[A-Za-z]{2,16}|[高中低]|\d?\.?\d{1,2}(?![\w.])"),
    "model": re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:/-]{0,62}[A-Za-z0-9])?"),
    "seed": re.compile(r"\d{1,10}(?![\d.]*\d)"),
    "no": re.compile(
        rf"(?!--|—|–|－－)[^\n.;。；]{{1,{_LONGEST_NEGATIVE}}}?(?=\s*(?:--|——|—|–|－－)[A-Za-z]|[\n.;。；]|\s*$)"
    ),
    **{name: re.compile(value, re.IGNORECASE) for name, value in _UNSUPPORTED.items()},
}
_NEXT_WORD: Final = re.compile(r"(?!--|—|–|－－)\S*")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What flags and options ask for; None, "" or False where they say nothing.

    `negative` is what must not be seen. `ignored` are flags that nothing here supports, as typed in full.
    """

    ratio: tuple[int, int] | None = None
    size: tuple[int, int] | None = None
    count: int | None = None
    quality: str = ""
    transparent: bool = False
    lock: bool | None = None
    private: bool = False
    model: str = ""
    negative: str = ""
    seed: int | None = None
    ignored: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    values: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def quoted_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where `text` is in quotation marks: what stands there is lettering, never a command."""
    return tuple(match.span() for match in _QUOTES.finditer(text))


def read_flags(text: str, options: Mapping[str, str]) -> tuple[Wishes, str]:
    """The wishes of flags and named options (which win), and the words without the flags.

    Raises `OptionUnsupported` for a value that no model could take.
    """
    found = _split(text)
    for name, flag in (("ratio", "ar"), ("count", "n")):
        if options.get(name, "").strip():
            found.values[flag] = options[name].strip()
    for name in ("size", "quality", *_SWITCHES, "model", "no", "seed"):
        if options.get(name, "").strip():
            found.values[name] = options[name].strip()
    values = {name: _plain(value) for name, value in found.values.items()}
    ignored = [f"--{name}" for name in found.values if name in _UNSUPPORTED]
    if re.fullmatch(r"[\d.]+", values.get("quality", "")) and values["quality"] not in _MIDJOURNEY_QUALITIES:
        ignored.append("--q")
        del values["quality"]
    wishes = Wishes(
        ratio=_ratio(values["ar"]) if "ar" in values else None,
        size=_size(values["size"]) if "size" in values else None,
        count=_count(values["n"]) if "n" in values else None,
        quality=_quality(values["quality"]) if "quality" in values else "",
        transparent="transparent" in values and _switch("transparent", values["transparent"]),
        private="private" in values and _switch("private", values["private"]),
        lock=_switch("lock", values["lock"]) if "lock" in values else None,
        model=_model(values["model"]) if "model" in values else "",
        negative=_negative(values["no"]) if "no" in values else "",
        seed=_seed(values["seed"]) if "seed" in values else None,
        ignored=tuple(dict.fromkeys(ignored)),
    )
    return wishes, tidied("".join(found.words))


def tidied(text: str) -> str:
    """Without control characters and stray whitespace; what is quoted keeps its spaces."""
    clean = "".join(character for character in text.replace("\r\n", "\n") if _is_visible(character))
    pieces: list[str] = []
    end = 0
    for start, stop in (*quoted_spans(clean), (len(clean), len(clean))):
        outside = re.sub(r"[^\S\n]+", " ", clean[end:start])
        pieces += (re.sub(r" ?\n[ \n]*", "\n", outside), clean[start:stop])
        end = stop
    return "".join(pieces).strip()


def _split(text: str) -> _Found:
    found = _Found()
    quoted = quoted_spans(text)
    position = 0
    while (flag := _next_flag(text, position, quoted)) is not None:
        name = _SHORT.get(flag["name"].lower(), flag["name"].lower())
        value, end = _value(text, name, flag)
        found.values[name] = value
        found.words.append(text[position : flag.start()].rstrip(" \t"))
        rest = text[end:]
        ends_clause = rest.lstrip(" \t")[:1] in tuple(",.;!?，。；！？、")
        while ends_clause and found.words and not found.words[-1].strip(" \t"):
            found.words.pop()
        if ends_clause and not found.words:
            end += len(rest) - len(rest.lstrip(" \t,.;!?，。；！？、"))
        elif not ends_clause:
            found.words.append(" ")
        position = end
    found.words.append(text[position:])
    return found


def _next_flag(text: str, position: int, quoted: tuple[tuple[int, int], ...]) -> re.Match[str] | None:
    for flag in _FLAG.finditer(text, position):
        if _is_flag(text, flag) and not any(start <= flag.start() < stop for start, stop in quoted):
            return flag
    return None


def _is_flag(text: str, flag: re.Match[str]) -> bool:
    """A dash may be no more than that: "plan –c", "he said —s", "a car —fast and red"."""
    name = flag["name"].lower()
    if len(name) == 1 and name != "n":
        return _AFTER_LETTER.match(text, flag.end()) is not None
    is_one_dash = flag.start("name") - flag.start() == 1
    return not (is_one_dash and name != "tile" and _UNSUPPORTED.get(name) == "")


def _value(text: str, name: str, flag: re.Match[str]) -> tuple[str, int]:
    """A flag's value and where the words go on."""
    joined = bool(flag["joint"].strip())
    if name in _SWITCHES:
        if not joined:
            return "", flag.end("name")
        word = re.compile(r"[^\s,.;，。；]*").match(text, flag.end())
    elif name in _UNSUPPORTED:
        # What follows is theirs only where it looks like it; else it is the person's words.
        word = _VALUES[name].match(text, flag.end())
        return (word.group(), word.end()) if word and word.group() else ("", flag.end("name"))
    else:
        word = _VALUES[name].match(text, flag.end()) or _NEXT_WORD.match(text, flag.end())
    return (word.group(), word.end()) if word else ("", flag.end())


def _plain(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip()


def _is_visible(character: str) -> bool:
    if character in "\n\t":
        return True
    # Bidirectional overrides would turn the words around that stand after them on a card.
    return unicodedata.category(character) != "Cc" and not (
        "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"
    )


def _ratio(value: str) -> tuple[int, int]:
    side = r"(\d{1,5}(?:\.\d{1,3})?)"
    match = re.fullmatch(rf"{side}\s?[:∶/x×]\s?{side}", value.lower())
    width, height = (Fraction(match[1]), Fraction(match[2])) if match else (Fraction(), Fraction())
    if not width or not height or max(width, height) / min(width, height) > _MOST_RATIO:
        raise OptionUnsupported("--ar", value, _RATIOS)
    ratio = width / height
    return ratio.numerator, ratio.denominator


def _size(value: str) -> tuple[int, int] | None:
    if value.lower() == "auto":
        return None
    match = re.fullmatch(r"(\d{1,5})\s?[x×✕*]\s?(\d{1,5})", value.lower())
    if match is None or not int(match[1]) or not int(match[2]):
        raise OptionUnsupported("--size", value, _SIZES)
    return int(match[1]), int(match[2])


def _count(value: str) -> int:
    if value not in _COUNTS:
        raise OptionUnsupported("--n", value, _COUNTS)
    return int(value)


def _quality(value: str) -> str:
    word = _QUALITIES.get(value) or _MIDJOURNEY_QUALITIES.get(value, value.lower())
    if not re.fullmatch(r"[a-z]{2,16}", word):
        raise OptionUnsupported("--quality", value)
    return word


def _negative(value: str) -> str:
    words = tidied(value)[:_LONGEST_NEGATIVE].strip(" ,，、")
    if not words:
        raise OptionUnsupported("--no", "")
    return words


def _seed(value: str) -> int:
    if not re.fullmatch(r"\d{1,10}", value) or int(value) > _MOST_SEED:
        raise OptionUnsupported("--seed", value, ("0", str(_MOST_SEED)))
    return int(value)


def _switch(name: str, value: str) -> bool:
    word = value.lower()
    if word not in _YES | _NO:
        raise OptionUnsupported(f"--{name}", value, ("yes", "no"))
    return word in _YES


def _model(value: str) -> str:
    if not _VALUES["model"].fullmatch(value):
        raise OptionUnsupported("--model", value)
    return value
