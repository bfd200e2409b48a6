"""The named step boundaries of a job's life, as hooks in the victim: reaching an armed one is its end.

A boundary is armed by writing its name into the file that `install` is given; the victim then kills
itself (SIGKILL, so nothing is flushed, closed or given back) the next time it gets there. The hooks
wrap the product's own classes from outside; nothing in the product knows of them.
"""

import os
import signal
from collections.abc import AsyncGenerator, Callable
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

from bots.discord_bot.outbound import DiscordCourier
from bots.telegram_bot.outbound import TelegramCourier
from core.drawing import DrawEvent, DrawRequest, Preview
from core.providers.openai import OpenAIProvider
from core.requests import Card
from storage.engine import Engine
from storage.inbox import InboxTable
from storage.jobs import JobsTable


class Boundary(StrEnum):
    """Where a victim can be told to die, in the order of a job's life."""

    FETCHED = "update fetched but not in the inbox"
    TAKEN = "in the inbox but not accepted"
    RESERVING = "about to be accepted"
    ACCEPTED = "accepted before the card is posted"
    POSTED = "card posted but not recorded"
    CARDED = "carded"
    DEALT_WITH = "message dealt with"
    GRANTED = "granted but not started"
    STARTED = "journey started"
    BEFORE_CLAIM = "before the claim"
    CLAIMED = "claimed but not called"
    CALLING = "during the paid call"
    ANSWERED = "answered but not stored"
    STORED = "stored but not recorded as drawn"
    DRAWN = "recorded as drawn but the step is not"
    FAILED = "recorded as failed but the step is not"
    DRAW_RECORDED = "drawn"
    SENT = "final sent but not recorded"
    DELIVERED = "delivered"
    SETTLING = "about to be settled"
    SETTLED = "settled but the step is not recorded"
    SETTLE_RECORDED = "settled"
    ANNOUNCED = "announced"


class _Hook(NamedTuple):
    """A method whose beginning (`after` None) or end, if its answer is one that `after` takes, is a boundary."""

    owner: type
    method: str
    after: Callable[[tuple[Any, ...], Any], bool] | None = None


def _always(_arguments: tuple[Any, ...], _answer: Any) -> bool:
    return True


def _if_any(_arguments: tuple[Any, ...], answer: Any) -> bool:
    return bool(answer)


def _if_first_card(arguments: tuple[Any, ...], _answer: Any) -> bool:
    return arguments[1] is None


def _if_final_card(arguments: tuple[Any, ...], _answer: Any) -> bool:
    card = arguments[0]
    return isinstance(card, Card) and card.is_final


_HOOKS: tuple[tuple[Boundary, _Hook], ...] = (
    (Boundary.FETCHED, _Hook(InboxTable, "put")),
    (Boundary.TAKEN, _Hook(InboxTable, "put", _if_any)),
    (Boundary.RESERVING, _Hook(JobsTable, "accept")),
    (Boundary.ACCEPTED, _Hook(JobsTable, "accept", _always)),
    (Boundary.POSTED, _Hook(TelegramCourier, "show", _if_first_card)),
    (Boundary.POSTED, _Hook(DiscordCourier, "show", _if_first_card)),
    (Boundary.CARDED, _Hook(JobsTable, "carded", _always)),
    (Boundary.DEALT_WITH, _Hook(InboxTable, "done", _always)),
    (Boundary.GRANTED, _Hook(JobsTable, "grant", _if_any)),
    (Boundary.STARTED, _Hook(Engine, "start", _always)),
    (Boundary.BEFORE_CLAIM, _Hook(JobsTable, "claim")),
    (Boundary.CLAIMED, _Hook(JobsTable, "claim", _always)),
    (Boundary.STORED, _Hook(JobsTable, "drawn")),
    (Boundary.DRAWN, _Hook(JobsTable, "drawn", _always)),
    (Boundary.FAILED, _Hook(JobsTable, "failed", _always)),
    (Boundary.SENT, _Hook(TelegramCourier, "show", _if_final_card)),
    (Boundary.SENT, _Hook(DiscordCourier, "show", _if_final_card)),
    (Boundary.SETTLING, _Hook(JobsTable, "finish")),
    (Boundary.SETTLED, _Hook(JobsTable, "finish", _always)),
)

BEFORE_STEP = {
    "deliver": Boundary.DRAW_RECORDED,
    "settle": Boundary.DELIVERED,
    "announce": Boundary.SETTLE_RECORDED,
}
"""The step before each of these is recorded when it begins."""
AFTER_STEP = {"announce": Boundary.ANNOUNCED}


def put(owner: type, method: str, hook: Callable[..., Any]) -> None:
    """Have every object of a class do this instead."""
    setattr(owner, method, hook)


class Reaper:
    """Ends this process at the boundary whose name is in the file."""

    def __init__(self, armed: Path) -> None:
        self._armed = armed

    def reach(self, boundary: Boundary | None) -> None:
        """Die here if that is wanted."""
        if boundary is None or not self._armed.exists():
            return
        if self._armed.read_text(encoding="utf-8") == boundary:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Hook every boundary but those between steps, which `tests.crash.witness` knows."""
        for boundary, hook in _HOOKS:
            self._wrap(boundary, hook)
        self._wrap_drawing()

    def _wrap(self, boundary: Boundary, hook: _Hook) -> None:
        inner = getattr(hook.owner, hook.method)

        @wraps(inner)
        async def hooked(self_: object, *arguments: Any, **named: Any) -> Any:
            if hook.after is None:
                self.reach(boundary)
            answer = await inner(self_, *arguments, **named)
            if hook.after is not None and hook.after(arguments, answer):
                self.reach(boundary)
            return answer

        put(hook.owner, hook.method, hooked)

    def _wrap_drawing(self) -> None:
        inner = OpenAIProvider.draw

        async def draw(provider: OpenAIProvider, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
            events = inner(provider, request)
            try:
                async for event in events:
                    self.reach(Boundary.CALLING if isinstance(event, Preview) else Boundary.ANSWERED)
                    yield event
            finally:
                await events.aclose()

        put(OpenAIProvider, "draw", draw)
