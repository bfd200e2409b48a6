"""Text from a chat before it is set: what is left of it, and the order in which mixed scripts are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import LetteringTooLong
from core.imaging.lettering.bidi import levels, visual
from core.imaging.lettering.cleaning import MOST_CHARACTERS, cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", "000"),
        ("אבג", "111"),
        ("a אב b", "001100"),
        ("אב 12", "11122"),
        ("אב 1,2 ", "1112221"),
        ("אב 1-2", "111222"),
        ("مر 1-2", "111212"),
        ("مر 1,2", "111222"),
        ("אב 5%", "11122"),
        ("אב %5", "11122"),
        ("אב $ ab", "1111122"),
        ("ab 5% אב", "00000011"),
        ("אב(ab)ג", "1112211"),
        ("ab(אב)cd", "00011000"),
        ("אב (a) ", "1111211"),
        ("אב (1) גד", "111121111"),
        ("a (אב) b", "00011000"),
        ("a אב (גד) b", "00111111100"),
        ("a(b)\u05b0אב", "0000011"),
        ("(!) אב", "111111"),
        ("[(אב])", "111111"),
        ("a\u0301א\u05b0", "0011"),
        ("\u05b0א", "11"),
        ("", ""),
    ],
)
def test_every_character_has_its_level(text: str, expected: str) -> None:
    assert "".join(map(str, levels(text))) == expected


def test_runs_stand_from_left_to_right_as_they_are_read() -> None:
    assert visual(["a", "B", "1", "C", "d"], [0, 1, 2, 1, 0]) == ["a", "C", "1", "B", "d"]
    assert visual([], []) == []


@given(st.text(alphabet="abאבمر12 ,.%()[]-$\u05b0\n", max_size=30))
def test_levels_are_few_and_no_character_is_lost(text: str) -> None:
    found = levels(text)

    assert len(found) == len(text)
    assert set(found) <= {0, 1, 2}
    assert sorted(visual(list(range(len(found))), found)) == list(range(len(found)))


INVISIBLE = (
    "\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\u2060\x00\x07\x1b\x7f\ud800\U000e0001\u061c"
)


@pytest.mark.parametrize("character", list(INVISIBLE), ids=lambda one: f"{ord(one):x}")
def test_what_cannot_be_seen_goes(character: str) -> None:
    assert cleaned(f"{character}a{character}b{character}") == "ab"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  a \t b ", "a   b"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\n\na\n\n", "a"),
        ("e\u0301", "é"),
        ("a\u3000b\u00a0c", "a b c"),
        ("\u0301a", "a"),
        ("\u200da", "a"),
        ("क्\u200dष", "क्\u200dष"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("\u200b \u202e", ""),
    ],
)
def test_text_is_made_fit_to_be_set(text: str, clean: str) -> None:
    assert cleaned(text) == clean


def test_a_flood_of_marks_is_dammed() -> None:
    assert len(cleaned("a" + "\u0316" * 5000)) <= 8


@pytest.mark.parametrize("text", ["a" * (MOST_CHARACTERS + 1), "\u200b" * 30_000, "👨" + "\u200d👨" * 3000])
def test_a_page_is_refused(text: str) -> None:
    with pytest.raises(LetteringTooLong) as caught:
        cleaned(text)

    assert caught.value.limit == MOST_CHARACTERS
