"""Drawing ends every job once, whatever the provider does, and a restart goes on where it was."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from core.drawing import Drawn, DrawnPicture, Preview, TokenUsage
from core.errors import BadAnswer, ContentBlocked, ProviderTimedOut, from_record
from core.jobs import JobState
from core.pictures import BlobKey
from core.quota import Amounts, Scope, ScopeKind
from core.requests import CardState, Verb
from tests.studio.house import BO, ScriptedProvider, open_house, png

EVERYTHING = Scope(ScopeKind.DEPLOYMENT, "")


async def test_a_provider_that_throws_anything_ends_the_job(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.turns = [ZeroDivisionError("secret")]
        card = await house.ask("a boat")
        job = await house.job(card)

        assert job.state is JobState.FAILED
        assert "secret" not in house.courier.now(card).text
        assert job.error == {"error": "Unexpected", "kind": "ZeroDivisionError"}


async def test_a_provider_that_gives_nothing_is_a_bad_answer(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.turns = [
            [Preview(png(), "image/png", 2)],
            [Drawn(())],
            [Drawn((DrawnPicture(b"garbage", "image/png"),))],
        ]
        for _ in range(3):
            card = await house.ask("a boat")
            error = (await house.job(card)).error
            assert error is not None
            assert isinstance(from_record(dict(error)), BadAnswer)
        with pytest.raises(KeyError):
            await house.resources.blobs.get(BlobKey(sha256(b"garbage").hexdigest()))


async def test_a_provider_that_never_answers_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.attempts._DEADLINE_SECONDS", 0.2)
    async with open_house(tmp_path) as house:
        house.provider.gate = asyncio.Event()
        card = await house.ask("a boat")
        error = (await house.job(card)).error
        assert error is not None
        assert isinstance(from_record(dict(error)), ProviderTimedOut)


async def test_usage_is_charged_by_the_price_table(tmp_path: Path) -> None:
    price = {
        "text_input": "5",
        "image_input": "10",
        "image_output": "40",
        "source": "a test",
        "as_of": "2026-01-01",
    }
    provider = ScriptedProvider()
    provider.model = replace(provider.model, is_free=False)
    usage = TokenUsage(text_input_tokens=100, image_output_tokens=200)
    async with open_house(tmp_path, provider=provider, prices={"scripted": price}) as house:
        provider.turns = [[Drawn((DrawnPicture(png(), "image/png"),), usage)]]
        card = await house.ask("a boat")
        job = await house.job(card)
        assert job.cost_micros == 100 * 5 + 200 * 40
        assert await house.resources.ledger.balance(EVERYTHING) == (1, 8_500)

        card = await house.ask("a boat")
        job = await house.job(card)
        assert job.cost_micros == job.reserved.micros > 0, "without a report the reservation is charged"


async def test_a_model_without_a_price_is_refused_only_where_money_is_limited(tmp_path: Path) -> None:
    provider = ScriptedProvider()
    provider.model = replace(provider.model, is_free=False)
    async with open_house(tmp_path / "a", provider=provider) as house:
        await house.ask("a boat")
    async with open_house(tmp_path / "b", provider=provider, quota={"community": ["1 USD per day"]}) as house:
        await house.receive(house.message("a boat"))
        assert len(provider.requests) == 1
        assert len(house.courier.notices) == 1


async def test_moderated_again_and_again_brings_a_pause(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.turns = [ContentBlocked(), ContentBlocked(), ContentBlocked()]
        for _ in range(3):
            await house.ask("something refused")
        await house.receive(house.message("a boat"))
        assert len(house.provider.requests) == 3
        assert len(house.courier.notices) == 1

        await house.ask("a boat", BO)
        house.skew[0] = timedelta(minutes=11)
        await house.ask("a boat")
        assert len(house.provider.requests) == 5


async def test_refusals_far_apart_bring_no_pause(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.turns = [ContentBlocked(), ContentBlocked(), ContentBlocked()]
        for _ in range(3):
            await house.ask("something refused")
            house.skew[0] += timedelta(minutes=6)
        await house.ask("a boat")
        assert len(house.provider.requests) == 4


async def test_five_wait_in_line_and_hear_where_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.turns._UPDATE_SECONDS", 0.0)
    jobs = {"drawing_at_once": 1, "per_account": 1, "per_community": 1}
    async with open_house(tmp_path, jobs=jobs) as house:
        house.provider.gate = asyncio.Event()
        for number in range(4):
            await house.studio.receive(house.message(f"boat {number}"))
            await house.studio.idle()
        waiting = list(house.courier.cards)[1:]
        texts = [house.courier.now(card).text for card in waiting]
        assert "next" in texts[0]
        assert "2nd" in texts[1]
        assert "3rd" in texts[2]
        house.provider.gate.set()
        await house.settled()
        positions = [shown.text for shown in house.courier.cards[waiting[2]] if "in line" in shown.text]
        assert len(positions) >= 2, "the position is brought up to date"


async def test_trap_72_a_restart_draws_again_at_the_operators_expense_at_most_once(tmp_path: Path) -> None:
    provider = ScriptedProvider()
    provider.model = replace(provider.model, is_free=False)
    price = {
        "text_input": "5",
        "image_input": "10",
        "image_output": "40",
        "source": "t",
        "as_of": "2026-01-01",
    }
    settings: dict[str, Any] = {"prices": {"scripted": price}}
    provider.gate = asyncio.Event()
    for _ in range(2):
        async with open_house(tmp_path, provider=provider, **settings) as house:
            if not provider.requests:
                await house.studio.receive(house.message("a boat"))
            seen = len(provider.requests)
            await house.until(lambda seen=seen: len(provider.requests) > seen)  # type: ignore[misc] # a default binds
    provider.gate.set()
    async with open_house(tmp_path, provider=provider, **settings) as house:
        await house.settled()
        assert len(provider.requests) == 2, "a third call is never made"
        images, micros = await house.resources.ledger.balance(EVERYTHING)
        assert images == 0
        assert micros > 0, "what may have been billed stays with the deployment"


async def test_trap_72_a_job_interrupted_once_is_finished_after_the_restart(tmp_path: Path) -> None:
    provider = ScriptedProvider()
    provider.gate = asyncio.Event()
    async with open_house(tmp_path, provider=provider) as house:
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: provider.requests)
        await asyncio.sleep(0.05)
        courier = house.courier
    provider.gate.set()
    async with open_house(tmp_path, courier, provider) as house:
        await house.settled()
        (card,) = courier.cards
        assert courier.now(card).state is CardState.DONE
        assert (await house.job(card)).attempt == 2
        assert await house.resources.ledger.balance(EVERYTHING) == (1, 0)


async def test_a_job_without_a_card_gets_one_after_the_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        done = await house.job(card)
        job = replace(
            done,
            id=type(done.id)("f" * 32),
            key="left over",
            state=JobState.ACCEPTED,
            card_message=None,
            drawn_at=None,
            granted_at=None,
            finished_at=None,
            drawn_count=0,
            attempt=0,
            reserved=Amounts(1, 0),
            executor="chatbrush",
        )
        await house.resources.jobs.accept(job, {}, house.resources.clock())
    async with open_house(tmp_path) as house:
        await house.settled()
        (posted,) = house.courier.cards.values()
        assert posted[-1].state is CardState.DONE


async def test_a_message_that_was_not_dealt_with_is_taken_up_after_the_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        message = house.message("a boat")
        assert await house.resources.inbox.put(message, house.resources.clock(), "chatbrush")
    async with open_house(tmp_path) as house:
        await house.settled()
        assert len(house.courier.cards) == 1
    async with open_house(tmp_path) as house:
        await house.receive(message)
        assert not house.courier.cards


async def test_try_again_is_offered_after_a_failure_of_the_provider(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.turns = [BadAnswer("painter"), ContentBlocked()]
        failed = await house.ask("a boat")
        (action,) = house.courier.now(failed).actions
        assert action.verb is Verb.AGAIN
        refused = await house.ask("a boat")
        assert not house.courier.now(refused).actions


async def test_nobody_draws_more_than_they_have(tmp_path: Path) -> None:
    async with open_house(tmp_path, quota={"account": ["10 images per 1 hour"]}) as house:
        async with asyncio.TaskGroup() as group:
            for number in range(25):
                group.create_task(house.studio.receive(house.message(f"boat {number}")))
        await house.settled()

        assert len(house.provider.requests) == 10
        assert len(house.courier.notices) == 15
        assert (await house.resources.ledger.balance(EVERYTHING))[0] == 10
