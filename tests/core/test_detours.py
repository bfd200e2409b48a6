"""What the weather does to the line, and that a provider on trial gets one job in the whole deployment."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.admission import next_grants
from core.detours import course, detour, has_no_chance, is_away
from core.identity import AccountId, CommunityId, JobId
from core.jobs import Busy, Caps, Line, Queued
from core.weather import CLEAR, BreakerRules, Sky, Weather, failed, succeeded

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CAPS = Caps(9, 9, 9, {"openai": 4, "painter": 2}, deadline_seconds=600)
RULES = BreakerRules(failures=2, pause_seconds=30, longest_pause_seconds=120)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def job(
    name: str, *, age: float = 0, provider: str = "openai", standby: str = "", ours: bool = True
) -> Queued:
    return Queued(
        JobId(name),
        AccountId(name),
        CommunityId("home"),
        provider,
        f"{provider} model",
        at(-age),
        is_ours=ours,
        standby=standby,
        standby_model=f"{standby} model" if standby else "",
    )


DOWN = Weather(failures=2, down_until=at(30), pause_seconds=30)
TRIED = Weather(failures=2, down_until=at(-1), pause_seconds=30)
HELD = Weather(holds=1, held_until=at(20))
HELD_LONG = Weather(holds=1, held_until=at(61))


def test_in_clear_weather_nothing_changes() -> None:
    line = Line([job("a"), job("b", standby="painter")])
    way = course(line, CAPS, {"openai": CLEAR, "painter": Weather(failures=1)}, NOW)

    assert way.line is line
    assert way.caps is CAPS
    assert (way.at_once, way.elsewhere) == ((), frozenset())


@pytest.mark.parametrize(
    ("weather", "cap"), [(CLEAR, 4), (DOWN, 0), (HELD, 0), (TRIED, 1), (replace(TRIED, held_until=at(5)), 0)]
)
def test_the_weather_bounds_how_many_draw(weather: Weather, cap: int) -> None:
    caps = course(Line([job("a")]), CAPS, {"openai": weather}, NOW).caps

    assert caps.providers == {"openai": cap, "painter": 2}


def test_a_provider_without_a_cap_of_its_own_is_tried_with_one() -> None:
    assert course(Line(), Caps(9, 9, 9), {"other": TRIED}, NOW).caps.providers == {"other": 1}


@pytest.mark.parametrize(
    ("weather", "goes"), [(CLEAR, False), (DOWN, True), (HELD, False), (HELD_LONG, True), (TRIED, True)]
)
def test_jobs_go_elsewhere_while_their_provider_is_away(weather: Weather, goes: bool) -> None:
    waiting = [job("first"), job("second", standby="painter"), job("own", provider="painter")]
    way = course(Line(waiting), CAPS, {"openai": weather}, NOW)

    assert is_away("openai", {"openai": weather}, NOW) is goes
    assert way.elsewhere == ({"second"} if goes else frozenset())
    second = way.line.waiting[1]
    assert (second.provider, second.model) == (
        ("painter", "painter model") if goes else ("openai", "openai model")
    )


def test_a_fallback_that_is_away_itself_takes_nothing() -> None:
    skies = {"openai": DOWN, "painter": HELD_LONG}

    assert not detour("openai", "painter", at(1), skies, NOW)
    assert not detour("openai", "", at(1), {"openai": DOWN}, NOW)
    assert course(Line([job("a", standby="painter")]), CAPS, skies, NOW).elsewhere == frozenset()


def test_the_oldest_that_can_be_drawn_here_is_the_probe() -> None:
    waiting = [
        job("other", standby="painter", ours=False),
        job("a", standby="painter"),
        job("b", standby="painter"),
    ]
    way = course(Line(waiting), CAPS, {"openai": TRIED}, NOW)
    assert way.elsewhere == {"other", "b"}

    busy = Busy(models={("painter", "x"): 3, ("openai", "x"): 1})
    assert course(Line(waiting, busy), CAPS, {"openai": TRIED}, NOW).elsewhere == {"other", "a", "b"}


def test_who_waited_too_long_is_late() -> None:
    way = course(Line([job("old", age=600), job("new", age=599)]), CAPS, {}, NOW)

    assert [each.id for each in way.at_once] == ["old"]
    assert [each.id for each in way.line.waiting] == ["new"]


def test_so_is_who_cannot_begin_in_time() -> None:
    skies = {"openai": DOWN}
    waiting = [
        job("hopeless", age=575),
        job("hopeful", age=565),
        job("elsewhere", age=575, standby="painter"),
    ]
    way = course(Line(waiting), CAPS, skies, NOW)

    assert [each.id for each in way.at_once] == ["hopeless"]
    assert [each.provider for each in way.line.waiting] == ["openai", "painter"]
    assert has_no_chance("openai", "", at(29), skies, NOW)
    assert not has_no_chance("openai", "", at(31), skies, NOW)


def test_rather_elsewhere_than_too_late() -> None:
    skies = {"openai": HELD}
    waiting = [job("hurried", age=581, standby="painter"), job("at ease", age=579, standby="painter")]
    way = course(Line(waiting), CAPS, skies, NOW)

    assert not is_away("openai", skies, NOW), "a short hold is waited for"
    assert not way.at_once
    assert way.elsewhere == {"hurried"}


def test_what_is_instant_needs_no_slot_and_no_patience() -> None:
    caps = replace(CAPS, providers={**CAPS.providers, "exact": 1}, instant=frozenset({"exact"}))
    line = Line([job("old", age=601), job("a"), job("quick", provider="exact"), job("b")])
    way = course(line, caps, {}, NOW)

    assert [each.id for each in way.at_once] == ["quick", "old"]
    assert [each.id for each in way.line.waiting] == ["a", "b"]


def test_without_a_deadline_nobody_is_late() -> None:
    caps = replace(CAPS, deadline_seconds=None)

    assert course(Line([job("old", age=9e6)]), caps, {"openai": DOWN}, NOW).at_once == ()


class Deployment(RuleBasedStateMachine):
    """Processes that grant whenever they like, what is kept of the weather being one row for all.

    A probe's outcome is kept before its job leaves the line, as everywhere.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.weather = CLEAR
        self.waiting: list[Queued] = []
        self.drawing: dict[JobId, tuple[Queued, datetime]] = {}
        self.count = 0

    def skies(self) -> Mapping[str, Weather]:
        return {"openai": self.weather}

    def _drawing_with(self, name: str) -> int:
        return sum(each.provider == name for each, _ in self.drawing.values())

    @rule(standby=st.sampled_from(["", "painter"]))
    def accept(self, standby: str) -> None:
        self.count += 1
        age = (NOW - self.now).total_seconds()
        self.waiting.append(job(f"{self.count:04}", age=age, standby=standby))

    @rule(slots=st.integers(1, 5))
    def grant(self, slots: int) -> None:
        before = self._drawing_with("openai")
        sky = self.weather.sky(self.now)
        busy = Busy(
            accounts={each.account_id: 1 for each, _ in self.drawing.values()},
            models={("openai", "x"): before, ("painter", "x"): self._drawing_with("painter")},
        )
        way = course(Line(self.waiting, busy), replace(CAPS, total=slots), self.skies(), self.now)
        standing = {each.id: each for each in way.line.waiting}
        for turn in next_grants(way.line, way.caps):
            self.drawing[turn.job_id] = (standing[turn.job_id], self.now)
        gone = {*self.drawing, *(each.id for each in way.at_once)}
        self.waiting = [each for each in self.waiting if each.id not in gone]

        began = self._drawing_with("openai") - before
        if sky in (Sky.DOWN, Sky.HELD):
            assert began == 0
        if sky is Sky.PROBING:
            assert began == 0 or (began, before) == (1, 0)

    @rule(seconds=st.integers(1, 90))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: bool(self.drawing))
    @rule(data=st.data(), well=st.booleans())
    def end(self, data: st.DataObject, well: bool) -> None:
        job_id = data.draw(st.sampled_from(sorted(self.drawing)))
        ended, began_at = self.drawing[job_id]
        if ended.provider == "openai":
            self.weather = (
                succeeded(self.weather, began_at) if well else failed(self.weather, RULES, began_at, self.now)
            )
        del self.drawing[job_id]

    @invariant()
    def caps_hold(self) -> None:
        assert self._drawing_with("openai") <= 4
        assert self._drawing_with("painter") <= 2


Deployment.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestDeployment = Deployment.TestCase
