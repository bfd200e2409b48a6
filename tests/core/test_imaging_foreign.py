"""SVG and HEIC: read in a process apart, whatever is in them."""

import base64
import io
import re
import resource
import sys
import time
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from core import imaging
from core.apart import vectors, worker
from core.apart.outcomes import DONE, MISSING, TOO_LARGE, UNREADABLE, TooLarge, Unreadable
from core.apart.photos import as_common_photo
from core.apart.vectors import Cleaning, rasterised
from core.errors import ImageTooLarge, NotAnImage
from core.imaging import foreign

RED, LIME, WHITE = (255, 0, 0, 255), (0, 255, 0, 255), (255, 255, 255, 255)
LARGEST = 64_000_000


def svg(inside: str = "", attributes: str = 'width="40" height="20"', before: str = "") -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{before}<svg {names} {attributes}>{inside}</svg>".encode()


def png(colour: str = "lime", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def uses_of_uses(width: int, depth: int) -> str:
    return "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * width + "</g>" for n in range(1, depth))


def heic(image: Image.Image, **more: object) -> bytes:
    pillow_heif.register_heif_opener(thumbnails=False)
    out = io.BytesIO()
    image.save(out, "HEIF", **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def middle(data: bytes) -> tuple[int, ...]:
    image = opened(data).convert("RGBA")
    found = image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(found, tuple)
    return tuple(int(value) for value in found)


def test_a_drawing_becomes_a_picture_of_its_own_shape_and_background() -> None:
    half = svg('<rect width="20" height="20" fill="red"/>')
    image = opened(foreign.familiar(half, max_pixels=LARGEST)).convert("RGBA")

    assert image.size == (1024, 512)
    assert image.getpixel((10, 10)) == RED
    assert image.getpixel((1000, 500)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 24 24"', (1024, 1024)),
        ('viewBox="0,0,4000,2000"', (2048, 1024)),
        ('width="100%" height="100%" viewBox="0 0 10 20"', (512, 1024)),
        ('width="20mm" viewBox="0 0 2 1"', (1024, 512)),
        ('height="1.5in" viewBox="0 0 2 1"', (1024, 512)),
        ('width="1500"', (1500, 1500)),
        ('width="1200px" height="300"', (1200, 300)),
        ("", (1024, 1024)),
        ('viewBox="0 0 0 5"', (1024, 1024)),
        ('viewBox="nonsense" width="12parsec"', (1024, 1024)),
        ('viewBox="0 0 1 1000000000"', (1, 2048)),
        ('width="999999999" height="999999999"', (2048, 2048)),
    ],
)
def test_a_drawing_is_of_a_bounded_size_whatever_it_claims(attributes: str, size: tuple[int, int]) -> None:
    assert opened(rasterised(svg('<rect width="1" height="1"/>', attributes))).size == size


@pytest.mark.parametrize("attributes", ['width="0" height="0"', 'width="5" height="0"'])
def test_a_drawing_without_any_area_is_none(attributes: str) -> None:
    with pytest.raises(Unreadable):
        rasterised(svg(attributes=attributes))


def test_no_file_of_this_machine_is_drawn(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png("lime", (40, 20)))
    for address in (str(secret), secret.as_uri(), f"{secret}#x", "secret.png"):
        for attribute in ("xlink:href", "href"):
            shown = svg(
                f'<rect width="40" height="20" fill="red"/><image width="40" height="20" {attribute}="{address}"/>'
            )
            assert middle(rasterised(shown)) == RED
    styled = svg(f'<rect width="40" height="20" fill="url({secret}) red"/>')
    assert str(tmp_path) not in Cleaning().clean(styled)


def test_what_points_out_of_a_drawing_is_not_passed_on() -> None:
    hostile = svg(
        "<style>@import url(\"http://10.0.0.1/a.css\"); rect { fill: url( 'http://10.0.0.1/x' ); stroke: url(#g) }"
        "@font-face { src: url(//evil) }</style><style>rect { fill: u\\72l(http://evil) }</style>"
        '<script>fetch("http://10.0.0.1")</script><foreignObject><iframe src="http://evil"/></foreignObject>'
        '<use href="http://10.0.0.1/x.svg#a"/><use xlink:href="#own"/><image href="https://evil/x.png"/>'
        '<image href="data:image/svg+xml;base64,PHN2Zy8+"/><a href="javascript:alert(1)"><g onclick="steal()"/></a>'
        '<feImage href="file:///etc/passwd"/><x:odd xmlns:x="urn:x" x:href="http://evil"/><text xml:space="preserve">a</text>',
        before='<?xml-stylesheet href="http://evil/x.css"?><!DOCTYPE svg SYSTEM "http://evil/x.dtd">',
    )
    cleaned = Cleaning().clean(hostile)

    assert not [
        word
        for word in ("evil", "10.0.0.1", "passwd", "script", "steal", "import", "data:")
        if word in cleaned
    ]
    assert 'href="#own"' in cleaned
    assert "url(#g)" in cleaned
    assert 'xml:space="preserve"' in cleaned


def test_a_picture_inside_a_drawing_is_drawn() -> None:
    inside = base64.b64encode(png("lime")).decode()
    shown = svg(
        f'<image width="40" height="20" preserveAspectRatio="none" href="data:image/png;base64,{inside}"/>'
    )

    assert middle(foreign.familiar(shown, max_pixels=LARGEST)) == LIME


def test_embedded_pictures_are_bounded_together() -> None:
    large = base64.b64encode(png(size=(3000, 3000))).decode()
    one = f'<image width="4" height="4" href="data:image/png;base64,{large}"/>'

    assert "data:image/png" in Cleaning().clean(svg(one))
    with pytest.raises(TooLarge):
        Cleaning().clean(svg(one * 2))
    assert "data:" not in Cleaning().clean(svg('<image href="data:image/png;base64,AAAA"/>'))


def test_a_billion_laughs_are_not_laughed() -> None:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for declared in (
        entities,
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p "x">',
        f'<!ENTITY i "{"ha" * 500}">',
    ):
        with pytest.raises(NotAnImage):
            foreign.familiar(
                svg("<text>&i;</text>", before=f"<!DOCTYPE svg [{declared}]>"), max_pixels=LARGEST
            )


def test_entities_as_older_programs_write_them_are_read() -> None:
    old = (
        '<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>'
        '<svg xmlns="&ns_svg;" width="4" height="4"><rect width="4" height="4" fill="red"/></svg>'
    )

    assert middle(rasterised(old.encode())) == RED


def test_short_entities_do_not_grow_without_bound() -> None:
    many = svg("<text>" + "&a;" * 100_000 + "</text>", before=f'<!DOCTYPE svg [<!ENTITY a "{"h" * 299}">]>')

    with pytest.raises(Unreadable):
        Cleaning().clean(many)


def test_a_drawing_has_a_bounded_length_number_of_elements_and_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreadable):
        Cleaning().clean(svg("<g>" * vectors.MOST_DEPTH + "<g/>" + "</g>" * vectors.MOST_DEPTH))
    monkeypatch.setattr(vectors, "MOST_ELEMENTS", 100)
    with pytest.raises(Unreadable):
        Cleaning().clean(svg("<g/>" * 100))
    monkeypatch.setattr(vectors, "MOST_WRITTEN", 1000)
    with pytest.raises(Unreadable):
        Cleaning().clean(svg("<text>" + "&amp;" * 500 + "</text>"))


