"""Five people's worth of requests at once in one group."""

from pathlib import Path
from typing import Any

from tests.platforms.openai_server import OpenAIServer
from tests.scenarios.stage import ADA, BO, CHEN, Stage
from tests.scenarios.world import finished, running


async def test_no_final_is_delayed_by_a_preview(
    stage: Stage, tmp_path: Path, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    # Five new cards, five "drawing" and fifteen previews are more than a group's 20 a minute.
    openai_server.delay_seconds = 1.6
    openai_settings["providers"]["openai"]["previews"] = 3
    jobs = {"drawing_at_once": 5, "per_account": 5, "per_community": 5}
    async with running(stage, tmp_path / "data", jobs=jobs, **openai_settings) as world:
        for person, words in ((ADA, "one"), (BO, "two"), (CHEN, "three"), (ADA, "four"), (BO, "five")):
            await stage.ask(person, f"a boat, number {words}")
        await world.result(5)

        chat = await world.quiet(0.3)
        assert len(finished(chat)) == 5
        assert await world.images_used() == 5
