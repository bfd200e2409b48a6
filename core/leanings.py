"""How words that answer one of our pictures lean: an edit, a remark, or undecided. Pure and deterministic.

What plainly wishes for a change is an edit; that is judged strictly, since it starts paid work. Words
that could be meant so, and are no plain remark, are undecided: the person is asked.
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from core.changes import plainly_changes
from core.exact_words import read_operations
from core.remarks import is_remark
from core.variations import read_enlargement, read_variation
from core.version_words import read_wish
from core.wishes import could_wish, is_among_people, wishes


class Leaning(StrEnum):
    """What a reply to one of our pictures asks for."""

    EDIT = "edit"
    REMARK = "remark"
    UNDECIDED = "undecided"


# "keep it", "delete this": said of a message rather than of what it shows.
_BRIEF_WORDS: Final = 2
# More than anyone asks at once; what follows would only cost time on the event loop.
_JUDGED_CHARACTERS: Final = 500

_QUOTED_LINE: Final = re.compile(r"^[ \t]*(?:>|&gt;).*$", re.MULTILINE)
_LINK: Final = re.compile(r"(?:https?://|www\.|t\.me/|discord\.gg/)\S+", re.IGNORECASE)
_TO_SOMEBODY: Final = re.compile(r"\s*(?:<@!?\d+>|@\w)")
_DECORATION: Final = re.compile(
    r"<a?:\w{1,40}:\d+>|<[@#][!&]?\d+>|:[a-z][a-z0-9_+\-]{1,40}:|(?<!\w)@\w+|(?<!\S)[:;=xX][-']?[)(DPpOo3/|*]+(?!\S)"
)
_CLAUSES: Final = re.compile(
    r"[!?;…~\n。、～—]+|\.{2,}|\.(?!\w)|(?<!\d),|,(?!\d)|\s+(?:-|–)\s+"
    r"|(?<!same)(?<!same \w{3})(?<!same \w{4})(?<!same \w{5})(?<!again)\s+(?:but|although|however)\b|但是?|不过|就是(?=太)"
)
_THANKS: Final = re.compile(r"(?:please|pls|plz|thanks|thank you|thx|ty|谢谢|多谢|拜托)(?: .{1,12})?")
_FLAG: Final = re.compile(
    r"(?<!\S)--(?:ar|n|no|size|quality|seed|iw|model|transparent|stylize|chaos|tile|sref|q|style|preset)\b|--风格"
)
_LETTERED: Final = re.compile(
    r"\s*(?:(?:can|could) you |please )?(?:add|write|put|text|caption|title)(?: the (?:text|words?))? [\"“].{1,80}[\"”]"
    r"|\s*(?:caption|title|text|write|加字|[标標][题題][写寫]?|[写寫]上?|文字|配字)\s?:\s*\S"
)
# A card may have several pictures, and "make a gif of them" means them all.
_SEVERAL: Final = 4
_LOOKS: Final = frozenset({"adjust", "blur", "sharpen"})
# A picture that is named by its number is there to be worked with: "#2 but green", "the hat from version 3".
_NUMBERED: Final = re.compile(
    r"\s*#\s?\d{1,3}\s*$|\s*(?:#\s?|version |image |picture )\d{1,3},? (?:but|in|at|with|without|as|on)\b \S"
    r"|.{0,80}\b(?:from|of|with|and|by|into) (?:#\s?|version |image |picture )\d{1,3}\b"
    r"|\s*(?:put|use|add|make|swap|replace|give|take|change|turn)\b.{0,80}\b(?:from|with|like|into) https?://"
    r"|\s*第\s?[\d一二三四五六七八九十]{1,3}[张版个](?:图片?)?,?\s?(?:但|不过)\S"
)
_NAMED: Final = re.compile(r"\b(\w+) (?:version|image|picture|number) \d{1,3}\b")
_NAMED_CHINESE: Final = re.compile(r"把第\s?[\d一二三四五六七八九十]{1,3}[版张个](?:图片?)?")
_PROPOSAL: Final = re.compile(r"(?:and |so |but )*(?:what|how) (?:about|if)|imagine if|make (?:sure|my)")
_SIZE: Final = re.compile(r"(?:\d{1,2}\s?[:：x]\s?\d{1,2}|\d{3,4}\s?[x×]\s?\d{3,4})")


def leaning(text: str) -> Leaning:
    """What words that answer one of our pictures ask for; only the first 500 characters count."""
    words = unicodedata.normalize("NFKC", text[:_JUDGED_CHARACTERS].replace("’", "'"))
    own = _QUOTED_LINE.sub("", words)
    if _TO_SOMEBODY.match(own):
        return Leaning.REMARK
    moved = read_wish(own)
    clauses = [*_clauses(own), *_clauses(moved.rest if moved is not None else "")]
    if _is_plain(own) or _is_free(own) or _is_wished(clauses):
        return Leaning.EDIT
    if not is_remark(own) and any(_may_wish(clause) for clause, _ in clauses):
        return Leaning.UNDECIDED
    return Leaning.REMARK


def _is_wished(clauses: list[tuple[str, bool]]) -> bool:
    """Whether a clause plainly wishes; a fragment, only where nothing but wishes and thanks follows.

    "isometric, neat" tells of what is seen.
    """
    follows = False
    for clause, asks in reversed(clauses):
        if wishes(clause, asks=True) or (not follows and wishes(clause, asks=asks)):
            return True
        follows = follows or not _THANKS.fullmatch(clause)
    return False


def _is_plain(words: str) -> bool:
    """Whether a flag, a size, a quoted text or a numbered picture says so."""
    plain = words.lower()
    if _FLAG.search(plain) or _SIZE.fullmatch(plain.strip()) or _LETTERED.match(plain):
        return True
    return bool(_NUMBERED.match(plain)) and not is_remark(words)


def _is_free(words: str) -> bool:
    """Whether all of it is done exactly, at no cost, or is a button's wish in words.

    Of looks people also say so without a wish.
    """
    if read_variation(words) is not None or read_enlargement(words) is not None:
        return True
    if not any(character.isalpha() for character in words):
        return False
    read = read_operations(words, sources=_SEVERAL)
    kinds = {operation.kind for operation in read.operations}
    return bool(kinds) and not read.rest and kinds.isdisjoint(_LOOKS)


def _may_wish(clause: str) -> bool:
    if _SIZE.search(clause) or could_wish(clause):
        return True
    is_spoken = len(clause.split()) > _BRIEF_WORDS and not _PROPOSAL.match(clause)
    return (is_spoken or not clause.isascii()) and plainly_changes(clause) and not is_among_people(clause)


def _clauses(words: str) -> list[tuple[str, bool]]:
    """Each clause in lower case without emoji, and whether it is a question."""
    plain = _DECORATION.sub(" ", _LINK.sub(" ", words)).lower()
    found = []
    start = 0
    for mark in [*_CLAUSES.finditer(plain), None]:
        end, after, sign = (
            (len(plain), len(plain), "") if mark is None else (mark.start(), mark.end(), mark.group())
        )
        if clause := _bare(_named_it(plain[start:end])):
            found.append((clause, "?" in sign or "？" in sign))
        start = after
    return found


def _named_it(clause: str) -> str:
    """A picture that is named within a clause is just what is meant: "make version 1 darker"."""
    return _NAMED_CHINESE.sub("把它", _NAMED.sub(r"\1 it", clause))


def _bare(clause: str) -> str:
    kept = "".join(character if _is_word_part(character) else " " for character in clause)
    return " ".join(kept.split())


def _is_word_part(character: str) -> bool:
    return (
        character in "'#%+/<>-\"$&:“”「」『』×"
        or unicodedata.category(character)[0] in "LN"
        or character.isspace()
    )
