"""The painter as a provider."""

import asyncio
import io
import re
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from PIL import Image

from core.drawing import (
    DrawEvent,
    Drawn,
    DrawnPicture,
    DrawRequest,
    ModelTraits,
    Preview,
    ProviderTraits,
    SizeRule,
)
from core.errors import NeedsModel, OptionUnsupported, ProviderTimedOut, TooManySources
from core.ports import Provider
from core.providers.painter.description import alt_text
from core.providers.painter.edits import edit
from core.providers.painter.lettering import missing_texts
from core.providers.painter.painting import QUALITIES, layers
from core.providers.painter.photo import Retouch, grounded, plan, retouch
from core.providers.painter.reading import read
from core.providers.painter.scene import MAX_THINGS, Scene
from core.providers.painter.variations import varied
from core.providers.painter.vocabulary import STYLE_WORDS
from core.settings import PainterSettings

T = TypeVar("T")
NAME = "painter"
PREVIEW_SIDE = 640
LONGEST_DETAIL = 120
PHOTO_CAN = (
    "night",
    "warm",
    "cool",
    "mono",
    "sepia",
    "blur",
    "pixelart",
    "posterize",
    "sketch",
    "brightness",
    "lettering",
)
"""What it can do to a photo, as keys for `NeedsModel.can`."""
SCENE_CAN = ("add", "remove", "recolour", "resize", "move", "time", "weather", "season", "style", "lettering")
"""What it can change in its own pictures, as keys for `NeedsModel.can`."""

PREVIEWS = 3
_SEEDS_APART = 1_000_003
"""So far apart are the variants of two seeds, so that none of one is another's."""
RULE = SizeRule(multiple_of=1, max_ratio=4.0, max_side=2048, min_pixels=64 * 64, max_pixels=2048 * 2048)


