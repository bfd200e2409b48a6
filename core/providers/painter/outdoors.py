"""Small things that people put up outdoors."""

from core.providers.painter.canvas import Look, Pen
from core.providers.painter.palette import mix, rgb, shade


def tent(pen: Pen, look: Look) -> None:
    """A ridge tent with an open flap."""
    cloth = look.main("#e08a3c")
    pen.shape(((-0.75, 0), (-0.15, 1.0), (0.75, 0)), shade(cloth, -0.12))
    pen.shape(((-0.75, 0), (-0.15, 1.0), (0.25, 0)), cloth)
    pen.shape(
        ((-0.42, 0), (-0.15, 0.75), (0.05, 0)),
        look.bright("#ffcf75") if look.air.night else look.ink("#4f3b30"),
    )
    pen.line(((-0.15, 1.0), (-0.15, 1.06)), 0.03, look.ink("#5d4435"))


def fence(pen: Pen, look: Look) -> None:
    """Pickets and two rails."""
    colour = look.main("#f1ebdf")
    for y in (0.28, 0.66):
        pen.box(-1.75, y, 1.75, y + 0.11, shade(colour, -0.14))
    for number in range(13):
        x = -1.7 + number * 0.283
        pen.shape(((x - 0.08, 0), (x + 0.08, 0), (x + 0.08, 0.82), (x, 1.0), (x - 0.08, 0.82)), colour)


def bridge(pen: Pen, look: Look) -> None:
    """An arched stone bridge with a rail."""
    stone = look.main("#a89c8e")
    upper = [(-1.7, 0.12), (-0.9, 0.5), (0, 0.72), (0.9, 0.5), (1.7, 0.12)]
    lower = [(1.7, -0.12), (1.1, -0.1), (0.8, 0.2), (0, 0.46), (-0.8, 0.2), (-1.1, -0.1), (-1.7, -0.12)]
    pen.blob([*upper, *lower], stone)
    pen.curve(upper, 0.07, shade(stone, 0.22))
    rail = [(x, y + 0.24) for x, y in upper]
    pen.curve(rail, 0.035, shade(stone, -0.3))
    for number in range(13):
        x = -1.5 + number * 0.25
        y = 0.72 - 0.6 * (x / 1.7) ** 2
        pen.line(((x, y), (x, y + 0.22)), 0.03, shade(stone, -0.3))


def bench(pen: Pen, look: Look) -> None:
    """Planks on iron legs."""
    wood = look.main("#9a6a42")
    for x in (-0.65, 0.65):
        pen.line(((x, 0), (x, 0.45), (x, 1.0)), 0.07, look.ink("#3a3a40"))
    for y in (0.4, 0.62, 0.84):
        pen.box(-0.85, y, 0.85, y + 0.13, wood if y > 0.5 else shade(wood, -0.15))


def lamp(pen: Pen, look: Look) -> None:
    """A street lamp; it shines when it is dark."""
    iron = look.main("#39404c")
    pen.line(((0, 0), (0, 0.82)), 0.025, iron)
    pen.box(-0.045, 0, 0.045, 0.06, iron)
    if look.air.night:
        for step in range(9):
            radius = 0.32 - step * 0.028
            pen.oval(0, 0.89, radius, radius, look.bright("#ffdf94"), 14)
    pen.shape(
        ((-0.045, 0.82), (0.045, 0.82), (0.07, 0.95), (-0.07, 0.95)),
        look.bright("#ffe7a6") if look.air.night else look.ink("#eef0e6"),
    )
    pen.shape(((-0.09, 0.95), (0, 1.0), (0.09, 0.95)), iron)


def fire(pen: Pen, look: Look) -> None:
    """Logs and flames, with light around them."""
    for step in range(10):
        radius = 1.6 - step * 0.12
        pen.oval(0, 0.4, radius, radius * 0.8, look.bright("#ff9a3c"), 9)
    for lean in (-1, 1):
        pen.line(((-0.4 * lean, 0.02), (0.35 * lean, 0.2)), 0.12, look.ink("#5d3f2c"))
    flame = look.bright(look.thing.colour or "#e8622a")
    for scale, tone in (
        (1.0, flame),
        (0.7, mix(flame, rgb("#ffc24a"), 0.6)),
        (0.42, mix(flame, rgb("#ffe9a6"), 0.85)),
    ):
        pen.blob(
            [
                (-0.3 * scale, 0.12),
                (-0.33 * scale, 0.4 * scale),
                (-0.12 * scale, 0.6 * scale),
                (-0.02, 1.0 * scale),
                (0.14 * scale, 0.62 * scale),
                (0.32 * scale, 0.42 * scale),
                (0.28 * scale, 0.12),
                (0, 0.06),
            ],
            tone,
        )


DRAWN = {"tent": tent, "fence": fence, "bridge": bridge, "bench": bench, "lamp": lamp, "fire": fire}
