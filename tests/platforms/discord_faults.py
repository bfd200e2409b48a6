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


@dataclass
class Fault:
    """The next `times` requests of `method` whose path contains `part` fail."""

    kind: FaultKind
    method: str = "POST"
    part: str = "/messages"
    times: int = 1


class RefusedError(Exception):
    """A request that Discord refuses, with its own code."""

    def __init__(self, status: int, code: int, message: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def before_arrival(fault: Fault) -> web.Response | None:
    """The answer to a request that did not get through; None where it does."""
    if fault.kind is FaultKind.RATE_LIMITED:
        return answer({"retry_after": 0.05, "global": False, "message": "slow down"}, 429, via="1.1 loopback")
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
