"""What is tried again, and what is not."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest
from pydantic import SecretStr

from core.drawing import DrawEvent, Drawn, DrawRequest, Preview
from core.errors import ContentBlocked, Overloaded, ProviderDown, ProviderUnreachable
from core.identity import JobId
from core.providers.openai import OpenAIProvider
from core.providers.retry import Retrying
from core.settings import OpenAISettings
from tests.platforms import openai_server as turns
from tests.platforms.openai_server import OpenAIServer

REQUEST = DrawRequest(JobId("job"), "gpt-image-2.5-flare", "a boat", None, 1, "", False, (), "hash", 60)


class Sleeps(list[float]):
    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as running:
        yield running


@pytest.fixture
def sleeps() -> Sleeps:
    return Sleeps()


@pytest.fixture
async def retrying(server: OpenAIServer, sleeps: Sleeps) -> AsyncIterator[Retrying]:
    settings = OpenAISettings(api_key=SecretStr(server.key), base_url=server.base_url)
    inner = await asyncio.to_thread(OpenAIProvider, settings)
    yield Retrying(inner, sleeps)
    await inner.close()


async def all_of(retrying: Retrying, request: DrawRequest = REQUEST) -> Sequence[DrawEvent]:
    return [event async for event in retrying.draw(request)]


async def test_a_wait_that_fits_is_waited(server: OpenAIServer, retrying: Retrying, sleeps: Sleeps) -> None:
    server.script(turns.overloaded(5), turns.overloaded(2))

    events = await all_of(retrying)

    assert [type(event) for event in events] == [Preview, Preview, Drawn]
    assert len(server.requests) == 3
    assert 5 <= sleeps[0] <= 13
    assert 2 <= sleeps[1] <= 10


async def test_a_wait_beyond_the_deadline_is_told_at_once(
    server: OpenAIServer, retrying: Retrying, sleeps: Sleeps
) -> None:
    server.script(turns.overloaded(90))

    with pytest.raises(Overloaded) as caught:
        await all_of(retrying)

    assert caught.value.retry_after_seconds == 90
    assert sleeps == []


async def test_patience_ends(server: OpenAIServer, retrying: Retrying) -> None:
    server.script(*[turns.overloaded()] * 9)

    with pytest.raises(Overloaded):
        await all_of(retrying)

    assert len(server.requests) == 4


async def test_a_refused_connection_is_tried_again(
    server: OpenAIServer, retrying: Retrying, sleeps: Sleeps
) -> None:
    await server.down()

    with pytest.raises(ProviderUnreachable):
        await all_of(retrying)

    assert len(sleeps) == 3


async def test_what_may_be_billed_or_was_moderated_is_never_repeated(
    server: OpenAIServer, retrying: Retrying
) -> None:
    for turn, error in ((turns.failing(500), ProviderDown), (turns.blocked(), ContentBlocked)):
        server.script(turn)
        before = len(server.requests)

        with pytest.raises(error):
            await all_of(retrying)

        assert len(server.requests) == before + 1


async def test_after_a_preview_nothing_is_repeated(server: OpenAIServer, retrying: Retrying) -> None:
    busy = turns.overloaded(0.1)
    server.script(replace(busy, fault_in_stream=True))
    events = retrying.draw(REQUEST)
    assert isinstance(await anext(events), Preview)
    assert isinstance(await anext(events), Preview)

    with pytest.raises(Overloaded):
        await anext(events)

    assert len(server.requests) == 1


async def test_giving_up_reaches_the_provider(server: OpenAIServer, retrying: Retrying) -> None:
    server.delay_seconds = 3
    events = retrying.draw(REQUEST)
    await anext(events)

    await events.aclose()

    assert server.drawings == 0


def test_its_traits_are_the_wrapped_ones(retrying: Retrying) -> None:
    assert retrying.traits.name == "openai"
