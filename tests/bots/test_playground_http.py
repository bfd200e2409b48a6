"""The playground's door: who is let in, what is served, what is taken."""

import asyncio
import io
import json
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from string import Formatter

import aiohttp
import pytest
import pytest_asyncio

from bots.web.adapter import PlaygroundAdapter
from bots.web.outbound import UPLOAD_BYTES
from bots.web.words import WORDS, Words, language_of
from core.errors import SettingsInvalid
from core.quota import Limit, Period, Scope, ScopeKind, Unit, Usage, Window
from core.settings import PlaygroundSettings
from tests.bots.playground_kit import Script, Served, picture, serving


@pytest_asyncio.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as made:
        yield made


@pytest_asyncio.fixture
async def browser(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(served.url) as session:
        yield session


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:{port}", 200),
        ("127.0.0.1:{port}", 200),
        ("[::1]:{port}", 200),
        ("192.168.1.7:{port}", 200),
        ("rebound.example:{port}", 421),
        ("127.0.0.1.rebound.example", 421),
        ("localhost.rebound.example:{port}", 421),
    ],
)
async def test_a_foreign_name_does_not_lead_here(
    served: Served, browser: aiohttp.ClientSession, host: str, status: int
) -> None:
    named = host.format(port=served.url.rpartition(":")[2])
    async with browser.get("/", headers={"Host": named}) as answer:
        assert answer.status == status


async def test_a_foreign_page_cannot_upload_or_connect(
    served: Served, browser: aiohttp.ClientSession
) -> None:
    headers = {"Origin": "http://evil.example", "X-File-Name": "a.png"}
    async with browser.post("/uploads", data=picture("#111111"), headers=headers) as answer:
        assert answer.status == 421
    path = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await browser.ws_connect(path, headers={"Origin": "http://evil.example"})
    assert refused.value.status == 403
    async with browser.ws_connect(path, headers={"Origin": served.url}) as socket_io:
        opened = await socket_io.receive_str()
        assert opened.startswith("0{")


async def test_an_upload_is_served_as_what_it_is(browser: aiohttp.ClientSession) -> None:
    data = picture("#123456")
    headers = {"X-File-Name": "me.png", "Content-Type": "text/html"}
    async with browser.post("/uploads", data=data, headers=headers) as answer:
        file = (await answer.json())["id"]
    async with browser.get(f"/files/{file}") as answer:
        assert await answer.read() == data
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_an_uploaded_page_never_runs(browser: aiohttp.ClientSession) -> None:
    headers = {"X-File-Name": "evil.html", "Content-Type": "text/html"}
    async with browser.post("/uploads", data=b"<script>alert(1)</script>", headers=headers) as answer:
        file = (await answer.json())["id"]
    async with browser.get(f"/files/{file}") as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    "file", ["0" * 64, "..%2Fchat.sqlite", "chat.sqlite", "%2e%2e%2fsecret.key", "A" * 64]
)
async def test_only_files_of_the_room_are_served(browser: aiohttp.ClientSession, file: str) -> None:
    async with browser.get(f"/files/{file}") as answer:
        assert answer.status == 404


async def test_an_upload_is_capped_while_it_arrives(browser: aiohttp.ClientSession) -> None:
    headers = {"X-File-Name": "big.png"}
    async with browser.post("/uploads", data=io.BytesIO(bytes(UPLOAD_BYTES + 1)), headers=headers) as answer:
        assert answer.status == 413
        assert json.loads(await answer.read()) == {"error": "too-large"}


async def test_an_upload_without_a_name_is_refused(browser: aiohttp.ClientSession) -> None:
    async with browser.post("/uploads", data=picture("#111111")) as answer:
        assert answer.status == 400


async def test_the_page_carries_its_policy(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy


async def test_it_starts_and_ends_again_and_again(tmp_path: Path) -> None:
    for _ in range(2):
        async with serving(tmp_path) as first, serving(tmp_path / "other") as second:
            await first.adapter.inbound.say(first.adapter.room.members[0], "hello")
            assert len(second.adapter.room.chat("group")) == 0
            async with aiohttp.ClientSession() as session, session.get(second.url) as answer:
                assert answer.status == 200


async def test_it_ends_quickly_with_a_page_open(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as session:
        async with serving(tmp_path) as served:
            path = f"{served.url}/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
            await session.ws_connect(path, headers={"Origin": served.url})
            began = time.monotonic()
        assert time.monotonic() - began < 3
    with pytest.raises(RuntimeError):
        served.adapter.room.chat("group")


async def test_a_taken_port_is_a_mistake_in_the_settings(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = PlaygroundSettings(port=taken.getsockname()[1])
        adapter = PlaygroundAdapter(settings, tmp_path, Script())
        await adapter.connect()
        with pytest.raises(SettingsInvalid) as refused:
            await asyncio.wait_for(adapter.receive(adapter.inlets[0], Script(), print), 5)
        await adapter.close()
    assert refused.value.problems[0].path == "platforms.playground.port"


@pytest.mark.parametrize("key", sorted(WORDS))
def test_every_label_is_in_both_languages(key: str) -> None:
    english, chinese = WORDS[key]
    assert english
    assert chinese
    assert _values(english) == _values(chinese)


@pytest.mark.parametrize(
    ("header", "language"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-US,en;q=0.9", "en"), ("", "en"), ("de", "en"), ("zh-TW", "zh")],
)
def test_the_language_follows_the_browsers_first_choice(header: str, language: str) -> None:
    assert language_of(header) == language


def test_limits_are_told_in_the_readers_language() -> None:
    images = Usage(Scope(ScopeKind.ACCOUNT, "a"), Limit(40, Unit.IMAGES, Window(seconds=10_800)), 3, None)
    money = Usage(
        Scope(ScopeKind.DEPLOYMENT, ""),
        Limit(2_000_000, Unit.MICROS, Window(period=Period.DAY)),
        1_250_000,
        None,
    )
    english, chinese = Words("en"), Words("zh")
    assert (english.left(images), english.window(images.limit.window)) == (
        "37 of 40 images left",
        "per 3 hours",
    )
    assert (english.left(money), english.window(money.limit.window)) == ("$0.75 of $2.00 left", "per day")
    assert (chinese.left(images), chinese.window(images.limit.window)) == ("还剩 37/40 张", "每 3 小时")


def _values(label: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(label) if name}
