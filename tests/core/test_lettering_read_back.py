"""What is set can be read: by Tesseract, in four scripts, on quiet and on busy pictures."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from core.imaging.lettering import has_shaping, set_lettering
from core.lettering import Edge, Lettering, Place, Role

pytestmark = pytest.mark.long

TESSERACT = shutil.which("tesseract")
INK = (255, 0, 255)
"""A colour that is nowhere else in these pictures, by which the letters are told from everything else."""

TEXTS = {
    "eng": ["The quick brown fox jumps", "Grand Opening 2026"],
    "chi_sim": ["五一劳动节快乐", "新年快乐万事如意"],
    "ara": ["مرحبا بالعالم", "السلام عليكم ورحمة الله"],
    "hin": ["नमस्ते दुनिया", "भारत एक विशाल देश है"],
}


@cache
def languages() -> frozenset[str]:
    if TESSERACT is None:
        return frozenset()
    listed = subprocess.run([TESSERACT, "--list-langs"], capture_output=True, text=True, check=True)  # noqa: S603 - our own arguments
    return frozenset(listed.stdout.split()[1:])


def need(there: bool, what: str) -> None:
    """CI installs everything; elsewhere what cannot run says why."""
    if not there and "CI" in os.environ:
        pytest.fail(f"CI lacks {what}")
    if not there:
        pytest.skip(f"needs {what}")


def ground(name: str) -> Image.Image:
    if name == "quiet":
        return Image.new("RGB", (1000, 600), (0, 110, 110))
    dots = np.random.default_rng(3).integers(0, 200, (60, 100, 3), dtype=np.uint8)
    return Image.fromarray(dots).resize((1000, 600), Image.Resampling.BICUBIC)


def letters_alone(image: Image.Image) -> Image.Image:
    """Black on white what has the ink's colour, cut out."""
    away = np.abs(np.asarray(image, dtype=np.int16) - np.array(INK)).sum(axis=2)
    page = Image.fromarray((np.clip(away, 0, 200) * 255 // 200).astype(np.uint8))
    box = ImageOps.invert(page).getbbox()
    assert box is not None
    return ImageOps.expand(page.crop(box), 40, 255)


def read(page: Image.Image, language: str, path: Path) -> str:
    page.save(path, dpi=(300, 300))
    done = subprocess.run(  # noqa: S603 - our own arguments
        [str(TESSERACT), str(path), "-", "-l", language, "--psm", "6"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return " ".join(done.stdout.replace("\u200e", "").replace("\u200f", "").split())


def readings(image: Image.Image, language: str, folder: Path) -> Iterator[str]:
    """What is read at several magnifications: Tesseract has sizes that it likes less."""
    page = letters_alone(image)
    for part in (4, 3, 5):
        scaled = page.resize((page.width * part // 4, page.height * part // 4))
        text = read(scaled, language, folder / "page.png")
        yield text.replace(" ", "") if language == "chi_sim" else text


@pytest.mark.parametrize("role", [Role.TEXT, Role.CAPTION, Role.MEME, Role.SPEECH])
@pytest.mark.parametrize("name", ["quiet", "busy"])
@pytest.mark.parametrize(("language", "text"), [(one, text) for one in TEXTS for text in TEXTS[one]])
def test_what_is_set_is_read_back_exactly(
    language: str, text: str, name: str, role: Role, tmp_path: Path
) -> None:
    need(language in languages(), f"Debian's tesseract-ocr with its data for {language}")
    need(has_shaping(), "Debian's libfribidi0")
    look = Lettering(text, role=role, place=Place.CENTRE, pixels=48, colour="#ff00ff", edge=Edge.AUTO)

    assert text in readings(set_lettering(ground(name), look), language, tmp_path)
