"""Every sentence, in every language: complete, friendly, and free of what people should not see."""

import dataclasses
import re
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from core.errors import (
    ChatbrushError,
    ContentBlocked,
    ImageTooLarge,
    NeedsModel,
    NotAnImage,
    NothingToEdit,
    OptionUnsupported,
    Overloaded,
    OverQuota,
    QueueFull,
    Shortfall,
    TooManySources,
    leaves,
)
from core.graphemes import graphemes, utf16_length
from core.instructions import InstructionKind
from core.messages import CATALOGUES, Speaker, shorten, speaker
from core.providers import painter
from core.quota import Limit, Period, Scope, ScopeKind, Unit, Usage, Window
from core.requests import PlatformTraits, Verb
from core.words.budget import bar

NOW = datetime(2026, 11, 21, 14, 38, tzinfo=UTC)
LANGUAGES = ("en", "zh-CN")
VALUES: dict[str, Any] = {
    "provider": "https://secret.example/v1",
    "count": 4,
    "number": 7,
    "newest": 9,
    "scope": "account",
    "limit": 2,
    "given": 3,
    "option": "--ar",
    "value": "5",
    "asked": "a robot",
    "script": "Thai",
    "package": "fonts-noto-core",
    "preset": "try-on",
    "title": "Outfit try-on",
    "title_zh": "虚拟试衣",
    "least": 2,
    "most": 6,
    "until": NOW + timedelta(minutes=7),
    "model": "m-1",
    "retry_after_seconds": 90.0,
    "community": "-100",
    "kind": "KeyError",
    "problems": (),
    "shortfalls": (Shortfall("account", "images", 40, 38, 4, NOW + timedelta(minutes=42), "3 hours"),),
}


def traits(**rest: Any) -> PlatformTraits:
    return PlatformTraits(
        upload_bytes=1,
        message_bytes=1,
        file_bytes=1,
        fetch_bytes=1,
        photo_types=frozenset(),
        photo_sides=None,
        photo_ratio=None,
        card_chars=1,
        caption_chars=1,
        alt_text_chars=1,
        pictures_per_card=1,
        album_size=1,
        actions_per_row=1,
        private_notices=False,
        edits_notify=False,
        preview_seconds=1,
        **rest,
    )


MENU = traits(has_menu_edit=True)
REPLIES = traits()


def example(leaf: type[ChatbrushError]) -> ChatbrushError:
    fields = dataclasses.fields(leaf)
    return leaf(
        **{field.name: VALUES[field.name] for field in fields if field.default is dataclasses.MISSING}
    )


def said(error: ChatbrushError, locale: str = "en", **rest: Any) -> str:
    return speaker(locale).error(error, now=NOW, **rest)


def usage(kind: ScopeKind, limit: Limit, used: int, full_at: datetime | None) -> Usage:
    return Usage(Scope(kind, ""), limit, used, full_at)


def test_the_catalogues_have_the_same_keys() -> None:
    english, chinese = CATALOGUES["en"], CATALOGUES["zh"]

    assert len(english) > 100
    assert set(english) == set(chinese)


def _placeholders(entry: object) -> set[str]:
    forms = entry.values() if hasattr(entry, "values") else [entry]
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(str(form)) if name}


@pytest.mark.parametrize("key", sorted(CATALOGUES["en"]))
def test_the_catalogues_have_the_same_placeholders(key: str) -> None:
    english, chinese = (_placeholders(CATALOGUES[code][key]) - {"count"} for code in ("en", "zh"))

    assert english == chinese


@pytest.mark.parametrize(("code", "locale"), [("en", "en"), ("zh", "zh_Hans")])
def test_entries_with_forms_have_every_form_of_the_language(code: str, locale: str) -> None:
    for key, entry in CATALOGUES[code].items():
        if not isinstance(entry, str):
            rule = Locale.parse(locale).ordinal_form if key == "ordinal" else Locale.parse(locale).plural_form
            assert set(entry) == rule.tags | {"other"}, key


@pytest.mark.parametrize("code", ["en", "zh"])
def test_no_sentence_holds_markup_or_an_address(code: str) -> None:
    for key, entry in CATALOGUES[code].items():
        for form in [entry] if isinstance(entry, str) else entry.values():
            assert not re.search(r"https?:|[*_<>\[\]\\]|`", form), key
            assert form == form.strip() != "", key


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("leaf", leaves(), ids=lambda leaf: leaf.__name__)
def test_every_error_has_its_sentences(leaf: type[ChatbrushError], locale: str) -> None:
    text = said(example(leaf), locale)
    sentences = [
        sentence for sentence in re.split(r"(?<=[.!?。！？；;])\s*", text) if re.search(r"\w", sentence)
    ]

    assert 1 <= len(sentences) <= 3
    assert text[-1] in ".。！"
    assert "secret" not in text
    assert "KeyError" not in text
    assert leaf.__name__ not in text
    assert bool(re.search(r"[\u4e00-\u9fff]", text)) is locale.startswith("zh")


