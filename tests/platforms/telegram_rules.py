"""What the Bot API refuses, in its own words."""

import io
import json
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, UnidentifiedImageError

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
PHOTO_BYTES = 10 << 20
DOCUMENT_BYTES = 50 << 20
DOWNLOAD_BYTES = 20 << 20


@dataclass
class Refusal(Exception):
    """An answer with "ok": false."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


def bad(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


@dataclass(frozen=True)
class Upload:
    """One uploaded part."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Call:
    """One request to a method."""

    method: str
    params: dict[str, str]
    files: dict[str, Upload]

    def integer(self, name: str) -> int:
        try:
            return int(self.params[name])
        except (KeyError, ValueError):
            raise bad(f"{name} is empty") from None

    def optional(self, name: str) -> int | None:
        return self.integer(name) if name in self.params else None

    def structure(self, name: str) -> Any:
        text = self.params.get(name)
        if text is None:
            return None
        try:
            return json.loads(text)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None

    def upload(self, reference: str | None, name: str) -> Upload:
        """The part that a field or an `attach://` reference means."""
        part = reference.removeprefix("attach://") if reference else name
        if part not in self.files:
            raise bad("wrong file identifier/HTTP URL specified")
        return self.files[part]


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_text(text: str) -> str:
    if not text.strip():
        raise bad("message text is empty")
    if units(text) > TEXT_UNITS:
        raise bad("message is too long")
    return text


def check_caption(text: str) -> str:
    if units(text) > CAPTION_UNITS:
        raise bad("message caption is too long")
    return text


def check_entities(text: str, entities: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    for entity in entities or []:
        if entity["offset"] < 0 or entity["offset"] + entity["length"] > units(text):
            raise bad("can't parse entities: entity is out of the text")
    return entities or []


def check_markup(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """Inline keyboards are kept; a reply box is not part of the message."""
    if markup is None:
        return None
    for row in markup.get("inline_keyboard", []):
        for button in row:
            if not button.get("text"):
                raise bad("can't parse inline keyboard button: text is empty")
            if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
                raise bad("BUTTON_DATA_INVALID")
    return markup if "inline_keyboard" in markup else None


def check_document(upload: Upload) -> None:
    if not upload.data:
        raise bad("file must be non-empty")
    if len(upload.data) > DOCUMENT_BYTES:
        raise Refusal(413, "Request Entity Too Large")


def check_photo(upload: Upload) -> tuple[int, int]:
    """Width and height of what Telegram takes as a photo."""
    if not upload.data:
        raise bad("file must be non-empty")
    if len(upload.data) > PHOTO_BYTES:
        raise bad("too big for a photo")
    try:
        with Image.open(io.BytesIO(upload.data)) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError):
        raise bad("IMAGE_PROCESS_FAILED") from None
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height


def recompressed(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """A photo as Telegram keeps it: JPEG, at most 1280 a side, no transparency."""
    with Image.open(io.BytesIO(data)) as image:
        flat = image.convert("RGB")
        flat.thumbnail((1280, 1280))
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=87)
        return out.getvalue(), flat.size
