"""Boats, cars and other things that go somewhere, and an umbrella."""

import math

from core.providers.painter.canvas import Look, Pen
from core.providers.painter.palette import Rgb, shade


def boat(pen: Pen, look: Look) -> None:
    """A sailing boat; its colour is that of the hull."""
    hull = look.main("#8c4a36")
    sail = look.ink("#f7f1e3" if look.thing.colour != "#f7f5ef" else "#d9c7a6")
    pen.line(((0, 0.12), (0, 1.0)), 0.022, look.ink("#5d4435"))
    pen.shape(((-0.03, 0.96), (-0.03, 0.26), (-0.42, 0.26), (-0.26, 0.55)), shade(sail, -0.06))
    pen.blob([(0.03, 0.92), (0.2, 0.62), (0.4, 0.28), (0.03, 0.28)], sail)
    pen.shape(((0, 1.0), (0.14, 0.965), (0, 0.93)), hull)
    pen.blob(
        [
            (-0.5, 0.2),
            (-0.42, 0.02),
            (-0.2, -0.035),
            (0.25, -0.035),
            (0.42, 0.04),
            (0.56, 0.22),
            (0.2, 0.17),
            (-0.2, 0.17),
        ],
        hull,
    )
    pen.blob(
        [(-0.5, 0.2), (-0.2, 0.165), (0.2, 0.165), (0.56, 0.22), (0.2, 0.195), (-0.2, 0.19)], shade(hull, 0.4)
    )
    pen.blob(
        [(-0.43, 0.03), (-0.2, -0.035), (0.25, -0.035), (0.42, 0.04), (0.2, 0.02), (-0.2, 0.015)],
        shade(hull, -0.3),
    )


def ship(pen: Pen, look: Look) -> None:
    """A steamer with two funnels."""
    hull = look.main("#2f4257")
    white = look.ink("#f4f1ea")
    for number, (x, y, r) in enumerate(((-0.35, 1.02, 0.09), (-0.5, 1.14, 0.12), (-0.72, 1.24, 0.15))):
        pen.oval(x, y, r, r * 0.75, look.ink("#d8d8dc"), 120 - number * 30)
    pen.box(-0.65, 0.3, 0.6, 0.5, white)
    pen.box(-0.48, 0.5, 0.36, 0.66, shade(white, -0.06))
    for x in (-0.3, 0.05):
        pen.shape(
            ((x - 0.07, 0.66), (x + 0.07, 0.66), (x + 0.05, 0.96), (x - 0.09, 0.96)), look.ink("#c8443a")
        )
        pen.shape(
            ((x - 0.085, 0.88), (x + 0.055, 0.88), (x + 0.05, 0.96), (x - 0.09, 0.96)), look.ink("#33363d")
        )
    glow: Rgb = look.bright("#ffdf94") if look.air.night else look.ink("#54738f")
    for number in range(10):
        pen.oval(-0.57 + number * 0.12, 0.4, 0.028, 0.035, glow)
    pen.shape(((-1.05, 0.34), (1.2, 0.4), (0.98, -0.05), (-0.9, -0.05)), hull)
    pen.shape(((-1.03, 0.27), (1.18, 0.33), (1.2, 0.4), (-1.05, 0.34)), shade(hull, 0.55))
    pen.shape(((-0.93, 0.02), (1.01, 0.02), (0.98, -0.05), (-0.9, -0.05)), look.ink("#9e3b34"))


def _wheel(pen: Pen, look: Look, x: float, radius: float) -> None:
    pen.oval(x, radius, radius, radius, look.ink("#26262b"))
    pen.oval(x, radius, radius * 0.52, radius * 0.52, look.ink("#b9bdc4"))
    pen.oval(x, radius, radius * 0.18, radius * 0.18, look.ink("#5a5d66"))


def car(pen: Pen, look: Look) -> None:
    """A small round car."""
    paint = look.main("#cf4a3c")
    pen.blob([(-0.72, 0.5), (-0.5, 0.93), (-0.1, 1.0), (0.28, 0.95), (0.62, 0.55), (0, 0.45)], paint)
    glass = look.bright("#ffe9b5") if look.air.night else look.ink("#a9cfe0")
    pen.blob([(-0.55, 0.56), (-0.42, 0.85), (-0.12, 0.9), (-0.12, 0.56)], glass)
    pen.blob([(-0.03, 0.56), (-0.03, 0.9), (0.22, 0.86), (0.44, 0.56)], glass)
    pen.blob(
        [
            (-1.05, 0.2),
            (-1.08, 0.48),
            (-0.85, 0.6),
            (0.6, 0.6),
            (1.0, 0.5),
            (1.1, 0.24),
            (0.95, 0.14),
            (-0.95, 0.14),
        ],
        paint,
    )
    pen.blob([(-1.05, 0.22), (1.08, 0.24), (0.95, 0.14), (-0.95, 0.14)], shade(paint, -0.25))
    pen.oval(1.0, 0.42, 0.07, 0.07, look.bright("#fff3c0"))
    pen.oval(-1.03, 0.42, 0.045, 0.06, look.bright("#e8453a"))
    pen.line(((-0.08, 0.5), (0.05, 0.5)), 0.03, shade(paint, -0.4))
    for x in (-0.62, 0.62):
        _wheel(pen, look, x, 0.23)


