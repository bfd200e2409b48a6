"""What people say, and what of it is exact."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exact_words import read_operations
from core.lettering import Lettering
from core.operations import Border, Convert, Crop, Flip, Grayscale, Operation, Operations, Rotate
from tests.core import exact_phrases as phrases

MANUAL = Path(__file__).parents[2] / "docs" / "using.md"
ALONE = (*phrases.ENGLISH, *phrases.CHINESE)
WIDE = Crop((16, 9), smart=True)


@pytest.mark.parametrize(("words", "operations"), ALONE, ids=[words for words, _ in ALONE])
def test_all_of_it_is_exact(words: str, operations: tuple[Operation, ...]) -> None:
    assert read_operations(words) == Operations(operations)


@pytest.mark.parametrize(
    ("words", "operations", "rest"), phrases.MIXED, ids=[words for words, _, _ in phrases.MIXED]
)
def test_the_rest_is_for_a_model(words: str, operations: tuple[Operation, ...], rest: str) -> None:
    assert read_operations(words) == Operations(operations, rest)


@pytest.mark.parametrize("words", phrases.FOR_A_MODEL)
def test_all_of_it_is_for_a_model(words: str) -> None:
    assert read_operations(words) == Operations((), words)


@pytest.mark.parametrize(
    ("words", "operations"), phrases.SEVERAL, ids=[words for words, _ in phrases.SEVERAL]
)
def test_several_pictures(words: str, operations: tuple[Operation, ...]) -> None:
    assert read_operations(words, sources=3) == Operations(operations)


@pytest.mark.parametrize("words", phrases.SEVERAL_FOR_A_MODEL)
def test_several_pictures_for_a_model(words: str) -> None:
    assert read_operations(words, sources=2) == Operations((), words)


def test_what_the_manual_says_is_exact() -> None:
    section = MANUAL.read_text(encoding="utf-8").split("### Exact, free and at once")[1].split("###")[0]
    cells = [row.split("|")[1] for row in section.splitlines() if row.startswith("|")][2:]
    english = [words for cell in cells for words in re.findall(r"`([^`]+)`", cell)]
    chinese = [words for cell in cells for words in re.findall(r"[\u4e00-\u9fff][\w%]+", cell)]
    uses = {"story", "banner", "sticker", "emoji", "wallpaper"}

    assert len(cells) == 12
    for words in (*english, *chinese):
        said = f"resize for a {words}" if words in uses else words
        several = "several pictures" in next(cell for cell in cells if words in cell)
        found = read_operations(said, sources=3 if several else 1)

        assert found.operations, said
        assert not found.rest, said


def test_there_are_many_of_them() -> None:
    assert len(ALONE) + len(phrases.MIXED) + len(phrases.FOR_A_MODEL) > 250


@pytest.mark.parametrize(
    "words", [words for words, _ in phrases.SEVERAL if "gif" in words or "grid" in words]
)
def test_one_picture_is_no_grid_and_no_film(words: str) -> None:
    assert not read_operations(words).operations


@pytest.mark.parametrize("opening", '"“「『`')
def test_quoted_words_are_no_command(opening: str) -> None:
    closing = {"“": "”", "「": "」", "『": "』"}.get(opening, opening)
    for words in ("rotate 90 degrees", "转成jpg", "make it brighter"):
        said = f"add a neon sign of {opening}{words}{closing}"

        assert read_operations(said) == Operations((), said)


def test_a_flag_gives_a_crop_its_shape() -> None:
    assert read_operations("crop", ratio=(4, 5)) == Operations((Crop((4, 5), smart=True),))
    assert read_operations("裁剪", ratio=(4, 5)) == Operations((Crop((4, 5), smart=True),))
    assert read_operations("crop it, then flip it", ratio=(4, 5)).operations[1:] == (Flip(),)
    assert read_operations("crop to 16:9", ratio=(4, 5)) == Operations((WIDE,))
    assert read_operations("crop") == Operations((), "crop")
    assert read_operations("give him a hat", ratio=(4, 5)) == Operations((), "give him a hat")


def test_lettering_stands_where_it_was_asked_for() -> None:
    first = read_operations('text "Hello" at the top, then rotate 90 degrees').operations
    last = read_operations('rotate 90 degrees, then text "Hello" at the top').operations
    mixed = read_operations('give him a hat, crop to 16:9 and add the text "五一快乐" at the bottom')
    alone = read_operations('text "Hello" at the top')
    beside = read_operations('text "Hello" at the top, give him a hat')

    assert [type(operation) for operation in first] == [Lettering, Rotate]
    assert [type(operation) for operation in last] == [Rotate, Lettering]
    assert [type(operation) for operation in mixed.operations] == [Crop, Lettering]
    assert mixed.rest == "give him a hat"
    assert [type(operation) for operation in alone.operations] == [Lettering]
    assert alone.rest == ""
    assert [type(operation) for operation in beside.operations] == [Lettering]
    assert beside.rest == "give him a hat"


def test_politeness_is_neither() -> None:
    for words in (
        "crop to 16:9, please. Thank you!",
        "Hi! Can you crop to 16:9? Thanks",
        "please crop it to 16:9 👍",
    ):
        assert read_operations(words) == Operations((WIDE,)), words
    assert read_operations("crop to 16:9, keep everything else the same") == Operations((WIDE,))


def test_limits_keep_all_words_together() -> None:
    for words in (
        "crop to 16:9, without cutting off her feet",
        "make it brighter, but not the sky",
        "crop to a square and only show the dog",
        "make it brighter, especially the face",
        "make it brighter and moodier",
        "crop to 16:9 and a hat",
        "裁成方形，不要切到脚",
        "add a dog, don't crop it, add a border",
    ):
        assert read_operations(words) == Operations((), words), words


@pytest.mark.parametrize(
    "words",
    [
        "crop to 99:1",
        "crop to 0:1",
        "resize to 00x00",
        "scale to 0%",
        "scale by 50%",
        "shrink by 100%",
        "resize to a width of 00 px",
        "resize to 00 px",
        "rotate 500 degrees",
        "straighten by 500 degrees",
        "crop 60% off each side",
        "crop 0% off the left",
        "pad to 99:1",
        "save as jpg with quality 0",
        "save as jpg with quality 300",
        "compress to 0 MB",
        "darken it by 0%",
        "darken it by 400%",
        "replace #fff with #fff",
        "blur the top left and the dog",
        "crop to the dog",
    ],
)
def test_numbers_that_make_no_sense_are_left_alone(words: str) -> None:
    assert read_operations(words) == Operations((), words)


def test_numbers_of_films_and_grids_make_sense() -> None:
    for words in ("make a gif at 0 fps", "make a gif with 0 seconds each", "make a 0x3 grid"):
        assert read_operations(words, sources=3) == Operations((), words)


@pytest.mark.parametrize(
    "words",
    [
        "crop to 16:9 and " * 200,
        "a" * 5_000,
        "make it " * 700,
        "the " * 1_200 + "picture",
        "rotate " + "9" * 4_000,
        "crop the the the the picture picture to " + " " * 3_000 + "16:9",
        "裁" * 3_000,
        "把" * 500,
        "再加" * 250,
        '"' * 500,
        "blur " + "top left " * 60,
        "add a " + "thin " * 100 + "border",
        "remove the " * 50,
        "#ff0000 " * 70,
        "turn the colour red into " * 20,
        ", , , " * 90,
    ],
    ids=lambda words: words[:12],
)
def test_hostile_words_cost_no_time(words: str) -> None:
    before = time.process_time()

    read_operations(words)

    assert time.process_time() - before < 0.25


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([words for words, _ in ALONE]), min_size=1, max_size=4), st.booleans())
def test_exact_wishes_add_up(wishes: list[str], chinese: bool) -> None:
    expected = [operation for words in wishes for operation in dict(ALONE)[words]]

    found = read_operations(("。" if chinese else ". ").join(wishes))

    assert list(found.operations) == expected
    assert found.rest == ""


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(words: str) -> None:
    found = read_operations(words)

    assert isinstance(found.operations, tuple)
    assert found.operations or found.rest == words


def test_words_around_an_exact_wish_stay_as_they_were_written() -> None:
    found = read_operations("Make it NIGHT, with stars.  Convert to PNG.  Remove the Big Tree!")

    assert found == Operations((Convert("png"),), "Make it NIGHT, with stars.  Remove the Big Tree")
    assert read_operations("Make it NIGHT!") == Operations((), "Make it NIGHT!")
    assert read_operations(
        "make the photo black and white then add a border and give him a hat"
    ) == Operations((Grayscale(), Border()), "give him a hat")
