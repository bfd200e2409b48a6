"""From a message to whoever deals with it, and the words about what went wrong."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from core.answer import Answers, notice
from core.ask import Requests
from core.cancelling import Cancelling
from core.claims import Claims
from core.commands import CANCEL, CLAIM, STYLES
from core.errors import ChatbrushError, DeliveryFailed, PlaceMoved
from core.identity import Person, Place
from core.kept import remind
from core.press import Presses
from core.requests import ActionPress, IncomingMessage, PlatformTraits, Verb
from core.resources import Resources
from core.styles import Styles

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Dispatch:
    """Knows who deals with what."""

    resources: Resources
    answers: Answers
    cancelling: Cancelling
    claims: Claims
    presses: Presses
    requests: Requests
    styles: Styles

    async def deal(self, message: IncomingMessage, place: Place, person: Person) -> None:
        """Do what a message asks for, if it asks for anything. Raises what those who deal with it raise."""
        if await self._is_for_us(message, place, person):
            await remind(self.resources, message, person)

    async def _is_for_us(self, message: IncomingMessage, place: Place, person: Person) -> bool:
        """Whether it turned to the bot; a claim needs no reminder of what may be claimed."""
        now = self.resources.clock()
        if now - message.sent_at > timedelta(seconds=self.resources.settings.jobs.stale_after_seconds):
            words = self.resources.speaker(message.person.locale)
            await self._tell(message, lambda _: words.stale_request())
        elif message.command == CLAIM.name or (message.press and message.press.verb is Verb.CLAIM):
            await self.claims.claim(message, place, person)
            return False
        elif message.press is not None:
            await self._pressed(message.press.verb)(message.press, message, place, person)
        elif message.command == CANCEL.name:
            await self.cancelling.command(message, place, person)
        elif message.command == STYLES.name:
            await self.styles.command(message, place, person)
        elif self.answers.knows(message.command):
            await self.answers.answer(message, place, person)
        else:
            return await self.requests.ask(message, place, person)
        return True

    def _pressed(
        self, verb: Verb
    ) -> Callable[[ActionPress, IncomingMessage, Place, Person], Awaitable[None]]:
        match verb:
            case Verb.CHOOSE:
                return self.requests.choose
            case Verb.EDIT_WITH:
                return self.requests.edit_with
            case Verb.CANCEL:
                return self.cancelling.press
            case Verb.STYLE | Verb.GALLERY:
                return self.styles.press
            case _:
                return self.presses.press

    async def explain(self, message: IncomingMessage, error: ChatbrushError) -> None:
        """Say what went wrong. After a crash in between, the message is dealt with again, never half."""
        place = message.place
        if isinstance(error, PlaceMoved):
            await self.resources.directory.move(place.platform, place.community, error.community)
            message = replace(message, place=replace(place, community=error.community), message=None)
        _log.info("refused", key=message.key, error=type(error).__name__)
        words = self.resources.speaker(message.person.locale)
        now = self.resources.clock()
        await self._tell(
            message, lambda traits: words.error(error, now=now, traits=traits, hears_all=message.hears_all)
        )

    async def _tell(self, message: IncomingMessage, text: Callable[[PlatformTraits], str]) -> None:
        try:
            courier = await self.resources.couriers.of(message.place.platform)
            await courier.tell(notice(message, text(courier.traits)))
        except DeliveryFailed as error:
            _log.info("notice not delivered", key=message.key, error=type(error).__name__)