def test_uses_of_uses_are_refused_in_time() -> None:
    levels = uses_of_uses(10, 10)
    began = time.monotonic()

    with pytest.raises(NotAnImage):
        foreign.familiar(
            svg(f'<defs><g id="a0"><rect width="1" height="1"/></g>{levels}</defs><use href="#a9"/>'),
            max_pixels=LARGEST,
        )
    assert time.monotonic() - began < worker.PROCESSOR_SECONDS["svg"]


@pytest.mark.parametrize(
    "broken",
    [b"<svg", b"<html/>", b"", b"\xff\xfe<\x00", b"<svg xmlns='http://www.w3.org/2000/svg'><a:b/></svg>"],
)
def test_what_is_no_drawing_is_refused(broken: bytes) -> None:
    with pytest.raises(Unreadable):
        rasterised(broken)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<svg xmlns='http://www.w3.org/2000/svg'>", "<g>", "</g>", "</svg>", "<image href='", "x.png'/>", "<style>",
             "url(", "http://evil", ")", "@import 'evil';", "<!DOCTYPE svg [", "<!ENTITY e 'f'>", "]>", "&e;", "<use href='#a'/>",
             "<a:b xmlns:a='evil'/>", "data:image/png;base64,", "\\75", "\0", "<![CDATA[", "]]>", "é", "<?evil?>"]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_whatever_is_passed_on_points_nowhere(pieces: list[str]) -> None:
    try:
        cleaned = Cleaning().clean("".join(pieces).encode())
    except Unreadable:
        return
    addresses = re.findall(r"""(?:href|src)\s*=\s*["']([^"']*)""", cleaned)
    assert all(address.startswith("#") for address in addresses)
    assert not re.search(r"url\(\s*[\"']?(?!#)|@import|<!|<\?", cleaned)


