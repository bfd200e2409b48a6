"""The seam to the web at large."""

from typing import Protocol


class Links(Protocol):
    """Fetches pictures from links that strangers wrote."""

    async def fetch(self, url: str, max_bytes: int) -> bytes:
        """The bytes of a picture at a public address, at most `max_bytes`.

        Raises `LinkRefused` for what is not public, `LinkDead`, `NotAnImage` or `ImageTooLarge`.
        """
