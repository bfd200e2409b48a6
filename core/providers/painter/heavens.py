"""The sky: its gradient, and what stands or flies in it."""

import math

from PIL import Image, ImageDraw

from core.providers.painter.canvas import Canvas, Look, Pen, ramp, smooth
from core.providers.painter.layout import HORIZON, Spot
from core.providers.painter.palette import Ambience, mix, rgb, shade
from core.providers.painter.scene import Thing, chance


def sky(canvas: Canvas, air: Ambience) -> None:
    """The whole canvas as sky, brightest at the horizon."""
    horizon = round(canvas.height * (HORIZON + 0.04))
    canvas.image.paste(ramp((canvas.width, horizon), air.sky), (0, 0))
    canvas.image.paste(air.sky[-1], (0, horizon, canvas.width, canvas.height))


def stars(canvas: Canvas, thing: Thing, bottom: float) -> None:
    """Stars all over, a faint band among them; larger `size` means more."""
    dice = chance(thing.seed, "stars")
    tint = rgb(thing.colour) if thing.colour else (255, 252, 235)
    unit = canvas.side / 1000
    for number in range(round(190 * thing.size)):
        x, y = dice.random() * canvas.width, dice.random() ** 1.2 * bottom
        if number % 3 == 0:
            y = (0.55 * (1 - x / canvas.width) + 0.12 + dice.gauss(0, 0.06)) * bottom
        radius = unit * dice.choice((0.8, 0.8, 1.1, 1.1, 1.6, 2.2))
        alpha = round(dice.uniform(110, 255) * max(0.15, 1 - y / bottom * 0.75))
        canvas.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(*tint, alpha))
        if radius > unit * 2:
            canvas.glow(x, y, radius * 5, tint, 0.35)


def sun(canvas: Canvas, place: Spot, look: Look, time: str) -> None:
    """A disc with a wide glow; low and red in the evening."""
    usual = {"dawn": "#fff0c2", "day": "#fff3b8", "sunset": "#ffd27a", "night": "#ffe9b0"}[time]
    colour = rgb(look.thing.colour or usual)
    radius = place.height / 2
    y = place.y - radius
    canvas.glow(place.x, y, radius * 6.5, mix(colour, air_glow(look.air), 0.45), 0.5)
    canvas.glow(place.x, y, radius * 2.6, colour, 0.7)
    canvas.draw.ellipse(
        (place.x - radius, y - radius, place.x + radius, y + radius), fill=(*shade(colour, 0.12), 255)
    )


def air_glow(air: Ambience) -> tuple[int, int, int]:
    """What the light around the sun tends to."""
    return air.sky[-1]


def moon(canvas: Canvas, place: Spot, look: Look) -> None:
    """A moon with a few seas on it, or a crescent, as its seed has it."""
    colour = rgb(look.thing.colour or "#f6f1d8")
    radius = place.height / 2
    x, y = place.x, place.y - radius
    canvas.glow(x, y, radius * 4.5, colour, 0.38)
    canvas.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(*colour, 255))
    for dx, dy, size in ((-0.3, -0.2, 0.24), (0.25, 0.28, 0.3), (0.35, -0.35, 0.14), (-0.25, 0.45, 0.13)):
        r = size * radius
        cx, cy = x + dx * radius, y + dy * radius
        canvas.draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=(*shade(colour, -0.12), 150))


def cloud(canvas: Canvas, place: Spot, look: Look) -> None:
    """A heap of rounds on a flat base, lighter above."""
    dice = chance(look.thing.seed, "cloud")
    tall = place.height
    wide = tall * 2.4
    base = look.air.cloud if not look.thing.colour else look.air.lit(rgb(look.thing.colour))
    low = mix(base, look.air.haze if not look.air.night else look.air.sky[1], 0.55)
    count = dice.randint(4, 6)
    puffs = []
    for index in range(count):
        t = (index + 0.5) / count
        radius = tall * (0.2 + 0.3 * math.sin(math.pi * t)) * dice.uniform(0.85, 1.15)
        puffs.append((place.x + (t - 0.5) * wide * 0.86, radius))
    for lift, shrink, colours, alpha in (
        (0.0, 1.0, (shade(base, 0.1), base, low), 242),
        (0.14, 0.78, (shade(base, 0.45), shade(base, 0.2), base), 150),
    ):
        foot = place.y - lift * tall
        ovals = []
        for x, radius in puffs:
            r = radius * shrink
            ovals.append((x - r * 1.1, foot - 2 * r - 0.02 * tall, x + r * 1.1, foot - 0.02 * tall))
        half = wide * 0.5 * shrink
        ovals.append((place.x - half, foot - tall * 0.32 * shrink, place.x + half, foot))
        canvas.union(ovals, colours, alpha)