def test_a_drawing_that_resvg_refuses_is_none() -> None:
    levels = uses_of_uses(40, 6)
    with pytest.raises(Unreadable):
        rasterised(svg(f'<defs><g id="a0"/>{levels}</defs><use href="#a5"/>' * 2))


def test_a_drawing_of_too_many_bytes_is_refused_unread() -> None:
    with pytest.raises(ImageTooLarge) as refused:
        foreign.familiar(svg(" " * foreign.MOST_SVG_BYTES), max_pixels=LARGEST)

    assert refused.value.limit_bytes == foreign.MOST_SVG_BYTES


def test_a_heic_photo_becomes_a_jpeg_that_stands_upright_and_tells_no_place() -> None:
    photo = Image.new("RGB", (64, 32), "red")
    photo.paste("blue", (0, 0, 32, 32))
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    data = heic(photo, exif=exif.tobytes(), quality=95)
    image = opened(foreign.familiar(data, max_pixels=LARGEST))

    assert image.format == "JPEG"
    assert image.size == (32, 64), "turned as the photo says"
    top, bottom = image.getpixel((16, 8)), image.getpixel((16, 56))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[2] > 200
    assert top[0] < 60
    assert bottom[0] > 200
    assert bottom[2] < 60
    assert not image.getexif()


def test_a_see_through_heic_picture_becomes_a_png() -> None:
    image = opened(as_common_photo(heic(Image.new("RGBA", (32, 32), (255, 0, 0, 0)), quality=-1), LARGEST))

    assert image.format == "PNG"
    assert image.getpixel((5, 5))[3] == 0  # type: ignore[index]  # RGBA has four values


def test_a_heic_photo_of_too_many_pixels_is_refused_before_decoding() -> None:
    with pytest.raises(ImageTooLarge):
        foreign.familiar(heic(Image.new("RGB", (64, 64))), max_pixels=64 * 64 - 1)


