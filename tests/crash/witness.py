"""Sees in the victim whether a finished step begins again.

A step of a job is *finished* from the moment at which the engine's own record of it with the answer
"go on" is durable (a row of DBOS's `operation_outputs`), whichever of the job's turns it belongs to. A
paid call is finished from the moment at which the job's result is durable (`jobs.drawn_at`). Each begin
looks, on a connection of its own, whether that record is there already, and appends one line to
`steps.jsonl` before anything of the step has run: what is there and begins again is a *repeat*. (A step
that was interrupted before its record was durable is not finished, and has to begin again.)
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncGenerator, Sequence
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from tenacity import Retrying, retry_if_exception_type, wait_fixed

from core.drawing import DrawEvent, DrawRequest
from core.identity import JobId
from core.ports import Step
from core.providers.openai import OpenAIProvider
from storage.engine import SCHEMA, Engine
from storage.schema import jobs
from tests.crash.boundaries import AFTER_STEP, BEFORE_STEP, Reaper, put
from tests.crash.places import engine_database, our_database

PAID_CALL = "paid call"
FILE = "steps.jsonl"


class Witness:
    """One victim's. Install it before the bot starts."""

    def __init__(self, folder: Path, database: str | None, reaper: Reaper) -> None:
        self._file = folder / FILE
        self._reaper = reaper
        self._ours = our_database(database, folder)
        self._engines = engine_database(database, folder)
        schema = SCHEMA if self._engines.dialect.name == "postgresql" else None
        outputs = sa.table(
            "operation_outputs", *map(sa.column, ("workflow_uuid", "function_name", "output")), schema=schema
        )
        self._finished = sa.select(outputs.c.output).where(
            outputs.c.workflow_uuid.like(sa.bindparam("turns")),
            outputs.c.function_name == sa.bindparam("step"),
        )

    def install(self) -> None:
        """See every step of every journey, and every paid call."""
        launch = Engine.launch

        async def watched(engine: Engine, steps: Sequence[tuple[str, Step]]) -> None:
            await launch(engine, [(name, self._watched(name, step)) for name, step in steps])

        put(Engine, "launch", watched)
        inner = OpenAIProvider.draw

        async def draw(provider: OpenAIProvider, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
            await asyncio.to_thread(self._begins, PAID_CALL, request.job_id)
            events = inner(provider, request)
            try:
                async for event in events:
                    yield event
            finally:
                await events.aclose()

        put(OpenAIProvider, "draw", draw)

    def _watched(self, name: str, step: Step) -> Step:
        async def begin(job_id: JobId) -> bool:
            self._reaper.reach(BEFORE_STEP.get(name))
            await asyncio.to_thread(self._begins, name, job_id)
            goes_on = await step(job_id)
            self._write(f"{name} ended", job_id)
            self._reaper.reach(AFTER_STEP.get(name))
            return goes_on

        return begin

    def _begins(self, name: str, job_id: JobId) -> None:
        look = (
            partial(self._is_drawn, job_id) if name == PAID_CALL else partial(self._is_finished, name, job_id)
        )
        for attempt in Retrying(retry=retry_if_exception_type(OperationalError), wait=wait_fixed(1)):
            # A server that has no connection left for us must not fail the product's step.
            with attempt:
                is_repeat = look()
        self._write(name, job_id, is_repeat=is_repeat)

    def _write(self, name: str, job_id: JobId, *, is_repeat: bool = False) -> None:
        line = {"job": job_id, "step": name, "process": os.getpid(), "repeat": is_repeat, "at": time.time()}
        descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, json.dumps(line).encode() + b"\n")
        os.close(descriptor)

    def _is_finished(self, name: str, job_id: JobId) -> bool:
        with self._engines.connect() as connection:
            found = connection.execute(self._finished, {"turns": f"{job_id}:%", "step": name})
            return any(output is not None and json.loads(output) is True for output in found.scalars())

    def _is_drawn(self, job_id: JobId) -> bool:
        with self._ours.connect() as connection:
            found = connection.execute(sa.select(jobs.c.drawn_at).where(jobs.c.id == job_id))
            return found.scalar_one_or_none() is not None
