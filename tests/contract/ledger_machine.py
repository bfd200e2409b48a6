"""Two processes on one database as a state machine: what they may do, and what always holds of the ledger."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.errors import OverQuota, ProviderTimedOut
from core.identity import AccountId, CommunityId, JobId
from core.jobs import ENDED, Canceller, Caps, Job, JobState, Superseded
from core.quota import Amounts, Scope, ScopeKind, Settlement, Unit, parse_limit
from storage.bookings import SPANS
from storage.columns import HOUR_MICROSECONDS
from storage.database import Database, open_database
from storage.schema import jobs, ledger, metadata, totals
from tests.contract.samples import ADA, ADA_ALIAS, BO, GROUP, NOW, job, picture

DEPLOYMENT = Scope(ScopeKind.DEPLOYMENT, "")
HERE = "here"
NOTHING = Settlement(Amounts(0, 0), Amounts(0, 0))
LIMITS = {
    ScopeKind.ACCOUNT: [parse_limit("9 images per 3 hours"), parse_limit("0.000900 USD per day")],
    ScopeKind.COMMUNITY: [parse_limit("14 images per 3 hours")],
    ScopeKind.DEPLOYMENT: [parse_limit("0.002000 USD per day")],
}
CAPS = Caps(total=3, per_account=2, per_community=3)
PLACES = {ADA: GROUP, BO: CommunityId("3" * 32)}
Outcome = tuple[int, int, int, int]
Action = Callable[["Processes", Database], Awaitable[None]]


class Processes(RuleBasedStateMachine):
    """Two processes on one database, that do the same things at once, are cut off, and come back."""

    url: str | None = None

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory()
        self.now = NOW
        self.asked: dict[JobId, Job] = {}
        self.possible: dict[JobId, set[Outcome]] = defaultdict(set)
        self.ended: dict[JobId, Outcome] = {}
        self.seen: dict[int, tuple[Any, ...]] = {}
        self.handles = [self.runner.run(self._open()) for _ in range(2)]

    async def _open(self) -> Database:
        return await open_database(self.url, Path(self.folder.name))

    def teardown(self) -> None:
        """However it came, nothing stays reserved once every job has ended."""
        try:
            self.runner.run(self._end_all())
        finally:
            self.runner.close()
            self.folder.cleanup()

    async def _end_all(self) -> None:
        try:
            for one in await self.handles[0].jobs.unfinished():
                self.possible[one.id].add((0, 0, 0, 0))
                await self.handles[0].jobs.finish(one.id, JobState.FAILED, NOTHING, None, self.now)
            await self._check()
            used = Counter[Scope]()
            for job_id, outcome in self.ended.items():
                for scope in (Scope(ScopeKind.ACCOUNT, self.asked[job_id].account_id), DEPLOYMENT):
                    images, micros = outcome[2:] if scope is DEPLOYMENT else outcome[:2]
                    used[scope] += images * 1_000_000_000 + micros
            for scope in (DEPLOYMENT, *(Scope(ScopeKind.ACCOUNT, account) for account in PLACES)):
                images, micros = await self.handles[1].ledger.balance(scope)
                assert used[scope] == images * 1_000_000_000 + micros
        finally:
            if self.url is not None:
                names = ", ".join(table.name for table in metadata.sorted_tables)
                await self.handles[0].transactions.run(
                    lambda connection: connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
                )
            for handle in self.handles:
                await handle.close()

    # What can be done. Each takes part in `together` as well, and may be cut off.

    def accept(self, account: AccountId, images: int, micros: int, claims: JobId | None) -> Action:
        asked = job(images=images, micros=micros, account=account, community=PLACES[account], now=self.now)
        asked = replace(asked, claims=claims)
        self.asked[asked.id] = asked

        async def act(machine: "Processes", handle: Database) -> None:
            try:
                kept, is_new = await handle.jobs.accept(asked, LIMITS, machine.now)
            except OverQuota:
                return
            assert kept.id == asked.id
            again = replace(asked, id=JobId(asked.id[::-1]), reserved=Amounts(5, 5))
            assert await handle.jobs.accept(again, LIMITS, machine.now) == (
                await handle.jobs.get(kept.id),
                False,
            )
            assert is_new

        return act

    def finish(self, job_id: JobId, charged: Amounts, billed: Amounts, state: JobState) -> Action:
        settlement = Settlement(charged, billed)
        reserved = self.asked[job_id].reserved
        # What a claim brings was billed when it was drawn.
        whole = (0, 0) if self.asked[job_id].claims else (billed.images, billed.micros)
        owed = (min(charged.images, reserved.images), min(charged.micros, reserved.micros))
        self.possible[job_id].add((*owed, *whole))

        async def act(machine: "Processes", handle: Database) -> None:
            if await handle.jobs.finish(job_id, state, settlement, None, machine.now):
                assert not await handle.jobs.finish(job_id, JobState.FAILED, NOTHING, None, machine.now)

        return act

    def cancel(self, job_id: JobId) -> Action:
        # An attempt before it waited again may have been billed.
        reserved = self.asked[job_id].reserved
        self.possible[job_id] |= {(0, 0, 0, lost * reserved.micros) for lost in range(8)}

        async def act(machine: "Processes", handle: Database) -> None:
            await handle.jobs.cancel(job_id, Canceller.REQUESTER, machine.now, HERE)

        return act

    def draw(self, job_id: JobId, ending: str) -> Action:
        async def act(machine: "Processes", handle: Database) -> None:
            await handle.jobs.carded(job_id, "7")
            await handle.jobs.grant(CAPS, machine.now, HERE, [ADA_ALIAS.platform])
            try:
                attempt = await handle.jobs.claim(job_id, HERE)
            except Superseded:
                return
            if ending == "drawn":
                made = [picture(job_id=job_id, account=machine.asked[job_id].account_id)]
                await handle.jobs.drawn(job_id, attempt, made, cost_micros=7, notes=(), now=machine.now)
            elif ending == "failed":
                await handle.jobs.failed(job_id, attempt, ProviderTimedOut("painter"), machine.now)
            elif ending == "put back":
                await handle.jobs.put_back(job_id, attempt)

        return act

    def erase(self, account: AccountId) -> Action:
        async def act(machine: "Processes", handle: Database) -> None:
            await handle.pictures.erase(account, machine.now)

        return act

    def drawn_action(self, data: st.DataObject) -> Action:
        """Any of them."""
        kept = list(self.asked)
        kind = data.draw(
            st.sampled_from(
                ["accept", "accept", "finish", "draw", "draw", "cancel", "erase"] if kept else ["accept"]
            )
        )
        if kind == "accept":
            amounts = data.draw(st.tuples(st.integers(1, 4), st.integers(0, 400)))
            claims = data.draw(st.sampled_from([None, None, *kept]))
            return self.accept(data.draw(st.sampled_from(sorted(PLACES))), *amounts, claims)
        if kind == "erase":
            return self.erase(data.draw(st.sampled_from(sorted(PLACES))))
        job_id = data.draw(st.sampled_from(kept))
        if kind == "cancel":
            return self.cancel(job_id)
        if kind == "draw":
            return self.draw(job_id, data.draw(st.sampled_from(["drawn", "failed", "put back", "nothing"])))
        images, micros, more_images, more_micros = data.draw(
            st.tuples(st.integers(0, 5), st.integers(0, 500), st.integers(0, 1), st.integers(0, 99))
        )
        state = data.draw(st.sampled_from(sorted(ENDED)))
        return self.finish(
            job_id, Amounts(images, micros), Amounts(images + more_images, micros + more_micros), state
        )

    @rule(data=st.data(), which=st.integers(0, 1))
    def alone(self, data: st.DataObject, which: int) -> None:
        """One thing, to its end."""
        self.runner.run(self._do(self.drawn_action(data), which))

    @rule(data=st.data(), count=st.integers(2, 7), after=st.integers(0, 12))
    def together(self, data: st.DataObject, count: int, after: int) -> None:
        """Several at once in both processes; some are cut off on the way."""
        actions = [self.drawn_action(data) for _ in range(count)]
        cut = data.draw(st.sets(st.integers(0, count - 1)))

        async def all_of_them() -> None:
            tasks = [
                asyncio.create_task(self._do(action, number % 2)) for number, action in enumerate(actions)
            ]
            for _ in range(after):
                await asyncio.sleep(0.0005)
            for number in cut:
                tasks[number].cancel()
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                if not isinstance(outcome, asyncio.CancelledError) and outcome is not None:
                    raise outcome

        self.runner.run(all_of_them())

    @rule(data=st.data(), which=st.integers(0, 1), after=st.integers(0, 12))
    def crash(self, data: st.DataObject, which: int, after: int) -> None:
        """A process goes down in the middle of something, and another opens the database."""
        action = self.drawn_action(data)

        async def go_down() -> None:
            task = asyncio.create_task(self._do(action, which))
            for _ in range(after):
                await asyncio.sleep(0.0005)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self.handles[which].close()
            self.handles[which] = await self._open()

        self.runner.run(go_down())

    @rule(minutes=st.integers(1, 200))
    def later(self, minutes: int) -> None:
        """Time passes, and rolling limits have room again."""
        self.now += timedelta(minutes=minutes)

    async def _do(self, action: Action, which: int) -> None:
        # A job that was cut off before it was kept, or was over quota, is unknown.
        with suppress(KeyError):
            await action(self, self.handles[which])

    @invariant()
    def holds(self) -> None:
        """See `_check`."""
        self.runner.run(self._check())

    async def _check(self) -> None:
        def read(connection: sa.Connection) -> tuple[Sequence[Any], ...]:
            return (
                connection.execute(sa.select(ledger).order_by(ledger.c.seq)).all(),
                connection.execute(sa.select(totals)).all(),
                connection.execute(sa.select(jobs.c.id, jobs.c.state)).all(),
            )

        rows, spans, states = await self.handles[0].transactions.look(read)
        sums: Counter[tuple[str, ...]] = Counter()
        of_jobs: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        by_span: Counter[tuple[Any, ...]] = Counter()
        for row in rows:
            sums[row.scope, row.scope_id, row.unit] += row.amount
            of_jobs[row.job_id][row.scope, row.unit] += row.amount
            hour = int(row.at.timestamp() * 1_000_000) // HOUR_MICROSECONDS
            for span in SPANS:
                by_span[row.scope, row.scope_id, row.unit, span, hour - hour % span] += row.amount
        fixed = {row.seq: (row.scope, row.unit, row.amount, row.at, row.job_id, row.kind) for row in rows}
        assert {seq: fixed.get(seq) for seq in self.seen} == self.seen, "the ledger only grows"
        self.seen = fixed
        assert len(set(map(_kind_of_entry, rows))) == len(rows), "each job moves each amount once"
        assert all(amount >= 0 for amount in sums.values())
        kept = {tuple(key): amount for *key, amount in spans if amount}
        assert kept == {span: amount for span, amount in by_span.items() if amount}
        self._check_jobs(dict(map(tuple, states)), of_jobs)
        await self._check_limits()

    def _check_jobs(self, states: dict[str, str], of_jobs: dict[str, Counter[tuple[str, str]]]) -> None:
        assert set(of_jobs) <= set(states) <= set(self.asked), "whoever pays has a job"
        for job_id, state in states.items():
            asked = self.asked[JobId(job_id)]
            moved, reserved = of_jobs[job_id], asked.reserved
            account, community, whole = (
                (moved[kind, Unit.IMAGES], moved[kind, Unit.MICROS]) for kind in ScopeKind
            )
            assert account == community
            assert account <= (reserved.images, reserved.micros)
            if JobState(state) not in ENDED:
                assert account == (reserved.images, reserved.micros)
                assert whole == ((0, 0) if asked.claims else account)
                continue
            outcome = (*account, *whole)
            assert outcome in self.possible[JobId(job_id)]
            assert self.ended.setdefault(JobId(job_id), outcome) == outcome, "an end is an end"

    async def _check_limits(self) -> None:
        scopes = [Scope(ScopeKind.ACCOUNT, account) for account in PLACES]
        scopes += [Scope(ScopeKind.COMMUNITY, community) for community in PLACES.values()]
        for usage in await self.handles[1].ledger.usage(scopes, LIMITS, self.now):
            assert 0 <= usage.used <= usage.limit.amount


def _kind_of_entry(row: Any) -> tuple[str, ...]:
    return row.job_id, row.scope, row.unit, row.kind
