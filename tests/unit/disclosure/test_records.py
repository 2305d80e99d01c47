"""What records would give away, found while they are written."""

from __future__ import annotations

import json
import zlib

import pytest

from snapshotter.disclosure import records as records_module
from snapshotter.disclosure.records import Looking
from snapshotter.errors import SecretsFound
from snapshotter.warc.archive import WarcArchive
from tests.builders import PAGE, NoDigests, capture, exchange, message, response_head
from tests.unit.disclosure.test_scan import KEYS
from tests.unit.wacz.homes import Home

SECRET = KEYS["key.stripe"]
LOGIN = f"POST /in HTTP/1.1\r\nhost: cited.example\r\nCookie: sid={SECRET}\r\n\r\n".encode()


def looked(home):
    """All that the files of a home would give away, whatever pieces they come in."""
    looking = Looking()
    for path in sorted((home / "warcs").glob("*.warc.gz")):
        data = path.read_bytes()
        for start in range(0, len(data), 1000):
            looking.write(data[start : start + 1000])
    return looking.found


def archived(home, *captures, redact=True):
    archive = WarcArchive(home, NoDigests(), redact=redact)
    for one in captures:
        archive.append(one)
    archive.close()
    return home


def seen(found):
    return {(each.code, each.part) for each in found}


def test_a_page_without_secrets_gives_nothing_away(tmp_path):
    assert looked(archived(tmp_path, capture())) == ()


def test_requests_are_told_of_only_where_they_are_not_redacted(tmp_path):
    asked = exchange(PAGE, request_head=LOGIN, request_body=b'{"password":"hunter22"}', method="POST")
    assert looked(archived(tmp_path / "kept", capture(asked))) == ()
    found = looked(archived(tmp_path / "exact", capture(asked), redact=False))
    assert seen(found) == {("request.cookie", "request"), ("request.body", "request")}
    assert all(SECRET not in repr(each) and "hunter22" not in repr(each) for each in found)


@pytest.mark.parametrize("coded", [False, True])
def test_bodies_are_read_without_their_coding(tmp_path, coded):
    body = f"<script>stripe = '{SECRET}'</script>".encode()
    packed = zlib.compress(body) if coded else body
    head = response_head("200 OK", *(["Content-Encoding: deflate"] if coded else []))
    found = looked(archived(tmp_path, capture(exchange(PAGE, response=message(head, packed)))))
    assert [(each.code, each.part, each.url, each.times) for each in found] == [
        ("key.stripe", "response", PAGE, 1)
    ]


def test_addresses_with_tokens_and_signatures(tmp_path):
    signed = "https://cdn.example/a?X-Amz-Signature=0123456789abcdef0123&access_token=0123456789abcdef"
    found = looked(archived(tmp_path, capture(exchange(PAGE), exchange(signed, seed=1))))
    assert seen(found) == {("url.signature", "address"), ("url.token", "address")}


def test_cookies_count_where_a_login_was_used(tmp_path):
    head = response_head("200 OK", "Set-Cookie: sid=0123456789; HttpOnly")
    assert looked(archived(tmp_path / "a", capture(exchange(PAGE, head=head)))) == ()
    found = looked(archived(tmp_path / "b", capture(exchange(PAGE, head=head), session=True)))
    assert seen(found) == {("session", "snapshot"), ("response.cookie", "response")}


def test_of_a_large_record_the_beginning_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(records_module, "MOST_BYTES", 10_000)
    body = b"x" * 200_000 + SECRET.encode()
    assert looked(archived(tmp_path, capture(exchange(PAGE, body=body, media_type="text/plain")))) == ()


async def test_an_export_tells_and_with_strict_secrets_is_not_written(tmp_path):
    home = Home(tmp_path)
    home.store(capture(exchange(PAGE, body=f"stripe = '{SECRET}'".encode())))
    home.post("a-post", *home.stored)
    exported = await home.exporting().one("a-post", tmp_path / "a.wacz")
    assert [each.code for each in exported.disclosures] == ["key.stripe"]
    assert json.dumps([each.excerpt for each in exported.disclosures]).count(SECRET) == 0
    before = (tmp_path / "a.wacz").read_bytes()
    with pytest.raises(SecretsFound) as refused:
        await home.exporting(strict_secrets=True).one("a-post", tmp_path / "a.wacz")
    assert SECRET not in refused.value.message
    assert (tmp_path / "a.wacz").read_bytes() == before
    with pytest.raises(SecretsFound):
        await home.exporting(strict_secrets=True).one("a-post", tmp_path / "b.wacz")
    assert not (tmp_path / "b.wacz").exists()
    home.close()
