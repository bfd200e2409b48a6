"""Fonts for mixed scripts: which one for what, in which order, and a clear word where there is none."""

import shutil
import struct
from pathlib import Path

import pytest
from PIL import features

from core.errors import FontMissing, ShapingMissing
from core.imaging.lettering import fonts, package_for, unset_scripts
from core.imaging.lettering.coverage import coverage_of
from core.imaging.lettering.fonts import Face, Fonts, installed, script_of
from core.imaging.lettering.runs import is_emoji, itemised, runs_of

needs_emoji = pytest.mark.skipif(installed().emoji is None, reason="needs Debian's fonts-noto-color-emoji")

NOTO_SANS = installed().families["NotoSans"]["Regular"]


@pytest.fixture
def only_latin() -> Fonts:
    return Fonts({"NotoSans": installed().families["NotoSans"]})


@pytest.fixture
def unshaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda _name: False)


def drawn(text: str, **rest: bool) -> list[tuple[str, str, int]]:
    """Runs as (text, family, level)."""
    families = {
        (face.path, face.index): name
        for name, styles in installed().families.items()
        for face in styles.values()
    }
    return [
        (run.text, families.get((run.face.path, run.face.index), "NotoSansCJK"), run.level)
        for run in runs_of(itemised(text, installed(), **rest))
    ]


def test_what_comes_with_the_bot_covers_four_scripts() -> None:
    assert not {"Latin", "Chinese", "Arabic", "Devanagari", "Hangul"} & set(unset_scripts())


def test_a_machine_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, only_latin: Fonts) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: only_latin)

    assert {"Chinese", "Arabic", "emoji"} <= set(unset_scripts())
    assert "Latin" not in unset_scripts()


@pytest.mark.parametrize(
    ("script", "package"),
    [
        ("Thai", "fonts-noto-core"),
        ("", "fonts-noto-core"),
        ("Chinese", "fonts-noto-cjk"),
        ("emoji", "fonts-noto-color-emoji"),
    ],
)
def test_the_package_for_a_script(script: str, package: str) -> None:
    assert package_for(script) == package


@pytest.mark.parametrize(
    ("character", "script"),
    [
        ("a", "Latin"),
        ("汉", "Chinese"),
        ("か", "Hiragana"),
        ("ع", "Arabic"),
        ("न", "Devanagari"),
        ("1", ""),
        ("!", ""),
    ],
)
def test_a_characters_script(character: str, script: str) -> None:
    assert script_of(character) == script


def test_each_run_has_a_font_of_its_script() -> None:
    assert drawn("Hello 你好 नमस्ते, 2026") == [
        ("Hello ", "NotoSans", 0),
        ("你好 ", "NotoSansCJK", 0),
        ("नमस्ते, 2026", "NotoSans", 0),
    ]


def test_a_bracket_is_of_the_font_of_what_it_opens() -> None:
    assert drawn("你好(OK)") == [("你好", "NotoSansCJK", 0), ("(OK)", "NotoSans", 0)]
    assert drawn("(!)") == [("(!)", "NotoSans", 0)]


def test_right_to_left_words_have_odd_levels_and_their_numbers_even_ones() -> None:
    assert drawn("abc مرحبا 12") == [
        ("abc ", "NotoSans", 0),
        ("مرحبا ", "NotoSansArabic", 1),
        ("12", "NotoSansArabic", 2),
    ]


@needs_emoji
def test_emoji_are_in_colour_within_a_line() -> None:
    assert drawn("ok 👍🏽👨‍👩‍👧!") == [
        ("ok ", "NotoSans", 0),
        ("👍🏽👨‍👩‍👧", "NotoColorEmoji", 0),
        ("!", "NotoSans", 0),
    ]


@pytest.mark.parametrize("cluster", ["👍", "👍🏽", "🇨🇳", "❤️", "1️⃣", "⭐", "👨‍👩‍👧", "🀄"])
def test_emoji_are_known(cluster: str) -> None:
    assert is_emoji(cluster)


@pytest.mark.parametrize("cluster", ["a", "1", "❤", "☀", "❤︎", "★", "中", "🖋"])
def test_other_signs_are_text(cluster: str) -> None:
    assert not is_emoji(cluster)


@needs_emoji
def test_a_sign_that_only_the_emoji_have_is_drawn_as_one(only_latin: Fonts) -> None:
    emoji = installed().families["NotoColorEmoji"]
    both = Fonts({**only_latin.families, "NotoColorEmoji": emoji})

    (one,) = itemised("❤", both)

    assert one.face.emoji


@pytest.mark.parametrize(
    ("text", "script", "package"),
    [
        ("ok 你好", "Chinese", "fonts-noto-cjk"),
        ("مرحبا", "Arabic", "fonts-noto-core"),
        ("👍", "emoji", "fonts-noto-color-emoji"),
        ("a♛", "♛", "fonts-noto-core"),
        ("\U0010fffd", "\U0010fffd", "fonts-noto-core"),
    ],
)
def test_a_script_without_font_is_refused_by_name(
    only_latin: Fonts, text: str, script: str, package: str
) -> None:
    with pytest.raises(FontMissing) as caught:
        itemised(text, only_latin)

    assert (caught.value.script, caught.value.package) == (script, package)


