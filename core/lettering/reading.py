"""Words -> lettering: what is asked to be set exactly, and the words that remain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from core.lettering.look import Lettering, Place, Role
from core.lettering.vocabulary import Part, Piece, piece_at

MOST_PIECES_OF_TEXT: Final = 12
"""More quotations in one message are not lettering; what follows would only cost time on the event loop."""

_JUDGED_CHARACTERS: Final = 6000
_CONTEXT_CHARACTERS: Final = 160

QUOTED: Final = re.compile(
    r"[\"“”„]([^\"“”„]*)[\"“”]|«([^»]*)»|「([^」]*)」|『([^』]*)』|`([^`]*)`"
    r"|(?<![^\s(:：,，])['‘]([^'‘’]*(?:['’](?=[^\W\d_])[^'‘’]*)*)['’](?![^\W_])"
)
"""Text in quotation marks, the text in one of the groups."""

_AFTER_COLON: Final = re.compile(r"[:：][^\S\n]*(?=[^\s\"“”„«「『`'‘])([^\n]*)")
_BOUNDARY: Final = re.compile(
    r"[.;!?。；！？\n]|[,，、/|&+]|\b(?:and then|and|then|also|plus)\b|并且|并|然后|接着|同时|以及|还有|和|再"
)
_FULL_STOPS: Final = frozenset(".;!?。；！？\n")
# "…, in neon letters" goes on about the text; a model has to draw that.
_GOES_ON: Final = re.compile(
    r"\s*(?:in|on|onto|with|like|as|made|using|styled?|looking|written|painted|carved|curved|that|which|so that|but"
    r"|instead|behind|under|above|below|where|to match|matching|glow\w*|neon|3d|hand\w*|cursive|graffiti|metallic|shiny"
    r"|rainbow|gradient|distressed|spark\w*|fiery|dripping|emboss\w*|engraved|calligraph\w*|serif|sans|mono\w*|gothic"
    r"|vintage|retro|stylish|elegant|fancy|cute|playful|comic|typewriter|brush|chalk|stencil|rotated|tilted|diagonal\w*"
    r"|vertical\w*|upside|font|size|colou?r|opacity|align\w*|spac\w*|shaped|as if|reflect\w*)\b"
    r"|\s*(?:像|仿佛|风格|做成|写成|变成|要有|看起来|用|发光|霓虹|立体|手写|艺术字|书法|毛笔|字|颜色|大小|位置|渐变|彩虹|卡通|可爱|竖排)"
)
_SEQUEL: Final = re.compile(r"(?:then|also|plus|然后|接着|同时)\s*\Z")
_ON_OLD_TEXT: Final = re.compile(
    r"\b(?:remov\w+|delet\w+|eras\w+|chang\w+|replac\w+|translat\w+|without|get rid|mov\w+|fix\w*|no|not|keep|swap)\b"
    r"|去|删|改|换|译|擦|抹|移|不要|保留"
)
_END_OF_CLAUSE: Final = re.compile(
    r"\s*(?:$|[.;!?。；！？\n,，、/|&+]|(?:and|then|also|plus)\b|并|然后|接着|同时|以及|还有|和|再)"
)
_LOOSE_START: Final = re.compile(
    r"^(?:[\s,，、;；.。/|&+]|(?:and then|and|then|also|plus)\b|并且|并|然后|接着|同时|以及|还有|和)+"
)
_LOOSE_END: Final = re.compile(
    r"(?:[\s,，、;；/|&+]|\b(?:and then|and|then|also|plus)|并且|并|然后|接着|同时|以及|还有|和|再)+$"
)
# Without quotation marks only what begins like this is no part of the text: "…, at the top".
_TRAILING: Final = re.compile(r"(?:(?:in|at|on|with) |在|用(?=.*色)|带)")
_MEME_LINES: Final = re.compile(r"\s*(?:\s/|/\s|\||｜|／)\s*")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that may be lettering: from its quotation mark or colon to its end."""

    start: int
    end: int
    text: str
    quoted: bool


@dataclass(slots=True)
class _Found:
    lettering: list[Lettering]
    spans: list[tuple[int, int]]


