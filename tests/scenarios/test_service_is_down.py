"""The image service is busy, down or refuses: the card says which, and nobody pays for what they did not get."""

from pathlib import Path
from typing import Any

import pytest

from core.requests import Verb
from tests.platforms.openai_rules import Fault
from tests.platforms.openai_server import OpenAIServer, Turn, blocked, failing, overloaded
from tests.scenarios.stage import ADA, BO, Seen, Stage
from tests.scenarios.world import World, finished, running

pytestmark = pytest.mark.long

QUICK = {"failures": 1, "pause_seconds": 0.5, "longest_pause_seconds": 1}
SLOW = {"failures": 1, "pause_seconds": 300, "longest_pause_seconds": 600}


def settings(openai: dict[str, Any], deadline_seconds: float = 600, **providers: Any) -> dict[str, Any]:
    return {
        **openai,
        "providers": {**openai["providers"], **providers},
        "jobs": {"deadline_seconds": deadline_seconds},
    }


async def says(world: World, words: str) -> Seen:
    """The bot's message that says this, as soon as there is one."""
    return await world.until(
        words, lambda chat: next((one for one in chat if one.by_bot and words in one.text), None)
    )


async def test_it_asks_to_wait_and_then_the_picture_comes(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    async with running(stage, tmp_path / "data", **settings(openai_settings)) as world:
        openai_server.script(overloaded(3))
        await stage.ask(ADA, "a boat")
        waiting = await says(world, "Waiting for the image service")
        assert len(openai_server.requests) == 1

        await stage.ask(BO, "a tree")
        await world.result(2)
        cards = {one.id for one in finished(await world.stage.chat())}
        assert waiting.id in cards, "one card from beginning to end"
        assert len(openai_server.requests) == 3, "nobody asked while it was held back"
        assert await world.images_used() == 2


async def test_it_is_down_and_goes_on_by_itself_when_it_is_back(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    given = settings(openai_settings, breaker=QUICK)
    async with running(stage, tmp_path / "data", **given) as world:
        await openai_server.down()
        await stage.ask(ADA, "a boat")
        await says(world, "The image service is down.")

        await openai_server.up()
        await world.result(1)
        assert await world.images_used() == 1


async def test_it_is_down_and_the_fallback_draws(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    given = settings(openai_settings, breaker=SLOW, fallback="painter")
    async with running(stage, tmp_path / "data", **given) as world:
        await openai_server.down()
        for number in (1, 2):
            await stage.ask(ADA, "a boat")
            card = await world.result(number)
            assert "Drawn by the built-in painter, because OpenAI is down." in card.text
            assert (await world.picture(card)).provider == "painter"
        assert await world.images_used() == 2


async def test_it_is_down_for_ever_and_all_is_refunded(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    given = settings(openai_settings, deadline_seconds=3, breaker=QUICK)
    async with running(stage, tmp_path / "data", **given) as world:
        await openai_server.down()
        await stage.ask(ADA, "a boat")
        card = await says(world, "still down")
        assert await world.images_used() == 0

        await openai_server.up()
        await stage.press(BO, card, Verb.AGAIN)
        await world.result(1)
        assert await world.images_used() == 1


async def test_what_is_refused_or_failed_is_never_asked_again(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    refused = Turn(fault=Fault(400, "Invalid value for 'prompt'.", code="invalid_value", param="prompt"))
    outcomes = [
        (blocked(), "safety rules refused those words"),
        (blocked("output", in_stream=True), "safety rules held back the result"),
        (refused, "couldn't work with that request"),
        (failing(), "has a problem of its own"),
    ]
    async with running(stage, tmp_path / "data", **settings(openai_settings)) as world:
        for calls, (turn, words) in enumerate(outcomes, start=1):
            openai_server.script(turn)
            await stage.ask(ADA if calls % 2 else BO, "something")
            await says(world, words)
            await world.settled()
            assert len(openai_server.requests) == calls
        assert await world.images_used() == 0
