"""What somebody drew on a copy of a picture is found by comparing the two."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.errors import ImageTooLarge, NotAnImage
from core.imaging import masks
from core.imaging.masks import from_png
from core.imaging.strokes import find_strokes
from tests.core.scribbles import KINDS, encoded, overlap, scenery, scribble, sent

SIZE = (480, 360)


@pytest.mark.parametrize("seed", range(len(KINDS)))
def test_a_mark_is_found_on_a_smaller_recompressed_copy(seed: int) -> None:
    case = scribble(seed, SIZE, longest=400)

    found = find_strokes(case.original, case.painted)

    assert found is not None
    mask = from_png(found.mask)
    assert mask.shape == (SIZE[1], SIZE[0]), "the mask has the original's size"
    assert overlap(mask, case.meant) > 0.7
    assert found.share == pytest.approx(float(mask.mean()))
    assert found.bounds == masks.bounds(mask)


def test_the_inside_of_a_circle_counts_and_the_inside_of_a_line_does_not() -> None:
    picture = scenery(5, SIZE)
    circled, underlined = picture.copy(), picture.copy()
    ImageDraw.Draw(circled).ellipse((100, 100, 220, 220), outline="#ff3b30", width=6)
    ImageDraw.Draw(underlined).line((100, 200, 300, 200), fill="#ff3b30", width=6)

    inside = find_strokes(encoded(picture, "PNG"), sent(circled, 480, 80))
    line = find_strokes(encoded(picture, "PNG"), sent(underlined, 480, 80))

    assert inside is not None
    assert line is not None
    assert from_png(inside.mask)[160, 160]
    assert line.share < 0.012


def test_a_copy_that_nobody_drew_on_has_no_strokes() -> None:
    for seed in range(3):
        picture = scenery(seed, SIZE)
        assert find_strokes(encoded(picture, "PNG"), sent(picture, 320, 60)) is None
        assert find_strokes(encoded(picture, "PNG"), encoded(picture, "PNG")) is None


def test_another_picture_is_no_drawing() -> None:
    picture = scenery(1, SIZE)
    night = Image.fromarray((np.asarray(picture) * 0.4).astype(np.uint8))
    turned = picture.rotate(90, expand=True)
    for other in (scenery(2, SIZE), night, turned, Image.new("RGB", SIZE, "white")):
        assert find_strokes(encoded(picture, "PNG"), sent(other, 480, 80)) is None


def test_an_edited_version_is_no_drawing() -> None:
    """Where something with a texture of its own took the place of something else, nobody drew."""
    picture = scenery(1, SIZE)
    edited = picture.copy()
    edited.paste(scenery(77, (200, 160)), (120, 90))

    assert find_strokes(encoded(picture, "PNG"), sent(edited, 480, 80)) is None


def test_a_copy_in_other_colours_is_still_compared() -> None:
    """A platform that converts colours shifts all of them by a little."""
    case = scribble(0, SIZE, longest=480, kind="circle")
    shifted = np.asarray(Image.open(BytesIO(case.painted)).convert("RGB"), np.int16) + 6
    painted = encoded(Image.fromarray(np.clip(shifted, 0, 255).astype(np.uint8)), "JPEG", 80)

    found = find_strokes(case.original, painted)

    assert found is not None
    assert overlap(from_png(found.mask), case.meant) > 0.7


def test_plain_grounds_and_single_pixels_are_taken() -> None:
    plain = Image.new("RGB", SIZE, "#808080")
    washed = plain.copy()
    washed.paste("#c05050", (100, 100, 300, 200))

    assert find_strokes(encoded(plain, "PNG"), sent(washed, 480, 80)) is not None
    dot = Image.new("RGB", (1, 1), "red")
    assert find_strokes(encoded(dot, "PNG"), encoded(Image.new("RGB", (1, 1), "blue"), "PNG")) is None


def test_what_is_too_large_or_no_picture_is_refused() -> None:
    picture = encoded(scenery(1, (64, 48)), "PNG")
    with pytest.raises(NotAnImage):
        find_strokes(picture, b"nothing")
    with pytest.raises(ImageTooLarge):
        find_strokes(picture, picture, max_pixels=100)
