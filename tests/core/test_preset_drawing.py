"""What a preset and foreign flags come to: settings, words for the model, and the painter's seed."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bots.presets import load_presets
from core.drawing import PAINTER, Drawn, DrawRequest, ModelTraits
from core.errors import PresetNeedsPictures
from core.identity import JobId
from core.instructions import Instruction, InstructionKind, parse, words_for_model
from core.messages import speaker
from core.presets import Bilingual, Preset, PresetKind, Presets
from core.providers.painter import Painter
from core.settings import PainterSettings
from core.suitability import longest_words, suited, unsupported
from core.words.presets import question, said

MODEL = ModelTraits(
    name="m",
    sizes=((64, 64), (96, 64)),
    size_rule=None,
    qualities=("low", "high"),
    transparent=True,
    formats=("png",),
    max_sources=4,
    max_pictures=3,
    max_prompt_chars=1000,
    previews=0,
)
STICKER = Preset(
    "sticker",
    PresetKind.STYLE,
    Bilingual("Sticker", "贴纸"),
    Bilingual("Cut out.", "抠图。"),
    "{words}",
    ratio=(1, 1),
    quality="high",
    transparent=True,
    count=4,
)
FOX = Instruction(InstructionKind.GENERATE, "a fox")
MERGE = replace(STICKER, name="merge", min_sources=2, max_sources=2, kind=PresetKind.RECIPE)
PAINTER_TRAITS = Painter(PainterSettings()).traits.models[PAINTER]


def test_without_a_preset_nothing_changes() -> None:
    assert suited(FOX, None, MODEL, 0) is FOX


def test_what_suits_a_preset_is_taken_where_nothing_was_said() -> None:
    asked = parse("a fox --style sticker", has_sources=False, presets=Presets((STICKER,))).instruction
    made = suited(asked, STICKER, MODEL, 0)
    assert asked.count == 4
    assert (made.ratio, made.quality, made.transparent, made.count) == ((1, 1), "high", True, 3)
    assert suited(made, STICKER, MODEL, 0) == made, "asked again it stays the same"


def test_what_was_said_wins() -> None:
    asked = replace(FOX, ratio=(3, 2), quality="low", count=2)
    made = suited(asked, STICKER, MODEL, 0)
    assert (made.ratio, made.quality, made.count) == ((3, 2), "low", 2)
    one = parse("a fox --n 1 --style sticker", has_sources=False, presets=Presets((STICKER,))).instruction
    assert suited(one, STICKER, MODEL, 0).count == 1
    assert suited(replace(FOX, size=(96, 64)), STICKER, MODEL, 0).ratio is None


def test_what_the_model_does_not_take_is_left_out() -> None:
    plain = replace(MODEL, transparent=False, qualities=())
    made = suited(FOX, replace(STICKER, count=1), plain, 0)
    assert (made.quality, made.transparent, made.count) == ("", False, 1)
    extreme = replace(STICKER, ratio=(19, 1))
    assert suited(FOX, extreme, PAINTER_TRAITS, 0).ratio is None


def test_a_style_leaves_the_shape_of_a_picture_alone() -> None:
    edit = Instruction(InstructionKind.EDIT, "")
    assert suited(edit, STICKER, MODEL, 1).ratio is None
    assert suited(edit, MERGE, MODEL, 2).ratio == (1, 1)


@pytest.mark.parametrize(("given", "says"), [(1, "needs 2 pictures"), (3, "takes 2 pictures at most")])
def test_the_wrong_number_of_pictures_is_refused(given: int, says: str) -> None:
    with pytest.raises(PresetNeedsPictures) as refused:
        suited(Instruction(InstructionKind.EDIT, ""), MERGE, MODEL, given)
    for locale, title in (("en", "Sticker"), ("zh", "贴纸")):
        told = speaker(locale).error(refused.value, now=None)  # type: ignore[arg-type]  # no time is told
        assert title in told
    assert says in speaker("en").error(refused.value, now=None)  # type: ignore[arg-type]  # same


def test_flags_that_do_nothing_are_named() -> None:
    asked = replace(FOX, seed=7, ignored=("--chaos",))
    assert unsupported(asked, MODEL) == ("--chaos", "--seed")
    assert unsupported(asked, replace(MODEL, takes_seed=True)) == ("--chaos",)
    assert unsupported(FOX, MODEL) == ()


def test_what_must_not_be_seen_is_said_or_passed_on() -> None:
    asked = replace(FOX, negative="trees, birds")
    assert words_for_model(asked, MODEL) == "a fox\nWithout: trees, birds."
    assert words_for_model(asked, replace(MODEL, takes_negative=True)) == "a fox"


def test_the_longest_template_counts_for_the_price() -> None:
    presets = load_presets()
    asked = Instruction(InstructionKind.GENERATE, "jazz", preset="poster")
    lengths = {len(words_for_model(asked, MODEL, presets, language)) for language in ("en", "zh")}
    assert len(lengths) == 2
    assert longest_words(asked, MODEL, presets) == max(lengths)


def test_a_card_shows_the_title_and_the_words() -> None:
    english, chinese = speaker("en").language, speaker("zh").language
    assert said(english, None, "a fox") == "a fox"
    assert said(english, STICKER, "a fox") == "Sticker: a fox"
    assert said(chinese, STICKER, "狐狸") == "贴纸：狐狸"
    assert said(english, STICKER, "") == "Sticker"


def test_a_question_says_what_is_missing() -> None:
    english = speaker("en").language
    assert "What should I draw?" in question(english, STICKER, has_pictures=False)
    assert "What should change?" in question(english, STICKER, has_pictures=True)
    assert "2 pictures" in question(english, MERGE, has_pictures=False)
    assert question(speaker("zh").language, STICKER, has_pictures=False).startswith("贴纸：抠图。要画什么")


def draw(prompt: str, **more: Any) -> bytes:
    request = DrawRequest(
        job_id=JobId("j"),
        model=PAINTER,
        prompt=prompt,
        size=(64, 64),
        count=1,
        quality="low",
        transparent=False,
        sources=(),
        person_hash="",
        deadline_seconds=60,
        **more,
    )

    async def drawn() -> tuple[bytes, int]:
        count = 0
        async for event in Painter(PainterSettings()).draw(request):
            if isinstance(event, Drawn):
                return event.pictures[0].data, count
            count += 1
        raise AssertionError

    data, previews = asyncio.run(drawn())
    assert (previews == 0) is not request.wants_previews
    return data


def test_a_seed_draws_the_same_again() -> None:
    assert draw("a fox", seed=7) == draw("a fox", seed=7)
    assert draw("a fox", seed=7) != draw("a fox", seed=8)
    assert draw("a fox", seed=0) != draw("a fox")
    assert draw("a fox", seed=7, variation=1) != draw("a fox", seed=7), "Again is something else all the same"


def test_the_painter_leaves_out_what_must_not_be_seen() -> None:
    assert draw("a meadow with trees", negative="trees, ，clouds") == draw(
        "a meadow with trees, no trees, no clouds"
    )
    draw("a fox", wants_previews=False)


def test_the_shipped_presets_are_whole() -> None:
    presets = load_presets()
    styles = {preset.name for preset in presets.all if preset.kind is PresetKind.STYLE}
    recipes = {preset.name for preset in presets.all if preset.kind is PresetKind.RECIPE}
    assert len(styles) == 16
    assert len(recipes) == 13
    for preset in presets.all:
        edited = preset.edit or preset.prompt
        assert "{words}" in edited, f"{preset.name} drops the words"
        assert preset.min_sources or "{words}" in preset.prompt, preset.name
