"""More of a picture: what is offered, what each button asks for, and who draws it."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.drawing import EXACT, SizeRule
from core.instructions import Instruction, InstructionKind
from core.lettering import Lettering
from core.more import settled
from core.operations import Crop, Operation, Resize
from core.pictures import Picture
from core.requests import Action, Verb
from tests.studio.house import BO, House, ScriptedProvider, open_house
from tests.studio.test_pressing_and_asking import action, press

TWICE = Resize(percent=200.0)


async def drawn(house: House, words: str = "a boat") -> tuple[str, Picture]:
    card = await house.ask(words)
    (picture,) = await house.resources.pictures.of_job(house.courier.now(card).job_id)
    return card, picture


def redrawing(size_rule: SizeRule | None = None) -> ScriptedProvider:
    provider = ScriptedProvider()
    provider.model = replace(provider.model, redraws=True, size_rule=size_rule)
    return provider


async def test_more_offers_what_fits_the_picture(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card, picture = await drawn(house)
        await house.receive(press(house, action(house, card, Verb.MORE)))
        plain = house.courier.notices[-1]
        assert [one.verb for one in plain.actions] == [Verb.SUBTLE, Verb.STRONG, Verb.UPSCALE, Verb.AREA]
        assert {one.target for one in plain.actions} == {picture.id}

        lettered, _ = await drawn(house, 'a sign that says "OPEN"')
        await house.receive(press(house, action(house, lettered, Verb.MORE)))
        assert house.courier.notices[-1].actions[-1].verb is Verb.LETTER


@pytest.mark.parametrize("verb", [Verb.SUBTLE, Verb.STRONG])
async def test_a_variation_is_an_edit_that_tells_the_model_how_far_to_go(tmp_path: Path, verb: Verb) -> None:
    async with open_house(tmp_path) as house:
        card, picture = await drawn(house)
        for _ in range(2):
            await house.receive(press(house, replace(action(house, card, Verb.MORE), verb=verb), person=BO))
        first, second = house.provider.requests[1:]

        assert (first.strength, len(first.sources)) == (verb.value, 1)
        assert "variation of image 1" in first.prompt
        assert first.variation != second.variation
        newest = max(house.courier.cards, key=int)
        job = await house.job(newest)
        assert (job.sources, job.instruction.prompt, job.reserved.images) == ((picture.id,), "a boat", 1)


async def test_words_for_a_variation_mean_another_one_each_time(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card, _ = await drawn(house)
        for _ in range(2):
            await house.receive(house.reply(card, "a strong variation"))

        first, second = house.provider.requests[1:]
        assert first.strength == "strong"
        assert first.variation != second.variation


async def test_text_that_a_model_was_asked_for_is_set_exactly(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card, picture = await drawn(house, 'a sign that says "OPEN"')
        await house.receive(press(house, replace(action(house, card, Verb.MORE), verb=Verb.LETTER)))
        job = await house.job(max(house.courier.cards, key=int))

        assert (job.provider, job.reserved.images, job.sources) == (EXACT, 0, (picture.id,))
        (lettering,) = job.instruction.operations
        assert isinstance(lettering, Lettering)
        assert lettering.text == "OPEN"

        plain, _ = await drawn(house)
        forged = Action(Verb.LETTER, action(house, plain, Verb.MORE).target, "?")
        await house.receive(press(house, forged))
        assert len(house.courier.notices) == 1


async def test_a_picture_is_enlarged_exactly_where_nobody_can_do_better(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card, _ = await drawn(house)
        await house.receive(press(house, replace(action(house, card, Verb.MORE), verb=Verb.UPSCALE)))
        newest = max(house.courier.cards, key=int)
        (larger,) = await house.resources.pictures.of_job(house.courier.now(newest).job_id)

        assert (larger.facts.width, larger.facts.height) == (128, 96)
        assert "Enlarged" in house.courier.now(newest).text
        assert len(house.provider.requests) == 1


async def test_a_model_that_redraws_its_pictures_draws_them_larger(tmp_path: Path) -> None:
    rule = SizeRule(multiple_of=1, max_ratio=9, max_side=100, min_pixels=1, max_pixels=10_000)
    async with open_house(tmp_path, provider=redrawing(size_rule=rule)) as house:
        card, _ = await drawn(house)
        await house.receive(press(house, replace(action(house, card, Verb.MORE), verb=Verb.UPSCALE)))

        assert house.provider.requests[-1].strength == "larger"
        assert house.provider.requests[-1].size == (100, 75)


async def test_what_is_asked_for_is_settled_by_the_sources(tmp_path: Path) -> None:
    async with open_house(tmp_path, provider=redrawing()) as house:
        _, picture = await drawn(house)

        def asked(*operations: Operation, kind: InstructionKind = InstructionKind.EXACT) -> Instruction:
            return Instruction(kind, "larger", operations=operations)

        as_it_is = [
            (asked(TWICE, kind=InstructionKind.EDIT), [picture]),
            (asked(TWICE), [picture, picture]),
            (asked(TWICE, Crop((1, 1))), [picture]),
            (asked(Resize(percent=50.0)), [picture]),
            (asked(Resize(width=900)), [picture]),
            (asked(TWICE), [replace(picture, scene="")]),
            (asked(TWICE), [replace(picture, provider="gone")]),
            (asked(TWICE), [replace(picture, model="gone")]),
            # Its fixed sizes go no further.
            (asked(TWICE), [picture]),
        ]
        for instruction, pictures in as_it_is:
            assert settled(house.resources, instruction, pictures) is instruction
