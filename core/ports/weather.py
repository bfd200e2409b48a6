"""How providers fare, as all processes that share the database know it; `storage/` implements it."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from core.weather import Weather


class Weathers(Protocol):
    """The weather of each provider's key, by name."""

    async def read(self, names: Collection[str]) -> Mapping[str, Weather]:
        """The weather of each of these names; clear where nothing is kept."""

    async def change(self, name: str, rule: Callable[[Weather], Weather]) -> tuple[Weather, Weather]:
        """(before, after) a rule was applied to what is kept, atomically among all processes.

        `Signal.WEATHER` goes out with the name if that changed anything. The rule may be asked again.
        """
