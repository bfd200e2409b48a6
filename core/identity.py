"""Who and where: platforms, communities, places, persons, accounts.

Ids of our own are opaque strings; what a platform calls something is an alias.
A group that becomes a supergroup therefore rewrites one alias and nothing else.
This is the only module of the core that spells a platform's name.
"""

import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

CommunityId = NewType("CommunityId", str)
PlaceId = NewType("PlaceId", str)
PersonId = NewType("PersonId", str)
AccountId = NewType("AccountId", str)
JobId = NewType("JobId", str)
PictureId = NewType("PictureId", str)


def new_id() -> str:
    """A fresh id: 32 lower-case hexadecimal digits, fit for any button's payload, that nobody can guess.

    The first five are the minute (they come again every two years): what is new is then in one place
    of an index, however much that holds.
    """
    return f"{int(time.time() // 60) % 0x10_0000:05x}{secrets.randbits(108):027x}"


class Platform(StrEnum):
    """Where people talk to the bot."""

    DISCORD = "discord"
    TELEGRAM = "telegram"
    PLAYGROUND = "playground"
    TERMINAL = "terminal"


class PlaceKind(StrEnum):
    """Whether a place is one person's own or shared."""

    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class PlaceAlias:
    """What a platform calls a place.

    `community` is the Discord server, the Telegram chat, the private chat; `place`
    is the channel, thread or topic in it, or "" where the community has only one.
    """

    platform: Platform
    community: str
    place: str = ""
    kind: PlaceKind = PlaceKind.GROUP
    title: str = ""


@dataclass(frozen=True, slots=True)
class PersonAlias:
    """What a platform calls a person; `name` is for display and never a key.

    `locale` is a BCP 47 tag as the platform gives it, "" where it gives none.
    """

    platform: Platform
    key: str
    name: str = ""
    locale: str = ""
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place by our own ids, with its present alias."""

    id: PlaceId
    community_id: CommunityId
    alias: PlaceAlias


@dataclass(frozen=True, slots=True)
class Person:
    """A person by our own ids; quota belongs to the account."""

    id: PersonId
    account_id: AccountId
    alias: PersonAlias


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message: a place of ours and the platform's id of the message in it."""

    place_id: PlaceId
    message: str
