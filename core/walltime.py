"""Wall-clock times as instants, where clocks are put forward and back."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)


@cache
def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name. Reads a file once; `ValueError` if there is no such zone."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"`{name}` is not a time zone; use a name like `Europe/Berlin`.") from error


def midnight(day: date, zone: tzinfo) -> datetime:
    """The instant at which a day begins, in UTC."""
    return _instant(datetime(day.year, day.month, day.day), zone)  # noqa: DTZ001 - wall time, given its zone there


def hour_start(moment: datetime, zone: tzinfo) -> datetime:
    """The instant at which the wall clock's present hour began, in UTC."""
    local = moment.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    return _instant(local.replace(tzinfo=None), zone)


def hour_end(moment: datetime, zone: tzinfo) -> datetime:
    """The instant at which the next hour begins, in UTC."""
    start = hour_start(moment, zone)
    end = start + QUARTER
    while hour_start(end, zone) <= start:
        end += QUARTER
    return hour_start(end, zone)


def _instant(wall: datetime, zone: tzinfo) -> datetime:
    """When the clock first shows `wall`; the end of the gap for a time that it skips."""
    late = wall.replace(tzinfo=zone).astimezone(UTC)
    if late.astimezone(zone).replace(tzinfo=None) == wall:
        return late
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
