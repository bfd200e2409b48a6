"""Do what a pressed button says. Whoever presses pays, and only pictures of the same place count."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace

from core.accept import Acceptance
from core.answer import notice
from core.areas import Areas, region_of
from core.cards import Cards
from core.errors import StaleAction
from core.history import History
from core.identity import JobId, MessageRef, Person, PictureId, Place
from core.instructions import parse
from core.jobs import Job
from core.meant import with_meant
from core.more import VARIATIONS, More, settled
from core.notes import MessageNote, NoteKind
from core.permissions import permit
from core.pictures import Picture
from core.precise import recognise
from core.requests import ActionPress, IncomingMessage, Verb
from core.resources import Resources
from core.showing import Showing
from core.sources import fetched
from core.words.precise import ask_there

_Handler = Callable[[ActionPress, IncomingMessage, Place, Person], Awaitable[None]]
_ON_PICTURES = frozenset(
    {
        Verb.EDIT,
        Verb.ORIGINAL,
        Verb.PICK,
        Verb.ALL,
        Verb.MORE,
        Verb.HISTORY,
        Verb.COMPARE,
        Verb.AREA,
        Verb.CELL,
    }
)
"""What is done with pictures that are there, at once; whoever draws from them is asked then."""


class Presses:
    """One method per verb; `CHOOSE` belongs to the studio, which knows how to go on."""

    def __init__(self, resources: Resources, cards: Cards, acceptance: Acceptance) -> None:
        self._resources = resources
        self._further = More(resources, acceptance)
        self._cards = cards
        self._showing = Showing(resources, cards)
        self._history = History(resources)
        self._areas = Areas(resources, self._showing)
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
            Verb.HISTORY: self._shown_history,
            Verb.COMPARE: self._compared,
            Verb.AREA: self._area,
            Verb.CELL: self._edit,
        }

    async def press(self, press: ActionPress, message: IncomingMessage, place: Place, person: Person) -> None:
        """Raises `StaleAction` for ids that are unknown or of another place, and what the verb raises."""
        if press.verb in _ON_PICTURES:
            await permit(self._resources, await self._pictures(press.target, place), place, person)
        await self._by_verb[press.verb](press, message, place, person)

    async def _edit(self, press: ActionPress, message: IncomingMessage, place: Place, person: Person) -> None:
        pictures, region = await self._pictures(press.target, place), region_of(press)
        if press.text.strip() or message.images:
            said = replace(message, text=press.text, reply=None)
            said = await with_meant(self._resources, said, place, person, len(pictures))
            reading = parse(
                said.text,
                message.options,
                has_sources=True,
                command="edit",
                presets=self._resources.presets,
            )
            own = [await fetched(self._resources, image, place, person) for image in said.images]
            sources = [*pictures, *own]
            instruction = settled(self._resources, reading.instruction, sources)
            instruction = await recognise(self._resources, instruction, sources, region)
            await self._acceptance.accept(message, place, person, instruction, sources)
            return
        words = self._resources.speaker(message.person.locale)
        courier = await self._resources.couriers.of(place.alias.platform)
        text = words.ask_for_words() if region is None else ask_there(words.language, press.number or 0)
        question = replace(notice(message, text), expects_reply=True, mention=True)
        for told in await courier.tell(question):
            ids = tuple(one.id for one in pictures)
            note = MessageNote(MessageRef(place.id, told), NoteKind.PROMPT, pictures=ids, region=region)
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
        await self._showing.send(message, place, files, as_documents=True)

    async def _pick(self, press: ActionPress, message: IncomingMessage, place: Place, _: Person) -> None:
        await self._showing.picture(message, place, await self._picture(press.target, place))

    async def _all(self, press: ActionPress, message: IncomingMessage, place: Place, _: Person) -> None:
        locale, pictures = message.person.locale, await self._pictures(press.target, place)
        files = [await self._showing.file(one, place, locale) for one in pictures]
        await self._showing.send(message, place, files)

    async def _shown_history(
        self, press: ActionPress, message: IncomingMessage, place: Place, person: Person
    ) -> None:
        await self._history.history(message, place, person, await self._picture(press.target, place))

    async def _compared(
        self, press: ActionPress, message: IncomingMessage, place: Place, person: Person
    ) -> None:
        await self._history.compare(message, place, person, await self._picture(press.target, place))

    async def _area(self, press: ActionPress, message: IncomingMessage, place: Place, _: Person) -> None:
        await self._areas.offer(message, place, await self._picture(press.target, place))

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
