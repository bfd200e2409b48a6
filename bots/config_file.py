"""One YAML file -> plain data, with values from the environment put in, every mistake kept.

`${NAME}` anywhere in a value is replaced by that environment variable and must then be set;
`${NAME:-default}` falls back; `$${` is a literal `${`. A value that is one reference and comes
out empty counts as not written at all, so that empty means unset everywhere. A value that is
one reference and comes out as `[...]` is read as a list.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from core.errors import SettingsProblem

KeyPath = tuple[str | int, ...]

REFERENCE = re.compile(r"(?<!\$)\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}")
_MALFORMED = re.compile(r"(?<!\$)\$\{")
_MERGE = "tag:yaml.org,2002:merge"


class _Unset:
    """The value of a reference that came out empty."""


_UNSET = _Unset()


def dotted(path: KeyPath) -> str:
    """A key path as people write it: `quota.account.0`."""
    return ".".join(str(part) for part in path)


@dataclass
class ConfigFile:
    """What a file says: `values` after substitution, `written` before, and the mistakes met.

    `from_environment` are the values that hold something from the environment; those must never
    be quoted in a message.
    """

    values: dict[str, Any] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict)
    problems: list[SettingsProblem] = field(default_factory=list)
    from_environment: set[str] = field(default_factory=set, repr=False)


def read(text: str, name: str, environment: Mapping[str, str]) -> ConfigFile:
    """Read one file; `name` is what mistakes of the whole file are reported under."""
    found = ConfigFile()
    loader: yaml.SafeLoader | None = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        found.problems.extend(_duplicates(node, (), set()))
        written = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = "" if mark is None else f" in line {mark.line + 1}, column {mark.column + 1}"
        found.problems.append(SettingsProblem(name, f"This is not valid YAML{where}: {error.problem}."))
        return found
    except yaml.YAMLError:
        found.problems.append(SettingsProblem(name, "This is not valid YAML: it holds forbidden characters."))
        return found
    finally:
        if loader is not None:
            loader.dispose()
    if written is None:
        return found
    if not isinstance(written, dict):
        found.problems.append(
            SettingsProblem(name, "The file must be a mapping of keys, such as `language: en`.")
        )
        return found
    found.written = written
    substituted = _substitute(written, (), environment, found)
    found.values = substituted if isinstance(substituted, dict) else {}
    return found


def _duplicates(node: yaml.Node | None, path: KeyPath, seen: set[int]) -> Iterator[SettingsProblem]:
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _duplicates(item, (*path, index), seen)
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in keys and key.tag != _MERGE:
                line = key.start_mark.line + 1
                text = f"This key is written twice (again in line {line}); keep one."
                yield SettingsProblem(dotted((*path, key.value)), text)
            if isinstance(key, yaml.ScalarNode):
                keys.add(key.value)
                yield from _duplicates(value, (*path, key.value), seen)


def _substitute(value: Any, path: KeyPath, environment: Mapping[str, str], found: ConfigFile) -> Any:
    if isinstance(value, dict):
        entries = {
            str(key): _substitute(item, (*path, str(key)), environment, found) for key, item in value.items()
        }
        return {key: item for key, item in entries.items() if item is not _UNSET}
    if isinstance(value, list):
        items = [_substitute(item, (*path, index), environment, found) for index, item in enumerate(value)]
        return [item for item in items if item is not _UNSET]
    if isinstance(value, str):
        return _expand(value, path, environment, found)
    return value


def _expand(value: str, path: KeyPath, environment: Mapping[str, str], found: ConfigFile) -> Any:
    if _MALFORMED.search(REFERENCE.sub("", value)):
        text = "A reference to the environment is written `${NAME}` or `${NAME:-default}`."
        found.problems.append(SettingsProblem(dotted(path), text))
        return _UNSET
    missing: list[str] = []

    def replace(match: re.Match[str]) -> str:
        name, default = match["name"], match["default"]
        given = environment.get(name, "")
        if given or default is not None:
            return given or str(default)
        missing.append(name)
        return ""

    whole = REFERENCE.fullmatch(value)
    expanded = REFERENCE.sub(replace, value)
    for name in missing:
        text = f"The environment variable {name} is not set; set it, or write `${{{name}:-default}}`."
        found.problems.append(SettingsProblem(dotted(path), text))
    if expanded != value:
        found.from_environment.add(expanded)
    if missing or (whole and not expanded):
        return _UNSET
    if whole and expanded.startswith("["):
        return _flow_list(expanded)
    return expanded.replace("$${", "${")


def _flow_list(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text
