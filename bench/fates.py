"""How well audits tell what became of pages: ``python -m bench.fates [--pages N] [--real FOLDER]``.

A post that cites N pages is archived, fates are dealt (``tests/museum/fates``), and ``audit`` is asked.
Printed are F1 by class and every miss with its rule and evidence.  ``--real`` mixes in real pages: a
folder of ``NAME/source.html.gz``.  ``--folder`` keeps the archive; with ``--again`` the one of an earlier
run of the same pages is audited once more.  Ends with 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
from pathlib import Path

from tests.museum.fates import measure, real, run, web

LIMIT_S = 3600.0
MACRO_F1, FALSE_DEAD, DEAD_RECALL, PASSAGE_F1 = 0.97, 0.001, 0.98, 0.97


async def told(asked: argparse.Namespace, folder: Path) -> measure.Measure:
    pages = real.read(asked.real) if asked.real else []
    cited = web.cited(asked.pages, asked.seed, pages)
    async with web.Web(cited) as served:
        if not asked.again:
            archived = await run.archive(served, folder, jobs=asked.jobs, limit_s=LIMIT_S)
            print(
                f"archived in {archived.took_s:.1f} s, exit {archived.code}: {archived.document.get('posts')}"
            )
        audited = await run.audit(served, folder, jobs=asked.jobs, timeout_s=asked.timeout, limit_s=LIMIT_S)
    print(f"audited in {audited.took_s:.1f} s, exit {audited.code} {audited.err[-800:]}")
    return measure.measured(cited, measure.said(audited.document))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", default="bench")
    parser.add_argument("--real", type=Path)
    parser.add_argument("--jobs", type=int, default=3)
    parser.add_argument("--timeout", type=float, default=8.0)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--again", action="store_true")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="fates-"))
    if not asked.again:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    found = asyncio.run(told(asked, folder))
    if asked.folder is None:
        shutil.rmtree(folder)
    print(found)
    good = (
        found.macro_f1 >= MACRO_F1
        and found.false_dead <= FALSE_DEAD
        and found.dead_recall >= DEAD_RECALL
        and found.passage_f1 >= PASSAGE_F1
    )
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
