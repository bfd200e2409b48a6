"""How a provider fares: the breaker and the holds, by their rules and by every history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.weather import (
    CLEAR,
    LONGEST_HOLD_SECONDS,
    BreakerRules,
    Outlook,
    Sky,
    Weather,
    busy,
    failed,
    outlook,
    succeeded,
)

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
RULES = BreakerRules(failures=3, pause_seconds=30, longest_pause_seconds=100)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def down() -> Weather:
    """Down since 0, until 30."""
    weather = CLEAR
    for _ in range(RULES.failures):
        weather = failed(weather, RULES, at(0), at(0))
    return weather


def test_so_many_failures_in_a_row_bring_a_pause() -> None:
    weather = CLEAR
    for _ in range(RULES.failures - 1):
        weather = failed(weather, RULES, at(0), at(0))
        assert weather.sky(at(0)) is Sky.CLEAR
    weather = failed(weather, RULES, at(0), at(0))

    assert weather.sky(at(29)) is Sky.DOWN
    assert outlook(weather, at(29)) == Outlook(Sky.DOWN, at(30))
    assert weather.sky(at(30)) is Sky.PROBING
    assert outlook(weather, at(30)) == Outlook(Sky.PROBING)


def test_a_success_in_between_begins_the_row_anew() -> None:
    weather = CLEAR
    for _ in range(9):
        weather = failed(failed(weather, RULES, at(0), at(0)), RULES, at(0), at(0))
        weather = succeeded(weather, at(1))

    assert weather == CLEAR
    assert outlook(weather, at(1)) is None


def test_a_failed_probe_doubles_the_pause_up_to_the_longest() -> None:
    weather = down()
    pauses = []
    for _ in range(4):
        assert weather.down_until is not None
        weather = failed(weather, RULES, weather.down_until, weather.down_until)
        pauses.append(weather.pause_seconds)

    assert pauses == [60, 100, 100, 100]


def test_a_successful_probe_ends_it() -> None:
    assert succeeded(down(), at(30)) == CLEAR


def test_what_began_before_the_pause_ended_decides_nothing() -> None:
    assert failed(down(), RULES, at(29), at(50)) == down()
    assert succeeded(down(), at(29)) == down()


def test_a_hold_lasts_as_long_as_asked_and_a_little_more() -> None:
    for chance, until in ((0.0, 20), (1.0, 25)):
        weather = busy(CLEAR, at(0), at(0), 20, chance)

        assert weather.held_until == at(until)
        assert outlook(weather, at(until - 1)) == Outlook(Sky.HELD, at(until))
        assert weather.sky(at(until)) is Sky.CLEAR


def test_a_hold_is_never_shortened_nor_counted_twice() -> None:
    long = busy(CLEAR, at(0), at(1), 60, 0)
    again = busy(long, at(0), at(2), 5, 0)

    assert again == long
    assert busy(long, at(0), at(2), 90, 0) == replace(long, held_until=at(92))


def test_holds_in_a_row_grow_where_nothing_is_asked() -> None:
    weather, lengths = CLEAR, []
    for _ in range(9):
        now = weather.held_until or START
        weather = busy(weather, now, now, None, 0)
        assert weather.held_until is not None
        lengths.append((weather.held_until - now).total_seconds())

    assert lengths == [0.5, 1, 2, 4, 8, 16, 32, 60, 60]
    assert weather.held_until is not None
    assert succeeded(weather, weather.held_until) == CLEAR


def test_an_absurd_wish_is_a_day_at_most() -> None:
    weather = busy(CLEAR, at(0), at(0), 1e300, 1)

    assert weather.held_until == at(LONGEST_HOLD_SECONDS)


def test_a_success_during_a_hold_does_not_lift_it() -> None:
    held = busy(CLEAR, at(0), at(0), 60, 0)

    assert succeeded(held, at(-5)) == held
    assert succeeded(replace(held, failures=2), at(-5)) == held


def test_a_hold_goes_on_while_it_is_tried_again() -> None:
    weather = busy(down(), at(30), at(31), 20, 0)

    assert weather.sky(at(40)) is Sky.HELD
    assert weather.until(at(40)) == at(51)
    assert weather.sky(at(51)) is Sky.PROBING
    assert busy(down(), at(0), at(1), 9, 0).until(at(2)) == at(30)


@dataclass(frozen=True)
class Event:
    """Something a provider did: when its request began, how long it took, and what came of it."""

    pause: float
    took: float
    kind: str
    asked: float


EVENTS = st.lists(
    st.builds(
        Event,
        pause=st.floats(0, 100),
        took=st.floats(0, 200),
        kind=st.sampled_from(["failed", "succeeded", "busy"]),
        asked=st.floats(0, 300),
    ),
    max_size=60,
)


def step(weather: Weather, event: Event, now: datetime) -> Weather:
    began_at = now - timedelta(seconds=event.took)
    if event.kind == "failed":
        return failed(weather, RULES, began_at, now)
    if event.kind == "succeeded":
        return succeeded(weather, began_at)
    return busy(weather, began_at, now, event.asked, 0.5)


@given(EVENTS)
def test_every_history_obeys_the_breaker(events: Sequence[Event]) -> None:
    weather, now, in_a_row = CLEAR, START, 0
    for event in events:
        now += timedelta(seconds=event.pause)
        before, sky = weather, weather.sky(now)
        weather = step(weather, event, now)
        began_at = now - timedelta(seconds=event.took)
        in_a_row = {"failed": in_a_row + 1, "succeeded": 0, "busy": in_a_row}[event.kind]

        if before.down_until is None and weather.down_until is not None:
            assert in_a_row >= RULES.failures
        if before.down_until is None and event.kind == "failed" and in_a_row >= RULES.failures:
            assert weather.sky(now) is Sky.DOWN
        if sky is Sky.DOWN:
            assert weather.down_until == before.down_until, "nothing ends or stretches a pause under way"
        if before.down_until is not None and weather.down_until is None:
            assert event.kind == "succeeded"
            assert began_at >= before.down_until, "only a probe ends it"
        if before.held_until is not None and now < before.held_until:
            assert weather.held_until is not None
            assert weather.held_until >= before.held_until
        if weather.down_until is not None:
            assert RULES.pause_seconds <= weather.pause_seconds <= RULES.longest_pause_seconds
            assert weather.failures >= RULES.failures
        else:
            assert weather.failures < RULES.failures
            assert weather.pause_seconds == 0
        until = weather.until(now)
        assert (until is None) == (weather.sky(now) in (Sky.CLEAR, Sky.PROBING))
        if until is not None:
            assert weather.sky(until) in (Sky.CLEAR, Sky.PROBING)


@given(EVENTS, EVENTS)
def test_it_recovers_from_every_history(events: Sequence[Event], more: Sequence[Event]) -> None:
    weather, now = CLEAR, START
    for event in (*events, *more):
        now += timedelta(seconds=event.pause)
        weather = step(weather, event, now)
    free = weather.until(now) or now

    assert succeeded(weather, free) == CLEAR
