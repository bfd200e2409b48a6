"""Somebody marks a picture where it should change: by painting over a copy, or by a part of a grid."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.requests import Verb
from tests.platforms.openai_server import OpenAIServer
from tests.scenarios.stage import ADA, BO, Route, Seen, Stage
from tests.scenarios.world import World, opened, photo, running

pytestmark = pytest.mark.long

SIDE = (320, 240)
CIRCLE = (40, 40, 140, 140)


def circled(data: bytes) -> bytes:
    """The picture as the platform's editor gives it back: a red circle drawn, smaller, compressed."""
    image = opened(data)
    scale = image.width / SIDE[0]
    box = tuple(side * scale for side in CIRCLE)
    ImageDraw.Draw(image).ellipse(box, outline="#ff3b30", width=max(4, round(5 * scale)))
    image.thumbnail((300, 300), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


async def stored(world: World, card: Seen) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """(the source's pixels, the result's), as they are kept."""
    picture = await world.picture(card)
    (source, *_) = await world.resources.pictures.get(picture.parents)
    assert source.blob is not None
    assert picture.blob is not None
    before = np.asarray(opened(await world.resources.blobs.get(source.blob)))
    return before, np.asarray(opened(await world.resources.blobs.get(picture.blob)))


def changed(before: np.ndarray[Any, Any], after: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    assert before.shape == after.shape, "the source is never scaled away"
    differs: np.ndarray[Any, Any] = (before != after).any(axis=2)
    return differs


async def test_only_what_was_circled_changes(world: World) -> None:
    original = photo(size=SIDE)
    await world.stage.ask(ADA, "make it sepia", images=[original, circled(original)])
    card = await world.result()

    differs = changed(*await stored(world, card))
    assert differs[90, 90]
    assert not differs[:, 200:].any()
    assert not differs[200:].any()
    assert (await world.job(card)).instruction.markup


async def test_a_painted_copy_as_a_reply_changes_the_stored_original_there(world: World) -> None:
    if not world.can(Route.FREE_REPLY):
        await world.help_names(ADA, "Edit")
        return
    await world.stage.ask(ADA, "make it warm", images=[photo(size=SIDE)])
    card = await world.result(1)
    await world.stage.reply(BO, card, "make it black and white here", images=[circled(card.pictures[0])])
    second = await world.result(2)

    differs = changed(*await stored(world, second))
    assert differs[90, 90]
    assert not differs[:, 200:].any()


async def test_a_part_named_in_words_is_all_that_changes(world: World) -> None:
    await world.stage.ask(ADA, "make the top left sepia", images=[photo(size=SIDE)])
    differs = changed(*await stored(world, await world.result()))

    assert differs[60, 80]
    assert not differs[120:].any()
    assert not differs[:, 160:].any()


async def test_a_part_of_the_grid_is_chosen_by_its_number(world: World) -> None:
    await world.stage.ask(ADA, "make it warm", images=[photo(size=SIDE)])
    card = await world.result(1)
    await world.stage.press(ADA, card, Verb.MORE)
    offer = await world.until(
        "what else",
        lambda chat: next((one for one in chat if any(":area:" in code for code in one.buttons)), None),
    )
    await world.stage.press(ADA, offer, Verb.AREA)
    grid = await world.until(
        "the grid", lambda chat: next((one for one in chat if _cells(one) == list(range(1, 10))), None)
    )
    assert len(grid.pictures) == 1
    asked = len(await world.stage.chat())
    await world.stage.press(BO, grid, Verb.CELL, 5, text="make it sepia")
    if not world.can(Route.FORM):
        prompt = await world.until("the question", lambda chat: chat[-1] if len(chat) > asked else None)
        await world.stage.reply(BO, prompt, "make it sepia")
    # The grid is the second message with a picture and buttons.
    second = await world.result(3)

    differs = changed(*await stored(world, second))
    assert differs[120, 160]
    rows, columns = np.nonzero(differs)
    assert 79 <= rows.min() <= rows.max() <= 160
    assert 106 <= columns.min() <= columns.max() <= 214


async def test_a_model_that_takes_masks_gets_one(
    stage: Stage, tmp_path: Any, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    async with running(stage, tmp_path / "data", **openai_settings) as world:
        original = photo(size=(480, 320))
        await stage.ask(ADA, "put a hat on it", images=[original, circled(original)])
        card = await world.result()

        sent = openai_server.requests[-1]
        assert [file.parameter for file in sent.files] == ["image", "mask"]
        mask = np.asarray(Image.open(io.BytesIO(sent.files[1].data)))
        assert mask[130, 130, 3] == 0, "open where somebody circled"
        assert mask[130, 400, 3] == 255
        differs = changed(*await stored(world, card))
        assert not differs[:, 320:].any()


def _cells(message: Seen) -> list[int]:
    return [int(code.rpartition(":")[2]) for code in message.buttons if ":cell:" in code]
