"""Where a new thing goes: beside the others, never on them if there is room."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.providers.painter.kinds import KINDS, Zone
from core.providers.painter.scene import MAX_THINGS, Scene, Thing, chance

TRIES = 14


@dataclass(frozen=True, slots=True)
class Wish:
    """What the words say about a thing; "" and None leave it to the painter."""

    kind: str
    count: int | None = None
    colour: str = ""
    size: float = 1.0
    positions: tuple[str, ...] = ()
    definite: bool = False


def place(scene: Scene, wish: Wish) -> Scene:
    """The scene with the wished things added; at most `MAX_THINGS` in all."""
    count = wish.count or 1
    for number in range(count):
        if len(scene.things) >= MAX_THINGS:
            return scene
        thing = _placed(scene, wish, number if count > 2 else 0, count if count > 2 else 1)
        scene = replace(scene, things=(*scene.things, thing), next_id=scene.next_id + 1)
    return scene


def _placed(scene: Scene, wish: Wish, number: int, count: int) -> Thing:
    """One of `count`, each in its own part of the breadth that the words allow."""
    kind = KINDS[wish.kind]
    dice = chance(scene.seed, wish.kind, scene.next_id)
    low, high = _across(wish)
    low, high = low + (high - low) * number / count, low + (high - low) * (number + 1) / count
    y = _depth(dice.uniform(*kind.near), wish.positions, kind.zone)
    best = (0.0, -9.0)
    for _ in range(TRIES):
        x = dice.uniform(low, high)
        room = _room(scene.things, wish, x, y) + 0.25 * _suits(wish.kind, x)
        if room > best[1]:
            best = (x, room)
    size = wish.size * (1.0 if wish.count in (None, 1) else dice.uniform(0.85, 1.1))
    if count > 1 and kind.zone is Zone.LAND:
        size *= min(1.0, max(0.6, 1.2 * (high - low) / (kind.height * kind.breadth * wish.size)))
    return Thing(
        id=scene.next_id,
        kind=wish.kind,
        x=round(best[0], 4),
        y=round(y, 4),
        size=round(size, 3),
        seed=dice.randrange(1 << 30),
        colour=wish.colour,
        flip=dice.random() < 0.5,
    )


def _across(wish: Wish) -> tuple[float, float]:
    if "left" in wish.positions:
        return 0.14, 0.3
    if "right" in wish.positions:
        return 0.7, 0.86
    if "centre" in wish.positions:
        return 0.47, 0.53
    kind = KINDS[wish.kind]
    margin = min(0.4, max(0.08, kind.height * kind.breadth * wish.size * 0.45))
    return margin, 1 - margin


def _depth(y: float, positions: tuple[str, ...], zone: Zone) -> float:
    if zone is Zone.SKY:
        return y - 0.1 * ("up" in positions) + 0.15 * ("down" in positions)
    if "near" in positions:
        return max(y, 0.88)
    if "far" in positions:
        return min(y, 0.12)
    return y


def _suits(kind: str, x: float) -> float:
    """Large plain shapes look best off the middle, single subjects near a third."""
    return 1.0 - min(abs(x - 1 / 3), abs(x - 2 / 3)) if kind in ("sun", "moon", "house", "boat") else 0.5


def _room(things: Iterable[Thing], wish: Wish, x: float, y: float) -> float:
    """Distance to the nearest thing in the same zone, less what both take up."""
    kind = KINDS[wish.kind]
    nearest = 0.5
    for thing in things:
        other = KINDS[thing.kind]
        if other.zone is Zone.FAR or thing.kind in ("stars", "rainbow"):
            continue
        if (other.zone is Zone.SKY) is not (kind.zone is Zone.SKY):
            continue
        width = (kind.height * kind.breadth * wish.size + other.height * other.breadth * thing.size) / 2
        apart = abs(thing.x - x) - width * 0.8 + 0.5 * max(0.0, abs(thing.y - y) - 0.15)
        nearest = min(nearest, apart)
    return nearest
