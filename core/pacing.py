"""A courier that keeps a place's budget: finals first, previews only where there is room to spare.

Platforms bound how often a bot may post and edit in one community (Telegram: 20 messages a
minute in a group, https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import structlog

from core.errors import DeliveryFailed, ImageGone, Throttled, Undelivered
from core.identity import JobId, PlaceAlias, PlaceKind
from core.lanes import FINAL, NEW, Lane, Lanes
from core.ports import Courier
from core.requests import Card, CardState, ImageHandle, Notice, PlatformTraits

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

_UPLOADS = 8
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
_LONGEST_STOP_SECONDS = 300.0
_SEND_TIMEOUT_SECONDS = 120.0
_PREVIEW_TIMEOUT_SECONDS = 30.0
_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class _Patience:
    """How often something is sent before it is given up, and how long a pause that the platform asks for may be."""

    tries: int
    seconds: float


_FOR_FINALS = _Patience(8, _LONGEST_STOP_SECONDS)
_FOR_OTHERS = _Patience(4, 60.0)


class Paced(Courier):
    """Wraps a courier: paces, orders, retries what is safe to repeat, and drops stale previews.

    Sends for one card never overlap, so a late preview cannot replace a final.
    """

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._uploads = asyncio.Semaphore(_UPLOADS)
        self._lanes = Lanes()
        self._cards: WeakValueDictionary[JobId, asyncio.Lock] = WeakValueDictionary()
        self._previewed: OrderedDict[JobId, tuple[float, CardState]] = OrderedDict()
        self._finished: OrderedDict[JobId, None] = OrderedDict()

    @property
    def traits(self) -> PlatformTraits:
        """The wrapped courier's."""
        return self._courier.traits

    async def show(self, card: Card, at: str | None) -> str:
        """Post or change a card. A card that is not final is changed only if there is room, else dropped.

        A post without pictures is repeated even if it may have arrived: what is left over then is words.
        """
        lane = self._lane(card.place)
        if at is not None and not card.is_final:
            return await self._preview(card, at, lane)
        async with self._lock(card.job_id):
            message = await self._send(
                lambda: self._courier.show(card, at),
                lane,
                FINAL if card.is_final else NEW,
                repeatable=at is not None or not card.pictures,
                posts=card.job_id if at is None else None,
                patience=_FOR_FINALS if card.is_final else _FOR_OTHERS,
            )
        if card.is_final:
            self._close(card.job_id, lane)
        elif lane is not None:
            lane.open_card(card.job_id)
        return message

    async def finish(
        self,
        job_id: JobId,
        place: PlaceAlias,
        build: Callable[[], Awaitable[Card]],
        at: str,
        *,
        patient: bool = True,
    ) -> Card:
        """Change a job's card into its final one, built only when its turn has come; the card as shown.

        Finished pictures that wait for their place's turn, or for others' uploads, are not in
        memory. A pause of minutes is waited for, unless told otherwise.
        """

        async def send() -> Card:
            card = await build()
            await self._courier.show(card, at)
            return card

        lane = self._lane(place)
        patience = _FOR_FINALS if patient else _FOR_OTHERS
        async with self._lock(job_id):
            shown = await self._send(
                send, lane, FINAL, repeatable=True, patience=patience, room=self._uploads
            )
        self._close(job_id, lane)
        return shown

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        """Say something, in its turn; not again if it may have arrived."""
        lane = self._lane(notice.place)
        return await self._send(
            lambda: self._courier.tell(notice), lane, FINAL, repeatable=False, patience=_FOR_OTHERS
        )

    async def fetch(self, handle: ImageHandle, max_bytes: int) -> bytes:
        """Fetch, within a time."""
        try:
            async with asyncio.timeout(_SEND_TIMEOUT_SECONDS):
                return await self._courier.fetch(handle, max_bytes)
        except TimeoutError as error:
            raise ImageGone from error

    def forget_card(self, job_id: JobId, place: PlaceAlias) -> None:
        """Its final will never come: give back the room that was kept for it."""
        self._close(job_id, self._lane(place))

    async def _preview(self, card: Card, at: str, lane: Lane | None) -> str:
        lock = self._lock(card.job_id)
        now = time.monotonic()
        then, state = self._previewed.get(card.job_id, (0.0, None))
        # A card that begins to draw, or waits again, says so at once.
        too_soon = state is card.state and now - then < self.traits.preview_seconds
        if card.job_id in self._finished or lock.locked() or too_soon or not (lane is None or lane.spare()):
            return at
        async with lock:
            self._previewed[card.job_id] = (now, card.state)
            _bound(self._previewed)
            try:
                async with asyncio.timeout(_PREVIEW_TIMEOUT_SECONDS):
                    return await self._courier.show(card, at)
            except Throttled as error:
                if lane is not None:
                    lane.pause(min(error.retry_after_seconds, _LONGEST_STOP_SECONDS))
            except (DeliveryFailed, TimeoutError) as error:
                _log.info("preview dropped", job=card.job_id, error=type(error).__name__)
            return at

    async def _send(
        self,
        send: Callable[[], Awaitable[_T]],
        lane: Lane | None,
        priority: int,
        *,
        repeatable: bool,
        patience: _Patience,
        posts: JobId | None = None,
        room: AbstractAsyncContextManager[None] | None = None,
    ) -> _T:
        """Send until it is through or given up; `posts` names the job whose card this posts."""
        pause = _FIRST_PAUSE_SECONDS
        give_up_at = time.monotonic() + patience.seconds
        tries_left = patience.tries
        while True:
            tries_left -= 1
            if lane is not None:
                await lane.turn(priority)
            try:
                async with room or nullcontext(), asyncio.timeout(_SEND_TIMEOUT_SECONDS):
                    return await send()
            except Throttled as error:
                wait = error.retry_after_seconds
                if lane is not None:
                    lane.pause(min(wait, _LONGEST_STOP_SECONDS))
                if not tries_left or time.monotonic() + wait > give_up_at:
                    raise
                # In a lane it waits in line, so that no card or preview takes its place when the pause is over.
                if lane is None:
                    await asyncio.sleep(wait)
                continue
            except (Undelivered, TimeoutError) as error:
                failure = error if isinstance(error, Undelivered) else Undelivered(maybe_arrived=True)
                self._note_orphan(posts, failure)
                is_over = not tries_left or time.monotonic() + pause > give_up_at
                if is_over or failure.is_refused or (failure.maybe_arrived and not repeatable):
                    raise failure from error
            await asyncio.sleep(pause)
            pause = min(pause * 3, _LONGEST_PAUSE_SECONDS)

    def _note_orphan(self, posts: JobId | None, failure: Undelivered) -> None:
        """Whoever counts what stands in a chat without a job finds each in the log."""
        if posts is not None and failure.maybe_arrived and not self.traits.posts_once:
            _log.warning("orphan", job=posts, why="its card may have been posted all the same")

    def _close(self, job_id: JobId, lane: Lane | None) -> None:
        if lane is not None:
            lane.close_card(job_id)
        self._finished[job_id] = None
        _bound(self._finished)
        self._previewed.pop(job_id, None)

    def _lock(self, job_id: JobId) -> asyncio.Lock:
        """One for each card, for as long as somebody holds or awaits it."""
        return self._cards.setdefault(job_id, asyncio.Lock())

    def _lane(self, place: PlaceAlias) -> Lane | None:
        private = place.kind is PlaceKind.PRIVATE
        budget = self.traits.private_budget if private else self.traits.group_budget
        return None if budget is None else self._lanes.of(place, budget)


def _bound(memory: OrderedDict[JobId, Any]) -> None:
    """The newest are remembered."""
    if len(memory) > _REMEMBERED:
        memory.popitem(last=False)
