"""The composition root: settings -> storage -> providers -> core -> adapters; nobody else wires."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from bots.presets import load_presets
from bots.roles import Role, is_shared, mistakes
from core.drawing import EXACT
from core.errors import SettingsInvalid, SettingsProblem
from core.ports import Adapter, Clock, Judge, Links, Provider
from core.providers.exact import Exact
from core.providers.painter import Painter
from core.providers.retry import Retrying
from core.quota import Limit, ScopeKind, parse_limit
from core.resources import Resources, load_languages
from core.settings import Settings
from core.studio import Studio
from storage.blobs import open_blobs
from storage.database import open_database
from storage.engine import Engine

_log = structlog.get_logger(__name__)


def utc_now() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_studio(
    settings: Settings,
    providers: Mapping[str, Provider] | None = None,
    clock: Clock = utc_now,
    role: Role = Role.ALL,
    *,
    is_passing: bool = False,
    links: Links | None = None,
) -> AsyncGenerator[tuple[Studio, Resources], None]:
    """The core with its storage and providers, without a platform; `links` None takes what the settings say.

    Who is only passing by takes over nothing that other processes left, where those share a database.
    Raises `SettingsInvalid` when the settings do not go with the role, or the data folder is in use
    by another process or cannot be written.
    """
    if problems := tuple(mistakes(settings, role)):
        raise SettingsInvalid(problems)
    data = settings.data
    presets = await asyncio.to_thread(load_presets, settings.presets.files)
    async with _alone(settings):
        await asyncio.to_thread(load_languages, settings.time_zone)
        async with AsyncExitStack() as stack, await open_database(settings.database, data, role) as database:
            if providers is None:
                # Importing an SDK reads a thousand files.
                providers = await asyncio.to_thread(build_providers, settings, stack)
            # What needs no model is always there.
            providers = {**providers, EXACT: Exact(settings.pictures.max_pixels)}
            resources = Resources(
                settings=settings,
                limits=await asyncio.to_thread(limits, settings),
                clock=clock,
                inbox=database.inbox,
                directory=database.directory,
                notes=database.notes,
                questions=database.questions,
                pictures=database.pictures,
                blobs=await open_blobs(settings.blobs, data),
                jobs=database.jobs,
                ledger=database.ledger,
                tenure=database.tenure,
                signals=database.signals,
                weather=database.weather,
                providers=providers,
                default_provider=default_provider(settings),
                account_secret=await database.secrets.accounts(),
                links=links or await asyncio.to_thread(build_links, settings),
                presets=presets,
                judge=await asyncio.to_thread(build_judge, settings, stack),
            )
            engine = None
            if role.draws:
                engine = Engine(settings.database, data, database.tenure, database.jobs.take_up)
            is_heir = not (is_passing and is_shared(settings))
            async with Studio(resources, engine, is_heir=is_heir) as studio:
                yield studio, resources


def build_providers(settings: Settings, stack: AsyncExitStack) -> dict[str, Provider]:
    """Every provider that the settings allow, by name; closed with `stack`."""
    providers: dict[str, Provider] = {"painter": Painter(settings.providers.painter)}
    if has_openai(settings):
        from core.providers.openai import OpenAIProvider  # noqa: PLC0415 - the SDK is an extra

        openai = OpenAIProvider(settings.providers.openai)
        stack.push_async_callback(openai.close)
        providers["openai"] = Retrying(openai)
    return providers


def build_links(settings: Settings) -> Links | None:
    """What fetches links, unless the settings say to leave them alone."""
    if not settings.pictures.links:
        return None
    from bots.links import WebLinks  # noqa: PLC0415 - reads certificates from the disk

    return WebLinks()


def build_judge(settings: Settings, stack: AsyncExitStack) -> Judge | None:
    """Who is asked about undecided replies, if the settings name one that has a key; closed with `stack`."""
    if settings.replies.judge == "off":
        return None
    if not has_openai(settings):
        _log.info("replies are judged by rules alone", why="no key for the text model")
        return None
    from core.providers.openai_text import OpenAIJudge  # noqa: PLC0415 - the SDK is an extra

    judge = OpenAIJudge(settings.providers.openai, settings.replies)
    stack.push_async_callback(judge.close)
    return judge


def has_openai(settings: Settings) -> bool:
    """Whether the OpenAI provider can be used: a key, or another server that needs none."""
    return settings.providers.openai.api_key is not None or settings.providers.openai.base_url is not None


def default_provider(settings: Settings) -> str:
    """The provider for requests that name no model."""
    chosen = settings.providers.default
    if chosen != "auto":
        return chosen
    return "openai" if settings.providers.openai.api_key is not None else "painter"


def limits(settings: Settings) -> dict[ScopeKind, tuple[Limit, ...]]:
    """The settings' limits, parsed."""
    quota = settings.quota
    written = {
        ScopeKind.ACCOUNT: quota.account,
        ScopeKind.COMMUNITY: quota.community,
        ScopeKind.DEPLOYMENT: quota.deployment,
    }
    zone = settings.time_zone
    return {kind: tuple(parse_limit(text, zone) for text in texts) for kind, texts in written.items()}


def build_adapters(settings: Settings, studio: Studio) -> list[Adapter]:
    """An adapter for each platform that is enabled and has what it needs; one log line for the others."""
    adapters: list[Adapter] = []
    platforms = settings.platforms
    if platforms.telegram.enabled and platforms.telegram.token is not None:
        from bots.telegram_bot.adapter import TelegramAdapter  # noqa: PLC0415 - the SDK is an extra

        adapters.append(TelegramAdapter(platforms.telegram))
    else:
        _log.info("telegram is off", token=platforms.telegram.token is not None)
    if platforms.discord.enabled and platforms.discord.token is not None:
        from bots.discord_bot.adapter import DiscordAdapter  # noqa: PLC0415 - the SDK is an extra

        adapters.append(DiscordAdapter(platforms.discord, suggestions=studio.suggestions))
    else:
        _log.info("discord is off", token=platforms.discord.token is not None)
    if platforms.playground.enabled:
        from bots.web.adapter import PlaygroundAdapter  # noqa: PLC0415 - NiceGUI is an extra

        adapters.append(PlaygroundAdapter(platforms.playground, settings.data, studio, settings.language))
    return adapters


@asynccontextmanager
async def _alone(settings: Settings) -> AsyncGenerator[None, None]:
    """Hold the data folder: an SQLite file, its job engine and its blobs belong to one process.

    On PostgreSQL several processes may share a folder, or each have its own.
    """
    if is_shared(settings):
        await asyncio.to_thread(_make_folder, settings.data)
        yield
        return
    lock = await asyncio.to_thread(_lock, settings.data)
    try:
        yield
    finally:
        await asyncio.to_thread(lock.release)


def _lock(data: Path) -> FileLock:
    lock = FileLock(data / "chatbrush.lock", timeout=0, thread_local=False)
    try:
        _make_folder(data)
        lock.acquire()
    except Timeout as error:
        text = "is in use by another Chatbrush; stop it, or set CHATBRUSH_DATA to another folder"
        raise SettingsInvalid((SettingsProblem("data", text),)) from error
    except OSError as error:
        raise _unwritable(error) from error
    return lock


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: OSError) -> SettingsInvalid:
    return SettingsInvalid((SettingsProblem("data", f"cannot be written: {error.strerror}"),))
