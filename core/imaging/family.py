"""The family tree of a picture on one sheet: every version with its number, and what came from what."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PIL import Image, ImageDraw, ImageFont, ImageOps

from core.imaging.connectors import Point, draw_line
from core.imaging.inspection import upright
from core.imaging.kinship import Kin, Seat, Way, seats
from core.imaging.writing import opaque, write

_GROUND: Final = (24, 26, 31)
_PANEL: Final = (38, 41, 49)
_EMPTY: Final = (46, 49, 57)
_FAINT: Final = (112, 117, 128)
_LIGHT: Final = (255, 255, 255)
_MARK: Final = (255, 184, 77)
_LINES: Final = ((108, 150, 214), (98, 182, 160), (176, 140, 214), (204, 138, 134), (150, 170, 110))
_SMOOTH: Final = 2
"""Everything but the pictures is drawn this many times larger, since Pillow's round shapes have stairs."""

_LARGEST_CELL: Final = 340
_SMALLEST_CELL: Final = 190
_WIDTH: Final = 1500
_LANES: Final = (0.5, 0.28, 0.72, 0.16, 0.84)
"""Where in the gap between two columns the lines of different parents run."""


@dataclass(frozen=True, slots=True)
class Member:
    """A version on the sheet.

    `parent` is the number of the nearest one before it that is on the sheet, None where there is
    none; `is_far` says that others between are left out. `data` are the bytes of a picture, small
    ones by preference; None for one that was erased, or that is kept from who looks (`is_kept`).
    `others` is how many further sources it has. Members of one `card` were drawn together.
    """

    number: int
    parent: int | None = None
    data: bytes | None = field(default=None, repr=False)
    is_current: bool = False
    is_far: bool = False
    is_kept: bool = False
    others: int = 0
    card: str = ""


def family(members: Sequence[Member]) -> bytes:
    """A JPEG of the tree; parents stand before their children in `members`, and one may be marked as current.

    Raises `ValueError` without members, and `NotAnImage`. Run off the loop.
    """
    if not members:
        raise ValueError(members)
    pictures = {
        one.number: opaque(upright(one.data)).convert("RGB") for one in members if one.data is not None
    }
    placed = seats([Kin(one.number, one.parent, one.is_current) for one in members])
    first = next(iter(pictures.values()), None)
    grid = _Grid.of(list(placed.values()), first.width / first.height if first else 1.0)
    large = Image.new("RGB", (grid.size[0] * _SMOOTH, grid.size[1] * _SMOOTH), _GROUND)
    draw = ImageDraw.Draw(large)
    _draw_cards(draw, grid, members, placed)
    _draw_lines(draw, grid, members, placed)
    boxes = {}
    for one in members:
        seat = placed[one.number]
        boxes[one.number] = _picture_box(grid.box(seat), pictures.get(one.number))
        _draw_frame(draw, boxes[one.number], one)
    sheet = large.resize(grid.size, Image.Resampling.BOX)
    for one in members:
        if one.number in pictures:
            _paste(sheet, pictures[one.number], boxes[one.number])
        _paste_badge(sheet, boxes[one.number][:2], str(one.number), is_current=one.is_current)
        if one.others:
            right, bottom = boxes[one.number][2:]
            _paste_badge(sheet, (right - 30, bottom - 18), f"+{one.others}", is_current=False, is_small=True)
    return write(sheet, "image/jpeg", 90)


