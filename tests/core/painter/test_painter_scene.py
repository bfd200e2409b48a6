import json
from dataclasses import replace

import pytest

from core.providers.painter.edits import edit
from core.providers.painter.reading import read
from core.providers.painter.scene import VERSION, Scene

FULL = edit(
    read(
        'a red house by a lake at night in winter, two boats, "Hi", snow, warm, purple sky, no clouds', "oil"
    ).scene,
    "add a dog",
).scene


def record() -> dict[str, object]:
    made: dict[str, object] = json.loads(FULL.to_json())
    return made


def test_a_scene_comes_back_from_its_json() -> None:
    assert Scene.from_json(FULL.to_json()) == FULL


def test_the_json_is_compact() -> None:
    assert "\n" not in FULL.to_json()
    assert len(read("a cat", "flat").scene.to_json()) < 1000


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{", "{}", '{"v":1}', "[" * 100_000, '"tombstone"', f'{{"v":{VERSION + 1}}}']
)
def test_what_is_no_scene_is_none(text: str) -> None:
    assert Scene.from_json(text) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("v", 0),
        ("seed", "x"),
        ("language", "fr"),
        ("ground", "moon"),
        ("time", "noon"),
        ("season", "monsoon"),
        ("style", 3),
        ("style", "cubist"),
        ("weather", ["frogs"]),
        ("weather", "rain"),
        ("looks", [1]),
        ("kept_out", None),
        ("tints", [["sky", "red"]]),
        ("tints", [["sky", "#zzzzzz"]]),
        ("tints", [["sky", 5]]),
        ("things", [["x"]]),
        ("things", [[1, "dragon", 0.5, 0.5, 1, 1, "", False]]),
        ("things", [[1, "cat", "left", 0.5, 1, 1, "", False]]),
        ("letterings", [["a"]]),
        ("next_id", None),
        ("portrait", "yes"),
        ("shore", "far"),
        ("shore", 7.5),
        ("unheard", 1),
    ],
)
def test_a_damaged_scene_is_none(key: str, value: object) -> None:
    damaged = record()
    damaged[key] = value

    assert Scene.from_json(json.dumps(damaged)) is None


def test_wild_numbers_are_tamed() -> None:
    wild = record()
    wild["things"] = [[1, "cat", -5, 99, 1000, 1, "", 0]]
    scene = Scene.from_json(json.dumps(wild))

    assert scene is not None
    assert (scene.things[0].x, scene.things[0].y, scene.things[0].size) == (0.0, 1.0, 6.0)


def test_a_tint_replaces_the_one_before() -> None:
    scene = Scene(1).with_tint("sky", "#ff0000").with_tint("water", "#00ff00").with_tint("sky", "#0000ff")

    assert (scene.tint("sky"), scene.tint("water"), scene.tint("ground")) == ("#0000ff", "#00ff00", "")
    assert len(scene.tints) == 2


def test_water_is_where_it_can_float() -> None:
    assert replace(Scene(1), ground="lake").has_water
    assert replace(Scene(1), shore=0.3).has_water
    assert not Scene(1).has_water
