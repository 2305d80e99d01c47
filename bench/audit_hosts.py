"""The hosts of ``bench.audits``: ``python -m bench.audit_hosts`` serves them until its input ends.

Each has an address of its own on loopback, pages of some 20 kB, and answers after 50 ms, as hosts far
away do.
"""

from __future__ import annotations

import asyncio
import random
import sys

LATENCY_S = 0.05
HOSTS = 200
_TEXT = """
    harbour bridge supply road convoy river northern witness district government crossing engineers morning
    market border report according officials transit season water winter village railway company
"""
_WORDS = _TEXT.split()


def host(number: int) -> str:
    """An address below 127.0.0.0/8."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


def urls(count: int, port: int, *, hosts: int = HOSTS) -> list[str]:
    """``count`` addresses that take turns over the hosts."""
    return [f"http://{host(n % hosts)}:{port}/articles/story-{n}.html" for n in range(count)]


def page(path: str) -> bytes:
    """An article of its own for every path: about 20 kB."""
    chance = random.Random(path)
    paragraphs = "\n".join(f"<p>{_paragraph(chance)}</p>" for _ in range(28))
    title = f"Story {path} of the {chance.choice(_WORDS)}"
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>\n{paragraphs}\n</article></body></html>"
    ).encode()


def _paragraph(chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=92)).capitalize() + "."


class _Host(asyncio.Protocol):
    """Answers GETs one after the other; nothing else, so that it costs little."""

    pages: dict[bytes, bytes] = {}  # noqa: RUF012

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1]
            asyncio.get_running_loop().call_later(LATENCY_S, self._answer, path)

    def _answer(self, path: bytes) -> None:
        assert self._transport is not None
        self._transport.write(self.pages.get(path) or _answer(path))


def _answer(path: bytes) -> bytes:
    body = page(path.decode("ascii"))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


async def _serve(count: int) -> None:
    loop = asyncio.get_running_loop()
    first = await loop.create_server(_Host, host(0), 0, backlog=512)
    port = first.sockets[0].getsockname()[1]
    servers = [first]
    for number in range(1, HOSTS):
        servers.append(await loop.create_server(_Host, host(number), port, backlog=512))
    for url in urls(count, port):
        path = ("/" + url.split("/", 3)[3]).encode()
        _Host.pages[path] = _answer(path)
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
