"""Buttons, questions, albums and commands, with pictures that stay in their place."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import FileTooLarge, NoPermission
from core.identity import PictureId, Platform
from core.requests import (
    Action,
    ActionPress,
    Addressed,
    Audience,
    ImageHandle,
    ReplyTarget,
    Verb,
)
from tests.studio.house import ADA, BO, PLACE, PRIVATE, TRAITS, House, ScriptedCourier, open_house, png

UNKNOWN = "e" * 32


def press(house: House, action: Action, text: str = "", **changes: Any) -> Any:
    pressed = ActionPress.parse(action.code, text)
    assert pressed is not None
    plain = {"addressed": Addressed.BUTTON, "command": "", "press": pressed, "message": None}
    return house.message("", **{"person": BO, **plain, **changes})


def action(house: House, card: str, verb: Verb, number: int | None = None) -> Action:
    actions = house.courier.now(card).actions
    return next(one for one in actions if one.verb is verb and one.number == number)


def handle(house: House, name: str, data: bytes) -> ImageHandle:
    house.courier.files[name] = data
    return ImageHandle(Platform.TELEGRAM, name, f"key {name}")


async def test_edit_without_words_asks_for_them_and_the_answer_edits(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        await house.receive(press(house, action(house, card, Verb.EDIT)))
        (question,) = house.courier.notices
        assert question.expects_reply
        asked = str(max(int(one) for one in house.courier.cards) + 1)
        await house.receive(house.reply(asked, "make it blue", BO))

        assert house.provider.requests[-1].sources
        assert house.provider.requests[-1].prompt == "make it blue"


async def test_edit_with_words_and_an_upload(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        upload = handle(house, "hat", png("#ff0000"))
        await house.receive(press(house, action(house, card, Verb.EDIT), "add the hat", images=(upload,)))

        assert len(house.provider.requests[-1].sources) == 2


async def test_trap_63_ids_of_another_place_are_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a secret boat", place=PRIVATE)
        elsewhere = replace(PLACE, community="-666")
        for verb in (Verb.EDIT, Verb.AGAIN, Verb.ORIGINAL):
            forged = press(house, action(house, card, verb), "make it mine", place=elsewhere)
            await house.receive(forged)

        assert len(house.provider.requests) == 1
        assert len(house.courier.notices) == 3
        assert not [told for told in house.courier.notices if told.files]


@pytest.mark.parametrize(
    "verb", [Verb.EDIT, Verb.AGAIN, Verb.ORIGINAL, Verb.PICK, Verb.ALL, Verb.OTHER, Verb.CHOOSE]
)
async def test_ids_that_nobody_knows_are_answered_politely(tmp_path: Path, verb: Verb) -> None:
    async with open_house(tmp_path) as house:
        await house.receive(press(house, Action(verb, UNKNOWN, "?", 1)))

        assert len(house.courier.notices) == 1
        assert not house.courier.cards


async def test_other_reads_the_words_the_other_way_and_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        private: dict[str, Any] = {"place": PRIVATE, "addressed": Addressed.PRIVATE, "command": ""}
        await house.ask("a boat", **private)
        card = await house.ask("make it blue", **private)
        assert house.provider.requests[-1].sources
        await house.receive(press(house, action(house, card, Verb.OTHER), **{**private, "person": ADA}))
        assert not house.provider.requests[-1].sources
        newest = max(house.courier.cards, key=int)
        await house.receive(press(house, action(house, newest, Verb.OTHER), **{**private, "person": ADA}))
        assert house.provider.requests[-1].sources

        plain = house.courier.now(await house.ask("a tree"))
        assert not [one for one in plain.actions if one.verb is Verb.OTHER]
        forged = press(house, Action(Verb.OTHER, plain.job_id, "?"))
        await house.receive(forged)
        assert len(house.courier.notices) == 1


async def test_plain_words_that_edit_nothing_generate_in_private(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        private: dict[str, Any] = {"place": PRIVATE, "addressed": Addressed.PRIVATE, "command": ""}
        await house.ask("make it blue", **private)
        assert not house.provider.requests[-1].sources
        await house.ask("a brighter sky", **private)
        assert not house.provider.requests[-1].sources


async def test_a_sheet_has_numbers_and_all(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat --n 3")
        await house.receive(press(house, action(house, card, Verb.PICK, 2)))
        (alone,) = house.courier.notices
        assert alone.audience is Audience.ALL
        assert [one.verb for one in alone.actions] == [Verb.EDIT, Verb.ORIGINAL, Verb.MORE]
        await house.receive(press(house, alone.actions[1]))
        assert house.courier.notices[-1].as_documents
        await house.receive(press(house, action(house, card, Verb.ALL)))
        assert len(house.courier.notices[-1].files) == 3


async def test_an_original_that_is_too_large_steps_down(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        house.courier.tell_faults = [FileTooLarge(limit_bytes=50_000)]
        await house.receive(press(house, action(house, card, Verb.ORIGINAL)))

        assert len(house.courier.notices[-1].files[0].data) <= 50_000


async def test_an_original_of_what_nobody_drew_is_not_offered(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        photo = handle(house, "photo", png())
        reply = ReplyTarget("5", images=(photo,))
        await house.ask("make it blue", command="edit", reply=reply)
        place, person = await house.resources.directory.resolve(PLACE, ADA, house.resources.clock())
        source = await house.resources.pictures.of_handle(place.id, photo.key)
        assert source is not None
        assert source.account_id == person.account_id
        await house.receive(press(house, Action(Verb.ORIGINAL, source.id, "?")))
        assert not [told for told in house.courier.notices if told.files]


async def test_a_photo_is_fetched_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        reply = ReplyTarget("5", images=(handle(house, "photo", png()),))
        await house.ask("make it blue", command="edit", reply=reply)
        del house.courier.files["photo"]
        await house.ask("make it red", command="edit", reply=reply)
        await house.receive(
            house.message(
                "x",
                command="edit",
                reply=ReplyTarget("6", images=(ImageHandle(Platform.TELEGRAM, "gone", "other key"),)),
            )
        )

        assert len(house.provider.requests) == 2
        assert len(house.courier.notices) == 1


async def test_which_picture_is_asked_and_the_answer_goes_on(tmp_path: Path) -> None:
    courier = ScriptedCourier(replace(TRAITS, pictures_per_card=10))
    async with open_house(tmp_path, courier) as house:
        card = await house.ask("a boat --n 2")
        await house.receive(house.reply(card, "make it blue"))
        (question,) = house.courier.notices
        assert [one.number for one in question.actions] == [1, 2, 0]
        assert len(house.provider.requests) == 1
        elsewhere = replace(PLACE, community="-666")
        await house.receive(press(house, question.actions[0], place=elsewhere))
        assert len(house.provider.requests) == 1
        await house.receive(press(house, question.actions[1]))
        assert len(house.provider.requests[-1].sources) == 1
        await house.receive(press(house, question.actions[2]))
        assert len(house.provider.requests[-1].sources) == 2


async def test_a_picture_without_words_is_asked_for_them(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        photo = handle(house, "photo", png())
        private: dict[str, Any] = {"place": PRIVATE, "addressed": Addressed.PRIVATE, "command": ""}
        await house.receive(house.message("", images=(photo,), **private))
        (question,) = house.courier.notices
        assert question.expects_reply
        await house.receive(house.message("", **private))
        assert len(house.courier.notices) == 2
        assert not house.provider.requests


async def test_trap_17_an_album_is_one_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.albums._PAUSE_SECONDS", 0.1)
    async with open_house(tmp_path) as house:
        album: dict[str, Any] = {"album": "g", "command": "", "addressed": Addressed.NOBODY}
        first = house.message("", images=(handle(house, "a", png("#ff0000")),), **album)
        second = house.message(
            "make it blue",
            images=(handle(house, "b", png("#00ff00")),),
            **{**album, "command": "edit", "addressed": Addressed.COMMAND},
        )
        late = house.message("", images=(handle(house, "c", png("#0000ff")),), **album)
        await house.studio.receive(second)
        await house.studio.receive(first)
        await house.settled()
        await house.receive(late)

        (request,) = house.provider.requests
        assert len(request.sources) == 2
        assert len(house.courier.cards) == 1


async def test_trap_18_a_reply_to_one_piece_of_an_album_can_mean_all(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        album: dict[str, Any] = {"album": "g", "command": "", "addressed": Addressed.NOBODY, "person": BO}
        pieces = [handle(house, name, png(f"#{name}")) for name in ("ff0000", "00ff00")]
        for number, piece in enumerate(pieces):
            await house.receive(house.message("", images=(piece,), message=f"90{number}", **album))
        assert not house.courier.cards
        target = ReplyTarget("901", images=(pieces[1],), album="g")
        await house.ask("make it blue", command="edit", reply=target)
        assert len(house.provider.requests[-1].sources) == 1
        await house.ask("blend both of them", command="edit", reply=target)
        assert len(house.provider.requests[-1].sources) == 2


async def test_trap_15_a_reply_to_words_walks_up_to_the_picture(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        photo = handle(house, "photo", png())
        first = house.message("and bigger", command="edit", reply=ReplyTarget("5", images=(photo,)))
        await house.receive(first)
        await house.ask("make it blue", command="edit", reply=ReplyTarget(first.message))

        requests = house.provider.requests
        assert requests[1].sources[0].data == requests[0].sources[0].data


async def test_trap_67_a_private_picture_never_turns_up_in_a_group(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.ask("my secret", place=PRIVATE, addressed=Addressed.PRIVATE, command="")
        await house.receive(house.message("make it blue", command="edit"))

        assert len(house.provider.requests) == 1
        assert len(house.courier.notices) == 1


async def test_too_many_sources_and_wrong_options_cost_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        images = tuple(handle(house, str(number), png(f"#0000{number:02x}")) for number in range(3))
        for words in (
            "a boat --quality ultra",
            "a boat --transparent",
            "a boat --n 9",
            "a boat --model dall-e-9",
        ):
            await house.receive(house.message(words))
        await house.receive(house.message("blend them", command="edit", images=images))

        assert not house.provider.requests
        assert len(house.courier.notices) == 5
        assert not await house.resources.jobs.unfinished()


async def test_commands_answer_the_one_who_asked(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for command in ("quota", "help", "start", "privacy", "forget"):
            await house.receive(house.message(command=command))
        assert len(house.courier.notices) == 5
        assert all(told.audience is Audience.REQUESTER for told in house.courier.notices)
        used = await house.studio.usage(PLACE, ADA)
        assert [one.used for one in used] == [0]


async def test_a_notice_that_cannot_be_delivered_is_dropped(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.courier.tell_faults = [NoPermission()] * 2
        await house.receive(house.message(command="help"))

        assert not house.courier.notices


async def test_a_defect_is_answered_and_the_bot_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path) as house:

        def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError("secret")

        with monkeypatch.context() as patch:
            patch.setattr("core.ask.parse", broken)
            await house.receive(house.message("a boat"))
        assert "secret" not in house.courier.notices[0].text
        await house.ask("a boat")


async def test_thread_starters_are_pictures_too(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        start = ReplyTarget(card, by_bot=True)
        await house.ask("make it blue", command="edit", thread_start=start)

        assert house.provider.requests[-1].sources


async def test_a_tombstone_cannot_be_edited(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        picture = PictureId(action(house, card, Verb.EDIT).target)
        await house.receive(house.message(command="forget"))
        (gone,) = await house.resources.pictures.get([picture])
        assert gone.blob is None
        edited = await house.ask(
            "make it blue", BO, addressed=Addressed.REPLY, command="", reply=ReplyTarget(card, by_bot=True)
        )
        assert (await house.job(edited)).error == {"error": "ImageGone"}
