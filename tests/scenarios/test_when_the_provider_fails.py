"""Moderated, down and up again, slow, stopping in the middle: nobody pays for what they did not get."""

from pathlib import Path
from typing import Any

import pytest

from core.requests import Verb
from tests.platforms.openai_server import OpenAIServer, blocked, cut_short, failing
from tests.scenarios.stage import ADA, BO, Seen, Stage
from tests.scenarios.world import World, at_work, running, words_only

pytestmark = pytest.mark.long


async def test_a_moderated_request_is_refused_once_and_free(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    async with running(stage, tmp_path / "data", **openai_settings) as world:
        openai_server.script(blocked())
        await stage.ask(ADA, "something refused")
        card = await _failed(world)

        assert openai_server.key not in card.text
        assert len(openai_server.requests) == 1, "a moderated request is not retried"
        assert await world.images_used() == 0


async def test_a_provider_that_is_down_costs_nothing_and_try_again_works_when_it_is_up(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    async with running(stage, tmp_path / "data", **openai_settings) as world:
        openai_server.script(failing(503))
        await stage.ask(ADA, "a boat")
        card = await _failed(world)
        assert await world.images_used() == 0

        await stage.press(BO, card, Verb.AGAIN)
        await world.result(1)
        assert await world.images_used() == 1


async def test_a_stream_that_stops_in_the_middle_is_a_failure(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    async with running(stage, tmp_path / "data", **openai_settings) as world:
        openai_server.script(cut_short())
        await stage.ask(ADA, "a boat")
        card = await _failed(world)

        assert card.text
        assert await world.images_used() == 0


async def test_a_slow_job_is_announced_once_it_is_done(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    openai_server.delay_seconds = 1.5
    async with running(
        stage, tmp_path / "data", jobs={"notice_after_seconds": 1}, **openai_settings
    ) as world:
        await stage.ask(ADA, "a boat")
        card = await world.result(1)
        if stage.name == "playground":
            assert not words_only(await world.quiet()), "a page shows every change by itself"
            return
        notice = await world.notice(1)

        assert notice.id != card.id
        chat = await world.quiet()
        assert len(words_only(chat)) == 1


async def test_an_edit_sends_the_original_bytes_as_image_one(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    async with running(stage, tmp_path / "data", **openai_settings) as world:
        await stage.ask(ADA, "a boat")
        first = await world.result(1)
        await stage.reply(BO, first, "make it blue")
        await world.result(2)

        picture = await world.picture(first)
        assert picture.blob is not None
        stored = await world.resources.blobs.get(picture.blob)
        assert openai_server.requests[-1].files[0].data == stored


async def _failed(world: World) -> Seen:
    """A card that ended without a result; Telegram cannot take its last preview away again."""
    return await world.until(
        "a failed card",
        lambda chat: next(
            (one for one in chat if one.by_bot and not at_work(one) and not _is_result(one)), None
        ),
    )


def _is_result(message: Seen) -> bool:
    return any(":edit:" in code for code in message.buttons)
