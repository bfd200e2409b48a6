"""The directory, on every database."""

import asyncio
from dataclasses import replace

import pytest

from core.identity import CommunityId, MessageRef, PersonAlias, PlaceAlias, PlaceId, Platform
from core.notes import MessageNote, NoteKind
from core.quota import Scope, ScopeKind, parse_limit
from storage.database import Database
from tests.contract.samples import ADA_ALIAS, GROUP_ALIAS, NOW, job, picture


async def test_the_same_names_are_the_same_ids(database: Database) -> None:
    place, person = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    again = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)

    assert again == (place, person)
    assert (place.alias, person.alias) == (GROUP_ALIAS, ADA_ALIAS)
    assert await database.directory.place(place.id) == place


async def test_places_share_their_community(database: Database) -> None:
    topic, _ = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    other, _ = await database.directory.resolve(replace(GROUP_ALIAS, place="8"), ADA_ALIAS, NOW)

    assert other.id != topic.id
    assert other.community_id == topic.community_id


async def test_platforms_do_not_share_names(database: Database) -> None:
    place, person = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    elsewhere = await database.directory.resolve(
        replace(GROUP_ALIAS, platform=Platform.DISCORD), replace(ADA_ALIAS, platform=Platform.DISCORD), NOW
    )

    assert elsewhere[0].community_id != place.community_id
    assert elsewhere[1].account_id != person.account_id


async def test_display_data_is_brought_up_to_date(database: Database) -> None:
    place, person = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    renamed = replace(GROUP_ALIAS, title="Sculptors")

    again, named = await database.directory.resolve(renamed, replace(ADA_ALIAS, name="Countess"), NOW)

    assert (again.id, named.id) == (place.id, person.id)
    assert (await database.directory.place(place.id)).alias == renamed


async def test_a_person_without_a_locale_keeps_the_one_last_seen(database: Database) -> None:
    await database.directory.resolve(GROUP_ALIAS, replace(ADA_ALIAS, locale="zh-CN"), NOW)
    unnamed = replace(ADA_ALIAS, locale="", name="Countess")
    for _ in range(2):
        _, person = await database.directory.resolve(GROUP_ALIAS, unnamed, NOW)
        assert person.alias == replace(unnamed, locale="zh-CN")

    _, person = await database.directory.resolve(GROUP_ALIAS, replace(ADA_ALIAS, locale="en"), NOW)
    assert person.alias.locale == "en"


async def test_an_unknown_place_is_a_key_error(database: Database) -> None:
    with pytest.raises(KeyError):
        await database.directory.place(PlaceId("0" * 32))


async def test_many_first_meetings_at_once_make_one_of_each(database: Database) -> None:
    met = await asyncio.gather(*(database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW) for _ in range(10)))

    assert len({(place.id, person.id, person.account_id) for place, person in met}) == 1


async def test_a_moved_community_keeps_its_ids(database: Database) -> None:
    place, person = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)

    await database.directory.move(Platform.TELEGRAM, "-1001", "-1002")
    await database.directory.move(Platform.TELEGRAM, "-1001", "-1002")

    moved = replace(GROUP_ALIAS, community="-1002")
    assert (await database.directory.place(place.id)).alias == moved
    assert await database.directory.resolve(moved, ADA_ALIAS, NOW) == (replace(place, alias=moved), person)


async def test_a_move_that_is_told_late_makes_one_community_of_two(database: Database) -> None:
    moved = replace(GROUP_ALIAS, community="-1002")
    old, person = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    new, _ = await database.directory.resolve(moved, ADA_ALIAS, NOW)
    topic, _ = await database.directory.resolve(replace(moved, place="9"), ADA_ALIAS, NOW)
    for place in (old, new):
        await database.jobs.accept(job(community=place.community_id), {}, NOW)
        await database.notes.put(
            MessageNote(MessageRef(place.id, "5"), NoteKind.CARD, reply_to=place.id), NOW
        )
    await database.pictures.add([picture(place=new.id)])

    await database.directory.move(Platform.TELEGRAM, "-1001", "-1002")

    assert (await database.directory.resolve(moved, ADA_ALIAS, NOW)) == (replace(old, alias=moved), person)
    assert (await database.directory.place(topic.id)).community_id == old.community_id
    assert await database.ledger.balance(Scope(ScopeKind.COMMUNITY, old.community_id)) == (2, 0)
    assert await database.ledger.balance(Scope(ScopeKind.COMMUNITY, new.community_id)) == (0, 0)
    [usage] = await database.ledger.usage(
        [Scope(ScopeKind.COMMUNITY, old.community_id)],
        {ScopeKind.COMMUNITY: [parse_limit("5 images per day")]},
        NOW,
    )
    assert usage.used == 2
    note = await database.notes.find(MessageRef(old.id, "5"))
    assert note is not None
    assert note.reply_to == new.id
    assert await database.pictures.latest(old.id) is not None
    assert {each.community_id for each in await database.jobs.unfinished()} == {CommunityId(old.community_id)}


