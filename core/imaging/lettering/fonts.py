"""The Noto fonts of this machine, and the one for each character."""

import importlib.util
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from PIL import features

from core.imaging.lettering.coverage import coverage_of

PACKAGES: Final = (
    "fontpkg_noto_sans",
    "fontpkg_noto_sans_arabic",
    "noto_cjk_sans_otc",
)
"""Python packages that hold nothing but fonts; installed with Chatbrush itself."""

_FOLDERS: Final = ("/usr/local/share/fonts", "/usr/share/fonts", "/Library/Fonts")
_OWN_FOLDERS: Final = (".local/share/fonts", ".fonts", "Library/Fonts")
_FILE: Final = re.compile(
    r"(?P<family>Noto[A-Za-z0-9]+)(?:-(?P<style>Regular|Bold|Italic|BoldItalic))?(?P<axes>\[[A-Za-z,]+\])?\.(?:ttf|otf|ttc)"
)
_FIRST: Final = ("NotoSans", "NotoSansArabic", "NotoSansDevanagari", "NotoSansHebrew", "NotoSansThai")
_SYMBOLS: Final = ("NotoSansSymbols", "NotoSansSymbols2", "NotoSansMath", "NotoMusic")
_EMOJI: Final = "NotoColorEmoji"
_CJK: Final = "NotoSansCJK"
_UNUSUAL: Final = re.compile(r"UI$|Display|Mono|Looped|Unjoined|Rashi|Kufi|Nastaliq|LastResort|Test")
_COMMON: Final = MappingProxyType(
    {
        "Latin": "Aß",
        "Chinese": "汉語",
        "Hangul": "한",
        "Arabic": "عپ",
        "Devanagari": "नमः",
        "Hebrew": "ש",
        "Thai": "ไทย",
    }
)
# The faces of NotoSansCJK-Regular.ttc, in their order.
_CJK_FACES: Final = MappingProxyType({"ja": 0, "ko": 1, "zh": 2, "zh-Hant": 3})


@dataclass(frozen=True, slots=True)
class Face:
    """A face of a font file: `weights` says that it has every weight, `bold` and `italic` what it is."""

    path: Path
    index: int = 0
    bold: bool = False
    italic: bool = False
    weights: bool = False
    emoji: bool = False

    def has(self, cluster: str) -> bool:
        """Whether every visible character of `cluster` has a glyph."""
        coverage = coverage_of(self.path, self.index)
        return all(coverage.has(one) for one in cluster if not is_ignorable(one))


@dataclass(frozen=True, slots=True)
class Fonts:
    """Installed families in the order in which they are asked, each with its styles."""

    families: Mapping[str, Mapping[str, Face]]

    @property
    def emoji(self) -> Face | None:
        """The one with coloured emoji."""
        return self.families.get(_EMOJI, {}).get("Regular")

    def candidates(self, *, bold: bool, italic: bool, locale: str) -> Iterator[Face]:
        """The faces for words, best first; `locale` says whose shapes shared ideographs have."""
        for family, styles in self.families.items():
            face = _styled(styles, bold=bold, italic=italic)
            if face is None or face.emoji:
                continue
            if family == _CJK:
                yield Face(face.path, _CJK_FACES[locale], bold=face.bold)
            else:
                yield face


@cache
def installed() -> Fonts:
    """The fonts of this machine, looked for once. Reads folders: run off the loop."""
    return _gathered(_files())


def has_shaping() -> bool:
    """Whether letters can be joined and turned round: Pillow's Raqm, which needs the FriBiDi library."""
    return bool(features.check("raqm"))


def is_ignorable(character: str) -> bool:
    """Whether a font may lack it: joiners, variation selectors, tags."""
    code = ord(character)
    return character in "\u200c\u200d" or code in range(0xFE00, 0xFE10) or code in range(0xE0020, 0xE0080)


def script_of(character: str) -> str:
    """What the script is called: "Thai", "Arabic", "Chinese"; "" for punctuation, digits and unknown."""
    if unicodedata.category(character)[0] not in "LM":
        return ""
    word = unicodedata.name(character, "").split(" ")[0].split("-")[0]
    return "Chinese" if word in {"CJK", "IDEOGRAPHIC"} else word.capitalize()


def package_for(script: str) -> str:
    """The Debian package that brings fonts for a script, or for "emoji"."""
    if script == "emoji":
        return "fonts-noto-color-emoji"
    if script in {"Chinese", "Hiragana", "Katakana", "Hangul", "Bopomofo", "Halfwidth", "Fullwidth"}:
        return "fonts-noto-cjk"
    return "fonts-noto-core"


def unset_scripts() -> tuple[str, ...]:
    """The common scripts, as `script_of` calls them, and "emoji", that no font of this machine has."""
    fonts = installed()
    faces = list(fonts.candidates(bold=False, italic=False, locale="zh"))
    missing = [script for script, sample in _COMMON.items() if not any(face.has(sample) for face in faces)]
    return (*missing, *(() if fonts.emoji else ("emoji",)))


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        for place in spec.submodule_search_locations or [] if spec else []:
            yield from sorted(Path(place).rglob("Noto*"))
    home = Path.home()
    for folder in (*(home / own for own in _OWN_FOLDERS), *map(Path, _FOLDERS)):
        for root, _, names in sorted(os.walk(folder)):
            yield from (Path(root, name) for name in sorted(names) if name.startswith("Noto"))


def _gathered(files: Iterator[Path]) -> Fonts:
    families: dict[str, dict[str, Face]] = {}
    for path in files:
        match = _FILE.fullmatch(path.name)
        if match is None:
            continue
        style = match["style"] or "Regular"
        axes = "wght" in (match["axes"] or "")
        face = Face(
            path,
            bold=style.startswith("Bold"),
            italic=style.endswith("Italic"),
            weights=axes,
            emoji=match["family"] == _EMOJI,
        )
        families.setdefault(match["family"], {}).setdefault(style, face)
    ordered = sorted(families, key=_rank)
    return Fonts(MappingProxyType({family: MappingProxyType(families[family]) for family in ordered}))


def _rank(family: str) -> tuple[int, int, str]:
    if family in _FIRST:
        return 0, _FIRST.index(family), family
    if family == _CJK:
        return 1, 0, family
    if family in _SYMBOLS:
        return 3, _SYMBOLS.index(family), family
    if _UNUSUAL.search(family):
        return 5, 0, family
    return (2 if family.startswith("NotoSans") else 4), 0, family


def _styled(styles: Mapping[str, Face], *, bold: bool, italic: bool) -> Face | None:
    """The face that comes nearest; a face with every weight needs no bold one beside it."""
    slant = "Italic" if italic else ""
    wanted = [slant or "Regular"] if not bold else [f"Bold{slant}", slant or "Regular"]
    if bold and (every := styles.get(slant or "Regular")) and every.weights:
        return every
    return next((styles[style] for style in (*wanted, "Regular", "Bold") if style in styles), None)
