"""The line between a gateway, which has no engine, and a worker, which takes no messages."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bots.roles import Role
from core.identity import PersonAlias, Platform
from core.jobs import JobState
from core.requests import Action, ActionPress, Addressed, CardState, Verb
from tests.studio.house import ADA, BO, House, ScriptedCourier, ScriptedProvider, open_house

pytestmark = pytest.mark.long

CHEN = PersonAlias(Platform.TELEGRAM, "9", "Chen", "en")
JOBS = {"drawing_at_once": 1}


@pytest.fixture
async def both(tmp_path: Path, database: str) -> AsyncIterator[tuple[House, House]]:
    """A gateway and a worker on one database and one platform, one slot in all."""
    courier, provider = ScriptedCourier(), ScriptedProvider()
    async with AsyncExitStack() as stack:
        houses = [
            await stack.enter_async_context(
                open_house(tmp_path, courier, provider, role=role, database=database, jobs=JOBS)
            )
            for role in (Role.WORKER, Role.GATEWAY)
        ]
        provider.gate = asyncio.Event()
        yield houses[1], houses[0]


async def asked(gateway: House, words: str, person: PersonAlias) -> str:
    before = set(gateway.courier.cards)
    await gateway.studio.receive(gateway.message(words, person))
    await gateway.studio.idle()
    (card,) = set(gateway.courier.cards) - before
    return card


async def cancelled(gateway: House, card: str, person: PersonAlias) -> None:
    action = Action(Verb.CANCEL, gateway.courier.now(card).job_id, "Cancel")
    await gateway.studio.receive(
        gateway.message(
            "",
            person,
            addressed=Addressed.BUTTON,
            command="",
            press=ActionPress.parse(action.code),
            message=None,
        )
    )
    await gateway.until(lambda: gateway.courier.now(card).state is CardState.FAILED)


async def test_a_gateway_cancels_what_a_worker_draws_and_the_line_moves(both: tuple[House, House]) -> None:
    gateway, worker = both
    first = await asked(gateway, "a boat", ADA)
    await gateway.until(lambda: worker.provider.requests)
    second = await asked(gateway, "a tree", BO)
    third = await asked(gateway, "a fox", CHEN)
    assert "next in line" in gateway.courier.now(second).text
    assert "2nd in line" in gateway.courier.now(third).text

    await cancelled(gateway, first, ADA)

    await gateway.until(lambda: len(worker.provider.requests) == 2)
    await gateway.until(lambda: "next in line" in gateway.courier.now(third).text)
    await cancelled(gateway, third, CHEN)
    assert worker.provider.gate is not None
    worker.provider.gate.set()
    await worker.settled()
    assert (await gateway.job(second)).state is JobState.DONE
    assert len(worker.provider.requests) == 2
