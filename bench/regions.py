"""Fit and measure the vote on regions: ``python -m bench.regions FOLDER... [--write]``.

A folder holds ``links_gold.json`` (``{NAME: {"body_links": [...], "doubtful": [...], "url": ...}}``; the
last two may be left out) and ``NAME/source.html.gz``.  Printed are precision and recall of the body's
links, cross-validated by page: no page is judged by weights that were fitted on it.  ``--write``
fits once more on all pages and writes ``posts/page/weights.py``.

The fit is logistic regression with AdaGrad.  What an element or a name says *against* the body may
not come out as speaking for it, nor the other way round: with few pages of a kind the fit would
otherwise learn accidents.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from pathlib import Path

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.pagemeta import tree
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts import extract
from snapshotter.posts.citations import resolve
from snapshotter.posts.page import regions
from snapshotter.posts.page.html import Page
from snapshotter.urls import Url

WEIGHTS = Path(__file__).parents[1] / "src/snapshotter/posts/page/weights.py"
NOWHERE = urls.parse("http://page.invalid/test/page.html")
FOLDS = 8
EPOCHS = 40
STEP = 0.3
RIDGE = 0.001
LEAST_PAGES = 4
MANY_LINKS = 40
"""A page with more links than this does not count for proportionally more."""
LEAST = {"container:itemprop:articleBody": 0.6, "container:name:body": 0.6, "container:element:article": 0.3}
"""What by its very name holds the article speaks for it, even where other signals say as much."""
SETTINGS = "in:"
LEAST_SETTING = -0.6
"""A caption, a heading or a table is the author's own all the same: reading modes are too hard on them."""
FREE = ("block:", "around:", "holder:")
"""Signals that may speak either way."""


@dataclass
class Row:
    """A link: where it leads, what votes on it, and whether it is one of the article's."""

    url: Url
    votes: list[tuple[str, str]]
    gold: bool
    weight: float


@dataclass
class GoldPage:
    folder: str
    rows: list[Row]
    wanted: int
    """How many links the article has."""


Weights = dict[str, float]


def read(folder: Path) -> Iterable[GoldPage]:
    for name, entry in json.loads((folder / "links_gold.json").read_text("utf-8")).items():
        data = gzip.decompress((folder / name / "source.html.gz").read_bytes())
        base = urls.parse(entry["url"]) if entry.get("url") else NOWHERE
        gold = {found for link in entry["body_links"] if (found := parsed(link))}
        doubtful = {parsed(link) for link in entry.get("doubtful", ())}
        rows = list(rows_of(data, base, gold, doubtful))
        yield GoldPage(folder.name, rows, len(gold))


def parsed(link: str) -> Url | None:
    try:
        return urls.parse(link)
    except UrlError:
        return None


def rows_of(data: bytes, uri: Url, gold: set[Url], doubtful: set[Url | None]) -> Iterable[Row]:
    """The outbound links of a page."""
    page = Page(tree.parse(decode(data, None, markup=True)))
    base = extract._base(page.facts.base, uri)
    for target, kind, votes in page.ballots(extract._hosts(uri, page.facts.uri(None))):
        url, skip, redirector = resolve(target, uri, base)
        if redirector is not None:
            url = redirector.address
        if not votes or kind != "link" or url is None or not url.startswith("http"):
            continue
        if skip in ("same-site", "same-document") or regions._is_share(url):
            continue
        yield Row(url, list(votes), url in gold, 0.15 if url in doubtful else 1.0)


def fit(pages: Sequence[GoldPage], scored: Sequence[Weights] = ()) -> Weights:
    """The weights; ``""`` is the bias.  ``scored`` are weights of an earlier fit, one for each page:
    of several links to one address the likeliest is the article's."""
    counted = Counter(name for page in pages for name in {name for row in page.rows for name, _ in row.votes})
    samples = []
    for number, page in enumerate(pages):
        tempered = min(1.0, MANY_LINKS / max(1, len(page.rows))) ** 0.5
        for row in chosen(page.rows, scored[number] if scored else None):
            names = [
                name for name, _ in row.votes if counted[name] >= LEAST_PAGES and name not in regions.ASSUMED
            ]
            samples.append((names, row.gold, row.weight * tempered))
    regions_of = {name: region for page in pages for row in page.rows for name, region in row.votes}
    return descended(samples, regions_of)


