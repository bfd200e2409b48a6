from dataclasses import replace

import pytest

from core.providers.painter.edits import edit
from core.providers.painter.layout import spot
from core.providers.painter.reading import read
from core.providers.painter.scene import MAX_THINGS, Scene, Thing


def scene_of(prompt: str) -> Scene:
    return read(prompt, "flat").scene


def changed(prompt: str, *edits: str) -> Scene:
    scene = scene_of(prompt)
    for words in edits:
        result = edit(scene, words)
        assert result.understood, words
        scene = result.scene
    return scene


def by_id(scene: Scene) -> dict[int, Thing]:
    return {thing.id: thing for thing in scene.things}


def assert_untouched(old: Scene, new: Scene, *but: str) -> None:
    """Every thing of another kind is exactly as it was, and stands where it stood."""
    after = by_id(new)
    for thing in old.things:
        if thing.kind not in but:
            assert after[thing.id] == thing
            assert spot(old, thing, 900, 600) == spot(new, thing, 900, 600)


HOME = "a red house, two trees, a cat and a dog on a meadow"


@pytest.mark.parametrize("words", ["make it night", "turn it into night", "at night", "变成晚上", "改成夜晚"])
def test_night_changes_the_light_and_nothing_else(words: str) -> None:
    old = scene_of(HOME)
    new = changed(HOME, words)

    assert new.time == "night"
    assert [t.x for t in new.of_kind("moon")] == [t.x for t in old.of_kind("sun")]
    assert new.of_kind("stars")
    assert_untouched(old, new, "sun")


def test_day_comes_back() -> None:
    old = scene_of(HOME)

    assert changed(HOME, "make it night", "make it day").things == old.things


@pytest.mark.parametrize(
    "words",
    ["add two boats", "加两条船", "put two boats in", "two more boats", "draw two boats", "two boats"],
)
def test_adding_boats_leaves_all_else(words: str) -> None:
    old = scene_of(HOME)
    new = changed(HOME, words)

    assert len(new.of_kind("boat")) == 2
    assert new.has_water
    assert_untouched(old, new)


def test_water_for_boats_ends_before_what_stands() -> None:
    new = changed(HOME, "add a boat")
    nearest = min(
        spot(new, thing, 900, 600).y for thing in new.things if thing.kind in ("house", "tree", "cat", "dog")
    )

    assert spot(new, new.of_kind("boat")[0], 900, 600).y < nearest


@pytest.mark.parametrize(
    "words", ["remove the trees", "去掉树", "delete the trees", "no trees", "without trees", "不要树"]
)
def test_removing(words: str) -> None:
    old = scene_of(HOME)
    new = changed(HOME, words)

    assert not new.of_kind("tree")
    assert_untouched(old, new, "tree")


def test_removing_some() -> None:
    old = scene_of("five trees")
    places = [thing.x for thing in old.of_kind("tree")]

    assert len(changed("five trees", "remove one tree").of_kind("tree")) == 4
    assert len(changed("five trees", "fewer trees").of_kind("tree")) == 2
    assert len(changed("five trees", "only three trees").of_kind("tree")) == 3
    assert len(changed("five trees", "there should be 7 trees").of_kind("tree")) == 7
    assert len(changed("five trees", "make five trees").of_kind("tree")) == 5
    assert min(places) not in [t.x for t in changed("five trees", "remove the left tree").of_kind("tree")]
    assert max(places) not in [
        t.x for t in changed("five trees", "remove the tree on the right").of_kind("tree")
    ]


def test_removing_by_colour() -> None:
    new = changed("a red boat, a blue boat", "remove the red boat")

    assert [boat.colour for boat in new.of_kind("boat")] == ["#3471c8"]


def test_what_is_not_there_is_said() -> None:
    old = scene_of(HOME)

    for words, missing in (
        ("remove the whale", "whale"),
        ("make the castle red", "castle"),
        ("replace the owl with a fox", "owl"),
    ):
        result = edit(old, words)
        assert result.understood
        assert result.missing == (missing,)
        assert result.scene == old


@pytest.mark.parametrize(
    "words", ["make the house blue", "paint the house blue", "a blue house", "把房子改成蓝色", "房子换成蓝色"]
)
def test_recolouring(words: str) -> None:
    old = scene_of(HOME)
    new = changed(HOME, words)

    assert [house.colour for house in new.of_kind("house")] == ["#3471c8"]
    assert replace(new.of_kind("house")[0], colour="#d23b34") == old.of_kind("house")[0]
    assert_untouched(old, new, "house")


