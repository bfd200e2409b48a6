"""The chat completions of the loopback OpenAI: what the documented API accepts, and scripted answers."""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.platforms.openai_rules import Fault

MODELS = ("gpt-5.4-mini", "gpt-5.6-luna")
KNOWN = {
    "model",
    "messages",
    "response_format",
    "max_completion_tokens",
    "safety_identifier",
    "reasoning_effort",
    "store",
}


@dataclass(frozen=True)
class Said:
    """What the model answers once: its words as they are, or a fault, after a while."""

    content: str | None = None
    fault: Fault | None = None
    delay_seconds: float = 0
    nothing: bool = False
    """No choice at all."""


def labelled(label: str) -> Said:
    return Said(json.dumps({"label": label}))


@dataclass
class Chat:
    """Answers in the order of `script`, then "unsure"."""

    asked: list[Mapping[str, Any]] = field(default_factory=list)
    script: deque[Said] = field(default_factory=deque)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        _check(body)
        said = self.script.popleft() if self.script else labelled("unsure")
        await asyncio.sleep(said.delay_seconds)
        if said.fault is not None:
            raise said.fault
        message = {"role": "assistant", "content": said.content, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return web.json_response(
            {
                "id": f"chatcmpl-{len(self.asked)}",
                "object": "chat.completion",
                "created": 1_790_000_000,
                "model": body["model"],
                "choices": [] if said.nothing else [choice],
                "usage": {"prompt_tokens": 210, "completion_tokens": 6, "total_tokens": 216},
            }
        )


def _check(body: Mapping[str, Any]) -> None:
    for name in body:
        if name not in KNOWN:
            raise Fault(400, f"Unknown parameter: '{name}'.", code="unknown_parameter", param=name)
    if body["model"] not in MODELS:
        raise Fault(404, "The model does not exist.", code="model_not_found", param="model")
    if not body["messages"] or {one["role"] for one in body["messages"]} - {"system", "developer", "user"}:
        raise Fault(400, "Invalid messages.", param="messages")
    schema = body["response_format"]["json_schema"]["schema"]
    if schema["additionalProperties"] or set(schema["required"]) != set(schema["properties"]):
        raise Fault(400, "Invalid schema for response_format.", param="response_format")
