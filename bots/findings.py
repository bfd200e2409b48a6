"""What `chatbrush doctor` finds out, as data."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a thing stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it stands, and what to do ("" where nothing is to be done)."""

    level: Level
    subject: str
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.level:<5} {self.subject}: {self.text}"
        return f"{line}\n      -> {self.remedy}" if self.remedy else line
