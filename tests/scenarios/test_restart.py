"""The bot restarts between a picture and the reply to it."""

import pytest

from core.requests import Verb
from tests.scenarios.stage import ADA, BO
from tests.scenarios.world import World, brightness

pytestmark = pytest.mark.long


async def test_a_picture_from_before_the_restart_can_be_replied_to(world: World) -> None:
    await world.stage.ask(ADA, "a house on a hill, noon")
    first = await world.result(1)
    before = await world.picture(first)
    await world.restart()
    await world.stage.reply(BO, first, "make it night")
    second = await world.result(2)

    assert (await world.picture(second)).parents == (before.id,)
    assert brightness(second.pictures[0]) < brightness(first.pictures[0])


async def test_buttons_from_before_the_restart_still_work(world: World) -> None:
    await world.stage.ask(ADA, "a house")
    first = await world.result(1)
    await world.restart()
    await world.stage.press(BO, first, Verb.AGAIN)
    await world.result(2)

    assert await world.images_used() == 2


async def test_a_request_of_the_last_moment_is_drawn_after_the_restart(world: World) -> None:
    await world.stage.ask(ADA, "a house")
    await world.until("a card", lambda chat: next((one for one in chat if one.by_bot), None))
    await world.restart()
    await world.result(1)
    chat = await world.quiet()

    assert len([one for one in chat if one.by_bot and one.pictures]) == 1
    assert await world.images_used() == 1
