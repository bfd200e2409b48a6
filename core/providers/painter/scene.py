"""The scene: what a picture shows, as data that is kept with it."""

import hashlib
import json
import random
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from core.providers.painter.kinds import KINDS

VERSION = 1
MAX_THINGS = 40
"""More things than this no longer read as a picture."""

TIMES = ("dawn", "day", "sunset", "night")
WEATHERS = frozenset({"rain", "snow", "storm", "fog", "overcast"})
STYLES = ("flat", "watercolour", "oil", "pixel", "sketch", "ink", "poster", "neon", "papercut")
SEASONS = ("", "spring", "summer", "autumn", "winter")
GROUNDS = ("meadow", "sea", "lake", "river", "beach", "desert", "street", "space", "underwater", "abstract")
WATERS = frozenset({"sea", "lake", "river", "beach"})
"""Grounds with open water in front of the horizon."""


def seed_of(*parts: object) -> int:
    """A number that is the same in every process for the same parts."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:6], "big")


def chance(*parts: object) -> random.Random:
    """A source of chance that is the same in every process for the same parts."""
    return random.Random(seed_of(*parts))


@dataclass(frozen=True, slots=True)
class Thing:
    """One object with a place of its own.

    `x` runs from 0 (left) to 1. `y` is, for things in the sky, 0 (top) to 1 (horizon), and for
    things below it 0 (horizon) to 1 (front edge). `size` multiplies the kind's usual height.
    `colour` is "#rrggbb" or "" for the kind's own. `seed` fixes its shape.
    """

    id: int
    kind: str
    x: float
    y: float
    size: float
    seed: int
    colour: str = ""
    flip: bool = False


@dataclass(frozen=True, slots=True)
class Lettering:
    """A line of text; `place` is top, middle or bottom."""

    text: str
    place: str = "top"
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that a picture shows. The same scene always gives the same picture.

    `looks` are filters over the whole ("mono", "warm" …), in order. `tints` colour parts that
    are no things: ("sky", "#rrggbb"). `kept_out` are kinds that the person did not want.
    """

    seed: int
    language: str = "en"
    ground: str = "meadow"
    time: str = "day"
    season: str = ""
    weather: tuple[str, ...] = ()
    style: str = "flat"
    looks: tuple[str, ...] = ()
    tints: tuple[tuple[str, str], ...] = ()
    things: tuple[Thing, ...] = ()
    letterings: tuple[Lettering, ...] = ()
    kept_out: tuple[str, ...] = ()
    next_id: int = 1
    portrait: bool = False
    """One being fills the picture."""
    shore: float = 0.0
    """Water that an edit brought to dry ground reaches from the horizon to here, as a share of the ground's depth."""

    @property
    def has_water(self) -> bool:
        """Whether things float on open water here."""
        return self.ground in WATERS or self.shore > 0

    def tint(self, part: str) -> str:
        """The colour that somebody gave to a part, or ""."""
        return dict(self.tints).get(part, "")

    def with_tint(self, part: str, colour: str) -> "Scene":
        """The same with a part in another colour."""
        kept = tuple(pair for pair in self.tints if pair[0] != part)
        return replace(self, tints=(*kept, (part, colour)))

    def of_kind(self, kind: str) -> tuple[Thing, ...]:
        """The things of a kind, in order of their ids."""
        return tuple(thing for thing in self.things if thing.kind == kind)

    def to_json(self) -> str:
        """Compact JSON with the version of its form."""
        record: dict[str, Any] = {"v": VERSION, **asdict(self)}
        record["things"] = [[getattr(thing, f.name) for f in fields(Thing)] for thing in self.things]
        record["letterings"] = [[line.text, line.place, line.colour] for line in self.letterings]
        return json.dumps(record, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self | None:
        """Read `to_json`; None for a tombstone, another version or anything that does not fit."""
        try:
            record = json.loads(text)
            if not isinstance(record, dict) or record.pop("v", None) != VERSION:
                return None
            scene = cls(
                **{
                    **record,
                    "weather": _names(record["weather"]),
                    "looks": _names(record["looks"]),
                    "kept_out": _names(record["kept_out"]),
                    "tints": tuple((str(part), _colour(colour)) for part, colour in record["tints"]),
                    "things": tuple(_thing(row) for row in record["things"][:MAX_THINGS]),
                    "letterings": tuple(_lettering(row) for row in record["letterings"][:4]),
                }
            )
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        return scene if _fits(scene) else None


def _names(values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(values)
    return tuple(values)


def _colour(value: object) -> str:
    if value == "":
        return ""
    if not isinstance(value, str) or len(value) != 7 or value[0] != "#":
        raise ValueError(value)
    int(value[1:], 16)
    return value


def _thing(row: list[Any]) -> Thing:
    number, kind, x, y, size, seed, colour, flip = row
    return Thing(
        int(number),
        str(kind),
        min(1.0, max(0.0, float(x))),
        min(1.0, max(0.0, float(y))),
        min(6.0, max(0.1, float(size))),
        int(seed),
        _colour(colour),
        bool(flip),
    )


def _lettering(row: list[Any]) -> Lettering:
    text, place, colour = row
    return Lettering(str(text)[:200], str(place), _colour(colour))


def _fits(scene: Scene) -> bool:
    values: dict[str, Any] = {name: getattr(scene, name) for name in ("seed", "next_id", "portrait", "shore")}
    types = {"seed": int, "next_id": int, "portrait": bool, "shore": float}
    return (
        all(isinstance(value, types[name]) for name, value in values.items())
        and 0 <= scene.shore <= 1
        and scene.language in ("en", "zh")
        and scene.ground in GROUNDS
        and scene.time in TIMES
        and scene.season in SEASONS
        and scene.style in STYLES
        and WEATHERS.issuperset(scene.weather)
        and all(thing.kind in KINDS for thing in scene.things)
    )
