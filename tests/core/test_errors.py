"""Errors are data: each survives being kept with its job, and the drawn tree is the real one."""

import dataclasses
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import core.errors
from core.errors import (
    ChatbrushError,
    OverQuota,
    ProviderDown,
    SettingsInvalid,
    SettingsProblem,
    Shortfall,
    Unexpected,
    from_record,
    leaves,
)

NOW = datetime(2026, 11, 21, 14, 38, tzinfo=UTC)
VALUES: dict[str, Any] = {
    "scope": "account",
    "provider": "openai",
    "count": 4,
    "number": 7,
    "newest": 9,
    "limit": 2,
    "given": 3,
    "option": "--ar",
    "preset": "try-on",
    "title": "Outfit try-on",
    "title_zh": "虚拟试衣",
    "least": 2,
    "most": 6,
    "value": "5",
    "asked": "a robot",
    "script": "Thai",
    "package": "fonts-noto-core",
    "until": NOW + timedelta(minutes=7),
    "model": "m-1",
    "retry_after_seconds": 1.5,
    "community": "-100",
    "kind": "KeyError",
    "problems": (SettingsProblem("jobs.total", "must be above 0"), SettingsProblem("log", "is unknown")),
    "shortfalls": (Shortfall("account", "images", 40, 38, 4, NOW, "3 hours"),),
}


def example(leaf: type[ChatbrushError]) -> ChatbrushError:
    fields = dataclasses.fields(leaf)
    return leaf(
        **{field.name: VALUES[field.name] for field in fields if field.default is dataclasses.MISSING}
    )


@pytest.mark.parametrize("leaf", leaves(), ids=lambda leaf: leaf.__name__)
def test_an_error_can_be_kept_with_its_job(leaf: type[ChatbrushError]) -> None:
    error = example(leaf)
    kept = from_record(json.loads(json.dumps(error.to_record())))

    assert type(kept) is leaf
    assert kept.to_record() == error.to_record()
    assert kept.args == error.args == tuple(getattr(error, field.name) for field in dataclasses.fields(error))


def test_a_time_is_still_a_time() -> None:
    error = example(OverQuota)

    kept = from_record(error.to_record())

    assert isinstance(kept, OverQuota)
    assert kept.shortfalls[0].back_at == NOW


def test_a_name_since_removed_is_unexpected() -> None:
    kept = from_record({"error": "Vanished", "provider": "x"})

    assert isinstance(kept, Unexpected)
    assert kept.kind == "Vanished"


def test_leaves_are_those_of_a_branch() -> None:
    assert ProviderDown in leaves(core.errors.ProviderFailed)
    assert all(issubclass(leaf, core.errors.ProviderFailed) for leaf in leaves(core.errors.ProviderFailed))
    assert core.errors.ProviderFailed not in leaves()


def test_the_drawn_tree_names_every_error() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", core.errors.__doc__ or ""))

    assert {leaf.__name__ for leaf in leaves()} <= drawn
    assert len(leaves()) > 30


def test_mistakes_in_the_settings_read_line_by_line() -> None:
    assert str(example(SettingsInvalid)) == "jobs.total: must be above 0\nlog: is unknown"
