"""A process that is killed in the middle of a job: `python doomed.py URL FOLDER JOB`.

Each step that runs writes a line to `ran.txt`. The second step waits for ever while `hold` exists.
"""

import asyncio
import os
import sys
from pathlib import Path

from core.identity import JobId
from storage.engine import Engine
from storage.tenure import LoneTenure


async def main(url: str | None, folder: Path, job_id: JobId) -> None:
    def note(step: str) -> None:
        descriptor = os.open(folder / "ran.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, f"{step}\n".encode())
        os.close(descriptor)

    shown = asyncio.Event()

    async def draw(_: JobId) -> bool:
        note("draw")
        return True

    async def keep(_: JobId) -> bool:
        note("keep")
        while (folder / "hold").exists():  # noqa: ASYNC110 - only a file reaches this process
            await asyncio.sleep(0.01)
        return True

    async def show(_: JobId) -> bool:
        note("show")
        shown.set()
        return True

    async def taken_up(_job_id: JobId, _turn: int, _executor: str) -> bool:
        return True

    engine = Engine(url, folder, LoneTenure(), taken_up)
    await engine.launch([("draw", draw), ("keep", keep), ("show", show)])
    if not (folder / "restarted").exists():
        await engine.start(job_id, 1)
    await shown.wait()
    await engine.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] or None, Path(sys.argv[2]), JobId(sys.argv[3])))