def chosen(rows: Sequence[Row], weights: Weights | None) -> Iterable[Row]:
    repeated = Counter(row.url for row in rows)
    best: dict[Url, Row] = {}
    if weights is not None:
        for row in rows:
            if row.gold and (row.url not in best or score(row, weights) > score(best[row.url], weights)):
                best[row.url] = row
    for row in rows:
        if not row.gold or repeated[row.url] == 1 or best.get(row.url) is row:
            yield row


def score(row: Row, weights: Weights) -> float:
    return weights.get("", 0.0) + sum(weights.get(name, 0.0) for name, _ in row.votes)


def descended(samples: list[tuple[list[str], bool, float]], regions_of: dict[str, str]) -> Weights:
    weights: Weights = {"": 0.0}
    squares: Weights = {}
    order = random.Random(7)
    for _ in range(EPOCHS):
        order.shuffle(samples)
        for names, gold, weight in samples:
            total = weights[""] + sum(weights.get(name, 0.0) for name in names)
            error = (1 / (1 + exp(-max(-30.0, min(30.0, total)))) - gold) * weight
            for name in ("", *names):
                value = weights.get(name, 0.0)
                slope = error + (RIDGE * value if name else 0.0)
                squares[name] = squares.get(name, 1e-6) + slope * slope
                value -= STEP * slope / sqrt(squares[name])
                weights[name] = bounded(name, value, regions_of.get(name, "body"))
    return weights


def bounded(name: str, value: float, region: str) -> float:
    if name in LEAST:
        return max(LEAST[name], value)
    if name.startswith(SETTINGS):
        return max(LEAST_SETTING, value)
    if not name or name.startswith(FREE):
        return value
    return max(0.0, value) if region == "body" else min(0.0, value)


def measure(
    pages: Sequence[GoldPage], weights: Sequence[Weights], at: float
) -> dict[str, tuple[float, float]]:
    counts: dict[str, list[int]] = {}
    for page, fitted in zip(pages, weights, strict=True):
        likely = {row.url for row in page.rows if score(row, fitted) >= at}
        gold = {row.url for row in page.rows if row.gold}
        here = counts.setdefault(page.folder, [0, 0, 0])
        here[0] += len(likely & gold)
        here[1] += len(likely)
        here[2] += page.wanted
    return {name: (hit / max(1, said), hit / max(1, all_)) for name, (hit, said, all_) in counts.items()}


def cross_validated(pages: Sequence[GoldPage]) -> list[Weights]:
    order = list(range(len(pages)))
    random.Random(1).shuffle(order)
    scored: list[Weights] = []
    for _ in range(2):
        by_page: dict[int, Weights] = {}
        for fold in range(FOLDS):
            held = set(order[fold::FOLDS])
            kept = [number for number in order if number not in held]
            weights = fit([pages[n] for n in kept], [scored[n] for n in kept] if scored else ())
            by_page.update(dict.fromkeys(held, weights))
        scored = [by_page[number] for number in range(len(pages))]
    return scored


def show(
    title: str, pages: Sequence[GoldPage], weights: Sequence[Weights], levels: Collection[float]
) -> None:
    for level in levels:
        found = measure(pages, weights, log(level / (1 - level)))
        shares = "  ".join(f"{name}: P {p:.3f} R {r:.3f}" for name, (p, r) in found.items())
        print(f"{title} at {level:.2f}  {shares}")


def write(weights: Weights, level: float) -> None:
    """``posts/page/weights.py``, with the bias set so that ``level`` becomes one half."""
    bias = weights.pop("") - log(level / (1 - level))
    lines = [
        '"""The weights of the vote on regions.  Written by ``python -m bench.regions``; do not edit."""',
        "",
        "from __future__ import annotations",
        "",
        f"BIAS = {bias:.2f}",
        "WEIGHTS: dict[str, float] = {",
        *(f'    "{name}": {value:.2f},' for name, value in sorted(weights.items()) if abs(value) >= 0.02),
        "}",
    ]
    WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--level", type=float, default=0.28, help="probability that becomes one half")
    asked = parser.parse_args()
    pages = [page for folder in asked.folders for page in read(folder)]
    print(f"{len(pages)} pages, {sum(len(page.rows) for page in pages)} links")
    levels = (0.08, 0.12, 0.16, 0.2, asked.level, 0.35)
    scored = cross_validated(pages)
    show("held out", pages, scored, levels)
    if asked.write:
        weights = fit(pages, scored)
        show("fitted", pages, [weights] * len(pages), levels)
        write(weights, asked.level)


if __name__ == "__main__":
    main()
