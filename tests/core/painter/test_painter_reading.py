import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pytest

from core.providers.painter.reading import read
from core.providers.painter.scene import MAX_THINGS, Scene, Thing


def scene_of(prompt: str) -> Scene:
    return read(prompt, "flat").scene


def only(scene: Scene, kind: str) -> Thing:
    things = scene.of_kind(kind)
    assert len(things) == 1, things
    return things[0]


@pytest.mark.parametrize(
    ("prompt", "kind", "count"),
    [
        ("three boats", "boat", 3),
        ("a boat", "boat", 1),
        ("两只猫", "cat", 2),
        ("a dozen birds", "bird", 12),
        ("fish", "fish", 3),
        ("a fish", "fish", 1),
        ("flowers", "flower", 9),
        ("houses", "house", 3),
        ("a village", "house", 4),
        ("小村庄", "house", 4),
        ("a cactus", "cactus", 1),
        ("some sheep", "sheep", 3),
        ("a castle with trees", "tree", 4),
        ("stars", "stars", 1),
    ],
)
def test_counts_are_kept(prompt: str, kind: str, count: int) -> None:
    assert len(scene_of(prompt).of_kind(kind)) == count


def test_colours_go_to_the_noun_after_them_or_the_last_one() -> None:
    scene = scene_of("a red house, a #ff8800 boat and a cat in blue")

    assert only(scene, "house").colour == "#d23b34"
    assert only(scene, "boat").colour == "#ff8800"
    assert only(scene, "cat").colour == "#3471c8"


def test_a_colour_of_a_ground_is_not_that_of_a_thing() -> None:
    scene = scene_of("a boat on a green sea, under a purple sky")

    assert only(scene, "boat").colour == ""
    assert scene.tint("water") == "#4f9d4a"
    assert scene.tint("sky") == "#7a4fb5"


def test_a_thing_keeps_its_colour_from_the_ground() -> None:
    scene = scene_of("a red house on a meadow")

    assert scene.tints == ()
    assert only(scene, "house").colour == "#d23b34"


@pytest.mark.parametrize(
    ("prompt", "tint"),
    [
        ("yellow grass", "ground"),
        ("a red background", "sky"),
        ("a pink underwater", "water"),
        ("绿色的天空", "sky"),
    ],
)
def test_parts_take_colours(prompt: str, tint: str) -> None:
    assert scene_of(prompt).tint(tint)


def test_positions_and_sizes_are_kept() -> None:
    scene = scene_of(
        "a huge tree on the left, a tiny house on the right, a bench in the middle, a fox in the distance"
    )

    assert only(scene, "tree").x < 0.35
    assert only(scene, "tree").size == 2.0
    assert only(scene, "house").x > 0.65
    assert only(scene, "house").size == 0.45
    assert abs(only(scene, "bench").x - 0.5) < 0.05
    assert only(scene, "fox").y <= 0.12


def test_near_and_chinese_positions() -> None:
    scene = scene_of("左边有一只猫，前面一朵花")

    assert only(scene, "cat").x < 0.35
    assert only(scene, "flower").y >= 0.88


def test_the_sky_has_up_and_down() -> None:
    assert (
        only(scene_of("a balloon at the top"), "balloon").y
        < only(scene_of("a balloon at the bottom"), "balloon").y
    )


@pytest.mark.parametrize(
    ("prompt", "field", "value"),
    [
        ("a cat at night", "time", "night"),
        ("日出时的海", "time", "dawn"),
        ("a lake at golden hour", "time", "sunset"),
        ("a tree in autumn", "season", "autumn"),
        ("冬天的房子", "season", "winter"),
        ("a house in the rain", "weather", ("rain",)),
        ("fog and snow over a house", "weather", ("fog", "snow")),
        ("a sunny day", "weather", ()),
        ("a house as a watercolour", "style", "watercolour"),
        ("水墨画，山", "style", "ink"),
        ("a warm black and white house", "looks", ("warm", "mono")),
        ("a meadow by a lake", "ground", "lake"),
        ("a lake in a park", "ground", "lake"),
        ("boats", "ground", "sea"),
        ("ducks on a meadow", "ground", "lake"),
        ("a cactus", "ground", "desert"),
        ("a lighthouse", "ground", "sea"),
        ("planet and rocket", "ground", "space"),
        ("a city", "ground", "lake"),
        ("fireworks", "ground", "lake"),
        ("a city street", "ground", "street"),
        ("rabbits", "ground", "meadow"),
        ("", "ground", "abstract"),
        ("quantum finance", "ground", "abstract"),
        ("rain", "ground", "meadow"),
    ],
)
def test_circumstances(prompt: str, field: str, value: object) -> None:
    assert getattr(scene_of(prompt), field) == value


