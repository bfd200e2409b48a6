"""A card has several pictures, and a reply names one, or none."""

from core.requests import Verb
from tests.scenarios.stage import ADA, BO, Route
from tests.scenarios.world import World, words_only


async def test_a_number_in_the_reply_names_the_picture(world: World) -> None:
    await world.stage.ask(ADA, "a hill --n 3")
    card = await world.result(1)
    before = await world.pictures(card)
    assert len(before) == 3
    if not world.can(Route.FREE_REPLY):
        await world.help_names(BO, "Edit")
        return
    await world.stage.reply(BO, card, "#2 make it night")
    second = await world.result(2)

    assert (await world.picture(second)).parents == (before[1].id,)
    assert await world.images_used() == 4


async def test_a_reply_that_names_none_is_asked_at_no_cost(world: World) -> None:
    await world.stage.ask(ADA, "a hill --n 2")
    card = await world.result(1)
    if not world.can(Route.FREE_REPLY):
        return
    before = await world.pictures(card)
    await world.stage.reply(BO, card, "make it night")
    question = await world.until(
        "a question",
        lambda chat: next((one for one in chat if any(":choose:" in code for code in one.buttons)), None),
    )
    assert await world.images_used() == 2
    assert len(question.buttons) == 3

    await world.stage.press(BO, question, Verb.CHOOSE, 2)
    second = await world.result(2)
    assert (await world.picture(second)).parents == (before[1].id,)


async def test_all_together_is_an_answer_too(world: World) -> None:
    await world.stage.ask(ADA, "a hill --n 2")
    card = await world.result(1)
    if not world.can(Route.FREE_REPLY):
        return
    before = await world.pictures(card)
    await world.stage.reply(BO, card, "both of them, at night")
    second = await world.result(2)

    assert (await world.picture(second)).parents == tuple(one.id for one in before)


async def test_every_picture_can_be_reached_on_its_own(world: World) -> None:
    await world.stage.ask(ADA, "a hill --n 3")
    card = await world.result(1)
    third = (await world.pictures(card))[2]
    verb = Verb.PICK if any(":pick:" in code for code in card.buttons) else Verb.EDIT
    await world.stage.press(BO, card, verb, 3, text="make it night")
    if verb is Verb.PICK:
        alone = await world.result(2)
        await world.stage.reply(BO, alone, "make it night")
        edited = await world.result(3)
    else:
        edited = await world.result(2)

    assert (await world.picture(edited)).parents == (third.id,)
    assert not [one for one in words_only(await world.stage.chat()) if "?" in one.text and not one.buttons]


async def test_all_sends_the_pictures_one_by_one_to_reply_to(world: World) -> None:
    await world.stage.ask(ADA, "a hill --n 3")
    card = await world.result(1)
    if not any(":all:" in code for code in card.buttons):
        assert len(card.pictures) == 3, "without a sheet every picture is on the card already"
        return
    second = (await world.pictures(card))[1]
    await world.stage.press(BO, card, Verb.ALL)
    members = await world.until_count(3)
    if not world.can(Route.FREE_REPLY):
        return
    await world.stage.reply(BO, members[1], "make it night")
    edited = await world.result(2)

    assert (await world.picture(edited)).parents == (second.id,)
