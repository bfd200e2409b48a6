"""Fairness, caps and cancelling, whatever people do in whatever order."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from core.admission import ROUND_MICROS, next_grants, standings
from core.identity import AccountId, CommunityId, JobId
from core.jobs import Busy, Caps, Line, Queued

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
PEOPLE: Mapping[str, tuple[int, int]] = {
    "ada": (1, 0),
    "bo": (1, 0),
    "chen": (1, 0),
    "dee": (3, 0),
    "eve": (2, 1),
}
"""(weight, priority) of each."""
PLACES = ("home", "away")
PROVIDERS = ("painter", "openai")

people = st.sampled_from(sorted(PEOPLE))
places = st.sampled_from(PLACES)
providers = st.sampled_from(PROVIDERS)


@dataclass
class Row:
    """A job as the table has it."""

    job: Queued
    state: str = "waiting"
    round_micros: int | None = None
    granted_at: datetime | None = None


@dataclass
class First:
    """Somebody's request that found nothing of theirs in line, and who went before it though it had room."""

    is_newcomer: bool
    passed_by: Counter[str] = field(default_factory=Counter)


class Table:
    """The rows, and what admission is told of them."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}

    def of(self, state: str) -> list[Row]:
        return [row for row in self.rows.values() if row.state == state]

    def line(self) -> Line:
        drawing = [row.job for row in self.of("drawing")]
        busy = Busy(
            len(drawing),
            1 if drawing else 0,
            Counter(job.account_id for job in drawing),
            Counter(job.community_id for job in drawing),
            Counter((job.provider, job.model) for job in drawing),
        )
        rounds = [row.round_micros for row in self.rows.values() if row.round_micros is not None]
        return Line([self._queued(row.job) for row in self.of("waiting")], busy, max(rounds, default=0))

    def had_turns(self, account: str) -> list[Row]:
        return [
            row
            for row in self.rows.values()
            if row.job.account_id == account and row.round_micros is not None
        ]

    def _queued(self, job: Queued) -> Queued:
        turns = self.had_turns(job.account_id)
        if not turns:
            return job
        last = max(turns, key=lambda row: row.round_micros or 0)
        due = (last.round_micros or 0) + ROUND_MICROS // last.job.weight
        return replace(job, account_due_micros=due, account_granted_at=last.granted_at)


class Turns(RuleBasedStateMachine):
    """People ask, cancel and wait; jobs begin, end, and wait again."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table()
        self.firsts: dict[str, First] = {}
        self.numbers = count()
        self.caps = Caps(1, 1, 1)
        self.few = False

    @initialize(
        caps=st.builds(
            Caps,
            st.integers(1, 4),
            st.integers(1, 3),
            st.integers(1, 4),
            st.dictionaries(providers, st.integers(1, 3)),
        ),
        few=st.booleans(),
    )
    def begin(self, caps: Caps, few: bool) -> None:
        self.caps = caps
        self.few = few

    @rule(person=people, place=places, provider=providers, times=st.sampled_from([1, 1, 1, 5, 100]))
    def ask(self, person: str, place: str, provider: str, times: int) -> None:
        if self.few:
            # Two alike in one place, who get into each other's way more often.
            person, place, provider = "ada" if person < "chen" else "bo", "home", "painter"
        weight, priority = PEOPLE[person]
        for _ in range(times):
            number = next(self.numbers)
            job_id = JobId(f"{number:06}")
            if not any(row.job.account_id == person for row in self._open()):
                self.firsts[job_id] = First(not self.table.had_turns(person))
            self.table.rows[job_id] = Row(
                Queued(
                    job_id,
                    AccountId(person),
                    CommunityId(place),
                    provider,
                    "model",
                    START + timedelta(seconds=number),
                    weight=weight,
                    priority=priority,
                )
            )

    @rule()
    def grant(self) -> None:
        turns = next_grants(self.table.line(), self.caps)
        now = START + timedelta(seconds=next(self.numbers))
        for turn in turns:
            row = self.table.rows[turn.job_id]
            assert row.state == "waiting", "nothing is granted twice, or after it was cancelled"
            assert self._has_room(row.job), "every cap holds"
            self._note_who_is_passed(row.job)
            row.state, row.round_micros, row.granted_at = "drawing", turn.round_micros, now
        for row in self.table.of("waiting"):
            assert not self._has_room(row.job), "no room is left to nobody"

    @rule()
    def read_positions(self) -> None:
        """They are the order of turns if there were room for all."""
        line = replace(self.table.line(), busy=Busy())
        wide = Caps(10_000, 10_000, 10_000)
        assert [turn.job_id for turn in next_grants(line, wide)] == list(standings(line, wide, {}))

    @precondition(lambda self: self.table.of("drawing"))
    @rule(which=st.integers(0, 99))
    def end(self, which: int) -> None:
        self._pick("drawing", which).state = "ended"

    @precondition(lambda self: self.table.of("waiting"))
    @rule(which=st.integers(0, 999))
    def cancel(self, which: int) -> None:
        before = self._order()
        row = self._pick("waiting", which)
        row.state = "cancelled"
        self.firsts.pop(row.job.id, None)

        after = self._order()
        assert [job_id for job_id in before if job_id in after and self._is_of(job_id, row)] == [
            job_id for job_id in after if self._is_of(job_id, row)
        ], "one's own requests keep their order"
        assert set(after) == set(before) - {row.job.id}

    @precondition(lambda self: self.table.of("drawing"))
    @rule(which=st.integers(0, 99))
    def put_back(self, which: int) -> None:
        """As if the turn had not been."""
        row = self._pick("drawing", which)
        row.state, row.round_micros, row.granted_at = "waiting", None, None
        for first in self.firsts.values():
            first.passed_by[row.job.account_id] -= 1

    def _order(self) -> list[str]:
        return list(standings(self.table.line(), self.caps, {}))

    def _is_of(self, job_id: str, row: Row) -> bool:
        return self.table.rows[job_id].job.account_id == row.job.account_id

    def _open(self) -> list[Row]:
        return [*self.table.of("waiting"), *self.table.of("drawing")]

    def _pick(self, state: str, which: int) -> Row:
        rows = self.table.of(state)
        return rows[which % len(rows)]

    def _has_room(self, job: Queued) -> bool:
        drawing = [row.job for row in self.table.of("drawing")]
        caps = self.caps
        return (
            len(drawing) < caps.total
            and sum(each.account_id == job.account_id for each in drawing) < caps.per_account
            and sum(each.community_id == job.community_id for each in drawing) < caps.per_community
            and sum(each.provider == job.provider for each in drawing)
            < caps.providers.get(job.provider, caps.total)
        )

    def _note_who_is_passed(self, served: Queued) -> None:
        """One person delays another's first request by one job at most, weights and priorities apart."""
        for job_id, first in list(self.firsts.items()):
            passed = self.table.rows[job_id].job
            if passed.account_id == served.account_id:
                # Its own turn, or another of its account's: what counts from now on is not its first.
                del self.firsts[job_id]
            elif self._has_room(passed):
                assert served.priority >= passed.priority, "a higher priority goes first"
                if served.priority == passed.priority:
                    first.passed_by[served.account_id] += 1
                    assert first.passed_by[served.account_id] <= _most(first, served, passed)


