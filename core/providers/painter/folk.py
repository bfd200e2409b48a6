"""People, and one of snow."""

from core.providers.painter.canvas import Look, Pen
from core.providers.painter.palette import rgb, shade
from core.providers.painter.scene import chance

SKINS = ("#f0c9a4", "#d9a57a", "#a8734d", "#7a4f36")
HAIRS = ("#3a2a22", "#6b4630", "#c99a55", "#2a2a2e", "#9a4a2e")
CLOTHES = ("#c8503f", "#3f6f9f", "#e0a93c", "#5f8f5a", "#8a5fa0", "#e8e0d0")


def person(pen: Pen, look: Look) -> None:
    """Somebody standing; the colour is that of the clothes."""
    dice = chance(look.thing.seed, "person")
    skin, hair = look.ink(dice.choice(SKINS)), look.ink(dice.choice(HAIRS))
    cloth = look.main(dice.choice(CLOTHES))
    dress = dice.random() < 0.45
    trousers = look.ink(dice.choice(("#3d4660", "#5b4a42", "#4a4f4a")))
    shoe = look.ink("#33291f")
    for side in (-1, 1):
        pen.line(
            ((side * 0.05, 0.45), (side * 0.055, 0.04)),
            0.055 if dress else 0.075,
            skin if dress else trousers,
        )
        pen.oval(side * 0.065 + 0.01, 0.022, 0.048, 0.024, shoe)
        pen.taper(
            ((side * 0.1, 0.73), (side * 0.16, 0.58), (side * 0.15, 0.43)), 0.06, 0.045, shade(cloth, -0.1)
        )
        pen.oval(side * 0.15, 0.41, 0.025, 0.027, skin)
    if dress:
        pen.blob([(-0.1, 0.76), (0.1, 0.76), (0.11, 0.58), (0.2, 0.3), (-0.2, 0.3), (-0.11, 0.58)], cloth)
    else:
        pen.blob([(-0.12, 0.76), (0.12, 0.76), (0.12, 0.45), (0.1, 0.42), (-0.1, 0.42), (-0.12, 0.45)], cloth)
    pen.box(-0.03, 0.74, 0.03, 0.81, skin)
    if dress:
        pen.blob([(-0.1, 0.95), (0.1, 0.95), (0.13, 0.78), (0.09, 0.7), (-0.09, 0.7), (-0.13, 0.78)], hair)
    pen.oval(0, 0.88, 0.085, 0.1, skin)
    pen.blob(
        [(-0.095, 0.88), (-0.08, 0.97), (0, 1.0), (0.08, 0.97), (0.095, 0.88), (0.05, 0.93), (-0.05, 0.935)],
        hair,
    )
    for side in (-1, 1):
        pen.oval(side * 0.033, 0.875, 0.01, 0.012, look.ink("#2a2320"))
    pen.curve(((-0.025, 0.835), (0, 0.828), (0.025, 0.835)), 0.008, look.ink("#a8503f"))


def snowman(pen: Pen, look: Look) -> None:
    """Three balls, a carrot, a hat and a scarf; the colour is that of the scarf."""
    snow = look.air.lit(rgb("#f7fafc"), look.depth)
    coal = look.ink("#2b2b30")
    for y, r in ((0.2, 0.22), (0.5, 0.165), (0.74, 0.12)):
        pen.oval(0, y, r, r, shade(snow, -0.12))
        pen.oval(-r * 0.08, y + r * 0.06, r * 0.92, r * 0.92, snow)
    for side in (-1, 1):
        pen.line(((side * 0.15, 0.53), (side * 0.33, 0.66)), 0.014, look.ink("#6b4a34"))
        pen.line(((side * 0.27, 0.615), (side * 0.33, 0.6)), 0.01, look.ink("#6b4a34"))
        pen.oval(side * 0.045, 0.775, 0.014, 0.016, coal)
    for y in (0.44, 0.52, 0.58):
        pen.oval(0.0, y, 0.016, 0.016, coal)
    pen.shape(((0, 0.755), (0.15, 0.735), (0, 0.725)), look.ink("#e8832e"))
    scarf = look.main("#c8443a")
    pen.blob([(-0.13, 0.66), (0.13, 0.66), (0.13, 0.61), (0, 0.59), (-0.13, 0.61)], scarf)
    pen.box(0.05, 0.47, 0.1, 0.63, shade(scarf, -0.12))
    pen.box(-0.14, 0.84, 0.14, 0.865, coal)
    pen.box(-0.09, 0.86, 0.09, 1.0, coal)
    pen.box(-0.09, 0.87, 0.09, 0.9, scarf)


DRAWN = {"person": person, "snowman": snowman}
