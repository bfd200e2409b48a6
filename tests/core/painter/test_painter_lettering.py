from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFont, ImageStat

from core.providers.painter import lettering
from core.providers.painter.lettering import font_for, letter, missing_texts
from core.providers.painter.scene import Lettering, Scene

GREY = Image.new("RGB", (400, 200), (120, 120, 120))


def lettered(
    text: str, place: str = "top", colour: str = "", style: str = "flat", image: Image.Image = GREY
) -> Image.Image:
    return letter(image, Scene(seed=1, style=style, letterings=(Lettering(text, place, colour),)))


@pytest.mark.parametrize("text", ["Hello, world!", "生日快乐，祝你好运", "Café 2026 你好"])
def test_common_texts_have_a_font(text: str) -> None:
    assert font_for(text)[0]
    assert ImageChops.difference(lettered(text), GREY).getbbox() is not None


def test_chinese_comes_from_the_font_that_ships_with_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "SYSTEM_FONTS", ())

    found, path = font_for("你好，西湖")

    assert found
    assert path is not None
    assert path.parent == lettering.ASSETS


def test_a_text_without_glyphs_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "SYSTEM_FONTS", ())
    scene = Scene(seed=1, letterings=(Lettering("\U00013000\U00013001"), Lettering("fine", "bottom")))

    assert missing_texts(scene) == ("\U00013000\U00013001",)
    assert letter(GREY, Scene(seed=1, letterings=scene.letterings[:1])).tobytes() == GREY.tobytes()


def test_a_missing_font_file_is_no_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    monkeypatch.setattr(lettering, "SYSTEM_FONTS", (broken, broken.with_name("absent.ttf")))

    assert not font_for("\U00013000")[0]


@pytest.mark.parametrize(
    ("place", "rows"), [("top", (0, 80)), ("middle", (55, 145)), ("bottom", (120, 200)), ("nowhere", (0, 80))]
)
def test_the_text_stands_where_it_should(place: str, rows: tuple[int, int]) -> None:
    box = ImageChops.difference(lettered("Hello", place), GREY).getbbox()

    assert box is not None
    assert rows[0] <= box[1]
    assert box[3] <= rows[1]


@pytest.mark.parametrize(
    "text", ["A very long line of words that goes on and on " * 4, "很长的一行字" * 25, "Unbreakable" * 12]
)
def test_long_texts_stay_inside(text: str) -> None:
    box = ImageChops.difference(lettered(text[:120]), GREY).getbbox()

    assert box is not None
    assert box[3] < 200


def test_letters_stand_out_from_what_is_behind() -> None:
    dark, light = (Image.new("RGB", (400, 200), (level,) * 3) for level in (10, 245))

    assert ImageStat.Stat(lettered("Hello", image=dark).convert("L")).extrema[0][1] > 230
    assert ImageStat.Stat(lettered("Hello", image=light).convert("L")).extrema[0][0] < 80


def test_a_colour_that_was_asked_for_is_used() -> None:
    colours = {
        colour: count for count, colour in lettered("Hello", colour="#ff0000").getcolors(100_000) or ()
    }

    assert colours.get((255, 0, 0), 0) > 100
    assert (42, 42, 46) in {
        colour for _, colour in lettered("Hello", colour="#2a2a2e").getcolors(100_000) or ()
    }


def test_pixel_art_has_blocky_letters() -> None:
    assert lettered("Hello", style="pixel").tobytes() != lettered("Hello").tobytes()


def test_without_freetype_pillow_offers_no_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    lettering._font.cache_clear()
    lettering._has.cache_clear()
    monkeypatch.setattr(ImageFont, "load_default", lambda _size: object())
    monkeypatch.setattr(lettering, "SYSTEM_FONTS", ())
    monkeypatch.setattr(lettering, "ASSETS", Path("/nonexistent"))

    assert not font_for("Hello")[0]

    lettering._font.cache_clear()
    lettering._has.cache_clear()
