"""Formats that Pillow does not read by itself, made into ones that it does, in a process of their own.

SVG needs a renderer and HEIC a library with a history of holes. Neither is let near our memory, our
secrets or the files that it could be talked into reading.
"""

import os
import subprocess
import sys
from pathlib import Path

import structlog

from core.apart.outcomes import DONE, MISSING, TOO_LARGE
from core.errors import ImageTooLarge, NotAnImage
from core.imaging.sniffing import kind_of, media_type_of

_log = structlog.get_logger(__name__)

MOST_SVG_BYTES = 5_000_000
SECONDS = 30.0
"""Of waiting; how long the process may compute is in `core.apart.worker`."""

_KINDS = frozenset({"svg", "heic"})
_ROOT = Path(__file__).parents[2]
_CODE = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from core.apart.worker import main; sys.exit(main(sys.argv[2], int(sys.argv[3])))"
)
# What an interpreter may need to start; tokens and keys are elsewhere.
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "TEMP")


def is_foreign(data: bytes) -> bool:
    """Whether the bytes are of a format that `familiar` makes into another."""
    return media_type_of(data) is None and kind_of(data) in _KINDS


def familiar(data: bytes, *, max_pixels: int) -> bytes:
    """A drawing (SVG) as a PNG, an iPhone's photo (HEIC) as a JPEG or PNG; all other bytes as they are.

    Raises `NotAnImage` where it is broken, takes too long or the extra that reads it is missing, and
    `ImageTooLarge`. Waits for a fresh process: run `beside`.
    """
    if not is_foreign(data):
        return data
    kind = kind_of(data)
    if kind == "svg" and len(data) > MOST_SVG_BYTES:
        raise ImageTooLarge(limit_bytes=MOST_SVG_BYTES)
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and code; the stranger's bytes are its input
            [sys.executable, "-I", "-c", _CODE, str(_ROOT), kind, str(max_pixels)],
            input=data,
            capture_output=True,
            check=False,
            cwd=os.sep,
            env={"MALLOC_ARENA_MAX": "2"} | {name: os.environ[name] for name in _KEPT if name in os.environ},
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise NotAnImage(found=kind) from error
    if done.returncode == TOO_LARGE:
        raise ImageTooLarge(limit_pixels=max_pixels)
    if done.returncode == MISSING:
        _log.warning("nothing here reads this format", extra=f"chatbrush[{kind}]")
    if done.returncode != DONE:
        raise NotAnImage(found=kind)
    return done.stdout
