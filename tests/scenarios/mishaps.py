"""What can befall a card on its platform while its picture is drawn, and how it is mended."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

import pytest

from bots.web.room import Room
from tests.platforms.discord_faults import FaultKind
from tests.platforms.discord_nouns import ALL_RIGHTS
from tests.platforms.telegram_server import Fault
from tests.scenarios.stage import Seen, Stage
from tests.scenarios.stages.discord import DiscordStage
from tests.scenarios.stages.playground import PlaygroundStage
from tests.scenarios.stages.telegram import TelegramStage

ALWAYS = 99
NEW_GROUP_ID = -1_009_876_543_210


class Mishap(StrEnum):
    """One thing that goes wrong."""

    SWALLOWED = "the picture arrives, the answer does not"
    RESET = "the connection is reset"
    FAULT = "5xx"
    PAUSE = "429, a moment"
    LONG_PAUSE = "429, an hour"
    EXPIRED = "the interaction's token expires"
    CARD_DELETED = "the card is deleted"
    BOTH_DELETED = "the card and the request are deleted"
    KICKED = "the bot is kicked"
    NO_PERMISSION = "the right to send pictures is taken"
    CLOSED = "the topic is closed, the thread locked"
    MOVED = "the group becomes a supergroup"
    MOVED_UNTOLD = "the group becomes a supergroup, which only an error tells"
    TOO_LARGE = "413"
    TOO_LARGE_ALWAYS = "413 at any size"
    REFUSED = "400"


class Troubles(Protocol):
    """Brings mishaps over one profile."""

    possible: frozenset[Mishap]

    async def befall(self, mishap: Mishap, card: Seen, patch: pytest.MonkeyPatch) -> None:
        """From now on it is so; `card` is being drawn."""

    def mend(self) -> None:
        """All is well again."""


def troubles_of(stage: Stage) -> Troubles:
    """Those of a profile."""
    if isinstance(stage, DiscordStage):
        return DiscordTroubles(stage)
    if isinstance(stage, TelegramStage):
        return TelegramTroubles(stage)
    assert isinstance(stage, PlaygroundStage)
    return PlaygroundTroubles()


class DiscordTroubles:
    """A member of a server is thrown out or loses rights; a guest's tokens expire."""

    _faults: Mapping[Mishap, tuple[FaultKind, int]] = {
        Mishap.SWALLOWED: (FaultKind.LOST, 1),
        Mishap.RESET: (FaultKind.RESET, 1),
        Mishap.FAULT: (FaultKind.UNAVAILABLE, 1),
        Mishap.PAUSE: (FaultKind.RATE_LIMITED, 2),
        Mishap.LONG_PAUSE: (FaultKind.RATE_LIMITED_FOR_LONG, 1),
        Mishap.CLOSED: (FaultKind.CLOSED, ALWAYS),
        Mishap.TOO_LARGE: (FaultKind.TOO_LARGE, 1),
        Mishap.TOO_LARGE_ALWAYS: (FaultKind.TOO_LARGE, ALWAYS),
        Mishap.REFUSED: (FaultKind.REFUSED, ALWAYS),
    }

    def __init__(self, stage: DiscordStage) -> None:
        self._stage = stage
        self._server = stage.server
        self._guild = next(iter(self._server.world.guilds.values()))
        everywhere = {*self._faults, Mishap.EXPIRED, Mishap.CARD_DELETED}
        if self._guild.has_bot:
            self.possible = frozenset(everywhere | {Mishap.BOTH_DELETED, Mishap.KICKED, Mishap.NO_PERMISSION})
        else:
            # The SDK waits for however long a pause of a webhook is, and a guest knows no thread.
            self.possible = frozenset(everywhere - {Mishap.LONG_PAUSE, Mishap.CLOSED})

    async def befall(self, mishap: Mishap, card: Seen, patch: pytest.MonkeyPatch) -> None:
        del patch
        world = self._server.world
        channel = self._stage._channel
        if mishap in self._faults:
            kind, times = self._faults[mishap]
            self._server.fail(kind, "PATCH", "/messages/", times, with_files=kind is not FaultKind.CLOSED)
        elif mishap is Mishap.EXPIRED:
            for interaction in self._server.hooks.interactions.values():
                interaction.expired = True
        elif mishap is Mishap.KICKED:
            self._guild.has_bot = False
        elif mishap is Mishap.NO_PERMISSION:
            channel.denied |= ALL_RIGHTS["attach_files"]
        else:
            del world.messages[int(card.id)]
            if mishap is Mishap.BOTH_DELETED and card.reply_to is not None:
                del world.messages[int(card.reply_to)]

    def mend(self) -> None:
        self._server.faults.clear()
        self._stage._channel.denied = 0
        if Mishap.KICKED in self.possible:
            self._guild.has_bot = True


