"""Drawn marks on copies of pictures, as chats bring them back: made up, the same every time."""

import io
import math
import random
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from core.imaging.masks import Mask

INKS = (
    (255, 59, 48),
    (0, 122, 255),
    (52, 199, 89),
    (255, 204, 0),
    (255, 255, 255),
    (0, 0, 0),
    (175, 82, 222),
)
"""The colours that the platforms' own editors offer first."""
KINDS = ("circle", "open circle", "box", "stroke", "zigzag", "fill", "highlighter", "two circles")


@dataclass(frozen=True)
class Scribble:
    """One case: the stored original, the copy as it came back, and what was meant (at the original's size)."""

    kind: str
    original: bytes = field(repr=False)
    painted: bytes = field(repr=False)
    meant: Mask = field(repr=False)


def scribble(seed: int, size: tuple[int, int], *, longest: int = 1280, kind: str = "") -> Scribble:
    chance = random.Random(seed)
    kind = kind or KINDS[seed % len(KINDS)]
    picture = scenery(seed, size)
    ink = Image.new("L", size, 0)
    meant = Image.new("L", size, 0)
    width = max(3, round(max(size) * chance.uniform(0.006, 0.016)))
    for _ in range(2 if kind == "two circles" else 1):
        _mark(chance, kind, ink, meant, width)
    colour = _ink(chance, picture, meant)
    opacity = 0.5 if kind == "highlighter" else 1.0
    soft = ink.filter(ImageFilter.GaussianBlur(0.7)).point(lambda value: round(value * opacity))
    painted = Image.composite(Image.new("RGB", size, colour), picture, soft)
    return Scribble(
        kind,
        encoded(picture, "PNG" if seed % 2 else "JPEG", 92),
        sent(painted, longest, chance.choice((60, 72, 80, 87))),
        np.asarray(meant) > 127,
    )


def scenery(seed: int, size: tuple[int, int]) -> Image.Image:
    """Something with smooth parts, edges, texture and grain."""
    noise = np.random.default_rng(seed)
    layers = np.zeros((size[1], size[0], 3), np.float32)
    for cells, weight in ((3, 110.0), (9, 60.0), (40, 30.0), (160, 12.0)):
        grid = noise.random((max(2, cells * size[1] // max(size)), max(2, cells * size[0] // max(size)), 3))
        small = Image.fromarray((grid * 255).astype(np.uint8))
        layers += np.asarray(small.resize(size, Image.Resampling.BICUBIC), np.float32) / 255 * weight
    layers += noise.normal(0, 3, layers.shape)
    image = Image.fromarray(np.clip(layers, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = int(noise.integers(0, size[0])), int(noise.integers(0, size[1]))
        w = int(noise.integers(size[0] // 20, size[0] // 4))
        h = int(noise.integers(size[1] // 20, size[1] // 4))
        colour = tuple(int(level) for level in noise.integers(0, 255, 3))
        (draw.ellipse if noise.random() < 0.5 else draw.rectangle)((x, y, x + w, y + h), fill=colour)
    return image.filter(ImageFilter.GaussianBlur(0.6))


def sent(picture: Image.Image, longest: int, quality: int) -> bytes:
    """As a chat passes a photo on: at most so long, a JPEG."""
    copy = picture.copy()
    copy.thumbnail((longest, longest), Image.Resampling.BICUBIC)
    return encoded(copy, "JPEG", quality)


def encoded(picture: Image.Image, kind: str, quality: int = 90) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, quality=quality)
    return out.getvalue()


def overlap(found: Mask, meant: Mask) -> float:
    """Intersection over union."""
    return float((found & meant).sum() / max(1, (found | meant).sum()))


def _ink(chance: random.Random, picture: Image.Image, meant: Image.Image) -> tuple[int, int, int]:
    """An ink that can be seen there, as a person would choose."""
    box = meant.getbbox() or (0, 0, 1, 1)
    ground = np.asarray(picture.crop(box), np.float32).reshape(-1, 3).mean(axis=0)
    inks = sorted(INKS, key=lambda ink: -float(np.abs(np.asarray(ink) - ground).max()))
    return chance.choice(inks[:4])


def _mark(chance: random.Random, kind: str, ink: Image.Image, meant: Image.Image, width: int) -> None:
    wide, tall = ink.size
    x, y = chance.uniform(0.25, 0.75) * wide, chance.uniform(0.25, 0.75) * tall
    reach = chance.uniform(0.08, 0.2) * min(wide, tall)
    mark = Image.new("L", ink.size, 0)
    inside = Image.new("L", ink.size, 0)
    if kind in ("circle", "open circle", "two circles", "box"):
        loop = (
            _square(x, y, reach)
            if kind == "box"
            else _loop(chance, x, y, reach, is_open=kind == "open circle")
        )
        _line(mark, loop, width)
        ImageDraw.Draw(inside).polygon(loop, fill=255)
    elif kind == "fill":
        ImageDraw.Draw(mark).polygon(_loop(chance, x, y, reach, is_open=False), fill=255)
    elif kind == "zigzag":
        turns = _zigzag(x, y, reach, width)
        _line(mark, turns, width)
        # What somebody rubs over is meant, not the gaps between the lines.
        ImageDraw.Draw(inside).polygon([*turns[::2], *reversed(turns[1::2])], fill=255)
    else:
        _line(mark, _wave(chance, x, y, reach * 2), width * (4 if kind == "highlighter" else 1))
    ink.paste(ImageChops.lighter(ink, mark))
    meant.paste(ImageChops.lighter(meant, ImageChops.lighter(mark, inside)))


def _line(mark: Image.Image, points: list[tuple[float, float]], width: int) -> None:
    draw = ImageDraw.Draw(mark)
    draw.line(points, fill=255, width=width, joint="curve")
    for x, y in (points[0], points[-1]):
        draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)


def _loop(
    chance: random.Random, x: float, y: float, reach: float, *, is_open: bool
) -> list[tuple[float, float]]:
    """A wobbly ellipse whose ends overlap, or miss each other a little."""
    flat, phase, start = chance.uniform(0.6, 1.0), chance.uniform(0, 6), chance.uniform(0, 6)
    turn = 2 * math.pi - 0.12 if is_open else 2 * math.pi + 0.2
    points = []
    for step in range(81):
        angle = start + turn * step / 80
        radius = reach * (1 + 0.06 * math.sin(3 * angle + phase))
        points.append((x + radius * math.cos(angle), y + flat * radius * math.sin(angle)))
    return points


def _square(x: float, y: float, reach: float) -> list[tuple[float, float]]:
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1), (-0.9, -1))
    return [(x + reach * across, y + reach * down * 0.7) for across, down in corners]


def _zigzag(x: float, y: float, reach: float, width: int) -> list[tuple[float, float]]:
    """Back and forth, as one rubs something out."""
    lines = max(3, round(2 * reach / (1.4 * width)))
    return [(x + (reach if n % 2 else -reach), y - reach + 2 * reach * n / lines) for n in range(lines + 1)]


def _wave(chance: random.Random, x: float, y: float, reach: float) -> list[tuple[float, float]]:
    tilt = chance.uniform(-0.5, 0.5)
    steps = [n / 40 * 2 - 1 for n in range(41)]
    return [(x + reach * t, y + reach * (tilt * t + 0.12 * math.sin(5 * t))) for t in steps]
