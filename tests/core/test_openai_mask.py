"""A mask on its way to OpenAI: one more file, of the first image's size."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pydantic import SecretStr

from core.drawing import Drawn, DrawRequest, SourceImage
from core.errors import ChatbrushError
from core.identity import JobId
from core.imaging import masks
from core.providers.openai import OpenAIProvider
from core.providers.openai_models import CURRENT, traits_of
from core.regions import Region
from core.settings import OpenAISettings
from tests.platforms.openai_server import OpenAIServer

SIZE = (64, 48)
OPEN = masks.rectangle(Region(0.0, 0.0, 0.5, 1.0), SIZE)


def picture(colour: str, size: tuple[int, int] = SIZE) -> SourceImage:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return SourceImage(out.getvalue(), "image/png", *size)


def request(*sources: SourceImage, mask_size: tuple[int, int] = SIZE) -> DrawRequest:
    return DrawRequest(
        job_id=JobId("job"),
        model="gpt-image-2",
        prompt="a hat",
        size=None,
        count=1,
        quality="",
        transparent=False,
        sources=sources,
        person_hash="hash",
        deadline_seconds=20,
        mask=SourceImage(masks.open_png(masks.resized(OPEN, mask_size)), "image/png", *mask_size),
    )


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as running:
        yield running


async def drawn(server: OpenAIServer, asked: DrawRequest) -> Drawn:
    settings = OpenAISettings(api_key=SecretStr(server.key), base_url=server.base_url, model=asked.model)
    provider = await asyncio.to_thread(OpenAIProvider, settings)
    try:
        last = [event async for event in provider.draw(asked)][-1]
    finally:
        await provider.close()
    assert isinstance(last, Drawn)
    return last


@pytest.mark.parametrize("model", ["gpt-image-2", "gpt-image-1.5"])
async def test_a_mask_goes_along_as_the_reference_says(server: OpenAIServer, model: str) -> None:
    asked = replace(request(picture("teal"), picture("red")), model=model)
    await drawn(server, asked)

    sent = server.requests[-1]
    assert [(file.parameter, file.name, file.media_type) for file in sent.files] == [
        ("image[]", "image-1.png", "image/png"),
        ("image[]", "image-2.png", "image/png"),
        ("mask", "mask.png", "image/png"),
    ]
    mask = Image.open(BytesIO(sent.files[-1].data))
    assert mask.size == SIZE
    assert (((np.asarray(mask)[..., 3]) == 0) == OPEN).all(), "transparent where it is to change"


async def test_a_mask_of_another_size_is_refused_by_the_service(server: OpenAIServer) -> None:
    with pytest.raises(ChatbrushError):
        await drawn(server, request(picture("teal"), mask_size=(32, 24)))


def test_every_model_of_openai_takes_masks_and_others_are_not_trusted_with_one() -> None:
    assert all(model.takes_mask for model in CURRENT.values())
    assert not traits_of("somebody-elses").takes_mask
