"""What somebody drew on a copy of a picture is found by comparing the two."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.errors import ImageTooLarge, NotAnImage
from core.imaging import masks
from core.imaging.masks import from_png
from core.imaging.strokes import area_to_change, find_strokes
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


def test_what_is_meant_is_a_little_more_than_what_was_drawn() -> None:
    case = scribble(1, SIZE, longest=400, kind="circle")
    found = find_strokes(case.original, case.painted)
    assert found is not None
    area, mask = area_to_change(found), from_png(found.mask)
    assert (area >= mask).all()
    assert mask.sum() < area.sum() < 1.5 * mask.sum()


def test_thin_lines_mean_what_lies_around_them() -> None:
    picture = scenery(5, SIZE)
    crossed = picture.copy()
    for y in (140, 150, 160):
        ImageDraw.Draw(crossed).line((100, y, 200, y), fill="#ff3b30", width=4)
    found = find_strokes(encoded(picture, "PNG"), sent(crossed, 480, 80))
    assert found is not None
    area = area_to_change(found)
    assert area[136:164, 105:195].all(), "between the lines too"
    assert area.sum() > 2 * from_png(found.mask).sum()


def test_a_copy_that_is_paler_everywhere_is_no_drawing() -> None:
    picture = scenery(1, SIZE)
    pale = np.asarray(picture, np.int16)
    half = pale + np.where(np.arange(SIZE[0])[None, :, None] < 200, 30, -30)
    paler = Image.fromarray(np.clip(half, 0, 255).astype(np.uint8))
    assert find_strokes(encoded(picture, "PNG"), encoded(paler, "PNG")) is None


def test_a_texture_on_a_plain_ground_is_no_drawing() -> None:
    plain = Image.new("RGB", SIZE, "#404040")
    patched = plain.copy()
    noise = np.random.default_rng(1).integers(0, 255, (120, 160, 3), np.uint8)
    patched.paste(Image.fromarray(noise).resize((160, 120)), (100, 100))
    assert find_strokes(encoded(plain, "PNG"), encoded(patched, "PNG")) is None


def test_a_circle_is_one_where_its_ink_is_the_grounds_colour() -> None:
    picture = Image.new("RGB", SIZE, "#305080")
    picture.paste("#ff3b30", (200, 0, 480, 360))
    circled = picture.copy()
    ImageDraw.Draw(circled).ellipse((120, 120, 230, 230), outline="#ff3b30", width=7)
    arc = picture.copy()
    ImageDraw.Draw(arc).arc((60, 120, 170, 230), 100, 220, fill="#ff3b30", width=7)

    found = find_strokes(encoded(picture, "PNG"), sent(circled, 480, 80))
    open_arc = find_strokes(encoded(picture, "PNG"), sent(arc, 480, 80))

    assert found is not None
    assert from_png(found.mask)[175, 175], "a third of it cannot be seen"
    assert open_arc is not None
    assert not from_png(open_arc.mask)[175, 115], "a bend goes around nothing"
