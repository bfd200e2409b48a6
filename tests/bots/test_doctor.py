import json
import re
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bots.doctor import examine
from bots.exits import Exit
from bots.extras import missing
from bots.roles import Role
from core.settings import Settings

TOKEN = "123456789:AAHsecretsecretsecretsecretsecretsec"
CONTENT_INTENT = 1 << 19
MODEL = f"/v1/models/{Settings().providers.openai.model}"

Answers = dict[str, tuple[int, Any]]


@pytest.fixture
def answers() -> Answers:
    return {
        f"/bot{TOKEN}/getMe": (
            200,
            {"ok": True, "result": {"username": "brush_bot", "can_join_groups": True}},
        ),
        f"/bot{TOKEN}/getWebhookInfo": (200, {"ok": True, "result": {"url": ""}}),
        "/users/@me": (200, {"username": "brush", "discriminator": "0"}),
        "/applications/@me": (200, {"flags": CONTENT_INTENT, "approximate_guild_count": 3}),
        MODEL: (200, {"id": Settings().providers.openai.model}),
    }


@pytest.fixture
def server(answers: Answers) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.get(self.path, (404, {}))
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """No chatter on standard error."""

    service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{service.server_port}"
    service.shutdown()
    thread.join()
    service.server_close()


@pytest.fixture
def settings(server: str, tmp_path: Path) -> Callable[..., Settings]:
    def make(**fields: Any) -> Settings:
        values: Mapping[str, Any] = {
            "data": tmp_path / "data",
            "platforms": {
                "telegram": {"token": TOKEN, "api_base": server},
                "discord": {"token": "discord-token"},
            },
            "providers": {"openai": {"api_key": "sk-secret-key", "base_url": f"{server}/v1"}},
        }
        return Settings.model_validate({**values, **fields})

    return make


async def lines_of(settings: Settings, server: str, role: Role = Role.ALL) -> tuple[Exit, list[str]]:
    lines: list[str] = []
    code = await examine(settings, lines.append, server, role=role)
    assert not [line for line in lines if TOKEN in line or "sk-secret-key" in line or "discord-token" in line]
    return code, lines


def line_about(subject: str, lines: list[str]) -> str:
    (line,) = [line for line in lines if line[6:].startswith(f"{subject}:")]
    return line


async def test_all_is_well(settings: Callable[..., Settings], server: str) -> None:
    code, lines = await lines_of(settings(), server)

    assert code is Exit.OK
    assert "@brush_bot" in line_about("telegram", lines)
    assert "brush#0" in line_about("discord", lines)
    assert "3 servers" in line_about("discord", lines)
    assert "on:" in line_about("discord message content", lines)
    assert "the key works" in line_about("openai", lines)
    assert "will be made" in line_about("database", lines)
    assert not [line for line in lines if line.startswith(("warn", "fail"))]


@pytest.mark.parametrize(
    ("path", "subject"),
    [(f"/bot{TOKEN}/getMe", "telegram"), ("/users/@me", "discord"), (MODEL, "openai")],
)
async def test_a_refused_token_fails_and_says_what_to_do(
    settings: Callable[..., Settings], server: str, answers: Answers, path: str, subject: str
) -> None:
    answers[path] = (401, {"ok": False})
    code, lines = await lines_of(settings(), server)

    assert code is Exit.FAILED
    assert line_about(subject, lines).startswith("fail")
    assert "->" in line_about(subject, lines)


@pytest.mark.parametrize(("status", "words"), [(429, "asks to wait"), (503, "fault of its own")])
async def test_a_service_in_trouble_is_a_warning(
    settings: Callable[..., Settings], server: str, answers: Answers, status: int, words: str
) -> None:
    answers[MODEL] = (status, {})
    code, lines = await lines_of(settings(), server)

    assert code is Exit.OK
    assert words in line_about("openai", lines)


