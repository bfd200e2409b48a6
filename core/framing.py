"""What a model is sent for a precise edit: a mask, a marked copy, a larger canvas, or words that say where."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from core import imaging
from core.drawing import (
    DrawRequest,
    ModelTraits,
    SizeRule,
    SourceImage,
    choose_size,
)
from core.errors import ImageGone
from core.imaging import canvas, masks
from core.imaging.canvas import Layout
from core.imaging.masks import Mask
from core.imaging.registering import WHOLE
from core.imaging.strokes import area_to_change, find_strokes
from core.instructions import Instruction, InstructionKind
from core.pictures import Picture
from core.plans import Plan
from core.precise import without_lock
from core.resources import Resources
from core.suitability import sent_count

_SENTENCE_CHARS: Final = 300
_SAME_SHAPE: Final = 0.02
_MOST_SENT_SIDE: Final = 2048
_MASKED: Final = "Change only the area that the mask leaves open, and keep everything else exactly as it is."
_MARKED: Final = (
    "Image {number} is image 1 with the area to change marked; change only there and remove the marks."
)
_WITHIN: Final = (
    "Change only the part of the picture between {left}% and {right}% of its width from the left and between "
    "{top}% and {bottom}% of its height from the top, and keep everything else exactly as it is."
)
_LOCKED: Final = "Keep everything that is not to change exactly as it is, in the same place and framing."
_OPEN: Final = (
    "Continue the picture naturally into the empty area around it, in the same perspective, light and style, and "
    "keep the part that is there exactly as it is."
)
_BLURRED: Final = (
    "The blurred area around the picture is only a placeholder: paint there how the picture goes on, in the same "
    "perspective, light and style, and keep the part that is there exactly as it is."
)


def size_for(
    instruction: Instruction, model: ModelTraits, pictures: Sequence[Picture], *, max_pixels: int
) -> tuple[int, int] | None:
    """As `choose_size`; a precise edit is drawn in the shape of its source, or of its larger canvas."""
    if not _is_framed(instruction, model, pictures):
        return choose_size(model, instruction.ratio, instruction.size)
    width, height, *_ = _wanted(instruction, pictures[0], max_pixels)
    rule = model.size_rule
    if rule is None:
        return choose_size(model, (width, height), None)
    if model.is_free:
        return _own_size(rule, width, height)
    shape = min(max(width / height, 1 / rule.max_ratio), rule.max_ratio)
    return choose_size(model, (round(shape * 1000), 1000), None)


def _own_size(rule: SizeRule, width: int, height: int) -> tuple[int, int]:
    """As large as the canvas itself, where the rule allows: drawing less would save nothing."""
    most = min(1.0, rule.max_side / max(width, height), math.sqrt(rule.max_pixels / (width * height)))
    factor = max(most, math.sqrt(rule.min_pixels / (width * height)))
    across, down = width * factor, height * factor
    sides = max(across, down / rule.max_ratio), max(down, across / rule.max_ratio)
    wide, tall = (math.ceil(side / rule.multiple_of - 1e-6) * rule.multiple_of for side in sides)
    return wide, tall


def sentence_chars(instruction: Instruction, model: ModelTraits, pictures: Sequence[Picture]) -> int:
    """How much `prepare` adds to the prompt at most."""
    return _SENTENCE_CHARS if _is_framed(instruction, model, pictures) else 0


def sent_sizes(
    instruction: Instruction, model: ModelTraits, pictures: Sequence[Picture], size: tuple[int, int] | None
) -> list[tuple[int, int]]:
    """The sizes of all that is sent and may be billed as a source, a mask included."""
    sizes = [(picture.facts.width, picture.facts.height) for picture in pictures]
    if not _is_framed(instruction, model, pictures):
        return sizes
    sizes = sizes[: sent_count(instruction, model, len(sizes))]
    if size is not None:
        sizes[0] = max(sizes[0][0], size[0]), max(sizes[0][1], size[1])
    return [*sizes, sizes[0]] if model.takes_mask else sizes


async def prepare(
    resources: Resources,
    instruction: Instruction,
    pictures: Sequence[Picture],
    model: ModelTraits,
    request: DrawRequest,
) -> tuple[DrawRequest, Plan | None]:
    """The request with its mask, marked copy, larger canvas or sentence, and the plan for what comes back.

    The same for the same pictures, however often it runs. No plan where nothing is known to hold the result
    against: no edit, or one that is meant to change everything. Raises `ImageGone`.
    """
    if instruction.kind is not InstructionKind.EDIT or not pictures or instruction.strength:
        return request, None
    source = await _bytes(resources, pictures[0])
    if not _is_framed(instruction, model, pictures):
        holds = not (request.transparent or instruction.ratio or instruction.size or instruction.preset)
        return request, Plan(source) if holds else None
    painted = await _bytes(resources, pictures[-1]) if instruction.markup else b""
    facts = pictures[0].facts
    work = _Work(
        instruction, model, source, (facts.width, facts.height), resources.settings.pictures.max_pixels
    )
    return await imaging.in_thread(work.prepared, request, painted)


@dataclass(frozen=True, slots=True)
class _Work:
    """One precise edit before its call; `size` is the source's. For a thread."""

    instruction: Instruction
    model: ModelTraits
    source: bytes = field(repr=False)
    size: tuple[int, int]
    max_pixels: int

    def prepared(self, request: DrawRequest, painted: bytes) -> tuple[DrawRequest, Plan]:
        if self.instruction.extension is not None:
            wanted = canvas.extended(self.size, self.instruction.extension, max_pixels=self.max_pixels)
            return self._extended(request, wanted)
        area = self._area(painted)
        first, where = self._framed(request)
        sources = (first, *request.sources[1:])
        request = replace(request, sources=sources)
        if area is not None:
            request = self._pointed(request, area, where)
        elif self.instruction.markup:
            request = replace(request, sources=sources[:-1])
        else:
            request = self._saying(request, _LOCKED)
        is_locked = self.instruction.lock is not False and (area is not None or self.instruction.lock is True)
        place = where.place if where is not None else WHOLE
        return request, Plan(self.source, None if area is None else masks.png(area), None, place, is_locked)

    def _area(self, painted: bytes) -> Mask | None:
        if self.instruction.markup:
            strokes = find_strokes(self.source, painted, max_pixels=self.max_pixels)
            return None if strokes is None else area_to_change(strokes)
        region = self.instruction.region
        return None if region is None else masks.rectangle(region, self.size)

    def _extended(self, request: DrawRequest, wanted: tuple[int, int, int, int]) -> tuple[DrawRequest, Plan]:
        ratio = request.size[0] / request.size[1] if request.size is not None else None
        where = canvas.layout(self.size, wanted, ratio)
        is_open = self.model.takes_mask and not self.model.is_literal
        laid = canvas.lay_out(self.source, where, request.size or _sendable(where.frame), is_open=is_open)
        first = SourceImage(laid.picture, "image/png", *laid.size)
        mask = SourceImage(laid.mask, "image/png", *laid.size) if self.model.takes_mask else None
        request = replace(request, sources=(first, *request.sources[1:]), mask=mask, extends=True)
        request = self._saying(request, _OPEN if is_open else _BLURRED)
        return request, Plan(self.source, layout=where)

    def _framed(self, request: DrawRequest) -> tuple[SourceImage, Layout | None]:
        """The first source as it is, or within a frame of the shape that the model draws."""
        first = request.sources[0]
        if request.size is None or self.instruction.lock is False:
            return first, None
        ratio = request.size[0] / request.size[1]
        if abs(math.log(ratio * self.size[1] / self.size[0])) <= _SAME_SHAPE:
            return first, None
        where = canvas.layout(self.size, (*self.size, 0, 0), ratio)
        laid = canvas.lay_out(self.source, where, request.size, is_open=False)
        return SourceImage(laid.picture, "image/png", *laid.size, first.scene), where

    def _pointed(self, request: DrawRequest, area: Mask, where: Layout | None) -> DrawRequest:
        """With the mask, else the painted copy, else words that say where."""
        first, markup = request.sources[0], self.instruction.markup
        unmarked = request.sources[:-1] if markup else request.sources
        if self.model.takes_mask:
            mask = masks.open_png(canvas.framed_mask(area, where, (first.width, first.height)))
            return self._saying(
                replace(
                    request,
                    sources=unmarked,
                    mask=SourceImage(mask, "image/png", first.width, first.height),
                ),
                _MASKED,
            )
        if markup and len(request.sources) <= self.model.max_sources:
            return self._saying(request, _MARKED.format(number=len(request.sources)))
        whole = masks.bounds(canvas.framed_mask(area, where, (first.width, first.height)))
        sides = {name: round(100 * getattr(whole, name)) for name in ("left", "top", "right", "bottom")}
        return self._saying(replace(request, sources=unmarked), _WITHIN.format(**sides))

    def _saying(self, request: DrawRequest, sentence: str) -> DrawRequest:
        # What is literal would look for these sentences' words in the picture, and for the lock's.
        if self.model.is_literal:
            return replace(request, prompt=without_lock(request.prompt))
        words = request.prompt.rstrip()
        stop = "" if words.endswith((".", "!", "?", "。", "！", "？")) else "."
        prompt = f"{words}{stop} {sentence}".lstrip(". ")
        return replace(request, prompt=prompt) if len(prompt) <= self.model.max_prompt_chars else request


