"""What the documented image API accepts, written from its reference and not from our own code."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image

FLEXIBLE = (
    "gpt-image-2.6-sunburst",
    "gpt-image-2.6-flare",
    "gpt-image-2.5-sunburst",
    "gpt-image-2.5-sunburst-2026-09-08",
    "gpt-image-2.5-flare",
    "gpt-image-2.5-flare-2026-09-08",
    "gpt-image-2",
    "gpt-image-2-2026-04-21",
)
FIXED = ("gpt-image-1.5", "gpt-image-1-mini", "chatgpt-image-latest")
SHARED = {
    "model",
    "prompt",
    "n",
    "size",
    "quality",
    "background",
    "output_format",
    "output_compression",
    "stream",
    "partial_images",
    "safety_identifier",
    "user",
}
KNOWN = {"generations": SHARED | {"moderation"}, "edits": SHARED | {"input_fidelity"}}
SOURCE_TYPES = {"image/png": "PNG", "image/webp": "WEBP", "image/jpeg": "JPEG"}
MAX_SOURCE_BYTES = 50_000_000
MAX_MASK_BYTES = 4_000_000


@dataclass(frozen=True)
class SentFile:
    """One uploaded file as it arrived."""

    parameter: str
    name: str
    media_type: str
    data: bytes = field(repr=False)

    @property
    def size(self) -> tuple[int, int]:
        with Image.open(BytesIO(self.data)) as image:
            return image.size


@dataclass(eq=False)
class Fault(Exception):
    """An error answer as the API words it."""

    status: int
    message: str
    kind: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        return {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
            **self.extra,
        }


def invalid(param: str, code: str = "invalid_value") -> Fault:
    return Fault(400, f"Invalid value for '{param}'.", code=code, param=param)


def check(action: str, fields: Mapping[str, Any], files: Sequence[SentFile]) -> None:
    """Raises the `Fault` that the API would answer with."""
    for name in fields:
        if name not in KNOWN[action]:
            raise Fault(400, f"Unknown parameter: '{name}'.", code="unknown_parameter", param=name)
    model = fields.get("model")
    if model not in FLEXIBLE + FIXED:
        raise Fault(404, f"The model '{model}' does not exist.", code="model_not_found", param="model")
    if not 0 < len(str(fields.get("prompt", ""))) <= 32_000:
        raise invalid("prompt")
    if len(str(fields.get("safety_identifier", ""))) > 64:
        raise invalid("safety_identifier")
    _numbers(fields)
    _choices(str(model), fields)
    _size(str(model), str(fields.get("size", "auto")))
    if action == "edits":
        _files(files)


def _numbers(fields: Mapping[str, Any]) -> None:
    if not 1 <= int(fields.get("n", 1)) <= 10:
        raise invalid("n")
    if "partial_images" in fields and not (fields.get("stream") and 0 <= int(fields["partial_images"]) <= 3):
        raise invalid("partial_images")


def _choices(model: str, fields: Mapping[str, Any]) -> None:
    qualities = ["auto", "low", "medium", "high"]
    if "2.5" in model or "2.6" in model:
        qualities += ["xhigh", "max"]
    fidelities = {"gpt-image-1.5": ["low", "high"], "gpt-image-1-mini": ["low"]}.get(model, [])
    formats = ["png", "webp", "jpeg"]
    if fields.get("background") == "transparent":
        formats.remove("jpeg")
    allowed = {
        "quality": qualities,
        "input_fidelity": fidelities,
        "output_format": formats,
        "background": ["transparent", "opaque", "auto"],
        "moderation": ["auto", "low"],
    }
    for name, values in allowed.items():
        if name in fields and fields[name] not in values:
            raise invalid(name)


def _size(model: str, size: str) -> None:
    if size in {"auto", "1024x1024", "1536x1024", "1024x1536"}:
        return
    match = re.fullmatch(r"(\d{2,4})x(\d{2,4})", size)
    if match is None or model not in FLEXIBLE:
        raise invalid("size")
    width, height = int(match[1]), int(match[2])
    long, short = max(width, height), min(width, height)
    if width % 16 or height % 16 or long > 3840 or long > 3 * short:
        raise invalid("size")
    if not 655_360 <= width * height <= 8_294_400:
        raise invalid("size")


def _files(files: Sequence[SentFile]) -> None:
    images = [file for file in files if file.parameter in {"image", "image[]"}]
    masks = [file for file in files if file.parameter == "mask"]
    if not 1 <= len(images) <= 16 or len(images) + len(masks) != len(files):
        raise invalid("image")
    for file in images:
        if file.media_type not in SOURCE_TYPES or len(file.data) >= MAX_SOURCE_BYTES:
            raise Fault(400, "Unsupported image file.", code="unsupported_file_mimetype", param="image")
        try:
            with Image.open(BytesIO(file.data), formats=[SOURCE_TYPES[file.media_type]]) as image:
                image.verify()
        except (OSError, SyntaxError) as error:
            raise Fault(400, "Invalid image file.", code="invalid_image_file", param="image") from error
    for mask in masks:
        if mask.media_type != "image/png" or len(mask.data) >= MAX_MASK_BYTES or mask.size != images[0].size:
            raise invalid("mask")
        with Image.open(BytesIO(mask.data)) as image:
            if not image.has_transparency_data:
                raise invalid("mask")
