"""Somebody asks for a picture and gets it on one card."""

from tests.scenarios.stage import ADA, CHEN
from tests.scenarios.world import World, opened


async def test_asking_gives_one_card_that_becomes_the_picture(world: World) -> None:
    await world.stage.ask(ADA, "a red boat on the sea")
    card = await world.result()

    assert opened(card.pictures[0]).size[0] >= 256
    assert card.edits >= 1, "the card is edited in place"
    chat = await world.quiet()
    assert len([one for one in chat if one.by_bot]) == 1, "one request, one card"
    labels = list(card.buttons.values())
    assert len(labels) == 4, labels


async def test_the_picture_costs_one_image_of_the_quota(world: World) -> None:
    await world.stage.ask(ADA, "a lighthouse")
    await world.result()
    await world.stage.command(ADA, "quota")
    told = await world.notice()

    assert "39" in told.text, told.text
    assert await world.images_used() == 1


async def test_a_chinese_reader_is_answered_in_chinese(world: World) -> None:
    await world.stage.ask(CHEN, "海上的三只船 --ar 16:9")
    card = await world.result()

    picture = await world.picture(card)
    assert abs(picture.facts.width / picture.facts.height - 16 / 9) < 0.05
    assert any("\u4e00" <= letter <= "\u9fff" for label in card.buttons.values() for letter in label)


async def test_alt_text_goes_out_where_the_platform_takes_it(world: World) -> None:
    await world.stage.ask(ADA, "two trees on a hill")
    card = await world.result()

    if world.stage.name.startswith("telegram"):
        assert not any(card.alt_texts)
    else:
        assert all(card.alt_texts)
        assert "tree" in card.alt_texts[0].lower()


async def test_asking_without_words_explains_how(world: World) -> None:
    if world.stage.name.startswith("discord"):
        return  # the platform itself insists on the words
    await world.stage.command(ADA, "imagine")
    told = await world.notice()

    assert told.text
    assert await world.images_used() == 0


async def test_an_option_that_no_model_takes_is_explained_and_free(world: World) -> None:
    await world.stage.ask(ADA, "a boat --ar 1:90")
    told = await world.notice()

    assert "90" in told.text
    assert await world.images_used() == 0
