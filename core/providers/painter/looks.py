"""Filters over a whole picture, for photos and for the painter's own pictures alike."""

from collections.abc import Callable, Mapping

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from core.providers.painter.scene import chance

Look = Callable[[Image.Image, int], Image.Image]


def apply_look(image: Image.Image, look: str, seed: int) -> Image.Image:
    """An RGB picture with a named look; unchanged for a name that is not in `LOOKS`."""
    return LOOKS[look](image, seed) if look in LOOKS else image


def _tinted(image: Image.Image, red: float, green: float, blue: float) -> Image.Image:
    bands = image.split()
    return Image.merge(
        "RGB",
        [
            band.point([min(255, round(value * factor)) for value in range(256)])
            for band, factor in zip(bands, (red, green, blue), strict=True)
        ],
    )


def _mono(image: Image.Image, _seed: int) -> Image.Image:
    return ImageOps.autocontrast(image.convert("L"), cutoff=0.3).convert("RGB")


def _sepia(image: Image.Image, _seed: int) -> Image.Image:
    return ImageOps.colorize(image.convert("L"), (38, 22, 10), (255, 240, 208), mid=(158, 118, 76))


def _night(image: Image.Image, _seed: int) -> Image.Image:
    """Darker, bluer, with what was bright kept a little."""
    dark = _tinted(ImageEnhance.Color(image).enhance(0.7), 0.34, 0.42, 0.68)
    lights = image.convert("L").point([max(0, (value - 205) * 3) for value in range(256)])
    lights = lights.filter(ImageFilter.GaussianBlur(max(1, min(image.size) / 200)))
    return ImageChops.screen(
        dark,
        Image.merge(
            "RGB", [lights.point([value * part // 100 for value in range(256)]) for part in (34, 30, 18)]
        ),
    )


def _vignette(image: Image.Image, _seed: int) -> Image.Image:
    shadow = Image.radial_gradient("L").resize(image.size, Image.Resampling.BILINEAR)
    shadow = shadow.point([round(255 * (1 - 0.62 * (value / 255) ** 2.4)) for value in range(256)])
    return ImageChops.multiply(image, Image.merge("RGB", (shadow, shadow, shadow)))


def _grain(image: Image.Image, seed: int) -> Image.Image:
    data = chance(seed, "grain", image.size).randbytes(image.width * image.height)
    specks = Image.frombytes("L", image.size, data).point([128 + (value - 128) // 5 for value in range(256)])
    return ImageChops.soft_light(image, Image.merge("RGB", (specks, specks, specks)))


def _blur(image: Image.Image, _seed: int) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(max(2.0, min(image.size) / 90)))


def _enhanced(
    kind: type[ImageEnhance.Brightness | ImageEnhance.Contrast | ImageEnhance.Color], factor: float
) -> Look:
    def look(image: Image.Image, _seed: int) -> Image.Image:
        return kind(image).enhance(factor)

    return look


LOOKS: Mapping[str, Look] = {
    "mono": _mono,
    "sepia": _sepia,
    "night": _night,
    "warm": lambda image, _seed: _tinted(image, 1.1, 1.0, 0.84),
    "cool": lambda image, _seed: _tinted(image, 0.87, 0.99, 1.12),
    "bright": _enhanced(ImageEnhance.Brightness, 1.25),
    "dark": _enhanced(ImageEnhance.Brightness, 0.7),
    "contrast": _enhanced(ImageEnhance.Contrast, 1.35),
    "soft": _enhanced(ImageEnhance.Contrast, 0.72),
    "vivid": _enhanced(ImageEnhance.Color, 1.5),
    "muted": _enhanced(ImageEnhance.Color, 0.5),
    "blur": _blur,
    "sharp": lambda image, _seed: image.filter(ImageFilter.UnsharpMask(2, 130, 2)),
    "posterise": lambda image, _seed: ImageOps.posterize(image.filter(ImageFilter.ModeFilter(5)), 2),
    "vignette": _vignette,
    "invert": lambda image, _seed: ImageOps.invert(image),
    "mirror": lambda image, _seed: ImageOps.mirror(image),
    "grain": _grain,
}
