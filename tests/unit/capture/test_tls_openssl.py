"""The passive TLS reader, against what only the ``openssl`` program does."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from snapshotter.capture.tls.protection import SUITES
from snapshotter.capture.tls.session import TlsSession
from tests.unit.capture.handshakes import Reading, records
from tests.unit.capture.openssl_talk import Conversation, Relay

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the openssl program is not installed"
)

TLS13_SUITES = [suite.name for code, suite in SUITES.items() if code >> 8 == 0x13]
DHE_SUITES = [suite.name for suite in SUITES.values() if suite.name.startswith("DHE")]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Key and certificate in one file."""
    file = tmp_path_factory.mktemp("certificate") / "leaf.pem"
    made = subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=secret.test",
            "-keyout",
            "-",
        ],
        capture_output=True,
        check=True,
    )
    file.write_bytes(made.stdout)
    return file


@pytest.fixture
def talk(tmp_path, certificate) -> Conversation:
    return Conversation(tmp_path, certificate)


def read(relay: Relay, talk: Conversation) -> Reading:
    """With the secrets before the ciphertext, and, to the same end, after it."""
    early, late = Reading(), Reading()
    early.keys.feed(talk.key_log.read_bytes())
    for reading in (early, late):
        for side, data in relay.flights:
            reading.session.feed(side, data)
    late.keys.feed(talk.key_log.read_bytes())
    early.session.close()
    late.session.close()
    assert early.order == late.order
    assert early.session.error == late.session.error
    return early


async def greet(client, server) -> None:
    await client.says(r"Verify return code|read R BLOCK")
    await client.type("hello from the client")
    await server.says("hello from the client")
    await server.type("hello from the server")
    await client.says("hello from the server")


GREETINGS = [("client", b"hello from the client\n"), ("server", b"hello from the server\n")]


@pytest.mark.parametrize("suite", TLS13_SUITES)
async def test_every_suite_of_tls13(talk, suite):
    async with talk.server() as (server, relay):
        async with talk.client(relay, "-ciphersuites", suite) as client:
            await greet(client, server)
        reading = read(relay, talk)
    assert reading.session.suite_name == suite
    assert reading.order == GREETINGS
    assert reading.session.error is None


@pytest.mark.parametrize("suite", DHE_SUITES)
async def test_every_finite_field_suite_of_tls12(talk, suite):
    async with talk.server("-cipher", "ALL:@SECLEVEL=0") as (server, relay):
        async with talk.client(relay, "-tls1_2", "-cipher", f"{suite}:@SECLEVEL=0") as client:
            await greet(client, server)
        reading = read(relay, talk)
    assert reading.session.suite_name == suite
    assert reading.order == GREETINGS
    assert reading.session.error is None


@pytest.mark.parametrize("command", ["K", "k"])
@pytest.mark.parametrize("side", ["client", "server"])
async def test_key_updates(talk, command, side):
    async with talk.server() as (server, relay):
        async with talk.client(relay) as client:
            await greet(client, server)
            for number in range(3):
                if side == "client":
                    await client.type(command)
                    await client.says("KEYUPDATE")
                else:
                    before = relay.pieces("server")
                    await server.type(command)
                    await relay.passes("server", before)
                await client.type(f"client {number}")
                await server.says(f"client {number}")
                await server.type(f"server {number}")
                await client.says(f"server {number}")
        reading = read(relay, talk)
    rest = [(who, f"{who} {number}\n".encode()) for number in range(3) for who in ("client", "server")]
    assert reading.order == [*GREETINGS, *rest]
    assert reading.session.error is None


async def test_padded_records(talk):
    async with talk.server("-record_padding", "4000") as (server, relay):
        async with talk.client(relay, "-record_padding", "512") as client:
            await greet(client, server)
        reading = read(relay, talk)
    assert any(len(piece) > 4000 for _, data in relay.flights for piece in records(data))
    assert reading.order == GREETINGS
    assert reading.session.error is None


@pytest.mark.parametrize("start", ["client", "server"])
async def test_renegotiation(talk, start):
    async with talk.server("-client_renegotiation", "-tls1_2") as (server, relay):
        async with talk.client(relay) as client:
            await greet(client, server)
            program, command = (client, "R") if start == "client" else (server, "r")
            before = {side: relay.pieces(side) for side in ("client", "server")}
            await program.type(command)
            for side, pieces in before.items():
                await relay.passes(side, pieces)
            await client.type("hello again")
            await server.says("hello again")
            await server.type("good bye")
            await client.says("good bye")
        reading = read(relay, talk)
    assert reading.session.error is None
    assert reading.order == [*GREETINGS, ("client", b"hello again\n"), ("server", b"good bye\n")]
    assert not reading.keys._secrets


class TestEarlyData:
    """0-RTT (RFC 8446, section 2.3)."""

    @pytest.fixture
    async def ticket(self, talk, tmp_path):
        """A server that accepts early data, and a session of it."""
        file = tmp_path / "session"
        async with talk.server("-early_data", "-max_early_data", "4000", "-no_anti_replay") as (
            server,
            relay,
        ):
            async with talk.client(relay, "-sess_out", str(file)) as client:
                await greet(client, server)
            assert file.stat().st_size
            relay.flights.clear()
            relay._over.clear()
            yield file, server, relay

    @pytest.fixture
    def question(self, tmp_path):
        file = tmp_path / "early"
        file.write_bytes(b"asked before the handshake\n" * 20)
        return file

    async def test_accepted(self, talk, ticket, question):
        file, server, relay = ticket
        options = ("-sess_in", str(file), "-early_data", str(question))
        async with talk.client(relay, *options) as client:
            await client.says("Early data was accepted")
            await greet(client, server)
        reading = read(relay, talk)
        assert reading.session.error is None
        assert reading.spoken("client") == question.read_bytes() + GREETINGS[0][1]
        assert reading.spoken("server") == GREETINGS[1][1]

    @pytest.mark.parametrize("by", [(), ("-groups", "P-384")], ids=["the server", "a HelloRetryRequest"])
    async def test_rejected(self, talk, ticket, question, by):
        file, *_ = ticket
        async with talk.server(*by) as (server, relay):
            async with talk.client(relay, "-sess_in", str(file), "-early_data", str(question)) as client:
                await client.says("Early data was rejected")
                await greet(client, server)
            reading = read(relay, talk)
        assert reading.session.error is None
        assert reading.order == GREETINGS

    async def test_without_its_secret_it_is_an_error(self, talk, ticket, question):
        file, server, relay = ticket
        async with talk.client(relay, "-sess_in", str(file), "-early_data", str(question)) as client:
            await client.says("Early data was accepted")
            await greet(client, server)
        log = talk.key_log.read_text()
        assert "CLIENT_EARLY_TRAFFIC_SECRET" in log
        talk.key_log.write_text(log.replace("CLIENT_EARLY_TRAFFIC_SECRET", "SOMETHING_ELSE"))
        reading = read(relay, talk)
        assert "no secret for the client side" in (reading.session.error or "")
        assert reading.spoken("client") == b""


async def test_an_older_tls_is_refused_aloud(talk):
    """TLS 1.1 is switched off in browsers; if it ever comes it is an error, not silence."""
    versions = ("-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
    async with talk.server(*versions) as (server, relay):
        async with talk.client(relay, *versions) as client:
            await greet(client, server)
        heard: list[tuple[str, bytes]] = []
        session = TlsSession(Reading().keys, lambda side, data: heard.append((side, data)))
        for side, data in relay.flights:
            session.feed(side, data)
    assert session.error == "TLS version 0x0302"
    assert heard == []