async def test_hostile_names_are_kept(database: Database) -> None:
    place = PlaceAlias(Platform.DISCORD, "c\0\ud83d", "'; DROP TABLE places; --", title="\0")
    person = PersonAlias(Platform.DISCORD, "p\0", "\ud83d", "x")

    first = await database.directory.resolve(place, person, NOW)

    assert await database.directory.resolve(place, person, NOW) == first


async def test_a_place_that_was_looked_up_is_known_as_it_is_now(database: Database) -> None:
    place, _ = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    assert (await database.directory.place(place.id)).alias.title == GROUP_ALIAS.title

    await database.directory.resolve(replace(GROUP_ALIAS, title="Sculptors"), ADA_ALIAS, NOW)
    assert (await database.directory.place(place.id)).alias.title == "Sculptors"

    await database.directory.move(GROUP_ALIAS.platform, GROUP_ALIAS.community, "-100200")
    assert (await database.directory.place(place.id)).alias.community == "-100200"


async def test_a_move_told_elsewhere_is_known_once_it_is_told_here(
    database: Database, twin: Database
) -> None:
    place, _ = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    await database.directory.place(place.id)
    await twin.directory.move(GROUP_ALIAS.platform, GROUP_ALIAS.community, "-100200")

    await database.directory.move(GROUP_ALIAS.platform, GROUP_ALIAS.community, "-100200")

    assert (await database.directory.place(place.id)).alias.community == "-100200"


async def test_an_account_is_found_or_made_for_who_never_turned_to_the_bot(database: Database) -> None:
    made = await database.directory.account(Platform.TELEGRAM, ADA_ALIAS.key, NOW)
    _, ada = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)

    assert ada.account_id == made
    assert ada.alias == ADA_ALIAS
    assert await database.directory.account(Platform.TELEGRAM, ADA_ALIAS.key, NOW) == made
    assert await database.directory.account(Platform.DISCORD, ADA_ALIAS.key, NOW) != made


async def test_pictures_are_private_by_choice_else_by_the_communitys_default(database: Database) -> None:
    home, ada = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    bo = await database.directory.account(Platform.TELEGRAM, "1002", NOW)
    both = [ada.account_id, bo]
    assert await database.directory.private_owners(both, home.community_id) == frozenset()
    assert await database.directory.choice(ada.account_id, home.community_id) == (None, False)

    await database.directory.choose(ada.account_id, private=True)
    assert await database.directory.private_owners(both, home.community_id) == {ada.account_id}
    assert await database.directory.private_owners(both, CommunityId("0" * 32)) == {ada.account_id}

    await database.directory.choose_for_all(home.community_id, private=True)
    await database.directory.choose(ada.account_id, private=False)
    assert await database.directory.private_owners(both, home.community_id) == {bo}
    assert await database.directory.choice(ada.account_id, home.community_id) == (False, True)
    assert await database.directory.choice(bo, home.community_id) == (None, True)

    await database.directory.choose_for_all(home.community_id, private=False)
    assert await database.directory.private_owners(both, home.community_id) == frozenset()


async def test_communities_that_become_one_stay_private(database: Database) -> None:
    old, new = replace(GROUP_ALIAS, community="-5"), replace(GROUP_ALIAS, community="-1005")
    await database.directory.resolve(old, ADA_ALIAS, NOW)
    place, ada = await database.directory.resolve(new, ADA_ALIAS, NOW)
    await database.directory.choose_for_all(place.community_id, private=True)

    await database.directory.move(Platform.TELEGRAM, "-5", "-1005")

    place, ada = await database.directory.resolve(new, ADA_ALIAS, NOW)
    assert await database.directory.private_owners([ada.account_id], place.community_id) == {ada.account_id}
