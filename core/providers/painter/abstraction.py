"""Places without a horizon: space, the depths, and shapes where the words name nothing."""

import math

from core.providers.painter.canvas import Canvas, Point, ramp, smooth
from core.providers.painter.palette import Ambience, Rgb, brightness, mix, rgb, shade
from core.providers.painter.scene import Scene, chance

SCHEMES = (
    ("#264653", "#2a9d8f", "#e9c46a", "#f4a261", "#e76f51"),
    ("#22223b", "#4a4e69", "#9a8c98", "#c9ada7", "#f2e9e4"),
    ("#355070", "#6d597a", "#b56576", "#e56b6f", "#eaac8b"),
    ("#0b3954", "#087e8b", "#bfd7ea", "#ff8a5b", "#f7e7ce"),
    ("#283618", "#606c38", "#dda15e", "#bc6c25", "#fefae0"),
    ("#2d3047", "#419d78", "#e0a458", "#fff1d6", "#c05746"),
)


def space(canvas: Canvas, scene: Scene) -> None:
    """A dark sky with clouds of light."""
    dice = chance(scene.seed, "space")
    base = rgb(scene.tint("sky") or "#0a0f2a")
    canvas.image.paste(
        ramp(canvas.image.size, (shade(base, -0.3), base, mix(base, rgb("#2a1f55"), 0.6))), (0, 0)
    )
    for colour in ("#5b3f9c", "#27679a", "#a3426f", "#3a4fa8"):
        for _ in range(3):
            x, y = dice.random() * canvas.width, dice.uniform(0.15, 0.85) * canvas.height
            canvas.glow(x, y, canvas.side * dice.uniform(0.25, 0.6), rgb(colour), 0.28)
    unit = canvas.side / 1000
    for _ in range(260):
        x, y, r = (
            dice.random() * canvas.width,
            dice.random() * canvas.height,
            unit * dice.choice((0.7, 1, 1, 1.5, 2)),
        )
        canvas.draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 252, 240, dice.randint(90, 240)))


def depths(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    """Green light from above, weeds and sand below."""
    dice = chance(scene.seed, "depths")
    tint = rgb(scene.tint("water") or "#2f9bb5")
    top, low = air.lit(shade(tint, 0.45)), air.lit(shade(tint, -0.55))
    canvas.image.paste(ramp(canvas.image.size, (top, air.lit(tint), low)), (0, 0))
    wide, tall = canvas.image.size
    rays = []
    for _ in range(7):
        x, spread = dice.random() * wide, dice.uniform(0.03, 0.09) * wide
        lean = dice.uniform(-0.12, 0.2) * wide
        rays.append(
            [
                (x, 0.0),
                (x + spread, 0.0),
                (x + spread * 2 + lean, tall * 0.85),
                (x - spread + lean, tall * 0.85),
            ]
        )
    canvas.soft(rays, mix(top, (255, 255, 255), 0.5), 44, canvas.side * 0.02)
    for layer, share in enumerate((0.82, 0.9)):
        line = [
            (step / 40 * wide, tall * (share + 0.025 * math.sin(step / (4.5 + layer) + layer * 2)))
            for step in range(41)
        ]
        sand = mix(air.lit(rgb("#dcc694")), low, 0.55 - 0.25 * layer)
        canvas.graded([*line, (wide, tall + 1), (0, tall + 1)], (sand, shade(sand, -0.25)))
    for _ in range(15):
        _weed(
            canvas,
            dice.random() * wide,
            tall * dice.uniform(0.86, 0.98),
            tall * dice.uniform(0.1, 0.28),
            dice.uniform(0, 6),
            mix(rgb(dice.choice(("#2f7f5c", "#4c9a5a", "#b5576a", "#7a5fae"))), low, 0.25),
        )
    unit = canvas.side / 1000
    for _ in range(40):
        x, y, r = dice.random() * wide, dice.random() * tall * 0.85, unit * dice.uniform(2, 9)
        canvas.draw.ellipse(
            (x - r, y - r, x + r, y + r), outline=(255, 255, 255, 120), width=max(1, round(unit * 1.4))
        )


def _weed(canvas: Canvas, x: float, y: float, tall: float, phase: float, colour: Rgb) -> None:
    left: list[Point] = []
    right: list[Point] = []
    for step in range(15):
        t = step / 14
        sway = math.sin(t * 4 + phase) * tall * 0.09 * (0.3 + t)
        half = tall * 0.035 * (1 - t * 0.85)
        left.append((x + sway - half, y - t * tall))
        right.append((x + sway + half, y - t * tall))
    canvas.polygon([*left, *reversed(right)], colour, 235)


def shapes(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    """Flowing bands, a disc and a few lines in one of a few colour schemes."""
    dice = chance(scene.seed, "shapes")
    scheme = [rgb(colour) for colour in dice.choice(SCHEMES)]
    wide, tall = canvas.image.size
    pale = max(scheme, key=sum)
    canvas.image.paste(
        ramp((wide, tall), [air.lit(tone) for tone in (mix(pale, (255, 255, 255), 0.45), pale)]), (0, 0)
    )
    x, y, r = (
        wide * dice.uniform(0.3, 0.7),
        tall * dice.uniform(0.24, 0.4),
        canvas.side * dice.uniform(0.13, 0.21),
    )
    disc = air.lit(dice.choice([tone for tone in scheme if brightness(tone) < 0.72]))
    canvas.glow(x, y, r * 2.6, mix(disc, (255, 255, 255), 0.4), 0.5)
    canvas.draw.ellipse((x - r, y - r, x + r, y + r), fill=(*disc, 255))
    ordered = sorted((tone for tone in scheme if tone != pale), key=sum, reverse=True)
    for number in range(6):
        share = 0.46 + number * 0.095
        tone = air.lit(
            mix(ordered[min(len(ordered) - 1, number * len(ordered) // 6)], pale, 0.2 - 0.1 * (number % 2))
        )
        anchors = [(step / 5 * wide, tall * (share + dice.uniform(-0.07, 0.07))) for step in range(6)]
        line = smooth(
            [(-wide * 0.1, anchors[0][1]), *anchors, (wide * 1.1, anchors[-1][1])], closed=False, steps=14
        )
        canvas.graded(
            [*line, (wide * 1.1, tall + 1), (-wide * 0.1, tall + 1)],
            (shade(tone, 0.12), tone, shade(tone, -0.15)),
        )
    for _ in range(dice.randint(4, 7)):
        cx, cy, size = (
            dice.random() * wide,
            dice.uniform(0.08, 0.9) * tall,
            canvas.side * dice.uniform(0.008, 0.03),
        )
        canvas.draw.ellipse(
            (cx - size, cy - size, cx + size, cy + size), fill=(*air.lit(dice.choice(scheme)), 200)
        )
