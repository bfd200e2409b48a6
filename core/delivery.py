"""Gets cards to where they belong, whatever the platform says about it."""

import asyncio
from dataclasses import replace

import structlog

from core.activity import Activity
from core.admission import Standing
from core.cards import Cards
from core.errors import (
    ChatbrushError,
    FileTooLarge,
    MessageGone,
    PlaceMoved,
    from_record,
)
from core.identity import MessageRef, Place
from core.jobs import ENDED, Job, JobState, Superseded
from core.notes import MessageNote, NoteKind
from core.pacing import Paced
from core.requests import Audience, Card, Notice
from core.resources import Resources
from core.weather import Outlook

_log = structlog.get_logger(__name__)

_TRIES = 5
_SMALLEST_BYTES = 10_000
_OTHERS_SECONDS = (0.5, 2.0, 8.0)
"""How long others may take from showing a final to recording that the job has ended."""


class Delivery:
    """Shows cards and remembers their messages."""

    def __init__(self, resources: Resources, cards: Cards, activity: Activity) -> None:
        self._resources = resources
        self._cards = cards
        self._activity = activity

    async def post_card(self, job: Job, standing: Standing) -> JobState:
        """Post a job's first card and record it: from now on the job may be granted.

        The state that the job is in then. Raises a `DeliveryFailed`.
        """
        for _ in range(_TRIES):
            place, job = await self._whereabouts(job)
            courier = await self._resources.couriers.of(place.alias.platform)
            card = self._cards.waiting(job, place, standing)
            try:
                message = await courier.show(card, None)
            except PlaceMoved as moved:
                await self._moved(place, moved)
                continue
            self._activity.carded(place.alias, job.id)
            # Together, so that one commit serves both.
            _, state = await asyncio.gather(
                self._note_card(job, message), self._resources.jobs.carded(job.id, message)
            )
            return state
        raise PlaceMoved(place.alias.community)

    async def update_card(self, job: Job, standing: Standing) -> None:
        """A new position in line; dropped where there is no room for it."""
        place, job = await self._whereabouts(job)
        if job.card_message is not None:
            await self.show_passing(job, self._cards.waiting(job, place, standing), job.card_message)

    async def show_outlook(self, job: Job, outlook: Outlook) -> None:
        """Say that a job that was being drawn waits again; dropped where there is no room for it."""
        place, job = await self._whereabouts(job)
        if job.card_message is not None:
            await self.show_passing(job, self._cards.away(job, place, outlook), job.card_message)

    async def show_passing(self, job: Job, card: Card, at: str) -> None:
        """Change a job's card into one that another follows; dropped where there is no room for it.

        Who was paused in the middle of it may come after the final that others have shown meanwhile.
        That one is then shown again; by anybody, since what it says is recorded.
        """
        courier = await self._resources.couriers.of(card.place.platform)
        tenure = self._resources.tenure
        executor = tenure.executor
        await courier.show(card, at)
        if job.executor == executor == tenure.executor and tenure.is_held():
            return
        for pause_seconds in _OTHERS_SECONDS:
            place, job = await self._whereabouts(job)
            if job.state in ENDED:
                break
            if job.drawn_at is None and job.error is None:
                return
            await asyncio.sleep(pause_seconds)
        if job.card_message == at:
            await self._show_final(job, place, at, is_recorded=True)

    async def finish_card(self, job: Job) -> None:
        """Turn the card into the job's result or its error. Raises a `DeliveryFailed` or `StaleAction`.

        Pictures only ever change a card that is recorded: where it is gone, words are posted in its
        place first, so that nothing can bring the same picture twice.
        """
        gone: str | None = None
        for _ in range(_TRIES):
            place, job = await self._whereabouts(job)
            at = job.card_message if job.card_message != gone else None
            try:
                if at is None:
                    at = await self._post_anew(job, place, gone)
                if job.error is None or at == job.card_message:
                    await self._show_final(job, place, at)
            except PlaceMoved as moved:
                await self._moved(place, moved)
            except MessageGone:
                if at is None:
                    raise
                gone = at
            else:
                return
        raise MessageGone

    async def _whereabouts(self, job: Job) -> tuple[Place, Job]:
        """Where a job's card is now, and the job as it is now, in this order.

        A community that moves takes its jobs' cards from them, so a message id is never used in a
        community of another name than its own.
        """
        place = await self._resources.directory.place(job.place_id)
        return place, await self._resources.jobs.get(job.id)

    async def _post_anew(self, job: Job, place: Place, gone: str | None) -> str:
        """A card in place of one that is gone, without pictures; its message id."""
        courier = await self._resources.couriers.of(place.alias.platform)
        if not self._resources.tenure.is_held():
            raise Superseded(job.id)
        if job.error is None:
            card = await self._cards.drawing(job, place)
        else:
            card = self._cards.failed(job, place, from_record(dict(job.error)), courier.traits)
        message = await courier.show(replace(card, instead_of=gone), None)
        await self._note_card(job, message)
        self._activity.carded(place.alias, job.id)
        await self._resources.jobs.carded(job.id, message)
        return message

    async def _show_final(self, job: Job, place: Place, at: str, *, is_recorded: bool = False) -> None:
        """Each time that a picture is too large it is made smaller, until that is too small to be worth it.

        Only who has the job may show it before it is recorded as ended.
        """
        courier = await self._resources.couriers.of(place.alias.platform)
        error = from_record(dict(job.error)) if job.error is not None else None
        max_bytes: int | None = None
        largest = 0

        async def build() -> Card:
            nonlocal largest
            if not is_recorded and not self._resources.tenure.is_held():
                raise Superseded(job.id)
            card = await self._final(job, place, error, courier, max_bytes)
            largest = max((len(file.data) for file in card.pictures), default=0)
            # Before it is seen: whoever replies at once finds the pictures.
            await self._note_final(job, card, at)
            return card

        while True:
            try:
                await courier.finish(job.id, place.alias, build, at, patient=error is None)
            except FileTooLarge as too_large:
                limit = too_large.limit_bytes or largest
                max_bytes = limit if limit < largest else largest // 2
                if max_bytes < _SMALLEST_BYTES:
                    raise
            else:
                return

    async def give_up(self, job: Job) -> None:
        """The card will not be finished: the place's budget need not keep room for it."""
        place = await self._resources.directory.place(job.place_id)
        courier = await self._resources.couriers.of(place.alias.platform)
        courier.forget_card(job.id, place.alias)

    async def announce(self, job: Job) -> None:
        """Say that a card is finished where its edits went unseen."""
        if job.finished_at is None or job.card_message is None:
            return
        place = await self._resources.directory.place(job.place_id)
        courier = await self._resources.couriers.of(place.alias.platform)
        settings = self._resources.settings.jobs
        took_seconds = (job.finished_at - job.accepted_at).total_seconds()
        messages_below = self._activity.since_card(place.alias, job.id)
        is_late = took_seconds >= settings.notice_after_seconds
        is_far = messages_below >= settings.notice_after_messages
        if courier.traits.edits_notify or not (is_late or is_far):
            return
        words = self._resources.speaker(job.person.locale)
        prompt = self._resources.said(job.instruction, job.person.locale)
        notice = Notice(
            key=f"late:{job.id}",
            place=place.alias,
            person=job.person,
            text=words.late_notice(prompt) if job.state is JobState.DONE else words.late_failure(prompt),
            audience=Audience.ALL,
            reply_to=job.request_message or job.card_message,
            mention=True,
            link=job.card_message,
            route=job.route,
        )
        try:
            await courier.tell(notice)
        except PlaceMoved as moved:
            await self._moved(place, moved)
            place = await self._resources.directory.place(job.place_id)
            await courier.tell(replace(notice, place=place.alias, reply_to=None, link=None))

    async def _final(
        self, job: Job, place: Place, error: ChatbrushError | None, courier: Paced, max_bytes: int | None
    ) -> Card:
        if error is not None:
            return self._cards.failed(job, place, error, courier.traits)
        pictures = await self._resources.pictures.of_job(job.id)
        return await self._cards.done(job, place, pictures, courier.traits, max_bytes)

    async def _moved(self, place: Place, moved: PlaceMoved) -> None:
        _log.info("community moved", platform=place.alias.platform)
        await self._resources.directory.move(place.alias.platform, place.alias.community, moved.community)

    async def _note_card(self, job: Job, message: str) -> None:
        note = MessageNote(
            MessageRef(job.place_id, message), NoteKind.CARD, job.id, reply_to=job.request_message
        )
        await self._resources.notes.put(note, self._resources.clock())

    async def _note_final(self, job: Job, card: Card, message: str) -> None:
        pictures = tuple(dict.fromkeys(one for file in card.pictures for one in file.picture_ids))
        ref = MessageRef(job.place_id, message)
        note = MessageNote(ref, NoteKind.CARD, job.id, pictures, reply_to=job.request_message)
        await self._resources.notes.put(note, self._resources.clock())
