"""`chatbrush doctor`: looks at everything that an operator can get wrong, and says what to do."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bots.config_rules import limits_of
from bots.exits import Exit
from bots.extras import missing
from bots.findings import Finding, Level
from bots.formats import look_at_formats
from bots.lettering import look_at_lettering
from bots.roles import Role, is_shared, mistakes
from bots.services import DISCORD_API, look_at_discord, look_at_openai, look_at_telegram
from core.errors import SettingsInvalid
from core.identity import new_id
from core.settings import Settings
from storage.database import database_url

LITTLE_SPACE_BYTES = 1_000_000_000
"""Some hundred pictures of the largest size."""

CONNECT_SECONDS = 10


async def examine(
    settings: Settings,
    say: Callable[[str], None],
    discord_api: str = DISCORD_API,
    *,
    role: Role = Role.ALL,
) -> Exit:
    """Look at everything that a role needs, `say` a line for each, and end with `FAILED` if something fails."""
    parts = await asyncio.gather(
        asyncio.to_thread(_look_at_disk, settings.data),
        asyncio.to_thread(_look_at_database, settings),
        asyncio.to_thread(look_at_lettering),
        look_at_telegram(settings.platforms.telegram),
        look_at_discord(settings.platforms.discord, discord_api),
        look_at_openai(settings.providers.openai),
    )
    findings = [Finding(Level.OK, "settings", "right"), *(one for part in parts for one in part)]
    findings += [*_look_at_role(settings, role), *_look_at_extras(settings), *_look_at_limits(settings)]
    findings += look_at_formats()
    for finding in findings:
        say(str(finding))
    return Exit.FAILED if any(one.level is Level.FAIL for one in findings) else Exit.OK


def _look_at_disk(data: Path) -> list[Finding]:
    probe = data / f".doctor-{new_id()}"
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"chatbrush")
        probe.unlink()
        free = shutil.disk_usage(data).free
    except OSError as error:
        remedy = "choose another folder with CHATBRUSH_DATA, or give this user the right to write there"
        return [
            Finding(Level.FAIL, "disk", f"{data} cannot be written ({os.strerror(error.errno or 0)})", remedy)
        ]
    if free < LITTLE_SPACE_BYTES:
        return [Finding(Level.WARN, "disk", f"{data} has {free // 1_000_000} MB left", "make room")]
    return [Finding(Level.OK, "disk", f"{data} can be written, {free // 1_000_000_000} GB left")]


def _look_at_database(settings: Settings) -> list[Finding]:
    try:
        url = database_url(settings.database, settings.data)
    except SettingsInvalid as invalid:
        return [Finding(Level.FAIL, "database", problem.text) for problem in invalid.problems]
    if url.get_backend_name() == "sqlite":
        return [_look_at_sqlite(Path(url.database or ""))]
    return [_look_at_server(url)]


def _look_at_sqlite(path: Path) -> Finding:
    if not path.exists():
        return Finding(Level.OK, "database", f"{path} will be made at the first start")
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=CONNECT_SECONDS)
        try:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        verdict = str(error)
    if verdict == "ok":
        return Finding(Level.OK, "database", f"{path} is sound")
    return Finding(Level.FAIL, "database", f"{path} is damaged ({verdict})", "restore it from a backup")


def _look_at_server(url: sa.URL) -> Finding:
    where = f"{url.host or 'the local socket'}/{url.database or ''}"
    engine = sa.create_engine(url, connect_args={"connect_timeout": CONNECT_SECONDS})
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except DBAPIError as error:
        remedy = "look at DATABASE_URL, and whether the server runs and lets this user in"
        return Finding(
            Level.FAIL, "database", f"{where} does not answer ({type(error.orig).__name__})", remedy
        )
    finally:
        engine.dispose()
    return Finding(Level.OK, "database", f"{where} answers")


def _look_at_role(settings: Settings, role: Role) -> list[Finding]:
    found = [Finding(Level.FAIL, one.path, one.text) for one in mistakes(settings, role)]
    if not is_shared(settings):
        return found
    if settings.blobs is None:
        text = f"in {settings.data / 'pictures'}: right if every process of the deployment sees this folder"
        remedy = "on several machines set blobs: s3://bucket/folder"
        level = Level.OK if role is Role.ALL else Level.WARN
        found.append(Finding(level, "pictures", text, remedy))
    return found


def _look_at_extras(settings: Settings) -> list[Finding]:
    return [
        Finding(Level.FAIL, extra, "its library is not installed", f"pip install 'chatbrush[{extra}]'")
        for extra in missing(settings)
    ]


def _look_at_limits(settings: Settings) -> list[Finding]:
    if any(limits_of(settings).values()):
        return []
    text = "nobody has a limit: anyone can draw as much as they like"
    return [Finding(Level.WARN, "quota", text, "set quota.account, quota.community or quota.deployment")]
