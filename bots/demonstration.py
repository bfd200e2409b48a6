"""`chatbrush demo`: the playground with the painter, and a self-test that talks to it as a member would."""

import asyncio
import tempfile
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zoneinfo import available_timezones

from babel.localtime import get_localzone

from bots.app import open_studio
from bots.exits import Exit
from bots.serving import serve
from bots.web.bubbles import GROUP, Bubble
from bots.web.inbound import Inbound
from bots.web.room import Room
from core.requests import CardState
from core.settings import Settings

PREVIEW_PACE_SECONDS = 0.4
"""The painter is quicker than an eye; a demo shows its previews all the same."""

SELFTEST_SECONDS = 60.0
PAGE_SECONDS = 10.0


def settings_for(settings: Settings, port: int | None) -> Settings:
    """The given settings with the playground on, the other platforms off, and times as this machine tells them."""
    platforms = settings.platforms
    address = {} if port is None else {"port": port}
    playground = platforms.playground.model_copy(update={"enabled": True, **address})
    off = {"enabled": False}
    sections = {
        "discord": platforms.discord.model_copy(update=off),
        "telegram": platforms.telegram.model_copy(update=off),
        "playground": playground,
    }
    painter = settings.providers.painter
    paced = painter.model_copy(update={"pace_seconds": painter.pace_seconds or PREVIEW_PACE_SECONDS})
    return settings.model_copy(
        update={
            "platforms": platforms.model_copy(update=sections),
            "providers": settings.providers.model_copy(update={"painter": paced}),
            "time_zone": _own_time_zone() if settings.time_zone == "UTC" else settings.time_zone,
        }
    )


def _own_time_zone() -> str:
    """The machine's IANA zone: whoever tries a demo sits before it; UTC where it has no name."""
    try:
        name = getattr(get_localzone(), "key", "")
    except LookupError:
        name = ""
    return name if name in available_timezones() else "UTC"


class _SelftestError(Exception):
    """What the self-test saw and should not have."""


async def selftest(settings: Settings, say: Callable[[str], None]) -> Exit:
    """Serve on a free port from an empty folder, ask, reply to the picture, look at both, end."""
    with tempfile.TemporaryDirectory(prefix="chatbrush-selftest-") as folder:
        try:
            async with asyncio.timeout(SELFTEST_SECONDS):
                await _serve_and_converse(_alone(settings, Path(folder)), say)
        except TimeoutError:
            say(f"selftest failed: not done after {SELFTEST_SECONDS:.0f} seconds")
            return Exit.FAILED
        except _SelftestError as failure:
            say(f"selftest failed: {failure}")
            return Exit.FAILED
    say("selftest: asked, replied, and both pictures are there")
    return Exit.OK


def _alone(settings: Settings, folder: Path) -> Settings:
    """Nothing of it touches the operator's data, network or money."""
    playground = settings.platforms.playground.model_copy(update={"port": 0})
    providers = settings.providers
    free = providers.model_copy(
        update={
            "default": "painter",
            "openai": providers.openai.model_copy(update={"api_key": None, "base_url": None}),
            "painter": providers.painter.model_copy(update={"pace_seconds": 0}),
        }
    )
    return settings.model_copy(
        update={
            "data": folder,
            "database": None,
            "platforms": settings.platforms.model_copy(update={"playground": playground}),
            "providers": free,
        }
    )


async def _serve_and_converse(settings: Settings, say: Callable[[str], None]) -> None:
    from bots.web.adapter import PlaygroundAdapter  # noqa: PLC0415 - NiceGUI is an extra

    async with open_studio(settings) as (studio, resources):
        adapter = PlaygroundAdapter(settings.platforms.playground, settings.data, studio, settings.language)
        address: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def ready(line: str) -> None:
            say(f"ready: {line}")
            address.set_result(line.rsplit(maxsplit=1)[-1])

        serving = asyncio.create_task(serve(studio, resources, [adapter], ready))
        try:
            ends: list[asyncio.Future[Any]] = [serving, address]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
            await _fetch_page(await address)
            await _converse(adapter.room, adapter.inbound, say)
        finally:
            serving.cancel()
            await asyncio.wait([serving])


async def _fetch_page(address: str) -> None:
    def fetch() -> int:
        try:
            with urlopen(address, timeout=PAGE_SECONDS) as answer:  # noqa: S310 - our own http:// address
                return int(answer.status)
        except OSError:
            return 0

    if await asyncio.to_thread(fetch) != HTTPStatus.OK:
        raise _SelftestError("the page does not answer")


async def _converse(room: Room, inbound: Inbound, say: Callable[[str], None]) -> None:
    member = room.members[0]
    asked = await inbound.say(member, "a lighthouse by the sea at sunset", way="ask")
    first = await _answer(room, asked)
    say("drawn: a lighthouse by the sea at sunset")
    reply = await inbound.say(member, "make it night", reply_to=first.id, way="ask")
    second = await _answer(room, reply)
    say("edited: make it night")
    pictures = [await room.read(bubble.images[0].file) for bubble in (first, second)]
    if None in pictures or pictures[0] == pictures[1]:
        raise _SelftestError("the edit did not change the picture")


async def _answer(room: Room, asked: Bubble) -> Bubble:
    """The finished card that answers a bubble."""
    changed = asyncio.Event()
    leave = room.subscribe(lambda _bubble: changed.set())
    try:
        while True:
            for bubble in room.chat(GROUP):
                if bubble.by_bot and bubble.reply_to == asked.id:
                    if bubble.state is CardState.DONE and bubble.images:
                        return bubble
                    if bubble.state in (CardState.FAILED, None):
                        raise _SelftestError(bubble.text)
            await changed.wait()
            changed.clear()
    finally:
        leave()
