"""The weather as this process knows it: reports what providers did, and wakes whoever waits for them."""

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog

from core.detours import Skies, detour, has_no_chance, is_away
from core.drawing import ProviderTraits
from core.errors import (
    BadAnswer,
    ChatbrushError,
    ContentBlocked,
    KeyRejected,
    NotInTime,
    Overloaded,
    ProviderDown,
    ProviderRefused,
    ProviderTimedOut,
    ProviderUnreachable,
)
from core.jobs import Job
from core.ports import Signal
from core.resources import Resources
from core.weather import CLEAR, BreakerRules, Outlook, Sky, Weather, busy, failed, outlook, succeeded

_log = structlog.get_logger(__name__)

_LONGEST_SLEEP_SECONDS = 3_600.0
_FAULTS = (ProviderDown, ProviderTimedOut, ProviderUnreachable, BadAnswer)
"""What counts for the breaker: the provider's own faults, and answers that cannot be used."""
_ANSWERS = (ContentBlocked, ProviderRefused)
"""Refusals by a provider that is well."""


def weather_name(traits: ProviderTraits) -> str:
    """Under which name a provider's weather is kept: processes with the same key share it, others do not."""
    return f"{traits.name}:{traits.key_hash}" if traits.key_hash else traits.name


class Forecast:
    """What providers' weather means for jobs, here and now.

    `names` are the names of their weather, `starts` how many of their jobs may begin within a
    minute, both by the provider's name. One timer wakes whoever heeds it, when a hold or a pause
    is over, when starts are free again, and when the oldest job's deadline passes: no polling.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        traits = {name: provider.traits for name, provider in resources.providers.items()}
        self.names: Mapping[str, str] = {name: weather_name(each) for name, each in traits.items()}
        self.starts: Mapping[str, int] = {
            name: each.starts_per_minute
            for name, each in traits.items()
            if each.starts_per_minute is not None
        }
        breaker = resources.settings.providers.breaker
        self._rules = BreakerRules(breaker.failures, breaker.pause_seconds, breaker.longest_pause_seconds)
        self._deadline = timedelta(seconds=resources.settings.jobs.deadline_seconds)
        self._skies: dict[str, Weather] = dict.fromkeys(traits, CLEAR)
        self._is_stale = True
        self._rejected: set[str] = set()
        self._next_due: datetime | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._listeners: list[Callable[[], None]] = []
        resources.signals.heed(Signal.WEATHER, self._changed)

    @property
    def skies(self) -> Skies:
        """Each provider's weather as last looked at."""
        return self._skies

    def heed(self, listener: Callable[[], None]) -> None:
        """Call `listener()` on this loop when the weather may mean something else than before."""
        self._listeners.append(listener)

    async def look(self) -> None:
        """Bring what we know up to date, and set the timer for what comes next."""
        now = self._resources.clock()
        await self._refresh()
        if self._next_due is None or now >= self._next_due:
            # Whoever is accepted from now on is due later than this.
            oldest = await self._resources.jobs.oldest_since(now - self._deadline)
            self._next_due = (oldest or now) + self._deadline
        moments = [self._next_due, *(weather.until(now) for weather in self._skies.values())]
        if self.starts:
            moments.append(await self._resources.jobs.next_start(self.starts, now))
        seconds = min((moment - now).total_seconds() for moment in moments if moment is not None)
        self.rest()
        self._timer = asyncio.get_running_loop().call_later(min(seconds, _LONGEST_SLEEP_SECONDS), self._wake)

    def rest(self) -> None:
        """Wake nobody until the next look."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def outlook(self, job: Job) -> Outlook | None:
        """What a waiting job's requester should know; None where it waits for its turn only."""
        now = self._resources.clock()
        if detour(job.provider, job.standby, job.accepted_at + self._deadline, self._skies, now):
            return None
        return outlook(self._skies.get(job.provider, CLEAR), now)

    def can_go_elsewhere(self, job: Job) -> bool:
        """Whether a job has a fallback that may be asked now."""
        return bool(job.standby) and not is_away(job.standby, self._skies, self._resources.clock())

    def remarks(self, job: Job) -> tuple[str, ...]:
        """Notes for the card of a job that was drawn elsewhere: by which provider, and why."""
        if not job.stands_for:
            return ()
        sky = self._skies.get(job.stands_for, CLEAR).sky(self._resources.clock())
        reason = "busy" if sky is Sky.HELD else "down"
        return (f"fallback-{reason}:{job.provider}/{job.stands_for}",)

    async def too_late(self, job: Job) -> NotInTime | None:
        """Why a job that is about to begin is given up instead."""
        await self._refresh()
        now, due = self._resources.clock(), job.accepted_at + self._deadline
        if not has_no_chance(job.provider, job.standby, due, self._skies, now):
            return None
        told = outlook(self._skies.get(job.provider, CLEAR), now)
        return NotInTime(job.provider, sky=told.sky.value if told else "")

    async def heard(self, provider: str, error: ChatbrushError | None, began_at: datetime) -> None:
        """A provider answered a request that began at a moment, or failed it with `error`."""
        if isinstance(error, KeyRejected):
            self._reject(provider)
        is_well = error is None or isinstance(error, _ANSWERS)
        rule = self._rule(error, began_at)
        if rule is None:
            return
        if is_well:
            self._rejected.discard(provider)
            await self._refresh()
            if self._skies[provider] == CLEAR:
                return
        before, after = await self._resources.weather.change(self.names[provider], rule)
        self._skies[provider] = after
        _tell(provider, before, after)

    def _rule(self, error: ChatbrushError | None, began_at: datetime) -> Callable[[Weather], Weather] | None:
        now = self._resources.clock()
        if error is None or isinstance(error, _ANSWERS):
            return partial(succeeded, began_at=began_at)
        if isinstance(error, Overloaded):
            chance = random.random()
            asked = error.retry_after_seconds
            return partial(busy, began_at=began_at, now=now, asked_seconds=asked, chance=chance)
        if isinstance(error, _FAULTS):
            return partial(failed, rules=self._rules, began_at=began_at, now=now)
        return None

    def _reject(self, provider: str) -> None:
        if provider not in self._rejected:
            self._rejected.add(provider)
            _log.error(
                "the provider rejects the key: it is wrong, lacks rights or is out of money; nothing is drawn with it",
                provider=provider,
            )

    async def _refresh(self) -> None:
        if self._is_stale or any(weather != CLEAR for weather in self._skies.values()):
            self._is_stale = False
            kept = await self._resources.weather.read(set(self.names.values()))
            self._skies = {provider: kept[name] for provider, name in self.names.items()}

    def _changed(self, subject: str) -> None:
        if not subject or subject in self.names.values():
            self._wake()

    def _wake(self) -> None:
        self._is_stale = True
        for listener in self._listeners:
            listener()


def _tell(provider: str, before: Weather, after: Weather) -> None:
    if after.down_until is not None and after.down_until != before.down_until:
        _log.warning(
            "provider is down", provider=provider, failures=after.failures, pause_seconds=after.pause_seconds
        )
    elif after.down_until is None and before.down_until is not None:
        _log.info("provider is itself again", provider=provider)
    elif after.held_until is not None and after.held_until != before.held_until:
        _log.info("provider asks to wait", provider=provider, until=after.held_until.isoformat())
