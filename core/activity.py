"""How far up in the chat a card is, counted while this process runs."""

from collections import OrderedDict

from core.identity import JobId, PlaceAlias

_MOST_PLACES = 10_000
_MOST_CARDS = 10_000


class Activity:
    """Counts messages per place; an estimate for a courtesy, so a restart may forget it."""

    def __init__(self) -> None:
        self._messages: OrderedDict[tuple[str, str, str], int] = OrderedDict()
        self._cards: OrderedDict[JobId, int] = OrderedDict()

    def message(self, place: PlaceAlias) -> None:
        """Somebody wrote something there."""
        self._messages[_key(place)] = self._messages.pop(_key(place), 0) + 1
        if len(self._messages) > _MOST_PLACES:
            self._messages.popitem(last=False)

    def carded(self, place: PlaceAlias, job_id: JobId) -> None:
        """A job's card was posted there now."""
        self._cards[job_id] = self._messages.get(_key(place), 0)
        if len(self._cards) > _MOST_CARDS:
            self._cards.popitem(last=False)

    def since_card(self, place: PlaceAlias, job_id: JobId) -> int:
        """How many messages came after a job's card; 0 if it was not seen being posted."""
        now = self._messages.get(_key(place), 0)
        return max(0, now - self._cards.pop(job_id, now))


def _key(place: PlaceAlias) -> tuple[str, str, str]:
    return (place.platform, place.community, place.place)
