"""Words about the whole picture: ground, time, season, weather, style, looks, tints, lettering."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.providers.painter.scene import WATERS, Lettering, Scene
from core.providers.painter.words import Sort, Token

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
"""Of two that are opposites the later one holds."""


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
            scene = scene.with_tint(part_of(token), colour)
        elif token.sort is Sort.THING:
            colour = ""
        if not denied:
            scene = set_by(scene, token)
        elif token.sort is Sort.WEATHER:
            scene = replace(scene, weather=tuple(name for name in scene.weather if name != token.value))
    return scene


def part_of(token: Token) -> str:
    """The part of the picture that a word for it, or for a ground, names."""
    if token.sort is Sort.GROUND:
        return "water" if token.value in WATERS or token.value == "underwater" else "ground"
    return "sky" if token.value == "background" else token.value


def set_by(scene: Scene, token: Token) -> Scene:
    """The scene with what one token says about the whole; unchanged for other tokens."""
    setter = SETTERS.get(token.sort)
    return setter(scene, token.value) if setter else scene


def _quoted(scene: Scene, text: str) -> Scene:
    free = ("top", "bottom", "middle")[min(2, len(scene.letterings))]
    return replace(scene, letterings=(*scene.letterings, Lettering(text, free))[:3])


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


SETTERS: Mapping[Sort, Callable[[Scene, str], Scene]] = {
    Sort.GROUND: lambda scene, value: replace(scene, ground=_ground(scene.ground, value), shore=0.0),
    Sort.TIME: lambda scene, value: replace(scene, time=value),
    Sort.SEASON: lambda scene, value: replace(scene, season=value),
    Sort.WEATHER: lambda scene, value: replace(scene, weather=_weather(scene.weather, value)),
    Sort.STYLE: lambda scene, value: replace(scene, style=value),
    Sort.LOOK: lambda scene, value: replace(scene, looks=_looks(scene.looks, value)),
    Sort.QUOTE: _quoted,
}
