"""The calls to the OpenAI SDK: what is asked, and what comes back as drawing events."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any

import httpx2
import openai

from core.drawing import DrawEvent, Drawn, DrawRequest, ModelTraits, Preview
from core.errors import BadAnswer, ProviderRefused
from core.providers.openai_answers import picture_of, pictures_of, usage_of
from core.providers.openai_errors import translated
from core.providers.openai_models import CURRENT
from core.settings import OpenAISettings

_OPENAI = "https://api.openai.com/v1"
_CONNECT_SECONDS = 5.0
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
        self._images = self._client.images
        self._whole_only: set[str] = set()

    async def events(
        self, request: DrawRequest, model: ModelTraits, end: float
    ) -> AsyncGenerator[DrawEvent, None]:
        """Previews and one `Drawn` until `end` on the loop's clock. Raises `ChatbrushError`."""
        streams = model.previews > 0 and request.count == 1 and model.name not in self._whole_only
        if streams:
            try:
                async with aclosing(self._streamed(request, model, end)) as streamed:
                    async for event in streamed:
                        yield event
            except ProviderRefused as error:
                if error.parameter not in _STREAM_PARAMETERS:
                    raise
                # Refused before anything was drawn: this server gives whole answers only.
                self._whole_only.add(model.name)
            else:
                return
        with translated(self._provider):
            async with asyncio.timeout_at(end):
                answer = await self._send(request, self._parameters(request, model), end)
                told: Mapping[str, Any] = answer.model_dump(warnings=False)
        yield await self._drawn(told)

    async def ask(self, model: str, timeout_seconds: float) -> None:
        """Whether the server knows the key and the model."""
        with translated(self._provider):
            await self._client.models.retrieve(model, timeout=timeout_seconds)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()

    async def _streamed(
        self, request: DrawRequest, model: ModelTraits, end: float
    ) -> AsyncGenerator[DrawEvent, None]:
        parameters = self._parameters(request, model)
        parameters |= {"stream": True, "partial_images": model.previews}
        with translated(self._provider):
            async with asyncio.timeout_at(end):
                stream = await self._send(request, parameters, end)
        try:
            if "text/event-stream" not in stream.response.headers.get("content-type", ""):
                yield await self._drawn(await self._body(stream.response, end))
                return
            async for event in self._read(stream, end):
                yield event
        finally:
            await stream.close()

    async def _read(self, stream: Any, end: float) -> AsyncIterator[DrawEvent]:
        number = 0
        while True:
            with translated(self._provider):
                async with asyncio.timeout_at(end):
                    event = await anext(stream, None)
            if event is None:
                raise BadAnswer(self._provider)
            told: Mapping[str, Any] = event.model_dump(warnings=False)
            kind = told.get("type")
            if kind in _COMPLETED:
                picture = await asyncio.to_thread(picture_of, self._provider, told.get("b64_json"))
                yield Drawn(pictures=(picture,), usage=usage_of(told))
                return
            if kind in _PARTIAL:
                number += 1
                picture = await asyncio.to_thread(picture_of, self._provider, told.get("b64_json"))
                yield Preview(data=picture.data, media_type=picture.media_type, number=number)

    async def _body(self, response: httpx2.Response, end: float) -> Mapping[str, Any]:
        """The whole answer of a server that was asked for a stream and gave none."""
        with translated(self._provider):
            async with asyncio.timeout_at(end):
                answer = await asyncio.to_thread(json.loads, await response.aread())
        if not isinstance(answer, Mapping):
            raise BadAnswer(self._provider)
        return answer

    async def _drawn(self, answer: Mapping[str, Any]) -> Drawn:
        pictures = await asyncio.to_thread(pictures_of, self._provider, answer)
        return Drawn(pictures=pictures, usage=usage_of(answer))

    async def _send(self, request: DrawRequest, parameters: dict[str, Any], end: float) -> Any:
        left = max(0.001, end - asyncio.get_running_loop().time())
        timeout = httpx2.Timeout(left, connect=min(left, _CONNECT_SECONDS))
        if not request.sources:
            return await self._images.generate(**parameters, timeout=timeout)
        files = [
            (f"image-{number}.{_SUFFIXES.get(source.media_type, 'png')}", source.data, source.media_type)
            for number, source in enumerate(request.sources, start=1)
        ]
        # A list goes out as `image[]`, which compatible servers know less well than `image`.
        return await self._images.edit(
            image=files if len(files) > 1 else files[0], **parameters, timeout=timeout
        )

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
