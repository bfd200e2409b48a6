"""The weather table: how each provider's key fares, for all processes that use it."""

from collections.abc import Callable, Collection, Mapping

import sqlalchemy as sa

from core.ports import Signal, Signals, Weathers
from core.weather import CLEAR, Weather
from storage.schema import weather
from storage.transactions import Transactions

_READ = sa.select(weather).where(weather.c.name.in_(sa.bindparam("names", expanding=True)))


class WeatherTable(Weathers):
    """One row for each key that was ever in trouble."""

    def __init__(self, transactions: Transactions, signals: Signals) -> None:
        self._transactions = transactions
        self._signals = signals

    async def read(self, names: Collection[str]) -> Mapping[str, Weather]:
        """See the port."""
        return await self._transactions.look(lambda connection: read_weathers(connection, names))

    async def change(self, name: str, rule: Callable[[Weather], Weather]) -> tuple[Weather, Weather]:
        """See the port."""

        def apply(connection: sa.Connection) -> tuple[Weather, Weather]:
            # The row is there before it is locked, so that two first reports do not pass each other.
            connection.execute(
                self._transactions.insert(weather)
                .values(name=name, **_columns(CLEAR))
                .on_conflict_do_nothing()
            )
            found = connection.execute(sa.select(weather).where(weather.c.name == name).with_for_update())
            before = _from_row(found.one())
            after = rule(before)
            if after != before:
                connection.execute(sa.update(weather).where(weather.c.name == name).values(**_columns(after)))
            return before, after

        before, after = await self._transactions.run(apply)
        if after != before:
            self._signals.send(Signal.WEATHER, name)
        return before, after


def read_weathers(connection: sa.Connection, names: Collection[str]) -> Mapping[str, Weather]:
    """`core.ports.Weathers.read` inside a transaction."""
    found = connection.execute(_READ, {"names": sorted(names)})
    return dict.fromkeys(names, CLEAR) | {row.name: _from_row(row) for row in found}


def _columns(kept: Weather) -> dict[str, object]:
    return {
        "failures": kept.failures,
        "holds": kept.holds,
        "held_until": kept.held_until,
        "down_until": kept.down_until,
        "pause_seconds": kept.pause_seconds,
    }


def _from_row(row: sa.Row[*tuple[object, ...]]) -> Weather:
    return Weather(
        failures=row.failures,
        holds=row.holds,
        held_until=row.held_until,
        down_until=row.down_until,
        pause_seconds=row.pause_seconds,
    )
