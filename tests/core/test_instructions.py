"""Words -> instruction: flags, options, picks and the two readings of private chats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EmptyInstruction, OptionUnsupported
from core.instructions import Instruction, InstructionKind, Reading, is_plain, parse, words_for_model
from core.operations import ClearBackground, Crop, Flip, Operation, Resize


def read(text: str, **options: str) -> Instruction:
    return parse(text, options, has_sources=False).instruction


def edit(text: str) -> Instruction:
    return parse(text, has_sources=True).instruction


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("a fox --ar 16:9", (16, 9)),
        ("a fox --ar=16:9", (16, 9)),
        ("a fox --AR 9:16", (9, 16)),
        ("a fox —ar 16:9", (16, 9)),
        ("a fox –ar 16:9", (16, 9)),
        ("a fox ——ar 16：9", (16, 9)),
        ("a fox --ar 16：9", (16, 9)),
        ("a fox --ar １６：９", (16, 9)),
        ("a fox －－ar 3/2", (3, 2)),
        ("--ar 3x2 a fox", (3, 2)),
        ("--ar: 1536:1024 a fox", (3, 2)),
        ("a fox --ar 1.85:1", (37, 20)),
        ("--ar 16:9, a fox", (16, 9)),
        ("a fox --ar 1:1 --ar 2:1", (2, 1)),
    ],
)
def test_a_ratio_is_read_wherever_and_however_it_is_typed(text: str, ratio: tuple[int, int]) -> None:
    instruction = read(text)

    assert instruction.ratio == ratio
    assert instruction.prompt == "a fox"


def test_all_flags_at_once() -> None:
    instruction = read(
        "a fox --n 4 in snow --size 1536x1024 --quality HIGH --transparent --model gpt-image-2.5-flare, at dawn"
    )

    assert instruction == Instruction(
        InstructionKind.GENERATE,
        "a fox in snow, at dawn",
        size=(1536, 1024),
        count=4,
        quality="high",
        transparent=True,
        model="gpt-image-2.5-flare",
    )


@pytest.mark.parametrize(
    "text", ["--size 640*480 x", "--size 640×480 x", "x --size 640 X 480", "--size=640x480 x"]
)
def test_sizes_are_typed_in_many_ways(text: str) -> None:
    assert (read(text).size, read(text).prompt) == ((640, 480), "x")


def test_an_automatic_size_leaves_the_choice_to_the_model() -> None:
    assert read("a fox --size auto").size is None


@pytest.mark.parametrize(
    ("typed", "quality"), [("高", "high"), ("中", "medium"), ("低", "low"), ("hd", "hd")]
)
def test_qualities_have_chinese_names_too(typed: str, quality: str) -> None:
    assert read(f"狐狸 --quality {typed}").quality == quality


@pytest.mark.parametrize(("typed", "value"), [("", True), ("=yes", True), ("=false", False), (": 关", False)])
def test_a_switch_may_say_so(typed: str, *, value: bool) -> None:
    instruction = read(f"a fox --transparent{typed} in snow")

    assert instruction.transparent is value
    assert instruction.prompt == "a fox in snow"


@pytest.mark.parametrize(
    ("text", "option", "value"),
    [
        ("a fox --ar wide", "--ar", "wide"),
        ("a fox --ar 0:9", "--ar", "0:9"),
        ("a fox --ar 16:0", "--ar", "16:0"),
        ("a fox --ar 100:1", "--ar", "100:1"),
        ("a fox --ar", "--ar", ""),
        ("a fox --ar --n 2", "--ar", ""),
        ("a fox --n 0", "--n", "0"),
        ("a fox --n 11", "--n", "11"),
        ("a fox --n many", "--n", "many"),
        ("a fox --n 2.5", "--n", "2.5"),
        ("a fox --size big", "--size", "big"),
        ("a fox --size 0x100", "--size", "0x100"),
        ("a fox --size 100x0", "--size", "100x0"),
        ("a fox --quality !", "--quality", "!"),
        ("a fox --quality", "--quality", ""),
        ("a fox --transparent=perhaps", "--transparent", "perhaps"),
        ("a fox --model", "--model", ""),
        ("a fox --model ???", "--model", "???"),
    ],
)
def test_a_value_that_no_model_takes_is_named(text: str, option: str, value: str) -> None:
    with pytest.raises(OptionUnsupported) as caught:
        read(text)

    assert (caught.value.option, caught.value.value) == (option, value)


@pytest.mark.parametrize(
    "text",
    [
        "a fox --nn 4",
        "a fox --ar-mode x",
        "well--known fox",
        "a knight—model of virtue",
        "a fox on #ff0000 and #0af with 50% fog",
        'a sign that says "--ar 16:9"',
        "a sign that says “--n 4  now”",
        "一个写着「--size 1x1」的牌子",
        "a sign that says '--n 9'",
    ],
)
def test_everything_else_stays_in_the_prompt(text: str) -> None:
    assert read(text) == Instruction(InstructionKind.GENERATE, text)


def test_whitespace_is_tidied_but_not_in_quotes() -> None:
    assert read('  a \t fox \r\n\n\n in   snow  "a   b"  ').prompt == 'a fox\nin snow "a   b"'


def test_control_and_direction_characters_are_dropped() -> None:
    assert read("a\x00 fox\x1b\u202e in\u2066 snow").prompt == "a fox in snow"


def test_an_emoji_that_is_joined_stays_joined() -> None:
    assert read("👩‍👩‍👧 at sea").prompt == "👩‍👩‍👧 at sea"


def test_named_options_win_over_flags() -> None:
    instruction = read(
        "a fox --ar 1:1 --n 2 --quality low",
        ratio="16:9",
        count="4",
        size="1024x1536",
        quality="high",
        transparent="True",
        model="m-2",
        prompt="ignored",
    )

    assert instruction == Instruction(
        InstructionKind.GENERATE, "a fox", (16, 9), (1024, 1536), 4, "high", transparent=True, model="m-2"
    )


def test_empty_options_say_nothing() -> None:
    assert read("a fox --n 2", count=" ", transparent="false").count == 2


@pytest.mark.parametrize("text", ["", "   ", "--n 4", "--ar 16:9, --transparent", "\u202e\x00"])
def test_without_words_there_is_no_instruction(text: str) -> None:
    with pytest.raises(EmptyInstruction):
        read(text)


@pytest.mark.parametrize(
    "text", ["#2", "#1 and #3", "the second one", "第二张", "both", "all of them please"]
)
def test_a_pick_alone_is_no_instruction(text: str) -> None:
    with pytest.raises(EmptyInstruction):
        edit(text)


@pytest.mark.parametrize(
    ("text", "picks"),
    [
        ("#2 make it night", (2,)),
        ("＃2 make it night", (2,)),
        ("make #2 darker", (2,)),
        ("make it night, #3", (3,)),
        ("#1 and #3 side by side", (1, 3)),
        ("#1, #2 & #4 in one picture", (1, 2, 4)),
        ("#1 #2 as a collage", (1, 2)),
        ("put the cat of #3 into #1", (3, 1)),
        ("#2 but #2 darker", (2,)),
        ("the second one at night", (2,)),
        ("the 3rd picture in blue", (3,)),
        ("blend the first and third images", (1, 3)),
        ("number 2 but darker", (2,)),
        ("use no. 4 with snow", (4,)),
        ("第二张改成夜晚", (2,)),
        ("第2张和第3张合成一张", (2, 3)),
        ("把第十张变亮", (10,)),
    ],
)
def test_pictures_of_the_card_are_picked(text: str, picks: tuple[int, ...]) -> None:
    instruction = edit(text)

    assert instruction.picks == picks
    assert instruction.prompt == text
    assert not instruction.picks_all


@pytest.mark.parametrize(
    "text",
    [
        "both of them darker",
        "make both darker",
        "all of them at night",
        "all pictures in blue",
        "every picture in blue",
        "make all four brighter",
        "all together in one",
        "两张都改成夜晚",
        "每张都加雪",
        "所有图片变亮",
        "全部改成夜晚",
    ],
)
def test_all_pictures_of_the_card_are_picked(text: str) -> None:
    assert (edit(text).picks, edit(text).picks_all) == ((), True)


@pytest.mark.parametrize(
    "text",
    [
        "on #ff0000",
        "a #2 pencil on the desk",
        "#3 in a list of rules",
        "write rule #4",
        'write "#2" on the door',
        'a sign that says "take #2"',
        "#123 on the shirt",
        "#2nd place",
        "paint the second floor blue",
        "the first snow",
        "the number 2 on the door",
        "write number 3 on it",
        "use the colours of image 2",
        "version 2 with snow",
        "make both eyes blue",
        "both of his hands up",
        "all in all a calm scene",
        "all three cats asleep",
        "第二张脸变蓝",
        "第二个人去掉",
        "第99张",
        "把背景全部换成蓝色",
        "make #0 blue",
    ],
)
def test_ordinary_words_pick_nothing(text: str) -> None:
    assert (edit(text).picks, edit(text).picks_all) == ((), False)


def test_picks_mean_nothing_where_there_is_nothing_to_edit() -> None:
    assert read("#2 and both of them").picks == ()


def test_the_model_reads_numbers_of_the_images_that_it_gets() -> None:
    assert words_for_model(edit("put the cat of #3 into #1, on #ff0000")) == (
        "put the cat of image 1 into image 2, on #ff0000"
    )
    assert words_for_model(read("#1 rule of design")) == "#1 rule of design"


def test_a_source_or_the_command_makes_an_edit() -> None:
    assert parse("a fox", has_sources=True).instruction.kind is InstructionKind.EDIT
    assert parse("a fox", has_sources=False, command="edit").instruction.kind is InstructionKind.EDIT
    imagined = parse("make it night", has_sources=False, command="imagine")
    assert imagined.instruction.kind is InstructionKind.GENERATE


def test_a_groups_words_that_plainly_edit_need_a_picture() -> None:
    reading = parse("make it night", has_sources=False)

    assert (reading.instruction.kind, reading.other) == (InstructionKind.EDIT, None)
    assert parse("a fox", has_sources=False).instruction.kind is InstructionKind.GENERATE


@pytest.mark.parametrize(
    "text", ["make it night", "remove the tree", "改成夜晚", "把天空改成红色", "now add two boats"]
)
def test_private_words_that_plainly_edit(text: str) -> None:
    reading = parse(text, has_sources=False, private=True)

    assert reading == Reading(
        Instruction(InstructionKind.EDIT, text), other=Instruction(InstructionKind.GENERATE, text)
    )


@pytest.mark.parametrize("text", ["darker", "黑白", "crop to 16:9"])
def test_private_words_that_edit_exactly_cost_nothing_and_come_first(text: str) -> None:
    reading = parse(text, has_sources=False, private=True)

    assert reading.instruction.kind is InstructionKind.EXACT
    assert reading.other == Instruction(InstructionKind.GENERATE, text)


@pytest.mark.parametrize(
    ("text", "kind", "operations", "for_model"),
    [
        ("crop to 16:9", InstructionKind.EXACT, (Crop((16, 9), smart=True),), ""),
        ("#2 crop to 16:9", InstructionKind.EXACT, (Crop((16, 9), smart=True),), ""),
        ("--ar 2:1", InstructionKind.EXACT, (Crop((2, 1), smart=True),), ""),
        ("#2 upscale 3x", InstructionKind.EXACT, (Resize(percent=300.0),), ""),
        ("--size 90x60", InstructionKind.EXACT, (Resize(90, 60),), ""),
        ("--transparent", InstructionKind.EXACT, (ClearBackground(),), ""),
        ("crop --ar 2:1", InstructionKind.EXACT, (Crop((2, 1), smart=True),), ""),
        ("flip it --size 90x60", InstructionKind.EXACT, (Flip(), Resize(90, 60)), ""),
        ("flip it and add a hat", InstructionKind.EDIT, (Flip(),), "add a hat"),
        ("add a hat --ar 2:1", InstructionKind.EDIT, (), ""),
    ],
)
def test_what_is_exact_is_taken_off_the_words(
    text: str, kind: InstructionKind, operations: tuple[Operation, ...], for_model: str
) -> None:
    instruction = parse(text, has_sources=True).instruction

    assert (instruction.kind, instruction.operations, instruction.for_model) == (kind, operations, for_model)
    assert not for_model or words_for_model(instruction) == for_model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("crop it to a square", True),
        ("#2 #3 mirror", True),
        ("upscale", True),
        ("3 variations", True),
        ("add a hat", False),
        ("crop it and add a hat", False),
        ("lovely", False),
    ],
)
def test_words_that_can_be_nothing_but_an_instruction(text: str, expected: bool) -> None:
    assert is_plain(text) is expected


def test_several_become_one_only_where_there_are_several() -> None:
    words = "make a gif of these"

    assert parse(words, has_sources=True, source_count=3).instruction.kind is InstructionKind.EXACT
    assert parse(words, has_sources=True).instruction.kind is InstructionKind.EDIT


@pytest.mark.parametrize("text", ["at night", "with a hat"])
def test_private_words_that_may_edit(text: str) -> None:
    reading = parse(text, has_sources=False, private=True)

    assert reading == Reading(
        Instruction(InstructionKind.GENERATE, text), other=Instruction(InstructionKind.EDIT, text)
    )


@pytest.mark.parametrize(
    "text", ["a red fox", "make me a picture of a fox", "make a castle", "一把红色的伞", "三把椅子"]
)
def test_private_words_that_plainly_generate(text: str) -> None:
    assert parse(text, has_sources=False, private=True) == Reading(
        Instruction(InstructionKind.GENERATE, text)
    )


@pytest.mark.parametrize(
    ("has_sources", "command", "private"), [(True, "", True), (False, "imagine", True), (False, "", False)]
)
def test_another_reading_is_offered_in_private_words_only(
    *, has_sources: bool, command: str, private: bool
) -> None:
    reading = parse("make it night", has_sources=has_sources, command=command, private=private)

    assert reading.other is None


@given(st.text(max_size=120), st.booleans(), st.booleans())
def test_any_text_is_an_instruction_or_a_mistake_that_a_person_can_fix(
    text: str, has_sources: bool, private: bool
) -> None:
    try:
        reading = parse(text, has_sources=has_sources, private=private)
    except (EmptyInstruction, OptionUnsupported):
        return
    instruction = reading.instruction
    assert instruction.prompt == instruction.prompt.strip() != ""
    assert (
        parse(instruction.prompt, has_sources=has_sources, private=private).instruction.prompt
        == instruction.prompt
    )


@given(
    st.lists(st.sampled_from(["fox", "sea", "#ff0000", "night,", '"a  b"', "猫"]), min_size=1, max_size=5),
    st.lists(
        st.sampled_from(["--n 3", "--ar 3:2", "--transparent", "--quality low"]), unique=True, max_size=4
    ),
)
def test_flags_may_stand_anywhere(words: list[str], flags: list[str]) -> None:
    plain = " ".join(words)
    mixed = list(words)
    for index, flag in enumerate(flags):
        mixed.insert((index * 7 + len(words)) % (len(mixed) + 1), flag)
    expected = plain.rstrip()

    assert read(" ".join(mixed)).prompt == expected
