"""The connection: what is logged, which proxies are used, what is kept of groups."""

import logging

import pytest
from telegram import ChatMemberAdministrator, ChatMemberMember, ChatMemberUpdated, Update

from bots.telegram_bot.client import Timing, TokenFilter, make_bot, make_downloads, quieten, redact
from bots.telegram_bot.membership import Membership

TOKEN = "123456789:AAF-loopback_token-of-tests"


def test_trap_62_tokens_are_taken_out_of_log_records() -> None:
    record = logging.LogRecord(
        "httpx", logging.ERROR, "", 1, "POST %s", (f"https://x/bot{TOKEN}/getMe",), None
    )
    assert TokenFilter().filter(record)
    assert record.getMessage() == "POST https://x/bot<token>/getMe"
    assert redact("no token: 12:30 and 2026-11-21") == "no token: 12:30 and 2026-11-21"


def test_trap_62_request_lines_and_unreadable_answers_are_not_logged() -> None:
    quieten()
    quieten()
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    assert not logging.getLogger("telegram.Bot").isEnabledFor(logging.DEBUG)
    assert not logging.getLogger("telegram.request.BaseRequest").isEnabledFor(logging.CRITICAL)
    assert len([each for each in logging.getLogger("httpx").filters if isinstance(each, TokenFilter)]) == 1


@pytest.mark.parametrize(
    ("base", "trusts"),
    [
        ("https://api.telegram.org", True),
        ("http://127.0.0.1:8081", False),
        ("http://localhost:8081/", False),
        ("http://[::1]:8081", False),
        ("http://10.0.0.7:8081", True),
    ],
)
async def test_proxies_are_not_for_a_server_on_this_machine(base: str, trusts: bool) -> None:
    downloads = make_downloads(base, Timing())
    try:
        assert downloads.trust_env is trusts
    finally:
        await downloads.aclose()


def test_addresses_end_where_the_bot_api_says() -> None:
    bot = make_bot(TOKEN, "http://127.0.0.1:8081/", Timing())
    assert bot.base_url == f"http://127.0.0.1:8081/bot{TOKEN}"
    assert bot.base_file_url == f"http://127.0.0.1:8081/file/bot{TOKEN}"


def test_only_so_many_groups_are_remembered() -> None:
    bot = make_bot(TOKEN, "http://127.0.0.1:9", Timing(connect_seconds=0.5))
    membership = Membership(bot, keep_seconds=60, capacity=2)
    me = {"id": 123456789, "is_bot": True, "first_name": "Chatbrush"}
    for chat_id in (-1, -2, -3):
        membership.heed(_promoted(chat_id, me))
    assert {chat_id for chat_id, _ in membership._admin} == {-2, -3}


def _promoted(chat_id: int, me: dict[str, object]) -> ChatMemberUpdated:
    rights = dict.fromkeys(
        (
            "can_be_edited",
            "is_anonymous",
            "can_manage_chat",
            "can_delete_messages",
            "can_manage_video_chats",
            "can_restrict_members",
            "can_promote_members",
            "can_change_info",
            "can_invite_users",
            "can_post_stories",
            "can_edit_stories",
            "can_delete_stories",
        ),
        False,
    )
    change = {
        "chat": {"id": chat_id, "type": "group", "title": "Painters"},
        "from": {"id": 1, "is_bot": False, "first_name": "Owner"},
        "date": 1,
        "old_chat_member": {"status": "member", "user": me},
        "new_chat_member": {"status": "administrator", "user": me, **rights},
    }
    update = Update.de_json({"update_id": 1, "my_chat_member": change}, None)
    assert update.my_chat_member is not None
    assert isinstance(update.my_chat_member.old_chat_member, ChatMemberMember)
    assert isinstance(update.my_chat_member.new_chat_member, ChatMemberAdministrator)
    return update.my_chat_member
