"""Windows: what counts when, and when it is back, where clocks are put forward and back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.quota import Entry, Limit, Period, Unit, Window, back_at, full_at, used, window_end, window_start

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
ZONES = ("UTC", "Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "Europe/Berlin")
SHIFTING = (*ZONES, "America/Toronto", "America/Havana", "Pacific/Apia", "Africa/Casablanca", "Asia/Beirut")

moments = st.datetimes(datetime(1971, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them naive
windows = st.one_of(
    st.builds(Window, seconds=st.integers(1, 40 * 86_400)),
    st.builds(Window, period=st.sampled_from(Period), time_zone=st.sampled_from(SHIFTING)),
)


def local(zone: str, year: int, month: int, day: int, *rest: int, fold: int = 0) -> datetime:
    hour, minute = (*rest, 0, 0)[:2]
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone), fold=fold)


@pytest.mark.parametrize(
    ("period", "now", "start", "end"),
    [
        (Period.HOUR, (2026, 11, 21, 8, 5), (2026, 11, 21, 8), (2026, 11, 21, 9)),
        (Period.DAY, (2026, 11, 21, 8, 5), (2026, 11, 21), (2026, 11, 22)),
        (Period.WEEK, (2026, 11, 21, 8, 5), (2026, 11, 16), (2026, 11, 23)),
        (Period.WEEK, (2026, 11, 16), (2026, 11, 16), (2026, 11, 23)),
        (Period.MONTH, (2026, 11, 21, 8, 5), (2026, 11, 1), (2026, 12, 1)),
        (Period.MONTH, (2026, 12, 31, 23, 59), (2026, 12, 1), (2027, 1, 1)),
        (Period.MONTH, (2028, 2, 29), (2028, 2, 1), (2028, 3, 1)),
    ],
)
@pytest.mark.parametrize("zone", ZONES)
def test_calendar_windows_follow_the_wall_clock(
    zone: str, period: Period, now: tuple[int, ...], start: tuple[int, ...], end: tuple[int, ...]
) -> None:
    window = Window(period=period, time_zone=zone)

    assert window_start(window, local(zone, *now)) == local(zone, *start)
    assert window_end(window, local(zone, *now)) == local(zone, *end)


def test_a_day_with_a_clock_put_forward_has_23_hours() -> None:
    window = Window(period=Period.DAY, time_zone="Europe/Berlin")
    noon = local("Europe/Berlin", 2026, 3, 29, 12)

    assert window_end(window, noon) - window_start(window, noon) == timedelta(hours=23)


def test_a_day_with_a_clock_put_back_has_25_hours() -> None:
    window = Window(period=Period.DAY, time_zone="Europe/Berlin")
    noon = local("Europe/Berlin", 2026, 10, 25, 12)

    assert window_end(window, noon) - window_start(window, noon) == timedelta(hours=25)


def test_a_midnight_that_the_clock_skips_is_where_it_goes_on() -> None:
    """Toronto went from 23:30 to 00:30 on 30 March 1919."""
    window = Window(period=Period.DAY, time_zone="America/Toronto")
    now = local("America/Toronto", 1919, 3, 31, 0, 40)

    assert window_start(window, now) == local("America/Toronto", 1919, 3, 31, 0, 30)


def test_an_hour_that_the_clock_repeats_counts_twice() -> None:
    window = Window(period=Period.HOUR, time_zone="Europe/Berlin")
    again = local("Europe/Berlin", 2026, 10, 25, 2, 30, fold=1)

    assert window_start(window, again) == datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert window_end(window, again) == datetime(2026, 10, 25, 2, tzinfo=UTC)


@given(windows, moments)
def test_now_is_in_its_window(window: Window, now: datetime) -> None:
    assert window_start(window, now) <= now < window_end(window, now)


@given(windows, moments)
def test_a_window_holds_until_its_end_and_not_longer(window: Window, at: datetime) -> None:
    end = window_end(window, at)

    assert window_start(window, end - TICK) <= at < window_start(window, end)


def test_a_rolling_window_forgets_after_its_seconds() -> None:
    limit = Limit(10, Unit.IMAGES, Window(seconds=3600))
    entries = [Entry(NOW - timedelta(hours=1), 4), Entry(NOW - timedelta(hours=1) + TICK, 3), Entry(NOW, 2)]

    assert used(limit, entries, NOW) == 5


def test_what_is_asked_beyond_the_limit_never_fits() -> None:
    assert back_at(Limit(3, Unit.IMAGES, Window(seconds=60)), [], 4, NOW) is None


def test_what_fits_fits_now() -> None:
    limit = Limit(3, Unit.IMAGES, Window(seconds=60))

    assert back_at(limit, [Entry(NOW, 1)], 2, NOW) == NOW


def test_room_comes_back_as_entries_leave() -> None:
    limit = Limit(4, Unit.IMAGES, Window(seconds=60))
    entries = [Entry(NOW - timedelta(seconds=age), 1) for age in (10, 20, 30, 40)]

    assert back_at(limit, entries, 2, NOW) == NOW + timedelta(seconds=30)


def test_a_refund_leaves_with_its_reservation() -> None:
    limit = Limit(4, Unit.IMAGES, Window(seconds=60))
    first, second = NOW - timedelta(seconds=40), NOW - timedelta(seconds=20)
    entries = [Entry(first, 3), Entry(second, 3), Entry(first, -2)]

    assert back_at(limit, entries, 1, NOW) == first + timedelta(seconds=60)
    assert back_at(limit, entries, 2, NOW) == second + timedelta(seconds=60)


def test_calendar_room_comes_back_with_the_next_period() -> None:
    limit = Limit(4, Unit.IMAGES, Window(period=Period.DAY, time_zone="Asia/Shanghai"))

    assert back_at(limit, [Entry(NOW, 4)], 1, NOW) == datetime(2026, 11, 21, 16, tzinfo=UTC)


def test_all_is_back_when_the_last_entry_leaves() -> None:
    limit = Limit(4, Unit.IMAGES, Window(seconds=60))
    entries = [Entry(NOW - timedelta(seconds=90), 1), Entry(NOW - timedelta(seconds=30), 1)]

    assert full_at(limit, entries, NOW) == NOW + timedelta(seconds=30)


def test_a_refunded_entry_is_not_waited_for() -> None:
    limit = Limit(4, Unit.IMAGES, Window(seconds=60))

    assert full_at(limit, [Entry(NOW, 2), Entry(NOW, -2)], NOW) is None


movements = st.lists(
    st.builds(Entry, st.integers(0, 200).map(lambda age: NOW - timedelta(seconds=age)), st.integers(1, 5)),
    max_size=20,
)


@given(movements, st.integers(1, 30), st.integers(1, 8))
def test_back_at_is_the_first_moment_with_room(entries: list[Entry], amount: int, asked: int) -> None:
    limit = Limit(amount, Unit.IMAGES, Window(seconds=120))

    moment = back_at(limit, entries, asked, NOW)

    if moment is None:
        assert asked > amount
        return
    assert used(limit, entries, moment) + asked <= amount
    if moment > NOW:
        assert used(limit, entries, moment - TICK) + asked > amount
