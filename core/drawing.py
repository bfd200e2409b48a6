"""What providers take and give, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.identity import JobId


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Any WIDTHxHEIGHT within these bounds, in pixels; `max_ratio` is longer over shorter side."""

    multiple_of: int
    max_ratio: float
    max_side: int
    min_pixels: int
    max_pixels: int


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


@dataclass(frozen=True, slots=True)
class ProviderTraits:
    """A provider's models; `default_model` is one of them."""

    name: str
    default_model: str
    models: Mapping[str, ModelTraits]
    drawing_at_once: int
    """How many requests it takes at the same time."""


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
    provider's abuse detection. `deadline_seconds` bounds the whole call.
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
