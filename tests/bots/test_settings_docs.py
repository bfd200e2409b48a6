from pathlib import Path

import pytest
import yaml

from bots.settings_docs import ROOT, documents, main, outdated
from core.commands import COMMANDS
from core.settings import Settings


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for path, text in documents().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_fresh_copy_is_current(copy: Path) -> None:
    assert not outdated(copy)


@pytest.mark.parametrize("path", list(documents()), ids=str)
def test_a_change_and_a_missing_file_are_noticed(copy: Path, path: Path) -> None:
    (copy / path).write_text((copy / path).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert outdated(copy) == [path]

    (copy / path).unlink()
    assert outdated(copy) == [path]


def test_the_check_says_whether_the_projects_own_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == (1 if outdated(ROOT) else 0)
    assert capsys.readouterr().out == ""


def test_the_file_has_every_key_and_no_other(copy: Path) -> None:
    written = yaml.safe_load((copy / "config.yaml").read_text(encoding="utf-8"))

    assert set(written) == set(Settings.model_fields)
    assert set(written["prices"]) == set(Settings().prices)
    assert set(written["quota"]) == {"account", "community", "deployment", "cooldown"}


def test_every_command_and_flag_is_documented(copy: Path) -> None:
    text = (copy / "docs/commands.md").read_text(encoding="utf-8")

    for command in COMMANDS:
        assert f"## /{command.name}" in text
        assert all(option.flag in text for option in command.options)
