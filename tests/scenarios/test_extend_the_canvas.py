"""Somebody wants to see more than the picture shows."""

import io
from typing import Any

import numpy as np
from PIL import Image

from tests.platforms.openai_server import OpenAIServer
from tests.scenarios.stage import ADA, Stage
from tests.scenarios.world import World, opened, photo, running

SIDE = (320, 240)


async def test_zooming_out_keeps_every_pixel(world: World) -> None:
    original = photo(size=SIDE)
    await world.stage.ask(ADA, "zoom out 2x", images=[original])
    card = await world.result()

    picture = await world.picture(card)
    assert (picture.facts.width, picture.facts.height) == (640, 480)
    assert picture.blob is not None
    result = np.asarray(opened(await world.resources.blobs.get(picture.blob)))
    assert (result[120:360, 160:480] == np.asarray(opened(original))).all()
    assert "painter" in card.text, "what the painter cannot make up is said"


async def test_another_shape_without_cropping(
    stage: Stage, tmp_path: Any, openai_server: OpenAIServer, openai_settings: dict[str, Any]
) -> None:
    async with running(stage, tmp_path / "data", **openai_settings) as world:
        original = photo(size=SIDE)
        await stage.ask(ADA, "make it 16:9 without cropping", images=[original])
        card = await world.result()

        sent = openai_server.requests[-1]
        canvas, mask = (Image.open(io.BytesIO(file.data)) for file in sent.files)
        assert canvas.size == mask.size
        assert abs(canvas.width / canvas.height - 16 / 9) < 0.02
        assert canvas.getchannel("A").getextrema() == (0, 255), "empty around the picture"
        picture = await world.picture(card)
        assert (picture.facts.width, picture.facts.height) == (427, 240)
        assert picture.blob is not None
        result = np.asarray(opened(await world.resources.blobs.get(picture.blob)))
        assert (result[:, 53:373] == np.asarray(opened(original))).all() or (
            result[:, 54:374] == np.asarray(opened(original))
        ).all()
