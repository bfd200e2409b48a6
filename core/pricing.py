"""What a drawing may cost and what it did cost, in whole micro-dollars, rounded up.

US dollars per million tokens are micro-dollars per token, so prices are used as they are.
"""

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal

from core.drawing import ModelTraits, TokenUsage
from core.settings import ModelPrice

_PREVIEW_TOKENS = 100
"""Image tokens out for each partial picture: https://platform.openai.com/docs/guides/image-generation."""

# Tokens out by the calculator of the free-size models, as published for gpt-image-2 and 2.5:
# factor squared, times the shape, times an affine function of the area. 1024x1024 comes to 196,
# 439, 1756, 3122 and 7024 tokens from low to max; with three qualities to 196, 1756 and 7024.
_FACTORS_OF_THREE = (16, 48, 96)
_FACTORS_OF_FIVE = (16, 24, 48, 64, 96)
_AREA_OFFSET, _AREA_SCALE = 2_000_000, 4_000_000
_FREE_CHOICE = (1536, 1536)
"""The area that `auto` is taken to stay within where any size goes; larger ones are only made on request."""

# The published table of the models with three fixed sizes: square, the two others.
_FIXED = {"low": (272, 408), "medium": (1056, 1584), "high": (4160, 6240)}
# Dollars a picture on the model's page over its price a token, half a unit of the last figure added.
_MINI = {"low": (688, 813), "medium": (1438, 1938), "high": (4563, 6563)}
_MINI_NAME = "gpt-image-1-mini"

# Sources: 65 + 129 for each 512-pixel tile after the shorter side became 512, and with high
# fidelity up to 6240 more, on the models with fixed sizes. For the others no rule is published;
# about 1500 tokens are reported for 1024x1024, and this is half as much again.
_TILE_SIDE, _TILE_TOKENS, _TILE_BASE, _MOST_TILES = 512, 129, 65, 48
_HIGH_FIDELITY_TOKENS = 6240
_TOKENS_PER_MEGAPIXEL = 2200
_MEGAPIXEL = 1_048_576

# English has four characters a token and Chinese about one; the rest is the request's frame.
_TOKENS_PER_CHAR, _FRAME_TOKENS = 2, 64
_TEXT_OUTPUT_TOKENS = 500
"""Models with a price for text out think in words before they draw; how many is not published."""


def upper_bound(
    price: ModelPrice,
    model: ModelTraits,
    *,
    size: tuple[int, int] | None,
    quality: str,
    count: int,
    prompt_chars: int,
    source_sizes: Sequence[tuple[int, int]],
) -> int:
    """Micro-dollars that a drawing will hardly exceed: what is reserved for it.

    `size` None and a `quality` that the model does not list stand for the model's own choice,
    taken to be the dearest. Previews come with single pictures only. Where the publisher gives
    no rule the bound is cautious, and the charge is by reported usage in any case.
    """
    previews = model.previews if count == 1 else 0
    usage = TokenUsage(
        text_input_tokens=_FRAME_TOKENS + _TOKENS_PER_CHAR * prompt_chars,
        image_input_tokens=sum(_source_tokens(model, source) for source in source_sizes),
        text_output_tokens=_TEXT_OUTPUT_TOKENS * count if price.text_output else 0,
        image_output_tokens=count * picture_tokens(model, size, quality) + previews * _PREVIEW_TOKENS,
    )
    return cost(price, usage)


def cost(price: ModelPrice, usage: TokenUsage) -> int:
    """Micro-dollars for what was used.

    Cached tokens are taken to be text first, whose discount is the smaller one, since usage
    does not say of which kind they were.
    """
    cached_text = min(usage.cached_input_tokens, usage.text_input_tokens)
    cached_image = min(usage.cached_input_tokens - cached_text, usage.image_input_tokens)
    cached_text_price = price.text_input if price.cached_text_input is None else price.cached_text_input
    cached_image_price = price.image_input if price.cached_image_input is None else price.cached_image_input
    total = (
        price.text_input * (usage.text_input_tokens - cached_text)
        + cached_text_price * cached_text
        + price.image_input * (usage.image_input_tokens - cached_image)
        + cached_image_price * cached_image
        + price.text_output * usage.text_output_tokens
        + price.image_output * usage.image_output_tokens
    )
    return int(Decimal(total).to_integral_value(rounding=ROUND_CEILING))


def picture_tokens(model: ModelTraits, size: tuple[int, int] | None, quality: str) -> int:
    """Image tokens for one picture; the most of all for a size or quality left to the model."""
    qualities = (quality,) if quality in model.qualities else model.qualities or tuple(_FIXED)
    return max(_tokens(model, one, picked) for one in _sizes(model, size) for picked in qualities)


def _sizes(model: ModelTraits, size: tuple[int, int] | None) -> Iterable[tuple[int, int]]:
    if size is not None:
        return (size,)
    return (*model.sizes, _FREE_CHOICE) if model.size_rule else model.sizes


def _tokens(model: ModelTraits, size: tuple[int, int], quality: str) -> int:
    if model.size_rule is None:
        table = _MINI if model.name == _MINI_NAME else _FIXED
        return table[quality][size[0] != size[1]]
    factors = _FACTORS_OF_FIVE if len(model.qualities) == len(_FACTORS_OF_FIVE) else _FACTORS_OF_THREE
    factor = factors[model.qualities.index(quality)]
    long, short = max(size), min(size)
    shape = (2 * factor * short + long) // (2 * long)
    return math.ceil(factor * shape * (_AREA_OFFSET + long * short) / _AREA_SCALE)


def _source_tokens(model: ModelTraits, size: tuple[int, int]) -> int:
    long, short = max(size), max(1, min(size))
    if model.size_rule is not None:
        return math.ceil(_TOKENS_PER_MEGAPIXEL * max(1, long * short / _MEGAPIXEL))
    tiles = min(_MOST_TILES, math.ceil(long / short))
    fidelity = _HIGH_FIDELITY_TOKENS if "high" in model.fidelities else 0
    return _TILE_BASE + _TILE_TOKENS * tiles + fidelity
