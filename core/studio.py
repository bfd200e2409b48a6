"""The studio: what an adapter calls. Takes messages, and sees that each is dealt with once."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Protocol, Self

import structlog

from core.accept import Acceptance
from core.activity import Activity
from core.addressing import may_concern, worth_noting
from core.albums import Albums
from core.answer import Answers, notice
from core.ask import Requests
from core.cards import Cards
from core.conversation import note_seen
from core.delivery import Delivery
from core.errors import ChatbrushError, DeliveryFailed, PlaceMoved, Unexpected
from core.identity import JobId, Person, PersonAlias, Place, PlaceAlias, Platform
from core.jobs import JobState
from core.journey import Journey
from core.ports import JobEngine, Receiver, Step
from core.press import Presses
from core.quota import Usage
from core.requests import IncomingMessage, PlatformTraits, Verb
from core.resources import Resources
from core.retention import retain
from core.turns import Turns
from core.waiting import bring_waiting

_log = structlog.get_logger(__name__)

_LAST_WORDS_SECONDS = 5.0


class LaunchableEngine(JobEngine, Protocol):
    """A job engine that has to be told the steps before it resumes what was interrupted."""

    async def launch(self, steps: Sequence[tuple[str, Step]]) -> None:
        """Take the steps and go on with what a former process left."""


class Studio(Receiver):
    """Use as an async context manager: entering resumes what a former process left."""

    def __init__(self, resources: Resources, engine: LaunchableEngine) -> None:
        self._resources = resources
        self._engine = engine
        self._activity = Activity()
        self._cards = cards = Cards(resources)
        self._delivery = Delivery(resources, cards, self._activity)
        self._turns = Turns(resources, engine, self._delivery)
        self._journey = Journey(resources, cards, self._delivery, self._turns.poke)
        self._acceptance = Acceptance(resources, self._delivery, self._turns)
        self._answers = Answers(resources)
        self._presses = Presses(resources, cards, self._acceptance)
        self._requests = Requests(resources, self._acceptance)
        self._albums = Albums()
        self._tasks: set[asyncio.Task[None]] = set()
        self._turning: asyncio.Task[None] | None = None
        self._retaining: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        for job in await self._resources.jobs.unfinished():
            if job.state is JobState.ACCEPTED:
                self._own(self._resume_card(job.id))
        self._turning = asyncio.create_task(self._turns.run())
        self._retaining = asyncio.create_task(retain(self._resources))
        await self._engine.launch(self._journey.steps)
        for job in await self._resources.jobs.unfinished():
            if job.state is JobState.DRAWING:
                await self._engine.start(job.id)
        for message in await self._resources.inbox.pending():
            self._own(self._handle(message))
        self._turns.poke()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [*self._tasks, *(one for one in (self._turning, self._retaining) if one is not None)]
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_WORDS_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def receive(self, message: IncomingMessage) -> None:
        """Take a message; see `core.ports.Receiver.receive`."""
        if message.press is None:
            self._activity.message(message.place)
        if worth_noting(message):
            place, person = await self._resources.directory.resolve(
                message.place, message.person, self._resources.clock()
            )
            await note_seen(self._resources, message, place, person)
            if message.album and self._albums.add(message):
                return
        if not may_concern(message):
            return
        if await self._resources.inbox.put(message, self._resources.clock()):
            self._own(self._handle(message))

    async def moved(self, platform: Platform, old: str, new: str) -> None:
        """A community is now called `new`."""
        await self._resources.directory.move(platform, old, new)

    async def usage(self, place: PlaceAlias, person: PersonAlias) -> Sequence[Usage]:
        """Every limit that a request of this person in this place would meet, with what is used of it."""
        found = await self._resources.directory.resolve(place, person, self._resources.clock())
        return await self._answers.usage(*found)

    async def idle(self) -> None:
        """Wait until no message is being dealt with (jobs may still be drawing)."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _own(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle(self, message: IncomingMessage) -> None:
        keys: tuple[str, ...] = (message.key,)
        if message.album and message.press is None:
            gathered = await self._albums.gather(message)
            if gathered is None:
                await self._resources.inbox.done(message.key)
                return
            message, keys = gathered
        try:
            now = self._resources.clock()
            place, person = await self._resources.directory.resolve(message.place, message.person, now)
            message = replace(message, person=person.alias)
            await self._answer(message, place, person)
        except ChatbrushError as error:
            await self._explain(message, error)
        # One message's defect must not end the bot, and its sender must hear of it.
        except Exception as error:  # noqa: BLE001 - one of three: the edge of a message
            _log.exception("message failed unexpectedly", key=message.key)
            await self._explain(message, Unexpected(type(error).__name__))
        for key in keys:
            await self._resources.inbox.done(key)

    async def _answer(self, message: IncomingMessage, place: Place, person: Person) -> None:
        now = self._resources.clock()
        await bring_waiting(self._resources, self._cards, message, place, person)
        if now - message.sent_at > timedelta(seconds=self._resources.settings.jobs.stale_after_seconds):
            words = self._resources.speaker(message.person.locale)
            await self._tell(message, lambda _: words.stale_request())
        elif message.press is not None and message.press.verb is Verb.CHOOSE:
            await self._requests.choose(message.press, message, place, person)
        elif message.press is not None:
            await self._presses.press(message.press, message, place, person)
        elif self._answers.knows(message.command):
            await self._answers.answer(message, place, person)
        else:
            await self._requests.ask(message, place, person)

    async def _explain(self, message: IncomingMessage, error: ChatbrushError) -> None:
        """Say what went wrong. After a crash in between, the message is dealt with again, never half."""
        if isinstance(error, PlaceMoved):
            await self.moved(message.place.platform, message.place.community, error.community)
        _log.info("refused", key=message.key, error=type(error).__name__)
        words = self._resources.speaker(message.person.locale)
        now = self._resources.clock()
        await self._tell(
            message, lambda traits: words.error(error, now=now, traits=traits, hears_all=message.hears_all)
        )

    async def _tell(self, message: IncomingMessage, text: Callable[[PlatformTraits], str]) -> None:
        try:
            courier = await self._resources.couriers.of(message.place.platform)
            await courier.tell(notice(message, text(courier.traits)))
        except DeliveryFailed as error:
            _log.info("notice not delivered", key=message.key, error=type(error).__name__)

    async def _resume_card(self, job_id: JobId) -> None:
        job = await self._resources.jobs.get(job_id)
        try:
            await self._acceptance.post_card(job)
        except DeliveryFailed as error:
            _log.warning("card not posted after restart", job=job_id, error=type(error).__name__)
