"""`chatbrush draw` and `chatbrush edit`: one order through the same studio, quota and lineage as a chat's."""

import asyncio
import mimetypes
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bots.app import open_studio
from bots.exits import Exit, exit_of
from bots.serving import serve
from bots.terminal.adapter import Outcome, TerminalAdapter
from bots.terminal.inbound import Order
from bots.terminal.outbound import write
from core.jobs import ENDED
from core.requests import Card, PictureFile
from core.resources import Resources
from core.settings import BreakerSettings, Settings

SETTLE_SECONDS = 5.0
"""What is not settled by then is settled by the next start; the picture is there already."""

SETTLE_POLL_SECONDS = 0.02

PATIENCE_SECONDS = 10.0
"""How long an order may wait to begin, and how long a service that is down is left alone."""


async def fulfil(
    settings: Settings,
    order: Order,
    output: Path,
    *,
    environment: Mapping[str, str],
    say: Callable[[str], None],
    console: Console,
) -> Exit:
    """Draw, write the untouched files, and `say` their paths. Progress and refusals go to `console`.

    Raises `SettingsInvalid` when the data folder cannot be used.
    """
    started = time.monotonic()
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,  # a log file would only get an empty line
    ) as progress:
        bar = progress.add_task("Starting", total=None)

        def watch(card: Card) -> None:
            # The last line tells how it stands; before it are the words, which the person has just typed.
            progress.update(bar, description=card.text.rpartition("\n")[2] or str(card.state))

        outcome, code = await _outcome(_impatient(settings), order, environment, watch)
    if not outcome.files:
        console.print(outcome.text, markup=False)
        return code
    try:
        paths = await asyncio.to_thread(write, outcome.files, output)
    except OSError as error:
        sentence = (
            f"{output} cannot be written: {error.strerror}. Nothing else was lost; try another --output."
        )
        console.print(sentence, markup=False)
        return Exit.FAILED
    for path in paths:
        say(str(path))
    if outcome.text:
        console.print(outcome.text, markup=False)
    _tell_type(outcome.files[0], output, console)
    console.print(f"Drawn in {time.monotonic() - started:.1f} s.", style="dim")
    return Exit.OK


def _impatient(settings: Settings) -> Settings:
    """Whoever sits at a terminal hears at once that a service is away, instead of standing in line for it."""
    breaker = BreakerSettings(
        failures=1, pause_seconds=PATIENCE_SECONDS, longest_pause_seconds=PATIENCE_SECONDS
    )
    jobs = settings.jobs.model_copy(update={"deadline_seconds": PATIENCE_SECONDS})
    providers = settings.providers.model_copy(update={"breaker": breaker})
    return settings.model_copy(update={"jobs": jobs, "providers": providers})


def _tell_type(file: PictureFile, output: Path, console: Console) -> None:
    """The untouched original keeps its lineage; a file name that promises another type is not converted."""
    promised = mimetypes.guess_type(output.name)[0]
    if promised != file.media_type:
        kind = file.media_type.removeprefix("image/").upper()
        console.print(
            f"Note: what was drawn is a {kind}, whatever the name {output.name} says.", markup=False
        )


async def _outcome(
    settings: Settings, order: Order, environment: Mapping[str, str], watch: Callable[[Card], None]
) -> tuple[Outcome, Exit]:
    async with open_studio(settings, is_passing=True) as (studio, resources):
        adapter = TerminalAdapter(order, environment, watch)
        serving = asyncio.create_task(serve(studio, resources, [adapter], lambda _line: None))
        try:
            ends: list[asyncio.Future[Any]] = [serving, adapter.outcome]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if not adapter.outcome.done():
                serving.result()
            outcome = adapter.outcome.result()
            return outcome, await _code(resources, outcome)
        finally:
            serving.cancel()
            await asyncio.wait([serving])


async def _code(resources: Resources, outcome: Outcome) -> Exit:
    """The exit code, once the job has settled its quota, so that the next command finds the books closed."""
    if outcome.job_id is None:
        return Exit.OK if outcome.files else Exit.REFUSED
    deadline = time.monotonic() + SETTLE_SECONDS
    job = await resources.jobs.get(outcome.job_id)
    while job.state not in ENDED and time.monotonic() < deadline:
        await asyncio.sleep(SETTLE_POLL_SECONDS)
        job = await resources.jobs.get(outcome.job_id)
    return Exit.OK if outcome.files else exit_of((job.error or {}).get("error", ""))
