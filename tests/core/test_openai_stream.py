"""Events cut from bytes, however the bytes arrive."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.providers.openai_stream import Blocks, event_of

STREAM = b': hello\n\nevent: a\ndata: {"type": "a", "x": "\xc3\xa9"}\n\ndata: {"type":\r\ndata: "b"}\r\n\r\ndata: [DONE]\n\n'


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_events_are_the_same_however_they_are_cut(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    blocks = Blocks()
    whole = [block for start, stop in pairwise(places) for block in blocks.feed(STREAM[start:stop])]

    assert blocks.rest() == b""
    assert [event_of(block) for block in whole] == [None, {"type": "a", "x": "é"}, {"type": "b"}, None]


@pytest.mark.parametrize("block", [b"data: {", b"data: [1]", b"data: \xff", b"data: 7"])
def test_what_cannot_be_read_is_an_error(block: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its words are nobody's concern
        event_of(block)


def test_an_endless_event_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.providers.openai_stream._MOST_BYTES", 100)

    with pytest.raises(ValueError, match="100"):
        list(Blocks().feed(b"data: " + b"x" * 200))
