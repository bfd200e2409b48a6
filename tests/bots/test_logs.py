import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from bots.logs import REDACTED, Redaction, configure
from core.settings import LogSettings

SECRET = 'p"ss/wörd'
TELEGRAM = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
DISCORD = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWsX9abc"  # a shape, nobody's token


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = root.handlers[:]
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def test_structlog_and_the_standard_library_share_one_form(stream: io.StringIO) -> None:
    configure(LogSettings(format="json"), stream=stream)
    structlog.get_logger("ours").info("job granted", job="abc")
    logging.getLogger("theirs").warning("odd %s", "thing")
    first, second = map(json.loads, stream.getvalue().splitlines())

    assert first["event"] == "job granted"
    assert (first["job"], first["level"], first["logger"]) == ("abc", "info", "ours")
    assert first["timestamp"].endswith("Z")
    assert second["event"] == "odd thing"
    assert second["level"] == "warning"


def test_the_level_holds(stream: io.StringIO) -> None:
    configure(LogSettings(format="json", level="warning"), stream=stream)
    structlog.get_logger("ours").info("quiet")
    structlog.get_logger("ours").error("loud")

    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["loud"]


@pytest.mark.parametrize("name", ["httpx", "discord.gateway", "dbos", "telegram.ext", "sqlalchemy.engine"])
def test_libraries_speak_from_warning_on(stream: io.StringIO, name: str) -> None:
    configure(LogSettings(format="json"), stream=stream)
    logging.getLogger(name).info("chatter")
    logging.getLogger(name).warning("trouble")

    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["trouble"]


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_secret_reaches_a_line(stream: io.StringIO, form: str) -> None:
    configure(LogSettings.model_validate({"format": form}), [SECRET], stream)
    log = structlog.get_logger("ours")
    log.info("got", value=SECRET, nested={"deep": [TELEGRAM]})
    logging.getLogger("theirs").error("POST https://api.telegram.org/bot%s/getMe", TELEGRAM)
    try:
        int(f"token {DISCORD} and sk-proj-abcdefghijklmnop")
    except ValueError:
        log.exception("failed")
    text = stream.getvalue()

    assert "failed" in text
    assert "ValueError" in text
    for secret in (SECRET, json.dumps(SECRET)[1:-1], TELEGRAM, DISCORD, "abcdefghijklmnop"):
        assert secret not in text


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("postgresql://me:hunter2@db/x", f"postgresql://{REDACTED}@db/x"),
        ("/webhooks/123456/aW50ZXJhY3Rpb24/messages", f"/webhooks/{REDACTED}/messages"),
        ("/interactions/123456/aW50ZXJhY3Rpb24/callback", f"/interactions/{REDACTED}/callback"),
        (
            "job 0123456789abcdef0123456789abcdef at 12:30:45",
            "job 0123456789abcdef0123456789abcdef at 12:30:45",
        ),
    ],
)
def test_what_looks_like_a_token_goes_and_what_does_not_stays(line: str, clean: str) -> None:
    assert Redaction()(line) == clean


def test_warnings_are_logged(stream: io.StringIO) -> None:
    configure(LogSettings(format="json"), stream=stream)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("old habit", DeprecationWarning, stacklevel=1)

    assert "old habit" in stream.getvalue()


def test_the_console_has_no_colours_where_nobody_sees_them(stream: io.StringIO) -> None:
    configure(LogSettings(format="console"), stream=stream)
    structlog.get_logger("ours").info("plain", job="abc")

    assert "\x1b" not in stream.getvalue()
    assert "plain" in stream.getvalue()
    assert "job=abc" in stream.getvalue()


def test_an_orderly_stop_of_the_engine_is_no_news(stream: io.StringIO) -> None:
    configure(LogSettings(format="json"), stream=stream)
    logging.getLogger("dbos").warning("Asyncio task cancelled for workflow or step x")
    logging.getLogger("dbos").warning("Database connection lost")

    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == [
        "Database connection lost"
    ]
