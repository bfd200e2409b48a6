"""How a run of the crash suite ends; the suite itself is `make crash`."""

import pytest

from core.identity import Platform
from tests.crash.crowd import Shown
from tests.crash.verdict import Verdict


def test_a_run_ends_with_one_line_of_counts() -> None:
    verdict = Verdict(kills=200, accepted=310, redraws=12, orphans=3, remarks=["a remark"])

    assert list(verdict.lines()) == [
        "remarks: a remark",
        (
            "kills 200, accepted 310, lost 0, charged twice 0, posted twice 0, repeated steps 0, "
            "operator redraws 12, orphans 3"
        ),
    ]
    assert verdict.is_good


@pytest.mark.parametrize("kind", ["lost", "charged_twice", "posted_twice", "repeated", "missed"])
def test_each_case_is_named_and_fails_the_run(kind: str) -> None:
    verdict = Verdict(kills=1)
    getattr(verdict, kind).append("q0001 on telegram")

    assert next(verdict.lines()) == f"{kind.replace('_', ' ')}: q0001 on telegram"
    assert not verdict.is_good


@pytest.mark.parametrize(
    ("text", "is_unfinished"),
    [
        ("“a red boat q0001”\nGot it! You are 2nd in line.", True),
        ("“a red boat q0001”\nDrawing…", True),
        ("“a red boat q0001”\nThe image service is down. I'll try it again at 10:30.", True),
        ("“a red boat q0001”", False),
        ("“a red boat q0001”\nThat drawing was interrupted.", False),
    ],
)
def test_a_card_that_waits_or_draws_is_known(text: str, is_unfinished: bool) -> None:
    shown = Shown(Platform.TELEGRAM, 1, 1, text, has_picture=False, presses=(), reply_to=None)

    assert shown.is_unfinished is is_unfinished
    assert shown.ask == "q0001"
