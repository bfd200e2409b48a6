"""What holds for every test: nothing leaves the machine, nothing blocks the event loop, no real keys.

A breach is remembered as well as raised, so that code which swallows the exception fails the test too.
"""

import ipaddress
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from blockbuster import BlockBuster
from blockbuster.blockbuster import BlockingError

REAL_WORLD = ("_TOKEN", "_API_KEY", "_PROXY", "_BASE_URL", "_API_BASE")
OUR_VARIABLES = ("CHATBRUSH_CONFIG", "CHATBRUSH_DATA", "DATABASE_URL")
PACKAGES = ["bots", "core", "storage"]

_breaches: list[str] = []


class LeftTheMachineError(RuntimeError):
    """Not an OSError, because clients retry those."""


def _is_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _watch_sockets(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook, because C code and private modules pass through it too."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
        # Listeners resolve the wildcard address before they bind; that leaves nothing.
        allowed = _is_here(host) or host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
        allowed = _is_here(host)
    else:
        return
    if not allowed:
        _breaches.append(f"{event} to {host!r}")
        raise LeftTheMachineError(f"{event} to {host!r}: tests talk to loopback only")


class _PatientSys:
    """`sys` as `threading` sees it.

    While coverage traces, CPython 3.11 refuses to trace a thread that starts in the same instant as
    another ("while another trace function is being installed"), and that thread dies.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)

    @staticmethod
    def settrace(trace: Any) -> None:
        for _ in range(100):
            try:
                sys.settrace(trace)
            except RuntimeError:
                time.sleep(0)
            else:
                return


def pytest_configure() -> None:
    vars(threading)["_sys"] = _PatientSys()
    for name in list(os.environ):
        if name.upper().endswith(REAL_WORLD) or name in OUR_VARIABLES:
            del os.environ[name]
    sys.addaudithook(_watch_sockets)
    _remember_blocking()


def _remember_blocking() -> None:
    original = BlockingError.__init__

    def remember(self: BlockingError, func: str) -> None:
        where = [frame for frame in traceback.extract_stack() if "/blockbuster/" not in frame.filename][-4:-1]
        _breaches.append(f"blocking {func}\n{''.join(traceback.format_list(where))}")
        original(self, func)

    BlockingError.__init__ = remember  # type: ignore[method-assign]  # the library has no hook for this


@pytest.fixture(scope="session", autouse=True)
def _blocked_loops_raise() -> Iterator[None]:
    """Blocking calls below our own packages raise.

    Only those: a library that reads its templates at start-up is not ours to repair, and a test
    may write a file. Exempt is what ends in a write that does not wait for a disk or a peer.
    """
    guard = BlockBuster(scanned_modules=PACKAGES)
    for name in ("io.TextIOWrapper.write", "io.BufferedWriter.write", "io.BufferedRandom.write", "os.write"):
        if name in guard.functions:
            # Log lines go to standard error on the loop: a pipe's or terminal's own buffer takes them.
            guard.functions[name].can_block_in("logging/__init__.py", {"emit"})
    # The measuring of coverage guards its own table for a moment.
    guard.functions["threading.Lock.acquire"].can_block_in("coverage/collector.py", {"lock_data"})
    # Reads no more than the name of the current directory, which the kernel has at hand.
    del guard.functions["os.path.abspath"]
    guard.activate()
    yield
    guard.deactivate()


@pytest.fixture(autouse=True)
def _no_breach() -> Iterator[None]:
    """What was raised and swallowed fails the test all the same; tests of the guards clear it."""
    _breaches.clear()
    yield
    found, _breaches[:] = list(_breaches), []
    assert not found, "\n".join(found)


@pytest.fixture(autouse=True)
def _plain_logs() -> None:
    """structlog's own default reads source files for its tracebacks, on the loop."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture
def breaches() -> list[str]:
    """The breaches of this test so far; emptying it forgives them."""
    return _breaches
