"""What a person is told when text cannot be set."""

from datetime import UTC, datetime

import pytest

from core.errors import FontMissing, LetteringTooLong, ShapingMissing, UserCanFix
from core.messages import speaker

NOW = datetime(2026, 11, 21, 14, 38, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "english", "chinese"),
    [
        (FontMissing("Thai", "fonts-noto-core"), ("Thai", "fonts-noto-core"), ("泰文", "fonts-noto-core")),
        (FontMissing("Runic", "fonts-noto-core"), ("“Runic”",), ("“Runic”",)),
        (
            FontMissing("emoji", "fonts-noto-color-emoji"),
            ("emoji", "fonts-noto-color-emoji"),
            ("表情符号", "fonts-noto-color-emoji"),
        ),
        (ShapingMissing("Arabic"), ("Arabic", "libfribidi0"), ("阿拉伯文", "libfribidi0")),
        (LetteringTooLong(), ("larger picture",), ("更大的图",)),
        (LetteringTooLong(limit=600), ("600 characters",), ("600 个字符",)),
    ],
)
def test_the_reason_and_the_remedy_are_named(
    error: UserCanFix, english: tuple[str, ...], chinese: tuple[str, ...]
) -> None:
    for locale, parts in (("en", english), ("zh-CN", chinese)):
        text = speaker(locale).error(error, now=NOW)

        assert all(part in text for part in parts)
