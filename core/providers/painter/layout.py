"""Where things stand on the canvas."""

from dataclasses import dataclass

from core.providers.painter.kinds import KINDS, Zone
from core.providers.painter.scene import Scene, Thing

HORIZON = 0.6
"""Of the height, from the top."""


AFLOAT = {"sea": (0.06, 0.62), "underwater": (0.06, 0.62), "river": (0.12, 0.4)}
"""Where things float, by ground: the nearest to the horizon, and how far it goes on from there."""
STANDING = {
    "sea": (0.72, 0.26),
    "lake": (0.72, 0.26),
    "beach": (0.56, 0.42),
    "river": (0.56, 0.42),
    "street": (0.1, 0.86),
}
"""Where things stand, in the same way."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing's foot in pixels, its height in pixels, and how near it is (0 to 1)."""

    x: float
    y: float
    height: float
    depth: float


def has_shore(scene: Scene) -> bool:
    """Whether land lies in front of the sea: where something stands on it."""
    return scene.ground in ("sea", "lake") and any(
        KINDS[thing.kind].zone is Zone.LAND for thing in scene.things if thing.kind in KINDS
    )


def depth_of(scene: Scene, thing: Thing) -> float:
    """How far in front a thing stands: 0 at the horizon, 1 at the edge."""
    if KINDS[thing.kind].zone is Zone.WATER:
        start, length = (
            (scene.shore * 0.25, scene.shore * 0.7) if scene.shore else AFLOAT.get(scene.ground, (0.05, 0.5))
        )
    elif scene.ground == "river" and thing.kind == "bridge":
        start, length = 0.5, 0.04
    else:
        start, length = STANDING.get(scene.ground, (0.04, 0.92))
    return start + length * thing.y


def shore_for(scene: Scene) -> float:
    """How far water may reach on dry ground without touching what stands there."""
    standing = [depth_of(scene, thing) for thing in scene.things if KINDS[thing.kind].zone is Zone.LAND]
    return round(min(0.5, max(0.14, min(standing, default=0.5) - 0.05)), 3)


def spot(scene: Scene, thing: Thing, width: int, height: int) -> Spot:
    """Where a thing is on a canvas of this size."""
    side = min(width, height)
    kind = KINDS[thing.kind]
    horizon = HORIZON * height
    tall = kind.height * thing.size * side
    x = thing.x * width
    if kind.zone is Zone.SKY or (scene.ground == "space" and kind.zone is not Zone.FAR):
        ceiling = 1.0 if scene.ground in ("space", "abstract") else HORIZON
        return Spot(x, thing.y * height * ceiling + tall / 2, tall, 1.0)
    if kind.zone is Zone.FAR:
        return Spot(x, horizon, tall, 0.0)
    if scene.ground == "underwater":
        return Spot(x, height * (0.15 + 0.75 * thing.y), tall, 0.5 + 0.5 * thing.y)
    depth = depth_of(scene, thing)
    foot = horizon + depth * (height - horizon)
    near = 0.45 + 0.62 * depth if kind.zone is Zone.LAND else 0.55 + 0.8 * depth
    return Spot(x, foot, tall * near, 0.35 + 0.65 * depth)
