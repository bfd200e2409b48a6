"""Parts of a picture, and the words that name them."""

import pytest

from core.regions import Region, cell, read_region, region_span

THIRD = 1 / 3
TOP_LEFT, BOTTOM_RIGHT = Region(0, 0, 0.5, 0.5), Region(0.5, 0.5, 1, 1)
MIDDLE = Region(0.25, 0.25, 0.75, 0.75)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the top left", TOP_LEFT),
        ("make the top-left of the picture red", TOP_LEFT),
        ("the upper left hand corner", TOP_LEFT),
        ("Lower Right corner", BOTTOM_RIGHT),
        ("the top left third", Region(0, 0, THIRD, THIRD)),
        ("the left third", Region(0, 0, THIRD, 1)),
        ("the right two thirds", Region(THIRD, 0, 1, 1)),
        ("the two thirds on the left", Region(0, 0, 2 * THIRD, 1)),
        ("bottom half", Region(0, 0.5, 1, 1)),
        ("a bird on the left side", Region(0, 0, 0.5, 1)),
        ("the rightmost edge", Region(0.85, 0, 1, 1)),
        ("the middle", MIDDLE),
        ("the centre of the image", MIDDLE),
        ("the middle row", Region(0, THIRD, 1, 2 * THIRD)),
        ("the center third", Region(THIRD, 0, 2 * THIRD, 1)),
        ("左上角加一个太阳", TOP_LEFT),
        ("右下", BOTTOM_RIGHT),
        ("把上半部分变暗", Region(0, 0, 1, 0.5)),
        ("右边三分之一", Region(1 - THIRD, 0, 1, 1)),
        ("下方三分之二", Region(0, THIRD, 1, 1)),
        ("左侧一半", Region(0, 0, 0.5, 1)),
        ("上部分", Region(0, 0, 1, 0.5)),
        ("画面中央加一个人", MIDDLE),
        ("中间", MIDDLE),
        ("the middle of the road", None),
        ("the top left of the house", None),
        ("left of the house", None),
        ("the bottom of the cup", None),
        ("the middle one", None),
        ("turn left", None),
        ("center the text", None),
        ("桌子中间放一本书", None),
        ("把左边的人去掉", None),
        ("中间那个人", None),
        ("上下左右都留白", None),
        ("把上半身换成红色", None),
        ("", None),
    ],
)
def test_the_part_that_words_name(words: str, expected: Region | None) -> None:
    found = read_region(words)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        sides = (found.left, found.top, found.right, found.bottom)
        assert sides == pytest.approx((expected.left, expected.top, expected.right, expected.bottom))


def test_where_the_words_stand() -> None:
    words = "blur the top left, please"
    found = region_span(words)
    assert found is not None
    assert words[found[1] : found[2]] == "the top left"


def test_nine_cells_in_reading_order() -> None:
    assert cell(1) == Region(0, 0, THIRD, THIRD)
    assert cell(5) == Region(THIRD, THIRD, 2 * THIRD, 2 * THIRD)
    assert cell(9) == Region(2 * THIRD, 2 * THIRD, 1, 1)
    for number in (0, 10):
        with pytest.raises(ValueError, match=str(number)):
            cell(number)


def test_hostile_words_are_read_in_no_time() -> None:
    for words in ("the " * 20_000, "top " * 20_000, "左" * 50_000, "画面的" * 20_000):
        read_region(words)
