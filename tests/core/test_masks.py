"""Masks as arrays, held against plain loops."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.imaging import masks
from core.imaging.masks import Mask
from core.regions import Region

SOME = arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 12)))


def parts(mask: Mask, *, diagonal: bool) -> tuple[list[list[int]], int]:
    """The same as `labelled`, by walking."""
    height, width = mask.shape
    labels = [[0] * width for _ in range(height)]
    count = 0
    for row, column in np.argwhere(mask).tolist():
        if labels[row][column]:
            continue
        count += 1
        waiting = [(row, column)]
        labels[row][column] = count
        while waiting:
            y, x = waiting.pop()
            for down, across in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)):
                ny, nx = y + down, x + across
                reaches = diagonal or not (down and across)
                if reaches and 0 <= ny < height and 0 <= nx < width and mask[ny, nx] and not labels[ny][nx]:
                    labels[ny][nx] = count
                    waiting.append((ny, nx))
    return labels, count


@given(SOME, st.booleans())
def test_parts_are_what_is_connected(mask: Mask, diagonal: bool) -> None:
    labels, count = masks.labelled(mask, diagonal=diagonal)
    assert (labels.tolist(), count) == parts(mask, diagonal=diagonal)
    assert masks.areas(labels, count).sum() == mask.sum()


@given(SOME, st.integers(0, 4))
def test_growing_and_shrinking_are_each_others_mirror(mask: Mask, radius: int) -> None:
    assert (masks.grown(mask, radius) >= mask).all()
    assert (masks.shrunk(mask, radius) <= mask).all()
    assert (masks.closed(mask, radius) >= mask).all()
    assert (masks.shrunk(mask, radius) == ~masks.grown(~mask, radius)).all()


@given(SOME)
def test_what_is_enclosed_is_filled_and_nothing_else(mask: Mask) -> None:
    full = masks.filled(mask)
    outside, _ = parts(np.pad(~mask, 1, constant_values=True), diagonal=False)
    open_ground = np.asarray(outside)[1:-1, 1:-1] == outside[0][0]
    assert (full == ~open_ground).all()


def test_a_grown_pixel_is_an_octagon() -> None:
    mask = np.zeros((9, 9), np.bool_)
    mask[4, 4] = True
    grown = masks.grown(mask, 3)
    assert grown[1, 4]
    assert grown[4, 7]
    assert not grown[1, 1]


def test_a_ramp_rises_inside_from_the_edge() -> None:
    mask = np.zeros((20, 20), np.bool_)
    mask[5:15, 5:15] = True
    rising = masks.ramp(mask, 3)
    assert rising[4, 10] == 0
    assert 0 < rising[5, 10] < rising[6, 10] < rising[9, 10] == 1
    assert (masks.ramp(mask, 0) == mask).all()


def test_a_region_is_a_rectangle_and_back() -> None:
    mask = masks.rectangle(Region(0.25, 0.5, 0.5, 1.0), (8, 4))
    assert mask.tolist() == [[False] * 8] * 2 + [[False, False, True, True, False, False, False, False]] * 2
    assert masks.bounds(mask) == Region(0.25, 0.5, 0.5, 1.0)
    assert masks.rectangle(Region(0.99, 0.99, 1.0, 1.0), (3, 3)).sum() == 1


def test_a_mask_is_the_same_after_a_file() -> None:
    mask = masks.rectangle(Region(0.2, 0.1, 0.7, 0.9), (31, 17))
    assert (masks.from_png(masks.png(mask)) == mask).all()
