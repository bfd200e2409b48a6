"""A stranger opens the page of a real Chatbrush with its painter: ask, change, change again, restart."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from bots.app import build_adapters, open_studio
from bots.serving import serve
from core.settings import Settings
from tests.bots.test_playground_page import ARGUMENTS, chromium

DRAWING_MILLISECONDS = 20_000.0


@asynccontextmanager
async def running(data: Path) -> AsyncGenerator[str, None]:
    """The whole bot with nothing but the playground on; its address."""
    settings = Settings.model_validate(
        {"data": data, "platforms": {"playground": {"enabled": True, "port": 0}}}
    )
    line: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    async with open_studio(settings) as (studio, resources):
        adapters = build_adapters(settings, studio)
        serving = asyncio.create_task(serve(studio, resources, adapters, line.set_result))
        try:
            yield (await asyncio.wait_for(asyncio.shield(line), 20)).removeprefix("playground ")
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


async def ask(page: Page, words: str, pictures: int) -> None:
    await page.fill("#words", words)
    await page.press("#words", "Enter")
    await expect(page.locator(".state-done .picture")).to_have_count(pictures, timeout=DRAWING_MILLISECONDS)


async def test_a_stranger_draws_changes_changes_again_and_comes_back(tmp_path: Path) -> None:
    path = chromium()
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        page = await browser.new_page(locale="en-US")
        async with running(tmp_path) as address:
            await page.goto(address)
            await ask(page, "a red sailboat on the sea at sunset", 1)
            await page.locator(".state-done .pick").last.click()
            await ask(page, "make it night", 2)
            await page.get_by_role("button", name="Speak as Bo").click()
            await expect(page.get_by_role("meter")).to_have_attribute("aria-valuenow", "40")
            await page.locator(".state-done .pick").last.click()
            await ask(page, "add two boats", 3)
            await expect(page.get_by_role("meter")).to_have_attribute("aria-valuenow", "39")
            last = page.locator(".state-done .picture").last
            assert "night" in (await last.get_attribute("alt") or "")
            assert "three boats" in (await last.get_attribute("alt") or "")
        async with running(tmp_path) as address:
            await page.goto(address)
            await expect(page.locator(".state-done .picture")).to_have_count(3)
            await expect(page.get_by_role("meter")).to_have_attribute("aria-valuenow", "38")
            await page.locator(".state-done .pick").first.click()
            await ask(page, "make the boat blue", 4)
            alt = await page.locator(".state-done .picture").last.get_attribute("alt") or ""
            assert "sunset" in alt
        await browser.close()
