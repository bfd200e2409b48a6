"""A loopback OpenAI that counts the paid calls of each request, and fails those that ask for it."""

import asyncio
import base64
import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from aiohttp import web
from PIL import Image

from tests.platforms.openai_pictures import Recorded, usage
from tests.platforms.openai_rules import Fault
from tests.platforms.openai_server import OpenAIServer, Turn, blocked, failing, overloaded

_ASK = re.compile(r"\bq\d{4,}\b")
_SIDE = 64
"""Small pictures: what a crash leaves behind does not depend on their size."""


class Words(StrEnum):
    """What a prompt says, and so what becomes of it."""

    PLAIN = "a red boat"
    MODERATED = "something forbidden"
    BROKEN = "a broken service"
    BUSY = "a busy service"
    EDIT = "make it night,"


class Outcome(StrEnum):
    """How a call ended; whatever is not refused may have been billed."""

    OPEN = "open"
    ANSWERED = "answered"
    CUT = "cut"
    REFUSED = "refused"


@dataclass
class PaidCall:
    """One call that arrived, and the usage that it reported or would have."""

    usage: dict[str, int]
    outcome: Outcome = Outcome.OPEN


def ask_of(text: str) -> str | None:
    """The id of the request that words belong to."""
    found = _ASK.findall(text)
    return found[-1] if found else None


class Artist(OpenAIServer):
    """`calls` are the calls of each request, by the request's id in the prompt."""

    def __init__(self, delay_seconds: float) -> None:
        super().__init__(delay_seconds=delay_seconds)
        self.calls: dict[str, list[PaidCall]] = defaultdict(list)

    def paid(self, ask: str) -> list[PaidCall]:
        """Those that may have been billed."""
        return [call for call in self.calls[ask] if call.outcome is not Outcome.REFUSED]

    async def _follow(self, request: web.Request, call: Recorded, turn: Turn) -> web.StreamResponse:
        prompt = str(call.fields.get("prompt"))
        calls = self.calls[ask_of(prompt) or ""]
        turn = self._turn(prompt, len(calls)) or turn
        used = usage(call, int(call.fields.get("n", 1)), int(call.fields.get("partial_images", 0)))
        paid = PaidCall(
            {
                "text_input": used["input_tokens_details"]["text_tokens"],
                "image_input": used["input_tokens_details"]["image_tokens"],
                "image_output": used["output_tokens"],
            }
        )
        calls.append(paid)
        try:
            answer = await super()._follow(request, call, turn)
        except Fault:
            paid.outcome = Outcome.REFUSED
            raise
        except (asyncio.CancelledError, ConnectionResetError):
            paid.outcome = Outcome.CUT
            raise
        paid.outcome = Outcome.ANSWERED
        return answer

    @staticmethod
    def _turn(prompt: str, calls_before: int) -> Turn | None:
        if Words.MODERATED in prompt:
            return blocked()
        if Words.BROKEN in prompt:
            return failing()
        if Words.BUSY in prompt and not calls_before:
            return overloaded(retry_after_seconds=0.2)
        return None

    async def _draw(self, call: Recorded, turn: Turn, *, preview: bool = False) -> str:
        del call, turn
        self.drawings += not preview
        number = self.drawings
        buffer = BytesIO()
        Image.new("RGB", (_SIDE, _SIDE), (number % 256, number // 256 % 256, 200 + preview)).save(
            buffer, "PNG"
        )
        return base64.b64encode(buffer.getvalue()).decode()
