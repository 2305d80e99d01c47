"""The floor: Playwright loads a page, waits until the network is idle, and leaves.  Records nothing."""

from __future__ import annotations

import asyncio
import os
import sys


async def load(browser: str, port: str, url: str) -> None:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=browser,
            args=["--disable-quic", f"--host-resolver-rules=MAP * 127.0.0.1:{port}"],
            chromium_sandbox=os.geteuid() != 0,
        )
        context = await chromium.new_context(
            viewport={"width": 1280, "height": 900}, ignore_https_errors=True
        )
        page = await context.new_page()
        await page.goto(url, wait_until="networkidle")
        await chromium.close()


if __name__ == "__main__":
    asyncio.run(load(*sys.argv[1:4]))
