"""Hosts that do not answer well at first: what is tried again, and what is kept."""

from __future__ import annotations

import json
import time

import pytest

from snapshotter.demo.messages import always, html
from snapshotter.demo.origin import ANY, Origin
from tests.system import readback
from tests.system.conftest import going_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FINE = html("<title>fine</title><p>A page of few words, but a page.")
ICON = {"/favicon.ico": always(html("none", status=404))}


class InTurn:
    """A route that gives its answers one after the other, and the last one for ever."""

    def __init__(self, *answers):
        self.answers, self.asked_at = list(answers), []

    async def __call__(self, request):
        self.asked_at.append(time.monotonic())
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def refusal(status, *fields, words="Please come back later, when there are fewer of you."):
    return html(f"<title>no</title><p>{words}", status=status, fields=fields)


async def test_each_trouble_in_its_own_way(program):
    busy = InTurn(refusal(503, (b"retry-after", b"3")), FINE)
    closed = InTurn(refusal(403), refusal(403, words="No."))
    gone = InTurn(refusal(404))
    barred = InTurn(refusal(429, (b"retry-after", b"7200")))
    web = {
        f"{name}.example": {**ICON, ANY: route}
        for name, route in (("busy", busy), ("closed", closed), ("gone", gone), ("barred", barred))
    }
    pages = [f"http://{host}/" for host in web]
    async with Origin(web) as origin:
        to = going_to(origin.connect_to(web, "h1"))
        ran = await program("capture", *pages, "http://barred.example/2", "--json", "--host-delay", "0", *to)
        again = await program("capture", "http://barred.example/3", "--json", "--host-delay", "0", *to)
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert [(one["outcome"], (one["reason"] or {}).get("code")) for one in told] == [
        ("captured", None),
        ("failed", "http.403"),
        ("failed", "http.404"),
        ("failed", "http.429"),
        ("failed", "capture.retry-later"),
    ]
    assert [len(one.asked_at) for one in (busy, closed, gone, barred)] == [2, 2, 1, 1]
    assert busy.asked_at[1] - busy.asked_at[0] >= 3.0, "Retry-After always wins"
    assert again.json["reason"]["code"] == "capture.retry-later", "in the next run as well"
    infos = {info["url"]: info for info in readback.page_infos(program.home)}
    tries = {
        url: [finding["detail"] for finding in info["findings"] if finding["code"] == "capture.attempt"]
        for url, info in infos.items()
    }
    assert [one["outcome"] for one in tries["http://busy.example/"]] == ["failed", "captured"]
    assert tries["http://gone.example/"] == []
    (kept,) = [
        record.body
        for record in readback.records(program.home)
        if record.kind == "response" and record.fields["WARC-Target-URI"] == "http://closed.example/"
    ]
    assert b"Please come back later" in kept, "the refusal that says more"
