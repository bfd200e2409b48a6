"""Limits as people write them, and what reservations and charges come to."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.quota import (
    Amounts,
    EntryKind,
    Limit,
    Movement,
    Period,
    ScopeKind,
    Settlement,
    Unit,
    Window,
    amount_of,
    format_window,
    hold,
    parse_limit,
    settle,
)

small = st.integers(0, 1000)
amounts = st.builds(Amounts, small, small)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("40 images per 3 hours", Limit(40, Unit.IMAGES, Window(seconds=10_800))),
        ("1 image per 1 hour", Limit(1, Unit.IMAGES, Window(seconds=3600))),
        ("10 USD per month", Limit(10_000_000, Unit.MICROS, Window(period=Period.MONTH))),
        ("2.50 USD per day", Limit(2_500_000, Unit.MICROS, Window(period=Period.DAY))),
        ("0.000001 usd per week", Limit(1, Unit.MICROS, Window(period=Period.WEEK))),
        ("0 images per day", Limit(0, Unit.IMAGES, Window(period=Period.DAY))),
        ("  3  Images per   hour ", Limit(3, Unit.IMAGES, Window(period=Period.HOUR))),
        ("5 images per 90 seconds", Limit(5, Unit.IMAGES, Window(seconds=90))),
        ("5 images per 2 weeks", Limit(5, Unit.IMAGES, Window(seconds=1_209_600))),
    ],
)
def test_a_limit_is_read(text: str, limit: Limit) -> None:
    assert parse_limit(text) == limit


def test_a_limit_keeps_its_time_zone() -> None:
    assert parse_limit("1 image per day", "Asia/Shanghai").window.time_zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not a limit"),
        ("forty images per day", "is not a limit"),
        ("-1 images per day", "is not a limit"),
        ("1.5 images per day", "part of an image"),
        ("1.2345678 USD per day", "is not a limit"),
        ("1 EUR per day", "is not a limit"),
        ("4 images per minute", "needs a number before its period"),
        ("4 images per fortnight", "needs a number before its period"),
        ("4 images per 2 months", "counts in a period other than"),
        ("4 images per 0 hours", "empty or longer than a year"),
        ("4 images per 9999 days", "empty or longer than a year"),
        ("٤ images per day", "is not a limit"),
    ],
)
def test_what_is_no_limit_is_refused_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)) as caught:
        parse_limit(text)

    assert "`40 images per 3 hours`" in str(caught.value)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", ""])
def test_an_unknown_time_zone_is_refused_in_a_sentence(zone: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone"):
        parse_limit("1 image per day", zone)


@pytest.mark.parametrize(
    ("window", "text"),
    [
        (Window(seconds=10_800), "3 hours"),
        (Window(seconds=3600), "1 hour"),
        (Window(seconds=86_400 * 14), "14 days"),
        (Window(seconds=90), "90 seconds"),
        (Window(period=Period.MONTH), "month"),
    ],
)
def test_a_window_is_written(window: Window, text: str) -> None:
    assert format_window(window) == text


@given(st.integers(1, 366 * 86_400))
def test_what_is_written_is_read_again(seconds: int) -> None:
    window = Window(seconds=seconds)

    assert parse_limit(f"1 image per {format_window(window)}").window == window


def test_a_window_without_seconds_and_period_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="either seconds or a period"):
        format_window(Window())


def _after(reserved: Amounts, settlement: Settlement) -> dict[tuple[ScopeKind, Unit], int]:
    sums = {(scope, unit): 0 for scope in ScopeKind for unit in Unit}
    for movement in (*hold(reserved), *settle(reserved, settlement)):
        sums[movement.scope, movement.unit] += movement.amount
    return sums


@given(amounts, amounts, amounts)
def test_a_job_ends_at_what_it_was_charged_and_billed(
    reserved: Amounts, charged: Amounts, billed: Amounts
) -> None:
    sums = _after(reserved, Settlement(charged, billed))

    for unit in Unit:
        held = amount_of(reserved, unit)
        assert sums[ScopeKind.ACCOUNT, unit] == min(held, amount_of(charged, unit))
        assert sums[ScopeKind.COMMUNITY, unit] == sums[ScopeKind.ACCOUNT, unit]
        assert sums[ScopeKind.DEPLOYMENT, unit] == amount_of(billed, unit)


@given(amounts, amounts, amounts)
def test_no_movement_is_empty_or_repeated(reserved: Amounts, charged: Amounts, billed: Amounts) -> None:
    movements = (*hold(reserved), *settle(reserved, Settlement(charged, billed)))

    assert all(movement.amount for movement in movements)
    assert len({(each.scope, each.unit, each.kind) for each in movements}) == len(movements)


def test_a_refusal_is_a_refund_to_people_and_a_charge_to_the_operator() -> None:
    settled = settle(Amounts(1, 50), Settlement(charged=Amounts(0, 0), billed=Amounts(0, 20)))

    assert Movement(ScopeKind.ACCOUNT, Unit.MICROS, EntryKind.REFUND, -50) in settled
    assert Movement(ScopeKind.DEPLOYMENT, Unit.MICROS, EntryKind.CHARGE, -30) in settled


def test_more_than_reserved_is_the_operators() -> None:
    settled = settle(Amounts(1, 50), Settlement(charged=Amounts(1, 70), billed=Amounts(1, 70)))

    assert settled == (Movement(ScopeKind.DEPLOYMENT, Unit.MICROS, EntryKind.EXCESS, 20),)
