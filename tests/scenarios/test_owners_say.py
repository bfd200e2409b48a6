"""A member keeps the pictures that they post to themselves."""

import pytest

from tests.scenarios.stage import ADA, ADMIN, BO, CHEN
from tests.scenarios.world import World, photo


async def test_nobody_else_may_have_them_changed(world: World) -> None:
    shown = await world.stage.post(BO, images=[photo()])
    await world.stage.command(BO, "mypictures", "private")
    assert "Nobody else" in (await world.notice(1)).text
    await world.stage.edit_photo(ADA, shown, "make it night")
    assert "kept it to themselves" in (await world.notice(2)).text
    assert await world.images_used() == 0

    await world.stage.edit_photo(BO, shown, "make it night")
    card = await world.result(1)
    await world.stage.edit_photo(CHEN, card, "改成白天")
    # Not every platform tells the reader's language with an ordinary message.
    told = (await world.notice(3)).text
    assert "不让别人修改" in told or "kept it to themselves" in told
    assert await world.images_used() == 1

    await world.stage.command(BO, "mypictures", "open")
    await world.notice(4)
    await world.stage.edit_photo(ADA, shown, "make it warm")
    await world.result(2)


@pytest.mark.long
async def test_an_admin_chooses_for_who_has_not_chosen(world: World) -> None:
    await world.stage.command(BO, "mypictures", "group private")
    assert "Only an admin" in (await world.notice(1)).text
    await world.stage.command(ADMIN, "mypictures", "group private")
    assert "nobody else may" in (await world.notice(2)).text
    shown = await world.stage.post(CHEN, images=[photo()])
    await world.stage.edit_photo(BO, shown, "make it night")

    assert "kept it to themselves" in (await world.notice(3)).text
    assert await world.images_used() == 0
