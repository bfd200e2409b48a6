"""What happens twice, too late or not at all: each step can meet a world that has moved on."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadAnswer, MessageGone, NoPermission, PlaceGone, PlaceMoved, Throttled
from core.identity import PictureId, Platform
from core.jobs import Job, JobState
from core.previews import Previews
from core.quota import Amounts, Scope, ScopeKind
from core.requests import ActionPress, Addressed, CardState, ImageHandle, ReplyTarget, Verb
from core.resources import Couriers
from tests.studio.house import ADA, PLACE, PRIVATE, House, ScriptedCourier, open_house, png

EVERYTHING = Scope(ScopeKind.DEPLOYMENT, "")
IN_PRIVATE: dict[str, Any] = {"place": PRIVATE, "addressed": Addressed.PRIVATE, "command": ""}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.pacing._FIRST_PAUSE_SECONDS", 0.01)


async def drawing(house: House) -> Job:
    """A job that has begun to draw and is held up there."""
    house.provider.gate = asyncio.Event()
    await house.studio.receive(house.message("a boat"))
    await house.until(lambda: house.provider.requests)
    (job,) = await house.resources.jobs.unfinished()
    return job


async def finish(house: House) -> None:
    assert house.provider.gate is not None
    house.provider.gate.set()
    await house.settled()


async def picture(house: House, card: str) -> PictureId:
    (found,) = await house.resources.pictures.of_job((await house.job(card)).id)
    return found.id


async def test_a_message_that_is_dealt_with_twice_is_one_job(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        message = house.message("a boat")
        await house.receive(message)
        # A crash between the job and the end of its message does this.
        await house.studio._handle(message)
        await house.settled()

        assert len(house.courier.cards) == 1
        assert len(house.provider.requests) == 1


async def test_steps_that_run_again_change_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        job, shown = await house.job(card), len(house.courier.cards[card])
        for _, step in house.studio._journey.steps:
            await step(job.id)

        assert len(house.provider.requests) == 1
        assert len(house.courier.cards[card]) == shown
        assert await house.resources.ledger.balance(EVERYTHING) == (1, 0)


async def test_trap_74_quota_is_reserved_settled_and_refunded_once_for_each_job(tmp_path: Path) -> None:
    async with open_house(tmp_path, quota={"account": ["3 images per 1 hour"]}) as house:

        async def left() -> int:
            (used,) = await house.studio.usage(PLACE, ADA)
            return 3 - used.used

        await house.receive(house.message("a boat --quality unheard"))
        assert await left() == 3, "what is refused before it is accepted reserves nothing"
        job = await drawing(house)
        assert await left() == 2, "reserved while it draws"
        await finish(house)
        assert await left() == 2, "settled at what was delivered"
        house.provider.turns = [BadAnswer("painter")]
        failed = await house.job(await house.ask("a tree"))
        assert await left() == 2, "refunded"

        settle = dict(house.studio._journey.steps)["settle"]
        for ended in (job.id, failed.id):
            await settle(ended)
        assert await left() == 2, "and never twice"
        account = Scope(ScopeKind.ACCOUNT, job.account_id)
        assert await house.resources.ledger.balance(account) == (1, 0)


async def test_a_failure_that_cannot_be_shown_keeps_its_own_reason(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.turns = [BadAnswer("painter")]
        job = await drawing(house)
        house.courier.show_faults = [PlaceGone()]
        await finish(house)

        ended = await house.resources.jobs.get(job.id)
        assert ended.state is JobState.FAILED
        assert ended.error is not None
        assert ended.error["error"] == "BadAnswer"


async def test_a_card_that_is_gone_again_and_again_is_given_up(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        job = await drawing(house)
        house.courier.show_faults = [MessageGone(), MessageGone()]
        await finish(house)

        assert (await house.resources.jobs.get(job.id)).state is JobState.FAILED


async def test_a_group_that_moves_on_and_on_is_given_up(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        job = await drawing(house)
        house.courier.show_faults = [PlaceMoved(f"-{number}") for number in range(200, 220)]
        await finish(house)

        assert (await house.resources.jobs.get(job.id)).error == {"error": "MessageGone"}


async def test_a_platform_that_asks_to_wait_is_waited_for(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.courier.show_faults = [Throttled(0.01)]
        card = await house.ask("a boat")

        assert house.courier.now(card).state is CardState.DONE


async def test_a_job_without_a_card_shows_and_announces_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, jobs={"notice_after_seconds": 0.001}) as house:
        card = await house.ask("a boat")
        await house.until(lambda: house.courier.notices)
        shown = len(house.courier.cards[card])
        job = replace(await house.job(card), card_message=None)
        place = await house.resources.directory.place(job.place_id)
        delivery = house.studio._delivery

        await delivery.announce(job)
        async with Previews(house.studio._cards, delivery.show_passing, job, place) as previews:
            previews.offer(png())
        assert len(house.courier.cards) == 1
        assert len(house.courier.cards[card]) == shown
        assert len(house.courier.notices) == 1


async def test_a_platform_that_does_not_connect_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.resources._CONNECT_TIMEOUT_SECONDS", 0.01)
    with pytest.raises(PlaceGone):
        await Couriers().of(Platform.DISCORD)

    async with open_house(tmp_path, jobs={"drawing_at_once": 1}) as house:
        await drawing(house)
        await house.studio.receive(house.message("a tree"))
        await house.studio.idle()
        _, waiting = house.courier.cards
        shown = len(house.courier.cards[waiting])
        house.studio._turns._shown = dict.fromkeys(house.studio._turns._shown, (9, None))
        open_ones = dict(house.resources.couriers._open)
        house.resources.couriers._open.clear()
        house.resources.couriers._opened.clear()
        await house.studio._turns._update()
        house.resources.couriers._open.update(open_ones)

        assert len(house.courier.cards[waiting]) == shown
        await finish(house)
        assert house.courier.now(waiting).state is CardState.DONE


async def test_a_position_that_is_no_longer_true_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path, jobs={"drawing_at_once": 1}) as house:
        await drawing(house)
        await house.studio.receive(house.message("a tree"))
        await house.studio.idle()
        before = await house.resources.jobs.queue()
        assert len(before.waiting) == 1
        await finish(house)
        shown = [len(cards) for cards in house.courier.cards.values()]

        async def queue() -> Any:
            return before

        with monkeypatch.context() as patch:
            patch.setattr(house.resources.jobs, "queue", queue)
            await house.studio._turns._update()
        assert [len(cards) for cards in house.courier.cards.values()] == shown


async def test_a_card_that_cannot_be_posted_after_the_restart_ends_its_job(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        done = await house.job(await house.ask("a boat"))
        left_over = replace(
            done,
            id=type(done.id)("f" * 32),
            key="left over",
            state=JobState.ACCEPTED,
            executor="chatbrush",
            card_message=None,
            drawn_at=None,
            granted_at=None,
            finished_at=None,
            drawn_count=0,
            attempt=0,
            reserved=Amounts(1, 0),
        )
        await house.resources.jobs.accept(left_over, {}, house.resources.clock())
    courier = ScriptedCourier()
    courier.show_faults = [NoPermission()]
    async with open_house(tmp_path, courier) as house:
        await house.settled()
        assert (await house.resources.jobs.get(left_over.id)).state is JobState.FAILED
        assert not house.provider.requests
        assert await house.resources.ledger.balance(EVERYTHING) == (1, 0), "only the first boat"


async def test_the_second_reading_of_a_fragment_is_an_edit_of_the_latest_picture(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        first = await house.ask("with a hat", **IN_PRIVATE)
        assert not [one for one in house.courier.now(first).actions if one.verb is Verb.OTHER]
        second = await house.ask("at night", **IN_PRIVATE)
        (other,) = [one for one in house.courier.now(second).actions if one.verb is Verb.OTHER]
        press = ActionPress.parse(other.code)
        assert press is not None
        await house.receive(
            house.message(
                "", **{**IN_PRIVATE, "addressed": Addressed.BUTTON, "press": press, "message": None}
            )
        )

        assert [len(request.sources) for request in house.provider.requests] == [0, 0, 1]
        newest = max(house.courier.cards, key=int)
        (edited,) = await house.resources.pictures.get([await picture(house, newest)])
        assert edited.parents == (await picture(house, first),)


async def test_bytes_that_are_gone_are_missed_politely(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        (lost,) = await house.resources.pictures.get([await picture(house, card)])
        assert lost.blob is not None
        await house.resources.blobs.delete(lost.blob)
        original = next(one for one in house.courier.now(card).actions if one.verb is Verb.ORIGINAL)
        press = ActionPress.parse(original.code)
        await house.receive(
            house.message("", command="", addressed=Addressed.BUTTON, press=press, message=None)
        )
        assert len(house.courier.notices) == 1
        assert not house.courier.notices[0].files

        await house.receive(house.reply(card, "make it blue"))
        newest = max(house.courier.cards, key=int)
        assert (await house.job(newest)).error == {"error": "ImageGone"}


async def test_trap_25_a_file_that_is_no_picture_is_refused_before_it_is_fetched(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        letter = ImageHandle(Platform.TELEGRAM, "letter", "key letter", found="pdf")
        await house.receive(house.message("make it blue", command="edit", images=(letter,)))

        assert len(house.courier.notices) == 1
        assert not house.courier.cards
        assert not house.provider.requests


async def test_images_of_messages_without_a_number_are_used_and_not_noted(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.courier.files["far"] = png("#ff0000")
        far = ImageHandle(Platform.TELEGRAM, "far", "key far")
        await house.ask("make it blue", command="edit", reply=ReplyTarget(None, images=(far,)))
        assert len(house.provider.requests[-1].sources) == 1

        piece = house.message(
            "", images=(far,), album="g", addressed=Addressed.NOBODY, command="", message=None
        )
        await house.receive(piece)
        assert len(house.courier.cards) == 1


async def test_walking_up_ends_where_the_record_does(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        asked = house.message("a boat", reply=ReplyTarget("4711"))
        await house.receive(asked)
        await house.receive(house.message("make it blue", command="edit", reply=ReplyTarget(asked.message)))

        assert len(house.provider.requests) == 1, "4711 was never seen, so there is nothing to edit"
        assert len(house.courier.notices) == 1


async def test_a_late_piece_of_a_private_album_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.albums._PAUSE_SECONDS", 0.05)
    async with open_house(tmp_path) as house:
        pieces = []
        for name, words in (("a", "make it blue"), ("b", "")):
            house.courier.files[name] = png("#ff0000" if name == "a" else "#00ff00")
            image = ImageHandle(Platform.TELEGRAM, name, f"key {name}")
            pieces.append(house.message(words, images=(image,), album="g", **IN_PRIVATE))
        for piece in pieces:
            await house.receive(piece)

        assert [len(request.sources) for request in house.provider.requests] == [1]
        assert not house.courier.notices
        assert not await house.resources.inbox.pending()


async def test_trap_25_an_upload_of_the_form_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        edit = next(one for one in house.courier.now(card).actions if one.verb is Verb.EDIT)
        letter = ImageHandle(Platform.TELEGRAM, "letter", "key letter", found="pdf")
        press = ActionPress.parse(edit.code, "add the hat")
        await house.receive(
            house.message(
                "", command="", addressed=Addressed.BUTTON, press=press, message=None, images=(letter,)
            )
        )

        assert len(house.provider.requests) == 1
        assert len(house.courier.notices) == 1


async def test_a_full_album_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.albums._MOST_PIECES", 2)
    monkeypatch.setattr("core.albums._PAUSE_SECONDS", 30.0)
    async with open_house(tmp_path) as house:
        for name, colour in (("a", "#ff0000"), ("b", "#00ff00")):
            house.courier.files[name] = png(colour)
            image = ImageHandle(Platform.TELEGRAM, name, f"key {name}")
            await house.studio.receive(
                house.message("blend both of them", images=(image,), album="g", **IN_PRIVATE)
            )
            await asyncio.sleep(0.05)
        await house.settled()

        assert [len(request.sources) for request in house.provider.requests] == [2]
