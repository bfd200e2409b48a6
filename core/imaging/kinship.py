"""Where each member of a family tree stands on a sheet, in rows and columns.

A line of versions runs from left to right and goes on in the next row when it is long; a branch
begins a row of its own, one column further right. Several that led no further stand side by side
as one brood.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto


class Way(Enum):
    """How a member is joined to its parent."""

    ON = auto()
    """It stands to the right of it."""
    BRANCH = auto()
    """Elsewhere."""
    BROOD = auto()
    """Among others of the same parent, from above."""


@dataclass(frozen=True, slots=True)
class Kin:
    """A member by its number; `parent` is an earlier one's number, None where it has none here."""

    number: int
    parent: int | None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's row and column from 0, and how it is joined to its parent."""

    row: int
    column: int
    way: Way | None


def columns_for(count: int) -> int:
    """The most columns for so many members: a sheet that is neither a strip nor a tower."""
    return next((columns for most, columns in ((4, 4), (12, 5), (20, 6)) if count <= most), 7)


@dataclass
class _Plan:
    columns: int
    children: dict[int, list[int]]
    path: frozenset[int]
    rows: int = 0
    seats: dict[int, Seat] = field(default_factory=dict)

    def line(self, number: int, seat: Seat, start: int) -> None:
        """Seat a member and all that come after it; a long line goes on in the column `start`."""
        self._sit(number, seat)
        children = self.children[number]
        heir = self._heir(children)
        if heir is not None:
            at_end = seat.column + 1 == self.columns
            onward = Seat(self.rows, start, Way.BRANCH) if at_end else Seat(seat.row, seat.column + 1, Way.ON)
            self.line(heir, onward, start)
        begin = min(seat.column + 1, max(0, self.columns - 3))
        for child in children:
            if child != heir and self.children[child]:
                self.line(child, Seat(self.rows, begin, Way.BRANCH), begin)
        brood = [child for child in children if child != heir and not self.children[child]]
        if brood:
            beside = heir is None and seat.column + 1 < self.columns
            self._brood(
                brood, Seat(seat.row, seat.column + 1, None) if beside else Seat(self.rows, begin, None)
            )

    def _heir(self, children: Sequence[int]) -> int | None:
        """Who goes on with the line: the only child, else who leads to the marked one, else whose line is longest."""
        if len(children) == 1:
            return children[0]
        fertile = [child for child in children if self.children[child]]
        return max(fertile, key=lambda child: (child in self.path, self._depth(child), child), default=None)

    def _depth(self, number: int) -> int:
        return 1 + max((self._depth(child) for child in self.children[number]), default=0)

    def _brood(self, brood: Sequence[int], first: Seat) -> None:
        row, column = first.row, first.column
        way = Way.BROOD if len(brood) > 1 else Way.BRANCH
        for number in brood:
            if column == self.columns:
                row, column = self.rows, first.column
            self._sit(number, Seat(row, column, way))
            column += 1

    def _sit(self, number: int, seat: Seat) -> None:
        self.seats[number] = seat
        self.rows = max(self.rows, seat.row + 1)


def seats(members: Sequence[Kin]) -> dict[int, Seat]:
    """Each member's seat, by its number. Parents stand before their children in `members`."""
    children: dict[int, list[int]] = defaultdict(list)
    parents = {one.number: one.parent for one in members}
    for one in members:
        if one.parent is not None:
            children[one.parent].append(one.number)
    path = set[int]()
    above = next((one.number for one in members if one.is_current), None)
    while above is not None:
        path.add(above)
        above = parents[above]
    plan = _Plan(columns_for(len(members)), children, frozenset(path))
    for one in members:
        if one.parent is None:
            plan.line(one.number, Seat(plan.rows, 0, None), 0)
    return plan.seats