async def test_privacy_mode_is_told(settings: Callable[..., Settings], server: str, answers: Answers) -> None:
    me = f"/bot{TOKEN}/getMe"
    _, lines = await lines_of(settings(), server)
    assert "on: commands" in line_about("telegram privacy mode", lines)

    answers[me] = (200, {"result": {"can_read_all_group_messages": True, "can_join_groups": False}})
    _, lines = await lines_of(settings(), server)
    assert "off:" in line_about("telegram privacy mode", lines)
    assert line_about("telegram groups", lines).startswith("warn")


async def test_a_webhook_that_takes_the_updates_is_told(
    settings: Callable[..., Settings], server: str, answers: Answers
) -> None:
    answers[f"/bot{TOKEN}/getWebhookInfo"] = (200, {"result": {"url": "https://else.example/hook"}})
    _, lines = await lines_of(settings(), server)

    assert line_about("telegram webhook", lines).startswith("warn")


WEBHOOK = {"url": "https://bot.example/hook", "secret": "secret-of_the-webhook"}


@pytest.mark.parametrize(
    ("info", "told"),
    [
        ({"url": WEBHOOK["url"], "pending_update_count": 0}, "ok .* 0 updates wait"),
        ({"url": WEBHOOK["url"], "pending_update_count": 3}, "ok .* 3 updates wait"),
        ({"url": "https://else.example/hook"}, "warn .* another address"),
        ({"url": ""}, "warn .* nowhere"),
    ],
)
async def test_how_a_webhook_stands_is_told(
    settings: Callable[..., Settings],
    server: str,
    answers: Answers,
    info: Mapping[str, Any],
    told: str,
) -> None:
    answers[f"/bot{TOKEN}/getWebhookInfo"] = (200, {"ok": True, "result": info})
    telegram = {"token": TOKEN, "api_base": server, "webhook": WEBHOOK}
    _, lines = await lines_of(settings(platforms={"telegram": telegram}), server)

    assert re.match(told, line_about("telegram webhook", lines))
    assert WEBHOOK["secret"] not in str(lines)


@pytest.mark.parametrize(
    ("reason", "advice"),
    [
        ("Wrong response from the webhook: 403 Forbidden", "TELEGRAM_WEBHOOK_SECRET"),
        ("SSL error {error:0A000086:SSL routines::certificate verify failed}", "certificate"),
        ("Connection refused", "port 8766"),
    ],
)
async def test_why_a_webhook_does_not_work_is_told(
    settings: Callable[..., Settings], server: str, answers: Answers, reason: str, advice: str
) -> None:
    failed = {"last_error_date": 1_790_000_000, "last_error_message": reason, "pending_update_count": 2}
    info = {"url": WEBHOOK["url"], **failed}
    answers[f"/bot{TOKEN}/getWebhookInfo"] = (200, {"ok": True, "result": info})
    telegram = {"token": TOKEN, "api_base": server, "webhook": WEBHOOK}
    _, lines = await lines_of(settings(platforms={"telegram": telegram}), server)

    told = line_about("telegram webhook", lines)
    assert told.startswith("warn")
    assert reason in told
    assert advice in told


@pytest.mark.parametrize("role", [Role.GATEWAY, Role.WORKER])
async def test_a_role_that_the_settings_do_not_allow_fails(
    settings: Callable[..., Settings], server: str, role: Role
) -> None:
    code, lines = await lines_of(settings(platforms={"playground": {"enabled": True}}), server, role)

    assert code is Exit.FAILED
    assert "--role all" in next(line for line in lines if line.startswith("fail  database"))
    assert "--role all" in line_about("platforms.playground", lines)


async def test_pictures_that_only_one_machine_sees_are_told(
    settings: Callable[..., Settings], server: str, postgres_url: str
) -> None:
    code, lines = await lines_of(settings(database=postgres_url), server, Role.WORKER)
    assert code is Exit.OK
    assert line_about("pictures", lines).startswith("warn")
    assert "s3://" in line_about("pictures", lines)
    assert line_about("database", lines).startswith("ok")

    _, lines = await lines_of(settings(database=postgres_url), server)
    assert line_about("pictures", lines).startswith("ok")


