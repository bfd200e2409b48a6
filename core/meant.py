"""The pictures that the words of a message mean, looked up and allowed: links, emoji, avatars."""

from dataclasses import replace

from core.addressing import Record, points_at_picture, sources
from core.errors import AvatarClosed, AvatarUnknown, LinkRefused, NoAvatar, TooManySources, UserCanFix
from core.identity import Person, Place
from core.instructions import Instruction, InstructionKind
from core.mentioned import understood, with_replied_links
from core.picks import read_picks
from core.requests import IncomingMessage, Mention
from core.resources import Resources

MOST_LINKS = 10
"""Fetched for one request."""


async def with_meant(
    resources: Resources,
    message: IncomingMessage,
    place: Place,
    person: Person,
    before: Record | int,
) -> IncomingMessage:
    """The message with what its words mean among its images, and out of its words.

    Raises `LinkRefused` where links are not followed here, `TooManySources`, and for an avatar that is
    not to be had `NoAvatar`, `AvatarClosed` or `AvatarUnknown`. `before` is how many pictures come before
    the message's own, or the record by which to tell.
    """
    if resources.links is not None:
        message = with_replied_links(message)
    found = understood(message, points=before if isinstance(before, int) else _pointed(message, before))
    if found.links and resources.links is None:
        raise LinkRefused(why="off")
    replied = message.reply.images if message.reply is not None else ()
    links = found.links + sum(image.is_link for image in replied)
    if links > MOST_LINKS:
        raise TooManySources(limit=MOST_LINKS, given=links)
    for avatar in found.avatars:
        await _allow(resources, message, place, person, avatar)
    return found.message


def _pointed(message: IncomingMessage, record: Record) -> int:
    """How many pictures come before the message's own, by what it replies to."""
    alone = replace(message, images=(), thread_start=None)
    record = replace(record, own_album=(), thread=None)
    if not points_at_picture(alone, record):
        return 0
    picks = read_picks(message.text)
    instruction = Instruction(
        InstructionKind.EDIT, message.text, picks=picks.numbers, picks_all=picks.everything
    )
    try:
        return len(sources(alone, instruction, record))
    except UserCanFix:
        # Asked for later, once it is known what else the words mean.
        return 1


async def _allow(
    resources: Resources, message: IncomingMessage, place: Place, person: Person, avatar: Mention
) -> None:
    """One's own avatar is one's own; another's must be opened by them, which silence does not do."""
    name = "" if avatar.words.startswith("<") else avatar.words.removeprefix("@")
    if avatar.person == message.person.key:
        name = ""
    elif not avatar.person:
        raise AvatarUnknown(name)
    else:
        platform = message.place.platform
        owner = await resources.directory.account(platform, avatar.person, resources.clock())
        private, _ = await resources.directory.choice(owner, place.community_id)
        if owner != person.account_id and private is not False:
            raise AvatarClosed(name)
    if avatar.handle is None:
        raise NoAvatar(name)
