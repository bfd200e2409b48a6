"""What the painter does where a larger canvas is to be filled: it can make nothing up, and says so."""

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from core.drawing import Drawn, DrawnPicture, DrawRequest, SourceImage
from core.extension import Extension
from core.identity import JobId
from core.imaging.canvas import extended, lay_out, layout
from core.providers.painter import Painter
from core.settings import PainterSettings
from tests.core.drifting import file
from tests.core.scribbles import scenery

SIZE = (160, 120)


async def drawn(request: DrawRequest) -> DrawnPicture:
    last = [event async for event in Painter(PainterSettings()).draw(request)][-1]
    assert isinstance(last, Drawn)
    return last.pictures[0]


def request() -> tuple[DrawRequest, SourceImage]:
    source = scenery(4, (80, 60))
    where = layout(source.size, extended(source.size, Extension(0.5, 0.5, 0.5, 0.5), max_pixels=10**8))
    canvas = lay_out(file(source), where, SIZE, is_open=False)
    sent = SourceImage(canvas.picture, "image/png", *SIZE)
    asked = DrawRequest(
        JobId("0" * 32), "painter", "zoom out", SIZE, 1, "", False, (sent,), "person", 60.0, extends=True
    )
    return asked, sent


async def test_a_larger_canvas_comes_back_with_its_reflection() -> None:
    asked, sent = request()
    picture = await drawn(asked)

    assert picture.notes == ("painter-extended",)
    assert picture.scene == ""
    same = np.asarray(Image.open(io.BytesIO(picture.data))) == np.asarray(Image.open(io.BytesIO(sent.data)))
    assert same.all()


async def test_it_comes_in_the_size_that_was_asked_for() -> None:
    asked, _ = request()
    picture = await drawn(replace(asked, size=(320, 240)))
    assert Image.open(io.BytesIO(picture.data)).size == (320, 240)


def test_the_painter_needs_no_mask_and_minds_none() -> None:
    traits = Painter(PainterSettings()).traits.models["painter"]
    assert traits.takes_mask
    assert traits.is_literal
