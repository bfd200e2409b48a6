"""The catalogue of presets: what ships in `bots/catalogue`, and what an operator's files add or change."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, ValidationError

from bots.config_file import dotted, read
from bots.mistakes import sentence
from core.errors import SettingsInvalid, SettingsProblem
from core.flags import MOST_PICTURES
from core.presets import WORDS, Bilingual, Blank, Preset, PresetKind, Presets, folded, unknown_blanks
from core.settings import Section

SHIPPED: Final = Path(__file__).parent / "catalogue"
_FILES: Final = ("styles.yaml", "recipes.yaml")
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME_CHARS: Final = 32
_MOST_SOURCES: Final = 16
_MOST_RATIO: Final = 20

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
_Template = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class _Titles(Section):
    en: _Title
    zh: _Title


class _Texts(Section):
    en: _Words
    zh: _Words


class _Blank(Section):
    label: _Titles
    default: _Texts
    quoted: bool = False


class _Sources(Section):
    min: Annotated[int, Field(ge=0, le=_MOST_SOURCES)] = 0
    max: Annotated[int, Field(ge=0, le=_MOST_SOURCES)] = _MOST_SOURCES


class _Entry(Section):
    """One preset as it is written."""

    kind: Literal["style", "recipe"]
    title: _Titles
    description: _Texts
    prompt: _Template
    edit: _Template | None = None
    plain: _Template | None = None
    aliases: Annotated[tuple[_Title, ...], Field(max_length=20)] = ()
    blanks: dict[str, _Blank] = Field(default_factory=dict)
    sources: _Sources = _Sources()
    words: Literal["required", "optional"] = "optional"
    ratio: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,2}:[1-9]\d{0,2}$")] | None = None
    quality: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,16}$")] | None = None
    transparent: bool = False
    count: Annotated[int, Field(ge=1, le=MOST_PICTURES)] = 1
    example: Annotated[tuple[_Words, ...], Field(min_length=1, max_length=12)]
    alone: bool = False


@dataclass
class _Written:
    """What the files say so far: each preset's keys, the file that named it last, and the mistakes."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    problems: list[SettingsProblem] = field(default_factory=list)


def load_presets(files: Sequence[Path] = ()) -> Presets:
    """The shipped presets with those of further files, read in order; blocking.

    A preset that is named again has the keys changed that are given; one that is `null` is left out.
    Raises `SettingsInvalid` with every mistake, each with its file and key path.
    """
    shipped = _shipped()
    written = _Written(dict(shipped.entries), dict(shipped.files), list(shipped.problems))
    for path in files:
        _take(written, path)
    presets = [preset for name in written.entries for preset in _made(written, name)]
    written.problems += _ambiguous(presets, written)
    if written.problems:
        raise SettingsInvalid(tuple(dict.fromkeys(written.problems)))
    return Presets(presets)


@cache
def _shipped() -> _Written:
    """What ships, parsed once."""
    written = _Written()
    for name in _FILES:
        _take(written, SHIPPED / name)
    return written


def _take(written: _Written, path: Path) -> None:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is not UTF-8 text"
        written.problems.append(SettingsProblem(str(path), f"The file cannot be read: {reason}."))
        return
    found = read(text, str(path), {})
    written.problems += [
        problem if problem.path == str(path) else _problem(str(path), problem.path, problem.text)
        for problem in found.problems
    ]
    for name, given in found.values.items():
        if given is None:
            written.entries.pop(name, None)
        elif isinstance(given, dict):
            written.entries[name] = {**written.entries.get(name, {}), **given}
            written.files[name] = str(path)
        else:
            written.problems.append(_problem(str(path), name, "This must be a mapping of keys."))


def _made(written: _Written, name: str) -> Iterator[Preset]:
    """The preset, or its mistakes."""
    given = dict(written.entries[name])
    if isinstance(given.get("example"), str):
        given["example"] = (given["example"],)
    at = written.files[name]
    if not _NAME.fullmatch(name) or len(name) > _NAME_CHARS:
        text = f"A preset's name is up to {_NAME_CHARS} of a-z, 0-9 and single hyphens."
        written.problems.append(_problem(at, name, text))
    try:
        entry = _Entry.model_validate(given)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False, include_input=False):
            unknown = error["type"] == "extra_forbidden"
            text = "There is no such key." if unknown else sentence(error)
            written.problems.append(_problem(at, dotted((name, *error["loc"])), text))
        return
    preset = _preset(name, entry)
    mistakes = [_problem(at, f"{name}.{key}", text) for key, text in _mistakes(preset, entry)]
    written.problems += mistakes
    if not mistakes:
        yield preset


def _preset(name: str, entry: _Entry) -> Preset:
    return Preset(
        name=name,
        kind=PresetKind(entry.kind),
        title=Bilingual(entry.title.en, entry.title.zh),
        description=Bilingual(entry.description.en, entry.description.zh),
        prompt=entry.prompt,
        edit=entry.edit or "",
        plain=entry.plain or "",
        aliases=entry.aliases,
        blanks=tuple(
            Blank(
                blank,
                Bilingual(about.label.en, about.label.zh),
                Bilingual(about.default.en, about.default.zh),
                about.quoted,
            )
            for blank, about in entry.blanks.items()
        ),
        min_sources=entry.sources.min,
        max_sources=entry.sources.max,
        needs_words=entry.words == "required",
        ratio=_ratio(entry.ratio),
        quality=entry.quality or "",
        transparent=entry.transparent,
        count=entry.count,
        example=entry.example,
        alone=entry.alone,
    )


def _ratio(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    width, _, height = text.partition(":")
    return int(width), int(height)


def _mistakes(preset: Preset, entry: _Entry) -> Iterator[tuple[str, str]]:
    """What the types cannot say about one preset: its key, and the sentence."""
    for key in ("prompt", "edit", "plain"):
        for blank in unknown_blanks(preset, getattr(preset, key)):
            yield key, f"There is no blank `{blank}`; declare it under `blanks`, or use {{words}}."
    for blank in entry.blanks:
        if blank == WORDS or not re.fullmatch(r"[a-z][a-z_]{0,30}", blank):
            yield f"blanks.{blank}", "A blank's name is a-z and _, and not `words`."
    for name in preset.names:
        if not any(letter.isalnum() for letter in folded(name)):
            yield "aliases" if name in preset.aliases else "title", f"`{name}` holds no letter."
    if preset.min_sources > preset.max_sources:
        yield "sources", "`min` must be at most `max`."
    ratio = preset.ratio or (1, 1)
    if max(ratio) > _MOST_RATIO * min(ratio):
        yield "ratio", f"The longer side is at most {_MOST_RATIO} times the shorter."


def _ambiguous(presets: Sequence[Preset], written: _Written) -> Iterator[SettingsProblem]:
    """A word must name one preset."""
    owners: dict[str, str] = {}
    for preset in presets:
        for name in preset.names:
            owner = owners.setdefault(folded(name), preset.name)
            if owner != preset.name:
                text = f"`{name}` already names the preset `{owner}`."
                yield _problem(written.files[preset.name], preset.name, text)


def _problem(file: str, key: str, text: str) -> SettingsProblem:
    return SettingsProblem(f"{file}: {key}", text)
