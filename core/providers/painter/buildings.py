"""Houses, castles, towers and other things that people built on land."""

import math

from core.providers.painter.canvas import Look, Pen
from core.providers.painter.palette import Rgb, shade


def _window(pen: Pen, look: Look, x: float, y: float, half: float, tall: float) -> None:
    """A window with a frame; it shines at night."""
    pen.box(x - half - 0.012, y - 0.012, x + half + 0.012, y + tall + 0.012, look.ink("#f4ede0"))
    pane: Rgb = look.bright("#ffd882") if look.air.night else look.ink("#6f94ad")
    pen.box(x - half, y, x + half, y + tall, pane)
    pen.box(x - 0.006, y, x + 0.006, y + tall, look.ink("#f4ede0"))
    pen.box(x - half, y + tall / 2 - 0.006, x + half, y + tall / 2 + 0.006, look.ink("#f4ede0"))


def _roof_snow(pen: Pen, look: Look, points: tuple[tuple[float, float], ...]) -> None:
    if look.air.snow:
        pen.shape(points, look.ink("#f6fafc"))


def house(pen: Pen, look: Look) -> None:
    """A gabled house with a chimney; its colour is that of the walls."""
    wall = look.main(("#e9dcc3", "#d98f6a", "#c9d3c0", "#e3c886")[look.thing.seed % 4])
    roof = look.ink("#8f4438" if look.thing.colour not in ("#d23b34", "#9e1f2f") else "#5a4a4a")
    pen.box(0.22, 0.6, 0.33, 0.98, look.ink("#8a5a4a"))
    pen.box(0.2, 0.94, 0.35, 0.99, look.ink("#6d453a"))
    for number, (x, y, r) in enumerate(((0.3, 1.06, 0.045), (0.36, 1.15, 0.06), (0.45, 1.26, 0.075))):
        pen.oval(x, y, r, r * 0.85, look.ink("#e8e6e4"), 110 - number * 28)
    pen.box(-0.48, 0, 0.48, 0.56, wall)
    pen.box(0.16, 0, 0.48, 0.56, shade(wall, -0.14))
    pen.box(-0.48, 0, 0.48, 0.05, shade(wall, -0.4))
    pen.shape(((-0.59, 0.54), (-0.4, 0.92), (0.4, 0.92), (0.59, 0.54)), roof)
    pen.shape(((0.16, 0.54), (0.22, 0.92), (0.4, 0.92), (0.59, 0.54)), shade(roof, -0.16))
    for row in range(1, 4):
        y = 0.54 + row * 0.095
        half = 0.59 - row * 0.0475
        pen.line(((-half, y), (half, y)), 0.008, shade(roof, -0.22))
    _roof_snow(
        pen,
        look,
        ((-0.52, 0.68), (-0.4, 0.94), (0.4, 0.94), (0.52, 0.68), (0.36, 0.72), (0.1, 0.65), (-0.2, 0.72)),
    )
    pen.box(-0.08, 0, 0.1, 0.34, look.ink("#6b4632"))
    pen.box(-0.06, 0.02, 0.08, 0.32, look.ink("#86583c"))
    pen.oval(0.055, 0.16, 0.014, 0.014, look.ink("#e8c25a"))
    _window(pen, look, -0.28, 0.2, 0.085, 0.19)
    _window(pen, look, 0.3, 0.2, 0.085, 0.19)


