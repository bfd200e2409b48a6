"""What to say about pictures that the words point at, in both languages."""

from types import MappingProxyType
from typing import Final

from core.errors import AvatarClosed, AvatarUnknown, LinkRefused, NoAvatar
from core.graphemes import shorten
from core.words.language import Catalogue, Language

_NAME_UNITS: Final = 60

ENGLISH_SOURCES: Final[Catalogue] = MappingProxyType(
    {
        "LinkRefused": "I don't open that address. Please save the picture and send it here instead.",
        "LinkRefused.off": "I don't open links here. Please save the picture and send it instead.",
        "LinkDead": "I couldn't get a picture from that link. Please save the picture and send it here instead.",
        "NoAvatar": "There is no profile picture that I can see. Please send one here instead.",
        "NoAvatar.named": "{name} has no profile picture that I can see. Please send one here instead.",
        "AvatarClosed": "They have not opened their pictures to others. They can do so with /mypictures open.",
        "AvatarClosed.named": "{name} has not opened their pictures to others. They can do so with /mypictures open.",
        "AvatarUnknown": "I don't know yet who that is. Please reply to a message of theirs with the same words.",
        "AvatarUnknown.named": "I don't know yet who {name} is. Please reply to a message of theirs with the same words.",
    }
)

CHINESE_SOURCES: Final[Catalogue] = MappingProxyType(
    {
        "LinkRefused": "我不会打开这个地址。请把图片保存下来，直接发到这里。",
        "LinkRefused.off": "这里不打开链接。请把图片保存下来，直接发过来。",
        "LinkDead": "没能从这个链接取到图片。请把图片保存下来，直接发到这里。",
        "NoAvatar": "没有我能看到的头像。请直接发一张到这里。",
        "NoAvatar.named": "我看不到{name}的头像。请直接发一张到这里。",
        "AvatarClosed": "对方没有允许别人修改自己的图片。对方可以用 /mypictures open 来允许。",
        "AvatarClosed.named": "{name}没有允许别人修改自己的图片。对方可以用 /mypictures open 来允许。",
        "AvatarUnknown": "我还不知道那是谁。请用同样的话回复对方的一条消息。",
        "AvatarUnknown.named": "我还不知道{name}是谁。请用同样的话回复对方的一条消息。",
    }
)


def of_source(language: Language, error: AvatarClosed | AvatarUnknown | LinkRefused | NoAvatar) -> str:
    """What to say about a link that is not followed, or an avatar that is not to be had."""
    kind = type(error).__name__
    if isinstance(error, LinkRefused):
        return language.say(f"{kind}.off" if error.why == "off" else kind)
    return (
        language.say(f"{kind}.named", name=shorten(error.name, _NAME_UNITS))
        if error.name
        else language.say(kind)
    )
