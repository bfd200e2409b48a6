"""The calls to the OpenAI SDK: what is asked, and what comes back as drawing events."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing
from typing import Any

import httpx2
import openai
from openai import AsyncAPIResponse

from core.drawing import DrawEvent, Drawn, DrawRequest, ModelTraits, Preview
from core.errors import BadAnswer, ProviderRefused
from core.providers.openai_answers import picture_of, pictures_of, usage_of
from core.providers.openai_errors import translated
from core.providers.openai_models import CURRENT
from core.providers.openai_stream import Blocks, event_of
from core.settings import OpenAISettings

_OPENAI = "https://api.openai.com/v1"
_CONNECT_SECONDS = 5.0
_LEFTOVER_SECONDS = 0.5
_STREAM_PARAMETERS = frozenset({"stream", "partial_images"})
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_COMPLETED = frozenset({"image_generation.completed", "image_edit.completed"})
_PARTIAL = frozenset({"image_generation.partial_image", "image_edit.partial_image"})

# At DEBUG and INFO these log prompts and URLs.
for _name in ("openai", "httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Calls:
    """One client and what it learned about its server."""

    def __init__(
        self, provider: str, settings: OpenAISettings, http_client: httpx2.AsyncClient | None
    ) -> None:
        self._provider = provider
        self._settings = settings
        self._client = openai.AsyncOpenAI(
            # Servers of one's own often take no key, but the SDK wants one.
            api_key=settings.api_key.get_secret_value() if settings.api_key else "none",
            base_url=settings.base_url or _OPENAI,
            timeout=settings.timeout_seconds,
            max_retries=0,
            http_client=http_client,
        )
        # The SDK loads this module when it is first asked for, which would stall the loop then.
        self._images = self._client.images.with_streaming_response
        self._whole_only: set[str] = set()

    async def events(
        self, request: DrawRequest, model: ModelTraits, end: float
    ) -> AsyncGenerator[DrawEvent, None]:
        """Previews and one `Drawn` until `end` on the loop's clock. Raises `ChatbrushError`."""
        parameters = self._parameters(request, model)
        if model.previews > 0 and request.count == 1 and model.name not in self._whole_only:
            streaming = parameters | {"stream": True, "partial_images": model.previews}
            try:
                async with aclosing(self._answer(request, streaming, end)) as events:
                    async for event in events:
                        yield event
            except ProviderRefused as error:
                if error.parameter not in _STREAM_PARAMETERS:
                    raise
                # Refused before anything was drawn: this server gives whole answers only.
                self._whole_only.add(model.name)
            else:
                return
        async with aclosing(self._answer(request, parameters, end)) as events:
            async for event in events:
                yield event

    async def ask(self, model: str, timeout_seconds: float) -> None:
        """Whether the server knows the key and the model."""
        with translated(self._provider):
            await self._client.models.retrieve(model, timeout=timeout_seconds)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()

    async def _answer(
        self, request: DrawRequest, parameters: dict[str, Any], end: float
    ) -> AsyncGenerator[DrawEvent, None]:
        async with AsyncExitStack() as stack:
            with translated(self._provider):
                async with asyncio.timeout_at(end):
                    response = await stack.enter_async_context(self._call(request, parameters, end))
            # What comes back tells: some servers answer whole though asked for a stream.
            if "text/event-stream" in response.headers.get("content-type", ""):
                async for event in self._drawing(response, end):
                    yield event
            else:
                yield await self._whole(response, end)

    async def _drawing(self, response: AsyncAPIResponse[Any], end: float) -> AsyncIterator[DrawEvent]:
        number = 0
        chunks = response.iter_bytes()
        async for block in self._blocks(chunks, end):
            with translated(self._provider):
                event = await asyncio.to_thread(event_of, block) or {}
                if isinstance(event.get("error"), Mapping):
                    raise openai.APIError("", response.http_request, body=event["error"])
            kind = event.get("type")
            if kind not in _PARTIAL | _COMPLETED:
                continue
            picture = await asyncio.to_thread(picture_of, self._provider, event.get("b64_json"))
            if kind in _COMPLETED:
                yield Drawn(pictures=(picture,), usage=usage_of(event))
                await self._leftover(chunks)
                return
            number += 1
            yield Preview(data=picture.data, media_type=picture.media_type, number=number)
        raise BadAnswer(self._provider)

    async def _blocks(self, chunks: AsyncIterator[bytes], end: float) -> AsyncIterator[bytes]:
        blocks = Blocks()
        while True:
            with translated(self._provider):
                async with asyncio.timeout_at(end):
                    chunk = await anext(chunks, None)
                complete = [blocks.rest()] if chunk is None else list(blocks.feed(chunk))
            for block in complete:
                yield block
            if chunk is None:
                return

    async def _leftover(self, chunks: AsyncIterator[bytes]) -> None:
        """Read the end of the answer, so that the connection can be used again."""
        try:
            async with asyncio.timeout(_LEFTOVER_SECONDS):
                async for _ in chunks:
                    pass
        except (TimeoutError, httpx2.HTTPError):
            return

    async def _whole(self, response: AsyncAPIResponse[Any], end: float) -> Drawn:
        with translated(self._provider):
            async with asyncio.timeout_at(end):
                answer = await asyncio.to_thread(json.loads, await response.read())
        if not isinstance(answer, Mapping):
            raise BadAnswer(self._provider)
        pictures = await asyncio.to_thread(pictures_of, self._provider, answer)
        return Drawn(pictures=pictures, usage=usage_of(answer))

    def _call(
        self, request: DrawRequest, parameters: dict[str, Any], end: float
    ) -> AbstractAsyncContextManager[AsyncAPIResponse[Any]]:
        left = max(0.001, end - asyncio.get_running_loop().time())
        timeout = httpx2.Timeout(left, connect=min(left, _CONNECT_SECONDS))
        if not request.sources:
            return self._images.generate(**parameters, timeout=timeout)
        files = [
            (f"image-{number}.{_SUFFIXES.get(source.media_type, 'png')}", source.data, source.media_type)
            for number, source in enumerate(request.sources, start=1)
        ]
        # A list goes out as `image[]`, which compatible servers know less well than `image`.
        image = files if len(files) > 1 else files[0]
        if request.mask is not None:
            parameters = parameters | {"mask": ("mask.png", request.mask.data, request.mask.media_type)}
        return self._images.edit(image=image, **parameters, timeout=timeout)

    def _parameters(self, request: DrawRequest, model: ModelTraits) -> dict[str, Any]:
        parameters: dict[str, Any] = {"model": model.name, "prompt": request.prompt, "n": request.count}
        size = f"{request.size[0]}x{request.size[1]}" if request.size else "auto"
        if model.name not in CURRENT:
            # Another server's model: only what every server knows. GPT image models answer in
            # base64 of themselves and refuse `response_format`; others may answer with a link.
            return parameters | {"response_format": "b64_json"} | ({"size": size} if request.size else {})
        parameters |= {"size": size, "output_format": "png", "safety_identifier": request.person_hash}
        parameters["quality"] = request.quality or model.default_quality
        if request.transparent:
            parameters["background"] = "transparent"
        if not request.sources:
            parameters["moderation"] = self._settings.moderation
        elif model.fidelities:
            parameters["input_fidelity"] = model.fidelities[-1]
        return parameters
