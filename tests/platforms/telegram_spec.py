"""Checks requests against the published description of the Bot API, where that folder is present."""

import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

SPEC = Path(__file__).resolve().parents[3] / "shared" / "specs" / "telegram-bot-api.json"


@cache
def published() -> dict[str, Any] | None:
    if not SPEC.is_file():
        return None
    spec: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    return spec


def problems(method: str, params: Mapping[str, str], files: Collection[str]) -> list[str]:
    """What is wrong with a request: form fields as text, and the names of the uploaded parts."""
    spec = published()
    if spec is None:
        return []
    known = spec["methods"].get(method)
    if known is None:
        return [f"{method}: no such method"]
    fields = {field["name"]: field for field in known.get("fields", [])}
    attached = {part for part in files if f"attach://{part}" in "".join(params.values())}
    given = set(params) | (set(files) - attached)
    found = [f"{method}: unknown field {name}" for name in sorted(given - set(fields))]
    found += [
        f"{method}: {name} is missing"
        for name, field in fields.items()
        if field["required"] and name not in given
    ]
    for name, text in params.items():
        if name in fields:
            found += _form_field(spec, f"{method}.{name}", fields[name]["types"], text)
    for name in set(files) - attached:
        if name in fields and "InputFile" not in fields[name]["types"]:
            found.append(f"{method}: {name} takes no file")
    return found


def _form_field(spec: dict[str, Any], where: str, types: list[str], text: str) -> list[str]:
    """A form field is text; everything but strings and files must read as JSON of its type."""
    if any(kind in ("String", "InputFile") for kind in types):
        return []
    try:
        value = json.loads(text)
    except ValueError:
        return [f"{where}: {text[:40]!r} is none of {types}"]
    return _any_of(spec, where, types, value)


def _any_of(spec: dict[str, Any], where: str, types: list[str], value: Any) -> list[str]:
    attempts = [_typed(spec, where, kind, value) for kind in types]
    return min(attempts, key=len)


def _typed(spec: dict[str, Any], where: str, kind: str, value: Any) -> list[str]:
    plain = {"Integer": int, "String": str, "Boolean": bool, "InputFile": str}
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: not a list"]
        inner = kind.removeprefix("Array of ")
        return [
            text
            for index, item in enumerate(value)
            for text in _typed(spec, f"{where}[{index}]", inner, item)
        ]
    if kind in plain:
        fits = isinstance(value, plain[kind]) and not (kind == "Integer" and isinstance(value, bool))
        return [] if fits else [f"{where}: {value!r} is no {kind}"]
    if kind == "Float":
        return [] if isinstance(value, int | float) else [f"{where}: {value!r} is no Float"]
    return _object(spec, where, kind, value)


def _object(spec: dict[str, Any], where: str, kind: str, value: Any) -> list[str]:
    described = spec["types"].get(kind)
    if described is None:
        return [f"{where}: unknown type {kind}"]
    if "subtypes" in described:
        return _any_of(spec, where, described["subtypes"], value)
    if not isinstance(value, dict):
        return [f"{where}: not an object"]
    fields = {field["name"]: field for field in described.get("fields", [])}
    found = [f"{where}: unknown field {name} in {kind}" for name in value if name not in fields]
    found += [
        f"{where}: {name} is missing in {kind}"
        for name, field in fields.items()
        if field["required"] and name not in value
    ]
    for name, item in value.items():
        if name in fields:
            found += _any_of(spec, f"{where}.{name}", fields[name]["types"], item)
    return found + _constant(where, fields, value)


def _constant(where: str, fields: dict[str, Any], value: dict[str, Any]) -> list[str]:
    """Types that look alike are told apart by a field that must have one value."""
    for name in ("type", "source"):
        description = fields.get(name, {}).get("description", "")
        if " must be " in description and name in value:
            wanted = description.rsplit(" must be ", 1)[1].strip('".“” ').split(",")[0]
            if str(value[name]) != wanted:
                return [f"{where}: {name} must be {wanted}"]
    return []
