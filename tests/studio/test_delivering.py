"""A card reaches its place, or its job is refunded, whatever the platform says."""

import asyncio
import io
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from core.drawing import Drawn, DrawnPicture
from core.errors import (
    ChatbrushError,
    FileTooLarge,
    MessageGone,
    NoPermission,
    PlaceGone,
    PlaceMoved,
    RouteExpired,
    Throttled,
)
from core.identity import MessageRef, Platform
from core.jobs import JobState
from core.notes import NoteKind
from core.quota import Scope, ScopeKind
from core.requests import ActionPress, Addressed, CardState
from tests.studio.house import ADA, PLACE, TRAITS, House, ScriptedCourier, open_house

EVERYTHING = Scope(ScopeKind.DEPLOYMENT, "")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.pacing._FIRST_PAUSE_SECONDS", 0.01)


async def used(house: House) -> int:
    return (await house.resources.ledger.balance(EVERYTHING))[0]


async def test_a_card_goes_from_waiting_to_drawing_to_the_picture(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        states = [shown.state for shown in house.courier.cards[card]]

        assert states[0] is CardState.WAITING
        assert states[-1] is CardState.DONE
        assert states.count(CardState.DONE) == 1
        assert (await house.job(card)).state is JobState.DONE
        assert await used(house) == 1


async def test_trap_37_a_card_that_was_deleted_is_posted_anew(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.gate = asyncio.Event()
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: house.provider.requests)
        house.courier.show_faults = [MessageGone()]
        house.provider.gate.set()
        await house.settled()

        assert len(house.courier.cards) == 2
        second = list(house.courier.cards)[1]
        assert house.courier.now(second).state is CardState.DONE
        assert (await house.job(second)).card_message == second
        await house.receive(house.reply(second, "make it blue"))
        assert house.provider.requests[-1].sources[0].scene


async def test_trap_51_a_file_that_is_too_large_steps_down(tmp_path: Path) -> None:
    async with open_house(tmp_path, png_courier()) as house:
        house.provider.gate = asyncio.Event()
        house.provider.turns = [[noise()]]
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: house.provider.requests)
        house.courier.show_faults = [FileTooLarge(), FileTooLarge(limit_bytes=120_000)]
        house.provider.gate.set()
        await house.settled()
        (card,) = house.courier.cards

        files = house.courier.now(card).pictures
        assert len(files[0].data) <= 120_000
        assert (await house.job(card)).state is JobState.DONE


async def test_a_file_that_is_too_large_at_any_size_is_refunded(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.gate = asyncio.Event()
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: house.provider.requests)
        house.courier.show_faults = [FileTooLarge()] * 9
        house.provider.gate.set()
        await house.settled()
        (card,) = house.courier.cards

        assert (await house.job(card)).state is JobState.FAILED
        assert (await house.resources.ledger.balance(await account(house, card)))[0] == 0


async def test_trap_45_a_group_that_moves_while_drawing_gets_its_picture(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        first = await house.ask("a tree")
        house.provider.gate = asyncio.Event()
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: len(house.provider.requests) == 2)
        house.courier.show_faults = [PlaceMoved("-200")]
        house.provider.gate.set()
        await house.settled()

        newest = house.courier.now(list(house.courier.cards)[-1])
        assert newest.place.community == "-200"
        assert newest.state is CardState.DONE
        moved = replace(PLACE, community="-200")
        await house.receive(house.reply(first, "make it blue", place=moved))
        assert house.provider.requests[-1].sources, "the record of the old group goes on in the new one"


