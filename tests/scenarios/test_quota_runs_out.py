"""Two people in one group, and not enough for both."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.scenarios.stage import ADA, BO, Stage
from tests.scenarios.world import World, finished, running


@pytest_asyncio.fixture
async def tight(stage: Stage, tmp_path: Path) -> AsyncIterator[World]:
    """Three images an hour for each community, two for each person."""
    quota = {"account": ["2 images per 1 hour"], "community": ["3 images per 1 hour"]}
    async with running(stage, tmp_path / "data", quota=quota) as made:
        yield made


async def test_each_person_has_their_own_and_the_group_its_own(tight: World) -> None:
    await tight.stage.ask(ADA, "a boat --n 2")
    await tight.result(1)
    await tight.stage.ask(ADA, "a tree")
    refused = await tight.notice(1)
    assert "2" in refused.text

    await tight.stage.ask(BO, "a tree")
    await tight.result(2)
    await tight.stage.ask(BO, "a house")
    await tight.notice(2)

    chat = await tight.quiet()
    assert len(finished(chat)) == 2
    assert await tight.images_used() == 3


async def test_quota_tells_each_person_their_own_rest(tight: World) -> None:
    await tight.stage.ask(ADA, "a boat")
    await tight.result(1)
    await tight.stage.command(ADA, "quota")
    hers = await tight.notice(1)
    await tight.stage.command(BO, "quota")
    his = await tight.notice(2)

    assert hers.text != his.text
    assert hers.text.count("▰") + hers.text.count("▱") >= 10
