"""The seams that others implement: couriers, providers, storage, the job engine.

Declared here by the code that uses them; `storage/` and `bots/` implement them, and one
contract suite per port in `tests/contract/` runs on every implementation.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from core.drawing import DrawEvent, DrawRequest, ProviderTraits
from core.errors import ChatbrushError
from core.identity import (
    AccountId,
    JobId,
    MessageRef,
    Person,
    PersonAlias,
    PictureId,
    Place,
    PlaceAlias,
    PlaceId,
    Platform,
)
from core.jobs import Caps, Job, JobState, Queued
from core.notes import MessageNote, Question
from core.pictures import BlobKey, Picture
from core.quota import Limits, Scope, Settlement, Usage
from core.requests import Card, ImageHandle, IncomingMessage, Notice, PlatformTraits

Clock = Callable[[], datetime]
"""Now, aware, in UTC."""


class Courier(Protocol):
    """Brings words and pictures to one platform. Raises only `core.errors.DeliveryFailed`."""

    @property
    def traits(self) -> PlatformTraits:
        """The platform's differences, known once it is connected."""

    async def show(self, card: Card, at: str | None) -> str:
        """Post a card (`at` None) or change the one at message id `at`; the message's id.

        Idempotent when `at` is given. `MessageGone` when that message was deleted.
        """

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        """Say something; ids of the messages made, the files' first and in their order.

        () where the platform gives none (an ephemeral answer).
        """

    async def fetch(self, handle: ImageHandle, max_bytes: int) -> bytes:
        """The bytes behind a handle, at most `max_bytes`.

        Raises `ImageTooLarge`, `ImageGone`, or a `DeliveryFailed`.
        """


