"""Which characters a font file has, from its character map: OpenType 1.9, tables `ttcf` and `cmap`."""

import struct
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final

_FULL, _PLANE_ZERO = 12, 4
_END_OF_TABLE: Final = 0xFFFF
"""Where the last segment of format 4 starts, which is none."""
_MOST_BYTES: Final = 8_000_000


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters of a font as ranges of code points, sorted and apart."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for it."""
        index = bisect_right(self.starts, ord(character)) - 1
        return index >= 0 and ord(character) <= self.ends[index]


@lru_cache(maxsize=512)
def coverage_of(path: Path, index: int = 0) -> Coverage:
    """The coverage of a face; empty where the file cannot be read. Opens files: run off the loop."""
    try:
        with path.open("rb") as file:
            ranges = _ranges(_character_map(file, index))
    except (OSError, struct.error, ValueError):
        ranges = []
    merged: list[list[int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return Coverage(tuple(start for start, _ in merged), tuple(end for _, end in merged))


def _character_map(file: BinaryIO, index: int) -> bytes:
    head = file.read(12)
    if head[:4] == b"ttcf":
        file.seek(12 + 4 * index)
        file.seek(struct.unpack(">I", file.read(4))[0])
        head = file.read(12)
    (tables,) = struct.unpack(">H", head[4:6])
    for _ in range(tables):
        tag, _sum, offset, size = struct.unpack(">4sIII", file.read(16))
        if tag == b"cmap" and size <= _MOST_BYTES:
            file.seek(offset)
            return file.read(size)
    raise ValueError(tables)


def _ranges(table: bytes) -> list[tuple[int, int]]:
    """Of the map with the most characters: the full one, else that of the first plane."""
    (count,) = struct.unpack(">H", table[2:4])
    offsets = [struct.unpack(">I", table[at + 4 : at + 8])[0] for at in range(4, 4 + 8 * count, 8)]
    formats = {struct.unpack(">H", table[offset : offset + 2])[0]: offset for offset in offsets}
    if _FULL in formats:
        return _full(table[formats[_FULL] :])
    return _plane_zero(table[formats[_PLANE_ZERO] :]) if _PLANE_ZERO in formats else []


def _full(table: bytes) -> list[tuple[int, int]]:
    (groups,) = struct.unpack(">I", table[12:16])
    return [(start, end) for start, end, _ in struct.iter_unpack(">III", table[16 : 16 + 12 * groups])]


def _plane_zero(table: bytes) -> list[tuple[int, int]]:
    (twice,) = struct.unpack(">H", table[6:8])

    def column(number: int, extra: int) -> tuple[int, ...]:
        start = 14 + number * twice + extra
        return struct.unpack(f">{twice // 2}H", table[start : start + twice])

    ends, starts = column(0, 0), column(1, 2)
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start != _END_OF_TABLE]
