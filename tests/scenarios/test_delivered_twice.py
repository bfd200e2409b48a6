"""The platform delivers the same thing twice."""

from tests.scenarios.stage import ADA, BO
from tests.scenarios.world import World, finished


async def test_a_repeated_request_gives_one_card_and_one_charge(world: World) -> None:
    await world.stage.ask(ADA, "a boat")
    await world.stage.repeat()
    await world.result(1)
    await world.stage.repeat()
    chat = await world.quiet()

    assert len(finished(chat)) == 1
    assert await world.images_used() == 1


async def test_a_repeated_reply_edits_once(world: World) -> None:
    await world.stage.ask(ADA, "a boat")
    first = await world.result(1)
    await world.stage.reply(BO, first, "make it night")
    await world.stage.repeat()
    await world.result(2)
    chat = await world.quiet()

    assert len(finished(chat)) == 2