def rainbow(canvas: Canvas, place: Spot, bottom: float) -> None:
    """Seven bands, thin enough to see the sky through."""
    bands = ("#d9534f", "#ee9a4d", "#f5d75c", "#72b865", "#4a90c8", "#5560ae", "#8a5fae")
    layer = canvas.image.copy()
    drawer = ImageDraw.Draw(layer)
    band = place.height * 0.028
    for number, colour in enumerate(bands):
        r = place.height * 0.95 - number * band
        box = (place.x - r, bottom - r, place.x + r, bottom + r)
        drawer.arc(box, 180, 360, fill=rgb(colour), width=round(band) + 1)
    canvas.image.paste(Image.blend(canvas.image, layer, 0.5))


def bird(pen: Pen, look: Look) -> None:
    """Two bent wings."""
    colour = look.main("#3a3f4d")
    lift = 0.5 + 0.4 * (look.thing.seed % 3) / 2
    for side in (-1, 1):
        pen.shape(
            smooth(
                [
                    (0, 0.35),
                    (side * 0.35, 0.6 + lift * 0.3),
                    (side * 1.0, 0.35 + lift * 0.35),
                    (side * 0.4, 0.45 + lift * 0.1),
                ]
            ),
            colour,
        )
    pen.oval(0, 0.38, 0.22, 0.13, colour)


def butterfly(pen: Pen, look: Look) -> None:
    """Four wings and a body."""
    wing = look.main("#e8883a")
    for side in (-1, 1):
        pen.blob([(0, 0.5), (side * 0.25, 0.95), (side * 0.65, 0.95), (side * 0.55, 0.55)], wing)
        pen.blob([(0, 0.5), (side * 0.5, 0.5), (side * 0.45, 0.1), (side * 0.15, 0.12)], shade(wing, -0.18))
        pen.oval(side * 0.42, 0.78, 0.09, 0.09, shade(wing, 0.5))
    pen.oval(0, 0.5, 0.05, 0.3, look.ink("#33291f"))


def balloon(pen: Pen, look: Look) -> None:
    """A striped envelope and a basket."""
    colour = look.main("#d8493e")
    pen.line(((-0.14, 0.36), (-0.06, 0.13)), 0.012, look.ink("#5b4636"))
    pen.line(((0.14, 0.36), (0.06, 0.13)), 0.012, look.ink("#5b4636"))
    outline = [
        (0, 1.0),
        (0.26, 0.92),
        (0.37, 0.7),
        (0.27, 0.48),
        (0.12, 0.34),
        (-0.12, 0.34),
        (-0.27, 0.48),
        (-0.37, 0.7),
        (-0.26, 0.92),
    ]
    pen.blob(outline, colour)
    for share, tone in ((0.62, look.ink("#f5e6c4")), (0.3, shade(colour, -0.08))):
        pen.blob([(x * share, y) for x, y in outline], tone)
    pen.blob([(x * 0.1 + 0.1, 0.62 + (y - 0.6) * 0.6) for x, y in outline], shade(colour, 0.35), 90)
    pen.box(-0.075, 0.0, 0.075, 0.13, look.ink("#8a5f3a"))
    pen.box(-0.085, 0.11, 0.085, 0.14, look.ink("#6d4a2c"))


def kite(pen: Pen, look: Look) -> None:
    """A diamond with a tail."""
    colour = look.main("#d8493e")
    pen.shape(((0, 1), (0.3, 0.68), (0, 0.3)), colour)
    pen.shape(((0, 1), (-0.3, 0.68), (0, 0.3)), shade(colour, 0.25))
    pen.curve(((0, 0.3), (0.1, 0.18), (-0.06, 0.08), (0.06, -0.1)), 0.02, look.ink("#f4e3b8"))


def plane(pen: Pen, look: Look) -> None:
    """A small aeroplane from the side."""
    colour = look.main("#f2f2ee")
    pen.blob([(-1.2, 0.5), (-0.9, 0.36), (0.9, 0.36), (1.25, 0.5), (0.95, 0.66), (-0.8, 0.62)], colour)
    pen.shape(((-1.15, 0.55), (-1.3, 1.0), (-1.05, 1.0), (-0.75, 0.6)), shade(colour, -0.15))
    pen.shape(((-0.1, 0.45), (-0.55, 0.0), (-0.3, 0.0), (0.3, 0.45)), shade(colour, -0.25))
    for number in range(7):
        pen.oval(-0.55 + number * 0.2, 0.54, 0.05, 0.05, look.ink("#4e6a8a"))


