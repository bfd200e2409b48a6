"""What an OpenAI answer holds: pictures and usage, read with suspicion."""

import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from core.drawing import DrawnPicture, TokenUsage
from core.errors import BadAnswer
from core.imaging import media_type_of

_PIECE_CHARS = 262_144


def picture_of(provider: str, encoded: object) -> DrawnPicture:
    """The picture in a `b64_json`. `BadAnswer` if it is none. Run off the loop."""
    if not isinstance(encoded, str):
        raise BadAnswer(provider)
    try:
        # In pieces, because one call would keep every other thread waiting, the loop's too.
        pieces = [encoded[at : at + _PIECE_CHARS] for at in range(0, len(encoded), _PIECE_CHARS)]
        data = b"".join(binascii.a2b_base64(piece, strict_mode=True) for piece in pieces)
    except ValueError:
        raise BadAnswer(provider) from None
    media_type = media_type_of(data)
    if media_type is None:
        raise BadAnswer(provider)
    return DrawnPicture(data=data, media_type=media_type)


def pictures_of(provider: str, answer: Mapping[str, Any]) -> tuple[DrawnPicture, ...]:
    """All pictures of a whole answer, at least one. `BadAnswer` otherwise. Run off the loop."""
    entries = answer.get("data")
    if not isinstance(entries, Sequence) or not entries:
        raise BadAnswer(provider)
    return tuple(
        picture_of(provider, entry.get("b64_json") if isinstance(entry, Mapping) else None)
        for entry in entries
    )


def usage_of(answer: Mapping[str, Any]) -> TokenUsage | None:
    """The reported usage; None where it is missing or makes no sense."""
    usage = answer.get("usage")
    if not isinstance(usage, Mapping):
        return None
    put_in, put_out = _count(usage, "input_tokens"), _count(usage, "output_tokens")
    if put_in is None or put_out is None:
        return None
    ins, outs = _part(usage, "input_tokens_details"), _part(usage, "output_tokens_details")
    image_in = min(_count(ins, "image_tokens") or 0, put_in)
    text_out = min(_count(outs, "text_tokens") or 0, put_out)
    return TokenUsage(
        text_input_tokens=put_in - image_in,
        image_input_tokens=image_in,
        cached_input_tokens=min(_count(ins, "cached_tokens") or 0, put_in),
        text_output_tokens=text_out,
        image_output_tokens=put_out - text_out,
    )


def _part(usage: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = usage.get(name)
    return part if isinstance(part, Mapping) else {}


def _count(part: Mapping[str, Any], name: str) -> int | None:
    value = part.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
