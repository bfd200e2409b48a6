"""Larger canvases: what is sent to be filled, and the original's pixels put back."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from core.extension import Extension
from core.imaging import masks
from core.imaging.canvas import extended, framed_mask, lay_out, layout, mirrored, put_back, taken_out
from core.regions import Region
from tests.core.drifting import file, pixels, redrawn
from tests.core.scribbles import scenery

SIZE = (120, 80)
SOURCE = scenery(3, SIZE)
MANY = 10**8


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        (Extension(0.25, 0.25, 0.25, 0.25), (180, 120, 30, 20)),
        (Extension(left=0.5), (180, 80, 60, 0)),
        (Extension(bottom=1.0), (120, 160, 0, 0)),
        (Extension(ratio=(2, 1)), (160, 80, 20, 0)),
        (Extension(ratio=(1, 1)), (120, 120, 0, 20)),
        (Extension(ratio=(3, 2)), (120, 80, 0, 0)),
        (Extension(), (120, 80, 0, 0)),
    ],
)
def test_how_large_the_canvas_becomes(extension: Extension, expected: tuple[int, int, int, int]) -> None:
    assert extended(SIZE, extension, max_pixels=MANY) == expected


def test_a_canvas_never_has_more_pixels_than_may_be() -> None:
    width, height, left, top = extended(SIZE, Extension(2.0, 2.0, 2.0, 2.0), max_pixels=40_000)
    assert 30_000 < width * height <= 40_000
    assert (left, top) == pytest.approx(((width - 120) / 2, (height - 80) / 2), abs=1)
    assert extended(SIZE, Extension(left=1.0), max_pixels=1) == (120, 80, 0, 0)


@pytest.mark.parametrize("ratio", [None, 1.0, 1.5, 3.0])
@pytest.mark.parametrize("is_open", [True, False])
def test_every_pixel_of_the_original_comes_back(ratio: float | None, is_open: bool) -> None:
    wanted = extended(SIZE, Extension(0.25, 0.1, 0.5, 0.0), max_pixels=MANY)
    where = layout(SIZE, wanted, ratio)
    size = round(where.frame[0] * 1.5), round(where.frame[1] * 1.5)
    canvas = lay_out(file(SOURCE), where, size, is_open=is_open)
    drawn = redrawn(Image.open(io.BytesIO(canvas.picture)).convert("RGB"), (size[0] // 2, size[1] // 2))

    after = pixels(put_back(file(SOURCE), file(drawn), where))

    width, height, left, top = wanted
    assert after.shape == (height, width, 3)
    assert (after[top : top + 80, left : left + 120] == np.asarray(SOURCE)).all()
    sent = Image.open(io.BytesIO(canvas.picture))
    assert sent.size == size
    assert (sent.mode == "RGBA") is is_open
    mask = np.asarray(Image.open(io.BytesIO(canvas.mask)))[..., 3]
    assert mask.shape == (size[1], size[0])
    place = where.place
    middle = round((place.left + place.right) / 2 * size[0]), round((place.top + place.bottom) / 2 * size[1])
    assert mask[middle[1], middle[0]] == 255
    assert mask[middle[1], 0] == 0


def test_the_original_reaches_softly_into_the_new_ground() -> None:
    grey = Image.new("RGB", SIZE, (100, 100, 100))
    where = layout(SIZE, extended(SIZE, Extension(right=0.5), max_pixels=MANY))
    white = Image.new("RGB", where.frame, "white")

    row = pixels(put_back(file(grey), file(white), where))[40, :, 0].astype(int)

    assert (row[:120] == 100).all()
    assert 100 < row[120] < row[121] < 255
    assert (row[125:] == 255).all()


def test_transparent_pictures_and_profiles_stay() -> None:
    clear = Image.new("RGBA", SIZE, (200, 0, 0, 90))
    where = layout(SIZE, extended(SIZE, Extension(left=0.5), max_pixels=MANY))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    clear.save(out, "PNG", icc_profile=profile)
    after = put_back(out.getvalue(), file(Image.new("RGB", where.frame, "white")), where)
    assert (pixels(after, "RGBA")[:, 60:] == (200, 0, 0, 90)).all()
    assert Image.open(io.BytesIO(after)).info["icc_profile"] == profile
    sent = lay_out(out.getvalue(), where, where.frame, is_open=False)
    assert Image.open(io.BytesIO(sent.picture)).mode == "RGBA"


def test_a_grey_picture_grows_in_colour() -> None:
    where = layout(SIZE, extended(SIZE, Extension(top=0.5), max_pixels=MANY))
    grey = SOURCE.convert("L")
    after = pixels(put_back(file(grey), file(Image.new("RGB", where.frame, "teal")), where))
    assert (after[40:] == np.asarray(grey.convert("RGB"))).all()
    assert after[0, 0].tolist() == [0, 128, 128]


def test_an_answer_of_another_shape_still_covers_the_canvas() -> None:
    where = layout(SIZE, extended(SIZE, Extension(left=0.5, right=0.5), max_pixels=MANY))
    canvas = lay_out(file(SOURCE), where, where.frame, is_open=False)
    drawn = Image.open(io.BytesIO(canvas.picture)).convert("RGB").crop((30, 0, 210, 80)).resize((270, 120))
    after = pixels(put_back(file(SOURCE), file(drawn), where))
    assert after.shape == (80, 240, 3)
    assert (after[:, 60:180] == np.asarray(SOURCE)).all()


def test_a_mask_lies_on_the_frame_as_the_picture_does() -> None:
    mask = masks.rectangle(Region(0.5, 0.0, 1.0, 1.0), SIZE)
    assert (framed_mask(mask, None, SIZE) == mask).all()
    where = layout(SIZE, (*SIZE, 0, 0), 1.0)
    framed = framed_mask(mask, where, (60, 60))
    assert masks.bounds(framed) == Region(0.5, 10 / 60, 1.0, 50 / 60)
    alpha = np.asarray(Image.open(io.BytesIO(masks.open_png(framed))))[..., 3]
    assert ((alpha == 0) == framed).all()


def test_the_picture_is_taken_out_of_its_frame() -> None:
    where = layout(SIZE, (*SIZE, 0, 0), 1.0)
    sent = lay_out(file(SOURCE), where, (240, 240), is_open=False)
    part = Image.open(io.BytesIO(taken_out(sent.picture, where.place)))
    assert part.size == (240, 160)


def test_a_source_thinner_than_a_pixel_is_still_sent() -> None:
    thin = Image.new("RGB", (400, 1), "red")
    where = layout(thin.size, (400, 1, 0, 0), 1.0)
    canvas = lay_out(file(thin), where, (40, 40), is_open=True)
    assert Image.open(io.BytesIO(canvas.mask)).getchannel("A").getextrema() == (0, 0)


def test_a_reflection_goes_on_from_the_edge() -> None:
    ground = np.asarray(mirrored(SOURCE, (360, 80), (120, 0)), np.int16)
    inner = np.asarray(SOURCE, np.int16)
    assert np.abs(ground[:, 119] - inner[:, 0]).mean() < 12
    assert np.abs(ground[:, 240] - inner[:, -1]).mean() < 12
