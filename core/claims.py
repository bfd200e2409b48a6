"""Claim a result that could not be delivered: a job of its own, which draws nothing."""

from dataclasses import replace

from core.accept import Acceptance
from core.errors import NothingToClaim
from core.identity import Person, Place
from core.jobs import Job, Kept
from core.quota import Amounts
from core.requests import IncomingMessage
from core.resources import Resources


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
        reserved = Amounts(drawn.drawn_count, min(drawn.cost_micros, drawn.reserved.micros))
        return replace(
            self._acceptance.job(message, place, person, drawn.instruction, reserved),
            key=f"claim:{drawn.id}:{kept.in_vain}",
            spoiler=drawn.spoiler,
            sources=drawn.sources,
            model=drawn.model,
            size=drawn.size,
            quality=drawn.quality,
            notes=notes,
            claims=drawn.id,
        )
