"""What an exact edit starts from: the original, however many exact edits lie between."""

from collections.abc import Sequence

from core.drawing import EXACT, SourceImage
from core.errors import ImageGone
from core.jobs import Job
from core.operations import Operation
from core.pictures import Picture
from core.resources import Resources

_MOST_STEPS = 100
"""A longer chain starts from the picture that is so many exact edits back."""


async def basis(resources: Resources, job: Job) -> tuple[tuple[SourceImage, ...], tuple[Operation, ...]]:
    """(untouched sources, all operations to do on them): what `job` asks for of the pictures it starts from.

    A source that was itself made exactly from one picture is made anew from that one, together with
    what is asked now, so that nothing is encoded twice. Raises `ImageGone` when bytes were erased.
    """
    pictures = await resources.pictures.get(job.sources)
    operations = job.instruction.operations
    if len(pictures) == 1:
        origin, former = await _origin(resources, pictures[0])
        pictures, operations = (origin,), (*former, *operations)
    return tuple([await _untouched(resources, picture) for picture in pictures]), operations


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
