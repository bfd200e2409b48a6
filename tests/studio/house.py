"""The core with real storage, a scripted platform and a scripted provider."""

import asyncio
import io
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from bots.app import open_studio
from bots.roles import Role
from core.drawing import DrawEvent, Drawn, DrawnPicture, DrawRequest, ModelTraits, Preview, ProviderTraits
from core.errors import ImageGone
from core.identity import PersonAlias, PlaceAlias, PlaceKind, Platform
from core.jobs import Job
from core.ports import Courier, Links, Provider
from core.requests import (
    Addressed,
    Card,
    ImageHandle,
    IncomingMessage,
    Notice,
    PlatformTraits,
    ReplyTarget,
)
from core.resources import Resources
from core.settings import Settings
from core.studio import Studio

TRAITS = PlatformTraits(
    upload_bytes=1_000_000,
    message_bytes=1_000_000,
    file_bytes=1_000_000,
    fetch_bytes=1_000_000,
    photo_types=frozenset({"image/png", "image/jpeg"}),
    photo_sides=10_000,
    photo_ratio=20.0,
    card_chars=4096,
    caption_chars=1024,
    alt_text_chars=1024,
    pictures_per_card=1,
    album_size=10,
    actions_per_row=5,
    private_notices=True,
    edits_notify=False,
    preview_seconds=0.0,
)
PLACE = PlaceAlias(Platform.TELEGRAM, "-100", title="Group")
PRIVATE = PlaceAlias(Platform.TELEGRAM, "7", kind=PlaceKind.PRIVATE)
ADA = PersonAlias(Platform.TELEGRAM, "7", "Ada", "en")
BO = PersonAlias(Platform.TELEGRAM, "8", "Bo", "en")
WAIT_SECONDS = 10.0


def png(colour: str = "#446688", size: tuple[int, int] = (64, 48)) -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


class ScriptedCourier(Courier):
    """A platform of one group: keeps what stands where, raises what it is told to.

    `show_faults` meet first posts and finals, one each; previews pass. `finals` holds finals up.
    """

    def __init__(self, traits: PlatformTraits = TRAITS) -> None:
        self._traits = traits
        self.cards: dict[str, list[Card]] = {}
        self.notices: list[Notice] = []
        self.files: dict[str, bytes] = {}
        self.show_faults: list[Exception | None] = []
        self.tell_faults: list[Exception | None] = []
        self.finals: asyncio.Event | None = None
        self._last = 1000

    @property
    def traits(self) -> PlatformTraits:
        return self._traits

    async def show(self, card: Card, at: str | None) -> str:
        if card.is_final and self.finals is not None:
            await self.finals.wait()
        if (
            (at is None or card.is_final)
            and self.show_faults
            and (fault := self.show_faults.pop(0)) is not None
        ):
            raise fault
        message = at or self._next()
        self.cards.setdefault(message, []).append(card)
        return message

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        if self.tell_faults and (fault := self.tell_faults.pop(0)) is not None:
            raise fault
        self.notices.append(notice)
        return tuple(self._next() for _ in notice.files or (notice,))

    async def fetch(self, handle: ImageHandle, max_bytes: int) -> bytes:
        if handle.locator not in self.files:
            raise ImageGone
        return self.files[handle.locator][:max_bytes]

    def now(self, message: str) -> Card:
        """What stands there now."""
        return self.cards[message][-1]

    def _next(self) -> str:
        self._last += 1
        return str(self._last)


