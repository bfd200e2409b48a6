"""Animals that sit, mostly seen from the front."""

from core.providers.painter.canvas import Look, Pen, Point
from core.providers.painter.palette import Rgb, shade

DARK = "#2a2320"


def eye(pen: Pen, look: Look, x: float, y: float, r: float = 0.028) -> None:
    """A dark eye with a light in it."""
    pen.oval(x, y, r, r * 1.1, look.ink(DARK))
    pen.oval(x + r * 0.3, y + r * 0.35, r * 0.35, r * 0.35, look.ink("#ffffff"))


def _sitting(pen: Pen, colour: Rgb, belly: Rgb, *, broad: float = 1.0) -> None:
    """The body of a sitting cat, dog or fox from the front."""
    pen.blob(
        [
            (-0.3 * broad, 0.02),
            (0.3 * broad, 0.02),
            (0.29 * broad, 0.28),
            (0.17 * broad, 0.6),
            (-0.17 * broad, 0.6),
            (-0.29 * broad, 0.28),
        ],
        colour,
    )
    pen.blob([(-0.1, 0.12), (0.1, 0.12), (0.11, 0.42), (0.05, 0.56), (-0.05, 0.56), (-0.11, 0.42)], belly)
    for side in (-1, 1):
        pen.blob(
            [(side * 0.03, 0.0), (side * 0.15, 0.0), (side * 0.14, 0.36), (side * 0.05, 0.36)],
            shade(colour, 0.05),
        )
        pen.oval(side * 0.09, 0.03, 0.075, 0.04, shade(belly, -0.02))
        pen.oval(side * 0.25 * broad, 0.06, 0.1, 0.06, shade(colour, -0.1))


def _face(pen: Pen, look: Look, y: float, muzzle: Rgb, nose: str, spread: float = 0.095) -> None:
    pen.oval(0, y - 0.07, 0.1, 0.07, muzzle)
    pen.blob([(-0.035, y - 0.03), (0.035, y - 0.03), (0, y - 0.07)], look.ink(nose))
    pen.curve(
        ((-0.05, y - 0.11), (-0.02, y - 0.115), (0, y - 0.08), (0.02, y - 0.115), (0.05, y - 0.11)),
        0.011,
        look.ink(DARK),
    )
    for side in (-1, 1):
        eye(pen, look, side * spread, y + 0.03, 0.034)


def cat(pen: Pen, look: Look) -> None:
    """Sitting, from the front, its tail around."""
    fur = look.main(("#e0995a", "#8c8f98", "#4a4650", "#e8dcc8")[look.thing.seed % 4])
    belly = shade(fur, 0.6)
    pen.taper(((0.2, 0.06), (0.42, 0.1), (0.47, 0.3), (0.4, 0.44)), 0.1, 0.06, shade(fur, -0.1))
    _sitting(pen, fur, belly)
    for side in (-1, 1):
        pen.shape(((side * 0.07, 0.9), (side * 0.21, 1.0), (side * 0.24, 0.76)), fur)
        pen.shape(((side * 0.12, 0.9), (side * 0.195, 0.955), (side * 0.21, 0.8)), look.ink("#e8a5a0"))
    pen.blob(
        [(-0.25, 0.72), (-0.18, 0.88), (0, 0.91), (0.18, 0.88), (0.25, 0.72), (0.15, 0.57), (-0.15, 0.57)],
        fur,
    )
    for x in (-0.06, 0.0, 0.06):
        pen.line(((x, 0.9), (x * 0.8, 0.83)), 0.018, shade(fur, -0.25))
    _face(pen, look, 0.73, belly, "#d9827c")
    for side in (-1, 1):
        for lift in (-0.02, 0.015):
            pen.line(((side * 0.1, 0.665), (side * 0.3, 0.66 + lift * 2)), 0.006, look.ink("#fbf7f0"))


def dog(pen: Pen, look: Look) -> None:
    """Sitting, with hanging ears and its tongue out."""
    fur = look.main(("#b5793f", "#d9b98a", "#6b4f3f", "#e9e0d2")[look.thing.seed % 4])
    belly = shade(fur, 0.55)
    pen.taper(((0.22, 0.1), (0.38, 0.24), (0.44, 0.42)), 0.09, 0.045, fur)
    _sitting(pen, fur, belly, broad=1.05)
    pen.blob(
        [(-0.24, 0.72), (-0.17, 0.93), (0, 0.97), (0.17, 0.93), (0.24, 0.72), (0.14, 0.56), (-0.14, 0.56)],
        fur,
    )
    for side in (-1, 1):
        pen.blob(
            [
                (side * 0.14, 0.93),
                (side * 0.25, 0.9),
                (side * 0.33, 0.66),
                (side * 0.24, 0.58),
                (side * 0.19, 0.74),
            ],
            shade(fur, -0.28),
        )
    pen.blob([(-0.03, 0.64), (0.03, 0.64), (0.04, 0.53), (0, 0.5), (-0.04, 0.53)], look.ink("#e07f86"))
    pen.oval(0, 0.69, 0.125, 0.085, belly)
    _face(pen, look, 0.76, belly, DARK, 0.1)
    pen.oval(0, 0.735, 0.048, 0.034, look.ink(DARK))
    pen.blob([(-0.16, 0.55), (0.16, 0.55), (0.17, 0.5), (0, 0.47), (-0.17, 0.5)], look.ink("#c8443a"))
    pen.oval(0, 0.465, 0.03, 0.03, look.ink("#e8c25a"))


