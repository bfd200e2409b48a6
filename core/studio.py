"""The studio: what an adapter calls. Takes messages, and sees that each is dealt with once."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Protocol, Self

import structlog

from core.accept import Acceptance
from core.activity import Activity
from core.addressing import may_concern, worth_noting
from core.albums import Albums
from core.answer import Answers
from core.ask import Requests
from core.cancelling import Cancelling
from core.cards import Cards
from core.claims import Claims
from core.commands import PRESETS, Suggestion
from core.conversation import note_seen
from core.delivery import Delivery
from core.dispatch import Dispatch
from core.errors import ChatbrushError, DeliveryFailed, Unexpected
from core.forecast import Forecast
from core.identity import JobId, PersonAlias, PlaceAlias, Platform
from core.jobs import JobState
from core.journey import Journey
from core.ports import JobEngine, Receiver, Signal, Step
from core.preset_words import suggestions
from core.press import Presses
from core.quota import Usage
from core.requests import IncomingMessage
from core.resources import Resources
from core.retention import retain
from core.styles import Styles
from core.turns import Turns
from core.underway import Underway

_log = structlog.get_logger(__name__)

_LAST_WORDS_SECONDS = 5.0


class LaunchableEngine(JobEngine, Protocol):
    """A job engine that has to be told the steps before it resumes what was interrupted."""

    async def launch(self, steps: Sequence[tuple[str, Step]]) -> None:
        """Take the steps, and go on with what this executor's former life left."""

    async def idle(self) -> None:
        """Wait until no journey is under way here, those that are being begun among them."""

    async def close(self) -> None:
        """Stop where we are: running steps are cancelled, finished ones are recorded."""


