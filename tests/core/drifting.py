"""A model that draws a whole picture anew: nearly the same everywhere, and something changed on purpose."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Levels = NDArray[np.uint8]


def redrawn(
    source: Image.Image, size: tuple[int, int], *, moved: tuple[int, int] = (0, 0), tone: int = 4
) -> Image.Image:
    """Moved by so many pixels of the source, softer, grainy, a little lighter, at another size."""
    shifted = source.transform(
        source.size, Image.Transform.AFFINE, (1, 0, moved[0], 0, 1, moved[1]), Image.Resampling.BICUBIC
    )
    soft = shifted.resize(size, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.8))
    grain = np.random.default_rng(7).normal(tone, 4, (size[1], size[0], 3))
    return Image.fromarray(np.clip(np.asarray(soft, np.float32) + grain, 0, 255).astype(np.uint8))


def with_disc(picture: Image.Image, middle: tuple[float, float], radius: float) -> Image.Image:
    """With a red disc, in fractions of the width and height."""
    changed = picture.copy()
    x, y, r = middle[0] * picture.width, middle[1] * picture.height, radius * picture.width
    ImageDraw.Draw(changed).ellipse((x - r, y - r, x + r, y + r), fill="#f02030")
    return changed


def file(picture: Image.Image, kind: str = "PNG") -> bytes:
    out = BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def pixels(data: bytes, mode: str = "RGB") -> Levels:
    return np.asarray(Image.open(BytesIO(data)).convert(mode))