def castle(pen: Pen, look: Look) -> None:
    """A wall with a gate between towers."""
    stone = look.main("#b7aea3")
    roof = look.ink("#4d5f8c" if look.thing.colour != "#3471c8" else "#8f4438")

    def turret(x: float, half: float, low: float, high: float, tip: float) -> None:
        pen.box(x - half, low, x + half, high, shade(stone, 0.04))
        pen.box(x + half * 0.3, low, x + half, high, shade(stone, -0.14))
        pen.shape(((x - half * 1.35, high), (x, tip), (x + half * 1.35, high)), roof)
        pen.shape(((x + half * 0.2, high), (x, tip), (x + half * 1.35, high)), shade(roof, -0.18))
        pen.line(((x, tip), (x, tip + 0.06)), 0.006, look.ink("#6d5a4a"))
        pen.shape(((x, tip + 0.06), (x + 0.06, tip + 0.045), (x, tip + 0.03)), look.ink("#c8443a"))
        glow = look.bright("#ffd882") if look.air.night else shade(stone, -0.5)
        pen.oval(x - half * 0.1, high - 0.07, half * 0.2, 0.025, glow)
        if look.air.snow:
            pen.shape(
                (
                    (x - half * 0.7, (high + tip) / 2 - 0.015),
                    (x, tip),
                    (x + half * 0.7, (high + tip) / 2 - 0.015),
                ),
                look.ink("#f6fafc"),
            )

    turret(-0.22, 0.085, 0.2, 0.68, 0.86)
    turret(0.22, 0.085, 0.2, 0.68, 0.86)
    turret(0.0, 0.11, 0.2, 0.78, 1.0)
    pen.box(-0.5, 0, 0.5, 0.38, stone)
    for number in range(9):
        x = -0.5 + number * 0.118
        pen.box(x, 0.38, x + 0.06, 0.43, stone)
    for row in range(4):
        for column in range(7):
            x = -0.46 + column * 0.14 + 0.07 * (row % 2)
            if abs(x + 0.03) > 0.15:
                pen.box(x, 0.05 + row * 0.085, x + 0.055, 0.075 + row * 0.085, shade(stone, -0.1), 150)
    turret(-0.5, 0.095, 0, 0.5, 0.7)
    turret(0.5, 0.095, 0, 0.5, 0.7)
    pen.box(-0.1, 0, 0.1, 0.17, look.ink("#4a3428"))
    pen.oval(0, 0.17, 0.1, 0.09, look.ink("#4a3428"))
    for x in (-0.05, 0, 0.05):
        pen.line(((x, 0), (x, 0.23)), 0.008, look.ink("#2f2019"))


def tower(pen: Pen, look: Look) -> None:
    """A round stone tower with battlements."""
    stone = look.main("#b3a898")
    pen.shape(((-0.13, 0), (0.13, 0), (0.11, 0.84), (-0.11, 0.84)), stone)
    pen.shape(((0.04, 0), (0.13, 0), (0.11, 0.84), (0.035, 0.84)), shade(stone, -0.16))
    pen.box(-0.145, 0.84, 0.145, 0.92, shade(stone, 0.05))
    for number in range(4):
        pen.box(-0.145 + number * 0.08, 0.92, -0.095 + number * 0.08, 0.97, shade(stone, 0.05))
    glow = look.bright("#ffd882") if look.air.night else shade(stone, -0.55)
    for y in (0.28, 0.5, 0.7):
        pen.oval(-0.02, y, 0.02, 0.035, glow)
    pen.box(-0.045, 0, 0.045, 0.12, look.ink("#5a3f30"))


def pagoda(pen: Pen, look: Look) -> None:
    """Storeys with upturned eaves."""
    wall = look.main("#b5473c")
    roof = look.ink("#43545c")
    for number in range(4):
        low, half = number * 0.22, 0.23 - number * 0.035
        pen.box(-half, low, half, low + 0.16, wall)
        pen.box(half * 0.3, low, half, low + 0.16, shade(wall, -0.16))
        glow = look.bright("#ffd882") if look.air.night else look.ink("#f0dfc0")
        for x in (-half * 0.5, half * 0.5):
            pen.box(x - 0.025, low + 0.04, x + 0.025, low + 0.11, glow)
        wide, top = half + 0.13, low + 0.14
        eave = [
            (-wide, top + 0.03),
            (-wide * 0.6, top),
            (0, top - 0.01),
            (wide * 0.6, top),
            (wide, top + 0.03),
            (half * 0.8, top + 0.085),
            (-half * 0.8, top + 0.085),
        ]
        pen.shape(eave, roof)
        pen.line(eave[:5], 0.012, shade(roof, 0.3))
        if look.air.snow:
            pen.shape(
                (
                    (-wide * 0.8, top + 0.045),
                    (wide * 0.8, top + 0.045),
                    (half * 0.8, top + 0.09),
                    (-half * 0.8, top + 0.09),
                ),
                look.ink("#f6fafc"),
            )
    pen.line(((0, 0.86), (0, 1.0)), 0.02, look.ink("#d9a441"))
    pen.oval(0, 0.93, 0.025, 0.02, look.ink("#d9a441"))
    pen.box(-0.05, 0, 0.05, 0.11, look.ink("#4a2f28"))


