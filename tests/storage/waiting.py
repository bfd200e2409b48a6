"""Waiting for what another process, or a background task, brings about."""

import asyncio
from collections.abc import Callable

PATIENCE_SECONDS = 20


async def until(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - who brings it about reports to nobody
            await asyncio.sleep(0.01)
