"""Ending in good order: what is being drawn ends, nothing new begins, and nothing is lost."""

import asyncio
from pathlib import Path

import pytest

from core.errors import PlaceGone
from core.identity import Platform
from core.jobs import JobState
from core.resources import Couriers
from core.studio import Studio
from tests.studio.house import BO, House, ScriptedCourier, ScriptedProvider, open_house

ONE_SLOT = {"drawing_at_once": 1}


def held() -> ScriptedProvider:
    """A provider that draws until it is let go."""
    return ScriptedProvider(gate=asyncio.Event())


async def drawing(house: House) -> None:
    """One request is being drawn and another one waits."""
    await house.studio.receive(house.message("a boat"))
    await house.until(lambda: len(house.provider.requests) == 1)
    await house.studio.receive(house.message("a house", BO))
    await house.studio.idle()


async def states(house: House) -> list[JobState]:
    return [job.state for job in await house.resources.jobs.unfinished()]


async def test_what_is_being_drawn_ends_and_nothing_new_begins(tmp_path: Path) -> None:
    provider = held()
    async with open_house(tmp_path, provider=provider, jobs=ONE_SLOT) as house:
        await drawing(house)
        draining = asyncio.create_task(house.studio.drain(30))
        await house.studio.receive(house.message("a fox"))
        assert provider.gate is not None
        provider.gate.set()
        await draining
        assert await states(house) == [JobState.WAITING]
        assert [card[-1].is_final for card in house.courier.cards.values()] == [True, False]
        (kept,) = await house.resources.inbox.pending()
        assert kept.text == "a fox"
        assert len(provider.requests) == 1
    async with open_house(tmp_path, house.courier, jobs=ONE_SLOT) as later:
        await later.settled()
        assert len(later.courier.cards) == 3
        assert all(card[-1].is_final for card in later.courier.cards.values())
        assert len(later.provider.requests) == 2


async def test_what_takes_longer_is_drawn_again_by_the_next_start(tmp_path: Path) -> None:
    courier = ScriptedCourier()
    async with open_house(tmp_path, courier, held(), jobs=ONE_SLOT) as house:
        await drawing(house)
        await house.studio.drain(0.05)
        assert await states(house) == [JobState.DRAWING, JobState.WAITING]
        await house.studio.end()
        await house.studio.end()
    async with open_house(tmp_path, courier, jobs=ONE_SLOT) as later:
        await later.settled()
        assert len(courier.cards) == 2
        assert all(card[-1].is_final for card in courier.cards.values())


async def test_whoever_ends_inherits_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, provider=held()) as house:
        await house.studio.drain(0.01)
        assert not await house.studio._inherit("somebody")


async def test_who_is_no_heir_inherits_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, provider=held()) as house:
        assert not await Studio(house.resources, None, is_heir=False)._inherit("somebody")


async def test_a_name_that_is_lost_at_the_end_begins_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, provider=held(), jobs=ONE_SLOT) as house:
        await drawing(house)
        await house.studio.drain(0.01)
        await house.studio._begin_anew()
        assert len(house.provider.requests) <= 2
        waiting = [job for job in await house.resources.jobs.unfinished() if job.state is JobState.WAITING]
        assert len(waiting) == 1
        await house.studio.end()
        await house.studio._begin_anew()
        assert house.studio._engine is not None
        await house.studio._engine.idle()


async def test_who_does_not_draw_lets_go_under_a_lost_name_and_serves_on(tmp_path: Path) -> None:
    async with open_house(tmp_path, provider=held(), jobs=ONE_SLOT) as house:
        await drawing(house)
        async with Studio(house.resources, None) as gateway:
            ended = asyncio.Event()

            async def deal() -> None:
                try:
                    await asyncio.Event().wait()
                finally:
                    ended.set()

            gateway._own(deal())
            await asyncio.sleep(0)
            await gateway._begin_anew()
            assert ended.is_set()
            await gateway.receive(house.message("a fox"))
            await gateway.idle()
        assert len(house.courier.cards) == 3


async def test_who_does_not_draw_ends_when_its_messages_are_dealt_with(tmp_path: Path) -> None:
    async with open_house(tmp_path, provider=held(), jobs=ONE_SLOT) as house:
        await drawing(house)
        async with Studio(house.resources, None) as gateway:
            await gateway.receive(house.message("a fox"))
            await gateway.drain(30)
            assert not await house.resources.inbox.pending()
        assert len(house.courier.cards) == 3


async def test_a_courier_that_is_closed_is_waited_for_until_it_opens_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    couriers, courier = Couriers(), ScriptedCourier()
    couriers.open(Platform.TELEGRAM, courier)
    couriers.close(Platform.TELEGRAM)
    assert not couriers.platforms()
    waiting = asyncio.create_task(couriers.of(Platform.TELEGRAM))
    await asyncio.sleep(0)
    couriers.open(Platform.TELEGRAM, courier)
    assert (await waiting).traits == courier.traits
    couriers.close(Platform.TELEGRAM)
    monkeypatch.setattr("core.resources._CONNECT_TIMEOUT_SECONDS", 0.01)
    with pytest.raises(PlaceGone):
        await couriers.of(Platform.TELEGRAM)
