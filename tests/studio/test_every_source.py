"""Pictures that words mean: behind links, avatars, emoji; and what is not to be had."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

from core.identity import PersonAlias
from core.pictures import Picture
from core.requests import ActionPress, Addressed, ImageHandle, Mention, MentionKind, ReplyTarget, Verb
from tests.platforms.web_server import PRIVATE, LoopbackWeb, Page, loopback_web
from tests.studio.house import ADA, BO, PLACE, House, ScriptedProvider, open_house, png

CAT, DOG = png("#aa3344"), png("#33aa44")


@asynccontextmanager
async def linked(data: Path, **settings: Any) -> AsyncIterator[tuple[House, LoopbackWeb]]:
    async with loopback_web() as web, open_house(data, links=web.links(), **settings) as house:
        web.pages |= {"/cat.png": Page(CAT), "/dog.png": Page(DOG), "/page": Page(b"<!DOCTYPE html><html>")}
        yield house, web


async def sources(house: House, card: str) -> list[Picture]:
    job = await house.job(card)
    return list(await house.resources.pictures.get(job.sources))


async def stored(house: House, card: str) -> list[bytes]:
    return [await house.resources.blobs.get(one.blob) for one in await sources(house, card) if one.blob]


async def refusal(house: House, words: str, person: PersonAlias = ADA, **changes: Any) -> str:
    """What is said instead of drawing."""
    drawn = len(house.provider.requests)
    await house.receive(house.message(words, person, **{"command": "edit", **changes}))
    assert len(house.provider.requests) == drawn
    return house.courier.notices[-1].text


async def test_a_link_in_the_words_is_what_is_edited(tmp_path: Path) -> None:
    async with linked(tmp_path) as (house, web):
        said: dict[str, Any] = {"command": "", "addressed": Addressed.MENTION}
        card = await house.ask(f"make this blue {web.url('/cat.png')}", **said)

        assert await stored(house, card) == [CAT]
        assert house.provider.requests[-1].prompt == "make this blue"
        assert (await house.job(card)).instruction.prompt == "make this blue"
        await house.ask(f"a poster for {web.url('/cat.png')}", **said)
        assert not house.provider.requests[-1].sources
        assert len(web.requests) == 1


async def test_what_a_link_shows_now_is_fetched_anew(tmp_path: Path) -> None:
    async with linked(tmp_path) as (house, web):
        words = f"make this blue {web.url('/cat.png')}"
        first = await house.ask(words, command="edit")
        web.pages["/cat.png"] = Page(DOG)
        second = await house.ask(words, command="edit")

        assert (await stored(house, first), await stored(house, second)) == ([CAT], [DOG])


async def test_a_link_joins_the_picture_replied_to(tmp_path: Path) -> None:
    async with linked(tmp_path) as (house, web):
        drawn = await house.ask("a man")
        link = web.url("/cat.png")
        await house.receive(house.reply(drawn, f"put the hat from {link} on him"))
        card = list(house.courier.cards)[-1]

        assert [one.drawn for one in await sources(house, card)] == [True, False]
        assert house.provider.requests[-1].prompt == "put the hat from image 2 on him"


async def test_a_link_beside_several_pictures_is_numbered_after_them(tmp_path: Path) -> None:
    async with linked(tmp_path) as (house, web):
        reply = ReplyTarget("5", author=BO.key, text=f"{web.url('/cat.png')} {web.url('/dog.png')}")
        words = f"put the hat from {web.url('/cat.png?hat')} on them"
        web.pages["/cat.png?hat"] = Page(png("#000000"))
        house.provider.model = replace(house.provider.model, max_sources=3)
        card = await house.ask(words, command="edit", reply=reply)

        assert await stored(house, card) == [CAT, DOG, png("#000000")]
        assert house.provider.requests[-1].prompt == "put the hat from image 3 on them"


async def test_a_link_in_the_message_replied_to_is_what_is_edited(tmp_path: Path) -> None:
    async with linked(tmp_path) as (house, web):
        reply = ReplyTarget("5", author=BO.key, text=f"look: {web.url('/cat.png')}!")
        card = await house.ask("make it blue", command="edit", reply=reply)

        assert await stored(house, card) == [CAT]


async def test_a_form_takes_a_link_too(tmp_path: Path) -> None:
    async with linked(tmp_path) as (house, web):
        (drawn,) = await house.resources.pictures.of_job((await house.job(await house.ask("a man"))).id)
        press = ActionPress(Verb.EDIT, drawn.id, text=f"give him the hat of {web.url('/cat.png')}")
        card = await house.ask("", addressed=Addressed.BUTTON, command="", message=None, press=press)

        assert [one.drawn for one in await sources(house, card)] == [True, False]
        assert house.provider.requests[-1].prompt == "give him the hat of image 2"


async def test_a_style_is_drawn_from_a_link_in_its_form(tmp_path: Path) -> None:
    async with linked(tmp_path) as (house, web):
        preset = house.resources.presets.named("watercolour")
        assert preset is not None
        press = ActionPress(Verb.STYLE, preset.id, text=f"make {web.url('/cat.png')} darker")
        card = await house.ask("", addressed=Addressed.BUTTON, command="", message=None, press=press)

        assert await stored(house, card) == [CAT]
        assert "http" not in house.provider.requests[-1].prompt


async def test_a_question_keeps_the_link_that_was_asked_about(tmp_path: Path) -> None:
    async with linked(tmp_path) as (house, web):
        drawn = await house.ask("two men --n 2")
        await house.receive(house.reply(drawn, f"put the hat from {web.url('/cat.png')} on him"))
        (action, *_) = house.courier.notices[-1].actions
        press = ActionPress(action.verb, action.target, action.number)
        card = await house.ask("", addressed=Addressed.BUTTON, command="", message=None, press=press)

        assert [one.drawn for one in await sources(house, card)] == [True, False]


async def test_a_link_without_words_asks_what_should_change(tmp_path: Path) -> None:
    async with linked(tmp_path) as (house, web):
        await house.receive(house.message(web.url("/cat.png"), command="", addressed=Addressed.MENTION))
        question = house.courier.notices[-1]

        assert question.expects_reply
        assert len(web.requests) == 1


async def test_what_is_no_picture_or_no_public_address_is_said(tmp_path: Path) -> None:
    async with linked(tmp_path) as (house, web):
        assert "a web page" in await refusal(house, f"make this blue {web.url('/page')}")
        assert "from that link" in await refusal(house, f"make this blue {web.url('/nothing.png')}")
        for host in (PRIVATE, "169.254.169.254", "[::1]", "localhost"):
            assert "don't open that address" in await refusal(house, f"blue {web.url('/cat.png', host)}")
        assert not web.connections[PRIVATE]
        many = " ".join(web.url(f"/{number}.png") for number in range(11))
        assert "11" in await refusal(house, f"combine {many}")
        assert web.port


async def test_an_operator_may_leave_links_alone(tmp_path: Path) -> None:
    async with open_house(tmp_path, pictures={"links": False}) as house:
        link = "https://pictures.example/cat.png"
        assert "don't open links" in await refusal(house, f"make this blue {link}")
        reply = ReplyTarget("5", author=BO.key, text=link)
        assert "which picture" in await refusal(house, "make it blue", reply=reply)


async def test_a_link_noted_before_links_were_switched_off(tmp_path: Path) -> None:
    async with linked(tmp_path) as (house, web):
        asked = house.message(f"make this blue {web.url('/cat.png')}", command="edit")
        await house.receive(asked)
    async with open_house(tmp_path, pictures={"links": False}) as house:
        reply = ReplyTarget(asked.message, author=ADA.key)
        assert "don't open links" in await refusal(house, "make it red", reply=reply, key="later")


async def test_drawings_and_iphone_photos_become_pictures(tmp_path: Path) -> None:
    pillow_heif.register_heif_opener(thumbnails=False)
    photo = io.BytesIO()
    Image.new("RGB", (64, 32), "#aa3344").save(photo, "HEIF")
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'><rect width='2' height='1' fill='lime'/></svg>"
    async with open_house(tmp_path) as house:
        for name, data, kind, size in (
            ("photo", photo.getvalue(), "image/jpeg", (64, 32)),
            ("drawing", drawing, "image/png", (1024, 512)),
        ):
            house.courier.files[name] = data
            image = ImageHandle(PLACE.platform, name, f"key {name}")
            (source,) = await sources(house, await house.ask("make it blue", command="edit", images=(image,)))
            assert (source.facts.media_type, source.facts.width, source.facts.height) == (kind, *size)


def avatar(house: House, of: PersonAlias | None, words: str) -> Mention:
    key = "" if of is None else of.key
    house.courier.files[f"avatar {key}"] = png("#112233")
    handle = ImageHandle(PLACE.platform, f"avatar {key}", f"avatar {key}", lasting=False)
    return Mention(MentionKind.AVATAR, words, handle, key)


async def test_ones_own_avatar_is_ones_own(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        card = await house.ask("make my avatar a wizard", mentions=(avatar(house, ADA, ""),))

        assert await stored(house, card) == [png("#112233")]
        assert house.provider.requests[-1].prompt == "make this picture a wizard"


async def test_anothers_avatar_is_edited_only_once_they_have_opened_their_pictures(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        asked: dict[str, Any] = {"mentions": (avatar(house, BO, "@Bo"),)}
        words = "edit @Bo's avatar: blue"

        assert "Bo has not opened" in await refusal(house, words, **asked)
        await house.receive(house.message("private", BO, command="mypictures"))
        assert "Bo has not opened" in await refusal(house, words, **asked)
        await house.receive(house.message("open", BO, command="mypictures"))
        assert await stored(house, await house.ask(words, command="edit", **asked)) == [png("#112233")]


async def test_what_a_group_decides_opens_nobodys_avatar(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        chief = PersonAlias(PLACE.platform, "9", "Chief", "en", is_admin=True)
        await house.receive(house.message("group open", chief, command="mypictures"))

        assert "has not opened" in await refusal(
            house, "edit @Bo's avatar", mentions=(avatar(house, BO, "@Bo"),)
        )


async def test_an_avatar_that_is_not_there_or_nobodys(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bare = Mention(MentionKind.AVATAR, "", None, ADA.key)
        assert "no profile picture" in await refusal(house, "make my avatar blue", mentions=(bare,))
        unknown = Mention(MentionKind.AVATAR, "@Stranger", None, "")
        assert "who Stranger is" in await refusal(house, "edit @Stranger's avatar", mentions=(unknown,))
        nameless = Mention(MentionKind.AVATAR, "<@8>", None, BO.key)
        assert "They have not" in await refusal(house, "edit <@8>'s avatar", mentions=(nameless,))


@pytest.mark.parametrize("words", ["turn :pepe: into a toy", "把:pepe:变成玩具"])
async def test_an_emoji_that_stands_for_a_thing_is_edited(tmp_path: Path, words: str) -> None:
    provider = ScriptedProvider()
    async with open_house(tmp_path, provider=provider) as house:
        house.courier.files["pepe"] = DOG
        pepe = Mention(MentionKind.EMOJI, ":pepe:", ImageHandle(PLACE.platform, "pepe", "pepe"))
        card = await house.ask(words, command="", addressed=Addressed.MENTION, mentions=(pepe,))

        assert await stored(house, card) == [DOG]
        assert ":pepe:" not in provider.requests[-1].prompt