@pytest.mark.usefixtures("unshaped")
@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("مرحبا", "Arabic"),
        ("नमस्ते", "Devanagari"),
        ("न", "Devanagari"),
        ("👍🏽", "emoji"),
        ("x\u0323\u0307", "Latin"),
    ],
)
def test_without_shaping_what_needs_it_is_refused(text: str, script: str) -> None:
    with pytest.raises(ShapingMissing) as caught:
        itemised(text, installed())

    assert caught.value.script == script


@pytest.mark.usefixtures("unshaped")
def test_without_shaping_the_rest_still_works() -> None:
    assert [run.text for run in runs_of(itemised("Élan 你好 한국 1", installed()))] == [
        "Élan ",
        "你好 한국 1",
    ]


@pytest.mark.parametrize(("text", "index"), [("骨", 2), ("骨かな", 0), ("한국", 1), ("骨한", 2), ("骨ㄅ", 3)])
def test_shared_ideographs_have_the_shapes_of_their_language(text: str, index: int) -> None:
    assert {cluster.face.index for cluster in itemised(text, installed())} == {index}


def test_bold_and_italic_faces_are_taken_where_there_are_some(tmp_path: Path) -> None:
    names = ["NotoSansX-Regular.ttf", "NotoSansX-Bold.ttf", "NotoSansX-Italic.ttf", "NotoSansY-Bold.otf"]
    files = [
        tmp_path / name
        for name in (
            *names,
            "NotoSansMono-Regular.ttf",
            "NotoSansZ-Thin.ttf",
            "NotoSerifX[wght].ttf",
            "NotoMusic-Regular.ttf",
        )
    ]
    found = fonts._gathered(iter(files))

    def chosen(**style: bool) -> list[str]:
        return [face.path.name for face in found.candidates(locale="zh", **style)]

    others = [
        "NotoSansY-Bold.otf",
        "NotoMusic-Regular.ttf",
        "NotoSerifX[wght].ttf",
        "NotoSansMono-Regular.ttf",
    ]
    assert chosen(bold=False, italic=False) == ["NotoSansX-Regular.ttf", *others]
    assert chosen(bold=True, italic=False) == ["NotoSansX-Bold.ttf", *others]
    assert chosen(bold=False, italic=True) == ["NotoSansX-Italic.ttf", *others]
    assert chosen(bold=True, italic=True) == ["NotoSansX-Italic.ttf", *others]


def test_an_italic_family_alone_offers_nothing_upright() -> None:
    found = fonts._gathered(iter([Path("NotoSansX-BoldItalic.ttf")]))

    assert list(found.candidates(bold=False, italic=False, locale="zh")) == []


def test_fonts_in_folders_are_found_and_the_bots_own_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "fonts" / "truetype"
    folder.mkdir(parents=True)
    shutil.copy(NOTO_SANS.path, folder / "NotoSansThai-Regular.ttf")
    (folder / "Other.ttf").write_bytes(b"")
    monkeypatch.setattr(fonts, "_FOLDERS", (str(tmp_path / "fonts"),))
    monkeypatch.setattr(fonts, "PACKAGES", ("fontpkg_noto_sans", "no_such_package"))
    monkeypatch.setenv("HOME", str(tmp_path))

    found = list(fonts._files())

    assert found[0].parent == NOTO_SANS.path.parent
    assert found[-1] == folder / "NotoSansThai-Regular.ttf"


def test_coverage_is_read_from_the_full_map() -> None:
    coverage = coverage_of(NOTO_SANS.path)

    assert coverage.has("A")
    assert coverage.has("ß")
    assert not coverage.has("汉")
    assert not coverage.has("\t")


def _old_font() -> bytes:
    """A font with nothing but a format 4 map of A to C and of X."""
    ends, starts = (0x43, 0x58, 0xFFFF), (0x41, 0x58, 0xFFFF)
    segments = struct.pack(">HHHHHHH", 4, 0, 0, 6, 0, 0, 0) + struct.pack(">3H", *ends)
    segments += struct.pack(">H", 0) + struct.pack(">3H", *starts) + struct.pack(">6H", *[0] * 6)
    table = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + segments
    return (
        b"\x00\x01\x00\x00"
        + struct.pack(">HHHH", 2, 0, 0, 0)
        + _entry(b"abcd", 0, 0)
        + _entry(b"cmap", 44, len(table))
        + table
    )


def _entry(tag: bytes, offset: int, size: int) -> bytes:
    return struct.pack(">4sIII", tag, 0, offset, size)


def test_coverage_is_read_from_the_map_of_the_first_plane_where_there_is_no_other(tmp_path: Path) -> None:
    path = tmp_path / "old.ttf"
    path.write_bytes(_old_font())
    coverage = coverage_of(path)

    assert (coverage.starts, coverage.ends) == ((0x41, 0x58), (0x43, 0x58))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a font at all",
        b"ttcf" + b"\x00" * 40,
        b"\x00\x01\x00\x00" + struct.pack(">HHHH", 1, 0, 0, 0) + _entry(b"cmap", 28, 10**9),
        b"\x00\x01\x00\x00"
        + struct.pack(">HHHH", 1, 0, 0, 0)
        + _entry(b"cmap", 28, 12)
        + struct.pack(">HHHHI", 0, 1, 3, 1, 2),
    ],
)
def test_a_broken_font_covers_nothing(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(data)

    assert coverage_of(path).starts == ()
    assert not Face(path).has("a")
