"""A process that asks for many jobs at once: `python -m tests.storage.requester URL FOLDER COUNT LIMIT`.

Waits for the file `go`, and prints how many were accepted.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from core.errors import OverQuota
from core.quota import ScopeKind, parse_limit
from storage.connections import watched
from storage.database import database_url
from storage.jobs import JobsTable
from storage.signals import LocalSignals
from storage.transactions import Transactions
from tests.contract.samples import job


async def main(url: str, folder: Path, count: int, limit: int) -> None:
    transactions = Transactions(watched(database_url(url, folder)))
    jobs = JobsTable(transactions, LocalSignals())
    limits = {ScopeKind.ACCOUNT: (parse_limit(f"{limit} images per day", "UTC"),)}
    await jobs.unfinished()
    (folder / f"ready-{id(jobs)}-{limit}").touch()
    while not (folder / "go").exists():  # noqa: ASYNC110 - only a file reaches this process
        await asyncio.sleep(0.005)

    async def ask() -> bool:
        try:
            await jobs.accept(job(now=datetime.now(UTC)), limits, datetime.now(UTC))
        except OverQuota:
            return False
        return True

    accepted = await asyncio.gather(*(ask() for _ in range(count)))
    sys.stdout.write(f"{sum(accepted)}\n")
    await transactions.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
