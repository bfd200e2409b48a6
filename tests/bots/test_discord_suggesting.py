"""Styles are suggested while an option is filled in, and a pressed one opens its form."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bots.discord_bot.suggesting import MOST, matching
from core.commands import PRESETS, Suggestion
from core.identity import new_id
from core.requests import Action, Verb
from tests.platforms.discord_people import People
from tests.platforms.discord_running import Recorder, Running, adapter_for, notice_for, serving
from tests.platforms.discord_samples import picture, upload
from tests.platforms.discord_server import loopback_discord

KNOWN = (
    Suggestion("photographic", "Photo", "摄影", ("photographic", "Photo", "摄影")),
    Suggestion("watercolour", "Watercolour", "水彩", ("watercolour", "Watercolour", "水彩", "aquarelle")),
    Suggestion("oil", "Oil painting", "油画", ("oil", "Oil painting", "油画")),
)
PRESET = new_id()


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("", ["photographic", "watercolour", "oil"]),
        (" Wat", ["watercolour"]),
        ("p", ["photographic", "oil"]),
        ("aquar", ["watercolour"]),
        ("油", ["oil"]),
        ("baroque", []),
    ],
)
def test_what_was_typed_finds_its_styles(typed: str, values: list[str]) -> None:
    assert [one.value for one in matching(KNOWN, typed)] == values


def test_discord_takes_no_more_than_25() -> None:
    many = [Suggestion(str(number), "Style", "风格", (f"style {number}",)) for number in range(40)]
    assert len(matching(many, "style")) == MOST == 25


@pytest_asyncio.fixture
async def bot() -> AsyncIterator[Running]:
    async with loopback_discord() as server:
        people = People(server)
        channel = people.channel(people.guild())
        adapter, recorder = adapter_for(server, suggestions={PRESETS: KNOWN}), Recorder()
        async with serving(adapter, recorder):
            yield Running(server, people, channel, people.user("Ada", 1001), adapter, recorder)


@pytest.mark.parametrize("command", ["imagine", "edit"])
async def test_styles_are_suggested_in_the_readers_language(bot: Running, command: str) -> None:
    suggested = await bot.people.type_option(bot.ada, bot.channel, command, "style", "wat")
    assert suggested == {"watercolour": "Watercolour"}
    chen = bot.people.user("小陈", 1003)
    chen.locale = "zh-CN"
    assert await bot.people.type_option(chen, bot.channel, command, "style", "") == {
        "photographic": "摄影",
        "watercolour": "水彩",
        "oil": "油画",
    }
    assert await bot.nothing_came()


async def test_a_chosen_style_reaches_the_core(bot: Running) -> None:
    await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox", "style": "watercolour"})
    assert (await bot.next()).options == {"style": "watercolour"}


async def test_a_pressed_style_opens_a_form_for_words_and_pictures(bot: Running) -> None:
    await bot.people.slash(bot.ada, bot.channel, "styles", {"show": "recipes"})
    asked = await bot.next()
    assert (asked.command, asked.options) == ("styles", {"show": "recipes"})
    gallery = notice_for(asked, files=(picture(),), actions=(Action(Verb.STYLE, PRESET, "1 Restore", 1),))
    await bot.adapter.courier.tell(gallery)
    (message,) = [one for one in bot.server.world.messages.values() if one.private_to == bot.ada.id]

    form = await bot.people.open_form(bot.ada, message, f"v1:style:{PRESET}:1")
    assert form.title == "Draw in this style"
    assert not form.fields["words"].get("required", True)
    await bot.people.submit(form, "", [upload("old.png")])
    pressed = await bot.next()
    assert pressed.press is not None
    assert (pressed.press.verb, pressed.press.target, pressed.press.text) == (Verb.STYLE, PRESET, "")
    assert len(pressed.images) == 1
