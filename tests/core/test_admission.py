"""Whose turn it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.admission import expected_seconds, next_grants, positions
from core.identity import AccountId, CommunityId, JobId
from core.jobs import Caps, Queued

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
WIDE = Caps(total=100, per_account=100, per_community=100)


def job(
    name: str,
    account: str = "ada",
    *,
    at: int = 0,
    community: str = "home",
    provider: str = "painter",
    granted: int | None = None,
    last_turn: int | None = None,
) -> Queued:
    def moment(seconds: int | None) -> datetime | None:
        return None if seconds is None else START + timedelta(seconds=seconds)

    return Queued(
        JobId(name),
        AccountId(account),
        CommunityId(community),
        provider,
        START + timedelta(seconds=at),
        moment(granted),
        moment(last_turn),
    )


def test_people_take_turns() -> None:
    waiting = [job("a1"), job("a2", at=1), job("a3", at=2), job("b1", "bo", at=3), job("c1", "chen", at=4)]

    assert next_grants(waiting, [], replace(WIDE, total=4)) == ("a1", "b1", "c1", "a2")


def test_who_draws_least_comes_first() -> None:
    drawing = [job("a0", granted=0), job("b0", "bo", granted=1), job("a9", granted=2)]

    assert next_grants([job("a1"), job("b1", "bo", at=9)], drawing, replace(WIDE, total=4)) == ("b1",)


def test_whose_turn_was_longest_ago_comes_first() -> None:
    waiting = [job("a1", last_turn=50), job("b1", "bo", at=9, last_turn=40), job("c1", "chen", at=10)]

    assert next_grants(waiting, [], WIDE) == ("c1", "b1", "a1")


@pytest.mark.parametrize(
    ("caps", "granted"),
    [
        (Caps(0, 9, 9), ()),
        (Caps(2, 9, 9), ("a1", "b1")),
        (Caps(9, 1, 9), ("a1", "b1")),
        (Caps(9, 9, 1), ("a1", "b2")),
        (Caps(9, 9, 9, {"painter": 1}), ("a1", "b1")),
        (Caps(9, 9, 9, {"openai": 0}), ("a1", "b2", "a2")),
    ],
)
def test_caps_hold(caps: Caps, granted: Sequence[str]) -> None:
    waiting = [
        job("a1"),
        job("a2", at=1),
        job("b1", "bo", at=2, provider="openai"),
        job("b2", "bo", at=3, community="away"),
    ]

    assert next_grants(waiting, [], caps) == tuple(granted)


def test_what_draws_counts_against_the_caps() -> None:
    drawing = [job("a0", granted=0)]

    assert next_grants([job("a1")], drawing, Caps(9, 1, 9)) == ()
    assert next_grants([job("b1", "bo")], drawing, Caps(9, 9, 1)) == ()
    assert next_grants([job("b1", "bo")], drawing, Caps(9, 9, 9, {"painter": 1})) == ()


accounts = st.sampled_from(["ada", "bo", "chen", "dee"])
queues = st.lists(
    st.tuples(
        accounts,
        st.integers(0, 30),
        st.sampled_from(["home", "away"]),
        st.sampled_from(["painter", "openai"]),
    ),
    max_size=25,
).map(
    lambda rows: [
        job(f"{number:02}", account, at=at, community=community, provider=provider)
        for number, (account, at, community, provider) in enumerate(rows)
    ]
)
some_caps = st.builds(
    Caps,
    st.integers(0, 8),
    st.integers(0, 4),
    st.integers(0, 5),
    st.dictionaries(st.sampled_from(["painter", "openai"]), st.integers(0, 4)),
)


def within(drawing: Sequence[Queued], caps: Caps) -> bool:
    providers: Mapping[str, int] = Counter(each.provider for each in drawing)
    return (
        len(drawing) <= caps.total
        and all(count <= caps.per_account for count in Counter(each.account_id for each in drawing).values())
        and all(
            count <= caps.per_community for count in Counter(each.community_id for each in drawing).values()
        )
        and all(count <= caps.providers.get(name, caps.total) for name, count in providers.items())
    )


@given(queues, some_caps)
def test_grants_keep_every_cap_and_leave_no_room(waiting: list[Queued], caps: Caps) -> None:
    granted = next_grants(waiting, [], caps)

    by_id = {each.id: each for each in waiting}
    drawing = [by_id[each] for each in granted]
    assert len(set(granted)) == len(granted)
    assert within(drawing, caps)
    for each in waiting:
        if each.id not in granted:
            assert not within([*drawing, each], caps)


@given(queues, some_caps)
def test_everybody_who_waits_has_one_position(waiting: list[Queued], caps: Caps) -> None:
    places = positions(waiting, [], caps)

    assert sorted(places.values()) == list(range(1, len(waiting) + 1))
    assert set(places) == {each.id for each in waiting}


@given(queues, st.integers(0, 8))
def test_positions_are_the_order_of_turns(waiting: list[Queued], total: int) -> None:
    caps = replace(WIDE, total=total)
    places = positions(waiting, [], caps)

    assert [places[each] for each in next_grants(waiting, [], caps)] == list(
        range(1, min(total, len(waiting)) + 1)
    )


def test_jobs_of_a_provider_that_is_held_back_stand_behind() -> None:
    waiting = [job("a1", provider="openai"), job("b1", "bo", at=5)]

    assert positions(waiting, [], replace(WIDE, providers={"openai": 0})) == {"b1": 1, "a1": 2}


@given(st.integers(1, 4), st.integers(1, 20), st.integers(0, 40))
def test_twenty_requests_delay_anothers_first_by_one_job_per_slot(
    slots: int, crowd: int, arrives: int
) -> None:
    """One person's jobs draw one after the other; another's first waits for no more than one per slot."""
    caps = Caps(slots, slots, slots)
    waiting = [job(f"a{number:02}", at=number) for number in range(crowd)]
    drawing: list[Queued] = []
    turns: dict[AccountId, datetime] = {}
    ended = 0
    ended_at_arrival: int | None = None
    for tick in range(200):
        now = START + timedelta(seconds=100 + tick)
        if tick == arrives:
            waiting.append(job("b", "bo", at=100 + tick))
            ended_at_arrival = ended
        asking = [replace(each, account_granted_at=turns.get(each.account_id)) for each in waiting]
        for granted in next_grants(asking, drawing, caps):
            chosen = next(each for each in waiting if each.id == granted)
            waiting.remove(chosen)
            drawing.append(replace(chosen, granted_at=now))
            turns[chosen.account_id] = now
        if any(each.id == "b" for each in drawing):
            break
        if drawing:
            drawing.pop(0)
            ended += 1

    assert ended_at_arrival is not None
    assert ended - ended_at_arrival <= 1


def test_the_expected_time_grows_with_the_line_and_shrinks_with_the_slots() -> None:
    assert expected_seconds(1, 1, [10.0, 20.0, 90.0]) == 20.0
    assert expected_seconds(6, 3, [10.0, 20.0, 90.0]) == 40.0


@pytest.mark.parametrize(("slots", "durations"), [(1, []), (0, [10.0])])
def test_where_nothing_is_known_no_time_is_expected(slots: int, durations: Sequence[float]) -> None:
    assert expected_seconds(1, slots, durations) is None
