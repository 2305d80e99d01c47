"""Names, addresses and where connections really go."""

from __future__ import annotations

import asyncio
import socket
import struct

import pytest

from snapshotter.capture.connector import Connector, ConnectTo
from snapshotter.errors import AddressRefused, CaptureTimeout, ConfigError, ConnectError, DnsError


@pytest.fixture
async def server():
    """A port on loopback that says who it is."""

    async def hello(_, writer):
        writer.write(b"hello")
        writer.close()
        await writer.wait_closed()

    running = await asyncio.start_server(hello, "127.0.0.1", 0)
    yield running.sockets[0].getsockname()[1]
    running.close()
    await running.wait_closed()


@pytest.fixture
def names(monkeypatch):
    """A resolver of our own: host name -> addresses."""
    known: dict[str, list[str]] = {}

    async def look_up(loop, host, port, **_):
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [
            (family[":" in ip], socket.SOCK_STREAM, 6, "", (ip, port, 0, 0) if ":" in ip else (ip, port))
            for ip in known[host]
        ]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", look_up)
    return known


async def said(connector: Connector, host: str, port: int) -> tuple[bytes, str | None]:
    opened, ip = await connector.connect(host, port)
    reader, writer = await asyncio.open_connection(sock=opened)
    data = await reader.read()
    writer.close()
    await writer.wait_closed()
    return data, ip


class TestParsing:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("a.test:443:b.test:8443", ("a.test", 443, "b.test", 8443)),
            ("A.Test:443:b.test:8443", ("a.test", 443, "b.test", 8443)),
            ("::127.0.0.1:8080", ("", None, "127.0.0.1", 8080)),
            ("a.test::127.0.0.1:", ("a.test", None, "127.0.0.1", None)),
            (":443::8443", ("", 443, "", 8443)),
            (":::", ("", None, "", None)),
            ("[::1]:80:[2001:db8::2]:8080", ("::1", 80, "2001:db8::2", 8080)),
            ("a.test:80:[::1]:", ("a.test", 80, "::1", None)),
        ],
    )
    def test_as_curl_reads_it(self, text, parts):
        entry = ConnectTo.parse(text)
        assert (entry.host, entry.port, entry.target_host, entry.target_port) == parts

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "a",
            "a:80",
            "a:80:b",
            "a:80:b:81:c",
            "a:x:b:80",
            "a:80:b:y",
            "a:99999:b:80",
            "a:80:b:65536",
            "a:80:b:0",
            "a:-1:b:80",
            "a:²:b:80",
            "::1:80:b:80",
        ],
    )
    def test_what_makes_no_sense_is_refused(self, text):
        with pytest.raises(ConfigError, match="--connect-to") as refused:
            ConnectTo.parse(text)
        assert refused.value.code == "config.connect-to"
        assert "127.0.0.1:8080" in refused.value.hint

    @pytest.mark.parametrize(
        ("entry", "host", "port", "does"),
        [
            ("a.test:443:b:1", "a.test", 443, True),
            ("a.test:443:b:1", "A.TEST", 443, True),
            ("a.test:443:b:1", "a.test", 80, False),
            ("a.test:443:b:1", "x.a.test", 443, False),
            ("a.test::b:1", "a.test", 9999, True),
            (":443:b:1", "anything.test", 443, True),
            ("::b:1", "anything.test", 1, True),
            ("[::1]:80:b:1", "::1", 80, True),
        ],
    )
    def test_matching(self, entry, host, port, does):
        assert ConnectTo.parse(entry).matches(host, port) is does


