"""OpenAI, and servers that speak its image API, through the `openai` SDK (an extra)."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import TYPE_CHECKING

from core.drawing import DrawEvent, DrawRequest, ModelTraits, ProviderTraits
from core.errors import OptionUnsupported, SettingsInvalid, SettingsProblem, TooManySources
from core.ports import Provider
from core.providers.openai_models import CURRENT, retired_successor, traits_of
from core.settings import OpenAISettings

if TYPE_CHECKING:
    import httpx2

__all__ = ["OpenAIProvider", "retired_successor"]

NAME = "openai"


class OpenAIProvider(Provider):
    """Draws with OpenAI's image models.

    Constructing it imports the SDK and reads certificates: do it before the event loop serves,
    or in a thread. Raises `SettingsInvalid` when the extra `openai` is not installed, or when
    there is neither a key nor another server.
    """

    def __init__(self, settings: OpenAISettings, http_client: "httpx2.AsyncClient | None" = None) -> None:
        try:
            from core.providers.openai_calls import Calls  # noqa: PLC0415 - the SDK is an extra
        except ModuleNotFoundError:
            problem = SettingsProblem("providers.openai", "needs the extra: pip install 'chatbrush[openai]'")
            raise SettingsInvalid((problem,)) from None
        if settings.api_key is None and settings.base_url is None:
            raise SettingsInvalid((SettingsProblem("providers.openai.api_key", "is missing"),))
        self._settings = settings
        self._calls = Calls(NAME, settings, http_client)
        self._traits = ProviderTraits(
            name=NAME,
            default_model=settings.model,
            models={name: _preferred(traits_of(name), settings) for name in (*CURRENT, settings.model)},
            drawing_at_once=settings.drawing_at_once,
            starts_per_minute=settings.starts_per_minute,
            key_hash=_key_hash(settings),
        )

    @property
    def traits(self) -> ProviderTraits:
        """Every current model, and the one in the settings where it is another server's own."""
        return self._traits

    async def draw(self, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        """As `Provider.draw`. `UserCanFix` if the model does not take what is asked, before any call."""
        model = self._traits.models.get(request.model)
        if model is None:
            raise OptionUnsupported("model", request.model, tuple(self._traits.models))
        check(request, model)
        end = asyncio.get_running_loop().time() + min(
            request.deadline_seconds, self._settings.timeout_seconds
        )
        events = self._calls.events(request, model, end)
        try:
            async for event in events:
                yield event
        finally:
            await events.aclose()

    async def reachable(self, timeout_seconds: float = 10) -> None:
        """Ask for the default model, which costs nothing. Raises as `draw` for what is wrong."""
        await self._calls.ask(self._settings.model, timeout_seconds)

    async def close(self) -> None:
        """Close every connection."""
        await self._calls.close()


def _key_hash(settings: OpenAISettings) -> str:
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    return hashlib.sha256(f"{settings.base_url or ''} {key}".encode()).hexdigest()[:16]


def _preferred(model: ModelTraits, settings: OpenAISettings) -> ModelTraits:
    """The model with the operator's number of previews and usual quality."""
    quality = settings.quality if settings.quality in model.qualities else ""
    usual = "medium" if "medium" in model.qualities else ""
    return replace(model, previews=min(model.previews, settings.previews), default_quality=quality or usual)


def check(request: DrawRequest, model: ModelTraits) -> None:
    """Nothing if `model` takes this; else `OptionUnsupported` or `TooManySources`."""
    if len(request.sources) > model.max_sources:
        raise TooManySources(limit=model.max_sources, given=len(request.sources))
    if request.count > model.max_pictures:
        raise OptionUnsupported("n", str(request.count), (str(model.max_pictures),))
    if request.transparent and not model.transparent:
        raise OptionUnsupported("transparent", "")
    if request.quality and model.qualities and request.quality not in model.qualities:
        raise OptionUnsupported("quality", request.quality, model.qualities)
    if request.size is not None and not _takes(model, request.size):
        fixed = tuple(f"{width}x{height}" for width, height in model.sizes)
        raise OptionUnsupported("size", f"{request.size[0]}x{request.size[1]}", fixed)


def _takes(model: ModelTraits, size: tuple[int, int]) -> bool:
    rule = model.size_rule
    if size in model.sizes or rule is None:
        return size in model.sizes
    long, short = max(size), min(size)
    return (
        short > 0
        and not (long % rule.multiple_of or short % rule.multiple_of)
        and long <= rule.max_side
        and long <= rule.max_ratio * short
        and rule.min_pixels <= long * short <= rule.max_pixels
    )
