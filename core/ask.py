"""From a message that may ask for a picture to an accepted job, or to a question."""

from collections.abc import Sequence
from dataclasses import replace

from core.accept import Acceptance
from core.addressing import (
    Record,
    candidates,
    concerns,
    count_pointed,
    points_at_picture,
)
from core.answer import notice
from core.conversation import note_request, recall
from core.errors import EmptyInstruction, NothingToEdit, StaleAction, WhichPicture
from core.history import History
from core.identity import MessageRef, Person, PictureId, Place, PlaceKind, new_id
from core.instructions import Instruction, InstructionKind, Reading, by_model, parse
from core.leanings import Leaning
from core.meant import with_meant
from core.more import settled
from core.named_images import with_named_images
from core.named_versions import named
from core.notes import MessageNote, NoteKind, Question
from core.offers import Offers
from core.picks import read_picks
from core.pictures import Picture
from core.precise import recognise
from core.preset_words import read_preset
from core.requests import Action, ActionPress, Addressed, Audience, IncomingMessage, Verb
from core.resources import Resources
from core.sources import gathered
from core.suitability import wrong_count


class Requests:
    """Messages in ordinary words, and the answers to 'which picture?'."""

    def __init__(self, resources: Resources, acceptance: Acceptance) -> None:
        self._resources = resources
        self._acceptance = acceptance
        self._history = History(resources)
        self._offers = Offers(resources)

    async def ask(self, message: IncomingMessage, place: Place, person: Person) -> bool:
        """Act on a message if it turns to the bot, else False. Raises a `UserCanFix` or a `DeliveryFailed`."""
        record = await recall(self._resources, message, place)
        try:
            if await self._history.answer(message, place, person, record):
                return True
            if not concerns(message, record) and not await self._is_meant(message, place, person, record):
                return False
            message = await with_meant(self._resources, message, place, person, record)
            await note_request(self._resources, message, place, person)
            await self._act(message, place, person, record)
        except WhichPicture:
            await self._ask_which(message, place, candidates(message, record))
        return True

    async def _is_meant(self, message: IncomingMessage, place: Place, person: Person, record: Record) -> bool:
        undecided = concerns(message, record, Leaning.UNDECIDED)
        return undecided and await self._offers.is_edit(message, place, person)

    async def edit_with(
        self, press: ActionPress, message: IncomingMessage, place: Place, person: Person
    ) -> None:
        """Take undecided words for an edit after all; whoever pressed asks and pays, each person once."""
        asked = await self._offers.taken_up(press, message, place, person)
        record = await recall(self._resources, asked, place)
        try:
            asked = await with_meant(self._resources, asked, place, person, record)
            await self._act(asked, place, person, record)
        except WhichPicture:
            await self._ask_which(asked, place, candidates(asked, record))

    async def _act(self, message: IncomingMessage, place: Place, person: Person, record: Record) -> None:
        message, record = with_named_images(*await named(self._resources, message, record))
        try:
            reading = self._parse(message, record)
        except EmptyInstruction:
            await self._ask_for_words(message, place, person, record)
        else:
            await self._go_on(message, place, person, reading, record)

    async def choose(
        self, press: ActionPress, message: IncomingMessage, place: Place, person: Person
    ) -> None:
        """Go on with a message whose question was answered; whoever answered asks and pays."""
        question = await self._resources.questions.find(press.target)
        if question is None or not _same_place(question.message, message):
            raise StaleAction
        asked = replace(
            question.message,
            key=message.key,
            person=message.person,
            route=message.route,
            addressed=Addressed.BUTTON,
        )
        record = await recall(self._resources, asked, place)
        number = press.number or 0
        if await self._history.answer(asked, place, person, record, chosen=number):
            return
        asked, record = await named(self._resources, asked, record, number)
        reading = self._parse(asked, record)
        picked = replace(reading.instruction, picks=(number,) if number else (), picks_all=not number)
        await self._go_on(asked, place, person, Reading(picked, None), record)

    def _parse(self, message: IncomingMessage, record: Record) -> Reading:
        options = message.options
        if record.reply is not None and record.reply.preset:
            options = {"style": record.reply.preset, **options}
        return parse(
            message.text,
            options,
            has_sources=points_at_picture(message, record),
            source_count=count_pointed(message, record),
            command=message.command,
            private=message.place.kind is PlaceKind.PRIVATE,
            presets=self._resources.presets,
        )

    async def _go_on(
        self, message: IncomingMessage, place: Place, person: Person, reading: Reading, record: Record
    ) -> None:
        instruction, other = reading.instruction, reading.other
        try:
            pictures = await self._sources(message, place, person, instruction, record)
        except NothingToEdit as error:
            if other is None or other.kind is not InstructionKind.GENERATE:
                preset = self._resources.presets.named(instruction.preset)
                if preset is not None and preset.min_sources:
                    raise wrong_count(preset, 0) from error
                raise
            instruction, other, pictures = other, None, []
        instruction = settled(self._resources, instruction, pictures)
        region = record.reply.region if record.reply is not None else None
        instruction = await recognise(self._resources, instruction, pictures, region)
        other_sources: tuple[PictureId, ...] = ()
        if other is None and instruction.kind is InstructionKind.EXACT:
            other, other_sources = by_model(instruction), tuple(picture.id for picture in pictures)
        elif other is not None and other.kind is not InstructionKind.GENERATE:
            if record.latest is None:
                other = None
            else:
                other_sources = (record.latest,)
        await self._acceptance.accept(
            message, place, person, instruction, pictures, other=other, other_sources=other_sources
        )

    async def _sources(
        self,
        message: IncomingMessage,
        place: Place,
        person: Person,
        instruction: Instruction,
        record: Record,
    ) -> list[Picture]:
        return await gathered(self._resources, message, place, person, instruction, record=record)

    async def _ask_which(self, message: IncomingMessage, place: Place, pictures: Sequence[PictureId]) -> None:
        question = Question(new_id(), message, tuple(pictures))
        await self._resources.questions.put(question, self._resources.clock())
        words = self._resources.speaker(message.person.locale)
        numbers = [*range(1, len(pictures) + 1), 0]
        actions = tuple(
            Action(Verb.CHOOSE, question.id, words.label(Verb.CHOOSE, number), number) for number in numbers
        )
        courier = await self._resources.couriers.of(place.alias.platform)
        text = words.which_picture(len(pictures))
        await courier.tell(replace(notice(message, text), audience=Audience.ALL, actions=actions))

    async def _ask_for_words(
        self, message: IncomingMessage, place: Place, person: Person, record: Record
    ) -> None:
        """A picture without words: ask what should change; the answer is a reply to the question."""
        preset, _ = read_preset(message.text, message.options, self._resources.presets)
        picks = read_picks(message.text).numbers
        instruction = Instruction(InstructionKind.EDIT, "", picks=picks, picks_all=not picks)
        try:
            pictures = await self._sources(message, place, person, instruction, record)
        except NothingToEdit as error:
            raise EmptyInstruction from error
        words = self._resources.speaker(message.person.locale)
        courier = await self._resources.couriers.of(place.alias.platform)
        question = replace(notice(message, words.ask_for_words()), expects_reply=True, mention=True)
        for told in await courier.tell(question):
            ids = tuple(picture.id for picture in pictures)
            note = MessageNote(
                MessageRef(place.id, told),
                NoteKind.PROMPT,
                pictures=ids,
                preset=preset.name if preset is not None else "",
            )
            await self._resources.notes.put(note, self._resources.clock())


def _same_place(one: IncomingMessage, other: IncomingMessage) -> bool:
    a, b = one.place, other.place
    return (a.platform, a.community, a.place) == (b.platform, b.community, b.place)
