from functools import cache

import pytest
from PIL import Image, ImageChops, ImageStat

from core.providers.painter.canvas import Canvas
from core.providers.painter.edits import edit
from core.providers.painter.kinds import KINDS
from core.providers.painter.layout import spot
from core.providers.painter.looks import LOOKS, apply_look
from core.providers.painter.painting import layers, paint
from core.providers.painter.placing import Wish, place
from core.providers.painter.reading import read
from core.providers.painter.scene import Scene
from core.providers.painter.styles import STYLES
from core.providers.painter.vocabulary import (
    GROUND_WORDS,
    SEASON_WORDS,
    STYLE_WORDS,
    TIME_WORDS,
    WEATHER_WORDS,
)

SIZE = (240, 160)


@cache
def painted(scene: Scene, size: tuple[int, int] = SIZE, quality: str = "") -> Image.Image:
    """A scene painted once for all tests that only look at it."""
    return paint(scene, size, quality=quality)


def scene_of(prompt: str) -> Scene:
    return read(prompt, "flat").scene


def mean(image: Image.Image) -> tuple[float, ...]:
    return tuple(ImageStat.Stat(image.convert("RGB")).mean)


def brightness(image: Image.Image) -> float:
    return float(ImageStat.Stat(image.convert("L")).mean[0])


def around(image: Image.Image, scene: Scene, kind: str) -> Image.Image:
    """The middle of a thing."""
    place = spot(scene, scene.of_kind(kind)[0], *image.size)
    reach = max(2.0, place.height * 0.2)
    middle = place.y - place.height * 0.4
    return image.crop(
        (round(place.x - reach), round(middle - reach), round(place.x + reach), round(middle + reach))
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_changes_the_picture(kind: str) -> None:
    empty = Scene(seed=7)
    full = place(empty, Wish(kind))

    assert ImageChops.difference(painted(empty), painted(full)).getbbox() is not None


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"stars", "rainbow", "volcano"}))
def test_every_kind_takes_a_colour(kind: str) -> None:
    plain = painted(place(Scene(seed=7), Wish(kind)))
    green = painted(place(Scene(seed=7), Wish(kind, colour="#00ff55")))

    assert ImageChops.difference(plain, green).getbbox() is not None


def test_night_is_darker_than_day() -> None:
    day = scene_of("a house by a lake")

    assert brightness(paint(edit(day, "make it night").scene, SIZE)) < 0.6 * brightness(paint(day, SIZE))


def test_a_red_house_is_red_and_then_blue() -> None:
    red = scene_of("a red house")
    blue = edit(red, "make the house blue").scene
    first, second = (
        mean(around(paint(red, SIZE), red, "house")),
        mean(around(paint(blue, SIZE), blue, "house")),
    )

    assert first[0] > first[2] + 40
    assert second[2] > second[0] + 20


def test_what_an_edit_does_not_name_keeps_its_pixels() -> None:
    old = scene_of("a house on the left, a tree on the right")
    new = edit(old, "make the house blue").scene
    box = ImageChops.difference(paint(old, (600, 400)), paint(new, (600, 400))).getbbox()
    place = spot(old, old.of_kind("house")[0], 600, 400)

    assert box is not None
    assert box[0] >= place.x - place.height
    assert box[2] <= place.x + place.height
    assert box[1] >= place.y - place.height * 1.4


def test_removing_gives_back_what_was_behind() -> None:
    old = scene_of("a house on the left")
    added = edit(old, "add a castle on the right").scene
    removed = edit(added, "remove the castle").scene

    assert ImageChops.difference(paint(old, SIZE), paint(added, SIZE)).getbbox() is not None
    assert ImageChops.difference(paint(old, SIZE), paint(removed, SIZE)).getbbox() is None


def test_the_same_scene_gives_the_same_bytes() -> None:
    scene = scene_of("a castle, trees, rain and a boat at sunset as a watercolour")

    assert paint(scene, SIZE).tobytes() == paint(scene, SIZE).tobytes()


@pytest.mark.parametrize("style", sorted(STYLE_WORDS))
def test_styles_differ_and_keep_the_size(style: str) -> None:
    scene = scene_of(f"a house by a lake, {STYLE_WORDS[style].split('|')[0]}")
    picture = paint(scene, SIZE)

    assert scene.style == style
    assert picture.size == SIZE
    assert (style == "flat") or ImageChops.difference(
        picture, painted(scene_of("a house by a lake"))
    ).getbbox()
    assert style == "flat" or style in STYLES


