"""Server-sent events with pictures of megabytes in them, read without stalling the event loop.

The SDK's own decoder copies, parses and validates every event on the loop, some 30 ms for one
picture of 1536x1024; here the loop only gathers bytes. Format:
https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

_MOST_BYTES = 256 * 1024 * 1024
_ENDS = (b"\n\n", b"\r\n\r\n")
_LONGEST_END = 4


class Blocks:
    """Cuts a stream of bytes into events, still as bytes."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The events that `chunk` completes. ValueError for one of absurd size."""
        start = max(0, len(self._pending) - _LONGEST_END + 1)
        self._pending += chunk
        while (cut := self._end(start)) is not None:
            at, length = cut
            with memoryview(self._pending) as view:
                block = bytes(view[:at])
            yield block
            del self._pending[: at + length]
            start = 0
        if len(self._pending) > _MOST_BYTES:
            raise ValueError(_MOST_BYTES)

    def rest(self) -> bytes:
        """What no blank line followed."""
        return bytes(self._pending)

    def _end(self, start: int) -> tuple[int, int] | None:
        found = [(at, len(end)) for end in _ENDS if (at := self._pending.find(end, start)) >= 0]
        return min(found, default=None)


def event_of(block: bytes) -> Mapping[str, Any] | None:
    """The event's data, None for a comment or `[DONE]`. ValueError if it cannot be read.

    Run off the loop.
    """
    lines = block.decode("utf-8").splitlines()
    data = "\n".join(line[5:].removeprefix(" ") for line in lines if line.startswith("data:"))
    if not data or data.startswith("[DONE]"):
        return None
    event = json.loads(data)
    if isinstance(event, Mapping):
        return event
    raise ValueError(type(event))
