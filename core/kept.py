"""Results that could not be delivered: how their requesters hear that they may be claimed."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from core.answer import notice
from core.errors import DeliveryFailed
from core.identity import JobId, Person
from core.jobs import Job
from core.requests import Action, Audience, IncomingMessage, Notice, Verb
from core.resources import Resources

_log = structlog.get_logger(__name__)


async def tell_alone(resources: Resources, job: Job) -> None:
    """Tell the requester where they talk to the bot alone, if they ever did, and not where it just failed."""
    place = await resources.directory.private_place(job.person_id)
    if place is None or place.id == job.place_id:
        return
    courier = await resources.couriers.of(place.alias.platform)
    told = Notice(
        key=f"kept:{job.id}",
        place=place.alias,
        person=job.person,
        text=_text(resources, job.person.locale, 1, courier.traits.command_prefix),
        audience=Audience.REQUESTER,
        actions=(_claim(resources, job.id, job.person.locale),),
    )
    try:
        await courier.tell(told)
    except DeliveryFailed as error:
        _log.info("kept result not told of", job=job.id, error=type(error).__name__)
    else:
        await resources.jobs.told([job.id])


async def remind(resources: Resources, message: IncomingMessage, person: Person) -> None:
    """Tell a person who turned to the bot what is kept for them, once."""
    kept = await resources.jobs.kept(person.account_id, resources.clock())
    waiting = [one.job.id for one in kept if not one.is_claimed]
    untold = [one.job.id for one in kept if not one.is_claimed and not one.is_told]
    if not untold or not await resources.jobs.told(untold):
        return
    try:
        await _remind(resources, message, waiting)
    except DeliveryFailed as error:
        _log.info("kept results not told of", key=message.key, error=type(error).__name__)
        await resources.jobs.told(untold, is_told=False)


async def _remind(resources: Resources, message: IncomingMessage, waiting: Sequence[JobId]) -> None:
    courier = await resources.couriers.of(message.place.platform)
    locale = message.person.locale
    text = _text(resources, locale, len(waiting), courier.traits.command_prefix)
    told = replace(notice(message, text), key=f"kept:{message.key}")
    await courier.tell(replace(told, actions=(_claim(resources, waiting[0], locale),)))


def _text(resources: Resources, locale: str, count: int, prefix: str) -> str:
    return resources.speaker(locale).kept(count, resources.settings.jobs.keep_results_days, prefix)


def _claim(resources: Resources, job_id: JobId, locale: str) -> Action:
    return Action(Verb.CLAIM, job_id, resources.speaker(locale).label(Verb.CLAIM, None))
