"""The labelled replies: how often the rules start what nobody asked for, and how much they leave lying."""

import sys

import pytest

from tests.core.replies.measured import SETS, measure, replies, table


def test_precision_and_recall() -> None:
    sys.stdout.write(f"\n{table()}\n")
    for name in SETS:
        found = measure(list(replies(name)))
        assert found.precision >= 0.98, name
        assert found.recall_started >= 0.8, name
        assert found.recall_offered >= 0.95, name
        assert found.remarks_left_alone >= 0.8, name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_there_are_enough_replies_of_every_kind(language: str) -> None:
    found = [reply for reply in replies("whole") if reply.language == language]

    assert len({reply.words for reply in found}) == len(found) >= 400
    for meant, least in (("edit", 200), ("remark", 200), ("either", 30)):
        assert len([reply for reply in found if reply.meant == meant]) >= least


def test_a_third_is_held_out_and_none_of_it_is_in_the_other_part() -> None:
    labelled, held_out = ({reply.words for reply in replies(name)} for name in ("labelled", "held out"))

    assert not labelled & held_out
    assert len(held_out) * 2.1 >= len(labelled)
