"""Somebody replies to a picture of the bot with what should change, again and again."""

from core.requests import Verb
from tests.scenarios.stage import ADA, BO
from tests.scenarios.world import World, brightness


async def test_a_reply_changes_the_picture_replied_to(world: World) -> None:
    await world.stage.ask(ADA, "a house on a hill, noon")
    first = await world.result(1)
    await world.stage.reply(BO, first, "make it night")
    second = await world.result(2)

    assert brightness(second.pictures[0]) < brightness(first.pictures[0])
    assert (await world.picture(second)).parents == ((await world.picture(first)).id,)
    assert (await world.picture(second)).version == 2
    assert (await world.job(second)).person.name != ""


async def test_a_reply_to_the_edit_goes_on_from_the_edit(world: World) -> None:
    await world.stage.ask(ADA, "the sea at noon")
    first = await world.result(1)
    await world.stage.reply(ADA, first, "add two boats")
    second = await world.result(2)
    await world.stage.reply(BO, second, "make it night")
    third = await world.result(3)

    assert (await world.picture(third)).parents == ((await world.picture(second)).id,)
    assert "boat" in (await world.picture(third)).alt_text.lower()


async def test_a_reply_to_an_older_version_branches_from_there(world: World) -> None:
    await world.stage.ask(ADA, "a tree")
    first = await world.result(1)
    await world.stage.reply(ADA, first, "make it night")
    await world.result(2)
    await world.stage.reply(BO, first, "add a house")
    third = await world.result(3)

    picture = await world.picture(third)
    assert picture.parents == ((await world.picture(first)).id,)
    assert picture.version == 3
    assert picture.tree == (await world.picture(first)).id


async def test_again_draws_the_same_words_once_more_and_the_presser_pays(world: World) -> None:
    await world.stage.ask(ADA, "a cat")
    first = await world.result(1)
    await world.stage.press(BO, first, Verb.AGAIN)
    second = await world.result(2)

    one, two = await world.job(first), await world.job(second)
    assert one.instruction.prompt == two.instruction.prompt
    assert one.account_id != two.account_id
    assert first.pictures != second.pictures, "another picture of the same words"


async def test_original_gives_the_untouched_file(world: World) -> None:
    await world.stage.ask(ADA, "a castle")
    card = await world.result()
    picture = await world.picture(card)
    assert picture.blob is not None
    stored = await world.resources.blobs.get(picture.blob)
    await world.stage.press(BO, card, Verb.ORIGINAL)
    sent = await world.until(
        "the original",
        lambda chat: next(
            (one for one in chat if one.id != card.id and stored in (*one.files, *one.pictures)), None
        ),
    )

    assert sent.id
