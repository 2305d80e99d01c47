"""The report for people: one HTML file that asks for nothing from outside."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from snapshotter import words
from snapshotter.model.audit import AuditedQuote
from snapshotter.model.capture import RecordLocation
from snapshotter.report.pictures import Photograph, Pictures
from snapshotter.report.rows import GROUP_WORDS, GROUPS, Changed, Group, Row, said
from snapshotter.report.spool import Spool
from snapshotter.report.tally import Count, Tally, percent
from snapshotter.report.wording import Piece, line, pieces

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_HOSTS = 15
MOST_QUOTES = 20
"""Of one citation that are held against each other."""
MAX_QUOTE_CHARS = 2_000
_EXPLAINED: Mapping[Group, str] = MappingProxyType(
    {
        "lost": "Found so again and again, over days and in more than one way.",
        "suspected": "Found so lately. Only several looks over several days make a page lost.",
        "changed": "These pages answer, and are not as they were when they were cited.",
        "unasked": "Something stood between us and these pages; what became of them is not known.",
        "sound": "These pages say what they said when they were cited.",
        "unaudited": "Nobody has looked at these pages since they were captured.",
        "left": "These were left out when their post was archived.",
    }
)
_TONES: Mapping[Group, str] = MappingProxyType(
    {"lost": "bad", "suspected": "doubt", "changed": "doubt", "sound": "fine"}
)
_STATES: Mapping[str, str] = MappingProxyType(
    {"there": "still there", "reworded": "reworded", "gone": "gone"}
)


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A sentence that is not as it was, word by word."""

    kind: str
    then: list[Piece]
    now: list[Piece]


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quoted passage then and now, parted at the words that differ."""

    state: str
    says: str
    then: list[Piece]
    now: list[Piece]
    """Empty where nothing like it stands there."""


def html(
    tally: Tally,
    spool: Spool,
    *,
    name: str,
    now: datetime,
    then_picture: Photograph | None = None,
    now_picture: Photograph | None = None,
) -> Iterator[str]:
    """The page in pieces; ``name`` is the archive's.

    ``tally`` and ``spool`` are those of all rows.  Pictures are given out in the order of the page:
    the lost and the changed have them first.
    """
    made = _environment()
    style, script = _static("report.css"), _static("report.js")
    common = {"tally": tally, "name": line(name), "now": now, "several": len(tally.posts) > 1}
    yield made.get_template("head.html").render(
        common,
        sentences=sentences(tally),
        style=style,
        style_hash=_hash(style),
        script_hash=_hash(script),
        most_hosts=MOST_HOSTS,
    )
    albums = Pictures(then_picture), Pictures(now_picture)
    for group in GROUPS:
        yield from _section(made, group, spool, albums, common | {"count_": tally.all.of(group)})
    yield made.get_template("foot.html").render(common, script=script)


def _section(
    made: Environment,
    group: Group,
    spool: Spool,
    albums: tuple[Pictures, Pictures],
    common: Mapping[str, Any],
) -> Iterator[str]:
    if not common["count_"]:
        return
    yield made.get_template("section.html").render(
        common, group=group, title=GROUP_WORDS[group], explained=_EXPLAINED[group]
    )
    template = made.get_template("row.html")
    then_album, now_album = albums
    for row in spool.rows(group):
        yield template.render(
            common,
            row=row,
            tone=tone(row),
            then_picture=then_album.address(row.then.thumbnail if row.then else None),
            now_picture=now_album.address(_seen_now(row)),
            all_there=all(quote.state == "there" for quote in row.quotes),
            quotes=[quote_view(quote) for quote in row.quotes[:MOST_QUOTES]],
            changes=[change_view(change) for change in row.changes],
        )
    yield "</tbody></table></section>"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Of the summary."""

    words: str
    strong: bool = False


