"""The budget of each community: who may send there now, in order of importance."""

import asyncio
import heapq
import time
from collections import OrderedDict, deque

from core.identity import JobId, PlaceAlias
from core.requests import SendBudget

FINAL, NEW = 0, 1
"""What goes first, and what goes then."""

_MOST_LANES = 1_000
_OPEN_SECONDS = 3_600.0
"""After so long nobody keeps room for a card's final any more: another process has sent it."""


class Lane:
    """One community's budget."""

    def __init__(self, budget: SendBudget) -> None:
        self._budget = budget
        self._sent: deque[float] = deque()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = 0
        self._paused_until = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._open: OrderedDict[JobId, float] = OrderedDict()

    def open_card(self, job_id: JobId) -> None:
        """A card was posted whose final will need its place."""
        self._open[job_id] = time.monotonic()

    def close_card(self, job_id: JobId) -> None:
        """Its final was sent, or will never be."""
        self._open.pop(job_id, None)

    def spare(self) -> bool:
        """Whether a preview may go now: nobody waits, and every open card's final still has its place."""
        if self._waiting or self._room() <= self._open_cards():
            return False
        self._sent.append(time.monotonic())
        return True

    async def turn(self, priority: int) -> None:
        """Wait until it is this send's turn; whoever is cancelled takes nothing from the budget."""
        self._order += 1
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, self._order, turn))
        self._pump()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled() and self._sent:
                self._sent.pop()
                self._pump()
            raise

    def pause(self, seconds: float) -> None:
        """The platform asked for a pause."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def is_idle(self) -> bool:
        """Whether nothing would be lost if it were forgotten."""
        return (
            not self._waiting
            and not self._open_cards()
            and time.monotonic() >= self._paused_until
            and self._room() == self._budget.sends
        )

    def _open_cards(self) -> int:
        oldest = time.monotonic() - _OPEN_SECONDS
        while self._open and next(iter(self._open.values())) <= oldest:
            self._open.popitem(last=False)
        return len(self._open)

    def _room(self) -> int:
        return 0 if time.monotonic() < self._paused_until else self._left()

    def _left(self) -> int:
        """What is left of the budget, whether or not there is a pause."""
        begun = time.monotonic() - self._budget.seconds
        while self._sent and self._sent[0] <= begun:
            self._sent.popleft()
        return self._budget.sends - len(self._sent)

    def _pump(self) -> None:
        while self._waiting and self._room() > 0:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._sent.append(time.monotonic())
                turn.set_result(None)
        if self._waiting and self._timer is None:
            now = time.monotonic()
            free_at = self._sent[0] + self._budget.seconds if self._left() <= 0 and self._sent else now
            delay = max(self._paused_until, free_at) - now
            self._timer = asyncio.get_running_loop().call_later(max(delay, 0.01), self._again)

    def _again(self) -> None:
        self._timer = None
        self._pump()


class Lanes:
    """A lane for each community that is spoken in; those that are idle are forgotten."""

    def __init__(self) -> None:
        self._lanes: OrderedDict[tuple[str, str], Lane] = OrderedDict()

    def of(self, place: PlaceAlias, budget: SendBudget) -> Lane:
        """The lane of a place's community."""
        key = (place.platform, place.community)
        if key not in self._lanes:
            if len(self._lanes) >= _MOST_LANES:
                self._forget_idle()
            self._lanes[key] = Lane(budget)
        return self._lanes[key]

    def __len__(self) -> int:
        return len(self._lanes)

    def _forget_idle(self) -> None:
        for key in [key for key, lane in self._lanes.items() if lane.is_idle()]:
            del self._lanes[key]
