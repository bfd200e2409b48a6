"""How well drawn marks are found, over many made-up ones. The figures are printed (`pytest -s`)."""

import statistics

import pytest

from core.imaging.masks import from_png
from core.imaging.strokes import find_strokes
from tests.core.scribbles import KINDS, encoded, overlap, scenery, scribble, sent

SIZES = ((1280, 960), (1024, 1024), (810, 1440), (1600, 1067), (900, 600))
LONGEST = (1280, 960, 800)
CASES = 64

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


def test_most_marks_are_found_where_they_are() -> None:
    overlaps: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number in range(CASES):
        seed = 1000 + number
        case = scribble(seed, SIZES[number % len(SIZES)], longest=LONGEST[number % len(LONGEST)])
        found = find_strokes(case.original, case.painted)
        overlaps[case.kind].append(0.0 if found is None else overlap(from_png(found.mask), case.meant))
    every = [one for ones in overlaps.values() for one in ones]
    share = sum(one > 0 for one in every) / len(every)
    mean = statistics.fmean(every)
    for kind, ones in overlaps.items():
        print(f"{kind:14} IoU {statistics.fmean(ones):.3f}, worst {min(ones):.3f}")  # noqa: T201 - the measure is the point
    print(f"{len(every)} marks: mean IoU {mean:.3f}, found {share:.1%}")  # noqa: T201 - the measure is the point

    assert len(every) >= 60
    assert share >= 0.97
    assert mean >= 0.93


def test_copies_without_a_mark_have_none() -> None:
    wrong = 0
    for seed in range(2000, 2016):
        size = SIZES[seed % len(SIZES)]
        picture, other = scenery(seed, size), scenery(seed + 500, size)
        for quality in (60, 80):
            wrong += find_strokes(encoded(picture, "PNG"), sent(picture, 1280, quality)) is not None
        wrong += find_strokes(encoded(picture, "PNG"), sent(other, 1280, 80)) is not None
    print(f"48 copies and other pictures: {wrong} taken for drawn on")  # noqa: T201 - the measure is the point

    assert wrong <= 1
