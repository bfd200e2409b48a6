"""What people do in the loopback Telegram: talk, post photos, reply, press buttons."""

import itertools
import mimetypes
import time
from collections.abc import Sequence
from typing import Any

from tests.platforms.telegram_rules import Upload
from tests.platforms.telegram_server import TelegramServer
from tests.platforms.telegram_world import Chat, Json, Posted, entities_of


def member(key: str, name: str, locale: str = "en") -> Json:
    """A user as Telegram describes one."""
    return {"id": int(key), "is_bot": False, "first_name": name, "language_code": locale}


ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
ANOTHER_BOT = {"id": 4242, "is_bot": True, "first_name": "Other", "username": "OtherBot"}


class People:
    """The members of one chat. `last` is the update that the latest action made, None if undelivered."""

    def __init__(self, server: TelegramServer, chat: Chat) -> None:
        self.server = server
        self.chat = chat
        self.last: Json | None = None
        self._numbers = itertools.count(1)
        self.mentionable: list[Json] = []
        """Who is mentioned by name."""
        self.emoji: dict[str, str] = {}
        """Ids of custom emoji by the sign that stands for each."""

    async def say(
        self,
        who: Json,
        text: str = "",
        *,
        image: bytes | None = None,
        file: Upload | None = None,
        reply_to: int | None = None,
        topic: int | None = None,
        extra: Json | None = None,
    ) -> Posted:
        """Post a text, or a photo or a file with a caption, perhaps as a reply or in a topic."""
        content = await self._content(text, image, file) if text or image or file else {}
        world = self.server.world
        fields = world.reply_fields(self.chat, reply_to, topic)
        posted = world.add_message(self.chat, {"from": who, **content, **fields, **(extra or {})})
        if image is not None:
            posted.picture = image
        if file is not None:
            posted.document = file.data
        self.last = world.deliver(self.chat, posted)
        return posted

    async def album(
        self, who: Json, caption: str, images: Sequence[bytes], *, reply_to: int | None = None
    ) -> Sequence[Posted]:
        """Post several photos at once: single messages; words and reply are on the first."""
        album = {"media_group_id": f"album-{next(self._numbers)}"}
        first = await self.say(who, caption, image=images[0], reply_to=reply_to, extra=album)
        return [first, *[await self.say(who, image=image, extra=album) for image in images[1:]]]

    async def press(self, who: Json, message_id: int, data: str) -> str:
        """Press a button; the id of the query."""
        query = str(next(self._numbers) * 10_000_019)
        self.server.methods.open_queries[query] = time.monotonic()
        posted = self.chat.messages[message_id]
        self.last = self.server.world.update(
            "callback_query",
            {
                "id": query,
                "from": who,
                "message": posted.body,
                "chat_instance": str(self.chat.id),
                "data": data,
            },
        )
        return query

    def repeat(self) -> None:
        """Telegram delivers the last update once more."""
        if self.last is not None:
            self.server.world.repeat(self.last)

    def set_status(self, status: str) -> None:
        """The bot is promoted, demoted, added or removed, and is told so."""
        old, self.chat.bot_status = self.chat.bot_status, status
        user = self.server.world.me
        rights = dict.fromkeys(_ADMIN_RIGHTS, False)
        self.last = self.server.world.update(
            "my_chat_member",
            {
                "chat": self.chat.body(),
                "from": member("1", "Owner"),
                "date": int(time.time()),
                "old_chat_member": {"status": old, "user": user},
                "new_chat_member": {
                    "status": status,
                    "user": user,
                    **(rights if status == "administrator" else {}),
                    **({"until_date": 0} if status == "kicked" else {}),
                },
            },
        )

    async def _content(self, text: str, image: bytes | None, file: Upload | None) -> Json:
        entities = entities_of(text, self.mentionable, self.emoji)
        if image is None and file is None:
            return {"text": text, **({"entities": entities} if entities else {})}
        methods = self.server.methods
        if image is not None:
            upload = Upload("photo.jpg", "image/jpeg", image)
            content: dict[str, Any] = await methods.photo_content(upload)
        else:
            assert file is not None
            content = methods.document_content(file)
        if text:
            content["caption"] = text
        return {**content, **({"caption_entities": entities} if entities else {})}


def as_file(name: str, data: bytes) -> Upload:
    """A file as a client sends it: the type is what the name says."""
    return Upload(name, mimetypes.guess_type(name)[0] or "application/octet-stream", data)


_ADMIN_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]
