"""The optional parts of an installation: which of those that the settings ask for are missing."""

from importlib.util import find_spec

from bots.config_rules import has_openai
from core.settings import Settings


def missing(settings: Settings, *, is_serving: bool = True) -> tuple[str, ...]:
    """The extras, as `pip` takes them, that these settings need and that are not installed.

    The platforms count only where they are to be served.
    """
    platforms = settings.platforms
    wanted = {
        "discord": (
            is_serving and platforms.discord.enabled and platforms.discord.token is not None,
            "discord",
        ),
        "telegram": (
            is_serving and platforms.telegram.enabled and platforms.telegram.token is not None,
            "telegram",
        ),
        "web": (is_serving and platforms.playground.enabled, "nicegui"),
        "openai": (has_openai(settings), "openai"),
        "postgres": ((settings.database or "").startswith("postgres"), "psycopg"),
    }
    return tuple(
        extra for extra, (is_wanted, module) in wanted.items() if is_wanted and find_spec(module) is None
    )
