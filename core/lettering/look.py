"""Text set exactly into a picture, as data: what it says, where it stands and how it looks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What the text is in its picture; decides whatever the words left open."""

    TEXT = "text"
    TITLE = "title"
    CAPTION = "caption"
    """On a band across the picture."""
    SUBTITLE = "subtitle"
    MEME = "meme"
    WATERMARK = "watermark"
    SPEECH = "speech"
    THOUGHT = "thought"


class Place(StrEnum):
    """One of nine; `AUTO` leaves it to the role."""

    AUTO = ""
    TOP_LEFT = "top left"
    TOP = "top"
    TOP_RIGHT = "top right"
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    BOTTOM_LEFT = "bottom left"
    BOTTOM = "bottom"
    BOTTOM_RIGHT = "bottom right"


class Size(StrEnum):
    """How large, relative to the picture; `AUTO` leaves it to the role."""

    AUTO = ""
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    HUGE = "huge"


class Edge(StrEnum):
    """What makes the text stand out; `AUTO` chooses by what is beneath."""

    AUTO = ""
    NONE = "none"
    OUTLINE = "outline"
    BOX = "box"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class Lettering:
    """Text set with real fonts.

    `pixels` is the height of the letters' em and wins over `size`; both only shrink where the text
    would not fit. Colours are "#rrggbb", "" for whatever stands out; `edge_colour` is that of the
    outline or the box. `opacity` is percent, 0 for the role's own. `bold` None leaves it to the role.
    """

    text: str
    role: Role = Role.TEXT
    place: Place = Place.AUTO
    size: Size = Size.AUTO
    pixels: int = 0
    colour: str = ""
    bold: bool | None = None
    italic: bool = False
    edge: Edge = Edge.AUTO
    edge_colour: str = ""
    opacity: int = 0
    kind: Literal["lettering"] = "lettering"
