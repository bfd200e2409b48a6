"""What a request costs from end to end: the bot between a loopback Telegram and a scripted provider."""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from rich.console import Console
from rich.progress import track

from benchmarks.chat import Chat, running_chat
from benchmarks.figures import Figure, percentile

REQUESTS = 100
WARM_UP = 5
SLOW_REQUESTS = 5
IN_FLIGHT = 200
STARTS = 5
FIRST_CHAT = 10_000
PAUSE_SECONDS = 0.25
"""Between requests, so that none is measured against the end of the one before."""

console = Console(stderr=True)


@asynccontextmanager
async def running_bot(
    kind: str, chat: Chat, delay_seconds: float, calls: Sequence[str] = ()
) -> AsyncIterator[tuple[asyncio.subprocess.Process, dict[str, Any]]]:
    """A bot in a fresh process; its own report is in the dictionary once it has ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.bot",
        kind,
        chat.base,
        chat.token,
        str(delay_seconds),
        ",".join(calls) or "-",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert await process.stdout.readline() == b"ready\n"
    report: dict[str, Any] = {}
    try:
        yield process, report
    finally:
        process.stdin.close()
        rest = await process.stdout.read()
        await process.wait()
        if rest.strip():
            report.update(json.loads(rest.strip().splitlines()[-1]))


async def one_by_one(
    kind: str, delay_seconds: float, count: int, calls: Sequence[str] = ()
) -> tuple[list[float], list[str]]:
    """Seconds per request, asked one after another, and the SDK calls that a request made."""
    async with running_chat() as chat, running_bot(kind, chat, delay_seconds, calls):
        seconds = []
        for number in track(
            range(count + WARM_UP), f"{kind}, provider of {delay_seconds:g} s", console=console
        ):
            chat.ask(FIRST_CHAT + number)
            seconds.append(await chat.answer(FIRST_CHAT + number))
            await asyncio.sleep(PAUSE_SECONDS)
        return seconds[WARM_UP:], chat.calls[FIRST_CHAT + WARM_UP]


async def measure_added() -> list[Figure]:
    ours, calls = await one_by_one("ours", 0, REQUESTS)
    bare, _ = await one_by_one("bare", 0, REQUESTS, calls)
    base = statistics.median(bare)
    median = (statistics.median(ours) - base) * 1000
    tail = (percentile(ours, 0.99) - base) * 1000
    shown = f"(ours {statistics.median(ours) * 1000:.1f}, bare {base * 1000:.1f})"
    return [
        Figure("added per request, median", f"{median:.1f} ms {shown}", "< 25 ms", median < 25),
        Figure("added per request, 99th percentile", f"{tail:.1f} ms", "< 100 ms", tail < 100),
    ]


async def measure_ratio() -> list[Figure]:
    ours, calls = await one_by_one("ours", 1, SLOW_REQUESTS)
    bare, _ = await one_by_one("bare", 1, SLOW_REQUESTS, calls)
    ratio = statistics.median(ours) / statistics.median(bare)
    return [Figure("ratio at a provider of one second", f"{ratio:.3f}", "<= 1.05", ratio <= 1.05)]


async def measure_flight() -> list[Figure]:
    async with running_chat() as chat:
        async with running_bot("ours", chat, 10) as (process, report):
            chat.ask(FIRST_CHAT)
            await chat.answer(FIRST_CHAT)
            assert process.stdin is not None
            process.stdin.write(b"measure\n")
            others = range(FIRST_CHAT + 1, FIRST_CHAT + 1 + IN_FLIGHT)
            for number in others:
                chat.ask(number)
            seconds = await asyncio.gather(*(chat.answer(number) for number in others))
        memory, stall = report["memory_bytes"] / 1e6, report["stall_seconds"] * 1000
    return [
        Figure(f"{IN_FLIGHT} in flight: memory", f"{memory:.0f} MB", "< 250 MB", memory < 250),
        Figure(f"{IN_FLIGHT} in flight: longest stall", f"{stall:.0f} ms", "< 50 ms", stall < 50),
        Figure(f"{IN_FLIGHT} in flight: last one done", f"{max(seconds):.1f} s"),
    ]


async def measure_start() -> list[Figure]:
    seconds = []
    async with running_chat() as chat:
        for _ in track(range(STARTS), "starting", console=console):
            with tempfile.TemporaryDirectory() as folder:
                seconds.append(await start(chat, folder))
    median = statistics.median(seconds)
    return [Figure("start-up to serving (Telegram)", f"{median:.2f} s", "< 2 s", median < 2)]


async def start(chat: Chat, folder: str) -> float:
    """Seconds from the command to its line 'ready: telegram …'."""
    variables = {
        **os.environ,
        "CHATBRUSH_DATA": folder,
        "TELEGRAM_BOT_TOKEN": chat.token,
        "TELEGRAM_API_BASE": chat.base,
    }
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots", "run", env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    line = await process.stdout.readline()
    taken = time.monotonic() - started
    process.terminate()
    await process.wait()
    assert line.startswith(b"ready: telegram"), line
    return taken
