"""Interactions in loopback: their callback, and the webhook that each brings with it."""

import asyncio
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import web

from tests.platforms.discord_bodies import check_content, edit, read_body, uploaded
from tests.platforms.discord_faults import RefusedError, answer
from tests.platforms.discord_gateway import Gateway
from tests.platforms.discord_nouns import EPHEMERAL, LOADING, Message, User, snowflake
from tests.platforms.discord_world import World

ACKNOWLEDGE_SECONDS = 3.0
TOKEN_SECONDS = 900.0
GUEST_FOLLOWUPS = 5
SAY, DEFER, DEFER_UPDATE, UPDATE, SUGGEST, MODAL = 4, 5, 6, 7, 8, 9
MODAL_SUBMIT = 5


@dataclass
class Interaction:
    """One interaction. `original` is its response, or the message that a pressed button is on."""

    id: int
    token: str
    type: int
    user: User
    channel_id: int
    guest: bool
    message: Message | None = None
    created: float = field(default_factory=time.monotonic)
    response: int | None = None
    original: Message | None = None
    modal: dict[str, Any] | None = None
    suggested: dict[str, str] = field(default_factory=dict)
    followups: int = 0
    expired: bool = False
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class Hooks:
    """Handlers for interactions and their webhooks."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway
        self.acknowledge_seconds = ACKNOWLEDGE_SECONDS
        self.interactions: dict[str, Interaction] = {}

    def routes(self, api: str) -> list[web.RouteDef]:
        hook = api + "/webhooks/{application}/{token}"
        return [
            web.post(api + "/interactions/{interaction}/{token}/callback", self._callback),
            web.post(hook, self._follow_up),
            web.get(hook + "/messages/{message}", self._get),
            web.patch(hook + "/messages/{message}", self._edit),
            web.delete(hook + "/messages/{message}", self._delete),
        ]

    def begin(self, interaction: Interaction) -> None:
        self.interactions[interaction.token] = interaction

    async def _callback(self, request: web.Request) -> web.Response:
        body, files = await read_body(request)
        interaction = self.interactions.get(request.match_info["token"])
        late = interaction and time.monotonic() - interaction.created > self.acknowledge_seconds
        if interaction is None or late or str(interaction.id) != request.match_info["interaction"]:
            raise RefusedError(404, 10062, "Unknown interaction")
        if interaction.response is not None:
            raise RefusedError(400, 40060, "Interaction has already been acknowledged.")
        kind, data = body["type"], body.get("data") or {}
        if kind == MODAL and interaction.type == MODAL_SUBMIT:
            raise RefusedError(400, 50035, "type")
        if kind in (SAY, DEFER):
            check_content(data)
            interaction.original = self._message(interaction, data, files, loading=kind == DEFER)
        elif kind == DEFER_UPDATE:
            interaction.original = interaction.message
        elif kind == MODAL:
            interaction.modal = data
        elif kind == SUGGEST:
            interaction.suggested = {one["value"]: one["name"] for one in data["choices"]}
        interaction.response = kind
        interaction.answered.set()
        return answer({"interaction": {"id": str(interaction.id), "type": interaction.type}})

    def _message(
        self, interaction: Interaction, data: dict[str, Any], files: dict[int, Any], *, loading: bool
    ) -> Message:
        flags = data.get("flags") or 0
        return self._world.add(
            Message(
                id=snowflake(),
                channel_id=interaction.channel_id,
                author=self._world.bot,
                content=data.get("content") or "",
                uploads=uploaded(data, files),
                components=data.get("components") or [],
                flags=flags | (LOADING if loading else 0),
                webhook_id=self._world.bot.id,
                through_interaction=True,
                private_to=interaction.user.id if flags & EPHEMERAL else None,
            )
        )

    def _live(self, request: web.Request) -> Interaction:
        interaction = self.interactions.get(request.match_info["token"])
        if interaction is None or interaction.response is None:
            raise RefusedError(404, 10015, "Unknown Webhook")
        if interaction.expired or time.monotonic() - interaction.created > TOKEN_SECONDS:
            raise RefusedError(401, 50027, "Invalid Webhook Token")
        return interaction

    def _found(self, request: web.Request, interaction: Interaction) -> Message:
        named = request.match_info["message"]
        message = interaction.original if named == "@original" else self._world.messages.get(int(named))
        if message is None or message.id not in self._world.messages:
            raise RefusedError(404, 10008, "Unknown Message")
        return message

    async def _follow_up(self, request: web.Request) -> web.Response:
        """The first one after a deferral becomes its answer, with the deferral's visibility."""
        body, files = await read_body(request)
        interaction = self._live(request)
        check_content(body)
        if not body.get("content") and not files:
            raise RefusedError(400, 50006, "Cannot send an empty message")
        original = interaction.original
        waits = original is not None and original.id in self._world.messages and original.flags & LOADING
        if original is not None and waits:
            return await self._change(original, body, files)
        interaction.followups += 1
        if interaction.guest and interaction.followups > GUEST_FOLLOWUPS:
            raise RefusedError(400, 40094, "Maximum number of follow-up messages has been reached")
        message = self._message(interaction, body, files, loading=False)
        return await self._told(message, "MESSAGE_CREATE")

    async def _get(self, request: web.Request) -> web.Response:
        return answer(self._payload(self._found(request, self._live(request))))

    async def _edit(self, request: web.Request) -> web.Response:
        body, files = await read_body(request)
        return await self._change(self._found(request, self._live(request)), body, files)

    async def _change(self, message: Message, body: dict[str, Any], files: dict[int, Any]) -> web.Response:
        waited = bool(message.flags & LOADING)
        edit(message, body, files)
        message.flags &= ~LOADING
        if waited:
            message.edits, message.history = 0, []
        self._world.add(message)
        return await self._told(message, "MESSAGE_CREATE" if waited else "MESSAGE_UPDATE")

    async def _delete(self, request: web.Request) -> web.Response:
        message = self._found(request, self._live(request))
        del self._world.messages[message.id]
        return web.Response(status=HTTPStatus.NO_CONTENT)

    def _payload(self, message: Message) -> dict[str, Any]:
        return self._world.payload(message, content_granted=True)

    async def _told(self, message: Message, event: str) -> web.Response:
        """The gateway tells members; ephemeral messages and places without the bot stay quiet."""
        channel = self._world.channels[message.channel_id]
        if message.private_to is None and self._world.is_member(channel):
            await self._gateway.tell(event, self._payload(message))
        return answer(self._payload(message))
