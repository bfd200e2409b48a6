"""Messages that were taken and not dealt with yet."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from core.ports import Inbox
from core.requests import IncomingMessage
from storage.records import MESSAGE, clean
from storage.schema import inbox
from storage.transactions import Transactions


class InboxTable(Inbox):
    """Keys stay for ever, words only until they are dealt with."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def put(self, message: IncomingMessage, now: datetime) -> bool:
        """See the port."""
        statement = (
            self._transactions.insert(inbox)
            .values(
                key=message.key,
                platform=message.place.platform,
                person_key=message.person.key,
                message=MESSAGE.encode(message),
                taken_at=now,
            )
            .on_conflict_do_nothing(index_elements=[inbox.c.key])
            .returning(inbox.c.seq)
        )
        return await self._transactions.run(
            lambda connection: connection.execute(statement).one_or_none() is not None
        )

    async def done(self, key: str) -> None:
        """See the port."""
        statement = sa.update(inbox).where(inbox.c.key == clean(key)).values(message=None)
        await self._transactions.run(lambda connection: connection.execute(statement))

    async def pending(self) -> Sequence[IncomingMessage]:
        """See the port."""
        async with self._transactions.read() as connection:
            found = await connection.execute(
                sa.select(inbox.c.message).where(inbox.c.message.is_not(None)).order_by(inbox.c.seq)
            )
            return [MESSAGE.decode(message) for message in found.scalars()]
