"""A reply to one of our pictures: an edit, a remark, or undecided."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.leanings import Leaning, leaning
from core.remarks import is_remark
from core.wishes import could_wish, is_among_people

EDITS = (
    "brighter", "去掉文字", "can you make the sky darker?", "what if it were night", "make version 1 darker",
    "把第2版调暗", "undo and make it night", "#2", "#2 but green", "the hat from version 3 on it, please",
    "put the hat from https://example.com/hat.png on him", "--ar 16:9", "16:9", "1024x1536", "rounded corners",
    "4 strong variations", "upscale 2x", "#1 #2 crop to a square", 'please write "Hello" above it', "標題：週末",
    "> nice sky\nyes but can you add stars?", "wow!! now at night", "<:wow:123456789012345678> darker please",
    "把貓換成狗", "好看，再亮一点", "not so dark please", "a dog instead", "lots more fog, and no people",
    "needs more light", "fewer puppies", "make a gif of all of them", "let him look at the camera", "a blue sky instead, thanks",
)  # fmt: skip
REMARKS = (
    "lol", "so good!", "谢谢", "😂", "", "   ", "what model is this?", "who is that?", "@mia make it blue",
    "<@123456789012345678> darker?", "> make it darker", "&gt; make it night", "she said make it night",
    "can you see the dark figure in the back?", "use it", "8/10", "how about lunch?",
    "he told me to add a hat", "在拍呢", "it's brighter now", "what about us?", "!!!", "https://example.com/a.png",
)  # fmt: skip
UNDECIDED = (
    "darker?", "a cat", "red", "make everything purple lol", "now a cat", "rain would be nice", "去海边", "在海边呢，信号不好",
    "on mars lol", "in the snow all day, finally home",  "the darker one", "make it our card", "as a poster", "make him a wizrd", "16:9 maybe or so", "the dog should be president",
    "把它变成贾维斯",
)  # fmt: skip


@pytest.mark.parametrize("words", EDITS)
def test_it_starts_at_once(words: str) -> None:
    assert leaning(words) is Leaning.EDIT


@pytest.mark.parametrize("words", REMARKS)
def test_it_is_left_alone(words: str) -> None:
    assert leaning(words) is Leaning.REMARK


@pytest.mark.parametrize("words", UNDECIDED)
def test_it_is_asked_about(words: str) -> None:
    assert leaning(words) is Leaning.UNDECIDED


def test_what_people_talk_of_is_no_picture() -> None:
    assert is_among_people("post it in the chat")
    assert is_among_people("加我微信")
    assert not could_wish("add the dog to the group chat")
    assert not could_wish(" ".join(["a", "dog"] * 6))


@given(st.text(alphabet="😂❤️🔥👍✨ !.?~…", max_size=30))
def test_symbols_are_remarks(words: str) -> None:
    assert leaning(words) is Leaning.REMARK


@given(st.text(max_size=300))
def test_anything_that_people_write_has_its_leaning(words: str) -> None:
    assert leaning(words) in Leaning
    assert is_remark(words) in (True, False)


@pytest.mark.parametrize(
    "words",
    [
        "the " * 200, "make the " + "a " * 300, "放大" + "天" * 600, "加" * 600, "把" + "改" * 600, "写" * 600, '["' * 300,
        "稍微再更" * 150, "的字" * 300, "please " * 100, "make it darker, " * 40, "，" * 600, "lol " * 150, "ha" * 300,
        "再更变调弄" * 120, "crop " * 120, "能不能" * 200, "好吗可以吗" * 120 + "x", "#1 " * 200, "add " + '"' * 600,
        "undo and " * 60, "go back to version 1 and " * 25, " " * 600 + "x",
    ],
)  # fmt: skip
def test_hostile_words_cost_no_time(words: str) -> None:
    start = time.process_time()
    leaning(words)

    assert time.process_time() - start < 0.2
