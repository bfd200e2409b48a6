"""The inbox, on every database."""

import asyncio

from core.ports import Inbox
from storage.database import Database
from tests.contract.samples import NOW, message


async def test_a_message_comes_back_as_it_was(database: Database) -> None:
    inbox: Inbox = database.inbox
    first, second = message(), message(text="")

    assert await inbox.put(first, NOW, "chatbrush")
    assert await inbox.put(second, NOW, "chatbrush")

    assert list(await inbox.pending()) == [first, second]


async def test_the_same_key_is_kept_once(database: Database) -> None:
    taken = message("update 1")

    assert await database.inbox.put(taken, NOW, "chatbrush")
    assert not await database.inbox.put(message("update 1", text="other"), NOW, "chatbrush")

    assert list(await database.inbox.pending()) == [taken]


async def test_what_is_dealt_with_is_remembered_by_its_key_alone(database: Database) -> None:
    taken = message("update 1")
    await database.inbox.put(taken, NOW, "chatbrush")

    await database.inbox.done("update 1")
    await database.inbox.done("never seen")

    assert list(await database.inbox.pending()) == []
    assert not await database.inbox.put(taken, NOW, "chatbrush")


async def test_one_of_many_deliveries_at_once_counts(database: Database) -> None:
    taken = await asyncio.gather(
        *(database.inbox.put(message("update 1"), NOW, "chatbrush") for _ in range(20))
    )

    assert sorted(taken) == [False] * 19 + [True]


async def test_hostile_words_are_kept(database: Database) -> None:
    nul, surrogate = message(text="a\0b"), message("k\0\ud83d", text="x\ud83dy")

    assert await database.inbox.put(nul, NOW, "chatbrush")
    assert await database.inbox.put(surrogate, NOW, "chatbrush")
    assert not await database.inbox.put(surrogate, NOW, "chatbrush")

    kept = await database.inbox.pending()
    assert [each.text for each in kept] == ["a\0b", "x\ufffdy"]
    await database.inbox.done(surrogate.key)
    assert len(await database.inbox.pending()) == 1
