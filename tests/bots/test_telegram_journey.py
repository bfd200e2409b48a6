"""A request in, a card out, edited in place: the adapter, the SDK and a loopback Bot API."""

from core.requests import Addressed, CardState
from tests.bots.telegram_kit import ADA, AGAIN, EDIT, card, picture, png, rigged, until


async def test_a_command_comes_in_and_its_card_becomes_the_picture() -> None:
    async with rigged() as rig:
        assert rig.ready == ["telegram @ChatbrushBot"]
        asked = await rig.people.say(ADA, "/imagine@ChatbrushBot a red boat")
        message = await rig.receiver.next()
        assert (message.addressed, message.command, message.text) == (
            Addressed.COMMAND,
            "imagine",
            "a red boat",
        )
        assert message.message == str(asked.body["message_id"])
        assert message.person.key == "1001"

        courier = rig.adapter.courier
        at = await courier.show(card("Waiting, 2nd in line", reply_to=message.message), None)
        shown = rig.people.chat.messages[int(at)]
        assert shown.body["reply_to_message"]["message_id"] == asked.body["message_id"]
        assert "photo" not in shown.body

        preview, final = png(colour="grey"), png(colour="red")
        await courier.show(card("Drawing", CardState.DRAWING, pictures=(picture(preview),)), at)
        assert shown.picture == preview
        done = card("A red boat", CardState.DONE, pictures=(picture(final),), actions=(EDIT, AGAIN))
        assert await courier.show(done, at) == at
        assert shown.picture == final
        assert shown.body["caption"] == "A red boat"
        assert [b["callback_data"] for b in shown.body["reply_markup"]["inline_keyboard"][0]] == [
            EDIT.code,
            AGAIN.code,
        ]
        assert shown.history == ["Waiting, 2nd in line", "Drawing"]
        assert len([m for m in rig.people.chat.messages.values() if m.body["from"]["is_bot"]]) == 1


async def test_showing_the_same_card_twice_changes_nothing() -> None:
    async with rigged() as rig:
        courier = rig.adapter.courier
        at = await courier.show(card("Waiting"), None)
        done = card("Done", CardState.DONE, pictures=(picture(),), actions=(EDIT,))
        await courier.show(done, at)
        await courier.show(done, at)
        assert rig.people.chat.messages[int(at)].edits == 1


async def test_a_press_is_acknowledged_and_arrives() -> None:
    async with rigged() as rig:
        at = await rig.adapter.courier.show(card("Done", CardState.DONE, actions=(EDIT,)), None)
        query = await rig.people.press(ADA, int(at), EDIT.code)
        message = await rig.receiver.next()
        assert message.press is not None
        assert (message.press.verb, message.press.target) == (EDIT.verb, EDIT.target)
        assert message.addressed is Addressed.BUTTON
        await until(lambda: query in rig.server.methods.answered)


async def test_a_photo_is_fetched() -> None:
    async with rigged(privacy=False) as rig:
        await rig.people.say(ADA, "/edit make it blue", image=png(400, 300))
        message = await rig.receiver.next()
        (handle,) = message.images
        data = await rig.adapter.courier.fetch(handle, 1 << 20)
        assert data.startswith(b"\xff\xd8")
