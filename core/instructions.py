"""Words -> instruction: what a message asks for, understood."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from core.changes import may_change, plainly_changes
from core.drawing import ModelTraits
from core.errors import EmptyInstruction
from core.exact_words import read_operations
from core.extension import Extension
from core.flags import Wishes, read_flags
from core.operations import ClearBackground, Crop, Operation, Operations, Resize
from core.picks import Picks, only_picks, read_picks, renumbered, unmarked
from core.preset_words import read_preset
from core.presets import Preset, Presets, filled
from core.regions import Region
from core.variations import read_enlargement, read_variation, told

_NO_OPTIONS: Mapping[str, str] = MappingProxyType({})
_NO_PRESETS = Presets()


class InstructionKind(StrEnum):
    """What is asked for."""

    GENERATE = "generate"
    EDIT = "edit"
    EXACT = "exact"
    """An edit that needs no model: exact operations alone, free of charge."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a message asks for.

    `prompt` is everything the person wrote except recognised flags; hex colours stay in it.
    `ratio` is width to height; `size` is pixels; None leaves the choice to the model.
    `count` is how many pictures. `quality` and `model` are "" when not named. `picks` are
    the pictures named on the card replied to ("#2", "the second one"), from 1; `picks_all`
    says that all together were named. `variation` tells apart what 'Again' draws from the same
    words; 0 is the first. `operations` are done exactly, in order: alone where the kind is EXACT,
    else on what the model drew, which reads `for_model` then instead of the prompt. `region` is where to change the first source; `markup` says that the
    last source is the first one painted over, to show where. `lock` keeps the source outside of what
    changes, None where nothing was said. `negative` is what must not be seen, `seed` what a provider
    draws the same from. `preset` is a name in `core.presets`, "" for none, `strength` how far a
    variation may go ("subtle", "strong", or "" where it is none). `private` keeps others from editing
    the result. `ignored` are flags that nothing here supports.
    """

    kind: InstructionKind
    prompt: str
    ratio: tuple[int, int] | None = None
    size: tuple[int, int] | None = None
    count: int = 1
    quality: str = ""
    transparent: bool = False
    model: str = ""
    picks: tuple[int, ...] = ()
    picks_all: bool = False
    variation: int = 0
    operations: tuple[Operation, ...] = ()
    for_model: str = ""
    region: Region | None = None
    markup: bool = False
    lock: bool | None = None
    extension: Extension | None = None
    negative: str = ""
    seed: int | None = None
    preset: str = ""
    strength: str = ""
    private: bool = False
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words mean, and what else they could have meant (private chats only)."""

    instruction: Instruction
    other: Instruction | None = None


def parse(
    text: str,
    options: Mapping[str, str] = _NO_OPTIONS,
    *,
    has_sources: bool,
    command: str = "",
    private: bool = False,
    source_count: int = 1,
    presets: Presets = _NO_PRESETS,
) -> Reading:
    """Understand words with their flags and a command's named options (which win).

    `has_sources` says that the message points at a picture: by a reply, an upload or its thread.
    `source_count` is how many. Without one, and without a command, words edit when they plainly say so, and generate otherwise;
    where both make sense in a private chat the second is `other`. Raises `EmptyInstruction`
    when no words are left and no preset speaks for itself, `OptionUnsupported` for a value that no model takes.
    """
    preset, text = read_preset(text, options, presets)
    wishes, prompt = read_flags(text, options)
    edits = has_sources or command == "edit" or (preset is not None and preset.min_sources > 0)
    picks = read_picks(prompt) if edits else Picks()
    variation = read_variation(prompt) if edits else None
    is_for_model = not edits or preset is not None
    exact = Operations(rest=prompt) if is_for_model else _exactly(prompt, wishes, source_count)
    if not exact.operations and (not prompt or (edits and only_picks(prompt))):
        if preset is None or not preset.can_do_without_words(int(edits)):
            raise EmptyInstruction
        prompt = ""
    instruction = Instruction(
        kind=_kind(exact) if edits else InstructionKind.GENERATE,
        prompt=prompt,
        ratio=wishes.ratio,
        size=wishes.size,
        count=wishes.count or (variation and variation.count) or (preset.count if preset is not None else 1),
        quality=wishes.quality,
        transparent=wishes.transparent,
        model=wishes.model,
        picks=picks.numbers,
        picks_all=picks.everything,
        strength=variation.strength if variation is not None else "",
        operations=exact.operations,
        for_model=exact.rest if exact.operations else "",
        lock=wishes.lock,
        negative=wishes.negative,
        seed=wishes.seed,
        preset=preset.name if preset is not None else "",
        private=wishes.private,
        ignored=wishes.ignored,
    )
    if edits or command:
        return Reading(instruction)
    exact = _exactly(prompt, wishes, source_count)
    for_model = exact.rest if exact.operations else ""
    edit = replace(instruction, kind=_kind(exact), operations=exact.operations, for_model=for_model)
    if plainly_changes(prompt) or edit.kind is InstructionKind.EXACT:
        return Reading(edit, other=instruction if private else None)
    if not private:
        return Reading(instruction)
    return Reading(instruction, other=edit if may_change(prompt) else None)


