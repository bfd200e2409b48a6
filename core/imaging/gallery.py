"""A contact sheet of examples with their titles set under each, numbered in reading order."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from core.imaging.writing import write

TILE: Final = 300
"""A tile's side in pixels: four in a row still read on a phone."""

_COLUMNS: Final = 4
_GAP: Final = 36
_SEAM: Final = 6
_TITLE: Final = 62
_HEAD: Final = 118
_CORNER: Final = 22
_SMOOTH: Final = 4
"""Round shapes are drawn this many times larger and made smaller, since Pillow's have stairs."""
_GROUND: Final = (247, 245, 240)
_INK: Final = (38, 40, 48)
_FAINT: Final = (128, 126, 120)
_SHADOW: Final = (96, 88, 74)
_QUALITY: Final = 90
_SEEN: Final = 40
_FILLED: Final = 0.72

_LATIN: Final = (Path(str(files("fontpkg_noto_sans"))) / "files" / "NotoSans[wdth,wght].ttf", 0)
_CHINESE: Final = (Path(str(files("noto_cjk_sans_otc"))) / "NotoSansCJK-Regular.ttc", 2)
"""Face 2 is Simplified Chinese."""

_Face = tuple[Path, int]


@dataclass(frozen=True, slots=True)
class Tile:
    """Examples as encoded pictures, shown side by side in one square, with their title."""

    pictures: tuple[bytes, ...] = field(repr=False)
    title: str


def part_sizes(count: int) -> tuple[tuple[int, int], ...]:
    """(width, height) in pixels of each of `count` examples in one tile, in reading order."""
    columns, rows = _grid(count)
    across = (TILE - _SEAM * (columns - 1)) // columns
    down = (TILE - _SEAM * (rows - 1)) // rows
    return ((across, down),) * count


def gallery(tiles: Sequence[Tile], *, heading: str, remark: str = "") -> bytes:
    """One JPEG with all tiles in rows of four, under a heading and a fainter remark beside it.

    A title that no font at hand can set is left out; the number stays. Raises `ValueError` without
    tiles. Run off the loop.
    """
    if not tiles:
        raise ValueError(tiles)
    columns = min(_COLUMNS, len(tiles))
    rows = -(-len(tiles) // columns)
    size = (_GAP + columns * (TILE + _GAP), _HEAD + rows * (TILE + _TITLE + _GAP // 2) + _GAP // 2)
    ground = Image.new("RGB", size, _GROUND)
    _head(ground, heading, remark)
    for index, tile in enumerate(tiles):
        row, column = divmod(index, columns)
        in_row = min(columns, len(tiles) - row * columns)
        # A last row that is not full stands in the middle.
        left = _GAP + (columns - in_row) * (TILE + _GAP) // 2 + column * (TILE + _GAP)
        _set(ground, tile, index + 1, (left, _HEAD + row * (TILE + _TITLE + _GAP // 2)))
    return write(ground, "image/jpeg", _QUALITY)


def can_set(text: str) -> bool:
    """Whether a font at hand has every letter."""
    return _face(text) is not None


def _head(ground: Image.Image, heading: str, remark: str) -> None:
    draw = ImageDraw.Draw(ground)
    baseline = _HEAD - 40
    font, right = _fitting(heading, 52, ground.width - 2 * _GAP), _GAP
    if font is not None:
        draw.text((_GAP, baseline), heading, fill=_INK, font=font, anchor="ls")
        right += round(font.getlength(heading)) + _GAP
    small = _fitting(remark, 26, ground.width - right - _GAP)
    if small is not None:
        draw.text((ground.width - _GAP, baseline), remark, fill=_FAINT, font=small, anchor="rs")


def _set(ground: Image.Image, tile: Tile, number: int, at: tuple[int, int]) -> None:
    mask = _rounded((TILE, TILE), _CORNER)
    shade = Image.new("L", (TILE + 48, TILE + 48), 0)
    shade.paste(mask.point([value * 70 // 255 for value in range(256)]), (24, 30))
    blurred = shade.filter(ImageFilter.GaussianBlur(9))
    ground.paste(_SHADOW, (at[0] - 24, at[1] - 24), blurred)
    ground.paste(_square(tile.pictures), at, mask)
    figures = _font(_LATIN, 28)
    taken = figures.getlength(f"{number} ") + 4
    font = _fitting(tile.title, 31, round(TILE - taken))
    wide = taken + (font.getlength(tile.title) if font is not None else 0)
    left, baseline = at[0] + (TILE - wide) / 2, at[1] + TILE + 46
    draw = ImageDraw.Draw(ground)
    draw.text((left, baseline), str(number), fill=_FAINT, font=figures, anchor="ls")
    if font is not None:
        draw.text((left + taken, baseline), tile.title, fill=_INK, font=font, anchor="ls")


def _square(pictures: Sequence[bytes]) -> Image.Image:
    square = Image.new("RGB", (TILE, TILE), (255, 255, 255))
    columns, _ = _grid(len(pictures))
    for index, (data, size) in enumerate(zip(pictures, part_sizes(len(pictures)), strict=True)):
        row, column = divmod(index, columns)
        with Image.open(io.BytesIO(data)) as picture:
            fitted = _cut_out(picture, size) if picture.mode == "RGBA" else ImageOps.fit(picture, size)
        square.paste(fitted, (column * (size[0] + _SEAM), row * (size[1] + _SEAM)))
    return square


def _cut_out(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """What is not transparent, large in the middle of white."""
    box = picture.getchannel("A").point([255 if value > _SEEN else 0 for value in range(256)]).getbbox()
    room = (round(size[0] * _FILLED), round(size[1] * _FILLED))
    thing = ImageOps.contain(picture.crop(box), room, Image.Resampling.LANCZOS)
    ground = Image.new("RGB", size, (255, 255, 255))
    ground.paste(thing, ((size[0] - thing.width) // 2, (size[1] - thing.height) // 2), thing)
    return ground


def _grid(count: int) -> tuple[int, int]:
    """(columns, rows) of a tile's examples: two stand side by side, four two by two, twelve three by four."""
    columns = 1 if count == 1 else 2 if count in (2, 4) else 3
    return columns, -(-count // columns)


def _rounded(size: tuple[int, int], corner: int) -> Image.Image:
    large = Image.new("L", (size[0] * _SMOOTH, size[1] * _SMOOTH), 0)
    box = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, corner * _SMOOTH, fill=255)
    return large.resize(size, Image.Resampling.BOX)


def _fitting(text: str, pixels: int, width: int) -> ImageFont.FreeTypeFont | None:
    """Letters as large as that, or as small as it takes to fit; None where no font has them."""
    face = _face(text)
    if face is None or not text:
        return None
    font = _font(face, pixels)
    while font.getlength(text) > width and pixels > 12:  # noqa: PLR2004 - smaller does not read
        pixels -= 1
        font = _font(face, pixels)
    return font


def _face(text: str) -> _Face | None:
    letters = sorted(set(text))
    return next((face for face in (_LATIN, _CHINESE) if all(_has(face, one) for one in letters)), None)


@lru_cache(maxsize=64)
def _font(face: _Face, pixels: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(face[0]), pixels, index=face[1])
    if face is _LATIN:
        font.set_variation_by_axes([620, 100])
    return font


@lru_cache(maxsize=2048)
def _has(face: _Face, letter: str) -> bool:
    """Whether a font draws this letter as something else than its box for missing ones."""
    font = _font(face, 32)
    missing = bytes(font.getmask("\uffff")), font.getlength("\uffff")
    return letter.isspace() or (bytes(font.getmask(letter)), font.getlength(letter)) != missing
