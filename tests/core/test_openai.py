"""The OpenAI provider, its SDK and a loopback server that behaves as documented."""

import asyncio
import hashlib
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr

from core.drawing import DrawEvent, Drawn, DrawRequest, Preview, SourceImage
from core.errors import (
    BadAnswer,
    ChatbrushError,
    ContentBlocked,
    KeyRejected,
    OptionUnsupported,
    Overloaded,
    ProviderDown,
    ProviderRefused,
    ProviderTimedOut,
    ProviderUnreachable,
    SettingsInvalid,
    TooManySources,
)
from core.identity import JobId
from core.imaging import inspect
from core.providers.openai import OpenAIProvider, retired_successor
from core.providers.openai_models import CURRENT
from core.settings import OpenAISettings
from tests.platforms import openai_server as turns
from tests.platforms.openai_rules import FIXED, FLEXIBLE
from tests.platforms.openai_server import OpenAIServer, Turn

HASH = hashlib.sha256(b"an account").hexdigest()
REQUEST = DrawRequest(
    job_id=JobId("job"),
    model="gpt-image-2.5-flare",
    prompt="a boat at night",
    size=None,
    count=1,
    quality="",
    transparent=False,
    sources=(),
    person_hash=HASH,
    deadline_seconds=20,
)


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as running:
        yield running


@pytest.fixture
async def provider(server: OpenAIServer) -> AsyncIterator[OpenAIProvider]:
    made = await provider_of(server)
    yield made
    await made.close()


async def provider_of(server: OpenAIServer, model: str = "gpt-image-2.5-flare") -> OpenAIProvider:
    settings = OpenAISettings(api_key=SecretStr(server.key), base_url=server.base_url, model=model)
    return await asyncio.to_thread(OpenAIProvider, settings)


async def all_of(provider: OpenAIProvider, request: DrawRequest) -> Sequence[DrawEvent]:
    return [event async for event in provider.draw(request)]


async def drawn(provider: OpenAIProvider, request: DrawRequest) -> Drawn:
    last = (await all_of(provider, request))[-1]
    assert isinstance(last, Drawn)
    return last


def source(kind: str = "PNG", size: tuple[int, int] = (64, 48)) -> SourceImage:
    buffer = BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind)
    return SourceImage(buffer.getvalue(), f"image/{kind.lower()}", *size)


async def test_a_picture_comes_with_previews_and_usage(
    server: OpenAIServer, provider: OpenAIProvider
) -> None:
    events = await all_of(provider, REQUEST)

    assert [type(event) for event in events] == [Preview, Preview, Drawn]
    assert [event.number for event in events if isinstance(event, Preview)] == [1, 2]
    last = events[-1]
    assert isinstance(last, Drawn)
    (picture,) = last.pictures
    facts = inspect(picture.data, max_bytes=10**7, max_pixels=10**7)
    assert (picture.media_type, facts.width, facts.height) == ("image/png", 1024, 1024)
    assert last.usage is not None
    assert (last.usage.text_input_tokens, last.usage.image_output_tokens) == (4, 1850)
    assert server.requests[-1].fields == {
        "model": "gpt-image-2.5-flare",
        "prompt": "a boat at night",
        "n": 1,
        "size": "auto",
        "quality": "medium",
        "output_format": "png",
        "moderation": "auto",
        "safety_identifier": HASH,
        "stream": True,
        "partial_images": 2,
    }


async def test_what_the_person_chose_is_sent(server: OpenAIServer, provider: OpenAIProvider) -> None:
    chosen = replace(
        REQUEST, model="gpt-image-2.6-sunburst", size=(1536, 864), quality="max", transparent=True
    )

    (picture,) = (await drawn(provider, chosen)).pictures

    fields = server.requests[-1].fields
    assert (fields["model"], fields["size"]) == ("gpt-image-2.6-sunburst", "1536x864")
    assert (fields["quality"], fields["background"]) == ("max", "transparent")
    assert inspect(picture.data, max_bytes=10**7, max_pixels=10**7).has_alpha


