"""Our dataclasses as JSON text and back, exactly."""

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

REPLACEMENT = "�"


def clean(text: str) -> str:
    """The text without NUL and lone surrogates, which neither JSON in UTF-8 nor PostgreSQL can hold."""
    if "\0" in text:
        text = text.replace("\0", REPLACEMENT)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def encode(kind: Any, value: Any) -> str:
    """`value` of type `kind` as JSON text.

    Lone surrogates in it become U+FFFD; all else comes back from `decode` as it was.
    """
    adapter = _adapter(kind)
    try:
        return adapter.dump_json(value).decode()
    except (PydanticSerializationError, UnicodeEncodeError):
        return json.dumps(_cleaned(adapter.dump_python(value)), default=str)


def decode(kind: Any, text: str) -> Any:
    """The value that `encode` wrote."""
    return _adapter(kind).validate_json(text)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cleaned(item) for item in value]
    return value
