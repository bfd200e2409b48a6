"""What is tried again, and what is not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace

import pytest
from pydantic import SecretStr

from core.drawing import DrawEvent, Drawn, DrawRequest, Preview
from core.errors import (
    BadAnswer,
    ContentBlocked,
    KeyRejected,
    Overloaded,
    ProviderDown,
    ProviderTimedOut,
    ProviderUnreachable,
)
from core.identity import JobId
from core.providers.openai import OpenAIProvider
from core.providers.retry import Retrying
from core.settings import OpenAISettings
from tests.platforms import openai_server as turns
from tests.platforms.openai_server import OpenAIServer

REQUEST = DrawRequest(JobId("job"), "gpt-image-2.5-flare", "a boat", None, 1, "", False, (), "hash", 60)


class Sleeps(list[float]):
    """Remembers the pauses instead of sleeping; `then` happens meanwhile, one for each."""

    def __init__(self) -> None:
        super().__init__()
        self.then: list[Callable[[], Awaitable[None]]] = []

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
        if self.then:
            await self.then.pop(0)()


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


async def test_a_hiccup_of_the_network_is_got_over(
    server: OpenAIServer, retrying: Retrying, sleeps: Sleeps
) -> None:
    await server.down()
    sleeps.then.append(server.up)

    events = await all_of(retrying)

    assert [type(event) for event in events] == [Preview, Preview, Drawn]
    assert len(server.requests) == 1
    assert len(sleeps) == 1


async def test_patience_ends(server: OpenAIServer, retrying: Retrying, sleeps: Sleeps) -> None:
    await server.down()

    with pytest.raises(ProviderUnreachable):
        await all_of(retrying)

    assert len(sleeps) == 2
    assert all(0 <= pause <= 2 for pause in sleeps)


async def test_a_429_is_told_at_once_with_the_time_that_was_asked(
    server: OpenAIServer, retrying: Retrying, sleeps: Sleeps
) -> None:
    for turn, seconds in (
        (turns.overloaded(90), 90),
        (turns.overloaded(0.2), 0.2),
        (turns.overloaded(), None),
    ):
        server.script(turn)
        before = len(server.requests)

        with pytest.raises(Overloaded) as caught:
            await all_of(retrying)

        assert caught.value.retry_after_seconds == seconds
        assert len(server.requests) == before + 1
    assert sleeps == []


async def test_what_may_be_billed_or_was_moderated_is_never_repeated(
    server: OpenAIServer, retrying: Retrying, sleeps: Sleeps
) -> None:
    for turn, error in (
        (turns.failing(500), ProviderDown),
        (turns.failing(503), ProviderDown),
        (turns.blocked(), ContentBlocked),
        (turns.blocked("output", in_stream=True), ContentBlocked),
        (turns.wrong_key(), KeyRejected),
        (turns.cut_short(0), BadAnswer),
        (turns.cut_short(1), BadAnswer),
    ):
        server.script(turn)
        before = len(server.requests)

        with pytest.raises(error):
            await all_of(retrying)

        assert len(server.requests) == before + 1
    assert sleeps == []


async def test_a_slow_answer_is_given_up_at_the_deadline_of_the_attempt(
    server: OpenAIServer, retrying: Retrying, sleeps: Sleeps
) -> None:
    server.script(turns.slow(20))

    with pytest.raises(ProviderTimedOut):
        await all_of(retrying, replace(REQUEST, deadline_seconds=0.3))

    assert len(server.requests) == 1
    assert sleeps == []


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


async def test_keys_and_servers_are_told_apart_without_being_told() -> None:
    def hashed(key: str, base_url: str | None = None) -> str:
        settings = OpenAISettings(api_key=SecretStr(key), base_url=base_url, starts_per_minute=7)
        traits = OpenAIProvider(settings).traits
        assert traits.starts_per_minute == 7
        return traits.key_hash

    one = await asyncio.to_thread(hashed, "sk-one")
    assert one == await asyncio.to_thread(hashed, "sk-one")
    assert one != await asyncio.to_thread(hashed, "sk-two")
    assert one != await asyncio.to_thread(hashed, "sk-one", "http://127.0.0.1:1/v1")
    assert "one" not in one
