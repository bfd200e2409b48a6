"""Requests for text as people type them, longer and looser than the documents show."""

from typing import Any

import pytest

from core.lettering import Edge, Lettering, Place, Role, Size, read_lettering

BLACK, WHITE, YELLOW, GOLD, RED = "#000000", "#ffffff", "#ffd91a", "#e6b422", "#e02020"
LOWER_RIGHT = Place.BOTTOM_RIGHT

AS_TYPED: list[tuple[str, dict[str, Any]]] = [
    (
        'Add the text "A" at the top of the picture in big white letters',
        {"place": Place.TOP, "size": Size.LARGE, "colour": WHITE},
    ),
    (
        'could you please add a caption that says "A" underneath',
        {"role": Role.CAPTION, "place": Place.BOTTOM},
    ),
    (
        'put the words "A" in the middle in large red bold letters with a black outline please',
        {
            "place": Place.CENTRE,
            "size": Size.LARGE,
            "colour": RED,
            "bold": True,
            "edge": Edge.OUTLINE,
            "edge_colour": BLACK,
        },
    ),
    ('overlay "A" centered', {"place": Place.CENTRE}),
    ('text "A" above', {"place": Place.TOP}),
    ('add text "A" centred, 72px, #ff8800', {"place": Place.CENTRE, "pixels": 72, "colour": "#ff8800"}),
    ('add text "A" to the top left corner', {"place": Place.TOP_LEFT}),
    ("add a watermark: A", {"role": Role.WATERMARK}),
    (
        'add a watermark saying "A" in the bottom right corner, semi-transparent',
        {"role": Role.WATERMARK, "place": LOWER_RIGHT, "opacity": 50},
    ),
    ('sign it "A" in the bottom right', {"role": Role.WATERMARK, "place": LOWER_RIGHT}),
    (
        'add the date "A" bottom right small yellow',
        {"place": LOWER_RIGHT, "size": Size.SMALL, "colour": YELLOW},
    ),
    (
        'put "A" in a yellow box in the top right',
        {"place": Place.TOP_RIGHT, "edge": Edge.BOX, "edge_colour": YELLOW},
    ),
    ('add "A" in white over a black box', {"colour": WHITE, "edge": Edge.BOX, "edge_colour": BLACK}),
    (
        'write "A" at the bottom with a white shadow',
        {"place": Place.BOTTOM, "edge": Edge.SHADOW, "edge_colour": WHITE},
    ),
    ('turn it into a meme "A"', {"role": Role.MEME, "place": Place.TOP}),
    ("在图片顶部加上“A”四个大字，红色加粗", {"place": Place.TOP, "colour": RED, "bold": True}),
    (
        "给图片加个水印“A”，放在右下角，半透明",
        {"role": Role.WATERMARK, "place": LOWER_RIGHT, "opacity": 50},
    ),
    ("帮我在下面加一行字：“A”", {"place": Place.BOTTOM}),
    (
        "图片底部加字幕：“A”，白色黑边",
        {
            "role": Role.SUBTITLE,
            "place": Place.BOTTOM,
            "colour": WHITE,
            "edge": Edge.OUTLINE,
            "edge_colour": BLACK,
        },
    ),
    ("加上标题“A”，金色，居中", {"role": Role.TITLE, "colour": GOLD, "place": Place.CENTRE}),
    ("在右上角加个对话气泡，写着“A”", {"role": Role.SPEECH, "place": Place.TOP_RIGHT}),
    ("加文字：A", {}),
    ("左上角写上“A”，字号48，白色", {"place": Place.TOP_LEFT, "pixels": 48, "colour": WHITE}),
    ("把文字“A”加在左下角", {"place": Place.BOTTOM_LEFT}),
    ("用白色大字在顶部写“A”", {"colour": WHITE, "size": Size.LARGE, "place": Place.TOP}),
    ("P上“A”", {}),
    ("做成表情包：“A”", {"role": Role.MEME, "place": Place.TOP}),
]


@pytest.mark.parametrize(("words", "said"), AS_TYPED)
def test_requests_as_people_type_them(words: str, said: dict[str, Any]) -> None:
    assert read_lettering(words) == ((Lettering("A", **said),), "")


@pytest.mark.parametrize(
    "words", ['add "A" and "B"', 'text "A" "B"', "文字“A”、“B”", 'add the text "A", "B"']
)
def test_texts_without_a_place_of_their_own_are_lines_of_one(words: str) -> None:
    assert read_lettering(words) == ((Lettering("A\nB"),), "")


def test_texts_with_places_stay_apart() -> None:
    assert read_lettering("上面写“A”，下面写“B”") == (
        (Lettering("A", place=Place.TOP), Lettering("B", place=Place.BOTTOM)),
        "",
    )


@pytest.mark.parametrize(
    "words",
    [
        'add a speech bubble saying "X" to the cat',
        'add a big "SALE" banner',
        'write "Happy Birthday" on the cake',
        'add a label "Wine" on the bottle',
        'use "image 2" as background',
        'add the words "X" in cursive',
        'replace the background with "beach"',
        'make it say "Hello"',
        'add a sign with the text "OPEN"',
        'what does the text "OPEN" mean',
        'text "X" at the top, font Comic Sans',
        'add the text "X" above the door',
        'add "X" below the logo',
        "make the letters bigger: now",
        "给她的衣服写上“加油”",
        "在黑板上写“早上好”",
        "墙上写着“禁止停车”",
        "画一个写着“欢迎”的牌子",
        "文字“X”，字体要圆一点",
    ],
)
def test_text_on_things_and_in_styles_is_for_a_model(words: str) -> None:
    assert read_lettering(words) == ((), words)