def test_pixel_art_is_a_grid_of_few_colours() -> None:
    picture = paint(scene_of("a house, pixel art"), (512, 512))
    colours = picture.getcolors(256)

    assert colours is not None
    assert len(colours) <= 40
    assert len({picture.getpixel((x, y)) for x in range(4) for y in range(4)}) == 1


@pytest.mark.parametrize("ground", sorted(GROUND_WORDS))
@pytest.mark.parametrize("time", sorted(TIME_WORDS))
def test_grounds_and_times_paint(ground: str, time: str) -> None:
    picture = paint(scene_of(f"{ground} {time}"), (96, 64))

    assert picture.size == (96, 64)
    assert len(set(picture.get_flattened_data())) > 50


@pytest.mark.parametrize("weather", sorted(WEATHER_WORDS))
@pytest.mark.parametrize("season", ["", *sorted(SEASON_WORDS)[:4]])
def test_weathers_and_seasons_paint(weather: str, season: str) -> None:
    calm, rough = scene_of(f"a tree, a boat {season}"), scene_of(f"a tree, a boat {season} {weather}")

    different = ImageChops.difference(painted(calm), painted(rough)).getbbox() is not None
    assert different is (weather != "clear" or calm.seed != rough.seed)


@pytest.mark.parametrize(
    "tint", ["a red sky over a lake", "a red lake", "red grass", "red outer space", "a red underwater"]
)
def test_tints_show(tint: str) -> None:
    plain = paint(scene_of(tint.replace("red ", "")), SIZE)
    red = paint(scene_of(tint), SIZE)

    assert mean(red)[0] - mean(red)[1] > mean(plain)[0] - mean(plain)[1]


@pytest.mark.parametrize("size", [(1024, 256), (64, 200), (333, 91), (1400, 1200)])
def test_any_shape_paints(size: tuple[int, int]) -> None:
    assert paint(scene_of("a city, boats and stars at night"), size).size == size


def test_a_cut_out_is_see_through_around_the_thing() -> None:
    scene = scene_of("a red house, the sun and a cloud")
    picture = paint(scene, SIZE, transparent=True)

    assert picture.mode == "RGBA"
    assert picture.getpixel((0, SIZE[1] - 1)) == (0, 0, 0, 0)
    alpha = picture.getchannel("A").getextrema()
    assert alpha == (0, 255)


def test_layers_go_from_rough_to_fine() -> None:
    states = list(layers(scene_of("a house and a tree"), SIZE, quality="low"))

    assert len(states) == 4
    assert all(state.size == SIZE for state in states)
    assert len({state.tobytes() for state in states[:3]}) == 3


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_paints_on_a_winter_night(kind: str) -> None:
    for seed in range(3):
        night = Scene(seed=seed, time="night", season="winter", ground="river")
        empty, full = (painted(scene, (120, 120), "low") for scene in (night, place(night, Wish(kind))))
        assert ImageChops.difference(empty, full).getbbox() is not None


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_every_look_changes_a_picture_and_keeps_its_size(look: str) -> None:
    image = painted(scene_of("a red house by a lake"))
    changed = apply_look(image, look, 1)

    assert changed.size == image.size
    assert changed.mode == "RGB"
    assert ImageChops.difference(image, changed).getbbox() is not None


def test_an_unknown_look_is_none() -> None:
    image = paint(scene_of("a cat"), SIZE)

    assert apply_look(image, "unheard", 1) is image


def test_looks_of_a_scene_are_applied() -> None:
    red, green, blue = mean(paint(scene_of("a house in black and white"), SIZE))

    assert red == green == blue


def test_people_differ() -> None:
    people = [place(Scene(seed=seed), Wish("person", size=3)) for seed in range(12)]

    assert len({paint(scene, (60, 60), quality="low").tobytes() for scene in people}) == 12


def test_what_lies_outside_is_not_painted() -> None:
    canvas = Canvas(10, 10, (1, 2, 3))
    canvas.graded([(0, 20), (10, 20), (10, 30)], [(255, 255, 255), (0, 0, 0)])

    assert canvas.image.getcolors() == [(100, (1, 2, 3))]


def test_an_edit_that_brings_water_keeps_the_dry_pixels() -> None:
    old = scene_of("two houses on a meadow, a tree")
    new = edit(old, "add a boat").scene
    first, second = (paint(scene, (300, 300)) for scene in (old, new))
    front = (0, 260, 300, 300)

    assert ImageChops.difference(first, second).getbbox() is not None
    assert ImageChops.difference(first.crop(front), second.crop(front)).getbbox() is None
