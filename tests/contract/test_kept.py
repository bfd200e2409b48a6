"""Kept results and their claims, on every database."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from core.errors import NoPermission, PlaceGone
from core.identity import AccountId, JobId, PlaceId, PlaceKind, Platform, new_id
from core.jobs import Canceller, Job, JobState
from core.quota import Amounts, Scope, ScopeKind, Settlement, parse_limit
from storage.database import Database
from tests.contract.samples import ADA, ADA_ALIAS, BO, GROUP, GROUP_ALIAS, HOME, NOW, job, picture

WEEK = timedelta(days=7)
EVERYTHING = Scope(ScopeKind.DEPLOYMENT, "")
NOTHING = Settlement(Amounts(0, 0), Amounts(0, 0))
LOST = Settlement(Amounts(0, 0), Amounts(2, 500))


async def kept_job(database: Database, *, minutes: int = 0, account: AccountId = ADA) -> Job:
    """A job whose result could not be delivered and is kept for a week."""
    now = NOW + timedelta(minutes=minutes)
    made, _ = await database.jobs.accept(job(images=2, micros=500, account=account), {}, now)
    drawn = [picture(job_id=made.id, index=index, account=made.account_id) for index in (1, 2)]
    assert await database.jobs.drawn(made.id, 0, drawn, cost_micros=500, notes=(), now=now)
    assert await database.jobs.finish(made.id, JobState.FAILED, LOST, PlaceGone(), now, keep_until=now + WEEK)
    return await database.jobs.get(made.id)


async def claim_of(database: Database, kept: Job, key: str = "") -> Job:
    wanted = replace(
        job(images=2, micros=500, account=kept.account_id, key=key or new_id()), claims=kept.id, provider=""
    )
    made, _ = await database.jobs.accept(wanted, {}, NOW)
    return made


async def names(database: Database, days: float = 0) -> list[JobId]:
    return [one.job.id for one in await database.jobs.kept(ADA, NOW + timedelta(days=days))]


async def test_what_is_kept_is_found_until_its_time_is_over_newest_first(database: Database) -> None:
    older = await kept_job(database)
    newer = await kept_job(database, minutes=1)
    await kept_job(database, account=BO)
    ordinary, _ = await database.jobs.accept(job(), {}, NOW)
    await database.jobs.finish(ordinary.id, JobState.FAILED, NOTHING, NoPermission(), NOW)

    assert older.keep_until == NOW + WEEK
    assert await names(database) == [newer.id, older.id]
    assert await names(database, 7.0003) == [newer.id]
    assert await names(database, 8) == []


async def test_a_claim_on_its_way_is_seen_and_one_that_failed_counted(database: Database) -> None:
    kept = await kept_job(database)
    for in_vain, end in enumerate((JobState.FAILED, JobState.CANCELLED, JobState.DONE)):
        (before,) = await database.jobs.kept(ADA, NOW)
        assert (before.job.id, before.in_vain, before.is_claimed) == (kept.id, in_vain, False)
        claim = await claim_of(database, kept)
        (during,) = await database.jobs.kept(ADA, NOW)
        assert (during.in_vain, during.is_claimed) == (in_vain, True)
        await database.jobs.finish(claim.id, end, NOTHING, None, NOW)

    assert await names(database) == []


async def test_who_was_told_is_told_once(database: Database) -> None:
    first, second = await kept_job(database), await kept_job(database)

    assert await database.jobs.told([first.id])
    assert not await database.jobs.told([first.id])
    assert {one.job.id: one.is_told for one in await database.jobs.kept(ADA, NOW)} == {
        first.id: True,
        second.id: False,
    }
    assert await database.jobs.told([first.id, second.id])
    assert await database.jobs.told([first.id], is_told=False)
    assert not await database.jobs.told([first.id], is_told=False)
    assert await database.jobs.told([first.id, second.id])


async def test_a_claim_costs_its_account_and_community_and_the_deployment_nothing(
    database: Database,
) -> None:
    kept = await kept_job(database)
    full = {ScopeKind.DEPLOYMENT: [parse_limit("1 image per day")]}
    wanted = replace(job(images=2, micros=500), claims=kept.id)
    claim, is_new = await database.jobs.accept(wanted, full, NOW)
    assert is_new
    scopes = (Scope(ScopeKind.ACCOUNT, ADA), Scope(ScopeKind.COMMUNITY, GROUP), EVERYTHING)
    assert [await database.ledger.balance(one) for one in scopes] == [(2, 500), (2, 500), (2, 500)]

    await database.jobs.finish(claim.id, JobState.DONE, Settlement(Amounts(1, 200), Amounts(0, 0)), None, NOW)
    assert [await database.ledger.balance(one) for one in scopes] == [(1, 200), (1, 200), (2, 500)]


async def test_the_same_claim_twice_is_one(database: Database) -> None:
    kept = await kept_job(database)
    first = await claim_of(database, kept, "claim:1:0")

    assert await claim_of(database, kept, "claim:1:0") == first


async def test_a_claim_shows_the_pictures_of_the_job_it_claims_and_brings_them(database: Database) -> None:
    kept = await kept_job(database)
    claim = await claim_of(database, kept)
    pictures = await database.pictures.of_job(claim.id)
    assert [one.index for one in pictures] == [1, 2]
    assert pictures == await database.pictures.of_job(kept.id)
    assert {one.place_id for one in pictures} == {HOME}

    there = PlaceId("9" * 32)
    for _ in range(2):
        await database.pictures.bring([one.id for one in pictures], there)
    assert [one.place_id for one in await database.pictures.of_job(kept.id)] == [there, there]
    assert await database.pictures.of_job(JobId(new_id())) == ()


async def test_what_is_kept_is_not_erased_before_its_time(database: Database) -> None:
    kept = await kept_job(database)
    stale = NOW + timedelta(days=3)
    assert await database.pictures.expire(stale, stale) == ()
    assert (await database.jobs.get(kept.id)).instruction.prompt == "a boat"

    late = NOW + timedelta(days=8)
    assert await database.pictures.expire(stale, late) == ("0" * 64,)
    assert (await database.jobs.get(kept.id)).instruction.prompt == ""


async def test_forgetting_takes_what_is_kept(database: Database) -> None:
    await kept_job(database)
    count, _ = await database.pictures.erase(ADA, NOW)

    assert count == 2
    assert await names(database) == []


async def test_a_private_place_is_its_persons(database: Database) -> None:
    group, person = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    assert await database.directory.private_place(person.id) is None
    alone = replace(GROUP_ALIAS, community="1001", place="", kind=PlaceKind.PRIVATE)
    place, _ = await database.directory.resolve(alone, ADA_ALIAS, NOW)
    other = replace(ADA_ALIAS, key="1002")
    _, another = await database.directory.resolve(replace(alone, community="1002"), other, NOW)

    assert await database.directory.private_place(person.id) == place
    assert await database.directory.private_place(another.id) != place
    assert group.id != place.id
    newer = NOW + timedelta(days=1)
    renewed, _ = await database.directory.resolve(replace(alone, community="1003"), ADA_ALIAS, newer)
    assert await database.directory.private_place(person.id) == renewed


async def test_a_place_known_from_before_gets_its_person(database: Database) -> None:
    """As it is after the migration: the place is known, and whose it is, is not."""
    seen_as_group, person = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    alone = replace(GROUP_ALIAS, kind=PlaceKind.PRIVATE)
    place, _ = await database.directory.resolve(alone, ADA_ALIAS, NOW)

    assert place.id == seen_as_group.id
    assert await database.directory.private_place(person.id) == place


async def test_a_move_takes_the_cards_of_jobs_under_way(database: Database) -> None:
    place, _ = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    wanted = replace(job(community=place.community_id), place_id=place.id)
    under_way, _ = await database.jobs.accept(wanted, {}, NOW)
    await database.jobs.carded(under_way.id, "50")
    elsewhere, _ = await database.jobs.accept(job(), {}, NOW)
    ended, _ = await database.jobs.accept(job(community=place.community_id), {}, NOW)
    await database.jobs.finish(ended.id, JobState.DONE, NOTHING, None, NOW)

    await database.directory.move(Platform.TELEGRAM, "-1001", "-1002")
    await database.jobs.carded(under_way.id, "3")
    await database.directory.move(Platform.TELEGRAM, "-1001", "-1002")

    found = await database.jobs.get(under_way.id)
    assert (found.card_message, found.request_message) == ("3", None)
    assert (await database.jobs.get(elsewhere.id)).request_message == "41"
    assert (await database.jobs.get(ended.id)).request_message == "41"


async def test_two_processes_that_claim_at_once_make_one_claim(database: Database, twin: Database) -> None:
    kept = await kept_job(database)
    made = await asyncio.gather(
        *(claim_of(each, kept, f"claim:{kept.id}:0") for each in (database, twin) for _ in range(5))
    )

    assert len({one.id for one in made}) == 1
    assert (await database.ledger.balance(Scope(ScopeKind.ACCOUNT, ADA)))[0] == 2


async def test_a_move_takes_the_card_of_a_cancelled_job_that_still_has_to_say_so(database: Database) -> None:
    place, _ = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    wanted = replace(job(community=place.community_id), place_id=place.id)
    stopped, _ = await database.jobs.accept(wanted, {}, NOW)
    await database.jobs.carded(stopped.id, "50")
    await database.jobs.cancel(stopped.id, Canceller.REQUESTER, NOW, "chatbrush")
    await database.directory.move(Platform.TELEGRAM, "-1001", "-1002")
    assert (await database.jobs.get(stopped.id)).card_message is None
