"""Text as runs of one font and one direction: mixed scripts, each in a font that has it."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from core.errors import FontMissing, ShapingMissing
from core.graphemes import graphemes
from core.imaging.lettering.bidi import levels
from core.imaging.lettering.fonts import Face, Fonts, has_shaping, package_for, script_of

_SIMPLE_SCRIPTS: Final = frozenset(
    {"", "Latin", "Greek", "Cyrillic", "Armenian", "Georgian", "Chinese", "Hiragana", "Katakana", "Hangul"}
    | {"Bopomofo", "Fullwidth", "Halfwidth", "Micro", "Feminine", "Masculine", "Modifier", "Kangxi"}
)
# Characters outside of the emoji planes that are drawn in colour without a variation selector:
# Emoji_Presentation of https://www.unicode.org/Public/16.0.0/ucd/emoji/emoji-data.txt
_COLOURED: Final = frozenset(
    "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕🀄🃏🆎🆑🆒🆓🆔🆕🆖🆗🆘🆙🆚🈁🈚🈯🈲🈳🈴🈵🈶🈸🈹🈺🉐🉑"
)
_OPENING: Final = frozenset({"Ps", "Pi"})
_EMOJI_PLANE: Final = range(0x1F1E6, 0x1FB00)
_EMOJI_STYLE, _TEXT_STYLE, _KEYCAP = "\ufe0f", "\ufe0e", "\u20e3"
_PLAIN_IN_PLANE: Final = frozenset("🖉🖊🖋🕱🗛🗝")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one face and one level: even reads to the right, odd to the left."""

    text: str
    face: Face
    level: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a reader takes for one character, with its face and level."""

    text: str
    face: Face
    level: int


def itemised(paragraph: str, fonts: Fonts, *, bold: bool = False, italic: bool = False) -> list[Cluster]:
    """A paragraph's clusters in reading order, each with the face that draws it.

    Raises `FontMissing` where no font has one, `ShapingMissing` where it takes Raqm and there is none.
    """
    candidates = list(fonts.candidates(bold=bold, italic=italic, locale=_locale(paragraph)))
    depths = levels(paragraph)
    clusters: list[Cluster] = []
    position = 0
    before = _first_face(paragraph, candidates)
    shapes = has_shaping()
    for text in graphemes(paragraph):
        if not shapes and _needs_shaping(text, depths[position]):
            raise ShapingMissing(script=script_of(text[0]) or "emoji")
        if unicodedata.category(text[0]) in _OPENING:
            # A bracket is drawn as what it opens.
            before = _first_face(paragraph[position:], candidates) or before
        face = _face(text, fonts, candidates, before)
        before = before if face.emoji else face
        clusters.append(Cluster(text, face, depths[position]))
        position += len(text)
    return clusters


def runs_of(clusters: Sequence[Cluster]) -> Iterator[Run]:
    """Neighbours of one face and level, joined, in reading order."""
    start = 0
    for index in range(1, len(clusters) + 1):
        first = clusters[start]
        if index == len(clusters) or (clusters[index].face, clusters[index].level) != (
            first.face,
            first.level,
        ):
            yield Run("".join(one.text for one in clusters[start:index]), first.face, first.level)
            start = index


def is_emoji(cluster: str) -> bool:
    """Whether it is drawn in colour."""
    if _TEXT_STYLE in cluster:
        return False
    if _EMOJI_STYLE in cluster or _KEYCAP in cluster:
        return True
    return cluster[0] in _COLOURED or (ord(cluster[0]) in _EMOJI_PLANE and cluster[0] not in _PLAIN_IN_PLANE)


def _face(cluster: str, fonts: Fonts, candidates: list[Face], before: Face | None) -> Face:
    if is_emoji(cluster):
        if fonts.emoji and fonts.emoji.has(cluster):
            return fonts.emoji
        raise FontMissing(script="emoji", package=package_for("emoji"))
    # A space, a digit, a comma: in the font of what stands before.
    if before and not script_of(cluster[0]) and before.has(cluster):
        return before
    face = next((face for face in candidates if face.has(cluster)), None)
    if face is None and fonts.emoji and fonts.emoji.has(cluster):
        face = fonts.emoji
    if face is None:
        script = next(filter(None, map(script_of, cluster)), "")
        raise FontMissing(script=script or cluster[0], package=package_for(script))
    return face


def _first_face(paragraph: str, candidates: list[Face]) -> Face | None:
    letter = next((one for one in paragraph if script_of(one)), "")
    return next((face for face in candidates if letter and face.has(letter)), None)


def _locale(paragraph: str) -> str:
    """Whose shapes the ideographs have that several languages share."""
    scripts = {script_of(one) for one in paragraph}
    if scripts & {"Hiragana", "Katakana"}:
        return "ja"
    if "Hangul" in scripts and "Chinese" not in scripts:
        return "ko"
    return "zh-Hant" if "Bopomofo" in scripts else "zh"


def _needs_shaping(cluster: str, level: int) -> bool:
    if level or len(cluster.replace(_EMOJI_STYLE, "").replace(_TEXT_STYLE, "")) > 1:
        return True
    return script_of(cluster) not in _SIMPLE_SCRIPTS and unicodedata.category(cluster[0])[0] == "L"
