"""Questions that a button answers."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.notes import Question
from core.ports import Questions
from storage.records import IDS, MESSAGE
from storage.schema import questions
from storage.transactions import Transactions

KEPT = timedelta(days=7)


class QuestionsTable(Questions):
    """Kept for a week."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def put(self, question: Question, now: datetime) -> None:
        """See the port."""
        values = {
            "platform": question.message.place.platform.value,
            "person_key": question.message.person.key,
            "message": MESSAGE.encode(question.message),
            "pictures": IDS.encode(question.pictures),
            "asked_at": now,
        }
        statement = self._transactions.insert(questions).values(id=question.id, **values)
        upsert = statement.on_conflict_do_update(index_elements=[questions.c.id], set_=values)

        def keep(connection: sa.Connection) -> None:
            connection.execute(sa.delete(questions).where(questions.c.asked_at < now - KEPT))
            connection.execute(upsert)

        await self._transactions.run(keep)

    async def find(self, question_id: str) -> Question | None:
        """See the port."""
        wanted = sa.select(questions).where(questions.c.id == question_id)
        row = await self._transactions.look(lambda connection: connection.execute(wanted).one_or_none())
        if row is None:
            return None
        return Question(row.id, MESSAGE.decode(row.message), IDS.decode(row.pictures))
