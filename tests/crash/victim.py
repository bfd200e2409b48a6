"""The bot that is killed: the product as `chatbrush run` starts it, with hooks put around it from outside.

As a program this is a nursery: it loads every module once, then forks a victim for each line on its
standard input (JSON: folder, database, log, environment, hosts, and the command line) and says in
lines of its own which process that is, and how each one ended. Loading takes a second and a half, forking nothing: that
is what makes two hundred kills a matter of minutes. Each victim is a process of its own all the same.
"""

import json
import os
import select
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import aiosqlite
import discord
import discord.gateway
import discord.http
import psycopg
import sqlalchemy.dialects.postgresql.psycopg
import sqlalchemy.dialects.sqlite.aiosqlite
import yarl

import bots.app
import bots.telegram_bot.adapter
import core.providers.openai_calls
from bots.cli import main
from bots.discord_bot.adapter import DiscordAdapter
from core.settings import DiscordSettings
from storage.shared_tenure import SharedTenure
from tests.crash.boundaries import Reaper, put
from tests.crash.places import ARMED, LEASE_SECONDS
from tests.crash.witness import Witness

LOADED = (aiosqlite, psycopg, sqlalchemy, bots.app, bots.telegram_bot.adapter, core.providers.openai_calls)
"""What the product imports only when it is needed, and a fork should find loaded."""
DISCORD_API = "/api/v10"
GUILDS_SECONDS = 0.05
SUCCESSION: dict[str, Any] = {"beat_seconds": 0.3, "lease_seconds": LEASE_SECONDS, "margin_seconds": 0.4}


@dataclass(frozen=True)
class Life:
    """What a victim is started with; `discord` is the loopback server's origin."""

    folder: str
    database: str | None
    log: str
    discord: str
    environment: dict[str, str]
    arguments: list[str]

    def to_line(self) -> bytes:
        """For the nursery's standard input."""
        return json.dumps(asdict(self)).encode() + b"\n"


def live(life: Life) -> NoReturn:
    """Be the bot, until killed or told to stop."""
    log = os.open(life.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    folder = Path(life.folder)
    os.chdir(folder)
    os.environ.update(life.environment)
    _point_discord_at(life.discord)
    _hasten_succession()
    reaper = Reaper(folder / ARMED)
    reaper.install()
    Witness(folder, life.database, reaper).install()
    sys.argv = ["chatbrush", *life.arguments]
    main()


def _point_discord_at(origin: str) -> None:
    """The SDK has no setting for another server."""
    discord.http.Route.BASE = origin + DISCORD_API
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(origin.replace("http", "ws") + "/gw/")
    discord.Asset.BASE = origin + "/cdn"
    construct = DiscordAdapter.__init__

    def construct_for_loopback(adapter: DiscordAdapter, settings: DiscordSettings, **named: Any) -> None:
        construct(
            adapter,
            settings,
            media_origins=frozenset({origin}),
            guild_ready_seconds=GUILDS_SECONDS,
            unfurl_seconds=GUILDS_SECONDS,
            **named,
        )

    put(DiscordAdapter, "__init__", construct_for_loopback)


def _hasten_succession() -> None:
    """Two hundred times the product's own twelve seconds would be forty minutes of waiting."""
    construct = SharedTenure.__init__

    def construct_for_haste(tenure: SharedTenure, *arguments: Any, **named: Any) -> None:
        construct(tenure, *arguments, **{**named, **SUCCESSION})

    put(SharedTenure, "__init__", construct_for_haste)


class Nursery:
    """Forks victims and tells how they ended."""

    def __init__(self) -> None:
        self._woken, wake = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(self._woken, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._wake = wake

    def run(self) -> None:
        """Until standard input ends."""
        _say({"ready": os.getpid()})
        pending = b""
        while True:
            readable, _, _ = select.select([0, self._woken], [], [])
            if self._woken in readable:
                os.read(self._woken, 1024)
                self._bury()
            if 0 not in readable:
                continue
            data = os.read(0, 65536)
            if not data:
                return
            *lines, pending = (pending + data).split(b"\n")
            for line in lines:
                self._fork(Life(**json.loads(line)))

    def _fork(self, life: Life) -> None:
        process = os.fork()
        if process:
            _say({"started": process})
            return
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self._woken)
        os.close(self._wake)
        live(life)

    @staticmethod
    def _bury() -> None:
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not process:
                return
            _say({"ended": process, "code": os.waitstatus_to_exitcode(status)})


def _say(line: dict[str, int]) -> None:
    os.write(1, json.dumps(line).encode() + b"\n")


if __name__ == "__main__":
    Nursery().run()
