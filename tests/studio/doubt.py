"""A scripted platform on which each kind of send goes wrong in its own way."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from core.errors import DeliveryFailed
from core.identity import JobId, PlaceAlias
from core.jobs import Job
from core.quota import Scope, ScopeKind
from core.requests import Card, Notice
from tests.studio.house import ADA, PLACE, House, ScriptedCourier

EVERYTHING = Scope(ScopeKind.DEPLOYMENT, "")
ALWAYS = 99


class Moment(StrEnum):
    """What is being sent."""

    POST = "a new card"
    PREVIEW = "a preview or a position"
    FINAL = "a final"
    NOTICE = "a notice"


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and how often; `arrived` does what was asked before it fails."""

    error: Callable[[], Exception]
    times: int = 1
    arrived: bool = False


class Doubtful(ScriptedCourier):
    """Fails by plan. `posts` are new messages in order; `pictured` those that ever showed a result.

    Once there are `stops_after` posts, nothing more gets through and `stopped` says so.
    """

    def __init__(self) -> None:
        super().__init__()
        self.plan: dict[Moment, list[Fault]] = defaultdict(list)
        self.posts: list[tuple[str, Card]] = []
        self.pictured: set[str] = set()
        self.stops_after = ALWAYS
        self.stopped = asyncio.Event()

    def fail(self, moment: Moment, fault: Fault) -> None:
        self.plan[moment] = [fault] * fault.times

    async def show(self, card: Card, at: str | None) -> str:
        moment = Moment.POST if at is None else Moment.FINAL if card.is_final else Moment.PREVIEW
        if len(self.posts) >= self.stops_after:
            self.stopped.set()
            await asyncio.sleep(3600)
        fault = self._due(moment)
        if fault is not None and not fault.arrived:
            raise fault.error()
        message = await super().show(card, at)
        if at is None:
            self.posts.append((message, card))
            assert not card.pictures, "pictures are never posted, only edited in"
        if card.is_final and card.pictures:
            self.pictured.add(message)
        if fault is not None:
            raise fault.error()
        return message

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        fault = self._due(Moment.NOTICE)
        if fault is not None and not fault.arrived:
            raise fault.error()
        told = await super().tell(notice)
        if fault is not None:
            raise fault.error()
        return told

    def _due(self, moment: Moment) -> Fault | None:
        return self.plan[moment].pop(0) if self.plan[moment] else None


def platform(house: House) -> Doubtful:
    """The house's courier as what it is."""
    assert isinstance(house.courier, Doubtful)
    return house.courier


async def ask_and_draw(house: House, text: str = "a boat", **changes: Any) -> JobId:
    """Ask, and wait until the provider draws: it goes on when `house.provider.gate` is set."""
    if house.provider.gate is None or house.provider.gate.is_set():
        house.provider.gate = asyncio.Event()
    before = len(house.provider.requests)
    await house.studio.receive(house.message(text, **changes))
    await house.until(lambda: len(house.provider.requests) > before)
    return house.provider.requests[-1].job_id


async def let_go(house: House) -> None:
    """Let the drawing end, and wait until every job has."""
    assert house.provider.gate is not None
    house.provider.gate.set()
    await house.settled()


async def undelivered(house: House, error: Callable[[], DeliveryFailed], text: str = "a boat") -> Job:
    """A job whose result could not be delivered."""
    job_id = await ask_and_draw(house, text)
    platform(house).fail(Moment.FINAL, Fault(error, ALWAYS))
    await let_go(house)
    platform(house).plan.clear()
    return await house.resources.jobs.get(job_id)


async def paid(house: House, where: PlaceAlias = PLACE) -> tuple[int, int, int]:
    """Images that (Ada's account, her group, the whole deployment) have used."""
    place, person = await house.resources.directory.resolve(where, ADA, house.resources.clock())
    scopes = (
        Scope(ScopeKind.ACCOUNT, person.account_id),
        Scope(ScopeKind.COMMUNITY, place.community_id),
        EVERYTHING,
    )
    account, community, deployment = [(await house.resources.ledger.balance(one))[0] for one in scopes]
    return account, community, deployment


async def kept(house: House) -> list[JobId]:
    """What Ada may claim, newest first."""
    _, person = await house.resources.directory.resolve(PLACE, ADA, house.resources.clock())
    found = await house.resources.jobs.kept(person.account_id, house.resources.clock())
    return [one.job.id for one in found if not one.is_claimed]


def days(count: float) -> timedelta:
    return timedelta(days=count)
