"""People's images: from a handle in a chat to a stored picture, and from there to a provider."""

from core import imaging
from core.addressing import Known, Record, sources
from core.drawing import SourceImage
from core.errors import ImageGone, LinkRefused, NotAnImage
from core.identity import AccountId, Person, PictureId, Place, new_id
from core.instructions import Instruction
from core.permissions import author, permit_posted
from core.pictures import Picture, Privacy
from core.requests import ImageHandle, IncomingMessage
from core.resources import Resources


async def gathered(
    resources: Resources,
    message: IncomingMessage,
    place: Place,
    person: Person,
    instruction: Instruction,
    *,
    record: Record,
) -> list[Picture]:
    """The pictures that an instruction starts from, image 1 first. Raises as `addressing.sources` and `fetched`."""
    pictures: list[Picture] = []
    for source in sources(message, instruction, record):
        if isinstance(source, Known):
            pictures.extend(await resources.pictures.get([source.picture_id]))
        else:
            owner = await poster(resources, message, source.handle, record)
            pictures.append(await fetched(resources, source.handle, place, person, owner=owner))
    return pictures


async def poster(
    resources: Resources, message: IncomingMessage, handle: ImageHandle, record: Record
) -> AccountId | None:
    """Who posted an image that a message points at; None where they sent it along, or it cannot be told."""
    if any(handle.key == own.key for own in message.images):
        return None
    for note in (record.reply, *record.reply_album, *record.own_album, *record.ancestors, record.thread):
        is_its = note is not None and any(handle.key == image.key for image in note.images)
        if note is not None and is_its and note.account_id is not None:
            return note.account_id
    for target in (message.reply, message.thread_start):
        if target is not None and any(handle.key == image.key for image in target.images):
            return await author(resources, message, target)
    return None


async def fetched(
    resources: Resources,
    handle: ImageHandle,
    place: Place,
    person: Person,
    *,
    owner: AccountId | None = None,
) -> Picture:
    """The picture behind a handle, fetched and checked once per place; `owner` is who posted it, else `person`.

    Raises `KeptPrivate`, `NotAnImage`, `ImageTooLarge`, `ImageGone`, `LinkRefused`, `LinkDead`, `NoAvatar` or a
    `DeliveryFailed`; then nothing is kept.
    """
    if owner is not None:
        await permit_posted(resources, owner, place, person)
    known = await resources.pictures.of_handle(place.id, handle.key) if handle.lasting else None
    if known is not None and known.blob is not None:
        return known
    if handle.found:
        raise NotAnImage(handle.found)
    data = await _brought(resources, handle, place)
    limits = resources.settings.pictures
    if imaging.is_foreign(data):
        data = await imaging.beside(imaging.familiar, data, max_pixels=limits.max_pixels)
    facts = await imaging.in_thread(
        imaging.inspect, data, max_bytes=limits.max_bytes, max_pixels=limits.max_pixels
    )
    picture_id = PictureId(new_id())
    picture = Picture(
        id=picture_id,
        place_id=place.id,
        account_id=owner or person.account_id,
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
        privacy=Privacy.POSTED,
    )
    (kept,) = await resources.pictures.add([picture])
    await resources.pictures.name_handle(place.id, handle.key, kept.id)
    return kept


async def _brought(resources: Resources, handle: ImageHandle, place: Place) -> bytes:
    """The bytes behind a handle, from its platform or from the web."""
    most = resources.settings.pictures.max_bytes
    if not handle.is_link:
        courier = await resources.couriers.of(place.alias.platform)
        return await courier.fetch(handle, min(most, courier.traits.fetch_bytes))
    if resources.links is None:
        raise LinkRefused(why="off")
    return await resources.links.fetch(handle.locator, most)


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
