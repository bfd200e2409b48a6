"""What the job engine logs: our own words for a step's defect, and none of DBOS's that are no news."""

import asyncio
import logging
from types import TracebackType

import structlog

from core.identity import JobId

EXPECTED = (
    "Exception encountered in asynchronous workflow",  # `Reported` says it
    "Asyncio task cancelled for workflow or step",  # by `Engine.close`
    "Workflow already exists in queue",  # a start of a job that is being taken up
)

log = structlog.get_logger(__name__)


class Reported:
    """Logs a defect that escapes a step, and leaves the job where it is: the next start tries again.

    An ended workflow would leave it open for ever, with its reservation.
    """

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
            raise asyncio.CancelledError from error


def quieten() -> None:
    """Let DBOS log through our handlers, without what is no news."""
    logger = logging.getLogger("dbos")
    if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
        # With a handler present it adds none of its own.
        logger.addHandler(logging.NullHandler())
        logger.addFilter(lambda record: not record.getMessage().startswith(EXPECTED))
