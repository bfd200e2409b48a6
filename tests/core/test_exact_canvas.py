"""What stays of a picture, how large it is, how it is turned and what is around it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from core.errors import ResultTooLarge
from core.operations import (
    PRESET_SIZES,
    Border,
    Crop,
    Fit,
    Flip,
    Grayscale,
    Pad,
    Resize,
    Rotate,
    RoundCorners,
)
from core.regions import Region
from tests.core.exact_pictures import made, noise, pictures, pixels, scene, worked

few = settings(max_examples=25, deadline=None)
sides = st.integers(1, 20)
RED = (255, 0, 0)


def stands_in(part: Image.Image, whole: Image.Image) -> bool:
    """Whether a part is a piece of the whole, pixel for pixel."""
    small, large = pixels(part), pixels(whole)
    windows = np.lib.stride_tricks.sliding_window_view(large, small.shape[:2], axis=(0, 1))
    return bool((windows.transpose(0, 1, 3, 4, 2) == small).all(axis=(2, 3, 4)).any())


@few
@given(pictures, sides, sides, st.booleans(), st.sampled_from(["", "left", "top", "right", "bottom"]))
def test_a_crop_to_a_shape_is_the_largest_piece_of_that_shape(
    image: Image.Image, across: int, down: int, smart: bool, keep: str
) -> None:
    crop = Crop((across, down), smart=smart, keep=keep)  # type: ignore[arg-type] # hypothesis gives words

    part = worked(image, crop)

    assert stands_in(part, image)
    assert part.width == image.width or part.height == image.height
    if part.width < image.width:
        assert part.width == max(1, round(image.height * across / down))
    elif part.height < image.height:
        assert part.height == max(1, round(image.width * down / across))


@few
@given(pictures, st.tuples(*[st.floats(0, 1)] * 4), st.tuples(*[st.integers(0, 60)] * 4))
def test_a_crop_never_leaves_nothing(
    image: Image.Image, edges: tuple[float, float, float, float], cut: tuple[int, int, int, int]
) -> None:
    left, right, top, bottom = (*sorted(edges[:2]), *sorted(edges[2:]))

    assert stands_in(worked(image, Crop(region=Region(left, top, right, bottom))), image)
    assert stands_in(worked(image, Crop(cut=cut)), image)


def test_a_crop_keeps_what_is_named() -> None:
    image = noise(40, 20)

    for crop, box in (
        (Crop((1, 1)), (10, 0, 30, 20)),
        (Crop((1, 1), keep="left"), (0, 0, 20, 20)),
        (Crop((1, 1), keep="right"), (20, 0, 40, 20)),
        (Crop((4, 1), keep="top"), (0, 0, 40, 10)),
        (Crop((4, 1), keep="bottom"), (0, 10, 40, 20)),
        (Crop(region=Region(0.5, 0.5, 1.0, 1.0)), (20, 10, 40, 20)),
        (Crop((1, 1), Region(0.0, 0.0, 0.5, 0.5), cut=(0, 0, 0, 4)), (6, 0, 14, 8)),
        (Crop(cut=(3, 4, 5, 6)), (3, 4, 35, 14)),
    ):
        assert worked(image, crop).tobytes() == image.crop(box).tobytes(), crop


@pytest.mark.parametrize("middle", [20, 60, 100, 140, 180])
def test_a_smart_crop_keeps_what_stands_out(middle: int) -> None:
    image = Image.new("RGB", (200, 80), (120, 150, 190))
    ImageDraw.Draw(image).ellipse((middle - 15, 25, middle + 15, 55), fill=(220, 60, 40))

    part = worked(image, Crop((1, 1), smart=True))

    assert (pixels(part, "RGB")[..., 0] > 200).sum() == (pixels(image, "RGB")[..., 0] > 200).sum()


def test_a_smart_crop_of_nothing_is_in_the_middle() -> None:
    image = Image.new("RGB", (90, 30), "white")
    image.putpixel((45, 15), (250, 250, 250))

    assert worked(Image.new("RGB", (90, 30), "white"), Crop((1, 1), smart=True)).size == (30, 30)
    assert (pixels(worked(image, Crop((1, 1), smart=True)), "RGB") < 255).any()


@few
@given(pictures, st.integers(1, 90), st.integers(1, 90))
def test_a_size_is_met_exactly(image: Image.Image, width: int, height: int) -> None:
    assert worked(image, Resize(width, height)).size == (width, height)
    assert worked(image, Resize(width, height, mode="stretch")).size == (width, height)
    inside = worked(image, Resize(width, height, mode="contain")).size
    assert inside[0] <= width
    assert inside[1] <= height
    assert inside[0] == width or inside[1] == height
    assert worked(image, Resize(width=width)).width == width
    assert worked(image, Resize(height=height)).height == height


@few
@given(pictures, st.integers(1, 300))
def test_a_percentage_counts_for_both_sides(image: Image.Image, percent: int) -> None:
    size = worked(image, Resize(percent=percent)).size

    assert size == tuple(max(1, round(side * percent / 100)) for side in image.size)


def test_a_stretched_picture_shows_all_and_a_covered_one_keeps_its_shape() -> None:
    image = Image.new("RGB", (40, 20), "white")
    image.paste("red", (0, 0, 10, 20))

    assert worked(image, Resize(20, 20, mode="stretch")).getpixel((1, 10)) == RED
    assert (pixels(worked(image, Resize(20, 20, mode="stretch")), "RGB")[10, :, 1] < 128).sum() == 5
    assert (pixels(worked(image, Resize(10, 10)), "RGB")[5, :, 1] < 128).sum() <= 5
    assert worked(image, Resize()).tobytes() == image.tobytes()


@pytest.mark.parametrize("preset", PRESET_SIZES)
def test_a_preset_has_its_size(preset: str) -> None:
    result = worked(scene(60, 40), Fit(preset))  # type: ignore[arg-type] # its keys are the presets

    assert result.size == PRESET_SIZES[preset]
    assert (result.mode == "RGBA") is (preset in {"sticker", "emoji"})


def test_a_sticker_shows_the_whole_picture() -> None:
    alpha = pixels(worked(scene(60, 30), Fit("sticker")))[..., 3]

    assert alpha[256].min() == 255
    assert alpha[:126].max() == 0
    assert alpha[260 + 126 :].max() == 0
    assert worked(scene(60, 60), Fit("emoji")).mode == "RGB"


def test_enlarging_is_said() -> None:
    assert made(scene(), Resize(percent=200)).notes == ("exact-enlarged",)
    assert made(scene(), Resize(percent=50)).notes == ()
    assert made(scene(), Pad(percent=50)).notes == ()


@few
@given(pictures, st.integers(-5, 5))
def test_quarter_turns_lose_nothing(image: Image.Image, quarters: int) -> None:
    turned = worked(image, Rotate(90.0 * quarters))

    assert (pixels(turned) == np.rot90(pixels(image), -quarters)).all()


@few
@given(pictures, st.floats(-360, 360).filter(lambda degrees: degrees % 90 != 0))
def test_a_turn_shows_everything_on_a_clear_ground(image: Image.Image, degrees: float) -> None:
    turned = worked(image.convert("RGB"), Rotate(degrees))

    diagonal = math.hypot(*image.size) + 8
    assert max(turned.size) <= math.ceil(diagonal)
    # No pixel is lost: as much is opaque as there was.
    assert pixels(turned)[..., 3].sum() / 255 == pytest.approx(
        image.width * image.height, rel=0.06, abs=3 + 0.4 * sum(image.size)
    )


def test_a_turn_is_clockwise() -> None:
    image = Image.new("RGB", (60, 60), "white")
    image.paste("red", (25, 0, 35, 10))

    turned = worked(image, Rotate(30))

    rows, columns = np.nonzero((pixels(turned)[..., 1] < 60) & (pixels(turned)[..., 3] > 200))
    assert columns.mean() > turned.width / 2 + 5
    assert rows.mean() < turned.height / 2


@few
@given(
    st.integers(3, 90), st.integers(3, 90), st.floats(0.5, 359.5).filter(lambda degrees: degrees % 90 > 0.1)
)
def test_a_levelled_picture_has_no_empty_corner(width: int, height: int, degrees: float) -> None:
    image = Image.new("RGB", (width, height), (200, 120, 250))

    level = worked(image, Rotate(degrees, level=True))

    assert level.width <= width
    assert level.height <= height
    assert (pixels(level) == (200, 120, 250, 255)).all()


@few
@given(pictures, st.sampled_from(["horizontal", "vertical"]))
def test_a_mirrored_picture_mirrored_is_itself(image: Image.Image, axis: str) -> None:
    flip = Flip(axis)  # type: ignore[arg-type] # hypothesis gives words

    assert (pixels(worked(image, flip)) == np.flip(pixels(image), 1 if axis == "horizontal" else 0)).all()
    assert (pixels(worked(image, flip, flip)) == pixels(image)).all()


@few
@given(pictures, st.integers(1, 12), st.tuples(*[st.integers(0, 255)] * 3))
def test_a_border_surrounds_the_untouched_picture(
    image: Image.Image, width: int, colour: tuple[int, int, int]
) -> None:
    result = pixels(worked(image, Border(colour, width)))

    inner = result[width:-width, width:-width]
    assert (inner == pixels(image)).all()
    result[width:-width, width:-width] = (*colour, 255)
    assert (result == (*colour, 255)).all()


def test_a_border_is_a_share_of_the_shorter_side() -> None:
    assert worked(noise(200, 100), Border(percent=3.0)).size == (206, 106)
    assert worked(noise(2, 2), Border(percent=0.01)).size == (4, 4)


@few
@given(pictures, sides, sides)
def test_padding_reaches_a_shape_around_the_untouched_picture(
    image: Image.Image, across: int, down: int
) -> None:
    result = worked(image, Pad((across, down), colour=(0, 0, 0)))

    assert stands_in(image, result)
    assert result.width == image.width or result.height == image.height
    assert result.width == pytest.approx(result.height * across / down, abs=max(1, across / down))


def test_padding_is_white_or_clear_or_as_asked() -> None:
    assert worked(noise(20, 20), Pad(pixels=5)).getpixel((0, 0)) == (255, 255, 255)
    assert worked(noise(20, 20, "RGBA"), Pad(pixels=5)).getpixel((0, 0)) == (0, 0, 0, 0)
    assert worked(noise(20, 20, "RGBA"), Pad(pixels=5, colour=RED)).getpixel((0, 0)) == (*RED, 255)
    assert worked(noise(100, 50), Pad()).size == (108, 58)
    assert worked(noise(100, 50), Pad(percent=10)).size == (110, 60)
    assert worked(noise(100, 50), Pad((1, 1), pixels=10)).size == (120, 120)
    assert worked(noise(20, 20), Pad((1, 1))).tobytes() == noise(20, 20).tobytes()


@few
@given(pictures, st.integers(0, 30))
def test_round_corners_take_only_opacity(image: Image.Image, radius: int) -> None:
    before, after = pixels(image), pixels(worked(image, RoundCorners(radius)))

    seen = after[..., 3] > 0
    assert (after[seen][:, :3] == before[seen][:, :3]).all()
    assert (after[..., 3] <= before[..., 3]).all()
    outside = np.zeros(before.shape[:2], dtype=bool)
    outside[: min(radius, 20), :] = outside[-min(radius, 20) or None :, :] = True
    assert (after[~outside][:, 3] == before[~outside][:, 3]).all()


def test_round_corners_are_round_and_the_same_on_all_sides() -> None:
    alpha = pixels(worked(Image.new("RGB", (101, 60), "teal"), RoundCorners(20)))[..., 3]

    assert (alpha == alpha[::-1]).all()
    assert (alpha == alpha[:, ::-1]).all()
    assert alpha[0, 0] == 0
    assert alpha[0, 20] == 255
    # What four corners of that radius lack of their squares.
    assert (255 - alpha).sum() / 255 == pytest.approx(400 * (4 - math.pi), rel=0.01)
    assert worked(noise(50, 50), RoundCorners(percent=0.0, pixels=0)).tobytes() == noise(50, 50).tobytes()


@pytest.mark.parametrize("size", [(60, 60), (61, 75), (120, 59)])
def test_a_circle_is_one(size: tuple[int, int]) -> None:
    result = worked(Image.new("RGB", size, "teal"), RoundCorners(circle=True))

    side = min(size)
    assert result.size == (side, side)
    assert pixels(result)[..., 3].sum() / 255 == pytest.approx(math.pi * side**2 / 4, rel=0.01)


@pytest.mark.parametrize(
    "operation",
    [
        Resize(3000, 2000),
        Resize(percent=100_000),
        Resize(width=20_000, height=1, mode="stretch"),
        Resize(height=100_000),
        Fit("phone_wallpaper"),
        Fit("emoji"),
        Pad((1, 20), pixels=5_000),
        Border(pixels=3_000),
    ],
    ids=str,
)
def test_what_would_be_too_large_is_never_made(operation: Resize | Fit | Pad | Border) -> None:
    with pytest.raises(ResultTooLarge) as caught:
        made(noise(60, 40), operation, max_pixels=10_000)

    assert caught.value.limit_pixels == 10_000
    assert caught.value.limit_side == 16_383
    assert caught.value.width * caught.value.height > 10_000 or caught.value.width > 16_383


def test_a_turn_may_be_too_large_too() -> None:
    with pytest.raises(ResultTooLarge):
        made(noise(100, 90), Rotate(45), max_pixels=10_000)


def test_operations_follow_each_other() -> None:
    image = noise(40, 20)

    result = worked(image, Crop((1, 1)), Rotate(90), Border(RED, 2), Grayscale())

    assert result.size == (24, 24)
    assert result.getpixel((0, 0)) == (76, 76, 76)
    turned = image.crop((10, 0, 30, 20)).transpose(Image.Transpose.ROTATE_270)
    assert pixels(result, "RGB")[2:-2, 2:-2, 0].tolist() == pixels(turned, "L").tolist()