def _most(first: First, served: Queued, passed: Queued) -> int:
    if first.is_newcomer or served.weight <= passed.weight:
        return 1
    return -(-served.weight // passed.weight) + 1


TestTurns: Any = Turns.TestCase
TestTurns.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 7), st.integers(1, 7), st.integers(1, 3))
def test_turns_are_shared_out_by_weight_while_both_wait(one: int, other: int, slots: int) -> None:
    table = Table()
    weights = {"ada": one, "bo": other}
    for number in range(120):
        name = "ada" if number % 2 else "bo"
        row = Queued(
            JobId(f"{number:06}"),
            AccountId(name),
            CommunityId("home"),
            "painter",
            "model",
            START + timedelta(seconds=number),
            weight=weights[name],
        )
        table.rows[row.id] = Row(row)
    served: Counter[str] = Counter()
    for tick in range(40):
        for turn in next_grants(table.line(), Caps(slots, slots, slots)):
            row_served = table.rows[turn.job_id]
            row_served.state, row_served.round_micros = "drawing", turn.round_micros
            row_served.granted_at = START + timedelta(hours=1, seconds=tick)
            served[row_served.job.account_id] += 1
            assert abs(served["ada"] / one - served["bo"] / other) <= 1 / one + 1 / other + 0.01
        table.of("drawing")[0].state = "ended"
