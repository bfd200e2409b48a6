"""A deployment of real processes on loopback platforms, and the people who use it."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import yaml

from core.quota import Scope, ScopeKind
from storage.database import open_database
from tests.platforms.discord_gateway import shard_of
from tests.platforms.discord_nouns import Channel
from tests.platforms.discord_people import People as DiscordPeople
from tests.platforms.discord_server import TOKEN as DISCORD_TOKEN
from tests.platforms.discord_server import LoopbackDiscord
from tests.platforms.openai_server import OpenAIServer
from tests.platforms.telegram_people import People, member
from tests.platforms.telegram_server import TOKEN, TelegramServer
from tests.processes import program

PATIENCE_SECONDS = 30.0
LOOK_SECONDS = 0.02
MODEL = "gpt-image-2"


async def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come about"
        await asyncio.sleep(LOOK_SECONDS)


@dataclass
class Process:
    """One `chatbrush run`; `out` is what it says on standard output, `log` on standard error."""

    process: ForkServerProcess
    out: Path
    log: Path

    @property
    def code(self) -> int | None:
        return self.process.exitcode

    @property
    def lines(self) -> list[str]:
        return self.out.read_text().splitlines() if self.out.exists() else []

    def says(self, *words: str) -> bool:
        return any(all(word in line for word in words) for line in self.lines)

    async def ready(self, *words: str) -> None:
        await until(lambda: self.says(*words) or self.code is not None, f"ready: {words}")
        assert self.says(*words), self.log.read_text()

    def tell(self, which: signal.Signals) -> None:
        if self.code is None and self.process.pid is not None:
            os.kill(self.process.pid, which)

    async def end(self, which: signal.Signals = signal.SIGTERM) -> int | None:
        """Tell it to end; its exit code."""
        self.tell(which)
        return await self.ended()

    async def ended(self) -> int | None:
        """Its exit code, once it has one."""
        await until(lambda: self.code is not None, "the end of a process")
        return self.code


class Fleet:
    """Processes with the same settings."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, Any],
        environment: Mapping[str, str],
        discord: LoopbackDiscord | None,
    ) -> None:
        self._folder = folder
        self._environment = {**environment, "NO_COLOR": "1"}
        self._discord = "" if discord is None else discord.origin
        self._processes: list[Process] = []
        self.settings = dict(settings)

    async def start(
        self, role: str = "all", webhook: Mapping[str, Any] | None = None, **jobs: Any
    ) -> Process:
        """One more; `webhook` and `jobs` are settings of those sections for it alone."""
        number = len(self._processes)
        file, out, log = (self._folder / f"{name}-{number}.txt" for name in ("config", "out", "log"))
        jobs = {**self.settings.get("jobs", {}), **jobs}
        given = {**self.settings, "data": str(self._folder / "data"), "jobs": jobs}
        if webhook is not None:
            platforms = given["platforms"]
            telegram = {**platforms["telegram"], "webhook": dict(webhook)}
            given["platforms"] = {**platforms, "telegram": telegram}

        def begin() -> ForkServerProcess:
            file.write_text(yaml.safe_dump(given), encoding="utf-8")
            arguments = ["run", "--role", role, "--config", str(file)]
            return program.start(arguments, self._environment, self._discord, out, log)

        self._processes.append(Process(await asyncio.to_thread(begin), out, log))
        return self._processes[-1]

    def living(self) -> list[Process]:
        return [one for one in self._processes if one.code is None]

    async def close(self) -> None:
        for one in self.living():
            one.process.kill()
        for one in self._processes:
            await asyncio.to_thread(one.process.join)
            one.process.close()

    def complaints(self) -> list[str]:
        """Errors and tracebacks in any log."""
        lines = [line for one in self._processes for line in one.log.read_text().splitlines()]
        return [line for line in lines if '"level": "error"' in line or "Traceback" in line]


