"""The line in a real database: grants, caps, cancelling and refunds, in whatever order."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from core.admission import next_grants
from core.errors import QueueFull
from core.identity import AccountId, CommunityId, JobId, Platform
from core.jobs import ENDED, Bounds, Canceller, Caps, Job, JobState
from core.quota import Amounts, Scope, ScopeKind, Settlement
from storage.database import Database, open_database
from tests.contract.samples import ADA, BO, NOW, job

T = TypeVar("T")
HERE = "chatbrush"
CAPS = Caps(3, 2, 2, {"openai": 1})
BOUNDS = Bounds(4, 2, 3)
NOTHING = Settlement(Amounts(0, 0), Amounts(0, 0))
PEOPLE = (ADA, BO, AccountId("c" * 32))
PLACES = (CommunityId("1" * 32), CommunityId("2" * 32))


class LineInDatabase(RuleBasedStateMachine):
    """People ask, cancel and wait; jobs begin, end and wait again. Each example starts with empty tables."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.database: Database = self._run(open_database(None, Path(self.folder.name)))
        self.asked: list[JobId] = []
        self.numbers = count()

    def teardown(self) -> None:
        self._run(self._check_money())
        self._run(self.database.close())
        self.loop.close()
        self.folder.cleanup()

    @rule(
        person=st.sampled_from(PEOPLE),
        place=st.sampled_from(PLACES),
        provider=st.sampled_from(["painter", "openai"]),
        weight=st.integers(1, 3),
    )
    def ask(self, person: AccountId, place: CommunityId, provider: str, weight: int) -> None:
        number = next(self.numbers)
        wanted = job(
            account=person,
            community=place,
            provider=provider,
            images=2,
            now=NOW + timedelta(seconds=number),
        )
        in_line = [each for each in self._jobs() if each.state in (JobState.ACCEPTED, JobState.WAITING)]
        is_full = (
            len(in_line) >= BOUNDS.total
            or sum(each.account_id == person for each in in_line) >= BOUNDS.per_account
            or sum(each.community_id == place for each in in_line) >= BOUNDS.per_community
        )
        try:
            self._run(self._ask(replace(wanted, weight=weight)))
        except QueueFull:
            assert is_full
        else:
            assert not is_full
            self.asked.append(wanted.id)

    @rule()
    def grant(self) -> None:
        line = self._run(self.database.jobs.queue())
        expected = [turn.job_id for turn in next_grants(line, CAPS)]

        given = self._run(self.database.jobs.grant(CAPS, self._now(), HERE, tuple(Platform)))

        assert [each.job_id for each in given] == expected
        drawing = [each for each in self._jobs() if each.state is JobState.DRAWING]
        assert {each.job_id for each in given} <= {each.id for each in drawing}
        assert len(drawing) <= CAPS.total
        assert max(Counter(each.account_id for each in drawing).values(), default=0) <= CAPS.per_account
        assert max(Counter(each.community_id for each in drawing).values(), default=0) <= CAPS.per_community
        assert sum(each.provider == "openai" for each in drawing) <= 1

    @precondition(lambda self: self.asked)
    @rule(which=st.integers(0, 99))
    def cancel(self, which: int) -> None:
        chosen = self._pick(which)
        after = self._run(self.database.jobs.cancel(chosen.id, Canceller.REQUESTER, self._now(), HERE))
        if chosen.state in ENDED:
            assert after == chosen
        elif chosen.state is JobState.DRAWING:
            assert (after.state, after.cancelled_by) == (JobState.DRAWING, Canceller.REQUESTER)
        else:
            assert after.state is JobState.CANCELLED
            self._run(self.database.jobs.closed(chosen.id))

    @precondition(lambda self: self.asked)
    @rule(which=st.integers(0, 99), is_done=st.booleans())
    def end_or_put_back(self, which: int, is_done: bool) -> None:
        chosen = self._pick(which)
        if chosen.state is not JobState.DRAWING:
            return
        attempt = self._run(self.database.jobs.claim(chosen.id, HERE))
        if not is_done and self._run(self.database.jobs.put_back(chosen.id, attempt)):
            assert self._run(self.database.jobs.get(chosen.id)).state is JobState.WAITING
            return
        state = JobState.DONE if is_done else JobState.CANCELLED
        charged = Settlement(chosen.reserved, chosen.reserved) if is_done else NOTHING
        assert self._run(self.database.jobs.finish(chosen.id, state, charged, None, self._now()))

    async def _ask(self, wanted: Job) -> None:
        kept, _ = await self.database.jobs.accept(wanted, {}, wanted.accepted_at, BOUNDS)
        await self.database.jobs.carded(kept.id, "50")

    async def _check_money(self) -> None:
        """What is held or charged is exactly what is open or done, for everybody."""
        jobs = [await self.database.jobs.get(job_id) for job_id in self.asked]
        paid = [each for each in jobs if each.state not in ENDED or each.state is JobState.DONE]
        for person in PEOPLE:
            images, _ = await self.database.ledger.balance(Scope(ScopeKind.ACCOUNT, person))
            assert images == sum(each.reserved.images for each in paid if each.account_id == person)
        images, _ = await self.database.ledger.balance(Scope(ScopeKind.DEPLOYMENT, ""))
        assert images == sum(each.reserved.images for each in paid)

    def _jobs(self) -> list[Job]:
        return [self._run(self.database.jobs.get(job_id)) for job_id in self.asked]

    def _pick(self, which: int) -> Job:
        return self._run(self.database.jobs.get(self.asked[which % len(self.asked)]))

    def _now(self) -> Any:
        return NOW + timedelta(hours=1, seconds=next(self.numbers))

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)


TestLineInDatabase: Any = LineInDatabase.TestCase
TestLineInDatabase.settings = settings(max_examples=8, stateful_step_count=20, deadline=None)
