"""Lines of text: where they are broken, how large they are, and what stands out from the ground beneath."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import LetteringTooLong
from core.imaging.lettering import set_lettering
from core.imaging.lettering.contrast import (
    BLACK,
    LEGIBLE,
    WHITE,
    Ground,
    ground_of,
    luminance,
    opposite,
    standing_out,
)
from core.imaging.lettering.fitting import Setting, fitted
from core.imaging.lettering.fonts import Face, installed
from core.imaging.lettering.pen import Pen
from core.imaging.lettering.runs import itemised
from core.imaging.lettering.wrapping import words_of, wrapped
from core.lettering import read_lettering

needs_emoji = pytest.mark.skipif(installed().emoji is None, reason="needs Debian's fonts-noto-color-emoji")


def set_in(
    text: str, *, size: float = 20, box: tuple[float, float] = (200, 200), pen: Pen | None = None
) -> Setting:
    return fitted(text, pen or Pen(), installed(), size=size, room=lambda _size: box)


def lines(setting: Setting) -> list[str]:
    return ["".join(cluster.text for cluster in line) for line in setting.lines]


def pieces(text: str) -> list[str]:
    words = words_of(itemised(text, installed()), len)
    return ["".join(cluster.text for cluster in word.clusters) for word in words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two", ["one", "two"]),
        ("one  two ", ["one", "two"]),
        ("你好，世界。", ["你", "好，", "世", "界。"]),
        ("他说“好”！", ["他", "说", "“好”！"]),
        ("（括号）内", ["（括", "号）", "内"]),
        ("价格¥100元", ["价", "格", "¥100", "元"]),
        ("well-known", ["well-", "known"]),
        ("-5", ["-5"]),
        ("a/b", ["a/", "b"]),
        ('中"文"字', ['中"文"字']),
        ("don't", ["don't"]),
        ("", []),
    ],
)
def test_lines_end_where_readers_expect_it(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_lines_are_of_about_the_same_length() -> None:
    setting = set_in("the quick brown fox jumps over the lazy dog", box=(330, 200))

    assert len(setting.lines) == 2
    assert min(setting.widths) > 0.75 * max(setting.widths)
    assert lines(setting)[0].split() + lines(setting)[1].split() == (
        ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"]
    )


def test_line_ends_that_were_asked_for_are_kept() -> None:
    assert lines(set_in("one\n\ntwo three")) == ["one", "", "two three"]


def test_letters_are_as_large_as_asked_or_as_fits() -> None:
    assert set_in("hello", size=30).size == 30
    small = set_in("hello hello hello", size=150, box=(200, 60))

    assert 10 < small.size < 40
    assert small.width <= 200
    assert small.height <= 60


def test_a_long_word_is_broken_only_where_that_helps() -> None:
    whole = set_in("internationally", size=30, box=(140, 100))
    broken = set_in("a" * 60, size=30, box=(140, 100))
    mixed = set_in("see " + "b" * 60 + " now", size=30, box=(140, 120))

    assert lines(whole) == ["internationally"]
    assert len(broken.lines) > 2
    assert "".join(lines(broken)) == "a" * 60
    assert "".join(lines(mixed)) == "see" + "b" * 60 + "now" or "see" in lines(mixed)[0]


def test_without_breaking_a_word_that_is_too_wide_does_not_fit() -> None:
    words = words_of(itemised("wide", installed()), len)

    assert wrapped(words, 3) is None
    assert wrapped(words, 3, breaks=True) is not None
    assert wrapped(words_of(itemised("w", installed()), len), 0.5, breaks=True) is None


def test_text_beyond_every_size_is_refused() -> None:
    with pytest.raises(LetteringTooLong):
        set_in("word " * 80, box=(60, 60))


@pytest.mark.parametrize("size", range(9, 30, 4))
def test_lines_are_no_wider_than_their_box_at_any_size(size: int) -> None:
    for text in ("illicit mimicry", "WAVE AVATAR 12"):
        wide = set_in(text, size=64, box=(4000, 200)).width * size / 64
        setting = set_in(text, size=size, box=(wide, 1.2 * size))

        assert max(setting.widths) <= wide


def test_marks_above_and_below_have_room() -> None:
    setting = set_in("Ểg\nẬj\nمُحَمَّد\nक्षि", size=40, box=(400, 400))
    pen = Pen()

    for line in setting.lines:
        ink = pen.ink(line, setting.size)
        assert -ink.top <= setting.ascent + 1
        assert ink.bottom <= setting.descent + 1
    assert setting.pitch >= setting.ascent + setting.descent


def test_words_of_another_direction_stand_where_they_are_read() -> None:
    pen, masks = Pen(), []
    for text in ("مرحبا abc", "abc"):
        mask = Image.new("L", (300, 80))
        pen.draw(mask, itemised(text, installed()), 40, (10, 50), 0)
        masks.append(np.asarray(mask)[:, : 10 + int(pen.advance(itemised("abc", installed()), 40))])

    assert (masks[0] == masks[1]).all()
    assert masks[0].any()


def test_a_regular_face_without_bold_is_drawn_thicker() -> None:
    plain, every = Face(Path("a")), Face(Path("a"), weights=True)

    assert Pen(400).swelling(plain, 100) == 0
    assert 0 < Pen(700).swelling(plain, 100) < Pen(900).swelling(plain, 100)
    assert Pen(700).swelling(every, 100) == Pen(700).swelling(Face(Path("a"), bold=True), 100) == 0


@needs_emoji
@pytest.mark.parametrize(
    ("words", "least"), [('text "❤️❤️" 60px', 200), ('text "❤️❤️" 60px at 50% opacity', 150)]
)
def test_emoji_are_in_their_own_colours(words: str, least: int) -> None:
    ((lettering,), _) = read_lettering(words)
    after = np.asarray(set_lettering(Image.new("RGB", (240, 160)), lettering))

    assert after[..., 0].max() > least - 40
    assert int(after[..., 0].astype(int).sum()) > 2 * int(after[..., 2].astype(int).sum())


def test_the_ground_is_judged_by_nearly_all_of_it() -> None:
    half = Image.new("RGB", (100, 100), WHITE)
    half.paste((0, 0, 0), (0, 0, 100, 50))
    quiet = ground_of(Image.new("RGB", (240, 160), WHITE), (0, 0, 240, 160))

    assert ground_of(half, (0, 0, 100, 100)) == Ground(0.0, 1.0)
    assert quiet.contrast(BLACK) == pytest.approx(21.0)
    assert quiet.contrast(WHITE) == 1.0
    assert standing_out(Ground(0.0, 1.0)) == WHITE
    assert standing_out(Ground(0.1, 0.12)) == WHITE
    assert standing_out(Ground(0.7, 0.9)) == BLACK
    assert Ground(0.0, 0.1).contrast(WHITE) > LEGIBLE
    assert luminance(WHITE) == pytest.approx(1.0)
    assert (opposite((255, 255, 0)), opposite((0, 0, 128))) == (BLACK, WHITE)
