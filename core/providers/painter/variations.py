"""Variations of a scene: the same things, somewhat or wholly rearranged."""

from dataclasses import replace

from core.providers.painter.placing import Wish, place
from core.providers.painter.scene import Scene, Thing, chance, seed_of

_NUDGE = 0.035
"""How far a thing moves in a subtle variation, as a share of the picture."""
_BREATH = 0.08
"""How much larger or smaller it may become."""


def varied(scene: Scene, strength: str, variant: int) -> Scene:
    """Another scene of the same things for each `variant`.

    "subtle" nudges them where they stand; every other strength gives them new places in another
    landscape of the same kind.
    """
    if strength == "subtle":
        return replace(scene, things=tuple(_nudged(scene, thing, variant) for thing in scene.things))
    new = replace(scene, seed=seed_of(scene.seed, "variation", variant), things=(), next_id=1)
    for thing in scene.things:
        new = place(new, Wish(thing.kind, colour=thing.colour, size=thing.size))
    return new


def _nudged(scene: Scene, thing: Thing, variant: int) -> Thing:
    dice = chance(scene.seed, "nudge", thing.id, variant)
    return replace(
        thing,
        x=round(min(0.97, max(0.03, thing.x + dice.uniform(-_NUDGE, _NUDGE))), 4),
        size=round(thing.size * dice.uniform(1 - _BREATH, 1 + _BREATH), 3),
        seed=dice.randrange(1 << 30),
    )