def sentences(tally: Tally) -> list[Sentence]:
    """What a reader with ten seconds is told."""
    count = tally.all
    if not count.total:
        return [Sentence("There is no cited page to tell of.")]
    pages, posts = words.count(count.total, "cited page"), words.count(len(tally.posts), "post")
    told = [Sentence(f"{pages} in {posts}.")]
    if count.known:
        share = percent(count.alive, count.known)
        told.append(
            Sentence(f"Of {count.known:,} whose fate is known, {count.alive:,} still answer ({share}):")
        )
        told.append(Sentence(f"{count.of('sound'):,} as they were, {_changed(tally)}."))
    if lost := count.of("lost"):
        told.append(Sentence(f"{lost:,} {'is' if lost == 1 else 'are'} lost.", strong=True))
    if doubtful := count.of("suspected"):
        told.append(Sentence(f"{doubtful:,} may be lost, which further looks will tell."))
    if unasked := count.of("unasked"):
        told.append(Sentence(f"{unasked:,} could not be asked."))
    if unaudited := count.of("unaudited"):
        told.append(Sentence(f"{unaudited:,} {'was' if unaudited == 1 else 'were'} not audited yet."))
    return told


def _changed(tally: Tally) -> str:
    changed = f"{tally.all.of('changed'):,} changed"
    return f"{changed}, {tally.rewritten:,} of these in the quoted words" if tally.rewritten else changed


def _seen_now(row: Row) -> RecordLocation | None:
    """The evidence that may hold a picture: a browser's visit of a page that is not as it was."""
    if row.audit is None or row.group == "sound" or "browser" not in row.audit.ways:
        return None
    return row.audit.warc


def tone(row: Row) -> str:
    """``fine``, ``doubt``, ``bad`` or ``quiet``: how a mark looks beside its words."""
    return "bad" if row.verdict == "passage-missing" else _TONES.get(row.group, "quiet")


def quote_view(quote: AuditedQuote) -> QuoteView:
    says = _STATES.get(quote.state, str(quote.state))
    then, now = line(quote.text, MAX_QUOTE_CHARS), line(quote.now, MAX_QUOTE_CHARS)
    if quote.state != "reworded" or not now:
        return QuoteView(quote.state, says, [Piece("same", then)], [])
    before, after = pieces(then, now)
    return QuoteView(quote.state, says, before, after)


def change_view(change: Changed) -> ChangeView:
    then, now = line(change.then, MAX_QUOTE_CHARS), line(change.now, MAX_QUOTE_CHARS)
    if change.kind == "reworded":
        return ChangeView(change.kind, *pieces(then, now))
    return ChangeView(change.kind, [Piece("same", then)] if then else [], [Piece("same", now)] if now else [])


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("snapshotter.report", "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "line": line,
        "day": words.day,
        "exact": words.exact,
        "published": words.published,
        "said": said,
        "percent": percent,
    }
    made.globals |= {"count": words.count, "parts": _parts, "tone_of": _tone_of, "n": partial("{:,}".format)}
    return made


def _parts(count: Count) -> list[tuple[str, int, int]]:
    """The bar of some citations: tone, where it begins, how long it is."""
    sizes = (
        ("fine", count.of("sound")),
        ("doubt", count.of("changed")),
        ("bad", count.lost),
        ("quiet", count.unknown),
    )
    at, found = 0, []
    for name, size in sizes:
        if size:
            found.append((name, at, size))
        at += size
    return found


def _tone_of(verdict: str) -> str:
    from snapshotter.model.audit import CHANGED, DEAD, SOUND

    if verdict in DEAD or verdict == "passage-missing":
        return "bad"
    return "doubt" if verdict in CHANGED else "fine" if verdict in SOUND else "quiet"


def _static(name: str) -> str:
    return (resources.files("snapshotter.report") / "static" / name).read_text("utf-8").strip()


def _hash(source: str) -> str:
    """As Content Security Policy Level 3, section 2.3.1, writes it."""
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"
