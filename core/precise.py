"""Where an edit is to happen, and what must stay: what people painted, regions, the lock, a larger canvas."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from core import imaging
from core.extension import read_extension
from core.flags import quoted_spans, tidied
from core.imaging.strokes import find_strokes
from core.instructions import Instruction, InstructionKind
from core.operations import Blur, Operation, Pixelate
from core.pictures import Picture
from core.regions import Region, read_region
from core.resources import Resources

_SAME_SHAPE: Final = 0.02
_LOCK: Final = re.compile(
    r"(?:^|[,;.!\n，；。！—]\s*)(?:and\s+)?(?:please\s+)?lock(?:ed)?(?:\s+(?:it|the\s+rest|everything\s+else|the\s+pixels))?"
    r"\s*(?:[.,;:!，；。！]|$)"
    r"|\block\s+(?:the\s+rest|everything\s+else|all\s+other\s+pixels)\b"
    r"|\b(?:keep|leave)\s+(?:everything\s+else|all\s+else|the\s+rest|the\s+other\s+parts?)\b"
    r"(?:\s+(?:exactly\s+)?(?:the\s+same|unchanged|as\s+it\s+(?:is|was)|as\s+is|alone|intact)\b)?"
    r"|\b(?:do\s*n[o']?t|don’t|do\s+not|without|never)\s+(?:chang|touch|alter|mov)(?:e|ing)?\s+(?:anything|any\s*thing)\s+else\b"
    r"|\bchang(?:e|ing)\s+nothing\s+else\b|\bnothing\s+else\s+(?:should|may|must)\s+change\b"
    r"|(?:^|[,;，；。—]\s*)(?:只)?锁定(?:其他|其它|其余)?(?:地方|部分|像素|画面)?\s*(?:[.,;!，；。！]|$)"
    r"|(?:其他|其它|其余|别的)(?:的)?(?:地方|部分|内容|东西)?(?:都|全部)?(?:请)?(?:不要|别|不许|不能|不|勿)(?:再)?(?:动|变|改)"
    r"|(?:别|不要|不许|勿)(?:再)?(?:动|改变?|碰)(?:其他|其它|其余|别的)(?:的)?(?:地方|部分|内容|东西)?"
    r"|(?:其他|其它|其余)(?:的)?(?:地方|部分|内容)?(?:都)?保持(?:不变|原样|一样)|保持(?:其他|其它|其余).{0,6}不变",
    re.IGNORECASE,
)
# What goes from one place to another changes both.
_TWO_PLACES: Final = re.compile(
    r"\b(?:mov(?:e|ing)|swap|shift|mirror|flip|rotat(?:e|ing)|turn|crop|pan|drag|switch|extend|expand)\b"
    r"|移到|移动|挪|换到|对调|交换|裁|翻转|旋转|平移|扩",
    re.IGNORECASE,
)


async def recognise(
    resources: Resources, instruction: Instruction, pictures: Sequence[Picture], region: Region | None = None
) -> Instruction:
    """The instruction with what its words, and the last of its pictures, say about where and what to keep.

    `region` was chosen before the words were asked for (a grid's button), and counts more than they do. Sets
    `markup`, `region`, `lock` and `extension`; the words stay. What is not an edit stays as it is.
    """
    if instruction.kind is InstructionKind.GENERATE or not pictures:
        return instruction
    instruction = _locked(instruction)
    if region is not None:
        instruction = _only_in(instruction, region)
    if instruction.kind is InstructionKind.EXACT:
        return instruction
    words = _unquoted(instruction.for_model or instruction.prompt)
    markup = await _is_painted(resources, pictures)
    extension = None if markup else read_extension(words, instruction.ratio)
    if region is None and not markup and extension is None and not _TWO_PLACES.search(words):
        region = read_region(words)
    return replace(instruction, markup=markup, region=None if markup else region, extension=extension)


def _locked(instruction: Instruction) -> Instruction:
    words = instruction.for_model or instruction.prompt
    if instruction.lock is not None or not _LOCK.search(_unquoted(words)):
        return instruction
    if instruction.operations and not re.search(r"\w", _LOCK.sub("", words)):
        # Nothing but the lock is left for a model, and what is exact changes nothing else.
        return replace(instruction, kind=InstructionKind.EXACT, for_model="", lock=True)
    return replace(instruction, lock=True)


def without_lock(words: str) -> str:
    """The words without those that ask for the lock; all of them where nothing else is said."""
    rest = tidied(_LOCK.sub(" ", words)).strip(" ,;，；")
    return rest if re.search(r"\w", rest) else words


def _only_in(instruction: Instruction, region: Region) -> Instruction:
    """Exact where each operation can be done in the region alone, else for a model; locked in any case."""
    instruction = replace(instruction, lock=True)
    here = tuple(_in_region(operation, region) for operation in instruction.operations)
    if all(operation is not None for operation in here):
        return replace(
            instruction, operations=tuple(operation for operation in here if operation is not None)
        )
    return replace(instruction, kind=InstructionKind.EDIT, operations=(), for_model="")


def _in_region(operation: Operation, region: Region) -> Operation | None:
    return replace(operation, region=region) if isinstance(operation, Blur | Pixelate) else None


def _unquoted(words: str) -> str:
    """Without what is quoted, which is lettering."""
    for start, stop in quoted_spans(words):
        words = words[:start] + " " * (stop - start) + words[stop:]
    return words


async def _is_painted(resources: Resources, pictures: Sequence[Picture]) -> bool:
    """Whether the last picture is a person's copy of the first one with something drawn on it."""
    first, last = pictures[0], pictures[-1]
    if len(pictures) == 1 or last.drawn or first.blob is None or last.blob is None or first.blob == last.blob:
        return False
    shapes = [picture.facts.width / max(1, picture.facts.height) for picture in (first, last)]
    if abs(math.log(shapes[0] / shapes[1])) > _SAME_SHAPE:
        return False
    try:
        original, painted = (await resources.blobs.get(first.blob), await resources.blobs.get(last.blob))
    except KeyError:
        return False
    found = await imaging.in_thread(
        find_strokes, original, painted, max_pixels=resources.settings.pictures.max_pixels
    )
    return found is not None
