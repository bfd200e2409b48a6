"""Somebody asks for what can be done exactly: it is, at once and for nothing."""

import io

import pytest
from PIL import Image

from core.identity import PictureId
from core.instructions import InstructionKind
from tests.scenarios.stage import ADA, BO, CHEN
from tests.scenarios.world import PICTURE_SIDE, World

pytestmark = pytest.mark.long


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


async def stored(world: World, picture_id: PictureId) -> Image.Image:
    (picture,) = await world.resources.pictures.get([picture_id])
    assert picture.blob is not None
    return opened(await world.resources.blobs.get(picture.blob))


async def test_a_crop_and_a_border_in_one_reply_cost_nothing(world: World) -> None:
    await world.stage.ask(ADA, "a house on a hill, noon")
    first = await world.result(1)
    await world.stage.reply(BO, first, "crop to 16:9 and add a black border")
    second = await world.result(2)

    job = await world.job(second)
    assert job.instruction.kind is InstructionKind.EXACT
    assert (job.reserved.images, job.cost_micros) == (0, 0)
    picture = await world.picture(second)
    image = await stored(world, picture.id)
    assert image.width > PICTURE_SIDE
    assert image.getpixel((0, 0)) == (0, 0, 0)
    assert picture.parents == ((await world.picture(first)).id,)


async def test_a_chain_of_exact_edits_starts_from_the_original(world: World) -> None:
    await world.stage.ask(ADA, "the sea at noon")
    first = await world.result(1)
    await world.stage.reply(ADA, first, "resize to 32x32")
    small = await world.result(2)
    await world.stage.reply(ADA, small, "rotate 90 degrees")
    turned = await world.result(3)
    await world.stage.reply(ADA, turned, "resize to 128x128")
    large = await world.result(4)

    assert (await world.picture(large)).version == 4
    image = await stored(world, (await world.picture(large)).id)
    assert image.size == (128, 128)


async def test_what_is_mixed_is_split_between_model_and_exactness(world: World) -> None:
    await world.stage.ask(ADA, "a tree")
    first = await world.result(1)
    await world.stage.reply(ADA, first, "make it night and crop to 2:1")
    second = await world.result(2)

    job = await world.job(second)
    assert job.instruction.kind is InstructionKind.EDIT
    assert job.reserved.images == 1
    image = await stored(world, (await world.picture(second)).id)
    assert image.width == 2 * image.height


async def test_in_chinese_too(world: World) -> None:
    await world.stage.ask(ADA, "a cat")
    first = await world.result(1)
    await world.stage.reply(CHEN, first, "变成黑白")
    second = await world.result(2)

    image = await stored(world, (await world.picture(second)).id)
    red, green, blue = image.split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()
