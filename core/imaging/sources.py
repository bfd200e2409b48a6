"""Pictures that go to a provider."""

from PIL import Image

from core.drawing import SourceImage
from core.imaging.fitting import reduced
from core.imaging.inspection import DEFAULT_MAX_PIXELS, load, orientation_of, upright
from core.imaging.location import strip_location
from core.imaging.writing import write

SENT_TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})
"""What every provider reads (openai/types/image_edit_params.py: png, webp or jpg)."""


def prepare_source(
    data: bytes,
    *,
    max_bytes: int = 20_000_000,
    max_side: int = 3840,
    max_pixels: int = DEFAULT_MAX_PIXELS,
    scene: str = "",
) -> SourceImage:
    """A picture as a provider gets it: upright, one frame, without location, PNG, JPEG or WebP.

    Bytes that need none of this are passed as they are. `max_bytes` is below the 50 MB a file
    that OpenAI takes; `max_side` is its largest side. Raises `NotAnImage` or `ImageTooLarge`
    (`max_pixels`, before decoding). Run off the loop.
    """
    stored, media_type = load(data, max_pixels=max_pixels)
    # What follows the first picture of a JPEG (a gain map, a second view) goes without re-encoding.
    is_still = media_type == "image/jpeg" or (
        media_type in SENT_TYPES and getattr(stored, "n_frames", 1) == 1
    )
    if is_still and _needs_nothing(stored, max_side):
        clean = strip_location(data)
        if len(clean) <= max_bytes:
            return _source(clean, media_type, stored, scene)
    image = upright(data, max_pixels=max_pixels)
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    lossy = media_type == "image/jpeg" and image.mode != "RGBA"
    written = write(image, "image/jpeg", 95) if lossy else write(image, "image/png")
    if len(written) <= max_bytes:
        return _source(written, "image/jpeg" if lossy else "image/png", image, scene)
    kind = "image/webp" if image.mode == "RGBA" else "image/jpeg"
    written, image = reduced(image, kind, max_bytes)
    return _source(written, kind, image, scene)


def _needs_nothing(image: Image.Image, max_side: int) -> bool:
    return image.mode != "CMYK" and orientation_of(image) == 1 and max(image.size) <= max_side


def _source(data: bytes, media_type: str, image: Image.Image, scene: str) -> SourceImage:
    return SourceImage(data=data, media_type=media_type, width=image.width, height=image.height, scene=scene)
