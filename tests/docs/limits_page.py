"""Writes the tables of ``docs/reference/limits.md``: ``python -m tests.docs.limits_page``.

What is bounded and by which constant stands here; how much, in the code.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

from snapshotter.settings import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "limits.md"

TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "A page, and the run": (
        ("wall clock of one page", "[network] timeout_s"),
        ("name, TCP and TLS of one connection", "[network] connect_timeout_s"),
        ("further attempts after trouble that may pass", "[network] retries"),
        ("pages at the same time", "[network] jobs"),
        ("one response body; cut there", "[capture] max_body_bytes"),
        ("a page with all that it loads (0: none)", "[capture] max_page_bytes"),
        ("the archive (0: none)", "[archive] max_bytes"),
        ("room that must be left on the disk", "[archive] min_free_bytes"),
        ("pages that one browser shows", "[capture] pages_per_browser"),
        ("memory of a browser and its processes, before it is replaced", "[capture] browser_max_bytes"),
        ("memory of the process that shows a page, before it is ended", "[capture] page_max_memory_bytes"),
        ("height of the picture", "[capture] max_screenshot_height_px"),
        ("scrolling: pixels", "[behaviours] scroll_max_px"),
        ("scrolling: steps", "[behaviours] scroll_max_steps"),
        ("scrolling: time", "[behaviours] scroll_max_s"),
        ("buttons pressed for more", "[behaviours] unfold_max_clicks"),
        ("gap fill: requests", "[behaviours] gap_max_requests"),
        ("gap fill: time", "[behaviours] gap_max_s"),
        ("media completed", "[behaviours] media_max_bytes"),
        ("longest pause that a host can ask for", "workflows.retries.LONGEST_PAUSE_S"),
        ("text of a page", "capture.visit._MOST_CHARACTERS"),
        ("redirects of a file that is fetched", "capture.download._MAX_REDIRECTS"),
        ("addresses that gap fill reads out of a document", "capture.gaps.inventory.MAX_REFERENCES"),
        ("characters of a document that gap fill reads", "capture.gaps.html._MAX_CHARS"),
    ),
    "The wire, read passively": (
        ("a head (HTTP/1)", "capture.wire.heads.MAX_HEAD_BYTES"),
        ("a header block with its CONTINUATION frames (HTTP/2)", "capture.wire.h2._MAX_HEADER_BLOCK_BYTES"),
        ("the table of header compression", "capture.wire.h2._MAX_TABLE_BYTES"),
        ("1xx heads kept of one exchange", "capture.wire.draft.MAX_INTERIM"),
        ("their bytes, before one more is kept", "capture.wire.draft.MAX_INTERIM_BYTES"),
        ("trailers kept of one exchange", "capture.wire.draft.MAX_TRAILERS"),
        ("a line of chunk framing", "capture.wire.framing._MAX_LINE_BYTES"),
        ("a handshake message of TLS", "capture.tls.session._MAX_HANDSHAKE_BYTES"),
        ("bytes held of a connection whose secret has not come", "capture.tls.session.MAX_UNOPENED_BYTES"),
        ("messages of a web socket", "capture.wire.websocket.MAX_MESSAGES"),
        ("bytes of a web socket's messages", "capture.wire.websocket.MAX_BYTES"),
        ("bytes of an event stream before it is slowed down", "capture.tap.EVENTS_BYTES"),
        (
            "bytes a second of a flood: a longer event stream, a socket of which no more is kept",
            "capture.tap.FLOOD_BYTES_PER_S",
        ),
        ("bodies in memory, before they go to the disk", "capture.spool.MEMORY_BYTES"),
    ),
    "Audits and public archives": (
        ("an answer", "[audit] max_body_bytes"),
        ("redirects", "audit.probe.following.MAX_REDIRECTS"),
        ("cookies kept of a page", "audit.probe.cookies._MOST"),
        ("an answer of a public archive", "rescue.session.MAX_BODY_BYTES"),
        ("mementos of a page", "rescue.archives.MAX_MEMENTOS"),
        ("time maps followed", "rescue.archives.MAX_TIMEMAPS"),
        ("parts of a page that are fetched", "rescue.parts.MAX_PARTS"),
        ("a reply of a time-stamp authority", "signing.time_stamps.MAX_REPLY_BYTES"),
    ),
    "Content codings and documents": (
        ("what comes out of a body's content codings; cut there", "warc.bodies.MAX_BODY_BYTES"),
        ("content codings of one body; of more none is undone", "warc.bodies._MAX_CODINGS"),
        ("elements within elements", "pagemeta.tree.MAX_DEPTH"),
        ("attributes of an element", "pagemeta.tree.MAX_ATTRIBUTES"),
        ("markup that verdicts look at", "verdicts.document.MAX_MARKUP_CHARS"),
        ("a PDF: memory of its own process", "pagemeta.apart.Bounds.memory_bytes"),
        ("a PDF: processor time", "pagemeta.apart.Bounds.cpu_s"),
        ("a PDF: what is read out of it", "pagemeta.apart.MAX_ANSWER_BYTES"),
        ("a cited PDF that is read", "workflows.examine.MAX_PDF_BYTES"),
        ("pages of a cited PDF", "cited.pdfium.MAX_PAGES"),
        ("text of a cited PDF", "cited.pdfium.MAX_CHARS"),
        ("a static copy", "cited.static_copy.MAX_TOTAL_BYTES"),
    ),
    "Sources": (
        ("a file", "posts.intake.sources.MAX_BYTES"),
        ("redirects of a source on the web", "capture.source._MAX_REDIRECTS"),
        ("what comes out of a gzip file", "posts.streams.pieces.MAX_UNPACKED_BYTES"),
        ("a member of a ZIP file of posts", "posts.intake.folders.MAX_MEMBER_BYTES"),
        ("ratio of such a member", "posts.intake.folders.MAX_RATIO"),
        ("all of them", "posts.intake.folders.MAX_TOTAL_BYTES"),
        ("a part of a DOCX, ODT or EPUB", "posts.readers.container.MAX_PART_BYTES"),
        ("tags and attributes of an XML document", "posts.readers.xml.MAX_MARKS"),
        ("levels of XML that is read as a stream", "posts.streams.mend.MAX_DEPTH"),
        ("a mail", "posts.readers.mail.MAX_MESSAGE_BYTES"),
        ("levels of a mail", "posts.readers.mail._MAX_DEPTH"),
        ("nesting of Markdown", "posts.markdown._MAX_NESTING"),
        ("citations of a post", "posts.citations.MAX_CITATIONS"),
    ),
    "Archives of others": (
        ("the header of a WARC record", "warc.header.MAX_HEADER_BYTES"),
        ("a record", "imports.survey.MAX_BLOCK_BYTES"),
        ("records of a file", "imports.survey.MAX_RECORDS"),
        ("looking for records after damage in vain: times the size of the file", "warc.members.MOST_IN_VAIN"),
        ("as much on top, for any file", "warc.members.FREE_IN_VAIN_BYTES"),
        ("ratio of what is inflated, once that is large", "warc.unpacked.MAX_RATIO"),
        ("what \u201clarge\u201d is there", "warc.unpacked.BOMB_BYTES"),
        ("a HAR file", "imports.har.MAX_FILE_BYTES"),
        ("entries of a HAR file", "imports.har.MAX_ENTRIES"),
        ("parts of a WACZ file", "imports.files._MAX_PARTS"),
        ("a body that is rewritten for the reading room", "replay.hosts.bodies.MAX_TEXT_BYTES"),
        ("a request's body that the reading room takes", "replay.hosts.asgi.MAX_BODY_BYTES"),
        ("header fields of a recorded answer that are handed out", "viewer.raw.MAX_FIELDS"),
        ("a value of such a field", "viewer.raw.MAX_VALUE_CHARS"),
    ),
}
_UNITS = ((10**9, "GB"), (10**6, "MB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))
_ENDINGS = {"_S": " s", "_PX": " px", "_CHARS": " characters", "CHARACTERS": " characters", "_CPU": " s"}


def value_of(place: str) -> object:
    """What the code says: of a setting the default, of a constant its value."""
    if place.startswith("["):
        table, _, key = place[1:].partition("] ")
        return getattr(getattr(Settings(), table), key)
    module, _, name = place.rpartition(".")
    if module.endswith(".Bounds"):
        apart = importlib.import_module(f"snapshotter.{module.removesuffix('.Bounds')}")
        return getattr(apart.Bounds(), name)
    return getattr(importlib.import_module(f"snapshotter.{module}"), name)


def shown(place: str) -> str:
    """A value with its unit, which its name tells."""
    value, name = value_of(place), place.upper()
    assert isinstance(value, int | float)
    if "BYTES" in name:
        return _size(int(value))
    ending = next((unit for mark, unit in _ENDINGS.items() if name.endswith(mark)), "")
    return f"{value:,g}{ending}" if isinstance(value, float) else f"{value:,}{ending}"


def _size(size_bytes: int) -> str:
    units = ((unit, word) for unit, word in _UNITS if size_bytes and size_bytes % unit == 0)
    unit, word = next(units, (1, "bytes"))
    return f"{size_bytes // unit:,} {word}"


def rows() -> Iterator[str]:
    for title, limits in TABLES.items():
        yield f"\n## {title}\n\n| what | limit | where |\n|---|---|---|\n"
        for what, place in limits:
            yield f"| {what} | {shown(place)} | `{place}` |\n"


def page() -> str:
    """The page anew: what stands before the first table stays."""
    head = PAGE.read_text(encoding="utf-8").partition("\n## ")[0].rstrip("\n")
    return f"{head}\n{''.join(rows())}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
