"""What is kept: messages, pictures, bytes, names; `storage/` implements it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from core.identity import (
    AccountId,
    CommunityId,
    JobId,
    MessageRef,
    Person,
    PersonAlias,
    PersonId,
    PictureId,
    Place,
    PlaceAlias,
    PlaceId,
    Platform,
)
from core.notes import MessageNote, Question
from core.pictures import BlobKey, Picture
from core.requests import IncomingMessage


class Inbox(Protocol):
    """Messages that were taken from a platform and not dealt with yet."""

    async def put(self, message: IncomingMessage, now: datetime, executor: str) -> bool:
        """Keep it durably under an executor's name; False if its key was ever seen before."""

    async def done(self, key: str) -> None:
        """It is dealt with: the words are dropped, the key is remembered."""

    async def adopt(self, former: str, executor: str) -> Sequence[IncomingMessage]:
        """What a dead executor left, oldest first; it is under `executor`'s name from now on."""

    async def pending(self) -> Sequence[IncomingMessage]:
        """Everything that is not dealt with yet, oldest first."""


class Directory(Protocol):
    """Our own ids for what platforms name."""

    async def resolve(self, place: PlaceAlias, person: PersonAlias, now: datetime) -> tuple[Place, Person]:
        """Find or make both; display data is brought up to date.

        A person without a locale keeps the one last seen.
        """

    async def place(self, place_id: PlaceId) -> Place:
        """A place with its present alias. KeyError if there is none."""

    async def move(self, platform: Platform, old: str, new: str) -> None:
        """The community `old` is now called `new`. Repeating it is harmless.

        Messages are counted anew there: jobs under way have no card and no request any more.
        """

    async def private_place(self, person_id: PersonId) -> Place | None:
        """Where this person talked to the bot alone, the newest such place; None if they never did."""

    async def account(self, platform: Platform, key: str, now: datetime) -> AccountId:
        """Find or make the account of who is called `key`, though they may never have turned to the bot."""

    async def private_owners(
        self, account_ids: Collection[AccountId], community_id: CommunityId
    ) -> frozenset[AccountId]:
        """Who of these keeps the pictures they post to themselves here: by their choice, else the community's."""

    async def choice(self, account_id: AccountId, community_id: CommunityId) -> tuple[bool | None, bool]:
        """Whether an account keeps its pictures private (None: it never said), and whether the community does."""

    async def choose(self, account_id: AccountId, *, private: bool) -> None:
        """From now on others may not, or may, edit what this account posts, anywhere."""

    async def choose_for_all(self, community_id: CommunityId, *, private: bool) -> None:
        """What holds in a community for those who have not chosen."""


class Notes(Protocol):
    """The record of messages."""

    async def put(self, note: MessageNote, now: datetime) -> None:
        """Keep or replace the note of that message."""

    async def find(self, ref: MessageRef) -> MessageNote | None:
        """The note of a message."""

    async def album(self, place_id: PlaceId, album: str) -> Sequence[MessageNote]:
        """All noted members of an album, by message id in the platform's order."""


class Questions(Protocol):
    """Questions that a button answers."""

    async def put(self, question: Question, now: datetime) -> None:
        """Keep it durably."""

    async def find(self, question_id: str) -> Question | None:
        """None when it is unknown or too old."""


class Pictures(Protocol):
    """Pictures and lineage."""

    async def add(self, pictures: Sequence[Picture]) -> tuple[Picture, ...]:
        """Keep them; the same picture id twice changes nothing.

        Returned as kept: `version` is given here, counting up within the tree, atomically.
        """

    async def get(self, picture_ids: Sequence[PictureId]) -> tuple[Picture, ...]:
        """In the order asked; KeyError if one does not exist."""

    async def of_job(self, job_id: JobId) -> tuple[Picture, ...]:
        """What a job drew, by index; of a job that claims another's result, what that one drew."""

    async def bring(self, picture_ids: Sequence[PictureId], place_id: PlaceId) -> None:
        """They belong to that place from now on: what was never shown elsewhere is claimed there."""

    async def of_handle(self, place_id: PlaceId, key: str) -> Picture | None:
        """A person's picture that was fetched before in this place, by `ImageHandle.key`."""

    async def name_handle(self, place_id: PlaceId, key: str, picture_id: PictureId) -> None:
        """Remember which handle a picture came from."""

    async def latest(self, place_id: PlaceId) -> Picture | None:
        """The picture shown last in a place that still has bytes (private chats only ask)."""

    async def tree(self, tree: PictureId, place_id: PlaceId) -> tuple[Picture, ...]:
        """All of a tree that are in this place, tombstones too; that shown last comes last."""

    async def shown(self, picture_ids: Sequence[PictureId], now: datetime) -> None:
        """They were brought to people again, in this order. To be made counts as shown."""

    async def erase(self, account_id: AccountId, now: datetime) -> tuple[int, tuple[BlobKey, ...]]:
        """Erase an account's words and pictures everywhere: tombstones, pseudonymous ledger.

        How many pictures, and the blobs that no picture refers to any more (to be deleted).
        """

    async def expire(self, before: datetime, now: datetime) -> tuple[BlobKey, ...]:
        """Erase pictures made before a moment, and the words of jobs that had ended by then.

        A result that may be claimed `now` stays. The blobs that no picture refers to any more (to
        be deleted).
        """


class Blobs(Protocol):
    """Bytes under the hash of their content."""

    async def put(self, data: bytes) -> BlobKey:
        """Durable when it returns; the same bytes twice are one blob."""

    async def get(self, key: BlobKey) -> bytes:
        """KeyError if there is none."""

    async def delete(self, key: BlobKey) -> None:
        """Deleting what is not there is no error."""
