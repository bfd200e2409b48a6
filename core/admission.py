"""Whose turn it is: people take turns, within caps. Pure rules over rows of the jobs table."""

import heapq
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median

from core.identity import AccountId, CommunityId, JobId
from core.jobs import Caps, Queued

_NEVER = datetime.min.replace(tzinfo=UTC)


def next_grants(waiting: Sequence[Queued], drawing: Sequence[Queued], caps: Caps) -> tuple[JobId, ...]:
    """The jobs that may begin to draw now, in turn.

    The account that draws least comes first, then the one whose last turn is longest ago, then
    the oldest request; within an account the oldest job that has room. A job has room while
    fewer than the caps are drawing in all, for its account, its community and its provider
    (a cap of 0 holds a provider back; none means no limit of its own).
    """
    room = _Room(drawing, caps)
    granted: list[JobId] = []
    for job in _turns(waiting, drawing, room.has):
        room.take(job)
        granted.append(job.id)
    return tuple(granted)


def positions(waiting: Sequence[Queued], drawing: Sequence[Queued], caps: Caps) -> Mapping[JobId, int]:
    """Each waiting job's place in the line, 1 for the next.

    Turns as `next_grants` gives them if nobody else asks; jobs of a provider that is held back
    stand behind all others.
    """

    def is_held(job: Queued) -> bool:
        return caps.providers.get(job.provider, 1) <= 0

    line = list(_turns([job for job in waiting if not is_held(job)], drawing, lambda _: True))
    line += _turns([job for job in waiting if is_held(job)], [*drawing, *line], lambda _: True)
    return {job.id: number for number, job in enumerate(line, start=1)}


def expected_seconds(position: int, slots: int, durations: Sequence[float]) -> float | None:
    """About how long until the job at `position` begins, with all `slots` busy.

    `durations` are seconds that recent drawings took; None where nothing is known of them.
    """
    if not durations or slots <= 0:
        return None
    return median(durations) * position / slots


class _Room:
    """What the caps leave."""

    def __init__(self, drawing: Sequence[Queued], caps: Caps) -> None:
        self._caps = caps
        self._total = 0
        self._accounts: Counter[AccountId] = Counter()
        self._communities: Counter[CommunityId] = Counter()
        self._providers: Counter[str] = Counter()
        for job in drawing:
            self.take(job)

    def has(self, job: Queued) -> bool:
        caps = self._caps
        return (
            self._total < caps.total
            and self._accounts[job.account_id] < caps.per_account
            and self._communities[job.community_id] < caps.per_community
            and self._providers[job.provider] < caps.providers.get(job.provider, caps.total)
        )

    def take(self, job: Queued) -> None:
        self._total += 1
        self._accounts[job.account_id] += 1
        self._communities[job.community_id] += 1
        self._providers[job.provider] += 1


def _turns(
    waiting: Sequence[Queued], drawing: Sequence[Queued], has_room: Callable[[Queued], bool]
) -> Iterator[Queued]:
    """Waiting jobs in turn; room may only shrink while they are taken."""
    lines: dict[AccountId, deque[Queued]] = defaultdict(deque)
    for job in sorted(waiting, key=lambda job: (job.accepted_at, job.id)):
        lines[job.account_id].append(job)
    counts = Counter(job.account_id for job in drawing)
    last: dict[AccountId, datetime] = {}
    for job in (*drawing, *waiting):
        turn = job.granted_at or job.account_granted_at or _NEVER
        last[job.account_id] = max(turn, last.get(job.account_id, _NEVER))
    served = 0
    heap = [
        (counts[account], 0, last[account], line[0].accepted_at, line[0].id, account)
        for account, line in lines.items()
    ]
    heapq.heapify(heap)
    while heap:
        count, _, turn, _, _, account = heapq.heappop(heap)
        line = lines[account]
        chosen = next((job for job in line if has_room(job)), None)
        if chosen is None:
            continue
        line.remove(chosen)
        yield chosen
        served += 1
        if line:
            heapq.heappush(heap, (count + 1, served, turn, line[0].accepted_at, line[0].id, account))