@pytest.mark.parametrize(
    ("tag", "default", "chinese"),
    [
        ("zh-CN", "en", True),
        ("zh", "en", True),
        ("ZH-hans", "en", True),
        ("en-GB", "zh", False),
        ("pt", "zh", False),
        ("", "zh", True),
        ("", "en", False),
    ],
)
def test_the_readers_language(tag: str, default: str, *, chinese: bool) -> None:
    assert (speaker(tag, default).label(Verb.EDIT, None) == "修改") is chinese


@pytest.mark.parametrize(
    ("platform", "hears_all", "there", "absent"),
    [
        (MENU, True, ("mention me", "“Edit image”", "attach"), ("caption",)),
        (MENU, False, ("“Edit image”", "attach"), ("mention me", "caption")),
        (REPLIES, True, ("with /edit", "caption"), ("“Edit image”",)),
        (REPLIES, False, ("with /edit", "caption"), ("mention me",)),
        (None, True, ("attach",), ("“Edit image”",)),
    ],
)
def test_nothing_to_edit_and_help_name_the_routes_that_work(
    platform: PlatformTraits | None, there: tuple[str, ...], absent: tuple[str, ...], *, hears_all: bool
) -> None:
    texts = [said(NothingToEdit(), traits=platform, hears_all=hears_all)]
    if platform is not None:
        texts.append(speaker("en").help(platform, hears_all).split("•", 2)[2])
    for text in texts:
        assert all(words in text for words in there), text
        assert not any(words in text for words in absent), text


def test_help_says_what_is_kept_from_the_bot() -> None:
    deaf = "I don't get to read ordinary messages here"
    speaks = speaker("en")

    assert deaf in speaks.help(MENU, hears_all=False)
    assert deaf in speaks.start(REPLIES, hears_all=False)
    assert deaf not in speaks.help(MENU, hears_all=True)
    assert deaf not in speaks.start(REPLIES, hears_all=True)
    assert "mention me" not in speaks.help(REPLIES, hears_all=False)
    assert "“修改图片”" in speaker("zh").help(MENU, hears_all=False)
    assert "bot quota" in speaks.help(traits(command_prefix="bot "), hears_all=True)


def test_errors_say_what_they_know() -> None:
    assert "a PDF" in said(NotAnImage("pdf"))
    assert "spreadsheet" not in said(NotAnImage("spreadsheet"))
    assert "25 MB" in said(ImageTooLarge(limit_bytes=26_214_400))
    assert "64 million" in said(ImageTooLarge(limit_pixels=64_000_000))
    assert "only draws new ones" in said(TooManySources(0, 1))
    assert "1:1, 3:2, or 16:9" in said(OptionUnsupported("--ar", "5", ("1:1", "3:2", "16:9")))
    assert "--quality needs a value" in said(OptionUnsupported("quality", ""))
    assert "blur" in said(NeedsModel("a robot", ("blur", "a key of tomorrow")))
    assert "held back the result" in said(ContentBlocked("output"))
    assert "in about 2 minutes" in said(Overloaded("x", 120.0))
    assert len(said(OptionUnsupported("--model", "x" * 5000))) < 300


def test_a_failed_card_repeats_the_words() -> None:
    assert speaker("en").failed("a fox", NotAnImage(), now=NOW).startswith("“a fox”\nThat file")


@pytest.mark.parametrize(
    ("shortfall", "english"),
    [
        (
            Shortfall("account", "images", 40, 38, 4, NOW + timedelta(minutes=42), "3 hours"),
            "That takes 4 images, but only 2 of 40 are left in any 3 hours (your limit). Ask again at 16:20, in 42 minutes; /quota shows what is left.",
        ),
        (
            Shortfall("community", "images", 40, 40, 1, NOW + timedelta(days=9), "month"),
            "All 40 images are used this month (the limit of this group). Ask again at Nov 30 15:38, in 9 days; /quota shows what is left.",
        ),
        (
            Shortfall("deployment", "micros", 10_000_000, 9_995_800, 50_000, None, "day"),
            "That may cost $0.05, but only $0.0042 of $10.00 is left today (the limit for everyone together). That is more than this limit ever allows, so please ask for less at once.",
        ),
        (
            Shortfall("account", "images", 0, 0, 1, None, "day"),
            "No pictures are allowed here today (your limit). Whoever runs this bot can change that.",
        ),
    ],
)
def test_a_refusal_says_which_limit_what_is_left_and_when_it_is_back(
    shortfall: Shortfall, english: str
) -> None:
    soon = Shortfall("account", "images", 9, 9, 1, NOW + timedelta(seconds=5), "hour")
    text = speaker("en", time_zone="Europe/Berlin").error(
        OverQuota((soon, shortfall)), now=NOW, traits=REPLIES
    )

    assert text == english


