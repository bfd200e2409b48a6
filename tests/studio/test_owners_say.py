"""Whose pictures others may have changed: every way to a picture that its owner keeps."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.identity import PersonAlias, PlaceKind
from core.pictures import Picture, Privacy
from core.requests import ActionPress, Addressed, ImageHandle, ReplyTarget, Verb
from tests.studio.house import ADA, BO, PLACE, House, open_house, png

ADMIN = PersonAlias(PLACE.platform, "9", "Chief", "en", is_admin=True)
REFUSED = "kept it to themselves"


def photo(house: House, name: str = "photo") -> ImageHandle:
    house.courier.files[name] = png("#aa3344")
    return ImageHandle(PLACE.platform, name, f"key {name}")


def posted(house: House, name: str = "photo", by: PersonAlias = ADA) -> ReplyTarget:
    return ReplyTarget("5", author=by.key, images=(photo(house, name),))


async def say(house: House, words: str, person: PersonAlias = ADA, **changes: Any) -> str:
    """`/mypictures` with words; the answer."""
    await house.receive(house.message(words, person, command="mypictures", **changes))
    return house.courier.notices[-1].text


async def refused(house: House, message: Any) -> bool:
    """Whether a message is refused, and nothing is drawn for it."""
    drawn, told = len(house.provider.requests), len(house.courier.notices)
    await house.receive(message)
    new = house.courier.notices[told:]
    return len(house.provider.requests) == drawn and any(REFUSED in one.text for one in new)


async def picture_of(house: House, card: str) -> Picture:
    (found,) = await house.resources.pictures.of_job(house.courier.now(card).job_id)
    return found


def pressed(house: House, verb: Verb, target: str, person: PersonAlias = BO, text: str = "") -> Any:
    press = ActionPress(verb, target, text=text)
    return house.message("", person, addressed=Addressed.BUTTON, command="", message=None, press=press)


async def test_a_member_keeps_what_they_post(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        assert "anyone here" in await say(house, "")
        assert "Nobody else" in await say(house, "private")
        assert "Nobody else" in await say(house, "whatever")
        edit: dict[str, Any] = {"command": "edit", "reply": posted(house)}
        assert await refused(house, house.message("make it blue", BO, **edit))
        place, _ = await house.resources.directory.resolve(PLACE, BO, house.resources.clock())
        assert await house.resources.pictures.of_handle(place.id, "key photo") is None

        own = await picture_of(house, await house.ask("make it blue", **edit))
        assert own.privacy is Privacy.POSTED
        assert await refused(house, house.message("make it blue", BO, **edit))
        assert await house.ask("make it red", BO, command="edit", reply=posted(house, "another", BO))

        assert "Anyone" in await say(house, "公开")
        await house.ask("make it blue", BO, **edit)


async def test_every_way_to_a_kept_result_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        first = await house.ask("a boat --private")
        own = await house.ask(
            "make it red", addressed=Addressed.REPLY, command="", reply=ReplyTarget(first, by_bot=True)
        )
        kept = await picture_of(house, own)
        assert kept.privacy is Privacy.ASKED
        job = house.courier.now(own).job_id
        album = (photo(house, "a"), photo(house, "b"))
        for message in (
            house.reply(own, "make it blue", BO),
            house.reply(own, "make it blue", BO, images=album),
            house.reply(own, "undo", BO),
            house.reply(own, "history", BO),
            house.reply(own, "compare", BO),
            house.reply(own, "version 1 but blue", BO),
            pressed(house, Verb.EDIT, kept.id),
            pressed(house, Verb.EDIT, kept.id, text="make it blue"),
            pressed(house, Verb.AGAIN, job),
            pressed(house, Verb.SUBTLE, kept.id),
            pressed(house, Verb.UPSCALE, kept.id),
            *(
                pressed(house, verb, kept.id)
                for verb in (Verb.ORIGINAL, Verb.PICK, Verb.ALL, Verb.MORE, Verb.HISTORY, Verb.COMPARE)
            ),
        ):
            assert await refused(house, message), message
        assert not [told for told in house.courier.notices if told.files]
        await house.receive(pressed(house, Verb.ORIGINAL, kept.id, ADA))
        assert house.courier.notices[-1].files


async def test_a_sheet_locks_what_others_keep(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        first = await house.ask("a boat")
        reply: dict[str, Any] = {
            "addressed": Addressed.REPLY,
            "command": "",
            "reply": ReplyTarget(first, by_bot=True),
        }
        await house.ask("make it red --private", **reply)
        open_one = await house.ask("make it blue", **reply)
        await house.receive(house.reply(open_one, "history", BO))
        assert [one.number for one in house.courier.notices[-1].actions] == [1, 3]
        sheet = str(house.courier._last)
        for words in ("#2", "#2 but green", "redo"):
            assert await refused(house, house.reply(sheet, words, BO)) == (words != "redo")
        await house.receive(house.reply(first, "redo", BO))
        assert house.courier.notices[-1].text.startswith("Version 3")
        await house.receive(house.reply(open_one, "history"))
        assert [one.number for one in house.courier.notices[-1].actions] == [1, 2, 3]


async def test_what_others_made_before_stays_open_and_choices_hold_for_what_was_posted(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house:
        edit: dict[str, Any] = {"command": "edit", "reply": posted(house)}
        mine = await house.ask("make it blue", **edit)
        theirs = await house.ask("make it red", BO, **edit)
        assert (await picture_of(house, theirs)).privacy is Privacy.OPEN
        await say(house, "private")
        assert await refused(house, house.reply(mine, "make it green", BO))
        await house.receive(house.reply(theirs, "make it green", BO))
        assert len(house.provider.requests) == 3
        assert await refused(house, house.reply(theirs, "undo", BO))
        assert await refused(house, pressed(house, Verb.AGAIN, house.courier.now(theirs).job_id))


async def test_a_group_has_a_default_that_admins_set(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        assert "Only an admin" in await say(house, "group private", BO)
        assert "nobody else may" in await say(house, "", ADMIN, options={"who": "private", "group": "true"})
        assert "because this group" in await say(house, "", BO)
        assert "nobody else may" in await say(house, "group", BO)
        assert await refused(house, house.message("make it blue", BO, command="edit", reply=posted(house)))
        await say(house, "open")
        await house.ask("make it blue", BO, command="edit", reply=posted(house))
        assert "anyone here may" in await say(house, "全群 公开", ADMIN)
        own = replace(PLACE, community="7", kind=PlaceKind.PRIVATE)
        assert "Nobody else" in await say(house, "group private", place=own)


@pytest.mark.parametrize("whose", ["album", "walk", "thread", "elsewhere"])
async def test_whose_a_photo_is_holds_by_every_pointer(tmp_path: Path, whose: str) -> None:
    async with open_house(tmp_path) as house:
        await say(house, "private")
        image = photo(house)
        edit: dict[str, Any] = {"command": "edit"}
        if whose == "album":
            piece = house.message(
                "", images=(image,), message="900", album="g", command="", addressed=Addressed.NOBODY
            )
            await house.receive(piece)
            edit["reply"] = ReplyTarget("900", album="g")
        elif whose == "walk":
            words = house.message("make it blue", BO, command="edit", reply=posted(house))
            assert await refused(house, words)
            edit["reply"] = ReplyTarget(words.message)
        elif whose == "thread":
            edit["thread_start"] = replace(posted(house), message=None)
        else:
            edit["reply"] = replace(posted(house), message=None)
        assert await refused(house, house.message("make it green", BO, **edit))


async def test_a_photo_of_nobody_known_is_who_points_at_it(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await say(house, "private", BO)
        reply = ReplyTarget(None, images=(photo(house),))
        card = await house.ask("make it blue", BO, command="edit", reply=reply)
        (parent,) = await house.resources.pictures.get((await picture_of(house, card)).parents)
        assert parent.privacy is Privacy.POSTED
        bot = ReplyTarget("7", by_bot=True, author="1", images=(photo(house, "old card"),))
        await house.ask("make it blue", BO, command="edit", reply=bot)
        own = await house.ask("make it blue", BO, command="edit", images=(photo(house, "own"),))
        assert (await picture_of(house, own)).privacy is Privacy.POSTED


async def test_forgetting_takes_what_one_posted_though_others_pointed_at_it(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("make it blue", BO, command="edit", reply=posted(house))
        (parent_id,) = (await picture_of(house, card)).parents
        await house.receive(house.message(command="forget", person=BO))
        (parent,) = await house.resources.pictures.get([parent_id])
        assert parent.blob is not None
        await house.receive(house.message(command="forget"))
        (parent,) = await house.resources.pictures.get([parent_id])
        assert parent.blob is None
