"""People talk about pictures without wanting a change."""

import pytest

from tests.scenarios.stage import ADA, BO, Route
from tests.scenarios.world import World

REMARKS = (
    "wow, love it!",
    "谢谢",
    "lol 😂",
    "what model is this?",
    "hm\n> make it night",
    "it did make the sky darker",
)


@pytest.mark.parametrize("remark", REMARKS[:3])
async def test_a_remark_under_a_card_costs_nothing(world: World, remark: str) -> None:
    if not world.can(Route.FREE_REPLY):
        await world.help_names(ADA, "Edit")
        return
    await world.stage.ask(ADA, "a boat")
    card = await world.result()
    await world.stage.post(BO, remark, reply_to=card)
    chat = await world.quiet()

    assert len([one for one in chat if one.by_bot]) == 1
    assert await world.images_used() == 1


async def test_talk_about_a_picture_is_not_even_asked_about(world: World) -> None:
    if not world.can(Route.FREE_REPLY):
        return
    await world.stage.ask(ADA, "a boat")
    card = await world.result()
    for remark in REMARKS[3:]:
        await world.stage.post(BO, remark, reply_to=card)
    chat = await world.quiet()

    assert len([one for one in chat if one.by_bot]) == 1
    assert await world.images_used() == 1


async def test_ordinary_talk_is_left_alone(world: World) -> None:
    await world.stage.post(ADA, "shall we draw a boat today?")
    chat = await world.quiet()

    assert not [one for one in chat if one.by_bot]


async def test_an_edit_without_a_picture_is_told_how_to_point_at_one(world: World) -> None:
    await world.stage.command(ADA, "edit", "make it night")
    told = await world.notice()

    assert told.text
    assert await world.images_used() == 0