def test_a_torn_heic_photo_is_none() -> None:
    whole = heic(Image.effect_noise((64, 64), 50).convert("RGB"))
    with pytest.raises(Unreadable):
        as_common_photo(whole[:60], LARGEST)
    with pytest.raises(TooLarge):
        as_common_photo(whole, 5)
    assert opened(as_common_photo(whole, LARGEST)).format == "JPEG"
    with pytest.raises(NotAnImage) as refused:
        foreign.familiar(whole[: len(whole) // 2], max_pixels=LARGEST)
    assert refused.value.found == "heic"


def test_other_bytes_stay_as_they_are() -> None:
    for data in (png(), b"%PDF-1.7", b""):
        assert not foreign.is_foreign(data)
        assert foreign.familiar(data, max_pixels=1) is data


@pytest.mark.parametrize(
    ("kind", "module", "data"), [("svg", "resvg_py", svg()), ("heic", "pillow_heif", b"")]
)
def test_without_the_extra_nothing_is_read(
    kind: str, module: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)

    assert worker.work(kind, LARGEST, io.BytesIO(data), io.BytesIO()) == MISSING


def test_a_missing_extra_is_told_to_the_operator(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(foreign, "_CODE", f"raise SystemExit({MISSING})")
    with pytest.raises(NotAnImage):
        foreign.familiar(svg(), max_pixels=LARGEST)

    assert "chatbrush[svg]" in capsys.readouterr().out


def test_the_worker_answers_by_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = io.BytesIO()
    assert worker.work("svg", LARGEST, io.BytesIO(svg("<rect/>")), taken) == DONE
    assert opened(taken.getvalue()).size == (1024, 512)
    assert worker.work("svg", LARGEST, io.BytesIO(b"none"), io.BytesIO()) == UNREADABLE
    assert worker.work("heic", 5, io.BytesIO(heic(Image.new("RGB", (64, 64)))), io.BytesIO()) == TOO_LARGE

    def exhausted(_data: bytes, _most: int) -> bytes:
        raise MemoryError

    monkeypatch.setattr(worker, "_DECODERS", {"svg": exhausted})
    assert worker.work("svg", LARGEST, io.BytesIO(b""), io.BytesIO()) == UNREADABLE


def test_the_worker_confines_itself_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    monkeypatch.setattr(worker, "confine", lambda seconds: events.append(f"{seconds} seconds"))

    def work(kind: str, max_pixels: int, *_: object) -> int:
        events.append(f"{kind} {max_pixels}")
        return 7

    monkeypatch.setattr(worker, "work", work)

    assert worker.main("svg", 9) == 7
    assert events == ["5 seconds", "svg 9"]


def test_confining_lowers_the_limits_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in this very process with limits that it has already, so that nothing is lost."""
    kept = {
        kind: resource.getrlimit(kind)
        for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)
    }
    core = resource.getrlimit(resource.RLIMIT_CORE)
    hard = {kind: limits[1] for kind, limits in kept.items()}
    asked: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limits: asked.append((kind, limits)))
    worker.confine(hard[resource.RLIMIT_CPU], hard[resource.RLIMIT_AS], hard[resource.RLIMIT_FSIZE])

    assert {kind: limits[0] for kind, limits in asked if kind in hard} == hard
    assert len(asked) == 4
    assert resource.getrlimit(resource.RLIMIT_CORE) == core
    monkeypatch.setitem(sys.modules, "resource", None)
    worker.confine(1)


@pytest.mark.long
@pytest.mark.parametrize(
    "greed",
    [
        "x = bytearray(4 << 30)",
        "while True: pass",
        "import os, tempfile; os.write(tempfile.TemporaryFile().fileno(), b'x')",
    ],
    ids=["memory", "time", "disk"],
)
def test_the_process_apart_is_bounded(greed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from core.apart.worker import confine; "
        f"confine(seconds=1)\n{greed}"
    )
    monkeypatch.setattr(foreign, "_CODE", code)
    began = time.monotonic()

    with pytest.raises(NotAnImage):
        foreign.familiar(svg(), max_pixels=LARGEST)
    assert time.monotonic() - began < 10


def test_a_process_that_sleeps_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "_CODE", "import time; time.sleep(60)")
    monkeypatch.setattr(foreign, "SECONDS", 0.3)

    with pytest.raises(NotAnImage):
        foreign.familiar(svg(), max_pixels=LARGEST)


def test_no_secret_of_ours_is_in_the_process_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setattr(foreign, "_CODE", "import os, sys; sys.stdout.write(str(dict(os.environ)))")

    assert b"secret" not in foreign.familiar(svg(), max_pixels=LARGEST)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_the_first_frame_of_what_moves_is_the_picture(kind: str) -> None:
    frames = [Image.new("RGB", (24, 16), colour) for colour in ("#ff0000", "#00ff00", "#0000ff")]
    out = io.BytesIO()
    lossless = {} if kind in ("GIF", "PNG") else {"quality": 100, "lossless": True}
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100, **lossless)
    facts = imaging.inspect(out.getvalue(), max_bytes=10**6, max_pixels=10**6)
    source = opened(imaging.prepare_source(out.getvalue()).data).convert("RGB")

    assert (facts.width, facts.height, facts.frames) == (24, 16, 3)
    assert source.size == (24, 16)
    red, green, blue = source.getpixel((12, 8))  # type: ignore[misc]  # RGB has three values
    assert red > 240
    assert green < 15
    assert blue < 15


def test_an_avif_picture_is_read() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#3366cc").save(out, "AVIF", quality=95)
    source = opened(imaging.prepare_source(out.getvalue()).data).convert("RGB")

    assert imaging.media_type_of(out.getvalue()) == "image/avif"
    assert all(abs(a - b) < 8 for a, b in zip(source.getpixel((20, 15)), (0x33, 0x66, 0xCC), strict=True))  # type: ignore[arg-type]  # RGB
