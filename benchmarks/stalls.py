"""How long an event loop keeps others waiting."""

import asyncio
import time

TICK_SECONDS = 0.005


class Stalls:
    """How late the loop was, at worst, for a timer of five milliseconds."""

    def __init__(self) -> None:
        self._longest_seconds = 0.0

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK_SECONDS)
            self._longest_seconds = max(self._longest_seconds, time.perf_counter() - before - TICK_SECONDS)

    def longest_since_asked(self) -> float:
        """Seconds; begins anew."""
        longest, self._longest_seconds = self._longest_seconds, 0.0
        return longest
