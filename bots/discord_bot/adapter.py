"""Discord: sends over REST with or without a gateway, and takes events shard by shard."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from types import MappingProxyType
from typing import TypeVar

import aiohttp
import discord
import structlog

from bots.discord_bot.bot import RATE_LIMIT_SECONDS, Bot, intents_of, name_of
from bots.discord_bot.downloads import MEDIA_ORIGINS, Downloads
from bots.discord_bot.outbound import DiscordCourier
from bots.discord_bot.suggesting import Suggestions
from core.errors import SettingsInvalid, SettingsProblem
from core.identity import Platform
from core.ports import Adapter, Courier, Inlet, Receiver
from core.settings import DiscordSettings

log = structlog.get_logger()

Result = TypeVar("Result")

IDENTIFY_SECONDS = 5.0
"""Between two sessions: https://discord.com/developers/docs/events/gateway#rate-limiting, max_concurrency 1."""
_BAD_TOKEN_CLOSE = 4004
_SHARDING_CLOSES = frozenset({4010, 4011})
"""Invalid shard, sharding required: https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway"""
_FIRST_RETRY_SECONDS, _LONGEST_RETRY_SECONDS = 5.0, 60.0
_TOKEN_PATH = "platforms.discord.token"  # noqa: S105 - the key's path in config.yaml
_NOTHING: Suggestions = MappingProxyType({})


class DiscordAdapter(Adapter):
    """Discord on the core's seams.

    `media_origins` are the servers that images are fetched from; `guild_ready_seconds` is how long
    the SDK waits for servers after the last one came; `unfurl_seconds` for a link's preview.
    `suggestions` are offered while somebody fills in an option.
    """

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        media_origins: frozenset[str] = MEDIA_ORIGINS,
        guild_ready_seconds: float = 2.0,
        unfurl_seconds: float = 2.5,
        identify_seconds: float = IDENTIFY_SECONDS,
        suggestions: Suggestions = _NOTHING,
    ) -> None:
        self._suggestions = suggestions
        self._settings = settings
        self._media_origins = media_origins
        self._guild_ready_seconds = guild_ready_seconds
        self._unfurl_seconds = unfurl_seconds
        self._identify_seconds = identify_seconds
        self._inlets = tuple(
            Inlet(f"{Platform.DISCORD}:{shard}", pause_seconds=identify_seconds)
            for shard in range(settings.shards)
        )
        self._connected = AsyncExitStack()
        self._downloads = Downloads(media_origins)
        self._courier: DiscordCourier | None = None
        self._bots: dict[Inlet, Bot] = {}
        self._identifying = asyncio.Lock()
        self._identified = -identify_seconds
        self._warned = False

    @property
    def platform(self) -> Platform:
        """Discord."""
        return Platform.DISCORD

    @property
    def is_local(self) -> bool:
        """Anyone with the token can send."""
        return False

    @property
    def inlets(self) -> Sequence[Inlet]:
        """One for each shard."""
        return self._inlets

    @property
    def courier(self) -> Courier:
        """The way back; RuntimeError unless it is connected."""
        return self._open_courier()

    async def connect(self) -> str:
        """Log in over REST, which tells who we are and what we may hear."""
        logger = logging.getLogger("discord")
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)  # at debug level the SDK logs addresses that hold tokens
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # no voice here to miss
        client = await _reaching(partial(_logged_in, self._token()))
        self._connected.push_async_callback(client.close)
        self._downloads = Downloads(self._media_origins)
        self._connected.push_async_callback(self._downloads.close)
        application = client.application
        if application is not None and application.interactions_endpoint_url is not None:
            log.error("discord interactions endpoint is set: commands and buttons will not arrive here")
        flags = client.application_flags
        self._courier = DiscordCourier(
            client,
            self._downloads,
            self._channel,
            hears_all=flags.gateway_message_content or flags.gateway_message_content_limited,
        )
        return f"{Platform.DISCORD} {name_of(client.user)}"

    async def receive(self, inlet: Inlet, receiver: Receiver, ready: Callable[[str], None]) -> None:
        """Hold one shard's gateway connection."""
        courier = self._open_courier()
        shard = (self._inlets.index(inlet), len(self._inlets))

        async def serve() -> None:
            bot = Bot(
                receiver,
                self._downloads,
                courier.traits,
                self._turn_to_identify,
                shard=shard,
                guild_ready_seconds=self._guild_ready_seconds,
                unfurl_seconds=self._unfurl_seconds,
                suggestions=self._suggestions,
            )
            await self._serve(bot, inlet, ready)

        if courier.traits.sees_free_text:
            # What was granted is known already: a gateway that refuses an intent counts against a daily limit.
            try:
                await _reaching(serve)
            except discord.PrivilegedIntentsRequired:
                courier.hear_less()
        if not courier.traits.sees_free_text:
            if not self._warned:
                self._warned = True
                log.warning(
                    "discord serves without the message content intent: commands, the Edit button and "
                    "the message menu work; free replies need a mention or a ping",
                )
            await _reaching(serve)

    async def close(self) -> None:
        """What is sent from now on is `Undelivered`."""
        self._courier = None
        await self._connected.aclose()

    async def _serve(self, bot: Bot, inlet: Inlet, ready: Callable[[str], None]) -> None:
        async with bot:
            connection = asyncio.create_task(bot.start(self._token()), name="discord connection")
            announcement = asyncio.create_task(bot.served.wait(), name="discord ready")
            try:
                await asyncio.wait({connection, announcement}, return_when=asyncio.FIRST_COMPLETED)
                if not connection.done():
                    self._bots[inlet] = bot
                    ready(bot.line)
                await connection
            except discord.ConnectionClosed as closed:
                if closed.code == _BAD_TOKEN_CLOSE:
                    raise _token_refused("is refused by Discord") from None
                if closed.code in _SHARDING_CLOSES:
                    raise _too_few_shards(len(self._inlets)) from None
                raise
            finally:
                self._bots.pop(inlet, None)
                announcement.cancel()
                connection.cancel()
                await asyncio.gather(announcement, connection, return_exceptions=True)

    async def _turn_to_identify(self) -> None:
        async with self._identifying:
            await asyncio.sleep(self._identified + self._identify_seconds - time.monotonic())
            self._identified = time.monotonic()

    def _channel(self, channel_id: int) -> object | None:
        """A channel as the shards held here know it."""
        found = (bot.get_channel(channel_id) for bot in self._bots.values())
        return next((channel for channel in found if channel is not None), None)

    def _open_courier(self) -> DiscordCourier:
        if self._courier is None:
            raise RuntimeError("Discord is not connected")
        return self._courier

    def _token(self) -> str:
        if self._settings.token is None:
            raise _token_refused("is missing: set DISCORD_BOT_TOKEN")
        return self._settings.token.get_secret_value()


