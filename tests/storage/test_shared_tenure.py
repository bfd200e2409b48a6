"""Several executors on one PostgreSQL database: names, losses, heirs."""

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import Database, database_url
from storage.executors import Executors
from tests.contract.samples import NOW, message
from tests.storage.members import BEAT_SECONDS, LEASE_SECONDS, MARGIN_SECONDS, Join
from tests.storage.waiting import until

pytestmark = pytest.mark.long


async def test_who_beats_is_left_alone(join: Join) -> None:
    first, second = await join(), await join()
    await asyncio.sleep(2 * LEASE_SECONDS)

    assert first.tenure.is_held()
    assert second.tenure.is_held()
    assert [first.life.inherited, second.life.inherited] == [[], []]
    assert first.tenure.executor != second.tenure.executor
    assert await first.tenure.living() == 2


async def test_one_of_several_inherits_from_the_dead(join: Join) -> None:
    dead, *rest = [await join() for _ in range(4)]
    former = dead.tenure.executor
    await dead.fall()
    await until(lambda: any(each.life.inherited for each in rest))
    await asyncio.sleep(LEASE_SECONDS)

    assert sorted(name for each in rest for name in each.life.inherited) == [former]
    assert await rest[0].tenure.living() == 3
    assert not dead.tenure.is_held()


async def test_who_ends_properly_is_inherited_at_once(join: Join) -> None:
    first, second = await join(), await join()
    former = first.tenure.executor

    await first.tenure.end()
    await until(lambda: former in second.life.inherited, LEASE_SECONDS / 2)

    assert not first.tenure.is_held()


async def test_a_failing_heir_gives_back(join: Join) -> None:
    dead = await join()
    first = await join()
    failures: list[str] = []

    async def fail(former: str) -> bool:
        failures.append(former)
        raise LookupError("a defect of ours")

    await first.fall()
    await first.tenure.watch(fail, first.life.lose)
    await dead.fall()
    await first.tenure.enter()
    await until(lambda: bool(failures))
    second = await join()

    await until(lambda: dead.tenure.executor in second.life.inherited)


async def test_what_a_gateway_cannot_take_over_waits_for_a_worker(join: Join) -> None:
    gateway = await join("gateway", can_all=False)
    dead = await join("worker")
    await dead.fall()
    await until(lambda: bool(gateway.life.inherited))
    await asyncio.sleep(5 * BEAT_SECONDS)
    worker = await join("worker")
    await until(lambda: bool(worker.life.inherited))

    assert gateway.life.inherited == [dead.tenure.executor]
    assert worker.life.inherited == [dead.tenure.executor]
    assert await gateway.tenure.living("gateway", "all") == 1
    assert await gateway.tenure.living("worker") == 1


async def test_a_dead_heir_has_an_heir(join: Join, postgres_url: str, tmp_path: Path) -> None:
    dead, heir = await join(), await join()
    rows = Executors(database_url(postgres_url, tmp_path), LEASE_SECONDS)
    await dead.tenure.end()
    await heir.fall()
    assert await rows.claim(dead.tenure.executor, heir.tenure.executor)
    assert await rows.dead("somebody") == []
    assert await rows.dead(heir.tenure.executor) == [dead.tenure.executor]
    await rows.close()

    last = await join()
    await until(lambda: len(last.life.inherited) == 2)

    assert sorted(last.life.inherited) == sorted([dead.tenure.executor, heir.tenure.executor])


async def test_one_name_is_claimed_once(join: Join, postgres_url: str, tmp_path: Path) -> None:
    members = [await join() for _ in range(4)]
    rows = Executors(database_url(postgres_url, tmp_path), LEASE_SECONDS)
    claims = await asyncio.gather(*(rows.claim("nobody", each.tenure.executor) for each in members))
    assert not await rows.claim(members[0].tenure.executor, members[1].tenure.executor)
    assert not await rows.claim("another", "who never lived")
    await rows.close()

    assert sorted(claims) == [False, False, False, True]


async def test_messages_under_a_name_without_a_row_are_inherited(join: Join, shared: Database) -> None:
    await shared.inbox.put(message(), NOW, "chatbrush")
    member = await join()

    assert member.life.inherited == ["chatbrush"]


async def test_a_name_is_forgotten_once_nothing_is_left_under_it(join: Join, shared: Database) -> None:
    dead, heir = await join(), await join()
    former = dead.tenure.executor
    await shared.inbox.put(message(), NOW, former)
    await dead.fall()
    await until(lambda: len(heir.life.inherited) == 2)
    assert former in await _names(shared)

    await shared.inbox.adopt(former, heir.tenure.executor)
    async with asyncio.timeout(10):
        while former in await _names(shared):  # noqa: ASYNC110 - the heir tells nobody
            await asyncio.sleep(0.05)

    assert set(heir.life.inherited) == {former}


async def _names(shared: Database) -> list[str]:
    async with shared.transactions.read() as connection:
        return list((await connection.execute(sa.text("SELECT name FROM executors"))).scalars())


async def test_who_was_not_heard_of_goes_on_under_another_name(join: Join) -> None:
    paused = await join()
    other = await join()
    former = paused.tenure.executor
    # As SIGSTOP does: the clock goes on, nothing else does.
    await paused.fall()
    await until(lambda: former in other.life.inherited)
    assert not paused.tenure.is_held()

    paused.tenure._watching = asyncio.create_task(paused.tenure._watch(paused.life.inherit, paused.life.lose))
    await until(paused.tenure.is_held)

    assert paused.life.losses == 1
    assert paused.tenure.executor != former
    assert await other.tenure.living() == 2


async def test_a_lost_name_stays_lost_until_another_is_taken(join: Join) -> None:
    member = await join()
    await member.fall()
    await asyncio.sleep(LEASE_SECONDS - MARGIN_SECONDS)
    assert not member.tenure.is_held()

    member.tenure._beating = asyncio.create_task(member.tenure._beat())
    await asyncio.sleep(3 * BEAT_SECONDS)

    assert not member.tenure.is_held()
    assert member.tenure._beating.done()


async def test_a_deleted_row_is_a_loss(join: Join, shared: Database) -> None:
    member = await join()
    former = member.tenure.executor
    async with shared.transactions.write() as connection:
        await connection.execute(sa.text("DELETE FROM executors"))
    await until(lambda: member.tenure.executor != former)

    assert member.life.losses == 1
    assert member.tenure.is_held()


async def test_terminated_connections_cost_nothing(join: Join, shared: Database) -> None:
    member = await join()
    name = member.tenure.executor
    for _ in range(3):
        async with shared.transactions.read() as connection:
            await connection.execute(
                sa.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        await asyncio.sleep(2 * BEAT_SECONDS)
    await asyncio.sleep(LEASE_SECONDS)

    assert (member.tenure.executor, member.life.losses) == (name, 0)
    assert member.tenure.is_held()
