"""Reading what the SDK sends, with Discord's own limits."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from tests.platforms.discord_faults import RefusedError
from tests.platforms.discord_nouns import Message, Upload

UPLOAD_BYTES = 10 * 1024 * 1024
MESSAGE_BYTES = 25 * 1024 * 1024
INVALID_BODY = 50035
_BODY = web.RequestKey("body", tuple[Any, dict[int, Upload]])


async def read_body(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    """The JSON of a request (None for none) and its files by their number; read once, kept with it."""
    if _BODY not in request:
        request[_BODY] = await _parsed(request)
    return request[_BODY]


async def _parsed(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return (json.loads(text) if text else None), {}
    body: Any = None
    files: dict[int, Upload] = {}
    async for part in await request.multipart():
        name = part.name or ""  # type: ignore[union-attr]  # no nested multipart here
        data = await part.read(decode=True)  # type: ignore[union-attr]  # same
        if name == "payload_json":
            body = json.loads(bytes(data))
        elif name.startswith("files["):
            files[int(name[6:-1])] = Upload(part.filename or "file", bytes(data))  # type: ignore[union-attr]  # same
    return body, files


def check_content(body: Mapping[str, Any]) -> None:
    """Raise what Discord answers to a message that is not to its liking."""
    if len(body.get("content") or "") > 2000:
        raise RefusedError(400, INVALID_BODY, "content: 2000 or fewer in length")
    codes: list[str] = []
    rows = body.get("components") or []
    if len(rows) > 5:
        raise RefusedError(400, INVALID_BODY, "components: 5 or fewer")
    for row in rows:
        buttons = row.get("components", [])
        if not 1 <= len(buttons) <= 5:
            raise RefusedError(400, INVALID_BODY, "components: between 1 and 5")
        codes.extend(button["custom_id"] for button in buttons)
    if len(set(codes)) != len(codes) or any(not 1 <= len(code) <= 100 for code in codes):
        raise RefusedError(400, INVALID_BODY, "custom_id")


def uploaded(body: Mapping[str, Any], files: Mapping[int, Upload]) -> list[Upload]:
    """New files with their descriptions, in the order of `attachments`."""
    if len(files) > 10:
        raise RefusedError(400, INVALID_BODY, "files: 10 or fewer")
    sizes = [len(upload.data) for upload in files.values()]
    if any(size > UPLOAD_BYTES for size in sizes) or sum(sizes) > MESSAGE_BYTES:
        raise RefusedError(413, 40005, "Request entity too large")
    described = {int(one["id"]): one for one in body.get("attachments") or [] if int(one["id"]) in files}
    for number, upload in files.items():
        upload.description = described.get(number, {}).get("description")
        if len(upload.description or "") > 1024:
            raise RefusedError(400, INVALID_BODY, "description: 1024 or fewer in length")
    return [files[number] for number in sorted(files)]


def edit(message: Message, body: Mapping[str, Any], files: Mapping[int, Upload]) -> Sequence[Upload]:
    """Change a message in place; its new files. `attachments` must list every file that stays."""
    check_content(body)
    added = uploaded(body, files)
    if body.get("attachments") is not None:
        kept = {int(one["id"]) for one in body["attachments"]}
        message.uploads = [upload for upload in message.uploads if upload.id in kept]
    message.uploads = [*message.uploads, *added]
    message.history.append(message.content)
    message.content = body.get("content", message.content) or ""
    message.components = body.get("components", message.components) or []
    message.edits += 1
    return added
