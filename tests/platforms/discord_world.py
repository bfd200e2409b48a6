"""Discord's state in the loopback server, and what the bot is shown of it."""

import re
from collections.abc import Iterable
from typing import Any

from tests.platforms.discord_nouns import (
    BOT_RIGHTS,
    DM,
    GROUP_DM,
    REPLY,
    THREAD,
    THREAD_STARTER,
    Channel,
    Guild,
    Message,
    Upload,
    User,
    snowflake,
    timestamp,
)
from tests.platforms.discord_payloads import role_payload, thread_payload

_MENTION = re.compile(r"<@!?(\d+)>")


class World:
    """Everything that the loopback Discord knows."""

    def __init__(self, bot: User, base: str) -> None:
        self.bot = bot
        self.base = base
        self.users: dict[int, User] = {bot.id: bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.uploads: dict[int, Upload] = {}
        self.assets: dict[str, bytes] = {}
        """Avatars, emoji and stickers by their path on the CDN."""
        self.generation = 1
        """Links signed with an earlier generation are expired."""
        self.bot_role_id = snowflake()

    def in_channel(self, channel_id: int) -> list[Message]:
        return [message for message in self.messages.values() if message.channel_id == channel_id]

    def add(self, message: Message) -> Message:
        self.messages[message.id] = message
        self.uploads.update((upload.id, upload) for upload in message.uploads)
        return message

    def rights(self, channel: Channel) -> int:
        """What the bot may do in a place."""
        denied = channel.denied
        if channel.parent_id is not None:
            denied |= self.channels[channel.parent_id].denied
        return BOT_RIGHTS & ~denied

    def is_member(self, channel: Channel) -> bool:
        if channel.guild_id is None:
            return channel.type == DM and self.bot.id in channel.recipients
        return self.guilds[channel.guild_id].has_bot

    def mentioned(self, message: Message) -> list[int]:
        """Whom a message mentions: explicitly, or by the ping of a reply."""
        named = [int(found) for found in _MENTION.findall(message.content)]
        target = self.target(message)
        if message.type == REPLY and message.pings_reply and target is not None:
            named.append(target.author.id)
        return [one for one in dict.fromkeys(named) if one in self.users]

    def target(self, message: Message) -> Message | None:
        if message.reference is None:
            return None
        return self.messages.get(int(message.reference["message_id"]))

    def content_is_open(self, message: Message) -> bool:
        """Whether the bot reads a message without the message content intent.

        Own messages, private chats, mentions, and replies with a ping to an ordinary message of
        the bot; a reply to an interaction's response does not count (gateway docs, "message content intent").
        """
        if message.author.id == self.bot.id or self.channels[message.channel_id].type == DM:
            return True
        if str(self.bot.id) in _MENTION.findall(message.content):
            return True
        target = self.target(message)
        return (
            self.bot.id in self.mentioned(message) and target is not None and not target.through_interaction
        )

    def payload(self, message: Message, *, content_granted: bool, nested: bool = False) -> dict[str, Any]:
        """A message as the gateway and REST show it to the bot."""
        channel = self.channels[message.channel_id]
        payload: dict[str, Any] = {
            "id": str(message.id),
            "channel_id": str(message.channel_id),
            "author": message.author.payload(),
            "content": message.content,
            "timestamp": timestamp(message.id),
            "edited_timestamp": timestamp(snowflake()) if message.edits else None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [self.users[one].payload() for one in self.mentioned(message)],
            "mention_roles": [str(self.bot_role_id)] if f"<@&{self.bot_role_id}>" in message.content else [],
            "attachments": [upload.payload(self.base, self.generation) for upload in message.uploads],
            "embeds": message.embeds,
            "components": message.components,
            "pinned": False,
            "type": message.type,
            "flags": message.flags,
        }
        if channel.guild_id is not None and not nested:
            payload["guild_id"] = str(channel.guild_id)
        if message.webhook_id is not None:
            payload["webhook_id"] = str(message.webhook_id)
        if message.stickers:
            payload["sticker_items"] = message.stickers
        if message.snapshots:
            payload["message_snapshots"] = message.snapshots
        if message.nonce is not None:
            payload["nonce"] = message.nonce
        self._refer(message, payload, content_granted=content_granted, nested=nested)
        if not content_granted and not self.content_is_open(message):
            payload.update(content="", attachments=[], embeds=[], components=[])
        return payload

    def _refer(
        self, message: Message, payload: dict[str, Any], *, content_granted: bool, nested: bool
    ) -> None:
        if message.reference is None:
            return
        payload["message_reference"] = {"type": 0, **message.reference}
        if message.type not in (REPLY, THREAD_STARTER) or nested or not message.resolves:
            return
        target = self.target(message)
        payload["referenced_message"] = (
            None if target is None else self.payload(target, content_granted=content_granted, nested=True)
        )

    def channel_payload(self, channel: Channel) -> dict[str, Any]:
        payload: dict[str, Any] = {"id": str(channel.id), "type": channel.type, "last_message_id": None}
        if channel.type in (DM, GROUP_DM):
            payload["recipients"] = [
                self.users[one].payload() for one in channel.recipients if one != self.bot.id
            ]
            return payload
        payload |= {"name": channel.name, "guild_id": str(channel.guild_id), "flags": 0}
        if channel.type == THREAD:
            return payload | thread_payload(channel.parent_id, locked=channel.locked)
        denial = {"id": str(self.bot.id), "type": 1, "allow": "0", "deny": str(channel.denied)}
        return payload | {
            "parent_id": None,
            "position": 0,
            "permission_overwrites": [denial] if channel.denied else [],
            "nsfw": False,
            "topic": None,
            "rate_limit_per_user": 0,
        }

    def member_payload(self, user: User, roles: Iterable[int] = ()) -> dict[str, Any]:
        return {
            "user": user.payload(),
            "nick": None,
            "roles": [str(role) for role in roles],
            "joined_at": "2024-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }

    def guild_payload(self, guild: Guild) -> dict[str, Any]:
        """GUILD_CREATE's data."""
        mine = [channel for channel in self.channels.values() if channel.guild_id == guild.id]
        return {
            "id": str(guild.id),
            "name": guild.name,
            "owner_id": "1",
            "member_count": len(self.users),
            "roles": [role_payload(guild.id, "@everyone", 0), self._bot_role()],
            "members": [self.member_payload(self.bot, [self.bot_role_id])],
            "channels": [self.channel_payload(channel) for channel in mine if channel.type != THREAD],
            "threads": [self.channel_payload(channel) for channel in mine if channel.type == THREAD],
            "emojis": [],
            "stickers": [],
            "features": [],
            "premium_tier": 0,
            "preferred_locale": "en-US",
        }

    def _bot_role(self) -> dict[str, Any]:
        tags = {"tags": {"bot_id": str(self.bot.id)}, "managed": True}
        return role_payload(self.bot_role_id, self.bot.name, BOT_RIGHTS) | tags
