"""Presets: finding one in the words, and filling its template."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EmptyInstruction, OptionUnsupported
from core.instructions import Instruction, InstructionKind, parse, words_for_model
from core.preset_words import read_preset, suggestions
from core.presets import PAGE, Bilingual, Blank, Preset, PresetKind, Presets, filled, folded, unknown_blanks


def text(en: str, zh: str = "") -> Bilingual:
    return Bilingual(en, zh or en)


WATERCOLOUR = Preset(
    "watercolour",
    PresetKind.STYLE,
    text("Watercolour", "水彩"),
    text("Soft washes", "柔和的水彩"),
    prompt="{words}\nWet in wet.",
    edit="Repaint it.\nAlso: {words}",
    aliases=("watercolor", "水彩画"),
)
FILM = Preset(
    "animation-film",
    PresetKind.STYLE,
    text("Animated film", "动画电影"),
    text("A frame"),
    prompt="{words}",
    plain="{words}, cartoon",
    aliases=("hand-drawn animation film", "hand-drawn animation"),
)
POSTER = Preset(
    "poster",
    PresetKind.RECIPE,
    text("Poster", "海报"),
    text("With a title"),
    prompt="A poster about {words}\nTitle: {title}\nDate: {when}",
    blanks=(
        Blank("title", text("title", "标题"), text("a fitting one", "合适的标题"), takes_quoted=True),
        Blank("when", text("date", "日期"), text("", "")),
    ),
    needs_words=True,
)
TRY_ON = Preset(
    "try-on",
    PresetKind.RECIPE,
    text("Outfit try-on", "虚拟试衣"),
    text("Two pictures"),
    prompt="Dress image 1 as image 2.\nAlso: {words}",
    min_sources=2,
    max_sources=3,
)
PRESETS = Presets((WATERCOLOUR, FILM, POSTER, TRY_ON))


def read(words: str, **options: str) -> tuple[str, str]:
    preset, rest = read_preset(words, options, PRESETS)
    return (preset.name if preset is not None else "", rest)


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("a fox --style watercolour", "a fox"),
        ("--style watercolor a fox", "a fox"),
        ("--style Watercolour, a fox", "a fox"),
        ("a fox --style=watercolour, at dawn", "a fox, at dawn"),
        ("a fox —style watercolour at dawn", "a fox at dawn"),
        ('a fox --style "watercolour" at dawn', "a fox at dawn"),
        ("a fox --preset watercolour", "a fox"),
        ("a fox style: watercolour", "a fox"),
        ("style:watercolour\na fox", "a fox"),
        ("一只狐狸 --风格 水彩", "一只狐狸"),
        ("一只狐狸 --风格水彩画", "一只狐狸"),
        ("一只狐狸，风格：水彩", "一只狐狸，"),
        ("——风格 水彩 一只狐狸", "一只狐狸"),
    ],
)
def test_a_preset_is_found_however_it_is_typed(words: str, rest: str) -> None:
    assert read(words) == ("watercolour", rest)


@pytest.mark.parametrize(
    "words",
    [
        "a fox in watercolour style",
        "水彩风格的狐狸",
        "a fox in the style of a poster",
        "a fox, style: baroque",
        'a sign that says "--style watercolour"',
        "a sign that says “style: watercolour”",
        "lifestyle: poster",
        "a fox --style raw",
        "a portrait —style of the masters",
        "a style: watercolours of old",
    ],
)
def test_words_that_only_speak_of_a_style_stay(words: str) -> None:
    assert read(words) == ("", words)


def test_the_longest_name_counts_and_the_last_one_named() -> None:
    assert read("a fox --style hand drawn animation film at dawn") == ("animation-film", "a fox at dawn")
    assert read("a fox --style poster --style hand-drawn animation") == ("animation-film", "a fox")


def test_an_option_wins() -> None:
    assert read("a fox --style poster", style="水彩") == ("watercolour", "a fox")
    assert read("a fox", style=' "Animated Film" ') == ("animation-film", "a fox")
    assert read("a fox", style="raw") == ("", "a fox")


@pytest.mark.parametrize(
    ("words", "value", "allowed"),
    [("a fox --style watercolr at dawn", "watercolr", "watercolor"), ("a fox --style", "", "watercolour")],
)
def test_an_unknown_style_is_named_with_what_comes_close(words: str, value: str, allowed: str) -> None:
    with pytest.raises(OptionUnsupported) as refused:
        read(words)
    assert (refused.value.option, refused.value.value) == ("--style", value)
    assert allowed in refused.value.allowed


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(OptionUnsupported):
        read("a fox", style="baroque")


def test_without_presets_nothing_is_read() -> None:
    assert read_preset("style: watercolour", {}, Presets()) == (None, "style: watercolour")
    assert Presets().named("") is None
    assert Presets().pages() == ()


@given(st.text(max_size=60))
def test_any_words_are_read_or_refused(words: str) -> None:
    try:
        preset, _ = read_preset(words, {}, PRESETS)
    except OptionUnsupported:
        return
    assert preset is None or preset in PRESETS.all


def test_names_are_found_folded() -> None:
    assert folded("  Pixel_Art‐8 ") == "pixel art 8"
    assert PRESETS.named("ＷＡＴＥＲＣＯＬＯＵＲ") is WATERCOLOUR
    assert PRESETS.of_id(POSTER.id) is POSTER
    assert PRESETS.of_id("0" * 32) is None
    assert len(POSTER.id) == 32
    assert Presets((FILM, Preset("film", PresetKind.STYLE, text("-"), text("d"), "p"))).named("-") is None


def test_an_own_name_is_nobody_elses_alias() -> None:
    thief = Preset("z", PresetKind.STYLE, text("Z"), text("d"), "p", aliases=("watercolour",))
    assert Presets((WATERCOLOUR, thief)).named("watercolour") is WATERCOLOUR


def test_pages_hold_one_kind_each() -> None:
    many = [
        Preset(f"s{number}", PresetKind.STYLE, text(f"S{number}"), text("d"), "p")
        for number in range(PAGE + 1)
    ]
    pages = Presets((POSTER, *many)).pages()
    assert [len(page) for page in pages] == [PAGE, 1, 1]
    assert pages[2] == (POSTER,)


def test_what_platforms_may_suggest() -> None:
    first = suggestions(PRESETS)[0]
    assert (first.value, first.title, first.title_zh) == ("watercolour", "Watercolour", "水彩")
    assert "水彩画" in first.names


def test_a_template_is_filled_for_a_new_picture_and_for_sources() -> None:
    assert filled(WATERCOLOUR, "a fox.", sources=0) == "a fox\nWet in wet."
    assert filled(WATERCOLOUR, "", sources=1) == "Repaint it."
    assert filled(WATERCOLOUR, "warmer", sources=1) == "Repaint it.\nAlso: warmer"


def test_plain_models_get_plain_words() -> None:
    assert filled(WATERCOLOUR, "a fox", sources=0, is_literal=True) == "a fox, Watercolour"
    assert filled(WATERCOLOUR, "", sources=1, is_literal=True) == "Watercolour"
    assert filled(FILM, "a fox", sources=0, is_literal=True) == "a fox, cartoon"


@pytest.mark.parametrize(
    "words",
    [
        'a trumpet "Jazz Night" in blue',
        "a trumpet in blue, title=Jazz Night",
        "title: Jazz Night; a trumpet in blue",
        "《Jazz Night》a trumpet in blue",
        "标题：“Jazz Night”，a trumpet in blue",
    ],
)
def test_blanks_are_filled_by_name_or_by_quotes(words: str) -> None:
    assert filled(POSTER, words, sources=0) == "A poster about a trumpet in blue\nTitle: Jazz Night"


def test_blanks_have_defaults_in_the_readers_language() -> None:
    assert "Title: a fitting one" in filled(POSTER, "jazz", sources=0)
    assert "Title: 合适的标题" in filled(POSTER, "jazz", sources=0, language="zh")
    assert "Date: 5 May" in filled(POSTER, "jazz, date=5 May", sources=0)


def test_words_never_become_blanks() -> None:
    assert "{title}" in filled(POSTER, "a sign {title} {words}", sources=0)


def test_unknown_blanks_are_found() -> None:
    assert unknown_blanks(POSTER, "{words} {title} {size} {size} {Not} {}") == ("size",)


def instruction(words: str, *, has_sources: bool = False, command: str = "") -> Instruction:
    return parse(words, has_sources=has_sources, command=command, presets=PRESETS).instruction


def test_a_preset_becomes_part_of_the_instruction() -> None:
    asked = instruction("a fox --style watercolour --ar 1:1")
    assert (asked.preset, asked.prompt, asked.ratio) == ("watercolour", "a fox", (1, 1))
    assert words_for_model(asked, presets=PRESETS) == "a fox\nWet in wet."
    assert words_for_model(asked) == "a fox", "one that was taken out of the catalogue is no more than words"


def test_a_style_alone_changes_a_picture() -> None:
    asked = instruction("--style watercolour", has_sources=True)
    assert (asked.kind, asked.prompt) == (InstructionKind.EDIT, "")
    assert words_for_model(asked, presets=PRESETS) == "Repaint it."
    assert instruction("#2 --style watercolour", has_sources=True).picks == (2,)


@pytest.mark.parametrize(
    ("words", "has_sources"), [("--style watercolour", False), ("--style poster", True), ("#2", True)]
)
def test_what_a_preset_cannot_say_must_be_said(words: str, has_sources: bool) -> None:
    with pytest.raises(EmptyInstruction):
        instruction(words, has_sources=has_sources)


def test_a_recipe_for_pictures_always_edits() -> None:
    assert instruction("--style try-on", command="imagine").kind is InstructionKind.EDIT
