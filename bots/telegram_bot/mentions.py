"""What words written on Telegram name that has a picture, and links that do not stand in them."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence

from telegram import ExternalReplyInfo, Message, MessageEntity, User

from bots.telegram_bot.spoken import cut
from core.identity import Platform
from core.links import links_in
from core.requests import ImageHandle, Mention, MentionKind

AVATAR, EMOJI = "avatar:", "emoji:"
"""Begin the locators of what is asked for by another id than a file's; file ids have no colon."""

_MOST_EMOJI = 20
_MOST_NAMES = 10_000


class Names:
    """Who is called what, of those seen lately: the Bot API tells nobody's id by their user name."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, User] = OrderedDict()

    def learn(self, *messages: Message | None) -> None:
        """Whoever wrote these has that name now."""
        for message in messages:
            user = None if message is None else message.from_user
            if user is not None and user.username:
                self._seen[user.username.lower()] = user
                self._seen.move_to_end(user.username.lower())
        while len(self._seen) > _MOST_NAMES:
            self._seen.popitem(last=False)

    def find(self, username: str) -> User | None:
        """Who is called like that."""
        return self._seen.get(username.lower())


def mentions(message: Message, names: Names) -> tuple[Mention, ...]:
    """Custom emoji and people in a message's words, and the speaker's own avatar."""
    text, entities = _words(message)
    speaker = message.from_user if message.sender_chat is None else None
    own = () if speaker is None else (Mention(MentionKind.AVATAR, "", _avatar(speaker), str(speaker.id)),)
    found = (*own, *_people(text, entities, names), *_emoji(text, entities))
    return tuple(dict.fromkeys(found))


def emoji_alone(message: Message) -> tuple[ImageHandle, ...]:
    """The custom emoji of a message that is nothing else, as stickers are."""
    text, entities = _words(message)
    emoji = list(_emoji(text, entities))
    rest = text
    for mention in emoji:
        rest = rest.replace(mention.words, "")
    return () if rest.strip() else tuple(one.handle for one in emoji if one.handle is not None)


def hidden_links(message: Message | ExternalReplyInfo) -> tuple[str, ...]:
    """Links behind words, and the one whose preview is shown, where they do not stand in the text."""
    found: list[str] = []
    text = ""
    if isinstance(message, Message):
        text, entities = _words(message)
        found += [entity.url for entity in entities if entity.type == MessageEntity.TEXT_LINK and entity.url]
    preview = message.link_preview_options
    if preview is not None and isinstance(preview.url, str) and preview.is_disabled is not True:
        found.append(preview.url)
    shown = {link.url for link in links_in(text)}
    return tuple(url for url in dict.fromkeys(found) if url not in shown and _is_web(url))


def _is_web(url: str) -> bool:
    return any(link.url == url for link in links_in(url))


def _words(message: Message) -> tuple[str, Sequence[MessageEntity]]:
    return message.text or message.caption or "", message.entities or message.caption_entities


def _people(text: str, entities: Sequence[MessageEntity], names: Names) -> Iterator[Mention]:
    for entity in entities:
        words = cut(text, entity.offset, entity.length)
        if entity.type == MessageEntity.TEXT_MENTION and entity.user is not None:
            yield Mention(MentionKind.AVATAR, words, _avatar(entity.user), str(entity.user.id))
        elif entity.type == MessageEntity.MENTION:
            user = names.find(words.removeprefix("@"))
            handle, key = (None, "") if user is None else (_avatar(user), str(user.id))
            yield Mention(MentionKind.AVATAR, words, handle, key)


def _avatar(user: User) -> ImageHandle:
    """It may be another the next time; whether there is one is known only once it is asked for."""
    key = f"{Platform.TELEGRAM}:avatar:{user.id}"
    return ImageHandle(Platform.TELEGRAM, f"{AVATAR}{user.id}", key, name=user.full_name, lasting=False)


def _emoji(text: str, entities: Sequence[MessageEntity]) -> Iterator[Mention]:
    custom = [
        entity for entity in entities if entity.type == MessageEntity.CUSTOM_EMOJI and entity.custom_emoji_id
    ]
    for entity in custom[:_MOST_EMOJI]:
        key = f"{Platform.TELEGRAM}:emoji:{entity.custom_emoji_id}"
        handle = ImageHandle(Platform.TELEGRAM, f"{EMOJI}{entity.custom_emoji_id}", key, name="emoji")
        yield Mention(MentionKind.EMOJI, cut(text, entity.offset, entity.length), handle)