def bicycle(pen: Pen, look: Look) -> None:
    """Two wheels and a frame."""
    paint = look.main("#2f7f8f")
    for x in (-0.48, 0.48):
        ring = [
            (x + math.cos(step * math.tau / 28) * 0.3, 0.31 + math.sin(step * math.tau / 28) * 0.3)
            for step in range(29)
        ]
        pen.line(ring, 0.05, look.ink("#2b2b30"))
        for spoke in range(4):
            angle = spoke * math.pi / 4
            dx, dy = math.cos(angle) * 0.28, math.sin(angle) * 0.28
            pen.line(((x - dx, 0.31 - dy), (x + dx, 0.31 + dy)), 0.008, look.ink("#9a9ca3"))
    for points in (
        ((-0.48, 0.31), (-0.2, 0.75), (0.32, 0.75), (0.0, 0.31), (-0.48, 0.31)),
        ((-0.22, 0.84), (0.0, 0.31)),
        ((0.28, 0.95), (0.48, 0.31)),
    ):
        pen.line(points, 0.05, paint)
    pen.line(((-0.32, 0.86), (-0.12, 0.86)), 0.07, look.ink("#4a3428"))
    pen.curve(((0.28, 0.95), (0.36, 1.0), (0.42, 0.93)), 0.045, look.ink("#4a3428"))


def train(pen: Pen, look: Look) -> None:
    """A steam locomotive and a carriage on rails."""
    paint = look.main("#8f3a36")
    pen.line(((-1.9, 0.0), (1.9, 0.0)), 0.04, look.ink("#55565c"))
    for number, (x, y, r) in enumerate(((1.25, 1.16, 0.13), (1.02, 1.34, 0.18), (0.7, 1.5, 0.22))):
        pen.oval(x, y, r, r * 0.8, look.ink("#ecebea"), 190 - number * 45)
    pen.box(-1.75, 0.2, -0.2, 0.86, shade(paint, 0.12))
    pen.box(-1.8, 0.84, -0.15, 0.94, look.ink("#4d4a4c"))
    glass = look.bright("#ffdf94") if look.air.night else look.ink("#a9cfe0")
    for number in range(4):
        pen.box(-1.62 + number * 0.37, 0.45, -1.36 + number * 0.37, 0.74, glass)
    pen.box(0.0, 0.2, 0.5, 0.95, paint)
    pen.box(-0.05, 0.94, 0.56, 1.02, look.ink("#33363d"))
    pen.box(0.1, 0.56, 0.4, 0.82, glass)
    pen.box(0.5, 0.26, 1.4, 0.66, paint)
    pen.oval(1.4, 0.46, 0.1, 0.2, shade(paint, -0.3))
    for x in (0.75, 1.05):
        pen.box(x - 0.02, 0.26, x + 0.02, 0.66, look.ink("#d9a441"))
    pen.shape(((1.17, 0.66), (1.33, 0.66), (1.38, 1.02), (1.12, 1.02)), look.ink("#33363d"))
    pen.oval(0.75, 0.7, 0.1, 0.09, look.ink("#d9a441"))
    pen.shape(((1.4, 0.22), (1.68, 0.03), (1.4, 0.03)), look.ink("#33363d"))
    for x in (-1.5, -1.15, -0.75, -0.4, 0.25, 0.7, 1.15):
        _wheel(pen, look, x, 0.13 if x < 0.5 else 0.15)


def umbrella(pen: Pen, look: Look) -> None:
    """Panels of a parasol on a stick."""
    cloth = look.main("#d8493e")
    pen.line(((0, 0), (0, 0.95)), 0.025, look.ink("#8a6a48"))
    pen.blob(
        [
            (-0.6, 0.55),
            (-0.42, 0.85),
            (0, 1.0),
            (0.42, 0.85),
            (0.6, 0.55),
            (0.3, 0.6),
            (0, 0.56),
            (-0.3, 0.6),
        ],
        cloth,
    )
    white = look.ink("#f6efe0")
    pen.blob([(-0.3, 0.6), (-0.22, 0.85), (0, 1.0), (-0.1, 0.75), (-0.08, 0.57)], white)
    pen.blob([(0.3, 0.6), (0.22, 0.85), (0, 1.0), (0.1, 0.75), (0.08, 0.57)], white)


DRAWN = {
    "boat": boat,
    "ship": ship,
    "car": car,
    "bicycle": bicycle,
    "train": train,
    "umbrella": umbrella,
}
