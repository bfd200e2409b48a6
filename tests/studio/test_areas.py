"""Choosing a part of a picture by buttons, and changing only what is there."""

from pathlib import Path

import pytest

from core.areas import CELLS, region_of
from core.errors import StaleAction
from core.identity import MessageRef, PictureId
from core.regions import cell
from core.requests import Action, ActionPress, Addressed, Audience, Verb
from tests.studio.house import BO, House, open_house


async def pressed(house: House, action: Action, text: str = "") -> None:
    asked = ActionPress.parse(action.code, text)
    assert asked is not None
    message = house.message("", BO, addressed=Addressed.BUTTON, command="", press=asked, message=None)
    await house.receive(message)


async def area(house: House) -> Action:
    """The button of a fresh picture."""
    card = house.courier.now(await house.ask("a boat"))
    picture = next(one.target for one in card.actions if one.verb is Verb.EDIT)
    return Action(Verb.AREA, picture, "Area")


async def test_a_part_is_chosen_and_then_the_words(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        button = await area(house)
        await pressed(house, button)
        (shown,) = house.courier.notices
        assert shown.audience is Audience.ALL
        assert [one.number for one in shown.actions] == list(CELLS)
        assert {one.verb for one in shown.actions} == {Verb.CELL}
        assert [one.label for one in shown.actions] == [str(number) for number in CELLS]
        (grid,) = shown.files
        assert grid.picture_ids == (button.target,)
        assert "grid" in grid.alt_text

        await pressed(house, shown.actions[4])
        question = house.courier.notices[-1]
        assert question.expects_reply
        assert "5" in question.text
        ref = MessageRef((await house.job(next(iter(house.courier.cards)))).place_id, "1003")
        note = await house.resources.notes.find(ref)
        assert note is not None
        assert note.region == cell(5), "it is remembered with the question"

        await house.receive(house.reply("1003", "make it red", BO))
        newest = list(house.courier.cards)[-1]
        assert (await house.job(newest)).instruction.region == cell(5)
        assert house.provider.requests[-1].prompt.startswith("make it red")


async def test_words_that_came_with_the_press_need_no_question(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await pressed(house, await area(house))
        (shown,) = house.courier.notices
        await pressed(house, shown.actions[0], "make it red")
        assert len(house.courier.notices) == 1
        newest = list(house.courier.cards)[-1]
        assert (await house.job(newest)).instruction.region == cell(1)


async def test_a_grid_of_a_picture_that_is_gone(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        button = await area(house)
        (picture,) = await house.resources.pictures.get([PictureId(button.target)])
        assert picture.blob is not None
        await house.resources.blobs.delete(picture.blob)
        await pressed(house, button)
        assert not any(one.files for one in house.courier.notices)
        await house.resources.pictures.erase(picture.account_id, house.resources.clock())
        await pressed(house, button)
        assert not any(one.files for one in house.courier.notices)


def test_no_other_part_is_taken() -> None:
    assert region_of(ActionPress(Verb.CELL, "x", 9)) == cell(9)
    assert region_of(ActionPress(Verb.EDIT, "x", 9)) is None
    for number in (None, 0, 10):
        with pytest.raises(StaleAction):
            region_of(ActionPress(Verb.CELL, "x", number))
