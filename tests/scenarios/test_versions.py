"""People go back and forth between the versions of a picture."""

import re
from collections.abc import Sequence

from core.requests import Verb
from tests.scenarios.stage import ADA, BO, CHEN, Route, Seen
from tests.scenarios.world import World

_SHOWN = re.compile(r"Version \d|第 \d+ 版")


async def _two_versions(world: World) -> tuple[Seen, Seen]:
    """A card, and what was made from it."""
    await world.stage.ask(ADA, "a house on a hill, noon")
    first = await world.result(1)
    if world.can(Route.FREE_REPLY):
        await world.stage.reply(BO, first, "make it night")
    else:
        await world.stage.press(BO, first, Verb.EDIT, text="make it night")
    return first, await world.result(2)


def _shown_in(chat: Sequence[Seen]) -> list[Seen]:
    return [one for one in chat if one.by_bot and one.pictures and _SHOWN.search(one.text)]


async def _shown(world: World, number: int) -> Seen:
    """The `number`-th picture that was shown again, without a card."""
    return await world.until(
        f"shown {number}", lambda chat: next(iter(_shown_in(chat)[number - 1 : number]), None)
    )


async def test_undo_shows_the_version_before_and_a_reply_goes_on_from_there(world: World) -> None:
    first, second = await _two_versions(world)
    before = await world.picture(first)
    if not world.can(Route.FREE_REPLY):
        assert any(":history:" in code for code in second.buttons)
        assert not any(":history:" in code for code in first.buttons)
        return
    await world.stage.reply(ADA, first, "undo")
    assert "nothing before" in (await world.notice(1)).text
    await world.stage.reply(ADA, second, "undo")
    shown = await _shown(world, 1)
    assert await world.images_used() == 2, "nothing was drawn for it"
    await world.stage.reply(BO, shown, "put a boat beside it")
    branch = await world.result(4)

    assert (await world.picture(branch)).parents == (before.id,)
    await world.stage.reply(CHEN, first, "重做")
    again = await _shown(world, 2)
    assert (await world.picture(again)).id == (await world.picture(branch)).id


async def test_the_family_tree_and_a_comparison_after_a_restart(world: World) -> None:
    first, second = await _two_versions(world)
    await world.stage.press(CHEN, second, Verb.HISTORY)
    sheet = await world.until(
        "a sheet", lambda chat: next((one for one in chat if "#2" in one.text and one.pictures), None)
    )
    assert [label for code, label in sheet.buttons.items() if ":pick:" in code] == ["1", "2"]
    await world.restart()
    await world.stage.press(BO, sheet, Verb.PICK, 1)
    shown = await _shown(world, 1)
    assert (await world.picture(shown)).id == (await world.picture(first)).id
    await world.stage.press(BO, second, Verb.COMPARE)
    compared = await _shown(world, 2)
    assert len(compared.pictures) == 1
    assert await world.images_used() == 2, "nothing was drawn for any of it"
    if world.can(Route.FREE_REPLY):
        await world.stage.reply(ADA, sheet, "#1 make it dawn")
        await world.until(
            "a branch", lambda chat: next((one for one in chat if "version 3" in one.text), None)
        )
        assert await world.images_used() == 3
