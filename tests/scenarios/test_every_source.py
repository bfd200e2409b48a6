"""Somebody means a picture that is no upload: behind a link, a sticker, an emoji, somebody's avatar."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from tests.platforms.web_server import PRIVATE, LoopbackWeb, Page, loopback_web
from tests.scenarios.stage import ADA, BO, CHEN, Person, Route, Seen, Stage
from tests.scenarios.world import World, finished, photo, running

CAT = photo("#aa3344")


@pytest_asyncio.fixture
async def web() -> AsyncIterator[LoopbackWeb]:
    async with loopback_web() as served:
        served.pages["/cat.png"] = Page(CAT)
        yield served


@pytest_asyncio.fixture
async def linked(stage: Stage, tmp_path: Path, web: LoopbackWeb) -> AsyncIterator[World]:
    """A bot whose web is on this machine."""
    async with running(stage, tmp_path / "data", links=web.links()) as made:
        yield made


async def sources(world: World, card: Seen) -> list[bytes]:
    parents = await world.resources.pictures.get((await world.picture(card)).parents)
    return [await world.resources.blobs.get(one.blob) for one in parents if one.blob]


async def edit(world: World, person: Person, words: str) -> None:
    """The ordinary command for a change, with words alone."""
    await world.stage.command(person, "edit", words)


async def test_a_link_in_the_words_is_edited_and_none_leads_inside(linked: World, web: LoopbackWeb) -> None:
    await edit(linked, ADA, f"make it night {web.url('/cat.png')}")
    card = await linked.result()

    assert await sources(linked, card) == [CAT]
    assert "http" not in (await linked.job(card)).instruction.prompt
    await edit(linked, BO, f"make it night {web.url('/cat.png', PRIVATE)}")
    told = await linked.notice()
    assert "don't open that address" in told.text
    assert not web.connections[PRIVATE]
    assert await linked.images_used() == 1


@pytest.mark.long
async def test_a_link_in_anothers_message_is_edited_by_a_reply(linked: World, web: LoopbackWeb) -> None:
    shown = await linked.stage.post(BO, f"look at this: {web.url('/cat.png')}")
    await linked.stage.edit_photo(ADA, shown, "make it night")
    card = await linked.result()

    assert await sources(linked, card) == [CAT]


@pytest.mark.long
async def test_a_sticker_is_edited_by_a_reply(world: World) -> None:
    out = io.BytesIO()
    Image.open(io.BytesIO(CAT)).save(out, "WEBP", lossless=True)
    shown = await world.stage.sticker(BO, out.getvalue())
    if shown is None:
        return
    await world.stage.edit_photo(ADA, shown, "make it night")
    card = await world.result()

    assert await sources(world, card) == [out.getvalue()]


@pytest.mark.long
async def test_an_emoji_of_the_groups_own_is_edited_where_it_stands_for_a_thing(world: World) -> None:
    pepe = world.stage.emoji("pepe", CAT)
    if not pepe:
        return
    await edit(world, ADA, f"turn {pepe} into night")
    card = await world.result()

    assert await sources(world, card) == [CAT]
    assert pepe not in card.text
    await world.stage.ask(ADA, f"a house, please {pepe}")
    assert not (await world.picture(await world.result(2))).parents


async def test_avatars_are_edited_by_who_may(world: World) -> None:
    mine = await world.stage.give_avatar(ADA, CAT)
    his = await world.stage.give_avatar(BO, photo("#22aa44"))
    await edit(world, ADA, "make my avatar darker")
    assert await sources(world, await world.result(1)) == [mine]

    words = f"make {world.stage.mention(BO)}'s avatar darker"
    await edit(world, ADA, words)
    told = await world.until(
        "a refusal",
        lambda chat: next((one for one in chat if one.by_bot and "pictures to others" in one.text), None),
    )
    assert "/mypictures open" in told.text
    await world.stage.command(BO, "mypictures", "open")
    await world.until(
        "the choice",
        lambda chat: next((one for one in chat if one.by_bot and "Anyone" in one.text), None),
    )
    await edit(world, ADA, words)
    assert await sources(world, await world.result(2)) == [his]


@pytest.mark.long
async def test_a_drawing_is_edited_as_a_picture_and_a_hostile_one_does_no_harm(
    world: World, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(photo("#00ff00"))
    drawing = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'><rect width='40' height='20' fill='#aa3344'/>"
        f"<image href='{secret}' width='40' height='20'/></svg>"
    ).encode()
    bomb = b"<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><svg xmlns='http://www.w3.org/2000/svg'>&b;</svg>"
    shown = await world.stage.post(BO, images=[drawing], file_name="drawing.svg")
    await world.stage.edit_photo(ADA, shown, "make it night")
    (data,) = await sources(world, await world.result())
    with Image.open(io.BytesIO(data)) as seen:
        assert (seen.format, seen.size) == ("PNG", (1024, 512))
        assert seen.convert("RGB").getpixel((500, 250)) == (0xAA, 0x33, 0x44)

    shown = await world.stage.post(CHEN, images=[bomb], file_name="bomb.svg")
    await world.stage.edit_photo(ADA, shown, "make it night")
    assert "SVG" in (await world.notice()).text
    assert len(finished(await world.stage.chat())) == 1


@pytest.mark.long
@pytest.mark.parametrize("kind", ["GIF", "AVIF"])
async def test_what_moves_is_edited_from_its_first_frame(world: World, kind: str) -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("#aa3344", "#33aa44")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    if not world.can(Route.COMMAND):
        return
    await world.stage.ask(ADA, "make it night", images=[out.getvalue()])
    card = await world.result()

    assert await sources(world, card) == [out.getvalue()]
