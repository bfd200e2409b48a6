"""Pictures made softer, sharper or coarser, all of them or in one region."""

from collections.abc import Callable

from PIL import Image, ImageFilter

from core.imaging.cropping import box_of
from core.operations import Blur, Pixelate, Sharpen
from core.regions import Region

_BLUR_SHARE, _REGION_BLUR_SHARE = 0.012, 0.12
_BLOCKS, _REGION_BLOCKS = 40, 6
_LEAST_BLOCK = 6
_SHARPEN_PERCENT = 120
_MOST_STRENGTH = 10.0


def blur(image: Image.Image, wanted: Blur) -> Image.Image:
    """Blurred; outside of the region nothing changes."""
    strength = max(0.0, min(_MOST_STRENGTH, wanted.strength))
    share = _BLUR_SHARE if wanted.region is None else _REGION_BLUR_SHARE

    def soften(part: Image.Image) -> Image.Image:
        radius = strength * max(1.0, share * min(part.size))
        return _premultiplied(part, ImageFilter.GaussianBlur(radius))

    return _within(image, wanted.region, soften)


def sharpen(image: Image.Image, wanted: Sharpen) -> Image.Image:
    """Edges made to stand out, alpha kept."""
    strength = max(0.0, min(_MOST_STRENGTH, wanted.strength))
    radius = max(1.0, min(image.size) / 700)
    mask = ImageFilter.UnsharpMask(radius, round(_SHARPEN_PERCENT * strength), threshold=2)
    sharp = image.convert("RGB").filter(mask)
    if image.mode == "RGBA":
        sharp.putalpha(image.getchannel("A"))
    return sharp


def pixelate(image: Image.Image, wanted: Pixelate) -> Image.Image:
    """In blocks of their mean colour; outside of the region nothing changes."""
    blocks = _BLOCKS if wanted.region is None else _REGION_BLOCKS

    def coarsen(part: Image.Image) -> Image.Image:
        block = max(_LEAST_BLOCK, min(part.size) / blocks)
        cells = max(1, round(part.width / block)), max(1, round(part.height / block))
        return part.resize(cells, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)

    return _within(image, wanted.region, coarsen)


def _within(
    image: Image.Image, region: Region | None, work: Callable[[Image.Image], Image.Image]
) -> Image.Image:
    if region is None:
        return work(image)
    box = box_of(region, image.size)
    changed = image.copy()
    changed.paste(work(image.crop(box)), box[:2])
    return changed


def _premultiplied(image: Image.Image, soften: ImageFilter.Filter) -> Image.Image:
    """Filtered so that the colour of transparent pixels does not bleed into what is seen."""
    if image.mode != "RGBA":
        return image.filter(soften)
    return image.convert("RGBa").filter(soften).convert("RGBA")
