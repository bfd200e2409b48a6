"""Pictures of a card or an album that words name as for a model."""

from dataclasses import replace
from typing import Any

import pytest

from core.addressing import Known, Record
from core.identity import MessageRef, PictureId, PlaceId
from core.named_images import with_named_images
from core.notes import MessageNote, NoteKind
from core.requests import Addressed, IncomingMessage, ReplyTarget
from tests.contract.samples import handle, message

HERE = PlaceId("1" * 32)
IDS = tuple(PictureId(str(number) * 32) for number in range(1, 5))


def named(words: str, count: int = 4) -> tuple[str, tuple[int, ...]]:
    """The words as they go on, and the numbers of the sources."""
    asked, record = with_named_images(*answering(words, count))
    return asked.text, tuple(IDS.index(one.picture_id) + 1 for one in record.named if isinstance(one, Known))


def answering(words: str, count: int = 4, **changes: Any) -> tuple[IncomingMessage, Record]:
    given = {
        "reply": ReplyTarget("40", by_bot=True),
        "images": (),
        "command": "",
        "addressed": Addressed.REPLY,
    }
    note = MessageNote(MessageRef(HERE, "40"), NoteKind.CARD, pictures=IDS[:count])
    return replace(message(text=words), **{**given, **changes}), Record(HERE, note)


@pytest.mark.parametrize(
    ("words", "text", "numbers"),
    [
        ("put the hat from image 2 on image 1", "put the hat from image 2 on image 1", (1, 2)),
        ("put the hat from picture 4 on photo 2", "put the hat from image 2 on image 1", (2, 4)),
        ("make image 3 darker", "make it darker", (3,)),
        ("make the picture #3 darker", "make it darker", (3,)),
        ("use the colours of the first", "use the colours of image 1", (1, 2, 3, 4)),
        ("put the hat of the first on the last", "put the hat of image 1 on image 2", (1, 4)),
        ("把图2的帽子戴到图一的人头上", "把图2的帽子戴到图1的人头上", (1, 2)),
        ("把图三调暗", "把它调暗", (3,)),
        ("像图2那样", "像图2那样", (1, 2, 3, 4)),
    ],
)
def test_what_is_named(words: str, text: str, numbers: tuple[int, ...]) -> None:
    assert named(words) == (text, numbers)


@pytest.mark.parametrize(
    "words",
    [
        "make it darker",
        "put “image 2” on it",
        "make image 9 darker",
        "#2 make image 1 darker",
        "the first snow",
    ],
)
def test_what_names_none(words: str) -> None:
    assert named(words) == (words, ())


def test_one_picture_has_no_numbers() -> None:
    assert named("make image 1 darker", 1) == ("make image 1 darker", ())


@pytest.mark.parametrize("changes", [{"images": (handle(),)}, {"command": "imagine"}])
def test_words_that_speak_of_other_pictures(changes: dict[str, Any]) -> None:
    given = answering("make image 2 darker", **changes)
    assert with_named_images(*given) == given
