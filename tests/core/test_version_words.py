"""Words that move between versions, and words that name one; English and Chinese."""

import pytest

from core.leanings import Leaning
from core.reply_leanings import leaning_of_reply
from core.version_mentions import as_images, read_mentions, says_here, with_marks, without_mention
from core.version_words import Move, Wish, read_wish

UNDO, REDO, VERSION, COMPARE, HISTORY = Move.UNDO, Move.REDO, Move.VERSION, Move.COMPARE, Move.HISTORY


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        *(
            (words, 1)
            for words in ("undo", "Undo!", "undo that", "UNDO THE LAST CHANGE", "please undo it 🙏")
        ),
        *((words, 1) for words in ("go back", "back", "the one before", "previous", "the previous version")),
        *((words, 1) for words in ("go back to the previous one", "take it back", "no, go back please")),
        *((words, 1) for words in ("I liked the previous one better", "revert", "rollback", "roll back")),
        *(
            (words, 1)
            for words in ("撤销", "请撤销", "撤销一下", "撤回吧", "上一个", "回到上一版", "撤销上一步")
        ),
        *(
            (words, 1)
            for words in (
                "还原",
                "返回上一版",
                "取消刚才的修改",
                "前一张",
                "undo the hat",
                "undo, that was ugly",
            )
        ),
        ("undo twice", 2),
        ("undo the last three changes", 3),
        ("go back 2 steps", 2),
        ("撤销两步", 2),
        ("回退3次", 3),
        ("undo " + "very " * 80 + "much", 1),
    ],
)
def test_back(words: str, steps: int) -> None:
    assert read_wish(words) == Wish(UNDO, (steps,))


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        *((words, 1) for words in ("redo", "redo that", "go forward again", "next version", "undo the undo")),
        *((words, 1) for words in ("重做", "恢复", "下一版", "取消撤销", "恢复撤销的修改")),
        ("redo 2 times", 2),
        ("重做两步", 2),
    ],
)
def test_forward(words: str, steps: int) -> None:
    assert read_wish(words) == Wish(REDO, (steps,))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        *(
            (words, 3)
            for words in ("version 3", "go back to version 3", "Version 3 please", "v3", "back to 3")
        ),
        *(
            (words, 3)
            for words in ("the third version", "revert to version three", "show me version 3 again")
        ),
        *(
            (words, 3)
            for words in ("第3版", "第三版", "回到版本3", "版本3", "恢复到第三个版本", "回到第3个", "回到3")
        ),
        *(
            (words, 1)
            for words in ("go back to the original", "go back to the first one", "restore the original")
        ),
        *((words, 1) for words in ("回到原图", "恢复到最初的版本", "回到最开始")),
        ("回到第十二版", 12),
        ("第十版", 10),
        ("第二十三版", 23),
        ("version 120", 120),
    ],
)
def test_a_version(words: str, number: int) -> None:
    assert read_wish(words) == Wish(VERSION, (number,))


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        *(
            (words, ())
            for words in ("compare", "before and after", "before/after", "what changed?", "compare it")
        ),
        *((words, ()) for words in ("show me the difference", "compare with the previous version")),
        *(
            (words, ())
            for words in ("对比", "对比一下", "前后对比", "改了什么？", "有什么变化", "和上一版对比")
        ),
        *((words, (1,)) for words in ("compare it with the original", "和原图对比", "对比原图")),
        *((words, (2,)) for words in ("compare with version 2", "和第2版比较", "对比第二版")),
        *(
            (words, (1, 3))
            for words in ("compare 1 and 3", "compare version 1 with version 3", "对比第1版和第3版")
        ),
        *((words, (1, 3)) for words in ("compare #1 to #3", "对比一和三")),
    ],
)
def test_a_comparison(words: str, numbers: tuple[int, ...]) -> None:
    assert read_wish(words) == Wish(COMPARE, numbers)


@pytest.mark.parametrize(
    "words",
    [
        "history",
        "show me the history",
        "versions",
        "all versions",
        "version history",
        "list all the versions",
        "历史",
        "版本历史",
        "所有版本",
        "查看历史版本",
        "看看修改记录",
    ],
)
def test_the_family_tree(words: str) -> None:
    wish = read_wish(words)
    assert wish is not None
    assert wish.move is HISTORY


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("undo and make it brighter", Wish(UNDO, (1,), "make it brighter")),
        ("undo the hat and make the sky blue", Wish(UNDO, (1,), "make the sky blue")),
        ("undo the hat and the scarf", Wish(UNDO, (1,))),
        ("撤销，然后把天空变蓝", Wish(UNDO, (1,), "把天空变蓝")),
        ("version 3 but darker", Wish(VERSION, (3,), "darker")),
        ("go back to version 3 and make it darker", Wish(VERSION, (3,), "make it darker")),
        ("第3版，调暗一点", Wish(VERSION, (3,), "调暗一点")),
        ("version 3, wow", Wish(VERSION, (3,))),
        ("compare, and then make it blue", None),
    ],
)
def test_what_is_to_be_done_then(words: str, wish: Wish | None) -> None:
    assert read_wish(words) == wish


