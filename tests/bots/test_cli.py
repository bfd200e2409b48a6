"""The command line as scripts meet it: a process, its output and its exit code."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image

from bots.exits import Exit, exit_of
from core import errors

ROOT = Path(__file__).parents[2]

Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(data: Path, **variables: str) -> dict[str, str]:
    return {
        **os.environ,
        "CHATBRUSH_DATA": str(data),
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "LANG": "C.UTF-8",
        **variables,
    }


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def start(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "bots", *map(str, arguments)],
            cwd=ROOT,
            env=environment(tmp_path / "data", **variables),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return start


def test_help_names_every_command_and_the_exit_codes(run: Run) -> None:
    shown = run("--help")

    assert shown.returncode == Exit.OK
    for word in ("demo", "run", "draw", "edit", "config", "doctor", "refused"):
        assert word in shown.stdout


@pytest.mark.long
def test_config_check_is_quiet_when_all_is_right(run: Run) -> None:
    shown = run("config", "check")

    assert (shown.returncode, shown.stdout) == (Exit.OK, "The settings are right.\n")


def test_config_check_names_every_mistake(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("langage: en\njobs: {per_account: -1}\n", encoding="utf-8")
    shown = run("config", "check", CHATBRUSH_CONFIG=str(wrong))

    assert shown.returncode == Exit.USAGE
    assert "2 mistakes" in shown.stderr
    assert "langage:" in shown.stderr
    assert "jobs.per_account:" in shown.stderr
    assert run("config", "check", "--config", wrong).returncode == Exit.USAGE


@pytest.mark.long
@pytest.mark.parametrize(
    "arguments",
    [
        ["draw"],
        ["draw", "a fox"],
        ["draw", " ", "-o", "x.png"],
        ["edit", "nowhere.png", "red", "-o", "x.png"],
        ["dance"],
        ["run"],
    ],
)
def test_a_wrong_command_line_is_a_usage_mistake(run: Run, arguments: Sequence[str]) -> None:
    shown = run(*arguments)

    assert shown.returncode == Exit.USAGE
    assert "Traceback" not in shown.stderr


@pytest.mark.long
@pytest.mark.parametrize("platform", ["discord", "telegram"])
def test_run_names_the_missing_token(run: Run, platform: str) -> None:
    shown = run("run", "--platform", platform)

    assert shown.returncode == Exit.USAGE
    assert f"{platform.upper()}_BOT_TOKEN" in shown.stderr


@pytest.mark.long
@pytest.mark.parametrize("role", ["gateway", "worker"])
def test_a_role_needs_a_database_that_can_be_shared(run: Run, role: str) -> None:
    shown = run("run", "--role", role, TELEGRAM_BOT_TOKEN="123456:ABC")

    assert shown.returncode == Exit.USAGE
    assert "database: " in shown.stderr
    assert "--role all" in shown.stderr


@pytest.mark.long
def test_the_playground_needs_the_process_that_draws(run: Run) -> None:
    server = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    shown = run("run", "--role", "worker", "--platform", "playground", **server)

    assert shown.returncode == Exit.USAGE
    assert "platforms.playground: lives in one process" in shown.stderr
    assert run("run", "--role", "painter", **server).returncode == Exit.USAGE


def test_draw_writes_the_file_and_says_its_path(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "new folder" / "boat.png"
    shown = run("draw", "a red boat on the sea", "-o", output, "--ar", "16:9")

    assert shown.returncode == Exit.OK, shown.stderr
    assert shown.stdout == f"{output}\n"
    assert re.fullmatch(r"Drawn in \d+\.\d s\.\n", shown.stderr)
    with Image.open(output) as picture:
        assert picture.width > picture.height


def test_a_style_and_what_is_not_supported_are_told(run: Run, tmp_path: Path) -> None:
    shown = run("draw", "a fox style: watercolour --chaos 9", "-o", tmp_path / "fox.png", LANG="zh_CN.UTF-8")

    assert shown.returncode == Exit.OK, shown.stderr
    assert "这里不支持，已略过：--chaos。" in shown.stderr


@pytest.mark.long
def test_the_file_is_the_untouched_original(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "boat.png"
    run("draw", "a red boat on the sea", "-o", output)
    digest = hashlib.sha256(output.read_bytes()).hexdigest()

    assert [path for path in (tmp_path / "data").rglob("*") if digest in "".join(path.parts)]


@pytest.mark.long
def test_several_pictures_are_numbered(run: Run, tmp_path: Path) -> None:
    shown = run("draw", "a boat", "-o", tmp_path / "boat.png", "--n", "2")

    assert shown.returncode == Exit.OK, shown.stderr
    assert shown.stdout.splitlines() == [str(tmp_path / "boat-1.png"), str(tmp_path / "boat-2.png")]


@pytest.mark.long
def test_a_name_that_promises_another_type_is_told(run: Run, tmp_path: Path) -> None:
    shown = run("draw", "a boat", "-o", tmp_path / "boat.jpg")

    assert shown.returncode == Exit.OK
    assert "is a PNG" in shown.stderr


def test_an_edit_goes_on_from_the_original_wherever_the_file_is(run: Run, tmp_path: Path) -> None:
    run("draw", "a red house on a hill", "-o", tmp_path / "house.png")
    (tmp_path / "house.png").rename(tmp_path / "moved.png")
    shown = run("edit", tmp_path / "moved.png", "remove the house", "-o", tmp_path / "empty.png")

    # Only who still has the scene can remove something from it.
    assert shown.returncode == Exit.OK, shown.stderr
    assert (tmp_path / "empty.png").read_bytes() != (tmp_path / "moved.png").read_bytes()


@pytest.mark.long
def test_an_edit_of_a_photo_does_what_it_can(run: Run, tmp_path: Path) -> None:
    Image.new("RGB", (320, 240), "orange").save(tmp_path / "photo.jpg")
    shown = run("edit", tmp_path / "photo.jpg", "black and white", "-o", tmp_path / "grey.png")

    assert shown.returncode == Exit.OK, shown.stderr
    with Image.open(tmp_path / "grey.png") as picture:
        red, green, blue = picture.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]  # an RGB triple
        assert max(red, green, blue) - min(red, green, blue) < 8


@pytest.mark.long
def test_a_file_that_is_no_image_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a picture")
    shown = run("edit", tmp_path / "notes.txt", "make it red", "-o", tmp_path / "x.png")

    assert shown.returncode == Exit.REFUSED
    assert shown.stderr.strip()
    assert not (tmp_path / "x.png").exists()


@pytest.mark.long
def test_the_quota_holds_on_the_command_line_too(run: Run, tmp_path: Path) -> None:
    limits = tmp_path / "limits.yaml"
    limits.write_text("data: ${CHATBRUSH_DATA}\nquota: {account: [1 images per day]}\n", encoding="utf-8")
    first = run("draw", "a boat", "-o", tmp_path / "one.png", "--config", limits)
    second = run("draw", "a boat", "-o", tmp_path / "two.png", "--config", limits)

    assert first.returncode == Exit.OK, first.stderr
    assert second.returncode == Exit.REFUSED
    assert not (tmp_path / "two.png").exists()


@pytest.mark.long
def test_an_option_that_the_model_does_not_take_is_refused(run: Run, tmp_path: Path) -> None:
    shown = run("draw", "a boat", "-o", tmp_path / "x.png", "--model", "no-such-model")

    assert shown.returncode == Exit.REFUSED
    assert "no-such-model" in shown.stderr


@pytest.mark.long
def test_a_provider_that_is_not_there_has_its_own_code(run: Run, tmp_path: Path) -> None:
    shown = run(
        "draw",
        "a boat",
        "-o",
        tmp_path / "x.png",
        OPENAI_API_KEY="sk-x",
        OPENAI_BASE_URL="http://127.0.0.1:9/v1",
    )

    assert shown.returncode == Exit.PROVIDER
    assert "sk-x" not in shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.long
def test_a_file_that_cannot_be_written_fails(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    shown = run("draw", "a boat", "-o", tmp_path / "file" / "x.png")

    assert shown.returncode == Exit.FAILED
    assert "cannot be written" in shown.stderr


@pytest.mark.long
def test_the_selftest_ends_well(run: Run) -> None:
    shown = run("demo", "--selftest")

    assert shown.returncode == Exit.OK, shown.stdout + shown.stderr
    assert "ready: playground http://127.0.0.1:" in shown.stdout


@pytest.mark.long
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.OK)])
def test_demo_says_when_it_is_ready_and_ends_cleanly(tmp_path: Path, how: signal.Signals, code: Exit) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bots", "demo", "--port", "0"],
        cwd=ROOT,
        env=environment(tmp_path / "data"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        busy = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "bots", "draw", "a boat", "-o", str(tmp_path / "x.png")],
            cwd=ROOT,
            env=environment(tmp_path / "data"),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        process.send_signal(how)
        started = time.monotonic()
        _, complaints = process.communicate(timeout=30)

    assert re.fullmatch(r"ready: playground http://127\.0\.0\.1:\d+\n", ready)
    assert busy.returncode == Exit.USAGE
    assert "in use" in busy.stderr
    assert process.returncode == code
    assert time.monotonic() - started < 15
    assert "Traceback" not in complaints


def test_every_error_has_an_exit_code() -> None:
    codes = {leaf.__name__: exit_of(leaf.__name__) for leaf in errors.leaves()}

    assert codes["OverQuota"] is Exit.REFUSED
    assert codes["ContentBlocked"] is Exit.REFUSED
    assert codes["ProviderDown"] is Exit.PROVIDER
    assert codes["SettingsInvalid"] is Exit.USAGE
    assert codes["Unexpected"] is Exit.FAILED
    assert exit_of("NoSuchClass") is Exit.FAILED
