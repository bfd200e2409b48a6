"""Discord's REST API in loopback: what a bot may ask for with its token."""

from http import HTTPStatus
from typing import Any

from aiohttp import web

from tests.platforms.discord_bodies import INVALID_BODY, check_content, edit, read_body, uploaded
from tests.platforms.discord_faults import RefusedError, answer
from tests.platforms.discord_gateway import Gateway
from tests.platforms.discord_nouns import ALL_RIGHTS, DEFAULT, DM, REPLY, THREAD, Channel, Message, snowflake
from tests.platforms.discord_world import World

CONTENT_FLAG = 1 << 18
LOCALIZED = ("name_localizations", "description_localizations")


class Rest:
    """Handlers for one bot."""

    def __init__(self, world: World, gateway: Gateway, token: str) -> None:
        self._world = world
        self._gateway = gateway
        self._token = token
        self.commands: list[dict[str, Any]] = []
        self.syncs = 0
        self.interactions_endpoint: str | None = None
        self.application_flags = CONTENT_FLAG if gateway.granted else 0

    def routes(self, api: str) -> list[web.RouteDef]:
        message = api + "/channels/{channel}/messages/{message}"
        return [
            web.get(api + "/users/@me", self._me),
            web.get(api + "/oauth2/applications/@me", self._application),
            web.get(api + "/applications/{application}/commands", self._list_commands),
            web.put(api + "/applications/{application}/commands", self._put_commands),
            web.get(api + "/channels/{channel}", self._channel),
            web.post(api + "/channels/{channel}/messages", self._create),
            web.get(message, self._get),
            web.patch(message, self._edit),
            web.delete(message, self._delete),
            web.get(api + "/users/{user}", self._user),
            web.get("/cdn/attachments/{channel}/{upload}/{name}", self._download),
            web.get("/cdn/{asset:(?:avatars|emojis|stickers)/.+}", self._asset),
        ]

    def _check_token(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {self._token}":
            raise RefusedError(401, 0, "401: Unauthorized")

    async def _me(self, request: web.Request) -> web.Response:
        self._check_token(request)
        return answer(self._world.bot.payload())

    async def _user(self, request: web.Request) -> web.Response:
        self._check_token(request)
        user = self._world.users.get(int(request.match_info["user"]))
        if user is None:
            raise RefusedError(404, 10013, "Unknown User")
        return answer(user.payload())

    async def _asset(self, request: web.Request) -> web.Response:
        data = self._world.assets.get(request.match_info["asset"])
        if data is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        return web.Response(body=data, content_type="image/png")

    async def _application(self, request: web.Request) -> web.Response:
        self._check_token(request)
        bot = self._world.bot
        return answer(
            {
                "id": str(bot.id),
                "name": bot.name,
                "description": "",
                "icon": None,
                "bot_public": True,
                "bot_require_code_grant": False,
                "verify_key": "00",
                "flags": self.application_flags,
                "owner": {**bot.payload(), "bot": False},
                "team": None,
                "interactions_endpoint_url": self.interactions_endpoint,
            }
        )

    async def _list_commands(self, request: web.Request) -> web.Response:
        self._check_token(request)
        if request.query.get("with_localizations") in ("true", "1"):
            return answer(self.commands)
        return answer([_without_localizations(command) for command in self.commands])

    async def _put_commands(self, request: web.Request) -> web.Response:
        self._check_token(request)
        body, _ = await read_body(request)
        given = {"id", "application_id", "version"}
        self.commands = [
            {
                "id": str(snowflake()),
                "application_id": str(self._world.bot.id),
                "version": "1",
                "description": "",
                "nsfw": False,
                "default_member_permissions": None,
                **{key: value for key, value in command.items() if key not in given},
            }
            for command in body
        ]
        self.syncs += 1
        return answer(self.commands)

    async def _channel(self, request: web.Request) -> web.Response:
        return answer(self._world.channel_payload(self._place(request)))

    def _place(self, request: web.Request, *rights: str) -> Channel:
        """The channel, if the bot may do this there."""
        self._check_token(request)
        channel = self._world.channels.get(int(request.match_info["channel"]))
        if channel is None:
            raise RefusedError(404, 10003, "Unknown Channel")
        granted = self._world.rights(channel)
        if not self._world.is_member(channel) or not granted & ALL_RIGHTS["view_channel"]:
            raise RefusedError(403, 50001, "Missing Access")
        if channel.type != DM and any(not granted & ALL_RIGHTS[right] for right in rights):
            raise RefusedError(403, 50013, "Missing Permissions")
        return channel

    def _found(self, request: web.Request, channel: Channel) -> Message:
        message = self._world.messages.get(int(request.match_info["message"]))
        if message is None or message.channel_id != channel.id or message.private_to is not None:
            raise RefusedError(404, 10008, "Unknown Message")
        return message

    def shown(self, message: Message) -> dict[str, Any]:
        return self._world.payload(message, content_granted=self._gateway.hears_content)

    async def _get(self, request: web.Request) -> web.Response:
        channel = self._place(request, "read_message_history")
        return answer(self.shown(self._found(request, channel)))

    async def _create(self, request: web.Request) -> web.Response:
        body, files = await read_body(request)
        channel = self._place(request, "send_messages")
        self._check_rights(channel, body, has_files=bool(files))
        check_content(body)
        repeated = self._same_nonce(channel, body)
        if repeated is not None:
            return answer(self.shown(repeated))
        uploads = uploaded(body, files)
        if not body.get("content") and not uploads:
            raise RefusedError(400, 50006, "Cannot send an empty message")
        reference = self._reference(body)
        message = self._world.add(
            Message(
                id=snowflake(),
                channel_id=channel.id,
                author=self._world.bot,
                content=body.get("content") or "",
                uploads=uploads,
                type=DEFAULT if reference is None else REPLY,
                reference=reference,
                components=body.get("components") or [],
                flags=body.get("flags", 0),
                nonce=body.get("nonce"),
                pings=_pings(body),
            )
        )
        await self._gateway.tell("MESSAGE_CREATE", self.shown(message))
        return answer(self.shown(message))

    def _check_rights(self, channel: Channel, body: dict[str, Any], *, has_files: bool) -> None:
        granted = self._world.rights(channel)
        if channel.type == DM:
            return
        if channel.type == THREAD and channel.locked:
            raise RefusedError(400, 50083, "Thread is archived")
        if channel.type == THREAD and not granted & ALL_RIGHTS["send_messages_in_threads"]:
            raise RefusedError(403, 50013, "Missing Permissions")
        if has_files and not granted & ALL_RIGHTS["attach_files"]:
            raise RefusedError(403, 50013, "Missing Permissions")
        if body.get("message_reference") and not granted & ALL_RIGHTS["read_message_history"]:
            raise RefusedError(403, 160002, "Cannot reply without permission to read message history")

    def _same_nonce(self, channel: Channel, body: dict[str, Any]) -> Message | None:
        if not body.get("enforce_nonce"):
            return None
        same = (one for one in self._world.in_channel(channel.id) if one.nonce == body.get("nonce"))
        return next((one for one in same if one.author is self._world.bot), None)

    def _reference(self, body: dict[str, Any]) -> dict[str, Any] | None:
        reference: dict[str, Any] | None = body.get("message_reference")
        if reference is None:
            return None
        if int(reference["message_id"]) in self._world.messages:
            return {key: str(value) for key, value in reference.items() if key.endswith("_id")}
        if reference.get("fail_if_not_exists", True):
            raise RefusedError(400, INVALID_BODY, "message_reference: Unknown message")
        return None

    async def _edit(self, request: web.Request) -> web.Response:
        body, files = await read_body(request)
        message = self._found(request, self._place(request, *(["attach_files"] if files else [])))
        if message.author is not self._world.bot:
            raise RefusedError(403, 50005, "Cannot edit a message authored by another user")
        edit(message, body, files)
        self._world.add(message)
        await self._gateway.tell("MESSAGE_UPDATE", self.shown(message))
        return answer(self.shown(message))

    async def _delete(self, request: web.Request) -> web.Response:
        message = self._found(request, self._place(request))
        del self._world.messages[message.id]
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _download(self, request: web.Request) -> web.Response:
        upload = self._world.uploads.get(int(request.match_info["upload"]))
        signed = int(request.query.get("ex", "0"), 16)
        alive = any(upload in message.uploads for message in self._world.messages.values())
        if upload is None or signed < self._world.generation or not (alive or upload.ephemeral):
            return web.Response(status=HTTPStatus.NOT_FOUND, text="This content is no longer available.")
        return web.Response(body=upload.data, content_type="application/octet-stream")


def _pings(body: dict[str, Any]) -> tuple[int, ...]:
    """Whom a message of the bot notifies: what it names, as far as allowed_mentions lets it."""
    allowed = body.get("allowed_mentions", {"parse": ["users"]})
    return tuple(int(one) for one in allowed.get("users", ()))


def _without_localizations(command: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in command.items() if key not in LOCALIZED}
