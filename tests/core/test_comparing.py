"""Before and after on one picture, and a picture under its grid."""

import io

import numpy as np
import pytest
from PIL import Image

from core.imaging.comparing import compare
from core.imaging.grids import grid
from core.regions import cell
from tests.core.drifting import Levels, file, with_disc
from tests.core.scribbles import scenery

SIZE = (240, 180)
SOURCE = scenery(3, SIZE)
YELLOW = (255, 214, 64)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert image.format == "JPEG"
    return image


def like(levels: Levels, colour: tuple[int, int, int]) -> int:
    """How many pixels are about of that colour."""
    return int((np.abs(levels.astype(int) - colour).max(axis=2) < 90).sum())


def halves(image: Image.Image) -> tuple[Levels, Levels]:
    levels = np.asarray(image.convert("RGB"))
    return levels[:, : image.width // 2], levels[:, image.width // 2 :]


def test_both_stand_side_by_side_with_the_change_outlined() -> None:
    calm = Image.new("RGB", SIZE, "#406080")
    sheet = opened(compare(file(calm), file(with_disc(calm, (0.5, 0.5), 0.15))))

    before, after = halves(sheet)
    assert sheet.width > 2 * SIZE[0]
    assert SIZE[1] < sheet.height < 2 * SIZE[1]
    assert like(before, YELLOW) > 50
    assert like(after, YELLOW) > 50
    assert like(after, (240, 32, 48)) > 1000
    assert like(before, (240, 32, 48)) < 20


def test_wide_pictures_stand_one_above_the_other() -> None:
    wide = scenery(4, (400, 160))
    sheet = opened(compare(file(wide), file(with_disc(wide, (0.5, 0.5), 0.1))))
    assert sheet.height > 2 * 160
    assert sheet.width < 2 * 400


@pytest.mark.parametrize("kind", ["same", "other", "all of it"])
def test_nothing_is_outlined_without_one_change(kind: str) -> None:
    calm = Image.new("RGB", SIZE, (128, 128, 128))
    split = Image.new("RGB", SIZE, (128, 128, 188))
    split.paste((128, 128, 68), (0, 0, 120, 180))
    other = {"same": calm, "other": Image.new("RGB", SIZE, "#101060"), "all of it": split}[kind]
    before, after = halves(opened(compare(file(calm), file(other))))
    assert like(before, YELLOW) + like(after, YELLOW) == 0


def test_another_shape_and_transparency_are_shown_whole() -> None:
    tall = scenery(5, (120, 240)).convert("RGBA")
    tall.putalpha(128)
    sheet = opened(compare(file(SOURCE), file(tall), max_side=400))
    assert max(sheet.size) <= 400


def test_the_sheet_is_never_too_large() -> None:
    for size in ((600, 600), (900, 300), (100, 900)):
        picture = file(Image.new("RGB", size, "teal"))
        assert max(opened(compare(picture, picture, max_side=500)).size) <= 500


def test_nine_parts_are_numbered_over_the_picture() -> None:
    calm = Image.new("RGB", (300, 300), "#406080")
    image = opened(grid(file(calm)))
    levels = np.asarray(image).astype(int)
    assert image.size == (300, 300)
    assert levels[60, 100].min() > 130, "a light line between the parts"
    for number in range(1, 10):
        part = cell(number)
        top, left = round(part.top * 300), round(part.left * 300)
        corner = levels[top : top + 40, left + 4 : left + 40]
        assert (corner.max(axis=2) < 60).any(), "a dark disc"
        middle = levels[top + 60 : top + 90, left + 60 : left + 90]
        assert np.abs(middle - (64, 96, 128)).max() < 12, "the picture is left alone"


def test_a_grid_is_not_larger_than_it_must_be() -> None:
    assert opened(grid(file(Image.new("RGB", (900, 300), "teal")), max_side=450)).size == (450, 150)
