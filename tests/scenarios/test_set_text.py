"""Somebody wants text in a picture, letter by letter: it is set with real fonts, at once and for nothing."""

import io

from PIL import Image, ImageChops

from core.instructions import InstructionKind
from tests.scenarios.stage import ADA, BO, Seen
from tests.scenarios.world import World


async def stored(world: World, card: Seen) -> Image.Image:
    picture = await world.picture(card)
    assert picture.blob is not None
    return Image.open(io.BytesIO(await world.resources.blobs.get(picture.blob))).convert("RGB")


async def test_text_at_the_top_changes_only_the_top_and_costs_nothing(world: World) -> None:
    await world.stage.ask(ADA, "a house on a hill, noon")
    first = await world.result(1)
    await world.stage.reply(BO, first, 'text "SALE" at the top, white, bold')
    second = await world.result(2)

    job = await world.job(second)
    assert job.instruction.kind is InstructionKind.EXACT
    assert (job.reserved.images, job.cost_micros) == (0, 0)
    before = await stored(world, first)
    after = await stored(world, second)
    box = ImageChops.difference(before, after).getbbox()
    assert box is not None
    assert box[1] < before.height / 5
    assert box[3] < before.height / 2


async def test_a_page_of_text_is_refused_kindly(world: World) -> None:
    await world.stage.ask(ADA, "a tree")
    first = await world.result(1)
    await world.stage.reply(ADA, first, f'text "{"wo " * 300}"')

    refused = await world.until(
        "a refusal", lambda chat: next((m for m in chat if "too much text" in m.text), None)
    )

    assert "shorten" in refused.text
    assert await world.images_used() == 1
