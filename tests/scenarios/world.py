"""One running bot on one stage, and the words in which scenarios speak of it."""

import asyncio
import io
import re
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from bots.app import open_studio
from bots.serving import serve
from core.identity import PictureId
from core.jobs import Job
from core.pictures import Picture
from core.ports import Links
from core.requests import ActionPress, Verb
from core.resources import Resources
from core.settings import Settings
from tests.scenarios.stage import Person, Route, Seen, Stage

WAIT_SECONDS = 20.0
PICTURE_SIDE = 256
"""The painter's pictures are small here: no scenario is about their size."""
_AT_WORK = re.compile(
    r"in line\.|^Drawing…|^Waiting for the image service|^The image service is down\.|轮到你|正在画|^正在等待|^图像服务暂时"
)


class World:
    """A bot that can be stopped and started while its platform stays."""

    def __init__(
        self, stage: Stage, data: Path, settings: Mapping[str, Any], links: Links | None = None
    ) -> None:
        self.stage = stage
        self._data = data
        self._settings = dict(settings)
        self._links = links
        self._stack: AsyncExitStack | None = None
        self._serving: asyncio.Task[None] | None = None
        self._resources: Resources | None = None

    @property
    def resources(self) -> Resources:
        assert self._resources is not None
        return self._resources

    async def start(self) -> None:
        given = {"data": self._data, "platforms": self.stage.settings(), **self._settings}
        given["providers"] = {"painter": {"side": PICTURE_SIDE}} | given.get("providers", {})
        settings = Settings.model_validate(given)
        self._stack = AsyncExitStack()
        studio, resources = await self._stack.enter_async_context(open_studio(settings, links=self._links))
        self._resources = resources
        ready = asyncio.Event()
        adapter = self.stage.adapter(settings)
        self._serving = asyncio.create_task(serve(studio, resources, [adapter], lambda _: ready.set()))
        waiting = asyncio.create_task(ready.wait())
        done, _ = await asyncio.wait(
            {waiting, self._serving}, timeout=WAIT_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        waiting.cancel()
        if self._serving in done:
            await self._serving
        assert ready.is_set(), "the adapter did not become ready"

    async def stop(self) -> None:
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)
            self._serving = None
        if self._stack is not None:
            await self._stack.aclose()
            self._stack = None

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def until(self, what: str, found: Callable[[Sequence[Seen]], Seen | None]) -> Seen:
        """The message that `found` finds, as soon as it does."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            chat = await self.stage.chat()
            message = found(chat)
            if message is not None:
                return message
            assert time.monotonic() < deadline, f"{what} did not come; the chat is {_told(chat)}"
            await asyncio.sleep(0.02)

    async def result(self, number: int = 1) -> Seen:
        """The `number`-th finished card with pictures, counted from 1."""
        return await self.until(f"picture {number}", lambda chat: _nth(finished(chat), number))

    async def until_count(self, count: int) -> list[Seen]:
        """The last `count` messages of the bot that show one picture and have no buttons."""
        await self.until(f"{count} pictures", lambda chat: _nth(_members(chat), count))
        await self.quiet(0.3)
        return _members(await self.stage.chat())[-count:]

    async def notice(self, number: int = 1) -> Seen:
        """The `number`-th message of the bot that is no card with pictures."""
        return await self.until(f"notice {number}", lambda chat: _nth(words_only(chat), number))

    async def quiet(self, seconds: float = 0.5) -> Sequence[Seen]:
        """The chat once nothing has changed for a while."""
        before: Sequence[Seen] = ()
        since = time.monotonic()
        while time.monotonic() - since < seconds:
            now = await self.stage.chat()
            if now != before:
                before, since = now, time.monotonic()
            await asyncio.sleep(0.05)
        return before

    async def pictures(self, card: Seen) -> tuple[Picture, ...]:
        """The stored pictures that a card's buttons speak of, in order."""
        ids = [
            PictureId(press.target)
            for code in card.buttons
            if (press := ActionPress.parse(code)) is not None and press.verb in (Verb.EDIT, Verb.PICK)
        ]
        return await self.resources.pictures.get(ids)

    async def picture(self, card: Seen) -> Picture:
        """The only stored picture of a card."""
        (picture,) = await self.pictures(card)
        return picture

    async def job(self, card: Seen) -> Job:
        """The job behind a finished card."""
        picture = (await self.pictures(card))[0]
        assert picture.job_id is not None
        return await self.resources.jobs.get(picture.job_id)

    async def settled(self) -> None:
        """Wait until every job has ended."""
        deadline = time.monotonic() + WAIT_SECONDS
        while await self.resources.jobs.unfinished():
            assert time.monotonic() < deadline, "a job did not end"
            await asyncio.sleep(0.02)

    async def images_used(self) -> int:
        """What the whole deployment has used once every job has ended, by the ledger."""
        from core.quota import Scope, ScopeKind  # noqa: PLC0415 - keeps the common imports short

        await self.settled()
        images, _ = await self.resources.ledger.balance(Scope(ScopeKind.DEPLOYMENT, ""))
        return images

    def can(self, *routes: Route) -> bool:
        return bool(self.stage.routes.intersection(routes))

    async def help_names(self, person: Person, *expected: str) -> None:
        """`/help` says how else it works here."""
        before = len(words_only(await self.stage.chat()))
        await self.stage.command(person, "help")
        told = await self.notice(before + 1)
        assert any(one in told.text for one in expected), told.text


