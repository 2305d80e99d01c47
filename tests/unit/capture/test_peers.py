"""Only we ourselves may use the ports that a capture opens on loopback."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys

import pytest

from snapshotter.capture import peers
from snapshotter.capture.connector import Connector
from snapshotter.capture.tunnel import Tunnel

NOBODY = 65534
LIMIT_S = 120
"""Of a process that does next to nothing, on a machine that is busy with other things."""
KNOCK = """
import os, socket, sys
os.setuid(int(sys.argv[2]))
with socket.socket() as opened:
    opened.connect(("127.0.0.1", int(sys.argv[1])))
    opened.sendall(bytes([5, 1, 0]))
    try:
        print(opened.recv(10).hex())
    except ConnectionResetError:
        print("")
"""
"""Greets a SOCKS5 server as another user, and prints what it says."""
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says whose a socket is")
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")


@pytest.fixture
def pair():
    """Both ends of a loopback connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        mine = socket.create_connection(listening.getsockname())
        accepted, peer = listening.accept()
        yield mine, peer, accepted.getsockname()
        mine.close()
        accepted.close()


@linux
class TestWhoseItIs:
    def test_ours(self, pair):
        _, peer, own = pair
        assert peers.owner_of(peer, own) == os.geteuid()
        assert peers.is_ours(peer, own)

    def test_the_table_says_the_same(self, pair, monkeypatch):
        _, peer, own = pair

        def unusable(*_):
            raise PermissionError

        monkeypatch.setattr(peers, "_asked", unusable)
        assert peers.owner_of(peer, own) == os.geteuid()

    @pytest.mark.parametrize("way", [peers._asked, peers._looked_up])
    def test_one_that_was_closed_is_nobodys(self, pair, way):
        """The kernel would say that it is root's."""
        mine, peer, own = pair
        mine.close()
        assert way(peer, own) is None

    def test_one_that_never_was(self, pair):
        _, (address, port), own = pair
        assert peers.owner_of((address, port), (own[0], 1)) is None
        assert not peers.is_ours((address, port), (own[0], 1))

    @root
    def test_somebody_elses(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            own = listening.getsockname()
            command = [sys.executable, "-c", KNOCK, str(own[1]), str(NOBODY)]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            listening.settimeout(LIMIT_S)
            accepted, peer = listening.accept()
            with process, accepted:
                assert peers.owner_of(peer, own) == NOBODY
                assert peers._looked_up(peer, own) == NOBODY
                assert not peers.is_ours(peer, own)


def test_where_the_kernel_does_not_tell_everybody_is_let_in(monkeypatch):
    monkeypatch.setattr(peers, "_kernel_tells", lambda: False)
    assert peers.is_ours(("127.0.0.1", 1), ("127.0.0.1", 2))


async def knocked(port: int, user: int) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KNOCK, str(port), str(user), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(process.communicate(), LIMIT_S)
    return out.decode().strip()


@linux
@root
async def test_the_tunnel_serves_nobody_else():
    tunnel = Tunnel(Connector(), lambda _host, _port: None)
    await tunnel.start()
    try:
        assert await knocked(tunnel.port, os.geteuid()) == "0500"
        assert await knocked(tunnel.port, NOBODY) == ""
    finally:
        await tunnel.stop()
