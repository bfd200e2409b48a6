"""How words lean that answer one of our pictures, with all that is known of words."""

import re
from typing import Final

from core.instructions import is_plain
from core.leanings import Leaning, leaning
from core.version_mentions import read_mentions, without_mention

_JUDGED_CHARACTERS: Final = 300
_OF_SEVERAL: Final = re.compile(
    r"(?:please |pls |can you |could you |now )?(?:combine|blend|merge|mix|join|fuse)"
    r" (?:both|them|these|those|all|the (?:two|three|pictures|images|photos))(?: of them| together| into one)*[.!?]*"
    r"|(?:请|帮我|把)*(?:它们|这两张|这几张|两张|这些)?(?:图片?|照片)?(?:融合|合并|结合|混合|合成)(?:在一起|起来|成?一张|一下)?[。！？]*"
    r"|(?:please |pls |can you |could you |now )?(?:put|use|take|move|place|give|add)\b[^?]*\b(?:image|picture|photo) \d\b[^?]*"
    r"|(?:请|帮我)*(?:把|用|将)图\s?\d[^？?]*"
)


def leaning_of_reply(words: str, *, has_images: bool = False) -> Leaning:
    """What costs nothing, or can be nothing else, is done at once; so is what is asked of a picture by its number.

    Whoever sends images along with words that may be meant so means it.
    """
    plain = " ".join(words[:_JUDGED_CHARACTERS].lower().split())
    if is_plain(words) or _OF_SEVERAL.fullmatch(plain):
        return Leaning.EDIT
    lean = leaning(words)
    if lean is Leaning.EDIT or (has_images and lean is Leaning.UNDECIDED):
        return Leaning.EDIT
    asked = (without_mention(words, one) for one in read_mentions(words) if one.is_base)
    return Leaning.EDIT if any(leaning(one) is Leaning.EDIT for one in asked) else lean
