"""One request from a command line: sent, watched, and its untouched originals fetched."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bots.terminal.inbound import Order, originals, person, read_files, request
from bots.terminal.outbound import TerminalCourier, Watch
from core.identity import Platform
from core.ports import Courier, Receiver
from core.requests import Card, CardState, Notice, PictureFile

ORIGINALS_SECONDS = 60.0
"""Reading finished pictures from the store takes no longer unless the disk hangs."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request ended: files, or the sentence that says why not and the error's class."""

    text: str
    files: tuple[PictureFile, ...] = ()
    error: str = ""


class TerminalAdapter:
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

    async def run(self, receiver: Receiver, ready: Callable[[str], None]) -> None:
        """Send the order, set the outcome, then stay until cancelled. Raises OSError for an unreadable file."""
        files = await asyncio.to_thread(read_files, self._order.files)
        ready("terminal")
        who = person(self._environment)
        message = request(self._order, files, who, datetime.now(UTC))
        self._courier.asked, self._courier.key = message.message or "", message.key
        await receiver.receive(message)
        end = await self._courier.finished
        if isinstance(end, Card) and end.state is CardState.DONE:
            press = originals(end.job_id, who, datetime.now(UTC))
            self._courier.wanted = press.key
            await receiver.receive(press)
            async with asyncio.timeout(ORIGINALS_SECONDS):
                end = await self._courier.files
        self.outcome.set_result(_outcome(end))
        await asyncio.Event().wait()


def _outcome(end: Card | Notice) -> Outcome:
    files = end.files if isinstance(end, Notice) else ()
    error = "" if files else end.error or ("ProviderFailed" if isinstance(end, Card) else "UserCanFix")
    return Outcome(end.text, files, error)
