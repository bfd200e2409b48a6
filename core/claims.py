"""Claim a result that could not be delivered: a job of its own, which draws nothing."""

from core.accept import Acceptance
from core.errors import NothingToClaim
from core.identity import JobId, Person, Place, new_id
from core.jobs import Job, JobState, Kept
from core.quota import Amounts
from core.requests import IncomingMessage
from core.resources import Resources
from core.tiers import tier_of


class Claims:
    """`/claim`, and the button of that name. Whoever claims is charged what the drawing cost."""

    def __init__(self, resources: Resources, acceptance: Acceptance) -> None:
        self._resources = resources
        self._acceptance = acceptance

    async def claim(self, message: IncomingMessage, place: Place, person: Person) -> None:
        """Bring a kept result of this account here: that of the button, else the newest.

        One at a time, since an interaction's answer is one card; the card says how many are left.
        However often and wherever it is claimed at once, it is brought and charged once. Raises
        `NothingToClaim`, `OverQuota` (and it can be claimed later) or a `DeliveryFailed` (the same).
        """
        kept = await self._resources.jobs.kept(person.account_id, self._resources.clock())
        wanted = [one for one in kept if message.press is None or one.job.id == message.press.target]
        if not wanted:
            raise NothingToClaim
        free = [one for one in wanted if not one.is_claimed]
        if free:
            left = sum(not one.is_claimed for one in kept) - 1
            await self._acceptance.take(self._job(free[0], left, message, place, person))

    def _job(self, kept: Kept, left: int, message: IncomingMessage, place: Place, person: Person) -> Job:
        drawn = kept.job
        notes = (*drawn.notes, f"claims-left:{left}") if left else drawn.notes
        tier = tier_of(self._resources.settings.jobs.tiers, message.person, place.alias)
        return Job(
            id=JobId(new_id()),
            key=f"claim:{drawn.id}:{kept.in_vain}",
            state=JobState.ACCEPTED,
            community_id=place.community_id,
            place_id=place.id,
            person_id=person.id,
            account_id=person.account_id,
            person=message.person,
            request_message=message.message,
            card_message=None,
            route=message.route,
            names_requester=message.message is None,
            spoiler=drawn.spoiler,
            instruction=drawn.instruction,
            sources=drawn.sources,
            provider="",
            model=drawn.model,
            size=drawn.size,
            quality=drawn.quality,
            reserved=Amounts(drawn.drawn_count, min(drawn.cost_micros, drawn.reserved.micros)),
            attempt=0,
            drawn_count=0,
            cost_micros=0,
            error=None,
            notes=notes,
            other_reading=None,
            other_sources=(),
            accepted_at=self._resources.clock(),
            executor=self._resources.tenure.executor,
            weight=tier.weight,
            priority=tier.priority,
            claims=drawn.id,
        )