def test_quoted_text_becomes_lettering() -> None:
    scene = scene_of('a poster "SUMMER" "2026" "at sea" "too much" with a boat')

    assert [(line.text, line.place) for line in scene.letterings] == [
        ("SUMMER", "top"),
        ("2026", "bottom"),
        ("at sea", "middle"),
    ]


def test_what_is_not_wanted_stays_away() -> None:
    scene = scene_of("a house without trees, no clouds, no sun, no rain")

    assert not scene.of_kind("cloud")
    assert not scene.of_kind("sun")
    assert not scene.of_kind("tree")
    assert set(scene.kept_out) == {"tree", "cloud", "sun"}


def test_denied_weather_is_taken_back() -> None:
    assert scene_of("rain over a house, no rain").weather == ()


def test_chinese_negation() -> None:
    assert not scene_of("房子，没有云").of_kind("cloud")


def test_a_bare_scene_has_only_what_was_named() -> None:
    assert [thing.kind for thing in read("a cat and a tree", "flat", bare=True).scene.things] == [
        "cat",
        "tree",
    ]
    assert read("the sea", "flat", bare=True).scene.things


def test_unknown_words_are_reported_and_the_rest_is_drawn() -> None:
    reading = read("a robot beside a red boat", "flat")

    assert reading.unknown == ("robot",)
    assert only(reading.scene, "boat").colour == "#d23b34"


def test_one_being_alone_is_painted_large_in_the_middle() -> None:
    alone, two = scene_of("a cat"), scene_of("two cats")

    assert alone.portrait
    assert only(alone, "cat").size > two.of_kind("cat")[0].size * 1.5
    assert abs(only(alone, "cat").x - 0.5) < 0.05
    assert not two.portrait
    assert not scene_of("a house").portrait
    assert not scene_of("a cat far away").portrait
    assert only(scene_of("a cat on the left"), "cat").x < 0.35


def test_the_night_has_moon_and_stars_unless_the_sky_is_covered() -> None:
    clear, dull = (
        Counter(t.kind for t in scene_of("a house at night").things),
        scene_of("a house at night in the rain"),
    )

    assert clear["moon"] == clear["stars"] == 1
    assert not dull.of_kind("stars")


@pytest.mark.parametrize(
    "prompt",
    [
        "the sea",
        "a lake",
        "a river",
        "a beach",
        "a desert",
        "a street",
        "a meadow",
        "under water",
        "outer space",
    ],
)
def test_an_empty_place_is_furnished(prompt: str) -> None:
    assert scene_of(prompt).things


def test_a_crowd_stops_at_the_limit_and_says_so() -> None:
    reading = read("12 boats, 12 trees, 12 cats, 12 dogs, 12 birds", "flat")

    assert len(reading.scene.things) <= MAX_THINGS
    assert reading.full
    assert not read("two boats", "flat").full


def test_variants_are_other_compositions_of_the_same_words() -> None:
    first, second = read("three boats", "flat", 0).scene, read("three boats", "flat", 1).scene

    assert len(second.of_kind("boat")) == 3
    assert [thing.x for thing in first.of_kind("boat")] != [thing.x for thing in second.of_kind("boat")]


def test_things_of_a_kind_do_not_stand_on_each_other() -> None:
    places = sorted(thing.x for thing in scene_of("five houses").of_kind("house"))

    assert min(b - a for a, b in pairwise(places)) > 0.03


def test_the_same_words_give_the_same_scene_in_another_process() -> None:
    prompt = "a red house, two trees and 三只猫 at night"
    code = f"from core.providers.painter.reading import read; print(read({prompt!r}, 'flat').scene.to_json())"
    runs = {
        subprocess.run(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-X", "utf8", "-c", code],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout.strip()
        for seed in ("1", "2")
    }

    assert runs == {scene_of(prompt).to_json()}
