"""A picture that could not be delivered is claimed with a button or a command, by whom it is for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from core.requests import ActionPress, Verb
from tests.platforms import telegram_people
from tests.platforms.openai_server import OpenAIServer
from tests.scenarios.mishaps import Mishap, troubles_of
from tests.scenarios.stage import ADA, BO, CHEN, Person, Seen, Stage
from tests.scenarios.stages import telegram as telegram_stage
from tests.scenarios.stages.discord import DiscordStage
from tests.scenarios.stages.telegram import TelegramStage
from tests.scenarios.world import World, at_work, finished, running, words_only

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.pacing._FIRST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr("core.pacing._LONGEST_PAUSE_SECONDS", 0.1)


@pytest_asyncio.fixture
async def world(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> AsyncIterator[World]:
    openai_server.finishing = asyncio.Event()
    openai_settings["providers"]["openai"]["previews"] = 0
    async with running(stage, tmp_path / "data", **openai_settings) as made:
        yield made


async def refused(
    world: World, server: OpenAIServer, patch: pytest.MonkeyPatch, person: Person = ADA, words: str = "a boat"
) -> Seen:
    """The card of a picture that the platform refused, which says so; all is well again after."""
    troubles = troubles_of(world.stage)
    assert server.finishing is not None
    server.finishing.clear()
    await world.stage.ask(person, words)
    card = await world.until(
        "a card being drawn",
        lambda chat: next((one for one in chat if at_work(one) and words in one.text and one.edits), None),
    )
    await troubles.befall(Mishap.REFUSED, card, patch)
    server.finishing.set()
    await world.settled()
    troubles.mend()
    return await world.until(
        "a card with its claim",
        lambda chat: next((one for one in chat if one.id == card.id and _claims(one)), None),
    )


def _claims(message: Seen) -> list[str]:
    return [
        code for code in message.buttons if (press := ActionPress.parse(code)) and press.verb is Verb.CLAIM
    ]


async def test_the_cards_button_brings_it_and_only_to_its_requester(
    world: World, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await refused(world, openai_server, monkeypatch)
    assert "/claim" in card.text
    before = len(words_only(await world.stage.chat()))
    await world.stage.press(BO, card, Verb.CLAIM)
    told = await world.notice(before + 1)
    assert "no picture" in told.text
    assert not finished(await world.stage.chat())

    await world.stage.press(ADA, card, Verb.CLAIM)
    brought = await world.result(1)
    assert brought.id != card.id
    assert len(openai_server.requests) == 1
    assert await world.images_used() == 1
    await world.stage.reply(BO, brought, "make it blue")
    await world.result(2)
    assert len(openai_server.requests[-1].files) == 1


async def test_pressing_twice_or_delivered_twice_brings_it_once(
    world: World, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await refused(world, openai_server, monkeypatch)
    await world.stage.press(ADA, card, Verb.CLAIM)
    await world.stage.repeat()
    await world.stage.press(ADA, card, Verb.CLAIM)
    await world.result(1)
    await world.settled()

    assert len(finished(await world.quiet())) == 1
    assert await world.images_used() == 1


async def test_it_is_claimed_after_a_restart(
    world: World, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await refused(world, openai_server, monkeypatch)
    await world.restart()
    await world.stage.command(ADA, "claim")
    await world.result(1)

    assert len(openai_server.requests) == 1
    assert await world.images_used() == 1


async def test_without_anything_kept_the_command_says_so(world: World) -> None:
    await world.stage.command(CHEN, "claim")
    told = await world.notice(1)

    assert "没有" in told.text


@dataclass
class Alone:
    """A person's private chat with the bot."""

    say_help: Callable[[], Awaitable[object]]
    chat: Callable[[], Sequence[Seen]]
    press: Callable[[Seen, str], Awaitable[object]]


def alone(stage: Stage) -> Alone | None:
    """Where a platform has such a thing beside the group."""
    if isinstance(stage, TelegramStage):
        private = stage.server.world.add_chat(int(ADA.key), "private", ADA.name)
        people = telegram_people.People(stage.server, private)
        who = telegram_people.member(ADA.key, ADA.name)
        return Alone(
            lambda: people.say(who, "/help"),
            lambda: [telegram_stage._seen(one) for _, one in sorted(private.messages.items())],
            lambda seen, code: people.press(who, int(seen.id), code),
        )
    if isinstance(stage, DiscordStage) and stage.name != "discord-user-installed":
        user = stage._user(ADA)
        channel = stage.people.private_chat(user)
        world = stage.server.world
        return Alone(
            lambda: stage.people.slash(user, channel, "help"),
            lambda: [stage._seen(one) for one in world.in_channel(channel.id)],
            lambda seen, code: stage.people.press(user, world.messages[int(seen.id)], code),
        )
    return None


async def test_whoever_has_a_private_chat_with_the_bot_hears_and_gets_it_there(
    world: World, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = alone(world.stage)
    if private is None:
        pytest.skip(f"{world.stage.name} has no private chat beside its group")
    await private.say_help()
    await world.until("the help", lambda _: next((one for one in private.chat() if one.by_bot), None))
    await world.stage.ask(ADA, "a boat")
    card = await world.until(
        "a card being drawn",
        lambda chat: next((one for one in chat if at_work(one) and one.edits), None),
    )
    await troubles_of(world.stage).befall(Mishap.KICKED, card, monkeypatch)
    assert openai_server.finishing is not None
    openai_server.finishing.set()
    told = await world.until(
        "a notice", lambda _: next((one for one in private.chat() if _claims(one)), None)
    )
    assert "waiting for you" in told.text
    await private.press(told, _claims(told)[0])
    await world.until("the picture", lambda _: next(iter(finished(private.chat())), None))

    assert len([one for one in private.chat() if one.pictures]) == 1
    assert await world.images_used() == 1
    assert len(openai_server.requests) == 1


async def test_several_come_one_by_one_the_newest_first(
    world: World, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await refused(world, openai_server, monkeypatch, words="a boat")
    await refused(world, openai_server, monkeypatch, words="a tree")
    await world.stage.command(ADA, "claim")
    first = await world.result(1)
    await world.stage.command(ADA, "claim")
    await world.result(2)
    texts = sorted(one.text for one in finished(await world.quiet()))

    assert "a tree" in first.text
    assert "/claim brings the next" in first.text
    assert [text.splitlines()[0] for text in texts] == ["“a boat”", "“a tree”"]
    assert await world.images_used() == 2
