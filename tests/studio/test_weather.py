"""A provider that asks to wait, is down, or comes back: who waits, who is refunded, who is drawn elsewhere."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from core.delivery import Delivery
from core.drawing import DrawEvent, Drawn, DrawnPicture, DrawRequest, TokenUsage
from core.errors import (
    BadAnswer,
    ChatbrushError,
    ContentBlocked,
    KeyRejected,
    NeedsModel,
    NotInTime,
    Overloaded,
    PlaceGone,
    ProviderDown,
    ProviderRefused,
    ProviderUnreachable,
    from_record,
)
from core.identity import JobId, Platform
from core.jobs import Canceller, Job, JobState
from core.ports import Signal
from core.quota import Amounts, Scope, ScopeKind
from core.requests import Card, CardState
from core.weather import CLEAR
from tests.studio.house import BO, House, ScriptedCourier, ScriptedProvider, open_house, png

EVERYTHING = Scope(ScopeKind.DEPLOYMENT, "")
PRICE = {
    "text_input": "5",
    "image_input": "10",
    "image_output": "40",
    "source": "a test",
    "as_of": "2026-01-01",
}
BREAKER = {"failures": 2, "pause_seconds": 60, "longest_pause_seconds": 600}
DOWN: Mapping[str, Any] = {"providers": {"breaker": BREAKER}}
ELSEWHERE: Mapping[str, Any] = {
    "providers": {"default": "openai", "fallback": "painter", "breaker": BREAKER},
    "prices": {"dear": PRICE},
}


def dear() -> ScriptedProvider:
    """One that costs money, and has a fallback."""
    provider = ScriptedProvider(name="openai")
    provider.model = replace(provider.model, name="dear", is_free=False)
    return provider


def error_of(job: Job) -> ChatbrushError:
    assert job.error is not None
    return from_record(dict(job.error))


async def waiting(house: House, text: str = "a boat", **changes: Any) -> str:
    """Ask, and wait until the only card is there and says something about the service."""
    before = set(house.courier.cards)
    await house.studio.receive(house.message(text, **changes))
    await house.studio.idle()
    (card,) = set(house.courier.cards) - before
    await house.until(lambda: "service" in house.courier.now(card).text)
    return card


async def later(house: House, seconds: float) -> None:
    """Time goes by, and the timer of that time fires."""
    house.skew[0] += timedelta(seconds=seconds)
    house.resources.signals.send(Signal.WEATHER)


async def test_a_429_puts_the_job_back_and_its_card_says_for_how_long(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.refusals = [Overloaded("painter", 120)]
        card = await waiting(house)
        await house.until(lambda: "next in line" in house.courier.now(card).text)
        job = await house.job(card)

        assert (job.state, job.attempt, job.unbilled, job.error) == (JobState.WAITING, 1, 1, None)
        assert "very busy. It goes on at " in house.courier.now(card).text
        assert house.courier.now(card).state is CardState.WAITING

        await later(house, 200)
        await house.settled()
        assert house.courier.now(card).state is CardState.DONE
        assert len(house.provider.requests) == 2
        assert await house.resources.ledger.balance(EVERYTHING) == (1, 0)


async def test_a_short_hold_is_over_by_itself(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.refusals = [Overloaded("painter", 0.1), Overloaded("painter")]
        card = await house.ask("a boat")

        assert house.courier.now(card).state is CardState.DONE
        assert len(house.provider.requests) == 3
        assert (await house.resources.weather.read(["painter"]))["painter"] == CLEAR


async def test_a_hold_holds_those_who_ask_later_and_no_other_provider(tmp_path: Path) -> None:
    other = dear()
    async with open_house(tmp_path, others=[other], prices={"dear": PRICE}) as house:
        house.provider.refusals = [Overloaded("painter", 120)]
        await waiting(house)
        second = await waiting(house, "a tree", person=BO)
        assert "very busy" in house.courier.cards[second][0].text, "said at once"

        await house.studio.receive(house.message("a house --model dear"))
        await house.until(lambda: other.requests)
        assert len(house.provider.requests) == 1
        await later(house, 200)
        await house.settled()
        assert len(house.provider.requests) == 3


async def test_a_hold_that_outlasts_the_deadline_is_told_at_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, jobs={"deadline_seconds": 60}) as house:
        house.provider.refusals = [Overloaded("painter", 3600)]
        card = await house.ask("a boat")

        assert error_of(await house.job(card)).to_record() == NotInTime("painter", "held").to_record()
        assert "too busy for too long" in house.courier.now(card).text
        assert len(house.provider.requests) == 1
        assert await house.resources.ledger.balance(EVERYTHING) == (0, 0)


async def test_down_for_ever_ends_at_the_deadline_with_a_refund(tmp_path: Path) -> None:
    pause = {"failures": 2, "pause_seconds": 0.2, "longest_pause_seconds": 0.3}
    async with open_house(tmp_path, jobs={"deadline_seconds": 1.5}, providers={"breaker": pause}) as house:
        house.provider.refusals = [ProviderUnreachable("painter")] * 99
        card = await house.ask("a boat")
        job = await house.job(card)

        error = error_of(job)
        assert isinstance(error, NotInTime)
        assert error.sky in ("down", "probing")
        assert "still down" in house.courier.now(card).text
        assert any("The image service is down." in shown.text for shown in house.courier.cards[card])
        assert job.attempt == job.unbilled == len(house.provider.requests) >= 3, "probes went out"
        assert await house.resources.ledger.balance(EVERYTHING) == (0, 0)


async def test_while_it_is_down_others_wait_until_one_probe_succeeds(tmp_path: Path) -> None:
    async with open_house(tmp_path, **DOWN) as house:
        house.provider.refusals = [ProviderUnreachable("painter")] * 3
        first = await waiting(house)
        assert len(house.provider.requests) == 2
        others = [await waiting(house, f"tree {number}", person=BO) for number in range(3)]
        assert "try it again at " in house.courier.now(others[0]).text

        await later(house, 61)
        await house.until(lambda: len(house.provider.requests) == 3)
        await asyncio.sleep(0.05)
        assert len(house.provider.requests) == 3, "one probe, and it failed"

        house.provider.gate = asyncio.Event()
        await later(house, 121)
        await house.until(lambda: len(house.provider.requests) == 4)
        await house.until(lambda: "right now" in house.courier.now(others[2]).text)
        assert len(house.provider.requests) == 4
        house.provider.gate.set()
        await house.settled()
        assert {house.courier.now(card).state for card in (first, *others)} == {CardState.DONE}
        assert await house.resources.ledger.balance(EVERYTHING) == (4, 0)


@pytest.mark.parametrize("error", [ProviderDown("painter"), ContentBlocked(), ProviderRefused("painter")])
async def test_what_may_be_billed_or_was_refused_is_asked_once(tmp_path: Path, error: ChatbrushError) -> None:
    async with open_house(tmp_path, **DOWN) as house:
        house.provider.refusals = [error]
        job = await house.job(await house.ask("a boat"))

        assert len(house.provider.requests) == 1
        assert type(error_of(job)) is type(error)
        (weather,) = (await house.resources.weather.read(["painter"])).values()
        assert weather.failures == isinstance(error, ProviderDown)


async def test_a_refusal_by_a_provider_that_is_well_ends_the_pause(tmp_path: Path) -> None:
    async with open_house(tmp_path, **DOWN) as house:
        house.provider.refusals = [ProviderDown("painter"), ProviderDown("painter")]
        for _ in range(2):
            await house.ask("a boat")
        house.skew[0] += timedelta(seconds=61)
        house.resources.signals.send(Signal.WEATHER, "another key")
        house.provider.refusals = [ContentBlocked()]
        await house.ask("something refused")
        assert (await house.resources.weather.read(["painter"]))["painter"] == CLEAR


async def test_after_a_preview_a_429_is_an_answer_that_ended_early(tmp_path: Path) -> None:
    provider = dear()
    settings: dict[str, Any] = {"providers": {"default": "openai"}, "prices": {"dear": PRICE}}
    async with open_house(tmp_path, provider=provider, others=[ScriptedProvider()], **settings) as house:
        provider.turns = [Overloaded("openai", 0.1)]
        card = await house.ask("a boat")
        job = await house.job(card)

        assert isinstance(error_of(job), BadAnswer)
        assert len(provider.requests) == 1
        (weather,) = (await house.resources.weather.read(["openai"])).values()
        assert weather.holds == 1, "it holds the others back all the same"
        balance = await house.resources.ledger.balance(EVERYTHING)
        assert balance == (0, job.reserved.micros), "the operator books what may have been billed"


async def test_a_server_fault_is_booked_to_the_operator(tmp_path: Path) -> None:
    provider = dear()
    settings: dict[str, Any] = {"providers": {"default": "openai"}, "prices": {"dear": PRICE}}
    async with open_house(tmp_path, provider=provider, others=[ScriptedProvider()], **settings) as house:
        provider.refusals = [ProviderDown("openai")]
        job = await house.job(await house.ask("a boat"))

        assert job.reserved.micros > 0
        assert await house.resources.ledger.balance(EVERYTHING) == (0, job.reserved.micros)
        account = Scope(ScopeKind.ACCOUNT, job.account_id)
        assert await house.resources.ledger.balance(account) == (0, 0)


async def test_put_back_and_drawn_later_nobody_pays_twice(tmp_path: Path) -> None:
    provider = dear()
    usage = TokenUsage(text_input_tokens=100, image_output_tokens=200)
    settings: dict[str, Any] = {"providers": {"default": "openai"}, "prices": {"dear": PRICE}}
    async with open_house(tmp_path, provider=provider, others=[ScriptedProvider()], **settings) as house:
        provider.refusals = [Overloaded("openai", 0.1)]
        provider.turns = [[Drawn((DrawnPicture(png(), "image/png"),), usage)]]
        job = await house.job(await house.ask("a boat"))

        assert job.attempt == 2
        assert await house.resources.ledger.balance(EVERYTHING) == (1, 100 * 5 + 200 * 40)


async def test_unreachable_goes_to_the_fallback_at_once_and_the_card_says_so(tmp_path: Path) -> None:
    main, painter = dear(), ScriptedProvider()
    async with open_house(tmp_path, provider=main, others=[painter], **ELSEWHERE) as house:
        main.refusals = [ProviderUnreachable("openai")]
        card = await house.ask("a boat --ar 3:4")
        job = await house.job(card)

        assert "Drawn by the built-in painter, because OpenAI is down." in house.courier.now(card).text
        assert (len(main.requests), len(painter.requests)) == (1, 1)
        assert (painter.requests[0].model, painter.requests[0].size) == ("scripted", (48, 64))
        assert (job.provider, job.model, job.stands_for) == ("painter", "scripted", "openai")
        (picture,) = await house.resources.pictures.of_job(job.id)
        assert (picture.provider, picture.model) == ("painter", "scripted")
        assert job.reserved.micros > 0
        assert await house.resources.ledger.balance(EVERYTHING) == (1, 0), "the painter costs nothing"
        assert len(await house.resources.jobs.durations("painter", "scripted")) == 1
        assert not await house.resources.jobs.durations("openai", "dear")


async def test_while_it_is_down_the_fallback_draws_in_its_language(tmp_path: Path) -> None:
    main, painter = dear(), ScriptedProvider()
    async with open_house(tmp_path, provider=main, others=[painter], **ELSEWHERE) as house:
        main.refusals = [ProviderDown("openai"), ProviderDown("openai")]
        for _ in range(2):
            await house.ask("a boat")
        assert not painter.requests, "a fault after the request was sent may have been billed"

        card = await house.ask("一只船", replace(BO, locale="zh"))
        assert "由内置画师绘制，因为 OpenAI 暂时无法使用。" in house.courier.now(card).text
        assert (len(main.requests), len(painter.requests)) == (2, 1)

        house.skew[0] += timedelta(seconds=61)
        await house.ask("a boat")
        assert len(main.requests) == 3, "the probe"
        assert (await house.resources.weather.read(["openai"]))["openai"] == CLEAR


async def test_a_long_hold_sends_jobs_to_the_fallback_a_short_one_does_not(tmp_path: Path) -> None:
    main, painter = dear(), ScriptedProvider()
    async with open_house(tmp_path, provider=main, others=[painter], **ELSEWHERE) as house:
        main.refusals = [Overloaded("openai", 0.1)]
        await house.ask("a boat")
        assert (len(main.requests), len(painter.requests)) == (2, 0)

        main.refusals = [Overloaded("openai", 300)]
        card = await house.ask("a boat")
        assert (len(main.requests), len(painter.requests)) == (3, 1)
        assert "because OpenAI is too busy." in house.courier.now(card).text


@pytest.mark.parametrize(
    "words", ["a boat --transparent", "a boat --quality medium", "a boat --n 4", "x" * 40]
)
async def test_what_the_fallback_cannot_do_waits(tmp_path: Path, words: str) -> None:
    main, painter = dear(), ScriptedProvider()
    main.model = replace(main.model, transparent=True, qualities=("low", "medium"))
    painter.model = replace(painter.model, max_pictures=2, max_prompt_chars=30)
    async with open_house(tmp_path, provider=main, others=[painter], **ELSEWHERE) as house:
        main.refusals = [ProviderUnreachable("openai")] * 2
        await waiting(house, words)
        assert not painter.requests
        await later(house, 61)
        await house.settled()
        assert len(main.requests) == 3


async def test_a_fallback_without_a_price_takes_nothing_where_money_is_limited(tmp_path: Path) -> None:
    main, painter = dear(), ScriptedProvider()
    painter.model = replace(painter.model, is_free=False)
    async with open_house(
        tmp_path, provider=main, others=[painter], **ELSEWHERE, quota={"community": ["9 USD per day"]}
    ) as house:
        main.refusals = [ProviderUnreachable("openai")]
        await house.ask("a boat")
        assert (len(main.requests), len(painter.requests)) == (2, 0)


async def test_the_fallback_is_charged_by_its_own_price_within_the_reservation(tmp_path: Path) -> None:
    main, other = dear(), ScriptedProvider()
    other.model = replace(other.model, name="other", is_free=False)
    settings = {**ELSEWHERE, "prices": {"dear": {**PRICE, "image_output": "80"}, "other": PRICE}}
    async with open_house(tmp_path, provider=main, others=[other], **settings) as house:
        main.refusals = [ProviderUnreachable("openai")]
        reported = TokenUsage(text_input_tokens=100, image_output_tokens=200)
        other.turns = [[Drawn((DrawnPicture(png(), "image/png"),), reported)]]
        first = await house.job(await house.ask("a boat"))
        assert first.cost_micros == 100 * 5 + 200 * 40

        main.refusals = [ProviderUnreachable("openai")]
        second = await house.job(await house.ask("a boat"))
        assert 0 < second.cost_micros < second.reserved.micros, "its own bound, where nothing is reported"

        account = Scope(ScopeKind.ACCOUNT, first.account_id)
        assert await house.resources.ledger.balance(account) == (2, first.cost_micros + second.cost_micros)


async def test_what_the_fallback_finds_it_cannot_do_goes_back(tmp_path: Path) -> None:
    main, painter = dear(), ScriptedProvider()
    async with open_house(tmp_path, provider=main, others=[painter], **ELSEWHERE) as house:
        main.refusals = [ProviderUnreachable("openai")]
        painter.refusals = [NeedsModel("a robot")]
        card = await house.ask("a boat")
        job = await house.job(card)

        assert house.courier.now(card).state is CardState.DONE
        assert (job.provider, job.model, job.stands_for) == ("openai", "dear", "")
        assert (job.attempt, job.unbilled) == (3, 2)
        assert (len(main.requests), len(painter.requests)) == (2, 1)


async def test_the_fallbacks_moderation_is_final(tmp_path: Path) -> None:
    main, painter = dear(), ScriptedProvider()
    async with open_house(tmp_path, provider=main, others=[painter], **ELSEWHERE) as house:
        main.refusals = [ProviderUnreachable("openai")]
        painter.refusals = [ContentBlocked()]
        job = await house.job(await house.ask("something refused"))

        assert isinstance(error_of(job), ContentBlocked)
        assert (len(main.requests), len(painter.requests)) == (1, 1)


async def test_a_rejected_key_is_told_to_the_operator_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.refusals = [KeyRejected("painter"), KeyRejected("painter")]
        with capture_logs() as logs:
            cards = [await house.ask("a boat") for _ in range(2)]
        told = [entry for entry in logs if "rejects the key" in entry["event"]]
        assert [entry["log_level"] for entry in told] == ["error"]
        assert all("look at its key" in house.courier.now(card).text for card in cards)
        assert await house.resources.ledger.balance(EVERYTHING) == (0, 0)

        await house.ask("a boat")
        house.provider.refusals = [KeyRejected("painter")]
        with capture_logs() as logs:
            await house.ask("a boat")
        assert any("rejects the key" in entry["event"] for entry in logs), "again after it had worked"


async def test_with_a_rejected_key_the_fallback_draws(tmp_path: Path) -> None:
    main, painter = dear(), ScriptedProvider()
    async with open_house(tmp_path, provider=main, others=[painter], **ELSEWHERE) as house:
        main.refusals = [KeyRejected("openai")]
        card = await house.ask("a boat")

        assert house.courier.now(card).state is CardState.DONE
        assert len(painter.requests) == 1


class Meddler(ScriptedCourier):
    """Does something while the card says that its job waits again: the job is still ours then."""

    meddle: Callable[[JobId], Awaitable[object]] | None = None

    async def show(self, card: Card, at: str | None) -> str:
        if self.meddle is not None and "service" in card.text:
            meddle, self.meddle = self.meddle, None
            await meddle(card.job_id)
        return await super().show(card, at)


async def test_cancelled_while_it_meets_a_429_it_is_cancelled_and_free(tmp_path: Path) -> None:
    provider, courier = dear(), Meddler()
    settings: dict[str, Any] = {"providers": {"default": "openai"}, "prices": {"dear": PRICE}}
    async with open_house(tmp_path, courier, provider, others=[ScriptedProvider()], **settings) as house:
        resources = house.resources
        courier.meddle = lambda job_id: resources.jobs.cancel(
            job_id, Canceller.ADMIN, resources.clock(), resources.tenure.executor
        )
        provider.refusals = [Overloaded("openai", 60)]
        job = await house.job(await house.ask("a boat"))

        assert job.state is JobState.CANCELLED
        assert await resources.ledger.balance(EVERYTHING) == (0, 0), "it is known that nothing was billed"


async def test_a_newer_attempt_is_left_alone(tmp_path: Path) -> None:
    provider, courier = ScriptedProvider(), Meddler()
    async with open_house(tmp_path, courier, provider) as house:
        resources = house.resources
        courier.meddle = lambda job_id: resources.jobs.claim(job_id, resources.tenure.executor)
        provider.refusals = [Overloaded("painter", 60)]
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: courier.cards and courier.meddle is None)
        await asyncio.sleep(0.1)
        (job,) = await resources.jobs.unfinished()
        assert (job.state, job.attempt, job.unbilled) == (JobState.DRAWING, 2, 0)


async def test_a_job_that_became_anothers_is_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path) as house:
        jobs = house.resources.jobs
        claim, was_late = jobs.claim, asyncio.Event()

        async def too_late(job_id: JobId, executor: str) -> int:
            assert await jobs.adopt(job_id, "another")
            was_late.set()
            return await claim(job_id, executor)

        monkeypatch.setattr(jobs, "claim", too_late)
        await house.studio.receive(house.message("a boat"))
        await house.until(was_late.is_set)
        await asyncio.sleep(0.1)
        (job,) = await jobs.unfinished()
        assert (job.executor, job.attempt, job.error) == ("another", 0, None)
        assert not house.provider.requests


async def test_what_an_older_attempt_brings_is_dropped(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        jobs = house.resources.jobs
        house.provider.gate = asyncio.Event()
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: house.provider.requests)
        (job,) = await jobs.unfinished()
        await jobs.claim(job.id, house.resources.tenure.executor)
        house.provider.gate.set()
        await asyncio.sleep(0.2)
        (job,) = await jobs.unfinished()
        assert (job.attempt, job.drawn_at, job.error) == (2, None, None)
        assert not await house.resources.pictures.of_job(job.id)


async def test_a_line_that_does_not_move_ends_at_the_deadline(tmp_path: Path) -> None:
    jobs = {"drawing_at_once": 2, "per_account": 1, "deadline_seconds": 0.6}
    async with open_house(tmp_path, jobs=jobs) as house:
        house.provider.gate = asyncio.Event()
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: house.provider.requests)
        await house.studio.receive(house.message("a tree"))
        await house.studio.idle()
        second = list(house.courier.cards)[-1]
        await house.until(lambda: house.courier.now(second).is_final)

        assert "your picture's turn" in house.courier.now(second).text
        house.provider.gate.set()
        await house.settled()
        assert house.courier.now(next(iter(house.courier.cards))).state is CardState.DONE, (
            "one begun in time ends"
        )
        assert await house.resources.ledger.balance(EVERYTHING) == (1, 0)


async def test_starts_within_a_minute_are_bounded_and_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.turns.MINUTE", timedelta(seconds=0.5))
    provider = ScriptedProvider(starts_per_minute=1)
    async with open_house(tmp_path, provider=provider) as house:
        for number in range(3):
            await house.studio.receive(house.message(f"boat {number}"))
        await house.settled()

        (first, second, third) = sorted(
            [(await house.job(card)).granted_at for card in house.courier.cards], key=str
        )
        assert first is not None
        assert second is not None
        assert third is not None
        assert second - first >= timedelta(seconds=0.5)
        assert third - second >= timedelta(seconds=0.5)


async def test_a_provider_that_is_down_stays_so_over_a_restart(tmp_path: Path) -> None:
    provider = ScriptedProvider()
    async with open_house(tmp_path, provider=provider, **DOWN) as house:
        provider.refusals = [ProviderUnreachable("painter")] * 2
        await waiting(house)
        courier = house.courier
    async with open_house(tmp_path, courier, provider, **DOWN) as house:
        await house.studio.idle()
        await asyncio.sleep(0.1)
        assert len(provider.requests) == 2
        await later(house, 61)
        await house.settled()
        (card,) = courier.cards
        assert courier.now(card).state is CardState.DONE
        assert (await house.job(card)).reserved == Amounts(1, 0)


async def test_an_outlook_that_cannot_be_shown_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nowhere(*_: object) -> None:
        raise PlaceGone

    monkeypatch.setattr(Delivery, "show_outlook", nowhere)
    async with open_house(tmp_path) as house:
        house.provider.refusals = [Overloaded("painter", 0.1)]
        card = await house.ask("a boat")
        assert house.courier.now(card).state is CardState.DONE


class Moving(ScriptedProvider):
    """The group becomes another one while its picture is asked for."""

    move: Callable[[], Awaitable[object]]

    async def draw(self, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        if not self.requests:
            await self.move()
        async with aclosing(super().draw(request)) as events:
            async for event in events:
                yield event


async def test_a_card_that_a_move_took_is_not_looked_for(tmp_path: Path) -> None:
    provider = Moving()
    async with open_house(tmp_path, provider=provider) as house:
        provider.move = lambda: house.studio.moved(Platform.TELEGRAM, "-100", "-200")
        provider.refusals = [Overloaded("painter", 0.1)]
        await house.studio.receive(house.message("a boat"))
        await house.settled()

        done = [card for shown in house.courier.cards.values() for card in shown if card.is_final]
        assert [card.place.community for card in done] == ["-200"]
