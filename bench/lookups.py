"""``python -m bench.lookups``: what it costs to find the answer to a request among recorded exchanges.

CPU seconds of one look-up, beside those of splitting its address with the standard library, for snapshots
of 300 and of 5,000 exchanges; and of the index, per exchange.  The best of several rounds, all in one run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from snapshotter.replay.lookup import SnapshotLookup
from tests.recordings import asking, material, recorded

_ROUNDS = 7
_COUNTS = (300, 5000)


def main() -> None:
    for count in _COUNTS:
        urls = [f"https://h{n % 50}.example/static/part-{n}.js?v={n}" for n in range(count)]
        exchanges = material(*(recorded(url, b"x" * 100) for url in urls))
        found = SnapshotLookup(exchanges)
        asked = [asking(url, accept="*/*") for url in urls]
        split = _least_s(lambda urls=urls: [_split(url) for url in urls]) / count
        find = _least_s(lambda asked=asked, found=found: [found.find(each) for each in asked]) / count
        index = _least_s(lambda exchanges=exchanges: SnapshotLookup(exchanges)) / count
        print(
            f"{count:6} exchanges: a look-up {find * 1e6:6.1f} µs ({find / split:5.1f} addresses split), "
            f"the index {index * 1e6:6.1f} µs an exchange ({index / split:5.1f})"
        )


def _split(url: str) -> SplitResult:
    urlsplit.cache_clear()  # type: ignore[attr-defined]
    return urlsplit(url)


def _least_s(work: Callable[[], object]) -> float:
    took = []
    for _ in range(_ROUNDS):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return min(took)


if __name__ == "__main__":
    main()