@dataclass
class ScriptedProvider(Provider):
    """Draws plain pictures, or what `turns` say; remembers what it was asked."""

    requests: list[DrawRequest] = field(default_factory=list)
    refusals: list[Exception | None] = field(default_factory=list)
    """Raised before anything is drawn, one for each request."""
    name: str = "painter"
    starts_per_minute: int | None = None
    turns: list[Exception | Sequence[DrawEvent]] = field(default_factory=list)
    gate: asyncio.Event | None = None
    model: ModelTraits = field(
        default_factory=lambda: ModelTraits(
            name="scripted",
            sizes=((64, 48), (48, 64)),
            size_rule=None,
            qualities=("low", "high"),
            transparent=False,
            formats=("png",),
            max_sources=2,
            max_pictures=4,
            max_prompt_chars=1000,
            previews=1,
            is_free=True,
        )
    )

    @property
    def traits(self) -> ProviderTraits:
        models = {self.model.name: self.model}
        return ProviderTraits(self.name, self.model.name, models, 4, self.starts_per_minute)

    async def draw(self, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        self.requests.append(request)
        if self.refusals and (refusal := self.refusals.pop(0)) is not None:
            raise refusal
        turn = self.turns.pop(0) if self.turns else None
        yield Preview(png("#000000"), "image/png", 1)
        if self.gate is not None:
            await self.gate.wait()
        if isinstance(turn, Exception):
            raise turn
        if turn is not None:
            for event in turn:
                yield event
            return
        number = len(self.requests)
        yield Drawn(
            tuple(
                DrawnPicture(png(f"#{number:02x}{index:02x}80"), "image/png", "", f'{{"n":{number}}}')
                for index in range(request.count)
            )
        )


@dataclass
class House:
    """A running studio and what it talks to."""

    studio: Studio
    resources: Resources
    courier: ScriptedCourier
    provider: ScriptedProvider
    skew: list[timedelta]
    _count: int = 0

    def message(self, text: str = "", person: PersonAlias = ADA, **changes: Any) -> IncomingMessage:
        """A fresh message of the group; a command unless `addressed` says otherwise."""
        self._count += 1
        message = IncomingMessage(
            key=f"update:{self._count}",
            place=PLACE,
            person=person,
            sent_at=self.resources.clock(),
            addressed=Addressed.COMMAND,
            text=text,
            message=str(self._count),
            command="imagine",
        )
        return replace(message, **changes)

    def reply(self, to: str, text: str, person: PersonAlias = ADA, **changes: Any) -> IncomingMessage:
        """A reply in words to one of the bot's messages."""
        plain = {"addressed": Addressed.REPLY, "command": "", "reply": ReplyTarget(to, by_bot=True)}
        return self.message(text, person, **{**plain, **changes})

    async def receive(self, message: IncomingMessage) -> None:
        """Hand it over and wait until it is dealt with and every granted job has ended."""
        await self.studio.receive(message)
        await self.settled()

    async def settled(self) -> None:
        await self.until(self._is_settled)

    async def _is_settled(self) -> bool:
        await self.studio.idle()
        return not await self.resources.jobs.unfinished()

    async def until(self, holds: Callable[[], Any]) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                result = holds()
                if await result if asyncio.iscoroutine(result) else result:
                    return
                await asyncio.sleep(0.01)

    async def ask(self, text: str, person: PersonAlias = ADA, **changes: Any) -> str:
        """Ask for a picture; the message id of its card."""
        before = set(self.courier.cards)
        await self.receive(self.message(text, person, **changes))
        (card,) = set(self.courier.cards) - before
        return card

    async def job(self, card: str) -> Job:
        return await self.resources.jobs.get(self.courier.now(card).job_id)


@asynccontextmanager
async def open_house(
    data: Path,
    courier: ScriptedCourier | None = None,
    provider: ScriptedProvider | None = None,
    ahead: timedelta = timedelta(),
    others: Sequence[ScriptedProvider] = (),
    *,
    role: Role = Role.ALL,
    links: Links | None = None,
    **settings: Any,
) -> AsyncGenerator[House, None]:
    """A studio on fresh or kept data; the clock is `ahead`, and can be moved on by `skew`."""
    courier = courier or ScriptedCourier()
    provider = provider or ScriptedProvider()
    skew = [ahead]

    def clock() -> datetime:
        return datetime.now(UTC) + skew[0]

    made = Settings.model_validate({"data": data, **settings})
    providers = {each.name: each for each in (provider, *others)}
    async with open_studio(made, providers, clock, role, links=links) as (studio, resources):
        resources.couriers.open(Platform.TELEGRAM, courier)
        yield House(studio, resources, courier, provider, skew)
