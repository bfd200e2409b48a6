"""config.yaml + environment -> `core.settings`, every mistake at once, each with its key path."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from bots.config_file import REFERENCE, ConfigFile, KeyPath, dotted, read
from bots.config_rules import check
from bots.mistakes import sentence
from core.errors import SettingsInvalid, SettingsProblem
from core.settings import Settings

DEFAULT_PATH = Path("config.yaml")
PATH_VARIABLE = "CHATBRUSH_CONFIG"

VARIABLES: Mapping[str, KeyPath] = {
    "CHATBRUSH_DATA": ("data",),
    "DATABASE_URL": ("database",),
    "DISCORD_BOT_TOKEN": ("platforms", "discord", "token"),
    "TELEGRAM_BOT_TOKEN": ("platforms", "telegram", "token"),
    "TELEGRAM_API_BASE": ("platforms", "telegram", "api_base"),
    "TELEGRAM_WEBHOOK_SECRET": ("platforms", "telegram", "webhook", "secret"),
    "OPENAI_API_KEY": ("providers", "openai", "api_key"),
    "OPENAI_BASE_URL": ("providers", "openai", "base_url"),
}
"""Variables that set a value by their name alone and win over the file; empty means unset."""


def load(environment: Mapping[str, str], path: Path | None = None) -> Settings:
    """The settings of this process.

    `path`, or else `CHATBRUSH_CONFIG`, names the file, which must then exist; without either,
    config.yaml in the current folder is read if it is there. Relative folders in the settings
    are relative to the current folder. Raises `SettingsInvalid` with every mistake; no value
    that came from the environment and no secret is ever part of one.
    """
    named = path or (Path(environment[PATH_VARIABLE]) if environment.get(PATH_VARIABLE) else None)
    source = _read(named or DEFAULT_PATH, environment, must_exist=named is not None)
    problems = [*source.problems, *_literal_secrets(source.written)]
    values = source.values
    for variable, key_path in VARIABLES.items():
        if environment.get(variable):
            values = _with(values, key_path, environment[variable])
    values = _without_empty_sections(values, Settings)
    settings, invalid = _validate(values)
    known = {problem.path for problem in problems}
    problems += [problem for problem in invalid if problem.path not in known]
    known = {problem.path for problem in problems}
    prices = values.get("prices")
    priced = prices if isinstance(prices, Mapping) else ()
    problems += [problem for problem in check(settings, priced) if problem.path not in known]
    if problems:
        hidden = {*source.from_environment, *(environment.get(name, "") for name in VARIABLES)}
        raise SettingsInvalid(tuple(dict.fromkeys(_unquoted(problem, hidden) for problem in problems)))
    return settings


def _unquoted(problem: SettingsProblem, hidden: set[str]) -> SettingsProblem:
    text = problem.text
    for value in sorted(hidden - {""}, key=len, reverse=True):
        text = text.replace(f"`{value}`", "the value from the environment")
    return SettingsProblem(problem.path, text)


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every secret in the settings, in each form in which it could appear in a text."""
    found = [secret.get_secret_value() for secret in _secrets(settings)]
    password = urlsplit(settings.database or "").password
    if password:
        found.append(password)
    return tuple(
        dict.fromkeys(form for secret in found if secret for form in (secret, quote(secret, safe="")))
    )


def _read(path: Path, environment: Mapping[str, str], *, must_exist: bool) -> ConfigFile:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if not must_exist:
            return ConfigFile()
        return ConfigFile(problems=[SettingsProblem(str(path), "There is no such settings file.")])
    except UnicodeDecodeError:
        return ConfigFile(problems=[SettingsProblem(str(path), "The file is not UTF-8 text.")])
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        return ConfigFile(problems=[SettingsProblem(str(path), f"The file cannot be read: {reason}.")])
    return read(text, str(path), environment)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _secret_paths(model: type[BaseModel], at: KeyPath = ()) -> Iterator[KeyPath]:
    for name, info in model.model_fields.items():
        if SecretStr in (info.annotation, *get_args(info.annotation)):
            yield (*at, name)
        for nested in _models_in(info.annotation):
            yield from _secret_paths(nested, (*at, name))


