"""Text set into pictures: whole, legible, where it was asked for, and nothing else touched."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, features

from core.errors import EmptyInstruction, LetteringTooLong
from core.imaging.lettering import set_lettering
from core.imaging.lettering.contrast import BLACK, WHITE
from core.lettering import Edge, Lettering, Place, Role, Size, read_lettering

Pixels = NDArray[np.int16]
GREY, MAGENTA = (128, 128, 128), "#ff00ff"


def plain(
    colour: tuple[int, ...] = GREY, size: tuple[int, int] = (240, 160), mode: str = "RGB"
) -> Image.Image:
    return Image.new(mode, size, colour)


def noise(size: tuple[int, int] = (240, 160)) -> Image.Image:
    dots = np.random.default_rng(5).integers(0, 2, (size[1] // 2, size[0] // 2), dtype=np.uint8) * 255
    return Image.fromarray(dots).resize(size, Image.Resampling.NEAREST).convert("RGB")


def pixels(image: Image.Image) -> Pixels:
    return np.asarray(image.convert("RGB"), dtype=np.int16)


def changed(before: Image.Image, after: Image.Image) -> tuple[int, int, int, int]:
    """The box of what changed: left, top, right, bottom (the last two just outside)."""
    rows, columns = np.nonzero((pixels(before) != pixels(after)).any(axis=2))
    assert rows.size
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def has(image: Image.Image, colour: tuple[int, int, int], near: int = 12) -> bool:
    return bool((abs(pixels(image) - np.array(colour)).max(axis=2) <= near).any())


def ends(image: Image.Image) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The darkest and the brightest colour."""
    flat = pixels(image).reshape(-1, 3)
    order = flat.sum(axis=1)
    return tuple(map(int, flat[order.argmin()])), tuple(map(int, flat[order.argmax()]))


def written(words: str, image: Image.Image) -> Image.Image:
    lettering, rest = read_lettering(words)
    assert lettering
    assert not rest
    for one in lettering:
        image = set_lettering(image, one)
    return image


PLACED = [
    (role, place) for role in Role if role is not Role.CAPTION for place in (Place.TOP_LEFT, Place.BOTTOM)
]
LONG = "It was the best of times, it was the worst of times, 那是最好的时代，那是最坏的时代。 कि वह समय सबसे अच्छा था, كانت أفضل الأوقات"


@pytest.mark.parametrize("size", [(64, 64), (240, 160), (90, 256), (256, 60)])
@pytest.mark.parametrize(("role", "place"), PLACED)
def test_nothing_is_cut_off_at_an_edge(size: tuple[int, int], role: Role, place: Place) -> None:
    before = plain(size=size)
    # A watermark's shadow may fade out beyond the edge.
    edge = Edge.OUTLINE if role is Role.WATERMARK else Edge.AUTO
    look = Lettering("Äg Àj", role=role, place=place, size=Size.HUGE, edge=edge)
    left, top, right, bottom = changed(before, set_lettering(before, look))

    assert left > 0
    assert top > 0
    assert right < size[0]
    assert bottom < size[1]


@pytest.mark.parametrize("role", list(Role))
def test_much_text_is_wrapped_and_shrunk_until_all_of_it_fits(role: Role) -> None:
    before = plain(size=(256, 256))
    left, top, right, bottom = changed(before, set_lettering(before, Lettering(LONG, role=role, pixels=200)))

    assert right - left > 128
    assert bottom - top > 32


@pytest.mark.parametrize(("text", "size"), [("word " * 100, (64, 64)), ("hello", (12, 12)), ("a", (1, 1))])
@pytest.mark.parametrize("role", [Role.TEXT, Role.SPEECH])
def test_what_could_not_be_read_is_refused(text: str, size: tuple[int, int], role: Role) -> None:
    with pytest.raises(LetteringTooLong) as caught:
        set_lettering(plain(size=size), Lettering(text, role=role))

    assert caught.value.limit == 0


def test_a_caption_that_needs_it_takes_more_of_the_picture() -> None:
    before = plain(size=(128, 128))
    text = "Happy birthday, Anna! And many more years to come, from all of us."
    _, top, _, bottom = changed(before, set_lettering(before, Lettering(text, role=Role.CAPTION)))

    assert bottom - top > 50


