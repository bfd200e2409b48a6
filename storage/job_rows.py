"""A job as a row of the jobs table, and back."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from core.jobs import Canceller, Job, JobState, Queued
from core.quota import Amounts
from storage.records import IDS, INSTRUCTION, OBJECT, PERSON, TEXTS, Record
from storage.schema import jobs

_RECORDS: Mapping[str, Record[Any]] = {
    "person": PERSON,
    "instruction": INSTRUCTION,
    "sources": IDS,
    "notes": TEXTS,
    "other_reading": INSTRUCTION,
    "other_sources": IDS,
}
_CHOICES: Mapping[str, type[StrEnum]] = {"state": JobState, "cancelled_by": Canceller}
_APART = {"error", *_RECORDS, *_CHOICES}
_PLAIN = tuple(one.name for one in fields(Job) if one.name in jobs.c and one.name not in _APART)
"""Kept as they are, in the column of the same name."""


def to_row(job: Job) -> dict[str, Any]:
    """The columns of a job, all but `seq`, `told` and `round_micros`."""
    width, height = job.size or (None, None)
    return {
        **{name: getattr(job, name) for name in (*_PLAIN, *_CHOICES)},
        **{name: _encoded(record, getattr(job, name)) for name, record in _RECORDS.items()},
        **error_columns(None if job.error is None else dict(job.error)),
        "width": width,
        "height": height,
        "reserved_images": job.reserved.images,
        "reserved_micros": job.reserved.micros,
        "platform": job.person.platform.value,
        "turn": job.grant,
    }


def _encoded(record: Record[Any], value: Any) -> str | None:
    return None if value is None else record.encode(value)


def error_columns(record: dict[str, Any] | None) -> dict[str, str | None]:
    """`error` and `error_name` for `ChatbrushError.to_record()`."""
    if record is None:
        return {"error": None, "error_name": None}
    return {"error": OBJECT.encode(record), "error_name": str(record.get("error", ""))}


def from_row(row: sa.Row[Any]) -> Job:
    """The job that `to_row` wrote."""
    at = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for a row as a mapping
    return Job(
        **{name: at[name] for name in _PLAIN},
        **{name: _read(choice, at[name]) for name, choice in _CHOICES.items()},
        **{name: _read(record.decode, at[name]) for name, record in _RECORDS.items()},
        error=_read(OBJECT.decode, at["error"]),
        size=None if at["width"] is None else (at["width"], at["height"]),
        reserved=Amounts(at["reserved_images"], at["reserved_micros"]),
        grant=at["turn"],
    )


def _read(decode: Callable[[str], Any], text: str | None) -> Any:
    return None if text is None else decode(text)


QUEUED = (
    jobs.c.id,
    jobs.c.account_id,
    jobs.c.community_id,
    jobs.c.provider,
    jobs.c.model,
    jobs.c.accepted_at,
    jobs.c.platform,
    jobs.c.weight,
    jobs.c.priority,
    jobs.c.standby,
    jobs.c.standby_model,
)


def queued_from_row(
    row: sa.Row[*tuple[Any, ...]], account_due_micros: int, account_granted_at: Any, *, is_ours: bool
) -> Queued:
    """What admission needs, from a row of `QUEUED`; a long line is read often."""
    (
        job_id,
        account_id,
        community_id,
        provider,
        model,
        accepted_at,
        _,
        weight,
        priority,
        standby,
        standby_model,
    ) = row
    return Queued(
        job_id,
        account_id,
        community_id,
        provider,
        model,
        accepted_at,
        account_due_micros,
        account_granted_at,
        weight,
        priority,
        is_ours,
        standby,
        standby_model,
    )