def read_lettering(words: str) -> tuple[tuple[Lettering, ...], str]:
    """(what is asked to be set exactly, the words that remain).

    `text "…" at the top, white, bold`, `add the caption "…"`, `watermark: …`, 在右下角加水印“…”:
    a request whose every word is understood. A sign that says "…", text that changes, or letters of
    neon are a model's work and stay in the words, as does everything past the first quotations.
    """
    judged = words[:_JUDGED_CHARACTERS]
    folded = _folded(judged)
    found = _Found([], [])
    texts = list(_texts(judged))
    for index, text in enumerate(texts):
        if found.spans and text.start < found.spans[-1][1]:
            continue
        following = texts[index + 1].start if index + 1 < len(texts) else len(judged)
        _read(judged, folded, text, following, found)
    return _as_memes(found.lettering), _without(words, found.spans)


def _texts(words: str) -> Iterator[_Text]:
    """Quotations, and what stands after a colon up to the line's end, in order."""
    quotations = [
        _Text(match.start(), match.end(), next(filter(None, match.groups()), ""), quoted=True)
        for match in QUOTED.finditer(words)
    ][:MOST_PIECES_OF_TEXT]
    lines = [
        _Text(match.start(), match.end(), match[1].strip(), quoted=False)
        for match in list(_AFTER_COLON.finditer(words))[:MOST_PIECES_OF_TEXT]
    ]
    lines = [line for line in lines if not any(one.start < line.start < one.end for one in quotations)]
    yield from sorted((*quotations, *lines), key=lambda text: text.start)


def _read(words: str, folded: str, text: _Text, following: int, found: _Found) -> None:
    before = _before(folded, text.start, found)
    if before is None:
        return
    start, pieces = before
    if text.quoted:
        placed = any("place" in piece.says for piece in pieces)
        after, end = _after(folded, text.end, following, placed=placed)
    else:
        text, after = _without_trailing(words, folded, text)
        end = text.end
    end_before = _last_end(found)
    said = _said((*pieces, *after), found.lettering[-1:] if start == end_before else [])
    # A meme's first line may be empty.
    if end is None or said is None or not (text.text.strip() or said.get("role") is Role.MEME):
        return
    found.spans.append((start, end))
    _add(found.lettering, Lettering(text.text.strip(), **said), follows=start == end_before)


def _add(lettering: list[Lettering], one: Lettering, *, follows: bool) -> None:
    """Two texts of which nothing is said but that they are there are two lines of one."""
    if (
        follows
        and lettering
        and one.role is not Role.MEME
        and replace(one, text="") == replace(lettering[-1], text="")
    ):
        one = replace(one, text=f"{lettering.pop().text}\n{one.text}")
    lettering.append(one)


def _before(folded: str, end: int, found: _Found) -> tuple[int, list[Piece]] | None:
    """(where the request for a text starts, its pieces up to the text); None where it asks for none."""
    floor = max(_last_end(found), end - _CONTEXT_CHARACTERS)
    starts = [floor] if floor == _last_end(found) else []
    starts += [match.end() for match in _BOUNDARY.finditer(folded, floor, end)]
    for start in starts:
        pieces = _pieces(folded, start, end)
        if pieces is None:
            continue
        follows = bool(found.spans) and start == found.spans[-1][1]
        if follows or _asks(pieces, folded[max(0, start - _CONTEXT_CHARACTERS) : start]):
            return start, pieces
    return None


def _asks(pieces: list[Piece], earlier: str) -> bool:
    parts = {piece.part for piece in pieces}
    if Part.VERB in parts:
        return True
    sentence = re.split(r"[.;!?。；！？\n]", earlier)[-1]
    return (Part.NOUN in parts and not _ON_OLD_TEXT.search(sentence)) or _may_be_named_later(pieces)


def _may_be_named_later(pieces: list[Piece]) -> bool:
    """Use "…" as the title: the noun follows."""
    return any(piece.part is Part.NEEDY_VERB for piece in pieces)


def _pieces(folded: str, start: int, end: int) -> list[Piece] | None:
    """All pieces from `start` to `end`; None where something there is not understood."""
    pieces: list[Piece] = []
    position = start
    while folded[position:end].strip(" \t"):
        piece = piece_at(folded, position, end)
        if piece is None:
            return None
        pieces.append(piece)
        position = piece.end
    return pieces