def test_the_quota_has_a_line_per_limit() -> None:
    usages = [
        usage(
            ScopeKind.ACCOUNT, Limit(40, Unit.IMAGES, Window(seconds=10_800)), 16, NOW + timedelta(minutes=42)
        ),
        usage(ScopeKind.ACCOUNT, Limit(100, Unit.IMAGES, Window(seconds=86_400)), 0, None),
        usage(
            ScopeKind.COMMUNITY,
            Limit(10_000_000, Unit.MICROS, Window(period=Period.MONTH)),
            2_345_678,
            NOW + timedelta(days=9),
        ),
        usage(ScopeKind.DEPLOYMENT, Limit(0, Unit.IMAGES, Window(period=Period.DAY)), 0, None),
        usage(
            ScopeKind.DEPLOYMENT, Limit(5, Unit.IMAGES, Window(seconds=3_600)), 9, NOW + timedelta(seconds=30)
        ),
    ]

    assert speaker("en", time_zone="Europe/Berlin").quota(usages, NOW).splitlines() == [
        "You: ▰▰▰▰▰▰▱▱▱▱ 24 of 40 images left in any 3 hours · all back by 16:20, in 42 minutes",
        "You: ▰▰▰▰▰▰▰▰▰▰ 100 of 100 images left in any 24 hours",
        "This group: ▰▰▰▰▰▰▰▱▱▱ $7.65 of $10.00 left this month · all back by Nov 30 15:38, in 9 days",
        "Everyone together: none allowed today",
        "Everyone together: ▱▱▱▱▱▱▱▱▱▱ 0 of 5 images left in any 60 minutes · all back by 15:38, in 30 seconds",
    ]
    assert speaker("zh-CN").quota(usages[:1], NOW) == (
        "你：▰▰▰▰▰▰▱▱▱▱ 任意 3小时内还剩 24 张，共 40 张 · 15:20（42分钟后）全部恢复"
    )
    assert speaker("en").quota([], NOW) == "There is no limit on pictures here. Draw as much as you like!"


@given(st.integers(1, 10**9), st.data())
def test_a_bar_is_full_or_empty_only_when_it_is_true(limit: int, data: st.DataObject) -> None:
    left = data.draw(st.integers(0, limit))

    assert len(bar(left, limit)) == 10
    assert ("▱" not in bar(left, limit)) is (left == limit)
    assert ("▰" not in bar(left, limit)) is (left == 0)


def test_cards_tell_their_state() -> None:
    speaks = speaker("en")

    assert speaks.waiting(1, None, "a fox") == "“a fox”\nGot it! You are next in line."
    assert (
        speaks.waiting(2, 40, "a fox") == "“a fox”\nGot it! You are 2nd in line. Ready in about 40 seconds."
    )
    assert [speaks.waiting(n, None, "x").split()[5] for n in (3, 4, 11, 21)] == ["3rd", "4th", "11th", "21st"]
    assert speaks.drawing("a\nfox") == "“a fox”\nDrawing…"
    assert speaks.drawing("a fox", 12) == "“a fox”\nDrawing… 12 seconds so far."
    assert speaker("zh").waiting(2, 40, "狐狸") == "「狐狸」\n收到！你排在第 2 位。大约 40秒钟后完成。"


def test_a_caption_is_short_and_says_what_was_left_out() -> None:
    speaks = speaker("en")
    notes = ["painter-not-found:a boat", "unknown-key:x", "painter-full:24"]

    assert (
        speaks.done("a fox", kind=InstructionKind.GENERATE, version=1, count=1, notes=(), other_offered=False)
        == "“a fox”"
    )
    assert speaks.done(
        "night", kind=InstructionKind.EDIT, version=3, count=4, notes=notes, other_offered=True
    ).splitlines() == [
        "“night” · version 3 · 4 pictures",
        "I couldn't find a boat in the picture.",
        "Only 24 things fit into one picture, so I left the rest out.",
        "I took that as a change to the last picture. If you wanted a new one, press “I meant the other”.",
    ]
    assert "a new picture" in speaks.done(
        "x", kind=InstructionKind.GENERATE, version=1, count=1, notes=(), other_offered=True
    )


