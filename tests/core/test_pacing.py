"""A place's budget: finals first, previews only where there is room to spare."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
import structlog

from core.errors import ImageGone, MessageGone, Throttled, Undelivered
from core.identity import JobId, PersonAlias, PlaceAlias, PlaceKind, Platform
from core.lanes import NEW, Lane, Lanes
from core.pacing import Paced, _Patience
from core.ports import Courier
from core.requests import Card, CardState, ImageHandle, Notice, PictureFile, PlatformTraits, SendBudget

TRAITS = PlatformTraits(
    upload_bytes=1_000_000,
    message_bytes=1_000_000,
    file_bytes=1_000_000,
    fetch_bytes=1_000_000,
    photo_types=frozenset({"image/png"}),
    photo_sides=None,
    photo_ratio=None,
    card_chars=2000,
    caption_chars=1000,
    alt_text_chars=0,
    pictures_per_card=1,
    album_size=10,
    actions_per_row=5,
    private_notices=False,
    edits_notify=False,
    preview_seconds=0.0,
)
PLACE = PlaceAlias(Platform.TELEGRAM, "-1")
ADA = PersonAlias(Platform.TELEGRAM, "1", "Ada")


class Recording(Courier):
    """Notes what was sent; raises what it was told to, once each."""

    def __init__(self, traits: PlatformTraits) -> None:
        self._traits = traits
        self.sent: list[str] = []
        self.faults: list[Exception] = []
        self.gate: asyncio.Event | None = None

    @property
    def traits(self) -> PlatformTraits:
        return self._traits

    async def show(self, card: Card, at: str | None) -> str:
        if self.faults:
            raise self.faults.pop(0)
        if self.gate is not None:
            await self.gate.wait()
        self.sent.append(f"{card.state} {card.job_id}")
        return at or f"m{len(self.sent)}"

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(f"notice {notice.text}")
        return ("n",)

    async def fetch(self, handle: ImageHandle, max_bytes: int) -> bytes:
        await asyncio.sleep(3600)
        return handle.key.encode()[:max_bytes]


def card(job: str, state: CardState, place: PlaceAlias = PLACE) -> Card:
    return Card(JobId(job), place, ADA, state, "words")


def budget(sends: int, seconds: float) -> PlatformTraits:
    return replace(TRAITS, group_budget=SendBudget(sends, seconds))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.pacing._FIRST_PAUSE_SECONDS", 0.01)


async def test_without_a_budget_everything_goes_at_once() -> None:
    courier = Recording(TRAITS)
    paced = Paced(courier)
    for number in range(50):
        await paced.show(card(str(number), CardState.WAITING), None)

    assert len(courier.sent) == 50
    assert paced.traits is TRAITS


async def test_a_preview_leaves_room_for_every_open_cards_final() -> None:
    courier = Recording(budget(6, 60.0))
    paced = Paced(courier)
    for job in "ab":
        await paced.show(card(job, CardState.WAITING), None)
    for _ in range(10):
        await paced.show(card("a", CardState.DRAWING), "m1")
    await paced.show(card("a", CardState.DONE), "m1")
    await paced.show(card("b", CardState.DONE), "m2")

    assert courier.sent.count("drawing a") == 2
    assert courier.sent[-2:] == ["done a", "done b"]


async def test_a_final_goes_before_new_cards_when_room_comes_back() -> None:
    courier = Recording(budget(1, 0.15))
    paced = Paced(courier)
    await paced.show(card("a", CardState.WAITING), None)
    async with asyncio.TaskGroup() as group:
        group.create_task(paced.show(card("b", CardState.WAITING), None))
        await asyncio.sleep(0.01)
        group.create_task(paced.show(card("a", CardState.DONE), "m1"))

    assert courier.sent == ["waiting a", "done a", "waiting b"]


async def test_private_chats_have_their_own_budget() -> None:
    courier = Recording(replace(TRAITS, private_budget=SendBudget(1, 0.1)))
    paced = Paced(courier)
    private = replace(PLACE, kind=PlaceKind.PRIVATE)
    await paced.show(card("a", CardState.WAITING, private), None)
    begun = asyncio.get_running_loop().time()
    await paced.show(card("b", CardState.WAITING, private), None)

    assert asyncio.get_running_loop().time() - begun > 0.05


async def test_a_preview_after_the_final_is_dropped() -> None:
    courier = Recording(TRAITS)
    paced = Paced(courier)
    await paced.show(card("a", CardState.WAITING), None)
    await paced.show(card("a", CardState.DONE), "m1")
    await paced.show(card("a", CardState.DRAWING), "m1")

    assert courier.sent == ["waiting a", "done a"]


async def test_only_the_newest_finals_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.pacing._REMEMBERED", 1)
    courier = Recording(TRAITS)
    paced = Paced(courier)
    for job in "ab":
        await paced.show(card(job, CardState.DONE), None)
    await paced.show(card("b", CardState.DRAWING), "m2")

    assert "drawing b" not in courier.sent


async def test_a_final_waits_for_the_preview_under_way_so_that_it_stays() -> None:
    courier = Recording(TRAITS)
    paced = Paced(courier)
    courier.gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(paced.show(card("a", CardState.DRAWING), "m1"))
        await asyncio.sleep(0)
        group.create_task(paced.show(card("a", CardState.DONE), "m1"))
        await asyncio.sleep(0.01)
        courier.gate.set()

    assert courier.sent == ["drawing a", "done a"]


async def test_previews_keep_their_distance() -> None:
    courier = Recording(replace(TRAITS, preview_seconds=60.0))
    paced = Paced(courier)
    for _ in range(3):
        await paced.show(card("a", CardState.DRAWING), "m1")

    assert courier.sent == ["drawing a"]


@pytest.mark.parametrize(
    "fault",
    [lambda: Throttled(0.2), MessageGone, Undelivered],
    ids=["throttled", "gone", "lost"],
)
async def test_a_preview_that_fails_is_dropped(fault: Callable[[], Exception]) -> None:
    for traits in (TRAITS, budget(5, 60.0)):
        courier = Recording(traits)
        courier.faults = [fault()]

        assert await Paced(courier).show(card("a", CardState.DRAWING), "m1") == "m1"


@pytest.mark.usefixtures("quick")
async def test_a_pause_that_the_platform_asks_for_is_kept_by_all() -> None:
    courier = Recording(budget(10, 60.0))
    courier.faults = [Throttled(0.15)]
    paced = Paced(courier)
    begun = asyncio.get_running_loop().time()
    await paced.show(card("a", CardState.DONE), "m1")
    await paced.tell(Notice("k", PLACE, ADA, "hello"))

    assert asyncio.get_running_loop().time() - begun >= 0.14
    assert courier.sent == ["done a", "notice hello"]


@pytest.mark.usefixtures("quick")
async def test_edits_and_words_are_repeated_and_what_may_be_a_second_picture_is_not() -> None:
    courier = Recording(TRAITS)
    for given, at in ((card("a", CardState.DONE), "m1"), (card("b", CardState.WAITING), None)):
        courier.faults = [Undelivered(maybe_arrived=True), TimeoutError()]
        await Paced(courier).show(given, at)
    assert courier.sent == ["done a", "waiting b"]

    pictured = replace(card("c", CardState.DONE), pictures=(PictureFile(b"x", "image/png", "x.png"),))
    for sent in (Paced(courier).show(pictured, None), Paced(courier).tell(Notice("k", PLACE, ADA, "hello"))):
        courier.faults = [Undelivered(maybe_arrived=True)]
        with pytest.raises(Undelivered):
            await sent
    courier.faults = [Undelivered(maybe_arrived=False)]
    await Paced(courier).tell(Notice("k", PLACE, ADA, "hello"))
    assert courier.sent == ["done a", "waiting b", "notice hello"]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("knows", "orphans"), [(False, 1), (True, 0)])
async def test_words_that_may_stand_there_twice_are_counted(knows: bool, orphans: int) -> None:
    courier = Recording(replace(TRAITS, posts_once=knows))
    courier.faults = [Undelivered(maybe_arrived=True), Undelivered()]
    with structlog.testing.capture_logs() as logs:
        await Paced(courier).show(card("a", CardState.WAITING), None)
        courier.faults = [Undelivered(maybe_arrived=True)]
        await Paced(courier).show(card("a", CardState.DONE), "m1")

    assert [one["job"] for one in logs if one["event"] == "orphan"] == ["a"] * orphans


async def test_what_is_refused_is_not_tried_again() -> None:
    courier = Recording(TRAITS)
    courier.faults = [Undelivered(is_refused=True), Undelivered()]
    with pytest.raises(Undelivered):
        await Paced(courier).show(card("a", CardState.DONE), "m1")

    assert len(courier.faults) == 1


async def finish(paced: Paced, job: str, *, patient: bool = True) -> Card:
    async def build() -> Card:
        return card(job, CardState.DONE)

    return await paced.finish(JobId(job), PLACE, build, "m1", patient=patient)


@pytest.mark.parametrize("traits", [TRAITS, budget(10, 60.0)], ids=["no budget", "a budget"])
async def test_a_final_is_worth_a_longer_pause_than_anything_else(
    traits: PlatformTraits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.pacing._FOR_OTHERS", _Patience(4, 0.05))
    monkeypatch.setattr("core.pacing._FOR_FINALS", _Patience(4, 0.5))
    courier = Recording(traits)
    courier.faults = [Throttled(0.1)]
    assert (await finish(Paced(courier), "a")).job_id == "a"

    courier.faults = [Throttled(0.1), Throttled(0.1)]
    with pytest.raises(Throttled):
        await Paced(courier).tell(Notice("k", PLACE, ADA, "hello"))
    with pytest.raises(Throttled):
        await finish(Paced(courier), "b", patient=False)
    courier.faults = [Throttled(0.6)]
    with pytest.raises(Throttled):
        await finish(Paced(courier), "c")
    courier.faults = [Throttled(0.01)] * 9
    with pytest.raises(Throttled):
        await finish(Paced(courier), "d")


async def test_after_a_pause_the_final_that_met_it_goes_before_cards_and_previews() -> None:
    courier = Recording(budget(3, 60.0))
    paced = Paced(courier)
    courier.faults = [Throttled(0.1)]
    async with asyncio.TaskGroup() as group:
        group.create_task(finish(paced, "a"))
        await asyncio.sleep(0.01)
        group.create_task(paced.show(card("b", CardState.WAITING), None))
        await paced.show(card("c", CardState.DRAWING), "m3")

    assert courier.sent == ["done a", "waiting b"]


async def test_a_final_that_is_cancelled_while_it_is_sent_can_be_sent_again() -> None:
    courier = Recording(budget(2, 60.0))
    paced = Paced(courier)
    courier.gate = asyncio.Event()
    sending = asyncio.create_task(finish(paced, "a"))
    await asyncio.sleep(0.01)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    courier.gate.set()
    await finish(paced, "a")

    assert courier.sent == ["done a"]


async def test_a_turn_that_is_given_to_one_who_is_cancelled_goes_to_the_next() -> None:
    lane = Lane(SendBudget(1, 60.0))
    await lane.turn(NEW)
    first = asyncio.create_task(lane.turn(NEW))
    second = asyncio.create_task(lane.turn(NEW))
    await asyncio.sleep(0)
    lane._sent.clear()
    lane._pump()
    first.cancel()
    async with asyncio.timeout(5):
        await second

    assert first.cancelled()


async def test_memory_does_not_grow_with_the_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.lanes._MOST_LANES", 2)
    lanes = Lanes()
    busy = lanes.of(PLACE, SendBudget(1, 60.0))
    await busy.turn(NEW)
    for number in range(10):
        paused = lanes.of(replace(PLACE, community=str(number)), SendBudget(1, 60.0))
        paused.pause(60.0 if number == 0 else 0.0)

    assert len(lanes) == 3, "the busy, the paused and the newest"
    assert lanes.of(PLACE, SendBudget(1, 60.0)) is busy


async def test_cards_that_another_process_finishes_keep_no_room_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lane = Lane(SendBudget(1, 60.0))
    lane.open_card(JobId("a"))
    assert not lane.spare()
    monkeypatch.setattr("core.lanes._OPEN_SECONDS", 0.0)

    assert lane.spare()


async def test_locks_are_forgotten_with_their_cards() -> None:
    paced = Paced(Recording(TRAITS))
    for number in range(5):
        await paced.show(card(str(number), CardState.WAITING), None)
        await paced.show(card(str(number), CardState.DONE), "m1")
        await paced.show(card(str(number), CardState.DRAWING), "m1")

    assert not paced._cards
    assert not paced._previewed


@pytest.mark.usefixtures("quick")
async def test_giving_up_says_what_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    courier = Recording(TRAITS)
    courier.faults = [Undelivered()] * 9
    with pytest.raises(Undelivered):
        await Paced(courier).show(card("a", CardState.DONE), "m1")
    courier.faults = [Throttled(3600)]
    with pytest.raises(Throttled):
        await Paced(courier).tell(Notice("k", PLACE, ADA, "hello"))
    monkeypatch.setattr("core.pacing._SEND_TIMEOUT_SECONDS", 0.01)
    with pytest.raises(ImageGone):
        await Paced(courier).fetch(ImageHandle(Platform.TELEGRAM, "f", "k"), 10)


async def test_a_card_that_is_given_up_frees_its_room() -> None:
    courier = Recording(budget(3, 60.0))
    paced = Paced(courier)
    for job in "ab":
        await paced.show(card(job, CardState.WAITING), None)
    await paced.show(card("a", CardState.DRAWING), "m1")
    assert "drawing a" not in courier.sent
    paced.forget_card(JobId("b"), PLACE)
    paced.forget_card(JobId("a"), PLACE)
    await paced.show(card("c", CardState.DRAWING), "m3")

    assert "drawing c" in courier.sent


async def test_a_cancelled_turn_does_not_use_up_the_budget() -> None:
    courier = Recording(budget(1, 0.2))
    paced = Paced(courier)
    await paced.show(card("a", CardState.WAITING), None)
    waiting = asyncio.create_task(paced.show(card("b", CardState.WAITING), None))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await paced.show(card("c", CardState.WAITING), None)

    assert courier.sent == ["waiting a", "waiting c"]
