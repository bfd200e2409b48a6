"""What leaves for a provider or a chat."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base

from core.imaging import fit, inspect, media_type_of, prepare_source, preview, sheet, strip_location

# The product ignores these where it starts; pytest sets filters anew for each test.
pytestmark = pytest.mark.filterwarnings(r"ignore::UserWarning:PIL\.")

XMP = b'<x:xmpmeta xmlns:exif="e"><exif:GPSLatitude>48,8.5N</exif:GPSLatitude></x:xmpmeta>'
ALL = frozenset({"image/png", "image/jpeg", "image/webp"})


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    image = Image.merge("RGB", [Image.effect_noise((width, height), 90) for _ in range(3)])
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize((width, height)))
    return image


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def exif_of(orientation: int = 1, *, gps: bool = True) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Make] = "A camera"
    if orientation != 1:
        exif[Base.Orientation] = orientation
    if gps:
        exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (48.0, 8.0, 30.0)
        exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    return exif


def located(kind: str, orientation: int = 1) -> bytes:
    image = Image.radial_gradient("L").resize((64, 32)).convert("RGB")
    options: dict[str, object] = {"exif": exif_of(orientation), "xmp": XMP}
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
        notes.add_text("Raw profile type exif", "0a0b", zip=True)
        options = {"exif": exif_of(orientation), "pnginfo": notes}
    if kind == "WEBP":
        options["lossless"] = True
    return saved(image, kind, **options)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_location_goes_and_pixels_stay(kind: str, orientation: int) -> None:
    data = located(kind, orientation)
    before = opened(data)
    assert before.getexif().get_ifd(IFD.GPSInfo)

    clean = strip_location(data)

    after = opened(clean)
    assert after.tobytes() == before.tobytes()
    assert not after.getexif().get_ifd(IFD.GPSInfo)
    assert after.getexif().get(Base.Orientation, 1) == orientation
    for word in (b"GPS", b"xmpmeta", b"Raw profile", b"A camera"):
        assert word not in clean
    assert strip_location(clean) == clean


@pytest.mark.parametrize("kind", ["TIFF", "AVIF"])
def test_location_goes_from_the_other_formats_too(kind: str) -> None:
    image = Image.radial_gradient("L").resize((64, 32)).convert("RGB")
    clean = strip_location(saved(image, kind, exif=exif_of()))

    assert media_type_of(clean) == "image/png"
    assert not opened(clean).getexif()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_what_names_no_place_is_passed_byte_for_byte(kind: str) -> None:
    options: dict[str, object] = {} if kind in {"GIF", "BMP"} else {"exif": exif_of(gps=False)}
    data = saved(Image.new("RGB", (30, 20), "teal"), kind, **options)

    assert strip_location(data) is data
    if kind not in {"GIF", "BMP"}:
        assert prepare_source(data).data is data
        assert fit(data, max_bytes=100_000, types=ALL) == (data, media_type_of(data))


def test_the_thumbnail_in_the_exif_goes_with_the_place() -> None:
    clean = strip_location(located("JPEG"))

    assert not opened(clean).getexif().get_ifd(IFD.IFD1)


def test_a_colour_profile_survives() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP"):
        data = saved(Image.new("RGB", (8, 8)), kind, exif=exif_of(), icc_profile=profile)

        assert opened(strip_location(data)).info["icc_profile"] == profile
        assert opened(fit(data, max_bytes=50_000, types=["image/jpeg"])[0]).info["icc_profile"] == profile


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_source_is_upright(orientation: int) -> None:
    image = Image.new("RGB", (60, 40), "white")
    image.paste("red", (0, 0, 30, 20))
    data = saved(image, "PNG", exif=exif_of(orientation))

    source = prepare_source(data)

    drawn = opened(source.data)
    assert (source.width, source.height) == drawn.size == ((60, 40) if orientation < 5 else (40, 60))
    assert not drawn.getexif().get(Base.Orientation)
    # Where the corner that is stored first comes to stand, by the EXIF specification.
    right, low = orientation in {2, 3, 6, 7}, orientation in {3, 4, 7, 8}
    at = (drawn.width - 5 if right else 5, drawn.height - 5 if low else 5)
    assert drawn.getpixel(at) == (255, 0, 0)


def test_a_source_is_the_first_frame() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])

    source = prepare_source(data, scene="kept")

    assert (source.media_type, source.scene) == ("image/png", "kept")
    assert opened(source.data).convert("RGB").getpixel((1, 1)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_source_is_reduced_to_the_limits(mode: str) -> None:
    source = prepare_source(saved(noise(900, 300, mode)), max_bytes=60_000, max_side=600)

    assert len(source.data) <= 60_000
    assert max(source.width, source.height) <= 600
    assert source.media_type == ("image/webp" if mode == "RGBA" else "image/jpeg")


def test_sixteen_bits_are_scaled_and_not_clipped() -> None:
    deep = Image.new("I;16", (4, 4), 32768)

    grey = opened(prepare_source(saved(deep, "TIFF")).data).getpixel((0, 0))

    assert grey == 128


def test_print_colours_become_screen_colours() -> None:
    source = prepare_source(saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG"))

    assert opened(source.data).mode == "RGB"


@given(
    width=st.integers(1, 700),
    height=st.integers(1, 700),
    mode=st.sampled_from(["RGB", "RGBA"]),
    kind=st.sampled_from(["PNG", "WEBP"]),
    types=st.sets(st.sampled_from(sorted(ALL)), min_size=1),
    max_bytes=st.sampled_from([4096, 20_000, 10**7]),
    max_sides=st.sampled_from([None, 300, 10_000]),
    max_ratio=st.sampled_from([None, 3.0, 20.0]),
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_fitted_fits(
    *,
    width: int,
    height: int,
    mode: str,
    kind: str,
    types: set[str],
    max_bytes: int,
    max_sides: int | None,
    max_ratio: float | None,
) -> None:
    data, media_type = fit(
        saved(noise(width, height, mode), kind),
        max_bytes=max_bytes,
        types=types,
        max_sides=max_sides,
        max_ratio=max_ratio,
    )

    facts = inspect(data, max_bytes=max_bytes, max_pixels=10**9)
    assert facts.media_type == media_type
    assert media_type in types
    assert max_sides is None or facts.width + facts.height <= max_sides
    long, short = max(facts.width, facts.height), min(facts.width, facts.height)
    assert max_ratio is None or long <= max_ratio * short
    if types & {"image/png", "image/webp"}:
        assert facts.has_alpha or mode == "RGB"


def test_a_limit_that_nothing_fits_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="100"):
        fit(saved(noise(8, 8)), max_bytes=100, types=ALL)


def test_a_preview_is_small() -> None:
    small = preview(saved(noise(1536, 1024, "RGBA")), max_side=512, max_bytes=30_000)

    facts = inspect(small, max_bytes=30_000, max_pixels=512 * 512)
    assert facts.media_type == "image/jpeg"


@pytest.mark.parametrize("count", range(1, 11))
@pytest.mark.parametrize("size", [(300, 300), (450, 300), (200, 400)])
def test_a_sheet_shows_every_picture(count: int, size: tuple[int, int]) -> None:
    colours = ["#e03131", "#2f9e44", "#1971c2", "#f08c00", "#9c36b5"]
    colours += ["#0c8599", "#846358", "#c2255c", "#66a80f", "#3b5bdb"]
    pictures = [saved(Image.new("RGB", size, colour)) for colour in colours[:count]]

    whole = opened(sheet(pictures, max_side=1024)).convert("RGB")

    assert max(whole.size) <= 1024
    assert max(whole.size) <= 4 * min(whole.size)
    seen = whole.quantize(24).convert("RGB").getcolors()
    assert seen is not None
    for colour in colours[:count]:
        wanted = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
        assert isinstance(wanted, tuple)
        near = [
            c
            for _, c in seen
            if isinstance(c, tuple) and all(abs(a - b) < 24 for a, b in zip(c, wanted, strict=True))
        ]
        assert near, colour


def test_a_sheet_of_nothing_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match=r"\[\]"):
        sheet([])


def test_the_facts_of_a_lying_photo_are_those_that_people_see() -> None:
    facts = inspect(saved(noise(60, 40), "JPEG", exif=exif_of(6)), max_bytes=10**6, max_pixels=10**6)

    assert (facts.width, facts.height) == (40, 60)


def test_a_second_view_behind_a_photo_goes_without_touching_the_first() -> None:
    first, second = noise(40, 30), noise(40, 30)
    data = saved(first, "MPO", save_all=True, append_images=[second])

    source = prepare_source(data)

    assert source.media_type == "image/jpeg"
    assert opened(source.data).tobytes() == opened(data).tobytes()
    assert b"MPF" not in source.data
    assert len(source.data) < len(data) * 0.7


def test_a_small_source_that_weighs_too_much_is_made_lighter() -> None:
    source = prepare_source(saved(noise(400, 300)), max_bytes=30_000)

    assert len(source.data) <= 30_000
    assert (source.width, source.height) != (0, 0)


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


@pytest.mark.parametrize(
    ("extra", "kept"),
    [
        (segment(0xE1, b"Exif\x00\x00nonsense"), False),
        (segment(0xE1, b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00"), False),
        (segment(0xED, b"Photoshop 3.0\x008BIM"), False),
        (segment(0xE4, b"a vendor's own"), False),
        (segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<photoshop:City>Bonn"), False),
        (segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<dc:title>Boat"), True),
        (segment(0xFE, b"drawn with love"), True),
        (segment(0xFE, b"location: home"), False),
        (segment(0xEB, b"JP\x00\x01 provenance"), True),
        (b"\xff", False),
        (b"\xff\x01", True),
    ],
)
def test_segments_of_a_photo_stay_or_go(extra: bytes, kept: bool) -> None:
    plain = saved(Image.new("RGB", (16, 16), "teal"), "JPEG")

    clean = strip_location(plain[:2] + extra + plain[2:])

    assert clean == (plain[:2] + extra + plain[2:] if kept else plain)


def test_chunks_of_a_png_that_name_places_go() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Software", "a brush")
    notes.add_text("Comment", "GPS 48.1")
    notes.add_itxt("Title", "packed", zip=True)
    notes.add(b"eXIf", b"nonsense")

    data = saved(Image.new("RGB", (8, 8)), "PNG", pnginfo=notes)

    clean = opened(strip_location(data))

    assert inspect(data, max_bytes=10**6, max_pixels=10**6).width == 8
    assert clean.info == {"Software": "a brush"}


def test_photos_with_restart_markers_survive() -> None:
    data = saved(noise(64, 64), "JPEG", restart_marker_blocks=1, exif=exif_of())

    assert opened(strip_location(data)).tobytes() == opened(data).tobytes()


def test_a_broken_orientation_is_none() -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = 77
    data = saved(noise(20, 10), "JPEG", exif=exif)

    assert inspect(data, max_bytes=10**6, max_pixels=10**6).width == 20
    assert prepare_source(data).data == data


def test_what_is_cut_or_filled_is_rebuilt_as_it_stands() -> None:
    photo, drawing = saved(noise(16, 16), "JPEG"), saved(noise(16, 16), "PNG")

    assert strip_location(photo[:-2]) == photo
    assert opened(strip_location(photo[:-2] + b"\xff\xff\xd9")).size == (16, 16)
    assert strip_location(drawing[:-12]) == drawing[:-12]


def test_a_photo_with_nonsense_for_metadata_is_a_photo() -> None:
    plain = saved(Image.new("RGB", (16, 12), "teal"), "JPEG")
    data = plain[:2] + segment(0xE1, b"Exif\x00\x00nonsense") + plain[2:]

    assert inspect(data, max_bytes=10**6, max_pixels=10**6).width == 16
    assert prepare_source(data).data == plain


def test_a_webp_with_nonsense_for_metadata_is_a_picture() -> None:
    data = saved(Image.new("RGB", (16, 12), "teal"), "WEBP", exif=b"nonsense")

    assert inspect(data, max_bytes=10**6, max_pixels=10**6).width == 16
    assert b"nonsense" not in prepare_source(data).data


def test_a_pointer_to_a_place_goes_even_where_it_is_damaged() -> None:
    entry = b"\x25\x88\x63\x00\x01\x00\x00\x00\x1a\x00\x00\x00"
    make = b"\x0f\x01\x02\x00\x04\x00\x00\x00Abc\x00"
    block = b"II*\x00\x08\x00\x00\x00\x02\x00" + make + entry + bytes(4)
    plain = saved(Image.new("RGB", (16, 12), "teal"), "JPEG")

    assert strip_location(plain[:2] + segment(0xE1, b"Exif\x00\x00" + block) + plain[2:]) == plain


@pytest.mark.parametrize("size", [(900, 20), (20, 900)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("max_sides", [None, 400, 10_000])
def test_a_strip_is_padded_to_the_ratio(size: tuple[int, int], mode: str, max_sides: int | None) -> None:
    data, _ = fit(saved(noise(*size, mode)), max_bytes=10**6, types=ALL, max_sides=max_sides, max_ratio=20)

    facts = inspect(data, max_bytes=10**6, max_pixels=10**6)
    assert max(facts.width, facts.height) <= 20 * min(facts.width, facts.height)
    assert max_sides is None or facts.width + facts.height <= max_sides
    assert facts.has_alpha is (mode == "RGBA")
