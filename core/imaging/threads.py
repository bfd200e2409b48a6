"""The few threads in which pixels are worked on."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_MOST = 4
_threads = ThreadPoolExecutor(min(_MOST, os.cpu_count() or 1), thread_name_prefix="pixels")
_waiting = ThreadPoolExecutor(2, thread_name_prefix="foreign")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` returns or raises.

    Like `asyncio.to_thread`, but never more at once than there are processors: a decoded picture
    is many times the size of its file, so a crowd of them would not be faster, only larger.
    """
    return await asyncio.get_running_loop().run_in_executor(_threads, partial(work, *args, **kwargs))


async def beside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` returns or raises, for work that only waits for another process.

    In two threads of its own, so that files made to take long hold up none of the others' pixels.
    """
    return await asyncio.get_running_loop().run_in_executor(_waiting, partial(work, *args, **kwargs))
