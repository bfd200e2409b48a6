"""Words -> a new scene."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from core.providers.painter.kinds import KINDS, Zone
from core.providers.painter.placing import Wish, place
from core.providers.painter.scene import WATERS, Lettering, Scene, chance, seed_of
from core.providers.painter.words import Sort, Token, clauses, languages, tokens, unknown_words

LAND_GROUNDS = frozenset({"meadow", "desert", "street"})
SAME_IN_PLURAL = frozenset({"people", "men", "women", "children", "fish", "sheep", "deer", "cacti", "bamboo"})
"""Without an article these are several."""
OPPOSITES = {
    "bright": "dark",
    "dark": "bright",
    "warm": "cool",
    "cool": "warm",
    "contrast": "soft",
    "soft": "contrast",
    "vivid": "mono",
    "blur": "sharp",
    "sharp": "blur",
}
MANY_OF = {"flower": 9, "sunflower": 5, "tree": 4, "pine": 5, "bird": 4, "bush": 4, "bamboo": 4, "lantern": 7}
"""How many a plural without a number means; 3 for the others."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A scene and what the words said that it does not show."""

    scene: Scene
    unknown: tuple[str, ...] = ()
    full: bool = False


@dataclass(slots=True)
class Group:
    """A noun with the words around it."""

    kind: str
    text: str = ""
    count: int | None = None
    colour: str = ""
    size: float = 1.0
    positions: list[str] = field(default_factory=list)
    negated: bool = False

    @property
    def changes(self) -> bool:
        """Whether the words say how it should be."""
        return bool(self.colour or self.positions) or self.size != 1.0

    def take_all(self, clause: Iterable[Token]) -> None:
        """Every modifier of a clause."""
        for token in clause:
            _take(self, token)

    def wish(self) -> Wish:
        """As the placing wants it."""
        return Wish(self.kind, self.count, self.colour, self.size, tuple(self.positions))


def groups_of(clause: Iterable[Token]) -> list[Group]:
    """The things of a clause. Colours, counts and sizes go to the next noun, or to the last one."""
    found: list[Group] = []
    waiting = Group("")
    for token in clause:
        if token.sort is Sort.THING or (token.sort is Sort.PART and waiting.colour):
            waiting.kind, waiting.text = token.value, token.text
            if waiting.count is None:
                waiting.count = _number_by_form(token)
            found.append(waiting)
            waiting = Group("", negated=waiting.negated)
        elif token.sort is Sort.POSITION and found:
            found[-1].positions.append(token.value)
        elif token.sort in (Sort.GROUND, Sort.PART, Sort.UNKNOWN, Sort.TIME, Sort.SEASON):
            waiting.colour, waiting.count = "", None
        else:
            _take(waiting, token)
    if found:
        last = found[-1]
        last.colour = last.colour or waiting.colour
        last.size = last.size if waiting.size == 1.0 else waiting.size
        last.positions.extend(waiting.positions)
    return found


def _take(group: Group, token: Token) -> None:
    if token.sort is Sort.COUNT:
        group.count = int(token.value)
    elif token.sort is Sort.COLOUR:
        group.colour = token.value
    elif token.sort is Sort.SIZE:
        group.size = float(token.value)
    elif token.sort is Sort.POSITION:
        group.positions.append(token.value)
    elif token.sort is Sort.VERB and token.value == "without":
        group.negated = True


def _number_by_form(token: Token) -> int | None:
    """Several for an English plural, None where the form says nothing."""
    kind = KINDS.get(token.value)
    if kind is None or kind.single or not token.text.isascii():
        return None
    word = token.text.split()[-1]
    plural = (word.endswith("s") and word not in ("cactus", "lotus", "grass")) or word in SAME_IN_PLURAL
    return MANY_OF.get(token.value, 3) if plural else None


def read(prompt: str, style: str, variant: int = 0) -> Reading:
    """A scene from words. `variant` gives another composition of the same words."""
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
    return Reading(_furnished(scene), unknown_words(found), full=asked > len(scene.things))


