"""Signals, on every implementation."""

import asyncio

from core.ports import Signal, Signals
from storage.database import Database


def heard(signals: Signals, signal: Signal) -> list[str]:
    found: list[str] = []
    signals.heed(signal, found.append)
    return found


async def test_listeners_of_this_process_are_called_at_once(database: Database) -> None:
    turns, more, cancel = (
        heard(database.signals, each) for each in (Signal.TURNS, Signal.TURNS, Signal.CANCEL)
    )

    database.signals.send(Signal.TURNS)
    database.signals.send(Signal.CANCEL, "job 1")

    assert (turns, more, cancel) == ([""], [""], ["job 1"])


async def test_our_own_are_heard_once(database: Database) -> None:
    found = heard(database.signals, Signal.WEATHER)

    database.signals.send(Signal.WEATHER, "painter")
    await asyncio.sleep(0.2)

    assert found == ["painter"]


async def test_a_subject_may_be_anything(database: Database) -> None:
    found = heard(database.signals, Signal.CANCEL)
    subjects = ["a:b", "\0", "画" * 4_000, ""]

    for subject in subjects:
        database.signals.send(Signal.CANCEL, subject)
    await asyncio.sleep(0.1)

    assert found == subjects


async def test_a_signal_that_nobody_heeds_is_harmless(database: Database) -> None:
    database.signals.send(Signal.DUTIES, "nothing")
