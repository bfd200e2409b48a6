"""What one process hears of a provider wakes every process, and so does the end of a hold; no polling."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.drawing import ProviderTraits
from core.errors import Overloaded, ProviderDown
from core.forecast import Forecast
from core.resources import Resources
from core.settings import Settings
from core.weather import CLEAR, Sky
from storage.blobs import BlobFolder
from storage.database import Database
from tests.contract.samples import job
from tests.studio.house import ScriptedProvider

SECONDS = 10


@dataclass
class Keyed(ScriptedProvider):
    """A provider with a key that other processes have too."""

    key_hash: str = "0123"

    @property
    def traits(self) -> ProviderTraits:
        return ProviderTraits(
            self.name, self.model.name, {self.model.name: self.model}, 4, key_hash=self.key_hash
        )


@dataclass
class Process:
    """What one process knows of the weather, and how often it was woken."""

    forecast: Forecast
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def wakes(self) -> None:
        async with asyncio.timeout(SECONDS):
            await self.woken.wait()
        self.woken.clear()


Open = Callable[[Database], Process]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    def start(database: Database) -> Process:
        jobs = {"deadline_seconds": 3000}
        resources = Resources(
            settings=Settings.model_validate({"data": tmp_path, "jobs": jobs}),
            limits={},
            clock=lambda: datetime.now(UTC),
            inbox=database.inbox,
            directory=database.directory,
            notes=database.notes,
            questions=database.questions,
            pictures=database.pictures,
            blobs=BlobFolder(tmp_path / "pictures"),
            jobs=database.jobs,
            ledger=database.ledger,
            tenure=database.tenure,
            signals=database.signals,
            weather=database.weather,
            providers={"openai": Keyed(name="openai")},
            default_provider="openai",
            account_secret=b"",
        )
        process = Process(Forecast(resources))
        process.forecast.heed(process.woken.set)
        return process

    return start


@pytest.fixture
def other(database: Database, twin: Database, url: str | None) -> Database:
    """Another process's way to the database, where there can be one."""
    return database if url is None else twin


async def test_a_hold_that_one_meets_is_known_to_all_until_it_is_over(
    database: Database, other: Database, opened: Open
) -> None:
    here, there = opened(database), opened(other)
    for process in (here, there):
        await process.forecast.look()

    await here.forecast.heard("openai", Overloaded("openai", 0.6), datetime.now(UTC))
    await there.wakes()
    await there.forecast.look()
    assert there.forecast.skies["openai"].sky(datetime.now(UTC)) is Sky.HELD
    until = there.forecast.skies["openai"].held_until

    await there.wakes()
    assert until is not None
    assert datetime.now(UTC) >= until - timedelta(milliseconds=50), "woken by the end of the hold"
    for process in (here, there):
        process.forecast.rest()
        process.forecast.rest()


async def test_a_success_there_ends_what_failed_here(
    database: Database, other: Database, opened: Open
) -> None:
    here, there = opened(database), opened(other)
    await here.forecast.heard("openai", ProviderDown("openai"), datetime.now(UTC))
    await there.wakes()
    await there.forecast.heard("openai", None, datetime.now(UTC))
    await here.wakes()
    await here.forecast.look()

    assert here.forecast.skies["openai"] == CLEAR
    here.forecast.rest()


async def test_in_clear_weather_a_success_writes_nothing(database: Database, opened: Open) -> None:
    here = opened(database)
    await here.forecast.look()
    here.woken.clear()
    await here.forecast.heard("openai", None, datetime.now(UTC))

    assert not here.woken.is_set()
    assert await database.weather.read(["openai:0123"]) == {"openai:0123": CLEAR}
    here.forecast.rest()


async def test_a_provider_that_is_no_longer_there_is_taken_as_it_is(database: Database, opened: Open) -> None:
    here = opened(database)
    left = job(provider="removed", now=datetime.now(UTC))

    assert here.forecast.outlook(left) is None
    assert await here.forecast.too_late(left) is None
    assert not here.forecast.can_go_elsewhere(left)
    late = job(provider="removed", now=datetime.now(UTC) - timedelta(seconds=3001))
    error = await here.forecast.too_late(late)
    assert error is not None
    assert (error.provider, error.sky) == ("removed", "")