def fox(pen: Pen, look: Look) -> None:
    """Sitting, with a white-tipped brush."""
    fur = look.main("#d9692f")
    white = look.ink("#fbf3e6")
    pen.blob(
        [(0.16, 0.04), (0.42, 0.02), (0.62, 0.2), (0.66, 0.44), (0.52, 0.52), (0.46, 0.3), (0.28, 0.2)], fur
    )
    pen.blob([(0.66, 0.44), (0.58, 0.58), (0.52, 0.52), (0.5, 0.4), (0.58, 0.34)], white)
    _sitting(pen, fur, white)
    for side in (-1, 1):
        pen.blob(
            [(side * 0.03, 0.0), (side * 0.15, 0.0), (side * 0.13, 0.16), (side * 0.05, 0.16)],
            look.ink("#4a332b"),
        )
        pen.shape(((side * 0.06, 0.88), (side * 0.22, 1.03), (side * 0.25, 0.76)), fur)
        pen.shape(((side * 0.13, 0.88), (side * 0.205, 0.97), (side * 0.215, 0.82)), look.ink("#4a332b"))
    pen.blob(
        [
            (-0.29, 0.7),
            (-0.17, 0.88),
            (0, 0.9),
            (0.17, 0.88),
            (0.29, 0.7),
            (0.1, 0.58),
            (0, 0.55),
            (-0.1, 0.58),
        ],
        fur,
    )
    for side in (-1, 1):
        pen.blob([(side * 0.28, 0.7), (side * 0.1, 0.72), (0, 0.56), (side * 0.1, 0.58)], white)
        eye(pen, look, side * 0.105, 0.755, 0.03)
    pen.oval(0, 0.585, 0.036, 0.028, look.ink(DARK))


def rabbit(pen: Pen, look: Look) -> None:
    """Sitting upright, ears high."""
    fur = look.main(("#d8c7b2", "#a8988a", "#f2ece2")[look.thing.seed % 3])
    belly = shade(fur, 0.55)
    pen.oval(0.24, 0.1, 0.09, 0.09, look.ink("#fbf7f0"))
    pen.blob([(-0.24, 0.02), (0.24, 0.02), (0.25, 0.22), (0.14, 0.46), (-0.14, 0.46), (-0.25, 0.22)], fur)
    pen.oval(0, 0.22, 0.12, 0.16, belly)
    for side in (-1, 1):
        pen.oval(side * 0.13, 0.04, 0.11, 0.05, shade(fur, -0.08))
        pen.blob(
            [
                (side * 0.04, 0.62),
                (side * 0.05, 0.86),
                (side * 0.11, 1.0),
                (side * 0.16, 0.86),
                (side * 0.12, 0.62),
            ],
            fur,
        )
        pen.blob(
            [
                (side * 0.07, 0.64),
                (side * 0.08, 0.84),
                (side * 0.11, 0.93),
                (side * 0.13, 0.84),
                (side * 0.1, 0.64),
            ],
            look.ink("#eab5b0"),
        )
    pen.oval(0, 0.54, 0.18, 0.155, fur)
    _face(pen, look, 0.55, belly, "#d9827c", 0.085)


def bear(pen: Pen, look: Look) -> None:
    """Sitting, round ears."""
    fur = look.main("#7a5238")
    _bear(pen, look, fur, shade(fur, -0.06), shade(fur, 0.4))


def panda(pen: Pen, look: Look) -> None:
    """A bear in black and white, with dark eyes."""
    white = look.main("#f7f4ec")
    dark = look.ink("#2f3036")
    _bear(pen, look, white, dark, shade(white, 0.3))
    for side in (-1, 1):
        pen.blob([(side * 0.07, 0.84), (side * 0.15, 0.84), (side * 0.19, 0.74), (side * 0.11, 0.73)], dark)
        eye(pen, look, side * 0.115, 0.795, 0.026)
        pen.oval(side * 0.115, 0.8, 0.011, 0.011, white)


def _bear(pen: Pen, look: Look, fur: Rgb, limbs: Rgb, belly: Rgb) -> None:
    pen.blob([(-0.38, 0.04), (0.38, 0.04), (0.36, 0.36), (0.22, 0.62), (-0.22, 0.62), (-0.36, 0.36)], fur)
    pen.oval(0, 0.28, 0.2, 0.22, belly)
    for side in (-1, 1):
        pen.oval(side * 0.27, 0.08, 0.13, 0.09, shade(limbs, -0.05))
        pen.oval(side * 0.27, 0.085, 0.07, 0.05, belly)
        pen.blob(
            [
                (side * 0.2, 0.54),
                (side * 0.34, 0.5),
                (side * 0.4, 0.3),
                (side * 0.3, 0.26),
                (side * 0.22, 0.4),
            ],
            limbs,
        )
        pen.oval(side * 0.2, 0.92, 0.085, 0.085, limbs)
        pen.oval(side * 0.2, 0.92, 0.045, 0.045, belly)
    pen.oval(0, 0.77, 0.265, 0.215, fur)
    pen.oval(0, 0.69, 0.125, 0.095, belly)
    _face(pen, look, 0.77, belly, DARK, 0.11)


