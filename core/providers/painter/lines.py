"""Edits of the lettering in a scene."""

from dataclasses import replace

from core.providers.painter.scene import Lettering, Scene
from core.providers.painter.words import Sort, Token

MAX_LINES = 3
PLACES = {"up": "top", "down": "bottom", "centre": "middle"}


def edit_letterings(scene: Scene, clause: list[Token], verb: str) -> Scene | None:
    """The scene with its texts changed; None when the clause is about something else."""
    quotes = [token.value for token in clause if token.sort is Sort.QUOTE]
    about_text = any(token.sort is Sort.TEXT for token in clause)
    if any(token.sort is Sort.THING for token in clause) and not quotes:
        return None
    if not quotes and not about_text:
        return None
    place = next(
        (PLACES[token.value] for token in clause if token.value in PLACES and token.sort is Sort.POSITION), ""
    )
    colour = next((token.value for token in clause if token.sort is Sort.COLOUR), "")
    if verb == "remove":
        return _removed(scene, quotes)
    if quotes:
        return _written(scene, quotes, place, colour, verb)
    return _restyled(scene, place, colour) if scene.letterings and (place or colour) else None


def _removed(scene: Scene, quotes: list[str]) -> Scene:
    kept = tuple(line for line in scene.letterings if quotes and line.text not in quotes)
    return replace(scene, letterings=kept)


def _written(scene: Scene, quotes: list[str], place: str, colour: str, verb: str) -> Scene:
    """'replace "A" with "B"', 'change the text to "B"', 'add "B"'."""
    lines = list(scene.letterings)
    texts = [line.text for line in lines]
    if len(quotes) > 1 and quotes[0] in texts:
        number = texts.index(quotes[0])
        lines[number] = replace(lines[number], text=quotes[1])
        return replace(scene, letterings=tuple(lines))
    if lines and verb != "add":
        last = lines[-1]
        lines[-1] = Lettering(quotes[-1], place or last.place, colour or last.colour)
        return replace(scene, letterings=tuple(lines))
    for quote in quotes:
        lines = lines[-(MAX_LINES - 1) :]
        taken = {line.place for line in lines}
        free = next((spot for spot in ("top", "bottom", "middle") if spot not in taken), "middle")
        lines.append(Lettering(quote, place or free, colour))
    return replace(scene, letterings=tuple(lines))


def _restyled(scene: Scene, place: str, colour: str) -> Scene:
    lines = tuple(
        replace(line, place=place or line.place, colour=colour or line.colour) for line in scene.letterings
    )
    return replace(scene, letterings=lines)
