"""A process that was paused or killed in the middle, and others that went on meanwhile."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bots.app import open_studio
from core.admission import Standing
from core.identity import Platform
from core.jobs import Job, JobState
from core.requests import CardState
from core.settings import Settings
from tests.studio.house import House, open_house
from tests.studio.test_rare_moments import drawing, finish

ELSEWHERE = "another process"


async def show_late(house: House, job: Job, at: str | None = None) -> None:
    """What a process does that wakes up with a card in its hands: it knows of no final."""
    house.resources.couriers.open(Platform.TELEGRAM, house.courier)
    place = await house.resources.directory.place(job.place_id)
    card = house.studio._cards.waiting(job, place, Standing(3))
    at = at or job.card_message
    assert at is not None
    await house.studio._delivery.show_passing(replace(job, executor=ELSEWHERE), card, at)


def states(house: House, message: str) -> list[CardState]:
    return [card.state for card in house.courier.cards[message]]


async def test_a_card_that_comes_after_the_final_is_followed_by_it_once_more(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        await show_late(house, await house.job(card))

        assert states(house, card)[-3:] == [CardState.DONE, CardState.WAITING, CardState.DONE]
        assert house.courier.now(card).pictures


async def test_a_final_that_is_not_recorded_yet_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.delivery._OTHERS_SECONDS", [0.02] * 500)
    async with open_house(tmp_path) as house:
        job = await drawing(house)
        assert job.card_message is not None
        house.courier.finals = asyncio.Event()
        assert house.provider.gate is not None
        house.provider.gate.set()

        async def is_drawn() -> bool:
            return (await house.resources.jobs.get(job.id)).drawn_at is not None

        await house.until(is_drawn)
        late = asyncio.create_task(show_late(house, job))
        await house.until(lambda: CardState.WAITING in states(house, job.card_message or "")[1:])
        house.courier.finals.set()
        await house.settled()
        await late

        assert states(house, job.card_message)[-3:] == [CardState.WAITING, CardState.DONE, CardState.DONE]


async def test_a_late_card_of_a_job_that_others_still_draw_is_left_to_them(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        job = await drawing(house)
        assert job.card_message is not None
        await show_late(house, job)

        assert states(house, job.card_message)[-1] is CardState.WAITING
        await finish(house)
        assert states(house, job.card_message)[-1] is CardState.DONE


async def test_a_late_card_in_a_message_that_is_not_the_card_any_more_stays(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        await show_late(house, await house.job(card), at="7")

        assert states(house, "7") == [CardState.WAITING]
        assert states(house, card)[-1] is CardState.DONE


async def test_starts_that_end_before_the_platform_answers_are_no_attempts(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        job = await drawing(house)
        provider = house.provider
    for _ in range(3):
        settings = Settings.model_validate({"data": tmp_path})
        async with open_studio(settings, {provider.name: provider}) as (_, resources), asyncio.timeout(20):
            while Platform.TELEGRAM not in resources.couriers._opened:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
            assert (await resources.jobs.get(job.id)).attempt == 1
    assert len(provider.requests) == 1

    provider.gate = None
    async with open_house(tmp_path, house.courier, provider) as again:
        await again.settled()
        ended = await again.resources.jobs.get(job.id)
    assert (ended.state, ended.attempt) == (JobState.DONE, 2)
