"""Choosing a part of a picture by buttons: nine parts under a grid."""

from core import imaging
from core.errors import StaleAction
from core.identity import Place
from core.imaging.grids import grid
from core.pictures import Picture
from core.regions import Region, cell
from core.requests import Action, ActionPress, IncomingMessage, PictureFile, Verb
from core.resources import Resources
from core.showing import Showing

CELLS = range(1, 10)


class Areas:
    """The grid that a picture's "Area" button shows."""

    def __init__(self, resources: Resources, showing: Showing) -> None:
        self._resources = resources
        self._showing = showing

    async def offer(self, message: IncomingMessage, place: Place, picture: Picture) -> None:
        """Show the picture under its grid with a button for each part. Raises `StaleAction` if it is gone."""
        if picture.blob is None:
            raise StaleAction
        try:
            data = await self._resources.blobs.get(picture.blob)
        except KeyError as error:
            raise StaleAction from error
        words = self._resources.speaker(message.person.locale)
        say = words.language.say
        file = PictureFile(
            await imaging.in_thread(grid, data),
            "image/jpeg",
            f"chatbrush-{picture.id[-8:]}-parts.jpg",
            say("alt_text.grid"),
            (picture.id,),
            picture.spoiler,
        )
        actions = tuple(
            Action(Verb.CELL, picture.id, words.label(Verb.CELL, number), number) for number in CELLS
        )
        await self._showing.send(message, place, [file], text=say("ask_for_area"), actions=actions)


def region_of(press: ActionPress) -> Region | None:
    """The part that a press of its button chose; None for other buttons. Raises `StaleAction` for no such part."""
    if press.verb is not Verb.CELL:
        return None
    if press.number is None or press.number not in CELLS:
        raise StaleAction
    return cell(press.number)
