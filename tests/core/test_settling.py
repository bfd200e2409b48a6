"""How a job's reservation ends: what people keep paying for, and what the operator books."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.errors import (
    BadAnswer,
    Cancelled,
    ChatbrushError,
    ContentBlocked,
    KeyRejected,
    NotInTime,
    Overloaded,
    PlaceGone,
    ProviderDown,
    ProviderRefused,
    ProviderTimedOut,
    ProviderUnreachable,
    Unexpected,
)
from core.identity import AccountId, CommunityId, JobId, PersonAlias, PersonId, PlaceId, Platform
from core.instructions import Instruction, InstructionKind
from core.jobs import Canceller, Job, JobState
from core.journey import settle
from core.quota import Amounts, Settlement

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NOTHING = Amounts(0, 0)
JOB = Job(
    id=JobId("j"),
    key="k",
    state=JobState.DRAWING,
    community_id=CommunityId("c"),
    place_id=PlaceId("p"),
    person_id=PersonId("n"),
    account_id=AccountId("a"),
    person=PersonAlias(Platform.TELEGRAM, "1"),
    request_message="1",
    card_message="2",
    route="",
    names_requester=False,
    spoiler=False,
    instruction=Instruction(InstructionKind.GENERATE, "a boat", count=4),
    sources=(),
    provider="openai",
    model="gpt-image-2",
    size=None,
    quality="",
    reserved=Amounts(4, 1000),
    attempt=1,
    drawn_count=4,
    cost_micros=700,
    error=None,
    notes=(),
    other_reading=None,
    other_sources=(),
    accepted_at=NOW,
    granted_at=NOW,
    drawn_at=NOW,
)


def test_what_was_delivered_is_charged_by_the_reported_usage() -> None:
    assert settle(JOB, None) == Settlement(Amounts(4, 700), Amounts(4, 700))


def test_of_n_pictures_only_the_delivered_are_charged() -> None:
    assert settle(replace(JOB, drawn_count=3), None).charged == Amounts(3, 700)


def test_nobody_pays_more_than_was_reserved_and_the_operator_books_the_excess() -> None:
    settled = settle(replace(JOB, cost_micros=1500), None)
    assert settled == Settlement(Amounts(4, 1000), Amounts(4, 1500))


def test_a_second_attempt_is_the_operators() -> None:
    assert settle(replace(JOB, attempt=2), None) == Settlement(Amounts(4, 700), Amounts(4, 1700))


@pytest.mark.parametrize(
    "error",
    [
        ContentBlocked(),
        ContentBlocked("input"),
        KeyRejected("openai"),
        Overloaded("openai"),
        ProviderUnreachable("openai"),
        ProviderRefused("openai"),
    ],
)
def test_a_refusal_is_refunded_to_all(error: ChatbrushError) -> None:
    assert settle(replace(JOB, drawn_at=None), error) == Settlement(NOTHING, NOTHING)


@pytest.mark.parametrize(
    "error",
    [
        ProviderTimedOut("openai"),
        ProviderDown("openai"),
        BadAnswer("openai"),
        Unexpected("X"),
        ContentBlocked("output"),
        Cancelled(Canceller.REQUESTER),
    ],
)
def test_what_may_have_been_billed_stays_with_the_deployment(error: ChatbrushError) -> None:
    assert settle(replace(JOB, drawn_at=None), error) == Settlement(NOTHING, Amounts(0, 1000))
    assert settle(replace(JOB, drawn_at=None, attempt=0), error) == Settlement(NOTHING, NOTHING)


def test_what_was_drawn_and_not_delivered_was_billed() -> None:
    assert settle(JOB, PlaceGone()) == Settlement(NOTHING, Amounts(4, 700))


@pytest.mark.parametrize(
    ("attempt", "unbilled", "booked"), [(0, 0, 0), (1, 1, 0), (3, 3, 0), (1, 0, 1), (2, 1, 1), (2, 0, 2)]
)
@pytest.mark.parametrize("error", [NotInTime("openai", "down"), Unexpected("Interrupted")])
def test_given_up_the_operator_books_every_attempt_that_is_not_known_to_be_free(
    error: ChatbrushError, attempt: int, unbilled: int, booked: int
) -> None:
    job = replace(JOB, drawn_at=None, attempt=attempt, unbilled=unbilled)

    assert settle(job, error) == Settlement(NOTHING, Amounts(0, 1000 * booked))


def test_an_attempt_that_was_put_back_is_nobodys() -> None:
    assert settle(replace(JOB, attempt=4, unbilled=3), None) == Settlement(Amounts(4, 700), Amounts(4, 700))
    cancelled = replace(JOB, drawn_at=None, attempt=2, unbilled=2)
    assert settle(cancelled, Cancelled(Canceller.ADMIN)) == Settlement(NOTHING, NOTHING)
