"""Stop jobs that wait or draw: the button of that name, and `/cancel`."""

import structlog

from core.answer import notice
from core.delivery import Delivery
from core.errors import DeliveryFailed, NothingToCancel, NotYours, StaleAction
from core.identity import JobId, Person, Place
from core.jobs import ENDED, Canceller, Job, Superseded
from core.requests import ActionPress, IncomingMessage
from core.resources import Resources

_log = structlog.get_logger(__name__)


class Cancelling:
    """What waits ends here with its refund, and its card says so; what draws is ended by its journey."""

    def __init__(self, resources: Resources, delivery: Delivery) -> None:
        self._resources = resources
        self._delivery = delivery

    async def press(self, press: ActionPress, message: IncomingMessage, place: Place, person: Person) -> None:
        """Stop the job of the button, for its requester or an admin.

        Raises `StaleAction`, `NotYours`, `NothingToCancel` for one that has ended, or a
        `DeliveryFailed`. Repeating it finishes a card that a crash left.
        """
        try:
            job = await self._resources.jobs.get(JobId(press.target))
        except KeyError as error:
            raise StaleAction from error
        if job.place_id != place.id:
            raise StaleAction
        if job.account_id != person.account_id and not message.person.is_admin:
            raise NotYours
        if job.state in ENDED and not job.executor:
            raise NothingToCancel
        is_own = job.account_id == person.account_id
        await self._cancel(job, Canceller.REQUESTER if is_own else Canceller.ADMIN)

    async def command(self, message: IncomingMessage, place: Place, person: Person) -> None:
        """Stop everything of this person in this place, and say how much it was.

        Raises `NothingToCancel` or a `DeliveryFailed`.
        """
        mine = await self._resources.jobs.of_account(person.account_id, place.id)
        stopped = [job for job in mine if job.cancelled_by is None]
        if not stopped:
            raise NothingToCancel
        for job in stopped:
            await self._cancel(job, Canceller.REQUESTER)
        courier = await self._resources.couriers.of(place.alias.platform)
        text = self._resources.speaker(message.person.locale).cancelled(len(stopped))
        await courier.tell(notice(message, text))

    async def close(self, job: Job) -> None:
        """Finish the card of a job that was cancelled before it drew; without a card there is nothing to say."""
        try:
            if job.card_message is not None:
                await self._delivery.finish_card(job)
        except Superseded:
            # Our name was lost meanwhile: who inherits the job finishes its card.
            return
        except DeliveryFailed as error:
            _log.warning("cancelled card not finished", job=job.id, error=type(error).__name__)
            await self._delivery.give_up(job)
        await self._resources.jobs.closed(job.id)

    async def _cancel(self, job: Job, by: Canceller) -> None:
        resources = self._resources
        job = await resources.jobs.cancel(job.id, by, resources.clock(), resources.tenure.executor)
        _log.info("cancelled", job=job.id, by=by, state=job.state)
        # One whose card is just being posted is closed by who posts it.
        if job.state in ENDED and job.card_message is not None:
            await self.close(job)
