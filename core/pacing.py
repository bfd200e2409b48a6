"""A courier that keeps a place's budget: finals first, previews only where there is room to spare.

Platforms bound how often a bot may post and edit in one community (Telegram: 20 messages a
minute in a group, https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
"""

import asyncio
import heapq
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TypeVar

import structlog

from core.errors import DeliveryFailed, ImageGone, Throttled, Undelivered
from core.identity import JobId, PlaceAlias, PlaceKind
from core.ports import Courier
from core.requests import Card, ImageHandle, Notice, PlatformTraits, SendBudget

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

_FINAL, _NEW = 0, 1
_TRIES = 4
_UPLOADS = 8
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
_SEND_TIMEOUT_SECONDS = 120.0
_REMEMBERED_FINALS = 1_000


class _Lane:
    """The budget of one community: who may send now, in order of importance."""

    def __init__(self, budget: SendBudget) -> None:
        self._budget = budget
        self._sent: deque[float] = deque()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = 0
        self._paused_until = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.open_cards: set[JobId] = set()

    def _room(self) -> int:
        now = time.monotonic()
        while self._sent and self._sent[0] <= now - self._budget.seconds:
            self._sent.popleft()
        return 0 if now < self._paused_until else self._budget.sends - len(self._sent)

    def spare(self) -> bool:
        """Whether a preview may go now: nobody waits, and every open card's final still has its place."""
        if self._waiting or self._room() <= len(self.open_cards):
            return False
        self._sent.append(time.monotonic())
        return True

    async def turn(self, priority: int) -> None:
        """Wait until it is this send's turn."""
        self._order += 1
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, self._order, turn))
        self._pump()
        await turn

    def pause(self, seconds: float) -> None:
        """The platform asked for a pause."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def _pump(self) -> None:
        while self._waiting and self._room() > 0:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._sent.append(time.monotonic())
                turn.set_result(None)
        if self._waiting and self._timer is None:
            now = time.monotonic()
            free_at = self._sent[0] + self._budget.seconds if self._room() <= 0 and self._sent else now
            delay = max(self._paused_until, free_at) - now
            self._timer = asyncio.get_running_loop().call_later(max(delay, 0.01), self._again)

    def _again(self) -> None:
        self._timer = None
        self._pump()


class Paced(Courier):
    """Wraps a courier: paces, orders, retries what is safe to repeat, and drops stale previews.

    Sends for one card never overlap, so a late preview cannot replace a final.
    """

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._uploads = asyncio.Semaphore(_UPLOADS)
        self._lanes: dict[tuple[str, str], _Lane] = {}
        self._cards: dict[JobId, asyncio.Lock] = {}
        self._previewed: dict[JobId, float] = {}
        self._finished: OrderedDict[JobId, None] = OrderedDict()

    @property
    def traits(self) -> PlatformTraits:
        """The wrapped courier's."""
        return self._courier.traits

    async def show(self, card: Card, at: str | None) -> str:
        """Post or change a card. A card that is not final is changed only if there is room, else dropped."""
        lane = self._lane(card.place)
        if at is not None and not card.is_final:
            return await self._preview(card, at, lane)
        lock = self._cards.setdefault(card.job_id, asyncio.Lock())
        async with lock:
            priority = _FINAL if card.is_final else _NEW
            message = await self._send(
                lambda: self._courier.show(card, at), lane, priority, repeatable=at is not None
            )
        if lane is not None and not card.is_final:
            lane.open_cards.add(card.job_id)
        if card.is_final:
            self._close(card.job_id, lane)
        return message

    async def finish(
        self, job_id: JobId, place: PlaceAlias, build: Callable[[], Awaitable[Card]], at: str | None
    ) -> tuple[str, Card]:
        """Show a job's final card, built only when its turn has come: (message id, the card).

        Finished pictures that wait for their place's turn, or for others' uploads, are not in memory.
        """

        async def send() -> tuple[str, Card]:
            card = await build()
            return await self._courier.show(card, at), card

        lane = self._lane(place)
        async with self._cards.setdefault(job_id, asyncio.Lock()):
            shown = await self._send(send, lane, _FINAL, repeatable=at is not None, room=self._uploads)
        self._close(job_id, lane)
        return shown

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        """Say something, in its turn."""
        lane = self._lane(notice.place)
        return await self._send(lambda: self._courier.tell(notice), lane, _FINAL, repeatable=False)

    async def fetch(self, handle: ImageHandle, max_bytes: int) -> bytes:
        """Fetch, within a time."""
        try:
            async with asyncio.timeout(_SEND_TIMEOUT_SECONDS):
                return await self._courier.fetch(handle, max_bytes)
        except TimeoutError as error:
            raise ImageGone from error

    async def _preview(self, card: Card, at: str, lane: _Lane | None) -> str:
        lock = self._cards.setdefault(card.job_id, asyncio.Lock())
        now = time.monotonic()
        too_soon = now - self._previewed.get(card.job_id, -1e9) < self.traits.preview_seconds
        if card.job_id in self._finished or lock.locked() or too_soon or not (lane is None or lane.spare()):
            return at
        async with lock:
            self._previewed[card.job_id] = now
            try:
                async with asyncio.timeout(_SEND_TIMEOUT_SECONDS):
                    return await self._courier.show(card, at)
            except Throttled as error:
                if lane is not None:
                    lane.pause(error.retry_after_seconds)
            except (DeliveryFailed, TimeoutError) as error:
                _log.info("preview dropped", job=card.job_id, error=type(error).__name__)
            return at

    async def _send(
        self,
        send: Callable[[], Awaitable[_T]],
        lane: _Lane | None,
        priority: int,
        *,
        repeatable: bool,
        room: AbstractAsyncContextManager[None] | None = None,
    ) -> _T:
        pause = _FIRST_PAUSE_SECONDS
        tries_left = _TRIES
        while True:
            tries_left -= 1
            if lane is not None:
                await lane.turn(priority)
            try:
                async with room or nullcontext(), asyncio.timeout(_SEND_TIMEOUT_SECONDS):
                    return await send()
            except Throttled as error:
                if not tries_left or error.retry_after_seconds > _LONGEST_PAUSE_SECONDS:
                    raise
                pause = error.retry_after_seconds
                if lane is not None:
                    lane.pause(pause)
            except (Undelivered, TimeoutError) as error:
                maybe_arrived = not isinstance(error, Undelivered) or error.maybe_arrived
                if not tries_left or (maybe_arrived and not repeatable):
                    raise Undelivered(maybe_arrived=maybe_arrived) from error
            await asyncio.sleep(pause)
            pause = min(pause * 3, _LONGEST_PAUSE_SECONDS)

    def forget_card(self, job_id: JobId, place: PlaceAlias) -> None:
        """Its final will never come: give back the room that was kept for it."""
        self._close(job_id, self._lane(place))

    def _close(self, job_id: JobId, lane: _Lane | None) -> None:
        if lane is not None:
            lane.open_cards.discard(job_id)
        self._finished[job_id] = None
        if len(self._finished) > _REMEMBERED_FINALS:
            self._finished.popitem(last=False)
        self._cards.pop(job_id, None)
        self._previewed.pop(job_id, None)

    def _lane(self, place: PlaceAlias) -> _Lane | None:
        private = place.kind is PlaceKind.PRIVATE
        budget = self.traits.private_budget if private else self.traits.group_budget
        if budget is None:
            return None
        return self._lanes.setdefault((place.platform, place.community), _Lane(budget))
