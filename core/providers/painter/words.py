"""Words -> tokens: which known things, colours, counts and wishes a text names, in order."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from core.providers.painter import vocabulary

QUOTED = re.compile(
    r"[\"“”„«]([^\"“”„«»\n]{1,120})[\"“”»]|[「『《]([^」』》\n]{1,120})[」』》]|(?<!\w)['‘]([^'’\n]{2,120})['’](?!\w)"
)
PIECES = re.compile(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b|\d+|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\w\s]|\n|_")
CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
LONGEST_PHRASE = 4
LONGEST_CHINESE = 6
MAX_COUNT = 12


class Sort(Enum):
    """What a token stands for."""

    THING = auto()
    GROUND = auto()
    TIME = auto()
    SEASON = auto()
    WEATHER = auto()
    STYLE = auto()
    LOOK = auto()
    COLOUR = auto()
    PART = auto()
    COUNT = auto()
    POSITION = auto()
    SIZE = auto()
    VERB = auto()
    TEXT = auto()
    QUOTE = auto()
    ALL = auto()
    BREAK = auto()
    STOP = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A recognised word or phrase. `text` is as the person wrote it, lower-case."""

    sort: Sort
    value: str
    text: str


def _tables() -> list[tuple[Sort, dict[str, str]]]:
    """Every table, those that win first."""
    return [
        (Sort.THING, dict(vocabulary.NOUNS)),
        (Sort.GROUND, dict(vocabulary.GROUND_WORDS)),
        (Sort.TIME, dict(vocabulary.TIME_WORDS)),
        (Sort.SEASON, dict(vocabulary.SEASON_WORDS)),
        (Sort.WEATHER, dict(vocabulary.WEATHER_WORDS)),
        (Sort.STYLE, dict(vocabulary.STYLE_WORDS)),
        (Sort.LOOK, dict(vocabulary.LOOK_WORDS)),
        (Sort.COLOUR, dict(vocabulary.COLOURS)),
        (Sort.PART, dict(vocabulary.SKY_PARTS)),
        (Sort.COUNT, dict(vocabulary.COUNT_WORDS)),
        (Sort.POSITION, dict(vocabulary.POSITION_WORDS)),
        (Sort.SIZE, dict(vocabulary.SIZE_WORDS)),
        (Sort.VERB, dict(vocabulary.VERBS)),
        (Sort.TEXT, {"text": vocabulary.TEXT_WORDS}),
        (Sort.ALL, {"all": vocabulary.ALL_WORDS}),
        (Sort.BREAK, {"": vocabulary.BREAKS}),
        (Sort.STOP, {"": vocabulary.STOP_WORDS}),
    ]


def _index() -> dict[str, tuple[Sort, str]]:
    found: dict[str, tuple[Sort, str]] = {}
    for sort, table in _tables():
        for value, words in table.items():
            for word in words.split("|"):
                found.setdefault(HYPHEN.sub(" ", word), (sort, value))
    return found


INDEX = _index()


def languages(text: str) -> str:
    """The language of a text: zh when it has Chinese characters, else en."""
    return "zh" if CJK.search(text) else "en"


def singulars(word: str) -> tuple[str, ...]:
    """The word and what it may be the plural of."""
    forms = [word]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        forms.append(word[:-1])
        if word.endswith("ies"):
            forms.append(word[:-3] + "y")
        if word.endswith("ves"):
            forms.extend((word[:-3] + "f", word[:-3] + "fe"))
        if word.endswith("es"):
            forms.append(word[:-2])
    return tuple(forms)


def tokens(text: str) -> tuple[Token, ...]:
    """Everything in a text, in order; quoted text becomes one token with its letters untouched."""
    found: list[Token] = []
    start = 0
    for match in QUOTED.finditer(text):
        found.extend(_plain(text[start : match.start()]))
        quoted = next(group for group in match.groups() if group is not None).strip()
        if quoted:
            found.append(Token(Sort.QUOTE, quoted, quoted))
        start = match.end()
    found.extend(_plain(text[start:]))
    return tuple(found)


def _plain(text: str) -> list[Token]:
    pieces: list[str] = PIECES.findall(
        HYPHEN.sub(" ", unicodedata.normalize("NFKC", text).lower().replace("’", "'"))
    )
    found: list[Token] = []
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        if CJK.search(piece):
            found.extend(_chinese(piece))
            position += 1
            continue
        token, used = _phrase(pieces, position)
        found.append(token)
        position += used
    return found


def _phrase(pieces: list[str], position: int) -> tuple[Token, int]:
    """The longest known phrase from here, or one unknown word."""
    piece = pieces[position]
    if piece.startswith("#") and len(piece) > 1:
        digits = piece[1:] if len(piece) == 7 else "".join(digit * 2 for digit in piece[1:])
        return Token(Sort.COLOUR, f"#{digits}", piece), 1
    for length in range(min(LONGEST_PHRASE, len(pieces) - position), 0, -1):
        words = pieces[position : position + length]
        head = " ".join(words[:-1])
        for last in singulars(words[-1]):
            for phrase in (f"{head} {last}".strip(), "".join(words[:-1]) + last):
                known = INDEX.get(phrase)
                if known:
                    return Token(*known, " ".join(words)), length
    if piece.isdecimal():
        return Token(Sort.COUNT, str(max(1, min(MAX_COUNT, int(piece[:4])))), piece), 1
    if not piece[0].isalnum():
        return Token(Sort.STOP, "", piece), 1
    return Token(Sort.UNKNOWN, piece, piece), 1


def _chinese(run: str) -> list[Token]:
    """Cut a run of Chinese by the longest known words; what is left over stays together."""
    found: list[Token] = []
    position = 0
    while position < len(run):
        for length in range(min(LONGEST_CHINESE, len(run) - position), 0, -1):
            word = run[position : position + length]
            known = INDEX.get(word)
            if known:
                found.append(Token(*known, word))
                position += length
                break
        else:
            letter = run[position]
            if found and found[-1].sort is Sort.UNKNOWN:
                joined = found[-1].text + letter
                found[-1] = Token(Sort.UNKNOWN, joined, joined)
            else:
                found.append(Token(Sort.UNKNOWN, letter, letter))
            position += 1
    return found


def clauses(found: tuple[Token, ...]) -> list[list[Token]]:
    """Tokens between breaks; empty clauses are left out."""
    parts: list[list[Token]] = [[]]
    for token in found:
        if token.sort is Sort.BREAK:
            parts.append([])
        elif token.sort is not Sort.STOP:
            parts[-1].append(token)
    return [part for part in parts if part]


def unknown_words(found: tuple[Token, ...]) -> tuple[str, ...]:
    """What was not understood, each once, in order."""
    return tuple(dict.fromkeys(token.text for token in found if token.sort is Sort.UNKNOWN))