@pytest.mark.parametrize(
    "words",
    [
        "",
        "nice",
        "version",
        "redo it with more trees",
        "redo the sky in blue",
        "history of rome",
        "a history book",
        "back the car up",
        "make it go back in time",
        "backwards",
        "version 3 is the best",
        "don't undo it",
        "the next one",
        "make version 3 darker",
        "不要撤销",
        "一版",
        "compare it to a summer's day",
        "a " * 300,
    ],
)
def test_other_words(words: str) -> None:
    assert read_wish(words) is None


def test_many_clauses_are_read_no_further() -> None:
    assert read_wish("a, b, c, d, e, f, g, h, undo") is None
    assert read_wish(",") is None
    assert read_wish("undo the a, b, c") == Wish(UNDO, (1,))


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("version 2 but darker", "darker"),
        ("version 2: darker", "darker"),
        ("version 2 with a hat", "with a hat"),
        ("in version 2, make the sky blue", "make the sky blue"),
        ("use version 2 and add a hat", "add a hat"),
        ("make version 2 darker", "make it darker"),
        ("please crop the second version", "please crop it"),
        ("第2版调暗", "调暗"),
        ("把第二版调暗", "把它调暗"),
        ("用版本2，调暗", "调暗"),
    ],
)
def test_a_version_to_start_from(words: str, rest: str) -> None:
    (mention,) = read_mentions(words)

    assert (mention.number, mention.is_base) == (2, True)
    assert without_mention(words, mention) == rest


@pytest.mark.parametrize(
    ("words", "images"),
    [
        ("put the hat from version 2 on it", "put the hat from image 2 on it"),
        ("make it look like version 2", "make it look like image 2"),
        ("像第2版那样", "像图2那样"),
    ],
)
def test_a_version_to_take_from(words: str, images: str) -> None:
    (mention,) = read_mentions(words)

    assert (mention.number, mention.is_base) == (2, False)
    assert as_images(words, (mention,), {2: 2}) == images


def test_two_versions() -> None:
    words = "combine version 4 and version 2"
    assert as_images(words, read_mentions(words), {4: 1, 2: 2}) == "combine image 1 and image 2"


@pytest.mark.parametrize(
    "words",
    [
        "a poster for App version 2",
        "write “version 2” on it",
        "darker",
        "version",
        "conversion 2",
        "use version 2.5",
    ],
)
def test_no_version(words: str) -> None:
    assert read_mentions(words) == ()


def test_words_about_the_picture_that_they_answer() -> None:
    assert says_here("put the hat from version 2 on this")
    assert says_here("把第2版的帽子放到这张上")
    assert not says_here("make version 2 darker")


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("#3 but darker", "version 3 but darker"),
        ("3", "version 3"),
        ("3: darker", "version 3: darker"),
        ("3 hats", "3 hats"),
        ("＃12", "version 12"),
        ("make #3 darker", "make version 3 darker"),
        ("write “#3” on #2", "write “#3” on version 2"),
        ("paint it #336699", "paint it #336699"),
    ],
)
def test_marks_on_a_sheet_are_versions(words: str, marked: str) -> None:
    assert with_marks(words) == marked


@pytest.mark.parametrize(
    "words", ["undo" + " " * 5000, "(" * 3000, "go back " * 500, "第" * 3000, ",;" * 2000]
)
def test_hostile_words_take_no_time(words: str) -> None:
    read_wish(words)
    read_mentions(words)
    with_marks(words)


@pytest.mark.parametrize(
    ("words", "lean"),
    [
        ("第2版调亮", Leaning.EDIT),
        ("make version 1 warmer", Leaning.EDIT),
        ("crop to 16:9", Leaning.EDIT),
        ("version 2 is the best", Leaning.REMARK),
        ("第2版真好看", Leaning.REMARK),
        ("so good!", Leaning.REMARK),
    ],
)
def test_a_reply_that_names_a_version_is_judged_by_the_rest(words: str, lean: Leaning) -> None:
    assert leaning_of_reply(words) is lean
