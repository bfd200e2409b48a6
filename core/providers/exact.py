"""Exact operations as a provider: free, at once and without a model."""

from collections.abc import AsyncGenerator

from core import imaging
from core.drawing import EXACT, DrawEvent, Drawn, DrawnPicture, DrawRequest, ModelTraits, ProviderTraits
from core.errors import TooManySources
from core.flags import MOST_PICTURES
from core.operations import assembles
from core.ports import Provider

_AT_ONCE = 4
"""As many as `core.imaging.in_thread` works on together."""


class Exact(Provider):
    """Does a request's operations on its sources: on each of them, or on all together where they become one."""

    def __init__(self, max_pixels: int) -> None:
        self._max_pixels = max_pixels
        model = ModelTraits(
            name=EXACT,
            sizes=(),
            size_rule=None,
            qualities=(),
            transparent=True,
            formats=(),
            max_sources=MOST_PICTURES,
            max_pictures=MOST_PICTURES,
            max_prompt_chars=1_000_000,
            previews=0,
            is_free=True,
        )
        self._traits = ProviderTraits(
            name=EXACT,
            default_model=EXACT,
            models={EXACT: model},
            drawing_at_once=_AT_ONCE,
            is_instant=True,
        )

    @property
    def traits(self) -> ProviderTraits:
        """One model, which is none."""
        return self._traits

    async def draw(self, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        """As `Provider.draw`. Raises what `core.imaging.make_exactly` does."""
        sources = [source.data for source in request.sources]
        if len(sources) > MOST_PICTURES:
            raise TooManySources(MOST_PICTURES, len(sources))
        groups = [sources] if assembles(request.operations) else [[source] for source in sources]
        pictures = []
        for group in groups:
            made = await imaging.in_thread(
                imaging.make_exactly, group, request.operations, max_pixels=self._max_pixels
            )
            pictures.append(DrawnPicture(made.data, made.media_type, notes=made.notes))
        yield Drawn(tuple(pictures))
