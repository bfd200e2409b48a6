"""Standing alone: one process has the database to itself, as its lock on the data folder ensures."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from core.ports import Tenure

ALONE = "chatbrush"
"""The same name at every start: what a former process left is ours."""


class LoneTenure(Tenure):
    """Nobody else is there: never lost, and our own former life is all that there is to inherit."""

    @property
    def executor(self) -> str:
        """See the port."""
        return ALONE

    def is_held(self) -> bool:
        """See the port."""
        return True

    async def enter(self) -> None:
        """See the port."""

    async def watch(
        self, inherit: Callable[[str], Awaitable[bool]], lost: Callable[[], Awaitable[None]]
    ) -> None:
        """See the port."""
        del lost
        await inherit(ALONE)

    async def end(self) -> None:
        """See the port."""

    def duty(self, name: str) -> AbstractAsyncContextManager[None]:
        """See the port."""
        del name
        return _duty()

    async def living(self, *roles: str) -> int:
        """See the port."""
        del roles
        return 1

    async def close(self) -> None:
        """Nothing to close."""


@asynccontextmanager
async def _duty() -> AsyncGenerator[None, None]:
    yield