def owl(pen: Pen, look: Look) -> None:
    """Two large eyes on a round body."""
    plumage = look.main("#8f6b4a")
    pen.blob(
        [(-0.3, 0.1), (0, 0.0), (0.3, 0.1), (0.36, 0.5), (0.3, 0.85), (0, 0.92), (-0.3, 0.85), (-0.36, 0.5)],
        plumage,
    )
    pen.oval(0, 0.34, 0.2, 0.27, shade(plumage, 0.5))
    for row in range(3):
        for column in range(3):
            pen.oval(-0.1 + column * 0.1, 0.2 + row * 0.13, 0.026, 0.02, shade(plumage, 0.05))
    for side in (-1, 1):
        pen.blob(
            [(side * 0.3, 0.66), (side * 0.4, 0.4), (side * 0.28, 0.14), (side * 0.2, 0.42)],
            shade(plumage, -0.22),
        )
        pen.shape(((side * 0.1, 0.88), (side * 0.29, 1.0), (side * 0.3, 0.76)), plumage)
        pen.oval(side * 0.14, 0.72, 0.135, 0.135, shade(plumage, 0.65))
        pen.oval(side * 0.13, 0.72, 0.085, 0.085, look.bright("#f3c14a"))
        pen.oval(side * 0.13, 0.72, 0.05, 0.055, look.ink(DARK))
        pen.oval(side * 0.12, 0.02, 0.07, 0.035, look.ink("#e0a03a"))
    pen.shape(((-0.05, 0.66), (0.05, 0.66), (0, 0.55)), look.ink("#e0a03a"))


def penguin(pen: Pen, look: Look) -> None:
    """Upright in black and white."""
    coat = look.main("#2c3440")
    outline: list[Point] = [
        (-0.26, 0.05),
        (0.26, 0.05),
        (0.31, 0.4),
        (0.2, 0.78),
        (0.14, 0.97),
        (-0.14, 0.97),
        (-0.2, 0.78),
        (-0.31, 0.4),
    ]
    pen.blob(outline, coat)
    pen.blob(
        [(-0.18, 0.07), (0.18, 0.07), (0.22, 0.4), (0.12, 0.68), (-0.12, 0.68), (-0.22, 0.4)],
        look.ink("#fbf8f0"),
    )
    for side in (-1, 1):
        pen.blob(
            [(side * 0.22, 0.66), (side * 0.36, 0.42), (side * 0.34, 0.24), (side * 0.27, 0.4)],
            shade(coat, 0.1),
        )
        pen.oval(side * 0.12, 0.03, 0.11, 0.04, look.ink("#e8a03a"))
        pen.oval(side * 0.085, 0.83, 0.075, 0.085, look.ink("#fbf8f0"))
        eye(pen, look, side * 0.075, 0.84, 0.028)
    pen.blob([(-0.06, 0.79), (0.06, 0.79), (0, 0.7)], look.ink("#e8a03a"))


def turtle(pen: Pen, look: Look) -> None:
    """A domed shell, from the side."""
    shell = look.main("#6f8f4a")
    skin = look.ink("#9ab56b")
    for x in (-0.42, 0.38):
        pen.blob([(x - 0.14, 0.3), (x + 0.14, 0.3), (x + 0.16, 0.0), (x - 0.1, 0.0)], skin)
    pen.blob([(0.5, 0.3), (0.62, 0.62), (0.82, 0.72), (0.94, 0.56), (0.84, 0.4), (0.66, 0.22)], skin)
    pen.shape(((-0.66, 0.28), (-0.88, 0.16), (-0.6, 0.18)), skin)
    pen.blob(
        [(-0.72, 0.22), (-0.6, 0.66), (-0.2, 0.98), (0.2, 0.98), (0.58, 0.66), (0.7, 0.22), (0, 0.14)], shell
    )
    for x, y, r in ((-0.32, 0.56, 0.16), (0.02, 0.68, 0.18), (0.34, 0.54, 0.15)):
        pen.oval(x, y, r, r * 1.1, shade(shell, -0.22))
        pen.oval(x, y, r * 0.76, r * 0.84, shade(shell, 0.12))
    eye(pen, look, 0.8, 0.58, 0.035)


DRAWN = {
    "cat": cat,
    "dog": dog,
    "fox": fox,
    "rabbit": rabbit,
    "bear": bear,
    "panda": panda,
    "owl": owl,
    "penguin": penguin,
    "turtle": turtle,
}
