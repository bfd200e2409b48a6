"""Scene -> picture: layer after layer, so that each can be shown and the work can stop between them."""

from collections.abc import Callable, Iterator, Mapping

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from core.providers.painter import (
    abstraction,
    beasts,
    buildings,
    folk,
    heavens,
    herds,
    outdoors,
    plants,
    ridges,
    swimmers,
    terrain,
    vehicles,
    weather,
)
from core.providers.painter.canvas import Canvas, Look, Pen
from core.providers.painter.kinds import KINDS, Zone
from core.providers.painter.layout import HORIZON, Spot, depth_of, spot
from core.providers.painter.lettering import letter
from core.providers.painter.palette import Ambience, ambience, mix, shade
from core.providers.painter.scene import Scene, Thing
from core.providers.painter.styles import styled

DRAWN: Mapping[str, Callable[[Pen, Look], None]] = {
    **plants.DRAWN,
    **buildings.DRAWN,
    **vehicles.DRAWN,
    **outdoors.DRAWN,
    **beasts.DRAWN,
    **herds.DRAWN,
    **folk.DRAWN,
    **swimmers.DRAWN,
    **heavens.FLYING,
}
"""Everything that a pen draws; the other kinds need the whole canvas."""

FAR: Mapping[str, Callable[[Canvas, Spot, Look], None]] = {
    "mountains": ridges.mountains,
    "hills": ridges.hills,
    "volcano": ridges.volcano,
    "city": ridges.city,
    "forest": ridges.forest,
    "island": ridges.island,
}
LIGHTS = ("stars", "sun", "moon", "rainbow", "cloud")
BACK_TO_FRONT = ("volcano", "mountains", "hills", "city", "forest", "island")
QUALITIES: Mapping[str, float] = {"low": 1.0, "medium": 1.5, "high": 2.0}
"""How many times larger than asked for a picture is painted before it is reduced."""
SHARP_PIXELS = 1_500_000
"""Above this one and a half times is enough."""


def layers(
    scene: Scene, size: tuple[int, int], *, quality: str = "", transparent: bool = False
) -> Iterator[Image.Image]:
    """The picture in four states, rough to finished, each as a new image of the size asked for."""
    if transparent:
        yield _cut_out(scene, size, _factor(size, quality))
        return
    factor = _factor(size, quality)
    canvas = Canvas(round(size[0] * factor), round(size[1] * factor))
    air = ambience(scene)
    _heaven(canvas, scene, air)
    yield canvas.image.resize(size, Image.Resampling.BOX)
    _land(canvas, scene, air)
    yield canvas.image.resize(size, Image.Resampling.BOX)
    things(canvas, scene, air)
    weather.weather(canvas, scene, air)
    reduced = canvas.image.resize(size, Image.Resampling.LANCZOS)
    yield reduced
    yield letter(styled(reduced, scene), scene)


def paint(
    scene: Scene, size: tuple[int, int], *, quality: str = "", transparent: bool = False
) -> Image.Image:
    """The finished picture."""
    *_, last = layers(scene, size, quality=quality, transparent=transparent)
    return last


