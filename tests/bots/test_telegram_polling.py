"""Delivery: what is confirmed when, and what the adapter outlasts."""

import asyncio
import time

import pytest
from pydantic import SecretStr

from bots.telegram_bot.adapter import TelegramAdapter
from core.errors import SettingsInvalid
from core.requests import Action, Addressed, CardState, Verb
from core.settings import TelegramSettings
from tests.bots.telegram_kit import (
    ADA,
    BO,
    EDIT,
    FAST,
    GROUP_ID,
    Recorder,
    card,
    png,
    rigged,
    served,
    settings_for,
    until,
)
from tests.platforms.telegram_people import People
from tests.platforms.telegram_server import Fault, telegram_server


async def test_trap_42_an_update_is_confirmed_only_after_it_is_durable() -> None:
    async with telegram_server() as server:
        broken = Recorder(failing=True)
        async with served(server, broken) as rig:
            await rig.people.say(ADA, "/imagine@ChatbrushBot a boat")
            with pytest.raises(OSError, match="disk full"):
                await rig.task
            rig.ends = True
            (kept,) = rig.server.world.updates
            assert kept["message"]["text"] == "/imagine@ChatbrushBot a boat"
        async with served(server, Recorder()) as rig:
            message = await rig.receiver.next()
            assert message.text == "a boat"
            await until(lambda: not server.world.updates)


async def test_trap_43_a_repeated_update_has_the_same_key() -> None:
    async with rigged() as rig:
        await rig.people.say(ADA, "/imagine@ChatbrushBot a boat")
        await rig.receiver.next()
        rig.people.repeat()
        again = await rig.receiver.next(2)
        assert again.key == rig.receiver.messages[0].key


async def test_updates_keep_their_order_and_a_slow_receiver_loses_none() -> None:
    async with rigged(privacy=False) as rig:
        rig.receiver.taking_seconds = 0.01
        for number in range(30):
            await rig.people.say(ADA, f"word {number}")
        await rig.receiver.next(30)
        assert [each.text for each in rig.receiver.messages] == [f"word {number}" for number in range(30)]


async def test_trap_44_a_press_that_is_too_old_to_acknowledge_still_counts() -> None:
    async with rigged() as rig:
        at = await rig.adapter.courier.show(card("Done", CardState.DONE, actions=(EDIT,)), None)
        query = await rig.people.press(ADA, int(at), EDIT.code)
        rig.server.methods.open_queries.clear()
        await rig.receiver.next()
        await until(lambda: bool(rig.server.sent("answerCallbackQuery")))
        assert query not in rig.server.methods.answered
        await rig.people.say(BO, "/help@ChatbrushBot")
        assert (await rig.receiver.next(2)).command == "help"


async def test_trap_45_both_service_messages_report_the_move() -> None:
    async with rigged() as rig:
        group = rig.server.world.add_chat(-55, "group", "Basic")
        rig.server.world.migrate(group, -1_009)
        await until(lambda: len(rig.receiver.moves) == 2)
        assert set(rig.receiver.moves) == {("-55", "-1009")}


async def test_trap_59_another_poller_is_outlasted_for_a_deploy_and_then_named() -> None:
    async with telegram_server() as server, served(server) as rig:
        server.faults.append(Fault("getUpdates", 409, "Conflict: terminated by other getUpdates", times=2))
        await rig.people.say(ADA, "/help@ChatbrushBot")
        await rig.receiver.next()
        server.faults.append(Fault("getUpdates", 409, "Conflict: terminated by other getUpdates", times=999))
        await rig.people.say(ADA, "/help@ChatbrushBot")
        with pytest.raises(SettingsInvalid, match="only one can"):
            await asyncio.wait_for(rig.task, 10)
        rig.ends = True


async def test_traps_59_65_a_webhook_left_behind_is_deleted_and_none_is_set() -> None:
    async with telegram_server() as server:
        server.methods.hook.url = "http://127.0.0.1:9/elsewhere"
        async with served(server) as rig:
            await rig.people.say(ADA, "/help@ChatbrushBot")
            assert (await rig.receiver.next()).command == "help"
            assert not server.sent("setWebhook")


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_trap_60_a_network_blip_at_the_start_is_outlasted(method: str) -> None:
    async with telegram_server() as server:
        server.faults.append(Fault(method, 502, "Bad Gateway", times=3))
        async with served(server) as rig:
            assert rig.ready == ["telegram @ChatbrushBot"]


async def test_blips_while_serving_are_outlasted() -> None:
    async with rigged() as rig:
        rig.server.faults += [
            Fault("getUpdates", 502, "Bad Gateway", times=2),
            Fault("getUpdates", 429, "Too Many Requests: retry after 1", {"retry_after": 1}),
            Fault("getUpdates", silent_seconds=0.05),
        ]
        await rig.people.say(ADA, "/help@ChatbrushBot")
        assert (await rig.receiver.next()).command == "help"


@pytest.mark.parametrize("token", [None, "", "no token", "123456:AAAA"])
async def test_a_token_that_is_none_or_refused_stops_the_start(token: str | None) -> None:
    async with telegram_server() as server:
        settings = TelegramSettings(
            token=SecretStr(token) if token is not None else None, api_base=server.base
        )
        with pytest.raises(SettingsInvalid) as caught:
            await TelegramAdapter(settings, timing=FAST).connect()
        (problem,) = caught.value.problems
        assert problem.path == "platforms.telegram.token"
        assert not token or token not in problem.text


