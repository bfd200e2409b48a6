"""Variations of the painter's own pictures: the same things, a little or quite elsewhere."""

from dataclasses import replace

import pytest

from core.providers.painter.scene import Scene
from tests.core.painter.test_painter_provider import drawn, one, opened, request, source

WORDS = "two red boats and a lighthouse at sunset"


def scene_of(text: str) -> Scene:
    scene = Scene.from_json(text)
    assert scene is not None
    return scene


def kinds(scene: Scene) -> list[tuple[str, str]]:
    return sorted((thing.kind, thing.colour) for thing in scene.things)


@pytest.mark.parametrize("strength", ["subtle", "strong"])
async def test_a_variation_shows_the_same_things_otherwise(strength: str) -> None:
    first = await one(request(WORDS))
    asked = replace(request("", [source(first)], size=None), strength=strength, variation=7)
    varied = await one(asked)
    before, after = scene_of(first.scene), scene_of(varied.scene)

    assert kinds(after) == kinds(before)
    assert (after.ground, after.time, after.style) == (before.ground, before.time, before.style)
    moved = [abs(new.x - old.x) for new, old in zip(after.things, before.things, strict=True)]
    assert varied.data != first.data
    assert all(0 < way <= 0.0351 for way in moved) if strength == "subtle" else max(moved) > 0.05
    assert (await one(asked)).data == varied.data


async def test_several_variations_differ_from_each_other() -> None:
    first = await one(request(WORDS))
    _, done = await drawn(replace(request("", [source(first)], count=3), strength="subtle"))

    assert len({picture.data for picture in done.pictures}) == 3


async def test_a_larger_copy_is_the_same_scene_painted_anew() -> None:
    first = await one(request(WORDS))
    larger = await one(replace(request("", [source(first)], size=(320, 240)), strength="larger"))

    assert larger.scene == first.scene
    assert opened(larger).size == (320, 240)
