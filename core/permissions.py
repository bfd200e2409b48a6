"""Whose pictures others may have changed: each person's choice, else the group's."""

from collections.abc import Iterable

from core.errors import KeptPrivate
from core.identity import AccountId, Person, PictureId, Place
from core.pictures import Picture, Privacy
from core.requests import IncomingMessage, ReplyTarget
from core.resources import Resources


async def author(resources: Resources, message: IncomingMessage, target: ReplyTarget) -> AccountId | None:
    """Whose message it is that another one replies to; None for the bot's own, and where it cannot be told."""
    if target.by_bot or not target.author:
        return None
    return await resources.directory.account(message.place.platform, target.author, resources.clock())


async def permit(resources: Resources, pictures: Iterable[Picture], place: Place, person: Person) -> None:
    """Raises `KeptPrivate` where one of the pictures is another's who keeps it to themselves."""
    if await kept_from(resources, pictures, place, person.account_id):
        raise KeptPrivate


async def permit_posted(resources: Resources, owner: AccountId, place: Place, person: Person) -> None:
    """Raises `KeptPrivate` where `owner` keeps what they post to themselves, and `person` is somebody else."""
    if owner != person.account_id and await resources.directory.private_owners([owner], place.community_id):
        raise KeptPrivate


async def kept_from(
    resources: Resources, pictures: Iterable[Picture], place: Place, account_id: AccountId
) -> frozenset[PictureId]:
    """Which of the pictures others keep from this account."""
    others = [one for one in pictures if one.account_id != account_id and one.privacy is not Privacy.OPEN]
    owners = {one.account_id for one in others if one.privacy is Privacy.POSTED}
    private = await resources.directory.private_owners(owners, place.community_id) if owners else frozenset()
    return frozenset(one.id for one in others if one.privacy is Privacy.ASKED or one.account_id in private)


def inherited(parents: Iterable[Picture], account_id: AccountId, *, asked: bool) -> Privacy:
    """How a picture is kept that this account has made from these: as they are, where they are its own."""
    own = [one.privacy for one in parents if one.account_id == account_id]
    if asked or Privacy.ASKED in own:
        return Privacy.ASKED
    return Privacy.POSTED if Privacy.POSTED in own else Privacy.OPEN
