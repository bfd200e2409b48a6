"""What falls or drifts in front of everything: rain, snow, lightning, fog."""

from core.providers.painter.canvas import Canvas, ramp
from core.providers.painter.layout import HORIZON
from core.providers.painter.palette import Ambience, mix
from core.providers.painter.scene import Scene, chance


def weather(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    """All of the scene's weather; none in space or under water."""
    if scene.ground in ("space", "underwater", "abstract"):
        return
    if "fog" in scene.weather:
        _fog(canvas, air)
    if "storm" in scene.weather:
        _lightning(canvas, scene)
    if {"rain", "storm"} & set(scene.weather):
        _rain(canvas, scene, air)
    if "snow" in scene.weather:
        _snow(canvas, scene)


def _fog(canvas: Canvas, air: Ambience) -> None:
    colour = mix(air.haze, (255, 255, 255), 0.1 if air.night else 0.35)
    fade = ramp(canvas.image.size, [(level,) * 3 for level in (40, 90, 190, 120, 60)]).convert("L")
    canvas.image.paste(colour, (0, 0), fade)


def _rain(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    dice = chance(scene.seed, "rain")
    colour = mix(air.haze, (255, 255, 255), 0.5)
    unit = canvas.side / 1000
    for _ in range(420 if "storm" in scene.weather else 280):
        x, y = dice.uniform(-0.1, 1.05) * canvas.width, dice.random() * canvas.height
        reach = unit * dice.uniform(16, 46)
        canvas.draw.line(
            (x, y, x - reach * 0.22, y + reach),
            fill=(*colour, dice.randint(60, 130)),
            width=max(1, round(unit * 1.6)),
        )
    for _ in range(70):
        x = dice.random() * canvas.width
        y = canvas.height * (HORIZON + (1 - HORIZON) * dice.uniform(0.1, 1))
        rx = unit * dice.uniform(4, 12)
        canvas.draw.ellipse(
            (x - rx, y - rx * 0.3, x + rx, y + rx * 0.3), outline=(*colour, 110), width=max(1, round(unit))
        )


def _snow(canvas: Canvas, scene: Scene) -> None:
    dice = chance(scene.seed, "snow")
    unit = canvas.side / 1000
    for _ in range(330):
        x, y = dice.random() * canvas.width, dice.random() * canvas.height
        r = unit * dice.choice((1.6, 2.0, 2.6, 3.4, 5.0))
        canvas.draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 255, dice.randint(150, 235)))


def _lightning(canvas: Canvas, scene: Scene) -> None:
    dice = chance(scene.seed, "lightning")
    x, y = canvas.width * dice.uniform(0.25, 0.75), 0.0
    bottom = canvas.height * HORIZON * 0.98
    points = [(x, y)]
    while y < bottom:
        x += canvas.side * dice.uniform(-0.05, 0.05)
        y += canvas.side * dice.uniform(0.03, 0.07)
        points.append((x, min(y, bottom)))
    canvas.glow(points[0][0], bottom * 0.3, canvas.side * 0.6, (214, 220, 255), 0.4)
    for width, alpha in ((9, 60), (5, 130), (2, 255)):
        canvas.draw.line(
            points,
            fill=(240, 242, 255, alpha),
            width=max(1, round(width * canvas.side / 1000)),
            joint="curve",
        )
    bx, by = points[len(points) // 2]
    for _ in range(4):
        nx, ny = bx + canvas.side * dice.uniform(0.0, 0.06), by + canvas.side * dice.uniform(0.02, 0.05)
        canvas.draw.line((bx, by, nx, ny), fill=(240, 242, 255, 190), width=max(1, round(canvas.side / 700)))
        bx, by = nx, ny
