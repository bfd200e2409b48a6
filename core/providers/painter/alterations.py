"""What an edit does to one thing: another kind, colour, size or place."""

from dataclasses import replace

from core.providers.painter.groups import Group
from core.providers.painter.kinds import KINDS, Zone
from core.providers.painter.scene import Thing

SHIFT = 0.2
"""How far "move it left" moves a thing, as a share of the picture."""


def become(thing: Thing, new: Group) -> Thing:
    """Another kind in the same place; at its usual depth where the old place does not suit."""
    old_kind, kind = KINDS[thing.kind], KINDS[new.kind]
    y = thing.y if kind.zone is old_kind.zone else round(sum(kind.near) / 2, 4)
    size = thing.size if kind.zone is old_kind.zone else new.size
    return replace(thing, kind=new.kind, y=y, size=size, colour=new.colour)


def altered(thing: Thing, group: Group) -> Thing:
    """The thing in the colour, size and place that the words give."""
    return _moved(_dressed(thing, group), group)


def _dressed(thing: Thing, group: Group) -> Thing:
    size = min(6.0, max(0.15, round(thing.size * group.size, 3)))
    return replace(thing, size=size, colour=group.colour or thing.colour)


def _moved(thing: Thing, group: Group) -> Thing:
    x, y = thing.x, thing.y
    step = 0.18 if KINDS[thing.kind].zone is Zone.SKY else 0.22
    for position in group.positions:
        if position in ("left", "right"):
            x += SHIFT if position == "right" else -SHIFT
        elif position == "centre":
            x = 0.5
        else:
            y += step if position in ("down", "near") else -step
    return replace(thing, x=round(min(0.96, max(0.04, x)), 4), y=round(min(1.0, max(0.02, y)), 4))
