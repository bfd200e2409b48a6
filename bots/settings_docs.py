"""Writes what is generated from code: config.yaml, docs/settings.md, docs/commands.md.

`python -m bots.settings_docs` writes them, with `--check` it only says which are out of date.
"""

import sys
import textwrap
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bots.config import VARIABLES
from bots.config_file import KeyPath
from core.commands import COMMANDS, MENU_EDIT, Command
from core.settings import Settings

ROOT = Path(__file__).parents[1]
_WIDTH = 100

_CONFIG_HEAD = """\
# Chatbrush's settings: every key with its default. Delete what you do not change.
#
# Any value can come from the environment: ${NAME}, or ${NAME:-default}. Secrets come from nowhere else.
# `chatbrush config check` names every mistake. This file is written by `make docs` from core/settings.py.

"""
_SETTINGS_HEAD = """\
# Settings

Written by `make docs` from `core/settings.py`; [config.yaml](../config.yaml) says the same with comments.

Any value of config.yaml can come from the environment: `${NAME}`, or `${NAME:-default}`; `$${` is a literal `${`.
Secrets come from nowhere else. These variables set a value by their name alone, and win over the file:

"""
_COMMANDS_HEAD = """\
# Commands

Written by `make docs` from `core/commands.py`. The same on Discord and Telegram, English and 简体中文.

"""
_COMMANDS_TAIL = f"""\
## Without a command

- **Reply** to one of the bot's pictures with what should change. `#2 but darker` names one of several.
- **Mention** the bot with what to draw; as a reply to somebody's picture, with what to change in it.
- In a **private chat** every message asks.
- On Discord, every message has *Apps → {MENU_EDIT[0]}* ({MENU_EDIT[1]}).
"""


def documents() -> Mapping[Path, str]:
    """Every generated file, by its path in the project, with what it should say."""
    return {
        Path("config.yaml"): _CONFIG_HEAD + "\n".join(_yaml_lines(Settings, (), 0)).strip() + "\n",
        Path("docs/settings.md"): _SETTINGS_HEAD + "\n".join(_settings_lines()) + "\n",
        Path("docs/commands.md"): _COMMANDS_HEAD + "\n".join(_command_lines()) + "\n" + _COMMANDS_TAIL,
    }


def outdated(root: Path = ROOT) -> list[Path]:
    """The generated files under `root` that do not say what they should."""
    return [
        path
        for path, text in documents().items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text
    ]


def _yaml_lines(model: type[BaseModel], at: KeyPath, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for name, info in model.model_fields.items():
        section = _section(info)
        comment = info.description or (section.__doc__ if section else "") or ""
        for line in textwrap.wrap(f"{comment}{_choices(info)}", _WIDTH - len(indent)):
            yield f"{indent}# {line}"
        if section is not None:
            yield f"{indent}{name}:"
            yield from _yaml_lines(section, (*at, name), depth + 1)
        elif name == "prices":
            yield from _price_lines()
        else:
            yield f"{indent}{name}: {_yaml_value(info, (*at, name))}"
        if depth == 0:
            yield ""


def _price_lines() -> Iterator[str]:
    prices = Settings().prices
    yield "prices:" if prices else "prices: {}"
    for model, price in prices.items():
        given = {key: value for key, value in _plain(price).items() if value is not None}
        yield f"  {model}: {_flow(given)}"


def _section(info: FieldInfo) -> type[BaseModel] | None:
    annotation = info.annotation
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _choices(info: FieldInfo) -> str:
    if get_origin(info.annotation) is not Literal:
        return ""
    return f" One of: {', '.join(map(str, get_args(info.annotation)))}."


def _variable(path: KeyPath) -> str:
    return next((name for name, known in VARIABLES.items() if known == path), "")


def _is_secret(info: FieldInfo) -> bool:
    return SecretStr in (info.annotation, *get_args(info.annotation))


def _yaml_value(info: FieldInfo, path: KeyPath) -> str:
    variable = _variable(path)
    default = _plain(_default(info))
    if variable and default is None:
        return f"${{{variable}:-}}"
    if variable:
        return f"${{{variable}:-{default}}}"
    return _flow(default)


def _default(info: FieldInfo) -> Any:
    value = info.get_default(call_default_factory=True, validated_data={})
    return None if value is PydanticUndefined else value


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return str(value) if isinstance(value, Path) else value


def _flow(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
    return text.removesuffix("\n").removesuffix("\n...")


def _settings_lines() -> Iterator[str]:
    yield "| variable | key |"
    yield "| --- | --- |"
    yield "| `CHATBRUSH_CONFIG` | which file to read; default `config.yaml` in the current folder |"
    for name, path in VARIABLES.items():
        yield f"| `{name}` | `{'.'.join(map(str, path))}` |"
    yield from ["", "An empty variable counts as not set.", ""]
    yield from _section_lines(Settings, ())


def _section_lines(model: type[BaseModel], at: KeyPath) -> Iterator[str]:
    own = {name: info for name, info in model.model_fields.items() if _section(info) is None}
    if own:
        yield from [f"## {'.'.join(map(str, at)) or 'Top level'}", "", (model.__doc__ or "").strip(), ""]
        yield from ["| key | default | |", "| --- | --- | --- |"]
        for name, info in own.items():
            yield f"| `{name}` | {_shown_default(info)} | {(info.description or '') + _choices(info)} |"
        yield ""
    for name, info in model.model_fields.items():
        section = _section(info)
        if section is not None:
            yield from _section_lines(section, (*at, name))


def _shown_default(info: FieldInfo) -> str:
    default = _plain(_default(info))
    return "" if default in (None, "", {}) or _is_secret(info) else f"`{_flow(default)}`"


def _command_lines() -> Iterator[str]:
    for command in COMMANDS:
        yield from _one_command(command)


def _one_command(command: Command) -> Iterator[str]:
    yield from [f"## /{command.name}", "", f"{command.description}. {command.description_zh}。", ""]
    if command.options:
        yield from ["| option | in text | | |", "| --- | --- | --- | --- |"]
        for option in command.options:
            flag = (
                f"`{option.flag}`"
                if option.flag
                else "the words"
                if option.kind == "text"
                else "an attachment"
            )
            yield f"| `{option.name}` | {flag} | {option.description} | {option.description_zh} |"
        yield ""


def main(arguments: list[str]) -> int:
    """Write what is out of date, or with `--check` name it; the exit code is 1 if there was any to name."""
    stale = outdated()
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path} is out of date; run `make docs`\n")
        return 1 if stale else 0
    for path in stale:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(documents()[path], encoding="utf-8")
        sys.stdout.write(f"wrote {path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
