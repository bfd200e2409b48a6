"""The guards of conftest.py bite."""

import asyncio
import os
import socket

import pytest

from bots.config import load


def test_a_socket_to_the_world_fails(breaches: list[str]) -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as outside,
        pytest.raises(RuntimeError, match="loopback only"),
    ):
        outside.connect(("192.0.2.1", 80))

    assert breaches
    breaches.clear()


async def test_looking_up_a_foreign_name_fails(breaches: list[str]) -> None:
    with pytest.raises(RuntimeError, match="loopback only"):
        await asyncio.open_connection("example.com", 443)

    assert breaches
    breaches.clear()


async def test_loopback_works() -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"here")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())

        assert await reader.read() == b"here"
        writer.close()
        await writer.wait_closed()


async def test_blocking_code_of_ours_fails_even_when_it_swallows_the_error(breaches: list[str]) -> None:
    with pytest.raises(Exception, match="Blocking call"):
        load({})

    assert any("blocking" in breach for breach in breaches)
    breaches.clear()


def test_no_real_keys_are_in_reach() -> None:
    assert not [name for name in os.environ if name.endswith(("_BOT_TOKEN", "_API_KEY", "_PROXY"))]
