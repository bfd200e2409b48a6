"""Exact edits in the studio: where a chain starts, what a model's result gets, and what cannot be done."""

import asyncio
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import core.exactly
from core.drawing import EXACT
from core.errors import ImageGone, TooManySources
from core.exactly import exact_request
from core.identity import PictureId
from core.jobs import Job, JobState
from core.pictures import Picture
from core.providers.exact import Exact
from core.requests import Addressed, CardState, Verb
from tests.studio.house import PRIVATE, House, ScriptedProvider, open_house
from tests.studio.test_pressing_and_asking import press


async def newest(house: House) -> tuple[str, Job, Picture]:
    card = max(house.courier.cards, key=int)
    job = await house.job(card)
    (picture,) = await house.resources.pictures.of_job(job.id)
    return card, job, picture


async def opened(house: House, picture: Picture) -> Image.Image:
    assert picture.blob is not None
    return Image.open(io.BytesIO(await house.resources.blobs.get(picture.blob)))


async def exact(house: House, to: str, words: str) -> tuple[str, Job, Picture]:
    await house.receive(house.reply(to, words))
    return await newest(house)


async def test_a_chain_is_made_anew_from_the_original(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        first = await house.ask("a boat")
        card, job, _ = await exact(house, first, "resize to 160x120")
        card, job, flipped = await exact(house, card, "mirror it")
        card, job, large = await exact(house, card, "resize to 640x480")

        assert (await opened(house, large)).size == (640, 480)
        assert large.parents == (flipped.id,)
        assert (job.provider, job.reserved.images) == (EXACT, 0)
        (original,) = await house.resources.pictures.of_job(house.courier.now(first).job_id)
        asked = await exact_request(house.resources, job, 1.0)
        assert original.blob is not None
        assert asked.sources[0].data == await house.resources.blobs.get(original.blob)
        assert [type(one).__name__ for one in asked.operations] == ["Flip", "Resize"]
        assert len(house.provider.requests) == 1


async def test_a_chain_whose_beginning_is_erased_goes_on_from_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        card, _, middle = await exact(house, card, "mirror it")
        card, job, last = await exact(house, card, "rotate it by 90 degrees")
        get = house.resources.pictures.get

        async def erased(picture_ids: list[PictureId]) -> tuple[Picture, ...]:
            pictures = await get(picture_ids)
            return tuple(one if one.id == middle.id else replace(one, blob=None) for one in pictures)

        monkeypatch.setattr(house.resources.pictures, "get", erased)
        asked = await exact_request(house.resources, job, 1.0)
        assert [type(one).__name__ for one in asked.operations] == ["Rotate"]
        with pytest.raises(ImageGone):
            await exact_request(house.resources, replace(job, sources=middle.parents), 1.0)

        monkeypatch.setattr(house.resources.pictures, "get", get)
        monkeypatch.setattr(core.exactly, "_MOST_STEPS", 1)
        asked = await exact_request(house.resources, replace(job, sources=(last.id,)), 1.0)
        assert [type(one).__name__ for one in asked.operations] == ["Rotate", "Rotate"]


async def test_bytes_that_are_gone_end_an_exact_edit_in_words(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        (picture,) = await house.resources.pictures.of_job(house.courier.now(card).job_id)
        assert picture.blob is not None
        await house.resources.blobs.delete(picture.blob)
        await house.receive(house.reply(card, "mirror it"))
        job = await house.job(max(house.courier.cards, key=int))

        assert (job.state, (job.error or {})["error"]) == (JobState.FAILED, "ImageGone")


async def test_what_a_model_drew_gets_the_exact_part(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        _, job, picture = await exact(house, card, "add a hat and crop it to a square")

        assert house.provider.requests[-1].prompt == "add a hat"
        assert house.provider.requests[-1].operations == ()
        assert job.reserved.images == 1
        assert (await opened(house, picture)).size == (48, 48)


async def test_a_drawing_that_allows_no_exact_part_is_delivered_as_it_is(tmp_path: Path) -> None:
    async with open_house(tmp_path, pictures={"max_pixels": 64 * 48}) as house:
        card = await house.ask("a boat")
        _, job, picture = await exact(house, card, "add a hat and resize it to 9000x9000")

        assert (await opened(house, picture)).size == (64, 48)
        assert "exact-not-done" in job.notes
        assert "left out" in house.courier.now(max(house.courier.cards, key=int)).text


async def test_an_exact_edit_needs_no_slot(tmp_path: Path) -> None:
    provider = ScriptedProvider()
    async with open_house(
        tmp_path, provider=provider, jobs={"drawing_at_once": 1, "per_account": 1}
    ) as house:
        card = await house.ask("a boat")
        provider.gate = asyncio.Event()
        await house.studio.receive(house.message("a slow boat"))
        await house.until(lambda: len(provider.requests) == 2)
        before = set(house.courier.cards)
        await house.studio.receive(house.reply(card, "mirror it"))
        await house.until(
            lambda: any(house.courier.now(one).is_final for one in set(house.courier.cards) - before)
        )
        provider.gate.set()
        await house.settled()


async def test_each_of_several_is_worked_on_alone_unless_they_become_one(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat --n 3")
        await house.receive(house.reply(card, "#1 #2 #3 crop to a square"))
        squares = await house.resources.pictures.of_job(house.courier.now(_last(house)).job_id)
        assert [(one.facts.width, one.facts.height) for one in squares] == [(48, 48)] * 3
        await house.receive(house.reply(card, "make a gif of all of them"))
        (moving,) = await house.resources.pictures.of_job(house.courier.now(_last(house)).job_id)
        assert (moving.facts.media_type, moving.facts.frames) == ("image/gif", 3)


async def test_exact_work_takes_no_more_pictures_than_a_card_holds(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        _, job, _ = await exact(house, card, "mirror it")
        asked = await exact_request(house.resources, job, 1.0)
        with pytest.raises(TooManySources):
            await anext(Exact(1000).draw(replace(asked, sources=asked.sources * 11)))


def _last(house: House) -> str:
    return max(house.courier.cards, key=int)


async def test_what_a_picture_does_not_allow_exactly_is_handed_to_a_model_by_a_button(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("a boat")
        await house.receive(house.reply(card, "replace #00ff00 with #ff0000"))
        failed = house.courier.now(_last(house))
        assert failed.state is CardState.FAILED
        (button,) = failed.actions
        assert (button.verb, button.label) == (Verb.OTHER, "Let a model do it")
        assert len(house.provider.requests) == 1
        await house.receive(press(house, button))

        assert house.provider.requests[-1].prompt == "replace #00ff00 with #ff0000"
        assert len(house.provider.requests[-1].sources) == 1
        assert not [one for one in house.courier.now(_last(house)).actions if one.verb is Verb.OTHER]


async def test_an_exact_change_of_the_latest_picture_offers_a_new_one(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        private: dict[str, Any] = {"place": PRIVATE, "addressed": Addressed.PRIVATE, "command": ""}
        await house.ask("a boat", **private)
        card = house.courier.now(await house.ask("darker", **private))

        assert "exactly and free" in card.text
        assert Verb.OTHER in [one.verb for one in card.actions]
