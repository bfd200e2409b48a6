"""Somebody wants more of a picture: variations of it, or the same larger."""

from collections.abc import Mapping

import pytest

from core.requests import Verb
from tests.scenarios.stage import ADA, BO
from tests.scenarios.world import PICTURE_SIDE, World

pytestmark = pytest.mark.long


@pytest.mark.parametrize("verb", [Verb.SUBTLE, Verb.STRONG])
async def test_a_button_varies_the_picture_and_the_presser_pays(world: World, verb: Verb) -> None:
    await world.stage.ask(ADA, "two boats on the sea")
    first = await world.result(1)
    await world.stage.press(ADA, first, Verb.MORE)
    offer = await world.until(
        "what else", lambda chat: next((one for one in chat if _offers(one.buttons, verb)), None)
    )
    await world.stage.press(BO, offer, verb)
    second = await world.result(2)

    assert (await world.picture(second)).parents == ((await world.picture(first)).id,)
    assert second.pictures != first.pictures
    assert (await world.job(second)).person.key != (await world.job(first)).person.key


async def test_words_ask_for_several_variations(world: World) -> None:
    await world.stage.ask(ADA, "a castle")
    first = await world.result(1)
    await world.stage.reply(ADA, first, "3 strong variations")
    second = await world.result(2)

    job = await world.job(second)
    assert (job.drawn_count, job.instruction.strength) == (3, "strong")


async def test_the_painter_paints_its_own_picture_anew_at_twice_the_size(world: World) -> None:
    await world.stage.ask(ADA, "a fox")
    first = await world.result(1)
    await world.stage.reply(ADA, first, "upscale 2x")
    second = await world.result(2)

    picture = await world.picture(second)
    assert (picture.facts.width, picture.provider) == (2 * PICTURE_SIDE, "painter")
    assert "larger size" in second.text


def _offers(buttons: Mapping[str, str], verb: Verb) -> bool:
    return any(f":{verb}:" in code for code in buttons)
