"""Pictures for Discord tests."""

from io import BytesIO
from typing import Any

from PIL import Image

from core.requests import PictureFile
from tests.platforms.discord_nouns import Upload


def png(colour: str = "teal", size: tuple[int, int] = (8, 6)) -> bytes:
    held = BytesIO()
    Image.new("RGB", size, colour).save(held, "PNG")
    return held.getvalue()


def upload(name: str = "photo.png", colour: str = "teal", **more: Any) -> Upload:
    return Upload(name, png(colour), **more)


def picture(name: str = "fox.png", **more: Any) -> PictureFile:
    fields: dict[str, Any] = {"data": png(), "media_type": "image/png", "name": name, **more}
    return PictureFile(**fields)
