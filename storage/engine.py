"""The job engine: DBOS Transact behind `core.ports.JobEngine`.

Its own tables are apart from ours: `jobs.db` beside our file, or a schema of its own on the same
PostgreSQL server. What was learnt about its settings is in docs/decisions; recovery depends on
`NAME` and `VERSION` staying as they are.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from contextvars import Context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa
import structlog
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID, StepOptions
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as SQLTimeoutError

from core.identity import JobId
from core.jobs import Superseded
from core.ports import JobEngine, Step, Tenure
from storage.connections import IDLE_TRANSACTION_SECONDS, keepalive
from storage.database import database_url
from storage.engine_log import Reported, quieten
from storage.transactions import BUSY_SECONDS

FILE_NAME = "jobs.db"
SCHEMA = "chatbrush_jobs"
NAME = "chatbrush"
VERSION = "2"
"""Counts up when the steps change shape; workflows of another version are left alone."""
JOURNEY = "journey"
THREADS = 8
LISTEN_SECONDS = 0.2
KEPT = timedelta(days=7)
TIDY_SECONDS = 6 * 3600.0
TIDY_BATCH = 500
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 15.0
AWAY = (OperationalError, InterfaceError, SQLTimeoutError)
"""The database cannot be reached, or can do nothing now."""
CLOSING_SECONDS = 10
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Engine(JobEngine):
    """One per process at a time, since DBOS is one per process; launch and close it as often as you like."""

    _launched: ClassVar["Engine | None"] = None

    def __init__(
        self,
        url: str | None,
        data: Path,
        tenure: Tenure,
        take_up: Callable[[JobId, int, str], Awaitable[bool]],
    ) -> None:
        self._tenure = tenure
        self._take_up = take_up
        self._executor = ""
        self._url = database_url(url, data)
        if self._url.get_backend_name() == "sqlite":
            beside = Path(self._url.database or "").parent
            self._url = sa.URL.create("sqlite", database=str(beside / FILE_NAME))
        self._pool: ThreadPoolExecutor | None = None
        self._sqlite: sa.Engine | None = None
        self._tidying: asyncio.Task[None] | None = None
        self._journeys: set[asyncio.Future[Any]] = set()
        self._steps: set[asyncio.Future[Any]] = set()
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
        self._executor = self._tenure.executor
        self._is_closing = False
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="job-engine")
        async with AsyncExitStack() as undo:
            undo.push_async_callback(self.close)
            quieten()
            dbos = DBOS(config=self._config())
            self._journey = DBOS.workflow(name=JOURNEY, max_recovery_attempts=None)(
                self._workflow(tuple(steps))
            )
            # Launching blocks, so it runs in a thread; the loop for the steps is this one all the same.
            dbos._background_event_loop.set_main_loop()  # noqa: SLF001 - DBOS has no other way to name the loop
            await asyncio.get_running_loop().run_in_executor(self._pool, DBOS.launch)
            undo.pop_all()
        self._tidying = asyncio.create_task(self._tidy())

    async def start(self, job_id: JobId, grant: int) -> None:
        """See the port."""
        with SetWorkflowID(f"{job_id}:{grant}"):
            handle: Any = await DBOS.start_workflow_async(self._journey, job_id, grant)
        # It is under way though its first line has not run; one that began before has no task.
        if (task := getattr(handle, "task", None)) is not None:
            self._journeys.add(task)
            task.add_done_callback(self._journeys.discard)

    async def inherit(self, former: str) -> None:
        """See the port. Where our name stays the same, the launch took our former life's journeys up."""
        if former == self._executor:
            return
        if not self._is_ours():
            raise Superseded
        left = await DBOS.list_workflows_async(
            status="PENDING", executor_id=former, load_input=False, load_output=False
        )
        for workflow in left:
            if not self._is_ours():
                raise Superseded
            await DBOS.resume_workflow_async(workflow.workflow_id)

    async def idle(self) -> None:
        """Wait until no journey is under way here, those that are being begun among them."""
        while self._journeys:
            await asyncio.wait(self._journeys)

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
        rest = [one for one in (*self._journeys, self._tidying) if one is not None]
        for one in rest:
            one.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        # DBOS made its own threads the loop's, and they go with it; what else runs here needs some all the time.
        loop.set_default_executor(ThreadPoolExecutor(THREADS))
        try:
            await loop.run_in_executor(self._pool, lambda: DBOS.destroy(destroy_registry=True))
        finally:
            # Whatever was asked of DBOS meanwhile made its threads the loop's once more.
            loop.set_default_executor(ThreadPoolExecutor(THREADS))
            if self._sqlite is not None:
                await loop.run_in_executor(self._pool, self._sqlite.dispose)
            self._pool.shutdown(wait=False)
            self._pool, self._sqlite, self._tidying, self._journey = None, None, None, None
            Engine._launched = None

    def _workflow(self, steps: tuple[tuple[str, Step], ...]) -> Any:
        async def journey(job_id: str, turn: int) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._journeys.add(task)
                task.add_done_callback(self._journeys.discard)
            if not await self._begins(JobId(job_id), turn):
                return
            for name, step in steps:
                options = StepOptions(name=name)
                if not await DBOS.run_step_async(options, self._run, name, step, JobId(job_id)):
                    return

        return journey

    def _is_ours(self) -> bool:
        """Whether we live, and under the name of this launch."""
        return not self._is_closing and self._tenure.is_held() and self._tenure.executor == self._executor

    async def _begins(self, job_id: JobId, turn: int) -> bool:
        """Whether this process goes on with that turn; what ends with `CancelledError` another takes up."""
        if not self._is_closing and not self._is_ours():
            # It came from the queue to one who has lost its name, and whose heir may have been here before. Beside
            # the workflow, in which it would count as a step.
            back = DBOS.resume_workflow_async(f"{job_id}:{turn}")
            await asyncio.get_running_loop().create_task(back, context=Context())
        return await self._persist("begin", job_id, lambda: self._take_up(job_id, turn, self._executor))

    async def _run(self, name: str, step: Step, job_id: JobId) -> bool:
        with Reported(job_id, name):
            goes_on = await self._persist(name, job_id, lambda: step(job_id))
            if not self._is_closing and not self._is_ours():
                # Whoever inherited the job records its steps.
                raise asyncio.CancelledError
            return goes_on

    async def _persist(self, name: str, job_id: JobId, work: Callable[[], Awaitable[bool]]) -> bool:
        """Try until the database is there, for as long as the job is ours; a defect of ours is not tried again."""
        pause_seconds = FIRST_PAUSE_SECONDS
        while self._is_ours():
            try:
                return await self._stoppable(work())
            except Superseded as error:
                raise asyncio.CancelledError from error
            except AWAY as error:
                log.warning("no database", job=job_id, step=name, error=type(error).__name__)
                await self._stoppable(asyncio.sleep(pause_seconds))
                pause_seconds = min(2 * pause_seconds, LONGEST_PAUSE_SECONDS)
        raise asyncio.CancelledError

    async def _stoppable(self, work: Awaitable[T]) -> T:
        """A task of its own, so that closing cancels the step and not the recording of one that is done."""
        task = asyncio.ensure_future(work)
        self._steps.add(task)
        task.add_done_callback(self._steps.discard)
        return await task

    def _config(self) -> DBOSConfig:
        config = DBOSConfig(
            name=NAME,
            executor_id=self._executor,
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
            config["system_database_url"] = keepalive(self._url).render_as_string(hide_password=False)
            config["dbos_system_schema"] = SCHEMA
            # Its own 20 would let four processes fill a server of a hundred connections.
            config["sys_db_pool_size"] = THREADS
            config["sys_db_idle_transaction_timeout_sec"] = IDLE_TRANSACTION_SECONDS
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
