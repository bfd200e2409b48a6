"""Trees, flowers and other things that grow, and rocks."""

import math

from core.providers.painter.canvas import Look, Pen
from core.providers.painter.palette import mix, shade
from core.providers.painter.scene import chance

BARK = "#6b4a34"


def _crown(pen: Pen, look: Look, x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
    """A heap of leaves: dark below, light above left."""
    dice = chance(look.thing.seed, "crown", round(x * 100))
    rounds = [(x, y, radius)]
    for number in range(7):
        angle = number / 7 * math.tau + dice.uniform(-0.2, 0.2)
        rounds.append(
            (
                x + math.cos(angle) * radius * 0.62,
                y + math.sin(angle) * radius * 0.55,
                radius * dice.uniform(0.48, 0.62),
            )
        )
    for cx, cy, r in rounds:
        pen.oval(cx, cy - r * 0.08, r, r * 0.95, shade(colour, -0.2))
    for cx, cy, r in rounds:
        pen.oval(cx - r * 0.06, cy + r * 0.05, r * 0.9, r * 0.84, colour)
    for cx, cy, r in rounds[1:]:
        if cy > y - radius * 0.2:
            pen.oval(cx - r * 0.2, cy + r * 0.22, r * 0.5, r * 0.42, shade(colour, 0.13))


def _leaves(look: Look) -> tuple[int, int, int]:
    if look.thing.colour:
        return look.main(look.thing.colour)
    return look.air.lit(look.air.leaves[look.thing.seed % len(look.air.leaves)], look.depth)


def tree(pen: Pen, look: Look) -> None:
    """A round tree; bare with snow on its branches in winter."""
    bark = look.ink(BARK)
    if look.air.snow and not look.thing.colour:
        _bare(pen, look)
        return
    pen.taper(((0, 0), (0.01, 0.25), (0.0, 0.5)), 0.1, 0.05, bark)
    pen.taper(((0.0, 0.3), (0.1, 0.45)), 0.04, 0.02, bark)
    pen.taper(((0.0, 0.34), (-0.12, 0.5)), 0.04, 0.02, bark)
    _crown(pen, look, 0, 0.66, 0.27, _leaves(look))


def _bare(pen: Pen, look: Look) -> None:
    bark = look.ink("#5d4a42")
    dice = chance(look.thing.seed, "branches")
    pen.taper(((0, 0), (0.01, 0.3), (0, 0.62)), 0.085, 0.03, bark)

    def branch(x: float, y: float, angle: float, length: float, width: float) -> None:
        ex, ey = x + math.cos(angle) * length, y + math.sin(angle) * length
        pen.taper(((x, y), ((x + ex) / 2 + 0.01, (y + ey) / 2), (ex, ey)), width, width * 0.5, bark)
        pen.line(
            ((x + (ex - x) * 0.2, y + (ey - y) * 0.2 + width * 0.5), (ex, ey + width * 0.35)),
            width * 0.4,
            look.ink("#f4f8fb"),
        )
        if length > 0.09:
            branch(ex, ey, angle + dice.uniform(0.25, 0.6), length * 0.66, width * 0.6)
            branch(ex, ey, angle - dice.uniform(0.25, 0.6), length * 0.66, width * 0.6)

    for height, angle in ((0.36, 0.9), (0.42, 2.2), (0.52, 1.2), (0.56, 1.95), (0.62, 1.57)):
        branch(0, height, angle, 0.2, 0.03)


def pine(pen: Pen, look: Look) -> None:
    """Tiers of dark branches, with snow in winter."""
    colour = look.main("#2f6b4f")
    pen.box(-0.03, 0, 0.03, 0.16, look.ink(BARK))
    for low, high, half in ((0.1, 0.46, 0.25), (0.28, 0.66, 0.2), (0.47, 0.84, 0.15), (0.66, 1.0, 0.1)):
        pen.shape(
            (
                (-half, low),
                (-half * 0.45, low + 0.035),
                (0, low - 0.015),
                (half * 0.45, low + 0.035),
                (half, low),
                (0, high),
            ),
            colour,
        )
        pen.shape(
            ((0, low - 0.015), (half * 0.45, low + 0.035), (half, low), (0, high)), shade(colour, -0.17)
        )
        if look.air.snow:
            pen.shape(
                (
                    (-half * 0.72, low + 0.1),
                    (-half * 0.3, low + 0.13),
                    (0.02, low + 0.08),
                    (half * 0.4, low + 0.15),
                    (0, high),
                ),
                look.ink("#f3f8fb"),
            )


def palm(pen: Pen, look: Look) -> None:
    """A bent trunk and hanging leaves."""
    bark = look.ink("#8a6a48")
    pen.taper(((0, 0), (0.06, 0.35), (0.14, 0.8)), 0.065, 0.035, bark)
    for number in range(9):
        t = number / 9
        pen.line(
            ((0.03 + 0.11 * t * t - 0.02, 0.08 + 0.7 * t), (0.03 + 0.11 * t * t + 0.03, 0.085 + 0.7 * t)),
            0.008,
            shade(bark, -0.25),
        )
    colour = look.main("#3f8f4f")
    for number in range(9):
        angle = -0.5 + number / 8 * (math.pi + 1.0)
        reach = 0.3
        tip = (0.14 + math.cos(angle) * reach, 0.8 + math.sin(angle) * reach * 0.62 - 0.1)
        middle = (0.14 + math.cos(angle) * reach * 0.6, 0.83 + math.sin(angle) * reach * 0.6)
        tone = shade(colour, -0.18 + 0.08 * (number % 4))
        pen.blob(
            [(0.14, 0.8), (middle[0], middle[1] + 0.03), tip, (middle[0] - 0.005, middle[1] - 0.05)], tone
        )
    for x, y in ((0.11, 0.77), (0.16, 0.76)):
        pen.oval(x, y, 0.028, 0.028, look.ink("#6b4a2f"))


def willow(pen: Pen, look: Look) -> None:
    """A dome with strands that hang to the ground."""
    colour = look.main("#86a94f") if look.thing.colour else mix(_leaves(look), look.ink("#a9bd5a"), 0.5)
    pen.taper(((0, 0), (0.03, 0.3), (0, 0.62)), 0.11, 0.05, look.ink(BARK))
    dice = chance(look.thing.seed, "willow")
    for number in range(26):
        t = (number + 0.5) / 26 * 2 - 1
        top = 0.96 - 0.3 * t * t
        drop = dice.uniform(0.1, 0.34)
        tone = shade(colour, dice.uniform(-0.2, 0.12))
        pen.blob(
            [
                (t * 0.3, top),
                (t * 0.46 + 0.03, (top + drop) / 2),
                (t * 0.48, drop),
                (t * 0.46 - 0.03, (top + drop) / 2),
            ],
            tone,
        )
    pen.oval(0, 0.8, 0.3, 0.19, colour)
    pen.oval(-0.08, 0.86, 0.16, 0.08, shade(colour, 0.15))


def blossom(pen: Pen, look: Look) -> None:
    """A cherry tree in flower, petals on the ground."""
    bark = look.ink("#5a3f3a")
    pen.taper(((0, 0), (-0.03, 0.25), (0.03, 0.5)), 0.1, 0.05, bark)
    pen.taper(((0, 0.3), (0.14, 0.45), (0.24, 0.56)), 0.05, 0.02, bark)
    pen.taper(((0, 0.34), (-0.14, 0.5), (-0.25, 0.58)), 0.05, 0.02, bark)
    colour = look.main("#f3b4c8")
    for x, y, r in ((-0.25, 0.6, 0.17), (0.26, 0.6, 0.17), (0.02, 0.74, 0.23)):
        _crown(pen, look, x, y, r, colour)
    dice = chance(look.thing.seed, "petals")
    for _ in range(26):
        pen.oval(dice.uniform(-0.45, 0.45), dice.uniform(-0.06, 0.05), 0.011, 0.006, shade(colour, 0.2))


def bamboo(pen: Pen, look: Look) -> None:
    """A clump of canes with narrow leaves."""
    dice = chance(look.thing.seed, "bamboo")
    colour = look.main("#6f9f4a")
    for number in range(6):
        x = -0.18 + number * 0.072
        lean, tall = dice.uniform(-0.05, 0.05), dice.uniform(0.75, 1.0)
        tone = shade(colour, dice.uniform(-0.2, 0.1))
        pen.taper(((x, 0), (x + lean * 0.5, tall * 0.5), (x + lean, tall)), 0.032, 0.02, tone)
        for joint in range(1, 6):
            t = joint / 6
            pen.line(
                ((x + lean * t - 0.018, tall * t), (x + lean * t + 0.018, tall * t)), 0.01, shade(tone, -0.3)
            )
        for _ in range(7):
            y = dice.uniform(0.45, 1.0) * tall
            side = dice.choice((-1, 1))
            bx = x + lean * y / tall
            pen.blob(
                [
                    (bx, y),
                    (bx + side * 0.07, y + 0.005),
                    (bx + side * 0.13, y - 0.04),
                    (bx + side * 0.06, y - 0.025),
                ],
                shade(tone, dice.uniform(-0.05, 0.2)),
            )


def cactus(pen: Pen, look: Look) -> None:
    """A column with two arms."""
    colour = look.main("#4f8a52")
    pen.taper(((0, 0), (0, 0.5), (0, 0.92)), 0.17, 0.15, colour)
    for side, low, high in ((-1, 0.35, 0.72), (1, 0.48, 0.85)):
        pen.taper(((side * 0.05, low), (side * 0.24, low + 0.02), (side * 0.26, high)), 0.11, 0.1, colour)
    for x in (-0.045, 0.0, 0.045):
        pen.line(((x, 0.04), (x, 0.93)), 0.01, shade(colour, 0.22))
    pen.oval(0, 1.0, 0.05, 0.03, look.ink("#e8739a"))


def bush(pen: Pen, look: Look) -> None:
    """A low round shrub."""
    colour = look.main("#4c8a4a") if look.thing.colour else shade(_leaves(look), -0.08)
    for x, y, r in ((-0.5, 0.32, 0.36), (0.5, 0.3, 0.36), (0, 0.5, 0.5)):
        pen.oval(x, y, r, r * 0.9, shade(colour, -0.14))
        pen.oval(x - 0.05, y + 0.06, r * 0.84, r * 0.72, colour)
        pen.oval(x - 0.12, y + 0.18, r * 0.4, r * 0.3, shade(colour, 0.14))
    if look.air.snow:
        pen.blob([(-0.5, 0.62), (0, 0.95), (0.5, 0.6), (0.2, 0.7), (-0.2, 0.72)], look.ink("#f4f8fb"))


def flower(pen: Pen, look: Look) -> None:
    """A stem, two leaves and a round of petals."""
    palette = ("#e2574c", "#f0b13c", "#e57fa5", "#8d6cc7", "#f5f0e0", "#5d86cf")
    petal = look.main(palette[look.thing.seed % len(palette)])
    stem = look.ink("#4c8a45")
    pen.curve(((0, 0), (0.03, 0.35), (0, 0.75)), 0.035, stem)
    pen.blob([(0.01, 0.2), (0.15, 0.38), (0.24, 0.36), (0.14, 0.24)], stem)
    pen.blob([(0.01, 0.3), (-0.14, 0.48), (-0.22, 0.46), (-0.13, 0.34)], shade(stem, 0.1))
    for number in range(6):
        angle = number / 6 * math.tau + 0.3
        pen.oval(
            math.cos(angle) * 0.13, 0.8 + math.sin(angle) * 0.13, 0.1, 0.1, shade(petal, 0.06 * (number % 2))
        )
    pen.oval(0, 0.8, 0.085, 0.085, look.ink("#f3cf4f" if look.thing.colour != "#f2c53d" else "#8a5a36"))


def sunflower(pen: Pen, look: Look) -> None:
    """A tall stem and a large head."""
    petal = look.main("#f2bd2f")
    stem = look.ink("#4f8a3f")
    pen.curve(((0, 0), (0.02, 0.4), (0, 0.78)), 0.035, stem)
    for side, y in ((1, 0.25), (-1, 0.42)):
        pen.blob(
            [(0, y), (side * 0.12, y + 0.13), (side * 0.24, y + 0.12), (side * 0.13, y + 0.02)],
            shade(stem, 0.06 * side),
        )
    for number in range(16):
        angle = number / 16 * math.tau
        cx, cy = math.cos(angle), math.sin(angle)
        pen.blob(
            [
                (cx * 0.06 - cy * 0.035, 0.8 + cy * 0.06 + cx * 0.035),
                (cx * 0.21, 0.8 + cy * 0.21),
                (cx * 0.06 + cy * 0.035, 0.8 + cy * 0.06 - cx * 0.035),
            ],
            shade(petal, -0.1 * (number % 2)),
        )
    pen.oval(0, 0.8, 0.1, 0.1, look.ink("#5b3a22"))
    pen.oval(-0.015, 0.815, 0.06, 0.06, look.ink("#7a5230"))


def mushroom(pen: Pen, look: Look) -> None:
    """A spotted cap on a pale stem."""
    cap = look.main("#cf4436")
    pen.blob(
        [(-0.14, 0), (0.14, 0), (0.1, 0.3), (0.12, 0.55), (-0.12, 0.55), (-0.1, 0.3)], look.ink("#f1e6d2")
    )
    pen.oval(0, 0.5, 0.42, 0.1, look.ink("#d9c7ac"))
    pen.blob([(-0.47, 0.48), (-0.36, 0.82), (0, 1.0), (0.36, 0.82), (0.47, 0.48), (0, 0.55)], cap)
    for x, y, r in ((-0.2, 0.75, 0.075), (0.12, 0.86, 0.07), (0.24, 0.65, 0.055), (-0.02, 0.66, 0.05)):
        pen.oval(x, y, r, r * 0.85, look.ink("#fbf4e6"))


def rock(pen: Pen, look: Look) -> None:
    """A faceted boulder."""
    colour = look.main("#8b8c90")
    pen.shape(((-0.75, 0), (-0.6, 0.55), (-0.15, 0.95), (0.35, 0.85), (0.75, 0.4), (0.8, 0)), colour)
    pen.shape(((-0.6, 0.55), (-0.15, 0.95), (0.35, 0.85), (0.0, 0.6)), shade(colour, 0.2))
    pen.shape(((0.35, 0.85), (0.75, 0.4), (0.8, 0), (0.2, 0), (0.0, 0.6)), shade(colour, -0.18))
    if look.air.snow:
        pen.blob([(-0.55, 0.6), (-0.15, 0.98), (0.36, 0.88), (0.1, 0.78), (-0.2, 0.8)], look.ink("#f5f9fb"))


DRAWN = {
    "tree": tree,
    "pine": pine,
    "palm": palm,
    "willow": willow,
    "blossom": blossom,
    "bamboo": bamboo,
    "cactus": cactus,
    "bush": bush,
    "flower": flower,
    "sunflower": sunflower,
    "mushroom": mushroom,
    "rock": rock,
}
