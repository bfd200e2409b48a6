"""Several `benchmarks.product` processes on one database, and what is measured with them."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from benchmarks.databases import Place, empty
from benchmarks.figures import Figure, at_least, at_most, percentile

LATENCIES, PAUSE_SECONDS, IDLE_SECONDS = 100, 0.1, 20.0
JOBS, AT_ONCE = 1_000, 60
CROWDS = {1_000: 250, 5_000: 500}
HELD_SECONDS = 10.0
INTERRUPTED = 500
SLOTS = 10_000
LINE_BYTES = 1 << 20


class Member:
    """One process of the fleet."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.done = 0
        self.changed = asyncio.Event()
        self._replies: asyncio.Queue[Any] = asyncio.Queue()
        self._owed = 0

    def order(self, name: str, **values: Any) -> None:
        """Have something done, whose reply nobody waits for."""
        self._owed += 1
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([name, values]).encode() + b"\n")

    async def ready(self) -> None:
        """Wait until it serves."""
        await self._replies.get()

    async def ask(self, name: str, **values: Any) -> Any:
        """Have something done, and its reply."""
        self.order(name, **values)
        while self._owed:
            reply = await self._replies.get()
            self._owed -= 1
        return reply

    async def read(self) -> None:
        """Take in what it says, until it ends."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            said = json.loads(line)
            if "done" in said:
                self.done = said["done"]
                self.changed.set()
            else:
                self._replies.put_nowait(said.get("reply", said.get("ready")))


@asynccontextmanager
async def running(place: Place, name: str = "1") -> AsyncIterator[Member]:
    """A process of its own, ready."""
    folder = place.folder if place.url is None else place.folder / name
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.product",
        str(folder),
        place.url or "-",
        str(SLOTS),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=LINE_BYTES,
    )
    member = Member(process)
    reading = asyncio.create_task(member.read())
    try:
        await member.ready()
        yield member
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
        await reading


async def measure_latency() -> list[Figure]:
    async with empty("SQLite") as place, running(place) as member:
        await member.ask("latency", count=10, pause_seconds=PAUSE_SECONDS)
        seconds = await member.ask("latency", count=LATENCIES, pause_seconds=PAUSE_SECONDS)
        idle = await member.ask("idle", seconds=IDLE_SECONDS)
    accept, update = ([each * 1000 for each in seconds[name]] for name in ("accept", "update"))
    return [
        at_most("accept to provider, idle, SQLite: median", percentile(accept, 0.5), 20, "ms"),
        at_most("accept to provider, idle, SQLite: 99th percentile", percentile(accept, 0.99), 60, "ms"),
        Figure("update to provider, idle, SQLite: median", f"{percentile(update, 0.5):.1f} ms"),
        at_most(f"processor while idle, over {IDLE_SECONDS:.0f} s", idle * 100, 3, "%"),
    ]


async def throughput(place: Place, processes: int) -> float:
    """Jobs a second, from the first request to the last step of all."""
    async with AsyncExitStack() as stack:
        fleet = [await stack.enter_async_context(running(place, str(number))) for number in range(processes)]
        await _flood(fleet, JOBS // 10)
        began = time.time()
        await _flood(fleet, JOBS)
        ended: float = await fleet[0].ask("settled")
    return JOBS / (ended - began)


async def _flood(fleet: list[Member], count: int) -> None:
    """So many jobs, shared out, with as many under way at any time as `AT_ONCE` for each process."""
    before = sum(member.done for member in fleet)
    asked = 0
    while (done := sum(member.done for member in fleet) - before) < count:
        for member in fleet:
            room = min(AT_ONCE * len(fleet) - (asked - done), count - asked)
            share = min(room, AT_ONCE // 4)
            if share > 0:
                member.order("ask", count=share)
                asked += share
        waits = [asyncio.create_task(member.changed.wait()) for member in fleet]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait, member in zip(waits, fleet, strict=True):
            wait.cancel()
            member.changed.clear()


async def measure_throughput(kind: str, processes: int) -> list[Figure]:
    async with empty(kind) as place:
        rate = await throughput(place, processes)
    aim = 60 if kind == "SQLite" else 200
    counted = "1 process" if processes == 1 else f"{processes} processes"
    return [at_least(f"jobs a second, every step durable, {kind}, {counted}", rate, aim, "a second")]


async def measure_crowd(count: int) -> list[Figure]:
    async with empty("SQLite") as place, running(place) as member:
        await member.ask("hold", count=count, delay_seconds=HELD_SECONDS)
        before = await member.ask("measure")
        began = time.time()
        asked = 0
        while asked < count:
            await member.ask("ask", count=min(100, count - asked))
            asked += min(100, count - asked)
        all_asked = await member.ask("all_asked")
        await _final(member, count)
        ended = await member.ask("settled")
        after = await member.ask("measure")
    name = f"{count} jobs in flight"
    cpu = (after["cpu_seconds"] - before["cpu_seconds"]) / count * 1000
    return [
        at_most(f"{name}: memory", after["memory_bytes"] / 1e6, CROWDS[count], "MB", 0),
        at_most(f"{name}: longest stall", after["stall_seconds"] * 1000, 50, "ms", 0),
        Figure(f"{name}: processor time a job", f"{cpu:.1f} ms"),
        Figure(
            f"{name}: all with the provider, and all done",
            f"{all_asked - began:.1f} s, {ended - all_asked:.1f} s later",
        ),
    ]


async def _final(member: Member, count: int) -> None:
    while member.done < count:
        member.changed.clear()
        await member.changed.wait()


async def measure_resuming() -> list[Figure]:
    """The last interrupted job is with the provider again, counted from the kill."""
    async with empty("SQLite") as place:
        async with running(place) as member:
            await member.ask("hold", count=INTERRUPTED, delay_seconds=600)
            await member.ask("ask", count=INTERRUPTED)
            await member.ask("all_asked")
            # The kill is the point; the way out of the context finds it dead.
            os.kill(member.process.pid, 9)
            killed = time.time()
            await member.process.wait()
        async with running(place) as member:
            ready = time.time()
            await member.ask("hold", count=INTERRUPTED, delay_seconds=0)
            resumed = await member.ask("all_asked")
            await member.ask("settled")
    return [
        Figure(
            f"kill to all of {INTERRUPTED} interrupted jobs resumed, SQLite",
            f"{resumed - killed:.1f} s ({ready - killed:.1f} s of it to start)",
        )
    ]
