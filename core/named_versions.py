"""Versions that the words of a request name: they stand for what the message replies to."""

from collections.abc import Sequence
from dataclasses import replace

from core.addressing import Known, Record, pointed
from core.errors import WhichVersion
from core.notes import NoteKind
from core.picks import read_picks
from core.pictures import Picture
from core.requests import IncomingMessage
from core.resources import Resources
from core.version_mentions import as_images, read_mentions, says_here, with_marks, without_mention
from core.version_words import Move, read_wish
from core.versions import Tree, of_one_tree


async def named(
    resources: Resources, message: IncomingMessage, record: Record, chosen: int = 0
) -> tuple[IncomingMessage, Record]:
    """A message whose words name versions, with these looked up and the words made to suit; else as given.

    "Version 3 but darker" is "darker" of version 3; "the hat from version 2" is "the hat from image 2".
    `chosen` is the picture of its card that was chosen when that was asked, 0 for none or all.
    Raises `NoSuchVersion`, `VersionGone`, `NothingBefore`, and `WhichVersion` where a reply to a sheet
    of versions names none.
    """
    is_sheet = record.reply is not None and record.reply.kind is NoteKind.HISTORY
    if message.command == "imagine" or not (is_sheet or _may_name(message.text)):
        return message, record
    known = [source.picture_id for source in pointed(message, record) if isinstance(source, Known)]
    if not known:
        return message, record
    pictures = await resources.pictures.get(known)
    picked = chosen or next(iter(read_picks(message.text).numbers), 0)
    if 1 <= picked <= len(pictures):
        pictures = (pictures[picked - 1],)
    if not of_one_tree(pictures):
        return message, record
    tree = Tree(await resources.pictures.tree(pictures[0].tree, record.place_id))
    found = _named(tree, pictures, with_marks(message.text) if is_sheet else message.text)
    if found is not None:
        sources, text = found
        return replace(message, text=text), replace(record, named=tuple(Known(one.id) for one in sources))
    if is_sheet and message.text.strip():
        raise WhichVersion(tree.newest)
    return message, record


def _may_name(text: str) -> bool:
    wish = read_wish(text)
    return bool(wish is not None and wish.rest) or bool(read_mentions(text))


def _named(tree: Tree, pictures: Sequence[Picture], text: str) -> tuple[list[Picture], str] | None:
    """The pictures that words name by version, in order, and the words as they are about these alone."""
    wish = read_wish(text)
    if wish is not None and wish.rest:
        (number,) = wish.numbers
        is_version = wish.move is Move.VERSION
        return [tree.version(number) if is_version else tree.before(pictures[0], number)], wish.rest
    mentions = [one for one in read_mentions(text) if one.is_base or one.number in tree.by_version]
    if not mentions:
        return None
    numbers = list(dict.fromkeys(one.number for one in mentions))
    found = [tree.version(number) for number in numbers]
    if len(mentions) == 1 and mentions[0].is_base and not says_here(text):
        return found, without_mention(text, mentions[0])
    if len(found) == 1:
        if len(pictures) > 1:
            return None
        found = list({one.id: one for one in (pictures[0], *found)}.values())
    places = {one.version: place for place, one in enumerate(found, start=1)}
    return found, as_images(text, tuple(mentions), places)
