"""Animals that stand, seen from the side. Each looks to the right."""

from core.providers.painter.beasts import DARK, eye
from core.providers.painter.canvas import Look, Pen
from core.providers.painter.palette import Rgb, shade


def _legs(
    pen: Pen, places: tuple[float, ...], top: float, width: float, colour: Rgb, hoof: Rgb | None = None
) -> None:
    """Straight legs; every second one is farther away, so darker."""
    for number, x in enumerate(places):
        tone = shade(colour, -0.18) if number % 2 else colour
        pen.taper(((x, top), (x + 0.01, top * 0.5), (x, width * 0.4)), width * 1.25, width, tone)
        if hoof:
            pen.box(x - width * 0.55, 0, x + width * 0.55, width * 0.7, hoof)


def horse(pen: Pen, look: Look) -> None:
    """From the side, with mane and tail."""
    coat = look.main(("#8f5a3a", "#6b4632", "#b98a5a", "#d9cdbd")[look.thing.seed % 4])
    mane = shade(coat, -0.5)
    _legs(pen, (-0.26, -0.17, 0.2, 0.29), 0.42, 0.055, coat, look.ink(DARK))
    pen.taper(((-0.33, 0.6), (-0.46, 0.5), (-0.45, 0.2)), 0.06, 0.1, mane)
    pen.blob(
        [
            (-0.36, 0.58),
            (-0.3, 0.4),
            (-0.05, 0.37),
            (0.22, 0.38),
            (0.35, 0.5),
            (0.3, 0.66),
            (0.05, 0.63),
            (-0.22, 0.66),
        ],
        coat,
    )
    pen.blob([(0.14, 0.6), (0.34, 0.46), (0.44, 0.72), (0.48, 0.84), (0.36, 0.93)], coat)
    pen.blob(
        [(0.36, 0.94), (0.34, 0.84), (0.42, 0.77), (0.56, 0.66), (0.63, 0.68), (0.62, 0.76), (0.5, 0.9)], coat
    )
    pen.oval(0.6, 0.7, 0.045, 0.045, shade(coat, -0.2))
    pen.shape(((0.36, 0.92), (0.37, 1.02), (0.43, 0.93)), coat)
    pen.blob([(0.37, 0.97), (0.3, 0.9), (0.14, 0.62), (0.2, 0.6), (0.3, 0.74), (0.38, 0.88)], mane)
    eye(pen, look, 0.47, 0.83, 0.018)


def cow(pen: Pen, look: Look) -> None:
    """From the side, with patches."""
    coat = look.main("#f4efe6")
    patch = look.ink("#3f3833" if look.thing.colour != "#2a2a2e" else "#f4efe6")
    _legs(pen, (-0.46, -0.34, 0.28, 0.4), 0.4, 0.08, coat, look.ink(DARK))
    pen.taper(((-0.58, 0.75), (-0.68, 0.55), (-0.66, 0.34)), 0.03, 0.06, patch)
    pen.oval(-0.26, 0.34, 0.12, 0.07, look.ink("#eab0a8"))
    pen.blob(
        [(-0.6, 0.8), (-0.58, 0.42), (-0.2, 0.34), (0.3, 0.36), (0.48, 0.5), (0.46, 0.82), (0.0, 0.8)], coat
    )
    pen.blob([(-0.5, 0.8), (-0.42, 0.56), (-0.2, 0.6), (-0.12, 0.8)], patch)
    pen.blob([(0.06, 0.62), (0.2, 0.46), (0.36, 0.56), (0.3, 0.74)], patch)
    pen.blob([(0.42, 0.94), (0.4, 0.72), (0.56, 0.56), (0.74, 0.58), (0.76, 0.7), (0.64, 0.92)], coat)
    pen.blob([(0.6, 0.55), (0.74, 0.56), (0.79, 0.64), (0.75, 0.72), (0.62, 0.68)], look.ink("#eab0a8"))
    for x, tip in ((0.44, 0.36), (0.6, 0.68)):
        pen.taper(((x, 0.92), ((x + tip) / 2, 1.0), (tip, 1.03)), 0.045, 0.02, look.ink("#d9cbb0"))
    pen.blob([(0.42, 0.9), (0.28, 0.88), (0.26, 0.8), (0.4, 0.8)], patch)
    eye(pen, look, 0.58, 0.79, 0.022)


