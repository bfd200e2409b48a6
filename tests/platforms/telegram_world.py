"""Chats, members, messages, files and updates of the loopback Telegram."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tests.platforms.telegram_rules import Refusal, bad, units

Json = dict[str, Any]


@dataclass
class File:
    """A file at Telegram; `path` is where getFile says it lies."""

    file_id: str
    unique_id: str
    path: str
    data: bytes = field(repr=False)


@dataclass
class Posted:
    """A message as it stands, and how it came to be so."""

    body: Json
    edits: int = 0
    history: list[str] = field(default_factory=list)
    picture: bytes | None = field(default=None, repr=False)
    document: bytes | None = field(default=None, repr=False)
    force_reply: Json | None = None

    @property
    def text(self) -> str:
        text: str = self.body.get("text") or self.body.get("caption") or ""
        return text


@dataclass
class Chat:
    """A private chat, a group or a supergroup."""

    id: int
    type: str
    title: str = ""
    is_forum: bool = False
    bot_status: str = "member"
    statuses: dict[int, str] = field(default_factory=dict)
    """Of people who are no ordinary members."""
    messages: dict[int, Posted] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    last_message_id: int = 0
    migrated_to: int | None = None
    last_bot: int | None = None

    def body(self) -> Json:
        if self.type == "private":
            return {"id": self.id, "type": "private", "first_name": self.title}
        body: Json = {"id": self.id, "type": self.type, "title": self.title}
        return {**body, "is_forum": True} if self.is_forum else body


class World:
    """Everything that Telegram knows; one bot looks at it."""

    def __init__(self, *, username: str, bot_id: int, privacy: bool) -> None:
        self.me: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Chatbrush",
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": not privacy,
            "supports_inline_queries": False,
        }
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.custom_emoji: dict[str, Json] = {}
        """Stickers by the id of the custom emoji."""
        self.profile_photos: dict[int, list[list[Json]]] = {}
        """Of people by their id, the newest first, each in its sizes."""
        self.updates: list[Json] = []
        self.repeats: list[Json] = []
        self.undelivered: list[Json] = []
        """Messages that privacy mode kept from the bot."""
        self.last_update_id = 900_000_000
        self.allowed: tuple[str, ...] = ("message", "callback_query", "my_chat_member")
        self.arrived = asyncio.Event()

    def add_chat(self, chat_id: int, kind: str, title: str = "", *, is_forum: bool = False) -> Chat:
        self.chats[chat_id] = Chat(chat_id, kind, title, is_forum=is_forum)
        return self.chats[chat_id]

    def chat(self, chat_id: int) -> Chat:
        """A chat that the bot may use."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad("chat not found")
        if chat.migrated_to is not None:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.migrated_to},
            )
        if chat.bot_status == "kicked":
            if chat.type == "private":
                raise Refusal(403, "Forbidden: bot was blocked by the user")
            raise Refusal(403, f"Forbidden: bot was kicked from the {chat.type} chat")
        return chat

    def add_file(self, data: bytes, folder: str, name: str) -> File:
        number = len(self.files) + 1
        file = File(f"AgACAgIAAx{number:06d}", f"AQAD{number:06d}", f"{folder}/file_{number}_{name}", data)
        self.files[file.file_id] = file
        return file

    def photo_size(self, data: bytes, width: int, height: int) -> Json:
        """A still as Telegram describes one."""
        file = self.add_file(data, "photos", "still.jpg")
        return {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "width": width,
            "height": height,
            "file_size": len(data),
        }

    def sticker(self, data: bytes, *, poster: bytes | None = None, kind: str = "regular") -> Json:
        """A sticker; one with a poster moves, and `data` is its animation."""
        file = self.add_file(data, "stickers", "sticker.webp" if poster is None else "sticker.tgs")
        described: Json = {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "type": kind,
            "width": 512,
            "height": 512,
            "is_animated": poster is not None,
            "is_video": False,
            "file_size": len(data),
        }
        return described if poster is None else {**described, "thumbnail": self.photo_size(poster, 128, 128)}

    def add_message(self, chat: Chat, content: Json) -> Posted:
        """Give a message its id and keep it; service messages too."""
        chat.last_message_id += 1
        body = {"message_id": chat.last_message_id, "date": int(time.time()), "chat": chat.body(), **content}
        chat.messages[chat.last_message_id] = Posted(body)
        return chat.messages[chat.last_message_id]

    def reply_fields(self, chat: Chat, reply_to: int | None, topic: int | None) -> Json:
        """`reply_to_message` without its own reply, and the thread that the message is in.

        In a forum that is the topic; elsewhere it is a chain of replies and no topic.
        """
        fields: Json = {}
        target = chat.messages.get(reply_to) if reply_to is not None else None
        if target is not None:
            fields["reply_to_message"] = {
                name: value for name, value in target.body.items() if name != "reply_to_message"
            }
        if topic is not None:
            fields |= {"message_thread_id": topic, "is_topic_message": True}
        elif target is not None and chat.type == "supergroup" and not chat.is_forum:
            fields["message_thread_id"] = target.body.get("message_thread_id", target.body["message_id"])
        return fields

    def update(self, kind: str, payload: Json) -> Json:
        """Queue an update."""
        self.last_update_id += 1
        update = {"update_id": self.last_update_id, kind: payload}
        if kind in self.allowed:
            self.updates.append(update)
            self.arrived.set()
        return update

    def repeat(self, update: Json) -> None:
        """Deliver an update once more, as Telegram may: the same id."""
        self.repeats.append(update)
        self.arrived.set()

    def deliver(self, chat: Chat, posted: Posted) -> Json | None:
        """Queue a message unless privacy mode keeps it from the bot."""
        if not self.is_delivered(chat, posted.body):
            self.undelivered.append(posted.body)
            return None
        return self.update("message", posted.body)

    def is_delivered(self, chat: Chat, body: Json) -> bool:
        """The rules of https://core.telegram.org/bots/features#privacy-mode.

        A bare mention is not on that list.
        """
        if chat.bot_status in ("left", "kicked"):
            return False
        if chat.type == "private" or not any(name in body for name in _CONTENT):
            return True
        sender = body.get("from", {})
        if sender.get("is_bot") and "sender_chat" not in body:
            return False
        if self.me["can_read_all_group_messages"] or chat.bot_status == "administrator":
            return True
        replied_to = body.get("reply_to_message", {}).get("from", {})
        return replied_to.get("id") == self.me["id"] or self._is_for_this_bot(chat, body)

    def _is_for_this_bot(self, chat: Chat, body: Json) -> bool:
        text = body.get("text") or body.get("caption") or ""
        for entity in body.get("entities") or body.get("caption_entities") or []:
            if entity["type"] == "bot_command":
                command = slice_units(text, entity["offset"], entity["length"])
                _, _, suffix = command.partition("@")
                if suffix.lower() == self.me["username"].lower():
                    return True
                if not suffix and chat.last_bot == self.me["id"]:
                    return True
        return False

    def confirm(self, offset: int) -> None:
        """Forget updates below the offset; a negative one counts from the end."""
        if offset < 0:
            self.updates = self.updates[offset:]
        else:
            self.updates = [each for each in self.updates if each["update_id"] >= offset]

    def take(self, limit: int) -> list[Json]:
        """What getUpdates answers: repeats once, and everything that is not confirmed."""
        repeats, self.repeats = self.repeats, []
        return [*repeats, *self.updates][:limit]

    def migrate(self, chat: Chat, new_id: int) -> Chat:
        """A group becomes a supergroup: message ids start again, both chats tell."""
        successor = self.add_chat(new_id, "supergroup", chat.title)
        old = self.add_message(chat, {"migrate_to_chat_id": new_id})
        self.update("message", old.body)
        chat.migrated_to = new_id
        new = self.add_message(successor, {"migrate_from_chat_id": chat.id})
        self.update("message", new.body)
        return successor