def lighthouse(pen: Pen, look: Look) -> None:
    """White with bands of its colour; its lamp shines at night and dusk."""
    band = look.main("#c9443b")
    white = look.ink("#f4efe6")

    def half(y: float) -> float:
        return 0.125 - 0.055 * y / 0.78

    pen.blob(
        [(-0.24, -0.01), (-0.17, 0.045), (0.0, 0.06), (0.16, 0.05), (0.25, -0.01), (0, -0.035)],
        look.ink("#7f7a76"),
    )
    for number in range(6):
        low, high = number * 0.13, (number + 1) * 0.13
        tone = white if number % 2 == 0 else band
        pen.shape(((-half(low), low), (half(low), low), (half(high), high), (-half(high), high)), tone)
        pen.shape(
            ((half(low) * 0.35, low), (half(low), low), (half(high), high), (half(high) * 0.35, high)),
            shade(tone, -0.15),
        )
    pen.box(-0.1, 0.775, 0.1, 0.8, look.ink("#3d4450"))
    pen.box(-0.055, 0.8, 0.055, 0.89, look.bright("#ffe9a0"))
    if look.air.night:
        for reach, alpha in ((2.6, 20), (2.1, 20), (1.6, 20), (1.1, 20)):
            pen.shape(
                ((0, 0.845), (-reach, 0.845 + reach * 0.16), (-reach, 0.845 - reach * 0.02)),
                look.bright("#fff0bc"),
                alpha,
            )
        for radius in (0.2, 0.17, 0.14, 0.11, 0.08):
            pen.oval(0, 0.845, radius, radius, look.bright("#fff0bc"), 26)
    for x in (-0.055, 0, 0.055):
        pen.line(((x, 0.8), (x, 0.89)), 0.008, look.ink("#3d4450"))
    pen.shape(((-0.08, 0.89), (0, 0.99), (0.08, 0.89)), band)
    pen.box(-0.03, 0, 0.03, 0.1, look.ink("#5a3f30"))


def windmill(pen: Pen, look: Look) -> None:
    """A tower with four sails."""
    wall = look.main("#e6d9bd")
    pen.shape(((-0.17, 0), (0.17, 0), (0.11, 0.62), (-0.11, 0.62)), wall)
    pen.shape(((0.05, 0), (0.17, 0), (0.11, 0.62), (0.035, 0.62)), shade(wall, -0.14))
    pen.blob([(-0.13, 0.6), (0.13, 0.6), (0.07, 0.72), (0, 0.76), (-0.07, 0.72)], look.ink("#8f4438"))
    pen.box(-0.045, 0, 0.045, 0.14, look.ink("#6b4632"))
    _window(pen, look, 0.0, 0.33, 0.03, 0.08)
    turn = 0.35 + (look.thing.seed % 7) * 0.1
    for number in range(4):
        angle = turn + number * math.pi / 2
        c, s = math.cos(angle), math.sin(angle)
        pen.line(((0, 0.66), (c * 0.4, 0.66 + s * 0.4)), 0.016, look.ink("#5d4435"))
        cloth = [(0.1, 0.012), (0.4, 0.012), (0.4, 0.085), (0.1, 0.085)]
        pen.shape([(c * x - s * y, 0.66 + s * x + c * y) for x, y in cloth], look.ink("#f7f0e0"), 235)
    pen.oval(0, 0.66, 0.03, 0.03, look.ink("#4a372b"))


def church(pen: Pen, look: Look) -> None:
    """A nave and a steeple."""
    wall = look.main("#eee6d6")
    roof = look.ink("#7a4a42")
    pen.box(-0.1, 0, 0.45, 0.34, wall)
    pen.shape(((-0.14, 0.33), (0.02, 0.56), (0.4, 0.56), (0.5, 0.33)), roof)
    _roof_snow(pen, look, ((-0.04, 0.45), (0.02, 0.57), (0.4, 0.57), (0.45, 0.45)))
    pen.box(-0.36, 0, -0.06, 0.6, shade(wall, 0.1))
    pen.box(-0.16, 0, -0.06, 0.6, shade(wall, -0.12))
    pen.shape(((-0.41, 0.59), (-0.21, 0.93), (-0.01, 0.59)), roof)
    pen.line(((-0.21, 0.93), (-0.21, 1.0)), 0.012, look.ink("#d9a441"))
    pen.line(((-0.24, 0.975), (-0.18, 0.975)), 0.012, look.ink("#d9a441"))
    glow = look.bright("#ffd882") if look.air.night else look.ink("#6f94ad")
    for x in (0.05, 0.18, 0.31):
        pen.box(x - 0.025, 0.1, x + 0.025, 0.2, glow)
        pen.oval(x, 0.2, 0.025, 0.03, glow)
    pen.oval(-0.21, 0.46, 0.045, 0.045, look.ink("#f6f0e2"))
    pen.line(((-0.21, 0.49), (-0.21, 0.46), (-0.19, 0.45)), 0.008, look.ink("#3a3330"))
    pen.box(-0.265, 0, -0.155, 0.15, look.ink("#6b4632"))
    pen.oval(-0.21, 0.15, 0.055, 0.05, look.ink("#6b4632"))


DRAWN = {
    "house": house,
    "castle": castle,
    "tower": tower,
    "pagoda": pagoda,
    "lighthouse": lighthouse,
    "windmill": windmill,
    "church": church,
}