async def test_several_pictures_are_one_call_and_all_differ(
    server: OpenAIServer, provider: OpenAIProvider
) -> None:
    events = await all_of(provider, replace(REQUEST, count=3))

    assert len(server.requests) == 1
    assert len(events) == 1
    assert isinstance(events[0], Drawn)
    assert len({picture.data for picture in events[0].pictures}) == 3


async def test_an_edit_sends_its_sources_in_order(server: OpenAIServer, provider: OpenAIProvider) -> None:
    sources = tuple(source(kind) for kind in ("PNG", "JPEG", "WEBP"))

    await drawn(provider, replace(REQUEST, sources=sources))

    call = server.requests[-1]
    assert call.action == "edits"
    assert [(file.parameter, file.name, file.media_type) for file in call.files] == [
        ("image[]", "image-1.png", "image/png"),
        ("image[]", "image-2.jpg", "image/jpeg"),
        ("image[]", "image-3.webp", "image/webp"),
    ]
    assert [file.data for file in call.files] == [item.data for item in sources]
    assert "input_fidelity" not in call.fields


async def test_one_source_goes_out_under_the_plain_name(
    server: OpenAIServer, provider: OpenAIProvider
) -> None:
    await drawn(provider, replace(REQUEST, sources=(source(),), count=2))

    assert [file.parameter for file in server.requests[-1].files] == ["image"]


async def test_sixteen_sources_are_taken_and_no_more(server: OpenAIServer, provider: OpenAIProvider) -> None:
    await drawn(provider, replace(REQUEST, sources=(source(),) * 16))
    with pytest.raises(TooManySources) as caught:
        await drawn(provider, replace(REQUEST, sources=(source(),) * 17))

    assert (caught.value.limit, caught.value.given) == (16, 17)
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", CURRENT)
async def test_everything_that_a_model_claims_is_accepted(
    server: OpenAIServer, provider: OpenAIProvider, name: str
) -> None:
    model = CURRENT[name]
    sizes = [*model.sizes, *([(3840, 2160), (1440, 480), (1280, 512)] if model.size_rule else [])]
    for number, quality in enumerate(model.qualities):
        asked = replace(REQUEST, model=name, quality=quality, size=sizes[number % len(sizes)])

        await drawn(provider, replace(asked, transparent=number % 2 == 0))
        await drawn(provider, replace(asked, sources=(source(),), size=None))

    assert server.requests[-1].fields.get("input_fidelity") == (model.fidelities or (None,))[-1]


def test_every_current_model_has_traits_and_no_retired_one() -> None:
    assert set(CURRENT) == {*FLEXIBLE, *FIXED}
    for name in ("dall-e-2", "dall-e-3", "gpt-image-1", "sora-2", "sora-2-pro"):
        successor = retired_successor(name)
        assert name not in CURRENT
        assert successor in CURRENT
    assert all(retired_successor(name) is None for name in CURRENT)


