"""The pixel lock, proven by comparing arrays."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from core.errors import NotAnImage
from core.imaging import masks
from core.imaging.changing import find_change
from core.imaging.locking import drift_percent, lock_outside, lock_rest
from core.imaging.registering import register
from core.regions import Region
from tests.core.drifting import file, pixels, redrawn, with_disc
from tests.core.scribbles import scenery

SIZE = (240, 180)
SOURCE = scenery(3, SIZE)
AREA = masks.rectangle(Region(0.25, 0.25, 0.6, 0.75), SIZE)
DISC = (0.42, 0.5)


@pytest.mark.parametrize(
    ("size", "moved"),
    [((240, 180), (0, 0)), ((480, 360), (0, 0)), ((480, 360), (5, -4)), ((300, 300), (0, 0))],
)
def test_outside_of_the_area_every_pixel_is_the_sources(
    size: tuple[int, int], moved: tuple[int, int]
) -> None:
    result = with_disc(redrawn(SOURCE, size, moved=moved), DISC, 0.08)

    locked = lock_outside(file(SOURCE), file(result), masks.png(AREA))

    assert locked is not None
    assert not locked.is_whole
    before, after = np.asarray(SOURCE), pixels(locked.data)
    assert after.shape == before.shape
    assert (after[~AREA] == before[~AREA]).all()
    red, green = int(after[90, 100, 0]), int(after[90, 100, 1])
    assert red > 200, "the disc is where the model drew it"
    assert green < 90
    assert Image.open(io.BytesIO(locked.data)).format == "PNG"


def test_the_edge_is_blended_and_the_models_tone_brought_back() -> None:
    ground = Image.new("RGB", SIZE, (100, 110, 120))
    lighter = with_disc(Image.new("RGB", SIZE, (110, 120, 130)), DISC, 0.08)

    locked = lock_outside(file(ground), file(lighter), masks.png(AREA))

    assert locked is not None
    after = pixels(locked.data)
    assert after[50, 62].tolist() == [100, 110, 120], "inside too, where only the tone differed"
    white = Image.new("RGB", SIZE, "white")
    hard = lock_outside(file(Image.new("RGB", SIZE, "black")), file(white), masks.png(AREA))
    assert hard is not None
    row = pixels(hard.data)[90, 55:75, 0].astype(int)
    assert row[0] == 0
    assert row[-1] == 255
    assert (np.diff(row) >= 0).all()
    assert len(set(row.tolist())) > 2


def test_a_change_that_missed_the_area_is_not_hidden() -> None:
    elsewhere = with_disc(SOURCE, (0.85, 0.15), 0.08)
    assert lock_outside(file(SOURCE), file(elsewhere), masks.png(AREA)) is None
    nothing = lock_outside(file(SOURCE), file(SOURCE), masks.png(AREA))
    assert nothing is not None
    assert nothing.is_whole
    everywhere = masks.rectangle(Region(0, 0, 1, 1), SIZE)
    whole = lock_outside(file(SOURCE), file(elsewhere), masks.png(everywhere))
    assert whole is not None
    assert whole.is_whole
    larger = lock_outside(file(SOURCE), file(elsewhere.resize((480, 360))), masks.png(everywhere))
    assert larger is not None
    assert pixels(larger.data).shape == (180, 240, 3)


def test_a_result_that_shows_something_else_still_changes_only_the_area() -> None:
    other = scenery(90, (300, 200))
    locked = lock_outside(file(SOURCE), file(other), masks.png(AREA))
    assert locked is not None
    assert (pixels(locked.data)[~AREA] == np.asarray(SOURCE)[~AREA]).all()


def test_transparency_profiles_and_grey_pictures_stay() -> None:
    clear = SOURCE.convert("RGBA")
    clear.paste((0, 0, 0, 0), (180, 0, 240, 180))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    clear.save(out, "PNG", icc_profile=profile)
    locked = lock_outside(
        out.getvalue(), file(with_disc(redrawn(SOURCE, SIZE, tone=40), DISC, 0.1)), masks.png(AREA)
    )
    assert locked is not None
    image = Image.open(io.BytesIO(locked.data))
    assert image.info["icc_profile"] == profile
    assert (np.asarray(image)[~AREA] == np.asarray(clear)[~AREA]).all()

    grey = SOURCE.convert("L")
    red = lock_outside(file(grey), file(with_disc(grey.convert("RGB"), DISC, 0.1)), masks.png(AREA))
    assert red is not None
    assert (pixels(red.data)[~AREA] == np.asarray(grey.convert("RGB"))[~AREA]).all()


def test_a_toned_area_in_a_transparent_picture() -> None:
    clear = Image.new("RGBA", SIZE, (100, 110, 120, 200))
    lighter = with_disc(Image.new("RGB", SIZE, (106, 116, 126)), DISC, 0.08)
    locked = lock_outside(file(clear), file(lighter), masks.png(AREA))
    assert locked is not None
    assert (pixels(locked.data, "RGBA")[~AREA] == (100, 110, 120, 200)).all()


@pytest.mark.parametrize("moved", [(0, 0), (4, -3)])
def test_drift_is_undone_and_the_real_change_kept(moved: tuple[int, int]) -> None:
    result = with_disc(redrawn(SOURCE, (480, 360), moved=moved), DISC, 0.1)

    locked = lock_rest(file(SOURCE), file(result))

    assert locked is not None
    before, after = np.asarray(SOURCE), pixels(locked.data)
    differs = (before != after).any(axis=2)
    where = masks.bounds(differs)
    assert 0.02 < differs.mean() < 0.1
    assert 0.25 < where.left < where.right < 0.6
    assert 0.25 < where.top < where.bottom < 0.75


def test_where_nothing_or_everything_changed() -> None:
    same = lock_rest(file(SOURCE), file(redrawn(SOURCE, SIZE)))
    assert same is not None
    assert (pixels(same.data) == np.asarray(SOURCE)).all()
    night = SOURCE.point([level // 2 + (level > 60) * 20 for level in range(256)] * 3)
    assert lock_rest(file(SOURCE), file(Image.eval(SOURCE, lambda level: 255 - level))) is None
    assert lock_rest(file(SOURCE), file(scenery(50, SIZE))) is None
    assert drift_percent(file(SOURCE), file(scenery(50, SIZE))) is None
    assert drift_percent(file(SOURCE), file(Image.blend(night, Image.new("RGB", SIZE, "navy"), 0.4))) is None


def test_a_change_nearly_everywhere_leaves_nothing_to_lock() -> None:
    grey = Image.new("RGB", SIZE, (128, 128, 128))
    split = Image.new("RGB", SIZE, (188, 128, 128))
    split.paste((68, 128, 128), (0, 0, 120, 180))

    assert lock_rest(file(grey), file(split)) is None
    assert drift_percent(file(grey), file(split)) is None


def test_drift_is_told_in_percent_of_the_picture() -> None:
    calm = Image.new("RGB", SIZE, "#808890")
    one = with_disc(calm, DISC, 0.15)
    two = with_disc(one, (0.9, 0.1), 0.06)

    assert drift_percent(file(calm), file(calm)) == 0
    assert drift_percent(file(calm), file(one)) == 0
    beside = drift_percent(file(calm), file(two))
    assert beside is not None
    assert 1 <= beside <= 2, "the smaller disc covers a little more than one percent"


def test_specks_are_no_change() -> None:
    calm = Image.new("RGB", SIZE, "#808890")
    speck = calm.copy()
    speck.paste("red", (10, 10, 12, 12))
    assert find_change(calm, speck) is None
    assert find_change(calm, calm) is None


@pytest.mark.parametrize("shape", ["stretched", "cropped", "padded"])
def test_another_shape_is_laid_over_the_source(shape: str) -> None:
    wide = Image.new("RGB", (SIZE[0], SIZE[0]), "black")
    wide.paste(SOURCE, (0, 30))
    result = {
        "stretched": SOURCE.resize((300, 300)),
        "cropped": SOURCE.crop((30, 0, 210, 180)).resize((300, 300)),
        "padded": wide,
    }[shape]

    laid = register(SOURCE, result)

    assert laid.fits
    middle = np.asarray(SOURCE, np.int16)[40:140, 60:180]
    assert np.abs(np.asarray(laid.picture, np.int16)[40:140, 60:180] - middle).mean() < 8


def test_a_mask_over_everything_hides_nothing_from_the_comparison() -> None:
    everywhere = np.ones((180, 240), np.bool_)
    assert register(SOURCE, SOURCE, changed=everywhere).fits
    assert not register(SOURCE, scenery(50, SIZE), changed=everywhere).fits


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(NotAnImage):
        lock_outside(file(SOURCE), b"nothing", masks.png(AREA))


def test_a_soft_edge_that_was_enlarged_stays_inside_of_the_area() -> None:
    wide = (2500, 40)
    source, result = Image.new("RGB", wide, "black"), Image.new("RGB", wide, "white")
    area = masks.rectangle(Region(0.2003, 0.0, 0.6998, 1.0), wide)
    area[::2, ::7] = False

    locked = lock_outside(file(source), file(result), masks.png(area))

    assert locked is not None
    after = pixels(locked.data)
    assert not after[~area].any()
    assert after[area].any()
