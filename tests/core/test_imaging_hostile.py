"""Bytes from a chat: bombs, cut files, disguises."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.errors import ImageTooLarge, NotAnImage
from core.imaging import inspect, kind_of, media_type_of, prepare_source, strip_location
from core.imaging.inspection import glance

# The product ignores these where it starts; pytest sets filters anew for each test.
pytestmark = pytest.mark.filterwarnings(r"ignore::UserWarning:PIL\.")

MEGABYTE = 1_000_000
FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
    "image/avif": "AVIF",
}


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    buffer = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(buffer, kind)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def webp_header(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(("media_type", "kind"), FORMATS.items())
def test_every_format_that_we_read_is_told_by_its_bytes(media_type: str, kind: str) -> None:
    facts = inspect(picture(kind), max_bytes=MEGABYTE, max_pixels=MEGABYTE)

    assert (facts.media_type, facts.width, facts.height) == (media_type, 40, 30)
    assert facts.frames == 1


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"PK\x03\x04" + bytes(30), "zip"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        (b"<!DOCTYPE html><html><body><svg xmlns='http://www.w3.org/2000/svg'/>", "html"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><foreignObject><html></html></foreignObject></svg>",
            "svg",
        ),
        (b"<!DOCTYPE html><html><body>hi", "html"),
        ("只是文字".encode(), "text"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(20), "video"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(20), "audio"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic"),
        (b"\x1aE\xdf\xa3" + bytes(20), "video"),
        (b"ID3\x04" + bytes(20), "audio"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio"),
        (b"\x00\x01\x02\x03", ""),
        (b"", ""),
    ],
)
def test_what_is_no_picture_is_named(data: bytes, found: str) -> None:
    with pytest.raises(NotAnImage) as caught:
        inspect(data, max_bytes=MEGABYTE, max_pixels=MEGABYTE)

    assert caught.value.found == found


def test_text_cut_inside_a_character_is_still_text() -> None:
    assert kind_of(b"a" + "图".encode() * 3000) == "text"


@pytest.mark.parametrize("bomb", [png_header(20_000, 10_000), webp_header(16_000, 12_500)])
def test_a_200_megapixel_bomb_is_refused_from_its_header(bomb: bytes) -> None:
    with pytest.raises(ImageTooLarge) as caught:
        inspect(bomb, max_bytes=MEGABYTE, max_pixels=64_000_000)

    assert caught.value.limit_pixels == 64_000_000


def test_a_lossless_webp_bomb_is_refused_from_its_header() -> None:
    bits = (16_000 - 1) | (12_500 - 1) << 14
    body = b"WEBPVP8L" + struct.pack("<I", 5) + b"\x2f" + struct.pack("<I", bits)

    with pytest.raises(ImageTooLarge):
        inspect(b"RIFF" + struct.pack("<I", len(body)) + body, max_bytes=MEGABYTE, max_pixels=64_000_000)


def test_a_webp_without_a_picture_is_none() -> None:
    with pytest.raises(NotAnImage):
        inspect(b"RIFF\x04\x00\x00\x00WEBP", max_bytes=MEGABYTE, max_pixels=MEGABYTE)


def test_both_kinds_of_webp_are_measured() -> None:
    for lossless in (True, False):
        buffer = BytesIO()
        Image.new("RGB", (33, 21), "teal").save(buffer, "WEBP", lossless=lossless)
        facts = inspect(buffer.getvalue(), max_bytes=MEGABYTE, max_pixels=33 * 21)

        assert (facts.width, facts.height) == (33, 21)


def test_a_bomb_is_refused_as_a_source_too() -> None:
    with pytest.raises(ImageTooLarge):
        prepare_source(png_header(20_000, 10_000))


def test_too_many_bytes_are_refused_before_they_are_looked_at() -> None:
    with pytest.raises(ImageTooLarge) as caught:
        inspect(b"x" * 101, max_bytes=100, max_pixels=100)

    assert caught.value.limit_bytes == 100


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "AVIF", "TIFF"])
def test_a_cut_off_file_is_refused(kind: str) -> None:
    data = picture(kind, (200, 200))

    with pytest.raises(NotAnImage):
        inspect(data[: len(data) * 2 // 3], max_bytes=MEGABYTE, max_pixels=MEGABYTE)


def test_a_gif_of_a_million_frames_is_counted_only_so_far() -> None:
    frame = b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x4c\x01\x00"
    gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" + frame * 1_000_000 + b";"

    assert inspect(gif, max_bytes=2**26, max_pixels=100).frames == 1000


def test_the_frames_of_animations_are_counted() -> None:
    first = Image.new("RGB", (8, 8), "red")
    for kind in ("GIF", "WEBP", "PNG"):
        buffer = BytesIO()
        first.save(
            buffer, kind, save_all=True, append_images=[Image.new("RGB", (8, 8), c) for c in ("blue", "lime")]
        )

        assert inspect(buffer.getvalue(), max_bytes=MEGABYTE, max_pixels=MEGABYTE).frames == 3


def test_a_polyglot_loses_what_follows_the_picture() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        data = picture(kind)

        assert strip_location(data + b"PK\x03\x04 a whole archive") == data


def test_alpha_is_noticed() -> None:
    assert inspect(picture("PNG", mode="RGBA"), max_bytes=MEGABYTE, max_pixels=MEGABYTE).has_alpha
    assert not inspect(picture("JPEG"), max_bytes=MEGABYTE, max_pixels=MEGABYTE).has_alpha


@given(st.binary(max_size=200), st.sampled_from([*FORMATS.values()]), st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_damage_is_refused_or_read_but_never_anything_else(noise: bytes, kind: str, at: int) -> None:
    whole = picture(kind, (16, 16))
    data = whole[:at] + noise + whole[at + len(noise) :]

    try:
        facts = inspect(data, max_bytes=MEGABYTE, max_pixels=100_000)
    except (NotAnImage, ImageTooLarge):
        return
    assert facts.width > 0
    assert media_type_of(data) == facts.media_type
    prepare_source(data)


def test_a_broken_header_is_found_at_a_glance() -> None:
    with pytest.raises(NotAnImage):
        glance(b"\x89PNG\r\n\x1a\n" + bytes(40))