class TestGoingElsewhere:
    async def test_the_first_that_matches(self, server, names):
        names["127.0.0.1"] = ["127.0.0.1"]
        entries = [
            f"other.test:443:127.0.0.1:{server + 1}",
            f"cited.test:443:127.0.0.1:{server}",
            "::127.0.0.1:9",
        ]
        connector = Connector(connect_to=map(ConnectTo.parse, entries))
        assert await said(connector, "cited.test", 443) == (b"hello", "127.0.0.1")

    async def test_the_name_itself_is_never_looked_up(self, server, names):
        names["127.0.0.1"] = ["127.0.0.1"]
        connector = Connector(connect_to=[ConnectTo.parse(f"::127.0.0.1:{server}")])
        assert (await said(connector, "no-such-name.test", 80))[0] == b"hello"

    async def test_another_port_of_the_same_host(self, server, names):
        names["cited.test"] = ["127.0.0.1"]
        connector = Connector(connect_to=[ConnectTo.parse(f"cited.test:80::{server}")], allow_private=True)
        assert (await said(connector, "cited.test", 80))[0] == b"hello"

    async def test_another_port_alone_is_no_consent(self, server, names):
        names["cited.test"] = ["127.0.0.1"]
        connector = Connector(connect_to=[ConnectTo.parse(f"cited.test:80::{server}")])
        with pytest.raises(AddressRefused):
            await connector.connect("cited.test", 80)

    async def test_a_target_that_does_not_resolve(self, names):
        connector = Connector(connect_to=[ConnectTo.parse("::nowhere.test:80")])
        with pytest.raises(DnsError):
            await connector.connect("cited.test", 80)

    async def test_a_rule_for_all_hosts_does_not_open_loopback_names(self, server, names):
        names["127.0.0.1"] = ["127.0.0.1"]
        connector = Connector(connect_to=[ConnectTo.parse(f"::127.0.0.1:{server}")])
        with pytest.raises(AddressRefused):
            await connector.connect("localhost", 80)


class TestGuarding:
    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "10.1.2.3", "169.254.169.254"])
    async def test_by_name_nothing_is_even_looked_up(self, host, monkeypatch):
        async def never(*_, **__):
            raise AssertionError("looked up")

        monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", never)
        with pytest.raises(AddressRefused) as refused:
            await Connector().connect(host, 80)
        assert "--allow-private" in refused.value.hint

    async def test_by_address(self, names):
        names["rebound.test"] = ["10.0.0.1"]
        with pytest.raises(AddressRefused, match=r"rebound.test resolves to 10.0.0.1, a private address"):
            await Connector().connect("rebound.test", 80)

    async def test_of_mixed_answers_only_the_public_ones_are_tried(self, names, monkeypatch):
        import aiohappyeyeballs

        tried = []

        async def start(addresses, **_):
            tried.extend(info[4][0] for info in addresses)
            raise ConnectionRefusedError(111, "Connection refused")

        monkeypatch.setattr(aiohappyeyeballs, "start_connection", start)
        names["mixed.test"] = ["127.0.0.1", "45.45.45.45", "fd00::1", "2606:4700::1111", "::ffff:10.0.0.1"]
        with pytest.raises(ConnectError):
            await Connector().connect("mixed.test", 80)
        assert tried == ["45.45.45.45", "2606:4700::1111"]

    async def test_allow_private(self, server, names):
        names["localhost"] = ["127.0.0.1"]
        assert await said(Connector(allow_private=True), "localhost", server) == (b"hello", "127.0.0.1")


