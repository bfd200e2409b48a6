"""A playground on a free port, and a core that draws by script."""

import asyncio
import io
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from bots.web.adapter import PlaygroundAdapter
from core.identity import JobId, PersonAlias, PictureId, PlaceAlias, Platform, new_id
from core.ports import Courier
from core.quota import Limit, Scope, ScopeKind, Unit, Usage, Window
from core.requests import Action, Addressed, Card, CardState, IncomingMessage, Notice, PictureFile, Verb
from core.settings import PlaygroundSettings


def picture(colour: str, size: tuple[int, int] = (320, 240)) -> bytes:
    """A plain picture as PNG."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


class Script:
    """Answers requests with a card that waits, previews and is done, and counts a quota down.

    While `may_finish` is not set, cards stay at their preview.
    """

    def __init__(self) -> None:
        self.heard: list[IncomingMessage] = []
        self.first = asyncio.Event()
        self.used = 0
        self.may_finish = asyncio.Event()
        self.may_finish.set()
        self.courier: Courier | None = None
        self._answers: set[asyncio.Task[None]] = set()

    async def receive(self, message: IncomingMessage) -> None:
        self.heard.append(message)
        self.first.set()
        if message.addressed is not Addressed.NOBODY:
            answer = asyncio.create_task(self._answer(message))
            self._answers.add(answer)
            answer.add_done_callback(self._answers.discard)

    async def moved(self, platform: Platform, old: str, new: str) -> None:
        del platform, old, new

    async def usage(self, place: PlaceAlias, person: PersonAlias) -> Sequence[Usage]:
        del place, person
        limit = Limit(40, Unit.IMAGES, Window(seconds=10_800))
        back = datetime.now(UTC) + timedelta(hours=2) if self.used else None
        return (Usage(Scope(ScopeKind.ACCOUNT, "a"), limit, self.used, back),)

    async def close(self) -> None:
        for answer in self._answers:
            answer.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)

    async def _answer(self, message: IncomingMessage) -> None:
        courier = self.courier
        assert courier is not None
        if message.command == "quota":
            left = f"{40 - self.used} left"
            key = message.key
            await courier.tell(Notice(key, message.place, message.person, left, reply_to=message.message))
            return
        count = 4 if "four" in message.text else 1
        job = JobId(new_id())
        at = await courier.show(card(message, job, CardState.WAITING, "Waiting"), None)
        preview = card(message, job, CardState.DRAWING, "Drawing", [picture("#aaaaaa")])
        await courier.show(preview, at)
        await self.may_finish.wait()
        self.used += count
        colours = ("#cc3333", "#33cc33", "#3333cc", "#cccc33")[:count]
        done = card(message, job, CardState.DONE, message.text, [picture(colour) for colour in colours])
        await courier.show(done, at)


def card(
    message: IncomingMessage, job: JobId, state: CardState, text: str, pictures: Sequence[bytes] = ()
) -> Card:
    """A card as the core shows it: finished ones have buttons."""
    files = tuple(
        PictureFile(data, "image/png", f"{number}.png", f"{text} {number}", (PictureId(new_id()),))
        for number, data in enumerate(pictures, 1)
    )
    verbs = ((Verb.EDIT, "Edit"), (Verb.AGAIN, "Again"), (Verb.ORIGINAL, "Original"))
    actions = tuple(Action(verb, job, label) for verb, label in verbs) if state is CardState.DONE else ()
    return Card(
        job, message.place, message.person, state, text, message.message, pictures=files, actions=actions
    )


class Served:
    """A running playground."""

    def __init__(self, adapter: PlaygroundAdapter, url: str, script: Script) -> None:
        self.adapter = adapter
        self.url = url
        self.script = script

    @property
    def host(self) -> str:
        """What a browser sends as Host."""
        return self.url.removeprefix("http://")


@asynccontextmanager
async def serving(data: Path, members: Sequence[str] = ("Ada", "Bo", "小陈")) -> AsyncGenerator[Served, None]:
    """A playground that serves while the block runs."""
    script = Script()
    settings = PlaygroundSettings(enabled=True, port=0, members=tuple(members))
    adapter = PlaygroundAdapter(settings, data, script)
    line: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def ready(text: str) -> None:
        script.courier = adapter.courier
        line.set_result(text)

    await adapter.connect()
    run = asyncio.create_task(adapter.receive(adapter.inlets[0], script, ready))
    try:
        served: set[asyncio.Future[Any]] = {run, line}
        await asyncio.wait(served, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        if run.done():
            await run
        name, _, url = line.result().partition(" ")
        assert name == "playground"
        yield Served(adapter, url, script)
    finally:
        await script.close()
        run.cancel()
        async with asyncio.timeout(10):
            await asyncio.gather(run, return_exceptions=True)
        await adapter.close()
