"""What types cannot say about settings: limits, time zones, addresses, models and their prices."""

from collections.abc import Iterator
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from core.errors import SettingsProblem
from core.settings import Settings

_DATABASE_SCHEMES = ("sqlite", "postgresql")


def check(settings: Settings) -> Iterator[SettingsProblem]:
    """Every mistake in settings whose types are right."""
    yield from _time_zone(settings)
    yield from _addresses(settings)
    yield from _provider(settings)


def _time_zone(settings: Settings) -> Iterator[SettingsProblem]:
    try:
        ZoneInfo(settings.time_zone)
    except (ValueError, OSError, LookupError):
        yield SettingsProblem(
            "time_zone", "There is no such time zone; use an IANA name such as `Europe/Berlin` or `UTC`."
        )


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


def _is_http(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _provider(settings: Settings) -> Iterator[SettingsProblem]:
    providers = settings.providers
    if providers.default == "openai" and providers.openai.api_key is None:
        yield SettingsProblem(
            "providers.default",
            "OpenAI has no key; set OPENAI_API_KEY (any word will do for a server that wants none).",
        )
