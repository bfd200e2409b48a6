"""Replies that name pictures by number, join several, or bring some along."""

import pytest

from core.leanings import Leaning
from core.reply_leanings import leaning_of_reply


@pytest.mark.parametrize(
    "words",
    [
        "combine both",
        "blend them together",
        "please merge the two into one",
        "put the hat from image 2 on the person in image 1",
        "use the colours of image 2",
        "把图2的帽子戴到图1的人头上",
        "把这两张图合成一张",
        "融合一下",
        "mirror it",
        "3 variations",
    ],
)
def test_what_is_asked_of_several_pictures_is_an_edit(words: str) -> None:
    assert leaning_of_reply(words) is Leaning.EDIT


@pytest.mark.parametrize(
    "words", ["image 2 is so good", "both are lovely", "did you use image 2?", "图2真好看"]
)
def test_what_is_said_about_one_of_them_is_none(words: str) -> None:
    assert leaning_of_reply(words) is not Leaning.EDIT


def test_images_that_come_along_decide_what_could_be_meant_so() -> None:
    assert leaning_of_reply("a hat") is Leaning.UNDECIDED
    assert leaning_of_reply("a hat", has_images=True) is Leaning.EDIT
    assert leaning_of_reply("lol nice one", has_images=True) is Leaning.REMARK
