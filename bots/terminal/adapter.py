"""One request from a command line: sent, watched, and its untouched originals fetched."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bots.terminal.inbound import Order, originals, person, read_files, request
from bots.terminal.outbound import TerminalCourier, Watch
from core.identity import JobId, Platform
from core.ports import Adapter, Courier, Inlet, Receiver
from core.requests import Card, CardState, Notice, PictureFile

ORIGINALS_SECONDS = 60.0
"""Reading finished pictures from the store takes no longer unless the disk hangs."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request ended: with files and what is to be said of them, or with why there are none.

    `job_id` is None where no job was needed, or it was refused before it became one.
    """

    text: str
    files: tuple[PictureFile, ...] = ()
    job_id: JobId | None = None


INLET = Inlet(str(Platform.TERMINAL))


class TerminalAdapter(Adapter):
    """Sends one order when it runs, and keeps its outcome."""

    def __init__(self, order: Order, environment: Mapping[str, str], watch: Watch) -> None:
        self._order = order
        self._environment = environment
        self._courier = TerminalCourier(watch)
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    @property
    def platform(self) -> Platform:
        """The terminal."""
        return Platform.TERMINAL

    @property
    def courier(self) -> Courier:
        """The way back to the terminal."""
        return self._courier

    @property
    def is_local(self) -> bool:
        """Only this process has this terminal."""
        return True

    @property
    def inlets(self) -> Sequence[Inlet]:
        """One order at a time."""
        return (INLET,)

    async def connect(self) -> str:
        """There is nothing to connect."""
        return str(Platform.TERMINAL)

    async def close(self) -> None:
        """See the port."""

    async def receive(self, inlet: Inlet, receiver: Receiver, ready: Callable[[str], None]) -> None:
        """Send the order, set the outcome, then stay until cancelled. Raises OSError for an unreadable file."""
        del inlet
        files = await asyncio.to_thread(read_files, self._order.files)
        ready(str(Platform.TERMINAL))
        who = person(self._environment)
        message = request(self._order, files, who, datetime.now(UTC))
        self._courier.asked, self._courier.key = message.message or "", message.key
        await receiver.receive(message)
        end = await self._courier.finished
        job_id = end.job_id if isinstance(end, Card) else None
        outcome = Outcome(end.text, end.files if isinstance(end, Notice) else (), job_id)
        if isinstance(end, Card) and end.state is CardState.DONE:
            press = originals(end.job_id, who, datetime.now(UTC))
            self._courier.wanted = press.key
            await receiver.receive(press)
            async with asyncio.timeout(ORIGINALS_SECONDS):
                answer = await self._courier.files
            # The first line has the words, which the person has just typed.
            remarks = "\n".join(end.text.splitlines()[1:])
            outcome = Outcome(remarks, answer.files, job_id)
        self.outcome.set_result(outcome)
        await asyncio.Event().wait()
