"""Pieces of one album, delivered one by one, become one message.

Telegram sends each piece as an update of its own, without a count and without an end
(tdlib/telegram-bot-api issues 643 and 339), usually within a second.
"""

import asyncio
from collections import OrderedDict
from dataclasses import replace

from core.requests import Addressed, IncomingMessage

_PAUSE_SECONDS = 1.2
_LONGEST_SECONDS = 6.0
_MOST_PIECES = 10
_REMEMBERED = 2_000

_Key = tuple[str, str, str]

_STRENGTH = tuple(Addressed)


class Albums:
    """Gathers; one album gives one message, and late pieces never a second one."""

    def __init__(self) -> None:
        self._open: dict[_Key, list[IncomingMessage]] = {}
        self._news: dict[_Key, asyncio.Event] = {}
        self._gathered: OrderedDict[_Key, None] = OrderedDict()

    async def gather(self, piece: IncomingMessage) -> tuple[IncomingMessage, tuple[str, ...]] | None:
        """The whole album and the keys of its pieces to the first caller; None to the others.

        The whole has the words, reply and address of the piece that turns to the bot most.
        """
        key = _key(piece)
        if key in self._gathered:
            return None
        if key in self._open:
            self.add(piece)
            return None
        pieces = self._open[key] = [piece]
        news = self._news[key] = asyncio.Event()
        try:
            async with asyncio.timeout(_LONGEST_SECONDS):
                while len(pieces) < _MOST_PIECES:
                    news.clear()
                    async with asyncio.timeout(_PAUSE_SECONDS):
                        await news.wait()
        except TimeoutError:
            pass
        finally:
            del self._open[key], self._news[key]
            self._gathered[key] = None
            if len(self._gathered) > _REMEMBERED:
                self._gathered.popitem(last=False)
        return _joined(pieces), tuple(one.key for one in pieces)

    def add(self, piece: IncomingMessage) -> bool:
        """Add a piece to an album that is being gathered; False if none is."""
        key = _key(piece)
        if key not in self._open:
            return False
        if all(piece.message != one.message for one in self._open[key]):
            self._open[key].append(piece)
            self._news[key].set()
        return True


def _joined(pieces: list[IncomingMessage]) -> IncomingMessage:
    in_order = sorted(pieces, key=lambda one: (len(one.message or ""), one.message or ""))
    lead = min(pieces, key=lambda one: (_STRENGTH.index(one.addressed), not one.text))
    images = tuple(image for one in in_order for image in one.images)
    key = f"album:{lead.place.platform}:{lead.place.community}:{lead.album}"
    return replace(lead, key=key, images=images, album="")


def _key(piece: IncomingMessage) -> _Key:
    return (piece.place.platform, piece.place.community, piece.album)
