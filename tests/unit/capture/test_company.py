"""A page that does not answer is stopped; one that we or the browser are too busy to hear is not."""

from __future__ import annotations

import asyncio

from snapshotter.capture import company
from snapshotter.capture.company import Company

LIMIT_S = 20


class Context:
    def on(self, event, handler):
        assert event == "page"


class Page:
    def on(self, event, handler):
        assert event == "dialog"


class Session:
    """Answers after so many seconds, or never (None); the page's own answer comes after the browser's."""

    def __init__(self, way_s: float, page_s: float | None) -> None:
        self._way_s = way_s
        self._page_s = page_s
        self._browser_answered = asyncio.Event()
        self.sent: list[str] = []

    async def send(self, method, parameters=None):
        self.sent.append(method)
        if method == "Browser.getVersion":
            await asyncio.sleep(self._way_s)
            self._browser_answered.set()
        if method == "Runtime.evaluate":
            await self._browser_answered.wait()
            await asyncio.sleep(LIMIT_S * 10 if self._page_s is None else self._page_s)
        return {}


async def answered(session: Session, limit_s: float) -> tuple[bool, list[str]]:
    watching = Company(Context())
    watching.watch(Page(), session)
    answers = await asyncio.wait_for(watching.answers(limit_s), LIMIT_S)
    return answers, [finding.code for finding in watching.findings()]


async def test_a_slow_way_is_not_laid_to_the_pages_charge():
    session = Session(way_s=1.0, page_s=0.1)
    assert await answered(session, limit_s=0.01) == (True, [])
    assert "Runtime.terminateExecution" not in session.sent


async def test_where_the_browser_itself_does_not_answer_nothing_is_said_of_the_page(monkeypatch):
    monkeypatch.setattr(company, "_WAY_S", 0.01)
    session = Session(way_s=LIMIT_S * 10, page_s=None)
    assert await answered(session, limit_s=0.01) == (True, [])
    assert "Runtime.terminateExecution" not in session.sent


async def test_a_page_that_does_not_answer_is_stopped_and_that_is_told():
    session = Session(way_s=0.0, page_s=None)
    assert await answered(session, limit_s=0.05) == (False, ["page.script-stopped"])
    assert session.sent.count("Runtime.terminateExecution") == 2
