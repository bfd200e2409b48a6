import pytest

from core.providers.painter.kinds import KINDS
from core.providers.painter.painting import DRAWN, FAR
from core.providers.painter.vocabulary import NOUNS
from core.providers.painter.words import Sort, clauses, languages, singulars, tokens, unknown_words


def sorts(text: str) -> list[tuple[Sort, str]]:
    return [(token.sort, token.value) for token in tokens(text) if token.sort not in (Sort.STOP, Sort.BREAK)]


def test_every_noun_is_a_kind_that_can_be_drawn() -> None:
    whole_canvas = {"sun", "moon", "stars", "cloud", "rainbow"}

    assert set(NOUNS) == set(KINDS)
    assert set(KINDS) == set(DRAWN) | set(FAR) | whole_canvas


@pytest.mark.parametrize("kind", sorted(NOUNS))
def test_every_noun_is_understood_in_both_languages(kind: str) -> None:
    words = NOUNS[kind].split("|")

    assert any(word.isascii() for word in words)
    assert any(not word.isascii() for word in words)
    for word in words:
        assert sorts(word) == [(Sort.THING, kind)], word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a #ff8800 boat", [(Sort.COUNT, "1"), (Sort.COLOUR, "#ff8800"), (Sort.THING, "boat")]),
        ("#f80", [(Sort.COLOUR, "#ff8800")]),
        ("Three hot air balloons", [(Sort.COUNT, "3"), (Sort.THING, "balloon")]),
        ("12345 cherries", [(Sort.COUNT, "12"), (Sort.UNKNOWN, "cherries")]),
        (
            "leafless foxes, wolves",
            [(Sort.UNKNOWN, "leafless"), (Sort.THING, "fox"), (Sort.UNKNOWN, "wolves")],
        ),
        ("两只猫", [(Sort.COUNT, "2"), (Sort.THING, "cat")]),
        ("红色的机器人", [(Sort.COLOUR, "#d23b34"), (Sort.UNKNOWN, "机器"), (Sort.THING, "person")]),
        ("black-and-white", [(Sort.LOOK, "mono")]),
        ("BLACK & WHITE", [(Sort.LOOK, "mono")]),
        ("pixel art", [(Sort.STYLE, "pixel")]),
        ("８ boats", [(Sort.COUNT, "8"), (Sort.THING, "boat")]),
        ("#", []),
    ],
)
def test_text_becomes_tokens(text: str, expected: list[tuple[Sort, str]]) -> None:
    assert sorts(text) == expected


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ('a card "Happy Birthday, Ada"', "Happy Birthday, Ada"),
        ("a card “Night & day”", "Night & day"),
        ("a sign 'Café open'", "Café open"),
        ("一张贺卡「生日快乐」", "生日快乐"),
        ("海报《西湖》", "西湖"),
    ],
)
def test_quoted_text_keeps_its_letters(text: str, quote: str) -> None:
    assert (Sort.QUOTE, quote) in sorts(text)


def test_an_apostrophe_is_no_quote() -> None:
    assert all(sort is not Sort.QUOTE for sort, _ in sorts("the cat's friend isn't here, don't stop"))


def test_an_empty_quote_is_nothing() -> None:
    assert sorts('" "') == []


@pytest.mark.parametrize(
    ("word", "singular"), [("wolves", "wolf"), ("berries", "berry"), ("foxes", "fox"), ("cats", "cat")]
)
def test_plurals_lead_to_their_singular(word: str, singular: str) -> None:
    assert singular in singulars(word)


def test_a_word_on_ss_is_no_plural() -> None:
    assert singulars("grass") == ("grass",)


def test_clauses_end_at_breaks_and_drop_what_says_nothing() -> None:
    parts = clauses(tokens("the cat, and the dog。please"))

    assert [[token.value for token in part] for part in parts] == [["cat"], ["dog"]]


def test_unknown_words_are_told_once_in_order() -> None:
    assert unknown_words(tokens("robot, guitar and robot")) == ("robot", "guitar")


@pytest.mark.parametrize(("text", "language"), [("a cat", "en"), ("一只 cat", "zh"), ("", "en")])
def test_the_language_is_that_of_the_words(text: str, language: str) -> None:
    assert languages(text) == language