@pytest.mark.parametrize(
    ("change", "option"),
    [
        ({"size": (1000, 1000)}, "size"),
        ({"size": (3840, 1024)}, "size"),
        ({"size": (512, 512)}, "size"),
        ({"size": (3840, 3840)}, "size"),
        ({"size": (4096, 2048)}, "size"),
        ({"size": (0, 0)}, "size"),
        ({"size": (1536, 864), "model": "gpt-image-1.5"}, "size"),
        ({"quality": "ultra"}, "quality"),
        ({"quality": "max", "model": "gpt-image-2"}, "quality"),
        ({"count": 11}, "n"),
        ({"model": "gpt-image-9"}, "model"),
    ],
)
async def test_what_a_model_does_not_take_is_refused_before_any_call(
    server: OpenAIServer, provider: OpenAIProvider, change: dict[str, Any], option: str
) -> None:
    with pytest.raises(OptionUnsupported) as caught:
        await drawn(provider, replace(REQUEST, **change))

    assert caught.value.option == option
    assert server.requests == []


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (turns.blocked("input", ("violence",)), ContentBlocked("input", ("violence",))),
        (turns.blocked("output", ("sexual",), in_stream=True), ContentBlocked("output", ("sexual",))),
        (turns.blocked("elsewhere", ("UPPER CASE",)), ContentBlocked("unknown", ())),
        (turns.wrong_key(), KeyRejected("openai")),
        (turns.out_of_money(), KeyRejected("openai")),
        (turns.overloaded(7), Overloaded("openai", 7.0)),
        (turns.overloaded(), Overloaded("openai", None)),
        (turns.failing(500), ProviderDown("openai")),
        (turns.failing(503), ProviderDown("openai")),
        (turns.failing(408), ProviderTimedOut("openai")),
        (turns.failing(409), ProviderDown("openai")),
        (turns.failing(403), KeyRejected("openai")),
        (turns.failing(413), ProviderRefused("openai")),
        (turns.failing(404), ProviderRefused("openai", "model")),
        (turns.cut_short(), BadAnswer("openai")),
        (turns.cut_short(0), BadAnswer("openai")),
        (turns.garbage(), BadAnswer("openai")),
    ],
    ids=repr,
)
@pytest.mark.parametrize("count", [1, 2])
async def test_every_fault_becomes_one_of_ours(
    server: OpenAIServer, provider: OpenAIProvider, turn: Turn, expected: ChatbrushError, count: int
) -> None:
    if count > 1 and (turn.fault_in_stream or turn.cut_after is not None):
        return
    server.script(turn)

    with pytest.raises(ChatbrushError) as caught:
        await drawn(provider, replace(REQUEST, count=count))

    assert caught.value.to_record() == expected.to_record()
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


async def test_a_refused_parameter_is_named(provider: OpenAIProvider) -> None:
    with pytest.raises(ProviderRefused) as caught:
        await drawn(provider, replace(REQUEST, prompt=""))

    assert caught.value.parameter == "prompt"


async def test_the_deadline_holds_while_waiting_for_the_first_byte(
    server: OpenAIServer, provider: OpenAIProvider
) -> None:
    for count in (1, 2):
        server.script(turns.slow(30))
        with pytest.raises(ProviderTimedOut):
            await asyncio.wait_for(drawn(provider, replace(REQUEST, deadline_seconds=0.2, count=count)), 5)


async def test_provider_down_then_up(server: OpenAIServer, provider: OpenAIProvider) -> None:
    await drawn(provider, REQUEST)
    await server.down()
    with pytest.raises(ProviderUnreachable):
        await drawn(provider, REQUEST)
    await server.up()

    assert (await drawn(provider, REQUEST)).pictures


async def test_closing_the_iterator_gives_the_drawing_up(
    server: OpenAIServer, provider: OpenAIProvider
) -> None:
    server.delay_seconds = 3
    events = provider.draw(REQUEST)
    assert isinstance(await anext(events), Preview)

    await events.aclose()

    await asyncio.wait_for(server.abandonment.wait(), 2)
    assert server.drawings == 0


async def test_a_server_without_streaming_is_asked_once_and_then_known(
    server: OpenAIServer, provider: OpenAIProvider
) -> None:
    server.refuses_streaming = True

    for _ in range(2):
        assert len(await all_of(provider, REQUEST)) == 1

    assert [bool(call.fields.get("stream")) for call in server.requests] == [True, False, False]


async def test_a_server_that_answers_whole_though_asked_for_a_stream(
    server: OpenAIServer, provider: OpenAIProvider
) -> None:
    server.ignores_streaming = True

    (event,) = await all_of(provider, REQUEST)

    assert isinstance(event, Drawn)
    assert event.usage is not None


