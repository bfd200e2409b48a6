"""What stands before several gateways: gives each connection to the next listener that takes it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@asynccontextmanager
async def balanced(ports: Sequence[int]) -> AsyncIterator[int]:
    """The port that leads to all of these."""
    turns = count()
    open_ones: set[asyncio.StreamWriter] = set()

    async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        first = next(turns)
        for offset in range(len(ports)):
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", ports[(first + offset) % len(ports)])
        return None

    async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                target.write(data)
                await target.drain()
        target.close()

    async def handle(source: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        open_ones.add(back)
        if (listener := await connect()) is not None:
            answers, onward = listener
            open_ones.add(onward)
            await asyncio.gather(copy(source, onward), copy(answers, back))
            open_ones.discard(onward)
        back.close()
        open_ones.discard(back)

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for writer in tuple(open_ones):
            writer.close()
