"""A place's budget: finals first, previews only where there is room to spare."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from core.errors import ImageGone, MessageGone, Throttled, Undelivered
from core.identity import JobId, PersonAlias, PlaceAlias, PlaceKind, Platform
from core.pacing import Paced
from core.ports import Courier
from core.requests import Card, CardState, ImageHandle, Notice, PlatformTraits, SendBudget

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
    monkeypatch.setattr("core.pacing._REMEMBERED_FINALS", 1)
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
async def test_an_edit_is_repeated_and_a_post_that_may_have_arrived_is_not() -> None:
    courier = Recording(TRAITS)
    courier.faults = [Undelivered(maybe_arrived=True), TimeoutError()]
    await Paced(courier).show(card("a", CardState.DONE), "m1")
    assert courier.sent == ["done a"]

    courier.faults = [Undelivered(maybe_arrived=True)]
    with pytest.raises(Undelivered):
        await Paced(courier).show(card("b", CardState.WAITING), None)
    courier.faults = [Undelivered(maybe_arrived=False)]
    await Paced(courier).show(card("c", CardState.WAITING), None)
    assert courier.sent == ["done a", "waiting c"]


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
