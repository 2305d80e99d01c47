"""Runs commands of the program in the private internet and says what the canaries saw.

``unshare --net --mount python -m tests.system.internet.stage FOLDER`` reads ``FOLDER/plan.json``, a list of
command lines, and writes ``FOLDER/seen.json``: for each one its exit code, its output, and the arrivals.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

from tests.system.internet import web
from tests.system.internet.addresses import PUBLIC, RESOLVER
from tests.system.internet.canaries import FREEBIND, OWN_PORTS, Arrival, Canaries, Sniffer
from tests.system.internet.names import Names

_WIRING = """
ip link set lo up
ip link add eth0 type veth peer name eth1
ip addr add 46.46.46.99/24 dev eth0
ip -6 addr add 2a00:45::99/64 dev eth0 nodad
ip link set eth0 up
ip link set eth1 up
ip route add default via 46.46.46.1
ip route add local 0.0.0.0/0 dev lo
ip -6 route add local ::/0 dev lo
"""


def wire(folder: Path) -> None:
    """Interfaces as a machine has them, and all addresses leading here."""
    for line in _WIRING.strip().splitlines():
        subprocess.run(line.split(), check=True)
    ports = f"{OWN_PORTS.start} {OWN_PORTS.stop - 1}"
    Path("/proc/sys/net/ipv4/ip_local_port_range").write_text(ports)
    for name, text in {
        "resolv.conf": f"nameserver {RESOLVER}\noptions timeout:1 attempts:1\n",
        "hosts": "127.0.0.1 localhost loopback.machine\n::1 localhost ip6-localhost\n",
    }.items():
        (folder / name).write_text(text)
        subprocess.run(["mount", "--bind", str(folder / name), f"/etc/{name}"], check=True)


def is_ours(arrival: Arrival) -> bool:
    """Whether it went where it may: to the web, the resolver, or between the browser and its tunnel."""
    if RESOLVER in (arrival.address, arrival.source):
        return arrival.protocol == "udp" and 53 in (arrival.port, arrival.source_port)
    if arrival.address == PUBLIC:
        return arrival.protocol == "tcp"
    return arrival.address == "127.0.0.1" and arrival.protocol == "tcp" and arrival.port in OWN_PORTS


async def run(folder: Path, commands: list[list[str]]) -> list[dict]:
    loop = asyncio.get_running_loop()
    names = Names()
    resolver = bound_datagrams()
    transport, _ = await loop.create_datagram_endpoint(lambda: names, sock=resolver)
    seen = []
    with Sniffer() as sniffer:
        async with web.origin() as origin, Canaries() as canaries:
            (folder / "authority.pem").write_bytes(origin.authority.pem)
            (folder / "post.html").write_text(web.post())
            for command in commands:
                seen.append(await observed(command, folder, sniffer, canaries, origin))
    transport.close()
    return seen


async def observed(command: list[str], folder: Path, sniffer: Sniffer, canaries: Canaries, origin) -> dict:
    before, accepted, heard, served = (
        len(sniffer.arrivals), canaries.accepted, len(canaries.heard), len(origin.served)
    )  # fmt: skip
    begun, spent_s = time.monotonic(), _spent_s()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "snapshotter", *command,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL,
        env={**os.environ, "NO_COLOR": "1", "SSL_CERT_FILE": str(folder / "authority.pem")},
    )  # fmt: skip
    out, err = await process.communicate()  # whoever has started the stage sets its limit
    arrivals = sniffer.arrivals[before:]
    return {
        "command": command,
        "code": process.returncode,
        "out": out.decode(),
        "err": err.decode(),
        "strayed": [asdict(each) for each in arrivals if not is_ours(each)],
        "packets": len(arrivals),
        "seconds": (round(time.monotonic() - begun, 1), round(_spent_s() - spent_s, 1)),
        "accepted": canaries.accepted - accepted,
        "heard": canaries.heard[heard:],
        "served": [exchange.url for exchange in origin.served[served:]],
    }


def _spent_s() -> float:
    """Processor time of the commands that have ended, with all that they had started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def bound_datagrams() -> socket.socket:
    """Where the resolver listens."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.IPPROTO_IP, FREEBIND, 1)
    made.bind((RESOLVER, 53))
    return made


def main() -> None:
    folder = Path(sys.argv[1])
    wire(folder)
    commands = json.loads((folder / "plan.json").read_text())
    (folder / "seen.json").write_text(json.dumps(asyncio.run(run(folder, commands))))


if __name__ == "__main__":
    main()
