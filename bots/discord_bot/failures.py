"""discord.py's exceptions as ours: the one place where they are told apart.

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import aiohttp
import discord

from core.errors import (
    DeliveryFailed,
    FileTooLarge,
    MessageGone,
    NoPermission,
    PlaceGone,
    RouteExpired,
    Throttled,
    Undelivered,
)

_BY_CODE: Mapping[int, DeliveryFailed] = {
    10003: PlaceGone(),  # unknown channel
    10004: PlaceGone(),  # unknown guild
    10008: MessageGone(),  # unknown message
    10013: PlaceGone(),  # unknown user
    10015: RouteExpired(),  # unknown webhook
    10062: RouteExpired(),  # unknown interaction
    20009: NoPermission(),  # explicit content, which the owner lets nobody send here
    20016: Throttled(10.0),  # slowmode
    20028: Throttled(10.0),  # the channel's write limit
    30046: Throttled(60.0),  # too many edits of a message older than an hour
    40005: FileTooLarge(),  # request entity too large
    40058: PlaceGone(),  # a forum post that its author has not begun yet
    50001: PlaceGone(),  # missing access; a right that was merely taken is seen by the preflight
    50007: PlaceGone(),  # this person takes no messages
    50013: NoPermission(),  # missing permissions
    50027: RouteExpired(),  # invalid webhook token
    50083: PlaceGone(),  # the thread is archived and locked
    50278: PlaceGone(),  # no server in common with this person any more
    160002: NoPermission(("Read Message History",)),  # cannot reply without it
    160005: PlaceGone(),  # the thread is locked
    200000: NoPermission(),  # AutoMod
    240000: NoPermission(),  # the server's filters
}
_BY_STATUS: Mapping[int, DeliveryFailed] = {
    403: NoPermission(),
    404: MessageGone(),
    413: FileTooLarge(),
    408: Undelivered(maybe_arrived=True),
    429: Throttled(30.0),  # without Discord's own headers: the network in front of it
}
_SERVER_FAULT = 500


def translated(error: BaseException) -> DeliveryFailed:
    """What an exception of the SDK or of the network means to the core."""
    if isinstance(error, discord.RateLimited):
        return Throttled(error.retry_after)
    if isinstance(error, discord.HTTPException):
        if error.status >= _SERVER_FAULT:
            return Undelivered(maybe_arrived=True)
        known = _BY_CODE.get(error.code) or _BY_STATUS.get(error.status)
        # A fresh object each time: an exception carries its traceback.
        return Undelivered(is_refused=True) if known is None else type(known)(*known.args)
    if isinstance(error, discord.GatewayNotFound | discord.ConnectionClosed):
        return Undelivered(maybe_arrived=True)
    if isinstance(error, discord.DiscordException):
        return Undelivered()
    return Undelivered(maybe_arrived=True)


@contextmanager
def delivering() -> Iterator[None]:
    """Every failure of a call to Discord inside comes out as a `DeliveryFailed`.

    The SDK's exception is not chained: its text can hold an address with a token.
    """
    try:
        yield
    except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise translated(error) from None
