"""A job, the durable life of one instruction, as data."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.errors import ChatbrushError, DeliveryFailed, Unexpected
from core.identity import AccountId, CommunityId, JobId, PersonAlias, PersonId, PictureId, PlaceId
from core.instructions import Instruction
from core.quota import Amounts, ScopeKind


class JobState(StrEnum):
    """Where a job stands. ACCEPTED has no card yet; WAITING has one and may be granted."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    DRAWING = "drawing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


class Canceller(StrEnum):
    """Who had a job cancelled."""

    REQUESTER = "requester"
    ADMIN = "admin"


class Superseded(Exception):
    """The job is another executor's now: whoever gets this stops and touches nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """One accepted instruction.

    `key` is the idempotency key of the message that asked. `request_message` and `card_message`
    are the platform's message ids in the place. `size` is what the model is asked for, None for
    its own choice. `attempt` counts claims of the paid call: whoever writes a result must hold
    the newest; `unbilled` of them ended without anything drawn or billed. `grant` counts the turns
    it was given. `executor` is the name of the process that has it while ACCEPTED or DRAWING, ""
    else. `weight` and `priority` are its tier's (see `core.admission`). `cancelled_by` is set once
    it is to stop. `claims` is the ended job whose kept result this one brings: nothing is drawn.
    `keep_until` is set where a result could not be delivered and may be claimed. `cost_micros` is what the provider's usage came to once drawn. `error` is
    `ChatbrushError.to_record()` of what went wrong. `other_reading` is the instruction that the
    words could also have meant, None where they are plain. `standby` may draw it with `standby_model`
    while `provider` is away, "" for none; it is `provider` then, `stands_for` who should have drawn, and `standby_model` with
    which model.
    Times are aware, in UTC.
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
    unbilled: int = 0
    grant: int = 0
    executor: str = ""
    weight: int = 1
    priority: int = 0
    cancelled_by: Canceller | None = None
    claims: JobId | None = None
    keep_until: datetime | None = None
    standby: str = ""
    standby_model: str = ""
    stands_for: str = ""

    @property
    def unknown_attempts(self) -> int:
        """Claims before the newest whose outcome nobody knows: each may have been billed."""
        return max(0, self.attempt - 1 - self.unbilled)

    @property
    def scopes(self) -> tuple[ScopeKind, ...]:
        """Whose limits it counts in. What a claim brings was billed to the deployment when it was drawn."""
        if self.claims is None:
            return tuple(ScopeKind)
        return (ScopeKind.ACCOUNT, ScopeKind.COMMUNITY)


@dataclass(frozen=True, slots=True)
class Kept:
    """A job whose result could not be delivered and may be claimed.

    `in_vain` counts claims of it that ended without a delivery; `is_claimed` says that another is
    on its way, `is_told` that its requester was told of it.
    """

    job: Job
    in_vain: int
    is_claimed: bool
    is_told: bool


def claimable(job: Job, error: ChatbrushError) -> JobId | None:
    """The job whose pictures can be claimed after `job` ended with `error`; None if there is none."""
    if job.drawn_at is None or not isinstance(error, DeliveryFailed | Unexpected):
        return None
    return job.claims or job.id


@dataclass(frozen=True, slots=True)
class Grant:
    """A job's turn, the `number`-th of it."""

    job_id: JobId
    number: int


@dataclass(frozen=True, slots=True)
class Queued:
    """What admission needs to know of a waiting job.

    `account_due_micros` is the round in which its account's next turn falls due, 0 if it never had
    one (see `core.admission`), and `account_granted_at` when it had its last. `is_ours` says that
    this process could draw it. `standby` is as in `Job`.
    """

    id: JobId
    account_id: AccountId
    community_id: CommunityId
    provider: str
    model: str
    accepted_at: datetime
    account_due_micros: int = 0
    account_granted_at: datetime | None = None
    weight: int = 1
    priority: int = 0
    is_ours: bool = True
    standby: str = ""
    standby_model: str = ""


@dataclass(frozen=True, slots=True)
class Busy:
    """How many jobs draw now: in this process, and in all by account, community, provider and model.

    `executors` is how many processes draw. Accounts and communities that have nothing in line may
    be left out.
    """

    ours: int = 0
    executors: int = 0
    accounts: Mapping[AccountId, int] = field(default_factory=dict)
    communities: Mapping[CommunityId, int] = field(default_factory=dict)
    models: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """Who waits, oldest first, and what draws; `round_micros` is the round of the newest turn."""

    waiting: Sequence[Queued] = ()
    busy: Busy = Busy()
    round_micros: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, and in which round."""

    job_id: JobId
    round_micros: int


@dataclass(frozen=True, slots=True)
class Caps:
    """How many jobs may draw at once: `total` in this process, the others in all; `providers` by name.

    `starts` is how many jobs of a provider may begin within a minute, in all processes. `weather` is
    under which name each provider's weather is kept: it is looked up while turns are granted. A job
    that waits longer than `deadline_seconds` has its turn at once, to be given up. Jobs of the
    `instant` providers have theirs at once, to be done.
    """

    total: int
    per_account: int
    per_community: int
    providers: Mapping[str, int] = field(default_factory=dict)
    starts: Mapping[str, int] = field(default_factory=dict)
    weather: Mapping[str, str] = field(default_factory=dict)
    deadline_seconds: float | None = None
    instant: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many jobs may be in line (ACCEPTED or WAITING): in all, of one account, of one community."""

    total: int = sys.maxsize
    per_account: int = sys.maxsize
    per_community: int = sys.maxsize


UNBOUNDED = Bounds()
