"""More is asked for than can be drawn: people hear where they stand, and when there is no more room."""

from pathlib import Path
from typing import Any

import pytest

from tests.platforms.openai_server import OpenAIServer
from tests.scenarios.stage import ADA, BO, CHEN, Seen, Stage
from tests.scenarios.world import World, can_cancel, running

pytestmark = pytest.mark.long


async def waiting(world: World, *words: str) -> Seen:
    """The card that says all of this, still with its Cancel button."""
    return await world.until(
        f"a card that says {words}",
        lambda chat: next(
            (one for one in chat if can_cancel(one) and all(w in one.text for w in words)), None
        ),
    )


async def test_a_full_line_refuses_politely_and_keeps_nothing(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    openai_server.delay_seconds = 2.0
    jobs = {"drawing_at_once": 1, "waiting_per_account": 1, "waiting": 2}
    async with running(stage, tmp_path / "data", jobs=jobs, **openai_settings) as world:
        await stage.ask(ADA, "a boat")
        await world.until("the drawing", lambda chat: chat[-1] if openai_server.requests else None)
        await stage.ask(ADA, "a tree")
        await waiting(world, "a tree")
        await stage.ask(ADA, "a house")
        own = await world.notice(1)
        assert "You have 1 picture waiting already" in own.text
        await stage.ask(BO, "a fox")
        await waiting(world, "a fox")
        await stage.ask(CHEN, "a cat")
        everybodys = await world.notice(2)
        assert "排队的图片太多了" in everybodys.text

        await world.result(3)
        assert await world.images_used() == 3
        assert len(openai_server.requests) == 3


async def test_a_slow_line_says_where_one_stands_and_moves(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    jobs = {"drawing_at_once": 1}
    async with running(stage, tmp_path / "data", jobs=jobs, **openai_settings) as world:
        await stage.ask(ADA, "a first boat")
        await world.result(1)
        openai_server.delay_seconds = 2.5
        await stage.ask(ADA, "a boat")
        await world.until("the drawing", lambda chat: chat[-1] if len(openai_server.requests) > 1 else None)
        await stage.ask(CHEN, "a tree")
        await waiting(world, "a tree", "下一个就是你", "后完成")
        await stage.ask(BO, "a fox")
        card = await waiting(world, "a fox", "You are 2nd in line.", "Ready in about")

        moved = await waiting(world, "a fox", "next in line")

        assert moved.id == card.id
        await world.result(4)
        assert await world.images_used() == 4
