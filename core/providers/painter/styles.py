"""Styles: what a finished flat picture is turned into."""

from collections.abc import Callable, Mapping

from PIL import Image, ImageChops, ImageFilter, ImageOps

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
    shifts = {(column, row): (dice.uniform(-reach, reach), dice.uniform(-reach, reach)) for column in range(cells + 1) for row in range(cells + 1)}
    mesh = []
    for column in range(cells):
        for row in range(cells):
            box = (column * wide // cells, row * tall // cells, (column + 1) * wide // cells, (row + 1) * tall // cells)
            corners = ((box[0], box[1], column, row), (box[0], box[3], column, row + 1), (box[2], box[3], column + 1, row + 1), (box[2], box[1], column + 1, row))
            quad: list[float] = []
            for x, y, c, r in corners:
                dx, dy = shifts[c, r] if 0 < c < cells and 0 < r < cells else (0.0, 0.0)
                quad.extend((x + dx, y + dy))
            mesh.append((box, tuple(quad)))
    return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _watercolour(image: Image.Image, seed: int) -> Image.Image:
    side = min(image.size)
    wet = wobbled(image, seed, side * 0.006)
    wet = wet.filter(ImageFilter.ModeFilter(max(3, side // 170 | 1)))
    wash = noise(image.size, seed + 1, side / 9).point(lambda value: 128 + (value - 128) // 3)
    wet = ImageChops.soft_light(wet, Image.merge("RGB", (wash, wash, wash)))
    wet = Image.blend(wet, Image.new("RGB", image.size, (255, 251, 242)), 0.16)
    edges = wet.convert("L").filter(ImageFilter.GaussianBlur(side / 500)).filter(ImageFilter.FIND_EDGES)
    edges = ImageOps.invert(edges.point(lambda value: min(70, value * 2))).filter(ImageFilter.GaussianBlur(side / 900))
    wet = ImageChops.multiply(wet, Image.merge("RGB", (edges, edges, edges)))
    wet = _paper(wet, seed, 0.16, 1.6)
    return _deckled(wet, seed)


def _deckled(image: Image.Image, seed: int) -> Image.Image:
    """White paper around an uneven edge."""
    wide, tall = image.size
    margin = round(min(wide, tall) * 0.035)
    mask = Image.new("L", image.size, 0)
    mask.paste(255, (margin, margin, wide - margin, tall - margin))
    mask = mask.filter(ImageFilter.GaussianBlur(margin / 2.5))
    rough = noise(image.size, seed + 2, min(wide, tall) / 55)
    mask = ImageChops.add(mask, rough, 1, -128).point(lambda value: min(255, max(0, (value - 90) * 5)))
    paper = _paper(Image.new("RGB", image.size, (252, 249, 241)), seed, 0.06, 1.6)
    return Image.composite(image, paper, mask.filter(ImageFilter.GaussianBlur(0.8)))


def _oil(image: Image.Image, seed: int) -> Image.Image:
    side = min(image.size)
    thick = wobbled(image, seed, side * 0.009).filter(ImageFilter.ModeFilter(max(5, side // 110 | 1)))
    streaks = noise((image.width, image.height), seed, 2.2).resize((image.width, max(2, image.height // 6))).resize(image.size, Image.Resampling.BICUBIC)
    streaks = streaks.rotate(18, Image.Resampling.BICUBIC, fillcolor=128).filter(ImageFilter.EMBOSS)
    relief = Image.merge("RGB", (streaks, streaks, streaks))
    thick = ImageChops.soft_light(thick, relief)
    return apply_look(apply_look(thick, "vivid", seed), "contrast", seed)


def _pixel(image: Image.Image, seed: int) -> Image.Image:
    del seed
    cell = max(2, round(min(image.size) / 128))
    small = image.resize((max(8, image.width // cell), max(8, image.height // cell)), Image.Resampling.BOX)
    few = small.quantize(28, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.resize(image.size, Image.Resampling.NEAREST)


def lines(image: Image.Image, thickness: float) -> Image.Image:
    """Dark outlines on white."""
    grey = ImageOps.autocontrast(image.convert("L"), cutoff=1)
    blurred = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(thickness))
    return _dodge(grey, blurred)


def _dodge(base: Image.Image, top: Image.Image) -> Image.Image:
    """Colour dodge of two grey pictures: base / (1 - top), in a dozen steps of the divisor."""
    result = Image.new("L", base.size, 255)
    for level in range(16):
        low, high = level * 16, level * 16 + 15
        gain = 255 / max(8, 255 - (low + high) / 2)
        band = top.point(lambda value, low=low, high=high: 255 if low <= value <= high else 0)
        result.paste(base.point(lambda value, gain=gain: min(255, round(value * gain))), (0, 0), band)
    return result


def _sketch(image: Image.Image, seed: int) -> Image.Image:
    side = min(image.size)
    drawn = lines(wobbled(image, seed, side * 0.002), side / 130)
    hatch = noise(image.size, seed, 1.8).resize((max(2, image.width // 5), image.height)).resize(image.size)
    hatch = hatch.rotate(35, Image.Resampling.BICUBIC, fillcolor=200).point(lambda value: 150 if value < 120 else 255)
    shadow = ImageOps.autocontrast(image.convert("L")).point(lambda value: max(0, 150 - value))
    drawn = ImageChops.multiply(drawn, Image.composite(hatch, Image.new("L", image.size, 255), shadow))
    drawn = drawn.point(lambda value: max(0, round(255 - (255 - value) * 1.35)))
    return _paper(ImageOps.colorize(drawn, (52, 50, 56), (250, 247, 240)), seed, 0.1, 1.4)


def _ink(image: Image.Image, seed: int) -> Image.Image:
    side = min(image.size)
    soft = wobbled(image, seed, side * 0.008).filter(ImageFilter.ModeFilter(max(3, side // 150 | 1)))
    grey = ImageOps.autocontrast(soft.convert("L").filter(ImageFilter.GaussianBlur(side / 420)), cutoff=2)
    wash = noise(image.size, seed, side / 14).point(lambda value: 128 + (value - 128) // 2)
    grey = ImageChops.soft_light(grey, wash).point(lambda value: min(255, round(40 + value * 0.92)))
    outline = lines(soft, side / 240)
    grey = ImageChops.multiply(grey, outline.point(lambda value: min(255, value + 30)))
    painted = ImageOps.colorize(grey, (28, 30, 36), (246, 240, 226), mid=(140, 142, 140))
    colour = Image.blend(painted, ImageChops.multiply(painted, soft), 0.22)
    return _paper(colour, seed, 0.12, 1.8)


def _poster(image: Image.Image, seed: int) -> Image.Image:
    flat = image.filter(ImageFilter.ModeFilter(max(3, min(image.size) // 200 | 1)))
    few = flat.quantize(9, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE).convert("RGB")
    few = Image.blend(few, ImageChops.multiply(few, Image.new("RGB", image.size, (255, 232, 190))), 0.75)
    few = _paper(few, seed, 0.12, 1.3)
    margin = round(min(image.size) * 0.04)
    return ImageOps.expand(few.crop((margin, margin, image.width - margin, image.height - margin)), margin, (246, 236, 214))


def _neon(image: Image.Image, seed: int) -> Image.Image:
    del seed
    side = min(image.size)
    dark = ImageOps.colorize(ImageOps.autocontrast(image.convert("L")), (8, 4, 28), (96, 40, 130), mid=(28, 14, 66))
    edges = image.filter(ImageFilter.GaussianBlur(side / 900)).filter(ImageFilter.FIND_EDGES).convert("L")
    edges = ImageOps.autocontrast(edges, cutoff=0.5).point(lambda value: min(255, round(value * 2.2)))
    tones = ImageOps.colorize(Image.linear_gradient("L").resize(image.size), (255, 60, 190), (50, 240, 255), mid=(150, 110, 255))
    light = ImageChops.multiply(tones, Image.merge("RGB", (edges, edges, edges)))
    glow = light.filter(ImageFilter.GaussianBlur(side / 90))
    return ImageChops.screen(ImageChops.screen(dark, glow.point(lambda value: min(255, value * 2))), light)


def _papercut(image: Image.Image, seed: int) -> Image.Image:
    side = min(image.size)
    flat = wobbled(image, seed, side * 0.003).filter(ImageFilter.ModeFilter(max(5, side // 120 | 1)))
    few = flat.quantize(14, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE).convert("RGB")
    few = few.filter(ImageFilter.ModeFilter(5))
    edges = few.convert("L").filter(ImageFilter.FIND_EDGES).point(lambda value: 255 if value > 10 else 0)
    edges = edges.filter(ImageFilter.GaussianBlur(side / 260))
    shadow = ImageChops.offset(edges, round(side / 260), round(side / 190)).point(lambda value: 255 - value * 4 // 10)
    few = ImageChops.multiply(few, Image.merge("RGB", (shadow, shadow, shadow)))
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