async def _logged_in(token: str) -> discord.Client:
    """A client that speaks REST only."""
    client = discord.Client(
        intents=intents_of(message_content=False),
        allowed_mentions=discord.AllowedMentions.none(),
        max_messages=None,
        max_ratelimit_timeout=RATE_LIMIT_SECONDS,
    )
    async with AsyncExitStack() as undo:
        undo.push_async_callback(client.close)
        await client.login(token)
        undo.pop_all()
    return client


async def _reaching(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """Try again while the network or Discord is down, ever more slowly. Raises for a refused token."""
    delay_seconds = _FIRST_RETRY_SECONDS
    while True:
        try:
            return await attempt()
        except discord.LoginFailure:
            raise _token_refused("is refused by Discord") from None
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("discord not reached", error=type(error).__name__, retry_seconds=delay_seconds)
        await asyncio.sleep(delay_seconds)
        delay_seconds = min(2 * delay_seconds, _LONGEST_RETRY_SECONDS)


def _too_few_shards(count: int) -> SettingsInvalid:
    text = f"Discord wants more than {count}; `chatbrush doctor` says how many it recommends"
    return SettingsInvalid((SettingsProblem("platforms.discord.shards", text),))


def _token_refused(why: str) -> SettingsInvalid:
    return SettingsInvalid((SettingsProblem(_TOKEN_PATH, f"the Discord bot token {why}"),))
