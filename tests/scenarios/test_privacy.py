"""Somebody asks what is kept, and has it erased."""

from core.requests import Verb
from tests.scenarios.stage import ADA, BO
from tests.scenarios.world import World


async def test_privacy_says_what_is_kept(world: World) -> None:
    await world.stage.command(ADA, "privacy")
    told = await world.notice()

    assert "/forget" in told.text


async def test_forget_erases_the_bytes_and_buttons_say_so(world: World) -> None:
    await world.stage.ask(ADA, "a secret garden")
    card = await world.result(1)
    picture = await world.picture(card)
    assert picture.blob is not None
    await world.stage.command(ADA, "forget")
    await world.notice(1)

    (gone,) = await world.resources.pictures.get([picture.id])
    assert gone.blob is None
    assert "garden" not in gone.instruction + gone.alt_text + gone.scene
    await world.stage.press(BO, card, Verb.ORIGINAL)
    await world.notice(2)
    assert await world.images_used() == 1, "the ledger stays, under a pseudonym"
