"""The file that comes out: its format, its size, what it says of itself, and several pictures as one."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base

from core.errors import ImageTooLarge, NotAnImage
from core.imaging import make_exactly
from core.imaging.bareness import bare
from core.lettering import Lettering
from core.operations import (
    Adjust,
    Animate,
    Border,
    Compress,
    Convert,
    Crop,
    Flip,
    Grayscale,
    Grid,
    Operation,
    Pad,
    Resize,
    Rotate,
    RoundCorners,
    StripMetadata,
)
from core.pictures import file_name
from tests.core.exact_pictures import MAX_PIXELS, made, noise, opened, pictures, pixels, saved, scene, worked

few = settings(max_examples=20, deadline=None)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b'<x:xmpmeta xmlns:exif="e"><exif:GPSLatitude>48,8.5N</exif:GPSLatitude></x:xmpmeta>'
NOTHING = Crop()
FORMATS = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
}


def done(data: bytes, *operations: Operation) -> tuple[Image.Image, str]:
    result = make_exactly([data], operations, max_pixels=MAX_PIXELS)
    return opened(result.data), result.media_type


def talkative(kind: str, orientation: int = 1) -> bytes:
    """A file that says when, where and with what it was made."""
    exif = Image.Exif()
    exif[Base.Make] = "A camera"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (48.0, 8.0, 30.0)
    if orientation != 1:
        exif[Base.Orientation] = orientation
    options: dict[str, object] = {"exif": exif, "xmp": XMP, "icc_profile": SRGB}
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("prompt", "a secret")
        options = {"exif": exif, "pnginfo": notes, "icc_profile": SRGB}
    if kind == "JPEG":
        options |= {"comment": "a secret", "quality": 90}
    return saved(scene(48, 32), kind, **options)


@pytest.mark.parametrize(
    ("kind", "options", "media_type"),
    [
        ("PNG", {}, "image/png"),
        ("JPEG", {"quality": 90}, "image/jpeg"),
        ("WEBP", {"lossless": True}, "image/webp"),
        ("WEBP", {"quality": 90}, "image/webp"),
        ("GIF", {}, "image/png"),
        ("BMP", {}, "image/png"),
        ("TIFF", {}, "image/png"),
        ("AVIF", {}, "image/jpeg"),
    ],
    ids=str,
)
def test_a_file_keeps_its_format_where_chats_show_it(
    kind: str, options: dict[str, object], media_type: str
) -> None:
    data = saved(scene(), kind, **options)

    result, shown = done(data, Flip())

    assert shown == media_type
    assert np.abs(pixels(result, "RGB") - np.flip(pixels(opened(data), "RGB"), 1)).mean() < 4
    if options.get("lossless") or media_type == "image/png":
        assert (pixels(result) == np.flip(pixels(opened(data)), 1)).all()


def test_a_jpeg_keeps_its_colours_as_fine_as_they_were() -> None:
    for sampling in (0, 2):
        data = saved(noise(64, 64), "JPEG", subsampling=sampling)
        result, _ = done(data, Flip())

        assert [layer[1:3] for layer in result.layer] == [layer[1:3] for layer in opened(data).layer]  # type: ignore[attr-defined] # of a JPEG


def test_sides_too_long_for_a_format_are_kept_in_another() -> None:
    long = Image.new("RGB", (70_000, 1), "teal")

    for name in ("webp", "jpeg", "gif", "avif"):
        result = made(long, Convert(name))

        assert result.media_type == "image/png"
        assert result.notes[0].startswith("exact-sides:")
        assert opened(result.data).size == (70_000, 1)
    assert made(long, Convert("webp"), Compress(4_096)).media_type == "image/png"


def test_what_becomes_transparent_becomes_a_png() -> None:
    for kind in ("JPEG", "BMP"):
        result = make_exactly([saved(scene(), kind)], [RoundCorners()], max_pixels=MAX_PIXELS)

        assert result.media_type == "image/png"
        assert opened(result.data).mode == "RGBA"
    assert make_exactly([saved(scene(), "JPEG")], [RoundCorners()]).notes == ("exact-transparent:JPEG",)
    assert make_exactly([saved(scene(), "WEBP")], [RoundCorners()]).media_type == "image/webp"


def test_an_alpha_that_says_nothing_is_left_out() -> None:
    result = made(scene().convert("RGBA"), Flip())

    assert opened(result.data).mode == "RGB"
    assert result.notes == ()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_worked_on_as_people_see_it(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    stored = Image.new("RGB", (64, 32), "white")
    stored.paste("red", (0, 0, 32, 16))

    result, _ = done(saved(stored, kind, exif=exif), Crop((1, 1)), Border((0, 0, 255), 4))

    upright = pixels(stored, "RGB")
    turns = {1: 0, 2: 0, 3: 2, 4: 2, 5: 1, 6: 3, 7: 3, 8: 1}
    upright = np.rot90(upright, turns[orientation])
    upright = (
        upright[:, ::-1] if orientation in {2, 4} else upright[::-1] if orientation in {5, 7} else upright
    )
    height, width = upright.shape[:2]
    left, top = (width - 32) // 2, (height - 32) // 2
    inner = pixels(result, "RGB")[4:-4, 4:-4]
    assert result.size == (40, 40)
    assert not result.getexif()
    assert np.abs(inner - upright[top : top + 32, left : left + 32]).mean() < 8


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_the_colour_profile_stays(kind: str) -> None:
    for operation in (Flip(), Grayscale(), Convert("png"), RoundCorners()):
        result, _ = done(saved(scene(), kind, icc_profile=SRGB), operation)

        assert result.info["icc_profile"] == SRGB


def test_a_profile_that_does_not_fit_goes() -> None:
    grey = saved(Image.linear_gradient("L"), "PNG", icc_profile=SRGB[:16] + b"GRAY" + SRGB[20:])
    broken = saved(scene(), "PNG", icc_profile=b"nonsense")

    for data in (grey, broken):
        assert "icc_profile" not in done(data, Border())[0].info


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=5, deadline=None)
@given(image=pictures, quality=st.sampled_from([None, 1, 60, 100]))
@example(image=noise(9, 7), quality=None)
@example(image=noise(9, 7, "RGBA"), quality=80)
def test_every_format_can_be_had(name: str, image: Image.Image, quality: int | None) -> None:
    result = made(image, Convert(name, quality))  # type: ignore[arg-type] # its keys are the formats

    assert result.media_type == FORMATS[name]
    assert opened(result.data).size == image.size
    if name in {"png", "tiff"}:
        seen = pixels(image)[..., 3] > 0
        assert (pixels(opened(result.data))[seen] == pixels(image)[seen]).all()
    transparent = pixels(image)[..., 3].min() < 255
    assert result.notes == (
        (f"exact-flattened:{name.upper()}",) if transparent and name in {"jpeg", "bmp"} else ()
    )


def test_every_format_gives_an_original_its_name() -> None:
    endings = {file_name("0" * 32, media_type).rpartition(".")[2] for media_type in FORMATS.values()}

    assert len(endings) == len(set(FORMATS.values()))
    assert "bin" not in endings


def test_quality_is_heeded() -> None:
    sizes = [len(made(noise(80, 80), Convert("jpeg", quality)).data) for quality in (10, 50, 90, 100)]

    assert sizes == sorted(set(sizes))
    jpeg = saved(noise(80, 80), "JPEG", quality=95)
    assert len(make_exactly([jpeg], [Convert(quality=30)]).data) < len(jpeg) / 2


@few
@given(
    st.integers(1, 120),
    st.integers(1, 120),
    st.sampled_from(["RGB", "RGBA"]),
    st.sampled_from(["PNG", "JPEG", "WEBP", "BMP"]),
    st.sampled_from([4096, 6_000, 20_000, 10**6]),
)
def test_a_limit_in_bytes_is_kept(width: int, height: int, mode: str, kind: str, limit: int) -> None:
    data = saved(noise(width, height, "RGB" if kind in {"JPEG", "BMP"} else mode), kind)

    result = make_exactly([data], [Compress(limit)], max_pixels=MAX_PIXELS)
    later = make_exactly([data], [Compress(limit), Pad(pixels=3)], max_pixels=MAX_PIXELS)

    assert len(result.data) <= limit
    assert len(later.data) <= limit
    opened(result.data)
    assert ("exact-fits" in result.notes) is (len(data) <= limit)


def test_compressing_says_what_it_did() -> None:
    photo = noise(400, 300)

    assert made(photo, Compress(100_000)).notes == ("exact-format:JPEG",)
    assert made(photo, Compress(9_000)).notes[0] == "exact-format:JPEG"
    assert made(photo, Compress(9_000)).notes[1].startswith("exact-shrunk:")
    assert made(noise(200, 150, "RGBA"), Compress(60_000)).media_type == "image/webp"
    assert made(photo, Convert("png"), Compress(60_000)).media_type == "image/png"
    assert made(photo, Convert("bmp"), Compress(60_000)).media_type == "image/jpeg"
    assert made(photo, Compress(100)).notes[0] == "exact-least:4 KB"
    assert len(made(photo, Compress(100)).data) <= 4096


def test_compressing_without_a_limit_takes_what_is_smallest() -> None:
    photo = made(noise(200, 200), Compress())
    lines = Image.new("RGB", (200, 200), "white")
    for at in range(0, 200, 5):
        lines.paste("teal", (at, 0, at + 1, 200))
    drawing = made(lines, Compress())
    jpeg = saved(noise(200, 200), "JPEG", quality=98)

    assert (photo.media_type, photo.notes) == ("image/jpeg", ("exact-format:JPEG",))
    assert drawing.media_type == "image/png"
    assert made(noise(200, 200, "RGBA"), Compress()).media_type == "image/webp"
    assert len(make_exactly([jpeg], [Compress()]).data) < len(jpeg) / 2
    assert made(noise(60, 60), Convert("tiff"), Compress()).media_type == "image/tiff"


def test_a_file_that_fits_keeps_its_bytes_but_not_its_place() -> None:
    quiet, loud = saved(scene(), "JPEG"), talkative("JPEG")

    assert make_exactly([quiet], [Compress(10**6)]).data == quiet
    kept = make_exactly([loud], [Compress(10**6)])
    assert kept.notes == ("exact-fits",)
    assert b"GPS" not in kept.data
    assert opened(kept.data).tobytes() == opened(loud).tobytes()


@pytest.mark.parametrize("orientation", [1, 3, 6])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_metadata_goes_and_every_pixel_stays(kind: str, orientation: int) -> None:
    loud = talkative(kind, orientation)

    result = make_exactly([loud], [StripMetadata()])

    image = opened(result.data)
    assert image.tobytes() == opened(loud).tobytes()
    assert image.info["icc_profile"] == SRGB
    assert dict(image.getexif()) == ({} if orientation == 1 else {Base.Orientation: orientation})
    for word in (b"secret", b"camera", b"xmpmeta", b"GPS"):
        assert word not in result.data
    assert result.media_type == f"image/{kind.lower()}"


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP"])
def test_metadata_of_other_formats_goes_with_the_format(kind: str) -> None:
    result = make_exactly([saved(scene(), kind)], [StripMetadata()])

    assert result.media_type == "image/png"
    assert pixels(opened(result.data)).tolist() == pixels(opened(saved(scene(), kind))).tolist()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_no_metadata_survives_any_work(kind: str) -> None:
    for operation in (Flip(), StripMetadata(), Compress(), Convert("webp"), Adjust("contrast", 0.3)):
        result = make_exactly([talkative(kind)], [operation, Flip()])

        for word in (b"secret", b"camera", b"xmpmeta", b"GPS"):
            assert word not in result.data


def test_a_damaged_file_is_written_anew() -> None:
    jpeg = talkative("JPEG")

    assert bare(jpeg + b"a film of a live photo") == bare(jpeg)
    assert bare(b"GIF89a") is None
    cut = jpeg[: jpeg.index(b"\xff\xda") + 60]
    assert bare(cut) is None or opened(bare(cut) or b"").size == (48, 32)


def test_progressive_and_moving_files_stay_what_they_are() -> None:
    jpeg = saved(noise(64, 64), "JPEG", progressive=True, comment="a secret")
    frames = [noise(8, 8), noise(8, 8, seed=1)]
    png = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])

    assert opened(bare(jpeg) or b"").tobytes() == opened(jpeg).tobytes()
    assert b"secret" not in (bare(jpeg) or b"secret")
    assert bare(png) == png


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_the_first_frame_is_used_and_that_is_said(kind: str) -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    moving = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)

    result = make_exactly([moving], [Flip()])

    assert result.notes == ("exact-still",)
    assert pixels(opened(result.data))[8, 8, 0] > 240
    assert make_exactly([saved(frames[0], kind)], [Flip()]).notes == ()


def test_frames_follow_each_other() -> None:
    sources = [saved(Image.new("RGB", (60, 40), colour)) for colour in ("red", "lime", "blue")]

    result = make_exactly(sources, [Animate(250)])

    gif = Image.open(BytesIO(result.data))
    assert (result.media_type, gif.n_frames, gif.size) == ("image/gif", 3, (60, 40))  # type: ignore[attr-defined] # of a GIF
    assert (gif.info["duration"], gif.info["loop"]) == (250, 0)
    for frame, colour in enumerate([(255, 0, 0), (0, 255, 0), (0, 0, 255)]):
        gif.seek(frame)
        assert gif.convert("RGB").getpixel((30, 20)) == colour


def test_frames_have_one_shape_and_a_bounded_size() -> None:
    sources = [saved(noise(900, 300)), saved(noise(50, 200, "RGBA")), saved(noise(10, 10))]

    gif = Image.open(BytesIO(make_exactly(sources, [Grayscale(), Animate(1)]).data))

    assert gif.size == (640, 213)
    assert gif.n_frames == 3  # type: ignore[attr-defined] # of a GIF
    assert gif.info["duration"] == 20


def test_many_frames_are_bounded_and_can_be_compressed() -> None:
    sources = [saved(noise(70, 70, seed=seed)) for seed in range(52)]

    full = make_exactly(sources, [Animate()])
    small = make_exactly(sources[:3], [Animate(), Compress(9_000)])
    least = make_exactly(sources[:3], [Animate(), Compress(1)])

    assert Image.open(BytesIO(full.data)).n_frames == 50  # type: ignore[attr-defined] # of a GIF
    assert len(small.data) <= 9_000
    assert small.notes == ()
    assert Image.open(BytesIO(least.data)).size == (32, 32)
    assert least.notes == (f"exact-least:{-(-len(least.data) // 1024)} KB",)
    assert make_exactly(sources[:2], [Animate(), Compress()]).media_type == "image/gif"


@few
@given(st.lists(pictures, min_size=1, max_size=7), st.sampled_from([None, 1, 2, 3, 50]))
def test_a_grid_shows_every_picture(images: list[Image.Image], columns: int | None) -> None:
    result = make_exactly([saved(image) for image in images], [Grid(columns)], max_pixels=60_000)

    sheet = opened(result.data)
    assert sheet.width * sheet.height <= 60_000
    assert sheet.mode == "RGB"


def test_a_large_grid_is_made_smaller() -> None:
    result = make_exactly([saved(noise(100, 100))] * 7, [Grid()], max_pixels=20_000)

    sheet = opened(result.data)
    assert 15_000 < sheet.width * sheet.height <= 20_000


def colours_of(sheet: Image.Image) -> dict[tuple[int, ...], tuple[int, int, int, int]]:
    """Where each plain colour stands."""
    found: dict[tuple[int, ...], tuple[int, int, int, int]] = {}
    for colour in ((255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 165, 0), (128, 0, 128)):
        rows, columns = np.nonzero((pixels(sheet, "RGB") == colour).all(axis=2))
        if len(rows):
            found[colour] = (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    return found


NAMES = ("red", "green", "blue", "orange", "purple")


def plain(count: int, size: tuple[int, int] = (100, 80)) -> list[bytes]:
    return [saved(Image.new("RGB", size, colour)) for colour in NAMES[:count]]


def test_a_grid_is_in_rows_of_one_height() -> None:
    boxes = list(colours_of(opened(make_exactly(plain(4), [Grid()]).data)).values())

    assert len({(right - left, low - top) for left, top, right, low in boxes}) <= 2
    assert boxes[0][1] == boxes[1][1] < boxes[2][1] == boxes[3][1]
    assert boxes[0][0] == boxes[2][0] < boxes[1][0]


def test_side_by_side_and_below_each_other() -> None:
    row = colours_of(opened(make_exactly(plain(3), [Grid(50)]).data))
    column = colours_of(opened(make_exactly(plain(3), [Grid(1)]).data))

    assert len({top for _, top, _, _ in row.values()}) == 1
    assert len({left for left, _, _, _ in column.values()}) == 1
    assert len(row) == len(column) == 3


def test_a_collage_fills_its_sheet() -> None:
    sources = [saved(Image.new("RGB", size, "teal")) for size in ((90, 60), (60, 60), (50, 80))]
    many = [saved(Image.new("RGB", (30, 30), "teal"))] * 14

    for images in (sources, sources[::-1], sources * 2, many):
        sheet = opened(make_exactly(images, [Grid()]).data)

        assert (pixels(sheet, "RGB")[..., 0] < 128).mean() > 0.85
        assert 0.6 < sheet.width / sheet.height < 2


def test_a_last_row_that_is_not_full_stands_in_the_middle() -> None:
    sheet = opened(make_exactly(plain(4), [Grid(3)]).data)
    boxes = list(colours_of(sheet).values())

    left, _, right, _ = boxes[3]
    assert abs(left - (sheet.width - right)) <= 1
    assert abs((right - left) - (boxes[0][2] - boxes[0][0])) <= 1


def test_a_grid_can_be_worked_on_further() -> None:
    sheet = opened(make_exactly(plain(2), [Grid(), Border((0, 0, 0), 5), Convert("png")]).data)

    assert sheet.getpixel((0, 0)) == (0, 0, 0)
    assert sheet.getpixel((6, 6)) == (255, 255, 255)


def test_pictures_in_several_profiles_meet_in_srgb() -> None:
    tagged = saved(noise(20, 20), icc_profile=SRGB)

    both = opened(make_exactly([tagged, saved(noise(20, 20))], [Grid()]).data)
    same = opened(make_exactly([tagged, tagged], [Grid()]).data)

    # One that can be read, but lacks what it takes to change from it.
    lame = saved(noise(20, 20), icc_profile=SRGB.replace(b"rTRC", b"xTRC", 1))

    assert "icc_profile" not in both.info
    assert "icc_profile" not in opened(make_exactly([lame, tagged], [Grid()]).data).info
    assert same.info["icc_profile"] == SRGB


def test_colours_mean_the_same_when_profiles_meet() -> None:
    # What this profile calls red is blue.
    swapped = SRGB.replace(b"rXYZ", b"tXYZ", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tXYZ", b"bXYZ", 1)
    strange = saved(Image.new("RGB", (40, 40), (255, 0, 0)), icc_profile=swapped)

    sheet = pixels(opened(make_exactly([strange, *plain(1, (40, 40))], [Grid(2)]).data), "RGB")

    assert sheet[20, 10, 2] > 200 > 100 + sheet[20, 10, 0]
    assert sheet[20, -10].tolist() == [255, 0, 0]


def test_lettering_is_one_of_them() -> None:
    image = Image.new("RGB", (240, 120), "navy")

    result = worked(image, Lettering("Hi"), Rotate(90))

    assert result.size == (120, 240)
    assert (pixels(result) != pixels(image.rotate(90, expand=True))).any()


def test_only_the_first_source_counts_unless_they_become_one() -> None:
    assert make_exactly(plain(3), [Flip()]).data == make_exactly(plain(1), [Flip()]).data


def test_the_same_picture_comes_out_each_time() -> None:
    operations = (Crop((1, 1), smart=True), Rotate(12), Resize(40, 40))

    assert made(scene(), *operations) == made(scene(), *operations)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(\)"):
        make_exactly((), [Flip()])
    for operation in (Flip(), StripMetadata(), Compress(10**6)):
        with pytest.raises(NotAnImage):
            make_exactly([b"%PDF-1.7"], [operation])
        with pytest.raises(ImageTooLarge):
            make_exactly([saved(noise(40, 40))], [operation], max_pixels=1_000)
    with pytest.raises(ImageTooLarge):
        make_exactly([*plain(1), saved(noise(200, 200))], [Grid()], max_pixels=10_000)
