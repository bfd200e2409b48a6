"""A database that is away for a moment, and a name that is lost in the middle of a message."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from core.jobs import Canceller, JobState
from core.ports import Signal
from tests.studio.house import BO, House, ScriptedProvider, open_house

ONE_SLOT = {"drawing_at_once": 1}


class Away(Exception):
    """As the database's driver says it."""


def fails(times: int, work: Callable[..., Awaitable[Any]], *, after: bool = False) -> Callable[..., Any]:
    """What fails so often, before or after it was done."""
    left = [times]

    async def failing(*arguments: Any, **named: Any) -> Any:
        if left[0] and not after:
            left[0] -= 1
            raise Away
        result = await work(*arguments, **named)
        if left[0]:
            left[0] -= 1
            raise Away
        return result

    return failing


@pytest.mark.parametrize("after", [False, True])
async def test_turns_are_given_again_once_the_database_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    monkeypatch.setattr("core.turns._RETRY_SECONDS", 0.05)
    async with open_house(tmp_path) as house:
        monkeypatch.setattr(house.resources.jobs, "grant", fails(2, house.resources.jobs.grant, after=after))
        card = await house.ask("a boat")

        assert (await house.job(card)).state is JobState.DONE
        assert len(house.provider.requests) == 1


async def test_a_turn_that_was_given_and_lost_begins_beside_those_without_a_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.turns._RETRY_SECONDS", 0.05)
    async with open_house(tmp_path) as house:
        posted = house.courier.show
        gate = asyncio.Event()

        async def slow(card: Any, at: str | None) -> str:
            if at is None and "house" in card.text:
                await gate.wait()
            return await posted(card, at)

        monkeypatch.setattr(house.courier, "show", slow)
        await house.studio.receive(house.message("a house", BO))
        await house.until(lambda: _count(house, JobState.ACCEPTED, 1))
        monkeypatch.setattr(house.resources.jobs, "grant", fails(1, house.resources.jobs.grant, after=True))
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: len(house.provider.requests) == 1)
        assert await _count(house, JobState.ACCEPTED, 1)
        gate.set()
        await house.settled()

        assert len(house.provider.requests) == 2
        assert len(house.courier.cards) == 2


async def _count(house: House, state: JobState, count: int) -> bool:
    return len([job for job in await house.resources.jobs.unfinished() if job.state is state]) == count


async def test_standings_are_shown_again_once_the_database_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.turns._UPDATE_SECONDS", 0.05)
    provider = ScriptedProvider(gate=asyncio.Event())
    async with open_house(tmp_path, provider=provider, jobs=ONE_SLOT) as house:
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: len(provider.requests) == 1)
        for text in ("a house", "a fox"):
            await house.studio.receive(house.message(text, BO))
        await house.studio.idle()
        monkeypatch.setattr(house.studio._turns, "_update", fails(2, house.studio._turns._update))
        assert provider.gate is not None
        provider.gate.set()
        await house.settled()

        assert len(house.courier.cards) == 3


async def test_without_our_name_no_card_is_posted_and_no_turn_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path) as house:
        accept = house.resources.jobs.accept

        async def lose(*arguments: Any) -> Any:
            monkeypatch.setattr(house.resources.tenure, "is_held", lambda: False)
            return await accept(*arguments)

        monkeypatch.setattr(house.resources.jobs, "accept", lose)
        await house.studio.receive(house.message("a boat"))
        await house.studio.idle()
        house.resources.signals.send(Signal.TURNS)
        await asyncio.sleep(0.05)

        assert await _count(house, JobState.ACCEPTED, 1)
        assert not house.courier.cards
    monkeypatch.undo()
    async with open_house(tmp_path, house.courier) as heir:
        await heir.settled()
        assert len(heir.courier.cards) == 1


async def test_what_comes_under_a_lost_name_is_left_to_the_heir(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path) as house:
        monkeypatch.setattr(house.resources.tenure, "is_held", lambda: False)
        await house.studio.receive(house.message("a boat"))
        await house.studio.idle()

        assert len(await house.resources.inbox.pending()) == 1
        assert not house.courier.cards
        monkeypatch.undo()


async def test_a_cancel_that_was_not_heard_is_found(tmp_path: Path) -> None:
    provider = ScriptedProvider(gate=asyncio.Event())
    async with open_house(tmp_path, provider=provider) as house:
        for text, person in (("a boat", BO), ("a house", BO)):
            await house.studio.receive(house.message(text, person))
        await house.until(lambda: len(provider.requests) == 2)
        first, second = await house.resources.jobs.unfinished()
        signals = house.resources.signals
        listeners = signals._listeners[Signal.CANCEL]  # type: ignore[attr-defined]  # as if nothing came through
        kept, listeners[:] = list(listeners), []
        await house.resources.jobs.cancel(
            first.id, Canceller.REQUESTER, house.resources.clock(), house.resources.tenure.executor
        )
        listeners[:] = kept
        signals.send(Signal.CANCEL)
        await house.until(lambda: _count(house, JobState.DRAWING, 1))

        assert (await house.resources.jobs.get(first.id)).state is JobState.CANCELLED
        assert provider.gate is not None
        provider.gate.set()
        await house.settled()
        assert (await house.resources.jobs.get(second.id)).state is JobState.DONE
