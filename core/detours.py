"""What the weather does to the line: who is held back, who goes first as a probe, who is drawn elsewhere.

Pure rules over rows; whoever grants turns applies them in the same transaction.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.identity import JobId
from core.jobs import Caps, Line, Queued
from core.weather import CLEAR, Sky, Weather

SHORT_HOLD = timedelta(minutes=1)
"""A hold no longer than this is waited for; a longer one sends jobs to the fallback."""

Skies = Mapping[str, Weather]
"""Each provider's weather, by the provider's name; those not named are clear."""


@dataclass(frozen=True, slots=True)
class Course:
    """A line as the weather leaves it.

    In `line` the jobs of `elsewhere`, which their fallback shall draw, stand under its name and
    model. Those of `at_once` are not in it, since they need no slot: the instant ones, and those that
    cannot be drawn in time, whose turn is to say so.
    """

    line: Line
    caps: Caps
    at_once: tuple[Queued, ...] = ()
    elsewhere: frozenset[JobId] = frozenset()


def course(line: Line, caps: Caps, skies: Skies, now: datetime) -> Course:
    """The line and the caps under these skies; `caps.deadline_seconds` decides who is late."""
    skies = {name: weather for name, weather in skies.items() if weather.sky(now) is not Sky.CLEAR}
    patience = None if caps.deadline_seconds is None else timedelta(seconds=caps.deadline_seconds)
    at_once = (
        *(job for job in line.waiting if job.provider in caps.instant),
        *_late((job for job in line.waiting if job.provider not in caps.instant), patience, skies, now),
    )
    if not skies and not at_once:
        return Course(line, caps)
    gone = {job.id for job in at_once}
    rest = [job for job in line.waiting if job.id not in gone]
    stay = {_probe(name, line, rest) for name, weather in skies.items() if weather.sky(now) is Sky.PROBING}
    elsewhere = frozenset(
        job.id
        for job in rest
        if job.id not in stay and detour(job.provider, job.standby, _due(job, patience), skies, now)
    )
    waiting = [_elsewhere(job) if job.id in elsewhere else job for job in rest]
    return Course(replace(line, waiting=waiting), _caps(caps, skies, now), at_once, elsewhere)


def is_away(name: str, skies: Skies, now: datetime) -> bool:
    """Whether a provider's jobs had better be drawn elsewhere."""
    weather = skies.get(name, CLEAR)
    sky = weather.sky(now)
    if sky is Sky.HELD:
        until = weather.until(now)
        return until is not None and until - now > SHORT_HOLD
    return sky is not Sky.CLEAR


def detour(provider: str, standby: str, due: datetime | None, skies: Skies, now: datetime) -> bool:
    """Whether a job that is due to begin by then is to be drawn by `standby`, "" for none, as things are."""
    if not standby or is_away(standby, skies, now):
        return False
    return is_away(provider, skies, now) or _outlasts(provider, due, skies, now)


def has_no_chance(provider: str, standby: str, due: datetime, skies: Skies, now: datetime) -> bool:
    """Whether a job that has not begun cannot begin before it is due."""
    if now >= due:
        return True
    return _outlasts(provider, due, skies, now) and not detour(provider, standby, due, skies, now)


def _outlasts(provider: str, due: datetime | None, skies: Skies, now: datetime) -> bool:
    until = skies.get(provider, CLEAR).until(now)
    return due is not None and until is not None and until >= due


def _late(
    waiting: Iterable[Queued], patience: timedelta | None, skies: Skies, now: datetime
) -> Iterator[Queued]:
    for job in waiting:
        due = _due(job, patience)
        if due is not None and has_no_chance(job.provider, job.standby, due, skies, now):
            yield job
        elif not skies:
            # The others came later.
            return


def _due(job: Queued, patience: timedelta | None) -> datetime | None:
    return None if patience is None else job.accepted_at + patience


def _caps(caps: Caps, skies: Skies, now: datetime) -> Caps:
    providers = dict(caps.providers)
    for name, weather in skies.items():
        providers[name] = min(providers.get(name, 1), 1) if weather.sky(now) is Sky.PROBING else 0
    return replace(caps, providers=providers)


def _probe(name: str, line: Line, rest: Iterable[Queued]) -> JobId | None:
    """The oldest of a provider that can be drawn here, if none of its jobs draws."""
    if any(count for (provider, _), count in line.busy.models.items() if provider == name):
        return None
    return next((job.id for job in rest if job.provider == name and job.is_ours), None)


def _elsewhere(job: Queued) -> Queued:
    return replace(job, provider=job.standby, model=job.standby_model)
