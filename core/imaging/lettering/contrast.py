"""What is beneath the text, and what stands out from it: contrast as WCAG 2.2 measures it.

https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

LEGIBLE: Final = 4.5
"""The ratio that success criterion 1.4.3 asks for."""

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
Colour = tuple[int, int, int]

_LINEAR_UP_TO: Final = 0.04045
_SAMPLED_SIDE: Final = 64
_DARKEST_PERCENT, _BRIGHTEST_PERCENT = 4, 96


@dataclass(frozen=True, slots=True)
class Ground:
    """The relative luminance, 0 to 1, of nearly all that is beneath: from its dark to its bright parts."""

    dark: float
    bright: float

    def contrast(self, colour: Colour) -> float:
        """Of a colour with whichever part is most like it."""
        own = luminance(colour)
        if self.dark <= own <= self.bright:
            return 1.0
        return min(_ratio(own, self.dark), _ratio(own, self.bright))


def ground_of(image: Image.Image, box: tuple[int, int, int, int]) -> Ground:
    """What is within `box` of an RGB or RGBA image; what is transparent may have any colour beneath."""
    part = image.crop(box)
    part.thumbnail((_SAMPLED_SIDE, _SAMPLED_SIDE), Image.Resampling.BOX)
    pixels = np.asarray(part.convert("RGBA"))
    linear = _LIGHT[pixels]
    light = linear[..., 0] * 0.2126 + linear[..., 1] * 0.7152 + linear[..., 2] * 0.0722
    alpha = pixels[..., 3] / 255
    dark = np.percentile(light * alpha, _DARKEST_PERCENT)
    bright = np.percentile(light * alpha + (1 - alpha), _BRIGHTEST_PERCENT)
    return Ground(float(dark), float(bright))


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return red * 0.2126 + green * 0.7152 + blue * 0.0722


def opposite(colour: Colour) -> Colour:
    """Black or white, whichever stands out more from `colour`."""
    own = luminance(colour)
    return WHITE if _ratio(own, 1.0) > _ratio(own, 0.0) else BLACK


def standing_out(ground: Ground) -> Colour:
    """White or black; white where neither stands out everywhere and an edge has to help."""
    white, black = ground.contrast(WHITE), ground.contrast(BLACK)
    return BLACK if black >= LEGIBLE and black > white else WHITE


def colour_from(digits: str) -> Colour:
    """Of "#rrggbb"."""
    return int(digits[1:3], 16), int(digits[3:5], 16), int(digits[5:7], 16)


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4


def _ratio(first: float, second: float) -> float:
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


_LIGHT: Final = np.array([_linear(step / 255) for step in range(256)])
