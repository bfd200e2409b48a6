"""The size to ask a model for."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.drawing import ModelTraits, SizeRule, choose_size
from core.errors import OptionUnsupported

RULE = SizeRule(multiple_of=16, max_ratio=3.0, max_side=3840, min_pixels=65_536, max_pixels=3_686_400)
FIXED = ((1024, 1024), (1536, 1024), (1024, 1536))


def model(rule: SizeRule | None, sizes: tuple[tuple[int, int], ...] = FIXED) -> ModelTraits:
    return ModelTraits("m", sizes, rule, ("low",), True, ("png",), 16, 10, 1000, 2)


def test_nothing_named_is_the_models_choice() -> None:
    assert choose_size(model(RULE), None, None) is None


def test_fixed_sizes_take_the_nearest_ratio() -> None:
    assert choose_size(model(None), (16, 9), None) == (1536, 1024)
    assert choose_size(model(None), (9, 16), None) == (1024, 1536)
    assert choose_size(model(None), (5, 5), None) == (1024, 1024)
    assert choose_size(model(None, ()), (5, 5), None) is None


def test_a_named_size_must_be_one_that_the_model_takes() -> None:
    assert choose_size(model(None), None, (1536, 1024)) == (1536, 1024)
    assert choose_size(model(RULE), (1, 1), (2048, 1152)) == (2048, 1152)
    for size in ((1000, 1000), (4096, 1024), (1600, 160), (16, 16), (3840, 3840), (0, 16)):
        with pytest.raises(OptionUnsupported) as refused:
            choose_size(model(RULE), None, size)
        assert refused.value.option == "--size"
    with pytest.raises(OptionUnsupported):
        choose_size(model(None), None, (640, 480))


def test_a_ratio_beyond_the_model_is_refused() -> None:
    with pytest.raises(OptionUnsupported) as refused:
        choose_size(model(RULE), (1, 4), None)
    assert refused.value.allowed == ("3:1", "1:3")


@given(st.integers(1, 60), st.integers(1, 60))
def test_any_ratio_within_the_rule_gives_a_size_within_the_rule(across: int, down: int) -> None:
    if max(across, down) > 3 * min(across, down):
        return
    size = choose_size(model(RULE), (across, down), None)
    assert size is not None
    width, height = size
    assert width % 16 == 0 == height % 16
    assert max(size) <= 3 * min(size)
    assert abs(math.log(width / height / (across / down))) < 0.05
    assert 900_000 < width * height < 1_200_000
    assert choose_size(model(RULE), None, size) == size


def test_rounding_stays_within_the_ratio() -> None:
    rule = replace(RULE, max_ratio=2.0)

    assert choose_size(model(rule), (2, 1), None) == (1440, 720)
    assert choose_size(model(rule), (1, 2), None) == (720, 1440)
