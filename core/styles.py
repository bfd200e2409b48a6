"""`/styles`: the presets as a picture gallery with buttons, and what a pressed one does."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from core import imaging
from core.accept import Acceptance
from core.addressing import points_at_picture
from core.answer import notice
from core.conversation import recall
from core.drawing import PAINTER, Drawn, DrawRequest
from core.errors import BadAnswer, StaleAction
from core.identity import JobId, MessageRef, Person, PictureId, Place, new_id
from core.imaging.gallery import Tile, gallery, part_sizes
from core.instructions import Instruction, InstructionKind, parse
from core.meant import with_meant
from core.notes import MessageNote, NoteKind
from core.pictures import Picture
from core.presets import Preset, PresetKind
from core.requests import Action, ActionPress, IncomingMessage, Notice, PictureFile, PlatformTraits, Verb
from core.resources import Resources
from core.sources import fetched, gathered
from core.words.language import Language
from core.words.presets import heading, question

_WIDE = 3
"""Buttons side by side: their labels are titles."""
_DEADLINE_SECONDS = 30.0
_NO_TARGET = "0" * 32
_RECIPES = ("recipe", "配方")


class Styles:
    """Draws the gallery once per process and language, and takes the presses on it."""

    def __init__(self, resources: Resources, acceptance: Acceptance) -> None:
        self._resources = resources
        self._acceptance = acceptance
        self._pages = resources.presets.pages()
        self._examples: dict[str, tuple[bytes, ...]] = {}
        self._sheets: dict[tuple[str, int], bytes] = {}
        self._drawing = asyncio.Lock()

    async def command(self, message: IncomingMessage, place: Place, person: Person) -> None:
        """Show the styles, or the recipes where the words ask for these; about the pictures pointed at."""
        record = await recall(self._resources, message, place)
        pictures: list[Picture] = []
        if points_at_picture(message, record):
            every = Instruction(InstructionKind.EDIT, "", picks_all=True)
            pictures = await gathered(self._resources, message, place, person, every, record=record)
        words = " ".join((message.text, *message.options.values())).casefold()
        wanted = PresetKind.RECIPE if any(word in words for word in _RECIPES) else PresetKind.STYLE
        first = next((n for n, page in enumerate(self._pages) if page[0].kind is wanted), 0)
        await self._show(message, place, first, [picture.id for picture in pictures])

    async def press(self, press: ActionPress, message: IncomingMessage, place: Place, person: Person) -> None:
        """Turn to another page, or draw with a preset: at once where nothing is missing, else ask for it.

        Raises `StaleAction` for what is in the catalogue no more, and what `Acceptance.accept` raises.
        """
        noted = await self._pictures_of(message, place)
        if press.verb is Verb.GALLERY:
            if not self._pages:
                raise StaleAction
            await self._show(message, place, (press.number or 0) % len(self._pages), noted)
            return
        preset = self._resources.presets.of_id(press.target)
        if preset is None:
            raise StaleAction
        kept = await self._resources.pictures.get(noted)
        said = replace(message, text=press.text, reply=None)
        said = await with_meant(self._resources, said, place, person, len(kept))
        own = [await fetched(self._resources, image, place, person) for image in said.images]
        pictures = [*kept, *own]
        if said.text.strip() or preset.can_do_without_words(len(pictures)):
            instruction = self._instruction(preset, said.text, message, has_pictures=bool(pictures))
            await self._acceptance.accept(message, place, person, instruction, pictures)
        else:
            await self._ask(message, place, preset, [picture.id for picture in pictures])

    def _instruction(
        self, preset: Preset, text: str, message: IncomingMessage, *, has_pictures: bool
    ) -> Instruction:
        reading = parse(
            text,
            {**message.options, "style": preset.name},
            has_sources=has_pictures,
            command="edit" if has_pictures else "imagine",
            presets=self._resources.presets,
        )
        return reading.instruction

    async def _ask(
        self, message: IncomingMessage, place: Place, preset: Preset, pictures: Sequence[PictureId]
    ) -> None:
        """Ask for the words, or the pictures; the answer is a reply to the question."""
        language = self._language(message)
        text = question(language, preset, has_pictures=bool(pictures))
        asked = replace(notice(message, text), expects_reply=True, mention=True)
        await self._tell(asked, place, pictures, preset.name)

    async def _show(
        self, message: IncomingMessage, place: Place, number: int, pictures: Sequence[PictureId]
    ) -> None:
        language = self._language(message)
        traits = (await self._resources.couriers.of(place.alias.platform)).traits
        if not self._pages:
            await self._tell(notice(message, language.say("preset.none")), place, ())
            return
        page = self._pages[number]
        sheet = await self._sheet(language, number)
        titles = [_numbered(language, n, preset) for n, preset in enumerate(page, start=1)]
        shown = replace(
            notice(message, _usage(language, page, traits, has_pictures=bool(pictures))),
            files=() if sheet is None else (await _file(sheet, language, titles, traits),),
            actions=(
                *(
                    Action(Verb.STYLE, preset.id, title, n)
                    for n, (preset, title) in enumerate(zip(page, titles, strict=True), start=1)
                ),
                *self._turning(language, number),
            ),
            actions_per_row=_WIDE,
        )
        await self._tell(shown, place, pictures)

    def _turning(self, language: Language, number: int) -> tuple[Action, ...]:
        """The button to the next page."""
        if len(self._pages) == 1:
            return ()
        following = (number + 1) % len(self._pages)
        label = f"{heading(language, self._pages[following][0].kind)} »"
        return (Action(Verb.GALLERY, _NO_TARGET, label, following),)

    async def _tell(
        self, shown: Notice, place: Place, pictures: Sequence[PictureId], preset: str = ""
    ) -> None:
        courier = await self._resources.couriers.of(place.alias.platform)
        for told in await courier.tell(shown):
            note = MessageNote(
                MessageRef(place.id, told), NoteKind.PROMPT, pictures=tuple(pictures), preset=preset
            )
            await self._resources.notes.put(note, self._resources.clock())

    async def _pictures_of(self, message: IncomingMessage, place: Place) -> tuple[PictureId, ...]:
        """The pictures that the gallery pressed on was asked about."""
        pressed_on = (message.message, message.reply.message if message.reply is not None else None)
        for known in pressed_on:
            note = None if known is None else await self._resources.notes.find(MessageRef(place.id, known))
            if note is not None and note.kind is NoteKind.PROMPT:
                return note.pictures
        return ()

    async def _sheet(self, language: Language, number: int) -> bytes | None:
        """The gallery's picture; None where nobody is there to draw the examples."""
        key = (language.locale.language, number)
        async with self._drawing:
            if key not in self._sheets and PAINTER in self._resources.providers:
                tiles = [
                    Tile(await self._example(preset), preset.title.of(key[0]))
                    for preset in self._pages[number]
                ]
                self._sheets[key] = await imaging.in_thread(
                    gallery,
                    tiles,
                    heading=heading(language, self._pages[number][0].kind),
                    remark=language.say("preset.examples"),
                )
            return self._sheets.get(key)

    async def _example(self, preset: Preset) -> tuple[bytes, ...]:
        if preset.name not in self._examples:
            sizes = part_sizes(len(preset.example))
            self._examples[preset.name] = tuple(
                [
                    await self._drawn(scene, size, alone=preset.alone)
                    for scene, size in zip(preset.example, sizes, strict=True)
                ]
            )
        return self._examples[preset.name]

    async def _drawn(self, scene: str, size: tuple[int, int], *, alone: bool) -> bytes:
        # What stands alone is cut out and enlarged.
        wide, tall = (2 * size[0], 2 * size[1]) if alone else size
        request = DrawRequest(
            job_id=JobId(new_id()),
            model=PAINTER,
            prompt=scene,
            size=(wide, tall),
            count=1,
            quality="medium",
            transparent=alone,
            sources=(),
            person_hash="",
            deadline_seconds=_DEADLINE_SECONDS,
            wants_previews=False,
        )
        async for event in self._resources.providers[PAINTER].draw(request):
            if isinstance(event, Drawn):
                return event.pictures[0].data
        raise BadAnswer(PAINTER)

    def _language(self, message: IncomingMessage) -> Language:
        return self._resources.speaker(message.person.locale).language


def _usage(language: Language, page: Sequence[Preset], traits: PlatformTraits, *, has_pictures: bool) -> str:
    if has_pictures:
        return language.say("preset.use.picture")
    name = page[0].title.zh if language.locale.language == "zh" else page[0].name
    if page[0].kind is PresetKind.RECIPE:
        return language.say("preset.use.recipe", name=name)
    return language.say("preset.use", prefix=traits.command_prefix, name=name)


def _numbered(language: Language, number: int, preset: Preset) -> str:
    title = preset.title.of(language.locale.language)
    return language.say("preset.numbered", number=language.number(number), title=title)


async def _file(
    sheet: bytes, language: Language, titles: Sequence[str], traits: PlatformTraits
) -> PictureFile:
    data, media_type = await imaging.in_thread(
        imaging.fit,
        sheet,
        max_bytes=traits.upload_bytes,
        types=traits.photo_types,
        max_sides=traits.photo_sides,
        max_ratio=traits.photo_ratio,
    )
    alt_text = language.say("preset.alt", titles=", ".join(titles))
    name = f"chatbrush-styles.{'png' if media_type == 'image/png' else 'webp' if media_type == 'image/webp' else 'jpg'}"
    return PictureFile(data, media_type, name, alt_text)
