"""Answering through an interaction's token, also one that a former process acknowledged."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import discord

from bots.discord_bot.failures import delivering
from bots.discord_bot.routes import Route, Waiting
from core.errors import DeliveryFailed

_ORIGINAL: Any = "@original"
"""The response itself, in place of a message id."""
_APPLICATION_WEBHOOK = 3
_REMEMBERED = 2000


class Answers:
    """Speaks through routes and remembers whose 'thinking …' is over."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._settled: OrderedDict[str, None] = OrderedDict()

    async def change(
        self,
        route: Route,
        at: str | None,
        *,
        content: str,
        files: Sequence[discord.File],
        view: discord.ui.View | None,
    ) -> str:
        """Make the response, or the message `at`, look like this; its id. Repeating it is harmless."""
        self._settle(route)
        message = await self._webhook(route).edit_message(
            _ORIGINAL if at is None else int(at), content=content, attachments=files, view=view
        )
        return str(message.id)

    async def say(
        self,
        route: Route,
        *,
        content: str,
        files: Sequence[discord.File],
        view: discord.ui.View | None,
        pings: discord.AllowedMentions,
        private: bool,
    ) -> str:
        """A further message, for one person or for all; its id.

        Discord turns the first one into the response that is still 'thinking …', with that one's
        visibility: where it would become public against our will, it is taken away first.
        """
        if private and route.waiting is Waiting.PUBLIC:
            await self.dismiss(route)
        self._settle(route)
        shown: dict[str, Any] = {} if view is None else {"view": view}
        message = await self._webhook(route).send(
            content,
            files=files,
            allowed_mentions=pings,
            ephemeral=private,
            wait=True,
            suppress_embeds=True,
            **shown,
        )
        return str(message.id)

    async def dismiss(self, route: Route) -> None:
        """Take a 'thinking …' away whose answer went elsewhere; a failure leaves it to Discord.

        A public one may have become a card before a restart, so it is looked at first.
        """
        if route.waiting is Waiting.NOTHING or route.key in self._settled:
            return
        self._settle(route)
        try:
            with delivering():
                webhook = self._webhook(route)
                if route.waiting is Waiting.PUBLIC and not await _is_thinking(webhook):
                    return
                await webhook.delete_message(_ORIGINAL)
        except DeliveryFailed:
            return

    def _settle(self, route: Route) -> None:
        self._settled[route.key] = None
        while len(self._settled) > _REMEMBERED:
            self._settled.popitem(last=False)

    def _webhook(self, route: Route) -> discord.Webhook:
        data: Any = {"id": route.application, "type": _APPLICATION_WEBHOOK, "token": route.token}
        return discord.Webhook.from_state(
            data,
            self._client._connection,  # noqa: SLF001 - the SDK makes an interaction's webhook the same way
        )


async def _is_thinking(webhook: discord.Webhook) -> bool:
    response = await webhook.fetch_message(_ORIGINAL)
    return response.flags.loading
