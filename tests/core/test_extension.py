"""Words that ask for more of the world around a picture."""

import pytest

from core.extension import MOST, Extension, read_extension

AROUND = Extension(0.25, 0.25, 0.25, 0.25)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("zoom out", AROUND),
        ("Zoom the picture out by 50%", AROUND),
        ("zoom out 2x and make it night", Extension(0.5, 0.5, 0.5, 0.5)),
        ("zoom out 100x", Extension(MOST, MOST, MOST, MOST)),
        ("zoom out 1x", AROUND),
        ("pan left", Extension(left=0.5)),
        ("please pan up and right", Extension(top=0.5, right=0.5)),
        ("extend to the right by 50%", Extension(right=0.5)),
        ("extend left and right by 25%", Extension(left=0.25, right=0.25)),
        ("extend the picture upwards by 30 percent", Extension(top=0.3)),
        ("expand the canvas", AROUND),
        ("uncrop it", AROUND),
        ("make it 16:9 without cropping", Extension(ratio=(16, 9))),
        ("make it square, don't crop", Extension(ratio=(1, 1))),
        ("extend the image to 4:3", Extension(ratio=(4, 3))),
        ("扩展画布", AROUND),
        ("向左扩展", Extension(left=0.5)),
        ("向左右扩展20%", Extension(left=0.2, right=0.2)),
        ("上下扩展", Extension(top=0.5, bottom=0.5)),
        ("变成16:9不要裁剪", Extension(ratio=(16, 9))),
        ("拉远", AROUND),
        ("镜头拉远2倍", Extension(0.5, 0.5, 0.5, 0.5)),
        ("往右平移", Extension(right=0.5)),
        ("zoom in", None),
        ("a frying pan left on the stove", None),
        ("a panda", None),
        ("extend the road to the left", None),
        ("expand the picture with a dog", None),
        ("make it 16:9", None),
        ("make it 1:99 without cropping", None),
        ("make it 0:1 without cropping", None),
        ("don't crop the dog's ears", None),
        ('write "zoom out" on it', None),
        ("", None),
    ],
)
def test_how_far_the_words_want_to_see(words: str, expected: Extension | None) -> None:
    assert read_extension(words) == expected


def test_a_flag_says_the_shape_and_the_words_that_nothing_is_cropped() -> None:
    assert read_extension("without cropping", (16, 9)) == Extension(ratio=(16, 9))
    assert read_extension("make it night", (16, 9)) is None


def test_hostile_words_are_read_in_no_time() -> None:
    for words in (
        "extend " * 5000,
        "pan left, " * 5000,
        "左" * 20_000,
        "extend left" + ", left" * 5000,
        "1" * 50_000,
    ):
        read_extension(words)
