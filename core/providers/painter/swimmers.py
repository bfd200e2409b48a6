"""What swims or floats."""

import math

from core.providers.painter.canvas import Look, Pen
from core.providers.painter.palette import shade


def whale(pen: Pen, look: Look) -> None:
    """A back, a fluke and a spout."""
    hide = look.main("#4f7396")
    for lean in (-0.16, 0.0, 0.16):
        pen.curve(
            ((0.5, 0.72), (0.5 + lean * 0.6, 1.1), (0.5 + lean * 1.8, 1.18 - abs(lean))),
            0.035,
            look.ink("#eaf6fa"),
            210,
        )
    pen.blob(
        [
            (-0.66, 0.18),
            (-0.95, 0.62),
            (-1.3, 0.78),
            (-1.08, 0.9),
            (-0.9, 0.84),
            (-0.84, 1.05),
            (-0.66, 0.96),
            (-0.7, 0.66),
            (-0.45, 0.4),
        ],
        shade(hide, -0.08),
    )
    pen.blob(
        [
            (-0.8, 0.22),
            (-0.4, 0.48),
            (0.1, 0.72),
            (0.7, 0.72),
            (1.02, 0.42),
            (1.05, 0.08),
            (0.6, -0.03),
            (-0.5, -0.03),
        ],
        hide,
    )
    pen.blob([(0.1, 0.0), (0.5, 0.2), (1.02, 0.22), (1.04, 0.06), (0.6, -0.03)], look.ink("#dfeaf0"))
    for number in range(4):
        pen.curve(
            ((0.35 + number * 0.15, 0.01), (0.5 + number * 0.13, 0.12), (0.7 + number * 0.09, 0.19)),
            0.012,
            look.ink("#9fb7c6"),
        )
    pen.blob([(0.1, 0.12), (0.3, 0.12), (0.1, -0.08), (-0.12, -0.04)], shade(hide, -0.22))
    pen.oval(0.72, 0.33, 0.035, 0.04, look.ink("#1f2a36"))
    pen.oval(0.73, 0.345, 0.012, 0.014, look.ink("#ffffff"))


def dolphin(pen: Pen, look: Look) -> None:
    """In the middle of a leap."""
    hide = look.main("#5f86a8")
    pen.blob(
        [
            (-0.72, 0.12),
            (-0.45, 0.5),
            (-0.05, 0.84),
            (0.4, 0.9),
            (0.72, 0.66),
            (0.95, 0.5),
            (0.7, 0.5),
            (0.3, 0.56),
            (-0.1, 0.46),
            (-0.5, 0.14),
        ],
        hide,
    )
    pen.blob(
        [(0.68, 0.54), (0.3, 0.62), (-0.1, 0.5), (-0.4, 0.24), (-0.1, 0.42), (0.3, 0.53)], look.ink("#e4eef2")
    )
    pen.shape(((0.0, 0.84), (-0.12, 1.06), (0.24, 0.9)), shade(hide, -0.1))
    pen.shape(((0.3, 0.6), (0.22, 0.34), (0.44, 0.58)), shade(hide, -0.18))
    pen.blob([(-0.66, 0.2), (-0.98, 0.2), (-0.8, 0.06), (-0.82, -0.12), (-0.6, 0.08)], hide)
    pen.oval(0.6, 0.68, 0.026, 0.03, look.ink("#1f2a36"))


