"""Shows a drawing's progress on its card without holding the drawing up."""

import asyncio
from types import TracebackType
from typing import Self

from core.cards import Cards
from core.identity import Place
from core.jobs import Job
from core.pacing import Paced


class Previews:
    """While entered, shows the newest preview whenever the platform has room for one.

    Leaving waits for a send under way, so that nothing arrives after the final card.
    """

    def __init__(self, cards: Cards, courier: Paced, job: Job, place: Place) -> None:
        self._cards = cards
        self._courier = courier
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
        await self._task

    async def _show(self) -> None:
        message = self._job.card_message
        if message is None:
            return
        data: bytes | None = None
        while not self._closing:
            # Whatever the platform says: `Paced` drops a preview that cannot be shown.
            await self._courier.show(await self._cards.drawing(self._job, self._place, data), message)
            await self._changed.wait()
            self._changed.clear()
            data, self._newest = self._newest, None
