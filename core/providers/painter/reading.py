"""Words -> a new scene."""

from dataclasses import dataclass, replace

from core.providers.painter.circumstances import settings_of
from core.providers.painter.groups import Group, groups_of
from core.providers.painter.kinds import KINDS, Zone
from core.providers.painter.placing import Wish, place
from core.providers.painter.scene import Scene, chance, seed_of
from core.providers.painter.words import Sort, clauses, languages, tokens, unknown_words

LAND_GROUNDS = frozenset({"meadow", "desert", "street"})
PONDLIFE = frozenset({"duck", "swan", "lotus", "fish"})
HOMES = {"cactus": "desert", "lighthouse": "sea", "palm": "beach", "island": "sea", "bridge": "river"}
"""The ground that a kind suggests where the words name none."""
PORTRAIT_HEIGHT, PORTRAIT_BREADTH = 0.46, 0.62
"""How large the only being is painted, as shares of the shorter side."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A scene and what the words said that it does not show."""

    scene: Scene
    unknown: tuple[str, ...] = ()
    full: bool = False


def read(prompt: str, style: str, variant: int = 0, *, bare: bool = False) -> Reading:
    """A scene from words. `variant` gives another composition of them; `bare` adds nothing to what they name."""
    found = tokens(prompt)
    scene = Scene(seed=seed_of("scene", prompt.strip(), variant), language=languages(prompt), style=style)
    wishes: list[Group] = []
    for clause in clauses(found):
        scene = settings_of(scene, clause)
        wishes.extend(groups_of(clause))
    kept_out = tuple(dict.fromkeys(group.kind for group in wishes if group.negated))
    scene = replace(scene, kept_out=kept_out)
    wanted = [group for group in wishes if not group.negated]
    understood = bool(wanted) or any(token.sort in (Sort.GROUND, Sort.TIME, Sort.SEASON) for token in found)
    if not understood and scene.ground == "meadow" and not scene.weather:
        scene = replace(scene, ground="abstract")
    things = [group for group in wanted if group.kind in KINDS]
    scene = _grounded(scene, things)
    scene = _portrayed(scene, things)
    for group in sorted(things, key=lambda group: KINDS[group.kind].zone is not Zone.FAR):
        alone = len(things) == 1 and KINDS[group.kind].zone is Zone.FAR
        group.size *= 1.5 if alone else 1.0
        scene = place(scene, group.wish())
    asked = sum(group.count or 1 for group in things)
    return Reading(
        scene if bare and scene.things else _furnished(scene),
        unknown_words(found),
        full=asked > len(scene.things),
    )


def _grounded(scene: Scene, things: list[Group]) -> Scene:
    """Boats need water, a palm a beach; where nothing stands, lights are mirrored in a lake."""
    kinds = {group.kind for group in things}
    zones = {KINDS[kind].zone for kind in kinds}
    if Zone.WATER in zones and scene.ground in LAND_GROUNDS:
        return replace(scene, ground="lake" if kinds & PONDLIFE else "sea")
    if scene.ground != "meadow" or not kinds:
        return scene
    if "planet" in kinds and kinds <= {"planet", "rocket", "stars", "comet"}:
        return replace(scene, ground="space")
    home = next((ground for kind, ground in HOMES.items() if kind in kinds), "")
    if not home and not zones & {Zone.LAND, Zone.WATER} and kinds & {"city", "firework", "lantern"}:
        home = "lake"
    return replace(scene, ground=home or scene.ground)


def _portrayed(scene: Scene, things: list[Group]) -> Scene:
    """One being alone is the subject: it is painted large, in the middle."""
    ground_things = [group for group in things if KINDS[group.kind].zone in (Zone.LAND, Zone.WATER)]
    if len(ground_things) != 1 or (ground_things[0].count or 1) != 1:
        return scene
    only = ground_things[0]
    if not KINDS[only.kind].alive or "far" in only.positions:
        return scene
    kind = KINDS[only.kind]
    only.size *= min(PORTRAIT_HEIGHT / kind.height, PORTRAIT_BREADTH / (kind.height * kind.breadth))
    if not only.positions:
        only.positions.append("centre")
    return replace(scene, portrait=True)


def _furnished(scene: Scene) -> Scene:
    """What a picture wants that the words left open: something in the sky, something far away."""
    kinds = {thing.kind for thing in scene.things}
    zones = {KINDS[kind].zone for kind in kinds}
    dice = chance(scene.seed, "furnish")
    extras: list[Wish] = []
    if scene.ground in ("space", "underwater", "abstract"):
        extras = [Wish("stars"), Wish("planet")] if scene.ground == "space" and Zone.SKY not in zones else []
        extras += [Wish("fish", 5)] if scene.ground == "underwater" and not kinds else []
    else:
        extras = _sky_extras(scene, kinds)
        if Zone.FAR not in zones:
            extras.append(
                Wish(dice.choice(("hills", "mountains") if scene.ground != "street" else ("city",)))
            )
        if not zones & {Zone.LAND, Zone.WATER}:
            extras += _ground_extras(scene)
    for wish in extras:
        if wish.kind not in scene.kept_out:
            scene = place(scene, wish)
    return scene


def _sky_extras(scene: Scene, kinds: set[str]) -> list[Wish]:
    extras: list[Wish] = []
    dull = bool(set(scene.weather) & {"rain", "storm", "overcast", "fog", "snow"})
    if scene.time == "night":
        extras += [] if dull else [Wish(kind) for kind in ("moon", "stars") if kind not in kinds]
    elif not kinds & {"sun", "moon"} and not dull:
        low = ("down",) if scene.time in ("dawn", "sunset") else ()
        extras.append(Wish("sun", positions=low))
    if "cloud" not in kinds and scene.time != "night":
        extras.append(Wish("cloud", 3))
    return extras


def _ground_extras(scene: Scene) -> list[Wish]:
    return {
        "meadow": [Wish("tree", 2), Wish("flower", 7)],
        "sea": [Wish("boat", size=0.8)],
        "lake": [] if scene.of_kind("city") else [Wish("pine", 4), Wish("boat", size=0.7)],
        "river": [Wish("tree", 3)],
        "beach": [Wish("palm", 2)],
        "desert": [Wish("cactus", 3)],
        "street": [Wish("house", 3), Wish("lamp", 2)],
    }[scene.ground]
