"""`chatbrush` as it is, but that Discord is a loopback server, and that waits are short.

The SDK has no setting for another server, and no operator needs other leases than the shipped ones.
Every one is forked from a server that has loaded all modules: loading takes longer than the tests.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, NoReturn

import discord
import discord.gateway
import discord.http
import yarl

import bots.serving
import storage.engine
import storage.transactions
from bots.cli import main
from bots.discord_bot.adapter import DiscordAdapter
from storage.shared_tenure import SharedTenure

LEASE_SECONDS = 4.0
_SHORT = {"beat_seconds": 0.5, "lease_seconds": LEASE_SECONDS, "margin_seconds": 1.0}
_LOADED = [
    "tests.processes.program",
    "aiosqlite",
    "bots.app",
    "bots.discord_bot.adapter",
    "bots.telegram_bot.adapter",
    "core.providers.openai",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "storage.shared_signals",
]


def start(
    arguments: Sequence[str], environment: Mapping[str, str], discord_origin: str, out: Path, log: Path
) -> ForkServerProcess:
    """A process of its own with these arguments; blocking. What it says goes to the two files."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    process = context.Process(
        target=_be, args=(list(arguments), dict(environment), discord_origin, str(out), str(log))
    )
    process.start()
    return process


def _be(
    arguments: list[str], environment: dict[str, str], discord_origin: str, out: str, log: str
) -> NoReturn:
    for number, path in ((1, out), (2, log)):
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    os.environ.update(environment)
    bots.serving.COURTESY_SECONDS = 1.0
    # Four processes and everybody else's tests share a server of a hundred connections.
    storage.transactions.POOL_SIZE = storage.transactions.READERS = 3
    storage.engine.THREADS = 4
    _defaults(SharedTenure, **_SHORT)
    if discord_origin:
        _talk_to(discord_origin)
    sys.argv = ["chatbrush", *arguments]
    main()


def _defaults(of: Any, **values: Any) -> None:
    of.__init__.__kwdefaults__.update(values)


def _talk_to(origin: str) -> None:
    discord.http.Route.BASE = f"{origin}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(origin.replace("http", "ws") + "/gw/")
    discord.Asset.BASE = f"{origin}/cdn"
    _defaults(
        DiscordAdapter,
        media_origins=frozenset({origin}),
        guild_ready_seconds=0.05,
        unfurl_seconds=0.05,
        identify_seconds=0.5,
    )
