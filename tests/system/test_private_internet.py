"""Nothing is let in: what pages, posts and archives name of this machine and its network is never reached.

The program runs unmodified in a private internet (:mod:`tests.system.internet`).  Every connection that is
tried and every datagram that is sent is seen, on all ports of all addresses.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.system.internet import visiting
from tests.system.internet.addresses import HOSTS, RESOLVED, SPELLED
from tests.system.internet.visiting import Seen

LIMIT_S = 540.0
pytestmark = [
    pytest.mark.browser,
    pytest.mark.museum,
    pytest.mark.slow,
    pytest.mark.timeout(LIMIT_S + 10),  # the first one waits for the run that all of them look at
    pytest.mark.skipif(visiting.lacks() is not None, reason=str(visiting.lacks())),
]
GUARDED = ("archive", "forms", "leaks", "audit", "rescue", "citations")


@pytest.fixture(scope="module")
def seen(browser, tmp_path_factory) -> dict[str, Seen]:
    folder = tmp_path_factory.mktemp("internet")
    quick = ["--host-delay", "0", "--retries", "0"]

    def command(*arguments: str, home: str = "home") -> list[str]:
        return ["--home", str(folder / home), *arguments, "--json"]

    def capture(url: str, *more: str, home: str = "home") -> list[str]:
        return command("capture", url, "--no-proof", *more, home=home)

    commands = {
        "archive": command(
            "archive", str(folder / "post.html"), "--base-url", "http://blog.example/", "--no-proof", *quick
        ),
        "forms": capture("http://forms.example/"),
        "leaks": capture("https://leaks.example/rebound", "--insecure"),
        "audit": command("audit", *quick),
        "rescue": command("rescue", "--all", "--memento-archive", "http://memento.example", *quick),
        "citations": command("citations", "http://rebound.evil.example/rebound"),
        "unguarded": capture("https://leaks.example/", "--insecure", "--allow-private", home="other"),
    }  # fmt: skip
    found = asyncio.run(visiting.visited(folder, [*commands.values()], LIMIT_S))
    return dict(zip(commands, found, strict=True))


@pytest.mark.parametrize("name", GUARDED)
def test_nothing_is_reached(seen, name):
    assert seen[name].strayed == []
    assert seen[name].accepted == 0
    assert seen[name].packets, "the canaries saw nothing at all, so they are blind"


def test_without_the_guard_the_same_page_reaches_them(seen):
    """Else the silence above would say nothing."""
    asked = {line.split(" ")[1].rpartition("/")[2] for line in seen["unguarded"].heard if " " in line}
    assert len(asked) >= 40
    assert ("tcp", "127.0.0.1", 8080) in seen["unguarded"].reached


def test_every_form_was_tried(seen):
    assert len(SPELLED) + len(RESOLVED) >= 80
    hops = [url for url in seen["forms"].served if "/hop?302," in url]
    assert len(hops) >= len(HOSTS)


def test_every_citation_of_one_says_why_it_is_not_there(seen):
    home = Path(seen["archive"].command[1])
    manifest = json.loads((home / "warcs" / "manifests" / "post.json").read_text())
    cited = manifest["citations"]
    assert len(cited) > len(HOSTS)
    reasons = [(each["snapshots"][-1]["reason"] or {}).get("code") for each in cited]
    others = {
        each["url"]: reason for each, reason in zip(cited, reasons, strict=True) if reason not in _REFUSED
    }
    assert set(others.values()) <= {"capture.connect"}, others
    assert all("mixed" in url or "rebound" in url for url in others)


_REFUSED = ("private-address", "capture.private-address")


def test_the_program_came_to_its_end_each_time(seen):
    codes = {name: each.code for name, each in seen.items()}
    assert {codes.pop(name) for name in ("forms", "leaks", "unguarded")} <= {0, 3}
    assert codes == {"archive": 3, "audit": 0, "rescue": 3, "citations": 2}
    for name, url in (("leaks", "https://leaks.example/rebound"), ("forms", "http://forms.example/some.js")):
        assert url in seen[name].served


def test_no_datagram_leaves_even_without_the_guard(seen):
    """WebRTC and WebTransport may not send any, whoever is at the other end."""
    assert {protocol for protocol, _, _ in seen["unguarded"].reached} == {"tcp"}