def sheep(pen: Pen, look: Look) -> None:
    """A cloud of wool on thin legs."""
    wool = look.main("#f5f0e4")
    face = look.ink("#4a4244")
    _legs(pen, (-0.3, -0.18, 0.18, 0.3), 0.35, 0.07, face)
    for x, y, r in (
        (-0.4, 0.5, 0.2),
        (-0.2, 0.68, 0.23),
        (0.1, 0.7, 0.24),
        (0.34, 0.56, 0.22),
        (0.1, 0.42, 0.22),
        (-0.2, 0.4, 0.21),
    ):
        pen.oval(x, y, r, r, shade(wool, -0.1))
    for x, y, r in (
        (-0.38, 0.54, 0.17),
        (-0.18, 0.7, 0.2),
        (0.1, 0.73, 0.2),
        (0.32, 0.6, 0.18),
        (0.0, 0.54, 0.26),
    ):
        pen.oval(x, y, r, r, wool)
    pen.blob([(0.42, 0.86), (0.4, 0.66), (0.52, 0.46), (0.66, 0.48), (0.68, 0.62), (0.6, 0.86)], face)
    pen.blob([(0.44, 0.8), (0.3, 0.76), (0.32, 0.68), (0.44, 0.7)], face)
    pen.oval(0.48, 0.88, 0.13, 0.1, wool)
    pen.oval(0.56, 0.72, 0.03, 0.033, look.ink("#fbf7f0"))
    pen.oval(0.565, 0.72, 0.014, 0.018, look.ink(DARK))


def pig(pen: Pen, look: Look) -> None:
    """Round and pink, with a curled tail."""
    skin = look.main("#efb0a8")
    _legs(pen, (-0.36, -0.22, 0.2, 0.34), 0.34, 0.1, skin, shade(skin, -0.45))
    pen.curve(
        ((-0.6, 0.6), (-0.7, 0.68), (-0.66, 0.76), (-0.6, 0.7), (-0.7, 0.62)), 0.035, shade(skin, -0.15)
    )
    pen.oval(-0.05, 0.53, 0.56, 0.34, skin)
    pen.oval(0.46, 0.62, 0.27, 0.26, shade(skin, 0.06))
    pen.blob([(0.3, 0.82), (0.32, 1.0), (0.5, 0.86)], shade(skin, -0.14))
    pen.oval(0.69, 0.57, 0.085, 0.1, shade(skin, -0.12))
    for y in (0.6, 0.54):
        pen.oval(0.71, y, 0.018, 0.02, shade(skin, -0.55))
    eye(pen, look, 0.53, 0.7, 0.03)


def chicken(pen: Pen, look: Look) -> None:
    """A hen from the side."""
    plumage = look.main("#f4ead6")
    for x in (-0.05, 0.1):
        pen.line(((x, 0.25), (x, 0.02), (x + 0.1, 0.0)), 0.035, look.ink("#e0a03a"))
    pen.blob(
        [
            (-0.5, 0.78),
            (-0.42, 0.4),
            (-0.1, 0.2),
            (0.25, 0.3),
            (0.34, 0.6),
            (0.3, 0.88),
            (0.14, 0.9),
            (0.05, 0.6),
            (-0.25, 0.58),
        ],
        plumage,
    )
    pen.blob([(-0.28, 0.52), (0.08, 0.54), (0.04, 0.34), (-0.16, 0.32)], shade(plumage, -0.16))
    for x, y in ((0.15, 0.94), (0.22, 0.97), (0.29, 0.93)):
        pen.oval(x, y, 0.045, 0.06, look.ink("#d23b34"))
    pen.shape(((0.32, 0.82), (0.46, 0.77), (0.32, 0.73)), look.ink("#e0a03a"))
    pen.oval(0.33, 0.68, 0.035, 0.055, look.ink("#d23b34"))
    eye(pen, look, 0.25, 0.82, 0.026)


