import asyncio
import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image, ImageStat

from core.drawing import Drawn, DrawnPicture, DrawRequest, Preview, SourceImage, choose_size
from core.errors import BadAnswer, NeedsModel, OptionUnsupported, ProviderTimedOut, TooManySources
from core.identity import JobId
from core.ports import Provider
from core.providers.painter import PHOTO_CAN, SCENE_CAN, Painter
from core.settings import PainterSettings


def request(
    prompt: str,
    sources: Sequence[SourceImage] = (),
    *,
    size: tuple[int, int] | None = (160, 120),
    count: int = 1,
    quality: str = "",
    model: str = "painter",
    transparent: bool = False,
    deadline_seconds: float = 60.0,
) -> DrawRequest:
    return DrawRequest(
        JobId("0" * 32),
        model,
        prompt,
        size,
        count,
        quality,
        transparent,
        tuple(sources),
        "person",
        deadline_seconds,
    )


async def drawn(asked: DrawRequest, painter: Provider | None = None) -> tuple[list[Preview], Drawn]:
    events = [event async for event in (painter or Painter(PainterSettings())).draw(asked)]
    assert isinstance(events[-1], Drawn)
    previews = [event for event in events if isinstance(event, Preview)]
    assert len(previews) == len(events) - 1
    return previews, events[-1]


async def one(asked: DrawRequest) -> DrawnPicture:
    _, done = await drawn(asked)
    assert len(done.pictures) == 1
    return done.pictures[0]


def source(picture: DrawnPicture) -> SourceImage:
    image = opened(picture)
    return SourceImage(picture.data, picture.media_type, image.width, image.height, picture.scene)


def opened(picture: DrawnPicture) -> Image.Image:
    return Image.open(io.BytesIO(picture.data))


def photo(
    mode: str = "RGB", size: tuple[int, int] = (90, 60), colour: tuple[int, ...] = (200, 120, 60)
) -> SourceImage:
    stream = io.BytesIO()
    Image.new(mode, size, colour).save(stream, "PNG")
    return SourceImage(stream.getvalue(), "image/png", *size)


async def test_it_draws_previews_and_then_the_picture() -> None:
    previews, done = await drawn(request("a red house at night"))

    assert [preview.number for preview in previews] == [1, 2, 3]
    assert all(Image.open(io.BytesIO(preview.data)).format == "JPEG" for preview in previews)
    assert opened(done.pictures[0]).size == (160, 120)
    assert opened(done.pictures[0]).format == "PNG"
    assert done.pictures[0].alt_text.startswith("An illustration of a meadow at night with")
    assert done.pictures[0].notes == ()


async def test_the_same_request_gives_the_same_bytes() -> None:
    assert await one(request("a castle")) == await one(request("a castle"))


async def test_another_variation_is_another_picture_of_the_same_words() -> None:
    _, first = await drawn(request("a tree"))
    _, again = await drawn(replace(request("a tree"), variation=7))
    _, same = await drawn(replace(request("a tree"), variation=7))

    assert first.pictures[0].data != again.pictures[0].data
    assert "tree" in again.pictures[0].alt_text
    assert again == same


async def test_several_pictures_are_variants() -> None:
    previews, done = await drawn(request("a castle", count=3))

    assert len({picture.data for picture in done.pictures}) == 3
    assert len(previews) == 3
    assert done.pictures[0] == await one(request("a castle"))


async def test_a_reply_changes_the_scene_that_comes_back() -> None:
    first = await one(request("a red house"))
    second = await one(request("make it night", [source(first)], size=None))

    assert opened(second).size == opened(first).size
    assert (
        ImageStat.Stat(opened(second).convert("L")).mean[0]
        < ImageStat.Stat(opened(first).convert("L")).mean[0]
    )
    assert "at night" in second.alt_text


async def test_another_size_keeps_the_scene() -> None:
    first = await one(request("a red house"))
    second = await one(request("make it day", [source(first)], size=(100, 200)))

    assert opened(second).size == (100, 200)
    assert second.scene == first.scene


