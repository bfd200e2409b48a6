"""Whatever befalls a card while its picture is drawn: one picture and one charge, or a refund and a claim."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from core.identity import JobId
from core.jobs import Job, JobState
from core.quota import Scope, ScopeKind
from core.requests import Verb
from tests.platforms.discord_faults import FaultKind
from tests.platforms.openai_server import OpenAIServer
from tests.platforms.telegram_server import Fault
from tests.scenarios.mishaps import Mishap, Troubles, troubles_of
from tests.scenarios.stage import ADA, Seen, Stage
from tests.scenarios.stages.discord import DiscordStage
from tests.scenarios.stages.telegram import TelegramStage
from tests.scenarios.world import World, at_work, finished, running

pytestmark = pytest.mark.long

PASSES = (
    Mishap.SWALLOWED,
    Mishap.RESET,
    Mishap.FAULT,
    Mishap.PAUSE,
    Mishap.CARD_DELETED,
    Mishap.BOTH_DELETED,
    Mishap.MOVED,
    Mishap.MOVED_UNTOLD,
    Mishap.TOO_LARGE,
)
STAYS = (
    Mishap.LONG_PAUSE,
    Mishap.KICKED,
    Mishap.NO_PERMISSION,
    Mishap.CLOSED,
    Mishap.TOO_LARGE_ALWAYS,
    Mishap.REFUSED,
)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.pacing._FIRST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr("core.pacing._LONGEST_PAUSE_SECONDS", 0.1)
    monkeypatch.setattr("core.pacing._LONGEST_STOP_SECONDS", 0.5)


@pytest_asyncio.fixture
async def world(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> AsyncIterator[World]:
    """A bot whose drawings end when the test says so."""
    openai_server.finishing = asyncio.Event()
    openai_settings["providers"]["openai"]["previews"] = 0
    async with running(stage, tmp_path / "data", **openai_settings) as made:
        yield made


async def drawing(world: World) -> Seen:
    """Ask, and wait until the card says that it is drawn."""
    await world.stage.ask(ADA, "a boat")
    return await world.until(
        "a card being drawn",
        lambda chat: next((one for one in chat if at_work(one) and "Drawing" in one.text), None),
    )


@dataclass
class Befallen:
    """A job that has ended after something befell its card."""

    world: World
    troubles: Troubles
    job_id: JobId

    async def job(self) -> Job:
        return await self.world.resources.jobs.get(self.job_id)

    async def paid(self) -> tuple[int, int]:
        """Images that (the person, the deployment) have used, by the ledger, once every job has ended."""
        images = await self.world.images_used()
        account = Scope(ScopeKind.ACCOUNT, (await self.job()).account_id)
        return (await self.world.resources.ledger.balance(account))[0], images


async def befallen(world: World, mishap: Mishap, patch: pytest.MonkeyPatch, server: OpenAIServer) -> Befallen:
    troubles = troubles_of(world.stage)
    if mishap not in troubles.possible:
        pytest.skip(f"cannot happen on {world.stage.name}")
    card = await drawing(world)
    (job,) = await world.resources.jobs.unfinished()
    await troubles.befall(mishap, card, patch)
    assert server.finishing is not None
    server.finishing.set()
    await world.settled()
    return Befallen(world, troubles, job.id)


@pytest.mark.parametrize("mishap", PASSES)
async def test_what_passes_leaves_one_picture_and_one_charge(
    world: World, mishap: Mishap, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await befallen(world, mishap, monkeypatch, openai_server)
    chat = await world.quiet()

    assert (await case.job()).state is JobState.DONE
    assert len([one for one in chat if one.by_bot and one.pictures]) == 1
    assert len(finished(chat)) == 1
    assert not [one for one in chat if at_work(one)]
    assert await case.paid() == (1, 1)
    assert len(openai_server.requests) == 1


@pytest.mark.parametrize("mishap", STAYS)
async def test_what_cannot_be_delivered_is_refunded_kept_and_charged_when_it_is_claimed(
    world: World, mishap: Mishap, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await befallen(world, mishap, monkeypatch, openai_server)
    job = await case.job()
    assert job.state is JobState.FAILED
    assert job.keep_until is not None
    assert await case.paid() == (0, 1)
    assert not [one for one in await world.stage.chat() if one.by_bot and one.pictures]

    case.troubles.mend()
    await world.stage.command(ADA, "claim")
    await world.result(1)
    chat = await world.quiet()
    assert len([one for one in chat if one.by_bot and one.pictures]) == 1
    assert await case.paid() == (1, 1)
    assert len(openai_server.requests) == 1, "nothing is drawn again"


async def test_trap_28_an_expired_token_matters_only_where_it_is_the_only_way(
    world: World, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await befallen(world, Mishap.EXPIRED, monkeypatch, openai_server)
    if world.stage.name != "discord-user-installed":
        assert len(finished(await world.quiet())) == 1
        assert await case.paid() == (1, 1)
        return
    assert await case.paid() == (0, 1)
    await world.stage.command(ADA, "help")
    told = await world.until(
        "a reminder", lambda chat: next((one for one in chat if _offers_claim(one)), None)
    )
    assert told.private_to == ADA.key
    await world.stage.press(ADA, told, Verb.CLAIM)
    await world.result(1)
    assert await case.paid() == (1, 1)


def _offers_claim(message: Seen) -> bool:
    return any(f":{Verb.CLAIM}:" in code for code in message.buttons)


async def test_trap_38_a_first_card_that_arrives_without_an_answer_is_words_at_most(
    world: World, openai_server: OpenAIServer
) -> None:
    stage = world.stage
    if isinstance(stage, DiscordStage):
        method = "PATCH" if stage.name == "discord-user-installed" else "POST"
        stage.server.fail(FaultKind.LOST, method, "/messages")
    elif isinstance(stage, TelegramStage):
        stage.server.faults.append(Fault("sendMessage", effective=True, silent_seconds=0))
    assert openai_server.finishing is not None
    openai_server.finishing.set()
    await stage.ask(ADA, "a boat")
    await world.result(1)
    chat = await world.quiet()

    cards = [one for one in chat if one.by_bot]
    assert len([one for one in cards if one.pictures]) == 1
    assert len(cards) == (2 if isinstance(stage, TelegramStage) else 1), (
        "only Telegram does not know it again"
    )
    assert await world.images_used() == 1


async def test_trap_45_a_group_that_moves_before_the_card_gets_it_in_the_new_one(
    world: World, openai_server: OpenAIServer
) -> None:
    stage = world.stage
    if not isinstance(stage, TelegramStage):
        pytest.skip("only Telegram's groups move")
    assert openai_server.finishing is not None
    openai_server.finishing.set()
    old = stage.people.chat
    await stage.ask(ADA, "a boat")
    stage.people.chat = stage.server.world.migrate(old, -1_009_876_543_210)
    await world.result(1)
    chat = await world.quiet()

    assert len(finished(chat)) == 1
    assert await world.images_used() == 1
    await stage.reply(ADA, finished(chat)[0], "make it blue")
    await world.result(2)


async def test_a_late_notice_that_cannot_be_delivered_changes_nothing(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    openai_server.delay_seconds = 1.2
    async with running(
        stage, tmp_path / "data", jobs={"notice_after_seconds": 1}, **openai_settings
    ) as world:
        await stage.ask(ADA, "a boat")
        await world.until("a card", lambda chat: next((one for one in chat if one.by_bot), None))
        if isinstance(stage, DiscordStage):
            stage.server.fail(FaultKind.REFUSED, "POST", "", 9)
        elif isinstance(stage, TelegramStage):
            said = "Forbidden: bot was kicked from the supergroup chat"
            stage.server.faults.append(Fault("sendMessage", 403, said, times=9))
        await world.result(1)
        assert await world.images_used() == 1
        assert len(finished(await world.quiet())) == 1
