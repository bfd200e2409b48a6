"""Text set exactly into a picture, as data."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Lettering:
    """Text and where it stands."""

    text: str
    kind: Literal["lettering"] = "lettering"
