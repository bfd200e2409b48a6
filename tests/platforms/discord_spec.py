"""Checks every request against Discord's published OpenAPI description, where it is at hand."""

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SPECIFICATION = Path(__file__).parents[3] / "shared" / "specs" / "discord-openapi.json"
_SENT_BY_THE_SDK = frozenset({"tts"})
"""discord.py sends `tts` with edits too, and Discord passes over it."""


class Specification:
    """Discord's description. Known gaps: it refuses the integer ids and 1 for true that the SDK sends."""

    def __init__(self, description: dict[str, Any]) -> None:
        description["components"]["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
        self._description = description
        resource = DRAFT202012.create_resource(description)
        self._registry: Registry[Any] = Registry().with_resource("urn:discord", resource)
        self._paths = [(_pattern(template), template) for template in _most_literal_first(description)]
        self._validators: dict[tuple[str, str], jsonschema.Draft202012Validator] = {}

    def problems(self, method: str, path: str, query: Mapping[str, str], body: Any) -> list[str]:
        """What is wrong with a request, as sentences; [] for nothing."""
        template = next((template for pattern, template in self._paths if pattern.fullmatch(path)), None)
        if template is None:
            return [f"{method} {path}: no such path"]
        item = self._description["paths"][template]
        operation = item.get(method.lower())
        if operation is None:
            return [f"{method} {template}: no such method"]
        parameters = [*item.get("parameters", ()), *operation.get("parameters", ())]
        known = {one["name"] for one in parameters if one["in"] == "query"}
        problems = [f"{method} {template}: unknown query {name!r}" for name in query if name not in known]
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if schema is None or body is None:
            return problems
        pointer = f"/paths/{_escaped(template)}/{method.lower()}/requestBody/content/application~1json/schema"
        validator = self._validators.get((method, template))
        if validator is None:
            reference = {"$ref": f"urn:discord#{pointer}"}
            validator = jsonschema.Draft202012Validator(reference, registry=self._registry)
            self._validators[method, template] = validator
        problems.extend(
            f"{method} {template}: {error.json_path}: {error.message[:300]}"
            for error in validator.iter_errors(body)
        )
        problems.extend(
            f"{method} {template}: unknown field {name!r}" for name in self._unknown(schema["schema"], body)
        )
        return problems

    def _unknown(self, schema: Mapping[str, Any], body: Any) -> list[str]:
        """The description passes unknown fields; at the top of a body we do not."""
        if not isinstance(body, dict):
            return []
        known = set(self._fields(schema))
        return [name for name in body if known and name not in known and name not in _SENT_BY_THE_SDK]

    def _fields(self, schema: Mapping[str, Any]) -> list[str]:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return self._fields(self._description["components"]["schemas"][name])
        fields = list(schema.get("properties", ()))
        for key in ("anyOf", "oneOf", "allOf"):
            for part in schema.get(key, ()):
                fields.extend(self._fields(part))
        return fields


def _escaped(template: str) -> str:
    return template.replace("~", "~0").replace("/", "~1")


def _most_literal_first(description: Mapping[str, Any]) -> list[str]:
    return sorted(description["paths"], key=lambda template: template.count("{"))


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]+\}", template)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))


@functools.cache
def specification() -> Specification | None:
    """The description beside the checkout, None where it is not there."""
    if not SPECIFICATION.is_file():
        return None
    return Specification(json.loads(SPECIFICATION.read_text("utf-8")))
