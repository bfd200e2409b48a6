"""Several pictures in one request: albums in any order, replies that name others, and too many."""

from pathlib import Path
from typing import Any

import pytest

from core.requests import Addressed, ImageHandle, IncomingMessage, ReplyTarget
from tests.studio.house import PLACE, House, open_house, png

COLOURS = ("#ff0000", "#00ff00", "#0000ff", "#ffff00")


def image(house: House, colour: str) -> ImageHandle:
    house.courier.files[colour] = png(colour)
    return ImageHandle(PLACE.platform, colour, f"key {colour}")


def pieces(house: House, words: str, said_at: int, count: int = 3) -> list[IncomingMessage]:
    """An album as it was sent, with words on one of its pieces."""
    album: dict[str, Any] = {"album": "g", "command": "", "addressed": Addressed.NOBODY}
    spoken = {**album, "command": "edit", "addressed": Addressed.COMMAND}
    return [
        house.message(
            words if number == said_at else "",
            images=(image(house, colour),),
            message=str(900 + number),
            **(spoken if number == said_at else album),
        )
        for number, colour in enumerate(COLOURS[:count])
    ]


def seen(house: House) -> list[bytes]:
    """What the provider was given last."""
    return [one.data for one in house.provider.requests[-1].sources]


@pytest.fixture(autouse=True)
def _quick_albums(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.albums._PAUSE_SECONDS", 0.1)


@pytest.mark.parametrize("said_at", [0, 1])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_an_album_is_one_request_in_whatever_order_it_arrives(
    tmp_path: Path, said_at: int, order: tuple[int, ...]
) -> None:
    async with open_house(tmp_path) as house:
        album = pieces(house, "put the hat from image 2 on the person in image 1", said_at, 2)
        for number in order:
            await house.studio.receive(album[number])
        await house.settled()

        assert seen(house) == [png(colour) for colour in COLOURS[:2]]
        assert house.provider.requests[-1].prompt == "put the hat from image 2 on the person in image 1"
        assert len(house.provider.requests) == 1


async def test_pieces_long_before_the_words_belong_to_them(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        album = pieces(house, "blend them", 1, 2)
        await house.receive(album[0])
        await house.receive(album[1])

        assert seen(house) == [png(colour) for colour in COLOURS[:2]]


async def test_too_many_are_told_with_the_limit(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for piece in reversed(pieces(house, "blend them", 1)):
            await house.studio.receive(piece)
        await house.settled()

        assert not house.provider.requests
        assert "2 pictures at most" in house.courier.notices[-1].text
        assert "pointed at 3" in house.courier.notices[-1].text


async def test_a_reply_to_a_piece_can_name_the_others(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for piece in pieces(house, "", -1, 4):
            await house.receive(piece)
        target = ReplyTarget("901", images=(image(house, COLOURS[1]),), album="g")
        for words, colours, prompt in (
            ("make it shine", (1,), "make it shine"),
            ("put the hat from image 4 on image 3", (2, 3), "put the hat from image 2 on image 1"),
            ("make image 3 shine", (2,), "make it shine"),
            ("把图四的帽子戴到图一的人头上", (0, 3), "把图2的帽子戴到图1的人头上"),
        ):
            await house.ask(words, command="edit", reply=target)
            assert seen(house) == [png(COLOURS[number]) for number in colours], words
            assert house.provider.requests[-1].prompt == prompt


async def test_a_reply_with_an_album_makes_the_card_image_one(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        upload = image(house, COLOURS[0])
        reply = house.reply(card, "put the hat from image 2 on the person in image 1", images=(upload,))
        await house.receive(reply)

        assert seen(house)[1:] == [png(COLOURS[0])]
        assert house.provider.requests[-1].prompt == "put the hat from image 2 on the person in image 1"
