"""Messages that were taken and not dealt with yet."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from core.ports import Inbox
from core.requests import IncomingMessage
from storage.records import MESSAGE, clean
from storage.schema import inbox
from storage.transactions import Transactions

_DONE = sa.update(inbox).where(inbox.c.key == sa.bindparam("sought")).values(message=None)


class InboxTable(Inbox):
    """Keys stay for ever, words only until they are dealt with."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        # Made once, like `_DONE`, because making a statement costs more than carrying it out.
        keep = transactions.insert(inbox).on_conflict_do_nothing(index_elements=[inbox.c.key])
        self._keep = keep.returning(inbox.c.seq)

    async def put(self, message: IncomingMessage, now: datetime, executor: str) -> bool:
        """See the port."""
        row = {
            "key": message.key,
            "platform": message.place.platform,
            "person_key": message.person.key,
            "message": MESSAGE.encode(message),
            "taken_at": now,
            "executor": executor,
        }
        return await self._transactions.run(
            lambda connection: connection.execute(self._keep, row).one_or_none() is not None
        )

    async def done(self, key: str) -> None:
        """See the port."""
        which = {"sought": clean(key)}
        await self._transactions.run(lambda connection: connection.execute(_DONE, which))

    async def adopt(self, former: str, executor: str) -> Sequence[IncomingMessage]:
        """See the port."""
        change = (
            sa.update(inbox)
            .where(inbox.c.executor == former, inbox.c.message.is_not(None))
            .values(executor=executor)
            .returning(inbox.c.seq, inbox.c.message)
        )
        rows = await self._transactions.run(lambda connection: connection.execute(change).all())
        return [MESSAGE.decode(message) for _, message in sorted(rows, key=lambda row: row.seq)]

    async def pending(self) -> Sequence[IncomingMessage]:
        """See the port."""
        wanted = sa.select(inbox.c.message).where(inbox.c.message.is_not(None)).order_by(inbox.c.seq)
        found = await self._transactions.look(lambda connection: connection.execute(wanted).scalars().all())
        return [MESSAGE.decode(message) for message in found if message is not None]
