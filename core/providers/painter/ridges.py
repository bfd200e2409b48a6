"""What stands on the horizon: mountains, hills, a volcano, a city, a forest, an island."""

import math
from itertools import pairwise
from random import Random

from core.providers.painter.canvas import Canvas, Look, Pen, Point, smooth
from core.providers.painter.layout import Spot
from core.providers.painter.palette import mix, rgb, shade
from core.providers.painter.scene import chance


def _ridge(dice: Random, rough: float, steps: int) -> list[float]:
    """Heights from 0 to 1 by midpoint displacement."""
    heights = [dice.uniform(0.3, 0.7), dice.uniform(0.5, 1.0), dice.uniform(0.3, 0.7)]
    spread = 0.45
    while len(heights) < steps:
        finer: list[float] = []
        for left, right in pairwise(heights):
            finer.extend((left, (left + right) / 2 + dice.uniform(-spread, spread) * rough))
        heights = [*finer, heights[-1]]
        spread *= 0.52
    low, high = min(heights), max(heights)
    return [(value - low) / (high - low) for value in heights]


def mountains(canvas: Canvas, place: Spot, look: Look) -> None:
    """Three ranges, the farthest palest; snow on the highest."""
    dice = chance(look.thing.seed, "mountains")
    base = rgb(look.thing.colour or "#56718f")
    for layer, (rise, fade) in enumerate(((1.0, 0.55), (0.66, 0.32), (0.38, 0.1))):
        heights = _ridge(dice, 1.0, 120)
        tall = place.height * rise
        low = place.y - tall * 0.12
        points: list[Point] = [
            (index / (len(heights) - 1) * canvas.width, low - value * tall)
            for index, value in enumerate(heights)
        ]
        colour = mix(look.air.lit(base), look.air.haze, fade)
        if look.air.snow:
            colour = mix(colour, look.air.lit((235, 242, 248)), 0.35)
        bottom = mix(colour, look.air.haze, 0.5)
        foot = place.y + canvas.height * 0.02
        canvas.graded([(0, foot), *points, (canvas.width, foot)], (colour, mix(colour, bottom, 0.5), bottom))
        if layer < 2:
            _snow(canvas, points, tall, look, fade, dice)


def _snow(canvas: Canvas, points: list[Point], tall: float, look: Look, fade: float, dice: Random) -> None:
    """White above a jagged line below every peak that is high enough."""
    line = min(y for _, y in points) + tall * (0.42 if look.air.snow else 0.2)
    white = mix(look.air.lit((248, 250, 252)), look.air.haze, fade * 0.75)
    cap: list[Point] = []
    for x, y in points:
        if y < line:
            cap.append((x, y))
        elif cap:
            _cap(canvas, cap, line, tall, white, dice)
            cap = []
    if cap:
        _cap(canvas, cap, line, tall, white, dice)


def _cap(
    canvas: Canvas, cap: list[Point], line: float, tall: float, white: tuple[int, int, int], dice: Random
) -> None:
    edge = [
        (
            x + dice.uniform(-2, 2),
            min(line, y + (line - y) * dice.uniform(0.35, 1.0)) + dice.uniform(0, 0.02) * tall,
        )
        for x, y in reversed(cap)
    ]
    if len(cap) > 2:
        canvas.polygon([*cap, *edge], white)
        peak = min(range(len(cap)), key=lambda index: cap[index][1])
        shadow = [*cap[peak:], *edge[: len(cap) - peak]]
        if len(shadow) > 3:
            canvas.polygon(shadow, shade(white, -0.22), 120)


def hills(canvas: Canvas, place: Spot, look: Look) -> None:
    """Three rows of round hills."""
    dice = chance(look.thing.seed, "hills")
    base = rgb(look.thing.colour) if look.thing.colour else shade(look.air.grass, -0.12)
    for rise, fade in ((1.0, 0.62), (0.66, 0.4), (0.36, 0.2)):
        phase, slow, fast = dice.uniform(0, 7), dice.uniform(1.2, 2.2), dice.uniform(3.0, 4.6)
        points: list[Point] = []
        for index in range(81):
            t = index / 80
            wave = (
                0.5
                + 0.32 * math.sin(t * slow * math.tau / 1.6 + phase)
                + 0.16 * math.sin(t * fast * 2 + phase * 2)
            )
            points.append((t * canvas.width, place.y - place.height * rise * wave))
        colour = mix(look.air.lit(base), look.air.haze, fade)
        foot = place.y + canvas.height * 0.02
        canvas.graded(
            [(0, foot), *points, (canvas.width, foot)],
            (shade(colour, 0.06), colour, mix(colour, look.air.haze, 0.35)),
        )


def volcano(canvas: Canvas, place: Spot, look: Look) -> None:
    """One wide symmetrical mountain with a white top."""
    colour = mix(look.air.lit(rgb(look.thing.colour or "#5b6f96")), look.air.haze, 0.3)
    tall, x, foot = place.height, place.x, place.y + canvas.height * 0.02
    flank = [
        (-2.6, 0.0),
        (-1.4, 0.22),
        (-0.75, 0.52),
        (-0.3, 0.9),
        (-0.16, 1.0),
        (-0.05, 0.96),
        (0.05, 0.97),
        (0.16, 1.0),
        (0.3, 0.9),
        (0.75, 0.52),
        (1.4, 0.22),
        (2.6, 0.0),
    ]
    outline = [(x + px * tall, foot - py * tall) for px, py in smooth(flank, closed=False)]
    canvas.graded(outline, (colour, colour, mix(colour, look.air.haze, 0.6)))
    white = mix(look.air.lit((250, 250, 252)), look.air.haze, 0.15)
    cap = [
        (-0.52, 0.7),
        (-0.3, 0.9),
        (-0.16, 1.0),
        (-0.05, 0.96),
        (0.05, 0.97),
        (0.16, 1.0),
        (0.3, 0.9),
        (0.52, 0.7),
        (0.38, 0.74),
        (0.26, 0.64),
        (0.12, 0.76),
        (0.0, 0.62),
        (-0.14, 0.75),
        (-0.28, 0.63),
        (-0.4, 0.74),
    ]
    canvas.polygon([(x + px * tall, foot - py * tall) for px, py in cap], white)


