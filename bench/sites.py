"""The pages of ``bench.visits``: ``python -m bench.sites`` serves them until its input ends."""

from __future__ import annotations

import asyncio
import sys

from snapshotter.demo.messages import Route
from snapshotter.demo.origin import Origin
from tests.museum import lazy, ordinary

MOST_PAGES = 40


def urls(count: int) -> list[str]:
    """The addresses of the first ordinary pages."""
    return [page.url for page in ordinary.pages(count)]


def routes() -> dict[str, dict[str, Route]]:
    """Everything, by host."""
    found = ordinary.shared_routes() | lazy.routes()
    for page in ordinary.pages(MOST_PAGES):
        found |= {host: dict(paths) for host, paths in page.routes.items()}
    return found


async def _serve() -> None:
    async with Origin(routes()) as origin:
        print(origin.ports["tls-h2"], flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
