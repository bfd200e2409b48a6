"""Gets cards to where they belong, whatever the platform says about it."""

import structlog

from core.activity import Activity
from core.cards import Cards
from core.errors import (
    ChatbrushError,
    FileTooLarge,
    MessageGone,
    PlaceMoved,
    StaleAction,
    from_record,
)
from core.identity import MessageRef, Place
from core.jobs import Job
from core.notes import MessageNote, NoteKind
from core.pacing import Paced
from core.requests import Audience, Card, Notice
from core.resources import Resources

_log = structlog.get_logger(__name__)

_TRIES = 5
_SMALLEST_BYTES = 10_000


class Delivery:
    """Shows cards and remembers their messages."""

    def __init__(self, resources: Resources, cards: Cards, activity: Activity) -> None:
        self._resources = resources
        self._cards = cards
        self._activity = activity

    async def post_card(self, job: Job, position: int, expected_seconds: float | None) -> None:
        """Post a job's first card and record it: from now on the job may be granted.

        Raises a `DeliveryFailed`.
        """
        for _ in range(_TRIES):
            place = await self._resources.directory.place(job.place_id)
            courier = await self._resources.couriers.of(place.alias.platform)
            card = self._cards.waiting(job, place, position, expected_seconds)
            try:
                message = await courier.show(card, None)
            except PlaceMoved as moved:
                await self._moved(place, moved)
                continue
            await self._note_card(job, message)
            self._activity.carded(place.alias, job.id)
            await self._resources.jobs.carded(job.id, message)
            return
        raise PlaceMoved(place.alias.community)

    async def update_card(self, job: Job, position: int, expected_seconds: float | None) -> None:
        """A new position in line; dropped where there is no room for it."""
        if job.card_message is None:
            return
        place = await self._resources.directory.place(job.place_id)
        courier = await self._resources.couriers.of(place.alias.platform)
        await courier.show(self._cards.waiting(job, place, position, expected_seconds), job.card_message)

    async def finish_card(self, job: Job) -> None:
        """Turn the card into the job's result or its error. Raises a `DeliveryFailed`."""
        max_bytes: int | None = None
        at = job.card_message
        error = from_record(dict(job.error)) if job.error is not None else None
        for _ in range(_TRIES):
            place = await self._resources.directory.place(job.place_id)
            try:
                max_bytes = await self._show_final(job, place, error, at, max_bytes)
            except PlaceMoved as moved:
                await self._moved(place, moved)
                at = None
            except MessageGone:
                if at is None:
                    raise
                at = None
            else:
                if max_bytes is None:
                    return
        raise MessageGone

    async def _show_final(
        self, job: Job, place: Place, error: ChatbrushError | None, at: str | None, max_bytes: int | None
    ) -> int | None:
        """None when it is shown, else how many bytes a picture may have the next time."""
        courier = await self._resources.couriers.of(place.alias.platform)
        largest = 0

        async def build() -> Card:
            nonlocal largest
            card = await self._final(job, place, error, courier, max_bytes)
            largest = max((len(file.data) for file in card.pictures), default=0)
            if at is not None:
                # Before it is seen: whoever replies at once finds the pictures.
                await self._note_final(job, card, at)
            return card

        try:
            message, card = await courier.finish(job.id, place.alias, build, at)
        except FileTooLarge as too_large:
            limit = too_large.limit_bytes or largest
            smaller = limit if limit < largest else largest // 2
            if smaller < _SMALLEST_BYTES:
                raise
            return smaller
        if message != job.card_message:
            await self._note_final(job, card, message)
            await self._resources.jobs.carded(job.id, message)
        return None

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
        notice = Notice(
            key=f"late:{job.id}",
            place=place.alias,
            person=job.person,
            text=words.late_notice(job.instruction.prompt),
            audience=Audience.ALL,
            reply_to=job.request_message or job.card_message,
            mention=True,
            link=job.card_message,
            route=job.route,
        )
        await courier.tell(notice)

    async def _final(
        self, job: Job, place: Place, error: ChatbrushError | None, courier: Paced, max_bytes: int | None
    ) -> Card:
        if error is not None:
            return self._cards.failed(job, place, error, courier.traits)
        pictures = await self._resources.pictures.of_job(job.id)
        try:
            return await self._cards.done(job, place, pictures, courier.traits, max_bytes)
        except StaleAction as erased:
            # /forget between drawing and delivery took what would have been shown.
            return self._cards.failed(job, place, erased, courier.traits)

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
