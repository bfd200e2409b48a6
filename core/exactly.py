"""Exact edits: what they start from, however many lie between, and what is done to a model's result."""

from collections.abc import Sequence
from dataclasses import replace

from core import imaging
from core.drawing import EXACT, Drawn, DrawnPicture, DrawRequest, SourceImage
from core.errors import ImageGone, UserCanFix
from core.jobs import Job
from core.operations import (
    Adjust,
    Compress,
    Convert,
    Flip,
    Grayscale,
    Operation,
    Recolour,
    Resize,
    StripMetadata,
)
from core.pictures import Picture
from core.resources import Resources

_SIZELESS = (Adjust, Compress, Convert, Flip, Grayscale, Recolour, StripMetadata)
"""What does the same to a picture of any size."""
_MOST_STEPS = 100
"""A longer chain starts from the picture that is so many exact edits back."""


async def exact_request(resources: Resources, job: Job, deadline_seconds: float) -> DrawRequest:
    """What an exact job asks its provider for: untouched sources, and all that is to be done to them.

    A source that was itself made exactly from one picture is made anew from that one, together with
    what is asked now, so that nothing is encoded twice. Raises `ImageGone` when bytes were erased.
    """
    pictures = await resources.pictures.get(job.sources)
    operations = job.instruction.operations
    if len(pictures) == 1:
        origin, former = await _origin(resources, pictures[0])
        pictures, operations = (origin,), condensed((*former, *operations))
    return DrawRequest(
        job_id=job.id,
        model=job.model,
        prompt=job.instruction.prompt,
        size=None,
        count=job.instruction.count,
        quality="",
        transparent=False,
        sources=tuple([await _untouched(resources, picture) for picture in pictures]),
        person_hash="",
        deadline_seconds=deadline_seconds,
        operations=operations,
    )


def condensed(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The same operations without sizes that a later size undoes, so that small and large again stays sharp.

    Left out are sizes that keep the shape, and only if nothing after them counts in pixels.
    """
    kept: list[Operation] = []
    for operation in operations:
        if isinstance(operation, Resize) and (earlier := _latest_size(kept)) is not None:
            index, size = earlier
            merged = _merged(size, operation)
            if merged is not None:
                del kept[index]
                operation = merged  # noqa: PLW2901 - what stands for both
        kept.append(operation)
    return tuple(kept)


def _latest_size(operations: Sequence[Operation]) -> tuple[int, Resize] | None:
    """The newest size and where it stands, if all that follows would be the same before it."""
    for index in range(len(operations) - 1, -1, -1):
        operation = operations[index]
        if isinstance(operation, Resize):
            return index, operation
        if not isinstance(operation, _SIZELESS):
            return None
    return None


def _merged(first: Resize, then: Resize) -> Resize | None:
    """One size for two; None where the first changes the shape in its own way."""
    if then.percent is not None:
        return _scaled(first, then.percent / 100)
    if first.percent is not None or _keeps_shape(first):
        return then
    is_same_shape = (
        first.mode == then.mode
        and None not in (first.width, first.height, then.width, then.height)
        and (first.width or 0) * (then.height or 0) == (first.height or 0) * (then.width or 0)
    )
    return then if is_same_shape else None


def _keeps_shape(size: Resize) -> bool:
    return size.width is None or size.height is None


def _scaled(size: Resize, factor: float) -> Resize:
    if size.percent is not None:
        return replace(size, percent=size.percent * factor)
    width, height = (
        None if side is None else max(1, round(side * factor)) for side in (size.width, size.height)
    )
    return replace(size, width=width, height=height)


async def finished_exactly(resources: Resources, drawn: Drawn, operations: Sequence[Operation]) -> Drawn:
    """What a model drew, with the exact part of the instruction done to each picture.

    A picture that does not allow it stays as it was drawn, since it is paid for, and a note says so.
    """
    if not operations:
        return drawn
    pictures = [await _finished(resources, picture, operations) for picture in drawn.pictures]
    return replace(drawn, pictures=tuple(pictures))


async def _finished(
    resources: Resources, picture: DrawnPicture, operations: Sequence[Operation]
) -> DrawnPicture:
    max_pixels = resources.settings.pictures.max_pixels
    try:
        made = await imaging.in_thread(
            imaging.make_exactly, [picture.data], operations, max_pixels=max_pixels
        )
    except UserCanFix:
        return replace(picture, notes=(*picture.notes, "exact-not-done"))
    # Its scene does not show what was done to the pixels.
    return DrawnPicture(made.data, made.media_type, picture.alt_text, notes=(*picture.notes, *made.notes))


async def _origin(resources: Resources, picture: Picture) -> tuple[Picture, tuple[Operation, ...]]:
    operations: tuple[Operation, ...] = ()
    for _ in range(_MOST_STEPS):
        former = await _former(resources, picture)
        if former is None:
            break
        picture, before = former
        operations = (*before, *operations)
    return picture, operations


async def _former(resources: Resources, picture: Picture) -> tuple[Picture, Sequence[Operation]] | None:
    """What a picture was made from exactly, and how; None where another way led to it, or that is gone."""
    if picture.provider != EXACT or len(picture.parents) != 1 or picture.job_id is None:
        return None
    (parent,) = await resources.pictures.get(picture.parents)
    operations = (await resources.jobs.get(picture.job_id)).instruction.operations
    # Erased words take their operations with them.
    return (parent, operations) if parent.blob is not None and operations else None


async def _untouched(resources: Resources, picture: Picture) -> SourceImage:
    if picture.blob is None:
        raise ImageGone
    try:
        data = await resources.blobs.get(picture.blob)
    except KeyError as error:
        raise ImageGone from error
    facts = picture.facts
    return SourceImage(data, facts.media_type, facts.width, facts.height)
