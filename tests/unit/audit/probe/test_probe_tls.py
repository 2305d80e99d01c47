"""Who was at the other end of a secure connection."""

from __future__ import annotations

import asyncio
import ssl
from types import SimpleNamespace

import pytest

from snapshotter.demo.certificates import CertificateAuthority, TlsOptions
from snapshotter.model.capture import Outcome
from tests.unit.audit.probe.talking import Checking, Server, body_of, ok

PAGE = "https://cited.example/"


@pytest.fixture(scope="module")
def authority():
    return CertificateAuthority(["cited.example"])


@pytest.fixture
def bundle(tmp_path, authority):
    path = tmp_path / "ca.pem"
    path.write_bytes(authority.pem)
    return str(path)


def served(authority, **options):
    return Server(authority.server_context(TlsOptions(**({"alpn": ("h2", "http/1.1")} | options))))


@pytest.mark.parametrize(
    ("version", "said"), [(ssl.TLSVersion.TLSv1_2, "tls/1.2"), (ssl.TLSVersion.TLSv1_3, "tls/1.3")]
)
async def test_the_handshake_is_evidence(tmp_path, authority, bundle, version, said):
    async with (
        served(authority, minimum=version, maximum=version) as server,
        Checking(tmp_path, server, ca_bundle=bundle) as check,
    ):
        server.answers["/"] = ok()
        checked = await check(PAGE)
    (exchange,), (connection,) = checked.answer.exchanges, checked.answer.connections
    assert exchange.tls == connection.tls == said
    assert (connection.alpn, connection.sni) == ("http/1.1", "cited.example")
    assert connection.cipher_suite
    leaf, *rest = connection.certificates
    assert b"cited.example" in leaf
    assert all(each[:1] == b"\x30" for each in (leaf, *rest))


async def test_a_certificate_that_is_not_trusted_is_kept_and_nothing_is_asked(tmp_path, authority):
    async with served(authority) as server, Checking(tmp_path, server) as check:
        server.answers["/"] = ok()
        checked = await check(PAGE)
        assert server.asked == []
    assert checked.ways == ("get", "other-way")
    assert checked.answer.reason.code == "capture.tls"
    assert "certificate" in checked.answer.reason.message
    (connection,) = checked.answer.connections
    assert connection.error == "tls"
    assert b"cited.example" in connection.certificates[0]
    assert checked.answer.exchanges == ()


async def test_a_certificate_for_another_name_is_trouble(tmp_path, authority, bundle):
    async with served(authority) as server, Checking(tmp_path, server, ca_bundle=bundle) as check:
        server.answers["/"] = ok()
        checked = await check("https://other.example/")
    assert checked.answer.reason.code == "capture.tls"
    assert "other.example" in checked.answer.reason.message


async def test_insecure_takes_any_certificate(tmp_path, authority):
    async with served(authority) as server, Checking(tmp_path, server, insecure=True) as check:
        server.answers["/"] = ok(b"<p>all the same")
        checked = await check(PAGE)
        assert checked.answer.outcome is Outcome.CAPTURED
        assert body_of(checked) == b"<p>all the same"


async def test_what_is_no_handshake_is_trouble_with_tls(tmp_path):
    async def chatter(_, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(chatter, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Checking(tmp_path, SimpleNamespace(port=port)) as check:
        checked = await check(PAGE, suffices=lambda _: True)
    assert checked.answer.reason.code == "capture.tls"
    assert checked.answer.status is None
