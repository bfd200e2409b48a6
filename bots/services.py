"""What `chatbrush doctor` asks the services: are the tokens right, and what may the bot see."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from bots.findings import Finding, Level
from core.errors import BadAnswer, KeyRejected, Overloaded, ProviderDown, ProviderFailed, ProviderRefused
from core.settings import DiscordSettings, OpenAISettings, TelegramSettings, WebhookSettings

if TYPE_CHECKING:
    from core.providers.openai import OpenAIProvider

DISCORD_API = "https://discord.com/api/v10"
ANSWER_SECONDS = 10.0
ANSWER_BYTES = 4_000_000
REASON_CHARS = 200
AGENT = "DiscordBot (https://github.com/chatbrush/chatbrush, 0.1)"
"""Discord turns away clients that do not name themselves in this form:
https://discord.com/developers/docs/reference#user-agent."""

MESSAGE_CONTENT_FLAGS = (1 << 18) | (1 << 19)
"""GATEWAY_MESSAGE_CONTENT and its LIMITED form, for bots in fewer than 100 servers:
https://discord.com/developers/docs/resources/application#application-object-application-flags."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """An HTTP answer; `status` 0 means that there was none, `body` is {} where it was no JSON object."""

    status: int
    body: Mapping[str, Any]

    @property
    def is_ok(self) -> bool:
        return self.status == HTTPStatus.OK

    @property
    def is_refused(self) -> bool:
        return self.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


async def look_at_telegram(settings: TelegramSettings) -> list[Finding]:
    """Token, privacy mode, and a webhook that would take the updates away."""
    if not settings.enabled or settings.token is None:
        return [Finding(Level.OFF, "telegram", _off(settings.enabled, "TELEGRAM_BOT_TOKEN"))]
    root = f"{settings.api_base.rstrip('/')}/bot{settings.token.get_secret_value()}"
    me, webhook = await asyncio.gather(_get(f"{root}/getMe", {}), _get(f"{root}/getWebhookInfo", {}))
    if not me.is_ok:
        return [_unanswered("telegram", me, "TELEGRAM_BOT_TOKEN", "@BotFather gives a new one with /token")]
    bot = me.body.get("result", {})
    found = [Finding(Level.OK, "telegram", f"the token is @{bot.get('username', '?')}'s")]
    found.extend(_privacy(bot))
    if webhook.is_ok:
        found.extend(_webhook(settings.webhook, webhook.body.get("result", {})))
    return found


def _webhook(settings: WebhookSettings, known: Mapping[str, Any]) -> Iterator[Finding]:
    subject, url = "telegram webhook", known.get("url", "")
    if settings.url is None:
        if url:
            remedy = (
                "starting a gateway deletes it; if a deployment with a webhook runs with this token, do not"
            )
            yield Finding(Level.WARN, subject, "updates go to a webhook, and these settings poll", remedy)
        return
    if url != settings.url:
        where = (
            "to another address" if url else "nowhere: it is not set yet, or a program polls with this token"
        )
        remedy = "start a gateway, which sets it, and none without platforms.telegram.webhook.url"
        yield Finding(Level.WARN, subject, f"Telegram posts updates {where}", remedy)
        return
    waiting = int(known.get("pending_update_count", 0))
    failed_at = int(known.get("last_error_date", 0))
    if waiting and failed_at:
        when = datetime.fromtimestamp(failed_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
        reason = str(known.get("last_error_message", ""))[:REASON_CHARS]
        text = f"{waiting} updates wait; the last try, {when}, failed: {reason}"
        yield Finding(Level.WARN, subject, text, _webhook_remedy(reason, settings))
    else:
        yield Finding(Level.OK, subject, f"set, {waiting} updates wait")


def _webhook_remedy(reason: str, settings: WebhookSettings) -> str:
    reason = reason.lower()
    if "403" in reason or "forbidden" in reason:
        return "all gateways need the same TELEGRAM_WEBHOOK_SECRET, and the proxy must pass its header on"
    if "certificate" in reason or "ssl" in reason:
        return "the proxy needs a certificate that Telegram trusts, with its whole chain"
    listener = f"{settings.host}, port {settings.port}"
    return f"the address must lead to a running gateway's listener ({listener}) and answer within seconds"


def _privacy(bot: Mapping[str, Any]) -> Iterator[Finding]:
    if bot.get("can_read_all_group_messages"):
        yield Finding(Level.OK, "telegram privacy mode", "off: replies to any picture reach the bot")
    else:
        yield Finding(
            Level.OK,
            "telegram privacy mode",
            "on: commands, mentions and replies to the bot reach it; other replies need /edit",
        )
    if not bot.get("can_join_groups", True):
        remedy = "@BotFather: /setjoingroups, Enable"
        yield Finding(Level.WARN, "telegram groups", "the bot may not be added to groups", remedy)


async def look_at_discord(settings: DiscordSettings, api: str = DISCORD_API) -> list[Finding]:
    """Token, servers and the message-content intent."""
    if not settings.enabled or settings.token is None:
        return [Finding(Level.OFF, "discord", _off(settings.enabled, "DISCORD_BOT_TOKEN"))]
    headers = {"Authorization": f"Bot {settings.token.get_secret_value()}", "User-Agent": AGENT}
    me, application, gateway = await asyncio.gather(
        *(_get(f"{api}/{path}", headers) for path in ("users/@me", "applications/@me", "gateway/bot"))
    )
    if not me.is_ok:
        return [
            _unanswered("discord", me, "DISCORD_BOT_TOKEN", "reset it in the developer portal, under Bot")
        ]
    name = f"{me.body.get('username', '?')}#{me.body.get('discriminator', '0')}"
    servers = application.body.get("approximate_guild_count")
    where = "" if servers is None else f", in {servers} servers"
    found = [Finding(Level.OK, "discord", f"the token is {name}'s{where}"), *_shards(settings, gateway)]
    if not application.is_ok:
        return found
    if int(application.body.get("flags", 0)) & MESSAGE_CONTENT_FLAGS:
        found.append(Finding(Level.OK, "discord message content", "on: plain replies reach the bot"))
    else:
        remedy = (
            "developer portal, Bot, Message Content Intent; without it commands, mentions and the menu work"
        )
        found.append(
            Finding(Level.WARN, "discord message content", "off: plain replies do not reach the bot", remedy)
        )
    return found


def _shards(settings: DiscordSettings, gateway: _Answer) -> Iterator[Finding]:
    wanted = int(gateway.body.get("shards", 0)) if gateway.is_ok else 0
    if wanted > settings.shards:
        text = f"{settings.shards}, and Discord recommends {wanted}"
        yield Finding(
            Level.WARN, "discord shards", text, f"set platforms.discord.shards to {wanted} everywhere"
        )
    elif wanted and settings.shards > 1:
        yield Finding(Level.OK, "discord shards", str(settings.shards))


async def look_at_openai(settings: OpenAISettings) -> list[Finding]:
    """Key and model, asked for by the same client that draws; costs nothing."""
    if settings.api_key is None and settings.base_url is None:
        return [Finding(Level.OFF, "openai", "no key, the painter draws; set OPENAI_API_KEY")]
    if find_spec("openai") is None:
        return []
    provider = await asyncio.to_thread(_openai_provider, settings)
    try:
        await provider.reachable(ANSWER_SECONDS)
    except ProviderFailed as error:
        return [_openai_failed(error, settings)]
    finally:
        await provider.close()
    whose = "the key works" if settings.api_key else "the server answers"
    return [Finding(Level.OK, "openai", f"{whose}, {settings.model} is there")]


def _openai_provider(settings: OpenAISettings) -> "OpenAIProvider":
    """Importing the SDK and reading its certificates takes a while."""
    from core.providers.openai import OpenAIProvider  # noqa: PLC0415 - the SDK is an extra

    return OpenAIProvider(settings)


def _openai_failed(error: ProviderFailed, settings: OpenAISettings) -> Finding:
    match error:
        case KeyRejected():
            text = "OPENAI_API_KEY is refused, or its account is out of money"
            return Finding(Level.FAIL, "openai", text, "look at both in the provider's console")
        case Overloaded():
            return Finding(Level.WARN, "openai", "it asks to wait", "try again in a minute")
        case ProviderRefused() if settings.base_url is None:
            remedy = (
                "image models may want a verified organisation; or choose another in providers.openai.model"
            )
            return Finding(Level.WARN, "openai", f"the key works, but {settings.model} is not there", remedy)
        case ProviderRefused():
            remedy = "harmless if its pictures come; else look at OPENAI_BASE_URL and providers.openai.model"
            return Finding(
                Level.WARN, "openai", f"the server answers, but tells of no {settings.model}", remedy
            )
        case ProviderDown() | BadAnswer():
            remedy = "try later; if it stays so, look at OPENAI_BASE_URL"
            return Finding(Level.WARN, "openai", "it answers with a fault of its own", remedy)
        case _:
            return Finding(
                Level.FAIL, "openai", "it cannot be reached", "look at network, proxy and firewall"
            )


def _off(enabled: bool, variable: str) -> str:
    return f"no token; set {variable} to serve it" if enabled else "switched off in the settings"


def _unanswered(subject: str, answer: _Answer, variable: str, renewal: str) -> Finding:
    if answer.is_refused:
        return Finding(Level.FAIL, subject, f"{variable} is refused", renewal)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Finding(Level.WARN, subject, "it asks to wait", "try again in a minute")
    if answer.status:
        return Finding(
            Level.WARN, subject, f"it answers with a fault of its own ({answer.status})", "try later"
        )
    return Finding(Level.FAIL, subject, "it cannot be reached", "look at network, proxy and firewall")


async def _get(url: str, headers: Mapping[str, str]) -> _Answer:
    return await asyncio.to_thread(_fetch, url, headers)


def _fetch(url: str, headers: Mapping[str, str]) -> _Answer:
    try:
        request = Request(url, headers={"User-Agent": AGENT, **headers})  # noqa: S310 - http(s), by config_rules
        with urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - same
            return _Answer(answer.status, _object(answer.read(ANSWER_BYTES)))
    except HTTPError as error:
        with error:
            return _Answer(error.code, {})
    except (URLError, OSError, ValueError):
        return _Answer(0, {})


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(data)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
