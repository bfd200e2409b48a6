"""Midjourney's flags: what we do with them, and what is named as not done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import OptionUnsupported
from core.flags import Wishes, read_flags


def read(text: str) -> tuple[Wishes, str]:
    return read_flags(text, {})


@pytest.mark.parametrize(
    ("text", "negative", "rest"),
    [
        ("a fox --no people, text", "people, text", "a fox"),
        ("a fox --no people --ar 1:1", "people", "a fox"),
        ("a fox —no trees —n 2", "trees", "a fox"),
        ("a fox --no trees. At dawn", "trees", "a fox. At dawn"),
        ("狐狸 --no 文字，水印；在雪地", "文字,水印", "狐狸；在雪地"),
        ("--no  trees ,\na fox", "trees", "a fox"),
    ],
)
def test_what_must_not_be_seen(text: str, negative: str, rest: str) -> None:
    wishes, words = read(text)
    assert (wishes.negative, words) == (negative, rest)


def test_a_seed_is_read() -> None:
    assert read("a fox --seed 42 in snow") == (Wishes(seed=42), "a fox in snow")
    assert read("a fox --seed 0")[0].seed == 0
    assert read_flags("a fox", {"seed": "7", "no": "trees"})[0] == Wishes(seed=7, negative="trees")


@pytest.mark.parametrize(
    ("text", "option", "value"),
    [
        ("a fox --seed blue", "--seed", "blue"),
        ("a fox --seed 4294967296", "--seed", "4294967296"),
        ("a fox --no", "--no", ""),
        ("a fox --no --ar 1:1", "--no", ""),
    ],
)
def test_a_value_that_means_nothing_is_refused(text: str, option: str, value: str) -> None:
    with pytest.raises(OptionUnsupported) as refused:
        read(text)
    assert (refused.value.option, refused.value.value) == (option, value)


@pytest.mark.parametrize(
    ("flag", "quality"),
    [
        ("--q .25", "low"),
        ("--q 0.5", "low"),
        ("--q 1", "medium"),
        ("--q 2", "high"),
        ("--q 高", "high"),
        ("--Q low", "low"),
    ],
)
def test_their_quality_is_ours(flag: str, quality: str) -> None:
    assert read(f"a fox {flag}") == (Wishes(quality=quality), "a fox")


@pytest.mark.parametrize(
    ("flags", "ignored"),
    [
        ("--stylize 250 --chaos 20", ("--stylize", "--chaos")),
        ("--s 750 --c 5 --w 10 --v 6.1", ("--stylize", "--chaos", "--weird", "--v")),
        ("--version 7 --niji 6", ("--v", "--niji")),
        ("--iw 1.5 --tile", ("--iw", "--tile")),
        ("--sref https://x.test/a.png https://x.test/b.png", ("--sref",)),
        ("--sref 12345 --cref random", ("--sref", "--cref")),
        ("--style raw —tile", ("--style", "--tile")),
        ("--profile ab12cd3 --fast", ("--profile", "--fast")),
        ("--q 3", ("--q",)),
    ],
)
def test_what_nothing_here_supports_is_named(flags: str, ignored: tuple[str, ...]) -> None:
    wishes, words = read(f"a fox {flags} at dawn")
    assert set(wishes.ignored) == set(ignored)
    assert words == "a fox at dawn"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a fox --stylize wildly blue", "a fox wildly blue"),
        ("a fox --profile bicycle", "a fox bicycle"),
        ("a fox --sref 12 angles", "a fox angles"),
        ("a fox --chaos --iw 2", "a fox"),
    ],
)
def test_only_what_looks_like_a_value_is_taken(text: str, words: str) -> None:
    assert read(text)[1] == words


@pytest.mark.parametrize(
    "text",
    [
        "a car —fast and red",
        "he said —s",
        "plan –c for the garden",
        "a fox --c",
        "well--known",
        "a cat—no dogs",
        'a sign that says "--no parking"',
    ],
)
def test_a_dash_is_not_always_a_flag(text: str) -> None:
    assert read(text) == (Wishes(), text)


@given(
    st.lists(
        st.sampled_from(["--no", "a", "--sref", "—", "--seed 1", ".", "https://x", " ", "--s 1", "”"]),
        max_size=30,
    )
)
def test_any_mix_is_read_or_refused(pieces: list[str]) -> None:
    try:
        wishes, _ = read(" ".join(pieces))
    except OptionUnsupported:
        return
    assert len(wishes.negative) <= 300


def test_a_long_negative_is_cut() -> None:
    assert len(read("a fox --no " + "trees, " * 90)[0].negative) <= 300
