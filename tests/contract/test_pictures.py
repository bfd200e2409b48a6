"""Pictures and lineage, on every database."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.identity import JobId, MessageRef, PictureId, PlaceId, new_id
from core.jobs import JobState
from core.notes import MessageNote, NoteKind, Question
from core.pictures import Privacy
from core.quota import Amounts, Scope, ScopeKind, Settlement, parse_limit
from storage.database import Database
from tests.contract.samples import ADA_ALIAS, BO, GROUP_ALIAS, HOME, NOW, handle, job, message, picture

ELSEWHERE = PlaceId("9" * 32)


async def test_a_picture_comes_back_as_it_was(database: Database) -> None:
    first = picture(job_id=JobId(new_id()))
    tombstone = picture(blob=None)

    assert await database.pictures.add([first, tombstone]) == (first, tombstone)

    assert await database.pictures.get([tombstone.id, first.id, tombstone.id]) == (
        tombstone,
        first,
        tombstone,
    )


async def test_an_unknown_picture_is_a_key_error(database: Database) -> None:
    [known] = await database.pictures.add([picture()])

    with pytest.raises(KeyError):
        await database.pictures.get([known.id, PictureId(new_id())])


async def test_versions_count_up_within_their_tree(database: Database) -> None:
    [root] = await database.pictures.add([picture()])
    pair = await database.pictures.add([picture(tree=root.id), picture(tree=root.id, index=2)])
    [other] = await database.pictures.add([picture()])

    assert [each.version for each in (root, *pair, other)] == [1, 2, 3, 1]


async def test_the_same_picture_again_changes_nothing(database: Database) -> None:
    [kept] = await database.pictures.add([picture()])

    assert await database.pictures.add([replace(kept, alt_text="other", version=9)]) == (kept,)
    assert await database.pictures.get([kept.id]) == (kept,)


async def test_versions_of_many_at_once_are_all_different(database: Database) -> None:
    [root] = await database.pictures.add([picture()])

    made = await asyncio.gather(*(database.pictures.add([picture(tree=root.id)]) for _ in range(12)))

    assert sorted(each.version for [each] in made) == list(range(2, 14))


async def test_a_job_has_its_pictures_in_order(database: Database) -> None:
    job_id = JobId(new_id())
    two, one = picture(job_id=job_id, index=2), picture(job_id=job_id, index=1)
    await database.pictures.add([two, one, picture()])

    assert await database.pictures.of_job(job_id) == (one, two)
    assert await database.pictures.of_job(JobId(new_id())) == ()


async def test_a_handle_leads_to_its_picture_in_its_place(database: Database) -> None:
    first, second = await database.pictures.add([picture(), picture()])

    await database.pictures.name_handle(HOME, "AgAC", first.id)
    await database.pictures.name_handle(HOME, "AgAC", second.id)

    assert await database.pictures.of_handle(HOME, "AgAC") == second
    assert await database.pictures.of_handle(ELSEWHERE, "AgAC") is None
    assert await database.pictures.of_handle(HOME, "AgAD") is None


async def test_the_latest_picture_of_a_place_has_bytes(database: Database) -> None:
    later = NOW + timedelta(seconds=1)
    old, new, gone, elsewhere = (
        picture(),
        picture(now=later),
        picture(now=later, blob=None),
        picture(place=ELSEWHERE),
    )
    await database.pictures.add([new, old, gone, elsewhere])

    assert await database.pictures.latest(HOME) == new
    assert await database.pictures.latest(PlaceId("8" * 32)) is None


async def test_erasing_leaves_tombstones_and_returns_lonely_blobs(database: Database) -> None:
    _, ada = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    own, shared = (
        picture(account=ada.account_id, blob="1" * 64),
        picture(account=ada.account_id, blob="2" * 64),
    )
    others, tombstone = picture(account=BO, blob="2" * 64), picture(account=ada.account_id, blob=None)
    await database.pictures.add([own, shared, others, tombstone])
    await database.pictures.name_handle(HOME, "AgAC", own.id)

    assert await database.pictures.erase(ada.account_id, NOW) == (2, ("1" * 64,))

    assert await database.pictures.get([own.id, others.id]) == (
        replace(own, blob=None, instruction="", alt_text="", scene=""),
        others,
    )
    assert await database.pictures.of_handle(HOME, "AgAC") is None
    assert await database.pictures.erase(ada.account_id, NOW) == (0, ())


async def test_erasing_takes_the_words_everywhere(database: Database) -> None:
    _, ada = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    ended, running = (
        job(account=ada.account_id, prompt="secret"),
        job(account=ada.account_id, prompt="secret"),
    )
    for each in (ended, running):
        await database.jobs.accept(each, {}, NOW)
    nothing = Settlement(Amounts(0, 0), Amounts(0, 0))
    await database.jobs.finish(ended.id, JobState.FAILED, nothing, None, NOW)
    seen = MessageNote(MessageRef(HOME, "5"), NoteKind.SEEN, images=(handle(),), account_id=ada.account_id)
    asked = MessageNote(MessageRef(HOME, "6"), NoteKind.REQUEST, job_id=ended.id, images=(handle(),))
    others = MessageNote(MessageRef(HOME, "7"), NoteKind.SEEN, images=(handle(),), account_id=BO)
    for note in (seen, asked, others):
        await database.notes.put(note, NOW)
    question = Question(new_id(), message(text="secret"), ())
    await database.questions.put(question, NOW)
    await database.inbox.put(message("update 1", text="secret"), NOW, "chatbrush")

    await database.pictures.erase(ada.account_id, NOW)

    blanked = await database.jobs.get(ended.id)
    assert (blanked.instruction.prompt, blanked.person.name, blanked.route) == ("", "", "")
    assert blanked.other_reading is not None
    assert blanked.other_reading.prompt == ""
    assert [await database.notes.find(note.ref) for note in (seen, asked, others)] == [
        replace(seen, images=()),
        replace(asked, images=()),
        others,
    ]
    assert await database.questions.find(question.id) is None
    assert list(await database.inbox.pending()) == []
    assert not await database.inbox.put(message("update 1"), NOW, "chatbrush")

    assert (await database.jobs.get(running.id)).instruction.prompt == "secret"
    await database.jobs.finish(running.id, JobState.DONE, nothing, None, NOW)
    assert (await database.jobs.get(running.id)).instruction.prompt == ""


async def test_expiring_takes_what_is_old_and_keeps_shared_bytes(database: Database) -> None:
    old = job(prompt="old secret")
    await database.jobs.accept(old, {}, NOW)
    await database.jobs.finish(old.id, JobState.DONE, Settlement(Amounts(0, 0), Amounts(0, 0)), None, NOW)
    later = NOW + timedelta(days=40)
    alone = replace(picture(blob="1" * 64), job_id=old.id)
    shared, young = picture(blob="2" * 64), picture(now=later, blob="2" * 64)
    await database.pictures.add([alone, shared, young])
    note = MessageNote(MessageRef(HOME, "5"), NoteKind.SEEN, images=(handle(),))
    await database.notes.put(note, NOW)

    assert await database.pictures.expire(NOW + timedelta(days=30), NOW + timedelta(days=30)) == ("1" * 64,)
    assert await database.pictures.expire(NOW + timedelta(days=30), NOW + timedelta(days=30)) == ()

    gone, lost, kept = await database.pictures.get([alone.id, shared.id, young.id])
    assert (gone.blob, gone.instruction, lost.blob, kept.blob) == (None, "", None, "2" * 64)
    assert (await database.jobs.get(old.id)).instruction.prompt == ""
    assert await database.notes.find(note.ref) == replace(note, images=())


async def test_erasing_is_no_way_to_fresh_quota(database: Database) -> None:
    _, ada = await database.directory.resolve(GROUP_ALIAS, ADA_ALIAS, NOW)
    scope = Scope(ScopeKind.ACCOUNT, ada.account_id)
    running = job(images=3, micros=30, account=ada.account_id)
    await database.jobs.accept(running, {}, NOW)

    await database.pictures.erase(ada.account_id, NOW)
    await database.pictures.erase(ada.account_id, NOW)

    rules = {ScopeKind.ACCOUNT: [parse_limit("4 images per day")]}
    assert (await database.ledger.usage([scope], rules, NOW))[0].used == 3
    assert await database.ledger.balance(scope) == (3, 30)
    await database.jobs.finish(
        running.id, JobState.DONE, Settlement(Amounts(1, 10), Amounts(1, 10)), None, NOW
    )
    assert await database.ledger.balance(scope) == (1, 10)
    assert (await database.ledger.usage([scope], rules, NOW))[0].used == 1


async def test_the_latest_picture_follows_what_was_shown_again(database: Database) -> None:
    later = NOW + timedelta(seconds=1)
    old, new = picture(), picture(now=later)
    await database.pictures.add([old, new])

    await database.pictures.shown([old.id], later + timedelta(seconds=1))
    assert await database.pictures.latest(HOME) == old

    await database.pictures.shown([old.id, new.id], later + timedelta(seconds=2))
    assert await database.pictures.latest(HOME) == new


async def test_a_tree_is_what_is_of_it_in_the_place(database: Database) -> None:
    [root] = await database.pictures.add([picture()])
    one, gone = await database.pictures.add(
        [picture(tree=root.id), replace(picture(tree=root.id, blob=None), privacy=Privacy.ASKED)]
    )
    await database.pictures.add([picture(), picture(tree=root.id, place=ELSEWHERE)])

    assert await database.pictures.tree(root.id, HOME) == (root, one, gone)
    assert [each.version for each in (root, one, gone)] == [1, 2, 3]
    assert await database.pictures.tree(one.id, HOME) == ()

    await database.pictures.shown([one.id, root.id, root.id], NOW + timedelta(seconds=1))
    assert await database.pictures.tree(root.id, HOME) == (gone, one, root)
