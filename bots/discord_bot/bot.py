"""One gateway connection: the SDK's client for one shard, which takes what people do there."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog

from bots.discord_bot.commands import CommandTree, Given
from bots.discord_bot.downloads import Downloads
from bots.discord_bot.failures import delivering
from bots.discord_bot.inbound import Reader
from bots.discord_bot.interactions import Interaction, Interactions
from bots.discord_bot.suggesting import Suggestions
from core.commands import Command
from core.errors import DeliveryFailed
from core.identity import Platform
from core.ports import Receiver
from core.requests import PlatformTraits

log = structlog.get_logger()

RATE_LIMIT_SECONDS = 30.0
_UPLOAD_KEPT_BYTES = 25 * 1024 * 1024
_HANDLING_SECONDS = 5.0


def intents_of(*, message_content: bool) -> discord.Intents:
    """The least that works: servers, their messages, private messages; the content where granted."""
    return discord.Intents(
        guilds=True, guild_messages=True, dm_messages=True, message_content=message_content
    )


class Bot(discord.Client):
    """The SDK's client. Handlers are tasks of ours, cancelled when the bot closes.

    `identifying` is waited for before each new session. The first shard's bot keeps Discord's copy
    of the commands up to date: one process holds it.
    """

    def __init__(
        self,
        receiver: Receiver,
        downloads: Downloads,
        traits: PlatformTraits,
        identifying: Callable[[], Awaitable[None]],
        *,
        shard: tuple[int, int],
        guild_ready_seconds: float,
        unfurl_seconds: float,
        suggestions: Suggestions,
    ) -> None:
        number, count = shard
        hears_all = traits.sees_free_text
        super().__init__(
            intents=intents_of(message_content=hears_all),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=RATE_LIMIT_SECONDS,
            guild_ready_timeout=guild_ready_seconds,
            shard_id=number,
            shard_count=count,
        )
        self.served = asyncio.Event()
        self._receiver = receiver
        self._identifying = identifying
        self._reader = Reader(self, hears_all=hears_all, unfurl_seconds=unfurl_seconds)
        self._interactions = Interactions(
            self, receiver, self._reader, downloads, traits, max_upload_bytes=_UPLOAD_KEPT_BYTES
        )
        self._tree = CommandTree(self, self._slash, self._menu, self._interactions.refuse, suggestions)
        self._handling: set[asyncio.Task[Any]] = set()

    async def setup_hook(self) -> None:
        """Once after login: the commands that Discord shows."""
        if self.shard_id:
            return
        try:
            with delivering():
                if await self._tree.sync_if_changed():
                    log.info("discord commands synced")
        except DeliveryFailed as error:
            log.warning("discord commands not synced", error=type(error).__name__)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord begins one session in five seconds; a refused one is tried again by the SDK."""
        await super().before_identify_hook(shard_id, initial=initial)
        await self._identifying()

    @property
    def line(self) -> str:
        """What is said once it serves."""
        name = f"{Platform.DISCORD} {name_of(self.user)}"
        part = f" shard {self.shard_id} of {self.shard_count}" if (self.shard_count or 1) > 1 else ""
        return f"{name}{part} in {len(self.guilds)} servers"

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


def name_of(user: discord.ClientUser | None) -> str:
    """As whom we speak."""
    return f"{user.name}#{user.discriminator}" if user is not None else ""
