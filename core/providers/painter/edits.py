"""Words -> a changed scene: what they name changes, and nothing else."""

from dataclasses import dataclass, field, replace

from core.providers.painter.alterations import altered, become
from core.providers.painter.circumstances import part_of, set_by
from core.providers.painter.groups import Group, groups_of
from core.providers.painter.kinds import KINDS, Zone
from core.providers.painter.layout import shore_for
from core.providers.painter.lines import edit_letterings
from core.providers.painter.placing import place
from core.providers.painter.scene import MAX_THINGS, Scene, Thing, seed_of
from core.providers.painter.words import Sort, Token, clauses, tokens, unknown_words

PLACING_WORDS = frozenset({"put", "放", "放到", "放在"})


_SKY = ("sun", "moon", "stars")


@dataclass(frozen=True, slots=True)
class Edited:
    """A scene after an edit. `understood` is False when the words asked for nothing it knows."""

    scene: Scene
    understood: bool
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    full: bool = False


@dataclass(slots=True)
class _Bench:
    """An edit in progress."""

    scene: Scene
    verb: str = ""
    understood: bool = False
    missing: list[str] = field(default_factory=list)
    full: bool = False
    came: frozenset[str] = frozenset()
    """Kinds of the sky that these words brought already: "make it night and add a moon" is one moon."""


def edit(scene: Scene, prompt: str, variant: int = 0) -> Edited:
    """The scene with the changes that the words ask for. `variant` places what is new elsewhere."""
    found = tokens(prompt)
    bench = _Bench(replace(scene, seed=scene.seed if variant == 0 else seed_of(scene.seed, prompt, variant)))
    for clause in clauses(found):
        _clause(bench, clause)
    return Edited(
        replace(bench.scene, seed=scene.seed),
        bench.understood,
        unknown_words(found),
        tuple(dict.fromkeys(bench.missing)),
        bench.full,
    )


def _clause(bench: _Bench, clause: list[Token]) -> None:
    verbs = [token for token in clause if token.sort is Sort.VERB]
    things = [token for token in clause if token.sort is Sort.THING]
    swapped = _swap(bench, clause)
    if verbs:
        bench.verb = _verb(verbs)
    if swapped:
        return
    before = bench.scene
    lettered = edit_letterings(bench.scene, clause, bench.verb)
    if lettered is not None:
        bench.scene, bench.understood = lettered, True
        return
    tinted = _tinted(bench.scene, clause)
    bench.scene = tinted if tinted != before else _settings(bench, clause)
    if not things:
        _main_thing(bench, clause)
    for group in groups_of(clause):
        if group.kind in KINDS:
            bench.understood = True
            _apply(bench, group, {token.text for token in verbs})
    bench.understood = bench.understood or bench.scene != before


def _verb(verbs: list[Token]) -> str:
    """The strongest verb: "make it without trees" removes, "put more" adds."""
    values = [token.value for token in verbs]
    for value in ("remove", "without", "fewer", "move", "replace", "add", "into"):
        if value in values:
            return "remove" if value == "without" else value
    return "make"


def _swap(bench: _Bench, clause: list[Token]) -> bool:
    """Such as "replace the cat with a dog", "turn the cat into a dog", 把猫换成狗."""
    joints = [
        number
        for number, token in enumerate(clause)
        if token.sort is Sort.VERB and token.value in ("replace", "into")
    ]
    if not joints:
        return False
    things = [number for number, token in enumerate(clause) if token.sort is Sort.THING]
    if len(things) < 2:
        return False
    old = clause[things[0]]
    new = groups_of(clause[things[0] + 1 :])[0]
    bench.understood = True
    if not bench.scene.of_kind(old.value):
        bench.missing.append(old.text)
        return True
    changed = tuple(become(thing, new) if thing.kind == old.value else thing for thing in bench.scene.things)
    bench.scene = _watered(replace(bench.scene, things=changed))
    return True


def _watered(scene: Scene) -> Scene:
    """Where something floats there is water, but nothing that stands on dry ground moves for it."""
    floats = any(KINDS[thing.kind].zone is Zone.WATER for thing in scene.things)
    dry = scene.ground in ("meadow", "desert", "street") and not scene.shore
    return replace(scene, shore=shore_for(scene)) if floats and dry else scene


def _tinted(scene: Scene, clause: list[Token]) -> Scene:
    """Parts with a colour: "make the sky purple", or "a purple sky" beside a thing with its own."""
    alone = not any(token.sort is Sort.THING for token in clause)
    colour = next((token.value for token in clause if token.sort is Sort.COLOUR and alone), "")
    for token in clause:
        if token.sort is Sort.COLOUR:
            colour = token.value
        elif token.sort is Sort.THING:
            colour = ""
        elif token.sort in (Sort.PART, Sort.GROUND) and colour:
            scene = scene.with_tint(part_of(token), colour)
    return scene


def _settings(bench: _Bench, clause: list[Token]) -> Scene:
    """Time, season, weather, ground, style and looks."""
    scene = bench.scene
    removing = bench.verb == "remove"
    for token in clause:
        if token.sort not in (Sort.GROUND, Sort.TIME, Sort.SEASON, Sort.WEATHER, Sort.STYLE, Sort.LOOK):
            continue
        bench.understood = True
        if not removing and token.sort is Sort.GROUND and token.value != scene.ground:
            scene = replace(scene, ground="meadow")
        scene = _without(scene, token) if removing else set_by(scene, token)
        if token.sort is Sort.TIME and not removing:
            scene = _sky_follows(scene)
            bench.came = frozenset(
                kind for kind in _SKY if scene.of_kind(kind) and not bench.scene.of_kind(kind)
            )
    return scene


