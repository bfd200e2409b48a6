"""Somebody points at a photo that a person posted."""

from tests.scenarios.stage import ADA, BO, Route
from tests.scenarios.world import World, brightness, photo


async def test_a_persons_photo_is_edited_by_the_route_that_works(world: World) -> None:
    original = photo()
    shown = await world.stage.post(BO, images=[original])
    await world.stage.edit_photo(ADA, shown, "make it night")
    card = await world.result()

    picture = await world.picture(card)
    (source,) = await world.resources.pictures.get(picture.parents)
    assert not source.drawn
    assert source.facts.width == 320
    assert brightness(card.pictures[0]) < brightness(original)


async def test_words_alone_under_a_persons_photo_are_left_alone(world: World) -> None:
    shown = await world.stage.post(BO, images=[photo()])
    await world.stage.post(ADA, "make it night", reply_to=shown)
    chat = await world.quiet()

    assert not [one for one in chat if one.by_bot]


async def test_help_names_the_route_for_other_peoples_photos(world: World) -> None:
    await world.help_names(ADA, "/edit", "Edit image")
    if not world.can(Route.FREE_REPLY):
        chat = await world.stage.chat()
        assert any("Edit" in one.text for one in chat if one.by_bot)


async def test_two_sources_go_together_in_order(world: World) -> None:
    blue, red = photo("#2244aa"), photo("#aa3322")
    await world.stage.ask(ADA, "make it warm", images=[blue, red])
    card = await world.result()

    picture = await world.picture(card)
    sources = await world.resources.pictures.get(picture.parents)
    stored = [await world.resources.blobs.get(source.blob) for source in sources if source.blob]
    assert stored == [blue, red]


async def test_a_reply_with_an_upload_makes_the_card_image_one(world: World) -> None:
    await world.stage.ask(ADA, "a meadow")
    card = await world.result(1)
    if not world.can(Route.FREE_REPLY):
        await world.help_names(ADA, "Edit")
        return
    await world.stage.reply(
        BO, card, "make it night, with the second one beside it", images=[photo("#aa3322")]
    )
    second = await world.result(2)

    picture = await world.picture(second)
    assert picture.parents[0] == (await world.picture(card)).id
    assert len(picture.parents) == 2