def _heaven(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    if scene.ground == "space":
        abstraction.space(canvas, scene)
    elif scene.ground == "underwater":
        abstraction.depths(canvas, scene, air)
    elif scene.ground == "abstract":
        abstraction.shapes(canvas, scene, air)
    else:
        heavens.sky(canvas, air)
    _lights(canvas, scene, air)


def _lights(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    """Stars, sun, moon, rainbows and clouds, in this order."""
    bottom = canvas.height * (1.0 if scene.ground in ("space", "abstract") else HORIZON)
    shining = [thing for thing in scene.things if thing.kind in LIGHTS]
    for thing in sorted(shining, key=lambda thing: LIGHTS.index(thing.kind)):
        look = Look(air, thing, 1.0)
        place = spot(scene, thing, canvas.width, canvas.height)
        if thing.kind == "stars":
            heavens.stars(canvas, thing, bottom)
        elif thing.kind == "sun":
            heavens.sun(canvas, place, look, scene.time)
        elif thing.kind == "moon":
            heavens.moon(canvas, place, look)
        elif thing.kind == "rainbow":
            heavens.rainbow(canvas, place, bottom)
        else:
            heavens.cloud(canvas, place, look)


def _land(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    if scene.ground in ("space", "underwater", "abstract"):
        return
    far = [thing for thing in scene.things if KINDS[thing.kind].zone is Zone.FAR]
    for thing in sorted(far, key=lambda thing: BACK_TO_FRONT.index(thing.kind)):
        FAR[thing.kind](canvas, spot(scene, thing, canvas.width, canvas.height), Look(air, thing, 0.4))
    terrain.terrain(canvas, scene, air)


def things(canvas: Canvas, scene: Scene, air: Ambience) -> None:
    """Everything that stands, swims or flies, the farthest first."""
    standing = [thing for thing in scene.things if thing.kind in DRAWN]

    def order(thing: Thing) -> tuple[int, float, int]:
        flying = KINDS[thing.kind].zone is Zone.SKY
        return (
            2 if thing.kind == "butterfly" else 0 if flying else 1,
            0.0 if flying else depth_of(scene, thing),
            thing.id,
        )

    for thing in sorted(standing, key=order):
        _thing(canvas, scene, air, thing)


def _thing(canvas: Canvas, scene: Scene, air: Ambience, thing: Thing) -> None:
    place = spot(scene, thing, canvas.width, canvas.height)
    look = Look(air, thing, place.depth)
    zone = KINDS[thing.kind].zone
    grounded = scene.ground not in ("space", "underwater", "abstract")
    if zone is Zone.WATER and scene.has_water:
        _reflection(canvas, place, look)
    elif zone is Zone.LAND and grounded and thing.kind != "bridge":
        _shadow(canvas, place, air, KINDS[thing.kind].breadth)
    DRAWN[thing.kind](Pen(canvas.draw, place.x, place.y, place.height, thing.flip), look)
    if zone is Zone.WATER and scene.has_water:
        _waterline(canvas, place, look)


def _shadow(canvas: Canvas, place: Spot, air: Ambience, breadth: float) -> None:
    tone = shade(air.lit(air.grass), -0.75)
    half = place.height * breadth * 0.44
    for share, alpha in ((1.0, 26), (0.84, 30), (0.66, 34)):
        rx, ry = half * share, max(2.0, half * 0.13 * share)
        canvas.draw.ellipse(
            (place.x - rx + half * 0.1, place.y - ry, place.x + rx + half * 0.1, place.y + ry),
            fill=(*tone, alpha),
        )


def _reflection(canvas: Canvas, place: Spot, look: Look) -> None:
    """The thing upside down in the water, blurred and fading."""
    kind = KINDS[look.thing.kind]
    wide, tall = round(place.height * (kind.breadth * 1.3 + 0.2)), round(place.height * 1.05)
    layer = Image.new("RGBA", (max(2, wide), max(2, tall)), (*mix(look.air.water[1], look.air.haze, 0.3), 0))
    DRAWN[look.thing.kind](Pen(ImageDraw.Draw(layer), wide / 2, tall, place.height, look.thing.flip), look)
    layer = layer.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(
        ImageFilter.GaussianBlur(max(1.0, place.height / 90))
    )
    squashed = layer.resize((layer.width, max(1, round(tall * 0.7))), Image.Resampling.BILINEAR)
    fade = (
        Image.linear_gradient("L")
        .transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        .resize(squashed.size)
        .point(lambda value: value * 4 // 10)
    )
    alpha = Image.composite(fade, Image.new("L", squashed.size, 0), squashed.getchannel("A"))
    canvas.image.paste(squashed.convert("RGB"), (round(place.x - wide / 2), round(place.y)), alpha)


def _waterline(canvas: Canvas, place: Spot, look: Look) -> None:
    half = place.height * KINDS[look.thing.kind].breadth * 0.5
    bright = mix(look.air.water[0], (255, 255, 255), 0.3)
    for share, drop in ((1.0, 0.015), (0.66, 0.05), (0.4, 0.09)):
        y = place.y + drop * place.height
        thick = max(1.0, place.height * 0.008)
        canvas.draw.ellipse(
            (place.x - half * share, y - thick, place.x + half * share, y + thick), fill=(*bright, 120)
        )


def _factor(size: tuple[int, int], quality: str) -> float:
    return min(QUALITIES.get(quality, 2.0), 2.0 if size[0] * size[1] <= SHARP_PIXELS else 1.5)


def _cut_out(scene: Scene, size: tuple[int, int], factor: float) -> Image.Image:
    """The things alone. Painted on black and on white; what differs is what one sees through."""
    air = ambience(scene)
    pair = []
    for background in ((0, 0, 0), (255, 255, 255)):
        canvas = Canvas(round(size[0] * factor), round(size[1] * factor), background)
        _lights(canvas, scene, air)
        things(canvas, scene, air)
        pair.append(canvas.image.resize(size, Image.Resampling.LANCZOS))
    return _unmixed(*pair)


def _unmixed(on_black: Image.Image, on_white: Image.Image) -> Image.Image:
    gap = ImageChops.subtract(on_white, on_black)
    red, green, blue = (ImageChops.invert(band) for band in gap.split())
    alpha = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return Image.merge("RGBa", (*on_black.split(), alpha)).convert("RGBA")
