"""Which model can draw an instruction: the one that was asked for, and the fallback that may stand in."""

from core.drawing import EXACT, ModelTraits, choose_size
from core.errors import OptionUnsupported, TooManySources
from core.instructions import Instruction, InstructionKind
from core.quota import Unit
from core.resources import Resources


def check(instruction: Instruction, model: ModelTraits, source_count: int) -> None:
    """Raises `OptionUnsupported` or `TooManySources` for what the model does not take."""
    if instruction.quality and instruction.quality not in model.qualities:
        raise OptionUnsupported("--quality", instruction.quality, model.qualities)
    if instruction.transparent and not model.transparent:
        raise OptionUnsupported("--transparent", "")
    if not 1 <= instruction.count <= model.max_pictures:
        raise OptionUnsupported("--n", str(instruction.count), ("1", str(model.max_pictures)))
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
    if len(instruction.prompt) > model.max_prompt_chars or (is_unpriced and limits_money(resources)):
        return "", ""
    try:
        check(instruction, model, source_count)
        choose_size(model, instruction.ratio, instruction.size)
    except (OptionUnsupported, TooManySources):
        return "", ""
    return name, model.name
