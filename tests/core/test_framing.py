"""What a model is sent for a precise edit, and what comes back over the source."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from core.drawing import Drawn, DrawnPicture, DrawRequest, ModelTraits, SizeRule, SourceImage
from core.errors import BadAnswer, ImageGone, TooManySources
from core.extension import Extension
from core.framing import prepare, sent_sizes, sentence_chars, size_for
from core.identity import JobId
from core.imaging import masks
from core.imaging.registering import WHOLE
from core.instructions import Instruction, InstructionKind
from core.pictures import BlobKey, Picture
from core.plans import Plan, finish
from core.regions import Region
from core.resources import Resources
from core.suitability import check, sent_count
from tests.core.drifting import file, pixels, redrawn, with_disc
from tests.core.test_precise import SOURCE, circled, kept
from tests.studio.house import open_house

MANY = 10**8
RULE = SizeRule(multiple_of=16, max_ratio=3.0, max_side=3840, min_pixels=655_360, max_pixels=8_294_400)
MASKED = ModelTraits(
    "masked", ((1024, 1024), (1536, 1024)), RULE, (), True, ("png",), 16, 10, 32_000, 0, takes_mask=True
)
PLAIN = replace(MASKED, name="plain", size_rule=None, takes_mask=False, max_sources=2)
ONE = replace(PLAIN, name="one", sizes=((64, 64),), max_sources=1)
OURS = replace(MASKED, is_free=True, is_literal=True, size_rule=SizeRule(1, 4.0, 2048, 64 * 64, 2048 * 2048))
AREA = Region(0.0, 0.0, 0.5, 0.5)
EDIT = Instruction(InstructionKind.EDIT, "make it red")


# One house for all: none of these tests changes anything in it.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def resources(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Resources]:
    async with open_house(tmp_path_factory.mktemp("house")) as house:
        yield house.resources


@pytest_asyncio.fixture(loop_scope="module")
async def picture(resources: Resources) -> Picture:
    return await kept(resources, file(SOURCE))


@pytest_asyncio.fixture(loop_scope="module")
async def painted(resources: Resources) -> Picture:
    return await kept(resources, circled(), drawn=False)


def request(
    *pictures: Picture, size: tuple[int, int] | None = None, prompt: str = "make it red"
) -> DrawRequest:
    sources = [file(SOURCE), circled()][: len(pictures)]
    return DrawRequest(
        job_id=JobId("job"),
        model="masked",
        prompt=prompt,
        size=size,
        count=1,
        quality="",
        transparent=False,
        sources=tuple(
            SourceImage(data, "image/png", one.facts.width, one.facts.height)
            for data, one in zip(sources, pictures, strict=True)
        ),
        person_hash="",
        deadline_seconds=1,
    )


def alpha(request: DrawRequest) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    assert request.mask is not None
    levels = pixels(request.mask.data, "RGBA")[..., 3]
    assert levels.shape == (request.sources[0].height, request.sources[0].width)
    return levels


def drawn(image: Image.Image, scene: str = "") -> Drawn:
    return Drawn((DrawnPicture(file(image), "image/png", "a picture", scene),))


async def test_a_region_becomes_a_mask(resources: Resources, picture: Picture) -> None:
    wanted = replace(EDIT, region=AREA)
    ready, plan = await prepare(resources, wanted, [picture], MASKED, request(picture))
    assert (alpha(ready)[:90, :120] == 0).all()
    assert (alpha(ready)[:, 121:] == 255).all()
    assert "mask" in ready.prompt
    assert plan is not None
    result = await finish(plan, drawn(with_disc(SOURCE, (0.2, 0.2), 0.1), scene="{}"), "x")
    after = pixels(result.pictures[0].data)
    assert (after[91:] == np.asarray(SOURCE)[91:]).all()
    assert (after[:, 121:] == np.asarray(SOURCE)[:, 121:]).all()
    assert after[36, 48].tolist() == [240, 32, 48]
    assert result.pictures[0].notes == ()


async def test_what_is_free_and_literal_reads_no_sentence(resources: Resources, picture: Picture) -> None:
    asked = request(picture, prompt="make it red, lock")
    ready, _ = await prepare(resources, replace(EDIT, region=AREA), [picture], OURS, asked)
    assert ready.prompt == "make it red"


async def test_a_mask_without_the_lock(resources: Resources, picture: Picture) -> None:
    wanted = replace(EDIT, region=AREA, lock=False)
    ready, plan = await prepare(resources, wanted, [picture], MASKED, request(picture, size=(256, 256)))
    assert ready.mask is not None
    assert plan is not None
    assert (plan.lock, plan.place) == (False, WHOLE)
    free = drawn(with_disc(SOURCE, (0.8, 0.8), 0.1))
    assert await finish(plan, free, "x") == free


async def test_a_painted_copy_becomes_a_mask(
    resources: Resources, picture: Picture, painted: Picture
) -> None:
    wanted = replace(EDIT, markup=True)
    ready, plan = await prepare(resources, wanted, [picture, painted], MASKED, request(picture, painted))
    assert len(ready.sources) == 1
    assert alpha(ready)[85, 100] == 0
    assert alpha(ready)[20, 200] == 255
    assert plan is not None
    again, same = await prepare(resources, wanted, [picture, painted], MASKED, request(picture, painted))
    assert (again, same) == (ready, plan), "a step that runs again asks the same"


async def test_a_model_without_masks_gets_the_marked_copy(
    resources: Resources, picture: Picture, painted: Picture
) -> None:
    wanted = replace(EDIT, markup=True)
    ready, plan = await prepare(resources, wanted, [picture, painted], PLAIN, request(picture, painted))
    assert (len(ready.sources), ready.mask) == (2, None)
    assert ready.prompt.startswith("make it red. Image 2 is image 1 with the area to change marked")
    assert plan is not None
    assert plan.area is not None


async def test_a_model_with_room_for_one_is_told_where(
    resources: Resources, picture: Picture, painted: Picture
) -> None:
    both = [picture, painted]
    ready, _ = await prepare(resources, replace(EDIT, markup=True), both, ONE, request(*both))
    assert len(ready.sources) == 1
    assert "% of its width" in ready.prompt
    named = replace(EDIT, region=AREA, prompt="red!")
    ready, _ = await prepare(resources, named, [picture], PLAIN, request(picture, prompt="red!"))
    assert ready.prompt.startswith("red! Change only the part of the picture between 0% and 50%")


async def test_a_copy_whose_marks_are_gone_is_left_out(resources: Resources, picture: Picture) -> None:
    plain = await kept(resources, file(SOURCE.resize((200, 150))), drawn=False)
    both = [picture, plain]
    ready, plan = await prepare(resources, replace(EDIT, markup=True), both, MASKED, request(*both))
    assert (len(ready.sources), ready.mask) == (1, None)
    assert plan is not None
    assert plan.area is None


async def test_a_shape_that_the_model_does_not_draw_is_framed(resources: Resources, picture: Picture) -> None:
    wanted = replace(EDIT, region=AREA)
    ready, plan = await prepare(resources, wanted, [picture], MASKED, request(picture, size=(256, 256)))
    assert plan is not None
    assert plan.place != WHOLE
    assert (ready.sources[0].width, ready.sources[0].height) == (256, 256)
    open_area = masks.bounds(alpha(ready) == 0)
    assert open_area.top == pytest.approx(plan.place.top, abs=0.01)
    frame = Image.open(io.BytesIO(ready.sources[0].data)).convert("RGB")
    result = await finish(plan, drawn(with_disc(frame, (0.2, 0.3), 0.08)), "x")
    after = pixels(result.pictures[0].data)
    assert after.shape == (180, 240, 3)
    assert (after[91:] == np.asarray(SOURCE)[91:]).all()
    missed = await finish(plan, drawn(with_disc(frame, (0.8, 0.7), 0.08)), "x")
    assert missed.pictures[0].notes == ("area-missed",)
    assert pixels(missed.pictures[0].data).shape == (192, 256, 3), "without the frame"
    ready, plan = await prepare(resources, wanted, [picture], MASKED, request(picture, size=(480, 360)))
    assert plan is not None
    assert plan.place == WHOLE


async def test_the_lock_without_an_area(resources: Resources, picture: Picture) -> None:
    ready, plan = await prepare(resources, replace(EDIT, lock=True), [picture], PLAIN, request(picture))
    assert "exactly as it is" in ready.prompt
    model = with_disc(redrawn(SOURCE, (480, 360)), (0.4, 0.5), 0.1)
    result = await finish(plan, drawn(model, scene="{}"), "x")
    after = pixels(result.pictures[0].data)
    differs = (after != np.asarray(SOURCE)).any(axis=2)
    assert 0.02 < differs.mean() < 0.1
    assert result.pictures[0].scene == ""
    other = await finish(plan, drawn(Image.eval(SOURCE, lambda level: 255 - level)), "x")
    assert other.pictures[0].notes == ("lock-everything",)
    untouched = drawn(SOURCE, scene="{}")
    assert await finish(plan, untouched, "x") == untouched, "what is whole keeps its bytes and its scene"


async def test_drift_is_said_where_nothing_was_locked(resources: Resources, picture: Picture) -> None:
    ready, plan = await prepare(resources, EDIT, [picture], PLAIN, request(picture))
    assert ready == request(picture)
    assert plan == Plan(file(SOURCE))
    two = with_disc(with_disc(SOURCE, (0.4, 0.5), 0.15), (0.9, 0.15), 0.06)
    result = await finish(plan, drawn(two), "x")
    (note,) = result.pictures[0].notes
    assert note.startswith("drift:")
    calm = drawn(with_disc(SOURCE, (0.4, 0.5), 0.15))
    assert await finish(plan, calm, "x") == calm
    redrawn_scene = drawn(two, scene="{}")
    assert await finish(plan, redrawn_scene, "x") == redrawn_scene


async def test_a_larger_canvas(resources: Resources, picture: Picture) -> None:
    wanted = replace(EDIT, prompt="zoom out", extension=Extension(0.25, 0.25, 0.25, 0.25))
    asked = request(picture, size=(320, 240), prompt="zoom out")
    ready, plan = await prepare(resources, wanted, [picture], MASKED, asked)
    assert ready.extends
    assert ready.prompt.startswith("zoom out. Continue the picture")
    assert Image.open(io.BytesIO(ready.sources[0].data)).mode == "RGBA"
    assert alpha(ready)[120, 160] == 255
    assert alpha(ready)[2, 2] == 0
    result = await finish(plan, drawn(Image.new("RGB", (320, 240), "teal")), "x")
    after = pixels(result.pictures[0].data)
    assert after.shape == (270, 360, 3)
    assert (after[45:225, 60:300] == np.asarray(SOURCE)).all()

    ready, plan = await prepare(resources, wanted, [picture], ONE, request(picture, prompt="zoom out"))
    assert ready.mask is None
    assert (ready.sources[0].width, ready.sources[0].height) == (360, 270)
    assert "placeholder" in ready.prompt


async def test_what_redraws_its_own_picture_needs_no_mask_for_words(
    resources: Resources, picture: Picture
) -> None:
    own, model = replace(picture, scene="{}"), replace(OURS, redraws=True)
    asked = request(own)
    ready, plan = await prepare(resources, replace(EDIT, region=AREA), [own], model, asked)
    assert ready == asked
    assert plan is not None
    assert plan.area is None
    for wanted, one in ((replace(EDIT, region=AREA, lock=True), own), (replace(EDIT, region=AREA), picture)):
        ready, plan = await prepare(resources, wanted, [one], model, asked)
        assert ready.mask is not None


async def test_a_prompt_that_is_full_takes_no_sentence(resources: Resources, picture: Picture) -> None:
    full = replace(MASKED, max_prompt_chars=20)
    ready, _ = await prepare(resources, replace(EDIT, region=AREA), [picture], full, request(picture))
    assert ready.prompt == "make it red"
    assert ready.mask is not None


async def test_what_is_not_held_against_its_source(resources: Resources, picture: Picture) -> None:
    asked = request(picture)
    words = Instruction(InstructionKind.GENERATE, "a boat")
    for wanted in (words, replace(EDIT, strength="subtle"), replace(EDIT, ratio=(16, 9))):
        assert await prepare(resources, wanted, [picture], MASKED, asked) == (asked, None)
    assert await prepare(resources, EDIT, [], MASKED, asked) == (asked, None)
    shaped = replace(EDIT, region=AREA, size=(64, 64))
    assert await prepare(resources, shaped, [picture], MASKED, asked) == (asked, None)
    nothing = drawn(SOURCE)
    assert await finish(None, nothing, "x") == nothing


async def test_erased_sources_and_broken_answers(resources: Resources, picture: Picture) -> None:
    for gone in (replace(picture, blob=None), replace(picture, blob=BlobKey("0" * 64))):
        with pytest.raises(ImageGone):
            await prepare(resources, EDIT, [gone], MASKED, request(picture))
    with pytest.raises(BadAnswer):
        await finish(Plan(file(SOURCE)), Drawn((DrawnPicture(b"nothing", "image/png"),)), "x")


async def test_the_size_follows_the_source(picture: Picture) -> None:
    here = replace(EDIT, region=AREA)

    def size(model: ModelTraits, wide: int, tall: int, wanted: Instruction = here) -> tuple[int, int] | None:
        one = replace(picture, facts=replace(picture.facts, width=wide, height=tall))
        return size_for(wanted, model, [one], max_pixels=MANY)

    assert size(MASKED, 800, 600) == (1184, 880)
    assert size(MASKED, 8000, 600) == (1776, 592), "as long as the model draws"
    assert size(PLAIN, 800, 600) == (1536, 1024)
    assert size(OURS, 800, 600) == (800, 600)
    assert size(OURS, 4096, 2048) == (2048, 1024)
    assert size(OURS, 30, 20) == (79, 53)
    assert size(OURS, 3000, 100) == (2048, 512)
    assert size(MASKED, 800, 600, EDIT) is None
    assert size(MASKED, 800, 600, replace(here, ratio=(1, 1))) == (1024, 1024)
    wider = replace(EDIT, extension=Extension(ratio=(16, 9)), ratio=(16, 9))
    assert size(OURS, 800, 600, wider) == (1067, 600)


async def test_what_is_billed_and_counted(picture: Picture, painted: Picture) -> None:
    both = [picture, painted]
    sizes = [(one.facts.width, one.facts.height) for one in both]
    marked = replace(EDIT, markup=True)
    assert sent_sizes(EDIT, MASKED, both, None) == sizes
    assert sent_sizes(Instruction(InstructionKind.GENERATE, "a boat"), MASKED, [], None) == []
    assert sent_sizes(marked, MASKED, both, None) == [sizes[0], sizes[0]], "the mask for the copy"
    assert sent_sizes(marked, PLAIN, both, (512, 64)) == [(512, 180), sizes[1]]
    assert (sentence_chars(EDIT, MASKED, both), sentence_chars(marked, MASKED, both)) == (0, 300)
    assert [sent_count(marked, model, 2) for model in (MASKED, PLAIN, ONE)] == [1, 2, 1]
    check(replace(marked, transparent=False), ONE, 2)
    with pytest.raises(TooManySources):
        check(EDIT, ONE, 2)
