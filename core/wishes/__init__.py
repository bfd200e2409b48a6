"""Words that plainly wish for a change of a picture: strict rules for what may start a paid edit."""

import re
from typing import Final

from core.wishes.chinese import is_talk_in_chinese, shows_in_chinese, wishes_in_chinese
from core.wishes.english import is_talk, wishes_in_english
from core.wishes.sights import shows

__all__ = ["could_wish", "is_among_people", "wishes"]


def wishes(clause: str, *, asks: bool = False) -> bool:
    """Whether a clause, in lower case, plainly wishes for a change.

    One that `asks` ("darker?") must be a whole sentence: a fragment may be a question about the picture.
    """
    return wishes_in_english(clause, asks=asks) or wishes_in_chinese(clause, asks=asks)


_LONGEST_HINT_WORDS: Final = 10
# What somebody misses or would rather see; any other sentence with a verb only tells.
_WANTING: Final = re.compile(
    r"\b(?:should|would|could|too|wrong|weird|odd|off|missing|lost|forgot|without|supposed|instead|better|prefer|rather"
    r"|imagined?|asked|said|meant|wanted|not|isn't|where's|where|please|pls|plz)\b"
)
_TELLING: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|can't|will|gonna|looks?|feels?|says|kills?|i|you|we|he|she|they|it's|that's|i'm"
    r"|made|did|does|of|all|my|your)\b"
)
_MISSED_CHINESE: Final = re.compile(
    r"太.{1,4}了|没了|少了|错了|缺|应该|不对|不是|不像|没有?|要|想|改|换|加|去|怪"
)
_TELLING_CHINESE: Final = re.compile(
    r"[好真很超绝挺太][美看蓝可舒棒好绝高漂帅]|绝了|不错|得[真好很]|像|感觉|味道|笑|哭|成精|吓|怕|吗$|了$|吧$|喜欢|爱|[我你]"
)


def could_wish(clause: str) -> bool:
    """Whether a clause names something seen, and does not just tell of it or of other things."""
    if shows_in_chinese(clause):
        return bool(_MISSED_CHINESE.search(clause)) or not _TELLING_CHINESE.search(clause)
    if is_talk(clause) or not shows(clause) or len(clause.split()) > _LONGEST_HINT_WORDS:
        return False
    return bool(_WANTING.search(clause)) or not _TELLING.search(clause)


def is_among_people(clause: str) -> bool:
    """Whether a clause names what people talk of among themselves."""
    return is_talk(clause) or is_talk_in_chinese(clause)
