"""Every error at every moment: one final state, one charge or one full refund, no picture twice."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import structlog

from core.drawing import DrawEvent, Drawn, DrawnPicture, DrawRequest, Preview
from core.errors import (
    FileTooLarge,
    MessageGone,
    NoPermission,
    PlaceGone,
    PlaceMoved,
    RouteExpired,
    Throttled,
    Undelivered,
)
from core.identity import MessageRef, Platform
from core.jobs import JobState
from core.requests import CardState, Verb
from tests.studio.doubt import (
    ALWAYS,
    Doubtful,
    Fault,
    Moment,
    ask_and_draw,
    kept,
    let_go,
    paid,
    platform,
    undelivered,
)
from tests.studio.house import PLACE, House, ScriptedProvider, open_house, png


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.pacing._FIRST_PAUSE_SECONDS", 0.002)
    monkeypatch.setattr("core.pacing._LONGEST_PAUSE_SECONDS", 0.01)


def lost() -> Undelivered:
    return Undelivered(maybe_arrived=True)


def unsent() -> Undelivered:
    return Undelivered()


def refused() -> Undelivered:
    return Undelivered(is_refused=True)


def soon() -> Throttled:
    return Throttled(0.02)


def much_later() -> Throttled:
    return Throttled(3_600)


def moved() -> PlaceMoved:
    return PlaceMoved("-200")


HARMLESS = {
    "timed out though it arrived": Fault(lost, arrived=True),
    "timed out, and did not arrive": Fault(lost),
    "timed out twice though it arrived": Fault(lost, 2, arrived=True),
    "the connection was never there": Fault(unsent),
    "asked to wait a moment": Fault(soon, 3),
    "the group moved": Fault(moved),
}
AT_THE_CARD = {
    "asked to wait an hour": Fault(much_later),
    "down for good": Fault(unsent, ALWAYS),
    "swallowed for good": Fault(lost, ALWAYS),
    "refused": Fault(refused),
    "gone": Fault(MessageGone),
    "not permitted": Fault(NoPermission),
    "kicked": Fault(PlaceGone),
    "too late": Fault(RouteExpired),
    "moved on and on": Fault(moved, ALWAYS),
}


@dataclass(frozen=True)
class Case:
    """What goes wrong with a final, and whether the card can still say so."""

    fault: Fault
    says_so: bool


AT_THE_FINAL = {
    "asked to wait an hour": Case(Fault(much_later), says_so=False),
    "down for good": Case(Fault(unsent, ALWAYS), says_so=False),
    "down for minutes": Case(Fault(unsent, 8), says_so=True),
    "refused": Case(Fault(refused), says_so=True),
    "not permitted": Case(Fault(NoPermission), says_so=True),
    "neither pictures nor words permitted": Case(Fault(NoPermission, ALWAYS), says_so=False),
    "kicked": Case(Fault(PlaceGone), says_so=False),
    "too late": Case(Fault(RouteExpired), says_so=False),
    "too large at any size": Case(Fault(FileTooLarge, ALWAYS), says_so=False),
    "too large, words pass": Case(Fault(lambda: FileTooLarge(9_000)), says_so=True),
    "gone however often it is posted": Case(Fault(MessageGone, ALWAYS), says_so=False),
    "moved on and on": Case(Fault(moved, ALWAYS), says_so=False),
}


@pytest.mark.parametrize("fault", HARMLESS.values(), ids=HARMLESS)
@pytest.mark.parametrize("moment", list(Moment))
async def test_what_passes_ends_in_one_picture_and_one_charge(
    tmp_path: Path, moment: Moment, fault: Fault
) -> None:
    async with open_house(tmp_path, Doubtful(), jobs={"notice_after_seconds": 0.001}) as house:
        platform(house).fail(moment, fault)
        job_id = await ask_and_draw(house)
        await let_go(house)
        job = await house.resources.jobs.get(job_id)

        where = (await house.resources.directory.place(job.place_id)).alias
        assert job.state is JobState.DONE
        assert await paid(house, where) == (1, 1, 1)
        assert platform(house).pictured == {job.card_message}
        assert await kept(house) == []


@pytest.mark.parametrize("fault", AT_THE_CARD.values(), ids=AT_THE_CARD)
async def test_without_a_card_nothing_is_drawn_charged_or_kept(tmp_path: Path, fault: Fault) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        platform(house).fail(Moment.POST, fault)
        await house.receive(house.message("a boat"))

        assert not house.provider.requests
        assert await paid(house) == (0, 0, 0)
        assert await kept(house) == []
        assert len(house.courier.notices) == 1


@pytest.mark.parametrize("fault", AT_THE_CARD.values(), ids=AT_THE_CARD)
@pytest.mark.parametrize("moment", [Moment.PREVIEW, Moment.NOTICE])
async def test_previews_and_courtesies_change_nothing(tmp_path: Path, moment: Moment, fault: Fault) -> None:
    async with open_house(tmp_path, Doubtful(), jobs={"notice_after_seconds": 0.001}) as house:
        platform(house).fail(moment, fault)
        job_id = await ask_and_draw(house)
        await let_go(house)
        job = await house.resources.jobs.get(job_id)

        where = (await house.resources.directory.place(job.place_id)).alias
        assert job.state is JobState.DONE
        assert await paid(house, where) == (1, 1, 1)
        assert platform(house).pictured == {job.card_message}


@pytest.mark.parametrize("case", AT_THE_FINAL.values(), ids=AT_THE_FINAL)
async def test_what_cannot_be_delivered_is_refunded_and_kept(tmp_path: Path, case: Case) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        job_id = await ask_and_draw(house)
        platform(house).fail(Moment.FINAL, case.fault)
        await let_go(house)
        job = await house.resources.jobs.get(job_id)

        assert job.state is JobState.FAILED
        assert await paid(house) == (0, 0, 1), "the deployment keeps what was billed"
        assert not platform(house).pictured
        assert await kept(house) == [job_id]
        assert job.keep_until is not None
        assert job.finished_at is not None
        assert (job.keep_until - job.finished_at).days == 7
        last = house.courier.now(list(house.courier.cards)[-1])
        assert (last.state is CardState.FAILED) is case.says_so
        if case.says_so:
            assert [(one.verb, one.target) for one in last.actions] == [(Verb.CLAIM, job_id)]
            assert "/claim" in last.text


@pytest.mark.parametrize("times", [1, 2])
async def test_trap_37_a_card_that_was_deleted_is_followed_by_words_and_these_by_the_picture(
    tmp_path: Path, times: int
) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        await ask_and_draw(house)
        platform(house).fail(Moment.FINAL, Fault(MessageGone, times))
        await let_go(house)
        posts = platform(house).posts

        assert len(posts) == 1 + times
        assert [card.instead_of for _, card in posts] == [None, *(message for message, _ in posts[:-1])]
        assert platform(house).pictured == {posts[-1][0]}
        assert await paid(house) == (1, 1, 1)
        house.provider.gate = None
        await house.receive(house.reply(posts[-1][0], "make it blue"))
        assert house.provider.requests[-1].sources[0].scene


async def test_an_error_on_a_card_that_was_deleted_is_posted_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        house.provider.turns = [ZeroDivisionError()]
        await ask_and_draw(house)
        platform(house).fail(Moment.FINAL, Fault(MessageGone))
        await let_go(house)
        posts = platform(house).posts

        assert [card.state for _, card in posts] == [CardState.WAITING, CardState.FAILED]
        assert await paid(house) == (0, 0, 0)
        assert await kept(house) == []


async def test_trap_39_a_final_whose_words_come_first_is_not_doubled_by_a_restart(tmp_path: Path) -> None:
    """The process ends when the words in place of a deleted card are there and the picture is not."""
    courier = Doubtful()
    async with open_house(tmp_path, courier) as house:
        job_id = await ask_and_draw(house)
        courier.fail(Moment.FINAL, Fault(MessageGone))
        courier.fail(Moment.PREVIEW, Fault(MessageGone, ALWAYS))
        courier.stops_after = 2
        assert house.provider.gate is not None
        house.provider.gate.set()
        await courier.stopped.wait()
    courier.stops_after = ALWAYS
    async with open_house(tmp_path, courier) as house:
        await house.settled()

        assert len(courier.posts) == 2
        assert courier.pictured == {courier.posts[1][0]}
        assert (await house.resources.jobs.get(job_id)).state is JobState.DONE
        assert not house.provider.requests
        assert await paid(house) == (1, 1, 1)


async def test_a_card_of_the_old_group_is_never_looked_for_in_the_new_one(tmp_path: Path) -> None:
    """Message ids are counted anew there: the old number is somebody else's message."""
    async with open_house(tmp_path, Doubtful()) as house:
        job_id = await ask_and_draw(house)
        (old, _), *_ = platform(house).posts
        await house.studio.moved(Platform.TELEGRAM, PLACE.community, "-200")
        seen = len(house.courier.cards[old])
        await let_go(house)
        job = await house.resources.jobs.get(job_id)

        assert len(house.courier.cards[old]) == seen
        assert job.card_message not in (None, old)
        assert house.courier.now(str(job.card_message)).place.community == "-200"
        assert house.courier.now(str(job.card_message)).reply_to is None
        assert await paid(house, replace(PLACE, community="-200")) == (1, 1, 1)


