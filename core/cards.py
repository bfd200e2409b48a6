"""From a job to the card that people see."""

from collections.abc import Sequence

from core import imaging
from core.admission import Standing
from core.errors import Cancelled, ChatbrushError, NotExact, ProviderFailed, StaleAction
from core.identity import JobId, Place
from core.instructions import InstructionKind
from core.jobs import Job, claimable
from core.pictures import Picture, file_name
from core.requests import Action, Card, CardState, PictureFile, PlatformTraits, Verb
from core.resources import Resources
from core.weather import Outlook

_PREVIEW_SIDE = 768
_PREVIEW_BYTES = 400_000


class Cards:
    """Builds cards; decoding and encoding run off the loop."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def waiting(self, job: Job, place: Place, standing: Standing) -> Card:
        """In line."""
        words = self._resources.speaker(job.person.locale)
        text = words.waiting(
            standing.position,
            standing.expected_seconds,
            self._said(job),
            outlook=standing.outlook,
            now=self._resources.clock(),
        )
        return self._card(job, place, CardState.WAITING, text, actions=self._cancel(job))

    def away(self, job: Job, place: Place, outlook: Outlook) -> Card:
        """Waiting again: its provider is held back or down."""
        words = self._resources.speaker(job.person.locale)
        text = words.away(outlook, self._said(job), now=self._resources.clock())
        return self._card(job, place, CardState.WAITING, text, actions=self._cancel(job))

    async def drawing(self, job: Job, place: Place, preview: bytes | None = None) -> Card:
        """Being drawn, perhaps with a preview."""
        words = self._resources.speaker(job.person.locale)
        pictures: tuple[PictureFile, ...] = ()
        if preview is not None:
            data = await imaging.in_thread(
                imaging.preview, preview, max_side=_PREVIEW_SIDE, max_bytes=_PREVIEW_BYTES
            )
            name = f"preview-{job.id[-8:]}.jpg"
            alt_text = words.alt_text(self._said(job), 1, 1)
            pictures = (PictureFile(data, "image/jpeg", name, alt_text, spoiler=job.spoiler),)
        text = words.drawing(self._said(job))
        actions = self._cancel(job)
        return self._card(job, place, CardState.DRAWING, text, pictures=pictures, actions=actions)

    async def done(
        self,
        job: Job,
        place: Place,
        pictures: Sequence[Picture],
        traits: PlatformTraits,
        max_bytes: int | None = None,
    ) -> Card:
        """The result, fitted to the platform; `max_bytes` steps further down for each picture."""
        words = self._resources.speaker(job.person.locale)
        is_sheet = len(pictures) > traits.pictures_per_card
        shown = 1 if is_sheet else len(pictures)
        limit = min(
            traits.upload_bytes, traits.message_bytes // max(shown, 1), max_bytes or traits.upload_bytes
        )
        if is_sheet:
            files: tuple[PictureFile, ...] = (await self._sheet(job, pictures, traits, limit),)
        else:
            files = tuple(
                [await self.file(job, picture, len(pictures), traits, limit) for picture in pictures]
            )
        text = words.done(
            self._said(job),
            kind=job.instruction.kind,
            version=pictures[0].version,
            count=len(pictures),
            notes=job.notes,
            other_offered=_is_ambiguous(job),
        )
        if is_sheet:
            text = f"{text}\n{words.sheet_hint(len(pictures))}"
        actions = self._actions(job, pictures, is_sheet=is_sheet)
        return self._card(job, place, CardState.DONE, text, pictures=files, actions=actions)

    def failed(self, job: Job, place: Place, error: ChatbrushError, traits: PlatformTraits) -> Card:
        """No result, and why; trying again is offered where that can help."""
        words = self._resources.speaker(job.person.locale)
        actions: tuple[Action, ...] = ()
        if isinstance(error, ProviderFailed | Cancelled):
            actions = (Action(Verb.AGAIN, job.id, words.label(Verb.AGAIN, None)),)
        elif isinstance(error, NotExact) and job.other_reading is not None:
            actions = (Action(Verb.OTHER, job.id, words.label_of_model()),)
        now = self._resources.clock()
        text = words.failed(self._said(job), error, now=now, traits=traits)
        kept = claimable(job, error)
        if kept is not None:
            actions = (Action(Verb.CLAIM, kept, words.label(Verb.CLAIM, None)),)
            days = self._resources.settings.jobs.keep_results_days
            text = f"{text}\n{words.kept_here(days, traits.command_prefix)}"
        return self._card(job, place, CardState.FAILED, text, actions=actions)

    async def file(
        self, job: Job, picture: Picture, count: int, traits: PlatformTraits, max_bytes: int
    ) -> PictureFile:
        """One picture as a file that the platform takes inline. Raises `StaleAction` if it is gone."""
        data, media_type = await self._fitted(await self._original(picture), traits, max_bytes)
        words = self._resources.speaker(job.person.locale)
        alt_text = picture.alt_text or words.alt_text(self._said(job), picture.index, count)
        name = file_name(picture.id, media_type)
        return PictureFile(data, media_type, name, alt_text, (picture.id,), picture.spoiler)

    async def alone(self, picture: Picture, job_id: JobId, traits: PlatformTraits) -> PictureFile:
        """One picture that a job drew, outside its card. Raises `StaleAction` if it is gone."""
        job = await self._resources.jobs.get(job_id)
        return await self.file(job, picture, job.drawn_count, traits, traits.upload_bytes)

    async def original(self, picture: Picture) -> PictureFile:
        """The untouched file. Raises `StaleAction` if it is gone."""
        data = await self._original(picture)
        media_type = picture.facts.media_type
        return PictureFile(
            data,
            media_type,
            file_name(picture.id, media_type),
            picture.alt_text,
            (picture.id,),
            picture.spoiler,
        )

    async def _sheet(
        self, job: Job, pictures: Sequence[Picture], traits: PlatformTraits, max_bytes: int
    ) -> PictureFile:
        originals = [await self._original(picture) for picture in pictures]
        sheet = await imaging.in_thread(imaging.sheet, originals)
        data, media_type = await self._fitted(sheet, traits, max_bytes)
        words = self._resources.speaker(job.person.locale)
        alt_text = words.alt_text(self._said(job), 1, len(pictures))
        ids = tuple(picture.id for picture in pictures)
        name = file_name(job.id, media_type)
        return PictureFile(data, media_type, name, alt_text, ids, job.spoiler)

    async def _original(self, picture: Picture) -> bytes:
        if picture.blob is None:
            raise StaleAction
        try:
            return await self._resources.blobs.get(picture.blob)
        except KeyError as error:
            raise StaleAction from error

    async def _fitted(self, data: bytes, traits: PlatformTraits, max_bytes: int) -> tuple[bytes, str]:
        return await imaging.in_thread(
            imaging.fit,
            data,
            max_bytes=max_bytes,
            types=traits.photo_types,
            max_sides=traits.photo_sides,
            max_ratio=traits.photo_ratio,
        )

    def _said(self, job: Job) -> str:
        return self._resources.said(job.instruction, job.person.locale)

    def _cancel(self, job: Job) -> tuple[Action, ...]:
        label = self._resources.speaker(job.person.locale).label(Verb.CANCEL, None)
        return (Action(Verb.CANCEL, job.id, label),)

    def _actions(self, job: Job, pictures: Sequence[Picture], *, is_sheet: bool) -> tuple[Action, ...]:
        words = self._resources.speaker(job.person.locale)
        several = len(pictures) > 1
        verb = Verb.PICK if is_sheet else Verb.EDIT
        actions = []
        for picture in pictures:
            number = picture.index if several else None
            actions.append(Action(verb, picture.id, words.label(verb, number), number))
        actions.append(Action(Verb.AGAIN, job.id, words.label(Verb.AGAIN, None)))
        last = Verb.ALL if is_sheet else Verb.ORIGINAL
        target = job.id if several else pictures[0].id
        actions.append(Action(last, target, words.label(last, None)))
        if not several:
            actions.append(Action(Verb.MORE, target, words.label(Verb.MORE, None)))
        if pictures[0].parents and not several:
            actions.append(Action(Verb.COMPARE, target, words.label(Verb.COMPARE, None)))
        if pictures[0].parents:
            actions.append(Action(Verb.HISTORY, pictures[0].id, words.label(Verb.HISTORY, None)))
        if _is_ambiguous(job):
            actions.append(Action(Verb.OTHER, job.id, words.label(Verb.OTHER, None)))
        return tuple(actions)

    def _card(
        self,
        job: Job,
        place: Place,
        state: CardState,
        text: str,
        *,
        pictures: tuple[PictureFile, ...] = (),
        actions: tuple[Action, ...] = (),
    ) -> Card:
        return Card(
            job_id=job.id,
            place=place.alias,
            person=job.person,
            state=state,
            text=text,
            reply_to=job.request_message,
            pictures=pictures,
            actions=actions,
            names_requester=job.names_requester,
            route=job.route,
        )


def _is_ambiguous(job: Job) -> bool:
    """Whether the words could have meant a new picture as well as a change."""
    other = job.other_reading
    return other is not None and InstructionKind.GENERATE in (other.kind, job.instruction.kind)