@pytest.mark.parametrize(
    ("words", "larger"), [("bigger sun", True), ("make the sun smaller", False), ("把太阳变大", True)]
)
def test_resizing(words: str, larger: bool) -> None:
    old = scene_of(HOME)
    new = changed(HOME, words)

    assert (new.of_kind("sun")[0].size > old.of_kind("sun")[0].size) is larger
    assert_untouched(old, new, "sun")


@pytest.mark.parametrize(
    ("words", "across", "down"),
    [
        ("move the boat left", -1, 0),
        ("put the boat on the right", 1, 0),
        ("船向左移动", -1, 0),
        ("move the boat closer", 0, 1),
        ("move the boat farther away", 0, -1),
    ],
)
def test_moving(words: str, across: int, down: int) -> None:
    start = "a boat in the middle of the sea"
    old, new = scene_of(start).of_kind("boat")[0], changed(start, words).of_kind("boat")[0]

    assert (new.x > old.x) - (new.x < old.x) == across
    assert (new.y > old.y) - (new.y < old.y) == down


def test_moving_to_the_centre_and_in_the_sky() -> None:
    assert changed("a boat on the left", "move the boat to the centre").of_kind("boat")[0].x == 0.5
    old = scene_of("a balloon").of_kind("balloon")[0]
    assert changed("a balloon", "move the balloon up").of_kind("balloon")[0].y < old.y


@pytest.mark.parametrize(
    "words", ["replace the cat with a fox", "turn the cat into a fox", "把猫换成狐狸", "猫变成狐狸"]
)
def test_replacing_keeps_the_place(words: str) -> None:
    old = scene_of(HOME)
    new = changed(HOME, words)

    assert not new.of_kind("cat")
    assert (new.of_kind("fox")[0].x, new.of_kind("fox")[0].y) == (
        old.of_kind("cat")[0].x,
        old.of_kind("cat")[0].y,
    )
    assert_untouched(old, new, "cat")


def test_replacing_what_stands_by_what_floats_brings_water() -> None:
    assert changed(HOME, "replace the cat with a duck").has_water


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("in winter", "season", "winter"),
        ("as a watercolour", "style", "watercolour"),
        ("水彩风格", "style", "watercolour"),
        ("make it rain", "weather", ("rain",)),
        ("black and white", "looks", ("mono",)),
        ("by the sea", "ground", "sea"),
        ("in the desert", "ground", "desert"),
    ],
)
def test_circumstances_change(words: str, field: str, value: object) -> None:
    old = scene_of(HOME)
    new = changed(HOME, words)

    assert getattr(new, field) == value
    assert new.things == old.things


@pytest.mark.parametrize(
    ("start", "words", "field", "value"),
    [
        ("a house in the rain", "stop the rain", "weather", ()),
        ("a house in a storm", "remove the rain", "weather", ()),
        ("a blurry house", "remove the blur", "looks", ()),
        ("a watercolour house", "no watercolour", "style", "flat"),
        ("a watercolour house", "remove the sketch", "style", "watercolour"),
        ("a house in winter", "no winter", "season", ""),
        ("a house by the sea", "remove the sea", "ground", "meadow"),
        ("a lake", "in a meadow", "ground", "meadow"),
        ("a dark house", "brighter", "looks", ("bright",)),
        ("a house in the rain", "sunny", "weather", ()),
    ],
)
def test_circumstances_go(start: str, words: str, field: str, value: object) -> None:
    assert getattr(changed(start, words), field) == value


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("make the sky purple", "sky"),
        ("purple sea", "water"),
        ("make the grass purple", "ground"),
        ("把背景改成紫色", "sky"),
    ],
)
def test_parts_are_tinted(words: str, part: str) -> None:
    old = scene_of("a boat on the sea")
    new = changed("a boat on the sea", words)

    assert new.tint(part) == "#7a4fb5"
    assert new.things == old.things


def test_it_is_the_main_thing() -> None:
    new = changed("a house and a cat", "make it blue", "make it bigger", "move it left")
    old = scene_of("a house and a cat").of_kind("house")[0]
    house = new.of_kind("house")[0]

    assert house.colour == "#3471c8"
    assert house.size > old.size
    assert house.x < old.x
    assert new.of_kind("cat") == scene_of("a house and a cat").of_kind("cat")


