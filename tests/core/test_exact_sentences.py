"""What people read about exact operations."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import ChatbrushError, NotExact, ResultTooLarge
from core.imaging import exact
from core.instructions import InstructionKind
from core.messages import CATALOGUES, speaker

NOW = datetime(2026, 11, 21, 14, 38, tzinfo=UTC)
FOLDER = Path(exact.__file__).parent


@pytest.mark.parametrize(
    ("error", "english", "chinese"),
    [
        (NotExact("clear_background"), "The background isn't plain", "背景不是纯色"),
        (NotExact("recolour"), "That colour isn't in the picture", "图里没有这种颜色"),
        (NotExact("something of tomorrow"), "can't be done exactly", "没法在这张图上精确完成"),
        (
            ResultTooLarge(20_000, 10_000, 64_000_000, 16_383),
            "20,000 × 10,000 pixels",
            "20,000 × 10,000 像素",
        ),
        (ResultTooLarge(20_000, 10_000, 64_000_000, 16_383), "up to 64 million, and 16,383", "64 百万像素"),
    ],
)
def test_an_error_says_what_to_do_instead(error: ChatbrushError, english: str, chinese: str) -> None:
    assert english in speaker("en").error(error, now=NOW)
    assert chinese in speaker("zh").error(error, now=NOW)


def test_every_note_has_its_sentence() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    notes = set(re.findall(r"\"(exact-[a-z]+)", sources))

    assert len(notes) == 10
    for code in ("en", "zh"):
        written = {key.removeprefix("note.") for key in CATALOGUES[code] if key.startswith("note.exact-")}
        assert written >= notes


def test_a_note_stands_on_the_card() -> None:
    said = speaker("en").done(
        "make it small",
        kind=InstructionKind.EXACT,
        version=2,
        count=1,
        notes=("exact-shrunk:800 × 600", "exact-fits"),
        other_offered=False,
    )

    assert "it is now 800 × 600 pixels." in said
    assert "It was that small already." in said
