"""Reservations and charges in whole micro-dollars."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.drawing import TokenUsage
from core.pricing import cost, picture_tokens, upper_bound
from core.providers.openai_models import CURRENT, traits_of
from core.published_prices import PUBLISHED
from core.settings import ModelPrice, Settings

PRICES = Settings().prices
SIZES = ((1024, 1024), (1536, 1024), (1024, 1536))


@pytest.mark.parametrize(
    ("model", "quality", "size", "tokens"),
    [
        ("gpt-image-2", "low", (1024, 1024), 196),
        ("gpt-image-2", "medium", (1024, 1024), 1756),
        ("gpt-image-2", "high", (1024, 1024), 7024),
        ("gpt-image-2.5-flare", "low", (1024, 1024), 196),
        ("gpt-image-2.5-flare", "medium", (1024, 1024), 439),
        ("gpt-image-2.5-sunburst", "high", (1024, 1024), 1756),
        ("gpt-image-2.5-sunburst", "xhigh", (1024, 1024), 3122),
        ("gpt-image-2.5-sunburst", "max", (1024, 1024), 7024),
        ("gpt-image-1.5", "low", (1024, 1024), 272),
        ("gpt-image-1.5", "medium", (1536, 1024), 1584),
        ("gpt-image-1.5", "high", (1024, 1536), 6240),
    ],
)
def test_pictures_have_the_published_tokens(
    model: str, quality: str, size: tuple[int, int], tokens: int
) -> None:
    assert picture_tokens(CURRENT[model], size, quality) == tokens


@pytest.mark.parametrize(
    ("quality", "size", "dollars"),
    [("low", (1024, 1024), "0.005"), ("medium", (1024, 1536), "0.015"), ("high", (1536, 1024), "0.052")],
)
def test_the_small_model_costs_at_least_its_published_price_a_picture(
    quality: str, size: tuple[int, int], dollars: str
) -> None:
    tokens = picture_tokens(CURRENT["gpt-image-1-mini"], size, quality)

    published = Decimal(dollars) * 1_000_000
    assert published <= tokens * PRICES["gpt-image-1-mini"].image_output <= published + 510


@pytest.mark.parametrize("model", CURRENT)
def test_what_is_left_to_the_model_is_taken_to_be_the_dearest(model: str) -> None:
    traits = CURRENT[model]
    chosen = [picture_tokens(traits, size, quality) for size in SIZES for quality in traits.qualities]

    assert picture_tokens(traits, None, "") >= max(chosen)
    assert picture_tokens(traits, None, "auto") == picture_tokens(traits, None, "")


def test_a_bound_is_the_sum_of_its_parts() -> None:
    price = PRICES["gpt-image-2.5-flare"]
    model = CURRENT["gpt-image-2.5-flare"]

    plain = upper_bound(
        price, model, size=(1024, 1024), quality="medium", count=1, prompt_chars=100, source_sizes=()
    )
    several = upper_bound(
        price, model, size=(1024, 1024), quality="medium", count=4, prompt_chars=100, source_sizes=()
    )
    edit = upper_bound(
        price,
        model,
        size=(1024, 1024),
        quality="medium",
        count=1,
        prompt_chars=100,
        source_sizes=[(1024, 1024), (2048, 1024)],
    )

    assert plain == 264 * 5 + (439 + 300) * 30
    assert several == 264 * 5 + 4 * 439 * 30
    assert edit == plain + (2200 + 4400) * 8


def test_fidelity_and_words_out_are_in_the_bound() -> None:
    model = CURRENT["gpt-image-1.5"]

    bound = upper_bound(
        PRICES["gpt-image-1.5"],
        model,
        size=(1024, 1024),
        quality="low",
        count=1,
        prompt_chars=0,
        source_sizes=[(1000, 400)],
    )

    assert bound == 64 * 5 + (65 + 3 * 129 + 6240) * 8 + 500 * 10 + (272 + 300) * 32


def test_a_tall_source_has_a_bound_too() -> None:
    sizes = [(1, 100_000)]
    for model in ("gpt-image-1.5", "gpt-image-2"):
        assert (
            upper_bound(
                PRICES[model],
                CURRENT[model],
                size=None,
                quality="",
                count=1,
                prompt_chars=1,
                source_sizes=sizes,
            )
            < 1_000_000
        )


def test_a_model_that_nobody_knows_is_bounded_by_its_sizes() -> None:
    assert picture_tokens(traits_of("flux-dev"), None, "") == 4160


def test_cost_is_rounded_up() -> None:
    price = PRICES["gpt-image-1-mini"].model_copy(update={"image_output": Decimal("0.3")})

    assert cost(price, TokenUsage(image_output_tokens=1)) == 1
    assert cost(price, TokenUsage(image_output_tokens=10)) == 3
    assert cost(price, TokenUsage()) == 0


def test_cached_tokens_are_cheaper_where_a_price_says_so() -> None:
    price = PRICES["gpt-image-2"]
    without = price.model_copy(update={"cached_text_input": None, "cached_image_input": None})
    usage = TokenUsage(text_input_tokens=100, image_input_tokens=100, cached_input_tokens=150)

    assert cost(price, usage) == 125 + 50 * 8 + 50 * 2
    assert cost(without, usage) == 100 * 5 + 100 * 8


@given(
    st.builds(
        TokenUsage,
        *[st.integers(0, 10**7)] * 5,
    )
)
def test_cost_never_falls_when_more_is_used(usage: TokenUsage) -> None:
    more = TokenUsage(
        usage.text_input_tokens + 1,
        usage.image_input_tokens,
        usage.cached_input_tokens,
        usage.text_output_tokens,
        usage.image_output_tokens + 1,
    )

    assert cost(PRICES["gpt-image-1.5"], more) > cost(PRICES["gpt-image-1.5"], usage) >= 0


def test_shipped_prices_say_where_and_when() -> None:
    assert set(PUBLISHED) <= set(CURRENT)
    assert set(CURRENT) - set(PUBLISHED) == {"chatgpt-image-latest"}
    for price in PRICES.values():
        assert price.source.startswith("https://")
        assert price.image_output > price.image_input > 0


def test_an_operators_price_wins_and_leaves_the_others() -> None:
    own = ModelPrice.model_validate({**PUBLISHED["gpt-image-2"], "image_output": "99"})

    prices = Settings(prices={"gpt-image-2": own, "mine": own}).prices

    assert prices["gpt-image-2"].image_output == 99
    assert prices["mine"] == own
    assert prices["gpt-image-1.5"] == PRICES["gpt-image-1.5"]


def test_the_documentation_lists_the_shipped_prices() -> None:
    page = (Path(__file__).parents[2] / "docs" / "providers.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| `")]
    written = {
        cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in rows if len(cells) == 8
    }

    assert written == {
        model: [
            f"{amount.normalize():f}"
            for amount in (
                price.text_input,
                price.cached_text_input or price.text_input,
                price.image_input,
                price.cached_image_input or price.image_input,
                price.text_output,
                price.image_output,
            )
        ]
        + [price.as_of.isoformat()]
        for model, price in PRICES.items()
    }
