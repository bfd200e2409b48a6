"""What all processes of a deployment must have alike and nobody else may know."""

import asyncio
import os
import secrets as randomness
from pathlib import Path

import sqlalchemy as sa

from storage.schema import secrets
from storage.transactions import Transactions

FILE_NAME = "secret.key"
ACCOUNTS = "accounts"
BYTES = 32


class SecretsTable:
    """In the database where several processes share one; in a file of the data folder on SQLite."""

    def __init__(self, transactions: Transactions, data: Path) -> None:
        self._transactions = transactions
        self._path = data / FILE_NAME

    async def accounts(self) -> bytes:
        """The deployment's own key for hashing accounts, made at the first start.

        A deployment that moves to PostgreSQL brings the one in its data folder.
        """
        if self._transactions.is_sqlite:
            return await asyncio.to_thread(self._in_file)
        candidate = await asyncio.to_thread(self._of_file) or randomness.token_bytes(BYTES)
        insert = self._transactions.insert(secrets).values(name=ACCOUNTS, value=candidate)
        wanted = sa.select(secrets.c.value).where(secrets.c.name == ACCOUNTS)

        def keep(connection: sa.Connection) -> bytes:
            connection.execute(insert.on_conflict_do_nothing(index_elements=[secrets.c.name]))
            return bytes(connection.execute(wanted).scalar_one())

        return await self._transactions.run(keep)

    def _of_file(self) -> bytes | None:
        try:
            return self._path.read_bytes() or None
        except FileNotFoundError:
            return None

    def _in_file(self) -> bytes:
        """Readable by its owner only, and whole or not there."""
        found = self._of_file()
        if found is not None:
            return found
        secret = randomness.token_bytes(BYTES)
        staged = self._path.with_suffix(".new")
        descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(self._path)
        return secret