def _secrets(section: BaseModel) -> Iterator[SecretStr]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, SecretStr):
            yield value
        elif isinstance(value, BaseModel):
            yield from _secrets(value)


def _at(values: Any, path: KeyPath) -> Any:
    for part in path:
        if not isinstance(values, Mapping) or part not in values:
            return None
        values = values[part]
    return values


def _literal_secrets(written: Mapping[str, Any]) -> Iterator[SettingsProblem]:
    for path in _secret_paths(Settings):
        value = _at(written, path)
        if value is None:
            continue
        reference = REFERENCE.fullmatch(str(value))
        if reference is None or reference["default"]:
            variable = next((name for name, known in VARIABLES.items() if known == path), "NAME")
            yield SettingsProblem(
                dotted(path),
                f"A secret does not belong in this file; write `${{{variable}:-}}` and set {variable} in the environment.",
            )
    database = str(_at(written, ("database",)) or "")
    if urlsplit(REFERENCE.sub("", database)).password:
        yield SettingsProblem(
            "database", "A password does not belong in this file; set DATABASE_URL in the environment."
        )


def _with(values: Mapping[str, Any], path: KeyPath, value: str) -> dict[str, Any]:
    head, *rest = path
    if not rest:
        return {**values, str(head): value}
    inner = values.get(str(head))
    return {**values, str(head): _with(inner if isinstance(inner, Mapping) else {}, tuple(rest), value)}


def _without_empty_sections(values: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """A section whose keys are all commented out reads as null in YAML; it means the defaults."""
    kept: dict[str, Any] = {}
    for key, value in values.items():
        info = model.model_fields.get(key)
        section = info.annotation if info else None
        if isinstance(section, type) and issubclass(section, BaseModel):
            if value is None:
                continue
            if isinstance(value, Mapping):
                kept[key] = _without_empty_sections(value, section)
                continue
        kept[key] = value
    return kept


def _validate(values: Mapping[str, Any]) -> tuple[Settings, list[SettingsProblem]]:
    """Settings and mistakes; a wrong value gives way to its default, so that later checks still run."""
    problems: list[SettingsProblem] = []
    rest: dict[str, Any] = dict(values)
    while True:
        try:
            return Settings.model_validate(rest), problems
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False, include_input=False)
            problems += [_problem(error) for error in errors]
            pruned = rest
            for error in errors:
                path: KeyPath = tuple(error["loc"])
                pruned = _removed(pruned, path[:-1] if error["type"] == "missing" else path)
            if pruned == rest:
                whole = {error["loc"][0] for error in errors}
                pruned = {key: rest[key] for key in rest if key not in whole}
            rest = pruned


def _problem(error: ErrorDetails) -> SettingsProblem:
    path: KeyPath = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        return SettingsProblem(dotted(path), f"There is no such key{_suggestion(path)}")
    return SettingsProblem(dotted(path), sentence(error))


def _suggestion(path: KeyPath) -> str:
    model: type[BaseModel] = Settings
    for part in path[:-1]:
        info = model.model_fields.get(str(part))
        nested = next(_models_in(info.annotation), None) if info else None
        model = nested or model
    close = difflib.get_close_matches(str(path[-1]), model.model_fields, n=1)
    return f"; did you mean `{close[0]}`?" if close else "."


def _removed(values: dict[str, Any], path: KeyPath) -> dict[str, Any]:
    """`values` without what is at `path`; a list or a price with a wrong part goes as a whole."""
    head, *rest = path
    inner = values.get(str(head))
    if rest and isinstance(inner, dict):
        return {**values, str(head): _removed(inner, tuple(rest))}
    return {key: value for key, value in values.items() if key != head}
