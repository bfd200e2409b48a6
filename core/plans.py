"""How the result of a precise edit comes back over its source, pixel by pixel."""

from dataclasses import dataclass, field, replace
from typing import Final

from core import imaging
from core.drawing import Drawn, DrawnPicture
from core.errors import BadAnswer, ImageTooLarge, NotAnImage
from core.imaging import canvas, locking
from core.imaging.canvas import Layout
from core.imaging.locking import Locked
from core.imaging.registering import WHOLE
from core.regions import Region

_LEAST_DRIFT_PERCENT: Final = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """How a result comes back: the source's bytes, what may change, and where the source lay in what was sent.

    `area` is a PNG as `masks.png` writes it, of the source's size; None where nothing was named. `layout` is
    given where the canvas grew, `place` where the source was sent within a larger frame.
    """

    source: bytes = field(repr=False)
    area: bytes | None = field(default=None, repr=False)
    layout: Layout | None = None
    place: Region = WHOLE
    lock: bool = False


async def finish(plan: Plan | None, drawn: Drawn, provider: str) -> Drawn:
    """What was drawn with the source's own pixels where they belong, and notes about what else changed.

    Raises `BadAnswer` for bytes that are no picture.
    """
    if plan is None:
        return drawn
    try:
        pictures = [await imaging.in_thread(_finished, plan, picture) for picture in drawn.pictures]
    except (NotAnImage, ImageTooLarge) as error:
        raise BadAnswer(provider) from error
    return replace(drawn, pictures=tuple(pictures))


def _finished(plan: Plan, picture: DrawnPicture) -> DrawnPicture:
    if plan.layout is not None:
        made = canvas.put_back(plan.source, picture.data, plan.layout)
        return replace(picture, data=made, media_type="image/png", scene="")
    if plan.area is not None and plan.lock:
        locked = locking.lock_outside(plan.source, picture.data, plan.area, place=plan.place)
        return _locked(plan, picture, locked, "area-missed")
    if plan.lock:
        locked = locking.lock_rest(plan.source, picture.data, place=plan.place)
        return _locked(plan, picture, locked, "lock-everything")
    # What draws its own picture again by its scene drifts nowhere.
    drift = None if picture.scene else locking.drift_percent(plan.source, picture.data, place=plan.place)
    if drift is None or drift < _LEAST_DRIFT_PERCENT:
        return picture
    return replace(picture, notes=(*picture.notes, f"drift:{drift}"))


def _locked(plan: Plan, picture: DrawnPicture, locked: Locked | None, failed: str) -> DrawnPicture:
    if locked is None:
        noted = replace(picture, notes=(*picture.notes, failed))
        if plan.place == WHOLE:
            return noted
        return replace(noted, data=canvas.taken_out(picture.data, plan.place), media_type="image/png")
    if locked.is_whole:
        return picture
    # Its scene does not show the pixels that came back.
    return replace(picture, data=locked.data, media_type="image/png", scene="")
