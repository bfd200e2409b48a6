"""What words written on Discord name that has a picture: custom emoji, people's avatars, link previews."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import discord

from bots.discord_bot.images import article_previews
from core.identity import Platform
from core.requests import ImageHandle, IncomingMessage, Mention, MentionKind

USER_MENTION = re.compile(r"<@!?([0-9]{1,20})>")
_EMOJI = re.compile(r"<(a?):(\w{2,32}):([0-9]{15,20})>", re.ASCII)
_MOST_EMOJI = 20
_AVATAR_PIXELS = 1024

Person = discord.User | discord.Member


@dataclass(frozen=True, slots=True)
class Named:
    """Words as people read them (names for mentions, `:name:` for emoji), and what in them has a picture."""

    text: str
    mentions: tuple[Mention, ...] = ()


def named(words: str, author: Person, people: Iterable[Person], bot_id: int) -> Named:
    """Read what a person wrote. `people` are those that Discord tells of; others are asked for when needed.

    The bot's own mention is left out.
    """
    known = {person.id: person for person in people}
    mentions = [Mention(MentionKind.AVATAR, "", avatar_handle(author), str(author.id))]

    def person_named(found: re.Match[str]) -> str:
        user_id = int(found[1])
        if user_id == bot_id:
            return ""
        person = known.get(user_id)
        text = found[0] if person is None else f"@{person.display_name}"
        handle = _unknown_avatar(user_id) if person is None else avatar_handle(person)
        mentions.append(Mention(MentionKind.AVATAR, text, handle, str(user_id)))
        return text

    text = USER_MENTION.sub(person_named, words)
    mentions.extend(_emoji(text))
    return Named(_EMOJI.sub(r":\2:", text).strip(), tuple(dict.fromkeys(mentions)))


def with_mentions(message: IncomingMessage, author: Person, bot_id: int) -> IncomingMessage:
    """An interaction's words read likewise; Discord tells of nobody that they mention."""
    press = message.press
    words = named(message.text, author, (), bot_id)
    if press is not None:
        press = replace(press, text=named(press.text, author, (), bot_id).text)
    return replace(message, text=words.text, mentions=words.mentions, press=press)


def previews(message: discord.Message) -> tuple[Mention, ...]:
    """Discord's previews of links in a message, each with its link."""
    handles = article_previews(message)
    return tuple(Mention(MentionKind.PREVIEW, handle.origin, handle) for handle in handles)


def emoji_alone(words: str) -> tuple[ImageHandle, ...]:
    """The custom emoji of a message that is nothing else, as stickers are."""
    if _EMOJI.sub("", words).strip():
        return ()
    return tuple(mention.handle for mention in _emoji(words) if mention.handle is not None)


def avatar_handle(person: Person) -> ImageHandle | None:
    """What a person chose as their picture, in this server if they chose one for it; None if they never did."""
    asset = person.guild_avatar if isinstance(person, discord.Member) else None
    asset = asset or person.avatar
    if asset is None:
        return None
    still = asset.replace(size=_AVATAR_PIXELS, format="png")
    return ImageHandle(
        platform=Platform.DISCORD,
        locator=json.dumps({"url": still.url}),
        key=f"discord:avatar:{person.id}:{asset.key}",
        name=person.display_name,
        media_type="image/png",
    )


def _unknown_avatar(user_id: int) -> ImageHandle:
    """Somebody's avatar that has to be asked for; it may be another the next time."""
    key = f"discord:avatar:{user_id}"
    return ImageHandle(Platform.DISCORD, json.dumps({"avatar": user_id}), key, lasting=False)


def _emoji(words: str) -> Iterator[Mention]:
    """Each custom emoji once; of two with one name the first."""
    found: dict[str, int] = {}
    for match in _EMOJI.finditer(words):
        found.setdefault(match[2], int(match[3]))
    for name, emoji_id in list(found.items())[:_MOST_EMOJI]:
        # Discord gives an animated emoji's first frame as PNG too.
        emoji = discord.PartialEmoji(name=name, id=emoji_id, animated=False)
        handle = ImageHandle(
            platform=Platform.DISCORD,
            locator=json.dumps({"url": emoji.url}),
            key=f"discord:emoji:{emoji_id}",
            name=name,
            media_type="image/png",
        )
        yield Mention(MentionKind.EMOJI, f":{name}:", handle)