async def test_trap_61_a_slow_acknowledgement_holds_up_nobody() -> None:
    async with rigged() as rig:
        at = await rig.adapter.courier.show(card("Done", CardState.DONE, actions=(EDIT,)), None)
        rig.server.faults.append(Fault("answerCallbackQuery", silent_seconds=1.5))
        started = time.monotonic()
        await rig.people.press(ADA, int(at), EDIT.code)
        await rig.people.say(BO, "/help@ChatbrushBot")
        await rig.receiver.next(2)
        assert time.monotonic() - started < 1


async def test_an_update_that_cannot_be_read_does_not_hold_up_the_next() -> None:
    async with rigged() as rig:
        rig.server.world.update("message", {"message_id": 1, "date": "never", "chat": {"id": 5}})
        await rig.people.say(ADA, "/help@ChatbrushBot")
        assert (await rig.receiver.next()).command == "help"


async def test_trap_14_only_what_we_read_is_asked_for() -> None:
    async with rigged() as rig:
        await until(lambda: bool(rig.server.sent("getUpdates")))
        assert all(
            request.params["allowed_updates"] == '["message", "callback_query", "my_chat_member"]'
            for request in rig.server.sent("getUpdates")
        )


async def test_trap_11_free_text_is_known_from_the_start_and_per_group() -> None:
    async with rigged(privacy=False) as rig:
        assert rig.adapter.courier.traits.sees_free_text
    async with rigged(privacy=True) as rig:
        assert not rig.adapter.courier.traits.sees_free_text
        await rig.people.say(ADA, "/help@ChatbrushBot")
        assert not (await rig.receiver.next(1)).hears_all
        rig.people.set_status("administrator")
        await rig.people.say(ADA, "just talking")
        await rig.people.say(ADA, "/help@ChatbrushBot")
        assert (await rig.receiver.next(2)).addressed is Addressed.NOBODY
        assert (await rig.receiver.next(3)).hears_all
        assert len(rig.server.sent("getChatMember")) == 1


async def test_an_admin_from_the_start_is_found_out() -> None:
    async with rigged(privacy=True) as rig:
        rig.people.chat.bot_status = "administrator"
        await rig.people.say(ADA, "/help@ChatbrushBot")
        assert (await rig.receiver.next()).hears_all


async def test_where_membership_is_unknown_the_safe_answer_is_given() -> None:
    async with rigged(privacy=True) as rig:
        rig.server.faults.append(Fault("getChatMember", 500))
        await rig.people.say(ADA, "/help@ChatbrushBot")
        assert not (await rig.receiver.next()).hears_all


async def test_who_presses_cancel_in_a_group_is_asked_about_once() -> None:
    async with rigged(privacy=False) as rig:
        rig.people.chat.statuses[int(BO["id"])] = "creator"
        stop = Action(Verb.CANCEL, "a" * 32, "Cancel").code
        shown = await rig.people.say(ADA, "talk")
        for number, who in enumerate((ADA, BO, BO)):
            await rig.people.press(who, shown.body["message_id"], stop)
            await rig.receiver.next(number + 2)
        again = Action(Verb.AGAIN, "a" * 32, "Again").code
        await rig.people.press(ADA, shown.body["message_id"], again)
        await rig.receiver.next(5)

        assert [each.person.is_admin for each in rig.receiver.messages] == [False, False, True, True, False]
        assert len(rig.server.sent("getChatMember")) == 2


async def test_the_menu_is_published_in_two_languages_and_only_when_it_differs() -> None:
    async with telegram_server() as server:
        async with served(server):
            await until(lambda: len(server.sent("setMyCommands")) == 2)
        assert {"imagine", "edit", "privacy"} < {each["command"] for each in server.methods.menus[""]}
        assert any("画" in each["description"] for each in server.methods.menus["zh"])
        async with served(server):
            await until(lambda: len(server.sent("getMyCommands")) == 4)
        assert len(server.sent("setMyCommands")) == 2


async def test_a_group_in_privacy_mode_delivers_what_is_meant_for_the_bot() -> None:
    async with rigged(privacy=True) as rig:
        shown = await rig.people.say(BO, image=png())
        await rig.people.say(ADA, "nice @ChatbrushBot")
        await rig.people.say(ADA, "/edit@ChatbrushBot make it night", reply_to=shown.body["message_id"])
        message = await rig.receiver.next()
        assert (message.command, message.text) == ("edit", "make it night")
        assert message.reply is not None
        assert message.reply.author == "1002"
        assert len(message.reply.images) == 1
        at = await rig.adapter.courier.show(card("Waiting", reply_to=message.message), None)
        await rig.people.say(BO, "and a moon", reply_to=int(at))
        assert (await rig.receiver.next(2)).addressed is Addressed.REPLY


async def test_closing_leaves_nothing_behind() -> None:
    async with telegram_server() as server:
        server.world.add_chat(GROUP_ID, "supergroup", "Painters")
        adapter = TelegramAdapter(settings_for(server), timing=FAST)
        ready = asyncio.Event()
        before = asyncio.all_tasks()
        await adapter.connect()
        work = adapter.receive(adapter.inlets[0], Recorder(), lambda _: ready.set())
        task = asyncio.create_task(work)
        await ready.wait()
        await People(server, server.world.chats[GROUP_ID]).say(ADA, "/help@ChatbrushBot")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await adapter.close()
        ours = [each for each in asyncio.all_tasks() - before if "telegram_bot" in repr(each)]
        assert not ours
