"""Words that ask for variations of a picture, and what a model is told then."""

import pytest

from core.instructions import InstructionKind, parse, words_for_model
from core.variations import Variation, read_enlargement, read_variation


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("variations", Variation("subtle")),
        ("Variation", Variation("subtle", None)),
        ("4 variations", Variation("subtle", 4)),
        ("give me three strong variations of it", Variation("strong", 3)),
        ("make a subtle variation of this", Variation("subtle", 1)),
        ("some wild variants please", Variation("strong", 3)),
        ("a few variations of #2", Variation("subtle", 3)),
        ("can you make me a variation of it?", Variation("subtle", 1)),
        ("99 variations", Variation("subtle", 10)),
        ("0 variations", Variation("subtle", 1)),
        ("来三个变体", Variation("subtle", 3)),
        ("给我做4张强烈的变体", Variation("strong", 4)),
        ("变体", Variation("subtle")),
        ("几个不同版本吧", Variation("subtle", 3)),
        ("a variation of grey in the sky", None),
        ("variations of the hat in red", None),
        ("make the colour variations stronger", None),
        ("make it blue", None),
        ("", None),
        ("variations " * 40, None),
    ],
)
def test_what_asks_for_variations_and_nothing_else(words: str, expected: Variation | None) -> None:
    assert read_variation(words) == expected


def test_variations_are_edits_of_what_was_pointed_at() -> None:
    instruction = parse("3 strong variations", has_sources=True).instruction

    assert (instruction.kind, instruction.strength, instruction.count) == (InstructionKind.EDIT, "strong", 3)
    assert words_for_model(instruction).startswith("A bold variation of image 1")
    assert parse("variations --n 2", has_sources=True).instruction.count == 2
    assert not parse("3 strong variations", has_sources=False, command="imagine").instruction.strength


@pytest.mark.parametrize(
    ("words", "factor"),
    [
        ("upscale", 2.0),
        ("Upscale it 4x please", 4.0),
        ("enlarge this x3", 3.0),
        ("can you upscale the image by 2.5 times?", 2.5),
        ("enlarge it to twice its size", 2.0),
        ("放大", 2.0),
        ("帮我高清放大4倍", 4.0),
        ("放大两倍吧", 2.0),
        ("upscale the hat", None),
        ("enlarge it and add a hat", None),
        ("放大帽子", None),
        ("", None),
        ("upscale " * 20, None),
    ],
)
def test_words_that_ask_for_a_larger_copy(words: str, factor: float | None) -> None:
    assert read_enlargement(words) == factor
