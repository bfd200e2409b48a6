"""How an answer travels through an interaction: what `IncomingMessage.route` holds on Discord.

An interaction's token lets anyone who has it write in its name for 15 minutes, so a route is
never logged and its `repr` hides it.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import discord

_MARGIN = timedelta(seconds=15)
"""A token this close to its end is not used any more: an upload takes its time."""


class Waiting(StrEnum):
    """What the person sees until there is an answer."""

    PRIVATE = "private"
    """'thinking …', to them alone."""
    PUBLIC = "public"
    """'thinking …', to all."""
    NOTHING = "nothing"
    """The press was acknowledged without a message."""


@dataclass(frozen=True, slots=True)
class Route:
    """An interaction to answer through.

    `is_card` says that the bot is not a member of that place: the interaction's own response is the card.
    """

    application: int
    token: str = field(repr=False)
    expires_at: datetime
    waiting: Waiting
    is_card: bool

    @property
    def key(self) -> str:
        """Names the interaction in memory."""
        return self.token

    def is_live(self) -> bool:
        """Whether Discord still takes answers through it."""
        return discord.utils.utcnow() < self.expires_at - _MARGIN

    def to_text(self) -> str:
        """JSON for `IncomingMessage.route`."""
        return json.dumps(
            {
                "application": self.application,
                "token": self.token,
                "expires": self.expires_at.timestamp(),
                "waiting": self.waiting,
                "card": self.is_card,
            }
        )

    @classmethod
    def from_text(cls, text: str) -> "Route | None":
        """Read `to_text`; None for ""."""
        if not text:
            return None
        data = json.loads(text)
        return cls(
            application=data["application"],
            token=data["token"],
            expires_at=datetime.fromtimestamp(data["expires"], tz=discord.utils.utcnow().tzinfo),
            waiting=Waiting(data["waiting"]),
            is_card=data["card"],
        )

    @classmethod
    def of(
        cls, interaction: "discord.Interaction[discord.Client]", waiting: Waiting, *, is_card: bool
    ) -> "Route":
        """The route through an interaction that was acknowledged with `waiting`."""
        return cls(interaction.application_id, interaction.token, interaction.expires_at, waiting, is_card)
