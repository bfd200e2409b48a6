"""Undo, redo, versions by number, comparisons and the family tree, free and without a job."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.identity import PlaceAlias
from core.pictures import Picture
from core.requests import ActionPress, Addressed, ImageHandle, Notice, ReplyTarget, Verb
from tests.studio.house import BO, PLACE, PRIVATE, TRAITS, House, ScriptedCourier, open_house, png

ALONE: dict[str, Any] = {"place": PRIVATE, "addressed": Addressed.PRIVATE, "command": ""}


async def picture_of(house: House, card: str) -> Picture:
    (found,) = await house.resources.pictures.of_job(house.courier.now(card).job_id)
    return found


async def bytes_of(house: House, picture: Picture) -> bytes:
    assert picture.blob is not None
    return await house.resources.blobs.get(picture.blob)


async def edited(house: House, to: str, text: str, **changes: Any) -> str:
    """Reply to a card; the message id of the card that answers."""
    before = set(house.courier.cards)
    await house.receive(house.reply(to, text, **changes))
    (card,) = set(house.courier.cards) - before
    return card


async def three(house: House) -> list[str]:
    """Cards of versions 1 to 3, each made from the one before."""
    cards = [await house.ask("a boat")]
    for words in ("make it blue", "make it red"):
        cards.append(await edited(house, cards[-1], words))
    return cards


def shown(house: House) -> Notice:
    """The newest notice with a picture."""
    return [told for told in house.courier.notices if told.files][-1]


async def shown_picture(house: House) -> Picture:
    (picture,) = await house.resources.pictures.get(shown(house).files[0].picture_ids)
    return picture


def shown_at(house: House) -> str:
    """The message id of the newest notice: nothing was posted after it."""
    return str(house.courier._last)


async def pressed(house: House, verb: Verb, target: str, **changes: Any) -> None:
    plain = {
        "addressed": Addressed.BUTTON,
        "command": "",
        "message": None,
        "press": ActionPress(verb, target),
    }
    await house.receive(house.message("", **{"person": BO, **plain, **changes}))


async def test_undo_and_redo_walk_the_tree_at_no_cost(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        cards = await three(house)
        pictures = [await picture_of(house, card) for card in cards]
        jobs, drawn = len(house.courier.cards), len(house.provider.requests)

        await house.receive(house.reply(cards[2], "undo"))
        assert await shown_picture(house) == pictures[1]
        assert shown(house).text == "Version 2 · “make it blue”"
        offered = [one.verb for one in shown(house).actions]
        assert {Verb.EDIT, Verb.ORIGINAL, Verb.MORE, Verb.COMPARE, Verb.HISTORY} <= set(offered)
        await house.receive(house.reply(shown_at(house), "撤销"))
        assert await shown_picture(house) == pictures[0]
        await house.receive(house.reply(shown_at(house), "redo", BO))
        assert await shown_picture(house) == pictures[1]
        await house.receive(house.reply(cards[0], "redo twice"))
        assert await shown_picture(house) == pictures[2]
        assert (len(house.courier.cards), len(house.provider.requests)) == (jobs, drawn)


async def test_a_reply_to_what_was_shown_branches_from_there(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        cards = await three(house)
        undo = house.reply(cards[2], "go back to version 1")
        await house.receive(undo)
        branch = await picture_of(house, await edited(house, shown_at(house), "make it green"))
        first = await picture_of(house, cards[0])
        assert (branch.parents, branch.version) == ((first.id,), 4)
        await house.receive(house.reply(cards[0], "redo"))
        assert await shown_picture(house) == branch

        # A reply to the words that asked for it is about what was shown, too.
        again = house.message("make it night", command="edit", reply=ReplyTarget(undo.message))
        await house.receive(again)
        last = house.provider.requests[-1]
        assert last.prompt == "make it night"
        assert [one.data for one in last.sources] == [await bytes_of(house, first)]


async def test_the_ends_of_a_tree_are_told_and_nothing_is_drawn(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        cards = await three(house)
        for to, words in (
            (cards[0], "undo"),
            (cards[2], "redo"),
            (cards[2], "version 9"),
            (cards[0], "compare"),
            (cards[0], "undo the hat and the scarf"),
        ):
            await house.receive(house.reply(to, words))
        texts = [told.text for told in house.courier.notices]
        assert ["nothing before" in text for text in texts] == [True, False, False, True, True]
        assert "nothing to redo" in texts[1]
        assert "newest is version 3" in texts[2]
        assert len(house.provider.requests) == 3


async def test_talk_that_begins_with_undo_is_left_alone(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        cards = await three(house)
        await house.receive(house.reply(cards[2], "undo my entire life"))
        assert not [told for told in house.courier.notices if told.files]
        await house.receive(house.reply(cards[2], "undo my entire life", addressed=Addressed.MENTION))
        assert (await shown_picture(house)).version == 2
        assert len(house.provider.requests) == 3


async def test_in_private_the_latest_picture_follows_what_was_shown(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        cards = [await house.ask(words, **ALONE) for words in ("a boat", "make it blue", "make it red")]
        pictures = [await picture_of(house, card) for card in cards]
        for words, expected in (("undo", 1), ("undo", 0), ("重做", 1), ("version 3", 2), ("上一个", 1)):
            await house.receive(house.message(words, **ALONE))
            assert await shown_picture(house) == pictures[expected], words
        await house.ask("make it green", **ALONE)
        assert house.provider.requests[-1].sources[0].data == await bytes_of(house, pictures[1])
        slash = house.message(place=PRIVATE, addressed=Addressed.COMMAND, command="undo", message=None)
        await house.receive(slash)
        assert await shown_picture(house) == pictures[1]


async def test_words_that_only_move_never_draw_where_no_picture_is_meant(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.ask("a boat")
        mention: dict[str, Any] = {"addressed": Addressed.MENTION, "command": ""}
        for words in ("undo", "history", "compare", "第3版"):
            await house.receive(house.message(words, **mention))
        await house.receive(house.message("undo", **ALONE))
        assert len(house.provider.requests) == 1
        assert all("which picture" in told.text for told in house.courier.notices)
        assert len(house.courier.notices) == 5
        await house.receive(house.reply("77", "undo", spoken_to_other=True))
        await house.receive(house.message("undo", addressed=Addressed.NOBODY, command=""))
        assert len(house.courier.notices) == 5
        await house.ask("version 3")
        assert house.provider.requests[-1].prompt == "version 3"


@pytest.mark.parametrize("place", [PLACE, PRIVATE])
async def test_words_that_only_move_never_edit_what_is_sent_with_them(
    tmp_path: Path, place: PlaceAlias
) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat", place=place)
        house.courier.files["photo"] = png()
        images = (ImageHandle(PLACE.platform, "photo", "key photo"),)
        cases: tuple[tuple[str, dict[str, Any]], ...] = (
            ("undo", {"command": "edit"}),
            ("撤销", {"addressed": Addressed.MENTION, "command": ""}),
            ("redo", {"addressed": Addressed.PRIVATE, "command": ""}),
            (
                "history",
                {"reply": ReplyTarget(card, by_bot=True), "addressed": Addressed.REPLY, "command": ""},
            ),
        )
        for words, changes in cases:
            await house.receive(house.message(words, images=images, **{"place": place, **changes}))
        assert len(house.provider.requests) == 1
        assert ["nothing before" in told.text for told in house.courier.notices] == [True, True, True, False]
        await house.ask("compare", images=images, command="edit", place=place)


async def test_a_persons_photo_is_the_root_and_is_shown_without_its_place(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.courier.files["photo"] = png("#aa3344")
        photo = ImageHandle(PLACE.platform, "photo", "key photo", spoiler=True)
        card = await house.ask("make it blue", command="edit", reply=ReplyTarget("5", images=(photo,)))
        await house.receive(house.reply(card, "go back to the original"))
        first = await shown_picture(house)
        assert not first.drawn
        assert "as it was posted" in shown(house).text
        offered = {one.verb for one in shown(house).actions}
        assert Verb.EDIT in offered
        assert not offered & {Verb.ORIGINAL, Verb.COMPARE, Verb.HISTORY}
        assert shown(house).files[0].spoiler

        again = house.message(
            "history", addressed=Addressed.MENTION, command="", reply=ReplyTarget("5", images=(photo,))
        )
        await house.receive(again)
        assert "2 versions" in shown(house).text
        other = ImageHandle(PLACE.platform, "other", "key other")
        unknown = replace(again, key="other", reply=ReplyTarget("6", images=(other,)))
        await house.receive(unknown)
        assert "nothing before" in house.courier.notices[-1].text
        house.courier.files["other"] = png("#aa3355")
        await house.receive(replace(unknown, key="another", text="version 2 but with a red hat"))
        assert house.provider.requests[-1].prompt == "version 2 but with a red hat"


async def test_words_name_versions_to_start_from(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        cards = await three(house)
        pictures = [await picture_of(house, card) for card in cards]
        for words, parents, prompt in (
            ("version 2 but darker", [1], "darker"),
            ("make version 1 darker", [0], "make it darker"),
            ("把第2版调暗", [1], "把它调暗"),
            ("go back to version 1 and make it night", [0], "make it night"),
            ("undo and make it night", [1], "make it night"),
            ("put the hat from version 1 on it", [2, 0], "put the hat from image 2 on it"),
            ("combine version 3 and version 1", [2, 0], "combine image 1 and image 2"),
        ):
            card = await edited(house, cards[2], words)
            assert (await picture_of(house, card)).parents == tuple(pictures[one].id for one in parents), (
                words
            )
            assert (await house.job(card)).instruction.prompt == prompt
        drawn = len(house.provider.requests)
        await house.receive(house.reply(cards[2], "make version 77 darker"))
        assert len(house.provider.requests) == drawn
        assert "no version 77" in house.courier.notices[-1].text


async def test_a_card_of_several_is_asked_only_where_it_matters(tmp_path: Path) -> None:
    courier = ScriptedCourier(replace(TRAITS, pictures_per_card=10))
    async with open_house(tmp_path, courier) as house:
        first = await house.ask("a boat")
        several = await edited(house, first, "make it blue --n 3")
        await house.receive(house.reply(several, "undo"))
        assert await shown_picture(house) == await picture_of(house, first)
        await house.receive(house.reply(several, "compare"))
        question = house.courier.notices[-1]
        assert [one.number for one in question.actions] == [1, 2, 3, 0]
        for action in (question.actions[1], question.actions[3]):
            press = ActionPress.parse(action.code)
            await house.receive(
                house.message("", addressed=Addressed.BUTTON, command="", message=None, press=press)
            )
        versions = [told.text for told in house.courier.notices if told.files][-2:]
        assert versions == ["Version 1 and version 3", "Version 1 and version 2"]
        await house.receive(house.reply(several, "compare #3"))
        assert shown(house).text == "Version 1 and version 4"
        assert len(house.provider.requests) == 2


async def test_redo_asks_where_two_of_a_card_went_on(tmp_path: Path) -> None:
    courier = ScriptedCourier(replace(TRAITS, pictures_per_card=10))
    async with open_house(tmp_path, courier) as house:
        several = await edited(house, await house.ask("a boat"), "put a hat on it --n 2")
        one = await picture_of(house, await edited(house, several, "#1 make it blue"))
        await house.receive(house.reply(several, "redo"))
        assert await shown_picture(house) == one
        await edited(house, several, "#2 make it blue")
        for words in ("redo", "put the hat from version 1 on it"):
            await house.receive(house.reply(several, words))
            assert [one.verb for one in house.courier.notices[-1].actions] == [Verb.CHOOSE] * 3
        press = ActionPress.parse(house.courier.notices[-1].actions[1].code)
        await house.receive(house.message("", addressed=Addressed.BUTTON, command="", press=press))
        assert house.provider.requests[-1].prompt == "put the hat from image 2 on it"


async def test_pictures_of_one_card_may_have_trees_of_their_own(tmp_path: Path) -> None:
    courier = ScriptedCourier(replace(TRAITS, pictures_per_card=10))
    async with open_house(tmp_path, courier) as house:
        several = await house.ask("a boat --n 2")
        await house.receive(house.reply(several, "undo"))
        assert "nothing before" in house.courier.notices[-1].text
        await edited(house, several, "#2 make it blue")
        for words in ("redo", "history", "put the hat from version 2 on it"):
            await house.receive(house.reply(several, words))
            assert [one.verb for one in house.courier.notices[-1].actions] == [Verb.CHOOSE] * 3, words
        await house.receive(house.reply(several, "history #2"))
        assert "2 versions" in shown(house).text
        await house.receive(house.reply(several, "redo"))
        press = ActionPress.parse(house.courier.notices[-1].actions[2].code)
        await house.receive(house.message("", addressed=Addressed.BUTTON, command="", press=press))
        assert "nothing to redo" in house.courier.notices[-1].text
