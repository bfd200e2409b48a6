"""What `/forget` takes away: an account's words and pictures, everywhere, in one transaction.

Kept are our own ids, tombstones of pictures (others may have made theirs from them), and the
ledger under a pseudonym. The person's key at the platform stays, so that forgetting is no way
to fresh quota.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.identity import AccountId, PersonAlias, new_id
from core.instructions import Instruction
from core.jobs import ENDED
from core.pictures import BlobKey
from core.quota import ScopeKind
from storage.bookings import ledger_ids
from storage.records import INSTRUCTION, PERSON
from storage.schema import (
    handles,
    inbox,
    jobs,
    ledger,
    notes,
    persons,
    pictures,
    pseudonyms,
    questions,
    totals,
)
from storage.transactions import Transactions


def erase_account(
    transactions: Transactions, connection: sa.Connection, account_id: AccountId, now: datetime
) -> tuple[int, tuple[BlobKey, ...]]:
    """`core.ports.Pictures.erase` inside a transaction that holds the ledger's guard."""
    _erase_messages(connection, account_id)
    blank_jobs(connection, sa.and_(jobs.c.account_id == account_id, jobs.c.state.in_(sorted(ENDED))))
    connection.execute(sa.update(jobs).where(jobs.c.account_id == account_id).values(keep_until=None))
    _erase_notes(connection, account_id)
    count, blobs = _erase_pictures(connection, pictures.c.account_id == account_id)
    _rename_in_ledger(transactions, connection, account_id, now)
    return count, blobs


def expire_pictures(connection: sa.Connection, before: datetime, now: datetime) -> tuple[BlobKey, ...]:
    """`core.ports.Pictures.expire` inside a transaction."""
    keeper = jobs.alias("keeper")
    is_kept = sa.exists().where(keeper.c.id == pictures.c.job_id, keeper.c.keep_until > now)
    is_expired = sa.and_(pictures.c.created_at < before, pictures.c.blob.is_not(None), ~is_kept)
    of_expired = sa.select(pictures.c.job_id).where(is_expired)
    blank_jobs(connection, sa.and_(jobs.c.finished_at < before, jobs.c.id.in_(of_expired)))
    connection.execute(sa.update(notes).where(notes.c.noted_at < before).values(images="[]"))
    _, blobs = _erase_pictures(connection, is_expired)
    return blobs


def blank_jobs(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    """Take the words, the person's name and the route off jobs."""
    found = connection.execute(
        sa.select(jobs.c.id, jobs.c.person, jobs.c.instruction, jobs.c.other_reading).where(which)
    )
    rows = [
        {
            "b_id": row.id,
            "b_person": _nameless(row.person),
            "b_instruction": _wordless(row.instruction),
            "b_other": None if row.other_reading is None else _wordless(row.other_reading),
        }
        for row in found
    ]
    if rows:
        connection.execute(
            sa.update(jobs)
            .where(jobs.c.id == sa.bindparam("b_id"))
            .values(
                person=sa.bindparam("b_person"),
                instruction=sa.bindparam("b_instruction"),
                other_reading=sa.bindparam("b_other"),
                route="",
            ),
            rows,
        )


def _nameless(text: str) -> str:
    person: PersonAlias = PERSON.decode(text)
    return PERSON.encode(PersonAlias(person.platform, person.key))


def _wordless(text: str) -> str:
    instruction: Instruction = INSTRUCTION.decode(text)
    return INSTRUCTION.encode(Instruction(instruction.kind, "", count=instruction.count))


def _erase_messages(connection: sa.Connection, account_id: AccountId) -> None:
    found = connection.execute(
        sa.select(persons.c.platform, persons.c.alias).where(persons.c.account_id == account_id)
    )
    for platform, alias in found.all():
        connection.execute(
            sa.update(inbox)
            .where(inbox.c.platform == platform, inbox.c.person_key == alias)
            .values(message=None)
        )
        connection.execute(
            sa.delete(questions).where(questions.c.platform == platform, questions.c.person_key == alias)
        )
    connection.execute(
        sa.update(persons).where(persons.c.account_id == account_id).values(name="", locale="")
    )


def _erase_notes(connection: sa.Connection, account_id: AccountId) -> None:
    own_jobs = sa.select(jobs.c.id).where(jobs.c.account_id == account_id)
    connection.execute(
        sa.update(notes)
        .where(sa.or_(notes.c.account_id == account_id, notes.c.job_id.in_(own_jobs)))
        .values(images="[]")
    )


def _erase_pictures(
    connection: sa.Connection, which: sa.ColumnElement[bool]
) -> tuple[int, tuple[BlobKey, ...]]:
    found = connection.execute(sa.select(pictures.c.blob).where(which, pictures.c.blob.is_not(None)))
    erased: Sequence[Any] = found.scalars().all()
    connection.execute(
        sa.delete(handles).where(handles.c.picture_id.in_(sa.select(pictures.c.id).where(which)))
    )
    connection.execute(
        sa.update(pictures).where(which).values(blob=None, instruction="", alt_text="", scene="")
    )
    still = connection.execute(
        sa.select(pictures.c.blob).where(pictures.c.blob.in_(sorted(set(erased)))).distinct()
    )
    return len(erased), tuple(BlobKey(blob) for blob in sorted(set(erased) - set(still.scalars())))


def _rename_in_ledger(
    transactions: Transactions, connection: sa.Connection, account_id: AccountId, now: datetime
) -> None:
    former, _ = (ledger_ids(connection, [account_id])).get(account_id, (account_id, None))
    pseudonym = new_id()
    for table in (ledger, totals):
        connection.execute(
            sa.update(table)
            .where(table.c.scope == ScopeKind.ACCOUNT, table.c.scope_id == former)
            .values(scope_id=pseudonym)
        )
    values = {"ledger_id": pseudonym, "erased_at": now}
    connection.execute(
        transactions.insert(pseudonyms)
        .values(account_id=account_id, **values)
        .on_conflict_do_update(index_elements=[pseudonyms.c.account_id], set_=values)
    )
