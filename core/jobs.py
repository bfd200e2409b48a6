"""A job, the durable life of one instruction, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.identity import AccountId, CommunityId, JobId, PersonAlias, PersonId, PictureId, PlaceId
from core.instructions import Instruction
from core.quota import Amounts


class JobState(StrEnum):
    """Where a job stands. ACCEPTED has no card yet; WAITING has one and may be granted."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    DRAWING = "drawing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Job:
    """One accepted instruction.

    `key` is the idempotency key of the message that asked. `request_message` and `card_message`
    are the platform's message ids in the place. `size` is what the model is asked for, None for
    its own choice. `attempt` counts claims of the paid call: whoever writes a result must hold
    the newest. `cost_micros` is what the provider's usage came to once drawn. `error` is
    `ChatbrushError.to_record()` of what went wrong. `other_reading` is the instruction that the
    words could also have meant, None where they are plain. Times are aware, in UTC.
    """

    id: JobId
    key: str
    state: JobState
    community_id: CommunityId
    place_id: PlaceId
    person_id: PersonId
    account_id: AccountId
    person: PersonAlias
    request_message: str | None
    card_message: str | None
    route: str
    names_requester: bool
    spoiler: bool
    instruction: Instruction
    sources: tuple[PictureId, ...]
    provider: str
    model: str
    size: tuple[int, int] | None
    quality: str
    reserved: Amounts
    attempt: int
    drawn_count: int
    cost_micros: int
    error: Mapping[str, Any] | None
    notes: tuple[str, ...]
    other_reading: Instruction | None
    other_sources: tuple[PictureId, ...]
    accepted_at: datetime
    granted_at: datetime | None = None
    drawn_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """What admission needs to know of a waiting or drawing job.

    `account_granted_at` is when any job of its account last had its turn, None for never.
    """

    id: JobId
    account_id: AccountId
    community_id: CommunityId
    provider: str
    accepted_at: datetime
    granted_at: datetime | None = None
    account_granted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Caps:
    """How many jobs may draw at once; `providers` by name."""

    total: int
    per_account: int
    per_community: int
    providers: Mapping[str, int] = field(default_factory=dict)
