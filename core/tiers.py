"""Which tier a request belongs to: some people and communities have more, or less, of a turn than others."""

from collections.abc import Iterator, Mapping

from core.identity import PersonAlias, PlaceAlias, Platform
from core.settings import TierSettings

PLAIN = TierSettings()
"""Where no tier is named."""


def tier_of(tiers: Mapping[str, TierSettings], person: PersonAlias, place: PlaceAlias) -> TierSettings:
    """The first tier that names the person or their community."""
    who = f"{person.platform}:{person.key}"
    where = f"{place.platform}:{place.community}"
    return next((tier for tier in tiers.values() if who in tier.people or where in tier.communities), PLAIN)


def misnamed(tier: TierSettings) -> Iterator[tuple[str, int]]:
    """(field, index) of every entry that is not platform:id."""
    for field in ("people", "communities"):
        for index, name in enumerate(getattr(tier, field)):
            platform, _, known_as = name.partition(":")
            if platform not in set(Platform) or not known_as.strip():
                yield field, index
