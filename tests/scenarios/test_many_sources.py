"""One request that starts from several pictures."""

from tests.scenarios.stage import ADA, BO, Route, Seen
from tests.scenarios.world import World, photo

BLUE, RED = photo("#2244aa"), photo("#aa3322")


async def _stored(world: World, card: Seen) -> list[bytes]:
    """The bytes that a card's picture was made from, in order."""
    parents = await world.resources.pictures.get((await world.picture(card)).parents)
    return [await world.resources.blobs.get(one.blob) for one in parents if one.blob]


async def test_a_reply_with_a_picture_is_about_both_in_order(world: World) -> None:
    await world.stage.ask(ADA, "a meadow")
    card = await world.result(1)
    if not world.can(Route.FREE_REPLY):
        await world.help_names(ADA, "Edit")
        return
    first = await world.picture(card)
    await world.stage.reply(BO, card, "make it night, with the boat of image 2", images=[RED])
    second = await world.result(2)

    assert (await world.picture(second)).parents[0] == first.id
    assert (await _stored(world, second))[1:] == [RED]


async def test_a_reply_to_an_album_names_its_pieces(world: World) -> None:
    if not world.can(Route.ALBUM):
        await world.help_names(BO, "/edit")
        return
    album = await world.stage.post(BO, images=[BLUE, RED])
    await world.quiet(0.3)
    await world.stage.edit_photo(ADA, album, "make image 2 warm")
    one = await world.result(1)
    assert len((await world.picture(one)).parents) == 1
    await world.stage.edit_photo(ADA, album, "make both of them warm")
    both = await world.result(2)

    parents = (await world.picture(both)).parents
    assert len(parents) == 2
    assert (await world.picture(one)).parents == parents[1:]
