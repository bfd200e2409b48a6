"""Keeps what a provider drew, with its lineage."""

import asyncio
from collections.abc import Sequence

from core import imaging
from core.drawing import DrawnPicture
from core.errors import BadAnswer, ImageTooLarge, NotAnImage
from core.identity import PictureId, new_id
from core.jobs import Job
from core.permissions import inherited
from core.pictures import BlobKey, ImageFacts, Picture
from core.resources import Resources

_MOST_BYTES = 256 * 1024 * 1024
_MOST_PIXELS = 3840 * 3840 * 2


async def store_drawn(resources: Resources, job: Job, drawn: Sequence[DrawnPicture]) -> tuple[Picture, ...]:
    """Blobs are durable when this returns; the picture records are for `Jobs.drawn` to keep.

    Raises `BadAnswer` for bytes that are no picture.
    """
    parents = await resources.pictures.get(job.sources)
    now = resources.clock()
    pictures = []
    for index, one in enumerate(drawn, start=1):
        try:
            # A precise edit has the pixels of its source.
            most = max(_MOST_PIXELS, resources.settings.pictures.max_pixels)
            facts, blob = await _kept(resources, one.data, most)
        except (NotAnImage, ImageTooLarge) as error:
            raise BadAnswer(job.provider) from error
        picture_id = PictureId(new_id())
        pictures.append(
            Picture(
                id=picture_id,
                place_id=job.place_id,
                account_id=job.account_id,
                job_id=job.id,
                tree=parents[0].tree if parents else picture_id,
                version=1,
                index=index,
                parents=job.sources,
                drawn=True,
                blob=blob,
                facts=facts,
                instruction=job.instruction.prompt or resources.said(job.instruction, job.person.locale),
                provider=job.provider,
                model=job.model,
                alt_text=one.alt_text,
                scene=one.scene,
                spoiler=job.spoiler,
                created_at=now,
                privacy=inherited(parents, job.account_id, asked=job.instruction.private),
            )
        )
    return tuple(pictures)


async def _kept(resources: Resources, data: bytes, max_pixels: int) -> tuple[ImageFacts, BlobKey]:
    """Look at a picture while the disk takes it in: each takes about as long as the other."""
    keeping = asyncio.ensure_future(resources.blobs.put(data))
    try:
        facts = await imaging.in_thread(imaging.inspect, data, max_bytes=_MOST_BYTES, max_pixels=max_pixels)
        return facts, await keeping
    except NotAnImage:
        # Nobody's picture can have these bytes. (One that is only too large here may be a person's.)
        await resources.blobs.delete(await keeping)
        raise
    finally:
        keeping.cancel()
