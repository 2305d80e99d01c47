"""Pages that no browser of ours has shown: what their records alone say of title, text and parts."""

from __future__ import annotations

from dataclasses import replace

from snapshotter.capture.gaps.css import mentions_in_css
from snapshotter.capture.gaps.reference import resolved
from snapshotter.capture.gaps.references import of_document
from snapshotter.imports.survey import Links
from snapshotter.model.capture import Capture
from snapshotter.model.exchange import Exchange
from snapshotter.pagemeta.encoding import decode
from snapshotter.patterns import Pattern
from snapshotter.urls import Url
from snapshotter.verdicts import document
from snapshotter.verdicts.of_capture import fields_of, whole_body
from snapshotter.verdicts.wording import word_count

MAX_BYTES = 32 * 1024 * 1024
"""Of a page: nothing is read out of a larger one."""
_HTML = ("text/html", "application/xhtml+xml")
_FEW_WORDS = 25
_TAG = Pattern(r"<[^<>]{0,4000}>")


def links_in(url: Url, media_type: str, body: bytes) -> Links:
    """What a document or style sheet refers to (:data:`snapshotter.imports.survey.ReadLinks`)."""
    is_sheet = media_type.strip().lower().startswith("text/css")
    text = decode(body, media_type, markup=not is_sheet)
    if is_sheet:
        found = resolved(mentions_in_css(text), url, url)
    else:
        found, _ = of_document(text, url)
    framed = frozenset(each.url for each in found if each.kind == "document")
    return Links(tuple(dict.fromkeys(each.url for each in found)), framed)


def read_as_sent(capture: Capture, main: Exchange | None) -> Capture:
    """The capture with what its page says as it was sent, where nothing tells what a browser showed.

    A document that shows next to nothing before its scripts have run has no text yet: that is not known.
    """
    body = _body(main) if main is not None else None
    if main is None or body is None or (main.media_type or "").startswith("image/"):
        return capture
    declared = _declared(main)
    if main.media_type in _HTML or (main.media_type is None and body.lstrip()[:1] == b"<"):
        return _of_document(capture, decode(body, declared, markup=True))
    text = _of_file(main.media_type or "", body, declared)
    return replace(capture, text=capture.text if capture.text is not None else text)


def _of_document(capture: Capture, dom: str) -> Capture:
    page = document.read(dom)
    words = "\n".join(block.text for block in page.blocks)
    scripted = bool(page.scripts or page.script_sources)
    text = None if scripted and word_count(words) < _FEW_WORDS else words
    return replace(
        capture,
        dom=dom,
        title=page.title or capture.title,
        text=capture.text if capture.text is not None else text,
    )


def _of_file(media_type: str, body: bytes, declared: str) -> str | None:
    """What a reader would read in a file of text; None for other files."""
    if media_type.endswith(("/xml", "+xml")):
        return "\n".join(_TAG.sub("\n", decode(body, declared, markup=True)).split("\n"))
    return decode(body, declared, markup=False) if media_type == "text/plain" else None


def _body(main: Exchange) -> bytes | None:
    """Without its codings; None when there is none, or too much of it."""
    if main.response is None or main.response.body.size_bytes > MAX_BYTES:
        return None
    return whole_body(main) if main.response.head else b"".join(main.response.body.chunks())


def _declared(main: Exchange) -> str:
    fields = fields_of(main.response.head) if main.response is not None else ()
    return next((value for name, value in fields if name.lower() == "content-type"), main.media_type or "")
