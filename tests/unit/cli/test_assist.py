"""``snapshotter assist``: whom it asks, and what it says of pages that were given up."""

from __future__ import annotations

import asyncio
import json
import os

import pytest

from snapshotter.cli.assist import _line_came
from snapshotter.errors import BrowserMissing, GivenUp, UsageError
from tests.unit.cli.test_commands import snapshot

URL = "https://cited.example/a"


@pytest.fixture
def assist(wiring, invoke):
    """Run the command with these results; gives its result and the call."""

    async def answer(urls, **options):
        return wiring._answer("assist", (urls,), options)

    wiring.assist = answer

    def call(results, *options: str):
        wiring.answers["assist"] = results
        return invoke("assist", *options), wiring.calls[-1] if wiring.calls else None

    return call


def test_what_it_hands_on(assist, tmp_path):
    result, call = assist((snapshot(),), "--profile", "new.json", "--no-scroll", "--timeout", "5", URL)
    assert result.exit_code == 0, result.stderr
    assert call.args == ((URL,),)
    assert call.profile == tmp_path / "new.json"
    assert (call.settings.behaviours.scroll, call.settings.network.timeout_s) == (False, 5.0)
    assert result.stdout.startswith("captured  id-1")


def test_a_page_that_was_given_up_is_told_in_its_place(assist):
    results = (GivenUp("https://b.example/: given up"), snapshot())
    result, _ = assist(results, "https://b.example/", URL)
    assert result.exit_code == 3
    assert "given up" in result.stderr
    assert result.stdout.count("\n") == 1
    result, _ = assist(results, "--json", "https://b.example/", URL)
    first, second = map(json.loads, result.stdout.splitlines())
    assert first == {
        "url": "https://b.example/",
        "error": "assist.given-up",
        "message": "https://b.example/: given up",
    }
    assert second["id"] == "id-1"


def test_without_a_display(assist):
    missing = BrowserMissing("there is no display", hint="ssh -X", code="browser.no-window")
    result, _ = assist(missing, URL)
    assert (result.exit_code, "ssh -X" in result.stderr) == (4, True)


@pytest.mark.parametrize(("typed", "through"), [(b"\n", True), (b"yes\n", True), (b"", False)])
async def test_enter_and_the_end_of_input(typed, through):
    reading, writing = os.pipe()
    waiting = asyncio.create_task(_line_came(reading))
    await asyncio.sleep(0)
    assert not waiting.done()
    os.write(writing, typed)
    os.close(writing)
    assert await waiting is through
    os.close(reading)


async def test_a_question_that_is_taken_back_leaves_the_terminal_alone():
    reading, writing = os.pipe()
    waiting = asyncio.create_task(_line_came(reading))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    os.write(writing, b"later\n")
    assert os.read(reading, 10) == b"later\n"
    os.close(reading)
    os.close(writing)


async def test_where_nobody_can_press_enter(tmp_path):
    with (tmp_path / "file").open("w+") as file, pytest.raises(UsageError, match="nobody can press it"):
        await _line_came(file.fileno())
