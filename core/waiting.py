"""Results that had no way left to their place, kept until their requester turns up again.

Where the bot is no member, an interaction's token is the only way, and it lasts 15 minutes
(https://docs.discord.com/developers/interactions/receiving-and-responding).
"""

import structlog

from core.answer import notice
from core.cards import Cards
from core.errors import DeliveryFailed, StaleAction
from core.identity import MessageRef, Person, PersonId, Place, PlaceId
from core.jobs import Job
from core.notes import MessageNote, NoteKind
from core.requests import IncomingMessage
from core.resources import Resources

_log = structlog.get_logger(__name__)


async def keep_waiting(resources: Resources, job: Job) -> None:
    """Keep what a job drew for the next time that its requester is heard of in that place."""
    drawn = await resources.pictures.of_job(job.id)
    ref = _ref(job.place_id, job.person_id)
    known = await resources.notes.find(ref)
    before = known.pictures if known is not None else ()
    pictures = tuple(dict.fromkeys((*before, *(picture.id for picture in drawn))))
    note = MessageNote(ref, NoteKind.WAITING, pictures=pictures, account_id=job.account_id)
    await resources.notes.put(note, resources.clock())


async def bring_waiting(
    resources: Resources, cards: Cards, message: IncomingMessage, place: Place, person: Person
) -> None:
    """Send what waits for this person here, once."""
    if not message.route:
        return
    ref = _ref(place.id, person.id)
    known = await resources.notes.find(ref)
    if known is None or not known.pictures:
        return
    courier = await resources.couriers.of(place.alias.platform)
    words = resources.speaker(message.person.locale)
    for picture in await resources.pictures.get(known.pictures):
        try:
            file = await cards.alone(picture, courier.traits)
            text = words.late_notice(picture.instruction)
            await courier.tell(notice(message, text, files=(file,)))
        except (DeliveryFailed, StaleAction) as error:
            _log.info("waiting result not brought", picture=picture.id, error=type(error).__name__)
    await resources.notes.put(
        MessageNote(ref, NoteKind.WAITING, account_id=person.account_id), resources.clock()
    )


def _ref(place_id: PlaceId, person_id: PersonId) -> MessageRef:
    return MessageRef(place_id, f"waiting:{person_id}")
