"""How words lean that answer one of our pictures, with all that is known of words."""

from core.instructions import is_plain
from core.leanings import Leaning, leaning
from core.version_mentions import read_mentions, without_mention


def leaning_of_reply(words: str) -> Leaning:
    """What costs nothing, or can be nothing else, is done at once; so is what is asked of a version by its number."""
    if is_plain(words):
        return Leaning.EDIT
    lean = leaning(words)
    if lean is Leaning.EDIT:
        return lean
    asked = (without_mention(words, one) for one in read_mentions(words) if one.is_base)
    return Leaning.EDIT if any(leaning(one) is Leaning.EDIT for one in asked) else lean
