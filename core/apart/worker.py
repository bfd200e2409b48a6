"""What runs in the process apart: less than nothing to gain, and little to use up."""

import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import BinaryIO, Final

from core.apart.outcomes import DONE, Unreadable
from core.apart.photos import as_common_photo
from core.apart.vectors import rasterised

MEMORY_BYTES: Final = 1024 * 1024 * 1024
PROCESSOR_SECONDS: Final[Mapping[str, int]] = MappingProxyType({"svg": 5, "heic": 15})
"""A photo of 48 megapixels takes 4 on a small machine."""

_DECODERS: Final[Mapping[str, Callable[[bytes, int], bytes]]] = {
    "svg": lambda data, _max_pixels: rasterised(data),
    "heic": as_common_photo,
}


def confine(seconds: int, memory_bytes: int = MEMORY_BYTES, file_bytes: int = 0) -> None:
    """Give up what decoding does not need, for good. Where the system knows no limits, time is the only one."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    limits = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_CORE: file_bytes,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))


def work(kind: str, max_pixels: int, given: BinaryIO, taken: BinaryIO) -> int:
    """Decode what is given; the exit code."""
    try:
        taken.write(_DECODERS[kind](given.read(), max_pixels))
    except Unreadable as error:
        return error.code
    except MemoryError:
        return Unreadable.code
    taken.flush()
    return DONE


def main(kind: str, max_pixels: int) -> int:
    """Decode standard input to standard output, confined."""
    confine(PROCESSOR_SECONDS[kind])
    return work(kind, max_pixels, sys.stdin.buffer, sys.stdout.buffer)
