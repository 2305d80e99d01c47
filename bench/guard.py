"""``python -m bench.guard``: everything that goes out, in a private internet among canaries.

As ``tests/system/test_private_internet.py``, with every form tried in every way, proofs, videos, posts on the
web and the tour besides; prints what each command asked for and what of it strayed.  Root on Linux alone.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.system.internet import visiting
from tests.system.internet.addresses import HOSTS
from tests.system.internet.visiting import Seen

LIMIT_S = 1800.0
QUICK = ("--host-delay", "0", "--retries", "0")


def commands(folder: Path) -> dict[str, list[str]]:
    def at(home: str, *arguments: str) -> list[str]:
        return ["--home", str(folder / home), *arguments, "--json"]

    post = str(folder / "post.html")
    return {
        "archive, proofs": at("home", "archive", post, "--base-url", "http://blog.example/", *QUICK),
        "every form": at("home", "capture", "http://forms.example/every-way"),
        "every form, video": at("home", "capture", "http://forms.example/", "--video", "--refresh"),
        "every channel": at("home", "capture", "https://leaks.example/", "--insecure"),
        "every channel, rebound": at("home", "capture", "https://leaks.example/rebound", "--insecure"),
        "audit": at("home", "audit", *QUICK),
        "rescue": at("home", "rescue", "--all", "--memento-archive", "http://memento.example", *QUICK),
        "rescue, archive inside": at(
            "home", "rescue", "--all", "--memento-archive", "http://at-7f000001.evil.example:8080", *QUICK
        ),
        "citations, rebound": at("home", "citations", "http://rebound.evil.example/rebound"),
        "archive of a hostile post": at("home", "archive", "http://forms.example/", "--scope", "all", *QUICK),
        "unguarded channel": at("bare", "capture", "https://leaks.example/", "--insecure", "--allow-private"),
        "unguarded form": at("bare", "capture", "http://forms.example/every-way", "--allow-private"),
    }


def row(name: str, seen: Seen) -> str:
    datagrams = sum(each["protocol"] == "udp" for each in seen.strayed)
    connections = len(seen.strayed) - datagrams
    return (
        f"{name:28} exit {seen.code}  {seen.packets:6} seen, "
        f"strayed {connections:4} tcp {datagrams:3} udp, accepted {seen.accepted:4} ({seen.seconds[1]:.0f} s)"
    )


def main() -> int:
    if (why := visiting.lacks()) is not None:
        print(why)
        return 2
    with tempfile.TemporaryDirectory(prefix="snapshotter-bench-") as made:
        plan = commands(Path(made))
        found = asyncio.run(visiting.visited(Path(made), [*plan.values()], LIMIT_S))
    print(f"{len(HOSTS)} hosts")
    strayed = 0
    for name, seen in zip(plan, found, strict=True):
        print(row(name, seen))
        strayed += 0 if name.startswith("unguarded") else len(seen.strayed) + seen.accepted
    print(f"strayed with the guard on: {strayed}")
    return 1 if strayed else 0


if __name__ == "__main__":
    sys.exit(main())
