"""OpenAI's image models as data: what each takes, and which names are gone.

From the API reference as of SDK 3.54 (openai/types/image_model.py, image_generate_params.py,
image_edit_params.py); pixel bounds of free sizes from
https://platform.openai.com/docs/guides/image-generation.
"""

from collections.abc import Mapping

from core.drawing import ModelTraits, SizeRule

_STANDARD = ((1024, 1024), (1536, 1024), (1024, 1536))
_FREE = SizeRule(multiple_of=16, max_ratio=3.0, max_side=3840, min_pixels=655_360, max_pixels=8_294_400)
_THREE = ("low", "medium", "high")
_FIVE = (*_THREE, "xhigh", "max")
_MAX_SOURCES = 16
_MAX_PICTURES = 10
_MAX_PROMPT_CHARS = 32_000
_MAX_PREVIEWS = 3


def _model(
    name: str, qualities: tuple[str, ...], rule: SizeRule | None, fidelities: tuple[str, ...] = ()
) -> ModelTraits:
    return ModelTraits(
        name=name,
        sizes=_STANDARD,
        size_rule=rule,
        qualities=qualities,
        transparent=True,
        formats=("png", "webp", "jpeg"),
        max_sources=_MAX_SOURCES,
        max_pictures=_MAX_PICTURES,
        max_prompt_chars=_MAX_PROMPT_CHARS,
        previews=_MAX_PREVIEWS,
        fidelities=fidelities,
        takes_mask=True,
    )


CURRENT: Mapping[str, ModelTraits] = {
    model.name: model
    for model in (
        _model("gpt-image-2.6-sunburst", _FIVE, _FREE),
        _model("gpt-image-2.6-flare", _FIVE, _FREE),
        _model("gpt-image-2.5-sunburst", _FIVE, _FREE),
        _model("gpt-image-2.5-sunburst-2026-09-08", _FIVE, _FREE),
        _model("gpt-image-2.5-flare", _FIVE, _FREE),
        _model("gpt-image-2.5-flare-2026-09-08", _FIVE, _FREE),
        _model("gpt-image-2", _THREE, _FREE),
        _model("gpt-image-2-2026-04-21", _THREE, _FREE),
        _model("gpt-image-1.5", _THREE, None, ("low", "high")),
        _model("gpt-image-1-mini", _THREE, None, ("low",)),
        _model("chatgpt-image-latest", _THREE, None),
    )
}
"""Every image model that the API serves, by name."""

_DRAWS = "gpt-image-2.5-flare"
_PRECISE = "gpt-image-2.5-sunburst"
_RETIRED = {
    "dall-e-2": _DRAWS,
    "dall-e-3": _DRAWS,
    "gpt-image-1": _PRECISE,
    # Video is gone from the API altogether; what comes nearest draws still pictures.
    "sora-2": _PRECISE,
    "sora-2-2025-10-06": _PRECISE,
    "sora-2-2025-12-08": _PRECISE,
    "sora-2-pro": _PRECISE,
    "sora-2-pro-2025-10-06": _PRECISE,
}


def retired_successor(model: str) -> str | None:
    """The model to use instead of a retired one; None for a name that is not retired."""
    return _RETIRED.get(model)


def traits_of(model: str) -> ModelTraits:
    """A model's traits; for a name that OpenAI does not list, what any server may be trusted with.

    Such a model belongs to another server that speaks the API: one size, one picture, no streaming.
    """
    return CURRENT.get(model) or ModelTraits(
        name=model,
        sizes=((1024, 1024),),
        size_rule=None,
        qualities=(),
        transparent=False,
        formats=("png",),
        max_sources=1,
        max_pictures=1,
        max_prompt_chars=4000,
        previews=0,
    )
