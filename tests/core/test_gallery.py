"""The contact sheet: its grid, its titles, and what no font can set."""

import io

import numpy as np
import pytest
from PIL import Image

from core.imaging.gallery import TILE, Tile, can_set, gallery, part_sizes


def png(colour: str, size: tuple[int, int] = (40, 40), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, "PNG")
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many pixels of a region are as dark as letters."""
    return int((np.asarray(image.crop(box).convert("L")) < 110).sum())


def below(column: int = 0) -> tuple[int, int, int, int]:
    """Where the first row's titles stand."""
    left = 36 + column * (TILE + 36)
    return (left, 118 + TILE + 16, left + TILE, 118 + TILE + 60)


def test_tiles_stand_in_rows_of_four_under_a_heading() -> None:
    tiles = [Tile((png("#cc4444"),), f"Number {number}") for number in range(6)]
    sheet = opened(gallery(tiles, heading="Styles", remark="by the painter"))
    assert sheet.format == "JPEG"
    assert sheet.width == 36 + 4 * (TILE + 36)
    assert sheet.getpixel((36 + TILE // 2, 118 + TILE // 2)) == pytest.approx((204, 68, 68), abs=6)
    assert ink(sheet, (36, 30, 400, 100)) > 200, "the heading"
    assert ink(sheet, below()) > 200, "a title"
    second_row = 118 + TILE + 62 + 18 + TILE // 2
    beside = sheet.convert("L").getpixel((36 + TILE // 2 - 100, second_row))
    assert isinstance(beside, int)
    assert beside > 230, "a short row stands in the middle"


def test_chinese_titles_are_set() -> None:
    chinese = opened(gallery([Tile((png("#44cc44"),), "手绘动画电影")], heading="风格"))
    unknown = opened(gallery([Tile((png("#44cc44"),), "\ue000\ue001")], heading="\ue000"))
    assert can_set("手绘动画电影 3D")
    assert not can_set("\ue000")
    assert ink(chinese, below()) > 400
    assert ink(unknown, below()) < 60, "the number is all that is left"
    assert ink(unknown, (36, 30, 300, 100)) == 0


def test_long_titles_are_made_to_fit() -> None:
    sheet = opened(
        gallery([Tile((png("#4444cc"),), "A very long title that goes on and on and on")], heading="H")
    )
    assert ink(sheet, below()) > 200
    assert ink(sheet, (0, 440, 20, sheet.height)) == 0


@pytest.mark.parametrize(
    ("count", "columns", "rows"), [(1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 2, 2), (12, 3, 4)]
)
def test_several_examples_share_a_tile(count: int, columns: int, rows: int) -> None:
    sizes = part_sizes(count)
    assert len(sizes) == count
    assert sizes[0][0] * columns <= TILE < (sizes[0][0] + 8) * columns
    assert sizes[0][1] * rows <= TILE < (sizes[0][1] + 8) * rows
    pictures = tuple(png("#cc4444" if number else "#4444cc", sizes[0]) for number in range(count))
    sheet = opened(gallery([Tile(pictures, "Many")], heading="H"))
    assert sheet.getpixel((36 + sizes[0][0] // 2, 118 + sizes[0][1] // 2)) == pytest.approx(
        (68, 68, 204), abs=8
    )


def test_what_is_cut_out_stands_large_in_the_middle_of_white() -> None:
    small = Image.new("RGBA", (100, 100))
    small.paste("#cc4444", (80, 80, 90, 90))
    out = io.BytesIO()
    small.save(out, "PNG")
    sheet = opened(gallery([Tile((out.getvalue(),), "Alone")], heading="H"))
    middle = (36 + TILE // 2, 118 + TILE // 2)
    assert sheet.getpixel(middle) == pytest.approx((204, 68, 68), abs=6)
    assert sheet.getpixel((36 + 20, 118 + TILE // 2)) == pytest.approx((255, 255, 255), abs=4)


def test_without_tiles_there_is_no_sheet() -> None:
    with pytest.raises(ValueError, match=r"\[\]"):
        gallery([], heading="H")
