"""Jobs that are stopped, whatever happens meanwhile, and how long the line may be."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import NoPermission
from core.identity import JobId, PersonAlias
from core.jobs import Canceller, Job, JobState
from core.ports import Signal
from core.quota import Scope, ScopeKind
from core.requests import Action, ActionPress, Addressed, Card, CardState, Verb
from core.settings import TierSettings
from core.tiers import PLAIN, misnamed, tier_of
from core.underway import Underway
from tests.studio.house import ADA, BO, PLACE, House, ScriptedCourier, open_house

ONE_SLOT: Mapping[str, Any] = {"drawing_at_once": 1}
EVERYTHING = Scope(ScopeKind.DEPLOYMENT, "")
UNKNOWN = "e" * 32


class Slow(ScriptedCourier):
    """First posts take until they are let through."""

    def __init__(self) -> None:
        super().__init__()
        self.posts = asyncio.Event()

    async def show(self, card: Card, at: str | None) -> str:
        if at is None:
            await self.posts.wait()
        return await super().show(card, at)


async def press(house: House, job_id: str, person: PersonAlias = ADA, **changes: Any) -> None:
    pressed = ActionPress.parse(Action(Verb.CANCEL, job_id, "Cancel").code)
    plain = {"addressed": Addressed.BUTTON, "command": "", "press": pressed, "message": None}
    await house.studio.receive(house.message("", person, **{**plain, **changes}))
    await house.studio.idle()


async def drawing(house: House, words: str = "a boat", person: PersonAlias = ADA) -> str:
    """The card of a job that draws until the provider's gate opens."""
    house.provider.gate = house.provider.gate or asyncio.Event()
    count = len(house.provider.requests)
    card = await waiting(house, words, person)
    await house.until(lambda: len(house.provider.requests) > count)
    return card


async def waiting(house: House, words: str, person: PersonAlias = ADA) -> str:
    before = set(house.courier.cards)
    await house.studio.receive(house.message(words, person))
    await house.studio.idle()
    (card,) = set(house.courier.cards) - before
    return card


async def finish(house: House) -> None:
    assert house.provider.gate is not None
    house.provider.gate.set()
    await house.settled()


def said(house: House) -> str:
    return "\n".join(notice.text for notice in house.courier.notices)


async def test_a_cancelled_job_that_waits_ends_with_its_card_and_refund(tmp_path: Path) -> None:
    async with open_house(tmp_path, jobs=ONE_SLOT) as house:
        await drawing(house)
        card = await waiting(house, "a tree", BO)
        job = await house.job(card)

        await press(house, job.id, BO)

        shown = house.courier.now(card)
        assert shown.state is CardState.FAILED
        assert [action.verb for action in shown.actions] == [Verb.AGAIN]
        ended = await house.job(card)
        assert (ended.state, ended.cancelled_by, ended.executor) == (
            JobState.CANCELLED,
            Canceller.REQUESTER,
            "",
        )
        assert not house.courier.notices, "the card says it"
        await finish(house)
        assert len(house.provider.requests) == 1
        assert await house.resources.ledger.balance(EVERYTHING) == (1, 0)


@pytest.mark.parametrize("is_admin", [True, False])
async def test_who_may_cancel_for_others(tmp_path: Path, is_admin: bool) -> None:
    async with open_house(tmp_path) as house:
        card = await drawing(house)
        job = await house.job(card)

        await press(house, job.id, replace(BO, is_admin=is_admin))

        if is_admin:
            await house.settled()
            assert (await house.job(card)).cancelled_by is Canceller.ADMIN
            assert "by an admin" in house.courier.now(card).text
        else:
            assert "Only the person" in said(house)
            await finish(house)
            assert house.courier.now(card).state is CardState.DONE