def settings_of(scene: Scene, clause: list[Token]) -> Scene:
    """Ground, time, season, weather, style, looks, tints and lettering that a clause names."""
    denied = False
    colour = ""
    for token in clause:
        if token.sort is Sort.VERB and token.value == "without":
            denied = True
        elif token.sort is Sort.COLOUR:
            colour = token.value
        elif token.sort in (Sort.PART, Sort.GROUND) and colour:
            scene = scene.with_tint(_part(token), colour)
        elif token.sort is Sort.THING:
            colour = ""
        if not denied:
            scene = set_by(scene, token)
        elif token.sort is Sort.WEATHER:
            scene = replace(scene, weather=tuple(name for name in scene.weather if name != token.value))
    return scene


def _part(token: Token) -> str:
    if token.sort is Sort.GROUND:
        return "water" if token.value in WATERS else "ground"
    return "sky" if token.value == "background" else token.value


def set_by(scene: Scene, token: Token) -> Scene:
    """The scene with what one token says about the whole; unchanged for other tokens."""
    if token.sort is Sort.GROUND:
        return replace(scene, ground=_ground(scene.ground, token.value), shore=0.0)
    if token.sort is Sort.TIME:
        return replace(scene, time=token.value)
    if token.sort is Sort.SEASON:
        return replace(scene, season=token.value)
    if token.sort is Sort.WEATHER:
        return replace(scene, weather=_weather(scene.weather, token.value))
    if token.sort is Sort.STYLE:
        return replace(scene, style=token.value)
    if token.sort is Sort.LOOK:
        return replace(scene, looks=_looks(scene.looks, token.value))
    if token.sort is Sort.QUOTE:
        place_of = ("top", "bottom", "middle")[min(2, len(scene.letterings))]
        return replace(scene, letterings=(*scene.letterings, Lettering(token.value, place_of))[:3])
    return scene


def _ground(old: str, new: str) -> str:
    """Water beats the land beside it: "a meadow by a lake" is a lake."""
    return old if old in WATERS and new in ("meadow", "street", "beach") and old != "meadow" else new


def _looks(old: tuple[str, ...], new: str) -> tuple[str, ...]:
    """One after the other; an opposite takes the old one away."""
    opposite = OPPOSITES.get(new, "")
    return (*(look for look in old if look not in (new, opposite)), new)


def _weather(old: tuple[str, ...], new: str) -> tuple[str, ...]:
    if new == "clear":
        return ()
    return (*(name for name in old if name != new), new)


def _grounded(scene: Scene, things: list[Group]) -> Scene:
    """Boats need water, rockets and planets alone need space, palms a beach."""
    kinds = {group.kind for group in things}
    zones = {KINDS[kind].zone for kind in kinds}
    if Zone.WATER in zones and scene.ground in LAND_GROUNDS:
        return replace(scene, ground="lake" if kinds & {"duck", "swan", "lotus", "fish"} else "sea")
    if scene.ground == "meadow":
        if kinds and kinds <= {"city", "moon", "stars", "sun", "cloud"} and "city" in kinds:
            return replace(scene, ground="lake")
        if kinds and kinds <= {"planet", "rocket", "stars", "comet"} and "planet" in kinds:
            return replace(scene, ground="space")
        for kind, ground in (
            ("cactus", "desert"),
            ("lighthouse", "sea"),
            ("palm", "beach"),
            ("island", "sea"),
            ("bridge", "river"),
        ):
            if kind in kinds:
                return replace(scene, ground=ground)
    return scene


def _portrayed(scene: Scene, things: list[Group]) -> Scene:
    """One being alone is the subject: it is painted large, in the middle."""
    ground_things = [group for group in things if KINDS[group.kind].zone in (Zone.LAND, Zone.WATER)]
    if len(ground_things) != 1 or (ground_things[0].count or 1) != 1:
        return scene
    only = ground_things[0]
    if not KINDS[only.kind].alive or "far" in only.positions:
        return scene
    only.size *= 2.1
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
        extras.append(Wish("sun"))
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
