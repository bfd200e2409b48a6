"""Somebody sends something that is no picture, or a picture that is a bomb."""

import struct
import zlib

from tests.scenarios.stage import ADA, BO
from tests.scenarios.world import World, finished


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size in its header and holds almost nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


async def test_trap_26_a_text_file_named_png_is_no_picture(world: World) -> None:
    await world.stage.ask(ADA, "make it night", images=[b"this is a letter, not a picture\n" * 20])
    told = await world.notice()

    assert told.text
    assert await world.images_used() == 0


async def test_a_pdf_is_named_for_what_it_is(world: World) -> None:
    shown = await world.stage.post(
        BO, images=[b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"x" * 200], file_name="menu.pdf"
    )
    await world.stage.edit_photo(ADA, shown, "make it night")
    told = await world.notice()

    assert told.text
    assert await world.images_used() == 0


async def test_trap_26_a_picture_of_200_megapixels_is_refused_before_decoding(world: World) -> None:
    await world.stage.ask(ADA, "make it night", images=[png_of(20_000, 10_000)])
    told = await world.notice()

    assert told.text
    chat = await world.quiet()
    assert not finished(chat)
    assert await world.images_used() == 0
