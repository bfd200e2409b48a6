"""Pictures that are shown again without a job: picked, untouched, an earlier version. They cost nothing."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core import imaging
from core.answer import notice
from core.cards import Cards
from core.errors import FileTooLarge, StaleAction
from core.identity import MessageRef, Place
from core.notes import MessageNote, NoteKind
from core.pictures import BlobKey, Picture, file_name
from core.requests import Action, Audience, IncomingMessage, PictureFile, Verb
from core.resources import Resources
from core.words.versions import shown

_THUMBNAIL_SIDE = 480
_MOST_THUMBNAILS = 200
"""So that asking for one sheet again and again decodes nothing again: some 10 MB."""


@dataclass(frozen=True)
class Showing:
    """Sends files to all in a place, and remembers their messages, so that replies go on from there."""

    resources: Resources
    cards: Cards
    _thumbnails: OrderedDict[BlobKey, bytes] = field(default_factory=OrderedDict, init=False, repr=False)

    async def send(
        self,
        message: IncomingMessage,
        place: Place,
        files: Sequence[PictureFile],
        *,
        text: str = "",
        as_documents: bool = False,
        actions: tuple[Action, ...] = (),
        kind: NoteKind = NoteKind.PICTURE,
    ) -> None:
        """Answer a message with files. At most once: after a crash in between, people ask again."""
        courier = await self.resources.couriers.of(place.alias.platform)
        words = replace(
            notice(message, text),
            files=tuple(files),
            as_documents=as_documents,
            audience=Audience.ALL,
            actions=actions,
        )
        await self.resources.inbox.done(message.key)
        try:
            told = await courier.tell(words)
        except FileTooLarge as error:
            limit = min(error.limit_bytes or courier.traits.upload_bytes, courier.traits.upload_bytes)
            smaller = tuple([await self._smaller(file, place, limit) for file in files])
            told = await courier.tell(replace(words, files=smaller))
        for file, sent in zip(files, told, strict=False):
            note = MessageNote(MessageRef(place.id, sent), kind, pictures=file.picture_ids)
            await self.resources.notes.put(note, self.resources.clock())

    async def picture(
        self, message: IncomingMessage, place: Place, picture: Picture, *, after: Sequence[Picture] = ()
    ) -> None:
        """Show one large, with its buttons; from now on it is the latest there, and `after` what came before it.

        Raises `StaleAction` if its bytes are gone.
        """
        language = self.resources.speaker(message.person.locale).language
        file = await self.file(picture, place, message.person.locale)
        # Recorded first: who is told of it may go on at once.
        await self.resources.pictures.shown([*(one.id for one in after), picture.id], self.resources.clock())
        text = shown(language, picture.version, picture.instruction, is_drawn=picture.drawn)
        actions = self.actions(picture, message.person.locale)
        await self.send(message, place, [file], text=text, actions=actions)

    async def thumbnail(self, picture: Picture) -> bytes | None:
        """A small copy for a sheet, kept for a while; None for one that is gone."""
        if picture.blob is None:
            return None
        if picture.blob not in self._thumbnails:
            try:
                original = await self.cards.original(picture)
            except StaleAction:
                return None
            small = await imaging.in_thread(imaging.preview, original.data, max_side=_THUMBNAIL_SIDE)
            self._thumbnails[picture.blob] = small
            if len(self._thumbnails) > _MOST_THUMBNAILS:
                self._thumbnails.popitem(last=False)
        return self._thumbnails[picture.blob]

    async def file(self, picture: Picture, place: Place, locale: str) -> PictureFile:
        """One picture as the platform takes it, a person's without location data. Raises `StaleAction`."""
        traits = (await self.resources.couriers.of(place.alias.platform)).traits
        if picture.job_id is not None:
            return await self.cards.alone(picture, picture.job_id, traits)
        original = await self.cards.original(picture)
        data, media_type = await self._fitted(original.data, place, traits.upload_bytes)
        language = self.resources.speaker(locale).language
        alt_text = shown(language, picture.version, picture.instruction, is_drawn=picture.drawn)
        name = file_name(picture.id, media_type)
        return replace(original, data=data, media_type=media_type, name=name, alt_text=alt_text)

    def actions(self, picture: Picture, locale: str) -> tuple[Action, ...]:
        """What can be done with a picture that is shown alone."""
        words = self.resources.speaker(locale)
        verbs = [Verb.EDIT]
        if picture.drawn:
            verbs += [Verb.ORIGINAL, Verb.MORE]
        else:
            verbs.append(Verb.AREA)
        if picture.parents:
            verbs += [Verb.COMPARE, Verb.HISTORY]
        return tuple(Action(verb, picture.id, words.label(verb, None)) for verb in verbs)

    async def _smaller(self, file: PictureFile, place: Place, max_bytes: int) -> PictureFile:
        data, media_type = await self._fitted(file.data, place, max_bytes)
        return replace(file, data=data, media_type=media_type)

    async def _fitted(self, data: bytes, place: Place, max_bytes: int) -> tuple[bytes, str]:
        traits = (await self.resources.couriers.of(place.alias.platform)).traits
        return await imaging.in_thread(
            imaging.fit,
            data,
            max_bytes=max_bytes,
            types=traits.photo_types,
            max_sides=traits.photo_sides,
            max_ratio=traits.photo_ratio,
        )
