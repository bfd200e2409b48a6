"""What may follow the beginning of an English wish: a thing that is seen, a look, a place, nothing."""

import re
from typing import Final

from core.wishes.sights import (
    COLOURS,
    JOINING,
    LOOKS,
    SCENES,
    is_alive,
    is_drawn,
    is_food,
    is_of_body,
    only_shows,
    restyles,
    sells,
    shows,
)

POSED: Final = (
    r"(?:look|hold|wear|stand|sit|smile|face|point|carry|ride|glow|float|fly|wave|laugh|frown|snow|rain)"
)
"""How somebody in a picture can be made to be."""


def anything(words: str) -> bool:
    """Whatever it is, as long as it is something."""
    return bool(words)


def anyhow(_: str) -> bool:
    """The beginning says it all."""
    return True


def nothing(words: str) -> bool:
    """The beginning is the whole wish."""
    return not words


def is_where(words: str) -> bool:
    """Nothing, a direction, or what is named as a whole or with its article."""
    rest = words.split()
    named = only_shows(words) or (bool(_ARTICLE.match(words)) and shows(words))
    return not rest or (named and not is_food(words)) or all(word in JOINING for word in rest)


_ARTICLE: Final = re.compile(r"(?:the|his|her|its|their|that|this|my|all|both|everything|each)\b")
_MADE: Final = re.compile(rf"(?:be |into |to |in |as )?(?:{POSED}|more|less|\d+:\d+)\b")
_OURS: Final = re.compile(r"(?:into |to |in |as )?(?:my|our|the)\b")
_HELD_OUT: Final = re.compile(
    r"(?:an?|the) (?:hand|star|finger|frame|light|ring|book|ball|watch|face|phone|key|cup)$"
)
_ONTO: Final = re.compile(
    r"(?:.* )?(?:on|in|onto|into|behind|under|over|above|beside|next to|near|around|to|at) (?:the|an?|his|her|its|their|him|it|them|top)\b"
)
_PERSON: Final = re.compile(r"\b(?:i|man|woman|boy|girl|child|baby|person|lady|owner|fan)\b")


def is_made(words: str) -> bool:
    """What something can be made: "bigger", "look like a polaroid", "purple"."""
    return not _OURS.match(words) and not sells(words) and (shows(words) or bool(_MADE.match(words)))


def is_look(words: str) -> bool:
    """How it is drawn, or something with its article: "in the dark", "without the text"."""
    return is_scene(words) or (shows(words) and bool(_ARTICLE.match(words)) and not sells(words))


def is_recoloured(words: str) -> bool:
    """What something turns into by its look alone: "pink", "black and white"."""
    return restyles(words) and not sells(words)


def is_mended(words: str) -> bool:
    """A part of a picture, and no thing of a household."""
    return is_drawn(words) or (restyles(words) and only_shows(words))


def is_posed(words: str) -> bool:
    """Where to, or with what."""
    return shows(words) or bool(re.search(r"\b(?:camera|viewer|left|right|up|down|away|straight)\b", words))


def is_scene(words: str) -> bool:
    """Light, weather, nature or style, where nobody says that they are themselves."""
    return only_shows(words, of=SCENES)


def is_cast(words: str) -> bool:
    """What a picture can be drawn as: not what people are themselves."""
    if re.search(r"\b(?:wallpaper|poster|tattoo|print|card|meme)\b", words):
        return False
    return only_shows(words) and not _PERSON.search(words)


def is_restyled(words: str) -> bool:
    """A look, a colour or a style, and nothing unknown."""
    return restyles(words) and only_shows(words) and not sells(words)


def is_added(words: str) -> bool:
    """More of it: of creatures people also say so to praise them."""
    return only_shows(words) and not is_alive(words) and not sells(words)


def is_excess(words: str) -> bool:
    """What can be too much of: "too dark", never "too good"."""
    return all(word in LOOKS or word in COLOURS for word in words.split()) and bool(words)


def is_put(words: str) -> bool:
    """Something seen, and no mug or shirt that the picture is to be printed on."""
    return shows(words) and not sells(words)


def is_placed(words: str) -> bool:
    """Something seen, and where it goes."""
    return is_put(words) and bool(_ONTO.match(words))


def is_given(words: str) -> bool:
    """Something seen that is no figure of speech, as a hand or a star is."""
    return shows(words) and not _HELD_OUT.match(words)


def is_absent(words: str) -> bool:
    """What can be wished away; of a body people say so when it is missing."""
    return only_shows(words) and not is_of_body(words)
