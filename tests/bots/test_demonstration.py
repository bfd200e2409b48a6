"""What `chatbrush demo` makes of the settings, and the times on its page."""

from datetime import UTC, datetime, timedelta

import pytest

from bots.demonstration import settings_for
from bots.web.words import Words
from core.settings import Settings


@pytest.mark.parametrize(
    ("machine", "written", "used"),
    [
        ("Europe/Berlin", "UTC", "Europe/Berlin"),
        ("Europe/Berlin", "Asia/Shanghai", "Asia/Shanghai"),
        ("NST-5:45", "UTC", "UTC"),
    ],
)
def test_a_demo_tells_times_as_the_machine_does(
    monkeypatch: pytest.MonkeyPatch, machine: str, written: str, used: str
) -> None:
    monkeypatch.setenv("TZ", machine)

    assert settings_for(Settings(time_zone=written), None).time_zone == used


def test_only_the_playground_is_on() -> None:
    settings = settings_for(Settings.model_validate({"platforms": {"discord": {"token": "secret"}}}), 9000)

    assert settings.platforms.playground.enabled
    assert settings.platforms.playground.port == 9000
    assert not settings.platforms.discord.enabled
    assert not settings.platforms.telegram.enabled


@pytest.mark.parametrize(("language", "day"), [("en", "Nov 22"), ("zh", "11月22日")])
def test_a_bar_names_the_day_when_it_is_not_today(language: str, day: str) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)

    assert day not in Words(language).back(noon + timedelta(minutes=1), noon)
    assert day in Words(language).back(noon + timedelta(days=1), noon)
