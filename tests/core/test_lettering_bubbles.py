"""Speech and thought bubbles: where they stand, where they point, in which colours."""

import numpy as np
import pytest
from PIL import Image

from core.imaging.lettering import set_lettering
from core.lettering import Lettering, Place, Role, read_lettering

GREY, BLACK, WHITE = 128, (0, 0, 0), (255, 255, 255)


def drawn(lettering: Lettering) -> np.typing.NDArray[np.int16]:
    image = set_lettering(Image.new("RGB", (240, 160), (GREY, GREY, GREY)), lettering)
    return np.asarray(image, dtype=np.int16)


def has(picture: np.typing.NDArray[np.int16], colour: tuple[int, int, int], near: int = 12) -> bool:
    return bool((abs(picture - np.array(colour)).max(axis=2) <= near).any())


@pytest.mark.parametrize("role", [Role.SPEECH, Role.THOUGHT])
@pytest.mark.parametrize(
    ("place", "right", "down"),
    [
        (Place.TOP_RIGHT, False, True),
        (Place.TOP_LEFT, True, True),
        (Place.BOTTOM_LEFT, True, False),
        (Place.CENTRE, False, True),
        (Place.BOTTOM, True, False),
    ],
)
def test_a_bubble_is_white_and_its_tail_points_inwards(
    role: Role, place: Place, *, right: bool, down: bool
) -> None:
    picture = drawn(Lettering("Hello!", role=role, place=place))
    rows, columns = np.nonzero((picture != GREY).any(axis=2))
    ends = columns[rows >= rows.max() - 2] if down else columns[rows <= rows.min() + 2]
    across = int(columns.max() - columns.min())

    assert has(picture, WHITE, 0)
    assert has(picture, BLACK, 8)
    assert int(ends.max() - ends.min()) < across / 3
    assert bool(ends.mean() > (columns.max() + columns.min()) / 2) is right


@pytest.mark.parametrize(
    ("words", "colours", "absent"),
    [
        ('speech bubble "HI" 40px', [WHITE, BLACK], (255, 217, 26)),
        ('speech bubble "HI" yellow box 40px', [(255, 217, 26), BLACK], WHITE),
        ('speech bubble "HI" with a red outline 40px', [(224, 32, 32), WHITE, BLACK], (255, 217, 26)),
        ('speech bubble "HI" without outline, blue, 40px', [(31, 95, 224), WHITE], BLACK),
    ],
)
def test_a_bubble_has_the_colours_asked_for(
    words: str, colours: list[tuple[int, int, int]], absent: tuple[int, int, int]
) -> None:
    ((lettering,), _) = read_lettering(words)
    picture = drawn(lettering)

    assert all(has(picture, colour) for colour in colours)
    assert not has(picture, absent)


def test_a_bubble_lies_close_around_its_words_and_grows_with_them() -> None:
    def sides(text: str) -> tuple[int, int]:
        rows, columns = np.nonzero((drawn(Lettering(text, role=Role.SPEECH, pixels=16)) != GREY).any(axis=2))
        return int(columns.max() - columns.min()), int(rows.max() - rows.min())

    short, long, tall = sides("Hi"), sides("Hello there"), sides("Hi\nyou\nthere")

    assert short[0] < long[0] < 160
    assert short[1] < tall[1]
