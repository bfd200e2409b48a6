"""Which model can draw an instruction: the one that was asked for, and the fallback that may stand in."""

from dataclasses import replace

from core.drawing import EXACT, ModelTraits, choose_size
from core.errors import OptionUnsupported, PresetNeedsPictures, TooManySources
from core.instructions import Instruction, InstructionKind, words_for_model
from core.presets import Preset, Presets
from core.quota import Unit
from core.resources import Resources


def suited(
    instruction: Instruction, preset: Preset | None, model: ModelTraits, source_count: int
) -> Instruction:
    """With what suits its preset where the person said nothing and the model takes it.

    A style leaves the shape of a picture alone. Raises `PresetNeedsPictures` for too few or too many.
    """
    if preset is None:
        return instruction
    if not preset.min_sources <= source_count <= max(preset.max_sources, preset.min_sources):
        raise wrong_count(preset, source_count)
    shapes = instruction.kind is InstructionKind.GENERATE or preset.min_sources > 0
    ratio = preset.ratio if shapes and instruction.size is None and _takes(model, preset.ratio) else None
    return replace(
        instruction,
        ratio=instruction.ratio or ratio,
        quality=instruction.quality or (preset.quality if preset.quality in model.qualities else ""),
        transparent=instruction.transparent or (preset.transparent and model.transparent),
        count=min(preset.count, model.max_pictures)
        if instruction.count == preset.count
        else instruction.count,
    )


def wrong_count(preset: Preset, source_count: int) -> PresetNeedsPictures:
    """What to say where a preset starts from fewer or more pictures than were pointed at."""
    title, least, most = preset.title, preset.min_sources, preset.max_sources
    return PresetNeedsPictures(preset.name, title.en, title.zh, least, most, source_count)


def longest_words(instruction: Instruction, model: ModelTraits, presets: Presets) -> int:
    """How many characters the model is sent at most, whichever language the person reads."""
    return max(len(words_for_model(instruction, model, presets, language)) for language in ("en", "zh"))


def unsupported(instruction: Instruction, model: ModelTraits) -> tuple[str, ...]:
    """The flags that say something which this model, or nothing here, can do."""
    no_seed = instruction.seed is not None and not model.takes_seed
    return (*instruction.ignored, "--seed") if no_seed else instruction.ignored


def _takes(model: ModelTraits, ratio: tuple[int, int] | None) -> bool:
    try:
        choose_size(model, ratio, None)
    except OptionUnsupported:
        return False
    return True


def sent_count(instruction: Instruction, model: ModelTraits, count: int) -> int:
    """How many sources a model gets: the painted copy goes along where it takes no mask, and has room."""
    if instruction.markup and (model.takes_mask or count > model.max_sources):
        return count - 1
    return count


def check(instruction: Instruction, model: ModelTraits, source_count: int) -> None:
    """Raises `OptionUnsupported` or `TooManySources` for what the model does not take."""
    if instruction.quality and instruction.quality not in model.qualities:
        raise OptionUnsupported("--quality", instruction.quality, model.qualities)
    if instruction.transparent and not model.transparent:
        raise OptionUnsupported("--transparent", "")
    if not 1 <= instruction.count <= model.max_pictures:
        raise OptionUnsupported("--n", str(instruction.count), ("1", str(model.max_pictures)))
    source_count = sent_count(instruction, model, source_count)
    if instruction.kind is not InstructionKind.GENERATE and source_count > model.max_sources:
        raise TooManySources(model.max_sources, source_count)


def limits_money(resources: Resources) -> bool:
    """Whether a money limit applies to anybody."""
    return any(limit.unit is Unit.MICROS for limits in resources.limits.values() for limit in limits)


def standby(
    resources: Resources, provider: str, instruction: Instruction, source_count: int
) -> tuple[str, str]:
    """(provider, model) that may draw while `provider` is away; ("", "") where none can do it."""
    name = resources.settings.providers.fallback
    if provider in (name, EXACT) or name not in resources.providers:
        return "", ""
    traits = resources.providers[name].traits
    model = traits.models[traits.default_model]
    is_unpriced = not model.is_free and model.name not in resources.settings.prices
    is_too_long = longest_words(instruction, model, resources.presets) > model.max_prompt_chars
    if is_too_long or (is_unpriced and limits_money(resources)):
        return "", ""
    try:
        check(instruction, model, source_count)
        choose_size(model, instruction.ratio, instruction.size)
    except (OptionUnsupported, TooManySources):
        return "", ""
    return name, model.name