def _without(scene: Scene, token: Token) -> Scene:
    if token.sort is Sort.WEATHER:
        gone = ("rain", "storm") if token.value == "rain" else (token.value,)
        return replace(scene, weather=tuple(name for name in scene.weather if name not in gone))
    if token.sort is Sort.LOOK:
        return replace(scene, looks=tuple(name for name in scene.looks if name != token.value))
    if token.sort is Sort.STYLE and scene.style == token.value:
        return replace(scene, style="flat")
    if token.sort is Sort.SEASON and scene.season == token.value:
        return replace(scene, season="")
    if token.sort is Sort.GROUND and scene.ground == token.value:
        return replace(scene, ground="meadow")
    return scene


def _sky_follows(scene: Scene) -> Scene:
    """At night the sun is the moon and stars come out; by day the reverse."""
    old, new = ("sun", "moon") if scene.time == "night" else ("moon", "sun")
    things = tuple(
        replace(thing, kind=new, colour="") if thing.kind == old else thing for thing in scene.things
    )
    if scene.time != "night":
        return replace(scene, things=tuple(thing for thing in things if thing.kind != "stars"))
    scene = replace(scene, things=things)
    return scene if scene.of_kind("stars") else place(scene, Group("stars").wish())


def _main_thing(bench: _Bench, clause: list[Token]) -> None:
    """Such as "make it red", "bigger": what stands in front, the largest of it."""
    named = any(token.sort in (Sort.PART, Sort.GROUND, Sort.TEXT, Sort.QUOTE) for token in clause)
    candidates = [thing for thing in bench.scene.things if KINDS[thing.kind].zone in (Zone.LAND, Zone.WATER)]
    if named or not candidates:
        return
    waiting = Group("")
    waiting.take_all(clause)
    if not waiting.changes:
        return
    best = max(candidates, key=lambda thing: (KINDS[thing.kind].height * thing.size, -thing.id))
    bench.scene = _modified(bench.scene, (best,), waiting)
    bench.understood = True


def _apply(bench: _Bench, group: Group, texts: set[str]) -> None:
    """One noun of a clause under the clause's verb."""
    present = bench.scene.of_kind(group.kind)
    verb = bench.verb
    if verb == "add" and group.positions and present and texts & PLACING_WORDS and group.count is None:
        verb = "move"
    if group.negated or verb in ("remove", "fewer"):
        _remove(bench, group, present, halve=verb == "fewer")
    elif verb == "add":
        _add(bench, group)
    elif verb in ("move", "make", "into", "replace") or group.changes or (group.count or 1) > 1:
        _change(bench, group, present, verb)
    else:
        _add(bench, group)


def _add(bench: _Bench, group: Group) -> None:
    scene = bench.scene
    if group.kind in bench.came:
        return
    if KINDS[group.kind].single and scene.of_kind(group.kind):
        only = scene.of_kind(group.kind)[0]
        bench.scene = _with(scene, {only.id: replace(only, size=min(3.0, round(only.size * 1.5, 3)))})
        return
    if scene.portrait and KINDS[group.kind].alive:
        group.size *= 1.7
    bench.full = bench.full or len(scene.things) + (group.count or 1) > MAX_THINGS
    scene = replace(scene, kept_out=tuple(kind for kind in scene.kept_out if kind != group.kind))
    bench.scene = _watered(place(scene, group.wish()))


def _remove(bench: _Bench, group: Group, present: tuple[Thing, ...], *, halve: bool) -> None:
    if not present:
        bench.missing.append(group.text)
        return
    chosen = _chosen(present, group)
    if halve:
        chosen = chosen[len(chosen) // 2 :] or chosen
    elif group.count and group.text.isascii() and group.count < len(chosen):
        chosen = chosen[-group.count :]
    gone = {thing.id for thing in chosen}
    left = tuple(thing for thing in bench.scene.things if thing.id not in gone)
    bench.scene = replace(bench.scene, things=left)


def _chosen(present: tuple[Thing, ...], group: Group) -> tuple[Thing, ...]:
    """Those that are meant: by side ("the left tree") or by colour ("the red house")."""
    if "left" in group.positions:
        return (min(present, key=lambda thing: thing.x),)
    if "right" in group.positions:
        return (max(present, key=lambda thing: thing.x),)
    coloured = tuple(thing for thing in present if group.colour and thing.colour == group.colour)
    return coloured or present


def _change(bench: _Bench, group: Group, present: tuple[Thing, ...], verb: str) -> None:
    if not present:
        if verb in ("move", "make", "into", "replace") and group.changes:
            bench.missing.append(group.text)
        else:
            _add(bench, group)
        return
    if group.changes:
        bench.scene = _modified(bench.scene, present, group)
    elif group.count is not None:
        _number(bench, group, present)


def _number(bench: _Bench, group: Group, present: tuple[Thing, ...]) -> None:
    """Such as "three boats": as many as that, neither more nor fewer."""
    wanted = group.count or 1
    if wanted < len(present):
        gone = {thing.id for thing in present[wanted:]}
        bench.scene = replace(
            bench.scene, things=tuple(thing for thing in bench.scene.things if thing.id not in gone)
        )
    elif wanted > len(present):
        group.count = wanted - len(present)
        _add(bench, group)


def _modified(scene: Scene, things: tuple[Thing, ...], group: Group) -> Scene:
    """The scene with these things in another colour, size or place."""
    return _with(scene, {thing.id: altered(thing, group) for thing in things})


def _with(scene: Scene, changed: dict[int, Thing]) -> Scene:
    return replace(scene, things=tuple(changed.get(thing.id, thing) for thing in scene.things))
