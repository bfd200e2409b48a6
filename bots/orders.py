"""`chatbrush draw` and `chatbrush edit`: one order through the same studio, quota and lineage as a chat's."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bots.app import open_studio, serve
from bots.exits import Exit, exit_of
from bots.terminal.adapter import Outcome, TerminalAdapter
from bots.terminal.inbound import Order
from bots.terminal.outbound import write
from core.errors import ChatbrushError
from core.identity import JobId
from core.requests import Card, CardState
from core.resources import Resources
from core.settings import Settings


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
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as progress:
        bar = progress.add_task("Starting", total=None)

        def watch(card: Card) -> None:
            progress.update(bar, description=card.text.partition("\n")[0] or str(card.state))

        outcome = await _outcome(settings, order, environment, watch)
    if not outcome.files:
        console.print(outcome.text, markup=False)
        return exit_of(outcome.error)
    try:
        paths = await asyncio.to_thread(write, outcome.files, output)
    except OSError as error:
        console.print(
            f"{output} cannot be written: {error.strerror}. The picture is kept; `--output` names a file."
        )
        return Exit.FAILED
    for path in paths:
        say(str(path))
    console.print(f"Drawn in {time.monotonic() - started:.1f} s.", style="dim")
    return Exit.OK


async def _outcome(
    settings: Settings, order: Order, environment: Mapping[str, str], watch: Callable[[Card], None]
) -> Outcome:
    ended: list[JobId] = []

    def remember(card: Card) -> None:
        if card.state is CardState.FAILED:
            ended.append(card.job_id)
        watch(card)

    async with open_studio(settings) as (studio, resources):
        adapter = TerminalAdapter(order, environment, remember)
        serving = asyncio.create_task(serve(studio, resources, [adapter], lambda _line: None))
        try:
            ends: list[asyncio.Future[Any]] = [serving, adapter.outcome]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if not adapter.outcome.done():
                serving.result()
            outcome = adapter.outcome.result()
            return replace(outcome, error=await _reason(resources, ended)) if ended else outcome
        finally:
            serving.cancel()
            await asyncio.wait([serving])


async def _reason(resources: Resources, ended: list[JobId]) -> str:
    job = await resources.jobs.get(ended[0])
    return str((job.error or {}).get("error", ChatbrushError.__name__))
