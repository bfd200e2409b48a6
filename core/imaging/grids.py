"""A picture under a quiet grid of nine numbered parts."""

from PIL import Image, ImageChops, ImageDraw, ImageFont

from core.imaging.inspection import upright
from core.imaging.writing import opaque, write
from core.regions import cell

_SMOOTH = 4
_LIGHT, _DARK = (255, 255, 255), (24, 26, 31)


def grid(picture: bytes, *, max_side: int = 1280) -> bytes:
    """One JPEG: the picture, its nine parts as `core.regions.cell` counts them, each with its number.

    The longer side is at most `max_side`. For a picture that passed `inspect`. Run off the loop.
    """
    image = opaque(upright(picture, max_pixels=None)).convert("RGB")
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    side = max(image.size)
    lines = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(lines)
    width = max(1, round(side / 500))
    for third in (1, 2):
        x, y = round(image.width * third / 3), round(image.height * third / 3)
        draw.line((x, 0, x, image.height), fill=255, width=width)
        draw.line((0, y, image.width, y), fill=255, width=width)
    # A shadow beside the light line, so that it is seen on any ground.
    shadow = ImageChops.subtract(ImageChops.offset(lines, width, width), lines)
    image.paste(_DARK, (0, 0), shadow.point(lambda level: round(level * 0.35)))
    image.paste(_LIGHT, (0, 0), lines.point(lambda level: round(level * 0.7)))
    across = max(16, round(min(image.size) / 13))
    for number in range(1, 10):
        part = cell(number)
        corner = part.left * image.width + across * 0.35, part.top * image.height + across * 0.35
        badge = _badge(str(number), across)
        image.paste(badge, (round(corner[0]), round(corner[1])), badge)
    return write(image, "image/jpeg", 90)


def _badge(text: str, across: int) -> Image.Image:
    """A dark disc that lets the picture shine through, with a white figure."""
    large = across * _SMOOTH
    disc = Image.new("RGBA", (large, large), (*_DARK, 0))
    draw = ImageDraw.Draw(disc)
    draw.ellipse((0, 0, large - 1, large - 1), fill=(*_DARK, 150), outline=(*_LIGHT, 190), width=large // 28)
    font = ImageFont.load_default(large * 0.56)
    draw.text((large / 2, large / 2), text, fill=(*_LIGHT, 255), font=font, anchor="mm")
    return disc.resize((across, across), Image.Resampling.LANCZOS)
