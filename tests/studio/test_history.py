"""The family tree, comparisons, and what is erased, elsewhere or long ago."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.identity import PictureId, PlaceKind
from core.requests import Action, Addressed, ReplyTarget, Verb
from tests.studio.house import BO, PLACE, TRAITS, ScriptedCourier, open_house
from tests.studio.test_versions import (
    ALONE,
    edited,
    picture_of,
    pressed,
    shown,
    shown_at,
    shown_picture,
    three,
)


async def test_the_sheet_shows_all_and_a_reply_names_one(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        cards = await three(house)
        second = await picture_of(house, cards[1])
        await pressed(house, Verb.HISTORY, (await picture_of(house, cards[2])).id)
        sheet = shown_at(house)
        assert "3 versions" in shown(house).text
        assert [one.number for one in shown(house).actions] == [1, 2, 3]
        for words in ("#2", "2", "the second one", "version 2"):
            await house.receive(house.reply(sheet, words))
            assert await shown_picture(house) == second, words
        await house.receive(house.reply(sheet, "make it darker"))
        assert "Which version" in house.courier.notices[-1].text
        assert len(house.provider.requests) == 3
        branch = await picture_of(house, await edited(house, sheet, "#2 make it green"))
        assert branch.parents == (second.id,)
        await pressed(house, Verb.PICK, second.id)
        assert await shown_picture(house) == second
        # What was made since can be named as well.
        assert (await picture_of(house, await edited(house, sheet, "#4 but smaller"))).parents == (branch.id,)


async def test_comparisons_take_versions_by_number(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        cards = await three(house)
        for words, text in (
            ("compare", "Version 2 and version 3"),
            ("和原图对比", "Version 1 and version 3"),
            ("compare 1 and 2", "Version 1 and version 2"),
        ):
            await house.receive(house.reply(cards[2], words))
            assert shown(house).text == text
        await pressed(house, Verb.COMPARE, (await picture_of(house, cards[1])).id)
        assert shown(house).text == "Version 1 and version 2"
        third = await edited(house, shown_at(house), "make it green")
        assert (await picture_of(house, third)).parents == ((await picture_of(house, cards[1])).id,)


async def test_erased_versions_are_tombstones(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        first = await house.ask("a boat")
        second = await edited(house, first, "make it blue", person=BO)
        third = await edited(house, second, "make it red")
        await house.receive(house.message(command="forget", person=BO))
        await house.receive(house.reply(third, "undo"))
        assert await shown_picture(house) == await picture_of(house, first)
        await house.receive(house.reply(third, "version 2"))
        assert "was erased" in house.courier.notices[-1].text
        await house.receive(house.reply(third, "history"))
        assert [one.number for one in shown(house).actions] == [1, 3]
        await house.receive(house.message(command="forget"))
        for words in ("undo", "compare"):
            await house.receive(house.reply(third, words))
            assert "Version 2 was erased" in house.courier.notices[-1].text
        await house.receive(house.reply(third, "history"))
        assert "3 versions" in shown(house).text


async def test_a_sheet_that_was_shown_is_drawn_from_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.showing._MOST_THUMBNAILS", 2)
    async with open_house(tmp_path) as house:
        cards = await three(house)
        await house.receive(house.reply(cards[2], "history"))
        first = shown(house).files[0].data
        for card in cards:
            blob = (await picture_of(house, card)).blob
            assert blob is not None
            await house.resources.blobs.delete(blob)
        await house.receive(house.reply(cards[2], "history"))
        # The two newest are remembered, and the first is not.
        assert shown(house).files[0].data != first
        assert "3 versions" in shown(house).text
        await pressed(house, Verb.PICK, (await picture_of(house, cards[2])).id)
        assert "no longer there" in house.courier.notices[-1].text


async def test_a_picture_whose_bytes_are_lost_is_told_of(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        cards = await three(house)
        lost = (await picture_of(house, cards[1])).blob
        assert lost is not None
        await house.resources.blobs.delete(lost)
        await house.receive(house.reply(cards[2], "undo"))
        assert "was erased" in house.courier.notices[-1].text
        await house.receive(house.reply(cards[2], "history"))
        assert "3 versions" in shown(house).text


async def test_nothing_of_another_place_is_reachable(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a secret boat", **ALONE)
        secret = await picture_of(house, card)
        elsewhere = replace(PLACE, community="-666")
        for verb in (Verb.HISTORY, Verb.COMPARE, Verb.PICK):
            await pressed(house, verb, secret.id, place=elsewhere)
        # A thread that grew from a card elsewhere: that picture alone is known there.
        thread = replace(PLACE, place="thread")
        cards = await three(house)
        start = ReplyTarget(cards[1], by_bot=True)
        for words in ("undo", "version 1", "redo"):
            await house.receive(
                house.message(
                    words, addressed=Addressed.MENTION, command="", place=thread, thread_start=start
                )
            )
        assert not [told for told in house.courier.notices if told.files]


async def test_a_large_tree_says_that_there_is_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.versions.Tree.on_sheet", lambda tree, current: [tree.pictures[0], current])
    async with open_house(tmp_path) as house:
        cards = await three(house)
        await house.receive(house.reply(cards[2], "history"))
        assert "the newest of 3 versions" in shown(house).text


async def test_moves_work_across_a_restart(tmp_path: Path) -> None:
    courier = ScriptedCourier()
    async with open_house(tmp_path, courier) as house:
        cards = await three(house)
        await house.receive(house.reply(cards[2], "history"))
        sheet = shown_at(house)
    async with open_house(tmp_path, courier) as house:
        house._count = 100
        await house.receive(house.reply(cards[2], "undo"))
        assert (await shown_picture(house)).version == 2
        await house.receive(house.reply(sheet, "#1"))
        assert (await shown_picture(house)).version == 1


@pytest.mark.parametrize("kind", [PlaceKind.GROUP, PlaceKind.PRIVATE])
async def test_finished_cards_offer_history_where_there_is_one(tmp_path: Path, kind: PlaceKind) -> None:
    async with open_house(tmp_path) as house:
        place = replace(PLACE, kind=kind)
        first = await house.ask("a boat", place=place)
        second = await edited(house, first, "make it blue", place=place)
        verbs = [{one.verb for one in house.courier.now(card).actions} for card in (first, second)]
        assert not verbs[0] & {Verb.HISTORY, Verb.COMPARE}
        assert {Verb.HISTORY, Verb.COMPARE} <= verbs[1]
        assert len(house.courier.now(second).actions) <= 2 * TRAITS.actions_per_row


async def test_ids_that_nobody_knows_are_answered_politely(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for verb in (Verb.HISTORY, Verb.COMPARE):
            await pressed(house, verb, Action(verb, PictureId("e" * 32), "?").target)
        assert len(house.courier.notices) == 2
        assert not [told for told in house.courier.notices if told.files]