async def test_buttons_of_elsewhere_and_of_nothing_are_stale(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await drawing(house)
        job = await house.job(card)
        await press(house, UNKNOWN)
        await press(house, job.id, place=replace(PLACE, community="-666"))

        assert said(house).count("no longer there") == 2
        assert (await house.job(card)).cancelled_by is None


async def test_what_is_finished_cannot_be_cancelled(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        await press(house, (await house.job(card)).id)

        assert "None of your pictures" in said(house)
        assert house.courier.now(card).state is CardState.DONE


async def test_a_crash_before_the_card_is_final_finishes_it_at_the_next_start(tmp_path: Path) -> None:
    courier = ScriptedCourier()
    async with open_house(tmp_path, courier, jobs=ONE_SLOT) as house:
        await drawing(house)
        card = await waiting(house, "a tree", BO)
        await _cancelled(house, await house.job(card))
    assert courier.now(card).state is CardState.WAITING

    async with open_house(tmp_path, courier) as house:
        await house.until(lambda: courier.now(card).state is CardState.FAILED)
        await house.settled()
        assert (await house.job(card)).executor == ""


async def test_pressing_again_finishes_a_card_that_was_left(tmp_path: Path) -> None:
    async with open_house(tmp_path, jobs=ONE_SLOT) as house:
        await drawing(house)
        card = await waiting(house, "a tree", BO)
        job = await house.job(card)
        await _cancelled(house, job)

        await press(house, job.id, BO)

        assert house.courier.now(card).state is CardState.FAILED
        await finish(house)


async def _cancelled(house: House, job: Job) -> None:
    """As a process leaves it that dies right after."""
    resources = house.resources
    await resources.jobs.cancel(job.id, Canceller.REQUESTER, resources.clock(), resources.tenure.executor)


async def test_a_card_that_is_just_being_posted_says_so_at_once(tmp_path: Path) -> None:
    courier = Slow()
    async with open_house(tmp_path, courier) as house:
        await house.studio.receive(house.message("a boat"))
        await house.until(house.resources.jobs.unfinished)
        await house.studio.receive(house.message(command="cancel"))
        await house.until(lambda: courier.notices)
        assert "Stopped 1 picture." in said(house)
        courier.posts.set()
        await house.settled()

        (card,) = courier.cards
        await house.until(lambda: courier.now(card).state is CardState.FAILED)
        await house.studio.idle()
        assert (await house.job(card)).executor == ""
        assert not house.provider.requests


async def test_a_cancelled_job_whose_card_cannot_be_posted_is_done_with(tmp_path: Path) -> None:
    courier = Slow()
    async with open_house(tmp_path, courier) as house:
        await house.studio.receive(house.message("a boat"))
        await house.until(house.resources.jobs.unfinished)
        (job,) = await house.resources.jobs.unfinished()
        await _cancelled(house, job)
        courier.show_faults = [NoPermission()]
        courier.posts.set()
        await house.studio.idle()

        assert not await house.resources.jobs.of_executor(house.resources.tenure.executor)


async def test_a_final_card_that_cannot_be_shown_keeps_nothing_open(tmp_path: Path) -> None:
    async with open_house(tmp_path, jobs=ONE_SLOT) as house:
        await drawing(house)
        card = await waiting(house, "a tree", BO)
        house.courier.show_faults = [NoPermission()]

        await press(house, (await house.job(card)).id, BO)

        ended = await house.job(card)
        assert (ended.state, ended.executor) == (JobState.CANCELLED, "")
        await finish(house)


async def test_who_lost_its_name_leaves_the_card_to_the_heir(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path, jobs=ONE_SLOT) as house:
        await drawing(house)
        card = await waiting(house, "a tree", BO)
        job = await house.job(card)
        await _cancelled(house, job)
        with monkeypatch.context() as patch:
            patch.setattr(type(house.resources.tenure), "is_held", lambda _: False)
            await house.studio._cancelling.close(job)

        assert house.courier.now(card).state is CardState.WAITING
        assert (await house.job(card)).executor == house.resources.tenure.executor
        await finish(house)


async def test_the_command_stops_ones_own_jobs_of_that_place_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, jobs=ONE_SLOT) as house:
        draws = await drawing(house)
        waits = await waiting(house, "a tree")
        others = await waiting(house, "a fox", BO)
        await house.studio.receive(house.message("a cat", place=replace(PLACE, community="-300")))
        await house.studio.idle()

        await house.studio.receive(house.message(command="cancel"))
        await house.studio.idle()
        await house.until(lambda: house.courier.now(draws).state is CardState.FAILED)

        assert house.courier.now(waits).state is CardState.FAILED
        assert "Stopped 2 pictures." in said(house)
        await house.studio.receive(house.message(command="cancel"))
        await house.studio.idle()
        assert "None of your pictures" in said(house)
        await finish(house)
        assert house.courier.now(others).state is CardState.DONE
        assert len(house.provider.requests) == 3


async def test_repeated_cancels_while_drawing_bring_a_pause(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for number in range(3):
            card = await drawing(house, f"boat {number}")
            await press(house, (await house.job(card)).id)
            await house.settled()
        await house.receive(house.message("one more"))

        assert "refused or cancelled" in said(house)
        assert len(house.provider.requests) == 3


async def test_a_full_line_keeps_nothing(tmp_path: Path) -> None:
    jobs = {**ONE_SLOT, "waiting_per_account": 1}
    async with open_house(tmp_path, jobs=jobs) as house:
        await drawing(house)
        await waiting(house, "a tree")
        await house.studio.receive(house.message("a house"))
        await house.studio.idle()

        assert "You have 1 picture waiting already" in said(house)
        await finish(house)
        assert await house.resources.ledger.balance(EVERYTHING) == (2, 0)


async def test_a_tier_is_kept_with_the_job(tmp_path: Path) -> None:
    tiers = {"patrons": {"weight": 3, "priority": 1, "people": [f"telegram:{BO.key}"]}}
    async with open_house(tmp_path, jobs={"tiers": tiers}) as house:
        plain, patron = (
            await house.job(await house.ask("a boat")),
            await house.job(await house.ask("a fox", BO)),
        )

        assert (plain.weight, plain.priority) == (1, 0)
        assert (patron.weight, patron.priority) == (3, 1)


def test_the_first_tier_that_names_a_person_or_their_group_holds() -> None:
    people = TierSettings(weight=2, people=("telegram:7", "discord:8"))
    groups = TierSettings(weight=3, communities=("telegram:-100",))
    elsewhere = replace(PLACE, community="-200")

    assert tier_of({"a": people, "b": groups}, ADA, PLACE) is people
    assert tier_of({"b": groups, "a": people}, ADA, PLACE) is groups
    assert tier_of({"a": people, "b": groups}, BO, PLACE) is groups
    assert tier_of({"a": people, "b": groups}, BO, elsewhere) is PLAIN


def test_names_without_a_platform_are_found() -> None:
    tier = TierSettings(
        people=("telegram:7", "7", "telegram:", "icq:7"), communities=("discord", "playground:group")
    )

    assert list(misnamed(tier)) == [("people", 1), ("people", 2), ("people", 3), ("communities", 0)]


async def test_after_a_restart_those_who_wait_hear_where_they_stand(tmp_path: Path) -> None:
    courier = ScriptedCourier()
    async with open_house(tmp_path, courier, jobs=ONE_SLOT) as house:
        await drawing(house)
        for number in range(2):
            card = await waiting(house, f"tree {number}", BO)
        assert "2nd" in courier.now(card).text
        await _cancelled(house, await house.job(list(courier.cards)[1]))
        shown = len(courier.cards[card])
        provider = house.provider

    async with open_house(tmp_path, courier, provider, jobs=ONE_SLOT) as house:
        await house.until(lambda: len(courier.cards[card]) > shown)
        assert "next in line" in courier.now(card).text
        await finish(house)


async def test_a_cancel_is_heeded_by_whoever_draws_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signal is lost with the process; the mark is not."""
    courier = ScriptedCourier()
    async with open_house(tmp_path, courier) as house:
        card = await drawing(house)
        job = await house.job(card)
        with monkeypatch.context() as patch:
            patch.setattr(house.resources.signals, "send", lambda *_: None)
            await _cancelled(house, job)
    async with open_house(tmp_path, courier, house.provider) as again:
        await again.settled()

        ended = await again.resources.jobs.get(JobId(job.id))
        assert ended.state is JobState.CANCELLED
        assert courier.now(card).state is CardState.FAILED
        assert len(again.provider.requests) == 1


async def test_a_cancel_that_comes_before_its_drawing_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the newest are: those that are forgotten are marked in the table all the same."""
    monkeypatch.setattr("core.underway._REMEMBERED", 2)
    async with open_house(tmp_path) as house:
        underway = Underway(house.resources)
        for number in range(3):
            house.resources.signals.send(Signal.CANCEL, f"{number:032}")
        assert list(underway._asked) == [f"{number:032}" for number in (1, 2)]


async def test_a_job_cancelled_before_its_card_needs_none_after_a_crash(tmp_path: Path) -> None:
    courier = Slow()
    async with open_house(tmp_path, courier) as house:
        await house.studio.receive(house.message("a boat"))
        await house.until(house.resources.jobs.unfinished)
        (job,) = await house.resources.jobs.unfinished()
        await _cancelled(house, job)
    async with open_house(tmp_path) as again:
        await again.studio.idle()
        assert not await again.resources.jobs.of_executor(again.resources.tenure.executor)
        assert not again.courier.cards


async def test_nothing_begins_while_turns_pause(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.studio._turns.pause()
        card = await waiting(house, "a boat")
        await asyncio.sleep(0)
        assert house.courier.now(card).state is CardState.WAITING

        house.studio._turns.resume()
        await house.settled()
        assert house.courier.now(card).state is CardState.DONE


async def test_a_long_line_is_put_in_order_beside_the_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.turns._LONG_LINE", 0)
    async with open_house(tmp_path, jobs=ONE_SLOT) as house:
        await drawing(house)
        await waiting(house, "a tree")
        card = await waiting(house, "a fox")
        assert "2nd in line" in house.courier.now(card).text
        await finish(house)


async def test_who_waits_too_long_is_given_up_though_every_slot_is_busy(tmp_path: Path) -> None:
    jobs = {**ONE_SLOT, "deadline_seconds": 1.0}
    async with open_house(tmp_path, jobs=jobs) as house:
        await drawing(house)
        card = await waiting(house, "a tree", BO)

        await house.until(lambda: house.courier.now(card).state is CardState.FAILED)

        assert [action.verb for action in house.courier.now(card).actions] == [Verb.AGAIN]
        assert len(house.provider.requests) == 1
        await house.until(_has_ended(house, card))
        assert (await house.job(card)).state is JobState.FAILED
        await finish(house)


def _has_ended(house: House, card: str) -> Callable[[], Awaitable[bool]]:
    async def has_ended() -> bool:
        return (await house.job(card)).finished_at is not None

    return has_ended
