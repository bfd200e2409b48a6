"""What words, and marks on a copy, say about where an edit happens and what must stay."""

from dataclasses import replace
from pathlib import Path

from PIL import ImageDraw

from core.extension import Extension
from core.identity import AccountId, PictureId, PlaceId
from core.imaging import inspect
from core.instructions import Instruction, InstructionKind, parse
from core.operations import Blur, Grayscale, Pixelate
from core.pictures import BlobKey, Picture
from core.precise import recognise, without_lock
from core.regions import Region, cell
from core.resources import Resources
from tests.core.drifting import file
from tests.core.scribbles import encoded, scenery, sent
from tests.studio.house import open_house

TOP_LEFT = Region(0.0, 0.0, 0.5, 0.5)
SOURCE = scenery(5, (240, 180))
EDIT = Instruction(InstructionKind.EDIT, "make it night")
LOCKED = (
    "make the sky blue, lock",
    "lock: make the sky blue",
    "a red hat; lock the rest",
    "a red hat and keep everything else the same",
    "Leave the rest as it is, but make it blue",
    "don't change anything else, just add a hat",
    "add a hat without touching anything else",
    "add a hat and change nothing else",
    "加一顶帽子，锁定",
    "加一顶帽子 ——锁定",
    "锁定其他部分，加一顶帽子",
    "加一顶帽子，别动其他地方",
    "加一顶帽子，其他地方不要改",
    "加一顶帽子，其余部分保持不变",
)


async def kept(resources: Resources, data: bytes, *, drawn: bool = True) -> Picture:
    """A stored picture."""
    blob = await resources.blobs.put(data)
    return Picture(
        id=PictureId("p" * 32),
        place_id=PlaceId("place"),
        account_id=AccountId("account"),
        job_id=None,
        tree=PictureId("p" * 32),
        version=1,
        index=1,
        parents=(),
        drawn=drawn,
        blob=blob,
        facts=inspect(data, max_bytes=10**8, max_pixels=10**8),
        instruction="",
        provider="",
        model="",
        alt_text="",
        scene="",
        spoiler=False,
        created_at=resources.clock(),
    )


def circled(longest: int = 200) -> bytes:
    copy = SOURCE.copy()
    ImageDraw.Draw(copy).ellipse((60, 50, 140, 120), outline="#ff3b30", width=6)
    return sent(copy, longest, 80)


async def read(resources: Resources, words: str, region: Region | None = None) -> Instruction:
    picture = await kept(resources, file(SOURCE))
    return await recognise(resources, replace(EDIT, prompt=words), [picture], region)


