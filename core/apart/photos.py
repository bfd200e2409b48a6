"""HEIC, the format of iPhones: libheif by way of pillow-heif, an extra."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from core.apart.outcomes import Missing, TooLarge, Unreadable

QUALITY = 95


def as_common_photo(data: bytes, max_pixels: int) -> bytes:
    """The main picture of a HEIC file, upright: a JPEG, or a PNG where it is see-through.

    Its colour profile stays; everything else that the file tells, where it was taken among it, goes.
    """
    try:
        from pillow_heif import register_heif_opener  # noqa: PLC0415 - an extra, and only this process needs it
    except ImportError as error:
        raise Missing from error
    register_heif_opener(thumbnails=False)
    try:
        image = Image.open(BytesIO(data), formats=["HEIF"])
        if image.width * image.height > max_pixels:
            raise TooLarge
        image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, RuntimeError, EOFError) as error:
        raise Unreadable from error
    profile = image.info.get("icc_profile")
    out = BytesIO()
    if image.has_transparency_data:
        image.convert("RGBA").save(out, "PNG", compress_level=1, icc_profile=profile)
    else:
        image.convert("RGB").save(out, "JPEG", quality=QUALITY, subsampling=0, icc_profile=profile, exif=b"")
    return out.getvalue()
