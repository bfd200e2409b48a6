"""A reply may be a change or a remark: a quiet button asks, and nothing is drawn until it is pressed."""

import pytest

from core.requests import ActionPress, Verb
from tests.scenarios.stage import ADA, BO, CHEN, Route
from tests.scenarios.world import World, finished, words_only

pytestmark = pytest.mark.long

UNDECIDED = "a red hat maybe"


async def test_an_undecided_reply_is_asked_about_and_a_press_goes_on(world: World) -> None:
    if not world.can(Route.FREE_REPLY):
        await world.help_names(ADA, "Edit")
        return
    await world.stage.ask(ADA, "a boat")
    card = await world.result()
    said = await world.stage.post(BO, UNDECIDED, reply_to=card)
    offer = await world.notice()
    assert [code.split(":")[1] for code in offer.buttons] == [Verb.EDIT_WITH]
    assert await world.images_used() == 1, "asking costs nothing"

    await world.stage.press(BO, offer, Verb.EDIT_WITH)
    edited = await world.result(2)
    job = await world.job(edited)
    assert job.instruction.prompt == UNDECIDED
    assert [one.id for one in await world.pictures(card)] == list(job.sources)
    assert job.person.name == BO.name
    assert edited.reply_to in (None, said.id)
    assert await world.images_used() == 2


async def test_a_repeated_delivery_and_a_second_press_change_nothing(world: World) -> None:
    if not world.can(Route.FREE_REPLY):
        return
    await world.stage.ask(ADA, "a boat")
    card = await world.result()
    await world.stage.post(BO, UNDECIDED, reply_to=card)
    await world.stage.repeat()
    offer = await world.notice()
    assert len(words_only(await world.quiet())) == 1
    await world.stage.press(BO, offer, Verb.EDIT_WITH)
    await world.result(2)
    await world.stage.press(BO, offer, Verb.EDIT_WITH)

    assert len(finished(await world.quiet())) == 2
    assert await world.images_used() == 2


async def test_the_button_still_works_after_a_restart_and_speaks_the_readers_language(world: World) -> None:
    if not world.can(Route.FREE_REPLY):
        return
    await world.stage.ask(ADA, "a boat")
    card = await world.result()
    await world.stage.post(CHEN, "一只红色的帽子", reply_to=card)
    offer = await world.notice()
    (code,) = offer.buttons
    press = ActionPress.parse(code)
    assert press is not None
    assert press.verb is Verb.EDIT_WITH
    await world.restart()
    await world.stage.press(CHEN, offer, Verb.EDIT_WITH)

    assert (await world.job(await world.result(2))).instruction.prompt == "一只红色的帽子"
