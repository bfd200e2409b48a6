"""Busy, down, given up, drawn elsewhere: people always read which it is."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import ContentBlocked, KeyRejected, NotInTime, Overloaded, ProviderDown, ProviderRefused
from core.instructions import InstructionKind
from core.messages import Speaker, speaker
from core.weather import Outlook, Sky

NOW = datetime(2026, 11, 21, 14, 38, tzinfo=UTC)
SOON = NOW + timedelta(seconds=61)


@pytest.mark.parametrize(
    ("outlook", "english", "chinese"),
    [
        (
            Outlook(Sky.HELD, SOON),
            "Waiting for the image service, which is very busy. It goes on at 14:40.",
            "正在等待图像服务，它现在很忙。14:40 继续。",
        ),
        (
            Outlook(Sky.DOWN, SOON),
            "The image service is down. I'll try it again at 14:40.",
            "图像服务暂时无法使用，14:40 再试。",
        ),
        (
            Outlook(Sky.PROBING),
            "The image service is down. I'm trying it again right now.",
            "图像服务暂时无法使用，正在重新尝试。",
        ),
    ],
)
def test_who_waits_for_the_service_reads_why_and_until_when(
    outlook: Outlook, english: str, chinese: str
) -> None:
    assert speaker("en").away(outlook, "a fox", now=NOW) == f"“a fox”\n{english}"
    assert speaker("zh").away(outlook, "狐狸", now=NOW) == f"「狐狸」\n{chinese}"
    in_line = speaker("en").waiting(2, 40, "a fox", outlook=outlook, now=NOW)
    assert in_line == f"“a fox”\nGot it! You are 2nd in line. {english}"


def test_a_minute_is_named_by_which_it_is_over() -> None:
    def told(seconds: float) -> str:
        outlook = Outlook(Sky.DOWN, NOW + timedelta(seconds=seconds))
        return speaker("en").away(outlook, "x", now=NOW).split()[-1]

    assert [told(seconds) for seconds in (0, 1, 60, 61, 120)] == [
        "14:38.",
        "14:39.",
        "14:39.",
        "14:40.",
        "14:40.",
    ]


def caption(speaks: Speaker, note: str) -> str:
    return speaks.done(
        "a fox", kind=InstructionKind.GENERATE, version=1, count=1, notes=(note,), other_offered=False
    ).splitlines()[-1]


def test_the_card_names_who_drew_and_why() -> None:
    assert caption(speaker("en"), "fallback-down:painter/openai") == (
        "Drawn by the built-in painter, because OpenAI is down."
    )
    assert caption(speaker("zh"), "fallback-busy:painter/openai") == "由内置画师绘制，因为 OpenAI 太忙。"
    assert caption(speaker("en"), "fallback-busy:openai/other") == (
        "Drawn by OpenAI, because other is too busy."
    )


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_every_end_says_which_it_was(locale: str) -> None:
    errors = [
        NotInTime("openai"),
        NotInTime("openai", "held"),
        NotInTime("openai", "down"),
        Overloaded("openai"),
        ProviderDown("openai"),
        ProviderRefused("openai"),
        ContentBlocked(),
        KeyRejected("openai"),
    ]
    told = [speaker(locale).error(error, now=NOW) for error in errors]

    assert len(set(told)) == len(errors)
    assert all("nothing was charged" in text or "没有扣费" in text for text in told)
    probing = speaker(locale).error(NotInTime("openai", "probing"), now=NOW)
    assert probing == told[2]
