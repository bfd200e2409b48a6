"""Erases what is older than the operator wants to keep."""

import asyncio
from datetime import timedelta

import structlog

from core.resources import Resources

_log = structlog.get_logger(__name__)

_PAUSE_SECONDS = 6 * 3600.0


async def retain(resources: Resources) -> None:
    """Erase old pictures now and every six hours, until cancelled; at once done where all is kept."""
    keep_days = resources.settings.pictures.keep_days
    if keep_days is None:
        return
    while True:
        await expire(resources, timedelta(days=keep_days))
        await asyncio.sleep(_PAUSE_SECONDS)


async def expire(resources: Resources, age: timedelta) -> None:
    """Erase pictures older than `age`, with their words and bytes."""
    now = resources.clock()
    blobs = await resources.pictures.expire(now - age, now)
    for blob in blobs:
        await resources.blobs.delete(blob)
    if blobs:
        _log.info("old pictures erased", blobs=len(blobs))