async def test_an_answer_follows_a_group_that_moved(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        platform(house).fail(Moment.NOTICE, Fault(moved))
        await house.receive(house.message(command="help"))

        (notice,) = house.courier.notices
        assert (notice.place.community, notice.reply_to) == ("-200", None)


async def test_a_late_notice_follows_a_group_that_moved(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful(), jobs={"notice_after_seconds": 0.001}) as house:
        await ask_and_draw(house)
        platform(house).fail(Moment.NOTICE, Fault(moved))
        await let_go(house)
        await house.until(lambda: house.courier.notices)

        (notice,) = house.courier.notices
        assert (notice.place.community, notice.link, notice.reply_to) == ("-200", None, None)
        assert notice.mention


async def test_a_failure_that_was_not_seen_is_announced_as_one(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful(), jobs={"notice_after_seconds": 0.001}) as house:
        house.provider.turns = [ZeroDivisionError()]
        await ask_and_draw(house)
        await let_go(house)
        await house.until(lambda: house.courier.notices)

        assert "ready" not in house.courier.notices[0].text


async def test_what_was_forgotten_before_it_was_shown_is_not_charged(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        job_id = await ask_and_draw(house)
        house.courier.finals = asyncio.Event()
        platform(house).fail(Moment.FINAL, Fault(MessageGone))
        assert house.provider.gate is not None
        house.provider.gate.set()

        async def drawn() -> bool:
            return (await house.resources.jobs.get(job_id)).drawn_at is not None

        await house.until(drawn)
        job = await house.resources.jobs.get(job_id)
        _, blobs = await house.resources.pictures.erase(job.account_id, house.resources.clock())
        for blob in blobs:
            await house.resources.blobs.delete(blob)
        house.courier.finals.set()
        await house.settled()

        assert not platform(house).pictured
        assert house.courier.now(list(house.courier.cards)[-1]).state is CardState.FAILED
        assert await paid(house) == (0, 0, 1)
        assert await kept(house) == []


@pytest.mark.parametrize("error", [Undelivered, MessageGone])
async def test_a_process_that_was_taken_for_dead_shows_nothing_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Callable[[], Exception]
) -> None:
    """Neither the final once more, nor words in place of a card that is gone."""
    async with open_house(tmp_path, Doubtful()) as house:
        await ask_and_draw(house)
        is_alive = True

        def late() -> Exception:
            nonlocal is_alive
            is_alive = False
            return error()

        platform(house).fail(Moment.FINAL, Fault(late))
        monkeypatch.setattr(house.resources.tenure, "is_held", lambda: is_alive)
        assert house.provider.gate is not None
        house.provider.gate.set()
        await journeys_over(house)

        assert len(platform(house).posts) == 1
        assert not platform(house).pictured
        assert len(await house.resources.jobs.unfinished()) == 1


async def test_a_job_that_is_anothers_by_now_is_not_delivered_here(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        job_id = await ask_and_draw(house)
        assert await house.resources.jobs.adopt(job_id, "another")
        assert house.provider.gate is not None
        house.provider.gate.set()
        await journeys_over(house)

        assert not platform(house).pictured
        assert [one.id for one in await house.resources.jobs.of_executor("another")] == [job_id]


async def test_a_claim_that_another_attempt_overtook_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def overtaken(*_: object, **__: object) -> bool:
        return False

    async with open_house(tmp_path, Doubtful()) as house:
        await undelivered(house, PlaceGone)
        monkeypatch.setattr(house.resources.jobs, "drawn", overtaken)
        await house.studio.receive(house.message(command="claim"))

        async def tried() -> bool:
            return any(one.attempt for one in await house.resources.jobs.unfinished())

        await house.until(tried)
        await journeys_over(house)

        assert not platform(house).pictured
        assert len(await house.resources.jobs.unfinished()) == 1


async def test_a_preview_that_came_after_anothers_final_is_followed_by_it_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one takes longer than anybody to record that the job has ended."""
    monkeypatch.setattr("core.delivery._OTHERS_SECONDS", (0.0,))
    async with open_house(tmp_path, Doubtful()) as house:
        job_id = await ask_and_draw(house)
        house.courier.finals = asyncio.Event()
        assert house.provider.gate is not None
        house.provider.gate.set()

        async def drawn() -> bool:
            return (await house.resources.jobs.get(job_id)).drawn_at is not None

        await house.until(drawn)
        job = await house.resources.jobs.get(job_id)
        at = str(job.card_message)
        late = replace(house.courier.now(at), state=CardState.DRAWING)
        showing = asyncio.create_task(
            house.studio._delivery.show_passing(replace(job, executor="former"), late, at)
        )
        await asyncio.sleep(0.1)
        house.courier.finals.set()
        await showing
        await house.settled()

        assert platform(house).pictured == {at}
        assert house.courier.now(at).state is CardState.DONE
        assert [one.state for one in house.courier.cards[at]].count(CardState.DONE) == 2


async def journeys_over(house: House) -> None:
    """Wait until this process has let go of every job."""
    engine = house.studio._engine
    assert engine is not None
    async with asyncio.timeout(10):
        await engine.idle()


ERRORS: list[Callable[[], Exception]] = [NoPermission, PlaceGone, RouteExpired, MessageGone]


@pytest.mark.parametrize("error", ERRORS)
async def test_the_note_of_a_card_stays_while_its_result_is_kept(
    tmp_path: Path, error: Callable[[], NoPermission]
) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        job = await undelivered(house, error)
        note = await house.resources.notes.find(MessageRef(job.place_id, str(job.card_message)))

        assert note is not None
        assert note.job_id == job.id


class Smudging(ScriptedProvider):
    """Its previews are no pictures."""

    async def draw(self, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        self.requests.append(request)
        for number in range(20):
            yield Preview(b"not a picture", "image/png", number)
            await asyncio.sleep(0.01)
        yield Drawn((DrawnPicture(png(), "image/png"),))


async def test_a_preview_that_is_no_picture_does_not_cost_the_drawing(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful(), Smudging()) as house:
        with structlog.testing.capture_logs() as logs:
            await house.receive(house.message("a boat"))

        assert [one["event"] for one in logs if "preview" in one["event"]] == ["previews ended"]
        assert len(platform(house).pictured) == 1
        assert await paid(house) == (1, 1, 1)


async def test_a_house_without_trouble_says_so(tmp_path: Path) -> None:
    async with open_house(tmp_path, Doubtful()) as house:
        await house.receive(house.message("a boat"))
        assert isinstance(house, House)
        assert len(platform(house).posts) == 1
        assert len(platform(house).pictured) == 1
