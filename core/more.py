"""More of a picture by a button: variations, a larger copy, its text set exactly."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from core.accept import Acceptance
from core.answer import notice
from core.drawing import EXACT, ModelTraits
from core.errors import StaleAction
from core.identity import Person, Place
from core.instructions import Instruction, InstructionKind
from core.lettering import lettering_for
from core.operations import Resize
from core.pictures import Picture
from core.requests import Action, IncomingMessage, Verb
from core.resources import Resources

VARIATIONS = 1_000_000
"""`Instruction.variation` is drawn from so many."""

_TWICE = Resize(percent=200.0)


class More:
    """What a finished picture's "More" offers, and does."""

    def __init__(self, resources: Resources, acceptance: Acceptance) -> None:
        self._resources = resources
        self._acceptance = acceptance

    async def offer(self, message: IncomingMessage, place: Place, picture: Picture) -> None:
        """Show the buttons for one picture to whoever asked."""
        words = self._resources.speaker(message.person.locale)
        actions = tuple(Action(verb, picture.id, words.label(verb, None)) for verb in offered(picture))
        courier = await self._resources.couriers.of(place.alias.platform)
        await courier.tell(replace(notice(message, words.more()), actions=actions))

    async def vary(
        self, message: IncomingMessage, place: Place, person: Person, picture: Picture, strength: str
    ) -> None:
        """A variation, subtle or strong. Raises as `Acceptance.accept`."""
        instruction = Instruction(
            InstructionKind.EDIT,
            picture.instruction,
            strength=strength,
            variation=1 + secrets.randbelow(VARIATIONS),
        )
        await self._acceptance.accept(message, place, person, instruction, [picture])

    async def upscale(self, message: IncomingMessage, place: Place, person: Person, picture: Picture) -> None:
        """Twice the size. Raises as `Acceptance.accept`."""
        exact = Instruction(InstructionKind.EXACT, picture.instruction, operations=(_TWICE,))
        instruction = settled(self._resources, exact, [picture])
        await self._acceptance.accept(message, place, person, instruction, [picture])

    async def letter(self, message: IncomingMessage, place: Place, person: Person, picture: Picture) -> None:
        """The text that its words asked a model for, set exactly. Raises `StaleAction` where there is none."""
        lettering = lettering_for(picture.instruction)
        if lettering is None:
            raise StaleAction
        instruction = Instruction(InstructionKind.EXACT, picture.instruction, operations=(lettering,))
        await self._acceptance.accept(message, place, person, instruction, [picture])


def offered(picture: Picture) -> tuple[Verb, ...]:
    """What "More" offers for a picture, in order."""
    verbs = [Verb.SUBTLE, Verb.STRONG, Verb.UPSCALE, Verb.AREA]
    if picture.provider != EXACT and lettering_for(picture.instruction) is not None:
        verbs.append(Verb.LETTER)
    return tuple(verbs)


def settled(resources: Resources, instruction: Instruction, pictures: Sequence[Picture]) -> Instruction:
    """An instruction in view of its sources.

    Where it only enlarges a picture that its model can draw anew, it says so: pixels are enlarged
    exactly only where nobody can do better. Each wish for a variation is for another one.
    """
    if instruction.strength and not instruction.variation:
        return replace(instruction, variation=1 + secrets.randbelow(VARIATIONS))
    if instruction.kind is not InstructionKind.EXACT or len(pictures) != 1:
        return instruction
    (picture,) = pictures
    match instruction.operations:
        case (Resize(width=None, height=None, percent=float(percent)),) if percent > 100:  # noqa: PLR2004 - larger
            model = _redrawing(resources, picture)
        case _:
            return instruction
    size = _larger(model, picture, percent / 100) if model is not None else None
    if model is None or size is None:
        return instruction
    return replace(
        instruction,
        kind=InstructionKind.EDIT,
        operations=(),
        strength="larger",
        size=size,
        model=model.name,
    )


def _redrawing(resources: Resources, picture: Picture) -> ModelTraits | None:
    """The model that drew a picture, if it can draw the same again at any size."""
    provider = resources.providers.get(picture.provider)
    model = provider.traits.models.get(picture.model) if provider is not None else None
    return model if model is not None and model.redraws and picture.scene else None


def _larger(model: ModelTraits, picture: Picture, factor: float) -> tuple[int, int] | None:
    """The size to draw anew, as far as the model goes; None where it goes no further than the picture."""
    longest = max(picture.facts.width, picture.facts.height)
    most = model.size_rule.max_side if model.size_rule is not None else max(max(size) for size in model.sizes)
    factor = min(factor, most / longest)
    if factor <= 1:
        return None
    return round(picture.facts.width * factor), round(picture.facts.height * factor)