@pytest.mark.parametrize(
    ("side", "size"), [((4000, 2000), (2048, 1024)), ((30, 30), (1024, 1024)), ((1000, 100), (1024, 1024))]
)
async def test_an_edit_keeps_the_size_as_far_as_it_may(side: tuple[int, int], size: tuple[int, int]) -> None:
    first = await one(request("a cat"))
    given = SourceImage(first.data, "image/png", *side, first.scene)

    assert opened(await one(request("make it night", [given], size=None, quality="low"))).size == size


async def test_the_usual_size_is_a_square() -> None:
    assert opened(await one(request("a cat", size=None, quality="low"))).size == (1024, 1024)


async def test_notes_say_what_is_missing() -> None:
    unknown = await one(request("a robot and a cat"))
    absent = await one(request("remove the whale", [source(unknown)]))
    crowd = await one(request("12 boats, 12 trees, 12 cats, 12 dogs"))
    silent = await one(request('a cat "\U00013000"'))

    assert unknown.notes == ("painter-unknown-words:robot",)
    assert absent.notes == ("painter-not-found:whale",)
    assert "painter-full:40" in crowd.notes
    assert silent.notes == ("painter-no-glyphs:\U00013000",)


async def test_a_detail_is_short() -> None:
    note = (
        await one(request(" ".join(f"xyzzy{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(60))))
    ).notes[0]

    assert len(note) < 160
    assert note.endswith("…")


async def test_an_edit_that_it_does_not_understand_needs_a_model() -> None:
    first = await one(request("a cat"))

    with pytest.raises(NeedsModel) as caught:
        await one(request("make it more epic", [source(first)]))

    assert caught.value == NeedsModel("make it more epic", SCENE_CAN) or caught.value.can == SCENE_CAN


async def test_chinese_words_get_chinese_alt_text() -> None:
    picture = await one(request("两只猫和一座红色的房子，晚上，下雪，写着「你好」"))

    assert picture.alt_text.startswith("一幅插画：夜晚的草地，有")
    assert "两只猫" in picture.alt_text
    assert "写着“你好”" in picture.alt_text


async def test_alt_text_is_never_too_long() -> None:
    picture = await one(request("a cat " + " ".join(f'"{"W" * 120}{n}"' for n in range(3))))

    assert 0 < len(picture.alt_text) <= 1000


async def test_a_transparent_picture() -> None:
    assert opened(await one(request("a cat", transparent=True))).mode == "RGBA"


@pytest.mark.parametrize(
    ("words", "check"),
    [
        ("make it night", "darker"),
        ("black and white", "grey"),
        ("变成黑白", "grey"),
        ("darker and more contrast", "darker"),
    ],
)
async def test_a_photo_gets_what_it_honestly_can(words: str, check: str) -> None:
    picture = await one(request(words, [photo()], size=None))
    image = opened(picture)
    red, green, blue = ImageStat.Stat(image.convert("RGB")).mean

    assert image.size == (90, 60)
    assert picture.scene == ""
    assert picture.notes == ()
    assert (red == green == blue) if check == "grey" else red + green + blue < 300


async def test_a_photo_can_have_letters_a_style_and_a_size() -> None:
    picture = await one(
        request('as a pencil sketch, write "Hi" at the bottom', [photo(size=(300, 200))], size=(120, 120))
    )

    assert opened(picture).size == (120, 120)


async def test_a_large_photo_is_brought_to_the_largest_side() -> None:
    assert opened(await one(request("sepia", [photo(size=(2600, 100))], size=None))).size[0] == 2048


async def test_what_a_photo_needs_a_model_for_is_named() -> None:
    picture = await one(request("make it warm, remove the car", [photo()]))

    assert picture.notes == ("painter-needs-model:remove car",)

    with pytest.raises(NeedsModel) as caught:
        await one(request("remove the car", [photo()]))
    assert (caught.value.asked, caught.value.can) == ("remove the car", PHOTO_CAN)


async def test_a_photo_says_which_letters_it_lacks() -> None:
    picture = await one(request('warm, write "\U00013000"', [photo()]))

    assert picture.notes == ("painter-no-glyphs:\U00013000",)


async def test_transparency_of_a_photo_is_kept_unless_it_is_mirrored() -> None:
    see_through = photo("RGBA", colour=(200, 100, 50, 0))

    assert opened(await one(request("warm", [see_through], size=None))).getpixel((0, 0))[3] == 0  # type: ignore[index]  # an RGBA pixel is a tuple
    assert opened(await one(request("mirror it", [see_through], size=None))).mode == "RGB"


async def test_a_broken_scene_is_a_photo() -> None:
    given = SourceImage(photo().data, "image/png", 90, 60, '{"v":99}')

    assert (await one(request("make it night", [given], size=None))).scene == ""


async def test_several_sources_become_a_collage() -> None:
    previews, done = await drawn(
        request("put them side by side", [photo(), photo(), photo(colour=(0, 0, 250))], size=None)
    )

    assert opened(done.pictures[0]).width == 1200
    assert previews == []
    assert opened(await one(request("collage", [photo()] * 12, size=(300, 300)))).size == (300, 300)


async def test_a_file_that_is_no_picture_is_a_bad_answer() -> None:
    with pytest.raises(BadAnswer):
        await one(request("warm", [SourceImage(b"no picture", "image/png", 9, 9)]))


@pytest.mark.parametrize(
    ("asked", "option"),
    [
        (request("a cat", model="dall-e-9"), "model"),
        (request("a cat", quality="best"), "quality"),
        (request("a cat", count=11), "n"),
        (request("a cat", count=0), "n"),
        (request("a cat", size=(5000, 5000)), "size"),
        (request("a cat", size=(2000, 100)), "size"),
        (request("a cat", size=(8, 8)), "size"),
    ],
)
async def test_what_the_traits_do_not_offer_is_refused(asked: DrawRequest, option: str) -> None:
    with pytest.raises(OptionUnsupported) as caught:
        await one(asked)

    assert caught.value.option == option


async def test_too_many_sources_are_refused() -> None:
    with pytest.raises(TooManySources):
        await one(request("collage", [photo()] * 17))


async def test_a_deadline_ends_the_work() -> None:
    with pytest.raises(ProviderTimedOut):
        await one(request("a cat", size=(1024, 1024), deadline_seconds=0.001))


async def test_closing_stops_between_layers() -> None:
    stream = Painter(PainterSettings()).draw(request("a cat"))
    first = await anext(stream)
    await stream.aclose()

    assert isinstance(first, Preview)
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_the_pace_leaves_time_to_see_previews() -> None:
    clock = asyncio.get_running_loop()
    start = clock.time()
    await drawn(request("a cat"), Painter(PainterSettings(pace_seconds=0.05)))

    assert clock.time() - start >= 0.15


async def test_the_style_of_the_settings_holds_where_the_words_name_none() -> None:
    plain, ink = Painter(PainterSettings()), Painter(PainterSettings(style="ink"))
    odd = Painter(PainterSettings(style="nonsense"))
    pictures = [(await drawn(request("a cat"), painter))[1].pictures[0] for painter in (plain, ink, odd)]

    assert pictures[1].alt_text.startswith("An ink painting")
    assert pictures[0] == pictures[2]


def test_the_traits_are_those_of_one_free_model() -> None:
    traits = Painter(PainterSettings(drawing_at_once=3)).traits

    assert (traits.name, traits.default_model, traits.drawing_at_once) == ("painter", "painter", 3)
    model = traits.models["painter"]
    assert model.is_free
    assert model.transparent
    assert (model.max_sources, model.max_pictures, model.formats) == (16, 10, ("png",))


async def test_the_side_of_a_usual_picture_is_a_setting() -> None:
    painter = Painter(PainterSettings(side=96))
    traits = painter.traits.models["painter"]
    assert traits.sizes == ((96, 96), (144, 96), (96, 144))
    wide = choose_size(traits, (4, 1), None)
    assert wide == (192, 48)

    _, done = await drawn(request("a boat", size=None), painter)
    assert opened(done.pictures[0]).size == (96, 96)
    _, done = await drawn(request("a boat", size=wide), painter)
    assert opened(done.pictures[0]).size == (192, 48)


def test_the_largest_side_keeps_within_the_rule() -> None:
    traits = Painter(PainterSettings(side=2048)).traits.models["painter"]

    for size in traits.sizes:
        assert choose_size(traits, None, size) == size
