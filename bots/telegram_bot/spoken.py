"""What the words of a message say to whom: commands and mentions, read from Telegram's entities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from telegram import Message, MessageEntity

from core.commands import BY_NAME, HELP
from core.graphemes import utf16_length


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself, as getMe tells."""

    id: int
    username: str
    reads_all: bool = False
    """Privacy mode is off: `can_read_all_group_messages`."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words without the bot's own mention and the command's name.

    `command` is a name in `core.commands`, "" for none; `for_other_bot` is a command that is not
    ours to answer; `to_other` says that the words begin with a mention of somebody else.
    """

    text: str
    command: str = ""
    for_other_bot: bool = False
    mentioned: bool = False
    to_other: bool = False


def spoken(message: Message, me: Me, *, private: bool) -> Spoken:
    """Read text or caption; an entity's offsets are UTF-16 code units.

    A command of our catalogue counts without a suffix or with our own. An unknown one is answered
    with help in a private chat or when it names us, and is another bot's otherwise.
    """
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    ours = [entity for entity in entities if _names(text, entity, me)]
    command = _leading(text, entities, (MessageEntity.BOT_COMMAND,), ours)
    other = _leading(text, entities, (MessageEntity.MENTION, MessageEntity.TEXT_MENTION), ours)
    rest = _without(text, [*ours, command] if command else ours)
    said = Spoken(rest, mentioned=bool(ours), to_other=other is not None)
    if command is None:
        return said
    name, _, suffix = cut(text, command.offset, command.length)[1:].partition("@")
    to_us = bool(suffix) and suffix.lower() == me.username.lower()
    if suffix and not to_us:
        return Spoken(text, for_other_bot=True)
    if name.lower() in BY_NAME:
        return Spoken(rest, command=name.lower(), mentioned=said.mentioned)
    if to_us or private:
        return Spoken("", command=HELP.name)
    return Spoken(text, for_other_bot=True)


def cut(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers; offsets are UTF-16 code units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def _names(text: str, entity: MessageEntity, me: Me) -> bool:
    """Whether an entity mentions the bot."""
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    if entity.type == MessageEntity.MENTION:
        return cut(text, entity.offset, entity.length).lower() == f"@{me.username.lower()}"
    return False


def _leading(
    text: str, entities: Iterable[MessageEntity], types: Sequence[str], ours: Sequence[MessageEntity]
) -> MessageEntity | None:
    """The entity of one of the types, not ours, with nothing before it but our own mentions."""
    for entity in entities:
        if entity.type in types and entity not in ours:
            before = [mention for mention in ours if mention.offset < entity.offset]
            return entity if not _without(cut(text, 0, entity.offset), before) else None
    return None


def _without(text: str, entities: Sequence[MessageEntity]) -> str:
    """The text without what the entities cover, and without the gaps this leaves."""
    pieces: list[str] = []
    start = 0
    for entity in sorted(entities, key=lambda each: each.offset):
        pieces.append(cut(text, start, entity.offset - start))
        start = entity.offset + entity.length
    pieces.append(cut(text, start, utf16_length(text) - start))
    if len(pieces) == 1:
        return text.strip()
    head, *rest = (piece.strip(" ") for piece in pieces)
    for piece in rest:
        head = f"{head} {piece}" if head and piece else (head or piece.lstrip(" ,:;，：；、"))
    return head.strip()
