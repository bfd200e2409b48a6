"""Whose turn it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.admission import ROUND_MICROS, Standing, next_grants, standings
from core.identity import AccountId, CommunityId, JobId
from core.jobs import Busy, Caps, Line, Queued

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
WIDE = Caps(total=100, per_account=100, per_community=100)


def job(
    name: str,
    account: str = "ada",
    *,
    at: int = 0,
    community: str = "home",
    provider: str = "painter",
    model: str = "flat",
    due: float = 0,
    last: int | None = None,
    weight: int = 1,
    priority: int = 0,
    is_ours: bool = True,
) -> Queued:
    return Queued(
        JobId(name),
        AccountId(account),
        CommunityId(community),
        provider,
        model,
        START + timedelta(seconds=at),
        round(due * ROUND_MICROS),
        None if last is None else START + timedelta(seconds=last),
        weight,
        priority,
        is_ours,
    )


def busy(*drawing: Queued, executors: int = 1) -> Busy:
    return Busy(
        ours=sum(each.is_ours for each in drawing),
        executors=executors if drawing else 0,
        accounts=Counter(each.account_id for each in drawing),
        communities=Counter(each.community_id for each in drawing),
        models=Counter((each.provider, each.model) for each in drawing),
    )


def granted(
    waiting: Sequence[Queued],
    caps: Caps = WIDE,
    *,
    drawing: Sequence[Queued] = (),
    newest: float = 0,
    started: Mapping[str, int] | None = None,
) -> tuple[str, ...]:
    line = Line(waiting, busy(*drawing), round(newest * ROUND_MICROS))
    return tuple(turn.job_id for turn in next_grants(line, caps, started or {}))


def positions(line: Line, caps: Caps) -> Mapping[str, int]:
    return {job_id: standing.position for job_id, standing in standings(line, caps, {}).items()}


def test_people_take_turns() -> None:
    waiting = [job("a1"), job("a2", at=1), job("a3", at=2), job("b1", "bo", at=3), job("c1", "chen", at=4)]

    assert granted(waiting, replace(WIDE, total=4)) == ("a1", "b1", "c1", "a2")


def test_whose_turn_is_due_first_comes_first() -> None:
    waiting = [job("a1", due=5), job("b1", "bo", at=9, due=4), job("c1", "chen", at=10, due=4.5)]

    assert granted(waiting, newest=3) == ("b1", "c1", "a1")


def test_of_turns_due_in_one_round_goes_first_whose_last_is_longest_ago() -> None:
    waiting = [job("a1", due=5, last=50), job("b1", "bo", at=9, due=5, last=40), job("c1", "chen", at=10)]

    assert granted(waiting, newest=5) == ("c1", "b1", "a1")


def test_who_was_away_has_nothing_to_make_up_for() -> None:
    """Bo's last turn was long ago; still he has one turn before Ada's next, not a hundred."""
    waiting = [
        *(job(f"a{number}", at=number, due=100) for number in range(3)),
        *(job(f"b{number}", "bo", at=10 + number, due=1) for number in range(3)),
    ]

    assert granted(waiting, newest=99) == ("b0", "a0", "b1", "a1", "b2", "a2")


def test_three_turns_of_weight_three_for_each_of_weight_one() -> None:
    heavy = [job(f"a{number}", at=number, weight=3) for number in range(30)]
    light = [job(f"b{number}", "bo", at=100 + number) for number in range(30)]

    order = granted([*heavy, *light], replace(WIDE, total=20))

    assert Counter(name[0] for name in order) == {"a": 15, "b": 5}
    assert "b0" in order[:2]


def test_a_higher_priority_goes_first_whatever_the_weights() -> None:
    waiting = [job("a1", weight=100), job("b1", "bo", at=9, priority=1), job("a2", at=10, priority=2)]

    assert granted(waiting) == ("a2", "b1", "a1")


def test_a_turn_of_high_priority_counts_for_the_account() -> None:
    waiting = [job("a1", priority=1), job("a2"), job("b1", "bo", at=5)]

    assert granted(waiting) == ("a1", "b1", "a2")


def test_the_same_line_has_the_same_order_however_it_is_read() -> None:
    waiting = [job(f"{account}{number}", account, at=0) for account in "abc" for number in range(3)]

    assert granted(waiting) == granted(waiting[::-1])


def test_turns_say_their_round() -> None:
    line = Line([job("a1", weight=2), job("a2", at=1, weight=2)], Busy(), 7 * ROUND_MICROS)

    rounds = [turn.round_micros for turn in next_grants(line, WIDE)]

    assert rounds == [7 * ROUND_MICROS, 7 * ROUND_MICROS + ROUND_MICROS // 2]


@pytest.mark.parametrize(
    ("caps", "names"),
    [
        (Caps(0, 9, 9), ()),
        (Caps(2, 9, 9), ("a1", "b1")),
        (Caps(9, 1, 9), ("a1", "b1")),
        (Caps(9, 9, 1), ("a1", "b2")),
        (Caps(9, 9, 9, {"painter": 1}), ("a1", "b1")),
        (Caps(9, 9, 9, {"openai": 0}), ("a1", "b2", "a2")),
        (Caps(9, 9, 9, starts={"painter": 2}), ("a1", "b1", "a2")),
    ],
)
def test_caps_hold(caps: Caps, names: Sequence[str]) -> None:
    waiting = [
        job("a1"),
        job("a2", at=1),
        job("b1", "bo", at=2, provider="openai"),
        job("b2", "bo", at=3, community="away"),
    ]

    assert granted(waiting, caps) == tuple(names)


def test_what_draws_counts_against_the_caps() -> None:
    drawing = [job("a0")]

    assert granted([job("a1")], Caps(9, 1, 9), drawing=drawing) == ()
    assert granted([job("b1", "bo")], Caps(9, 9, 1), drawing=drawing) == ()
    assert granted([job("b1", "bo")], Caps(9, 9, 9, {"painter": 1}), drawing=drawing) == ()
    assert granted([job("b1", "bo")], Caps(1, 9, 9), drawing=drawing) == ()


def test_slots_are_each_process_s_own_and_other_caps_everybodys() -> None:
    theirs = [replace(job("a0"), is_ours=False)]

    assert granted([job("b1", "bo")], Caps(1, 9, 9), drawing=theirs) == ("b1",)
    assert granted([job("b1", "bo")], Caps(1, 9, 9, {"painter": 1}), drawing=theirs) == ()


def test_what_cannot_be_brought_from_here_keeps_its_place() -> None:
    assert granted([job("a1", is_ours=False), job("b1", "bo", at=1)], Caps(1, 9, 9)) == ("b1",)


def test_starts_within_the_minute_are_bounded() -> None:
    waiting = [job("a1"), job("b1", "bo", at=1)]

    assert granted(waiting, replace(WIDE, starts={"painter": 5}), started={"painter": 4}) == ("a1",)
    assert granted(waiting, replace(WIDE, starts={"openai": 1}), started={"openai": 1}) == ("a1", "b1")


def test_jobs_of_a_provider_that_is_held_back_stand_behind() -> None:
    waiting = [job("a1", provider="openai"), job("b1", "bo", at=5)]

    assert positions(Line(waiting), replace(WIDE, providers={"openai": 0})) == {"b1": 1, "a1": 2}


accounts = st.sampled_from(["ada", "bo", "chen", "dee"])
queues = st.lists(
    st.builds(
        job,
        st.just(""),
        accounts,
        at=st.integers(0, 30),
        community=st.sampled_from(["home", "away"]),
        provider=st.sampled_from(["painter", "openai"]),
        weight=st.integers(1, 5),
        priority=st.integers(-1, 1),
    ),
    max_size=25,
).map(lambda jobs: [replace(each, id=JobId(f"{number:02}")) for number, each in enumerate(jobs)])
some_caps = st.builds(
    Caps,
    st.integers(1, 8),
    st.integers(1, 4),
    st.integers(1, 5),
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
    names = granted(waiting, caps)

    by_id = {each.id: each for each in waiting}
    drawing = [by_id[JobId(each)] for each in names]
    assert len(set(names)) == len(names)
    assert within(drawing, caps)
    for each in waiting:
        if each.id not in names:
            assert not within([*drawing, each], caps)


@given(queues, some_caps)
def test_everybody_who_waits_has_one_position(waiting: list[Queued], caps: Caps) -> None:
    places = positions(Line(waiting), caps)

    assert sorted(places.values()) == list(range(1, len(waiting) + 1))
    assert set(places) == {each.id for each in waiting}


@given(queues, st.integers(1, 8))
def test_positions_are_the_order_of_turns(waiting: list[Queued], total: int) -> None:
    caps = replace(WIDE, total=total)
    places = positions(Line(waiting), caps)

    assert [places[JobId(each)] for each in granted(waiting, caps)] == list(
        range(1, min(total, len(waiting)) + 1)
    )


FLAT = ("painter", "flat")


def expected(line: Line, caps: Caps, seconds: Mapping[tuple[str, str], float]) -> list[float | None]:
    return [each.expected_seconds for each in standings(line, caps, seconds).values()]


def test_the_expected_time_is_that_of_the_slots() -> None:
    waiting = [job(f"a{number}", f"person {number}", at=number) for number in range(4)]

    idle = Line(waiting)
    assert expected(idle, replace(WIDE, total=2), {FLAT: 10.0}) == [10, 10, 15, 20]
    full = Line(waiting, busy(job("x", "x"), job("y", "y")))
    assert expected(full, replace(WIDE, total=2), {FLAT: 10.0}) == [15, 20, 25, 30]


def test_the_slots_of_every_process_that_draws_count() -> None:
    drawing = [job(f"x{number}", f"x{number}") for number in range(4)]
    waiting = [job("a1"), job("b1", "bo", at=1)]

    one = Line(waiting, busy(*drawing))
    two = Line(waiting, busy(*drawing, executors=2))
    assert expected(one, replace(WIDE, total=2), {FLAT: 10.0}) == [25, 30]
    assert expected(two, replace(WIDE, total=2), {FLAT: 10.0}) == [12.5, 15]


@pytest.mark.parametrize(
    "caps",
    [
        replace(WIDE, per_account=1),
        replace(WIDE, per_community=1),
        replace(WIDE, providers={"painter": 1}),
    ],
)
def test_the_tightest_cap_decides(caps: Caps) -> None:
    line = Line([job("a1"), job("a2", at=1)], busy(job("a0")))

    assert expected(line, caps, {FLAT: 10.0}) == [20, 30]


def test_each_model_takes_its_own_time() -> None:
    slow, fast = ("openai", "large"), ("painter", "flat")
    waiting = [
        job("a1", provider="openai", model="large"),
        job("b1", "bo", at=1),
        job("c1", "chen", at=2, model="unknown"),
    ]
    line = Line(waiting, busy(job("x", "x")))

    assert expected(line, replace(WIDE, total=1), {slow: 60.0, fast: 2.0}) == [62, 64, None]


def test_starts_within_a_minute_hold_up() -> None:
    waiting = [job(f"a{number}", at=number) for number in range(5)]

    found = expected(Line(waiting), replace(WIDE, starts={"painter": 2}), {FLAT: 3.0})

    assert found == [3, 3, 63, 63, 123]


def test_where_nothing_is_known_no_time_is_expected() -> None:
    line = Line([job("a1"), job("b1", "bo", at=1, provider="openai")])

    assert standings(line, WIDE, {}) == {"a1": Standing(1), "b1": Standing(2)}
    held = replace(WIDE, providers={"painter": 0})
    assert standings(Line([job("a1")]), held, {FLAT: 3.0}) == {"a1": Standing(1)}
