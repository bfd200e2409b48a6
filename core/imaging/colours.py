"""The colours of a picture: grey, lighter, warmer, one for another."""

import colorsys
import math
from collections.abc import Callable

from PIL import Image, ImageChops, ImageEnhance

from core.errors import NotExact
from core.operations import Adjust, Colour, Recolour

_MOST = 0.95
_WARM_RED, _WARM_GREEN, _WARM_BLUE = 0.16, 0.02, -0.22
_HUE_NEAR, _HUE_FAR = 14, 24
"""On Pillow's scale of 256 hues: as one colour people see about 20 degrees on either side."""
_STRIP = 512
_PALE, _COLOURFUL = 70, 115
_DARK, _LIT = 25, 50


def grayscale(image: Image.Image) -> Image.Image:
    """Without colour, alpha kept."""
    grey = image.convert("RGB").convert("L")
    return _with_alpha(Image.merge("RGB", (grey, grey, grey)), image)


def adjust(image: Image.Image, wanted: Adjust) -> Image.Image:
    """One quality changed by its share, alpha kept."""
    amount = max(-1.0, min(1.0, wanted.amount))
    rgb = image.convert("RGB")
    if wanted.what == "saturation":
        return _with_alpha(ImageEnhance.Color(rgb).enhance(1 + amount), image)
    if wanted.what == "warmth":
        shares = (_WARM_RED, _WARM_GREEN, _WARM_BLUE)
        table = [round(min(255.0, level * (1 + share * amount))) for share in shares for level in range(256)]
        return _with_alpha(rgb.point(table), image)
    curve = _brightness(amount) if wanted.what == "brightness" else _contrast(amount)
    return _with_alpha(rgb.point([round(255 * curve(level / 255)) for level in range(256)] * 3), image)


def recolour(image: Image.Image, wanted: Recolour) -> Image.Image:
    """One colour replaced, its shades and alpha kept. Raises `NotExact` where the colour is not there."""
    changed, is_there = image.copy(), False
    # In strips, since few of these calls let another thread go on.
    for top in range(0, image.height, _STRIP):
        strip = image.crop((0, top, image.width, min(top + _STRIP, image.height)))
        recoloured = _recoloured(strip, wanted)
        if recoloured is not None:
            is_there = True
            changed.paste(recoloured, (0, top))
    if not is_there:
        raise NotExact(wanted.kind)
    return changed


def _recoloured(image: Image.Image, wanted: Recolour) -> Image.Image | None:
    """None where the colour is not there."""
    rgb = image.convert("RGB")
    mask = _hue_mask(rgb, wanted.old) if wanted.by_hue else _value_mask(rgb, wanted.old, wanted.tolerance)
    if image.mode == "RGBA":
        mask = ImageChops.multiply(mask, image.getchannel("A"))
    if mask.getbbox() is None:
        return None
    changed = _hue_moved(rgb, wanted) if wanted.by_hue else _value_moved(rgb, wanted)
    return _with_alpha(Image.composite(changed, rgb, mask), image)


def farthest(rgb: Image.Image, colour: Colour) -> Image.Image:
    """How far each pixel is from a colour, 0 to 255: in that of its three parts that differs most."""
    distance = Image.new("L", rgb.size)
    for top in range(0, rgb.height, _STRIP):
        strip = rgb.crop((0, top, rgb.width, min(top + _STRIP, rgb.height)))
        apart = ImageChops.difference(strip, Image.new("RGB", strip.size, colour)).split()
        distance.paste(ImageChops.lighter(ImageChops.lighter(apart[0], apart[1]), apart[2]), (0, top))
    return distance


def _with_alpha(rgb: Image.Image, image: Image.Image) -> Image.Image:
    if image.mode == "RGBA":
        rgb.putalpha(image.getchannel("A"))
    return rgb


def _brightness(amount: float) -> Callable[[float], float]:
    """A power that moves the middle to (1 + amount) / 2 and leaves black and white where they are."""
    amount = max(-_MOST, min(_MOST, amount))
    power = math.log((1 + amount) / 2) / math.log(0.5)
    return lambda level: float(level**power)


def _contrast(amount: float) -> Callable[[float], float]:
    """An S whose middle is steeper by `amount`; less of it is a flatter line."""
    if amount <= 0:
        return lambda level: 0.5 + (level - 0.5) * (1 + amount)
    low, high = 1e-6, 4.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if middle / math.tanh(middle) < 1 + amount else (low, middle)
    return lambda level: 0.5 + 0.5 * math.tanh(low * (2 * level - 1)) / math.tanh(low)


def _value_mask(rgb: Image.Image, old: Colour, tolerance: float) -> Image.Image:
    """White within the tolerance, fading out over half as much again, so that edges stay smooth."""
    near = max(0.0, min(1.0, tolerance)) * 255
    fade = max(1.0, near / 2)
    table = [round(255 * max(0.0, min(1.0, 1 - (level - near) / fade))) for level in range(256)]
    return farthest(rgb, old).point(table)


def _value_moved(rgb: Image.Image, wanted: Recolour) -> Image.Image:
    table = [
        max(0, min(255, level + new - old))
        for old, new in zip(wanted.old, wanted.new, strict=True)
        for level in range(256)
    ]
    return rgb.point(table)


def _hsv(colour: Colour) -> tuple[int, float, float]:
    hue, saturation, value = colorsys.rgb_to_hsv(*(part / 255 for part in colour))
    return round(hue * 255), saturation, value


def _hue_mask(rgb: Image.Image, old: Colour) -> Image.Image:
    """White where the hue is that of the colour and there is enough colour and light to tell."""
    target = _hsv(old)[0]
    around = [min(abs(level - target), 256 - abs(level - target)) for level in range(256)]
    hues = [_ramp(apart, _HUE_FAR, _HUE_NEAR) for apart in around]
    hue, saturation, value = rgb.convert("HSV").split()
    told = ImageChops.darker(
        saturation.point([_ramp(level, _PALE, _COLOURFUL) for level in range(256)]),
        value.point([_ramp(level, _DARK, _LIT) for level in range(256)]),
    )
    return ImageChops.darker(hue.point(hues), told)


def _ramp(level: int, none: int, full: int) -> int:
    """0 at `none`, 255 at `full`, straight between."""
    return round(255 * max(0.0, min(1.0, (level - none) / (full - none))))


def _hue_moved(rgb: Image.Image, wanted: Recolour) -> Image.Image:
    """Of the new hue; as much paler and darker than the new colour as it was than the old one."""
    _, old_saturation, old_value = _hsv(wanted.old)
    new_hue, new_saturation, new_value = _hsv(wanted.new)
    hue, saturation, value = rgb.convert("HSV").split()
    scales = ((saturation, new_saturation / old_saturation), (value, new_value / old_value))
    paler, darker = (
        band.point([round(min(255.0, level * scale)) for level in range(256)]) for band, scale in scales
    )
    return Image.merge("HSV", (hue.point([new_hue] * 256), paler, darker)).convert("RGB")
