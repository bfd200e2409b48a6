"""What the Telegram tests share: a running adapter, a receiver that notes, pictures and cards."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from PIL import Image
from pydantic import SecretStr

from bots.telegram_bot.adapter import TelegramAdapter
from bots.telegram_bot.client import Timing
from core.identity import JobId, PersonAlias, PlaceAlias, PlaceKind, Platform
from core.requests import Action, Card, CardState, IncomingMessage, PictureFile, Verb
from core.settings import TelegramSettings
from tests.platforms.telegram_people import People, member
from tests.platforms.telegram_server import TOKEN, TelegramServer, telegram_server

GROUP_ID = -1_001_000_200_300
JOB = JobId("0123456789abcdef0123456789abcdef")
ADA = member("1001", "Ada")
BO = member("1002", "Bo")

FAST = Timing(
    poll_seconds=5,
    connect_seconds=2,
    answer_seconds=2,
    upload_seconds=2,
    download_seconds=2,
    backoff_seconds=0.02,
    backoff_limit_seconds=0.1,
    conflict_seconds=0.3,
    preview_seconds=0.05,
)


@dataclass
class Recorder:
    """A receiver that notes what comes, in order, and may refuse."""

    messages: list[IncomingMessage] = field(default_factory=list)
    moves: list[tuple[str, str]] = field(default_factory=list)
    failing: bool = False
    taking_seconds: float = 0.0

    async def receive(self, message: IncomingMessage) -> None:
        if self.taking_seconds:
            await asyncio.sleep(self.taking_seconds)
        if self.failing:
            raise OSError("disk full")
        self.messages.append(message)

    async def moved(self, platform: Platform, old: str, new: str) -> None:
        assert platform is Platform.TELEGRAM
        self.moves.append((old, new))

    async def next(self, count: int = 1) -> IncomingMessage:
        """Wait until so many have come; the last of them."""
        await until(lambda: len(self.messages) >= count)
        return self.messages[count - 1]


@dataclass
class Rig:
    """One adapter on one server with one group."""

    server: TelegramServer
    people: People
    receiver: Recorder
    adapter: TelegramAdapter
    ready: list[str]
    task: asyncio.Task[None]
    ends: bool = False
    """The test has seen the adapter end by itself; otherwise that is an error."""


async def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while True:
            if holds():
                return
            await asyncio.sleep(0.005)


def settings_for(server: TelegramServer, token: str = TOKEN) -> TelegramSettings:
    return TelegramSettings(token=SecretStr(token), api_base=server.base)


@asynccontextmanager
async def served(
    server: TelegramServer,
    receiver: Recorder | None = None,
    timing: Timing = FAST,
    settings: TelegramSettings | None = None,
) -> AsyncIterator[Rig]:
    """An adapter that serves, against a server that runs already."""
    chat = server.world.chats.get(GROUP_ID) or server.world.add_chat(GROUP_ID, "supergroup", "Painters")
    adapter = TelegramAdapter(settings or settings_for(server), timing=timing)
    receiver = receiver or Recorder()
    ready: list[str] = []
    await adapter.connect()
    task = asyncio.create_task(adapter.receive(adapter.inlets[0], receiver, ready.append))
    rig = Rig(server, People(server, chat), receiver, adapter, ready, task)
    try:
        await until(lambda: bool(ready) or task.done())
        yield rig
    finally:
        if not rig.ends:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await adapter.close()


@asynccontextmanager
async def rigged(*, privacy: bool = True, timing: Timing = FAST) -> AsyncIterator[Rig]:
    async with (
        telegram_server(privacy=privacy, per_minute=None) as server,
        served(server, timing=timing) as rig,
    ):
        yield rig


def png(width: int = 64, height: int = 48, colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def picture(data: bytes | None = None, *, spoiler: bool = False, name: str = "picture.png") -> PictureFile:
    return PictureFile(png() if data is None else data, "image/png", name, spoiler=spoiler)


GROUP = PlaceAlias(Platform.TELEGRAM, str(GROUP_ID), kind=PlaceKind.GROUP, title="Painters")
PERSON = PersonAlias(Platform.TELEGRAM, "1001", "Ada", "en")
EDIT = Action(Verb.EDIT, JOB, "Edit")
AGAIN = Action(Verb.AGAIN, JOB, "Again")


def card(
    text: str,
    state: CardState = CardState.WAITING,
    *,
    pictures: tuple[PictureFile, ...] = (),
    actions: tuple[Action, ...] = (),
    reply_to: str | None = None,
    place: PlaceAlias = GROUP,
    names_requester: bool = False,
) -> Card:
    return Card(
        JOB,
        place,
        PERSON,
        state,
        text,
        reply_to=reply_to,
        pictures=pictures,
        actions=actions,
        names_requester=names_requester,
    )
