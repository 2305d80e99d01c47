"""The report as JUnit XML, as continuous integration reads it: a suite a post, a case a citation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from snapshotter.report.failing import Offends, because, fails
from snapshotter.report.rows import Row, said
from snapshotter.report.wording import line

_SKIPPED = frozenset({"unasked", "unaudited", "left"})
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0, section 2.2, has no place for."""


def junit(rows: Iterable[Row], offends: Offends) -> Iterator[str]:
    """The lines.  A citation fails by the policy; one of which nothing is known is skipped.

    ``rows`` of one post stand together.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<testsuites name="snapshotter">'
    for slug, group in groupby(rows, key=lambda row: row.post.slug):
        yield from _suite(slug, [_case(row, offends) for row in group])
    yield "</testsuites>"


def _suite(slug: str, cases: list[tuple[str, str]]) -> Iterator[str]:
    kinds = [kind for kind, _ in cases]
    yield (
        f'<testsuite name={_attribute(slug)} tests="{len(cases)}" failures="{kinds.count("failure")}" '
        f'errors="0" skipped="{kinds.count("skipped")}" time="0">'
    )
    yield from (written for _, written in cases)
    yield "</testsuite>"


def _case(row: Row, offends: Offends) -> tuple[str, str]:
    """Its kind (``failure``, ``skipped`` or ``passed``) and its element."""
    begins = f'<testcase classname={_attribute(row.post.slug)} name={_attribute(_name(row))} time="0"'
    if fails(row, offends):
        message = _attribute(f"{said(row.verdict)}: {because(row)}")
        more = escape(_text(_detail(row)))
        failure = f"<failure type={_attribute(row.verdict)} message={message}>{more}</failure>"
        return "failure", f"{begins}>{failure}</testcase>"
    if row.group in _SKIPPED:
        message = _attribute(line(row.why, 240) or said(row.verdict))
        return "skipped", f"{begins}><skipped message={message}/></testcase>"
    return "passed", f"{begins}/>"


def _name(row: Row) -> str:
    """The id keeps two citations of one address apart."""
    return f"{line(row.address, 500)} ({row.id})"


def _detail(row: Row) -> str:
    told = [f"Cited as: {line(row.sentence, 500)}"] if row.sentence else []
    told += [f"{quote.state}: “{line(quote.text, 500)}”" for quote in row.quotes if quote.state != "there"]
    if row.audit is not None and row.audit.final_url and row.audit.final_url != row.address:
        told.append(f"Now at: {line(row.audit.final_url, 500)}")
    if row.then is not None:
        told.append(f"Kept: snapshotter replay {row.then.id}")
    return "\n".join(told)


def _attribute(text: str) -> str:
    return quoteattr(_text(text))


def _text(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
