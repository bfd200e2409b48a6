"""What must be right about a webhook before anything starts."""

from pathlib import Path

import pytest

from bots.config import load, secrets_of
from core.errors import SettingsInvalid

SECRET = "secret-of_the-webhook"
SECTION = "platforms.telegram.webhook"


def found(tmp_path: Path, webhook: str, *, secret: str = SECRET, api_base: str = "") -> dict[str, str]:
    path = tmp_path / "config.yaml"
    path.write_text(f"platforms: {{telegram: {{webhook: {webhook}}}}}", encoding="utf-8")
    try:
        load({"TELEGRAM_WEBHOOK_SECRET": secret, "TELEGRAM_API_BASE": api_base}, path)
    except SettingsInvalid as invalid:
        problems = {problem.path: problem.text for problem in invalid.problems}
    else:
        return {}
    assert not secret or secret not in str(problems)
    return problems


@pytest.mark.parametrize(
    "url", ["https://bot.example/hook", "https://bot.example:8443/hook", "https://bot.example:88"]
)
def test_an_address_that_telegram_reaches_is_right(tmp_path: Path, url: str) -> None:
    assert found(tmp_path, f"{{url: '{url}'}}") == {}


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://bot.example/hook", "https://"),
        ("https://", "https://"),
        ("bot.example", "https://"),
        ("https://bot.example:99999/", "https://"),
        ("https://bot.example:8080/hook", "8443"),
    ],
)
def test_one_that_it_does_not_reach_is_named(tmp_path: Path, url: str, word: str) -> None:
    problems = found(tmp_path, f"{{url: '{url}'}}")
    assert list(problems) == [f"{SECTION}.url"]
    assert word in problems[f"{SECTION}.url"]


def test_a_server_of_ones_own_takes_plain_addresses(tmp_path: Path) -> None:
    assert found(tmp_path, "{url: 'http://10.0.0.2:9000/hook'}", api_base="http://127.0.0.1:8081") == {}
    problems = found(tmp_path, "{url: 'ftp://10.0.0.2/hook'}", api_base="http://127.0.0.1:8081")
    assert list(problems) == [f"{SECTION}.url"]


@pytest.mark.parametrize(
    "secret", ["", "short", "with spaces in between", "ümlaute-in-the-secret", "x" * 257]
)
def test_trap_65_a_webhook_needs_a_secret_that_telegram_takes(tmp_path: Path, secret: str) -> None:
    assert list(found(tmp_path, "{url: 'https://bot.example'}", secret=secret)) == [f"{SECTION}.secret"]


def test_the_secret_comes_from_the_environment_only(tmp_path: Path) -> None:
    problems = found(tmp_path, f"{{url: 'https://bot.example', secret: {SECRET}}}", secret="")
    assert "TELEGRAM_WEBHOOK_SECRET" in problems[f"{SECTION}.secret"]


def test_the_secret_is_kept_out_of_logs(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("language: en", encoding="utf-8")
    assert SECRET in secrets_of(load({"TELEGRAM_WEBHOOK_SECRET": SECRET}, path))
