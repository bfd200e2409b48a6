"""Do what a pressed button says. Whoever presses pays, and only pictures of the same place count."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from core import imaging
from core.accept import Acceptance
from core.answer import notice
from core.cards import Cards
from core.errors import FileTooLarge, StaleAction
from core.identity import JobId, MessageRef, Person, PictureId, Place
from core.instructions import parse
from core.jobs import Job
from core.more import VARIATIONS, More, settled
from core.notes import MessageNote, NoteKind
from core.pictures import Picture
from core.requests import Action, ActionPress, Audience, IncomingMessage, PictureFile, Verb
from core.resources import Resources
from core.sources import fetched

_Handler = Callable[[ActionPress, IncomingMessage, Place, Person], Awaitable[None]]


class Presses:
    """One method per verb; `CHOOSE` belongs to the studio, which knows how to go on."""

    def __init__(self, resources: Resources, cards: Cards, acceptance: Acceptance) -> None:
        self._resources = resources
        self._further = More(resources, acceptance)
        self._cards = cards
        self._acceptance = acceptance
        self._by_verb: dict[Verb, _Handler] = {
            Verb.EDIT: self._edit,
            Verb.AGAIN: self._again,
            Verb.ORIGINAL: self._original,
            Verb.PICK: self._pick,
            Verb.ALL: self._all,
            Verb.OTHER: self._other,
            Verb.MORE: self._more,
            Verb.SUBTLE: self._varied,
            Verb.STRONG: self._varied,
            Verb.UPSCALE: self._upscaled,
            Verb.LETTER: self._lettered,
        }

    async def press(self, press: ActionPress, message: IncomingMessage, place: Place, person: Person) -> None:
        """Raises `StaleAction` for ids that are unknown or of another place, and what the verb raises."""
        await self._by_verb[press.verb](press, message, place, person)

    async def _edit(self, press: ActionPress, message: IncomingMessage, place: Place, person: Person) -> None:
        pictures = await self._pictures(press.target, place)
        if press.text.strip() or message.images:
            reading = parse(press.text, message.options, has_sources=True, command="edit")
            own = [await fetched(self._resources, image, place, person) for image in message.images]
            sources = [*pictures, *own]
            instruction = settled(self._resources, reading.instruction, sources)
            await self._acceptance.accept(message, place, person, instruction, sources)
            return
        words = self._resources.speaker(message.person.locale)
        courier = await self._resources.couriers.of(place.alias.platform)
        question = replace(notice(message, words.ask_for_words()), expects_reply=True, mention=True)
        for told in await courier.tell(question):
            note = MessageNote(
                MessageRef(place.id, told), NoteKind.PROMPT, pictures=tuple(one.id for one in pictures)
            )
            await self._resources.notes.put(note, self._resources.clock())

    async def _again(
        self, press: ActionPress, message: IncomingMessage, place: Place, person: Person
    ) -> None:
        job = await self._job(press.target, place)
        sources = await self._resources.pictures.get(job.sources)
        another = replace(job.instruction, variation=1 + secrets.randbelow(VARIATIONS))
        await self._acceptance.accept(message, place, person, another, sources)

    async def _other(
        self, press: ActionPress, message: IncomingMessage, place: Place, person: Person
    ) -> None:
        job = await self._job(press.target, place)
        if job.other_reading is None:
            raise StaleAction
        sources = await self._resources.pictures.get(job.other_sources)
        await self._acceptance.accept(
            message,
            place,
            person,
            job.other_reading,
            sources,
            other=job.instruction,
            other_sources=job.sources,
        )

    async def _original(self, press: ActionPress, message: IncomingMessage, place: Place, _: Person) -> None:
        pictures = [one for one in await self._pictures(press.target, place) if one.drawn]
        files = [await self._cards.original(one) for one in pictures]
        if not files:
            raise StaleAction
        await self._send(message, place, files, as_documents=True, audience=Audience.ALL)

    async def _pick(self, press: ActionPress, message: IncomingMessage, place: Place, _: Person) -> None:
        picture = await self._picture(press.target, place)
        words = self._resources.speaker(message.person.locale)
        actions = tuple(
            Action(verb, picture.id, words.label(verb, None)) for verb in (Verb.EDIT, Verb.ORIGINAL, Verb.MORE)
        )
        files = [await self._shown_file(picture, place)]
        await self._send(message, place, files, audience=Audience.ALL, actions=actions)

    async def _all(self, press: ActionPress, message: IncomingMessage, place: Place, _: Person) -> None:
        files = [await self._shown_file(one, place) for one in await self._pictures(press.target, place)]
        await self._send(message, place, files, audience=Audience.ALL)

    async def _more(self, press: ActionPress, message: IncomingMessage, place: Place, _: Person) -> None:
        await self._further.offer(message, place, await self._picture(press.target, place))

    async def _varied(
        self, press: ActionPress, message: IncomingMessage, place: Place, person: Person
    ) -> None:
        picture = await self._picture(press.target, place)
        await self._further.vary(message, place, person, picture, press.verb.value)

    async def _upscaled(
        self, press: ActionPress, message: IncomingMessage, place: Place, person: Person
    ) -> None:
        await self._further.upscale(message, place, person, await self._picture(press.target, place))

    async def _lettered(
        self, press: ActionPress, message: IncomingMessage, place: Place, person: Person
    ) -> None:
        await self._further.letter(message, place, person, await self._picture(press.target, place))

    async def _picture(self, target: str, place: Place) -> Picture:
        """The picture of that id, or the first of that job."""
        return (await self._pictures(target, place))[0]

    async def _send(
        self,
        message: IncomingMessage,
        place: Place,
        files: Sequence[PictureFile],
        *,
        audience: Audience,
        as_documents: bool = False,
        actions: tuple[Action, ...] = (),
    ) -> None:
        courier = await self._resources.couriers.of(place.alias.platform)
        words = replace(
            notice(message, ""),
            files=tuple(files),
            as_documents=as_documents,
            audience=audience,
            actions=actions,
        )
        # Pictures go out at most once: after a crash in between, whoever pressed presses again.
        await self._resources.inbox.done(message.key)
        try:
            told = await courier.tell(words)
        except FileTooLarge as error:
            limit = min(error.limit_bytes or courier.traits.upload_bytes, courier.traits.upload_bytes)
            smaller = tuple([await self._smaller(file, place, limit) for file in files])
            told = await courier.tell(replace(words, files=smaller))
        for file, sent in zip(files, told, strict=False):
            note = MessageNote(MessageRef(place.id, sent), NoteKind.PICTURE, pictures=file.picture_ids)
            await self._resources.notes.put(note, self._resources.clock())

    async def _shown_file(self, picture: Picture, place: Place) -> PictureFile:
        courier = await self._resources.couriers.of(place.alias.platform)
        return await self._cards.alone(picture, courier.traits)

    async def _smaller(self, file: PictureFile, place: Place, max_bytes: int) -> PictureFile:
        traits = (await self._resources.couriers.of(place.alias.platform)).traits
        data, media_type = await imaging.in_thread(
            imaging.fit, file.data, max_bytes=max_bytes, types=traits.photo_types
        )
        return replace(file, data=data, media_type=media_type)

    async def _job(self, target: str, place: Place) -> Job:
        try:
            job = await self._resources.jobs.get(JobId(target))
        except KeyError as error:
            raise StaleAction from error
        if job.place_id != place.id:
            raise StaleAction
        return job

    async def _pictures(self, target: str, place: Place) -> tuple[Picture, ...]:
        """The picture of that id, or all of the job of that id."""
        try:
            pictures = await self._resources.pictures.get([PictureId(target)])
        except KeyError:
            pictures = await self._resources.pictures.of_job((await self._job(target, place)).id)
        if not pictures or any(one.place_id != place.id for one in pictures):
            raise StaleAction
        return pictures
