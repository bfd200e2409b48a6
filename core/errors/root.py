"""The root of all our errors, and the mistakes that belong to no branch."""

from dataclasses import dataclass, fields
from typing import Any

from pydantic import TypeAdapter

_adapters: dict[str, TypeAdapter[Any]] = {}


def adapter_of(error: type["ChatbrushError"]) -> TypeAdapter[Any]:
    """Reads and writes errors of a class; kept, since building one takes milliseconds."""
    if error.__name__ not in _adapters:
        _adapters[error.__name__] = TypeAdapter(error)
    return _adapters[error.__name__]


@dataclass(eq=False)
class ChatbrushError(Exception):
    """The root. Fields are plain data, so that an error can be kept with its job."""

    def __post_init__(self) -> None:
        Exception.__init__(self, *(getattr(self, field.name) for field in fields(self)))

    def to_record(self) -> dict[str, Any]:
        """JSON-ready data from which `from_record` makes an equal error."""
        record: dict[str, Any] = adapter_of(type(self)).dump_python(self, mode="json")
        return {"error": type(self).__name__, **record}


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """One mistake: where (dotted key path) and what, as a sentence."""

    path: str
    text: str


@dataclass(eq=False)
class SettingsInvalid(ChatbrushError):
    """Every mistake in the settings at once."""

    problems: tuple[SettingsProblem, ...]

    def __str__(self) -> str:
        return "\n".join(f"{problem.path}: {problem.text}" for problem in self.problems)


@dataclass(eq=False)
class Unexpected(ChatbrushError):
    """A defect of ours; `kind` is the exception's class name, the rest is in the log."""

    kind: str
