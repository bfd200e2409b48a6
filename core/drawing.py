"""What providers take and give, as data."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from core.errors import OptionUnsupported
from core.identity import JobId
from core.operations import Operation

PAINTER: Final = "painter"
"""The built-in painter and its model: it draws the presets' examples, wherever it is at hand."""
EXACT: Final = "exact"
"""The provider that works exactly, without a model, and the name of what it has instead of one."""


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Any WIDTHxHEIGHT within these bounds, in pixels; `max_ratio` is longer over shorter side.

    `usual_pixels` is about how many a picture has whose shape alone was asked for.
    """

    multiple_of: int
    max_ratio: float
    max_side: int
    min_pixels: int
    max_pixels: int
    usual_pixels: int = 1_048_576


@dataclass(frozen=True, slots=True)
class ModelTraits:
    """A model's differences as data.

    `sizes` are the fixed sizes it takes; `size_rule` says that others fit too. `qualities` are
    the values of `--quality`, cheapest first. `max_sources` 0 means that it cannot edit.
    `fidelities` are the values of OpenAI's input_fidelity, () where it must be left out.
    `previews` is how many partial pictures it can stream. `is_free` models cost no money.
    """

    name: str
    sizes: tuple[tuple[int, int], ...]
    size_rule: SizeRule | None
    qualities: tuple[str, ...]
    transparent: bool
    formats: tuple[str, ...]
    max_sources: int
    max_pictures: int
    max_prompt_chars: int
    previews: int
    fidelities: tuple[str, ...] = ()
    is_free: bool = False
    default_quality: str = ""
    """What is drawn where the person names no quality; one of `qualities` or ""."""
    takes_mask: bool = False
    """Whether an edit may come with a mask."""
    takes_negative: bool = False
    takes_seed: bool = False
    is_literal: bool = False
    """It draws what the words name and knows no more: presets reach it in their plain form."""
    redraws: bool = False
    """It draws its own picture the same again, at any size."""


@dataclass(frozen=True, slots=True)
class ProviderTraits:
    """A provider's models; `default_model` is one of them."""

    name: str
    default_model: str
    models: Mapping[str, ModelTraits]
    drawing_at_once: int
    """How many requests it takes at the same time."""
    starts_per_minute: int | None = None
    """How many may begin within a minute; None where nothing is said."""
    is_instant: bool = False
    """Its jobs take no time worth waiting for: they need no turn, and nobody else's is later for them."""
    key_hash: str = ""
    """Tells keys and servers apart without telling them: who shares it shares the limits."""


@dataclass(frozen=True, slots=True)
class SourceImage:
    """A picture to start from: decoded-safe bytes without location data, image n of the prompt."""

    data: bytes = field(repr=False)
    media_type: str
    width: int
    height: int
    scene: str = ""


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """One drawing. An edit is a request with sources.

    `size` None lets the model choose. `person_hash` is a keyed hash of the account, for the
    provider's abuse detection. `deadline_seconds` bounds the whole call. A provider that draws
    the same for the same words must draw something else for another `variation`. `mask` is a PNG of the
    first source's size, transparent where it is to change, None for all of it. `negative` and `seed` are
    given where the model takes them. `operations` are for the provider that works exactly. `strength` is
    that of a variation (`core.variations.Strength`), "" where the prompt says what to do.
    """

    job_id: JobId
    model: str
    prompt: str
    size: tuple[int, int] | None
    count: int
    quality: str
    transparent: bool
    sources: tuple[SourceImage, ...]
    person_hash: str
    deadline_seconds: float
    variation: int = 0
    mask: SourceImage | None = None
    negative: str = ""
    seed: int | None = None
    operations: tuple[Operation, ...] = ()
    wants_previews: bool = True
    """Somebody watches while it is drawn."""
    extends: bool = False
    """The first source is a larger canvas, and what `mask` leaves open is to be filled so that it goes on."""
    strength: str = ""


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """One finished picture, bytes as the provider made them.

    `alt_text` is a description if the provider has one; `scene` comes back as
    `SourceImage.scene` when this picture is edited. `notes` are keys of sentences in
    `core.messages` about what was or was not done ("photo-needs-model:remove"), shown on the card.
    """

    data: bytes = field(repr=False)
    media_type: str
    alt_text: str = ""
    scene: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """What the provider reports to have used; None fields were not reported."""

    text_input_tokens: int = 0
    image_input_tokens: int = 0
    cached_input_tokens: int = 0
    text_output_tokens: int = 0
    image_output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """A partial picture, `number` from 1."""

    data: bytes = field(repr=False)
    media_type: str
    number: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """The end of a drawing. `usage` None: not reported, so the upper bound is charged."""

    pictures: tuple[DrawnPicture, ...]
    usage: TokenUsage | None = None


DrawEvent = Preview | Drawn


def choose_size(
    model: ModelTraits, ratio: tuple[int, int] | None, size: tuple[int, int] | None
) -> tuple[int, int] | None:
    """The size to ask a model for; None leaves it to the model.

    A size that was named must be one that the model takes. A ratio gives the model's largest
    fixed size nearest to it or, where any size goes, one of about its usual pixels. Raises
    `OptionUnsupported`.
    """
    if size is not None:
        if size not in model.sizes and not (model.size_rule and _obeys(model.size_rule, size)):
            raise OptionUnsupported("--size", f"{size[0]}x{size[1]}", _sizes(model))
        return size
    if ratio is None:
        return None
    wanted = ratio[0] / ratio[1]
    rule = model.size_rule
    if rule is None:
        return min(model.sizes, key=lambda fixed: abs(math.log(fixed[0] / fixed[1] / wanted)), default=None)
    if max(wanted, 1 / wanted) > rule.max_ratio:
        raise OptionUnsupported(
            "--ar", f"{ratio[0]}:{ratio[1]}", (f"{rule.max_ratio:g}:1", f"1:{rule.max_ratio:g}")
        )
    pixels = min(max(rule.usual_pixels, rule.min_pixels), rule.max_pixels)
    width = min(math.sqrt(pixels * wanted), rule.max_side, rule.max_side * wanted)
    return _snapped(rule, width, wanted)


def _snapped(rule: SizeRule, width: float, wanted: float) -> tuple[int, int]:
    def snap(side: float) -> int:
        return max(rule.multiple_of, round(side / rule.multiple_of) * rule.multiple_of)

    across, down = snap(width), snap(width / wanted)
    # Rounding can carry the extreme ratios just over the edge.
    while across > down * rule.max_ratio:
        across -= rule.multiple_of
    while down > across * rule.max_ratio:
        down -= rule.multiple_of
    return across, down


def _obeys(rule: SizeRule, size: tuple[int, int]) -> bool:
    width, height = size
    return (
        min(size) > 0
        and width % rule.multiple_of == 0
        and height % rule.multiple_of == 0
        and max(size) <= rule.max_side
        and max(size) <= min(size) * rule.max_ratio
        and rule.min_pixels <= width * height <= rule.max_pixels
    )


def _sizes(model: ModelTraits) -> tuple[str, ...]:
    return tuple(f"{width}x{height}" for width, height in model.sizes)