@dataclass(frozen=True, slots=True)
class _Grid:
    """The measures of a sheet, in pixels of the finished one."""

    cell: tuple[int, int]
    gap: tuple[int, int]
    margin: int
    size: tuple[int, int]

    @classmethod
    def of(cls, placed: Sequence[Seat], ratio: float) -> "_Grid":
        columns = 1 + max(seat.column for seat in placed)
        rows = 1 + max(seat.row for seat in placed)
        ratio = min(1.6, max(0.7, ratio))
        side = min(_LARGEST_CELL, max(_SMALLEST_CELL, _WIDTH // columns - 60))
        cell = (round(side * math.sqrt(ratio)), round(side / math.sqrt(ratio)))
        gap = (max(44, side // 4), max(36, side // 5))
        # Lines of a long row turn beyond its last picture, and before the first of the next.
        margin = max(gap) if rows > 1 else max(28, side // 8)
        size = (
            columns * (cell[0] + gap[0]) - gap[0] + 2 * margin,
            rows * (cell[1] + gap[1]) - gap[1] // 2 + 2 * margin,
        )
        return cls(cell, gap, margin, size)

    def box(self, seat: Seat) -> tuple[int, int, int, int]:
        left = self.margin + seat.column * (self.cell[0] + self.gap[0])
        top = self.margin + self.gap[1] // 2 + seat.row * (self.cell[1] + self.gap[1])
        return left, top, left + self.cell[0], top + self.cell[1]


def _picture_box(box: tuple[int, int, int, int], picture: Image.Image | None) -> tuple[int, int, int, int]:
    """Where in its cell a picture stands whole, in the middle."""
    left, top, right, bottom = box
    if picture is None:
        return box
    factor = min((right - left) / picture.width, (bottom - top) / picture.height)
    width, height = max(8, round(picture.width * factor)), max(8, round(picture.height * factor))
    left, top = (left + right - width) // 2, (top + bottom - height) // 2
    return left, top, left + width, top + height


def _draw_cards(
    draw: ImageDraw.ImageDraw, grid: _Grid, members: Sequence[Member], placed: dict[int, Seat]
) -> None:
    """One panel behind neighbours that were drawn together."""
    rows: dict[tuple[str, int], list[Seat]] = defaultdict(list)
    for one in members:
        rows[one.card, placed[one.number].row].append(placed[one.number])
    edge = grid.gap[1] // 5
    for together in rows.values():
        columns = sorted(seat.column for seat in together)
        if len(columns) > 1 and columns[-1] - columns[0] == len(columns) - 1:
            left, top, _, bottom = grid.box(together[0])
            left = min(left, *(grid.box(seat)[0] for seat in together))
            right = max(grid.box(seat)[2] for seat in together)
            box = [
                (left - edge) * _SMOOTH,
                (top - edge) * _SMOOTH,
                (right + edge) * _SMOOTH,
                (bottom + edge) * _SMOOTH,
            ]
            draw.rounded_rectangle(box, edge * 2 * _SMOOTH, fill=_PANEL)


def _draw_lines(
    draw: ImageDraw.ImageDraw, grid: _Grid, members: Sequence[Member], placed: dict[int, Seat]
) -> None:
    by_number = {one.number: one for one in members}
    marked = set[int]()
    above = next((one for one in members if one.is_current), None)
    while above is not None:
        marked.add(above.number)
        above = by_number[above.parent] if above.parent is not None else None
    lanes: dict[int, list[int]] = defaultdict(list)
    # The marked way is drawn last, over the others.
    for one in sorted(members, key=lambda one: one.number in marked):
        if one.parent is None:
            continue
        parent, seat = placed[one.parent], placed[one.number]
        used = lanes[parent.column]
        if seat.way is not Way.ON and one.parent not in used:
            used.append(one.parent)
        lane = used.index(one.parent) if one.parent in used else 0
        colour = _MARK if one.number in marked else _LINES[lane % len(_LINES)]
        points = _route(grid, parent, seat, _LANES[lane % len(_LANES)])
        draw_line(
            draw, points, colour, is_dashed=one.is_far, has_head=seat.way is not Way.BROOD, smooth=_SMOOTH
        )


def _route(grid: _Grid, parent: Seat, seat: Seat, lane: float) -> list[Point]:
    """From the parent's right side to the member, through the gaps between pictures only."""
    _, top, right, bottom = grid.box(parent)
    start = (float(right), (top + bottom) / 2)
    left, its_top, its_right, its_bottom = grid.box(seat)
    middle = (its_top + its_bottom) / 2
    gutter = right + grid.gap[0] * lane
    if seat.way is Way.ON:
        return [start, (float(left), middle)]
    if seat.way is Way.BROOD:
        bus = its_top - grid.gap[1] * 0.34
        centre = (left + its_right) / 2
        return [start, (gutter, start[1]), (gutter, bus), (centre, bus), (centre, float(its_top))]
    if seat.column == parent.column + 1:
        return [start, (gutter, start[1]), (gutter, middle), (float(left), middle)]
    over = its_top - grid.gap[1] * 0.66
    entry = left - grid.gap[0] * 0.4
    return [
        start,
        (gutter, start[1]),
        (gutter, over),
        (entry, over),
        (entry, middle),
        (float(left), middle),
    ]


def _draw_frame(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], one: Member) -> None:
    """The ring of the marked one, and what stands for a picture that is not shown."""
    left, top, right, bottom = (side * _SMOOTH for side in box)
    corner = 12 * _SMOOTH
    if one.is_current:
        ring = 6 * _SMOOTH
        draw.rounded_rectangle(
            (left - ring, top - ring, right + ring, bottom + ring), corner + ring, fill=_MARK
        )
    if one.data is not None:
        return
    draw.rounded_rectangle((left, top, right, bottom), corner, fill=_EMPTY)
    x, y, size = (left + right) / 2, (top + bottom) / 2, min(right - left, bottom - top) / 8
    stroke = round(size / 3)
    if one.is_kept:
        draw.arc((x - size * 0.7, y - size * 1.5, x + size * 0.7, y + size * 0.5), 180, 360, _FAINT, stroke)
        draw.rounded_rectangle((x - size, y - size * 0.5, x + size, y + size), size / 4, fill=_FAINT)
    else:
        draw.line((x - size, y - size, x + size, y + size), fill=_FAINT, width=stroke)
        draw.line((x - size, y + size, x + size, y - size), fill=_FAINT, width=stroke)


def _paste(sheet: Image.Image, picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    size = (box[2] - box[0], box[3] - box[1])
    fitted = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
    mask = Image.new("L", (size[0] * 4, size[1] * 4), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), 48, fill=255)
    sheet.paste(fitted, box[:2], mask.resize(size, Image.Resampling.BOX))


def _paste_badge(
    sheet: Image.Image, at: tuple[int, int], text: str, *, is_current: bool, is_small: bool = False
) -> None:
    """A pill with a number, over the corner at `at`."""
    height = (24 if is_small else 38) * 4
    font = ImageFont.load_default(height * 0.62)
    width = max(height, round(font.getlength(text) + height * 0.6))
    badge = Image.new("RGBA", (width, height), (*_GROUND, 0))
    draw = ImageDraw.Draw(badge)
    edge = 10
    draw.rounded_rectangle((0, 0, width - 1, height - 1), height / 2, fill=(*_GROUND, 255))
    inner = (edge, edge, width - 1 - edge, height - 1 - edge)
    draw.rounded_rectangle(inner, height / 2 - edge, fill=(*(_MARK if is_current else _LIGHT), 255))
    draw.text((width / 2, height / 2), text, fill=(*_GROUND, 255), font=font, anchor="mm")
    small = badge.resize((width // 4, height // 4), Image.Resampling.LANCZOS)
    sheet.paste(small, (at[0] - 10, at[1] - 10), small)
