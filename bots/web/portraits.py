"""Members' pictures as files: the playground shows rounds with initials, and these can be edited."""

import colorsys
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO

from PIL import Image

from bots.web.bubbles import Member
from core.errors import UserCanFix
from core.identity import Platform
from core.imaging.lettering import set_lettering
from core.lettering import Edge, Lettering, Place
from core.requests import ImageHandle, Mention, MentionKind

AVATAR = "avatar:"
"""Begins the locator of a member's picture; a file's is a hash."""

_SIDE, _LETTER = 512, 280


def hue_of(member: Member) -> int:
    """The colour that follows from a member's key, in degrees."""
    return int(member.key[:6], 16) % 360


def portrait(member: Member) -> bytes:
    """What stands beside a member's words, large: a PNG. Run off the loop."""
    red, green, blue = (round(255 * part) for part in colorsys.hls_to_rgb(hue_of(member) / 360, 0.45, 0.62))
    image = Image.new("RGB", (_SIDE, _SIDE), (red, green, blue))
    letter = Lettering(
        member.name[:1].upper(),
        place=Place.CENTRE,
        pixels=_LETTER,
        colour="#ffffff",
        bold=True,
        edge=Edge.NONE,
    )
    # Without a font for it, or a letter at all, the colour alone tells members apart.
    with suppress(UserCanFix):
        image = set_lettering(image, letter)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def mentions(text: str, author: Member, members: Sequence[Member]) -> tuple[Mention, ...]:
    """The members whose avatar the words may mean, the author's own first; mentions are by name."""
    named = (member for member in members if f"@{member.name}" in text)
    return (_mention(author, ""), *(_mention(member, f"@{member.name}") for member in named))


def _mention(member: Member, words: str) -> Mention:
    handle = ImageHandle(
        Platform.PLAYGROUND, f"{AVATAR}{member.key}", f"{AVATAR}{member.key}", name=member.name, lasting=False
    )
    return Mention(MentionKind.AVATAR, words, handle, member.key)