async def test_a_group_that_moves_before_the_first_card_is_followed(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.courier.show_faults = [PlaceMoved("-200")]
        card = await house.ask("a boat")
        assert house.courier.now(card).place.community == "-200"

        await house.studio.moved(Platform.TELEGRAM, "-200", "-300")
        card = await house.ask("a boat", place=replace(PLACE, community="-300"))
        assert house.courier.now(card).state is CardState.DONE
        house.courier.show_faults = [PlaceMoved("-400")] * 9
        await house.receive(house.message("a boat", place=replace(PLACE, community="-300")))
        assert await used(house) == 2


@pytest.mark.parametrize("fault", [NoPermission(("AttachFiles",)), PlaceGone()])
async def test_trap_55_without_a_card_nothing_is_drawn_or_charged(
    tmp_path: Path, fault: ChatbrushError
) -> None:
    async with open_house(tmp_path) as house:
        house.courier.show_faults = [fault]
        await house.receive(house.message("a boat"))

        assert not house.provider.requests
        assert await used(house) == 0
        assert len(house.courier.notices) == 1


async def test_trap_71_a_bot_that_is_thrown_out_while_drawing_refunds(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.gate = asyncio.Event()
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: house.provider.requests)
        house.courier.show_faults = [PlaceGone()] * 9
        house.provider.gate.set()
        await house.settled()
        (card,) = house.courier.cards

        assert (await house.job(card)).state is JobState.FAILED
        assert (await house.resources.ledger.balance(await account(house, card)))[0] == 0
        assert await used(house) == 1, "the deployment keeps what was billed"


async def test_trap_28_a_result_without_a_way_waits_until_it_is_claimed(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.gate = asyncio.Event()
        await house.studio.receive(house.message("a boat", route="token"))
        await house.until(lambda: house.provider.requests)
        house.courier.show_faults = [RouteExpired()]
        house.provider.gate.set()
        await house.settled()
        card = next(iter(house.courier.cards))
        assert (await house.job(card)).state is JobState.FAILED

        await house.receive(house.message(command="help", route="another token"))
        (told,) = [one for one in house.courier.notices if one.actions]
        press = ActionPress.parse(told.actions[0].code)
        await house.receive(
            house.message(command="", addressed=Addressed.BUTTON, press=press, route="a third token")
        )
        brought = house.courier.now(list(house.courier.cards)[-1])
        assert (brought.state, brought.route) == (CardState.DONE, "a third token")
        assert await used(house) == 1


async def test_a_late_card_is_announced_with_a_mention_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, jobs={"notice_after_seconds": 0.01}) as house:
        card = await house.ask("a boat")
        await house.until(lambda: house.courier.notices)

        (notice,) = house.courier.notices
        assert notice.mention
        assert notice.link == card


async def test_a_card_far_up_in_the_chat_is_announced(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.provider.gate = asyncio.Event()
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: house.provider.requests)
        for _ in range(10):
            talk = house.message("blah", addressed=Addressed.NOBODY, command="")
            await house.studio.receive(talk)
        house.provider.gate.set()
        house.courier.tell_faults = [Throttled(3600)]
        await house.settled()
        await house.until(lambda: not house.courier.tell_faults)
        assert not house.courier.notices, "a courtesy that cannot be delivered is dropped"


async def test_where_edits_notify_nothing_is_announced(tmp_path: Path) -> None:
    courier = ScriptedCourier(replace(TRAITS, edits_notify=True))
    async with open_house(tmp_path, courier, jobs={"notice_after_seconds": 0.01}) as house:
        await house.ask("a boat")
        await asyncio.sleep(0.1)
        assert not house.courier.notices


async def test_a_picture_erased_before_it_is_shown_is_not_shown(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.courier.finals = asyncio.Event()
        await house.studio.receive(house.message("a boat"))
        await house.until(lambda: house.provider.requests)
        (job,) = await house.resources.jobs.unfinished()

        async def drawn() -> bool:
            return (await house.resources.jobs.get(job.id)).drawn_at is not None

        await house.until(drawn)
        _, blobs = await house.resources.pictures.erase(job.account_id, house.resources.clock())
        for blob in blobs:
            await house.resources.blobs.delete(blob)
        house.courier.show_faults = [MessageGone()]
        house.courier.finals.set()
        await house.settled()

        newest = house.courier.now(list(house.courier.cards)[-1])
        assert newest.state is CardState.FAILED
        assert not newest.pictures


async def test_a_card_that_cannot_be_built_ends_its_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    async with open_house(tmp_path) as house:
        monkeypatch.setattr("core.cards.imaging.fit", broken)
        await house.receive(house.message("a boat"))
        (card,) = house.courier.cards

        assert house.courier.now(card).state is CardState.FAILED
        assert (await house.job(card)).error == {"error": "Unexpected", "kind": "ZeroDivisionError"}
        assert (await house.resources.ledger.balance(await account(house, card)))[0] == 0


async def test_every_card_is_noted_so_that_replies_find_it(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat --n 3")
        place, _ = await house.resources.directory.resolve(PLACE, ADA, house.resources.clock())
        note = await house.resources.notes.find(MessageRef(place.id, card))
        assert note is not None
        assert note.kind is NoteKind.CARD
        assert len(note.pictures) == 3
        assert len(house.courier.now(card).pictures) == 1, "one numbered sheet"


async def test_a_stale_request_is_answered_with_an_apology(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.receive(house.message("a boat", sent_at=house.resources.clock() - timedelta(hours=1)))

        assert not house.provider.requests
        assert len(house.courier.notices) == 1


async def account(house: House, card: str) -> Scope:
    return Scope(ScopeKind.ACCOUNT, (await house.job(card)).account_id)


def png_courier() -> ScriptedCourier:
    return ScriptedCourier(replace(TRAITS, photo_types=frozenset({"image/jpeg"})))


def noise() -> Drawn:
    """A picture that no compression makes small."""
    image = Image.frombytes("RGB", (700, 700), random.Random(1).randbytes(700 * 700 * 3))
    out = io.BytesIO()
    image.save(out, "PNG")
    return Drawn((DrawnPicture(out.getvalue(), "image/png"),))
