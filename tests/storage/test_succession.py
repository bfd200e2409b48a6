"""Who was taken for dead takes nothing back, on PostgreSQL."""

import pytest
import sqlalchemy as sa

from core.jobs import Superseded
from storage.database import Database
from tests.contract.test_succession import drawing


async def test_who_lives_no_more_takes_nothing_up(shared: Database) -> None:
    await shared.tenure.enter()
    me = shared.tenure.executor
    job_id = await drawing(shared, "former")
    async with shared.transactions.write() as connection:
        await connection.execute(sa.text("UPDATE executors SET heir = 'somebody'"))

    for dead in (me, "never heard of"):
        with pytest.raises(Superseded):
            await shared.jobs.take_up(job_id, 1, dead)

    assert (await shared.jobs.get(job_id)).executor == "former"
