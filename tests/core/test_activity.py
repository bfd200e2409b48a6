"""How far up in the chat a card is."""

import pytest

from core.activity import Activity
from core.identity import JobId, PlaceAlias, Platform

PLACE = PlaceAlias(Platform.TELEGRAM, "-1", "7")
JOB = JobId("a")


def test_counts_what_came_after_the_card() -> None:
    activity = Activity()
    activity.message(PLACE)
    activity.carded(PLACE, JOB)
    for _ in range(3):
        activity.message(PLACE)
    activity.message(PlaceAlias(Platform.TELEGRAM, "-1", "8"))

    assert activity.since_card(PLACE, JOB) == 3
    assert activity.since_card(PLACE, JOB) == 0, "a card that is not remembered counts as seen"


def test_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.activity._MOST_PLACES", 1)
    monkeypatch.setattr("core.activity._MOST_CARDS", 1)
    activity = Activity()
    activity.carded(PLACE, JOB)
    activity.message(PLACE)
    other = PlaceAlias(Platform.TELEGRAM, "-2")
    activity.message(other)
    activity.carded(other, JobId("b"))

    assert activity.since_card(PLACE, JOB) == 0
    activity.message(other)
    assert activity.since_card(other, JobId("b")) == 1
