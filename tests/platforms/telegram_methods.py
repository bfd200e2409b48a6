"""The Bot API's methods on the loopback world."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tests.platforms.telegram_rules import (
    DOWNLOAD_BYTES,
    Call,
    Upload,
    bad,
    check_caption,
    check_document,
    check_entities,
    check_markup,
    check_photo,
    check_text,
    recompressed,
)
from tests.platforms.telegram_webhook import Hook
from tests.platforms.telegram_world import Chat, Json, Posted, World

Method = Callable[[Call], Awaitable[Any]]


class Methods:
    """One bot's methods; each takes a request and returns its "result" or raises `Refusal`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.hook = Hook()
        self.menus: dict[str, list[Json]] = {}
        self.open_queries: dict[str, float] = {}
        self.answered: list[str] = []
        self.actions: list[tuple[int, str]] = []
        self._album = 0

    def find(self, name: str) -> Method | None:
        """The method of that Bot API name."""
        snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
        method: Method | None = getattr(self, f"do_{snake}", None)
        return method

    async def do_get_me(self, _call: Call) -> Json:
        return self.world.me

    async def do_delete_webhook(self, _call: Call) -> bool:
        self.hook.url = ""
        return True

    async def do_set_webhook(self, call: Call) -> bool:
        if "refused" in call.params["url"]:
            raise bad("bad webhook: Failed to resolve host: Name or service not known")
        allowed = call.structure("allowed_updates")
        if allowed is not None:
            self.world.allowed = tuple(allowed)
        self.hook.secret = call.params.get("secret_token", "")
        self.hook.max_connections = call.optional("max_connections") or 40
        self.hook.url = call.params["url"]
        return True

    async def do_get_webhook_info(self, _call: Call) -> Json:
        info: Json = {
            "url": self.hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates),
        }
        if self.hook.failed_at:
            info |= {"last_error_date": self.hook.failed_at, "last_error_message": self.hook.failure}
        return info

    async def do_get_my_commands(self, call: Call) -> list[Json]:
        return self.menus.get(call.params.get("language_code", ""), [])

    async def do_set_my_commands(self, call: Call) -> bool:
        self.menus[call.params.get("language_code", "")] = call.structure("commands")
        return True

    async def do_get_chat_member(self, call: Call) -> Json:
        chat = self.world.chat(call.integer("chat_id"))
        user = call.integer("user_id")
        status = chat.bot_status if user == self.world.me["id"] else chat.statuses.get(user, "member")
        about = self.world.me if user == self.world.me["id"] else {"id": user, "is_bot": False}
        member: Json = {"status": status, "user": {"first_name": "somebody", **about}}
        if status == "creator":
            member["is_anonymous"] = False
        if status == "administrator":
            rights = (
                "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
                "can_restrict_members can_promote_members can_change_info can_invite_users "
                "can_post_stories can_edit_stories can_delete_stories"
            )
            member |= dict.fromkeys(rights.split(), False)
        return member

    async def do_send_chat_action(self, call: Call) -> bool:
        self.actions.append((self.world.chat(call.integer("chat_id")).id, call.params["action"]))
        return True

    async def do_answer_callback_query(self, call: Call) -> bool:
        query = call.params["callback_query_id"]
        if self.open_queries.pop(query, -1e9) < time.monotonic() - 15:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self.answered.append(query)
        return True

    async def do_get_file(self, call: Call) -> Json:
        file = self.world.files.get(call.params["file_id"])
        if file is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if len(file.data) > DOWNLOAD_BYTES:
            raise bad("file is too big")
        return {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "file_size": len(file.data),
            "file_path": file.path,
        }

    async def do_get_custom_emoji_stickers(self, call: Call) -> list[Json]:
        known = self.world.custom_emoji
        return [known[one] for one in call.structure("custom_emoji_ids") if one in known]

    async def do_get_user_profile_photos(self, call: Call) -> Json:
        photos = self.world.profile_photos.get(call.integer("user_id"), [])
        return {"total_count": len(photos), "photos": photos[: call.optional("limit") or 100]}

    async def do_send_message(self, call: Call) -> Json:
        text = check_text(call.params.get("text", ""))
        content: Json = {"text": text}
        entities = check_entities(text, call.structure("entities"))
        return self._send(call, content | ({"entities": entities} if entities else {})).body

    async def do_send_photo(self, call: Call) -> Json:
        upload = call.upload(call.params.get("photo"), "photo")
        content = await self.photo_content(upload, spoiler=call.params.get("has_spoiler") == "true")
        posted = self._send(call, content | self._caption(call))
        posted.picture = upload.data
        return posted.body

    async def do_send_document(self, call: Call) -> Json:
        upload = call.upload(call.params.get("document"), "document")
        posted = self._send(call, self.document_content(upload) | self._caption(call))
        posted.document = upload.data
        return posted.body

    async def do_send_media_group(self, call: Call) -> list[Json]:
        media = call.structure("media")
        if not 2 <= len(media) <= 10:
            raise bad("media group must include 2-10 items")
        kinds = {item["type"] for item in media}
        if "document" in kinds and len(kinds) > 1:
            raise bad("document can't be mixed with other media types")
        contents = [await self._media_content(call, item) for item in media]
        self._album += 1
        sent = []
        for content, upload, kind in contents:
            posted = self._send(call, {**content, "media_group_id": f"bot-{self._album}"})
            self._hold(posted, kind, upload)
            sent.append(posted.body)
        return sent

    async def do_edit_message_text(self, call: Call) -> Json:
        posted = self._editable(call)
        if "text" not in posted.body:
            raise bad("there is no text in the message to edit")
        text = check_text(call.params.get("text", ""))
        content: Json = {"text": text}
        entities = check_entities(text, call.structure("entities"))
        return self._change(call, posted, content | ({"entities": entities} if entities else {}))

    async def do_edit_message_caption(self, call: Call) -> Json:
        posted = self._editable(call)
        if "text" in posted.body:
            raise bad("there is no caption in the message to edit")
        return self._change(call, posted, self._caption(call))

    async def do_edit_message_media(self, call: Call) -> Json:
        posted = self._editable(call)
        content, upload, kind = await self._media_content(call, call.structure("media"))
        body = self._change(call, posted, content)
        self._hold(posted, kind, upload)
        return body

    async def photo_content(self, upload: Upload, *, spoiler: bool = False) -> Json:
        """A photo in two sizes, the larger one first: nothing may depend on their order."""
        await asyncio.to_thread(check_photo, upload)
        data, (width, height) = await asyncio.to_thread(recompressed, upload.data)
        large = self.world.add_file(data, "photos", "large.jpg")
        small = self.world.add_file(data[: len(data) // 2], "photos", "small.jpg")
        sizes = [(large, width, height), (small, max(1, width // 4), max(1, height // 4))]
        content: Json = {
            "photo": [
                {
                    "file_id": file.file_id,
                    "file_unique_id": file.unique_id,
                    "width": each_width,
                    "height": each_height,
                    "file_size": len(file.data),
                }
                for file, each_width, each_height in sizes
            ]
        }
        return {**content, "has_media_spoiler": True} if spoiler else content

    def document_content(self, upload: Upload) -> Json:
        check_document(upload)
        file = self.world.add_file(upload.data, "documents", upload.name)
        return {
            "document": {
                "file_id": file.file_id,
                "file_unique_id": file.unique_id,
                "file_name": upload.name,
                "mime_type": upload.media_type,
                "file_size": len(upload.data),
            }
        }

    async def _media_content(self, call: Call, media: Json) -> tuple[Json, Upload, str]:
        upload = call.upload(media["media"], "")
        caption = check_caption(media.get("caption", ""))
        text: Json = {"caption": caption} if caption else {}
        if media["type"] == "photo":
            content = await self.photo_content(upload, spoiler=bool(media.get("has_spoiler")))
        elif media["type"] == "document":
            content = self.document_content(upload)
        else:
            raise bad("wrong type of the media")
        return content | text, upload, media["type"]

    @staticmethod
    def _hold(posted: Posted, kind: str, upload: Upload) -> None:
        posted.picture = upload.data if kind == "photo" else None
        posted.document = upload.data if kind == "document" else None

    @staticmethod
    def _caption(call: Call) -> Json:
        caption = check_caption(call.params.get("caption", ""))
        entities = check_entities(caption, call.structure("caption_entities"))
        content: Json = {"caption": caption} if caption else {}
        return content | ({"caption_entities": entities} if entities else {})

    def _send(self, call: Call, content: Json) -> Posted:
        chat = self.world.chat(call.integer("chat_id"))
        topic = self._topic(chat, call.optional("message_thread_id"))
        markup = call.structure("reply_markup")
        buttons = check_markup(markup)
        fields = self.world.reply_fields(chat, self._reply_target(chat, call), topic)
        posted = self.world.add_message(chat, {"from": self.world.me, **content, **fields})
        if buttons:
            posted.body["reply_markup"] = buttons
        elif markup:
            posted.force_reply = markup
        chat.last_bot = self.world.me["id"]
        return posted

    @staticmethod
    def _topic(chat: Chat, topic: int | None) -> int | None:
        if topic is None:
            return None
        if not chat.is_forum or topic not in chat.topics:
            raise bad("message thread not found")
        if topic in chat.closed_topics:
            raise bad("TOPIC_CLOSED")
        return topic

    @staticmethod
    def _reply_target(chat: Chat, call: Call) -> int | None:
        reply = call.structure("reply_parameters")
        if reply is None:
            return None
        if reply["message_id"] not in chat.messages:
            if not reply.get("allow_sending_without_reply"):
                raise bad("message to be replied not found")
            return None
        return int(reply["message_id"])

    def _editable(self, call: Call) -> Posted:
        chat = self.world.chat(call.integer("chat_id"))
        posted = chat.messages.get(call.integer("message_id"))
        if posted is None:
            raise bad("message to edit not found")
        if posted.body.get("from", {}).get("id") != self.world.me["id"] or posted.force_reply:
            raise bad("message can't be edited")
        return posted

    @staticmethod
    def _change(call: Call, posted: Posted, content: Json) -> Json:
        """Replace what a message says; the same once more is an error."""
        markup = check_markup(call.structure("reply_markup"))
        changing = ("text", "entities", "caption", "caption_entities", "reply_markup")
        media = ("photo", "document", "has_media_spoiler")
        has_media = any(name in content for name in media)
        gone = (*changing, *media) if has_media else changing
        kept = {name: value for name, value in posted.body.items() if name not in gone}
        body = kept | content | ({"reply_markup": markup} if markup else {})
        if {**body, "edit_date": 0} == {**posted.body, "edit_date": 0}:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message"
            )
        posted.history.append(posted.text)
        posted.edits += 1
        posted.body = {**body, "edit_date": int(time.time())}
        return posted.body
