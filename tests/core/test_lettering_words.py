"""Words -> lettering: what is set exactly, what is left to a model, and what remains."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from core.lettering import (
    Edge,
    Lettering,
    Place,
    Role,
    Size,
    quoted_text,
    read_lettering,
)

WHITE, BLACK, RED, GOLD = "#ffffff", "#000000", "#e02020", "#e6b422"
OUTLINE, BOX, SHADOW, NONE = Edge.OUTLINE, Edge.BOX, Edge.SHADOW, Edge.NONE

# (words, what is said of the one lettering beyond its text "A")
ONE: list[tuple[str, dict[str, Any]]] = [
    ('text "A"', {}),
    ("text “A”", {}),
    ("text ”A“", {}),
    ("text 'A'", {}),
    ("text «A»", {}),
    ("text `A`", {}),
    ("text: A", {}),
    ('text: "A"', {}),
    ('text "A" at the top, white, bold', {"place": Place.TOP, "colour": WHITE, "bold": True}),
    ('TEXT "A" AT THE TOP', {"place": Place.TOP}),
    ('add the text "A"', {}),
    ('add "A" at the bottom', {"place": Place.BOTTOM}),
    ('please add the words "A" to the picture', {}),
    ('can you put "A" on the image?', {}),
    ('write "A" on it in yellow', {"colour": "#ffd91a"}),
    (
        'write "A" in the bottom left in red with a black outline',
        {"place": Place.BOTTOM_LEFT, "colour": RED, "edge": OUTLINE, "edge_colour": BLACK},
    ),
    ('write "A" in the upper right-hand corner', {"place": Place.TOP_RIGHT}),
    ('print "A" in the center', {"place": Place.CENTRE}),
    ('at the top, write "A"', {"place": Place.TOP}),
    ('text "A" left', {"place": Place.LEFT}),
    ('text "A" on the right side', {"place": Place.RIGHT}),
    ('text "A" 48px', {"pixels": 48}),
    ('text "A" at 9999 px', {"pixels": 2000}),
    ('small text "A"', {"size": Size.SMALL}),
    ('text "A" medium sized', {"size": Size.MEDIUM}),
    ('a large red title "A"', {"size": Size.LARGE, "colour": RED, "role": Role.TITLE}),
    ('text "A", huge', {"size": Size.HUGE}),
    ('text "A" very large', {"size": Size.HUGE}),
    ('text "A" #0F0', {"colour": "#00ff00"}),
    ('text "A" in #12ab9f', {"colour": "#12ab9f"}),
    ('text "A" in dark blue', {"colour": "#11347b"}),
    ('text "A" light green letters', {"colour": "#83c992"}),
    ('text "A" not bold', {"bold": False}),
    ('text "A" in italics', {"italic": True}),
    ('text "A" boxed', {"edge": BOX}),
    ('text "A" on a white background', {"edge": BOX, "edge_colour": WHITE}),
    ('text "A" outlined in gold', {"edge": OUTLINE, "edge_colour": GOLD}),
    ('text "A" with a drop shadow', {"edge": SHADOW}),
    ('text "A" without outline', {"edge": NONE}),
    ('text "A" at 50% opacity', {"opacity": 50}),
    ('text "A" 30% transparent', {"opacity": 70}),
    ('text "A" semi-transparent', {"opacity": 50}),
    ('text "A" opaque', {"opacity": 100}),
    ("caption: A", {"role": Role.CAPTION}),
    ("Caption: A, at the top, in white", {"role": Role.CAPTION, "place": Place.TOP, "colour": WHITE}),
    ('caption it "A"', {"role": Role.CAPTION}),
    (
        'add a caption saying "A" at the bottom of the picture, thanks',
        {"role": Role.CAPTION, "place": Place.BOTTOM},
    ),
    ('subtitle "A"', {"role": Role.SUBTITLE}),
    ('use "A" as the title', {"role": Role.TITLE}),
    ('add "A" as a watermark bottom right', {"role": Role.WATERMARK, "place": Place.BOTTOM_RIGHT}),
    ('watermark "A" faint', {"role": Role.WATERMARK, "opacity": 50}),
    ('speech bubble "A" top right', {"role": Role.SPEECH, "place": Place.TOP_RIGHT}),
    ('add "A" in a speech bubble', {"role": Role.SPEECH}),
    ('draw a thought bubble that says "A"', {"role": Role.THOUGHT}),
    ('meme "A"', {"role": Role.MEME, "place": Place.TOP}),
    ('make it a meme "A" at the bottom', {"role": Role.MEME, "place": Place.BOTTOM}),
    ("文字“A” 顶部 白色 加粗", {"place": Place.TOP, "colour": WHITE, "bold": True}),
    ("文字：A", {}),
    ("加字“A”", {}),
    ("请帮我在图片上加上文字“A”", {}),
    ("把“A”写在顶部", {"place": Place.TOP}),
    (
        "在左下角写上「A」，红色，金色描边",
        {"place": Place.BOTTOM_LEFT, "colour": RED, "edge": OUTLINE, "edge_colour": GOLD},
    ),
    ("右下角水印『A』", {"role": Role.WATERMARK, "place": Place.BOTTOM_RIGHT}),
    ("水印“A” 半透明", {"role": Role.WATERMARK, "opacity": 50}),
    ("水印“A” 不透明度40%", {"role": Role.WATERMARK, "opacity": 40}),
    ("水印“A” 透明度40%", {"role": Role.WATERMARK, "opacity": 60}),
    ("气泡“A” 右上", {"role": Role.SPEECH, "place": Place.TOP_RIGHT}),
    ("思考气泡“A”", {"role": Role.THOUGHT}),
    ("字幕“A”", {"role": Role.SUBTITLE}),
    ("标题“A” 居中 特大", {"role": Role.TITLE, "place": Place.CENTRE, "size": Size.HUGE}),
    ("配文“A”", {"role": Role.CAPTION}),
    ("文字“A” 白底 黑字", {"edge": BOX, "edge_colour": WHITE, "colour": BLACK}),
    ("文字“A” 浅蓝色 小号 斜体", {"colour": "#83a7ed", "size": Size.SMALL, "italic": True}),
    ("文字“A” 大号 不加粗 无描边", {"size": Size.LARGE, "bold": False, "edge": NONE}),
    ("文字“A” 60像素 带阴影", {"pixels": 60, "edge": SHADOW}),
    ("表情包“A”", {"role": Role.MEME, "place": Place.TOP}),
    ("加“A”四个大字", {}),
]

LEFT_TO_A_MODEL = [
    'a sign that says "hello"',
    "a sign that says hello",
    'add a sign saying "OPEN"',
    'change the text on the shirt to "X"',
    'change the text to "X"',
    'replace "A" with "B"',
    'translate "Hello" into French',
    'remove the text "X"',
    'erase the old text and the watermark "X"',
    'write "X" on the wall',
    'put "X" on the shirt',
    'write "X" in neon letters',
    'text "X", in neon letters',
    'write "X" in the sand',
    'text "X" glowing',
    'make the text "SALE" bigger',
    'add the text "X" to the sign',
    'he says "hi"',
    'show "X"',
    'a cat named "Tom"',
    'text ""',
    "add text",
    "the caption looks great",
    "crop to 16:9",
    "把“A”改成“B”",
    "去掉水印“X”",
    "把招牌上的字换成“X”",
    "写着“开业”的招牌",
    "文字“X” 像霓虹灯",
    "文字“X”，用毛笔写",
    "删除文字“X”",
]


@pytest.mark.parametrize(("words", "said"), ONE)
def test_a_request_that_is_understood_whole_is_set_exactly(words: str, said: dict[str, Any]) -> None:
    assert read_lettering(words) == ((Lettering("A", **said),), "")


def test_the_table_of_requests_is_long_enough() -> None:
    assert len({words for words, _ in ONE}) >= 60


@pytest.mark.parametrize("words", LEFT_TO_A_MODEL)
def test_words_that_a_model_has_to_draw_are_left_alone(words: str) -> None:
    assert read_lettering(words) == ((), words)


@pytest.mark.parametrize(
    ("words", "texts", "rest"),
    [
        (
            'make it brighter and add the text "A" at the top and crop to 16:9',
            ["A"],
            "make it brighter, crop to 16:9",
        ),
        ('crop to 16:9, watermark "A"', ["A"], "crop to 16:9"),
        ('add the text "A". Then make it night.', ["A"], "Then make it night."),
        ('text "A" at the top, then in black and white', ["A"], "in black and white"),
        ("裁剪成16:9，并在顶部加上白色文字“A”，然后变成黑白", ["A"], "裁剪成16:9，变成黑白"),
        ('text "A" at the top, "B" at the bottom in red', ["A", "B"], ""),
        ('watermark "A" and caption "B"', ["A", "B"], ""),
        ("caption: A\nwatermark: B", ["A", "B"], ""),
        ("make it night\ncaption: He said “A”", ["He said “A”"], "make it night"),
        ("caption: red, white, blue", ["red, white, blue"], ""),
        ("caption: Meet me, at dawn", ["Meet me, at dawn"], ""),
        ("write 'don't panic' at the top", ["don't panic"], ""),
        ('remove the tree; caption "A"', ["A"], "remove the tree"),
        ('write "A" on the wall and add the text "B"', ["B"], 'write "A" on the wall'),
    ],
)
def test_the_other_words_remain(words: str, texts: list[str], rest: str) -> None:
    lettering, remains = read_lettering(words)

    assert ([one.text for one in lettering], remains) == (texts, rest)


@pytest.mark.parametrize(
    "words",
    [
        'meme "A" / "B"',
        'meme "A" "B"',
        'meme top "A" bottom "B"',
        "meme: A / B",
        'meme "A / B"',
        "表情包“A”/“B”",
        "梗图：A | B",
    ],
)
def test_a_meme_has_its_lines_at_the_top_and_at_the_bottom(words: str) -> None:
    assert read_lettering(words) == (
        (
            Lettering("A", role=Role.MEME, place=Place.TOP),
            Lettering("B", role=Role.MEME, place=Place.BOTTOM),
        ),
        "",
    )


def test_a_meme_may_begin_at_the_bottom_and_end_in_a_third_line() -> None:
    bottom, _ = read_lettering('meme "" / "B"')
    third, _ = read_lettering('meme "A" / "B" / "C"')

    assert [(one.text, one.place) for one in bottom] == [("B", Place.BOTTOM)]
    assert [one.place for one in third] == [Place.TOP, Place.BOTTOM, Place.BOTTOM]


def test_a_second_text_is_the_same_kind_of_thing() -> None:
    lettering, _ = read_lettering('text "A" top, "B" bottom, watermark "C"')

    assert [(one.text, one.role, one.place) for one in lettering] == [
        ("A", Role.TEXT, Place.TOP),
        ("B", Role.TEXT, Place.BOTTOM),
        ("C", Role.WATERMARK, Place.AUTO),
    ]


@pytest.mark.parametrize(
    "words",
    [
        '"' * 6000,
        "text: " * 1500,
        "add " * 2000 + '"x"',
        "a'b " * 2000,
        "'a" * 3000,
        "and " * 2000 + 'text "x"',
        'text "' + "x" * 9000 + '"',
        "\u202e\u200b" * 3000,
        "İ" * 100 + ' text "A"',
        '"a" at the top ' * 500,
    ],
)
@pytest.mark.timeout(5)
def test_hostile_words_are_read_in_no_time(words: str) -> None:
    lettering, rest = read_lettering(words)

    assert len(lettering) <= 12
    assert len(rest) <= len(words)
    assert len(quoted_text(words)) <= 1000


@given(st.text(alphabet='text add"“”:/,.\n and top red 文字“”加顶白', max_size=80))
def test_nothing_is_lost_or_made_up(words: str) -> None:
    lettering, rest = read_lettering(words)

    for one in lettering:
        assert one.text in words
    if not lettering:
        assert rest == words


def test_lettering_can_be_kept() -> None:
    for words, _ in ONE:
        for one in read_lettering(words)[0]:
            adapter = TypeAdapter(Lettering)
            assert adapter.validate_json(adapter.dump_json(one)) == one