class Provider(Protocol):
    """Something that draws."""

    @property
    def traits(self) -> ProviderTraits:
        """Its models and what each takes."""

    def draw(self, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        """Previews as they come, then exactly one `Drawn`.

        Raises `core.errors.ProviderFailed` or `UserCanFix`; closing the iterator stops the work.
        """


class Inbox(Protocol):
    """Messages that were taken from a platform and not dealt with yet."""

    async def put(self, message: IncomingMessage, now: datetime) -> bool:
        """Keep it durably; False if its key was ever seen before."""

    async def done(self, key: str) -> None:
        """It is dealt with: the words are dropped, the key is remembered."""

    async def pending(self) -> Sequence[IncomingMessage]:
        """What a former process left, oldest first."""


class Directory(Protocol):
    """Our own ids for what platforms name."""

    async def resolve(self, place: PlaceAlias, person: PersonAlias, now: datetime) -> tuple[Place, Person]:
        """Find or make both; display data is brought up to date.

        A person without a locale keeps the one last seen.
        """

    async def place(self, place_id: PlaceId) -> Place:
        """A place with its present alias. KeyError if there is none."""

    async def move(self, platform: Platform, old: str, new: str) -> None:
        """The community `old` is now called `new`; nothing else changes. Repeating it is harmless."""


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
        """What a job drew, by index."""

    async def of_handle(self, place_id: PlaceId, key: str) -> Picture | None:
        """A person's picture that was fetched before in this place, by `ImageHandle.key`."""

    async def name_handle(self, place_id: PlaceId, key: str, picture_id: PictureId) -> None:
        """Remember which handle a picture came from."""

    async def latest(self, place_id: PlaceId) -> Picture | None:
        """The newest picture of a place that still has bytes (private chats only ask)."""

    async def erase(self, account_id: AccountId, now: datetime) -> tuple[int, tuple[BlobKey, ...]]:
        """Erase an account's words and pictures everywhere: tombstones, pseudonymous ledger.

        How many pictures, and the blobs that no picture refers to any more (to be deleted).
        """

    async def expire(self, before: datetime) -> tuple[BlobKey, ...]:
        """Erase pictures made before a moment, and the words of jobs that had ended by then.

        The blobs that no picture refers to any more (to be deleted).
        """


class Blobs(Protocol):
    """Bytes under the hash of their content."""

    async def put(self, data: bytes) -> BlobKey:
        """Durable when it returns; the same bytes twice are one blob."""

    async def get(self, key: BlobKey) -> bytes:
        """KeyError if there is none."""

    async def delete(self, key: BlobKey) -> None:
        """Deleting what is not there is no error."""


class Jobs(Protocol):
    """The jobs table with its reservations: what must be atomic is one call here."""

    async def accept(self, job: Job, limits: Limits, now: datetime) -> tuple[Job, bool]:
        """Keep a job and reserve its quota, in one transaction.

        (the job, True), or (the job that this key already has, False) and nothing changed.
        Raises `OverQuota` with every shortfall, and then nothing is kept.
        """

    async def get(self, job_id: JobId) -> Job:
        """KeyError if there is none."""

    async def carded(self, job_id: JobId, message: str) -> None:
        """Its card is posted: ACCEPTED becomes WAITING. On later states only the id is kept."""

    async def grant(self, caps: Caps, now: datetime) -> Sequence[JobId]:
        """Let those draw whose turn it is by `core.admission`; WAITING becomes DRAWING, once."""

    async def queue(self) -> tuple[Sequence[Queued], Sequence[Queued]]:
        """(waiting, drawing), oldest first."""

    async def claim(self, job_id: JobId) -> int:
        """Claim the paid call: counts the attempt up and returns it."""

    async def drawn(
        self,
        job_id: JobId,
        attempt: int,
        pictures: Sequence[Picture],
        *,
        cost_micros: int,
        notes: Sequence[str],
        now: datetime,
    ) -> bool:
        """Record a result with its pictures in one transaction; False if `attempt` is not the newest."""

    async def failed(self, job_id: JobId, attempt: int, error: ChatbrushError, now: datetime) -> bool:
        """Record that drawing failed; False if `attempt` is not the newest. The job has not ended yet."""

    async def finish(
        self,
        job_id: JobId,
        state: JobState,
        settlement: Settlement,
        error: ChatbrushError | None,
        now: datetime,
    ) -> bool:
        """End a job and settle its reservation in one transaction; False if it had ended before."""

    async def unfinished(self) -> Sequence[Job]:
        """Every job that has not ended, oldest first: what a start picks up."""

    async def blocked_since(self, account_id: AccountId, since: datetime) -> Sequence[datetime]:
        """When this account's jobs ended as `ContentBlocked`, newest first."""

    async def durations(self, provider: str, model: str) -> Sequence[float]:
        """Seconds from granted to drawn of the last 20 jobs of a model."""


class Ledger(Protocol):
    """Reading what is used."""

    async def usage(self, scopes: Sequence[Scope], limits: Limits, now: datetime) -> Sequence[Usage]:
        """Every limit of the scopes' kinds with what is used of it now."""

    async def balance(self, scope: Scope) -> tuple[int, int]:
        """(images, micros): the sums of all entries of a scope."""


class Receiver(Protocol):
    """What an adapter calls: the studio."""

    async def receive(self, message: IncomingMessage) -> None:
        """Take a message. When this returns, what is for the bot is durable; the rest is dropped.

        Quick: the work goes on elsewhere. The same `key` again changes nothing.
        """

    async def moved(self, platform: Platform, old: str, new: str) -> None:
        """A community is now called `new` (a group became a supergroup)."""


class Adapter(Protocol):
    """One platform: connects, turns its events into messages, and is its courier."""

    @property
    def platform(self) -> Platform:
        """Which one."""

    @property
    def courier(self) -> Courier:
        """The way back to it; usable from `ready` until `run` returns."""

    async def run(self, receiver: Receiver, ready: Callable[[str], None]) -> None:
        """Connect, call `ready` once with its line, serve until cancelled, disconnect.

        The line is "telegram @name" and the like. Raises `SettingsInvalid` for a token that the
        platform refuses.
        """


Step = Callable[[JobId], Awaitable[None]]


class JobEngine(Protocol):
    """Runs the journey of a granted job, step by step, each finished step once."""

    async def start(self, job_id: JobId) -> None:
        """Begin, or do nothing if it began before. Returns at once."""
