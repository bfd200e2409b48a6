"""Somebody thinks better of it, or an admin does."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from core.requests import ActionPress, Verb
from tests.platforms.openai_server import OpenAIServer
from tests.scenarios.stage import ADA, ADMIN, BO, CHEN, Seen, Stage
from tests.scenarios.world import World, can_cancel, finished, running

pytestmark = pytest.mark.long

FOR_EVER_SECONDS = 60.0


@pytest_asyncio.fixture
async def slow(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> AsyncIterator[World]:
    """One slot, and a provider that takes longer than anybody here waits."""
    openai_server.delay_seconds = FOR_EVER_SECONDS
    async with running(stage, tmp_path / "data", jobs={"drawing_at_once": 1}, **openai_settings) as made:
        yield made


async def at_work(world: World, words: str) -> Seen:
    """The card of those words, with its Cancel button."""
    return await world.until(
        f"a card for {words}",
        lambda chat: next((one for one in chat if can_cancel(one) and words in one.text), None),
    )


async def drawing(world: World, words: str, server: OpenAIServer) -> Seen:
    card = await at_work(world, words)
    return await world.until(
        f"the drawing of {words}", lambda chat: _same(chat, card) if server.requests else None
    )


async def stopped(world: World, card: Seen) -> Seen:
    """The same card once it is final, without a result."""
    return await world.until(
        "the end of a cancelled card",
        lambda chat: next(
            (
                one
                for one in chat
                if one.id == card.id and [verb(code) for code in one.buttons] == [Verb.AGAIN]
            ),
            None,
        ),
    )


def verb(code: str) -> Verb | None:
    press = ActionPress.parse(code)
    return None if press is None else press.verb


def _same(chat: Any, card: Seen) -> Seen | None:
    return next((one for one in chat if one.id == card.id), None)


async def test_a_person_cancels_while_waiting(slow: World, openai_server: OpenAIServer) -> None:
    await slow.stage.ask(ADA, "a boat")
    first = await drawing(slow, "a boat", openai_server)
    await slow.stage.ask(BO, "a tree")
    card = await at_work(slow, "a tree")

    await slow.stage.press(BO, card, Verb.CANCEL)

    ended = await stopped(slow, card)
    assert "a tree" in ended.text
    assert "Stopped as you wished" in ended.text
    assert can_cancel(next(one for one in await slow.stage.chat() if one.id == first.id))
    assert len(openai_server.requests) == 1, "it was never asked for"
    await slow.stage.press(ADA, first, Verb.CANCEL)
    await stopped(slow, first)
    assert await slow.images_used() == 0


async def test_a_person_cancels_while_it_is_drawn(slow: World, openai_server: OpenAIServer) -> None:
    await slow.stage.ask(BO, "a boat")
    card = await drawing(slow, "a boat", openai_server)

    await slow.stage.press(BO, card, Verb.CANCEL)

    ended = await stopped(slow, card)
    assert "Stopped as you wished" in ended.text
    assert await slow.images_used() == 0
    openai_server.delay_seconds = 0
    await slow.stage.press(BO, ended, Verb.AGAIN)
    await slow.until(
        "the picture after all",
        lambda chat: next((one for one in finished(chat) if Verb.EDIT in map(verb, one.buttons)), None),
    )
    assert await slow.images_used() == 1


async def test_an_admin_cancels_what_another_asked_for(slow: World, openai_server: OpenAIServer) -> None:
    await slow.stage.ask(BO, "a boat")
    draws = await drawing(slow, "a boat", openai_server)
    await slow.stage.ask(BO, "a tree")
    waits = await at_work(slow, "a tree")

    for card in (waits, draws):
        await slow.stage.press(ADMIN, card, Verb.CANCEL)
        assert "by an admin" in (await stopped(slow, card)).text
    assert await slow.images_used() == 0


async def test_somebody_else_may_not(slow: World, openai_server: OpenAIServer) -> None:
    await slow.stage.ask(ADA, "a boat")
    card = await drawing(slow, "a boat", openai_server)

    await slow.stage.press(BO, card, Verb.CANCEL)

    told = await slow.notice(1)
    assert "Only the person who asked" in told.text
    assert can_cancel(next(one for one in await slow.stage.chat() if one.id == card.id))
    await slow.stage.press(ADA, card, Verb.CANCEL)
    await stopped(slow, card)


async def test_the_command_stops_what_is_mine_here(slow: World, openai_server: OpenAIServer) -> None:
    await slow.stage.ask(BO, "a boat")
    draws = await drawing(slow, "a boat", openai_server)
    await slow.stage.ask(BO, "a tree")
    waits = await at_work(slow, "a tree")
    await slow.stage.ask(CHEN, "a house")
    other = await at_work(slow, "a house")

    await slow.stage.command(BO, "cancel")

    for card in (draws, waits):
        await stopped(slow, card)
    told = await slow.until(
        "the answer", lambda chat: next((one for one in chat if "Stopped 2 pictures" in one.text), None)
    )
    assert told.by_bot
    assert can_cancel(next(one for one in await slow.stage.chat() if one.id == other.id))
    await slow.stage.command(BO, "cancel")
    await slow.until(
        "a word that nothing is left",
        lambda chat: next((one for one in chat if "None of your pictures" in one.text), None),
    )
    await slow.stage.press(CHEN, other, Verb.CANCEL)
    await stopped(slow, other)
