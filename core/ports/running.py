"""What runs jobs, and how the processes that share a database get along; `storage/` implements it."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.identity import JobId

Clock = Callable[[], datetime]
"""Now, aware, in UTC."""

Step = Callable[[JobId], Awaitable[bool]]
"""One station of a granted job's journey, which may run again after a crash.

True goes on to the next. False ends the journey here: the job waits for another turn, or another
process has it.
"""


class JobEngine(Protocol):
    """Runs the journey of a granted job, step by step, each finished step once."""

    async def start(self, job_id: JobId, grant: int) -> None:
        """Begin the journey of a job's `grant`-th turn, or do nothing if it began before. Returns at once."""

    async def inherit(self, former: str) -> None:
        """Go on with every journey that a dead executor had begun, each after its last finished step."""


class Signal(StrEnum):
    """What a process tells all others. Signals may be lost or repeated: they only say where to look."""

    TURNS = "turns"
    """A job waits, or a slot is free. About `GRANTED`: jobs had their turn, so that the line has moved."""
    CANCEL = "cancel"
    """The job of that id shall stop drawing."""
    WEATHER = "weather"
    """A provider of that name is held back, down, or itself again."""
    DUTIES = "duties"
    """A duty may be free. About an inlet: somebody receives there now. About a wish: hand an inlet over."""


GRANTED = "granted"
"""The subject of `Signal.TURNS` where nothing is to be granted, only shown."""


class Signals(Protocol):
    """Between the processes that share a database; within one it is a plain call."""

    def heed(self, signal: Signal, listener: Callable[[str], None]) -> None:
        """Call `listener(subject)` on this loop for every such signal, our own too; "" names no subject."""

    def send(self, signal: Signal, subject: str = "") -> None:
        """Tell every process, this one at once. Never waits and never fails."""


class Tenure(Protocol):
    """The standing of this process among those that share the database.

    What a process takes on (messages, jobs before their card, jobs that draw) is kept under its
    `executor` name. A process that is not heard of for a while is taken for dead, and another
    inherits what was under that name. One that wakes again has lost it and goes on as another.
    """

    @property
    def executor(self) -> str:
        """Under which name things are ours now; never used again once it is lost."""

    def is_held(self) -> bool:
        """Whether nobody can have inherited from us yet. Asks no one, so ask before each thing that counts."""

    async def enter(self) -> None:
        """Take a name that nobody had before. From now on we must be heard of."""

    async def watch(
        self, inherit: Callable[[str], Awaitable[bool]], lost: Callable[[], Awaitable[None]]
    ) -> None:
        """Inherit what is left of the dead, and return; go on watching until `end`.

        `inherit(name)` takes over what this process can of what is under the name of a dead
        executor, and returns whether that was all. One process at a time does it, and it is done
        again, by this one or another, until all is taken over; so it may be repeated. `lost()` is
        called when our own name was lost: it lets go of everything and then calls `enter`.
        """

    async def end(self) -> None:
        """Give the name up: whoever is alive may inherit at once."""

    def duty(self, name: str) -> AbstractAsyncContextManager[None]:
        """Something that one process at a time may do: entering waits for it, and leaving gives it up.

        If it is lost with our name, the body is cancelled and left without an error: enter again.
        """

    async def living(self, *roles: str) -> int:
        """How many processes of these roles are alive, this one among them; of any role if none is named."""
