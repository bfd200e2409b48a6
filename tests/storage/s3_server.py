"""A real S3 server on loopback, in a process of its own with packages of its own.

`make install` puts moto beside the environment (`.venv/s3`), since it wants other versions than DBOS does.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

PACKAGES = Path(sys.prefix) / "s3"
PROGRAM = Path(__file__).with_name("s3_program.py")


@contextmanager
def s3_server() -> Iterator[Mapping[str, str]]:
    """The environment by which a client reaches it; every key is right."""
    if not (PACKAGES / "moto").exists():
        reason = "moto is not installed: make install"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-S", str(PROGRAM)],
        env={**os.environ, "PYTHONPATH": str(PACKAGES)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{int(process.stdout.readline())}",
            "AWS_ACCESS_KEY_ID": "a key",
            "AWS_SECRET_ACCESS_KEY": "a secret",
            "AWS_REGION": "us-east-1",
        }
    finally:
        process.kill()
        process.communicate()
