"""Styles: what a finished flat picture is turned into."""

import math
from collections.abc import Callable, Mapping

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from core.providers.painter.looks import apply_look
from core.providers.painter.scene import Scene, chance


def styled(image: Image.Image, scene: Scene) -> Image.Image:
    """The picture in the scene's style, then with its looks."""
    image = STYLES[scene.style](image, scene.seed) if scene.style in STYLES else image
    for look in scene.looks:
        image = apply_look(image, look, scene.seed)
    return image


def noise(size: tuple[int, int], seed: int, grain: float) -> Image.Image:
    """Grey noise around 128, the same for the same seed; `grain` is the pixel size of its spots."""
    small = (max(2, round(size[0] / grain)), max(2, round(size[1] / grain)))
    data = chance(seed, "noise", small).randbytes(small[0] * small[1])
    return Image.frombytes("L", small, data).resize(size, Image.Resampling.BICUBIC)


def streaks(size: tuple[int, int], seed: int, grain: float, stretch: int, degrees: float) -> Image.Image:
    """Noise drawn out into slanting strokes."""
    reach = math.ceil(math.hypot(*size))
    narrow = noise((reach, reach), seed, grain).resize(
        (max(2, reach // stretch), reach), Image.Resampling.BOX
    )
    slanted = narrow.resize((reach, reach), Image.Resampling.BICUBIC).rotate(
        degrees, Image.Resampling.BICUBIC
    )
    left, top = (reach - size[0]) // 2, (reach - size[1]) // 2
    return slanted.crop((left, top, left + size[0], top + size[1]))


def grey_rgb(grey: Image.Image) -> Image.Image:
    """A grey picture with three bands."""
    return Image.merge("RGB", (grey, grey, grey))


def _paper(image: Image.Image, seed: int, strength: float, grain: float) -> Image.Image:
    """Light and dark of a rough paper over the picture."""
    rough = noise(image.size, seed, grain).filter(ImageFilter.GaussianBlur(0.6))
    low = round(strength * 255)
    grey = rough.point(lambda value: 255 - low + value * low // 128 if value < 128 else 255)
    return ImageChops.multiply(image, Image.merge("RGB", (grey, grey, grey)))


def wobbled(image: Image.Image, seed: int, reach: float) -> Image.Image:
    """Edges moved about by a slow noise, as a wet brush or a pair of scissors would."""
    wide, tall = image.size
    cells = 28
    dice = chance(seed, "wobble")
    shifts = {
        (column, row): (dice.uniform(-reach, reach), dice.uniform(-reach, reach))
        for column in range(cells + 1)
        for row in range(cells + 1)
    }
    mesh = []
    for column in range(cells):
        for row in range(cells):
            box = (
                column * wide // cells,
                row * tall // cells,
                (column + 1) * wide // cells,
                (row + 1) * tall // cells,
            )
            corners = (
                (box[0], box[1], column, row),
                (box[0], box[3], column, row + 1),
                (box[2], box[3], column + 1, row + 1),
                (box[2], box[1], column + 1, row),
            )
            quad: list[float] = []
            for x, y, c, r in corners:
                dx, dy = shifts[c, r] if 0 < c < cells and 0 < r < cells else (0.0, 0.0)
                quad.extend((x + dx, y + dy))
            mesh.append((box, tuple(quad)))
    return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _watercolour(image: Image.Image, seed: int) -> Image.Image:
    side = min(image.size)
    wet = wobbled(image, seed, side * 0.004)
    wet = wet.filter(ImageFilter.MedianFilter(max(3, side // 170 | 1)))
    wash = noise(image.size, seed + 1, side / 7).point([128 + (value - 128) // 3 for value in range(256)])
    wet = ImageChops.soft_light(wet, grey_rgb(wash))
    wet = ImageEnhance.Color(wet).enhance(1.15)
    wet = Image.blend(wet, Image.new("RGB", image.size, (255, 252, 244)), 0.24)
    edges = wet.convert("L").filter(ImageFilter.GaussianBlur(side / 600)).filter(ImageFilter.FIND_EDGES)
    edges = edges.point([255 - min(60, value * 2) for value in range(256)]).filter(
        ImageFilter.GaussianBlur(side / 900)
    )
    wet = ImageChops.multiply(wet, grey_rgb(edges))
    return _deckled(_paper(wet, seed, 0.1, 1.6), seed)


def _deckled(image: Image.Image, seed: int) -> Image.Image:
    """White paper around a slightly uneven edge."""
    wide, tall = image.size
    margin = round(min(wide, tall) * 0.04)
    mask = Image.new("L", image.size, 0)
    mask.paste(255, (margin, margin, wide - margin, tall - margin))
    mask = mask.filter(ImageFilter.GaussianBlur(margin / 3))
    rough = noise(image.size, seed + 2, min(wide, tall) / 40).point([value * 3 // 10 for value in range(256)])
    mask = ImageChops.add(mask, rough, 1, -38).point(
        [min(255, max(0, (value - 110) * 9)) for value in range(256)]
    )
    paper = _paper(Image.new("RGB", image.size, (252, 249, 241)), seed, 0.06, 1.6)
    return Image.composite(image, paper, mask.filter(ImageFilter.GaussianBlur(1.0)))


def _oil(image: Image.Image, seed: int) -> Image.Image:
    side = min(image.size)
    thick = wobbled(image, seed, side * 0.008).filter(ImageFilter.ModeFilter(max(5, side // 120 | 1)))
    dabs = noise(image.size, seed + 3, side / 60).point([128 + (value - 128) // 4 for value in range(256)])
    thick = ImageChops.soft_light(thick, grey_rgb(dabs))
    strokes = streaks(image.size, seed, 2.4, 9, 12)
    relief = strokes.filter(ImageFilter.EMBOSS).point([128 + (value - 128) // 2 for value in range(256)])
    thick = ImageChops.soft_light(thick, grey_rgb(relief))
    return ImageEnhance.Contrast(ImageEnhance.Color(thick).enhance(1.22)).enhance(1.08)


def _pixel(image: Image.Image, seed: int) -> Image.Image:
    del seed
    cell = max(2, round(min(image.size) / 128))
    small = image.resize((max(8, image.width // cell), max(8, image.height // cell)), Image.Resampling.BOX)
    few = small.quantize(40, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.resize(image.size, Image.Resampling.NEAREST)


def lines(image: Image.Image, thickness: float, strength: float) -> Image.Image:
    """Grey outlines on white: where a picture is darker than its own blur, and where it changes."""
    grey = ImageOps.autocontrast(image.convert("L"), cutoff=1)
    darker = ImageChops.subtract(
        grey.filter(ImageFilter.GaussianBlur(thickness * 2)),
        grey.filter(ImageFilter.GaussianBlur(thickness / 2)),
    )
    edges = ImageChops.add(darker, framed_edges(grey.filter(ImageFilter.GaussianBlur(thickness / 3))))
    return edges.point([max(0, 255 - round(value * strength)) for value in range(256)])


def framed_edges(grey: Image.Image) -> Image.Image:
    """Edges of a grey picture, none along its frame."""
    edges = grey.filter(ImageFilter.FIND_EDGES)
    frame = Image.new("L", grey.size, 0)
    frame.paste(edges.crop((3, 3, grey.width - 3, grey.height - 3)), (3, 3))
    return frame


def _sketch(image: Image.Image, seed: int) -> Image.Image:
    side = min(image.size)
    drawn = lines(wobbled(image, seed, side * 0.002), max(1.0, side / 420), 5.5)
    hatch = streaks(image.size, seed, 1.8, 6, 35).point([120 if value < 118 else 255 for value in range(256)])
    tone = ImageOps.autocontrast(image.convert("L").filter(ImageFilter.GaussianBlur(side / 300)), cutoff=1)
    shadow = tone.point([max(0, min(210, round((165 - value) * 1.5))) for value in range(256)])
    drawn = ImageChops.multiply(drawn, Image.composite(hatch, Image.new("L", image.size, 255), shadow))
    soft = tone.point([min(255, 205 + value // 4) for value in range(256)])
    drawn = ImageChops.multiply(drawn, soft).filter(ImageFilter.GaussianBlur(0.5))
    return _paper(ImageOps.colorize(drawn, (48, 46, 54), (252, 249, 242)), seed, 0.1, 1.4)


def _ink(image: Image.Image, seed: int) -> Image.Image:
    side = min(image.size)
    soft = wobbled(image, seed, side * 0.006).filter(ImageFilter.MedianFilter(max(3, side // 150 | 1)))
    grey = ImageOps.autocontrast(soft.convert("L").filter(ImageFilter.GaussianBlur(side / 420)), cutoff=2)
    grey = grey.point([round(255 * (value / 255) ** 0.42) for value in range(256)])
    wash = noise(image.size, seed, side / 12).point([128 + (value - 128) // 5 for value in range(256)])
    grey = ImageChops.soft_light(grey, wash)
    grey = ImageChops.multiply(grey, lines(soft, max(1.0, side / 300), 1.7))
    painted = ImageOps.colorize(grey, (30, 32, 38), (250, 246, 234), mid=(120, 123, 125))
    colour = Image.blend(
        painted, ImageChops.multiply(painted, ImageEnhance.Brightness(soft).enhance(1.35)), 0.22
    )
    return _paper(colour, seed, 0.1, 1.8)


def few_colours(image: Image.Image, colours: int) -> Image.Image:
    """Flat areas of a few colours with clean edges; the colours are chosen on a small copy, which is as good."""
    chosen = image.resize((256, 256), Image.Resampling.BOX).quantize(
        colours, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE
    )
    areas = image.quantize(palette=chosen, dither=Image.Dither.NONE)
    return areas.filter(ImageFilter.ModeFilter(5)).convert("RGB")


def _poster(image: Image.Image, seed: int) -> Image.Image:
    few = few_colours(image, 12)
    few = Image.blend(few, ImageChops.multiply(few, Image.new("RGB", image.size, (255, 232, 190))), 0.75)
    few = _paper(few, seed, 0.12, 1.3)
    margin = round(min(image.size) * 0.04)
    return ImageOps.expand(
        few.crop((margin, margin, image.width - margin, image.height - margin)), margin, (246, 236, 214)
    )


def _neon(image: Image.Image, seed: int) -> Image.Image:
    del seed
    side = min(image.size)
    dark = ImageOps.colorize(
        ImageOps.autocontrast(image.convert("L")), (8, 4, 28), (96, 40, 130), mid=(28, 14, 66)
    )
    edges = framed_edges(image.filter(ImageFilter.GaussianBlur(side / 900)).convert("L"))
    edges = ImageOps.autocontrast(edges, cutoff=0.5).point(lambda value: min(255, round(value * 2.2)))
    tones = ImageOps.colorize(
        Image.linear_gradient("L").resize(image.size), (255, 60, 190), (50, 240, 255), mid=(150, 110, 255)
    )
    light = ImageChops.multiply(tones, grey_rgb(edges))
    glow = light.filter(ImageFilter.GaussianBlur(side / 90))
    return ImageChops.screen(ImageChops.screen(dark, glow.point(lambda value: min(255, value * 2))), light)


def _papercut(image: Image.Image, seed: int) -> Image.Image:
    side = min(image.size)
    few = few_colours(wobbled(image, seed, side * 0.003).filter(ImageFilter.MedianFilter(5)), 14)
    edges = few.convert("L").filter(ImageFilter.FIND_EDGES).point(lambda value: 255 if value > 10 else 0)
    edges = edges.filter(ImageFilter.GaussianBlur(side / 260))
    shadow = ImageChops.offset(edges, round(side / 260), round(side / 190)).point(
        lambda value: 255 - value * 4 // 10
    )
    few = ImageChops.multiply(few, grey_rgb(shadow))
    return _paper(few, seed, 0.14, 1.5)


STYLES: Mapping[str, Callable[[Image.Image, int], Image.Image]] = {
    "watercolour": _watercolour,
    "oil": _oil,
    "pixel": _pixel,
    "sketch": _sketch,
    "ink": _ink,
    "poster": _poster,
    "neon": _neon,
    "papercut": _papercut,
}
"""The flat style is the painting itself."""
