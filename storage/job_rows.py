"""A job as a row of the jobs table, and back."""

from typing import Any

import sqlalchemy as sa

from core.identity import AccountId, CommunityId, JobId, PersonId, PlaceId
from core.jobs import Canceller, Job, JobState, Queued
from core.quota import Amounts
from storage.records import IDS, INSTRUCTION, OBJECT, PERSON, TEXTS
from storage.schema import jobs


def to_row(job: Job) -> dict[str, Any]:
    """The columns of a job, all but `seq`."""
    width, height = job.size or (None, None)
    error = None if job.error is None else dict(job.error)
    return {
        "id": job.id,
        "key": job.key,
        "state": job.state.value,
        "community_id": job.community_id,
        "place_id": job.place_id,
        "person_id": job.person_id,
        "account_id": job.account_id,
        "person": PERSON.encode(job.person),
        "request_message": job.request_message,
        "card_message": job.card_message,
        "route": job.route,
        "names_requester": job.names_requester,
        "spoiler": job.spoiler,
        "instruction": INSTRUCTION.encode(job.instruction),
        "sources": IDS.encode(job.sources),
        "provider": job.provider,
        "model": job.model,
        "width": width,
        "height": height,
        "quality": job.quality,
        "reserved_images": job.reserved.images,
        "reserved_micros": job.reserved.micros,
        "attempt": job.attempt,
        "drawn_count": job.drawn_count,
        "cost_micros": job.cost_micros,
        **error_columns(error),
        "notes": TEXTS.encode(job.notes),
        "other_reading": None if job.other_reading is None else INSTRUCTION.encode(job.other_reading),
        "other_sources": IDS.encode(job.other_sources),
        "accepted_at": job.accepted_at,
        "granted_at": job.granted_at,
        "drawn_at": job.drawn_at,
        "finished_at": job.finished_at,
        "platform": job.person.platform.value,
        "executor": job.executor,
        "turn": job.grant,
        "unbilled": job.unbilled,
        "weight": job.weight,
        "priority": job.priority,
        "cancelled_by": job.cancelled_by,
        "claims": job.claims,
        "keep_until": job.keep_until,
        "standby": job.standby,
        "standby_model": job.standby_model,
        "stands_for": job.stands_for,
    }


def error_columns(record: dict[str, Any] | None) -> dict[str, str | None]:
    """`error` and `error_name` for `ChatbrushError.to_record()`."""
    if record is None:
        return {"error": None, "error_name": None}
    return {"error": OBJECT.encode(record), "error_name": str(record.get("error", ""))}


def from_row(row: sa.Row[Any]) -> Job:
    """The job that `to_row` wrote."""
    at = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name for a row as a mapping
    return Job(
        id=JobId(at["id"]),
        key=at["key"],
        state=JobState(at["state"]),
        community_id=CommunityId(at["community_id"]),
        place_id=PlaceId(at["place_id"]),
        person_id=PersonId(at["person_id"]),
        account_id=AccountId(at["account_id"]),
        person=PERSON.decode(at["person"]),
        request_message=at["request_message"],
        card_message=at["card_message"],
        route=at["route"],
        names_requester=at["names_requester"],
        spoiler=at["spoiler"],
        instruction=INSTRUCTION.decode(at["instruction"]),
        sources=IDS.decode(at["sources"]),
        provider=at["provider"],
        model=at["model"],
        size=None if at["width"] is None else (at["width"], at["height"]),
        quality=at["quality"],
        reserved=Amounts(at["reserved_images"], at["reserved_micros"]),
        attempt=at["attempt"],
        drawn_count=at["drawn_count"],
        cost_micros=at["cost_micros"],
        error=None if at["error"] is None else OBJECT.decode(at["error"]),
        notes=TEXTS.decode(at["notes"]),
        other_reading=None if at["other_reading"] is None else INSTRUCTION.decode(at["other_reading"]),
        other_sources=IDS.decode(at["other_sources"]),
        accepted_at=at["accepted_at"],
        granted_at=at["granted_at"],
        drawn_at=at["drawn_at"],
        finished_at=at["finished_at"],
        unbilled=at["unbilled"],
        grant=at["turn"],
        executor=at["executor"],
        weight=at["weight"],
        priority=at["priority"],
        cancelled_by=None if at["cancelled_by"] is None else Canceller(at["cancelled_by"]),
        claims=None if at["claims"] is None else JobId(at["claims"]),
        keep_until=at["keep_until"],
        standby=at["standby"],
        standby_model=at["standby_model"],
        stands_for=at["stands_for"],
    )


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
