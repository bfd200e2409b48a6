"""What kinds of things there are: where each lives and how large it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Zone(StrEnum):
    """Where a kind lives."""

    SKY = "sky"
    FAR = "far"
    LAND = "land"
    WATER = "water"


@dataclass(frozen=True, slots=True)
class Kind:
    """`height` is the usual one at the front, as a share of the picture's shorter side.

    `breadth` is width over height. `near` bounds where it stands by itself: 0 horizon, 1 front
    edge; for the sky 0 top, 1 horizon. `alive` beings may fill the picture. `single` kinds need
    no article and no number ("stars").
    """

    zone: Zone
    height: float
    breadth: float = 1.0
    near: tuple[float, float] = (0.35, 0.75)
    alive: bool = False
    single: bool = False


def _sky(height: float, breadth: float = 1.0, top: float = 0.12, bottom: float = 0.5) -> Kind:
    return Kind(Zone.SKY, height, breadth, (top, bottom))


def _far(height: float) -> Kind:
    return Kind(Zone.FAR, height, 4.0, (0.0, 0.0), single=True)


def _land(height: float, breadth: float = 1.0, back: float = 0.3, front: float = 0.7) -> Kind:
    return Kind(Zone.LAND, height, breadth, (back, front))


def _beast(height: float, breadth: float = 1.2) -> Kind:
    return Kind(Zone.LAND, height, breadth, (0.55, 0.9), alive=True)


def _water(height: float, breadth: float = 1.4, *, alive: bool = False) -> Kind:
    return Kind(Zone.WATER, height, breadth, (0.2, 0.6), alive=alive)


KINDS: Mapping[str, Kind] = {
    "sun": _sky(0.16, top=0.2, bottom=0.45),
    "moon": _sky(0.13, top=0.15, bottom=0.4),
    "stars": Kind(Zone.SKY, 1.0, 1.0, (0.5, 0.5), single=True),
    "cloud": _sky(0.12, 2.4, 0.12, 0.5),
    "rainbow": _sky(0.6, 1.6, 0.9, 0.95),
    "bird": _sky(0.045, 2.0, 0.2, 0.6),
    "butterfly": Kind(Zone.SKY, 0.07, 1.2, (0.75, 0.98), alive=True),
    "balloon": _sky(0.24, 0.75, 0.25, 0.5),
    "kite": _sky(0.14, 0.8, 0.2, 0.5),
    "plane": _sky(0.09, 2.6, 0.15, 0.4),
    "rocket": _sky(0.24, 0.45, 0.3, 0.55),
    "planet": _sky(0.2, 1.6, 0.2, 0.5),
    "comet": _sky(0.12, 2.2, 0.12, 0.4),
    "lantern": _sky(0.09, 0.8, 0.2, 0.75),
    "firework": _sky(0.26, 1.0, 0.2, 0.5),
    "mountains": _far(0.30),
    "hills": _far(0.16),
    "volcano": _far(0.30),
    "city": _far(0.26),
    "forest": _far(0.12),
    "island": Kind(Zone.FAR, 0.09, 4.0, (0.0, 0.0)),
    "tree": _land(0.34, 0.8),
    "pine": _land(0.36, 0.55),
    "palm": _land(0.40, 0.8, 0.45, 0.8),
    "willow": _land(0.34, 1.0),
    "blossom": _land(0.36, 1.0),
    "bamboo": _land(0.40, 0.5),
    "cactus": _land(0.24, 0.6),
    "bush": _land(0.09, 1.6, 0.3, 0.9),
    "flower": _land(0.13, 0.5, 0.6, 0.96),
    "sunflower": _land(0.24, 0.5, 0.55, 0.92),
    "mushroom": _land(0.10, 1.0, 0.6, 0.95),
    "rock": _land(0.09, 1.5, 0.4, 0.9),
    "house": _land(0.26, 1.15, 0.25, 0.5),
    "castle": _land(0.40, 1.15, 0.15, 0.35),
    "tower": _land(0.42, 0.35, 0.15, 0.4),
    "pagoda": _land(0.42, 0.65, 0.2, 0.4),
    "lighthouse": _land(0.44, 0.35, 0.25, 0.5),
    "windmill": _land(0.36, 0.8, 0.2, 0.45),
    "church": _land(0.36, 0.9, 0.2, 0.45),
    "tent": _land(0.16, 1.4, 0.4, 0.7),
    "fence": _land(0.08, 3.5, 0.5, 0.8),
    "bridge": _land(0.16, 3.2, 0.35, 0.55),
    "bench": _land(0.10, 1.7, 0.5, 0.8),
    "lamp": _land(0.30, 0.25, 0.4, 0.7),
    "fire": _land(0.12, 0.9, 0.6, 0.85),
    "car": _land(0.12, 2.2, 0.6, 0.85),
    "bicycle": _land(0.13, 1.6, 0.6, 0.85),
    "train": _land(0.13, 3.6, 0.45, 0.65),
    "cat": _beast(0.17, 1.1),
    "dog": _beast(0.19, 1.2),
    "horse": _beast(0.27, 1.15),
    "cow": _beast(0.22, 1.5),
    "sheep": _beast(0.15, 1.3),
    "rabbit": _beast(0.14, 0.9),
    "fox": _beast(0.17, 1.5),
    "deer": _beast(0.28, 0.95),
    "bear": _beast(0.22, 0.9),
    "panda": _beast(0.22, 0.9),
    "elephant": _beast(0.30, 1.35),
    "pig": _beast(0.14, 1.5),
    "chicken": _beast(0.12, 1.0),
    "owl": _beast(0.15, 0.8),
    "penguin": _beast(0.17, 0.7),
    "turtle": _beast(0.09, 1.8),
    "person": _beast(0.22, 0.45),
    "snowman": _beast(0.24, 0.7),
    "umbrella": _land(0.20, 1.2, 0.55, 0.8),
    "boat": _water(0.20, 1.0),
    "ship": _water(0.17, 2.3),
    "whale": _water(0.15, 2.2, alive=True),
    "dolphin": _water(0.13, 1.7, alive=True),
    "fish": _water(0.10, 1.8, alive=True),
    "duck": _water(0.08, 1.3, alive=True),
    "swan": _water(0.12, 1.2, alive=True),
    "lotus": _water(0.07, 1.8),
}
