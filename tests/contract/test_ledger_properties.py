"""The ledger under any interleaving: what is done at once, cut off, repeated, or lost with its process."""

import asyncio
import math
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from core.drawing import TokenUsage
from core.errors import OverQuota, ProviderTimedOut
from core.identity import AccountId
from core.jobs import JobState
from core.journey import settle
from core.pricing import cost, upper_bound
from core.providers.openai_models import CURRENT
from core.quota import Scope, ScopeKind, parse_limit
from core.settings import Settings
from storage.database import Database, open_database
from tests.contract.ledger_machine import DEPLOYMENT, Processes
from tests.contract.samples import GROUP, NOW, job

pytestmark = pytest.mark.long

PROCESSES = 4
LONG_SECONDS = 600
"""Each takes half a minute on a machine of its own, and a busy one is no defect."""


@pytest.fixture
async def processes(database: Database, url: str | None, tmp_path: Path) -> AsyncIterator[Sequence[Database]]:
    """The same database as four processes have it open."""
    del database  # it was made before, and is emptied afterwards
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(await open_database(url, tmp_path)) for _ in range(PROCESSES)]


@pytest.mark.parametrize("scope", list(ScopeKind))
async def test_fifty_at_once_in_four_processes_start_exactly_the_ten_that_are_left(
    processes: Sequence[Database], scope: ScopeKind
) -> None:
    limits = {scope: [parse_limit("17 images per 3 hours")]}
    for _ in range(7):
        await processes[0].jobs.accept(job(), limits, NOW)

    outcomes = await asyncio.gather(
        *(processes[number % PROCESSES].jobs.accept(job(), limits, NOW) for number in range(50)),
        return_exceptions=True,
    )

    assert sum(isinstance(each, tuple) for each in outcomes) == 10
    assert sum(isinstance(each, OverQuota) for each in outcomes) == 40
    assert len(await processes[1].jobs.unfinished()) == 17
    assert await processes[2].ledger.balance(DEPLOYMENT) == (17, 0)


def usage_of(dice: random.Random, bound_tokens: int) -> TokenUsage:
    """What a provider may report: mostly less than was reserved, now and then more."""
    out = dice.randrange(1, bound_tokens * (3 if dice.random() < 0.1 else 1))
    text = dice.randrange(4, 3_000)
    return TokenUsage(
        text_input_tokens=text,
        image_input_tokens=dice.choice((0, dice.randrange(10_000))),
        cached_input_tokens=dice.choice((0, dice.randrange(text))),
        text_output_tokens=dice.choice((0, dice.randrange(500))),
        image_output_tokens=out,
    )


@pytest.mark.timeout(LONG_SECONDS)
async def test_ten_thousand_estimates_are_settled_to_the_micro_dollar(database: Database) -> None:
    count, at_once = 10_000, 250
    dice = random.Random(20261121)
    prices = Settings().prices
    models = [model for name, model in sorted(CURRENT.items()) if name in prices]
    accounts = [AccountId(f"{number:032}") for number in range(97)]
    due: Counter[AccountId] = Counter()
    held: Counter[AccountId] = Counter()
    billed = kept_pictures = 0

    async def one(number: int) -> None:
        nonlocal billed, kept_pictures
        model, account = dice.choice(models), dice.choice(accounts)
        price, pictures = prices[model.name], dice.randrange(1, 4)
        size, quality = dice.choice((*model.sizes, None)), dice.choice(model.qualities)
        bound = upper_bound(
            price,
            model,
            size=size,
            quality=quality,
            count=pictures,
            prompt_chars=dice.randrange(1, 500),
            source_sizes=[(1024, 1024)] * dice.randrange(2),
        )
        used = usage_of(dice, int(bound / price.image_output) + 2)
        # Again, as an invoice would reckon it: in dollars, rounded up to a millionth.
        cached_text = min(used.cached_input_tokens, used.text_input_tokens)
        dollars = (
            (used.text_input_tokens - cached_text) * price.text_input
            + cached_text * (price.cached_text_input or price.text_input)
            + used.image_input_tokens * price.image_input
            + used.text_output_tokens * price.text_output
            + used.image_output_tokens * price.image_output
        ) / Decimal(1_000_000)
        micros = math.ceil(dollars * 1_000_000)
        delivered = dice.randrange(pictures + 1)
        fails = delivered == 0
        asked = job(images=pictures, micros=bound, account=account, now=NOW + timedelta(seconds=number))
        await database.jobs.accept(asked, {}, asked.accepted_at)
        drawn = replace(
            asked, attempt=1, drawn_count=delivered, cost_micros=cost(price, used), drawn_at=asked.accepted_at
        )
        error = ProviderTimedOut("openai") if fails else None
        settlement = settle(drawn, error)
        state = JobState.FAILED if fails else JobState.DONE
        assert await database.jobs.finish(asked.id, state, settlement, error, asked.accepted_at)
        billed += micros
        held[account] += bound
        if not fails:
            due[account] += min(micros, bound)
            kept_pictures += delivered

    for first in range(0, count, at_once):
        await asyncio.gather(*(one(first + number) for number in range(at_once)))

    assert (await database.ledger.balance(DEPLOYMENT))[1] == billed
    for account in accounts:
        _, micros = await database.ledger.balance(Scope(ScopeKind.ACCOUNT, account))
        assert micros == due[account] <= held[account]
    community = await database.ledger.balance(Scope(ScopeKind.COMMUNITY, GROUP))
    assert community == (kept_pictures, due.total())
    assert await database.jobs.unfinished() == []


@pytest.mark.timeout(LONG_SECONDS)
def test_balances_equal_the_sums_after_any_interleaving(url: str | None) -> None:
    class OnThisDatabase(Processes):
        pass

    OnThisDatabase.url = url
    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            # Explaining traces every call, which reads files on the loop.
            phases=set(Phase) - {Phase.explain},
            suppress_health_check=list(HealthCheck),
        ),
    )