def city(canvas: Canvas, place: Spot, look: Look) -> None:
    """Two rows of towers; windows shine at night."""
    dice = chance(look.thing.seed, "city")
    base = rgb(look.thing.colour or "#5d6b84")
    for rise, fade, lights in ((1.0, 0.55, 0.25), (0.62, 0.25, 0.5)):
        colour = mix(look.air.lit(base), look.air.haze, fade)
        x = -0.02 * canvas.width
        while x < canvas.width:
            wide = canvas.side * dice.uniform(0.035, 0.085)
            middle = 1 - abs((x + wide / 2) / canvas.width - 0.5) * 0.9
            tall = place.height * rise * dice.uniform(0.35, 1.0) * middle
            _building(
                canvas,
                dice,
                (x, place.y - tall, x + wide, place.y + canvas.height * 0.012),
                shade(colour, dice.uniform(-0.1, 0.1)),
                look,
                lights,
            )
            x += wide + canvas.side * dice.choice((0, 0, 0.004, 0.015))


def _building(
    canvas: Canvas,
    dice: Random,
    box: tuple[float, float, float, float],
    colour: tuple[int, int, int],
    look: Look,
    lights: float,
) -> None:
    left, top, right, bottom = box
    canvas.draw.rectangle(box, fill=(*colour, 255))
    canvas.draw.rectangle(
        (left + (right - left) * 0.66, top, right, bottom), fill=(*shade(colour, -0.12), 255)
    )
    roof = dice.random()
    if roof < 0.2:
        canvas.polygon(((left, top), ((left + right) / 2, top - (right - left) * 0.6), (right, top)), colour)
    elif roof < 0.35:
        middle = (left + right) / 2
        canvas.draw.line(
            (middle, top, middle, top - (right - left) * 0.8),
            fill=(*colour, 255),
            width=max(2, canvas.side // 450),
        )
    step = canvas.side * 0.0125
    glow = rgb("#ffd98a") if look.air.night else shade(colour, 0.4)
    share = lights + 0.15 if look.air.night else 0.75
    y = top + step * 0.7
    while y < bottom - step:
        x = left + step * 0.55
        while x < right - step * 0.7:
            if dice.random() < share:
                canvas.draw.rectangle(
                    (x, y, x + step * 0.45, y + step * 0.55), fill=(*glow, 215 if look.air.night else 130)
                )
            x += step
        y += step * 1.15


def forest(canvas: Canvas, place: Spot, look: Look) -> None:
    """Two rows of pointed and round tops."""
    dice = chance(look.thing.seed, "forest")
    base = rgb(look.thing.colour) if look.thing.colour else shade(look.air.leaves[2], -0.15)
    for rise, fade in ((1.0, 0.5), (0.72, 0.22)):
        colour = mix(look.air.lit(base), look.air.haze, fade)
        x = -place.height * 0.2
        while x < canvas.width + place.height * 0.2:
            tall = place.height * rise * dice.uniform(0.65, 1.1)
            pen = Pen(canvas.draw, x, place.y + canvas.height * 0.012, tall)
            tone = shade(colour, dice.uniform(-0.09, 0.07))
            if dice.random() < 0.6:
                for low, high, half in ((0.05, 0.5, 0.2), (0.3, 0.75, 0.155), (0.55, 1.0, 0.105)):
                    pen.shape(((-half, low), (0, high), (half, low)), tone)
            else:
                pen.oval(0, 0.5, 0.22, 0.4, tone)
            pen.box(-0.24, -0.05, 0.24, 0.12, tone)
            x += place.height * dice.uniform(0.13, 0.26)


def island(canvas: Canvas, place: Spot, look: Look) -> None:
    """A low green back with a palm or two."""
    colour = mix(
        look.air.lit(rgb(look.thing.colour) if look.thing.colour else shade(look.air.leaves[0], -0.1)),
        look.air.haze,
        0.3,
    )
    tall = place.height
    pen = Pen(canvas.draw, place.x, place.y + canvas.height * 0.004, tall, look.thing.flip)
    pen.blob(
        [
            (-2.2, 0),
            (-1.5, 0.2),
            (-0.8, 0.6),
            (-0.1, 0.75),
            (0.6, 0.4),
            (1.3, 0.3),
            (2.1, 0),
            (1, -0.03),
            (-1, -0.03),
        ],
        colour,
    )
    for x, lean in ((0.5, 0.15), (0.8, 0.3)):
        pen.taper(((x, 0.3), (x + lean * 0.4, 0.8), (x + lean, 1.2)), 0.07, 0.04, shade(colour, -0.35))
        for angle in range(6):
            direction = angle * math.pi / 5
            tip = (x + lean + math.cos(direction) * 0.42, 1.2 + math.sin(direction) * 0.2 - 0.12)
            pen.curve(
                ((x + lean, 1.2), ((x + lean + tip[0]) / 2, tip[1] + 0.2), tip), 0.06, shade(colour, -0.22)
            )