def test_the_painters_notes_all_have_a_sentence() -> None:
    keys = re.findall(r"^- `([a-z-]+):", painter.__doc__ or "", re.MULTILINE)

    assert len(keys) >= 5
    assert all(f"note.{key}" in CATALOGUES["en"] for key in keys)


def test_what_the_painter_can_all_has_a_name() -> None:

    assert painter.PHOTO_CAN
    assert [
        key for key in (*painter.PHOTO_CAN, *painter.SCENE_CAN) if f"can.{key}" not in CATALOGUES["en"]
    ] == []


def test_buttons() -> None:
    speaks = speaker("en")

    labels = {verb: speaks.label(verb, None) for verb in Verb}
    assert all(labels.values())
    assert (
        labels.items()
        >= {
            Verb.EDIT: "Edit",
            Verb.AGAIN: "Again",
            Verb.CANCEL: "Cancel",
            Verb.CLAIM: "Get the picture",
            Verb.ORIGINAL: "Original",
            Verb.PICK: "Show",
            Verb.ALL: "All",
            Verb.CHOOSE: "All together",
            Verb.OTHER: "I meant the other",
            Verb.MORE: "More…",
        }.items()
    )
    assert [speaks.label(Verb.CHOOSE, number) for number in (1, 2, 0)] == ["1", "2", "All together"]
    assert speaks.label(Verb.EDIT, 3) == "Edit 3"
    assert speaks.label(Verb.AGAIN, 3) == "Again"


@pytest.mark.parametrize("speaks", [speaker("en"), speaker("zh")])
def test_notices_are_said_in_both_languages(speaks: Speaker) -> None:
    texts = {
        speaks.which_picture(4),
        speaks.ask_for_words(),
        speaks.late_notice("a fox"),
        speaks.original_unavailable(),
        speaks.stale_request(),
        speaks.forgotten(0),
        speaks.forgotten(1),
        speaks.forgotten(1200),
        speaks.sheet_hint(4),
        speaks.alt_text("a fox", 1, 1),
        speaks.alt_text("a fox", 2, 4),
    }

    assert len(texts) == 11
    assert all(text for text in texts)
    assert "1,200" in speaks.forgotten(1200)


def test_privacy_names_who_draws_and_whom_to_ask() -> None:
    speaks = speaker("en")

    assert "go to OpenAI" in speaks.privacy("ada@example.org", "openai")
    assert "Write to ada@example.org." in speaks.privacy("ada@example.org", "openai")
    assert "nothing is sent" in speaks.privacy("", "painter")
    assert "Questions" not in speaks.privacy("", "painter")
    assert "go to mine" in speaks.privacy("", "mine")


FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "units", "short"),
    [
        ("a fox", 5, "a fox"),
        ("a red fox in the snow", 12, "a red fox…"),
        ("abcdefgh", 4, "abc…"),
        ("ab cdefghijklmnop", 9, "ab cdefg…"),
        ("a fox", 1, "…"),
        ("a fox", 0, ""),
        ("😀😀😀", 4, "😀…"),
        ("😀😀😀", 2, "…"),
        (f"a{FAMILY}{FAMILY}", 14, f"a{FAMILY}…"),
        (f"a{FAMILY}", 8, "a…"),
        ("🇩🇪🇫🇷🇯🇵", 9, "🇩🇪🇫🇷…"),
        ("👍🏽👍🏽", 5, "👍🏽…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("\u1100\u1161\u11a8\u1100\u1161", 4, "\u1100\u1161\u11a8…"),
        ("가\u11a8나다", 3, "가\u11a8…"),
        ("1\ufe0f\u20e32\ufe0f\u20e3", 4, "1\ufe0f\u20e3…"),
        ("x\r\ny\r\nz", 4, "x\r\n…".replace("\r\n…", "…")),
    ],
)
def test_shortening_keeps_whole_characters(text: str, units: int, short: str) -> None:
    assert shorten(text, units) == short


@given(st.text(max_size=60), st.integers(0, 60))
def test_shortened_text_fits_and_breaks_no_character(text: str, units: int) -> None:
    short = shorten(text, units)

    assert utf16_length(short) == len(short.encode("utf-16-le")) // 2 <= max(units, 0)
    assert short == text or text.startswith(short.removesuffix("…"))
    assert "".join(graphemes(text)) == text


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_line_that_is_full_for_everybody_names_no_number(locale: str) -> None:
    assert "2000" not in said(QueueFull("deployment", 2000), locale)
    assert said(QueueFull("deployment", 2000), locale) != said(QueueFull("community", 200), locale)
