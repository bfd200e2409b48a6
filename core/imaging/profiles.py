"""Colour profiles of pictures that are worked on together."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageCms

_RGB = "RGB "


def in_one_profile(images: Sequence[Image.Image]) -> tuple[list[Image.Image], bytes | None]:
    """(the pictures, the profile of all of them): the common one, else all become sRGB, which needs none.

    A profile that is damaged, or is not for RGB, counts as none.
    """
    profiles = [_profile_of(image) for image in images]
    if len(set(profiles)) == 1:
        return list(images), profiles[0]
    return [_in_srgb(image, profile) for image, profile in zip(images, profiles, strict=True)], None


def _profile_of(image: Image.Image) -> bytes | None:
    profile = image.info.get("icc_profile")
    if not isinstance(profile, bytes):
        return None
    try:
        space = ImageCms.ImageCmsProfile(BytesIO(profile)).profile.xcolor_space
    except (OSError, ImageCms.PyCMSError):
        return None
    return profile if space == _RGB else None


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile is None:
        return image
    try:
        changed = ImageCms.profileToProfile(image, BytesIO(profile), ImageCms.createProfile("sRGB"))
    except ImageCms.PyCMSError:
        return image
    return image if changed is None else changed
