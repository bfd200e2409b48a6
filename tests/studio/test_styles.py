"""The gallery of styles: its pages, its buttons, and what a pressed one does."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bots.presets import load_presets
from core.commands import PRESETS
from core.drawing import Preview
from core.identity import Platform
from core.requests import Action, ActionPress, Addressed, ImageHandle, Notice, ReplyTarget, Verb
from tests.studio.house import ADA, BO, House, ScriptedProvider, open_house, png

SHOWN = ("watercolour", "poster", "restore", "try-on")


@pytest.fixture
def few(tmp_path: Path) -> dict[str, Any]:
    """Settings with one style and three recipes."""
    file = tmp_path / "few.yaml"
    others = (preset.name for preset in load_presets().all if preset.name not in SHOWN)
    file.write_text("".join(f"{name}: null\n" for name in others), encoding="utf-8")
    return {"presets": {"files": [file]}}


async def styles(house: House, words: str = "", **changes: Any) -> Notice:
    await house.receive(house.message(words, command="styles", **changes))
    return house.courier.notices[-1]


def button(notice: Notice, title: str) -> Action:
    return next(action for action in notice.actions if title in action.label)


async def press(house: House, action: Action, text: str = "", on: str | None = None, **changes: Any) -> None:
    pressed = ActionPress.parse(action.code, text)
    plain = {"addressed": Addressed.BUTTON, "command": "", "press": pressed, "message": on, "person": BO}
    await house.receive(house.message("", **{**plain, **changes}))


def handle(house: House, name: str) -> ImageHandle:
    house.courier.files[name] = png("#aa3300")
    return ImageHandle(Platform.TELEGRAM, name, f"key {name}")


def last_told(house: House) -> str:
    """The id of the newest message of the bot."""
    return str(house.courier._last)


def drawn_for_people(house: House) -> list[str]:
    return [request.prompt for request in house.provider.requests if request.wants_previews]


async def test_pages_are_drawn_once(tmp_path: Path, few: dict[str, Any]) -> None:
    async with open_house(tmp_path, **few) as house:
        first = await styles(house)
        assert [action.label for action in first.actions] == ["1 Watercolour", "Recipes »"]
        assert first.files[0].alt_text == "A contact sheet: 1 Watercolour"
        drawn = len(house.provider.requests)
        again = await styles(house)
        assert again.files[0].data == first.files[0].data
        assert len(house.provider.requests) == drawn

        await press(house, button(first, "Recipes"))
        recipes = house.courier.notices[-1]
        assert [action.label for action in recipes.actions][:2] == ["1 Restore a photo", "2 Poster"]
        assert "reply to a picture with --style restore" in recipes.text
        await press(house, button(recipes, "Styles"))
        assert house.courier.notices[-1].files[0].data == first.files[0].data
        assert not house.courier.cards

        drawn = len(house.provider.requests)
        chinese = await styles(house, person=replace(ADA, locale="zh-CN"))
        assert chinese.files[0].data != first.files[0].data
        assert [action.label for action in chinese.actions] == ["1 水彩", "配方 »"]
        assert len(house.provider.requests) == drawn, "the examples are the same in every language"


@pytest.mark.parametrize(("words", "options"), [("recipes", {}), ("配方", {}), ("", {"show": "recipes"})])
async def test_recipes_can_be_asked_for(
    tmp_path: Path, few: dict[str, Any], words: str, options: dict[str, str]
) -> None:
    async with open_house(tmp_path, **few) as house:
        assert "1 Restore a photo" in (await styles(house, words, options=options)).actions[0].label


async def test_without_presets_it_says_so(tmp_path: Path) -> None:
    file = tmp_path / "none.yaml"
    file.write_text("".join(f"{preset.name}: null\n" for preset in load_presets().all), encoding="utf-8")
    async with open_house(tmp_path, presets={"files": [file]}) as house:
        assert "no styles" in (await styles(house)).text
        await press(house, Action(Verb.GALLERY, "0" * 32, "", 0))
        await press(house, Action(Verb.STYLE, "e" * 32, ""))
        assert all("no longer there" in notice.text for notice in house.courier.notices[1:])


async def test_only_one_page_has_nothing_to_turn(tmp_path: Path, few: dict[str, Any]) -> None:
    file = tmp_path / "fewer.yaml"
    file.write_text("watercolour: null\n", encoding="utf-8")
    few["presets"]["files"].append(file)
    async with open_house(tmp_path, **few) as house:
        assert all(action.verb is Verb.STYLE for action in (await styles(house)).actions)


async def test_without_the_painter_there_are_only_buttons(tmp_path: Path, few: dict[str, Any]) -> None:
    provider = ScriptedProvider(name="elsewhere")
    settings = {**few, "providers": {"default": "openai"}}
    async with open_house(tmp_path, provider=provider, **settings) as house:
        shown = await styles(house)
        assert not shown.files
        assert shown.actions


async def test_an_example_that_does_not_come_is_told(tmp_path: Path, few: dict[str, Any]) -> None:
    async with open_house(tmp_path, **few) as house:
        house.provider.turns = [[Preview(png(), "image/png", 2)]]
        told = await styles(house)
        assert not told.actions
        assert "try again" in told.text


async def test_a_pressed_style_asks_and_the_answer_is_drawn(tmp_path: Path, few: dict[str, Any]) -> None:
    async with open_house(tmp_path, **few) as house:
        shown = await styles(house)
        await press(house, button(shown, "Watercolour"), on=last_told(house))
        question = house.courier.notices[-1]
        assert question.expects_reply
        assert "Watercolour" in question.text
        await house.receive(house.reply(last_told(house), "a fox", BO))

        assert drawn_for_people(house)[-1].startswith("a fox\nA watercolour painting")
        (card,) = house.courier.cards.values()
        assert card[-1].text.startswith("“Watercolour: a fox”")


async def test_words_that_come_with_the_press_are_drawn_at_once(tmp_path: Path, few: dict[str, Any]) -> None:
    async with open_house(tmp_path, **few) as house:
        shown = await styles(house)
        await press(house, button(shown, "Watercolour"), "a fox --n 2", on="none")
        assert drawn_for_people(house)[-1].startswith("a fox\nA watercolour painting")


async def test_a_style_is_applied_to_the_picture_that_the_gallery_is_about(
    tmp_path: Path, few: dict[str, Any]
) -> None:
    async with open_house(tmp_path, **few) as house:
        card = await house.ask("a boat")
        shown = await styles(house, reply=ReplyTarget(card, by_bot=True))
        assert "change your picture" in shown.text
        sheet = last_told(house)
        await press(house, button(shown, "Recipes"), reply=ReplyTarget(sheet, by_bot=True))
        await press(house, button(shown, "Watercolour"), on=last_told(house))

        assert drawn_for_people(house)[-1].startswith("Repaint this picture as a watercolour")
        assert house.provider.requests[-1].sources
        await press(house, button(house.courier.notices[-1], "Poster"), on=last_told(house))


async def test_a_recipe_that_needs_words_asks_for_them_with_its_picture(
    tmp_path: Path, few: dict[str, Any]
) -> None:
    async with open_house(tmp_path, **few) as house:
        card = await house.ask("a boat")
        shown = await styles(house, "recipes", reply=ReplyTarget(card, by_bot=True))
        await press(house, button(shown, "Poster"), on=last_told(house))
        assert "What should change?" in house.courier.notices[-1].text
        await house.receive(house.reply(last_told(house), 'a trip "Ahoy"', BO))
        assert "spelled exactly so, large and easy to read from afar: Ahoy" in drawn_for_people(house)[-1]
        assert house.provider.requests[-1].sources


async def test_a_recipe_takes_the_pictures_of_the_answer(tmp_path: Path, few: dict[str, Any]) -> None:
    async with open_house(tmp_path, **few) as house:
        shown = await styles(house, "recipes")
        await press(house, button(shown, "Restore"), on=last_told(house))
        assert "with your picture" in house.courier.notices[-1].text
        answer = house.reply(last_told(house), "", BO, images=(handle(house, "old"),))
        await house.receive(answer)
        assert drawn_for_people(house)[-1].startswith("Restore this old photograph")


async def test_uploads_come_with_the_press(tmp_path: Path, few: dict[str, Any]) -> None:
    async with open_house(tmp_path, **few) as house:
        shown = await styles(house, "recipes")
        await press(house, button(shown, "try-on"), images=(handle(house, "me"), handle(house, "coat")))
        assert len(house.provider.requests[-1].sources) == 2


@pytest.mark.parametrize(
    ("words", "images", "says"),
    [("--style try-on", 1, "needs 2 pictures"), ("--style restore", 0, "needs a picture to start from")],
)
async def test_the_wrong_number_of_pictures_costs_nothing(
    tmp_path: Path, few: dict[str, Any], words: str, images: int, says: str
) -> None:
    async with open_house(tmp_path, **few) as house:
        sent = tuple(handle(house, str(number)) for number in range(images))
        await house.receive(house.message(words, images=sent))
        assert says in house.courier.notices[-1].text
        assert not house.courier.cards


async def test_a_style_is_kept_when_words_are_asked_for(tmp_path: Path, few: dict[str, Any]) -> None:
    async with open_house(tmp_path, **few) as house:
        card = await house.ask("a boat")
        await house.receive(house.reply(card, "--style poster"))
        await house.receive(house.reply(last_told(house), "summer"))
        assert drawn_for_people(house)[-1].startswith("Design a printed poster")


async def test_flags_that_do_nothing_are_told_with_the_picture(tmp_path: Path, few: dict[str, Any]) -> None:
    async with open_house(tmp_path, **few) as house:
        card = await house.ask("a boat --seed 7 --chaos 3 --no birds")
        assert "Not supported here, so I left it out: --chaos, --seed." in house.courier.now(card).text
        assert house.provider.requests[-1].prompt == "a boat\nWithout: birds."
        assert house.provider.requests[-1].seed is None


async def test_suggestions_are_at_hand_for_platforms(tmp_path: Path, few: dict[str, Any]) -> None:
    async with open_house(tmp_path, **few) as house:
        values = {one.value for one in house.studio.suggestions[PRESETS]}
        assert values == set(SHOWN)