@pytest.mark.parametrize(
    ("shards", "told"),
    [((1, 1), None), ((2, 1), "ok .* 2"), ((2, 2), "ok .* 2"), ((1, 3), "warn .* 1, .* recommends 3")],
)
async def test_how_many_shards_discord_wants_is_told(
    settings: Callable[..., Settings],
    server: str,
    answers: Answers,
    shards: tuple[int, int],
    told: str | None,
) -> None:
    answers["/gateway/bot"] = (200, {"shards": shards[1], "url": "wss://gateway.example"})
    discord = {"token": "discord-token", "shards": shards[0]}
    _, lines = await lines_of(settings(platforms={"discord": discord}), server)

    found = [line for line in lines if "discord shards" in line]
    assert [bool(re.match(told or "", line)) for line in found] == ([True] if told else [])


async def test_the_missing_intent_is_told(
    settings: Callable[..., Settings], server: str, answers: Answers
) -> None:
    answers["/applications/@me"] = (200, {"flags": 0})
    _, lines = await lines_of(settings(), server)

    assert line_about("discord message content", lines).startswith("warn")
    assert "Message Content Intent" in line_about("discord message content", lines)


async def test_a_model_that_is_not_there_is_told(
    settings: Callable[..., Settings], server: str, answers: Answers
) -> None:
    answers[MODEL] = (404, {"error": {"message": "no such model", "code": "model_not_found"}})
    _, lines = await lines_of(settings(), server)

    assert line_about("openai", lines).startswith("warn")
    assert "tells of no" in line_about("openai", lines)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"\xff"])
async def test_an_answer_that_is_no_json_breaks_nothing(
    settings: Callable[..., Settings], server: str, answers: Answers, body: bytes
) -> None:
    answers[MODEL] = (200, body)
    code, _ = await lines_of(settings(), server)

    assert code is Exit.OK


async def test_nobody_at_home_fails(settings: Callable[..., Settings], server: str) -> None:
    closed = "http://127.0.0.1:9"
    code, lines = await lines_of(settings(providers={"openai": {"base_url": closed}}), server)

    assert code is Exit.FAILED
    assert "cannot be reached" in line_about("openai", lines)


async def test_what_has_no_token_is_off(tmp_path: Path, server: str) -> None:
    code, lines = await lines_of(Settings(data=tmp_path), server)

    assert code is Exit.OK
    assert [line[:3] for line in lines if line[6:].startswith(("telegram:", "discord:", "openai:"))] == [
        "off"
    ] * 3


async def test_a_disk_that_cannot_be_written_fails(
    settings: Callable[..., Settings], server: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    code, lines = await lines_of(settings(data=tmp_path / "file" / "data"), server)

    assert code is Exit.FAILED
    assert "CHATBRUSH_DATA" in line_about("disk", lines)


async def test_the_database_is_looked_at(
    settings: Callable[..., Settings], server: str, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "chatbrush.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()
    _, lines = await lines_of(settings(), server)
    assert "is sound" in line_about("database", lines)

    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    code, lines = await lines_of(settings(), server)
    assert code is Exit.FAILED
    assert "damaged" in line_about("database", lines)


async def test_a_database_server_that_does_not_answer_fails(
    settings: Callable[..., Settings], server: str
) -> None:
    code, lines = await lines_of(settings(database="postgresql://me:hidden@127.0.0.1:9/chat"), server)

    assert code is Exit.FAILED
    assert "127.0.0.1/chat does not answer" in line_about("database", lines)
    assert "hidden" not in str(lines)


async def test_no_limit_at_all_is_a_warning(settings: Callable[..., Settings], server: str) -> None:
    _, lines = await lines_of(settings(quota={"account": ()}), server)

    assert line_about("quota", lines).startswith("warn")


def test_what_is_not_installed_is_named(
    settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "telegram", None)
    monkeypatch.setitem(sys.modules, "openai", None)

    assert missing(settings()) == ("telegram", "openai")
    assert missing(settings(), is_serving=False) == ("openai",)
    assert missing(Settings()) == ()
