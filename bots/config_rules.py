"""What types cannot say about settings: limits, time zones, addresses, models and their prices."""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bots.presets import load_presets
from core.errors import SettingsInvalid, SettingsProblem
from core.providers.openai_models import retired_successor
from core.quota import Limit, ScopeKind, parse_limit
from core.settings import Settings, TelegramSettings
from core.tiers import misnamed

_DATABASE_SCHEMES = ("sqlite", "postgresql")

WEBHOOK_PORTS = (443, 80, 88, 8443)
"""https://core.telegram.org/bots/api#setwebhook"""
_HTTPS_PORT = 443
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


def check(settings: Settings, priced: Iterable[str] = ()) -> Iterator[SettingsProblem]:
    """Every mistake in settings whose types are right; `priced` are models whose prices may be wrong."""
    yield from _time_zone(settings)
    yield from _limits(settings)
    yield from _addresses(settings)
    yield from _webhook(settings)
    yield from _provider(settings)
    yield from _fallback(settings)
    yield from _retired(settings, priced)
    yield from _unpriced(settings)
    yield from _tiers(settings)
    yield from _presets(settings)


def _time_zone(settings: Settings) -> Iterator[SettingsProblem]:
    if not _is_zone(settings.time_zone):
        yield SettingsProblem(
            "time_zone", "There is no such time zone; use an IANA name such as `Europe/Berlin` or `UTC`."
        )


def _presets(settings: Settings) -> Iterator[SettingsProblem]:
    if not settings.presets.files:
        return
    try:
        load_presets(settings.presets.files)
    except SettingsInvalid as invalid:
        yield from invalid.problems


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


def limits_of(settings: Settings) -> Mapping[ScopeKind, tuple[Limit, ...]]:
    """The limits per scope. Raises ValueError for settings that `check` found a mistake in."""
    return {
        scope: tuple(parse_limit(text, settings.time_zone) for text in getattr(settings.quota, scope))
        for scope in ScopeKind
    }


def _limits(settings: Settings) -> Iterator[SettingsProblem]:
    # A wrong time zone is one mistake, and hides none in the limits.
    zone = settings.time_zone if _is_zone(settings.time_zone) else "UTC"
    for scope in ScopeKind:
        for index, text in enumerate(getattr(settings.quota, scope)):
            try:
                parse_limit(text, zone)
            except ValueError as error:
                yield SettingsProblem(f"quota.{scope}.{index}", str(error))


def _addresses(settings: Settings) -> Iterator[SettingsProblem]:
    addresses = {
        "platforms.telegram.api_base": settings.platforms.telegram.api_base,
        "providers.openai.base_url": settings.providers.openai.base_url,
    }
    for path, address in addresses.items():
        if address is not None and not _is_http(address):
            yield SettingsProblem(path, "This must be an address that starts with http:// or https://.")
    if settings.database is not None and not settings.database.startswith(_DATABASE_SCHEMES):
        yield SettingsProblem(
            "database",
            "This must be a database URL that starts with sqlite: or postgresql:, such as "
            "`postgresql://user@host/name`.",
        )


def _webhook(settings: Settings) -> Iterator[SettingsProblem]:
    webhook = settings.platforms.telegram.webhook
    if webhook.url is None:
        return
    section = "platforms.telegram.webhook"
    try:
        parts = urlsplit(webhook.url)
        where = (parts.scheme, bool(parts.hostname), parts.port or _HTTPS_PORT)
    except ValueError:
        where = ("", False, 0)
    scheme, has_host, port = where
    # A server of one's own takes plain addresses; so do its documents say.
    is_own_server = settings.platforms.telegram.api_base != TelegramSettings().api_base
    if not has_host or scheme not in (("http", "https") if is_own_server else ("https",)):
        yield SettingsProblem(f"{section}.url", "This must be an address that starts with https://.")
    elif not is_own_server and port not in WEBHOOK_PORTS:
        ports = ", ".join(map(str, WEBHOOK_PORTS))
        yield SettingsProblem(f"{section}.url", f"Telegram reaches these ports only: {ports}.")
    if webhook.secret is None:
        text = "A webhook needs a secret; set TELEGRAM_WEBHOOK_SECRET in the environment."
        yield SettingsProblem(f"{section}.secret", text)
    elif not _SECRET.fullmatch(webhook.secret.get_secret_value()):
        yield SettingsProblem(f"{section}.secret", "This must be 16 to 256 of A-Z a-z 0-9 _ -.")


def _is_http(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _provider(settings: Settings) -> Iterator[SettingsProblem]:
    if settings.providers.default == "openai" and not has_openai(settings):
        yield SettingsProblem("providers.default", "OpenAI has no key; set OPENAI_API_KEY, or choose `auto`.")


def _fallback(settings: Settings) -> Iterator[SettingsProblem]:
    fallback = settings.providers.fallback
    if fallback == "openai" and not has_openai(settings):
        yield SettingsProblem(
            "providers.fallback", "OpenAI has no key; set OPENAI_API_KEY, or choose `none`."
        )
    if fallback == "painter" and not has_openai(settings):
        yield SettingsProblem(
            "providers.fallback", "The painter is the only provider here, so it can stand in for no other."
        )


def has_openai(settings: Settings) -> bool:
    """Whether requests can go to OpenAI, or to a server that speaks its API."""
    openai = settings.providers.openai
    return openai.api_key is not None or openai.base_url is not None


def _retired(settings: Settings, priced: Iterable[str]) -> Iterator[SettingsProblem]:
    named = {"providers.openai.model": settings.providers.openai.model}
    named |= {f"prices.{model}": model for model in (*settings.prices, *priced)}
    for path, model in named.items():
        successor = retired_successor(model)
        if successor is not None:
            yield SettingsProblem(path, f"`{model}` is retired; its successor is `{successor}`.")


def _unpriced(settings: Settings) -> Iterator[SettingsProblem]:
    model = settings.providers.openai.model
    limits_money = any(
        "usd" in text.lower() for scope in ScopeKind for text in getattr(settings.quota, scope)
    )
    if limits_money and has_openai(settings) and model not in settings.prices:
        yield SettingsProblem(
            "providers.openai.model",
            f"`{model}` has no price, and a money limit applies; write one under `prices.{model}`.",
        )


def _tiers(settings: Settings) -> Iterator[SettingsProblem]:
    for name, tier in settings.jobs.tiers.items():
        for field, index in misnamed(tier):
            yield SettingsProblem(
                f"jobs.tiers.{name}.{field}.{index}",
                "This must be a platform and an id, such as `telegram:12345` or `discord:67890`.",
            )
