"""Answers are read with suspicion."""

from typing import Any

import pytest

from core.drawing import TokenUsage
from core.errors import BadAnswer
from core.providers.openai_answers import picture_of, pictures_of, usage_of


@pytest.mark.parametrize("encoded", [None, 7, "", "!!!!", "aGVsbG8=", "iVBOR"])
def test_what_is_no_picture_is_a_bad_answer(encoded: object) -> None:
    with pytest.raises(BadAnswer):
        picture_of("p", encoded)


@pytest.mark.parametrize(
    "answer", [{}, {"data": []}, {"data": None}, {"data": ["x"]}, {"data": [{"url": "x"}]}]
)
def test_an_answer_without_pictures_is_bad(answer: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        pictures_of("p", answer)


def test_usage_is_told_apart_by_kind() -> None:
    usage = {
        "input_tokens": 100,
        "output_tokens": 50,
        "input_tokens_details": {"image_tokens": 80, "text_tokens": 20, "cached_tokens": 5},
        "output_tokens_details": {"image_tokens": 40, "text_tokens": 10},
    }

    assert usage_of({"usage": usage}) == TokenUsage(20, 80, 5, 10, 40)


@pytest.mark.parametrize(
    "usage",
    [None, [], {}, {"input_tokens": -1, "output_tokens": 1}, {"input_tokens": True, "output_tokens": 1}],
)
def test_usage_that_makes_no_sense_is_none(usage: object) -> None:
    assert usage_of({"usage": usage}) is None


def test_details_never_exceed_their_total() -> None:
    usage = {"input_tokens": 10, "output_tokens": 10, "input_tokens_details": {"image_tokens": 99}}

    assert usage_of({"usage": usage}) == TokenUsage(0, 10, 0, 0, 10)
