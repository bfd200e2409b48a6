"""Jobs with their reservations, and the ledger; `storage/` implements them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from core.errors import ChatbrushError
from core.identity import AccountId, JobId, PlaceId, Platform
from core.jobs import UNBOUNDED, Bounds, Canceller, Caps, Grant, Job, JobState, Kept, Line
from core.pictures import Picture
from core.quota import Limits, Scope, Settlement, Usage


class Jobs(Protocol):
    """The jobs table with its reservations: what must be atomic is one call here."""

    async def accept(
        self, job: Job, limits: Limits, now: datetime, bounds: Bounds = UNBOUNDED
    ) -> tuple[Job, bool]:
        """Keep a job and reserve its quota, in one transaction.

        (the job, True), or (the job that this key already has, False) and nothing changed.
        Raises `OverQuota` with every shortfall, or `QueueFull` where `bounds` leave no room in
        line, and then nothing is kept.
        """

    async def get(self, job_id: JobId) -> Job:
        """KeyError if there is none."""

    async def carded(self, job_id: JobId, message: str) -> JobState:
        """Its card is posted: ACCEPTED becomes WAITING. On later states only the id is kept.

        The state that it is in then. KeyError if there is none.
        """

    async def grant(
        self, caps: Caps, now: datetime, executor: str, platforms: Collection[Platform]
    ) -> Sequence[Grant]:
        """Let those draw whose turn it is by `core.admission`; WAITING becomes DRAWING, once.

        They are `executor`'s from now on. Only jobs of `platforms` are granted, since only their
        results can be brought from here; the others keep their places in the line. If there were
        any, `Signal.TURNS` goes out about `GRANTED`.
        """

    async def queue(self) -> Line:
        """The line: those that wait, and those that are about to (ACCEPTED)."""

    async def of_executor(self, executor: str) -> Sequence[Job]:
        """Every job under an executor's name, oldest first.

        ACCEPTED or DRAWING, or cancelled before that and not yet `closed`.
        """

    async def of_account(self, account_id: AccountId, place_id: PlaceId) -> Sequence[Job]:
        """An account's jobs in a place that have not ended, oldest first."""

    async def adopt(self, job_id: JobId, executor: str, former: str | None = None) -> bool:
        """Put a job that is under an executor's name under another's; False if it is under none.

        With `former`: only if it is (still) under that dead executor's name.
        """

    async def take_up(self, job_id: JobId, turn: int, executor: str) -> bool:
        """Put a DRAWING job under the name of who goes on with that turn of it.

        True also for a job that has ended in it; False once that turn is over. `Superseded` if
        `executor` lives no more.
        """

    async def claim(self, job_id: JobId, executor: str) -> int:
        """Claim the paid call: counts the attempt up and returns it. `Superseded` if the job is another's."""

    async def put_back(self, job_id: JobId, attempt: int, *, elsewhere: bool = False) -> bool:
        """DRAWING becomes WAITING again, in its old place, since nothing was drawn or billed.

        With `elsewhere` it waits for its standby from now on, or for its own provider, for good, if
        it is the standby that gives it back. False if `attempt` is not the
        newest, or the job has ended, or is to be cancelled (which counts as unbilled all the same).
        """

    async def cancel(self, job_id: JobId, by: Canceller, now: datetime, executor: str) -> Job:
        """Stop a job: one that does not draw yet ends here, with its refund, as `Cancelled`.

        It is under `executor`'s name until it is `closed`: its card is still to be finished. One that draws is marked, and `Signal.CANCEL` goes out; its journey ends it. The job as it
        is then; nothing changes for one that has ended or is marked. KeyError if there is none.
        """

    async def closed(self, job_id: JobId) -> None:
        """The card of a job that was cancelled before it drew is final."""

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
        *,
        executor: str | None = None,
        keep_until: datetime | None = None,
    ) -> bool:
        """End a job and settle its reservation in one transaction; False if it had ended before.

        With `executor`: only if the job is still under that name, else `Superseded`. With
        `keep_until`, its result may be claimed until then.
        """

    async def kept(self, account_id: AccountId, now: datetime) -> Sequence[Kept]:
        """An account's results that are kept now and were not brought by a claim yet, newest first."""

    async def told(self, job_ids: Sequence[JobId], *, is_told: bool = True) -> bool:
        """Note whether their requester was told that these are kept; False if all of it was noted before."""

    async def unfinished(self) -> Sequence[Job]:
        """Every job that has not ended, oldest first."""

    async def oldest_since(self, moment: datetime) -> datetime | None:
        """When the oldest job that has not ended was accepted, of those accepted after a moment."""

    async def next_start(self, starts: Mapping[str, int], now: datetime) -> datetime | None:
        """When the first of those providers whose starts within a minute are used up has room again."""

    async def blocked_since(self, account_id: AccountId, since: datetime) -> Sequence[datetime]:
        """When this account's jobs ended as `ContentBlocked`, or were cancelled by it while they drew.

        Newest first.
        """

    async def durations(self, provider: str, model: str) -> Sequence[float]:
        """Seconds from granted to drawn of the last 20 jobs of a model."""


class Ledger(Protocol):
    """Reading what is used."""

    async def usage(self, scopes: Sequence[Scope], limits: Limits, now: datetime) -> Sequence[Usage]:
        """Every limit of the scopes' kinds with what is used of it now."""

    async def balance(self, scope: Scope) -> tuple[int, int]:
        """(images, micros): the sums of all entries of a scope."""
