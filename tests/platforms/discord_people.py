"""What people do in the loopback Discord: talk, command, open menus, press buttons, fill in forms."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.platforms.discord_hooks import MODAL, Interaction
from tests.platforms.discord_nouns import (
    BOT_RIGHTS,
    DEFAULT,
    DM,
    REPLY,
    TEXT,
    THREAD,
    Channel,
    Guild,
    Message,
    Upload,
    User,
    snowflake,
)
from tests.platforms.discord_server import LoopbackDiscord

COMMAND, COMPONENT, TYPING, MODAL_SUBMIT = 2, 3, 4, 5
SLASH, MESSAGE_MENU = 1, 3
ATTACHMENT = 11
_ADMINISTRATOR = 1 << 3


@dataclass
class Form:
    """A form as it opened for a person."""

    custom_id: str
    title: str
    fields: dict[str, Mapping[str, Any]]
    user: User
    channel_id: int
    message: Message | None


class People:
    """Acts in a loopback Discord. `installed_by_users` has every interaction come by a user install."""

    def __init__(self, server: LoopbackDiscord) -> None:
        self._server = server
        self._world = server.world
        self.last_event: tuple[str, dict[str, Any]] | None = None

    def user(
        self, name: str, user_id: int | None = None, locale: str = "en-US", *, bot: bool = False
    ) -> User:
        user = User(user_id or snowflake(), name, locale, bot)
        self._world.users[user.id] = user
        return user

    def guild(self, *, has_bot: bool = True) -> Guild:
        guild = Guild(snowflake(), "Studio", has_bot)
        self._world.guilds[guild.id] = guild
        return guild

    def channel(self, guild: Guild | None, kind: int = TEXT, **more: Any) -> Channel:
        guild_id = None if guild is None else guild.id
        channel = Channel(more.pop("id", snowflake()), kind, guild_id, **more)
        self._world.channels[channel.id] = channel
        return channel

    def private_chat(self, user: User) -> Channel:
        return self.channel(None, DM, recipients=(user.id, self._world.bot.id))

    def thread(self, parent: Channel, starter: Message | None = None) -> Channel:
        guild = self._world.guilds[parent.guild_id or 0]
        thread_id = snowflake() if starter is None else starter.id
        return self.channel(guild, THREAD, id=thread_id, parent_id=parent.id, name="thread")

    async def tell(self, event: str, data: dict[str, Any]) -> None:
        self.last_event = event, data
        await self._server.gateway.tell(event, data)

    async def repeat(self) -> None:
        """The gateway delivers the last act once more."""
        if self.last_event is not None:
            await self._server.gateway.tell(*self.last_event)

    async def post(
        self,
        user: User,
        channel: Channel,
        content: str = "",
        uploads: Sequence[Upload] = (),
        reply_to: Message | None = None,
        **more: Any,
    ) -> Message:
        """Say something; the gateway tells the bot if it is there."""
        message = Message(
            snowflake(),
            channel.id,
            user,
            content,
            list(uploads),
            type=more.pop("type", DEFAULT if reply_to is None else REPLY),
            **more,
        )
        if reply_to is not None:
            message.reference = {"message_id": str(reply_to.id), "channel_id": str(reply_to.channel_id)}
            if channel.guild_id is not None:
                message.reference |= {"guild_id": str(channel.guild_id)}
        self._world.add(message)
        if self._world.is_member(channel):
            data = self._server.rest.shown(message)
            if channel.guild_id is not None:
                data["member"] = self._world.member_payload(user)
            await self.tell("MESSAGE_CREATE", data)
        return message

    async def unfurl(self, message: Message, embed: dict[str, Any]) -> None:
        """Discord found a preview for a link: an update without an edit time."""
        message.embeds.append(embed)
        await self._server.gateway.tell("MESSAGE_UPDATE", self._server.rest.shown(message))

    async def slash(
        self,
        user: User,
        channel: Channel,
        name: str,
        options: Mapping[str, Any] | None = None,
        uploads: Mapping[str, Upload] | None = None,
    ) -> Interaction:
        """Use a slash command as it was registered."""
        command = self._command(name, SLASH)
        kinds = {option["name"]: option["type"] for option in command.get("options", ())}
        given = [{"name": key, "type": kinds[key], "value": value} for key, value in (options or {}).items()]
        for key, upload in (uploads or {}).items():
            given.append({"name": key, "type": ATTACHMENT, "value": str(upload.id)})
        data = {"id": command["id"], "name": name, "type": SLASH, "options": given}
        return await self._interact(
            COMMAND, user, channel, data | self._resolved(list((uploads or {}).values()))
        )

    async def type_option(
        self, user: User, channel: Channel, name: str, option: str, typed: str
    ) -> dict[str, str]:
        """Begin to fill in an option of a slash command: the suggestions, title by value."""
        command = self._command(name, SLASH)
        about = next(one for one in command["options"] if one["name"] == option)
        assert about.get("autocomplete"), "Discord asks for none"
        given = [{"name": option, "type": about["type"], "value": typed, "focused": True}]
        data = {"id": command["id"], "name": name, "type": SLASH, "options": given}
        interaction = await self._interact(TYPING, user, channel, data)
        async with asyncio.timeout(3):
            await interaction.answered.wait()
        return interaction.suggested

    async def menu(self, user: User, target: Message, name: str = "Edit image") -> Form:
        """Choose an entry of a message's menu; the target is shown whole, whatever the intents."""
        command = self._command(name, MESSAGE_MENU)
        shown = self._world.payload(target, content_granted=True)
        data = {
            "id": command["id"],
            "name": name,
            "type": MESSAGE_MENU,
            "target_id": str(target.id),
            "resolved": {"messages": {str(target.id): shown}},
        }
        channel = self._world.channels[target.channel_id]
        return await self._opened(await self._interact(COMMAND, user, channel, data), None)

    async def press(self, user: User, on: Message, custom_id: str) -> Interaction:
        """Press a button, or send any id at all, as a hostile client may."""
        data = {"custom_id": custom_id, "component_type": 2}
        channel = self._world.channels[on.channel_id]
        return await self._interact(COMPONENT, user, channel, data, message=on)

    async def open_form(self, user: User, on: Message, custom_id: str) -> Form:
        """Press a button that opens a form."""
        return await self._opened(await self.press(user, on, custom_id), on)

    async def submit(self, form: Form, words: str, uploads: Sequence[Upload] = ()) -> Interaction:
        """Send a form off."""
        components = []
        for custom_id, field in form.fields.items():
            filled: dict[str, Any] = {"type": field["type"], "custom_id": custom_id, "id": 1}
            filled |= {"value": words} if field["type"] == 4 else {"values": [str(one.id) for one in uploads]}
            components.append({"type": 18, "id": 1, "component": filled})
        data = {"custom_id": form.custom_id, "components": components} | self._resolved(uploads)
        channel = self._world.channels[form.channel_id]
        return await self._interact(MODAL_SUBMIT, form.user, channel, data, message=form.message)

    async def _opened(self, interaction: Interaction, on: Message | None) -> Form:
        async with asyncio.timeout(3):
            await interaction.answered.wait()
        assert interaction.response == MODAL, interaction.response
        modal = interaction.modal or {}
        fields = {one["component"]["custom_id"]: one["component"] for one in modal["components"]}
        return Form(modal["custom_id"], modal["title"], fields, interaction.user, interaction.channel_id, on)

    def _resolved(self, uploads: Sequence[Upload]) -> dict[str, Any]:
        """Uploads of commands and forms are ephemeral attachments."""
        if not uploads:
            return {}
        for upload in uploads:
            upload.ephemeral = True
            self._world.uploads[upload.id] = upload
        shown = {one.id: one.payload(self._world.base, self._world.generation) for one in uploads}
        return {"resolved": {"attachments": {str(key): value for key, value in shown.items()}}}

    def _command(self, name: str, kind: int) -> dict[str, Any]:
        return next(one for one in self._server.rest.commands if (one["name"], one["type"]) == (name, kind))

    async def _interact(
        self, kind: int, user: User, channel: Channel, data: dict[str, Any], message: Message | None = None
    ) -> Interaction:
        guest = not self._world.is_member(channel)
        interaction = Interaction(
            snowflake(), f"token-{snowflake()}", kind, user, channel.id, guest, message=message
        )
        self._server.hooks.begin(interaction)
        owners = {"1": str(user.id)} if guest else {"0": str(channel.guild_id or 0)}
        contexts = {DM: 1} if channel.guild_id is None else {}
        payload: dict[str, Any] = {
            "id": str(interaction.id),
            "application_id": str(self._world.bot.id),
            "type": kind,
            "data": data,
            "token": interaction.token,
            "version": 1,
            "channel": self._world.channel_payload(channel),
            "channel_id": str(channel.id),
            "app_permissions": str(0 if guest else BOT_RIGHTS),
            "locale": user.locale,
            "entitlements": [],
            "authorizing_integration_owners": owners,
            "context": contexts.get(channel.type, 0 if channel.guild_id is not None else 2),
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if message is not None:
            payload["message"] = self._world.payload(message, content_granted=True)
        if channel.guild_id is None:
            payload["user"] = user.payload()
        else:
            guild = {"id": str(channel.guild_id), "locale": "en-US", "features": []}
            member = self._world.member_payload(user) | {"permissions": str(user.permissions)}
            payload |= {
                "guild": guild,
                "guild_id": str(channel.guild_id),
                "guild_locale": "en-US",
                "member": member,
            }
        await self.tell("INTERACTION_CREATE", json.loads(json.dumps(payload)))
        return interaction
