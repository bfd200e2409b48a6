"""Presets as data: styles and recipes with their prompt templates, and the catalogue that finds them."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PAGE: Final = 16
"""Presets on one gallery: four by four still reads on a phone, and Discord takes 25 buttons."""

WORDS: Final = "words"
"""The blank that takes the person's words."""

BLANK: Final = re.compile(r"\{([a-z][a-z_]{0,30})\}")
"""A blank in a template."""

_LONGEST_VALUE: Final = 200
_QUOTED: Final = re.compile(r"[\"“「『《]([^\"”」』》\n]{1,200})[\"”」』》]")


class PresetKind(StrEnum):
    """A style says how a picture looks, a recipe what becomes of the words or the sources."""

    STYLE = "style"
    RECIPE = "recipe"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same in English and in Simplified Chinese."""

    en: str
    zh: str

    def of(self, language: str) -> str:
        """In a language of two letters; English where it is not Chinese."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Blank:
    """A named gap of a template beside the words: `label=value` among the words fills it.

    `takes_quoted`: else the first words in quotation marks do. `default` stands where nobody says.
    """

    name: str
    label: Bilingual
    default: Bilingual
    takes_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Preset:
    """One style or recipe.

    `prompt` is the template for a new picture and `edit` the one for pictures to start from ("" where
    that is the same): a line whose blank stays empty is left out. `plain` is for models that draw only
    what the words name. `min_sources` to `max_sources` pictures are needed. `needs_words` says that it
    cannot do without words even where there are pictures. `ratio`, `quality`, `transparent` and `count`
    are what suits it, where the person says nothing and the model takes it. `example` are scenes for
    the built-in painter, several to be shown side by side; `alone` leaves out what the words do not name.
    """

    name: str
    kind: PresetKind
    title: Bilingual
    description: Bilingual
    prompt: str
    edit: str = ""
    plain: str = ""
    aliases: tuple[str, ...] = ()
    blanks: tuple[Blank, ...] = ()
    min_sources: int = 0
    max_sources: int = 16
    needs_words: bool = False
    ratio: tuple[int, int] | None = None
    quality: str = ""
    transparent: bool = False
    count: int = 1
    example: tuple[str, ...] = ()
    alone: bool = False

    @property
    def id(self) -> str:
        """32 hex digits that stay the same for as long as the name does."""
        return hashlib.sha256(f"preset:{self.name}".encode()).hexdigest()[:32]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that people may call it."""
        return (self.name, self.title.en, self.title.zh, *self.aliases)

    def can_do_without_words(self, sources: int) -> bool:
        """Whether it says all that a drawing needs, starting from so many pictures."""
        return sources > 0 and not self.needs_words


class Presets:
    """The catalogue, in its order. Of two presets that one word could name, the later is meant."""

    def __init__(self, presets: Sequence[Preset] = ()) -> None:
        self.all = tuple(presets)
        self._by_name = {folded(name): preset for preset in self.all for name in preset.names}
        self._by_name.pop("", None)
        self._by_id = {preset.id: preset for preset in self.all}
        # A preset's own name is never another's alias.
        self._by_name |= {folded(preset.name): preset for preset in self.all}
        longest_first = sorted(self._by_name, key=len, reverse=True)
        pieces = [
            re.escape(name).replace(r"\ ", r"[\s_-]+") + (r"(?![A-Za-z0-9])" if name[-1].isascii() else "")
            for name in longest_first
        ]
        self.pattern = re.compile("|".join(pieces) if pieces else r"(?!)", re.IGNORECASE)
        """Any of their names, the longest that fits."""

    def named(self, word: str) -> Preset | None:
        """The preset of a name, title or alias, however it is cased or joined."""
        return self._by_name.get(folded(word))

    def of_id(self, preset_id: str) -> Preset | None:
        """The preset of `Preset.id`."""
        return self._by_id.get(preset_id)

    def pages(self) -> tuple[tuple[Preset, ...], ...]:
        """As a gallery shows them: styles, then recipes, at most `PAGE` together."""
        found: list[tuple[Preset, ...]] = []
        for kind in PresetKind:
            these = [preset for preset in self.all if preset.kind is kind]
            found += [tuple(these[start : start + PAGE]) for start in range(0, len(these), PAGE)]
        return tuple(found)


def folded(name: str) -> str:
    """A name without what people type differently: case, width, hyphens for spaces."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_\-\u2010-\u2015]+", " ", plain).strip()


def filled(
    preset: Preset, words: str, *, sources: int, language: str = "en", is_literal: bool = False
) -> str:
    """The template with the person's words in it; `is_literal` for models that draw what words name.

    `language` is the reader's, for what stands in blanks that nobody filled.
    """
    values, rest = _values(preset, words)
    for blank in preset.blanks:
        values.setdefault(blank.name, blank.default.of(language))
    values[WORDS] = rest.strip().rstrip(".。")
    template = preset.plain or f"{{words}}, {preset.title.en}" if is_literal else _template(preset, sources)
    lines = [
        BLANK.sub(lambda blank: values.get(blank[1], ""), line).strip(" ,")
        for line in template.strip().splitlines()
        if is_literal or all(values.get(blank[1]) for blank in BLANK.finditer(line))
    ]
    return "\n".join(line for line in lines if line)


def unknown_blanks(preset: Preset, template: str) -> tuple[str, ...]:
    """The blanks of a template that the preset does not declare."""
    known = {WORDS, *(blank.name for blank in preset.blanks)}
    return tuple(dict.fromkeys(blank[1] for blank in BLANK.finditer(template) if blank[1] not in known))


def _template(preset: Preset, sources: int) -> str:
    return preset.edit if sources and preset.edit else preset.prompt


def _values(preset: Preset, words: str) -> tuple[dict[str, str], str]:
    """What fills the blanks, and the words without it."""
    values: dict[str, str] = {}
    for blank in preset.blanks:
        value, words = _taken(words, _named(blank))
        if not value and blank.takes_quoted:
            value, words = _taken(words, _QUOTED)
        if value:
            values[blank.name] = value
    return values, re.sub(r"[ \t]+(?=[,.;，。；\s])", "", words).strip(" ,;，；")


def _named(blank: Blank) -> re.Pattern[str]:
    labels = "|".join(re.escape(label) for label in (blank.name, blank.label.en, blank.label.zh))
    value = rf"(?:[\"“「『][^\"”」』\n]{{1,{_LONGEST_VALUE}}}[\"”」』]|[^\s,;，；\n\"“「『][^,;，；\n]{{0,{_LONGEST_VALUE}}})"
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{labels})\s?[=＝:：]\s?({value})[,;，；]?", re.IGNORECASE)


def _taken(words: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    match = pattern.search(words)
    if match is None:
        return "", words
    value = match[1].strip().strip('"“”「」『』').strip()
    return value, f"{words[: match.start()]}{words[match.end() :]}"
