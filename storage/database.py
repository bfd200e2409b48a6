"""One database with every port that is kept in it."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from core.errors import SettingsInvalid, SettingsProblem
from core.ports import Signals, Tenure
from storage.connections import watched
from storage.directory import DirectoryTable
from storage.inbox import InboxTable
from storage.jobs import JobsTable
from storage.ledger import LedgerTable
from storage.migrations import upgrade
from storage.notes import NotesTable
from storage.pictures import PicturesTable
from storage.questions import QuestionsTable
from storage.secrets import SecretsTable
from storage.shared_tenure import SharedTenure
from storage.signals import LocalSignals
from storage.tenure import LoneTenure
from storage.transactions import Transactions
from storage.weather import WeatherTable

if TYPE_CHECKING:
    from storage.shared_signals import PostgresSignals

FILE_NAME = "chatbrush.db"
_DRIVERS = {"sqlite": "aiosqlite", "postgresql": "psycopg", "postgres": "psycopg"}


def database_url(url: str | None, data: Path) -> sa.URL:
    """The URL with the driver that we use; without one, an SQLite file in `data`.

    Raises `SettingsInvalid` for anything but SQLite and PostgreSQL.
    """
    if url is None:
        return sa.URL.create("sqlite+aiosqlite", database=str(data / FILE_NAME))
    try:
        parsed = sa.make_url(url)
    except ArgumentError as error:
        raise _invalid("It is not a database URL.") from error
    name = parsed.drivername.partition("+")[0]
    if name not in _DRIVERS:
        raise _invalid("Use sqlite:///path/to/file.db or postgresql://user@host/name.")
    if name == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise _invalid("Name a file: sqlite:///path/to/file.db.")
    return parsed.set(drivername=f"{'postgresql' if name == 'postgres' else name}+{_DRIVERS[name]}")


class Database:
    """Every port that is kept in the database. Close it, or use it as an async context manager."""

    def __init__(
        self, transactions: Transactions, signals: LocalSignals, tenure: LoneTenure | SharedTenure, data: Path
    ) -> None:
        self.transactions = transactions
        self._signals, self._tenure = signals, tenure
        self.signals: Signals = signals
        self.tenure: Tenure = tenure
        self.secrets = SecretsTable(transactions, data)
        self.inbox = InboxTable(transactions)
        self.directory = DirectoryTable(transactions)
        self.notes = NotesTable(transactions)
        self.questions = QuestionsTable(transactions)
        self.pictures = PicturesTable(transactions)
        self.jobs = JobsTable(transactions, self.signals)
        self.weather = WeatherTable(transactions, self.signals)
        self.ledger = LedgerTable(transactions)

    async def close(self) -> None:
        """Close every connection."""
        await self._tenure.end()
        await self._tenure.close()
        await self._signals.close()
        await self.transactions.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def open_database(url: str | None, data: Path, role: str = "all") -> Database:
    """Open the database, made or brought up to date first.

    On PostgreSQL this process is one of several, known to the others as of `role`.
    Raises `SettingsInvalid` for a URL that cannot be used, a database that cannot be reached, and
    one that newer code has migrated.
    """
    parsed = database_url(url, data)
    if parsed.get_backend_name() == "sqlite":
        folder = Path(parsed.database or "").parent
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    try:
        await asyncio.to_thread(upgrade, _blocking(parsed))
        if parsed.get_backend_name() == "sqlite":
            # Drivers are imported here, which reads files.
            transactions = await asyncio.to_thread(Transactions, parsed)
            return Database(transactions, LocalSignals(), LoneTenure(), data)
        return await _open_shared(parsed, data, role)
    except (DBAPIError, OSError) as error:
        raise _invalid(f"It cannot be opened ({type(error).__name__}).") from error
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise _invalid("Its driver is not installed: install chatbrush[postgres].") from error


async def _open_shared(url: sa.URL, data: Path, role: str) -> Database:
    def made() -> "tuple[Transactions, PostgresSignals, SharedTenure]":
        from storage.shared_signals import PostgresSignals  # noqa: PLC0415 - the driver is an extra

        signals = PostgresSignals(url)
        return Transactions(watched(url)), signals, SharedTenure(url, signals, role)

    transactions, signals, tenure = await asyncio.to_thread(made)
    await signals.open()
    return Database(transactions, signals, tenure, data)


def _blocking(url: sa.URL) -> sa.URL:
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url


def _invalid(text: str) -> SettingsInvalid:
    return SettingsInvalid((SettingsProblem("database", text),))