@pytest.mark.parametrize("text", ["", "  ", "\u200b\u202e", "\u0301"])
def test_text_that_cannot_be_seen_is_refused(text: str) -> None:
    with pytest.raises(EmptyInstruction):
        set_lettering(plain(), Lettering(text))


@pytest.mark.parametrize(
    ("place", "across", "down"),
    [
        (Place.TOP_LEFT, 0, 0),
        (Place.TOP, 1, 0),
        (Place.TOP_RIGHT, 2, 0),
        (Place.LEFT, 0, 1),
        (Place.CENTRE, 1, 1),
        (Place.RIGHT, 2, 1),
        (Place.BOTTOM_LEFT, 0, 2),
        (Place.BOTTOM, 1, 2),
        (Place.BOTTOM_RIGHT, 2, 2),
    ],
)
@pytest.mark.parametrize("role", [Role.TEXT, Role.SPEECH])
def test_text_stands_where_it_was_asked_for(role: Role, place: Place, across: int, down: int) -> None:
    before = plain(size=(240, 240))
    left, top, right, bottom = changed(before, set_lettering(before, Lettering("ab", role=role, place=place)))

    assert (left + right) // 2 * 3 // 240 == across
    assert (top + bottom) // 2 * 3 // 240 == down


def test_sizes_are_in_order_and_pixels_are_taken_at_their_word() -> None:
    def height(**look: Any) -> int:
        before = plain(BLACK, (256, 256))
        after = set_lettering(before, Lettering("H", **look))
        _, top, _, bottom = changed(before, after)
        return bottom - top

    heights = [height(size=size) for size in (Size.SMALL, Size.MEDIUM, Size.LARGE, Size.HUGE)]

    assert heights == sorted(set(heights))
    assert abs(height(pixels=80) - 0.714 * 80) <= 2  # capitals of Noto Sans are 0.714 em high
    assert abs(height(pixels=1) - 0.714 * 8) <= 2


def test_bold_is_heavier_and_italic_leans() -> None:
    def ink(**look: Any) -> float:
        after = set_lettering(plain(BLACK), Lettering("HHH 中", pixels=40, colour="#ffffff", **look))
        return float(pixels(after).sum())

    assert ink(bold=True) > 1.15 * ink(bold=False)
    assert ink(italic=True) != ink()


@pytest.mark.parametrize(
    ("ground", "colour"), [(WHITE, BLACK), (BLACK, WHITE), ((250, 220, 40), BLACK), ((20, 30, 90), WHITE)]
)
def test_on_a_quiet_ground_bare_letters_stand_out(
    ground: tuple[int, int, int], colour: tuple[int, int, int]
) -> None:
    after = set_lettering(plain(ground), Lettering("HELLO", pixels=40))

    assert set(ends(after)) == {ground, colour}


