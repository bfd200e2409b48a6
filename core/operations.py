"""Exact operations on pictures, as data: what Pillow does on the original, without a model.

Colours are (red, green, blue), 0 to 255. Pixels are those of the picture at that point of the work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field

from core.lettering import Lettering
from core.regions import Region

Colour = tuple[int, int, int]

Preset = Literal[
    "open_graph", "story", "square", "banner", "sticker", "emoji", "wallpaper", "phone_wallpaper", "avatar"
]

PRESET_SIZES: Final = MappingProxyType(
    {
        "open_graph": (1200, 630),
        "story": (1080, 1920),
        "square": (1080, 1080),
        "banner": (1500, 500),
        "sticker": (512, 512),
        "emoji": (128, 128),
        "wallpaper": (2560, 1440),
        "phone_wallpaper": (1440, 3120),
        "avatar": (512, 512),
    }
)
"""Width and height in pixels of every `Preset`."""

UNCUT_PRESETS: Final = frozenset({"sticker", "emoji"})
"""Presets that show the whole picture on a transparent ground; the others are filled and cut."""


@dataclass(frozen=True, slots=True)
class Crop:
    """To a shape, a region or both; smart keeps what stands out where a shape leaves a choice.

    First `cut` pixels go from the left, top, right and bottom, then all but `region`, then what is
    beyond `ratio` (width to height): on the sides away from `keep`, else evenly.
    """

    ratio: tuple[int, int] | None = None
    region: Region | None = None
    smart: bool = False
    keep: Literal["", "left", "top", "right", "bottom"] = ""
    cut: tuple[int, int, int, int] = (0, 0, 0, 0)
    kind: Literal["crop"] = "crop"


@dataclass(frozen=True, slots=True)
class Resize:
    """To `width` x `height` pixels, to one of them (the other follows) or to `percent` of both.

    With both: "cover" fills them and cuts what is over, "contain" stays within, "stretch" distorts.
    """

    width: int | None = None
    height: int | None = None
    percent: float | None = None
    mode: Literal["cover", "contain", "stretch"] = "cover"
    kind: Literal["resize"] = "resize"


@dataclass(frozen=True, slots=True)
class Fit:
    """To the size that a use asks for."""

    preset: Preset
    kind: Literal["fit"] = "fit"


@dataclass(frozen=True, slots=True)
class Rotate:
    """Clockwise. Off the quarter turns the corners become transparent, or, `level`, are cut away."""

    degrees: float
    level: bool = False
    kind: Literal["rotate"] = "rotate"


@dataclass(frozen=True, slots=True)
class Flip:
    """Mirrored: "horizontal" swaps left and right, "vertical" top and bottom."""

    axis: Literal["horizontal", "vertical"] = "horizontal"
    kind: Literal["flip"] = "flip"


@dataclass(frozen=True, slots=True)
class Pad:
    """Ground around the picture: to a shape, or by pixels, or by a percentage of the shorter side.

    Without a colour it is transparent where the picture has transparency, else white.
    """

    ratio: tuple[int, int] | None = None
    pixels: int | None = None
    percent: float | None = None
    colour: Colour | None = None
    kind: Literal["pad"] = "pad"


@dataclass(frozen=True, slots=True)
class Border:
    """A line around the picture, outside of it: so many pixels, or a percentage of the shorter side."""

    colour: Colour = (255, 255, 255)
    pixels: int | None = None
    percent: float = 3.0
    kind: Literal["border"] = "border"


@dataclass(frozen=True, slots=True)
class RoundCorners:
    """Transparent corners: so many pixels, or a percentage of the shorter side; `circle` first crops square."""

    pixels: int | None = None
    percent: float = 8.0
    circle: bool = False
    kind: Literal["round_corners"] = "round_corners"


@dataclass(frozen=True, slots=True)
class Grayscale:
    """Without colour."""

    kind: Literal["grayscale"] = "grayscale"


@dataclass(frozen=True, slots=True)
class Adjust:
    """One quality of all pixels, -1 to 1: by that share more or less, 0 changes nothing.

    Brightness moves the middle grey, contrast the steps around it; both keep black and white.
    """

    what: Literal["brightness", "contrast", "saturation", "warmth"]
    amount: float
    kind: Literal["adjust"] = "adjust"


@dataclass(frozen=True, slots=True)
class Blur:
    """All, or a region and nothing outside of it; `strength` 1 is the ordinary one."""

    region: Region | None = None
    strength: float = 1.0
    kind: Literal["blur"] = "blur"


@dataclass(frozen=True, slots=True)
class Sharpen:
    """Edges stand out; `strength` 1 is the ordinary one."""

    strength: float = 1.0
    kind: Literal["sharpen"] = "sharpen"


@dataclass(frozen=True, slots=True)
class Pixelate:
    """All, or a region and nothing outside of it, in blocks too coarse to recognise a face."""

    region: Region | None = None
    kind: Literal["pixelate"] = "pixelate"


@dataclass(frozen=True, slots=True)
class Recolour:
    """One colour by another, shades kept: what is within `tolerance` (0 to 1 of the range) of it.

    With `by_hue` the colour means all its shades, light and dark.
    """

    old: Colour
    new: Colour
    tolerance: float = 0.12
    by_hue: bool = False
    kind: Literal["recolour"] = "recolour"


@dataclass(frozen=True, slots=True)
class ClearBackground:
    """Transparent instead of a plain ground."""

    kind: Literal["clear_background"] = "clear_background"


@dataclass(frozen=True, slots=True)
class Convert:
    """To a file format ("" keeps it), with a quality of 1 to 100 where the format has one."""

    format: Literal["", "png", "jpeg", "webp", "gif", "avif", "bmp", "tiff"] = ""
    quality: int | None = None
    kind: Literal["convert"] = "convert"


@dataclass(frozen=True, slots=True)
class Compress:
    """To at most so many bytes; None is a good deal smaller and still good."""

    max_bytes: int | None = None
    kind: Literal["compress"] = "compress"


@dataclass(frozen=True, slots=True)
class Animate:
    """All sources one after another, as a GIF that repeats; each is shown for so long."""

    frame_ms: int = 600
    kind: Literal["animate"] = "animate"


@dataclass(frozen=True, slots=True)
class Grid:
    """All sources side by side on one picture; without `columns` as near to a square as they go."""

    columns: int | None = None
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True)
class StripMetadata:
    """Nothing in the file but the picture and its colour profile."""

    kind: Literal["strip_metadata"] = "strip_metadata"


Operation = Annotated[
    Crop
    | Resize
    | Fit
    | Rotate
    | Flip
    | Pad
    | Border
    | RoundCorners
    | Grayscale
    | Adjust
    | Blur
    | Sharpen
    | Pixelate
    | Recolour
    | ClearBackground
    | Convert
    | Compress
    | Animate
    | Grid
    | StripMetadata
    | Lettering,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True)
class Operations:
    """What words ask for that is exact, in order, and the words that a model must read, "" for none."""

    operations: tuple[Operation, ...] = ()
    rest: str = ""


def assembles(operations: Iterable[Operation]) -> bool:
    """Whether all sources become one picture; else each of them is worked on alone."""
    return any(isinstance(operation, Animate | Grid) for operation in operations)
