"""Updates by webhook: Telegram posts them to a listener of ours, behind a proxy that speaks TLS.

https://core.telegram.org/bots/api#setwebhook. Any number of gateways may listen behind one address.
"""

import asyncio
import hmac
import json
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from telegram import Update
from telegram.error import BadRequest, TelegramError

from bots.telegram_bot.client import RawBot, Timing, redact
from bots.telegram_bot.polling import ALLOWED, Trouble, parse
from core.errors import SettingsInvalid, SettingsProblem
from core.settings import TelegramSettings

_log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
UPDATE_BYTES = 1 << 20
"""An update holds texts of at most 4096 characters and descriptions of files, never a file."""
CONNECTIONS = 40
"""How many updates Telegram may post at the same time; its own default."""
CLOSING_SECONDS = 5.0
_SECTION = "platforms.telegram.webhook"


class Webhook:
    """Gives every update that Telegram posts to `deal`, several at once.

    An update is answered with 200 only when `deal` has returned, so that what failed comes again.
    """

    def __init__(
        self,
        bot: RawBot,
        settings: TelegramSettings,
        deal: Callable[[Update], Awaitable[None]],
        timing: Timing,
    ) -> None:
        secret = settings.webhook.secret
        if settings.webhook.url is None or secret is None:
            raise _mistake("secret", "is required where a webhook is set: set TELEGRAM_WEBHOOK_SECRET")
        self._bot = bot
        self._settings = settings.webhook
        self._url = settings.webhook.url
        self._secret = secret.get_secret_value()
        self._deal = deal
        self._timing = timing
        self._is_closing = False
        self._told_failure: datetime | None = None
        self._dealing: set[asyncio.Task[None]] = set()

    async def serve(self, ready: Callable[[], None]) -> None:
        """Listen until cancelled, and see that Telegram knows where.

        Requests that are under way then are still answered. `SettingsInvalid` where the address
        cannot be listened on, or Telegram refuses it.
        """
        application = web.Application(client_max_size=UPDATE_BYTES)
        application.router.add_post("/{path:.*}", self._take)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=CLOSING_SECONDS)
        await runner.setup()
        try:
            await self._listen(runner)
            await self._set()
            ready()
            while True:
                await asyncio.sleep(self._timing.webhook_seconds)
                await self._look()
        finally:
            self._is_closing = True
            await runner.cleanup()
            for task in self._dealing:
                task.cancel()
            await asyncio.gather(*self._dealing, return_exceptions=True)

    async def _listen(self, runner: web.AppRunner) -> None:
        host, port = self._settings.host, self._settings.port
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
            text = f"cannot listen on {host}, port {port} ({reason}); choose another"
            raise _mistake("port", text) from error
        _log.info("webhook listens", host=host, port=runner.addresses[0][1])

    async def _set(self) -> None:
        trouble = Trouble(self._timing)
        while True:
            try:
                await self._bot.set_webhook(
                    self._url,
                    secret_token=self._secret,
                    allowed_updates=list(ALLOWED),
                    max_connections=CONNECTIONS,
                )
            except BadRequest as error:
                raise _mistake("url", f"is refused by Telegram: {redact(error.message)}") from error
            except TelegramError as error:
                await trouble.outlast(error)
            else:
                return

    async def _look(self) -> None:
        """A program that polls with this token takes the webhook away, and with it every update."""
        try:
            known = await self._bot.get_webhook_info()
        except TelegramError as error:
            _log.info("webhook not looked at", error=type(error).__name__)
            return
        if known.url != self._url:
            _log.warning("webhook was taken away by another program with this token; set again")
            await self._set()
        elif known.last_error_date is not None and known.last_error_date != self._told_failure:
            self._told_failure = known.last_error_date
            reason = redact(known.last_error_message or "")
            _log.warning("telegram reaches the webhook badly", reason=reason, at=str(known.last_error_date))

    async def _take(self, request: web.Request) -> web.Response:
        if self._is_closing:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), self._secret.encode()):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        raw = _object(await request.read())
        if raw is None:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        update = parse(raw, self._bot)
        # What cannot be read now cannot be read the next time either.
        if update is None or await self._is_dealt_with(update):
            return web.Response()
        return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)

    async def _is_dealt_with(self, update: Update) -> bool:
        task: asyncio.Task[None] = asyncio.ensure_future(self._deal_with(update))
        self._dealing.add(task)
        task.add_done_callback(self._dealing.discard)
        await asyncio.wait([task])
        failure = None if task.cancelled() else task.exception()
        if failure is not None:
            _log.error("update not taken", update=update.update_id, error=type(failure).__name__)
        return not task.cancelled() and failure is None

    async def _deal_with(self, update: Update) -> None:
        await self._deal(update)


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(data)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _mistake(key: str, text: str) -> SettingsInvalid:
    return SettingsInvalid((SettingsProblem(f"{_SECTION}.{key}", text),))
