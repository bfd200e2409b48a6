"""The family tree of a picture: what came before and after, and which version is which.

Pure: whoever asks has looked the pictures up, and has seen to it that they are all of one place.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.errors import NoSuchVersion, NothingAfter, NothingBefore, VersionGone
from core.identity import PictureId
from core.pictures import Picture

MOST_ON_SHEET = 30
"""Larger trees are shown by their newest versions, and by what these came from."""


@dataclass(frozen=True)
class Tree:
    """All of a tree in one place, tombstones too, that shown last last (`Pictures.tree`)."""

    pictures: tuple[Picture, ...]

    @cached_property
    def by_version(self) -> dict[int, Picture]:
        """In the order in which they were made."""
        return {one.version: one for one in sorted(self.pictures, key=lambda one: one.version)}

    @cached_property
    def _by_id(self) -> dict[PictureId, Picture]:
        return {one.id: one for one in self.pictures}

    @property
    def newest(self) -> int:
        """The highest version."""
        return max(self.by_version, default=0)

    def version(self, number: int) -> Picture:
        """Raises `NoSuchVersion`, or `VersionGone` for a tombstone."""
        found = self.by_version.get(number)
        if found is None:
            raise NoSuchVersion(number, self.newest)
        if found.blob is None:
            raise VersionGone(number)
        return found

    def parent(self, picture: Picture) -> Picture | None:
        """What it was made from, as far as that is here; the first of several."""
        return self._by_id.get(picture.parents[0]) if picture.parents else None

    def before(self, picture: Picture, steps: int = 1) -> Picture:
        """What stood there so many steps earlier, or the first there was; tombstones are no step.

        Raises `NothingBefore`, or `VersionGone` where all that came before was erased.
        """
        found, erased, above = None, None, self.parent(picture)
        while above is not None and steps:
            if above.blob is None:
                erased = erased or above
            else:
                found, steps = above, steps - 1
            above = self.parent(above)
        if found is None:
            raise NothingBefore if erased is None else VersionGone(erased.version)
        return found

    def after(self, picture: Picture, steps: int = 1) -> Picture:
        """What was made from it, and from that, so many steps on; of several, that shown last.

        Raises `NothingAfter`.
        """
        found = None
        for _ in range(steps):
            made = self.made_from(found or picture)
            if not made:
                break
            found = made[-1]
        if found is None:
            raise NothingAfter
        return found

    def made_from(self, picture: Picture) -> list[Picture]:
        """Its children that are still there, that shown last last."""
        return [one for one in self.pictures if one.blob is not None and one.parents[:1] == (picture.id,)]

    def on_sheet(self, current: Picture, most: int = MOST_ON_SHEET) -> list[Picture]:
        """What a sheet shows, by version: the first, `current`, and the newest."""
        newest = sorted(self.pictures, key=lambda one: one.version, reverse=True)
        first = newest[-1:]
        wanted = {one.id: one for one in (*first, current, *newest)}
        return sorted(list(wanted.values())[:most], key=lambda one: one.version)

    def nearest(self, picture: Picture, shown: Collection[PictureId]) -> tuple[Picture | None, bool]:
        """The nearest ancestor that is shown, and whether others between are left out."""
        above, is_far = self.parent(picture), False
        while above is not None and above.id not in shown:
            above, is_far = self.parent(above), True
        return above, is_far


def of_one_tree(pictures: Sequence[Picture]) -> bool:
    """Whether all belong together."""
    return len({one.tree for one in pictures}) == 1