def _sendable(frame: tuple[int, int]) -> tuple[int, int]:
    """A frame's size, not larger than pictures are sent."""
    factor = min(1.0, _MOST_SENT_SIDE / max(frame))
    return max(1, round(frame[0] * factor)), max(1, round(frame[1] * factor))


def _is_framed(instruction: Instruction, model: ModelTraits, pictures: Sequence[Picture]) -> bool:
    """Whether the source's frame is kept, or grows, to the pixel."""
    if instruction.kind is not InstructionKind.EDIT or not pictures or instruction.strength:
        return False
    if instruction.extension is not None:
        return True
    # Another shape, or no ground, cannot be had with the source's pixels.
    if instruction.ratio is not None or instruction.size is not None or instruction.transparent:
        return False
    if instruction.markup or instruction.lock:
        return True
    # What draws its own picture the same again changes nothing else, and puts things where the words say.
    return instruction.region is not None and not (model.redraws and pictures[0].scene)


def _wanted(instruction: Instruction, picture: Picture, max_pixels: int) -> tuple[int, int, int, int]:
    size = picture.facts.width, picture.facts.height
    if instruction.extension is None:
        return *size, 0, 0
    return canvas.extended(size, instruction.extension, max_pixels=max_pixels)


async def _bytes(resources: Resources, picture: Picture) -> bytes:
    if picture.blob is None:
        raise ImageGone
    try:
        return await resources.blobs.get(picture.blob)
    except KeyError as error:
        raise ImageGone from error
