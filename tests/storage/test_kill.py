"""`kill -9` in the middle of a job, really."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.identity import new_id

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 30


def _run(url: str | None, folder: Path, job_id: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own test program
        [sys.executable, "-W", "error", "-m", "tests.storage.doomed", url or "", str(folder), job_id],
        cwd=ROOT,
    )


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _ran(folder: Path) -> list[str]:
    path = folder / "ran.txt"
    return path.read_text().split() if path.exists() else []


def test_trap_72_a_killed_job_is_taken_up_after_its_last_finished_step(
    url: str | None, tmp_path: Path
) -> None:
    job_id = new_id()
    (tmp_path / "hold").touch()
    with _run(url, tmp_path, job_id) as doomed:
        _until(lambda: _ran(tmp_path) == ["draw", "keep"])
        doomed.send_signal(signal.SIGKILL)
    assert doomed.returncode == -signal.SIGKILL

    (tmp_path / "hold").unlink()
    (tmp_path / "restarted").touch()
    with _run(url, tmp_path, job_id) as restarted:
        assert restarted.wait(PATIENCE_SECONDS) == 0

    assert _ran(tmp_path) == ["draw", "keep", "keep", "show"]
