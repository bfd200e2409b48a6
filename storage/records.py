"""Our dataclasses as JSON text and back, exactly."""

import json
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from core.identity import PersonAlias, PictureId
from core.instructions import Instruction
from core.pictures import ImageFacts
from core.regions import Region
from core.requests import ImageHandle, IncomingMessage

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
T = TypeVar("T")


def clean(text: str) -> str:
    """The text without NUL and lone surrogates, which neither JSON in UTF-8 nor PostgreSQL can hold."""
    if "\0" in text:
        text = text.replace("\0", REPLACEMENT)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class Record(Generic[T]):
    """JSON text of values of one type.

    Lone surrogates become U+FFFD; all else comes back from `decode` as `encode` took it.
    """

    def __init__(self, kind: Any) -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)

    def encode(self, value: T) -> str:
        """To the database."""
        try:
            return self._adapter.dump_json(value).decode()
        except (PydanticSerializationError, UnicodeEncodeError):
            return json.dumps(_cleaned(self._adapter.dump_python(value)), default=str)

    def decode(self, text: str) -> T:
        """From the database."""
        return self._adapter.validate_json(text)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cleaned(item) for item in value]
    return value


# Made on import, since making one takes a while and must not hold up the event loop.
FACTS: Record[ImageFacts] = Record(ImageFacts)
IDS: Record[tuple[PictureId, ...]] = Record(tuple[PictureId, ...])
IMAGES: Record[tuple[ImageHandle, ...]] = Record(tuple[ImageHandle, ...])
INSTRUCTION: Record[Instruction] = Record(Instruction)
MESSAGE: Record[IncomingMessage] = Record(IncomingMessage)
OBJECT: Record[dict[str, Any]] = Record(dict[str, Any])
PERSON: Record[PersonAlias] = Record(PersonAlias)
REGION: Record[Region] = Record(Region)
TEXTS: Record[tuple[str, ...]] = Record(tuple[str, ...])
