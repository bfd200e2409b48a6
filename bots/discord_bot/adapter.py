"""Discord: connects with the rights it has, and serves until it is told to stop."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import aiohttp
import discord
import structlog

from bots.discord_bot.commands import CommandTree, Given
from bots.discord_bot.downloads import MEDIA_ORIGINS, Downloads
from bots.discord_bot.failures import delivering
from bots.discord_bot.inbound import Reader
from bots.discord_bot.interactions import Interaction, Interactions
from bots.discord_bot.outbound import DiscordCourier
from core.commands import Command
from core.errors import DeliveryFailed, SettingsInvalid, SettingsProblem
from core.identity import Platform
from core.ports import Courier, Receiver
from core.settings import DiscordSettings

log = structlog.get_logger()

Result = TypeVar("Result")

_UPLOAD_KEPT_BYTES = 25 * 1024 * 1024
_BAD_TOKEN_CLOSE = 4004
_FIRST_RETRY_SECONDS, _LONGEST_RETRY_SECONDS = 5.0, 60.0
_RATE_LIMIT_SECONDS = 30.0
_HANDLING_SECONDS = 5.0
_TOKEN_PATH = "platforms.discord.token"  # noqa: S105 - the key's path in config.yaml


def intents_of(*, message_content: bool) -> discord.Intents:
    """The least that works: servers, their messages, private messages; the content where granted."""
    return discord.Intents(
        guilds=True, guild_messages=True, dm_messages=True, message_content=message_content
    )


class Bot(discord.Client):
    """The SDK's client. Handlers are tasks of ours, cancelled when the bot closes."""

    def __init__(
        self,
        receiver: Receiver,
        downloads: Downloads,
        *,
        hears_all: bool,
        guild_ready_seconds: float,
        unfurl_seconds: float,
    ) -> None:
        super().__init__(
            intents=intents_of(message_content=hears_all),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=_RATE_LIMIT_SECONDS,
            guild_ready_timeout=guild_ready_seconds,
        )
        self.hears_all = hears_all
        self.courier = DiscordCourier(self, downloads, hears_all=hears_all)
        self.served = asyncio.Event()
        self._receiver = receiver
        self._reader = Reader(self, hears_all=hears_all, unfurl_seconds=unfurl_seconds)
        self._interactions = Interactions(
            self, receiver, self._reader, downloads, self.courier.traits, max_upload_bytes=_UPLOAD_KEPT_BYTES
        )
        self._tree = CommandTree(self, self._slash, self._menu, self._interactions.refuse)
        self._handling: set[asyncio.Task[Any]] = set()

    async def setup_hook(self) -> None:
        """Once after login: the commands that Discord shows."""
        try:
            with delivering():
                if await self._tree.sync_if_changed():
                    log.info("discord commands synced")
        except DeliveryFailed as error:
            log.warning("discord commands not synced", error=type(error).__name__)
        application = self.application
        if application is not None and application.interactions_endpoint_url is not None:
            log.error("discord interactions endpoint is set: commands and buttons will not arrive here")

    @property
    def line(self) -> str:
        """What is said once it serves."""
        name = f"{self.user.name}#{self.user.discriminator}" if self.user is not None else ""
        return f"discord {name} in {len(self.guilds)} servers"

    async def on_ready(self) -> None:
        """Comes again with each new session."""
        self.served.set()

    async def on_message(self, message: discord.Message) -> None:
        """A message in a place of the bot's."""
        self._own_task()
        incoming = await self._reader.read(message)
        if incoming is not None:
            await self._receiver.receive(incoming)

    async def on_raw_message_edit(self, update: discord.RawMessageUpdateEvent) -> None:
        """Only link previews matter; an edited message is never an instruction."""
        self._reader.unfurls.arrived(update.message)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Buttons and forms; commands come by the tree."""
        self._own_task()
        await self._interactions.other(interaction)

    async def _slash(self, interaction: Interaction, command: Command, given: Given) -> None:
        self._own_task()
        await self._interactions.slash(interaction, command, given)

    async def _menu(self, interaction: Interaction, target: discord.Message) -> None:
        self._own_task()
        await self._interactions.menu(interaction, target)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """A handler failed; the next event is served all the same."""
        log.error("discord event failed", handler=event_method, exc_info=sys.exc_info()[1])

    def _own_task(self) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._handling.add(task)
            task.add_done_callback(self._handling.discard)

    async def close(self) -> None:
        """Let what was acknowledged reach the core, then disconnect."""
        handling = [task for task in self._handling if task is not asyncio.current_task()]
        if handling:
            _, late = await asyncio.wait(handling, timeout=_HANDLING_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*handling, return_exceptions=True)
        await super().close()


class DiscordAdapter:
    """Discord on the core's seams.

    `media_origins` are the servers that images are fetched from; `guild_ready_seconds` is how long
    the SDK waits for servers after the last one came; `unfurl_seconds` for a link's preview.
    """

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        media_origins: frozenset[str] = MEDIA_ORIGINS,
        guild_ready_seconds: float = 2.0,
        unfurl_seconds: float = 2.5,
    ) -> None:
        self._settings = settings
        self._media_origins = media_origins
        self._guild_ready_seconds = guild_ready_seconds
        self._unfurl_seconds = unfurl_seconds
        self._courier: DiscordCourier | None = None
        self._announce: Callable[[str], None] | None = None

    @property
    def platform(self) -> Platform:
        """Discord."""
        return Platform.DISCORD

    @property
    def courier(self) -> Courier:
        """The way back; RuntimeError unless it serves."""
        if self._courier is None:
            raise RuntimeError("Discord is not connected")
        return self._courier

    async def run(self, receiver: Receiver, ready: Callable[[str], None]) -> None:
        """Connect, announce, serve until cancelled, disconnect."""
        logger = logging.getLogger("discord")
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)  # at debug level the SDK logs addresses that hold tokens
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # no voice here to miss
        if self._settings.token is None:
            raise _token_refused("is missing: set DISCORD_BOT_TOKEN")
        token = self._settings.token.get_secret_value()
        granted = await _reaching(partial(_message_content_granted, token))
        self._announce = ready
        downloads = Downloads(self._media_origins)
        try:
            if granted:
                try:
                    await _reaching(partial(self._serve, token, receiver, downloads, hears_all=True))
                except discord.PrivilegedIntentsRequired:
                    granted = False
            if not granted:
                log.warning(
                    "discord serves without the message content intent: commands, the Edit button and "
                    "the message menu work; free replies need a mention or a ping",
                )
                await _reaching(partial(self._serve, token, receiver, downloads, hears_all=False))
        finally:
            self._courier = None
            await downloads.close()

    async def _serve(
        self,
        token: str,
        receiver: Receiver,
        downloads: Downloads,
        *,
        hears_all: bool,
    ) -> None:
        bot = Bot(
            receiver,
            downloads,
            hears_all=hears_all,
            guild_ready_seconds=self._guild_ready_seconds,
            unfurl_seconds=self._unfurl_seconds,
        )
        async with bot:
            connection = asyncio.create_task(bot.start(token), name="discord connection")
            announcement = asyncio.create_task(bot.served.wait(), name="discord ready")
            try:
                await asyncio.wait({connection, announcement}, return_when=asyncio.FIRST_COMPLETED)
                if not connection.done():
                    self._courier = bot.courier
                    if self._announce is not None:
                        self._announce(bot.line)
                        self._announce = None
                await connection
            except discord.ConnectionClosed as closed:
                if closed.code == _BAD_TOKEN_CLOSE:
                    raise _token_refused("is refused by Discord") from None
                raise
            finally:
                announcement.cancel()
                connection.cancel()
                await asyncio.gather(announcement, connection, return_exceptions=True)


async def _message_content_granted(token: str) -> bool:
    """Ask before connecting: a gateway that refuses an intent counts against a daily limit."""
    async with discord.Client(intents=intents_of(message_content=False)) as probe:
        await probe.login(token)
        flags = probe.application_flags
        return flags.gateway_message_content or flags.gateway_message_content_limited


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


def _token_refused(why: str) -> SettingsInvalid:
    return SettingsInvalid((SettingsProblem(_TOKEN_PATH, f"the Discord bot token {why}"),))
