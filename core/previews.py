"""Shows a drawing's progress on its card without holding the drawing up."""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

import structlog

from core.cards import Cards
from core.identity import Place
from core.jobs import Job
from core.requests import Card

_log = structlog.get_logger(__name__)

Show = Callable[[Job, Card, str], Awaitable[None]]
"""Changes a job's card at a message, or drops it: `Delivery.show_passing`."""


class Previews:
    """While entered, shows the newest preview whenever the platform has room for one.

    Leaving waits for a send under way, so that nothing arrives after the final card.
    """

    def __init__(self, cards: Cards, show: Show, job: Job, place: Place) -> None:
        self._cards = cards
        self._show_card = show
        self._job = job
        self._place = place
        self._newest: bytes | None = None
        self._changed = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None]

    def offer(self, data: bytes) -> None:
        """A newer preview; one that was not shown yet is dropped."""
        self._newest = data
        self._changed.set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._show())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        self._changed.set()
        try:
            await asyncio.wait([self._task])
        finally:
            self._task.cancel()
        # A preview that cannot be made is no reason to lose the drawing that was paid for.
        failure = None if self._task.cancelled() else self._task.exception()
        if failure is not None:
            _log.warning("previews ended", job=self._job.id, error=type(failure).__name__)

    async def _show(self) -> None:
        message = self._job.card_message
        if message is None:
            return
        data: bytes | None = None
        while not self._closing:
            # Whatever the platform says: `Paced` drops a preview that cannot be shown.
            card = await self._cards.drawing(self._job, self._place, data)
            await self._show_card(self._job, card, message)
            await self._changed.wait()
            self._changed.clear()
            data, self._newest = self._newest, None
