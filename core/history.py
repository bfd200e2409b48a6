"""Moves between the versions of a picture: shown at once, free of charge, and without a job.

Only pictures of the same place count, as everywhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core import imaging
from core.addressing import Known, Record, candidates, is_for_bot, pointed
from core.cards import Cards
from core.commands import HISTORY, REDO, UNDO
from core.errors import (
    NothingAfter,
    NothingBefore,
    NothingToEdit,
    StaleAction,
    VersionGone,
    WhichPicture,
)
from core.identity import MessageRef, Person, Place
from core.imaging.comparing import compare
from core.imaging.family import Member, family
from core.notes import MessageNote, NoteKind
from core.permissions import kept_from, permit
from core.picks import only_picks, read_picks
from core.pictures import Picture
from core.requests import Action, Addressed, IncomingMessage, PictureFile, Verb
from core.resources import Resources
from core.showing import Showing
from core.version_mentions import with_marks
from core.version_words import Move, Wish, read_wish
from core.versions import Tree, of_one_tree
from core.words import versions as words

_COMPARED_SIDE = 2048
_MOST_NUMBERS = 15
"""Number buttons under a sheet: three rows; other versions are named in a reply."""

_PICK = re.compile(r"\s*[#＃]\s?(\d{1,2})(?!\w)")
"""A picture of the card replied to: it is chosen apart from the move."""
_COMMANDS = {HISTORY.name: Move.HISTORY, UNDO.name: Move.UNDO, REDO.name: Move.REDO}


@dataclass(frozen=True)
class _Asked:
    """Who asks, by what, and where."""

    message: IncomingMessage
    place: Place
    person: Person


class History:
    """Undo, redo, versions by number, comparisons and the family tree, by words, commands and buttons."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._cards = Cards(resources)
        self._showing = Showing(resources, self._cards)

    async def answer(
        self,
        message: IncomingMessage,
        place: Place,
        person: Person,
        record: Record,
        *,
        chosen: int | None = None,
    ) -> bool:
        """Make the move that a message asks for; False where it asks for none.

        `chosen` is the picture of its card that was chosen when that was asked, 0 for all. Raises a `UserCanFix` or a
        `DeliveryFailed`; `WhichPicture` where the words name none of several.
        """
        wish = await self._wish(message, record)
        if wish is None or wish.rest:
            return False
        asked = _Asked(message, place, person)
        pictures = await self._pointed(message, place, record)
        meant = _chosen(pictures, chosen or _picked(message.text))
        may_ask = chosen is None and bool(candidates(message, record))
        if not of_one_tree(meant):
            if may_ask and (wish.move is not Move.UNDO or any(one.parents for one in meant)):
                raise WhichPicture(len(meant))
            meant = meant[:1]
        await permit(self._resources, meant, place, person)
        try:
            shown = await self._move(asked, wish, meant, may_ask=may_ask)
        except StaleAction as error:
            raise VersionGone(meant[0].version) from error
        if message.message is not None:
            ref = MessageRef(place.id, message.message)
            reply_to = message.reply.message if message.reply is not None else None
            note = MessageNote(
                ref, NoteKind.REQUEST, pictures=(shown.id,), reply_to=reply_to, account_id=person.account_id
            )
            await self._resources.notes.put(note, self._resources.clock())
        return True

    async def history(self, message: IncomingMessage, place: Place, person: Person, picture: Picture) -> None:
        """Show the family tree of a picture, this one marked. Raises `KeptPrivate` or a `DeliveryFailed`."""
        await permit(self._resources, [picture], place, person)
        await self._sheet(_Asked(message, place, person), await self._tree(picture, place), picture)

    async def compare(self, message: IncomingMessage, place: Place, person: Person, picture: Picture) -> None:
        """Show a picture beside what it was made from. Raises `NothingBefore`, `KeptPrivate`, `StaleAction`."""
        await permit(self._resources, [picture], place, person)
        tree = await self._tree(picture, place)
        await self._compare(_Asked(message, place, person), tree.before(picture), picture)

    async def _wish(self, message: IncomingMessage, record: Record) -> Wish | None:
        if message.command in _COMMANDS:
            move = _COMMANDS[message.command]
            wish = read_wish(f"{message.command} {message.text}")
            return wish if wish is not None and wish.move is move else Wish(move, (1,))
        if message.command not in ("", "edit") or not is_for_bot(message, record):
            return None
        wish = read_wish(message.text) or read_wish(_PICK.sub("", message.text))
        is_talk = wish is not None and wish.is_guess and message.addressed is Addressed.REPLY
        # Pictures that were sent along are no versions of each other.
        if is_talk or (wish is not None and wish.move is Move.COMPARE and message.images):
            return None
        if wish is None and record.reply is not None and record.reply.kind is NoteKind.HISTORY:
            numbers = read_picks(message.text).numbers
            if len(numbers) == 1 and only_picks(message.text):
                return Wish(Move.VERSION, numbers)
            return read_wish(with_marks(message.text))
        return wish

    async def _pointed(self, message: IncomingMessage, place: Place, record: Record) -> tuple[Picture, ...]:
        """The pictures that a message points at, as far as we know them. Raises `NothingToEdit`.

        What was only just sent has no versions: `NothingBefore`.
        """
        if message.images and message.reply is None:
            raise NothingBefore
        sources = pointed(message, record)
        if not sources:
            raise NothingToEdit
        known = [source.picture_id for source in sources if isinstance(source, Known)]
        pictures = list(await self._resources.pictures.get(known))
        for source in sources:
            if not isinstance(source, Known):
                met = await self._resources.pictures.of_handle(place.id, source.handle.key)
                pictures += [met] if met is not None else []
        if not pictures:
            raise NothingBefore
        return tuple(pictures)

    async def _move(self, asked: _Asked, wish: Wish, chosen: Sequence[Picture], *, may_ask: bool) -> Picture:
        """Raises `WhichPicture` where it matters which of several is meant."""
        picture, tree = chosen[0], await self._tree(chosen[0], asked.place)
        match wish.move:
            case Move.HISTORY:
                await self._sheet(asked, tree, picture)
                return picture
            case Move.VERSION:
                return await self._show(asked, tree.version(wish.numbers[0]), picture)
            case Move.UNDO:
                # Those of one card were made from the same.
                return await self._show(asked, tree.before(picture, wish.numbers[0]), picture)
            case Move.REDO:
                fertile = [one for one in chosen if tree.made_from(one)]
                if may_ask and len(fertile) > 1:
                    raise WhichPicture(len(chosen))
                if not fertile:
                    raise NothingAfter
                return await self._show(asked, tree.after(fertile[0], wish.numbers[0]))
            case _:
                if may_ask and len(chosen) > 1 and len(wish.numbers) < 2:  # noqa: PLR2004 - two are a pair
                    raise WhichPicture(len(chosen))
                before, after = _pair(tree, picture, wish.numbers)
                await self._compare(asked, before, after)
                return after

    async def _show(self, asked: _Asked, picture: Picture, left: Picture | None = None) -> Picture:
        await permit(self._resources, [picture], asked.place, asked.person)
        after = [] if left is None or left.id == picture.id else [left]
        await self._showing.picture(asked.message, asked.place, picture, after=after)
        return picture

    async def _compare(self, asked: _Asked, before: Picture, after: Picture) -> None:
        await permit(self._resources, [before, after], asked.place, asked.person)
        originals = [(await self._cards.original(one)).data for one in (before, after)]
        data = await imaging.in_thread(compare, *originals, max_side=_COMPARED_SIDE)
        locale = asked.message.person.locale
        language = self._resources.speaker(locale).language
        file = PictureFile(
            data,
            "image/jpeg",
            f"chatbrush-{after.id[-8:]}-compared.jpg",
            words.compared_alt_text(language, before.version, after.version),
            (after.id,),
            before.spoiler or after.spoiler,
        )
        text = words.compared(language, before.version, after.version)
        await self._showing.send(
            asked.message, asked.place, [file], text=text, actions=self._showing.actions(after, locale)[:1]
        )

    async def _sheet(self, asked: _Asked, tree: Tree, current: Picture) -> None:
        shown = tree.on_sheet(current)
        kept = await kept_from(self._resources, shown, asked.place, asked.person.account_id)
        ids = {one.id for one in shown}
        members = []
        for one in shown:
            nearest, is_far = tree.nearest(one, ids)
            members.append(
                Member(
                    number=one.version,
                    parent=nearest.version if nearest is not None else None,
                    is_far=is_far,
                    data=None if one.id in kept else await self._showing.thumbnail(one),
                    is_kept=one.id in kept,
                    is_current=one.id == current.id,
                    others=len(one.parents[1:]),
                    card=one.job_id or one.id,
                )
            )
        data = await imaging.in_thread(family, members)
        language = self._resources.speaker(asked.message.person.locale).language
        file = PictureFile(
            data,
            "image/jpeg",
            f"chatbrush-{current.id[-8:]}-history.jpg",
            words.sheet_alt_text(language, tree.newest, current.version),
            (current.id,),
            any(one.spoiler for one in shown),
        )
        count = len(tree.pictures)
        text = words.sheet(language, count, tree.newest, is_all=count == len(shown))
        visible = [one for one in shown if one.blob is not None and one.id not in kept]
        await self._showing.send(
            asked.message,
            asked.place,
            [file],
            text=text,
            actions=self._numbers(visible[-_MOST_NUMBERS:], asked.message.person.locale),
            kind=NoteKind.HISTORY,
        )

    def _numbers(self, pictures: Sequence[Picture], locale: str) -> tuple[Action, ...]:
        speaker = self._resources.speaker(locale)
        return tuple(
            Action(Verb.PICK, one.id, speaker.label(Verb.PICK, one.version), one.version) for one in pictures
        )

    async def _tree(self, picture: Picture, place: Place) -> Tree:
        return Tree(await self._resources.pictures.tree(picture.tree, place.id))


def _picked(text: str) -> int:
    """The picture of the card that words name; 0 for none."""
    signed = _PICK.search(text)
    return int(signed[1]) if signed else next(iter(read_picks(text).numbers), 0)


def _chosen(pictures: tuple[Picture, ...], number: int) -> tuple[Picture, ...]:
    if 1 <= number <= len(pictures):
        return (pictures[number - 1],)
    return pictures


def _pair(tree: Tree, picture: Picture, numbers: tuple[int, ...]) -> tuple[Picture, Picture]:
    if not numbers:
        return tree.before(picture), picture
    if len(numbers) == 1:
        return tree.version(numbers[0]), picture
    return tree.version(numbers[0]), tree.version(numbers[1])
