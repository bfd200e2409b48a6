"""People's images: from a handle in a chat to a stored picture, and from there to a provider."""

from core import imaging
from core.drawing import SourceImage
from core.errors import ImageGone, NotAnImage
from core.identity import Person, PictureId, Place, new_id
from core.pictures import Picture
from core.requests import ImageHandle
from core.resources import Resources


async def fetched(resources: Resources, handle: ImageHandle, place: Place, person: Person) -> Picture:
    """The picture behind a handle, fetched and checked once per place.

    Raises `NotAnImage`, `ImageTooLarge`, `ImageGone` or a `DeliveryFailed`; then nothing is kept.
    """
    known = await resources.pictures.of_handle(place.id, handle.key)
    if known is not None and known.blob is not None:
        return known
    if handle.found:
        raise NotAnImage(handle.found)
    courier = await resources.couriers.of(place.alias.platform)
    limits = resources.settings.pictures
    data = await courier.fetch(handle, min(limits.max_bytes, courier.traits.fetch_bytes))
    if imaging.is_foreign(data):
        data = await imaging.in_thread(imaging.familiar, data, max_pixels=limits.max_pixels)
    facts = await imaging.in_thread(
        imaging.inspect, data, max_bytes=limits.max_bytes, max_pixels=limits.max_pixels
    )
    picture_id = PictureId(new_id())
    picture = Picture(
        id=picture_id,
        place_id=place.id,
        account_id=person.account_id,
        job_id=None,
        tree=picture_id,
        version=1,
        index=1,
        parents=(),
        drawn=False,
        blob=await resources.blobs.put(data),
        facts=facts,
        instruction="",
        provider="",
        model="",
        alt_text="",
        scene="",
        spoiler=handle.spoiler,
        created_at=resources.clock(),
    )
    (kept,) = await resources.pictures.add([picture])
    await resources.pictures.name_handle(place.id, handle.key, kept.id)
    return kept


async def source_image(resources: Resources, picture: Picture) -> SourceImage:
    """A stored picture as providers take it: upright, first frame, without location data.

    Raises `ImageGone` when its bytes were erased.
    """
    if picture.blob is None:
        raise ImageGone
    try:
        data = await resources.blobs.get(picture.blob)
    except KeyError as error:
        raise ImageGone from error
    return await imaging.in_thread(imaging.prepare_source, data, scene=picture.scene)
