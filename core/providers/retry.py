"""Trying a connection again that was never made, as a wrapper with the same verb."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_any,
    stop_before_delay,
    wait_random_exponential,
)

from core.drawing import DrawEvent, DrawRequest, ProviderTraits
from core.errors import ProviderUnreachable
from core.ports import Provider

_ATTEMPTS = 3
_JITTER = wait_random_exponential(multiplier=0.25, max=2)


class Retrying(Provider):
    """`inner`, tried again where no connection could be made: what a hiccup of the network is.

    Never anything else, and never after a first event. A 429 is not waited for here: it holds
    the provider back for all jobs of all processes (`core.weather`).
    """

    def __init__(self, inner: Provider, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._inner = inner
        self._sleep = sleep

    @property
    def traits(self) -> ProviderTraits:
        """Those of the wrapped provider."""
        return self._inner.traits

    async def draw(self, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        """As `Provider.draw`; the deadline covers all attempts and the pauses between them."""
        end = time.monotonic() + request.deadline_seconds

        async def begin() -> tuple[DrawEvent, AsyncGenerator[DrawEvent, None]]:
            left = max(0.001, end - time.monotonic())
            events = self._inner.draw(replace(request, deadline_seconds=left))
            return await anext(events), events

        attempts = AsyncRetrying(
            retry=retry_if_exception_type(ProviderUnreachable),
            wait=_JITTER,
            stop=stop_any(stop_after_attempt(_ATTEMPTS), stop_before_delay(request.deadline_seconds)),
            sleep=self._sleep,
            reraise=True,
        )
        begun: tuple[DrawEvent, AsyncGenerator[DrawEvent, None]] = await attempts(begin)
        first, rest = begun
        try:
            yield first
            async for event in rest:
                yield event
        finally:
            await rest.aclose()
