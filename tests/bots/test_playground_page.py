"""The page in a real browser: what a member does and sees."""

import asyncio
import base64
import logging
import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from babel import localedata
from playwright.async_api import Browser, BrowserContext, Page, Response, async_playwright, expect

from core.identity import JobId
from core.requests import Addressed, CardState
from tests.bots.playground_kit import Served, card, picture, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

# What the page says of times is read from Babel's files; a worker's first test may be one of these.
for _language in ("en", "en_US", "zh", "zh_Hans", "zh_Hans_CN"):
    localedata.load(_language)

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DROP = """async ([type, data, name]) => {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], name, { type: "image/png" }));
    const at = document.getElementById("scroll");
    at.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""
PASTE = """async ([data]) => {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], "image.png", { type: "image/png" }));
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


def chromium() -> str:
    """Where Chromium is; without one the test is skipped, on CI it fails."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    if os.environ.get("CI") == "true":
        pytest.fail("no Chromium on this machine: apt-get install chromium")
    pytest.skip("no Chromium on this machine: apt-get install chromium")


@pytest_asyncio.fixture(loop_scope="module")
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One for all: its start takes as long as a test."""
    path = chromium()
    async with async_playwright() as player:
        made = await player.chromium.launch(executable_path=path, headless=True, args=list(ARGUMENTS))
        yield made
        await made.close()


