import pytest

from core.providers.painter.description import alt_text
from core.providers.painter.kinds import KINDS
from core.providers.painter.placing import Wish, place
from core.providers.painter.reading import read
from core.providers.painter.scene import GROUNDS, SEASONS, STYLES, TIMES, WEATHERS, Scene


def described(scene: Scene, *things: tuple[str, int]) -> str:
    for kind, count in things:
        scene = place(scene, Wish(kind, count))
    return alt_text(scene)


def test_an_english_sentence() -> None:
    text = described(
        Scene(1, time="sunset", season="autumn", weather=("rain",)), ("house", 1), ("fox", 2), ("sheep", 3)
    )

    assert (
        text
        == "An illustration of a meadow at sunset in autumn with a house, two foxes, three sheep and rain."
    )


def test_a_chinese_sentence() -> None:
    text = described(
        Scene(1, language="zh", time="night", weather=("snow",)), ("house", 1), ("fox", 2), ("mountains", 1)
    )

    assert text == "一幅插画：夜晚的草地，有山、一座房子、两只狐狸，下着雪。"


def test_nothing_but_a_place() -> None:
    assert alt_text(Scene(1, ground="abstract")) == "An illustration of flowing shapes."
    assert alt_text(Scene(1, ground="space", language="zh")) == "一幅插画：太空。"


@pytest.mark.parametrize(
    ("kind", "count", "words"),
    [
        ("butterfly", 2, "two butterflies"),
        ("bench", 2, "two benches"),
        ("person", 4, "four people"),
        ("owl", 1, "an owl"),
        ("bird", 13, "many birds"),
        ("stars", 1, "stars"),
        ("kite", 2, "two kites"),
        ("boat", 1, "a sailing boat"),
    ],
)
def test_english_numbers(kind: str, count: int, words: str) -> None:
    assert words in described(Scene(1), (kind, count))


def test_chinese_numbers_beyond_ten() -> None:
    assert "12朵花" in described(Scene(1, language="zh"), ("flower", 12))


def test_a_cut_out_has_no_place() -> None:
    english, chinese = (read(words, "flat", bare=True).scene for words in ("two cats", "两只猫"))

    assert alt_text(english, cut_out=True) == "An illustration of two cats on a transparent ground."
    assert alt_text(chinese, cut_out=True) == "一幅插画：透明背景上有两只猫。"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_has_words(language: str) -> None:
    for kind in KINDS:
        assert described(Scene(1, language=language), (kind, 1))
    for scene in (
        *(Scene(1, language, ground=ground) for ground in GROUNDS),
        *(Scene(1, language, time=time) for time in TIMES),
        *(Scene(1, language, season=season) for season in SEASONS),
        *(Scene(1, language, weather=(weather,)) for weather in WEATHERS),
        *(Scene(1, language, style=style) for style in STYLES),
    ):
        assert alt_text(scene).endswith(("。", "."))
