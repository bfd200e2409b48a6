"""How well the rules tell edits from remarks: `python -m tests.core.replies.measured`.

`labelled.tsv` was there while the rules were made; `held_out.tsv` was labelled before the rules saw it.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.leanings import Leaning, leaning

HERE = Path(__file__).parent
SETS = {
    "labelled": ("labelled.tsv",),
    "held out": ("held_out.tsv",),
    "whole": ("labelled.tsv", "held_out.tsv"),
}
LANGUAGES = {"English": ("en",), "Chinese": ("zh",), "both": ("en", "zh")}


@dataclass(frozen=True)
class Reply:
    """What somebody wrote under a picture and what they meant: "edit", "remark", or "either" where nobody can tell."""

    meant: str
    language: str
    words: str


@dataclass(frozen=True)
class Measure:
    """Shares of one. Starting an "either" counts as wrong; what happens to it otherwise does not count."""

    replies: int
    started: int
    precision: float
    recall_started: float
    recall_offered: float
    remarks_left_alone: float


def replies(name: str) -> Iterator[Reply]:
    for file in SETS[name]:
        for line in (HERE / file).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                meant, language, words = line.split("\t")
                yield Reply(meant, language, words.replace("\\n", "\n"))


def measure(found: list[Reply]) -> Measure:
    counts = Counter((reply.meant, _lean(reply.words)) for reply in found)
    edits = sum(counts["edit", lean] for lean in Leaning)
    remarks = sum(counts["remark", lean] for lean in Leaning)
    started = sum(counts[meant, Leaning.EDIT] for meant in ("edit", "either", "remark"))
    right = counts["edit", Leaning.EDIT]
    return Measure(
        replies=len(found),
        started=started,
        precision=right / started,
        recall_started=right / edits,
        recall_offered=(right + counts["edit", Leaning.UNDECIDED]) / edits,
        remarks_left_alone=counts["remark", Leaning.REMARK] / remarks,
    )


@cache
def _lean(words: str) -> Leaning:
    return leaning(words)


def table() -> str:
    """As in docs/remarks.md."""
    lines = [
        "| set | language | replies | started | precision | edits started | started or offered | remarks left alone |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in SETS:
        for language, codes in LANGUAGES.items():
            one = measure([reply for reply in replies(name) if reply.language in codes])
            shares = (one.precision, one.recall_started, one.recall_offered, one.remarks_left_alone)
            told = " | ".join(f"{share:.1%}" for share in shares)
            lines.append(f"| {name} | {language} | {one.replies} | {one.started} | {told} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