def test_it_is_nothing_where_there_is_nothing() -> None:
    assert not edit(scene_of("quantum finance"), "make it bigger").understood


def test_more_of_what_is_one_makes_it_denser() -> None:
    old = scene_of("a night sky full of stars")
    new = changed("a night sky full of stars", "more stars")

    assert len(new.of_kind("stars")) == 1
    assert new.of_kind("stars")[0].size > old.of_kind("stars")[0].size


def test_a_second_being_fits_a_portrait() -> None:
    new = changed("a cat", "add a dog")

    assert new.of_kind("dog")[0].size > 1.5


def test_another_of_the_same() -> None:
    assert len(changed("a dog and a house", "a dog").of_kind("dog")) == 2
    assert len(changed("a house", "make a dog").of_kind("dog")) == 1


def test_several_changes_at_once() -> None:
    new = changed(HOME, "make it night, add two boats and a castle, remove the dog")

    assert new.time == "night"
    assert (len(new.of_kind("boat")), len(new.of_kind("castle")), len(new.of_kind("dog"))) == (2, 1, 0)


def test_words_it_does_not_know_change_nothing() -> None:
    old = scene_of(HOME)
    result = edit(old, "make it more epic")

    assert not result.understood
    assert result.unknown == ("epic",)
    assert result.scene == old


def test_too_much_is_said() -> None:
    scene = scene_of("12 trees")
    for _ in range(3):
        result = edit(scene, "add 12 flowers")
        scene = result.scene

    assert result.full
    assert len(scene.things) == MAX_THINGS


def test_variants_place_what_is_new_elsewhere() -> None:
    scene = scene_of(HOME)
    first, second = edit(scene, "add a castle", 0).scene, edit(scene, "add a castle", 1).scene

    assert first.of_kind("castle")[0].x != second.of_kind("castle")[0].x
    assert second.seed == scene.seed
    assert_untouched(scene, second)


@pytest.mark.parametrize(
    ("start", "words", "lines"),
    [
        ("a cat", 'add the text "Hello"', [("Hello", "top", "")]),
        ("a cat", 'write "Hello" at the bottom', [("Hello", "bottom", "")]),
        ("a cat", '"Hello"', [("Hello", "top", "")]),
        ("一只猫", "写上「你好」", [("你好", "top", "")]),
        ('a cat "A"', 'change the text to "B"', [("B", "top", "")]),
        ('a cat "A"', 'add "B"', [("A", "top", ""), ("B", "bottom", "")]),
        ('a cat "A"', 'add "B" in red', [("A", "top", ""), ("B", "bottom", "#d23b34")]),
        ('a cat "A" "B"', 'replace "A" with "C"', [("C", "top", ""), ("B", "bottom", "")]),
        ('a cat "A"', "make the text red", [("A", "top", "#d23b34")]),
        ('a cat "A"', "move the text to the bottom", [("A", "bottom", "")]),
        ('a cat "A"', "remove the text", []),
        ('a cat "A" "B"', 'remove "B"', [("A", "top", "")]),
        ('a cat "A"', "去掉文字", []),
        ('a cat "A" "B" "C"', 'add "D"', [("B", "bottom", ""), ("C", "middle", ""), ("D", "top", "")]),
    ],
)
def test_lettering(start: str, words: str, lines: list[tuple[str, str, str]]) -> None:
    old = scene_of(start)
    new = changed(start, words)

    assert [(line.text, line.place, line.colour) for line in new.letterings] == lines
    assert new.things == old.things


def test_a_text_that_is_not_there_cannot_change() -> None:
    assert not edit(scene_of("a cat"), "make the text red").scene.letterings


def test_a_colour_for_the_sky_beside_another_change() -> None:
    new = changed("a cat and a tree", "make the cat red under a purple sky")

    assert new.tint("sky") == "#7a4fb5"
    assert [cat.colour for cat in new.of_kind("cat")] == ["#d23b34"]


def test_making_what_is_there_changes_nothing() -> None:
    assert changed("a cat and a tree", "make the cat") == scene_of("a cat and a tree")


def test_night_brings_the_moon_that_is_asked_for_with_it() -> None:
    night = changed("a boat on the sea at noon", "make it night and add a moon")
    assert len(night.of_kind("moon")) == 1
    assert len(changed("the sea at night with a moon", "add another moon").of_kind("moon")) == 2
