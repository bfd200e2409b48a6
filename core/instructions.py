"""Words -> instruction: what a message asks for, understood."""

from dataclasses import dataclass
from enum import StrEnum


class InstructionKind(StrEnum):
    """What is asked for."""

    GENERATE = "generate"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a message asks for.

    `prompt` is everything the person wrote except recognised flags; hex colours stay in it.
    `ratio` is width to height; `size` is pixels; None leaves the choice to the model.
    `count` is how many pictures. `quality` and `model` are "" when not named. `picks` are
    the pictures named on the card replied to ("#2", "the second one"), from 1; `picks_all`
    says that all together were named.
    """

    kind: InstructionKind
    prompt: str
    ratio: tuple[int, int] | None = None
    size: tuple[int, int] | None = None
    count: int = 1
    quality: str = ""
    transparent: bool = False
    model: str = ""
    picks: tuple[int, ...] = ()
    picks_all: bool = False