def is_plain(words: str) -> bool:
    """Whether words can be nothing but an instruction for a picture: all exact, or a wish for variations."""
    plain = unmarked(words)
    if read_variation(words) is not None or read_enlargement(plain) is not None:
        return True
    read = (read_operations(plain, sources=count) for count in (1, 2))
    return any(found.operations and not found.rest for found in read)


def _exactly(prompt: str, wishes: Wishes, source_count: int) -> Operations:
    """What of the words is exact; flags alone ask for their shape or size."""
    found = read_operations(prompt, sources=source_count, ratio=wishes.ratio)
    if found.rest and read_picks(prompt).numbers:
        plain = read_operations(unmarked(prompt), sources=source_count, ratio=wishes.ratio)
        found = found if plain.rest else plain
    if (factor := read_enlargement(unmarked(prompt))) is not None:
        found = Operations((Resize(percent=100.0 * factor),))
    if found.rest and not only_picks(found.rest):
        return found
    shape: tuple[Operation, ...] = ()
    if wishes.size is not None:
        shape = (Resize(*wishes.size),)
    elif wishes.ratio is not None and not any(isinstance(each, Crop) for each in found.operations):
        shape = (Crop(wishes.ratio, smart=True),)
    if wishes.transparent:
        shape = (*shape, ClearBackground())
    return Operations((*found.operations, *shape))


def _kind(exact: Operations) -> InstructionKind:
    is_exact = bool(exact.operations) and not exact.rest
    return InstructionKind.EXACT if is_exact else InstructionKind.EDIT


def by_model(instruction: Instruction) -> Instruction:
    """The same for a model, where a picture does not allow it exactly."""
    return replace(instruction, kind=InstructionKind.EDIT, operations=(), for_model="")


def words_for_model(
    instruction: Instruction,
    model: ModelTraits | None = None,
    presets: Presets = _NO_PRESETS,
    language: str = "en",
) -> str:
    """The prompt as a provider should read it: it sees only the picked pictures, counted from 1.

    A preset's template is filled with the person's words; `language` is theirs. What must not be seen is
    said in a sentence where the model takes no such thing apart from the words.
    """
    if instruction.strength:
        return told(instruction.strength)
    words = renumbered(instruction.for_model or instruction.prompt, instruction.picks)
    preset: Preset | None = presets.named(instruction.preset) if instruction.preset else None
    if preset is not None:
        sources = int(instruction.kind is not InstructionKind.GENERATE)
        is_literal = model is not None and model.is_literal
        words = filled(preset, words, sources=sources, language=language, is_literal=is_literal)
    if instruction.negative and not (model is not None and model.takes_negative):
        words = f"{words}\nWithout: {instruction.negative}."
    return words
