"""The crash suite: `python -m tests.crash --help`, or `make crash CRASH_ARGS="--seed 7 --kills 50"`.

Really kills real processes of the bot, at every named boundary of a job's life and at random moments
under load, and then looks from outside whether anything was lost or came twice.
"""

import argparse
import asyncio
import logging
import random
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial

from tests.crash.deployment import nursery
from tests.crash.parts import named_boundaries, random_moments, several_processes
from tests.crash.scene import Scene, postgresql_server, scene, throwaway_database
from tests.crash.verdict import Verdict

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOUNDARIES, MOMENTS, PROCESSES = "boundaries", "moments", "processes"
PROCESSES_SHARE = 4
"""One of so many kills falls among several processes, beside those of a single one."""
Part = Callable[[Scene], Awaitable[Verdict]]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--seed", type=int, help="repeats the choices of an earlier run")
    parser.add_argument("--kills", type=int, default=200, help="at random moments, on each database")
    parser.add_argument("--database", choices=[SQLITE, POSTGRESQL], help="only this one")
    parser.add_argument("--part", choices=[BOUNDARIES, MOMENTS, PROCESSES], help="only this one")
    return parser.parse_args()


def _parts(arguments: argparse.Namespace, kind: str) -> Iterator[tuple[str, Part]]:
    parts: dict[str, tuple[str, Part]] = {
        BOUNDARIES: ("every named boundary", named_boundaries),
        MOMENTS: (f"{arguments.kills} random moments", partial(random_moments, kills=arguments.kills)),
    }
    if kind == POSTGRESQL:
        ends = max(1, arguments.kills // PROCESSES_SHARE)
        parts[PROCESSES] = (
            f"{ends} deaths and pauses among several processes",
            partial(several_processes, kills=ends),
        )
    for name, part in parts.items():
        if arguments.part in (None, name):
            yield part


@contextmanager
def _database(kind: str, server: str | None) -> Iterator[str | None]:
    if kind == SQLITE or server is None:
        yield None
        return
    with throwaway_database(server) as url:
        yield url


async def _play(arguments: argparse.Namespace, seed: int) -> bool:
    """Databases side by side, since most of the time is waiting; whether all is well."""
    kinds = [kind for kind in (SQLITE, POSTGRESQL) if arguments.database in (None, kind)]
    server = postgresql_server()
    if server is None and POSTGRESQL in kinds:
        _say("NO POSTGRESQL SERVER ANSWERS (set CHATBRUSH_TEST_POSTGRES to its URL): NOTHING RUNS ON IT")
        kinds.remove(POSTGRESQL)
    done = await asyncio.gather(*(_play_on(kind, server, arguments, seed) for kind in kinds))
    return bool(done) and all(done)


async def _play_on(kind: str, server: str | None, arguments: argparse.Namespace, seed: int) -> bool:
    is_good = True
    async with nursery() as kept:
        for name, part in _parts(arguments, kind):
            began = time.monotonic()
            with _database(kind, server) as url:
                async with scene(kept, url, random.Random(f"{seed} {kind} {name}")) as played:
                    verdict = await part(played)
            _say("\n".join((f"{kind}, {name}, {time.monotonic() - began:.0f} s:", *verdict.lines())))
            is_good = is_good and verdict.is_good
    return is_good


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _is_news(record: logging.LogRecord) -> bool:
    """Not that a client of the loopback servers is gone in the middle of a request: it was killed."""
    return record.exc_info is None or not isinstance(record.exc_info[1], ConnectionResetError)


def main() -> int:
    """The exit code: 1 if anything was lost or came twice."""
    logging.getLogger("aiohttp.server").addFilter(_is_news)
    arguments = _arguments()
    seed = arguments.seed if arguments.seed is not None else secrets.randbelow(1_000_000)
    _say(f"seed {seed}")
    return 0 if asyncio.run(_play(arguments, seed)) else 1


if __name__ == "__main__":
    sys.exit(main())