class TestTrouble:
    async def test_no_such_name(self, names):
        with pytest.raises(DnsError, match="has no address"):
            await Connector().connect("nowhere.test", 80)

    async def test_a_resolver_that_fails(self, monkeypatch):
        async def broken(*_, **__):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

        monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", broken)
        with pytest.raises(DnsError, match="Temporary failure"):
            await Connector().connect("cited.test", 80)

    @pytest.mark.parametrize("host", ["a..b.test", "x" * 64 + ".test", "a\0b", "\xff" * 70])
    async def test_no_host_name_at_all(self, host):
        with pytest.raises(DnsError):
            await Connector().connect(host, 80)

    async def test_a_port_that_refuses(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        with pytest.raises(ConnectError, match=f":{port} cannot be reached"):
            await Connector(allow_private=True).connect("127.0.0.1", port)

    async def test_silence(self, names, monkeypatch):
        import aiohappyeyeballs

        async def never(*_, **__):
            await asyncio.Event().wait()

        monkeypatch.setattr(aiohappyeyeballs, "start_connection", never)
        names["silent.test"] = ["45.45.45.45"]
        with pytest.raises(CaptureTimeout, match=r"silent\.test:80 did not answer within"):
            await Connector(timeout_s=0.01).connect("silent.test", 80)

    async def test_a_peer_that_is_gone_when_we_ask_who_it_was(self, names, monkeypatch):
        import aiohappyeyeballs

        unconnected = socket.socket()

        async def reset(*_, **__):
            return unconnected

        monkeypatch.setattr(aiohappyeyeballs, "start_connection", reset)
        names["reset.test"] = ["45.45.45.45"]
        with pytest.raises(ConnectError):
            await Connector().connect("reset.test", 80)
        assert unconnected.fileno() == -1


@pytest.mark.parametrize(
    ("family", "addresses", "used"),
    [
        (None, ["45.45.45.45", "2a00::1"], ["45.45.45.45", "2a00::1"]),
        ("ipv4", ["45.45.45.45", "2a00::1"], ["45.45.45.45"]),
        ("ipv6", ["45.45.45.45", "2a00::1", "2a00::2"], ["2a00::1", "2a00::2"]),
        ("ipv6", ["45.45.45.45"], ["45.45.45.45"]),
        ("ipv6", ["45.45.45.45", "fe80::1"], ["45.45.45.45"]),
    ],
)
async def test_one_address_family_where_there_are_two(names, monkeypatch, family, addresses, used):
    """What is not public does not count as an address of its family."""
    import aiohappyeyeballs

    tried = []

    async def start(addr_infos, **_):
        tried.extend(info[4][0] for info in addr_infos)
        raise OSError("far enough")

    monkeypatch.setattr(aiohappyeyeballs, "start_connection", start)
    names["both.test"] = addresses
    plain = Connector()
    with pytest.raises(ConnectError):
        await plain.over(family).connect("both.test", 80)
    assert tried == used
    tried.clear()
    with pytest.raises(ConnectError):
        await plain.connect("both.test", 80)
    assert len(tried) == len([one for one in addresses if not one.startswith("fe80")]), "it is as it was"


async def socks_proxy(reader, writer):
    """A SOCKS5 proxy that leads nowhere (RFC 1928)."""
    version, methods = struct.unpack("BB", await reader.readexactly(2))
    await reader.readexactly(methods)
    writer.write(bytes([version, 0]))
    await reader.readexactly(4)
    writer.write(bytes([5, 4, 0, 1]) + bytes(6))
    writer.close()
    await writer.wait_closed()


async def test_a_proxy_that_leads_nowhere():
    running = await asyncio.start_server(socks_proxy, "127.0.0.1", 0)
    port = running.sockets[0].getsockname()[1]
    connector = Connector(proxy=f"socks5://127.0.0.1:{port}")
    with pytest.raises(ConnectError, match=r"the proxy did not lead to cited\.test:80"):
        await connector.connect("cited.test", 80)
    with pytest.raises(AddressRefused):
        await connector.connect("127.0.0.1", 80)
    running.close()
    await running.wait_closed()


@pytest.mark.parametrize(
    "host",
    ["127.1", "2130706433", "0x7f000001", "[::1]", "printer.local", "intranet", "metadata.google.internal"],
)
async def test_a_proxy_is_never_asked_for_what_says_that_it_is_private(host, monkeypatch):
    """It would be looked for in the proxy's own network."""

    async def never(*_):
        raise AssertionError("asked")

    monkeypatch.setattr(Connector, "_through_proxy", never)
    with pytest.raises(AddressRefused):
        await Connector(proxy="socks5://127.0.0.1:1").connect(host, 80)


async def test_a_proxy_may_be_asked_for_what_the_user_has_named(monkeypatch):
    asked = []

    async def open_there(_connector, host, port):
        asked.append((host, port))

    monkeypatch.setattr(Connector, "_through_proxy", open_there)
    named = [ConnectTo.parse("a.example:80:printer.local:81")]
    await Connector(proxy="socks5://127.0.0.1:1", connect_to=named).connect("a.example", 80)
    await Connector(proxy="socks5://127.0.0.1:1", allow_private=True).connect("intranet", 80)
    assert asked == [("printer.local", 81), ("intranet", 80)]
