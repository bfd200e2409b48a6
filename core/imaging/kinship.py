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


_ROOM = 3
"""A branch has so many columns at least, where it is that long."""


@dataclass
class _Plan:
    columns: int
    children: dict[int, list[int]]
    path: frozenset[int]
    used: list[set[int]] = field(default_factory=list)
    """The columns in use of each row."""
    seats: dict[int, Seat] = field(default_factory=dict)

    def line(self, number: int, seat: Seat, start: int) -> None:
        """Seat a member and all that come after it; a long line goes on in the column `start`."""
        self._sit(number, seat)
        children = self.children[number]
        heir = self._heir(children)
        if heir is not None:
            at_end = seat.column + 1 == self.columns
            below = Seat(self._row_after(seat.row, start, self._depth(heir)), start, Way.BRANCH)
            self.line(heir, below if at_end else Seat(seat.row, seat.column + 1, Way.ON), start)
        for child in children:
            if child != heir and self.children[child]:
                length = self._depth(child)
                begin = self._begin(seat, length)
                self.line(child, Seat(self._row_after(seat.row, begin, length), begin, Way.BRANCH), begin)
        brood = [child for child in children if child != heir and not self.children[child]]
        if brood:
            at_end = seat.column + 1 == self.columns
            beside = heir is None and not at_end and self._is_free(seat.row, seat.column + 1, len(brood))
            self._brood(brood, seat, beside=beside)

    def _begin(self, parent: Seat, length: int) -> int:
        """The column where so many begin that come after a parent: with room for a few."""
        return min(parent.column + 1, max(0, self.columns - min(length, _ROOM)))

    def _row_after(self, row: int, column: int, length: int) -> int:
        """The first row below with room for so many from a column on, as far as a row goes."""
        free = (below for below in range(row + 1, len(self.used)) if self._is_free(below, column, length))
        return next(free, len(self.used))

    def _is_free(self, row: int, column: int, length: int) -> bool:
        return self.used[row].isdisjoint(range(column, column + length))

    def _heir(self, children: Sequence[int]) -> int | None:
        """Who goes on with the line: the only child, else who leads to the marked one, else whose line is longest."""
        if len(children) == 1:
            return children[0]
        fertile = [child for child in children if self.children[child]]
        return max(fertile, key=lambda child: (child in self.path, self._depth(child), child), default=None)

    def _depth(self, number: int) -> int:
        return 1 + max((self._depth(child) for child in self.children[number]), default=0)

    def _brood(self, brood: Sequence[int], parent: Seat, *, beside: bool) -> None:
        begin = parent.column + 1 if beside else self._begin(parent, len(brood))
        count = len(brood)
        row, column = parent.row if beside else self._row_after(parent.row, begin, count), begin
        way = Way.BROOD if len(brood) > 1 else Way.BRANCH
        for number in brood:
            if column == self.columns:
                row, column = self._row_after(row, begin, count), begin
            self._sit(number, Seat(row, column, way))
            column += 1

    def _sit(self, number: int, seat: Seat) -> None:
        self.seats[number] = seat
        if seat.row == len(self.used):
            self.used.append(set())
        self.used[seat.row].add(seat.column)


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
            plan.line(one.number, Seat(len(plan.used), 0, None), 0)
    return plan.seats
