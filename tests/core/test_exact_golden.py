"""Every exact operation on one picture, as it once looked good: sizes exactly, colours nearly.

`python -m tests.core.test_exact_golden` writes the file anew; look at what has changed before keeping it.
"""

import json
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image

from core.errors import LetteringTooLong, NotExact
from core.imaging import make_exactly
from core.lettering import Lettering
from core.operations import (
    Adjust,
    Animate,
    Blur,
    Border,
    ClearBackground,
    Compress,
    Convert,
    Crop,
    Fit,
    Flip,
    Grayscale,
    Grid,
    Operation,
    Pad,
    Pixelate,
    Recolour,
    Resize,
    Rotate,
    RoundCorners,
    Sharpen,
    StripMetadata,
)
from core.regions import Region
from tests.core.exact_pictures import noise, opened, product, saved, scene

FILE = Path(__file__).with_name("golden") / "exact.json"
NEARLY = 4
CELLS = (8, 6)
CORNER = Region(0.6, 0.0, 1.0, 0.5)
CASES: dict[str, Operation] = {
    "crop 16:9": Crop((16, 9)),
    "crop square, smart": Crop((1, 1), smart=True),
    "crop region": Crop(region=CORNER),
    "resize": Resize(50, 40),
    "resize, stretched": Resize(50, 40, mode="stretch"),
    "fit emoji": Fit("emoji"),
    "fit open graph": Fit("open_graph"),
    "rotate 90": Rotate(90),
    "rotate 20": Rotate(20),
    "straighten 5": Rotate(5, level=True),
    "flip": Flip(),
    "pad square": Pad((1, 1), colour=(20, 20, 60)),
    "border": Border((224, 32, 32), 6),
    "round corners": RoundCorners(percent=25),
    "circle": RoundCorners(circle=True),
    "grayscale": Grayscale(),
    "brighter": Adjust("brightness", 0.25),
    "darker": Adjust("brightness", -0.25),
    "contrast": Adjust("contrast", 0.5),
    "saturation": Adjust("saturation", 0.5),
    "warmer": Adjust("warmth", 0.5),
    "blur": Blur(strength=4),
    "blur region": Blur(CORNER),
    "sharpen": Sharpen(2),
    "pixelate region": Pixelate(CORNER),
    "recolour": Recolour((224, 32, 32), (31, 95, 224), by_hue=True),
    "recolour exactly": Recolour((200, 40, 30), (0, 160, 60)),
    "clear background": ClearBackground(),
    "convert": Convert("jpeg", 80),
    "compress": Compress(4_096),
    "gif": Animate(),
    "grid": Grid(),
    "strip metadata": StripMetadata(),
    "lettering": Lettering("Hi"),
}


def look(name: str) -> dict[str, object]:
    operation = CASES[name]
    source = product() if isinstance(operation, ClearBackground) else scene()
    sources = [saved(source), saved(scene(60, 60)), saved(scene(40, 70))]
    image = opened(make_exactly(sources, [operation]).data)
    cells = image.convert("RGBA").resize(CELLS, Image.Resampling.BOX)
    return {"size": list(image.size), "cells": cells.tobytes().hex(" ", 4)}


@pytest.mark.parametrize("name", CASES)
def test_it_looks_as_it_did(name: str) -> None:
    golden = json.loads(FILE.read_text(encoding="utf-8"))[name]

    seen = look(name)

    assert seen["size"] == golden["size"]
    now, then = bytes.fromhex(str(seen["cells"])), bytes.fromhex(golden["cells"])
    assert max(abs(one - other) for one, other in zip(now, then, strict=True)) <= NEARLY, seen["cells"]


ODD = {
    "grey": lambda image: saved(image.convert("L")),
    "black or white": lambda image: saved(image.convert("1")),
    "palette": lambda image: saved(image.quantize(16)),
    "grey with alpha": lambda image: saved(image.convert("LA")),
    "deep": lambda image: saved(Image.new("I;16", image.size, 3000)),
    "print": lambda image: saved(image.convert("CMYK"), "JPEG"),
}


@pytest.mark.parametrize("odd", ODD)
def test_no_picture_is_too_small_or_too_odd(odd: str) -> None:
    for size in ((1, 1), (40, 1), (3, 70)):
        data = ODD[odd](noise(*size))
        for name, operation in CASES.items():
            try:
                opened(make_exactly([data] * 2, [operation]).data)
            except (NotExact, LetteringTooLong):
                assert name.startswith(("clear", "recolour", "lettering"))


def test_every_operation_is_among_them() -> None:
    assert {type(operation) for operation in CASES.values()} == set(get_args(get_args(Operation)[0]))


if __name__ == "__main__":
    rows = [f"{json.dumps(name)}: {json.dumps(look(name))}" for name in CASES]
    FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
