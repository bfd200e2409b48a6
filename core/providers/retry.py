"""Trying again what is safe to repeat, as a wrapper with the same verb."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    stop_any,
    stop_before_delay,
    wait_random_exponential,
)

from core.drawing import DrawEvent, DrawRequest, ProviderTraits
from core.errors import Overloaded, ProviderUnreachable
from core.ports import Provider

_ATTEMPTS = 4
_JITTER = wait_random_exponential(multiplier=0.5, max=8)


class Retrying(Provider):
    """`inner`, tried again where nothing was drawn or billed.

    That is: no connection could be made, or the provider asked to wait (429) and the wait fits
    within the request's deadline. Never anything else, and never after a first event.
    """

    def __init__(self, inner: Provider, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._inner = inner
        self._sleep = sleep

    @property
    def traits(self) -> ProviderTraits:
        """Those of the wrapped provider."""
        return self._inner.traits

    async def draw(self, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        """As `Provider.draw`; the deadline covers all attempts and the waits between them."""
        end = time.monotonic() + request.deadline_seconds

        async def begin() -> tuple[DrawEvent, AsyncGenerator[DrawEvent, None]]:
            left = max(0.001, end - time.monotonic())
            events = self._inner.draw(replace(request, deadline_seconds=left))
            return await anext(events), events

        attempts = AsyncRetrying(
            retry=retry_if_exception_type((ProviderUnreachable, Overloaded)),
            wait=_pause,
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


def _pause(state: RetryCallState) -> float:
    """What the provider asked for, and a little more at random, so that not all come back at once."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after_seconds if isinstance(error, Overloaded) else None
    return (asked or 0.0) + _JITTER(state)
