"""A chain of exact edits holds no size that a later one undoes."""

from collections.abc import Sequence

import pytest

from core.exactly import condensed
from core.operations import Convert, Crop, Flip, Operation, Resize

HALF, TWICE, FLIP, SQUARE = Resize(percent=50.0), Resize(percent=200.0), Flip(), Crop((1, 1))


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([], []),
        ([HALF], [HALF]),
        ([HALF, TWICE], [Resize(percent=100.0)]),
        ([HALF, FLIP, Convert("webp"), TWICE], [FLIP, Convert("webp"), Resize(percent=100.0)]),
        ([HALF, Resize(width=900)], [Resize(width=900)]),
        ([Resize(width=32), Resize(height=900)], [Resize(height=900)]),
        ([Resize(width=32), TWICE], [Resize(width=64)]),
        ([Resize(height=33), HALF], [Resize(height=16)]),
        ([Resize(32, 32), TWICE], [Resize(64, 64)]),
        ([Resize(32, 32), Resize(128, 128)], [Resize(128, 128)]),
        ([HALF, HALF, Resize(40, 30)], [Resize(40, 30)]),
        # These change the shape in ways of their own.
        ([Resize(32, 32), Resize(128, 64)], [Resize(32, 32), Resize(128, 64)]),
        ([Resize(32, 32), Resize(width=128)], [Resize(32, 32), Resize(width=128)]),
        (
            [Resize(32, 32), Resize(64, 64, mode="stretch")],
            [Resize(32, 32), Resize(64, 64, mode="stretch")],
        ),
        # A crop may count in pixels.
        ([HALF, SQUARE, TWICE], [HALF, SQUARE, TWICE]),
        ([SQUARE, HALF, TWICE], [SQUARE, Resize(percent=100.0)]),
    ],
)
def test_sizes_that_are_undone_are_left_out(
    operations: Sequence[Operation], expected: Sequence[Operation]
) -> None:
    assert condensed(operations) == tuple(expected)
