"""Every exception of the SDK has a meaning, and none gets through untranslated."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from bots.discord_bot.failures import delivering, translated
from core.errors import (
    DeliveryFailed,
    FileTooLarge,
    MessageGone,
    NoPermission,
    PlaceGone,
    RouteExpired,
    Throttled,
    Undelivered,
)


def http(
    status: int, code: int = 0, kind: type[discord.HTTPException] = discord.HTTPException
) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="reason")
    return kind(response, {"code": code, "message": "words"})


def family(root: type[BaseException]) -> Iterator[type[BaseException]]:
    for child in root.__subclasses__():
        yield child
        yield from family(child)


def made(kind: type[BaseException]) -> BaseException:
    """An instance, whatever its constructor wants."""
    if issubclass(kind, discord.RateLimited):
        return kind(31.0)
    if issubclass(kind, discord.HTTPException):
        error = kind.__new__(kind)
        error.status, error.code = 400, 0
        return error
    return kind.__new__(kind)


def test_every_exception_of_the_sdk_becomes_ours() -> None:
    kinds: list[type[BaseException]] = [discord.DiscordException, *family(discord.DiscordException)]
    names = {kind.__name__ for kind in kinds}
    assert {"HTTPException", "RateLimited", "ConnectionClosed", "InteractionResponded"} <= names
    assert app_commands.CommandInvokeError in kinds
    for kind in kinds:
        meaning = translated(made(kind))
        assert isinstance(meaning, DeliveryFailed), kind
        with pytest.raises(type(meaning)), delivering():
            raise made(kind)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (http(404, 10008, discord.NotFound), MessageGone()),
        (http(404, 10003, discord.NotFound), PlaceGone()),
        (http(404, 0, discord.NotFound), MessageGone()),
        (http(403, 50001, discord.Forbidden), PlaceGone()),
        (http(403, 50007, discord.Forbidden), PlaceGone()),
        (http(403, 50013, discord.Forbidden), NoPermission()),
        (http(403, 0, discord.Forbidden), NoPermission()),
        (http(403, 160002, discord.Forbidden), NoPermission(("Read Message History",))),
        (http(400, 50083), PlaceGone()),
        (http(400, 40005), FileTooLarge()),
        (http(413), FileTooLarge()),
        (http(401, 50027), RouteExpired()),
        (http(404, 10015, discord.NotFound), RouteExpired()),
        (http(404, 10062, discord.NotFound), RouteExpired()),
        (http(400, 50035), Undelivered(is_refused=True)),
        (http(400, 200000), NoPermission()),
        (http(400, 160005), PlaceGone()),
        (http(400, 30046), Throttled(60.0)),
        (http(429), Throttled(30.0)),
        (http(503, 0, discord.DiscordServerError), Undelivered(maybe_arrived=True)),
        (discord.RateLimited(42.0), Throttled(42.0)),
        (aiohttp.ClientConnectionError(), Undelivered(maybe_arrived=True)),
        (TimeoutError(), Undelivered(maybe_arrived=True)),
    ],
)
def test_what_the_codes_mean(error: BaseException, meaning: DeliveryFailed) -> None:
    assert translated(error).to_record() == meaning.to_record()


def test_a_translated_error_shows_nothing_of_the_sdks() -> None:
    with pytest.raises(PlaceGone) as caught, delivering():
        raise http(404, 10003, discord.NotFound)
    assert caught.value.__cause__ is None
    assert "words" not in str(caught.value)