class TelegramTroubles:
    """The Bot API refuses, in its own words."""

    _faults: Mapping[Mishap, Mapping[str, Any]] = {
        Mishap.SWALLOWED: {"effective": True, "silent_seconds": 0},
        Mishap.RESET: {"silent_seconds": 0},
        Mishap.FAULT: {"code": 502, "description": "Bad Gateway"},
        Mishap.PAUSE: {
            "code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        },
        Mishap.LONG_PAUSE: {
            "code": 429,
            "description": "Too Many Requests: retry after 3600",
            "parameters": {"retry_after": 3600},
        },
        Mishap.NO_PERMISSION: {
            "code": 400,
            "description": "Bad Request: not enough rights to send photos to the chat",
            "times": ALWAYS,
        },
        Mishap.CLOSED: {"code": 400, "description": "Bad Request: TOPIC_CLOSED", "times": ALWAYS},
        Mishap.TOO_LARGE: {"code": 413, "description": "Request Entity Too Large"},
        Mishap.TOO_LARGE_ALWAYS: {"code": 413, "description": "Request Entity Too Large", "times": ALWAYS},
        Mishap.REFUSED: {"code": 400, "description": "Bad Request: MEDIA_EMPTY", "times": ALWAYS},
    }

    def __init__(self, stage: TelegramStage) -> None:
        self._stage = stage
        self._server = stage.server
        self.possible = frozenset(
            {
                *self._faults,
                Mishap.CARD_DELETED,
                Mishap.BOTH_DELETED,
                Mishap.KICKED,
                Mishap.MOVED,
                Mishap.MOVED_UNTOLD,
            }
        )

    async def befall(self, mishap: Mishap, card: Seen, patch: pytest.MonkeyPatch) -> None:
        del patch
        people = self._stage.people
        if mishap in self._faults:
            self._server.faults.append(Fault("editMessageMedia", **self._faults[mishap]))
        elif mishap is Mishap.KICKED:
            people.set_status("kicked")
        elif mishap in (Mishap.MOVED, Mishap.MOVED_UNTOLD):
            world = self._server.world
            before = len(world.updates)
            people.chat = world.migrate(people.chat, NEW_GROUP_ID)
            if mishap is Mishap.MOVED_UNTOLD:
                del world.updates[before:]
        else:
            del people.chat.messages[int(card.id)]
            if mishap is Mishap.BOTH_DELETED and card.reply_to is not None:
                del people.chat.messages[int(card.reply_to)]

    def mend(self) -> None:
        self._server.faults.clear()
        if self._stage.people.chat.bot_status == "kicked":
            self._stage.people.set_status("member")


class PlaygroundTroubles:
    """Nobody is thrown out of the playground; its disk may be full."""

    possible = frozenset({Mishap.FAULT, Mishap.REFUSED})

    def __init__(self) -> None:
        self._patch: pytest.MonkeyPatch | None = None

    async def befall(self, mishap: Mishap, card: Seen, patch: pytest.MonkeyPatch) -> None:
        del card
        left = [1 if mishap is Mishap.FAULT else ALWAYS]
        keep = Room.keep

        async def full(room: Room, *given: Any, **named: Any) -> Any:
            if left[0] > 0:
                left[0] -= 1
                raise OSError(28, "No space left on device")
            return await keep(room, *given, **named)

        self._patch = patch
        self._left = left
        patch.setattr(Room, "keep", full)

    def mend(self) -> None:
        if self._patch is not None:
            self._left[0] = 0
