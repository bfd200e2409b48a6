"""Whose turn it is: people take turns, weighted, within caps. Pure rules over rows of the jobs table.

Turns are counted in rounds, in millionths. A turn of an account with weight w takes it 1/w rounds
on, so that while two wait, weight 3 has three turns for each one of weight 1. The next turn falls
to whom it is due in the earliest round; nobody's is due before the round of the newest turn, so
that whoever was away, or had no room, has nothing to make up for and nothing to pay back beyond
one turn. (Start-time fair queueing, https://doi.org/10.1109/90.649569, with jobs of equal length.)
With equal weights and priority, one person's hundred requests delay another's by at most one.
"""

import heapq
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from core.identity import AccountId, CommunityId, JobId
from core.jobs import Caps, Line, Queued, Turn
from core.weather import Outlook

ROUND_MICROS = 1_000_000
_NOTHING: Mapping[str, int] = MappingProxyType({})
_UNBOUNDED = sys.maxsize
_MINUTE_SECONDS = 60.0
_NEVER = datetime.min.replace(tzinfo=UTC)
_NOW = datetime.max.replace(tzinfo=UTC)

_Last = tuple[datetime, int]
_Key = tuple[int, int, _Last, datetime, JobId]
_Name = tuple[str, str]
_SLOTS, _ACCOUNT, _COMMUNITY, _PROVIDER = "slots", "account", "community", "provider"


