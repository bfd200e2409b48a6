"""The job engine: DBOS Transact behind `core.ports.JobEngine`.

Its own tables are apart from ours: `jobs.db` beside our file, or a schema of its own on the same
PostgreSQL server. What was learnt about its settings is in docs/decisions; recovery depends on
`EXECUTOR` and `VERSION` staying as they are.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

import sqlalchemy as sa
import structlog
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID, StepOptions
from sqlalchemy.exc import SQLAlchemyError

from core.identity import JobId
from core.ports import JobEngine, Step
from storage.database import database_url
from storage.transactions import BUSY_SECONDS

FILE_NAME = "jobs.db"
SCHEMA = "chatbrush_jobs"
EXECUTOR = "chatbrush"
VERSION = "1"
"""Counts up when the steps change shape; workflows of another version are left alone."""
JOURNEY = "journey"
THREADS = 8
LISTEN_SECONDS = 0.2
KEPT = timedelta(days=7)
TIDY_SECONDS = 6 * 3600.0
TIDY_BATCH = 500
STEP_TRIES = 6
CLOSING_SECONDS = 10
EXPECTED = (
    "Exception encountered in asynchronous workflow",  # `_Reported` says it
    "Asyncio task cancelled for workflow or step",  # by `Engine.close`
    "Workflow already exists in queue",  # a start of a job that is being taken up
)
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]

log = structlog.get_logger(__name__)


class _Reported:
    """Logs what escapes a step; the workflow then ends in error."""

    def __init__(self, job_id: JobId, step: str) -> None:
        self._job_id = job_id
        self._step = step

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and issubclass(kind, Exception):
            log.error("step failed", job=self._job_id, step=self._step, error=kind.__name__, exc_info=error)


class Engine(JobEngine):
    """One per process at a time, since DBOS is one per process; launch and close it as often as you like."""

    _launched: ClassVar["Engine | None"] = None

    def __init__(self, url: str | None, data: Path) -> None:
        self._url = database_url(url, data)
        if self._url.get_backend_name() == "sqlite":
            beside = Path(self._url.database or "").parent
            self._url = sa.URL.create("sqlite", database=str(beside / FILE_NAME))
        self._pool: ThreadPoolExecutor | None = None
        self._sqlite: sa.Engine | None = None
        self._tidying: asyncio.Task[None] | None = None
        self._journeys: set[asyncio.Task[Any]] = set()
        self._steps: set[asyncio.Task[None]] = set()
        self._is_closing = False
        self._journey: Any = None

    async def launch(self, steps: Sequence[tuple[str, Step]]) -> None:
        """Begin to run jobs through `steps`, in their order, on this event loop.

        Jobs that a former process left are taken up within about a second, after their last
        finished step.
        """
        if Engine._launched is not None:
            raise RuntimeError("A job engine is already launched in this process.")
        Engine._launched = self
        self._is_closing = False
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="job-engine")
        async with AsyncExitStack() as undo:
            undo.push_async_callback(self.close)
            _quieten()
            dbos = DBOS(config=self._config())
            self._journey = DBOS.workflow(name=JOURNEY, max_recovery_attempts=None)(
                self._workflow(tuple(steps))
            )
            # Launching blocks, so it runs in a thread; the loop for the steps is this one all the same.
            dbos._background_event_loop.set_main_loop()  # noqa: SLF001 - DBOS has no other way to name the loop
            await asyncio.get_running_loop().run_in_executor(self._pool, DBOS.launch)
            undo.pop_all()
        self._tidying = asyncio.create_task(self._tidy())

    async def start(self, job_id: JobId) -> None:
        """See the port."""
        with SetWorkflowID(job_id):
            await DBOS.start_workflow_async(self._journey, job_id)

    async def close(self) -> None:
        """Stop where we are; the next launch takes the jobs up.

        Running steps are cancelled, but what has finished is recorded first.
        """
        if Engine._launched is not self or self._pool is None:
            return
        loop = asyncio.get_running_loop()
        self._is_closing = True
        for task in (*self._steps, *([self._tidying] if self._tidying else [])):
            task.cancel()
        if self._journeys:
            await asyncio.wait(self._journeys, timeout=CLOSING_SECONDS)
        rest = [task for task in (*self._journeys, self._tidying) if task is not None]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        try:
            await loop.run_in_executor(self._pool, lambda: DBOS.destroy(destroy_registry=True))
        finally:
            # DBOS made its own threads the loop's, and they are gone now.
            loop.set_default_executor(ThreadPoolExecutor(THREADS))
            if self._sqlite is not None:
                await loop.run_in_executor(self._pool, self._sqlite.dispose)
            self._pool.shutdown(wait=False)
            self._pool, self._sqlite, self._tidying, self._journey = None, None, None, None
            Engine._launched = None

    def _workflow(self, steps: tuple[tuple[str, Step], ...]) -> Any:
        async def journey(job_id: str) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._journeys.add(task)
                task.add_done_callback(self._journeys.discard)
            for name, step in steps:
                options = StepOptions(
                    name=name,
                    retries_allowed=True,
                    max_attempts=STEP_TRIES,
                    interval_seconds=1.0,
                    backoff_rate=2.0,
                    # Only a database in trouble is worth another try; a step's own defect is not.
                    should_retry=lambda error: isinstance(error, SQLAlchemyError),
                )
                await DBOS.run_step_async(options, self._run, name, step, JobId(job_id))

        return journey

    async def _run(self, name: str, step: Step, job_id: JobId) -> None:
        if self._is_closing:
            raise asyncio.CancelledError
        with _Reported(job_id, name):
            # A task of its own, so that closing cancels the step and not the recording of one that is done.
            task = asyncio.ensure_future(step(job_id))
            self._steps.add(task)
            task.add_done_callback(self._steps.discard)
            await task

    def _config(self) -> DBOSConfig:
        config = DBOSConfig(
            name=EXECUTOR,
            executor_id=EXECUTOR,
            application_version=VERSION,
            max_executor_threads=THREADS,
            serializer=DBOSPortableJSONSerializer(),
            use_listen_notify=False,
            notification_listener_polling_interval_sec=LISTEN_SECONDS,
            log_level="WARNING",
            enable_otlp=False,
        )
        if self._url.get_backend_name() == "sqlite":
            self._sqlite = sa.create_engine(self._url, pool_size=5, max_overflow=THREADS)
            sa.event.listen(self._sqlite, "connect", _prepare)
            config["system_database_engine"] = self._sqlite
        else:
            config["system_database_url"] = self._url.render_as_string(hide_password=False)
            config["dbos_system_schema"] = SCHEMA
        return config

    async def _tidy(self) -> None:
        """Forget workflows that ended long ago."""
        while True:
            before = (datetime.now(UTC) - KEPT).isoformat()
            try:
                while old := await DBOS.list_workflows_async(
                    status=ENDED,
                    completed_before=before,
                    limit=TIDY_BATCH,
                    load_input=False,
                    load_output=False,
                ):
                    await DBOS.delete_workflows_async([workflow.workflow_id for workflow in old])
            except SQLAlchemyError as error:
                log.warning("old workflows stay", error=type(error).__name__)
            await asyncio.sleep(TIDY_SECONDS)


def _prepare(dbapi_connection: Any, _: Any) -> None:
    # DBOS begins its migrations by hand, so the driver's own way to begin at once is used here.
    dbapi_connection.isolation_level = "IMMEDIATE"
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _quieten() -> None:
    """Let DBOS log through our handlers, without what is no news."""
    logger = logging.getLogger("dbos")
    if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
        # With a handler present it adds none of its own.
        logger.addHandler(logging.NullHandler())
        logger.addFilter(lambda record: not record.getMessage().startswith(EXPECTED))
