"""Exact operations on pictures, as data: what Pillow does on the original, without a model."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from core.lettering import Lettering
from core.regions import Region


@dataclass(frozen=True, slots=True)
class Crop:
    """To a shape, a region or both; smart keeps what stands out where a shape leaves a choice."""

    ratio: tuple[int, int] | None = None
    region: Region | None = None
    smart: bool = False
    kind: Literal["crop"] = "crop"


Operation = Annotated[Crop | Lettering, Field(discriminator="kind")]
