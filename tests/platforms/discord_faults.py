"""What can go wrong on the way, asked for by a test."""

import json
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web


class FaultKind(StrEnum):
    """How a request fails."""

    RATE_LIMITED = "429 with Discord's headers"
    SHUT_OUT = "429 from the network in front of Discord"
    UNAVAILABLE = "503, which the SDK does not retry"
    LOST = "it arrived, but the answer did not"
    TOO_LARGE = "413"
    RATE_LIMITED_FOR_LONG = "429 for an hour"
    RESET = "the connection ends before it arrived"
    CLOSED = "the thread is archived and locked"
    REFUSED = "400 for a reason of Discord's own"


@dataclass
class Fault:
    """The next `times` requests of `method` whose path contains `part` fail; with files only, where said so."""

    kind: FaultKind
    method: str = "POST"
    part: str = "/messages"
    times: int = 1
    with_files: bool = False


class RefusedError(Exception):
    """A request that Discord refuses, with its own code."""

    def __init__(self, status: int, code: int, message: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


_PAUSES = {FaultKind.RATE_LIMITED: 0.05, FaultKind.RATE_LIMITED_FOR_LONG: 3600.0}
_REFUSALS = {
    FaultKind.RESET: (500, 0),  # which nobody reads
    FaultKind.CLOSED: (400, 50083),
    FaultKind.REFUSED: (400, 50035),
}


def before_arrival(fault: Fault) -> web.Response | None:
    """The answer to a request that did not get through; None where it does."""
    if fault.kind in _PAUSES:
        pause = {"retry_after": _PAUSES[fault.kind], "global": False, "message": "slow down"}
        return answer(pause, 429, via="1.1 loopback")
    if fault.kind in _REFUSALS:
        status, code = _REFUSALS[fault.kind]
        return answer({"message": fault.kind.value, "code": code}, status)
    if fault.kind is FaultKind.SHUT_OUT:
        return web.Response(status=429, text="error code: 1015")
    if fault.kind is FaultKind.UNAVAILABLE:
        return answer({"message": "unavailable", "code": 0}, 503)
    if fault.kind is FaultKind.TOO_LARGE:
        return answer({"message": "Request entity too large", "code": 40005}, 413)
    return None


def answer(data: object, status: int = 200, via: str = "") -> web.Response:
    """JSON under exactly `application/json`: the SDK takes a charset for text."""
    headers = {"Content-Type": "application/json"}
    if via:
        headers["Via"] = via
    return web.Response(body=json.dumps(data).encode(), status=status, headers=headers)
