"""Who is asked about words that the rules leave undecided; a provider implements it."""

from typing import Protocol

from core.leanings import Leaning


class Judge(Protocol):
    """A model that reads words."""

    async def lean(self, words: str, person_hash: str) -> Leaning:
        """What words that answer a picture ask for; undecided where it is unsure.

        The words are a stranger's: they are shown to the model as data, and only one of three labels
        comes back, whatever they say. Raises a `ChatbrushError`.
        """

    async def close(self) -> None:
        """Close every connection."""