class Studio(Receiver):
    """Use as an async context manager: entering resumes what former processes left.

    Without an engine nothing is drawn here: others do, who share the database. Who is no heir leaves
    to others what a dead process had.
    """

    def __init__(
        self, resources: Resources, engine: LaunchableEngine | None, *, is_heir: bool = True
    ) -> None:
        self._resources = resources
        self._engine = engine
        self._activity = Activity()
        self._cards = cards = Cards(resources)
        self._delivery = Delivery(resources, cards, self._activity)
        self._forecast = Forecast(resources)
        self._turns = Turns(resources, engine, self._delivery, self._forecast)
        underway = Underway(resources)
        self._journey = Journey(
            resources,
            cards,
            self._delivery,
            underway,
            forecast=self._forecast,
            follow=self._turns.follow,
        )
        self._cancelling = Cancelling(resources, self._delivery)
        self._acceptance = Acceptance(resources, self._delivery, self._turns, self._cancelling)
        self._answers = Answers(resources)
        self._dispatch = Dispatch(
            resources,
            self._answers,
            self._cancelling,
            Claims(resources, self._acceptance),
            Presses(resources, cards, self._acceptance),
            Requests(resources, self._acceptance),
            Styles(resources, self._acceptance),
        )
        self._albums = Albums()
        self._tasks: set[asyncio.Task[None]] = set()
        self._turning: asyncio.Task[None] | None = None
        self._retaining: asyncio.Task[None] | None = None
        self._is_heir = is_heir
        self._is_draining = False
        self._is_ended = False
        self._changing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._turning = asyncio.create_task(self._turns.run())
        self._retaining = asyncio.create_task(retain(self._resources))
        await self._resources.tenure.enter()
        if self._engine is not None:
            await self._engine.launch(self._journey.steps)
        # What is left is inherited before anything new is taken.
        await self._resources.tenure.watch(self._inherit, self._begin_anew)
        self._resources.signals.send(Signal.TURNS)
        return self

    async def _inherit(self, former: str) -> bool:
        """Take over what a dead executor had: its jobs without a card, its journeys, its messages.

        Journeys are left to who can draw.
        """
        resources = self._resources
        if self._is_draining or self._is_ended or not self._is_heir:
            return False
        for job in await resources.jobs.of_executor(former):
            if job.state is JobState.DRAWING and self._engine is not None:
                await self._engine.start(job.id, job.grant)
            elif job.state is not JobState.DRAWING and await resources.jobs.adopt(
                job.id, resources.tenure.executor, former
            ):
                is_new = job.state is JobState.ACCEPTED
                self._own(self._resume_card(job.id) if is_new else self._cancelling.close(job))
        await self._turns.follow_all()
        if self._engine is not None:
            # Last, since a job that had no journey yet has one now: none can begin any more that is not found.
            await self._engine.inherit(former)
        for message in await resources.inbox.adopt(former, resources.tenure.executor):
            self._own(self._handle(message))
        return self._engine is not None

    async def _begin_anew(self) -> None:
        """Our name was lost: what we had under it is another's, so let go of it."""
        async with self._changing:
            if self._is_ended:
                await self._resources.tenure.enter()
            else:
                await self._let_go_and_enter()

    async def _let_go_and_enter(self) -> None:
        _log.warning("taken for dead; going on under another name")
        await self._turns.pause()
        await self._let_go(self._tasks)
        await self._resources.tenure.enter()
        if self._engine is not None:
            await self._engine.launch(self._journey.steps)
        if not self._is_draining:
            self._turns.resume()

    async def drain(self, seconds: float) -> None:
        """Begin nothing new, and let what is being drawn end within a time.

        Messages are still kept, for the next start or another process to deal with.
        """
        self._is_draining = True
        try:
            async with asyncio.timeout(seconds):
                await self._turns.pause()
                await self.idle()
                if self._engine is not None:
                    await self._engine.idle()
        except TimeoutError:
            _log.info("not all ended in time; what is left goes on with the next start")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.end()

    async def end(self) -> None:
        """Stop where we are; what is not done yet is done by the next start, or by who inherits it.

        The couriers must still work, or what is being sent would be taken for undeliverable.
        """
        async with self._changing:
            if not self._is_ended:
                self._is_ended = True
                await self._stop()

    async def _stop(self) -> None:
        tasks = [*self._tasks, *(one for one in (self._turning, self._retaining) if one is not None)]
        if self._tasks and not self._is_draining:
            await asyncio.wait(self._tasks, timeout=_LAST_WORDS_SECONDS)
        await self._let_go(tasks)
        await self._resources.tenure.end()

    async def _let_go(self, tasks: Iterable[asyncio.Task[None]]) -> None:
        """End these tasks and every journey under way here, where they are."""
        ending = list(tasks)
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        if self._engine is not None:
            await self._engine.close()

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
        resources = self._resources
        is_new = await resources.inbox.put(message, resources.clock(), resources.tenure.executor)
        # Under a lost name it is inherited like what came before.
        if is_new and not self._is_draining and resources.tenure.is_held():
            self._own(self._handle(message))

    async def moved(self, platform: Platform, old: str, new: str) -> None:
        """A community is now called `new`."""
        await self._resources.directory.move(platform, old, new)

    async def usage(self, place: PlaceAlias, person: PersonAlias) -> Sequence[Usage]:
        """Every limit that a request of this person in this place would meet, with what is used of it."""
        found = await self._resources.directory.resolve(place, person, self._resources.clock())
        return await self._answers.usage(*found)

    @property
    def suggestions(self) -> Mapping[str, Sequence[Suggestion]]:
        """What platforms may suggest while an option is filled in, by `Option.suggests`."""
        return {PRESETS: suggestions(self._resources.presets)}

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
            await self._dispatch.deal(message, place, person)
        except ChatbrushError as error:
            await self._dispatch.explain(message, error)
        # One message's defect must not end the bot, and its sender must hear of it.
        except Exception as error:  # noqa: BLE001 - one of three: the edge of a message
            _log.exception("message failed unexpectedly", key=message.key)
            await self._dispatch.explain(message, Unexpected(type(error).__name__))
        for key in keys:
            await self._resources.inbox.done(key)

    async def _resume_card(self, job_id: JobId) -> None:
        job = await self._resources.jobs.get(job_id)
        _log.warning("orphan", job=job_id, why="a former process may have posted its card")
        try:
            await self._acceptance.post_card(job)
        except DeliveryFailed as error:
            _log.warning("card not posted after restart", job=job_id, error=type(error).__name__)