def test_on_a_busy_ground_letters_have_an_outline() -> None:
    before = Image.merge("RGB", [noise().getchannel(0).point(lambda value: 60 + value * 140 // 255)] * 3)
    after = set_lettering(before, Lettering("HELLO", pixels=48, place=Place.CENTRE))

    assert has(after, WHITE, 2)
    assert has(after, BLACK, 2)


def test_small_letters_on_a_busy_ground_have_a_box() -> None:
    before = noise()
    after = set_lettering(before, Lettering("hello there", pixels=12, place=Place.CENTRE))
    left, top, right, bottom = changed(before, after)
    edge = pixels(after)[top + 1, left + 8 : right - 8]

    assert edge.max() < 100
    assert bottom - top > 16


def test_a_colour_that_would_not_be_seen_gets_an_edge() -> None:
    after = set_lettering(plain(WHITE), Lettering("HELLO", pixels=40, colour="#ffffff"))

    assert has(after, BLACK)


@pytest.mark.parametrize(
    ("look", "colours"),
    [
        (
            Lettering("HI", pixels=60, colour="#ff0000", edge=Edge.OUTLINE, edge_colour="#00ff00"),
            [(255, 0, 0), (0, 255, 0)],
        ),
        (Lettering("HI", pixels=60, edge=Edge.OUTLINE, edge_colour="#ffffff"), [BLACK, WHITE]),
        (Lettering("HI", pixels=60, edge=Edge.BOX, edge_colour="#0000ff"), [WHITE, (0, 0, 255)]),
        (Lettering("HI", pixels=60, colour="#ffff00", edge=Edge.SHADOW), [(255, 255, 0)]),
        (Lettering("HI", pixels=60, edge=Edge.BOX), [WHITE, (36, 36, 36)]),
    ],
)
def test_colours_and_edges_are_as_asked_for(look: Lettering, colours: list[tuple[int, int, int]]) -> None:
    after = set_lettering(plain(), look)

    assert all(has(after, colour) for colour in colours)


def test_no_edge_means_none() -> None:
    after = set_lettering(plain(), Lettering("HI", pixels=60, colour="#808080", edge=Edge.NONE))

    assert pixels(after).min() == pixels(after).max() == 128


def test_a_shadow_fades() -> None:
    before = plain(WHITE)
    after = set_lettering(before, Lettering("HI", pixels=60, colour="#ff0000", edge=Edge.SHADOW))
    shades = {value for value in range(40, 220, 20) if has(after, (value, value, value), 10)}

    assert len(shades) > 5


def test_pixels_away_from_the_text_are_the_same() -> None:
    before = noise()
    after = set_lettering(before, Lettering("Hi", place=Place.TOP_LEFT))

    assert (pixels(before)[80:] == pixels(after)[80:]).all()
    assert before.tobytes() == noise().tobytes()


def test_pictures_keep_their_mode_and_profile() -> None:
    for mode, expected in (("RGB", "RGB"), ("RGBA", "RGBA"), ("L", "RGB")):
        before = plain(size=(64, 64)).convert(mode)
        before.info["icc_profile"] = b"profile"
        after = set_lettering(before, Lettering("a"))

        assert after.mode == expected
        assert after.info.get("icc_profile") == (b"profile" if mode == expected else None)


def test_on_a_transparent_picture_the_text_is_there_and_edged() -> None:
    before = plain((0, 0, 0, 0), mode="RGBA")
    after = set_lettering(before, Lettering("HELLO", pixels=40, place=Place.CENTRE))

    assert after.getpixel((0, 0)) == (0, 0, 0, 0)
    assert after.getchannel("A").getextrema() == (0, 255)
    assert has(after, WHITE)


def test_a_caption_is_a_band_across_the_picture() -> None:
    before = plain(WHITE)
    bottom = set_lettering(before, Lettering("ab", role=Role.CAPTION))
    top = set_lettering(before, Lettering("ab", role=Role.CAPTION, place=Place.TOP))
    corner = set_lettering(before, Lettering("ab", role=Role.CAPTION, place=Place.TOP_LEFT))

    assert changed(before, bottom)[::2] == (0, 240)
    assert changed(before, bottom)[3] == 160
    assert changed(before, top)[:3] == (0, 0, 240)
    assert changed(before, corner)[0] > 0
    assert 40 < pixels(bottom)[-1, 0].max() < 140


def test_a_meme_is_white_with_black_edges_at_the_top_and_at_the_bottom() -> None:
    before = plain()
    after = written('meme "TOP" / "BOTTOM"', before)
    upper, lower = after.crop((0, 0, 240, 60)), after.crop((0, 100, 240, 160))

    for part in (upper, lower):
        assert has(part, WHITE, 0)
        assert has(part, BLACK, 0)
    assert pixels(after)[75:85].min() == pixels(after)[75:85].max() == 128


def test_a_watermark_lets_the_picture_through_and_stays_in_its_corner() -> None:
    before = plain(BLACK)
    after = written('watermark "© Anna"', before)
    left, top, _, _ = changed(before, after)

    assert left > 100
    assert top > 100
    assert 120 < pixels(after).max() < 200
    assert pixels(written('watermark "© Anna" opaque', before)).max() == 255


def test_without_shaping_plain_scripts_are_set_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda _name: False)

    assert has(set_lettering(plain(), Lettering("Hello 你好", pixels=40)), BLACK)
