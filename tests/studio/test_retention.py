"""What is older than the operator wants to keep goes, with its bytes."""

from datetime import timedelta
from pathlib import Path

from core.requests import Verb
from core.retention import expire
from tests.studio.house import BO, open_house
from tests.studio.test_pressing_and_asking import action, press


async def test_old_pictures_go_and_younger_ones_stay(tmp_path: Path) -> None:
    async with open_house(tmp_path, pictures={"keep_days": 30}) as house:
        old = await house.ask("an old boat")
        house.skew[0] = timedelta(days=20)
        young = await house.ask("a young boat")
        house.skew[0] = timedelta(days=31)
        await expire(house.resources, timedelta(days=30))

        (gone,) = await house.resources.pictures.of_job((await house.job(old)).id)
        (kept,) = await house.resources.pictures.of_job((await house.job(young)).id)
        assert gone.blob is None
        assert (await house.job(old)).instruction.prompt == ""
        assert (await house.job(young)).instruction.prompt == "a young boat"
        assert kept.blob is not None
        assert await house.resources.blobs.get(kept.blob)
        await house.receive(press(house, action(house, old, Verb.ORIGINAL), person=BO))
        assert not house.courier.notices[-1].files


async def test_a_start_erases_what_became_old_meanwhile(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        job = await house.job(card)
    async with open_house(tmp_path, ahead=timedelta(days=3), pictures={"keep_days": 2}) as house:

        async def erased() -> bool:
            return (await house.resources.pictures.of_job(job.id))[0].blob is None

        await house.until(erased)
        await house.receive(house.message(command="privacy", key="another"))
        assert "2 days" in house.courier.notices[-1].text