def fish(pen: Pen, look: Look) -> None:
    """A striped fish with a fan of a tail."""
    scale = look.main(("#ee8a3c", "#f2c53d", "#e2574c", "#5d9fcf", "#e87aa6")[look.thing.seed % 5])
    pen.blob([(-0.45, 0.5), (-0.9, 0.92), (-0.78, 0.5), (-0.9, 0.08)], shade(scale, -0.14))
    pen.blob([(-0.1, 0.86), (0.1, 1.06), (0.4, 0.84)], shade(scale, -0.14))
    pen.blob([(-0.05, 0.14), (0.1, -0.04), (0.3, 0.16)], shade(scale, -0.14))
    pen.blob([(-0.55, 0.5), (-0.15, 0.86), (0.4, 0.86), (0.8, 0.5), (0.4, 0.14), (-0.15, 0.14)], scale)
    for x, half in ((-0.1, 0.3), (0.22, 0.35)):
        pen.blob(
            [
                (x - 0.05, 0.5 - half),
                (x + 0.05, 0.5 - half),
                (x + 0.08, 0.5),
                (x + 0.05, 0.5 + half),
                (x - 0.05, 0.5 + half),
                (x - 0.02, 0.5),
            ],
            look.ink("#fbf4e6"),
            220,
        )
    pen.oval(0.53, 0.6, 0.085, 0.1, look.ink("#ffffff"))
    pen.oval(0.55, 0.6, 0.045, 0.06, look.ink("#22262e"))
    pen.curve(((0.76, 0.46), (0.68, 0.4), (0.62, 0.41)), 0.025, shade(scale, -0.45))


def duck(pen: Pen, look: Look) -> None:
    """Swimming, from the side."""
    plumage = look.main("#f2cf4f")
    pen.blob(
        [(-0.62, 0.5), (-0.5, 0.1), (0.0, -0.04), (0.45, 0.06), (0.5, 0.36), (0.2, 0.5), (-0.3, 0.4)], plumage
    )
    pen.blob([(-0.35, 0.36), (0.12, 0.38), (0.05, 0.14), (-0.2, 0.12)], shade(plumage, -0.17))
    pen.oval(0.36, 0.7, 0.22, 0.25, plumage)
    pen.blob([(0.52, 0.72), (0.76, 0.66), (0.76, 0.58), (0.52, 0.58)], look.ink("#e8832e"))
    pen.oval(0.42, 0.77, 0.04, 0.05, look.ink("#22262e"))


def swan(pen: Pen, look: Look) -> None:
    """A long neck and folded wings."""
    plumage = look.main("#fbfaf5")
    pen.blob(
        [(-0.62, 0.42), (-0.48, 0.06), (0.0, -0.03), (0.36, 0.06), (0.4, 0.26), (0.1, 0.38), (-0.25, 0.34)],
        plumage,
    )
    pen.blob([(-0.6, 0.46), (-0.4, 0.14), (0.08, 0.12), (0.16, 0.34), (-0.2, 0.44)], shade(plumage, -0.08))
    pen.taper(((0.3, 0.16), (0.46, 0.42), (0.22, 0.66), (0.3, 0.9)), 0.17, 0.09, plumage)
    pen.oval(0.35, 0.9, 0.1, 0.08, plumage)
    pen.blob([(0.42, 0.93), (0.6, 0.83), (0.43, 0.84)], look.ink("#e8832e"))
    pen.oval(0.4, 0.92, 0.02, 0.02, look.ink("#22262e"))


def lotus(pen: Pen, look: Look) -> None:
    """A flower over round leaves."""
    petal = look.main("#f0a3c0")
    leaf = look.ink("#4f9460")
    for x, y, rx in ((-0.55, 0.05, 0.5), (0.6, 0.0, 0.44), (0.05, -0.1, 0.5)):
        pen.oval(x, y, rx, rx * 0.3, leaf)
        pen.line(((x, y), (x + rx * 0.8, y + 0.05)), 0.02, shade(leaf, -0.25))
    for number in (0, 6, 1, 5, 2, 4, 3):
        angle = math.pi * (0.12 + 0.76 * number / 6)
        cx, cy = math.cos(angle), math.sin(angle)
        tip = (cx * 0.5, 0.1 + cy * 0.85)
        pen.blob(
            [
                (-0.06, 0.08),
                (cx * 0.3 - 0.1 * cy, 0.1 + cy * 0.5),
                tip,
                (cx * 0.3 + 0.1 * cy, 0.1 + cy * 0.46),
                (0.06, 0.08),
            ],
            shade(petal, 0.12 * (number % 2)),
        )


DRAWN = {"whale": whale, "dolphin": dolphin, "fish": fish, "duck": duck, "swan": swan, "lotus": lotus}