def next_grants(line: Line, caps: Caps, started: Mapping[str, int] = _NOTHING) -> tuple[Turn, ...]:
    """The jobs that may begin to draw now, in turn.

    A higher priority goes first, then the account whose turn is due in the earliest round, then
    the one whose last turn is longest ago, then the oldest request; within an account the oldest
    job that has room. A job has room while fewer than the caps are drawing in this process (where
    it must be able to draw), for its account, its community and its provider (a cap of 0 holds a
    provider back; none means no limit of its own), and fewer than may start in a minute have
    `started`.
    """
    room = _Room(line, caps, started)
    granted: list[Turn] = []
    for turn, job in _turns(line, room.has):
        room.take(job)
        granted.append(turn)
    return tuple(granted)


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in the line, 1 for the next, and about how many seconds until the picture is there.

    `outlook` is what else its requester should know, where the provider is away.
    """

    position: int
    expected_seconds: float | None = None
    outlook: Outlook | None = None


def standings(line: Line, caps: Caps, seconds: Mapping[tuple[str, str], float]) -> Mapping[JobId, Standing]:
    """Where each waiting job stands, in that order; `seconds` is how long a model takes to draw.

    Turns as `next_grants` gives them if nobody else asks and there is room for all; jobs of a
    provider that is held back stand behind all others.

    A job begins when the tightest of its caps has room for it: of n jobs that draw or stand before
    it within a cap of c, n - c + 1 must end, and every c-th part of their usual duration one does.
    The slots are those of this process for each process that draws. Nothing is expected of a
    provider that is held back, or of a model that has not drawn yet.
    """
    slots = caps.total * max(line.busy.executors, 1)
    usual = sum(seconds.values()) / len(seconds) if seconds else 0.0
    ahead = _Ahead(line, caps, slots, lambda kind: seconds.get(kind, usual))
    found: dict[JobId, Standing] = {}
    for position, job in enumerate(_in_order(line, caps), start=1):
        kind = (job.provider, job.model)
        begins = ahead.begins_seconds(job)
        expected = None
        if begins is not None and kind in seconds:
            expected = begins + seconds[kind]
        found[job.id] = Standing(position, expected)
        ahead.add(job)
    return found


class _Room:
    """What the caps leave."""

    def __init__(self, line: Line, caps: Caps, started: Mapping[str, int]) -> None:
        self._caps = caps
        self._started = Counter(started)
        self._total = line.busy.ours
        self._accounts: Counter[AccountId] = Counter(line.busy.accounts)
        self._communities: Counter[CommunityId] = Counter(line.busy.communities)
        self._providers: Counter[str] = Counter()
        for (provider, _), count in line.busy.models.items():
            self._providers[provider] += count

    def has(self, job: Queued) -> bool:
        caps = self._caps
        return (
            job.is_ours
            and self._total < caps.total
            and self._accounts[job.account_id] < caps.per_account
            and self._communities[job.community_id] < caps.per_community
            and self._providers[job.provider] < caps.providers.get(job.provider, _UNBOUNDED)
            and self._started[job.provider] < caps.starts.get(job.provider, _UNBOUNDED)
        )

    def take(self, job: Queued) -> None:
        self._started[job.provider] += 1
        self._total += 1
        self._accounts[job.account_id] += 1
        self._communities[job.community_id] += 1
        self._providers[job.provider] += 1


class _Ahead:
    """What draws or stands before a job, within each of its caps: how many, and how long they take."""

    def __init__(
        self, line: Line, caps: Caps, slots: int, seconds: Callable[[tuple[str, str]], float]
    ) -> None:
        self._caps = caps
        self._slots = slots
        self._seconds = seconds
        self._counts: Counter[_Name] = Counter()
        self._taken: defaultdict[_Name, float] = defaultdict(float)
        self._starts: Counter[str] = Counter()
        busy = line.busy
        for kind, count in busy.models.items():
            self._count(((_SLOTS, ""), (_PROVIDER, kind[0])), count, seconds(kind))
        drawing = self._counts[_SLOTS, ""]
        mean = self._taken[_SLOTS, ""] / drawing if drawing else 0.0
        for account, count in busy.accounts.items():
            self._count(((_ACCOUNT, account),), count, mean)
        for community, count in busy.communities.items():
            self._count(((_COMMUNITY, community),), count, mean)

    def begins_seconds(self, job: Queued) -> float | None:
        caps = self._caps
        provider_cap = caps.providers.get(job.provider, _UNBOUNDED)
        if provider_cap <= 0:
            return None
        within = (self._slots, caps.per_account, caps.per_community, provider_cap)
        starts = caps.starts.get(job.provider)
        paced = self._starts[job.provider] // starts * _MINUTE_SECONDS if starts else 0.0
        return max(paced, *map(self._freed_seconds, _names(job), within))

    def add(self, job: Queued) -> None:
        self._starts[job.provider] += 1
        self._count(_names(job), 1, self._seconds((job.provider, job.model)))

    def _count(self, names: Sequence[_Name], count: int, seconds: float) -> None:
        for name in names:
            self._counts[name] += count
            self._taken[name] += count * seconds

    def _freed_seconds(self, name: _Name, cap: int) -> float:
        count = self._counts[name]
        if count < cap:
            return 0.0
        return self._taken[name] / count * (count - cap + 1) / cap


def _names(job: Queued) -> tuple[_Name, ...]:
    """What a job counts for, in the order of the caps."""
    return (
        (_SLOTS, ""),
        (_ACCOUNT, job.account_id),
        (_COMMUNITY, job.community_id),
        (_PROVIDER, job.provider),
    )


def _in_order(line: Line, caps: Caps) -> Iterator[Queued]:
    def is_held(job: Queued) -> bool:
        return caps.providers.get(job.provider, 1) <= 0

    for held in (False, True):
        some = Line([job for job in line.waiting if is_held(job) is held], line.busy, line.round_micros)
        for _, job in _turns(some, lambda _: True):
            yield job


def _turns(line: Line, has_room: Callable[[Queued], bool]) -> Iterator[tuple[Turn, Queued]]:
    """Waiting jobs in turn; room may only shrink while they are taken."""
    queues: dict[tuple[int, AccountId], deque[Queued]] = defaultdict(deque)
    due: dict[AccountId, int] = {}
    last: dict[AccountId, _Last] = {}
    for job in sorted(line.waiting, key=lambda job: (job.accepted_at, job.id)):
        queues[job.priority, job.account_id].append(job)
        due[job.account_id] = job.account_due_micros
        last[job.account_id] = (job.account_granted_at or _NEVER, 0)
    newest, served = line.round_micros, 0

    def key(priority: int, account: AccountId) -> _Key:
        head = queues[priority, account][0]
        return -priority, due[account], last[account], head.accepted_at, head.id

    heap = [(key(*each), each) for each in queues]
    heapq.heapify(heap)
    while heap:
        known, each = heapq.heappop(heap)
        queue = queues[each]
        while queue and not has_room(queue[0]):
            queue.popleft()
        if not queue:
            continue
        now = key(*each)
        if now > known:
            # Its account had another turn meanwhile, or its head had no room.
            heapq.heappush(heap, (now, each))
            continue
        job = queue.popleft()
        newest = max(due[job.account_id], newest)
        served += 1
        last[job.account_id] = (_NOW, served)
        due[job.account_id] = newest + ROUND_MICROS // job.weight
        yield Turn(job.id, newest), job
        if queue:
            heapq.heappush(heap, (key(*each), each))
