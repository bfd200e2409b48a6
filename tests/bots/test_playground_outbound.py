"""Cards and notices -> bubbles, and what a restart finds of them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bots.web.bubbles import GROUP, Bubble, Member, place_of
from bots.web.outbound import TRAITS, PlaygroundCourier
from bots.web.room import Room
from core.errors import ImageGone, ImageTooLarge, MessageGone, Undelivered
from core.identity import JobId, Platform, new_id
from core.requests import (
    Addressed,
    Audience,
    CardState,
    ImageHandle,
    IncomingMessage,
    Notice,
    PictureFile,
)
from tests.bots.playground_kit import card, picture

ADA, BO = Member.named("Ada"), Member.named("Bo")
ASKED = IncomingMessage(
    "playground:1", place_of(GROUP), ADA.alias(), datetime.now(UTC), Addressed.COMMAND, "a boat"
)
JOB = JobId(new_id())


@pytest_asyncio.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    made = await Room.open(tmp_path, [ADA, BO])
    yield made
    await made.close()


@pytest.fixture
def courier(room: Room) -> PlaygroundCourier:
    return PlaygroundCourier(room)


def found(room: Room, bubble_id: str) -> Bubble:
    bubble = room.find(bubble_id)
    assert bubble is not None
    return bubble


async def test_one_card_is_one_bubble_from_waiting_to_the_picture(
    room: Room, courier: PlaygroundCourier
) -> None:
    at = await courier.show(card(ASKED, JOB, CardState.WAITING, "Waiting"), None)
    drawing = card(ASKED, JOB, CardState.DRAWING, "Drawing", [picture("#888888")])
    done = card(ASKED, JOB, CardState.DONE, "a boat", [picture("#ff0000")])
    assert await courier.show(drawing, at) == at
    assert await courier.show(done, at) == at
    assert len(room.chat(GROUP)) == 1
    bubble = found(room, at)
    assert (bubble.text, bubble.state) == ("a boat", CardState.DONE)
    assert bubble.images[0].alt_text == "a boat 1"
    assert await room.read(bubble.images[0].file) == picture("#ff0000")


async def test_previews_do_not_fill_the_memory(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.web.room.PREVIEWS_BYTES", 5 * len(picture("#000001")) // 2)
    shown = [await room.preview(picture(f"#00000{number}"), "p.png") for number in range(1, 5)]
    held = [await room.read(image.file) is not None for image in shown]
    assert held == [False, False, True, True]


async def test_the_same_card_again_changes_nothing(room: Room, courier: PlaygroundCourier) -> None:
    drawing = card(ASKED, JOB, CardState.DRAWING, "Drawing", [picture("#888888")])
    at = await courier.show(card(ASKED, JOB, CardState.WAITING, "Waiting"), None)
    await courier.show(drawing, at)
    edits = found(room, at).edits
    told: list[Bubble] = []
    room.subscribe(told.append)
    await courier.show(drawing, at)
    assert told == []
    assert found(room, at).edits == edits


async def test_a_card_posted_twice_is_one_bubble(room: Room, courier: PlaygroundCourier) -> None:
    waiting = card(ASKED, JOB, CardState.WAITING, "Waiting")
    assert await courier.show(waiting, None) == await courier.show(waiting, None)
    assert len(room.chat(GROUP)) == 1


async def test_words_alone_keep_the_preview_that_is_there(room: Room, courier: PlaygroundCourier) -> None:
    at = await courier.show(card(ASKED, JOB, CardState.WAITING, "Waiting"), None)
    await courier.show(card(ASKED, JOB, CardState.DRAWING, "Drawing", [picture("#888888")]), at)
    await courier.show(card(ASKED, JOB, CardState.DRAWING, "Nearly there"), at)
    assert len(found(room, at).images) == 1
    await courier.show(card(ASKED, JOB, CardState.FAILED, "It failed"), at)
    assert found(room, at).images == ()


async def test_a_card_cannot_change_what_is_gone_or_not_the_bots(
    room: Room, courier: PlaygroundCourier
) -> None:
    waiting = card(ASKED, JOB, CardState.WAITING, "Waiting")
    said = await room.post(ADA, "hello")
    for at in (new_id(), said.id):
        with pytest.raises(MessageGone):
            await courier.show(waiting, at)
    assert found(room, said.id).text == "hello"


async def test_a_result_that_equals_its_preview_survives_a_restart(tmp_path: Path) -> None:
    same = picture("#abcdef")
    room = await Room.open(tmp_path, [ADA])
    courier = PlaygroundCourier(room)
    at = await courier.show(card(ASKED, JOB, CardState.WAITING, "Waiting"), None)
    await courier.show(card(ASKED, JOB, CardState.DRAWING, "Drawing", [same]), at)
    await courier.show(card(ASKED, JOB, CardState.DONE, "a boat", [same]), at)
    before = found(room, at)
    await room.close()
    room = await Room.open(tmp_path, [ADA])
    assert found(room, at) == before
    assert await PlaygroundCourier(room).fetch(before.images[0].handle(), 10_000) == same
    assert await PlaygroundCourier(room).show(card(ASKED, JOB, CardState.WAITING, "x"), None) == at
    await room.close()


async def test_uploads_never_sent_are_swept_at_the_next_start(tmp_path: Path) -> None:
    room = await Room.open(tmp_path, [ADA])
    sent = await room.keep(picture("#111111"), "sent.png")
    unsent = await room.keep(picture("#222222"), "unsent.png")
    await room.post(ADA, "look", images=[sent])
    await room.close()
    room = await Room.open(tmp_path, [ADA])
    assert await room.read(sent.file) is not None
    assert await room.read(unsent.file) is None
    await room.close()


async def test_a_notice_to_the_requester_is_for_their_eyes(room: Room, courier: PlaygroundCourier) -> None:
    notice = Notice("n1", place_of(GROUP), ADA.alias(), "30 left")
    (private,) = await courier.tell(notice)
    (public,) = await courier.tell(replace(notice, key="n2", audience=Audience.ALL))
    assert found(room, private).is_seen_by(ADA)
    assert not found(room, private).is_seen_by(BO)
    assert found(room, public).is_seen_by(BO)
    assert await courier.tell(notice) == (private,)


async def test_files_are_a_bubble_each_in_their_order(room: Room, courier: PlaygroundCourier) -> None:
    files = tuple(PictureFile(picture(f"#00000{n}"), "image/png", f"{n}.png") for n in range(3))
    notice = Notice("n1", place_of(GROUP), ADA.alias(), "Here they are", Audience.ALL, files=files)
    ids = await courier.tell(notice)
    assert [found(room, one).images[0].name for one in ids] == ["0.png", "1.png", "2.png"]
    assert [found(room, one).text for one in ids] == ["Here they are", "", ""]
    documents = await courier.tell(replace(notice, key="n2", as_documents=True))
    assert [(len(found(room, one).images), len(found(room, one).files)) for one in documents] == [(0, 1)] * 3


async def test_fetch_knows_only_this_rooms_files_and_its_limit(
    room: Room, courier: PlaygroundCourier, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_bytes(b"not yours")
    kept = (await room.keep(picture("#123456"), "a.png")).handle()
    assert await courier.fetch(kept, kept.size_bytes) == picture("#123456")
    for limit, handle in ((10, kept), (10, replace(kept, size_bytes=0))):
        with pytest.raises(ImageTooLarge):
            await courier.fetch(handle, limit)
    for locator in ("../secret", "0" * 64, "", "/etc/passwd"):
        with pytest.raises(ImageGone):
            await courier.fetch(ImageHandle(Platform.PLAYGROUND, locator, "k"), 1_000)


async def test_a_page_that_left_is_told_nothing_more(room: Room) -> None:
    told: list[Bubble] = []
    leave = room.subscribe(told.append)
    await room.post(ADA, "one")
    leave()
    leave()
    await room.post(ADA, "two")
    assert [bubble.text for bubble in told] == ["one"]


async def test_a_closed_room_is_a_delivery_that_failed(tmp_path: Path) -> None:
    room = await Room.open(tmp_path, [ADA])
    await room.close()
    with pytest.raises(Undelivered):
        await PlaygroundCourier(room).show(card(ASKED, JOB, CardState.WAITING, "Waiting"), None)


def test_the_playground_is_generous() -> None:
    assert TRAITS.form_on_edit
    assert TRAITS.private_notices
    assert TRAITS.pictures_per_card == 10
