"""`/mypictures`: who may have the pictures changed that a person posts, or that anybody posts in a group."""

import re

from core.errors import AdminsOnly
from core.identity import Person, Place, PlaceKind
from core.requests import IncomingMessage
from core.resources import Resources
from core.words.versions import group_pictures, own_pictures

_PRIVATE = frozenset({"private", "me", "mine", "仅自己", "自己", "私有", "私密"})
_OPEN = frozenset({"open", "public", "all", "anyone", "everyone", "所有人", "公开", "开放", "大家"})
_GROUP = frozenset({"group", "server", "here", "全群", "群", "本群", "群组"})
_YES = frozenset({"true", "yes", "on", "1"})


async def answer_mypictures(
    resources: Resources, message: IncomingMessage, place: Place, person: Person
) -> str:
    """Do what the command says, and say how things are now.

    Raises `AdminsOnly`. Words that say neither change nothing.
    """
    private, is_for_group = _read(message)
    words = resources.speaker(message.person.locale)
    is_for_group = is_for_group and place.alias.kind is PlaceKind.GROUP
    if is_for_group and private is not None:
        if not message.person.is_admin:
            raise AdminsOnly
        await resources.directory.choose_for_all(place.community_id, private=private)
        return group_pictures(words.language, private=private)
    if private is not None:
        await resources.directory.choose(person.account_id, private=private)
    choice, group = await resources.directory.choice(person.account_id, place.community_id)
    if is_for_group:
        return group_pictures(words.language, private=group)
    courier = await resources.couriers.of(place.alias.platform)
    return own_pictures(words.language, choice, group=group, prefix=courier.traits.command_prefix)


def _read(message: IncomingMessage) -> tuple[bool | None, bool]:
    """(private or open, None where nothing was said; whether for the whole group)."""
    given = f"{message.text} {message.options.get('who', '')}".casefold()
    said = set(re.findall(r"[^\s,，、]+", given))
    is_for_group = bool(said & _GROUP) or message.options.get("group", "").casefold() in _YES
    said -= _GROUP
    if said and (said <= _PRIVATE or said <= _OPEN):
        return said <= _PRIVATE, is_for_group
    return None, is_for_group
