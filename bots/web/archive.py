"""What the playground keeps: bubbles in an SQLite file, bytes in a folder beside it."""

import asyncio
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import aiosqlite
from pydantic import TypeAdapter

from bots.web.bubbles import Bubble, is_file_id
from core.identity import new_id

_BUBBLE = TypeAdapter(Bubble)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS bubbles (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL
)
"""
_PUT = """
INSERT INTO bubbles (id, record) VALUES (?, ?)
ON CONFLICT (id) DO UPDATE SET record = excluded.record
"""

# Magic numbers as in https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def media_type_of(head: bytes) -> str:
    """What a browser may be told about bytes: an image type it shows, or plain bytes.

    Never what the sender claimed, so that nothing sent can run as a page.
    """
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    return "application/octet-stream"


class Archive:
    """The playground's memory over restarts. `open` it, `close` it."""

    def __init__(self, database: aiosqlite.Connection, folder: Path) -> None:
        self._database = database
        self._folder = folder

    @classmethod
    async def open(cls, folder: Path) -> "Archive":
        """Open or make the archive in `folder`."""
        files = folder / "files"
        await asyncio.to_thread(files.mkdir, parents=True, exist_ok=True)
        database = await aiosqlite.connect(folder / "chat.sqlite")
        await database.execute("PRAGMA journal_mode = WAL")
        await database.execute("PRAGMA synchronous = FULL")
        await database.execute(_SCHEMA)
        await database.commit()
        return cls(database, files)

    async def close(self) -> None:
        """Let go of the file."""
        await self._database.close()

    async def bubbles(self) -> tuple[Bubble, ...]:
        """Everything that was said, oldest first."""
        rows = await self._database.execute_fetchall("SELECT record FROM bubbles ORDER BY number")
        return tuple(_BUBBLE.validate_json(row[0]) for row in rows)

    async def put(self, bubble: Bubble) -> None:
        """Keep a bubble, or what became of it; durable when it returns."""
        await self._database.execute(_PUT, (bubble.id, _BUBBLE.dump_json(bubble).decode()))
        await self._database.commit()

    async def keep(self, data: bytes) -> str:
        """Keep bytes; the id under which `path` finds them. The same bytes twice are one file."""
        return await asyncio.to_thread(self._write, data)

    def path(self, file: str) -> Path | None:
        """Where bytes are, None for what was never an id of ours."""
        return self._folder / file if is_file_id(file) else None

    async def read(self, file: str) -> bytes | None:
        """The bytes, None if there are none."""
        path = self.path(file)
        return None if path is None else await asyncio.to_thread(_read, path)

    async def sweep(self, used: Iterable[str]) -> None:
        """Drop bytes that no bubble shows: uploads that were never sent."""
        await asyncio.to_thread(self._drop_except, frozenset(used))

    def _write(self, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        path = self._folder / name
        if not path.exists():
            part = self._folder / f"{new_id()}.part"
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        return name

    def _drop_except(self, used: frozenset[str]) -> None:
        for path in self._folder.iterdir():
            if path.name not in used:
                path.unlink(missing_ok=True)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
