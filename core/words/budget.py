"""What is left, in words: the same sentences for /quota and for a refusal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from core.errors import OverQuota, Shortfall
from core.quota import Unit, Usage, format_window, parse_limit
from core.words.language import Language

_CELLS: Final = 10
_FULL, _EMPTY = "▰", "▱"


def bar(left: int, limit: int) -> str:
    """Ten cells for `left` of a `limit` above 0: any rest shows as at least one, and only all of it fills the bar."""
    filled = (left * _CELLS // limit or 1) if left > 0 else 0
    return _FULL * filled + _EMPTY * (_CELLS - filled)


def usage_lines(language: Language, usages: Sequence[Usage], now: datetime) -> str:
    """One line per limit, or that there is none."""
    if not usages:
        return language.say("quota.unlimited")
    return "\n".join(_line(language, usage, now) for usage in usages)


def refusal(language: Language, error: OverQuota, now: datetime, *, quota: str) -> str:
    """Which limit has no room and when it has again: of several, the one that lasts longest.

    `quota` is how the quota command is written there.
    """
    worst = max(error.shortfalls, key=lambda shortfall: _back_order(shortfall, now))
    whose = language.say(f"whose.{worst.scope}")
    window = _window(language, worst.window)
    if worst.limit == 0:
        return language.say("over.none", whose=whose, window=window)
    what = _lack(language, worst, whose, window)
    if worst.back_at is None:
        return language.say("sentences", first=what, second=language.say("over.never"))
    time, relative = language.time(worst.back_at, now), language.until(worst.back_at, now)
    back = language.say("over.back", time=time, relative=relative, quota=quota)
    return language.say("sentences", first=what, second=back)


def _line(language: Language, usage: Usage, now: datetime) -> str:
    limit = usage.limit
    whose = language.say(f"quota.{usage.scope.kind}")
    window = _window(language, format_window(limit.window))
    if limit.amount == 0:
        return language.say("quota.none", whose=whose, window=window)
    left = max(0, limit.amount - usage.used)
    if limit.unit is Unit.IMAGES:
        rest = language.say("quota.images", count=limit.amount, left=language.number(left), window=window)
    else:
        rest = language.say(
            "quota.micros", left=language.money(left), limit=language.money(limit.amount), window=window
        )
    line = language.say("quota.line", whose=whose, bar=bar(left, limit.amount), left=rest)
    if usage.full_at is None:
        return line
    time, relative = language.time(usage.full_at, now), language.until(usage.full_at, now)
    return f"{line} · {language.say('quota.back', time=time, relative=relative)}"


def _lack(language: Language, shortfall: Shortfall, whose: str, window: str) -> str:
    left = max(0, shortfall.limit - shortfall.used)
    if shortfall.unit != Unit.IMAGES:
        return language.say(
            "over.micros",
            asked=language.money(shortfall.asked),
            left=language.money(left),
            limit=language.money(shortfall.limit),
            whose=whose,
            window=window,
        )
    limit = language.number(shortfall.limit)
    if left == 0:
        return language.say("over.images.used", limit=limit, whose=whose, window=window)
    return language.say(
        "over.images",
        count=shortfall.asked,
        left=language.number(left),
        limit=limit,
        whose=whose,
        window=window,
    )


def _window(language: Language, text: str) -> str:
    """A window as limits are written ("3 hours", "month"), in the reader's language."""
    window = parse_limit(f"1 image per {text}").window
    if window.seconds is not None:
        return language.say("window.rolling", span=language.span(window.seconds))
    return language.say(f"window.{window.period}")


def _back_order(shortfall: Shortfall, now: datetime) -> tuple[bool, datetime]:
    return shortfall.back_at is None, shortfall.back_at or now
