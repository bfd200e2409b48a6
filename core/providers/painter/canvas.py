"""What is painted on: a larger picture than asked for, reduced at the end, and pens in local units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from core.providers.painter.palette import Ambience, Rgb, mix, rgb, shade
from core.providers.painter.scene import Thing

Point = tuple[float, float]


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 8) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    count = len(points)
    curve: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(index + offset) % count] for offset in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(count - 1, max(0, index + offset))] for offset in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            curve.append((_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t)))
    if not closed:
        curve.append(points[-1])
    return curve


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def ramp(size: tuple[int, int], colours: Sequence[Rgb]) -> Image.Image:
    """A vertical gradient through the colours, top to bottom."""
    strip = Image.new("RGB", (1, 256))
    last = len(colours) - 1
    for row in range(256):
        spot = row / 255 * last
        index = min(last - 1, int(spot)) if last else 0
        strip.putpixel((0, row), mix(colours[index], colours[min(last, index + 1)], spot - index))
    return strip.resize((max(1, size[0]), max(1, size[1])), Image.Resampling.BICUBIC)


RADIAL_EDGE = 176
"""What `Image.radial_gradient` has at the middle of an edge; its corners are farther away."""


def _fall(value: int, strength: float) -> int:
    nearness = max(0.0, 1 - value / RADIAL_EDGE)
    return round(255 * strength * math.pow(nearness, 2.2))


class Canvas:
    """A picture in progress; `image` is RGB, sizes in its own pixels."""

    def __init__(self, width: int, height: int, background: Rgb = (255, 255, 255)) -> None:
        self.image = Image.new("RGB", (width, height), background)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.image.width

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.image.height

    @property
    def side(self) -> int:
        """The shorter side: what sizes of things are measured in."""
        return min(self.image.size)

    def polygon(self, points: Sequence[Point], colour: Rgb, alpha: int = 255) -> None:
        """A filled polygon in pixels."""
        self.draw.polygon(points, fill=(*colour, alpha))

    def graded(self, points: Sequence[Point], colours: Sequence[Rgb]) -> None:
        """A polygon filled with a vertical gradient over its own height."""
        left = max(0, math.floor(min(x for x, _ in points)))
        top = max(0, math.floor(min(y for _, y in points)))
        right = min(self.width, math.ceil(max(x for x, _ in points)) + 1)
        bottom = min(self.height, math.ceil(max(y for _, y in points)) + 1)
        if right <= left or bottom <= top:
            return
        mask = Image.new("L", (right - left, bottom - top), 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in points], fill=255)
        self.image.paste(ramp(mask.size, colours), (left, top), mask)

    def union(
        self, ovals: Sequence[tuple[float, float, float, float]], colours: Sequence[Rgb], alpha: int
    ) -> None:
        """Overlapping ovals (boxes in pixels) as one shape, filled with a vertical gradient."""
        left, top = math.floor(min(oval[0] for oval in ovals)), math.floor(min(oval[1] for oval in ovals))
        right, bottom = math.ceil(max(oval[2] for oval in ovals)), math.ceil(max(oval[3] for oval in ovals))
        mask = Image.new("L", (max(1, right - left), max(1, bottom - top)), 0)
        pen = ImageDraw.Draw(mask)
        for x0, y0, x1, y1 in ovals:
            radius = min(x1 - x0, y1 - y0) / 2
            pen.rounded_rectangle((x0 - left, y0 - top, x1 - left, y1 - top), radius, fill=alpha)
        self.image.paste(ramp(mask.size, colours), (left, top), mask)

    def glow(self, x: float, y: float, radius: float, colour: Rgb, strength: float) -> None:
        """A soft round light."""
        extent = max(2, round(radius * 2))
        mask = Image.radial_gradient("L").point([_fall(value, strength) for value in range(256)])
        mask = mask.resize((extent, extent), Image.Resampling.BILINEAR)
        self.image.paste(colour, (round(x - radius), round(y - radius)), mask)

    def soft(self, points: Sequence[Sequence[Point]], colour: Rgb, alpha: int, blur: float) -> None:
        """Polygons with blurred edges, painted at a quarter of the size."""
        quarter = Image.new("L", (max(1, self.width // 4), max(1, self.height // 4)), 0)
        pen = ImageDraw.Draw(quarter)
        for polygon in points:
            pen.polygon([(x / 4, y / 4) for x, y in polygon], fill=alpha)
        quarter = quarter.filter(ImageFilter.GaussianBlur(blur / 4))
        self.image.paste(colour, (0, 0), quarter.resize(self.image.size, Image.Resampling.BILINEAR))


@dataclass(slots=True)
class Pen:
    """Draws one thing in its own units: foot at (0, 0), up is positive, 1 is its height."""

    draw: ImageDraw.ImageDraw
    x: float
    y: float
    unit: float
    flip: bool = False

    def at(self, x: float, y: float) -> Point:
        """Local to pixels."""
        return self.x + (-x if self.flip else x) * self.unit, self.y - y * self.unit

    def shape(self, points: Sequence[Point], colour: Rgb, alpha: int = 255) -> None:
        """A polygon with straight edges."""
        self.draw.polygon([self.at(x, y) for x, y in points], fill=(*colour, alpha))

    def blob(self, points: Sequence[Point], colour: Rgb, alpha: int = 255) -> None:
        """A polygon with its corners rounded to a curve."""
        self.shape(smooth(points), colour, alpha)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Rgb, alpha: int = 255) -> None:
        """An ellipse around a point."""
        px, py = self.at(x, y)
        rx, ry = rx * self.unit, ry * self.unit
        self.draw.ellipse((px - rx, py - ry, px + rx, py + ry), fill=(*colour, alpha))

    def box(self, left: float, low: float, right: float, high: float, colour: Rgb, alpha: int = 255) -> None:
        """A rectangle."""
        self.shape(((left, low), (right, low), (right, high), (left, high)), colour, alpha)

    def line(self, points: Sequence[Point], width: float, colour: Rgb, alpha: int = 255) -> None:
        """A line through points with round joints; `width` in local units."""
        pixels = [self.at(x, y) for x, y in points]
        thick = max(1, round(width * self.unit))
        self.draw.line(pixels, fill=(*colour, alpha), width=thick, joint="curve")
        if thick > 3 and alpha == 255:
            for x, y in (pixels[0], pixels[-1]):
                self.draw.ellipse(
                    (x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=(*colour, 255)
                )

    def curve(self, points: Sequence[Point], width: float, colour: Rgb, alpha: int = 255) -> None:
        """A line bent smoothly through points."""
        self.line(smooth(points, closed=False), width, colour, alpha)

    def taper(self, points: Sequence[Point], start: float, end: float, colour: Rgb) -> None:
        """A limb or trunk: a bent stroke from one width to another."""
        spine = smooth(points, closed=False, steps=6)
        left: list[Point] = []
        right: list[Point] = []
        for index, (x, y) in enumerate(spine):
            ax, ay = spine[max(0, index - 1)]
            bx, by = spine[min(len(spine) - 1, index + 1)]
            length = math.hypot(bx - ax, by - ay) or 1.0
            half = (start + (end - start) * index / (len(spine) - 1)) / 2
            left.append((x - (by - ay) / length * half, y + (bx - ax) / length * half))
            right.append((x + (by - ay) / length * half, y - (bx - ax) / length * half))
        self.shape([*left, *reversed(right)], colour)
        for (x, y), width in ((spine[0], start), (spine[-1], end)):
            self.oval(x, y, width / 2, width / 2, colour)


@dataclass(frozen=True, slots=True)
class Look:
    """How a thing appears: its colours in the light of the scene."""

    air: Ambience
    thing: Thing
    depth: float

    def ink(self, colour: str, amount: float = 0.0) -> Rgb:
        """A fixed colour in this light, lighter or darker by an amount."""
        return self.air.lit(shade(rgb(colour), amount), self.depth)

    def main(self, usual: str, amount: float = 0.0) -> Rgb:
        """The thing's own colour if somebody gave it one, else the usual."""
        return self.ink(self.thing.colour or usual, amount)

    def bright(self, colour: str) -> Rgb:
        """A light of its own: not dimmed by the night."""
        return mix(rgb(colour), self.air.haze, (1 - self.depth) * 0.25)
