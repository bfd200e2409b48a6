"""Ask a text model about words that the rules leave undecided, so often a day and no longer than a moment."""

import asyncio
from datetime import date

import structlog

from core.errors import ChatbrushError
from core.identity import Person
from core.leanings import Leaning
from core.resources import Resources

_log = structlog.get_logger(__name__)


class Judgement:
    """A model's say; the calls of a day (in UTC) are counted in this process."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._day: date | None = None
        self._calls = 0

    async def of(self, words: str, person: Person) -> Leaning:
        """What the model takes undecided words for; undecided without one, or when it does not answer in time."""
        judge = self._resources.judge
        if judge is None or not self._may_call():
            return Leaning.UNDECIDED
        try:
            async with asyncio.timeout(self._resources.settings.replies.timeout_seconds):
                return await judge.lean(words, self._resources.person_hash(person.account_id))
        except (ChatbrushError, TimeoutError) as error:
            _log.info("judge did not answer", error=type(error).__name__)
            return Leaning.UNDECIDED

    def _may_call(self) -> bool:
        today = self._resources.clock().date()
        if self._day != today:
            self._day, self._calls = today, 0
        if self._calls >= self._resources.settings.replies.calls_per_day:
            return False
        self._calls += 1
        return True