class Tabs:
    """Browser tabs at the playground; strays and errors of all of them are collected."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self._browser = browser
        self._served = served
        self.faults: list[str] = []
        self._contexts: list[BrowserContext] = []

    async def open(
        self, *, width: int = 1100, locale: str = "en-US", scheme: Literal["light", "dark"] = "light"
    ) -> Page:
        context = await self._browser.new_context(
            viewport={"width": width, "height": 760}, locale=locale, color_scheme=scheme
        )
        self._contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: self._check(request.url))
        page.on("response", self._note)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on(
            "console",
            lambda message: (
                self.faults.append(f"console: {message.text}") if message.type == "error" else None
            ),
        )
        await page.goto(self._served.url)
        await page.wait_for_selector("#words")
        return page

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()

    def _note(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status} for {response.url}")

    def _check(self, url: str) -> None:
        if not url.startswith((f"{self._served.url}/", f"ws://{self._served.host}/", "data:", "blob:")):
            self.faults.append(f"left the machine: {url}")


@pytest_asyncio.fixture(loop_scope="module")
async def tabs(browser: Browser, served: Served, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Tabs]:
    made = Tabs(browser, served)
    yield made
    await made.close()
    assert made.faults == []
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == []


def brightness(colour: str) -> int:
    """Red, green and blue of a CSS colour together."""
    return sum(int(part) for part in re.findall(r"\d+", colour))


async def say(page: Page, words: str) -> None:
    await page.fill("#words", words)
    await page.press("#words", "Enter")


async def test_words_become_a_picture_and_a_click_on_it_an_edit(tabs: Tabs, served: Served) -> None:
    page = await tabs.open()
    served.script.may_finish.clear()
    await say(page, "a red boat")
    preview = page.locator(".state-drawing .picture")
    await expect(preview).to_be_visible()
    before = await preview.get_attribute("src")
    served.script.may_finish.set()
    result = page.locator(".state-done .picture")
    await expect(result).to_be_visible()
    assert await result.get_attribute("src") != before
    await expect(result).to_have_attribute("alt", "a red boat 1")
    await expect(result).to_have_js_property("naturalWidth", 320)

    await page.click(".state-done .pick")
    await expect(page.locator(".frame.chosen")).to_have_count(1)
    await expect(page.locator(".quote-bar")).to_contain_text("Changing a picture by Chatbrush")
    await say(page, "make it blue")
    await expect(page.locator(".state-done .picture")).to_have_count(2)
    await expect(page.locator(".quote-bar")).to_have_count(0)
    asked, edit = served.script.heard
    assert (asked.addressed, asked.command, asked.text) == (Addressed.MENTION, "", "a red boat")
    assert (edit.command, edit.text) == ("edit", "make it blue")
    assert edit.reply is not None
    assert edit.reply.by_bot


async def test_members_take_turns_and_see_each_other(tabs: Tabs, served: Served) -> None:
    ada, other = await tabs.open(), await tabs.open()
    await other.get_by_role("button", name="Speak as Bo").click()
    await ada.fill("#words", "good morning")
    await ada.get_by_role("button", name="Say it to the others").click()
    bubble = other.locator(".row-theirs .bubble")
    await expect(bubble).to_have_text("good morning")
    await expect(other.locator(".row-theirs .name")).to_have_text("Ada")
    await expect(ada.locator(".row-mine")).to_have_count(1)
    async with asyncio.timeout(10):
        while not served.script.heard:  # noqa: ASYNC110 - the script has no event to wait for
            await asyncio.sleep(0.01)
    assert served.script.heard[0].addressed is Addressed.NOBODY
    await ada.get_by_role("button", name="Speak as 小陈").click()
    await expect(ada.locator(".row-mine")).to_have_count(0)
    await expect(ada.locator("html")).to_have_attribute("lang", "zh-Hans")
    await say(ada, "一艘红船")
    await expect(other.locator(".state-done .picture")).to_be_visible()
    assert served.script.heard[1].person.name == "小陈"
    assert served.script.heard[1].person.locale == "zh-CN"


async def test_a_draft_survives_a_change_of_member(tabs: Tabs, served: Served) -> None:
    page = await tabs.open()
    await say(page, "a boat")
    await expect(page.locator(".state-done .picture")).to_be_visible()
    await page.click(".state-done .pick")
    await page.fill("#words", "half a thought")
    await page.get_by_role("button", name="Speak as 小陈").click()
    await expect(page.locator(".ask")).to_have_text(re.compile("修改"))
    await expect(page.locator("#words")).to_have_value("half a thought")
    await expect(page.locator(".frame.chosen")).to_have_count(1)
    await page.locator(".ask").click()
    await expect(page.locator(".state-done")).to_have_count(2)
    edit = served.script.heard[-1]
    assert (edit.person.name, edit.command, edit.text) == ("小陈", "edit", "half a thought")


async def test_a_reload_keeps_who_speaks_and_where(tabs: Tabs, served: Served) -> None:
    page = await tabs.open()
    await page.get_by_role("button", name="Speak as Bo").click()
    await page.get_by_role("button", name="Private").click()
    await say(page, "a boat")
    await expect(page.locator(".state-done .picture")).to_be_visible()
    await page.reload()
    await expect(page.locator(".state-done .picture")).to_be_visible()
    await expect(page.get_by_role("button", name="Speak as Bo")).to_have_attribute("aria-pressed", "true")
    assert served.script.heard[0].addressed is Addressed.PRIVATE
    for wrong in ("as=0", "as=4", "as=99999999999", "as=x", "as=%C2%B2", "as=-1&chat=group"):
        await page.goto(f"{served.url}/?{wrong}")
        await expect(page.get_by_role("button", name="Speak as Ada")).to_have_attribute(
            "aria-pressed", "true"
        )


async def test_the_quota_goes_down_in_the_members_language(tabs: Tabs) -> None:
    page = await tabs.open()
    meter = page.get_by_role("meter")
    await expect(meter).to_have_attribute("aria-valuenow", "40")
    await say(page, "a boat")
    await expect(meter).to_have_attribute("aria-valuenow", "39")
    await expect(page.locator(".meter-left")).to_have_text("39 of 40 images left")
    await page.get_by_role("button", name="Speak as 小陈").click()
    await expect(page.locator(".meter-left")).to_have_text("还剩 39/40 张")


async def test_pictures_are_dropped_pasted_and_sent_together(tabs: Tabs, served: Served) -> None:
    page = await tabs.open()
    dropped = base64.b64encode(picture("#224466")).decode()
    await page.evaluate(DROP, ["dragenter", dropped, "trip.png"])
    await expect(page.locator(".drop")).to_be_visible()
    await page.evaluate(DROP, ["drop", dropped, "trip.png"])
    await expect(page.locator(".drop")).to_be_hidden()
    await expect(page.locator(".upload-thumb")).to_have_count(1)
    await page.evaluate(PASTE, [base64.b64encode(picture("#664422")).decode()])
    await expect(page.locator(".upload-thumb")).to_have_count(2)
    await say(page, "mix these")
    await expect(page.locator(".row-mine .picture")).to_have_count(2)
    await expect(page.locator(".upload-thumb")).to_have_count(0)
    await expect(page.locator(".state-done")).to_have_count(1)
    heard = served.script.heard[0]
    assert heard.command == "edit"
    assert [handle.name for handle in heard.images] == ["trip.png", "image.png"]
    assert await served.adapter.courier.fetch(heard.images[0], 100_000) == picture("#224466")


async def test_anothers_photo_is_edited_by_clicking_it(tabs: Tabs, served: Served) -> None:
    room = served.adapter.room
    photo = await room.keep(picture("#446688"), "photo.png")
    posted = await served.adapter.inbound.say(room.members[1], "my garden", images=[photo])
    page = await tabs.open()
    await page.click(".row-theirs .pick")
    await expect(page.locator(".quote-bar")).to_contain_text("Bo")
    await say(page, "make it night")
    await expect(page.locator(".state-done")).to_have_count(1)
    edit = served.script.heard[-1]
    assert edit.command == "edit"
    assert edit.reply is not None
    assert edit.reply.message == posted.id
    assert [handle.key for handle in edit.reply.images] == [photo.file]


async def test_of_several_pictures_the_clicked_one_is_named(tabs: Tabs, served: Served) -> None:
    page = await tabs.open()
    await say(page, "four boats")
    await expect(page.locator(".number")).to_have_text(["#1", "#2", "#3", "#4"])
    await page.locator(".pick").nth(2).click()
    await expect(page.locator(".frame.chosen")).to_have_count(1)
    await say(page, "bigger")
    await expect(page.locator(".state-done")).to_have_count(2)
    assert served.script.heard[-1].text == "#3 bigger"


async def test_the_edit_button_opens_the_reply_box_and_escape_closes_it(tabs: Tabs, served: Served) -> None:
    page = await tabs.open()
    await say(page, "a boat")
    await page.get_by_role("button", name="Edit", exact=True).click()
    await expect(page.locator(".quote-bar")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".quote-bar")).to_have_count(0)
    await page.get_by_role("button", name="Edit", exact=True).click()
    await expect(page.locator("#words")).to_be_focused()
    await say(page, "at night")
    await expect(page.locator(".state-done")).to_have_count(2)
    press = served.script.heard[-1].press
    assert press is not None
    assert press.text == "at night"


async def test_markup_from_a_member_stays_words(tabs: Tabs, served: Served) -> None:
    evil = '<img src=x onerror="window.evil=1"><script>window.evil=1</script>{{ 7*7 }} `${1}`'
    ada = served.adapter.room.members[0]
    image = await served.adapter.room.keep(picture("#333333"), evil)
    await served.adapter.inbound.say(ada, evil, images=[image])
    page = await tabs.open()
    await expect(page.locator(".row .text")).to_have_text(evil)
    await say(page, evil)
    await expect(page.locator(".state-done .text")).to_have_text(evil)
    assert await page.evaluate("window.evil") is None


async def test_the_chat_is_there_after_a_restart(
    browser: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    del caplog
    async with serving(tmp_path) as first:
        tab = Tabs(browser, first)
        page = await tab.open()
        await say(page, "a boat")
        await expect(page.locator(".state-done .picture")).to_be_visible()
        await tab.close()
    async with serving(tmp_path) as second:
        tab = Tabs(browser, second)
        page = await tab.open()
        result = page.locator(".state-done .picture")
        await expect(result).to_be_visible()
        await expect(result).to_have_js_property("naturalWidth", 320)
        await page.click(".state-done .pick")
        await say(page, "now at night")
        await expect(page.locator(".state-done .picture")).to_have_count(2)
        await tab.close()


async def test_a_private_notice_is_seen_by_its_member_alone(tabs: Tabs) -> None:
    ada, bo = await tabs.open(), await tabs.open()
    await bo.get_by_role("button", name="Speak as Bo").click()
    await say(ada, "/quota")
    await expect(ada.locator(".only-you")).to_contain_text("40 left")
    await expect(ada.locator(".badge.private")).to_have_text(re.compile("Only you see this"))
    await expect(bo.locator(".row")).to_have_count(1)
    await expect(bo.locator(".only-you")).to_have_count(0)


async def test_everything_fits_a_phone(tabs: Tabs) -> None:
    page = await tabs.open(width=360)
    await say(page, "four boats with-a-very-long-word-" + "that-never-ends-" * 20)
    await expect(page.locator(".state-done .picture")).to_have_count(4)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide == 360
    for selector in ("#words", ".ask", ".say", ".member >> nth=2", "[data-attach]"):
        box = await page.locator(selector).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


async def test_dark_follows_the_system_and_the_button(tabs: Tabs) -> None:
    page = await tabs.open(scheme="dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = await page.evaluate(colour)
    await page.click("[data-theme-toggle]")
    light = await page.evaluate(colour)
    assert brightness(dark) < 150
    assert brightness(light) > 600
    await page.reload()
    await page.wait_for_selector("#words")
    assert await page.evaluate(colour) == light


async def test_an_empty_room_offers_three_beginnings(tabs: Tabs, served: Served) -> None:
    english, chinese = await tabs.open(), await tabs.open(locale="zh-CN")
    await expect(english.locator(".example")).to_have_count(3)
    await expect(chinese.locator(".example").first).to_contain_text("红色帆船")
    await english.locator(".example").first.click()
    await expect(chinese.locator(".state-done .picture")).to_be_visible()
    await expect(english.locator(".empty")).to_have_count(0)
    assert served.script.heard[0].addressed is Addressed.MENTION


async def test_the_keyboard_alone_is_enough(tabs: Tabs, served: Served) -> None:
    page = await tabs.open()
    await say(page, "a boat")
    await expect(page.locator(".state-done .picture")).to_be_visible()
    await page.locator(".state-done .pick").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#words")).to_be_focused()
    await page.keyboard.type("line one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("line two")
    await page.keyboard.press("Enter")
    await expect(page.locator(".state-done")).to_have_count(2)
    assert served.script.heard[-1].text == "line one\nline two"
    unnamed = await page.locator("button, textarea, a, img").evaluate_all(
        "all => all.filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.hasAttribute('alt')))"
        ".map(e => e.outerHTML)"
    )
    assert unnamed == []


async def test_the_large_view_opens_and_closes(tabs: Tabs) -> None:
    page = await tabs.open()
    await say(page, "a boat")
    await expect(page.locator(".state-done .picture")).to_be_visible()
    await page.locator("[data-zoom]").click(force=True)
    await expect(page.locator("dialog.large img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog.large")).to_have_count(0)
    await expect(page.locator(".frame.chosen")).to_have_count(0)


async def test_a_failed_card_says_so_without_a_picture(tabs: Tabs, served: Served) -> None:
    page = await tabs.open()
    served.script.may_finish.clear()
    await say(page, "a boat")
    await expect(page.locator(".state-drawing .picture")).to_be_visible()
    shown = served.adapter.room.chat("group")[-1]
    job = JobId(shown.origin.removeprefix("card:"))
    failed = card(served.script.heard[0], job, CardState.FAILED, "That did not work")
    await served.adapter.courier.show(failed, shown.id)
    await expect(page.locator(".state-failed")).to_have_text(re.compile("That did not work"))
    await expect(page.locator(".state-failed .picture, .state-failed .canvas")).to_have_count(0)
