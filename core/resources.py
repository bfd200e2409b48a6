"""What the use cases work with, put together once by the composition root."""

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.errors import PlaceGone
from core.identity import AccountId, Platform
from core.instructions import Instruction
from core.messages import Speaker, speaker
from core.pacing import Paced
from core.ports import (
    Blobs,
    Clock,
    Courier,
    Directory,
    Inbox,
    Jobs,
    Judge,
    Ledger,
    Links,
    Notes,
    Pictures,
    Provider,
    Questions,
    Signals,
    Tenure,
    Weathers,
)
from core.presets import Presets
from core.quota import Limit, Limits, Scope, ScopeKind, Unit, Usage, Window
from core.settings import Settings
from core.words.presets import said

_CONNECT_TIMEOUT_SECONDS = 600.0


def load_languages(time_zone: str) -> None:
    """Have what Babel keeps in files read before the first sentence. Run off the loop."""
    now = datetime.now(UTC)
    hour = Window(seconds=3600, time_zone=time_zone)
    scope = Scope(ScopeKind.DEPLOYMENT, "")
    used = [Usage(scope, Limit(10, unit, hour), 5, now + timedelta(hours=30)) for unit in Unit]
    for locale in ("en", "zh"):
        words = speaker(locale, locale, time_zone)
        words.quota(used, now)
        words.waiting(2, 90.0, "")


class Couriers:
    """The couriers of the platforms that are connected; asking for one waits until it is."""

    def __init__(self) -> None:
        self._open: dict[Platform, Paced] = {}
        self._opened: dict[Platform, asyncio.Event] = {}

    def open(self, platform: Platform, courier: Courier) -> None:
        """A platform is connected."""
        self._open[platform] = Paced(courier)
        self._opened.setdefault(platform, asyncio.Event()).set()

    def close(self, platform: Platform) -> None:
        """It is connected no more."""
        self._open.pop(platform, None)
        self._opened.setdefault(platform, asyncio.Event()).clear()

    def platforms(self) -> frozenset[Platform]:
        """The platforms to which something can be brought from here now."""
        return frozenset(self._open)

    async def of(self, platform: Platform) -> Paced:
        """Its courier; `PlaceGone` when the platform is not connected within ten minutes."""
        if platform not in self._open:
            try:
                async with asyncio.timeout(_CONNECT_TIMEOUT_SECONDS):
                    await self._opened.setdefault(platform, asyncio.Event()).wait()
            except TimeoutError as error:
                raise PlaceGone from error
        return self._open[platform]


@dataclass(frozen=True)
class Resources:
    """Everything that the use cases reach, each behind its port."""

    settings: Settings
    limits: Limits
    clock: Clock
    inbox: Inbox
    directory: Directory
    notes: Notes
    questions: Questions
    pictures: Pictures
    blobs: Blobs
    jobs: Jobs
    ledger: Ledger
    tenure: Tenure
    signals: Signals
    weather: Weathers
    providers: Mapping[str, Provider]
    default_provider: str
    account_secret: bytes = field(repr=False)
    couriers: Couriers = field(default_factory=Couriers)
    links: Links | None = None
    """What fetches from the web; None where links are not followed."""
    judge: Judge | None = None
    """Who is asked about undecided replies; None where nobody is."""
    presets: Presets = field(default_factory=Presets)

    def speaker(self, locale: str) -> Speaker:
        """Who speaks to a reader of this locale."""
        return speaker(locale, self.settings.language, self.settings.time_zone)

    def said(self, instruction: Instruction, locale: str) -> str:
        """A person's words as others read them: with the title of their preset, without its template."""
        preset = self.presets.named(instruction.preset) if instruction.preset else None
        return said(self.speaker(locale).language, preset, instruction.prompt)

    def person_hash(self, account_id: AccountId) -> str:
        """A keyed hash of an account, by which a provider can tell abusers apart and nobody else can."""
        return hmac.new(self.account_secret, account_id.encode(), hashlib.sha256).hexdigest()
