"""Every import contract of pyproject.toml holds, and bites when it is broken in a copy."""

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).parent / "lint-imports"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]


@dataclass(frozen=True)
class Violation:
    """A line that must not stand in a module."""

    contract: str
    module: str
    line: str


VIOLATIONS = [
    Violation("one-way", "core/quota.py", "from bots import config"),
    Violation("one-way", "storage/schema.py", "import bots.logs"),
    Violation("inside-core", "core/errors.py", "from core import studio"),
    Violation("inside-core", "core/quota.py", "def late():\n    from core import ports"),
    Violation("inside-core", "core/leftovers.py", "import math"),
    Violation("platforms-apart", "bots/discord_bot/outbound.py", "from bots.telegram_bot import outbound"),
    Violation("adapters-translate", "bots/telegram_bot/adapter.py", "from storage import database"),
    Violation("adapters-translate", "bots/web/inbound.py", "from core import studio"),
    Violation(
        "discord-sdk",
        "core/cards.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import discord",
    ),
    Violation("telegram-sdk", "bots/discord_bot/inbound.py", "import telegram"),
    Violation("nicegui", "core/pacing.py", "import nicegui"),
    Violation("no-io-in-core", "core/settings.py", "import yaml"),
    Violation("no-io-in-core", "core/providers/retry.py", "import sqlalchemy"),
    Violation("http-in-providers", "core/delivery.py", "import httpx"),
    Violation("one-composer", "bots/web/server.py", "from core import providers"),
    Violation("one-composer", "bots/logs.py", "from storage import database"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own tool on our own copy
        [str(LINT), "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def sound_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("fences")
    for name in ("bots", "core", "storage"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def test_every_contract_holds(sound_copy: Path) -> None:
    result = lint(sound_copy)

    assert result.returncode == 0, result.stdout


def test_every_contract_is_broken_somewhere_below() -> None:
    assert {contract["id"] for contract in CONTRACTS} == {violation.contract for violation in VIOLATIONS}


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda one: f"{one.contract}-{one.module}")
def test_a_violation_is_caught(violation: Violation, sound_copy: Path) -> None:
    name = next(contract["name"] for contract in CONTRACTS if contract["id"] == violation.contract)
    module = sound_copy / violation.module
    if not module.exists() and (sound_copy / violation.module.removesuffix(".py")).is_dir():
        module = sound_copy / violation.module.removesuffix(".py") / "__init__.py"
    before = module.read_text(encoding="utf-8") if module.exists() else None
    module.write_text(f"{before or ''}\n{violation.line}\n", encoding="utf-8")
    try:
        result = lint(sound_copy)
    finally:
        if before is None:
            module.unlink()
        else:
            module.write_text(before, encoding="utf-8")

    assert result.returncode != 0
    assert f"{name} BROKEN" in result.stdout or f"\n{name}\n" in result.stdout, result.stdout