def model(side: int) -> ModelTraits:
    """The one model, whose usual picture is `side` pixels wide and high."""
    longer = min(side * 3 // 2, RULE.max_side)
    shorter = longer * 2 // 3
    return ModelTraits(
        name=NAME,
        sizes=((side, side), (longer, shorter), (shorter, longer)),
        size_rule=replace(RULE, usual_pixels=side * side),
        qualities=tuple(QUALITIES),
        transparent=True,
        formats=("png",),
        max_sources=16,
        max_pictures=10,
        max_prompt_chars=32_000,
        previews=PREVIEWS,
        is_free=True,
        takes_negative=True,
        takes_seed=True,
        is_literal=True,
        # It draws without one; outside of it the source comes back in any case.
        takes_mask=True,
        redraws=True,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """One picture to paint: its states, and what is said about it."""

    states: Iterator[Image.Image]
    scene: Scene | None
    alt_text: str
    notes: tuple[str, ...]


class Painter(Provider):
    """Draws from the words alone; the same request always gives the same bytes."""

    def __init__(self, settings: PainterSettings) -> None:
        self._settings = settings
        self._model = model(settings.side)
        self._style = settings.style if settings.style in STYLE_WORDS else "flat"

    @property
    def traits(self) -> ProviderTraits:
        """One free model."""
        return ProviderTraits(NAME, NAME, {NAME: self._model}, self._settings.drawing_at_once)

    async def draw(self, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        """Three previews of the first picture, then all pictures. Stops between layers when closed."""
        _check(request, self._model)
        until = asyncio.get_running_loop().time() + request.deadline_seconds
        pictures: list[DrawnPicture] = []
        shown = 0
        for index in range(request.count):
            variant = _variant(request) + index
            work = await self._step(until, partial(self._prepared, request, variant))
            state = await self._step(until, partial(next, work.states))
            following = await self._step(until, partial(next, work.states, None))
            while following is not None:
                if request.wants_previews and index == 0 and shown < PREVIEWS:
                    shown += 1
                    yield Preview(await self._step(until, partial(_preview, state)), "image/jpeg", shown)
                    await asyncio.sleep(self._settings.pace_seconds)
                state = following
                following = await self._step(until, partial(next, work.states, None))
            data = await self._step(until, partial(_png, state))
            scene = work.scene.to_json() if work.scene else ""
            pictures.append(DrawnPicture(data, "image/png", work.alt_text, scene, work.notes))
        yield Drawn(tuple(pictures))

    async def _step(self, until: float, work: Callable[[], T]) -> T:
        """A piece of work in a thread, within the deadline."""
        left = until - asyncio.get_running_loop().time()
        try:
            return await asyncio.wait_for(asyncio.to_thread(work), max(0.0, left))
        except TimeoutError as error:
            raise ProviderTimedOut(NAME) from error

    def _prepared(self, request: DrawRequest, variant: int) -> _Work:
        if not request.sources:
            words = _with_negative(request)
            reading = read(words, self._style, variant, bare=request.transparent)
            notes = _notes(unknown=reading.unknown, full=reading.full)
            return _scene_work(request, self._size(request), reading.scene, notes)
        if request.extends:
            return _Work(grounded(request.sources[0], request.size), None, "", ("painter-extended",))
        scene = Scene.from_json(request.sources[0].scene) if len(request.sources) == 1 else None
        if scene is None:
            return _photo_work(request)
        if request.strength:
            same = request.strength == "larger"
            new = scene if same else varied(scene, request.strength, variant)
            return _scene_work(request, self._size(request), new, ())
        edited = edit(scene, _with_negative(request), variant)
        if not edited.understood:
            raise NeedsModel(_short(request.prompt), SCENE_CAN)
        notes = _notes(unknown=edited.unknown, missing=edited.missing, full=edited.full)
        return _scene_work(request, self._size(request), edited.scene, notes)

    def _size(self, request: DrawRequest) -> tuple[int, int]:
        """What was asked for; else an edit keeps the size of its source as far as the rule allows."""
        if request.size is not None:
            return request.size
        usual = self._model.sizes[0]
        if not request.sources:
            return usual
        wide, tall = request.sources[0].width, request.sources[0].height
        if min(wide, tall) < 64 or max(wide, tall) > RULE.max_ratio * min(wide, tall):
            return usual
        factor = min(1.0, RULE.max_side / max(wide, tall))
        return round(wide * factor), round(tall * factor)


def _variant(request: DrawRequest) -> int:
    """Which composition of the words comes first: the same for the same seed."""
    variant = request.variation * request.count
    return variant if request.seed is None else variant + (request.seed + 1) * _SEEDS_APART


def _with_negative(request: DrawRequest) -> str:
    """The words, and what must not be seen as words that leave it out."""
    unwanted = [word.strip() for word in re.split(r"[,，、;；]", request.negative) if word.strip()]
    return "".join([request.prompt, *(f", no {word}" for word in unwanted)])


def _check(request: DrawRequest, model: ModelTraits) -> None:
    """Refuse what the traits do not offer, before anything is painted."""
    if request.model != NAME:
        raise OptionUnsupported("model", request.model, (NAME,))
    if request.quality and request.quality not in model.qualities:
        raise OptionUnsupported("quality", request.quality, model.qualities)
    if not 1 <= request.count <= model.max_pictures:
        raise OptionUnsupported("n", str(request.count), (f"1–{model.max_pictures}",))
    if len(request.sources) > model.max_sources:
        raise TooManySources(model.max_sources, len(request.sources))
    if request.size is not None:
        wide, tall = request.size
        fits = min(wide, tall) > 0 and max(wide, tall) <= RULE.max_side and wide * tall >= RULE.min_pixels
        if not fits or max(wide, tall) > RULE.max_ratio * min(wide, tall):
            raise OptionUnsupported("size", f"{wide}x{tall}", tuple(f"{w}x{h}" for w, h in model.sizes))


def _scene_work(request: DrawRequest, size: tuple[int, int], scene: Scene, notes: tuple[str, ...]) -> _Work:
    lost = missing_texts(scene)
    if lost:
        notes = (*notes, f"painter-no-glyphs:{_short(' '.join(lost))}")
    cut_out = request.transparent and bool(scene.things)
    states = layers(scene, size, quality=request.quality, transparent=cut_out)
    return _Work(states, scene, alt_text(scene, cut_out=cut_out), notes)


def _photo_work(request: DrawRequest) -> _Work:
    wanted: Retouch = plan(request.prompt, len(request.sources))
    if not wanted.possible:
        raise NeedsModel(_short(request.prompt), PHOTO_CAN)
    notes = (f"painter-needs-model:{_short('; '.join(wanted.beyond))}",) if wanted.beyond else ()
    lost = missing_texts(wanted.lettering)
    if lost:
        notes = (*notes, f"painter-no-glyphs:{_short(' '.join(lost))}")
    return _Work(retouch(request.sources, request.size, wanted), None, "", notes)


def _notes(
    *, unknown: tuple[str, ...] = (), missing: tuple[str, ...] = (), full: bool = False
) -> tuple[str, ...]:
    notes: list[str] = []
    if unknown:
        notes.append(f"painter-unknown-words:{_short(', '.join(unknown))}")
    if missing:
        notes.append(f"painter-not-found:{_short(', '.join(missing))}")
    if full:
        notes.append(f"painter-full:{MAX_THINGS}")
    return tuple(notes)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_DETAIL else text[: LONGEST_DETAIL - 1] + "…"


def _png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=5)
    return stream.getvalue()


def _preview(image: Image.Image) -> bytes:
    small = image.convert("RGB")
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.BILINEAR)
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=82)
    return stream.getvalue()
