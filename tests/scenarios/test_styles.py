"""Somebody looks at the styles and draws in one."""

import io
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from bots.presets import load_presets
from core.requests import ActionPress, Verb
from tests.scenarios.stage import ADA, BO, CHEN, Route, Seen, Stage
from tests.scenarios.world import World, photo, running, words_only

SHOWN = ("watercolour", "pixel-art", "restore", "try-on")
"""The whole gallery would only take longer to draw."""


@pytest.fixture
def few(tmp_path: Path) -> Path:
    file = tmp_path / "fewer.yaml"
    others = (preset.name for preset in load_presets().all if preset.name not in SHOWN)
    file.write_text("".join(f"{name}: null\n" for name in others), encoding="utf-8")
    return file


@pytest_asyncio.fixture
async def world(stage: Stage, tmp_path: Path, few: Path) -> AsyncIterator[World]:
    """The bot with a few of the presets."""
    async with running(stage, tmp_path / "data", presets={"files": [few]}) as made:
        yield made


def with_verb(chat: Sequence[Seen], verb: Verb) -> list[Seen]:
    presses = {one.id: {ActionPress.parse(code) for code in one.buttons} for one in chat}
    return [one for one in chat if any(press and press.verb is verb for press in presses[one.id])]


async def gallery(world: World, number: int = 1) -> Seen:
    """The `number`-th sheet shown."""

    def found(chat: Sequence[Seen]) -> Seen | None:
        sheets = with_verb(chat, Verb.STYLE)
        return sheets[number - 1] if len(sheets) >= number else None

    return await world.until(f"gallery {number}", found)


async def card(world: World) -> Seen:
    """The finished card; galleries are none."""
    return await world.until("the card", lambda chat: next(iter(with_verb(chat, Verb.AGAIN)), None))


async def test_styles_are_shown_as_a_sheet_and_turned_over(world: World) -> None:
    await world.stage.command(CHEN, "styles")
    sheet = await gallery(world)
    (picture,) = sheet.pictures
    assert min(Image.open(io.BytesIO(picture)).size) > 300
    assert list(sheet.buttons.values()) == ["1 水彩", "2 像素画", "配方 »"]

    await world.stage.press(ADA, sheet, Verb.GALLERY)
    recipes = await gallery(world, 2)
    assert list(recipes.buttons.values()) == ["1 Restore a photo", "2 Outfit try-on", "Styles »"]
    assert await world.images_used() == 0


async def test_a_pressed_style_draws_what_is_said_next(world: World) -> None:
    await world.stage.command(BO, "styles")
    sheet = await gallery(world)
    await world.stage.press(BO, sheet, Verb.STYLE, 1, text="a fox by a lake")
    if not world.can(Route.FORM):
        question = await world.until(
            "the question",
            lambda chat: next((one for one in words_only(chat) if "Watercolour" in one.text), None),
        )
        await world.stage.reply(BO, question, "a fox by a lake")
    done = await card(world)

    assert "Watercolour: a fox by a lake" in done.text
    assert "cold-pressed" not in done.text, "the template is not the person's words"
    job = await world.job(done)
    assert (job.instruction.preset, job.instruction.prompt) == ("watercolour", "a fox by a lake")
    assert "watercolour" in (await world.picture(done)).alt_text.lower()


@pytest.mark.long
async def test_a_style_named_in_the_words_is_drawn_in(world: World) -> None:
    await world.stage.ask(CHEN, "一只狐狸 --风格 水彩")
    done = await world.result(1)

    job = await world.job(done)
    assert (job.instruction.preset, job.instruction.prompt) == ("watercolour", "一只狐狸")
    assert "水彩：一只狐狸" in done.text


@pytest.mark.long
async def test_a_recipe_says_how_many_pictures_it_needs(world: World) -> None:
    await world.stage.ask(ADA, "in the blue coat --style try-on", [photo()])
    told = await world.notice(1)

    assert "2 pictures" in told.text
    assert await world.images_used() == 0


@pytest.mark.long
async def test_flags_that_are_not_supported_are_named(world: World) -> None:
    await world.stage.ask(ADA, "a fox in a forest --chaos 20 --seed 7 --no birds --sref 123")
    done = await world.result(1)

    assert "--chaos, --sref" in done.text
    job = await world.job(done)
    assert (job.instruction.seed, job.instruction.negative) == (7, "birds")
