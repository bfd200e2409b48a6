"""Update -> IncomingMessage, without any network."""

from dataclasses import dataclass
from datetime import datetime

from telegram import (
    CallbackQuery,
    Chat,
    ExternalReplyInfo,
    MaybeInaccessibleMessage,
    Message,
    MessageOriginUser,
    Update,
    User,
)
from telegram.constants import ChatType

from bots.telegram_bot.composing import PRESSED
from bots.telegram_bot.media import images_of
from bots.telegram_bot.mentions import Names, emoji_alone, hidden_links, mentions
from bots.telegram_bot.spoken import Me, Spoken, spoken
from core.identity import PersonAlias, PlaceAlias, PlaceKind, Platform
from core.requests import ActionPress, Addressed, IncomingMessage, ReplyTarget

_TALKING = (ChatType.PRIVATE, ChatType.GROUP, ChatType.SUPERGROUP)


@dataclass(frozen=True, slots=True)
class Moved:
    """A group became a supergroup; both are chat ids."""

    old: str
    new: str


def read(update: Update, me: Me, now: datetime, names: Names | None = None) -> IncomingMessage | Moved | None:
    """What an update means to the core; None for what is no message to anybody here.

    Edited messages, channel posts, business and guest messages are other fields of an update and
    are left alone. `hears_all` is what getMe says; the adapter refines it for groups where the bot
    is an admin. A press has no date of its own (Telegram drops it after 150 seconds), so `now` is it.
    `names` remembers from one update to the next who is called what.
    """
    if update.callback_query is not None:
        return _read_press(update.callback_query, me, now)
    if update.message is None:
        return None
    message = update.message
    if message.migrate_to_chat_id is not None:
        return Moved(str(message.chat.id), str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return Moved(str(message.migrate_from_chat_id), str(message.chat.id))
    known = names or Names()
    known.learn(message, message.reply_to_message)
    return _read_message(message, me, known)


def _read_message(message: Message, me: Me, names: Names) -> IncomingMessage | None:
    chat = message.chat
    if chat.type not in _TALKING or chat.is_direct_messages or _is_from_bot(message):
        return None
    person = _person(message)
    said = spoken(message, me, private=chat.type == ChatType.PRIVATE)
    images = images_of(message)
    if person is None or not (said.text or said.command or said.mentioned or images):
        return None
    reply = _reply(message, me)
    addressed = _addressed(message, said, reply)
    return IncomingMessage(
        key=f"{Platform.TELEGRAM}:{me.id}:message:{chat.id}:{message.message_id}",
        place=place_of(chat, message),
        person=person,
        sent_at=message.date,
        addressed=addressed,
        text=said.text,
        message=str(message.message_id),
        command=said.command if addressed is Addressed.COMMAND else "",
        images=images,
        reply=reply,
        album=message.media_group_id or "",
        hears_all=me.reads_all or chat.type == ChatType.PRIVATE,
        spoken_to_other=said.to_other,
        links=hidden_links(message),
        mentions=mentions(message, names),
    )


def _read_press(query: CallbackQuery, me: Me, now: datetime) -> IncomingMessage | None:
    """A press on a message too old to be told still has its chat and id."""
    press = ActionPress.parse(query.data or "")
    if press is None or query.message is None or query.from_user.is_bot:
        return None
    chat = query.message.chat
    return IncomingMessage(
        key=f"{Platform.TELEGRAM}:{me.id}:press:{query.id}",
        place=place_of(chat, query.message),
        person=_user(query.from_user),
        sent_at=now,
        addressed=Addressed.BUTTON,
        message=str(query.message.message_id),
        press=press,
        hears_all=me.reads_all or chat.type == ChatType.PRIVATE,
        route=PRESSED,
    )


def place_of(chat: Chat, message: MaybeInaccessibleMessage) -> PlaceAlias:
    """The chat, and its topic; in ordinary groups `message_thread_id` is only a chain of replies."""
    topic = ""
    if isinstance(message, Message) and message.is_topic_message and message.message_thread_id:
        topic = str(message.message_thread_id)
    private = chat.type == ChatType.PRIVATE
    return PlaceAlias(
        platform=Platform.TELEGRAM,
        community=str(chat.id),
        place=topic,
        kind=PlaceKind.PRIVATE if private else PlaceKind.GROUP,
        title=chat.title or (chat.full_name if private else None) or "",
    )


def _is_from_bot(message: Message) -> bool:
    """Whether a bot wrote it: anonymous admins and channels have a bot as sender, and a `sender_chat`."""
    return message.sender_chat is None and (message.from_user is None or message.from_user.is_bot)


def _person(message: Message) -> PersonAlias | None:
    """Who speaks. The sender ids behind anonymous admins and channels are shared by strangers."""
    if message.sender_chat is not None:
        chat = message.sender_chat
        return PersonAlias(
            Platform.TELEGRAM,
            str(chat.id),
            message.author_signature or chat.title or "",
            is_admin=chat.id == message.chat.id,
        )
    return None if message.from_user is None else _user(message.from_user)


def _user(user: User) -> PersonAlias:
    return PersonAlias(Platform.TELEGRAM, str(user.id), user.full_name, user.language_code or "")


def _addressed(message: Message, said: Spoken, reply: ReplyTarget | None) -> Addressed:
    """COMMAND > MENTION > PRIVATE > REPLY > NOBODY.

    Forwarded words are somebody else's: commands and mentions in them call nobody. A post that
    Telegram forwards from a linked channel is addressed to nobody at all.
    """
    if message.is_automatic_forward or said.for_other_bot:
        return Addressed.NOBODY
    own_words = message.forward_origin is None
    if own_words and said.command:
        return Addressed.COMMAND
    if own_words and said.mentioned:
        return Addressed.MENTION
    if message.chat.type == ChatType.PRIVATE:
        return Addressed.PRIVATE
    if reply is not None and reply.by_bot:
        return Addressed.REPLY
    return Addressed.NOBODY


def _reply(message: Message, me: Me) -> ReplyTarget | None:
    """What it replies to, in this chat or (`external_reply`) in another chat or topic.

    Some servers add a reply to the message that created the topic by themselves; that is none.
    """
    quote = "" if message.quote is None else message.quote.text
    if message.external_reply is not None:
        return _external(message.external_reply, me, quote)
    target = message.reply_to_message
    if target is None or target.forum_topic_created is not None:
        return None
    author = _person(target)
    return ReplyTarget(
        message=str(target.message_id),
        by_bot=target.from_user is not None and target.from_user.id == me.id,
        author="" if author is None else author.key,
        text=quote or target.text or target.caption or "",
        images=images_of(target) or emoji_alone(target),
        album=target.media_group_id or "",
        links=() if quote else hidden_links(target),
    )


def _external(target: ExternalReplyInfo, me: Me, quote: str) -> ReplyTarget:
    """Of its words only those that were quoted come along."""
    origin = target.origin
    sender = origin.sender_user if isinstance(origin, MessageOriginUser) else None
    return ReplyTarget(
        message=None,
        by_bot=sender is not None and sender.id == me.id,
        author="" if sender is None else str(sender.id),
        text=quote,
        images=images_of(target),
        links=hidden_links(target),
    )
