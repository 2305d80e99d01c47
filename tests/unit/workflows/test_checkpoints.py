"""Checkpoints: their text, their signatures and time stamps, and those that a run makes by itself."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from snapshotter.chain.checkpoints import Checkpoint, found_in
from snapshotter.chain.reading import chain_path, read
from snapshotter.errors import ConfigError, ConnectError
from snapshotter.model.snapshot import Manifest
from snapshotter.settings import FixitySettings, Settings
from snapshotter.signing import time_stamps
from snapshotter.wiring import time_stamping
from snapshotter.wiring.stores import opened_stores
from tests.unit.manifest.test_manifest import POST
from tests.unit.wacz.test_vouching import Authority, certificate

AT = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
PLAIN = Checkpoint("an-id", 14, "sha256:" + "ab" * 32, AT)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl")
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.mark.parametrize(
    "checkpoint",
    [PLAIN, PLAIN.signed("AAAA", "BBBB"), PLAIN.stamped(b"reply"), PLAIN.signed("AA==", "BB").stamped(b"r")],
)
def test_a_text_comes_back_as_it_was_wherever_it_stands(checkpoint):
    assert found_in(checkpoint.text) == checkpoint
    assert found_in(f"Dear reader,\r\n\r\n  {checkpoint.text}\n-- \nA blog") == checkpoint
    assert found_in(checkpoint.text.replace("\n", "\r\n")) == checkpoint


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("checkpoint 1", "checkpoint 2"), "there is no line"),
        (("entries 14", "entries 0"), "expected a line 'entries'"),
        (("entries 14\n", ""), "expected a line 'entries'"),
        (("head sha256:ab", "head sha256:"), "expected a line 'head'"),
        (("12:00:00Z", "noon"), "expected a line 'at'"),
        (("2026-03-01", "2026-99-01"), "month"),
        (("signature BBBB\n", ""), "a key without its signature"),
    ],
)
def test_what_is_no_checkpoint_is_told(change, told):
    with pytest.raises(ValueError, match=told):
        found_in(PLAIN.signed("AAAA", "BBBB").text.replace(*change))


def test_what_is_signed_and_stamped_is_the_text_above(tmp_path):
    signed = PLAIN.signed("AAAA", "BBBB").stamped(b"reply")
    assert signed.text.startswith(f"{signed.signed_text}\nkey AAAA\n")
    assert signed.text.startswith(f"{signed.stamped_text}time-stamp ")
    stamped = PLAIN.stamped(b"reply")
    assert stamped.stamped_text == stamped.signed_text


@pytest.fixture
def stamping(monkeypatch, authority):
    """Time stamps of the authority on this machine, without a network."""

    async def stamp(self, data):
        return authority.reply(time_stamps.query(data).der)

    monkeypatch.setattr(time_stamping.Authority, "stamp", stamp)


def settings(**fixity):
    return replace(Settings(), fixity=FixitySettings(**fixity))


async def run(home, settings, *, title="Another"):
    told = []
    async with opened_stores(home.folder, settings, told.append, "test") as stores:
        if title:
            stores.manifests.save(
                Manifest("new", replace(POST, title=title, uri="https://b.example/new"), ())
            )
    return [each.message for each in told]


async def test_a_run_that_has_written_ends_with_a_checkpoint_where_it_is_asked_for(
    home, tmp_path, stamping, authority
):
    wanted = settings(
        checkpoint=True,
        checkpoint_file="../site/checkpoint.txt",
        sign=True,
        key=str(tmp_path / "key.pem"),
        time_stamp="https://tsa.example/",
    )
    assert "checkpoint over" in (await run(home, wanted))[-1]
    text = (tmp_path / "site" / "checkpoint.txt").read_text()
    checkpoint = found_in(text)
    chain = read(chain_path(home.folder))
    assert [noted.text for _, noted in chain.checkpoints] == [text]
    assert (checkpoint.entries, chain.entries) == (chain.entries - 1, checkpoint.entries + 1)
    certificate = authority.folder / "cert.pem"
    assert home.codes(checkpoints=(text,), keys=(checkpoint.key,), authorities=(certificate,)) == []
    remarks = [remark for report in home.verified().reports for remark in report.remarks]
    assert any("was stamped" in remark and "Test Authority" in remark for remark in remarks)
    assert await run(home, wanted, title="") == [], "nothing was written, nothing is to be fixed"
    assert read(chain_path(home.folder)).entries == chain.entries


async def test_no_checkpoint_is_made_unless_it_is_asked_for(home):
    assert await run(home, Settings()) == []


async def test_an_authority_out_of_reach_spoils_no_run(home, monkeypatch):
    async def stamp(self, data):
        raise ConnectError("https://tsa.example/: refused")

    monkeypatch.setattr(time_stamping.Authority, "stamp", stamp)
    told = await run(home, settings(checkpoint=True, time_stamp="https://tsa.example/"))
    assert told[-1] == "no checkpoint was made: https://tsa.example/: refused"
    assert home.codes() == []


async def test_a_stamp_of_another_text_or_of_another_authority_is_told(home, tmp_path, authority, stamping):
    await run(home, settings(checkpoint=True, time_stamp="https://tsa.example/"))
    ((_, noted),) = read(chain_path(home.folder)).checkpoints
    checkpoint = found_in(noted.text)
    other = replace(checkpoint, time_stamp=authority.reply(time_stamps.query(b"other").der))
    assert home.codes(checkpoints=(other.text,)) == ["chain.time-stamp"]
    unread = replace(checkpoint, time_stamp=b"0\x80 not strict")
    assert home.codes(checkpoints=(unread.text,)) == ["chain.time-stamp-unread"]
    (tmp_path / "another.pem").write_text(certificate())
    assert home.codes(authorities=(tmp_path / "another.pem",)) == ["chain.untrusted"]
    with pytest.raises(ConfigError, match="no certificates"):
        home.codes(authorities=(authority.folder / "tsa.cnf",))


def test_a_refusal_of_an_authority_is_no_stamp(home):
    """It is a reply in order, and holds no stamp at all."""
    pytest.importorskip("rfc3161_client")
    refusal = bytes.fromhex("30053003020102")
    assert time_stamps.stamp_of(refusal, b"x") is None
    known = replace(PLAIN, time_stamp=refusal)
    assert home.codes(checkpoints=(known.text,)) == ["chain.other", "chain.time-stamp"]