async def test_another_servers_model_is_asked_for_little(server: OpenAIServer) -> None:
    server.lenient = True
    provider = await provider_of(server, model="flux-dev")

    (event,) = await all_of(provider, replace(REQUEST, model="flux-dev", quality="medium", size=(1024, 1024)))

    assert isinstance(event, Drawn)
    assert server.requests[-1].fields == {
        "model": "flux-dev",
        "prompt": "a boat at night",
        "n": 1,
        "size": "1024x1024",
        "response_format": "b64_json",
    }
    await provider.close()


async def test_missing_usage_is_none(server: OpenAIServer, provider: OpenAIProvider) -> None:
    server.script(Turn(no_usage=True))

    assert (await drawn(provider, replace(REQUEST, count=2))).usage is None


async def test_nothing_secret_is_logged_or_shown(
    server: OpenAIServer, provider: OpenAIProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(turns.failing(400))
    with pytest.raises(ProviderRefused) as caught:
        await drawn(provider, REQUEST)

    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("aiohttp")]
    told = "".join(logged) + repr(caught.value) + str(caught.value) + repr(provider) + repr(REQUEST.sources)
    for secret in (server.key, REQUEST.prompt, "127.0.0.1", "had an error"):
        assert secret not in told


async def test_reachable_says_what_is_wrong(server: OpenAIServer, provider: OpenAIProvider) -> None:
    await provider.reachable()
    server.key = "another"
    with pytest.raises(KeyRejected):
        await provider.reachable()
    await server.down()
    with pytest.raises(ProviderUnreachable):
        await provider.reachable()


def test_without_key_and_server_nothing_can_be_drawn() -> None:
    with pytest.raises(SettingsInvalid, match="api_key"):
        OpenAIProvider(OpenAISettings())


async def test_a_server_of_ones_own_needs_no_key(server: OpenAIServer) -> None:
    provider = await asyncio.to_thread(OpenAIProvider, OpenAISettings(base_url=server.base_url))
    server.key = "none"

    assert (await drawn(provider, REQUEST)).pictures
    await provider.close()


def test_without_the_extra_the_start_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "core.providers.openai_calls", raising=False)
    monkeypatch.setitem(sys.modules, "openai", None)

    with pytest.raises(SettingsInvalid, match=r"chatbrush\[openai\]"):
        OpenAIProvider(OpenAISettings(api_key=SecretStr("sk-loopback")))


async def test_another_servers_model_has_no_transparency(server: OpenAIServer) -> None:
    provider = await provider_of(server, model="flux-dev")

    with pytest.raises(OptionUnsupported) as caught:
        await drawn(provider, replace(REQUEST, model="flux-dev", transparent=True))

    assert caught.value.option == "transparent"
    await provider.close()


@pytest.mark.parametrize("seconds", [0.1, 30])
async def test_a_connection_that_stays_open_after_the_picture_is_left(
    server: OpenAIServer, provider: OpenAIProvider, seconds: float
) -> None:
    server.script(Turn(linger_seconds=seconds))

    async with asyncio.timeout(5):
        assert isinstance((await all_of(provider, REQUEST))[-1], Drawn)


async def test_an_answer_that_is_no_object_is_bad(server: OpenAIServer, provider: OpenAIProvider) -> None:
    server.script(Turn(nonsense=True))

    with pytest.raises(BadAnswer):
        await drawn(provider, replace(REQUEST, count=2))


async def test_a_model_without_previews_is_asked_for_a_whole_answer(server: OpenAIServer) -> None:
    settings = OpenAISettings(
        api_key=SecretStr(server.key), base_url=server.base_url, previews=0, quality="ultra"
    )
    provider = await asyncio.to_thread(OpenAIProvider, settings)

    assert len(await all_of(provider, REQUEST)) == 1
    assert "stream" not in server.requests[-1].fields
    assert server.requests[-1].fields["quality"] == "medium"
    await provider.close()


async def test_one_connection_serves_one_drawing_after_another(
    server: OpenAIServer, provider: OpenAIProvider
) -> None:
    for _ in range(3):
        await drawn(provider, REQUEST)

    assert server.connections == 1
