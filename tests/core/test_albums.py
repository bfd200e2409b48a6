"""Pieces of one album become one message."""

import asyncio
from datetime import UTC, datetime

import pytest

from core.albums import Albums
from core.identity import PersonAlias, PlaceAlias, Platform
from core.requests import Addressed, ImageHandle, IncomingMessage


def piece(
    number: int, addressed: Addressed = Addressed.NOBODY, text: str = "", album: str = "g"
) -> IncomingMessage:
    handle = ImageHandle(Platform.TELEGRAM, f"file{number}", f"key{number}")
    return IncomingMessage(
        key=f"update{number}",
        place=PlaceAlias(Platform.TELEGRAM, "-1"),
        person=PersonAlias(Platform.TELEGRAM, "1"),
        sent_at=datetime.now(UTC),
        addressed=addressed,
        text=text,
        message=str(number),
        images=(handle,),
        album=album,
    )


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.albums._PAUSE_SECONDS", 0.05)
    monkeypatch.setattr("core.albums._LONGEST_SECONDS", 0.5)


async def test_pieces_in_any_order_become_one_message_in_order() -> None:
    albums = Albums()
    gathering = asyncio.create_task(albums.gather(piece(12)))
    await asyncio.sleep(0.01)
    assert await albums.gather(piece(9, Addressed.COMMAND, "make it night")) is None
    await asyncio.sleep(0.03)
    assert albums.add(piece(10))
    assert albums.add(piece(10)), "a repeated piece is known"
    gathered = await gathering

    assert gathered is not None
    whole, keys = gathered
    assert [image.key for image in whole.images] == ["key9", "key10", "key12"]
    assert (whole.text, whole.addressed, whole.album) == ("make it night", Addressed.COMMAND, "")
    assert keys == ("update12", "update9", "update10")


async def test_a_late_piece_makes_no_second_message() -> None:
    albums = Albums()
    assert await albums.gather(piece(1, Addressed.PRIVATE)) is not None
    assert await albums.gather(piece(2, Addressed.PRIVATE)) is None
    assert not albums.add(piece(3))


async def test_a_full_album_does_not_wait() -> None:
    albums = Albums()
    gathering = asyncio.create_task(albums.gather(piece(1)))
    await asyncio.sleep(0)
    for number in range(2, 11):
        albums.add(piece(number))
    begun = asyncio.get_running_loop().time()
    gathered = await gathering

    assert gathered is not None
    assert len(gathered[0].images) == 10
    assert asyncio.get_running_loop().time() - begun < 0.05


async def test_an_endless_album_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.albums._LONGEST_SECONDS", 0.12)
    albums = Albums()
    gathering = asyncio.create_task(albums.gather(piece(1)))
    for number in range(2, 8):
        await asyncio.sleep(0.03)
        albums.add(piece(number))
    gathered = await gathering

    assert gathered is not None
    assert len(gathered[0].images) < 7


async def test_old_albums_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.albums._REMEMBERED", 1)
    albums = Albums()
    for album in ("a", "b"):
        assert await albums.gather(piece(1, album=album)) is not None
    assert await albums.gather(piece(2, album="b")) is None
    assert await albums.gather(piece(2, album="a")) is not None
