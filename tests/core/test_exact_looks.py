"""Light, colours and sharpness, in all of a picture or in one region of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from core.errors import NotExact
from core.imaging import clearing, colours
from core.operations import (
    Adjust,
    Blur,
    ClearBackground,
    Grayscale,
    Pixelate,
    Recolour,
    Sharpen,
)
from core.regions import Region
from tests.core.exact_pictures import made, noise, pictures, pixels, product, scene, worked

few = settings(max_examples=25, deadline=None)
levels = st.integers(0, 255)
any_colour = st.tuples(levels, levels, levels)
QUALITIES = ("brightness", "contrast", "saturation", "warmth")
RAMP = Image.linear_gradient("L").rotate(90).crop((0, 0, 256, 2)).convert("RGB")


def test_every_region_of_a_picture_can_be_meant() -> None:
    boxes = [Region(0.0, 0.0, 0.5, 0.5), Region(0.999, 0.999, 1.0, 1.0), Region(0.2, 0.0, 0.21, 1.0)]

    for region in boxes:
        for operation in (Blur(region), Pixelate(region)):
            assert worked(noise(7, 5), operation).size == (7, 5)


@few
@given(pictures)
def test_grey_has_no_colour_and_stays_grey(image: Image.Image) -> None:
    grey = worked(image, Grayscale())

    values = pixels(grey)
    assert (values[..., 0] == values[..., 1]).all()
    assert (values[..., 1] == values[..., 2]).all()
    assert (values[..., 3] == pixels(image)[..., 3]).all()
    assert (pixels(worked(grey, Grayscale())) == values).all()


@few
@given(pictures, st.sampled_from(QUALITIES))
def test_nothing_more_of_a_quality_changes_nothing(image: Image.Image, what: str) -> None:
    adjust = Adjust(what, 0.0)  # type: ignore[arg-type] # hypothesis gives words

    assert (pixels(worked(image, adjust)) == pixels(image)).all()


@few
@given(st.sampled_from(["brightness", "contrast"]), st.floats(-3, 3))
def test_light_keeps_order_black_and_white(what: str, amount: float) -> None:
    changed = pixels(worked(RAMP, Adjust(what, amount)), "RGB")[0, :, 0]  # type: ignore[arg-type] # same

    assert (np.diff(changed) >= 0).all() or (np.diff(changed) <= 0).all()
    if what == "brightness" or amount > 0:
        assert {int(changed[0]), int(changed[-1])} == {0, 255}


def middle(*operations: Adjust) -> tuple[int, ...]:
    return tuple(pixels(worked(Image.new("RGB", (2, 2), (128, 128, 128)), *operations), "RGB")[0, 0].tolist())


def test_the_middle_grey_moves_by_the_share_asked_for() -> None:
    assert middle(Adjust("brightness", 0.25)) == pytest.approx((160, 160, 160), abs=1)
    assert middle(Adjust("brightness", -0.5)) == pytest.approx((64, 64, 64), abs=1)
    assert middle(Adjust("contrast", 0.9)) == pytest.approx((128, 128, 128), abs=1)
    assert middle(Adjust("contrast", -1.0)) == pytest.approx((128, 128, 128), abs=1)
    assert middle(Adjust("warmth", 0.5)) == (138, 129, 114)
    assert middle(Adjust("warmth", -0.5)) == (118, 127, 142)


def test_steps_around_the_middle_grow_by_the_share_asked_for() -> None:
    for amount in (-0.6, 0.25, 0.5, 1.0):
        changed = pixels(worked(RAMP, Adjust("contrast", amount)), "RGB")[0, :, 0]
        before = pixels(RAMP, "RGB")[0, :, 0]
        step = (int(changed[140]) - int(changed[116])) / (int(before[140]) - int(before[116]))

        assert step == pytest.approx(1 + amount, abs=0.09)


def test_less_saturation_is_greyer_and_none_is_grey() -> None:
    red = Image.new("RGB", (2, 2), (200, 60, 60))

    def spread(amount: float) -> int:
        values = pixels(worked(red, Adjust("saturation", amount)), "RGB")[0, 0]
        return int(values.max() - values.min())

    assert 0 == spread(-1.0) < spread(-0.5) < spread(0.0) < spread(0.5)


@few
@given(pictures, st.sampled_from(QUALITIES), st.floats(-1, 1))
def test_light_and_colour_leave_transparency_alone(image: Image.Image, what: str, amount: float) -> None:
    changed = worked(image, Adjust(what, amount))  # type: ignore[arg-type] # same

    assert (pixels(changed)[..., 3] == pixels(image)[..., 3]).all()


regions = st.tuples(st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.05, 1), st.floats(0.05, 1)).map(
    lambda edges: Region(edges[0], edges[1], min(1.0, edges[0] + edges[2]), min(1.0, edges[1] + edges[3]))
)


@few
@given(pictures, regions, st.booleans())
def test_outside_of_the_region_nothing_changes(image: Image.Image, region: Region, coarse: bool) -> None:
    result = pixels(worked(image, Pixelate(region) if coarse else Blur(region, 3.0)))

    before = pixels(image)
    rows = slice(int(region.top * image.height), int(np.ceil(region.bottom * image.height)) + 1)
    columns = slice(int(region.left * image.width), int(np.ceil(region.right * image.width)) + 1)
    result[rows, columns] = before[rows, columns]
    assert (result == before).all()


@few
@given(any_colour, st.booleans(), st.floats(0, 10))
def test_what_has_one_colour_keeps_it(colour: tuple[int, int, int], alpha: bool, strength: float) -> None:
    image = Image.new("RGBA" if alpha else "RGB", (30, 20), colour)

    for operation in (Blur(strength=strength), Sharpen(strength), Pixelate()):
        assert (pixels(worked(image, operation)) == pixels(image)).all()


def test_blur_smooths_and_sharpening_steepens() -> None:
    image = Image.new("RGB", (80, 40), (60, 60, 60))
    image.paste((190, 190, 190), (40, 0, 80, 40))

    def steepest(*operations: Blur | Sharpen) -> int:
        return int(np.abs(np.diff(pixels(worked(image, *operations), "RGB")[20, :, 0])).max())

    assert steepest(Blur(strength=5)) < steepest(Blur()) < 130 < steepest(Sharpen()) < steepest(Sharpen(1.8))


def test_blur_does_not_bleed_from_what_is_transparent() -> None:
    image = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (10, 10, 30, 30))

    blurred = pixels(worked(image, Blur(strength=3)))

    assert blurred[blurred[..., 3] > 20][:, 0].max() <= 4


def test_a_face_is_a_few_blocks() -> None:
    region = Region(0.25, 0.25, 0.75, 0.75)
    result = worked(noise(160, 160), Pixelate(region)).crop((40, 40, 120, 120))

    assert len(set(map(tuple, pixels(result).reshape(-1, 4).tolist()))) <= 49
    assert len(set(map(tuple, pixels(worked(noise(160, 80), Pixelate())).reshape(-1, 4).tolist()))) <= 400


@few
@given(any_colour, any_colour, any_colour)
def test_exactly_one_colour_is_replaced(
    old: tuple[int, int, int], new: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    image = Image.new("RGB", (20, 10), old)
    image.paste(other, (10, 0, 20, 10))

    result = worked(image, Recolour(old, new, tolerance=0.04))

    assert result.getpixel((2, 5)) == new
    if max(abs(one - two) for one, two in zip(old, other, strict=True)) > 20:
        assert result.getpixel((15, 5)) == other


def test_shades_of_a_replaced_colour_stay_shades() -> None:
    image = Image.new("RGB", (3, 1), (200, 40, 40))
    image.putpixel((1, 0), (190, 40, 40))
    image.putpixel((2, 0), (200, 40, 70))

    result = pixels(worked(image, Recolour((200, 40, 40), (40, 40, 200), tolerance=0.1)), "RGB")[0]

    assert result.tolist()[:2] == [[40, 40, 200], [30, 40, 200]]
    assert 40 < result[2][0] < 200


def test_a_colour_by_name_means_its_light_and_dark_shades() -> None:
    image = Image.new("RGB", (4, 1), (230, 30, 30))
    image.putpixel((1, 0), (120, 15, 15))
    image.putpixel((2, 0), (30, 200, 60))
    image.putpixel((3, 0), (224, 190, 170))

    result = pixels(worked(image, Recolour((224, 32, 32), (31, 95, 224), by_hue=True)), "RGB")[0].tolist()

    assert result[0][2] > 200
    assert result[0][0] < 60
    assert 90 < result[1][2] < 150
    assert result[2] == [30, 200, 60]
    assert result[3] == pytest.approx([224, 190, 170], abs=2)


def test_red_lies_on_both_ends_of_the_hues() -> None:
    image = Image.new("RGB", (2, 1), (220, 20, 30))
    image.putpixel((1, 0), (220, 30, 20))

    result = pixels(worked(image, Recolour((224, 32, 32), (0, 0, 0), by_hue=True)), "RGB")

    assert result.max() == 0


@pytest.mark.parametrize("by_hue", [False, True])
def test_a_colour_that_is_not_there_is_said(by_hue: bool) -> None:
    image = Image.new("RGBA", (8, 8), (0, 0, 255, 255))
    image.paste((255, 0, 0, 0), (0, 0, 4, 4))

    with pytest.raises(NotExact) as caught:
        made(image, Recolour((255, 0, 0), (0, 255, 0), by_hue=by_hue))

    assert caught.value.operation == "recolour"


def test_a_plain_background_goes_and_the_thing_stays() -> None:
    image = product()

    cleared = pixels(worked(image, ClearBackground()))

    blue = np.zeros((120, 120), dtype=bool)
    blue[52:68, 34:46] = blue[34:46, 52:68] = True
    assert cleared[0, 0].tolist() == [0, 0, 0, 0]
    assert cleared[blue][:, 3].min() == 255
    assert (cleared[blue][:, :3] == pixels(image, "RGB")[blue]).all()
    # The hole is as white as the ground, but belongs to the thing.
    assert cleared[60, 60, 3] == 255
    assert cleared[..., 3].mean() / 255 == pytest.approx(np.pi * 0.25**2, rel=0.03)


def test_the_edge_keeps_nothing_of_the_background() -> None:
    cleared = pixels(worked(product(), ClearBackground()))

    edge = cleared[(cleared[..., 3] > 40) & (cleared[..., 3] < 215)]
    assert len(edge) > 50
    assert (np.abs(edge[:, :3] - [20, 90, 190]) < 40).mean() > 0.9


def test_working_in_strips_leaves_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    image = product().resize((300, 300), Image.Resampling.BICUBIC)
    operations = (
        ClearBackground(),
        Recolour((20, 90, 190), (200, 0, 0)),
        Recolour((31, 95, 224), (0, 0, 0), by_hue=True),
    )
    whole = [worked(image, operation).tobytes() for operation in operations]

    for module in (clearing, colours):
        monkeypatch.setattr(module, "_STRIP", 7)

    assert [worked(image, operation).tobytes() for operation in operations] == whole


def test_a_grainy_background_is_still_plain() -> None:
    grain = pixels(noise(120, 120), "RGB") // 32
    image = Image.fromarray(np.clip(pixels(product(), "RGB") - grain, 0, 255).astype(np.uint8))

    alpha = pixels(worked(image, ClearBackground()))[..., 3]

    assert (alpha[:20] == 0).mean() > 0.97
    assert alpha[60, 35] == 255


def test_a_thing_on_the_rim_is_no_background() -> None:
    image = Image.new("RGB", (100, 100), (30, 160, 60))
    ImageDraw.Draw(image).rectangle((45, 30, 55, 99), fill=(240, 240, 240))

    alpha = pixels(worked(image, ClearBackground()))[..., 3]

    assert alpha[90, 50] == 255
    assert alpha[90, 10] == 0


@pytest.mark.parametrize(
    "image",
    [noise(64, 64), Image.new("RGB", (40, 40), "white"), Image.linear_gradient("L").resize((60, 60))],
    ids=["noise", "nothing on it", "a gradient"],
)
def test_what_is_not_plain_is_not_cut_away(image: Image.Image) -> None:
    with pytest.raises(NotExact) as caught:
        made(image, ClearBackground())

    assert caught.value.operation == "clear_background"


def test_a_background_that_is_clear_already_stays_so() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((200, 30, 30, 255), (10, 10, 30, 30))

    result = made(image, ClearBackground())

    assert result.notes == ("exact-clear",)
    assert worked(image, ClearBackground()).tobytes() == image.tobytes()


def test_what_was_transparent_within_stays_so() -> None:
    image = product().convert("RGBA")
    image.putpixel((60, 33), (20, 90, 190, 100))

    assert worked(image, ClearBackground()).getpixel((60, 33)) == (20, 90, 190, 100)


def test_a_scene_is_brighter_all_over() -> None:
    before, after = scene(), worked(scene(), Adjust("brightness", 0.3))

    assert (pixels(after) >= pixels(before)).all()
    assert pixels(after).mean() > pixels(before).mean() + 10