async def test_words_that_ask_for_the_lock(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for words in LOCKED:
            instruction = await read(house.resources, words)
            assert instruction.lock is True, words
            assert instruction.prompt == words, "the model may know, too"


async def test_words_that_do_not(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for words in (
            "add a lock to the door",
            "make it blue",
            'write "lock" on it',
            "a locked door",
            "把门锁上",
        ):
            assert (await read(house.resources, words)).lock is None, words
        picture = await kept(house.resources, file(SOURCE))
        for flag, lock in (("--lock", True), ("--lock=no", False), ("—lock", True)):
            flagged = parse(f"a red hat, lock {flag}", has_sources=True).instruction
            assert (await recognise(house.resources, flagged, [picture])).lock is lock, flag
        bordered = parse("add a border --lock", has_sources=True).instruction
        assert (await recognise(house.resources, bordered, [picture])).kind is InstructionKind.EXACT


def test_words_for_who_takes_them_literally() -> None:
    assert without_lock("make it sepia, lock") == "make it sepia"
    assert without_lock("加一顶帽子，别动其他地方") == "加一顶帽子"
    assert without_lock("make it sepia, keep everything else the same") == "make it sepia"
    assert without_lock("lock") == "lock"


async def test_words_say_where(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        assert (await read(house.resources, "make the top left darker")).region == TOP_LEFT
        assert (await read(house.resources, "左上角加一个太阳")).region == TOP_LEFT
        for words in (
            "move the sun to the top left",
            "把太阳移到左上角",
            "make the sign red",
            'write "top left"',
        ):
            assert (await read(house.resources, words)).region is None, words
        larger = await read(house.resources, "extend the top left")
        assert larger.region is None
        wider = await read(house.resources, "zoom out, the middle stays")
        assert (wider.extension, wider.region) == (Extension(0.25, 0.25, 0.25, 0.25), None)
        flagged = replace(EDIT, prompt="without cropping", ratio=(16, 9))
        picture = await kept(house.resources, file(SOURCE))
        wide = await recognise(house.resources, flagged, [picture])
        assert wide.extension == Extension(ratio=(16, 9))
        mixed = replace(
            EDIT, prompt="add a border and make the top left blue", for_model="make the top left blue"
        )
        assert (await recognise(house.resources, mixed, [picture])).region == TOP_LEFT


async def test_a_chosen_part_counts_more_than_the_words(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        assert (await read(house.resources, "make the top left darker", cell(5))).region == cell(5)
        picture = await kept(house.resources, file(SOURCE))
        exact = Instruction(InstructionKind.EXACT, "blur it", operations=(Blur(), Pixelate()))
        here = await recognise(house.resources, exact, [picture], cell(5))
        assert here.kind is InstructionKind.EXACT
        assert here.operations == (Blur(region=cell(5)), Pixelate(region=cell(5)))
        grey = Instruction(InstructionKind.EXACT, "black and white", operations=(Grayscale(),))
        model = await recognise(house.resources, grey, [picture], cell(5))
        assert (model.kind, model.operations, model.region) == (InstructionKind.EDIT, (), cell(5))
        assert await recognise(house.resources, grey, [picture]) == grey


async def test_a_lock_beside_exact_operations_needs_no_model(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        picture = await kept(house.resources, file(SOURCE))
        for prompt, rest in (("blur it, lock", "lock"), ("模糊，锁定", "锁定")):
            mixed = replace(EDIT, prompt=prompt, for_model=rest, operations=(Blur(),))
            alone = await recognise(house.resources, mixed, [picture])
            assert (alone.kind, alone.for_model) == (InstructionKind.EXACT, ""), prompt
        more = replace(EDIT, prompt="blur it, red hat, lock", for_model="red hat, lock", operations=(Blur(),))
        assert (await recognise(house.resources, more, [picture])).kind is InstructionKind.EDIT


async def test_what_is_no_edit_stays_as_it_is(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        words = Instruction(InstructionKind.GENERATE, "zoom out, lock")
        assert await recognise(house.resources, words, []) == words
        assert await recognise(house.resources, EDIT, []) == EDIT


async def test_the_last_picture_may_be_the_first_one_painted_over(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        resources = house.resources
        first = await kept(resources, file(SOURCE))
        painted = await kept(resources, circled(), drawn=False)
        marked = await recognise(resources, replace(EDIT, prompt="zoom out the top left"), [first, painted])
        assert (marked.markup, marked.region, marked.extension) == (True, None, None)
        chosen = await recognise(resources, EDIT, [first, painted], cell(1))
        assert (chosen.markup, chosen.region) == (True, None)

        async def is_markup(*pictures: Picture) -> bool:
            return (await recognise(resources, EDIT, pictures)).markup

        assert not await is_markup(first)
        assert not await is_markup(first, replace(painted, drawn=True)), "ours are never marked"
        assert not await is_markup(first, replace(first, drawn=False)), "the same file"
        assert not await is_markup(first, replace(painted, blob=None))
        assert not await is_markup(replace(first, blob=None), painted)
        assert not await is_markup(first, replace(painted, blob=BlobKey("0" * 64)))
        other = await kept(resources, encoded(scenery(9, (240, 180)), "JPEG"), drawn=False)
        assert not await is_markup(first, other)
        tall = await kept(resources, encoded(scenery(9, (100, 180)), "JPEG"), drawn=False)
        assert not await is_markup(first, tall)