def deer(pen: Pen, look: Look) -> None:
    """From the side, with antlers and a spotted back."""
    coat = look.main("#b07a4a")
    _legs(pen, (-0.22, -0.14, 0.14, 0.22), 0.38, 0.04, coat, look.ink(DARK))
    pen.oval(-0.3, 0.55, 0.045, 0.06, look.ink("#fbf3e6"))
    pen.blob([(-0.3, 0.56), (-0.24, 0.38), (0.1, 0.35), (0.26, 0.42), (0.26, 0.56), (0.0, 0.58)], coat)
    for x, y in ((-0.18, 0.52), (-0.08, 0.48), (0.02, 0.53), (-0.14, 0.44), (0.1, 0.48)):
        pen.oval(x, y, 0.018, 0.016, shade(coat, 0.55))
    pen.blob([(0.1, 0.55), (0.26, 0.42), (0.33, 0.6), (0.36, 0.74), (0.26, 0.77)], coat)
    pen.blob([(0.26, 0.78), (0.27, 0.69), (0.38, 0.63), (0.48, 0.61), (0.49, 0.67), (0.38, 0.77)], coat)
    pen.blob([(0.27, 0.75), (0.16, 0.81), (0.15, 0.76), (0.25, 0.71)], shade(coat, -0.15))
    for lean in (-0.1, 0.07):
        pen.curve(((0.3, 0.77), (0.29 + lean, 0.86), (0.31 + lean * 1.6, 1.0)), 0.02, look.ink("#7a5a3f"))
        pen.line(((0.295 + lean, 0.87), (0.38 + lean, 0.93)), 0.015, look.ink("#7a5a3f"))
    pen.oval(0.485, 0.64, 0.02, 0.018, look.ink(DARK))
    eye(pen, look, 0.36, 0.71, 0.017)


def elephant(pen: Pen, look: Look) -> None:
    """From the side, trunk down."""
    hide = look.main("#9aa0ab")
    _legs(pen, (-0.38, -0.22, 0.14, 0.28), 0.45, 0.14, hide)
    pen.taper(((-0.52, 0.68), (-0.6, 0.5), (-0.58, 0.36)), 0.03, 0.03, shade(hide, -0.2))
    pen.blob(
        [(-0.54, 0.72), (-0.5, 0.4), (-0.1, 0.33), (0.3, 0.38), (0.4, 0.6), (0.25, 0.88), (-0.2, 0.92)], hide
    )
    pen.taper(((0.52, 0.62), (0.66, 0.4), (0.62, 0.14), (0.7, 0.08)), 0.17, 0.07, hide)
    pen.blob([(0.26, 0.86), (0.3, 0.58), (0.5, 0.5), (0.64, 0.6), (0.62, 0.82), (0.44, 0.95)], hide)
    pen.blob(
        [(0.3, 0.88), (0.12, 0.8), (0.08, 0.56), (0.2, 0.44), (0.36, 0.56), (0.4, 0.8)], shade(hide, -0.14)
    )
    pen.taper(((0.52, 0.52), (0.64, 0.42), (0.76, 0.46)), 0.05, 0.02, look.ink("#fbf3e6"))
    eye(pen, look, 0.51, 0.74, 0.024)


DRAWN = {
    "horse": horse,
    "cow": cow,
    "sheep": sheep,
    "deer": deer,
    "elephant": elephant,
    "pig": pig,
    "chicken": chicken,
}
