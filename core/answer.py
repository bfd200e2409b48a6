"""Answer the commands that draw nothing."""

from collections.abc import Awaitable, Callable
from functools import partial

from core.commands import FORGET, HELP, MYPICTURES, PRIVACY, QUOTA, START
from core.identity import Person, Place
from core.own_pictures import answer_mypictures
from core.quota import Scope, ScopeKind, Usage
from core.requests import Audience, IncomingMessage, Notice, PictureFile
from core.resources import Resources


class Answers:
    """`/quota`, `/help`, `/start`, `/privacy`, `/forget`, `/mypictures`."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._by_command: dict[str, Callable[[IncomingMessage, Place, Person], Awaitable[str]]] = {
            QUOTA.name: self._quota,
            HELP.name: self._help,
            START.name: self._start,
            PRIVACY.name: self._privacy,
            FORGET.name: self._forget,
            MYPICTURES.name: partial(answer_mypictures, resources),
        }

    def knows(self, command: str) -> bool:
        """Whether this command is answered here."""
        return command in self._by_command

    async def answer(self, message: IncomingMessage, place: Place, person: Person) -> None:
        """Say it to who asked. Raises a `DeliveryFailed`."""
        text = await self._by_command[message.command](message, place, person)
        courier = await self._resources.couriers.of(place.alias.platform)
        await courier.tell(notice(message, text))

    async def usage(self, place: Place, person: Person) -> tuple[Usage, ...]:
        """Every limit that a request of this person in this place would meet."""
        scopes = (
            Scope(ScopeKind.ACCOUNT, person.account_id),
            Scope(ScopeKind.COMMUNITY, place.community_id),
            Scope(ScopeKind.DEPLOYMENT, ""),
        )
        now = self._resources.clock()
        return tuple(await self._resources.ledger.usage(scopes, self._resources.limits, now))

    async def _quota(self, message: IncomingMessage, place: Place, person: Person) -> str:
        words = self._resources.speaker(message.person.locale)
        return words.quota(await self.usage(place, person), self._resources.clock())

    async def _help(self, message: IncomingMessage, place: Place, _: Person) -> str:
        courier = await self._resources.couriers.of(place.alias.platform)
        return self._resources.speaker(message.person.locale).help(courier.traits, message.hears_all)

    async def _start(self, message: IncomingMessage, place: Place, _: Person) -> str:
        courier = await self._resources.couriers.of(place.alias.platform)
        return self._resources.speaker(message.person.locale).start(courier.traits, message.hears_all)

    async def _privacy(self, message: IncomingMessage, _place: Place, _person: Person) -> str:
        words = self._resources.speaker(message.person.locale)
        settings = self._resources.settings
        text = words.privacy(settings.contact, self._resources.default_provider, settings.pictures.keep_days)
        if self._resources.judge is not None:
            provider = words.language.say(f"provider.{settings.replies.judge}")
            text = f"{text}\n{words.language.say('privacy.judge', provider=provider)}"
        return text

    async def _forget(self, message: IncomingMessage, _: Place, person: Person) -> str:
        count, blobs = await self._resources.pictures.erase(person.account_id, self._resources.clock())
        for blob in blobs:
            await self._resources.blobs.delete(blob)
        return self._resources.speaker(message.person.locale).forgotten(count)


def notice(message: IncomingMessage, text: str, files: tuple[PictureFile, ...] = ()) -> Notice:
    """An answer to whoever sent a message, private where the platform can."""
    return Notice(
        key=f"answer:{message.key}",
        place=message.place,
        person=message.person,
        text=text,
        audience=Audience.REQUESTER,
        reply_to=message.message,
        files=files,
        route=message.route,
    )
