"""A prover whose browser fails: a proof says so, and nothing escapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from snapshotter.capture.visit import VisitOptions
from snapshotter.errors import BrowserCrashed, BrowserMissing, CorruptRecord
from snapshotter.model.capture import Origin
from snapshotter.replay.proof.prover import ProofOptions, SealedProver, proof_visit
from tests.unit.replay.archived import captured, recorded, stored


class Reading:
    def __init__(self, found=None, error=None):
        self.found, self.error = found, error

    def read(self, asked):
        if self.error is not None:
            raise self.error
        return self.found


class Browser:
    """One that gives no context."""

    software = "Chromium 1.2"

    def __init__(self, error=None):
        self.error = error or BrowserCrashed("it does not start")
        self.asked = 0

    async def context(self, proxy, *, state=None, viewport=None):
        self.asked += 1
        raise self.error


def prover(browser, reading=None):
    return SealedProver(reading or Reading(captured()), browser, ProofOptions(VisitOptions()))


async def test_a_browser_that_crashes_is_tried_once_more():
    browser = Browser()
    proof = await prover(browser).prove(stored())
    assert (proof.grade, proof.message, proof.software) == ("none", "it does not start", "Chromium 1.2")
    assert browser.asked == 2


async def test_what_was_not_captured_is_not_visited():
    browser = Browser()
    proof = await prover(browser).prove(stored(main=False))
    assert proof.grade == "none"
    assert "nothing was captured" in proof.message
    assert browser.asked == 0


async def test_a_capture_that_cannot_be_read_is_told():
    error = CorruptRecord("no record, expected one", path=Path("a.warc.gz"), offset=3)
    proof = await prover(Browser(), Reading(error=error)).prove(stored())
    assert (proof.grade, proof.message) == ("none", "a.warc.gz, offset 3: no record, expected one")


async def test_a_file_needs_no_browser():
    url = "https://cited.example/a.pdf"
    browser = Browser()
    found = captured(recorded(url), url=url, via="fetch")
    proof = await prover(browser, Reading(found)).prove(stored(url, via="fetch"))
    assert (proof.grade, browser.asked) == ("sealed", 0)


@pytest.mark.parametrize(
    ("media_type", "visits"),
    [("text/html; charset=utf-8", 2), ("Application/XHTML+XML", 2), ("image/png", 0), ("text/plain", 0)],
)
async def test_a_page_of_another_tool_is_loaded_though_only_its_bytes_are_known(media_type, visits):
    browser, origin = Browser(), Origin("imported", {"file": "a.warc"})
    main = recorded(fields=(f"Content-Type: {media_type}",))
    found = captured(main, via="fetch", origin=origin)
    proof = await prover(browser, Reading(found)).prove(found.stored)
    assert (browser.asked, proof.grade) == (visits, "none" if visits else "sealed")


async def test_a_page_whose_body_was_not_kept_is_not_called_whole():
    origin = Origin("imported", {"file": "a.har"})
    found = captured(recorded(body=b""), via="fetch", origin=origin, lacks_body=True)
    browser = Browser()
    proof = await prover(browser, Reading(found)).prove(found.stored)
    assert (proof.grade, browser.asked) == ("none", 0)
    assert "has not kept the body" in proof.message


async def test_that_there_is_no_browser_at_all_concerns_the_run():
    with pytest.raises(BrowserMissing):
        await prover(Browser(BrowserMissing("no Chromium"))).prove(stored())


def test_a_proof_visits_as_the_capture_did_and_keeps_nothing():
    options = proof_visit(VisitOptions(pdf=True, idle_s=0.7), timeout_s=40)
    assert (options.idle_s, options.timeout_s, options.scroll, options.media) == (
        0.7,
        40,
        VisitOptions().scroll,
        True,
    )
    made = [options.pdf, options.full_page, options.thumbnail, options.viewports, options.gaps]
    assert not any(made)
    assert options.screenshot
