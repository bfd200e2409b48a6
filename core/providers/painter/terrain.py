"""What lies below the horizon: grass, water, sand, roads."""

import math

from PIL import Image, ImageDraw, ImageFilter

from core.providers.painter.canvas import Canvas, Point, ramp
from core.providers.painter.layout import HORIZON, has_shore
from core.providers.painter.palette import Ambience, Rgb, mix, rgb, shade
from core.providers.painter.scene import Scene, chance


def terrain(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    """The ground of the scene, over everything that was painted below the horizon."""
    top = HORIZON * canvas.height
    if scene.ground in ("sea", "lake", "beach"):
        _water(canvas, scene, air, top)
    if scene.ground == "beach":
        _sand(canvas, scene, air, 0.5)
    elif scene.ground == "desert":
        _dunes(canvas, scene, air)
    elif scene.ground == "river":
        _meadow(canvas, scene, air)
        _river(canvas, scene, air)
    elif scene.ground in ("meadow", "street"):
        _meadow(canvas, scene, air)
    if scene.ground == "street":
        _street(canvas, air)
    if scene.shore:
        _flooded(canvas, scene, air, top)
    if has_shore(scene):
        _bank(canvas, scene, air)


def _wave(canvas: Canvas, scene: Scene, name: str, share: float, swing: float) -> list[Point]:
    """A gentle line across the picture at a share of the ground's depth."""
    dice = chance(scene.seed, name)
    phase, bend = dice.uniform(0, 6), dice.uniform(0.7, 1.3)
    top = HORIZON * canvas.height
    deep = canvas.height - top
    return [
        (
            step / 60 * canvas.width,
            top
            + deep
            * (
                share
                + swing * math.sin(step / 60 * math.tau * bend + phase)
                + swing * 0.4 * math.sin(step / 9 + phase)
            ),
        )
        for step in range(61)
    ]


def _floor(canvas: Canvas, line: list[Point]) -> list[Point]:
    return [*line, (canvas.width, canvas.height + 1), (0, canvas.height + 1)]


def _meadow(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    """Three bands of grass, nearer ones deeper, with tufts in front."""
    grass = air.lit(air.grass)
    top = HORIZON * canvas.height
    far = mix(grass, air.haze, 0.38)
    canvas.image.paste(ramp((canvas.width, canvas.height - round(top)), (far, grass)), (0, round(top)))
    for number, (share, swing, deeper) in enumerate(
        ((0.16, 0.03, -0.03), (0.42, 0.05, -0.09), (0.74, 0.06, -0.17))
    ):
        line = _wave(canvas, scene, f"grass{number}", share, swing)
        colour = mix(shade(grass, deeper * (0.35 if air.snow else 1.0)), air.haze, 0.2 * (1 - share))
        canvas.graded(_floor(canvas, line), (shade(colour, 0.09), colour, shade(colour, -0.06)))
    _tufts(canvas, scene, air, grass)


def _tufts(canvas: Canvas, scene: Scene, air: Ambience, grass: Rgb) -> None:
    dice = chance(scene.seed, "tufts")
    top = HORIZON * canvas.height
    for _ in range(110):
        near = dice.random() ** 0.6
        x, y = dice.random() * canvas.width, top + (canvas.height - top) * (0.12 + 0.86 * near)
        tall = canvas.side * 0.016 * (0.3 + near)
        tone = shade(grass, dice.choice((-0.2, -0.14, 0.12)) * (0.4 if air.snow else 1.0))
        for lean in (-0.5, 0.0, 0.5):
            canvas.polygon(
                ((x - tall * 0.09, y), (x + tall * 0.09, y), (x + lean * tall, y - tall)), tone, 170
            )


def _water(canvas: Canvas, scene: Scene, air: Ambience, top: float) -> None:
    """A mirror of what stands above it, deeper towards the viewer, with lines of light."""
    start = round(top)
    deep = canvas.height - start
    far, near = air.water
    water = ramp((canvas.width, deep), (far, mix(far, near, 0.6), near))
    mirror = canvas.image.crop((0, max(0, start - deep), canvas.width, start)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    small = mirror.resize((max(1, canvas.width // 4), max(1, mirror.height // 8)), Image.Resampling.BOX)
    mirror = small.filter(ImageFilter.GaussianBlur(max(1, canvas.side / 640))).resize(
        (canvas.width, deep), Image.Resampling.BICUBIC
    )
    calm = 0.62 if scene.ground in ("lake", "river") else 0.4
    mask = ramp((canvas.width, deep), ((round(255 * calm),) * 3, (round(255 * calm * 0.35),) * 3)).convert(
        "L"
    )
    water.paste(mirror, (0, 0), mask)
    canvas.image.paste(water, (0, start))
    _glints(canvas, scene, air, top)


def _flooded(canvas: Canvas, scene: Scene, air: Ambience, top: float) -> None:
    """Water behind dry ground that stays as it was."""
    dry = canvas.image.copy()
    line = _wave(canvas, scene, "flood", scene.shore, 0.012)
    _water(canvas, scene, air, top)
    mask = Image.new("L", canvas.image.size, 0)
    ImageDraw.Draw(mask).polygon(_floor(canvas, line), fill=255)
    canvas.image.paste(dry, (0, 0), mask)


def _glints(canvas: Canvas, scene: Scene, air: Ambience, top: float) -> None:
    dice = chance(scene.seed, "glints")
    deep = canvas.height - top
    bright = mix(air.sky[-1], (255, 255, 255), 0.1 if air.night else 0.45)
    dark = shade(air.water[1], -0.25)
    unit = canvas.side / 1000
    for number in range(150):
        near = dice.random() ** 1.5
        y = top + deep * (0.01 + near)
        half = unit * (14 + 60 * near) * dice.uniform(0.5, 1.4)
        x = dice.random() * canvas.width
        thick = unit * (0.7 + 2.6 * near)
        colour, alpha = (dark, 50) if number % 3 == 0 else (bright, 90)
        canvas.draw.ellipse((x - half, y - thick, x + half, y + thick), fill=(*colour, alpha))
    lights = [thing for thing in scene.things if thing.kind in ("sun", "moon")]
    for thing in lights:
        colour = rgb(thing.colour or ("#fff1cc" if thing.kind == "sun" else "#f2efd8"))
        for _ in range(46):
            near = dice.random()
            spread = canvas.side * (0.02 + 0.07 * near)
            x = thing.x * canvas.width + dice.gauss(0, 0.5) * spread
            y = top + deep * (0.015 + near * 0.75)
            half = unit * (8 + 26 * near) * dice.uniform(0.5, 1.3)
            thick = unit * (0.8 + 2.2 * near)
            canvas.draw.ellipse(
                (x - half, y - thick, x + half, y + thick), fill=(*colour, round(165 * (1 - near * 0.6)))
            )


def _sand(canvas: Canvas, scene: Scene, air: Ambience, share: float) -> None:
    sand = air.lit(air.sand)
    foam = mix(air.lit((252, 252, 250)), sand, 0.1)
    line = _wave(canvas, scene, "beach", share, 0.025)
    unit = canvas.side / 100
    canvas.polygon(_floor(canvas, [(x, y - 2.1 * unit) for x, y in line]), foam, 110)
    canvas.polygon(_floor(canvas, [(x, y - 1.0 * unit) for x, y in line]), foam)
    canvas.polygon(_floor(canvas, line), mix(shade(sand, -0.16), air.water[1], 0.12))
    canvas.graded(
        _floor(canvas, [(x, y + 1.6 * unit) for x, y in line]), (sand, shade(sand, 0.08), shade(sand, -0.06))
    )
    dice = chance(scene.seed, "pebbles")
    top = HORIZON * canvas.height
    for _ in range(70):
        x = dice.random() * canvas.width
        y = top + (canvas.height - top) * dice.uniform(share + 0.12, 1)
        r = canvas.side * dice.uniform(0.0012, 0.003)
        canvas.draw.ellipse(
            (x - r * 1.6, y - r, x + r * 1.6, y + r), fill=(*shade(sand, dice.choice((-0.2, 0.3))), 150)
        )


def _dunes(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    sand = air.lit(mix(air.sand, rgb("#e2a860"), 0.45) if not scene.tint("ground") else air.sand)
    top = round(HORIZON * canvas.height)
    canvas.image.paste(mix(sand, air.haze, 0.4), (0, top, canvas.width, canvas.height))
    for number, share in enumerate((0.04, 0.2, 0.42, 0.68)):
        line = _wave(canvas, scene, f"dune{number}", share, 0.075)
        tone = mix(shade(sand, 0.05 - number * 0.05), air.haze, 0.3 * (1 - share))
        canvas.graded(_floor(canvas, line), (shade(tone, 0.14), tone, shade(tone, -0.12)))


def _river(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    upper = _wave(canvas, scene, "river", 0.1, 0.03)
    lower = _wave(canvas, scene, "river", 0.54, 0.045)
    far, near = air.water
    edge = canvas.side * 0.006
    bank = shade(air.lit(air.grass), -0.28)
    canvas.polygon([*[(x, y - edge) for x, y in upper], *reversed([(x, y + edge) for x, y in lower])], bank)
    canvas.graded([*upper, *reversed(lower)], (mix(far, air.sky[-2], 0.35), mix(far, near, 0.55), near))
    dice = chance(scene.seed, "ripples")
    for _ in range(60):
        step = dice.randrange(61)
        share = dice.uniform(0.06, 0.94)
        x = upper[step][0]
        y = upper[step][1] + (lower[step][1] - upper[step][1]) * share
        half, thick = canvas.side * dice.uniform(0.012, 0.04), canvas.side * 0.0014
        canvas.draw.ellipse((x - half, y - thick, x + half, y + thick), fill=(*shade(far, 0.45), 110))


def _street(canvas: Canvas, air: Ambience) -> None:
    top = HORIZON * canvas.height
    deep = canvas.height - top
    wide = canvas.width
    pavement, road = air.lit(rgb("#b9b4aa")), air.lit(rgb("#5f6169"))
    canvas.draw.rectangle((0, top + deep * 0.30, wide, top + deep * 0.46), fill=(*pavement, 255))
    canvas.draw.rectangle(
        (0, top + deep * 0.455, wide, top + deep * 0.475), fill=(*shade(pavement, -0.3), 255)
    )
    canvas.graded(
        [(0, top + deep * 0.475), (wide, top + deep * 0.475), (wide, canvas.height), (0, canvas.height)],
        (road, shade(road, -0.12)),
    )
    dash = wide / 9
    for number in range(-1, 9):
        x = number * dash + dash * 0.25
        canvas.polygon(
            (
                (x, top + deep * 0.73),
                (x + dash * 0.5, top + deep * 0.73),
                (x + dash * 0.48, top + deep * 0.755),
                (x - dash * 0.02, top + deep * 0.755),
            ),
            air.lit(rgb("#f3ead0")),
            220,
        )


def _bank(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    """The near shore of a sea or lake."""
    line = _wave(canvas, scene, "bank", 0.69, 0.03)
    edge = canvas.side * 0.012
    sand = air.lit(air.sand)
    if scene.ground == "sea":
        canvas.polygon(_floor(canvas, [(x, y - edge) for x, y in line]), air.lit((250, 250, 248)), 190)
        canvas.polygon(_floor(canvas, line), shade(sand, -0.1))
    grass = shade(air.lit(air.grass), -0.06)
    lift = edge * 1.6 if scene.ground == "sea" else 0.0
    canvas.graded(
        _floor(canvas, [(x, y + lift) for x, y in line]), (shade(grass, 0.08), grass, shade(grass, -0.14))
    )
