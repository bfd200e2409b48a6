"""A deployment under test: its folder, its database, its settings, and the victims that run it."""

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.crash.artist import Artist
from tests.crash.boundaries import Boundary
from tests.crash.places import ARMED, DATA
from tests.crash.victim import Life
from tests.platforms.discord_server import TOKEN as DISCORD_TOKEN
from tests.platforms.discord_server import LoopbackDiscord
from tests.platforms.telegram_server import TelegramServer

_PATIENCE_SECONDS = 20.0
_LOOK_SECONDS = 0.02
_READY = re.compile(r"^ready: (\w+) (?!.* (?:on standby|to send)$)", re.MULTILINE)
_PLATFORMS = {"telegram", "discord"}
CONFIG: dict[str, Any] = {
    "language": "en",
    "quota": {
        "account": ["1000000 images per 3 hours", "10000 USD per day"],
        "cooldown": {"refusals": 1_000_000},
    },
    "jobs": {
        "drawing_at_once": 8,
        "per_account": 4,
        "per_community": 8,
        "waiting_per_account": 1_000,
        "waiting_per_community": 1_000,
        # Every finished card is announced, so that the last step has something to do.
        "notice_after_seconds": 0.01,
    },
    "providers": {
        "default": "openai",
        "breaker": {"failures": 3, "pause_seconds": 0.3, "longest_pause_seconds": 1},
        "openai": {"previews": 1, "quality": "low", "timeout_seconds": 20},
    },
    "log": {"level": "warning", "format": "json"},
}


@dataclass(eq=False)
class Victim:
    """One process of the bot. `code` is how it ended, None while it lives."""

    process: int
    log: Path
    code: int | None = None
    signals: list[tuple[float, str]] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def kill(self) -> None:
        """As the kernel does it when memory runs out."""
        self.signal(signal.SIGKILL)

    def signal(self, number: signal.Signals) -> None:
        """Nothing happens if it has ended."""
        with contextlib.suppress(ProcessLookupError):
            if self.code is None:
                os.kill(self.process, number)
                self.signals.append((time.time(), number.name))

    async def dies(self) -> bool:
        """Wait for its death; one that lives on is killed, and False."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self.ended.wait()
        except TimeoutError:
            self.kill()
            await self.ended.wait()
            return False
        return self.code == -signal.SIGKILL

    async def ready(self) -> None:
        """Wait until it receives on both platforms. AssertionError with its log if it ends before."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while not set(_READY.findall(self._said())) >= _PLATFORMS:
                    if self.code is not None:
                        break
                    await asyncio.sleep(_LOOK_SECONDS)
                else:
                    return
        except TimeoutError:
            pass
        raise AssertionError(f"the bot does not serve: {self._said()[-2000:]}")

    def _said(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""


class Nursery:
    """The other end of `tests.crash.victim`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._started: asyncio.Queue[int] = asyncio.Queue()
        self.victims: dict[int, Victim] = {}

    async def start(self, life: Life) -> Victim:
        """A new process of the bot; it has only just begun."""
        assert self._process.stdin is not None
        self._process.stdin.write(life.to_line())
        process = await self._started.get()
        victim = self.victims[process]
        victim.log = Path(life.log)
        return victim

    async def read(self) -> None:
        """Take in what the nursery says."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            said: dict[str, int] = json.loads(line)
            if "started" in said:
                self.victims[said["started"]] = Victim(said["started"], Path())
                self._started.put_nowait(said["started"])
            elif "ended" in said:
                victim = self.victims[said["ended"]]
                victim.code = said["code"]
                victim.ended.set()


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """A nursery; at the end whatever lives in it is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.crash.victim",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    kept = Nursery(process)
    reading = asyncio.create_task(kept.read())
    try:
        yield kept
    finally:
        for victim in kept.victims.values():
            victim.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
        await reading


class Deployment:
    """One bot's data, and the processes that serve it, one after the other or side by side."""

    def __init__(
        self,
        folder: Path,
        database: str | None,
        kept: Nursery,
        *,
        telegram: TelegramServer,
        discord: LoopbackDiscord,
        artist: Artist,
    ) -> None:
        self.folder = folder
        self.database = database
        self._nursery = kept
        self.victims: list[Victim] = []
        (folder / DATA).mkdir(parents=True)
        (folder / "config.yaml").write_text(yaml.safe_dump(CONFIG), encoding="utf-8")
        self._discord = discord
        self._environment = {
            "CHATBRUSH_DATA": str(folder / DATA),
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_BASE": telegram.base,
            "DISCORD_BOT_TOKEN": DISCORD_TOKEN,
            "OPENAI_API_KEY": artist.key,
            "OPENAI_BASE_URL": artist.base_url,
            **({} if database is None else {"DATABASE_URL": database}),
        }

    @property
    def living(self) -> list[Victim]:
        """Processes of this deployment that have not ended."""
        return [victim for victim in self.victims if victim.code is None]

    async def start(self, role: str | None = None) -> Victim:
        """One more process of the bot."""
        life = Life(
            folder=str(self.folder),
            database=self.database,
            log=str(self.folder / f"life-{len(self.victims) + 1:04}.log"),
            discord=self._discord.origin,
            environment=self._environment,
            arguments=["run", "--config", "config.yaml", *(["--role", role] if role else [])],
        )
        victim = await self._nursery.start(life)
        self.victims.append(victim)
        return victim

    def arm(self, boundary: Boundary) -> None:
        """Whoever reaches this boundary dies there."""
        staged = self.folder / f"{ARMED}.new"
        staged.write_text(boundary, encoding="utf-8")
        staged.rename(self.folder / ARMED)

    def disarm(self) -> None:
        """Nobody dies by a boundary any more."""
        (self.folder / ARMED).unlink(missing_ok=True)

    def defects(self) -> list[str]:
        """What the victims logged as a defect of their own."""
        return [
            f"{log.name}: {line}"
            for log in sorted(self.folder.glob("life-*.log"))
            for line in log.read_text(encoding="utf-8").splitlines()
            if '"level": "error"' in line or line.startswith("Traceback")
        ]
