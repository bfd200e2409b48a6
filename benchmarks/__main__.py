"""`make bench`: the figures of docs/benchmarks.md, measured now, on this machine.

`make bench BENCH_ARGS="--only NAME …"` measures some of them (the names are those of `MEASURES`),
`--write` puts the table into docs/benchmarks.md.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.chats import console, measure_added, measure_flight, measure_ratio, measure_start
from benchmarks.databases import has_postgres
from benchmarks.exact import measure_exact, measure_exact_stall
from benchmarks.figures import Figure, table
from benchmarks.fleet import measure_crowd, measure_latency, measure_resuming, measure_throughput
from benchmarks.reservations import measure_growth, measure_reserving

POSTGRES = "PostgreSQL"
MEASURES: dict[str, Callable[[], Awaitable[list[Figure]]]] = {
    "start": measure_start,
    "added": measure_added,
    "ratio": measure_ratio,
    "flight": measure_flight,
    "latency": measure_latency,
    "jobs": partial(measure_throughput, "SQLite", 1),
    "jobs-postgres": partial(measure_throughput, POSTGRES, 1),
    "jobs-postgres-2": partial(measure_throughput, POSTGRES, 2),
    "jobs-postgres-4": partial(measure_throughput, POSTGRES, 4),
    "crowd-1000": partial(measure_crowd, 1_000),
    "crowd-5000": partial(measure_crowd, 5_000),
    "reservations": partial(measure_reserving, "SQLite"),
    "reservations-postgres": partial(measure_reserving, POSTGRES),
    "growth": partial(measure_growth, "SQLite"),
    "growth-postgres": partial(measure_growth, POSTGRES),
    "resume": measure_resuming,
    "exact": measure_exact,
    "exact-stall": measure_exact_stall,
}

HEAD = """# Figures

Written by `make bench BENCH_ARGS=--write`; `BENCH_ARGS="--only NAME ..."` measures some. Everything runs in processes of
its own on this machine, on disk, with quota on.

*Added per request*, *ratio*, *200 in flight* and *start-up* are measured between a loopback Telegram server and a bare
script that makes the same calls of the same SDK with nothing in between. A request lasts from the update's arrival at
the server's queue to the final edit's arrival at the server. Requests come one after another with a short pause, each
from a person and a chat never seen before. Pictures are 1536x1024 PNGs of a photograph's weight, no two alike; no
previews. The chats are private, so no send budget holds anything back.

The others run the product's own composition between a scripted platform and a scripted provider, which take no time, with
pictures of 64x64, each request from another person. *Accept to provider* ends when the provider is called. *Jobs a second*
is from the first request to the last checkpoint of the last job, with up to 60 jobs under way for each process. *In flight*
means that the provider holds all of them until the last one has arrived, and then takes ten seconds for each.
*Reservations* have limits in all three scopes. *After 1,000,000* is the time that the same takes with that much history,
over the time without: medians of rounds on two databases by turns, so that whatever else the machine does slows both.

*Exact operations* are timed from bytes to bytes, decoding and encoding included, on one JPEG of many shapes with grain;
the stall is the worst wait of a timer of five milliseconds on the event loop for which they are done.
"""


async def measure(names: Sequence[str]) -> list[Figure]:
    figures = []
    for name in names:
        if "postgres" in name and not has_postgres():
            console.print(f"{name}: no PostgreSQL server answers (CHATBRUSH_BENCH_POSTGRES)")
            continue
        console.print(name)
        figures += await MEASURES[name]()
    return figures


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES))
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args(arguments)
    load_before = os.getloadavg()[0]
    text = table(asyncio.run(measure(chosen.only)), load_before)
    print(text)
    if chosen.write:
        Path("docs/benchmarks.md").write_text(f"{HEAD}\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[1])
    main(sys.argv[1:])