_CONTENT = frozenset(
    ("text", "photo", "document", "sticker", "video", "animation", "voice", "audio", "video_note")
)


def slice_units(text: str, offset: int, length: int) -> str:
    raw = text.encode("utf-16-le")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def entities_of(
    text: str, people: Iterable[Json] = (), emoji: Mapping[str, str] = MappingProxyType({})
) -> list[Json]:
    """Commands, mentions and custom emoji as Telegram's clients mark them; `people` may be mentioned by name."""
    found: list[Json] = []
    position = 0
    for word in _words(text):
        start = text.index(word, position)
        position = start + len(word)
        place = {"offset": units(text[:start]), "length": units(word)}
        if word.startswith("/") and word[1:].replace("_", "").replace("@", "").isascii() and len(word) > 1:
            found.append({"type": "bot_command", **place})
        elif word.startswith("@") and word[1:].isascii() and len(word) > 1:
            found.append({"type": "mention", **place})
    for person in people:
        start = text.find(person["first_name"])
        if start >= 0:
            place = {"offset": units(text[:start]), "length": units(person["first_name"])}
            found.append({"type": "text_mention", "user": person, **place})
    for sign, number in emoji.items():
        if sign in text:
            place = {"offset": units(text[: text.index(sign)]), "length": units(sign)}
            found.append({"type": "custom_emoji", "custom_emoji_id": number, **place})
    return sorted(found, key=lambda entity: int(entity["offset"]))


def _words(text: str) -> Sequence[str]:
    return [word.rstrip(",.:;!?，。：；！？") for word in text.split() if word[0] in "/@"]
