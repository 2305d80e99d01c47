"""The origins log what they sent; every byte of it is in the WARC."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from tests.museum.compare import WORD, as_stored, compare
from tests.museum.torture import HOSTS, Museum
from tests.system import readback
from tests.system.conftest import checked_by_others, going_to

pytestmark = [pytest.mark.browser, pytest.mark.museum, pytest.mark.slow]


def wait_long_enough_for_every_step(program):
    """On a busy machine the page pauses between its steps for longer than pages usually do."""
    program.home.mkdir()
    limits = "[network]\ntimeout_s = 130.0\n[behaviours]\ngap_max_s = 60.0\n"
    (program.home / "config.toml").write_text(f"[archive]\n[capture]\nidle_s = 3.0\n{limits}")


BLANKED = frozenset([b"cookie", b"authorization"])
"""Of all that the page's requests hold, these alone may be stored otherwise than it was sent."""
EXACT = "h1"
"""Here nothing may: redaction is off."""


@pytest.mark.parametrize("port_name", HOSTS)
async def test_every_exchange_of_the_torture_page_is_recorded_exactly(program, port_name):
    wait_long_enough_for_every_step(program)
    async with Museum() as museum:
        url = f"{museum.bases[port_name]}/torture.html"
        more = ["--no-redact"] if port_name == EXACT else []
        ran = await program("capture", url, "--insecure", "--json", *going_to(museum.connect_to), *more)
        while museum.under_way:
            await asyncio.sleep(0.01)
        sent = list(museum.served)
    assert ran.code == 0, ran.err
    served = [as_stored(one, BLANKED if port_name != EXACT else frozenset()) for one in sent]
    assert (served == sent) == (port_name == EXACT), "the page sends cookies, or this shows nothing"
    comparison = compare(served, readback.exchanges(program.home))
    assert comparison.exact, str(comparison)
    assert comparison.matched >= 200
    (info,) = readback.page_infos(program.home)
    noted = {"word": WORD.decode(), "values": number_of_fields(sent)}
    assert info["redacted"] == (None if port_name == EXACT else noted)
    assert [finding for finding in info["findings"] if finding["severity"] == "error"] == []
    for path in readback.warcs(program.home):
        assert checked_by_others(path) == []


def number_of_fields(served):
    """How often each that is blanked was sent: HTTP/2 may send every cookie in a field of its own."""
    names = [name for one in served for name, _ in one.request_fields]
    heads = [line.partition(b":")[0] for one in served for line in one.request_head.split(b"\r\n")]
    found = Counter(name.lower() for name in (*names, *heads))
    return {name.decode(): found[name] for name in sorted(BLANKED) if found[name]}


async def test_certificates_and_addresses_are_kept_as_evidence(program):
    async with Museum() as museum:
        url = f"{museum.bases['tls-h2']}/torture.html"
        await program("capture", url, "--insecure", *going_to(museum.connect_to))
    records = readback.records(program.home)
    responses = [record for record in records if record.kind == "response"]
    assert {record.fields["WARC-IP-Address"] for record in responses} == {"127.0.0.1"}
    assert all(
        "tls/1.3" in record.protocols
        for record in responses
        if record.fields["WARC-Target-URI"].startswith("https")
    )
    chains = [
        record
        for record in records
        if record.fields.get("Content-Type") == "application/pem-certificate-chain"
    ]
    assert chains
    assert all(chain.block.startswith(b"-----BEGIN CERTIFICATE-----") for chain in chains)
