"""Undecided words under one of our pictures: a quiet button takes them for an edit, at no cost until pressed."""

import hashlib
from collections import OrderedDict, deque
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.answer import notice
from core.conversation import note_request
from core.errors import DeliveryFailed, StaleAction
from core.identity import Person, Place, PlaceId
from core.judge import Judgement
from core.leanings import Leaning
from core.notes import Question
from core.requests import Action, ActionPress, Addressed, IncomingMessage, Verb
from core.resources import Resources

_HOUR: Final = timedelta(hours=1)
_REMEMBERED_PLACES: Final = 10_000


class Offers:
    """One button at most for a message, and only so many an hour in a place (counted in this process)."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._judgement = Judgement(resources)
        self._shown: OrderedDict[PlaceId, deque[datetime]] = OrderedDict()

    async def is_edit(self, message: IncomingMessage, place: Place, person: Person) -> bool:
        """Whether undecided words are an edit after all; where nobody knows, the button is put up."""
        leaning = await self._judgement.of(message.text, person)
        if leaning is Leaning.UNDECIDED:
            await self._offer(message, place)
        return leaning is Leaning.EDIT

    async def taken_up(
        self, press: ActionPress, message: IncomingMessage, place: Place, person: Person
    ) -> IncomingMessage:
        """The message that a pressed button speaks of, now asked by whoever pressed; a person's second press is the first.

        Raises `StaleAction` when it is unknown, too old, or of another place.
        """
        question = await self._resources.questions.find(press.target)
        if question is None:
            raise StaleAction
        said = question.message
        now = self._resources.clock()
        there, author = await self._resources.directory.resolve(said.place, said.person, now)
        if there.id != place.id:
            raise StaleAction
        await note_request(self._resources, said, place, author)
        return replace(
            said,
            key=f"editwith:{question.id}:{person.id}",
            person=message.person,
            route=message.route,
            addressed=Addressed.BUTTON,
        )

    async def _offer(self, message: IncomingMessage, place: Place) -> None:
        question = Question(_id_of(message), message, ())
        now = self._resources.clock()
        if await self._resources.questions.find(question.id) is not None or not self._may_show(place.id, now):
            return
        # Kept first: after a crash in between it is not put up twice.
        await self._resources.questions.put(question, now)
        words = self._resources.speaker(message.person.locale)
        action = Action(Verb.EDIT_WITH, question.id, words.label(Verb.EDIT_WITH, None))
        courier = await self._resources.couriers.of(place.alias.platform)
        try:
            await courier.tell(replace(notice(message, words.language.say("offer")), actions=(action,)))
        except DeliveryFailed:
            # Nobody asked for it: where it cannot be said, silence is right.
            return

    def _may_show(self, place_id: PlaceId, now: datetime) -> bool:
        shown = self._shown.setdefault(place_id, deque())
        self._shown.move_to_end(place_id)
        if len(self._shown) > _REMEMBERED_PLACES:
            self._shown.popitem(last=False)
        while shown and now - shown[0] >= _HOUR:
            shown.popleft()
        if len(shown) >= self._resources.settings.replies.offers_per_hour:
            return False
        shown.append(now)
        return True


def _id_of(message: IncomingMessage) -> str:
    """The same for every delivery of the same message."""
    return hashlib.sha256(f"offer {message.key}".encode()).hexdigest()[:32]
