"""Signals within one process: who sends and who heeds share an event loop."""

from collections import defaultdict
from collections.abc import Callable

from core.ports import Signal, Signals


class LocalSignals(Signals):
    """All there is where one process has the database to itself."""

    def __init__(self) -> None:
        self._listeners: dict[Signal, list[Callable[[str], None]]] = defaultdict(list)

    def heed(self, signal: Signal, listener: Callable[[str], None]) -> None:
        """See the port."""
        self._listeners[signal].append(listener)

    def send(self, signal: Signal, subject: str = "") -> None:
        """See the port."""
        for listener in tuple(self._listeners[signal]):
            listener(subject)

    async def close(self) -> None:
        """Send what is still to be sent."""
