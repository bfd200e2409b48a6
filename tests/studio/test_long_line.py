"""Many who come at once: the line is read for all of them together."""

import asyncio
from pathlib import Path

import pytest

from core.jobs import Line
from tests.studio.house import BO, ScriptedProvider, open_house

CROWD = 7


async def test_a_crowd_learns_where_it_stands_from_one_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = ScriptedProvider(gate=asyncio.Event())
    async with open_house(tmp_path, provider=provider, jobs={"drawing_at_once": 1}) as house:
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: len(provider.requests) == 1)
        await house.studio.receive(house.message("a tree", BO))
        await house.studio.idle()
        waiting = [job for job in await house.resources.jobs.unfinished() if job.granted_at is None]
        lines: list[Line] = []
        first, rest = asyncio.Event(), asyncio.Event()
        read = house.resources.jobs.queue

        async def slow() -> Line:
            lines.append(await read())
            first.set()
            await rest.wait()
            return lines[-1]

        monkeypatch.setattr(house.resources.jobs, "queue", slow)
        turns = house.studio._turns
        early = asyncio.create_task(turns.standing(waiting[0]))
        await first.wait()
        late = [asyncio.create_task(turns.standing(waiting[0])) for _ in range(CROWD)]
        await asyncio.sleep(0)
        rest.set()
        found = await asyncio.gather(early, *late)

        assert provider.gate is not None
        provider.gate.set()
        monkeypatch.undo()
        await house.settled()
        assert len(lines) == 2, "whoever asks while others' are read waits for the next reading"
        assert {each.position for each in found} == {1}