def _after(folded: str, start: int, following: int, *, placed: bool) -> tuple[list[Piece], int | None]:
    """(what is said of a text behind it, where that ends); None where the words go on otherwise."""
    pieces: list[Piece] = []
    position = start
    while (piece := piece_at(folded, position, following)) is not None:
        pieces.append(piece)
        position = piece.end
    if following < len(folded) and not folded[position:following].strip(" \t"):
        return _shared_out(pieces, start, placed=placed)
    if _END_OF_CLAUSE.match(folded, position) is None:
        stops = [index for index, piece in enumerate(pieces) if piece.part is Part.STOP]
        if not stops or _goes_on(folded, pieces[stops[-1]].end):
            return [], None
        pieces = pieces[: stops[-1]]
    while pieces and pieces[-1].part is Part.STOP:
        pieces.pop()
    return pieces, pieces[-1].end if pieces else start


def _goes_on(folded: str, position: int) -> bool:
    """Whether the words behind a comma are still about the text."""
    return not _SEQUEL.search(folded, 0, position) and _GOES_ON.match(folded, position) is not None


def _shared_out(pieces: list[Piece], start: int, *, placed: bool) -> tuple[list[Piece], int]:
    """Between two texts: what stands before the last comma is the first one's."""
    stops = [index for index, piece in enumerate(pieces) if piece.part is Part.STOP]
    if stops:
        kept = stops[-1]
    else:
        is_next = placed or any(piece.part in {Part.VERB, Part.NOUN} for piece in pieces)
        kept = 0 if is_next else len(pieces)
    return pieces[:kept], pieces[kept - 1].end if kept else start


def _without_trailing(words: str, folded: str, text: _Text) -> tuple[_Text, list[Piece]]:
    """A text after a colon without what is said of it at its end: "…, at the top, in white"."""
    after: list[Piece] = []
    end = text.end
    while (comma := max(words.rfind(",", text.start, end), words.rfind("，", text.start, end))) > 0:
        pieces = _pieces(folded, comma + 1, end)
        spoken = folded[comma + 1 : end].lstrip()
        if not pieces or not _TRAILING.match(spoken) or not any(piece.says for piece in pieces):
            break
        after = [*pieces, *after]
        end = comma
    start = text.start + 1
    return _Text(text.start, text.end, words[start:end].strip(), quoted=False), after


def _said(pieces: tuple[Piece, ...], earlier: list[Lettering]) -> dict[str, Any] | None:
    """Everything that the pieces say of the lettering; None where they ask for none.

    What follows another text directly is the same kind of thing.
    """
    if not earlier and not {piece.part for piece in pieces} & {Part.VERB, Part.NOUN}:
        return None
    said: dict[str, Any] = {"role": earlier[-1].role} if earlier else {}
    for piece in pieces:
        said |= piece.says
    return said


def _last_end(found: _Found) -> int:
    return found.spans[-1][1] if found.spans else 0


def _as_memes(found: list[Lettering]) -> tuple[Lettering, ...]:
    """Memes have their lines at the top and at the bottom, unless the words say where."""
    done: list[Lettering] = []
    places = [Place.TOP, Place.BOTTOM]
    for one in found:
        if one.role is not Role.MEME:
            done.append(one)
            continue
        lines = _MEME_LINES.split(one.text) if len(found) == 1 else [one.text]
        for line in lines:
            place = one.place or (places.pop(0) if places else Place.BOTTOM)
            if line.strip():
                done.append(replace(one, text=line.strip(), place=place))
    return tuple(done)


def _without(words: str, spans: list[tuple[int, int]]) -> str:
    """The words outside of `spans`, with a comma between what stood apart."""
    pieces: list[str] = []
    position = 0
    for start, end in (*spans, (len(words), len(words))):
        piece = words[position:start]
        if position:
            piece = _LOOSE_START.sub("", piece)
        if start < len(words):
            piece = _LOOSE_END.sub("", piece)
        if re.search(r"\w", piece):
            pieces.append(piece.strip())
        position = end
    if not spans:
        return words
    comma = "，" if re.search(r"[\u4e00-\u9fff]", "".join(pieces)) else ", "
    return comma.join(pieces)


def _folded(words: str) -> str:
    """Lower case and straight apostrophes, every character at its place."""
    return "".join(low if len(low := character.lower()) == 1 else character for character in words).replace(
        "’", "'"
    )
