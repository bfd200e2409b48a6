"""Logs: structlog and the standard library through one handler on standard error, secrets taken out."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from core.settings import LogSettings

REDACTED = "[secret]"

_TOKEN_SHAPES = (
    r"\d{5,20}:[A-Za-z0-9_-]{30,}",  # Telegram bot token; also what follows /bot in its URLs
    r"[A-Za-z0-9_-]{23,30}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}",  # Discord bot token
    r"\bsk-[A-Za-z0-9_-]{8,}",  # OpenAI key
    r"(?<=/webhooks/)\d+/[A-Za-z0-9_%.-]+",  # Discord interaction and webhook tokens in URLs
    r"(?<=/interactions/)\d+/[A-Za-z0-9_%.-]+",
    r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)",  # user:password in a URL
)
_NOISY = (
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "dbos",
    "discord",
    "httpcore",
    "httpx",
    "openai",
    "PIL",
    "sqlalchemy",
    "telegram",
    "uvicorn",
    "watchfiles",
    "websockets",
)


class Redaction:
    """Replaces every configured secret, and whatever looks like a token, in a rendered line."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spelled = {form for secret in secrets if secret for form in (secret, json.dumps(secret)[1:-1])}
        longest_first = sorted(map(re.escape, spelled), key=len, reverse=True)
        self._pattern = re.compile("|".join([*longest_first, *_TOKEN_SHAPES]))

    def __call__(self, text: str) -> str:
        """`text` without secrets."""
        return self._pattern.sub(REDACTED, text)


class _RedactedFormatter(structlog.stdlib.ProcessorFormatter):
    """The last station of every line, tracebacks included."""

    def __init__(self, redact: Redaction, processors: list[Processor], shared: list[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=shared)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def configure(settings: LogSettings, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Route structlog, the standard library and warnings to `stream` (standard error).

    `secrets` are strings that never appear in a line; `bots.config.secrets_of` lists them.
    Calling it again replaces what was there.
    """
    stream = stream or sys.stderr
    on_console = settings.format == "console" or (settings.format == "auto" and stream.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _stamped(on_console),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        _RedactedFormatter(Redaction(secrets), _renderers(on_console, stream.isatty()), shared)
    )
    _route(handler, settings.level.upper())


def _stamped(on_console: bool) -> Processor:
    return structlog.processors.TimeStamper(
        fmt="%H:%M:%S" if on_console else "iso", utc=not on_console, key="timestamp"
    )


def _without_bookkeeping(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return event


def _renderers(on_console: bool, colours: bool) -> list[Processor]:
    if on_console:
        return [
            _without_bookkeeping,
            structlog.dev.ConsoleRenderer(
                colors=colours, exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
            ),
        ]
    return [
        _without_bookkeeping,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def _is_news(record: logging.LogRecord) -> bool:
    """Not what the engine warns of at every orderly stop: cancelled steps are resumed by the next start."""
    return not str(record.msg).startswith("Asyncio task cancelled")


def _route(handler: logging.Handler, level: str) -> None:
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    handler.setLevel(level)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    # dbos puts a handler of its own on its logger at import, and stops propagation.
    engine = logging.getLogger("dbos")
    engine.handlers = [logging.NullHandler()]
    engine.filters = [_is_news]
    engine.propagate = True