@asynccontextmanager
async def fleet(
    folder: Path,
    telegram: TelegramServer,
    openai: OpenAIServer,
    *,
    database: str | None = None,
    discord: LoopbackDiscord | None = None,
    shards: int = 1,
) -> AsyncIterator[Fleet]:
    """Nothing runs yet; at the end nothing does any more."""
    settings: dict[str, Any] = {
        "platforms": {"telegram": {"api_base": telegram.base}, "discord": {"shards": shards}},
        "providers": {"default": "openai", "openai": {"model": MODEL, "base_url": openai.base_url}},
        "quota": {"account": ["1000 images per 3 hours"]},
        "jobs": {"per_account": 4, "per_community": 8},
        "log": {"level": "info", "format": "json"},
    }
    environment = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": "secret-of_the-webhook",
        "OPENAI_API_KEY": openai.key,
    }
    if database is not None:
        environment["DATABASE_URL"] = database
    if discord is not None:
        environment["DISCORD_BOT_TOKEN"] = DISCORD_TOKEN
    made = Fleet(folder, settings, environment, discord)
    try:
        yield made
    finally:
        await made.close()


class Crowd:
    """People in groups on Telegram, and in a server for each shard on Discord, with what they asked for.

    There are so many groups that what one of them may have in a minute holds nobody up.
    """

    def __init__(
        self,
        telegram: TelegramServer,
        discord: LoopbackDiscord | None = None,
        *,
        groups: int = 150,
        shards: int = 1,
    ) -> None:
        self.telegram = telegram
        self.discord = discord
        self.asked = 0
        self._groups = [
            People(telegram, telegram.world.add_chat(-1_001_000_000_000 - number, "supergroup", "Painters"))
            for number in range(groups)
        ]
        self._channels: list[tuple[DiscordPeople, Channel]] = []
        if discord is not None:
            people = DiscordPeople(discord)
            for shard in range(shards):
                while shard_of((guild := people.guild()).id, shards) != shard:
                    del discord.world.guilds[guild.id]
                    time.sleep(0.002)
                self._channels.append((people, people.channel(guild)))

    async def ask(self, count: int = 1) -> None:
        """Ask on Telegram, in turns by everybody, in every group."""
        for _ in range(count):
            self.asked += 1
            people = self._groups[self.asked % len(self._groups)]
            who = member(str(5000 + self.asked % 7), f"Person {self.asked % 7}")
            await people.say(who, f"/imagine@ChatbrushBot a red boat, number {self.asked}")

    async def ask_on_discord(self) -> None:
        """Ask in each server, by mention."""
        assert self.discord is not None
        for people, channel in self._channels:
            self.asked += 1
            user = people.user(f"Person {self.asked}", 6000 + self.asked)
            await people.post(
                user, channel, f"<@{self.discord.world.bot.id}> a red boat, number {self.asked}"
            )

    def cards(self) -> list[tuple[str, bool]]:
        """(what it answers, whether it shows a picture) of every card on any platform."""
        found = []
        for people in self._groups:
            for posted in people.chat.messages.values():
                body = posted.body
                if body.get("from", {}).get("is_bot") and "reply_to_message" in body:
                    asked = f"{people.chat.id}:{body['reply_to_message']['message_id']}"
                    found.append((asked, posted.picture is not None and "reply_markup" in body))
        if self.discord is not None:
            bot = self.discord.world.bot
            found += [
                (f"discord:{one.reference['message_id']}", bool(one.uploads) and bool(one.components))
                for one in self.discord.world.messages.values()
                if one.author is bot and one.reference is not None
            ]
        return found

    def finished(self) -> int:
        return sum(is_finished for _, is_finished in self.cards())

    async def all_served(self) -> None:
        await until(lambda: self.finished() >= self.asked, f"all {self.asked} pictures")

    def assert_each_once(self) -> None:
        """Every request has one card, and it shows its picture."""
        cards = self.cards()
        answered = [asked for asked, _ in cards]
        assert sorted(answered) == sorted(set(answered)), "a request has two cards"
        assert len(cards) == self.asked
        assert all(is_finished for _, is_finished in cards)


async def settled(folder: Path, database: str | None) -> tuple[int, int]:
    """(images charged, jobs that have not ended), looked up in the database of a fleet that has ended."""
    async with await open_database(database, folder / "data") as opened:
        images, _ = await opened.ledger.balance(Scope(ScopeKind.DEPLOYMENT, ""))
        return images, len(await opened.jobs.unfinished()) + len(await opened.inbox.pending())
