"""Being told to end: the first signal asks for it, the second does not wait."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

from bots.exits import Exit

CLOSING_SECONDS = 5.0
"""How long connections may take to close at a second signal; nothing is lost by leaving without."""

_EXITS = {signal.SIGTERM: Exit.OK, signal.SIGINT: Exit.INTERRUPTED}


async def until_told(work: Callable[[asyncio.Event], Awaitable[None]]) -> Exit:
    """Run `work`, setting its event at the first SIGTERM or Ctrl-C and cancelling it at the second.

    The code says which one came first, `OK` if none did. After a second one the process is gone
    within `CLOSING_SECONDS`, as safely as if it had been killed.
    """
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    first: list[signal.Signals] = []
    task = asyncio.ensure_future(work(stop))

    def told(which: signal.Signals) -> None:
        first.append(which)
        if stop.is_set():
            task.cancel()
            loop.call_later(CLOSING_SECONDS, os._exit, _EXITS[first[0]])
        stop.set()

    for which in _EXITS:
        loop.add_signal_handler(which, told, which)
    try:
        await asyncio.wait([task])
    finally:
        for which in _EXITS:
            loop.remove_signal_handler(which)
    if not task.cancelled():
        task.result()
    return _EXITS[first[0]] if first else Exit.OK
