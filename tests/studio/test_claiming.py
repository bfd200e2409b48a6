"""What could not be delivered is claimed: brought once, charged once, by whom it is for."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import NoPermission, PlaceGone, RouteExpired, Throttled
from core.identity import PlaceAlias, Platform
from core.jobs import Job, JobState
from core.quota import Scope, ScopeKind
from core.requests import ActionPress, Addressed, Audience, CardState, IncomingMessage, Verb
from core.retention import expire
from tests.studio.doubt import (
    ALWAYS,
    EVERYTHING,
    Doubtful,
    Fault,
    Moment,
    ask_and_draw,
    days,
    kept,
    let_go,
    paid,
    platform,
    undelivered,
)
from tests.studio.house import ADA, BO, PLACE, PRIVATE, House, open_house

ELSEWHERE = PlaceAlias(Platform.TELEGRAM, "-900", title="Another group")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.pacing._FIRST_PAUSE_SECONDS", 0.002)
    monkeypatch.setattr("core.pacing._LONGEST_PAUSE_SECONDS", 0.01)


def claim(house: House, **changes: Any) -> IncomingMessage:
    return house.message(command="claim", **changes)


def press(house: House, job: Job, **changes: Any) -> IncomingMessage:
    pressed: dict[str, Any] = {
        "command": "",
        "addressed": Addressed.BUTTON,
        "press": ActionPress(Verb.CLAIM, job.id),
    }
    return house.message(**{**pressed, **changes})


def last_card(house: House) -> str:
    return list(house.courier.cards)[-1]


async def test_a_claim_brings_the_picture_and_charges_it_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        job = await undelivered(house, PlaceGone)
        await house.receive(claim(house))
        card = house.courier.now(last_card(house))

        assert card.state is CardState.DONE
        assert card.pictures
        assert len(house.provider.requests) == 1, "nothing is drawn again"
        assert await paid(house) == (1, 1, 1)
        assert await kept(house) == []
        brought = await house.job(last_card(house))
        assert brought.claims == job.id
        await house.receive(claim(house))
        assert len(house.courier.cards) == 2
        assert "no picture" in house.courier.notices[-1].text


async def test_it_is_charged_where_it_is_claimed_and_belongs_there(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        await undelivered(house, PlaceGone, "a boat --n 2")
        await house.receive(claim(house, place=ELSEWHERE))
        place, _ = await house.resources.directory.resolve(ELSEWHERE, ADA, house.resources.clock())

        assert await paid(house) == (2, 0, 2)
        assert await house.resources.ledger.balance(Scope(ScopeKind.COMMUNITY, place.community_id)) == (2, 0)
        card = last_card(house)
        await house.receive(house.reply(card, "#2 make it blue", place=ELSEWHERE))
        assert house.provider.requests[-1].sources[0].scene
        for verb in (Verb.ALL, Verb.PICK, Verb.AGAIN):
            (action,) = [one for one in house.courier.now(card).actions if one.verb is verb][:1]
            before = len(house.courier.notices) + len(house.courier.cards)
            pressed = ActionPress(verb, action.target, action.number)
            await house.receive(
                house.message(command="", addressed=Addressed.BUTTON, press=pressed, place=ELSEWHERE)
            )
            assert len(house.courier.notices) + len(house.courier.cards) == before + 1
            assert not [one for one in house.courier.notices if "no longer there" in one.text]


async def test_a_button_claims_its_own_result_and_nobody_elses(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        older = await undelivered(house, NoPermission, "a boat")
        newer = await undelivered(house, NoPermission, "a tree")
        await house.receive(press(house, older, person=BO))
        assert "no picture" in house.courier.notices[-1].text
        assert await kept(house) == [newer.id, older.id]

        await house.receive(press(house, older))
        assert (await house.job(last_card(house))).claims == older.id
        assert "1" in house.courier.now(last_card(house)).text.splitlines()[-1], "one more is waiting"
        assert await kept(house) == [newer.id]
        await house.receive(claim(house))
        assert await kept(house) == []
        assert await paid(house) == (2, 2, 2)


async def test_the_newest_comes_first(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        await undelivered(house, RouteExpired, "a boat")
        newer = await undelivered(house, RouteExpired, "a tree")
        await house.receive(claim(house))

        assert (await house.job(last_card(house))).claims == newer.id


async def test_claims_at_once_bring_it_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        job = await undelivered(house, PlaceGone)
        claims = [claim(house), press(house, job), claim(house, place=ELSEWHERE), press(house, job)]
        await asyncio.gather(*(house.studio.receive(one) for one in claims))
        await house.settled()

        assert len(platform(house).pictured) == 1
        assert (await paid(house))[0] == 1
        assert len(platform(house).posts) == 2


async def test_what_is_on_its_way_is_not_claimed_again(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        await undelivered(house, PlaceGone)
        house.courier.finals = asyncio.Event()
        await house.studio.receive(claim(house))
        await house.until(lambda: len(platform(house).posts) == 2)
        await house.studio.receive(claim(house))
        await house.studio.idle()
        told = len(house.courier.notices)
        house.courier.finals.set()
        await house.settled()

        assert told == 0
        assert len(platform(house).posts) == 2
        assert await paid(house) == (1, 1, 1)


async def test_a_claim_has_its_persons_tier(tmp_path: Path) -> None:
    jobs = {"tiers": {"patrons": {"weight": 3, "priority": 2, "people": ["telegram:7"]}}}
    async with open_house(tmp_path, Doubtful(), jobs=jobs) as house:
        await undelivered(house, PlaceGone)
        await house.receive(claim(house))
        brought = await house.job(last_card(house))

        assert (brought.weight, brought.priority) == (3, 2)


async def test_without_quota_it_stays_claimable(tmp_path: Path) -> None:
    quota = {"account": ("1 image per 1 hour",)}
    async with open_house(tmp_path, Doubtful(), quota=quota) as house:
        await undelivered(house, PlaceGone)
        await house.receive(house.message("a tree"))
        assert await paid(house) == (1, 1, 2)
        await house.receive(claim(house))
        assert house.courier.notices, "told that there is no room"
        assert len(await kept(house)) == 1

        house.skew[0] += timedelta(hours=2)
        await house.receive(claim(house))
        assert await paid(house) == (2, 2, 2)


async def test_a_full_deployment_does_not_hold_back_what_it_has_paid_for(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful(), quota={"deployment": ("1 image per day",)}) as house:
        await undelivered(house, PlaceGone)
        await house.receive(claim(house))

        assert await paid(house) == (1, 1, 1)


@pytest.mark.parametrize("moment", [Moment.POST, Moment.FINAL])
async def test_a_claim_that_is_not_delivered_either_is_refunded_and_may_be_claimed_again(
    tmp_path: Path, moment: Moment
) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        job = await undelivered(house, PlaceGone)
        for _ in range(2):
            platform(house).fail(moment, Fault(NoPermission, ALWAYS))
            await house.receive(claim(house))
            platform(house).plan.clear()
            assert await paid(house) == (0, 0, 1)
            assert await kept(house) == [job.id]
        await house.receive(claim(house))

        assert await paid(house) == (1, 1, 1)
        assert (await house.job(last_card(house))).key == f"claim:{job.id}:2"


async def test_a_failed_claims_button_claims_the_result_itself(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        job = await undelivered(house, PlaceGone)
        platform(house).fail(Moment.FINAL, Fault(NoPermission))
        await house.receive(claim(house))
        card = house.courier.now(last_card(house))

        assert card.state is CardState.FAILED
        assert [(one.verb, one.target) for one in card.actions] == [(Verb.CLAIM, job.id)]


async def test_nothing_is_kept_for_ever(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        job = await undelivered(house, PlaceGone)
        house.skew[0] += days(6)
        await expire(house.resources, timedelta(days=1))
        (picture,) = await house.resources.pictures.of_job(job.id)
        assert picture.blob is not None, "what may be claimed is not erased"
        house.skew[0] += days(1.1)
        await house.receive(claim(house, sent_at=house.resources.clock()))
        assert len(platform(house).pictured) == 0
        await expire(house.resources, timedelta(days=1))
        (picture,) = await house.resources.pictures.of_job(job.id)
        assert picture.blob is None


async def test_forgetting_takes_what_is_kept(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        await undelivered(house, PlaceGone)
        await house.receive(house.message(command="forget"))

        assert await kept(house) == []
        await house.receive(claim(house))
        assert not platform(house).pictured


async def test_what_is_forgotten_while_it_is_claimed_is_refunded(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        job = await undelivered(house, PlaceGone)
        (picture,) = await house.resources.pictures.of_job(job.id)
        assert picture.blob is not None
        await house.resources.blobs.delete(picture.blob)
        await house.receive(claim(house))

        assert house.courier.now(last_card(house)).state is CardState.FAILED
        assert await paid(house) == (0, 0, 1)


async def test_a_claim_goes_on_after_a_restart(tmp_path: Path) -> None:
    courier = Doubtful()
    async with open_house(tmp_path, courier) as house:
        await undelivered(house, PlaceGone)
        courier.finals = asyncio.Event()
        await house.studio.receive(claim(house))
        await house.until(lambda: len(courier.posts) == 2)
    courier.finals = None
    async with open_house(tmp_path, courier) as house:
        await house.settled()

        assert len(courier.pictured) == 1
        assert len(courier.posts) == 2
        assert await paid(house) == (1, 1, 1)
        assert await house.resources.ledger.balance(EVERYTHING) == (1, 0)


async def test_whoever_opened_a_private_chat_hears_of_it_there(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        await house.receive(house.message(command="help", place=PRIVATE))
        house.courier.notices.clear()
        job = await undelivered(house, PlaceGone)
        await house.until(lambda: house.courier.notices)

        (notice,) = house.courier.notices
        assert notice.place.community == PRIVATE.community
        assert [(one.verb, one.target) for one in notice.actions] == [(Verb.CLAIM, job.id)]
        await house.receive(house.message(command="help"))
        assert not house.courier.notices[-1].actions, "once is enough"
        await house.receive(press(house, job, place=PRIVATE))
        assert house.courier.now(last_card(house)).place.community == PRIVATE.community
        assert (await paid(house))[0] == 1


async def test_others_hear_of_it_with_their_next_interaction_anywhere_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        older_id = await ask_and_draw(house, "a boat")
        newer_id = await ask_and_draw(house, "a tree")
        platform(house).fail(Moment.FINAL, Fault(PlaceGone, ALWAYS))
        await let_go(house)
        platform(house).plan.clear()
        older = await house.resources.jobs.get(older_id)
        newest = (await kept(house))[0]
        assert newest in (older_id, newer_id)
        assert not house.courier.notices
        remark = house.message("lol", addressed=Addressed.NOBODY, command="")
        await house.receive(remark)
        await house.receive(house.reply(str(older.card_message), "wow, love it"))
        await house.receive(house.message(command="help", person=BO))
        assert not [one for one in house.courier.notices if one.actions], (
            "these are no turn to the bot of hers"
        )
        await house.receive(house.message(command="help", place=ELSEWHERE))

        told = [one for one in house.courier.notices if one.actions]
        assert [(one.person, one.place.community, one.audience) for one in told] == [
            (ADA, ELSEWHERE.community, Audience.REQUESTER)
        ]
        assert told[0].actions[0].target == newest
        assert told[0].text.startswith("2 pictures are waiting")
        await house.receive(house.message("a tree"))
        assert len([one for one in house.courier.notices if one.actions]) == 1


async def test_a_reminder_that_does_not_arrive_comes_again(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        await undelivered(house, PlaceGone)
        house.courier.notices.clear()
        drawn = house.message("a tree")
        platform(house).fail(Moment.NOTICE, Fault(lambda: Throttled(3600)))
        await house.receive(drawn)
        assert not house.courier.notices
        await house.receive(house.message(command="help"))
        assert [one for one in house.courier.notices if one.actions]


async def test_a_private_chat_that_is_shut_leaves_it_to_the_next_interaction(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        await house.receive(house.message(command="help", place=PRIVATE))
        house.courier.notices.clear()
        await ask_and_draw(house)
        platform(house).fail(Moment.FINAL, Fault(PlaceGone, ALWAYS))
        platform(house).fail(Moment.NOTICE, Fault(PlaceGone))
        await let_go(house)
        await house.until(lambda: not platform(house).plan[Moment.NOTICE])
        platform(house).plan.clear()
        await house.receive(house.message(command="help"))

        assert [one.place for one in house.courier.notices if one.actions] == [PLACE]


async def test_what_failed_in_private_is_not_told_of_there(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        job_id = await ask_and_draw(house, place=PRIVATE)
        platform(house).fail(Moment.FINAL, Fault(PlaceGone, ALWAYS))
        assert house.provider.gate is not None
        house.provider.gate.set()
        await house.settled()
        platform(house).plan.clear()
        assert (await house.resources.jobs.get(job_id)).state is JobState.FAILED
        assert not house.courier.notices

        await house.receive(claim(house))
        assert (await paid(house))[0] == 1


async def test_claiming_needs_no_reminder(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        await undelivered(house, PlaceGone)
        await house.receive(claim(house, message=None, place=replace(ELSEWHERE, title="x")))

        assert not house.courier.notices
        assert house.courier.now(last_card(house)).names_requester