def rocket(pen: Pen, look: Look) -> None:
    """A rocket upright, with its flame."""
    colour = look.main("#eef0f2")
    pen.blob([(-0.1, 0.24), (0, -0.02), (0.1, 0.24)], rgb("#ffb347"))
    pen.blob([(-0.05, 0.24), (0, 0.08), (0.05, 0.24)], rgb("#fff1b0"))
    for side in (-1, 1):
        pen.shape(((side * 0.1, 0.42), (side * 0.25, 0.2), (side * 0.1, 0.24)), look.ink("#c8443a"))
    pen.blob(
        [(0, 1.0), (0.13, 0.74), (0.12, 0.3), (0.07, 0.22), (-0.07, 0.22), (-0.12, 0.3), (-0.13, 0.74)],
        colour,
    )
    pen.shape(smooth([(0, 1.0), (0.09, 0.86), (0.1, 0.8), (-0.1, 0.8), (-0.09, 0.86)]), look.ink("#c8443a"))
    pen.oval(0, 0.64, 0.065, 0.065, look.ink("#46607c"))
    pen.oval(0, 0.64, 0.045, 0.045, look.ink("#9fd0e8"))


def planet(pen: Pen, look: Look) -> None:
    """A banded ball with a ring."""
    colour = rgb(look.thing.colour or "#d9a066")
    ring = shade(colour, 0.45)
    for front in (False, True):
        for reach, width in ((0.62, 0.035), (0.53, 0.02)):
            start = math.pi if front else 0.0
            arc = []
            for step in range(25):
                angle = start + step / 24 * math.pi
                x, y = math.cos(angle) * reach, math.sin(angle) * reach * 0.24
                arc.append((x * 0.95 - y * 0.3, 0.5 + y * 0.95 + x * 0.3))
            pen.line(arc, width, ring)
        if not front:
            _ball(pen, colour)


def _ball(pen: Pen, colour: tuple[int, int, int]) -> None:
    pen.oval(0, 0.5, 0.34, 0.34, colour)
    for height, half, tone in ((0.62, 0.31, 0.2), (0.47, 0.335, -0.12), (0.34, 0.29, 0.14)):
        pen.box(-half, height - 0.025, half, height + 0.025, shade(colour, tone), 150)


def comet(pen: Pen, look: Look) -> None:
    """A head with a tail behind it."""
    colour = rgb(look.thing.colour or "#fff6d6")
    for number in range(12):
        share = number / 12
        pen.line(
            ((0.9, 0.2), (0.9 - 2.0 * (1 - share), 0.2 + 0.8 * (1 - share))), 0.02 + 0.05 * share, colour, 28
        )
    pen.oval(0.9, 0.2, 0.09, 0.09, colour)


def lantern(pen: Pen, look: Look) -> None:
    """A paper lantern that shines by itself."""
    colour = rgb(look.thing.colour or "#f08a3c")
    for step in range(8):
        pen.oval(0, 0.5, 0.85 - step * 0.06, 0.85 - step * 0.06, colour, 9)
    pen.blob([(-0.2, 0.12), (0.2, 0.12), (0.36, 0.6), (0.24, 0.95), (-0.24, 0.95), (-0.36, 0.6)], colour)
    pen.blob([(-0.1, 0.12), (0.1, 0.12), (0.18, 0.5), (-0.18, 0.5)], shade(colour, 0.6))
    pen.box(-0.2, 0.08, 0.2, 0.14, shade(colour, -0.45))


def firework(pen: Pen, look: Look) -> None:
    """A burst of rays."""
    dice = chance(look.thing.seed, "firework")
    colour = rgb(look.thing.colour or dice.choice(("#ff8f6b", "#ffd76b", "#8fd3ff", "#e79bff", "#a5f08f")))
    for number in range(22):
        angle = number / 22 * math.tau
        reach = dice.uniform(0.36, 0.5)
        x, y = math.cos(angle) * reach, math.sin(angle) * reach
        pen.line(((x * 0.25, 0.5 + y * 0.25), (x, 0.5 + y - 0.02)), 0.01, colour, 190)
        pen.oval(x, 0.5 + y - 0.02, 0.016, 0.016, shade(colour, 0.5))


FLYING = {
    "bird": bird,
    "butterfly": butterfly,
    "balloon": balloon,
    "kite": kite,
    "plane": plane,
    "rocket": rocket,
    "planet": planet,
    "comet": comet,
    "lantern": lantern,
    "firework": firework,
}