def finished(chat: Sequence[Seen]) -> list[Seen]:
    """Cards with pictures that are final: only those have other buttons than Cancel."""
    return [one for one in chat if one.by_bot and one.pictures and one.buttons and not can_cancel(one)]


def words_only(chat: Sequence[Seen]) -> list[Seen]:
    """The bot's messages without a picture or a file, cards still at work left out."""
    return [one for one in chat if one.by_bot and not one.pictures and not one.files and not at_work(one)]


def at_work(message: Seen) -> bool:
    """Whether a message is a card that waits or draws."""
    said = [line for line in message.text.splitlines() if _AT_WORK.search(line)]
    return message.by_bot and (not message.buttons or can_cancel(message)) and bool(said)


def can_cancel(message: Seen) -> bool:
    """Whether a message is a card with its Cancel button: it waits or draws."""
    presses = [ActionPress.parse(code) for code in message.buttons]
    return any(press is not None and press.verb is Verb.CANCEL for press in presses)


def photo(colour: str = "#4477aa", size: tuple[int, int] = (320, 240), kind: str = "PNG") -> bytes:
    """A person's photo: something to tell left from right and top from bottom by."""
    image = Image.new("RGB", size, colour)
    image.paste("#ddcc99", (0, size[1] * 2 // 3, size[0], size[1]))
    image.paste("#ffee88", (size[0] * 3 // 4, 20, size[0] * 3 // 4 + 40, 60))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """A picture as people see it."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image.convert("RGB")


def brightness(data: bytes) -> float:
    """Mean luminance, 0 to 255."""
    grey = opened(data).convert("L").resize((32, 32))
    values = list(grey.tobytes())
    return sum(values) / len(values)


def _members(chat: Sequence[Seen]) -> list[Seen]:
    return [
        one for one in chat if one.by_bot and len(one.pictures) == 1 and not one.buttons and not one.edits
    ]


def _nth(messages: Sequence[Seen], number: int) -> Seen | None:
    return messages[number - 1] if len(messages) >= number else None


def _told(chat: Sequence[Seen]) -> list[tuple[str, str, int, int]]:
    return [(one.author, one.text, len(one.pictures), len(one.buttons)) for one in chat]


@asynccontextmanager
async def running(
    stage: Stage, data: Path, *, links: Links | None = None, **settings: Any
) -> AsyncGenerator[World, None]:
    """A world with its bot started; `links` is what fetches from the web."""
    world = World(stage, data, settings, links)
    try:
        await world.start()
        yield world
    finally:
        await world.stop()
