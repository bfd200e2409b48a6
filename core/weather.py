"""How a provider fares: itself, asking to wait, or down. Pure rules that storage applies atomically.

A circuit breaker (https://martinfowler.com/bliki/CircuitBreaker.html) with a hold beside it: so
many failures in a row bring a pause, after it one request goes out as a probe, and its outcome
closes the breaker or doubles the pause. A 429 holds the provider back for as long as it asks.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_HOLD_SECONDS = 0.5
LONGEST_OWN_HOLD_SECONDS = 60.0
LONGEST_HOLD_SECONDS = 86_400.0
_SPREAD = 0.25
_MOST_DOUBLINGS = 30


class Sky(StrEnum):
    """What a provider's weather means now."""

    CLEAR = "clear"
    HELD = "held"
    """It asked to wait."""
    DOWN = "down"
    """It failed too often: nothing is asked of it."""
    PROBING = "probing"
    """Its pause is over: one request at a time, until one succeeds."""


@dataclass(frozen=True, slots=True)
class BreakerRules:
    """So many `failures` in a row bring a pause; each failed probe doubles it up to the longest."""

    failures: int
    pause_seconds: float
    longest_pause_seconds: float


@dataclass(frozen=True, slots=True)
class Weather:
    """How one provider's key fares, for all processes that use it.

    `failures` and `holds` count in a row, since the last success. `down_until` is set until a
    probe has succeeded; `pause_seconds` is how long that pause is.
    """

    failures: int = 0
    holds: int = 0
    held_until: datetime | None = None
    down_until: datetime | None = None
    pause_seconds: float = 0.0

    def sky(self, now: datetime) -> Sky:
        """What it means at a moment."""
        if self.down_until is not None and now < self.down_until:
            return Sky.DOWN
        if self.held_until is not None and now < self.held_until:
            return Sky.HELD
        return Sky.CLEAR if self.down_until is None else Sky.PROBING

    def until(self, now: datetime) -> datetime | None:
        """When the provider may be asked again; None if it may now."""
        ahead = [
            moment for moment in (self.held_until, self.down_until) if moment is not None and now < moment
        ]
        return max(ahead, default=None)


CLEAR = Weather()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What those who wait for a provider are told; `until` is when it is asked again, None while it is being asked."""

    sky: Sky
    until: datetime | None = None


def outlook(weather: Weather, now: datetime) -> Outlook | None:
    """None where there is nothing to tell."""
    sky = weather.sky(now)
    return None if sky is Sky.CLEAR else Outlook(sky, weather.until(now))


def busy(
    weather: Weather, began_at: datetime, now: datetime, asked_seconds: float | None, chance: float
) -> Weather:
    """After a 429 to a request that began at `began_at`.

    At least as long as asked, growing with every hold in a row, and up to a quarter more by
    `chance` (0 to 1), so that not all keys of a deployment come back at once. Requests that
    were under way when the hold began do not count as further ones. A hold is never shortened.
    """
    is_new = weather.held_until is None or began_at >= weather.held_until
    holds = weather.holds + is_new
    doublings = min(max(holds - 1, 0), _MOST_DOUBLINGS)
    own = min(FIRST_HOLD_SECONDS * 2**doublings, LONGEST_OWN_HOLD_SECONDS)
    seconds = min(max(asked_seconds or 0.0, own) * (1 + _SPREAD * chance), LONGEST_HOLD_SECONDS)
    until = now + timedelta(seconds=seconds)
    if weather.held_until is not None:
        until = max(until, weather.held_until)
    return replace(weather, holds=holds, held_until=until)


def failed(weather: Weather, rules: BreakerRules, began_at: datetime, now: datetime) -> Weather:
    """After a request failed by the provider's fault; one that began before the pause ended is old news."""
    if weather.down_until is None:
        failures = weather.failures + 1
        if failures < rules.failures:
            return replace(weather, failures=failures)
        pause = min(rules.pause_seconds, rules.longest_pause_seconds)
    elif began_at < weather.down_until:
        return weather
    else:
        failures = weather.failures + 1
        pause = min(weather.pause_seconds * 2, rules.longest_pause_seconds)
    until = now + timedelta(seconds=pause)
    return replace(weather, failures=failures, down_until=until, pause_seconds=pause)


def succeeded(weather: Weather, began_at: datetime) -> Weather:
    """After a request was answered; one that began before the pause or hold ended does not end it."""
    if weather.down_until is not None and began_at < weather.down_until:
        return weather
    if weather.held_until is not None and began_at < weather.held_until:
        return replace(weather, failures=0, down_until=None, pause_seconds=0.0)
    return CLEAR
