"""The pages of one snapshot, and the files that were made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as percent
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from snapshotter.model.capture import RecordLocation, StoredCapture
from snapshotter.model.proof import Proof
from snapshotter.model.quote import QuoteMatch
from snapshotter.timestamps import http_date
from snapshotter.urls import Url, without_fragment
from snapshotter.viewer.cards import audits_of
from snapshotter.viewer.certificates import certificates_of
from snapshotter.viewer.frames import Framed
from snapshotter.viewer.memento import Addresses, links
from snapshotter.viewer.passages import paragraphs
from snapshotter.viewer.raw import raw_answer
from snapshotter.viewer.room import Room, is_navigation
from snapshotter.viewer.shelves import Place
from snapshotter.viewer.views import AuditView, audit_view, web_link
from snapshotter.warc.reader import Record

PICTURES = frozenset(("image/png", "image/jpeg", "image/webp", "image/avif", "image/gif"))
"""What is shown on our own origin; anything else that was made of a page is text, or a download."""
SHOWN = frozenset(
    ("text", "image", "audio", "video", "warc/revisit", "application/xhtml+xml", "application/xml",
     "application/json", "application/rss+xml", "application/atom+xml")
)  # fmt: skip
MAX_REQUESTS = 2_000
MAX_HEAD_CHARS = 40_000
MAX_CITED = 12
"""Citations of one snapshot whose quotes and audits are read; each lies in another manifest."""
NOT_SCRIPTED = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at a snapshot."""

    path: str
    label: str


REPLAY = Tab("", "Replay")
ARRIVED = Tab("as-arrived", "As it arrived")
READING = Tab("for-reading", "For reading")
TEXT = Tab("text", "Text")
NOW = Tab("then-and-now", "Then and now")
RECORD = Tab("record", "The record")
ARTEFACT_OF = {ARRIVED.path: "view", READING.path: "full-page"}


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation that a snapshot belongs to, with what it quotes."""

    place: Place
    quotes: tuple[QuoteMatch, ...]
    audits: tuple[AuditView, ...]
    proof: Proof | None


class Snapshots:
    """Handlers; blocking, so they run in threads."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def routes(self) -> list[Route]:
        return [
            Route("/snapshots/{id}/files/{key}", self.file),
            Route("/snapshots/{id}/counts", self.counts),
            Route("/snapshots/{id}/download", self.download),
            Route("/snapshots/{id}", self.page),
            Route("/snapshots/{id}/{tab}", self.page),
        ]

    def page(self, request: Request) -> Response:
        """A snapshot under its id, one of its tabs."""
        snapshot_id = request.path_params["id"]
        stored = self._room.holdings.stored(snapshot_id)
        if stored is None:
            return self._unknown(snapshot_id)
        return self.show(request, stored, request.path_params.get("tab", ""))

    def show(self, request: Request, stored: StoredCapture, path: str = "") -> Response:
        """The page of a snapshot, with the fields of a memento."""
        cited = self._cited(stored)
        answers = self._room.index.answers(Url(without_fragment(stored.url)))
        this = next((line for line in answers if line.location == stored.main), None)
        framed = self._framed(stored, this.media_type if this else None)
        tabs = self._tabs(stored, cited, framed)
        path = path if any(tab.path == path for tab in tabs) else tabs[0].path
        frame = framed if path == REPLAY.path else None
        if frame is not None and is_navigation(request.scope) and _base(request) != frame.base:
            return RedirectResponse(frame.base + _target(request), 302)
        quotes = _quotes(cited)
        made = self._room.page(
            "snapshot.html",
            frame_sources=frame.sources if frame is not None else "'none'",
            frame=frame,
            stored=stored,
            tabs=tabs,
            tab=path,
            cited=cited,
            citations=len(self._room.shelves.places(stored.id)),
            proof=stored.proof or next((each.proof for each in cited if each.proof), None),
            quotes=quotes,
            timeline=self._room.holdings.timeline(without_fragment(stored.url)),
            original=web_link(stored.url),
            **self._content(stored, path, cited, quotes),
        )
        at = Addresses(_base(request), without_fragment(stored.url))
        made.headers["Memento-Datetime"] = http_date(this.moment if this else stored.captured_at)
        made.headers["Link"] = links(at, answers, this)
        return made

    def file(self, request: Request) -> Response:
        """A picture, the text or another artefact, by name; strictly typed, never as a page."""
        stored = self._room.holdings.stored(request.path_params["id"])
        key = request.path_params["key"]
        location = stored.artefacts.get(key) if stored is not None else None
        if stored is None or location is None:
            return PlainTextResponse("There is no such file.\n", 404)
        fields = {"ETag": f'"{location.digest}"', "Cache-Control": "private, max-age=31536000, immutable"}
        if _is_known(request, fields["ETag"]):
            return Response(status_code=304, headers=fields)
        record = self._room.holdings.record(location)
        return _typed(record, key, fields)

    def download(self, request: Request) -> Response:
        """The recorded page or file itself, to be saved; never shown on our own origin."""
        stored = self._room.holdings.stored(request.path_params["id"])
        if stored is None or stored.main is None:
            return PlainTextResponse("There is no such file.\n", 404)
        record = self._room.holdings.record(stored.main)
        answer = raw_answer(record, self._room.holdings.payload_record(stored.main), stored.url)
        segment = stored.url.partition("#")[0].partition("?")[0].rstrip("/").rpartition("/")[2]
        name = percent(unquote(segment) or "page", safe="")
        coded = {name: value for name, value in answer.fields if name.lower() == "content-encoding"}
        fields = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", **coded}
        return StreamingResponse(answer.body(), media_type="application/octet-stream", headers=fields)

    def counts(self, request: Request) -> Response:
        """How many requests of a replay found nothing, or were kept from the live web, so far."""
        frames = self._room.frames
        counts = frames.counts(request.path_params["id"]) if frames is not None else {}
        return JSONResponse(counts, headers={"Cache-Control": "no-store"})

    def _unknown(self, snapshot_id: str) -> Response:
        places = self._room.shelves.places(snapshot_id)
        if places:
            return RedirectResponse(f"/posts/{places[0].post.slug}#{places[0].citation.id}", 302)
        near = self._room.shelves.snapshots_like(snapshot_id)
        if len(near) == 1:
            return RedirectResponse(f"/snapshots/{near[0]}", 302)
        message = f"Nothing here is called “{snapshot_id}”."
        return self._room.missing("No such snapshot", message, snapshots=near[:8])

    def _cited(self, stored: StoredCapture) -> list[Cited]:
        found = []
        for place in self._room.shelves.places(stored.id)[:MAX_CITED]:
            entry = self._room.shelves.entry(place)
            if entry is None:
                continue
            snapshot = next((each for each in entry.snapshots if each.id == stored.id), None)
            audits = tuple(map(audit_view, reversed(audits_of(entry))))
            quotes, proof = (snapshot.quotes, snapshot.proof) if snapshot else ((), None)
            found.append(Cited(place, quotes, audits, proof))
        return found

    def _framed(self, stored: StoredCapture, media_type: str | None) -> Framed | None:
        frames = self._room.frames
        return frames.framed(stored) if frames is not None and _is_shown(media_type) else None

    def _tabs(self, stored: StoredCapture, cited: Sequence[Cited], framed: Framed | None) -> list[Tab]:
        made = [
            (REPLAY, framed is not None),
            (ARRIVED, "view" in stored.artefacts),
            (READING, "full-page" in stored.artefacts),
            (TEXT, "text" in stored.artefacts),
            (NOW, any(each.audits for each in cited)),
            (RECORD, True),
        ]
        return [tab for tab, is_there in made if is_there]

    def _content(
        self,
        stored: StoredCapture,
        path: str,
        cited: Sequence[Cited],
        quotes: Sequence[QuoteMatch],
    ) -> dict[str, Any]:
        """What the tab needs beside the banner."""
        if path == REPLAY.path:
            return {}
        if path == TEXT.path:
            text = self._room.holdings.text(stored) or ""
            return {"paragraphs": paragraphs(text, quotes)}
        if path == RECORD.path:
            return self._record(stored)
        if path == NOW.path:
            return {"audits": list(dict.fromkeys(audit for each in cited for audit in each.audits[:1]))}
        return {"picture": ARTEFACT_OF[path]}

    def _record(self, stored: StoredCapture) -> dict[str, Any]:
        story = self._room.holdings.story(stored)
        connections = _listed(story, "connections")
        chains = {str(each["chain"]) for each in connections if each.get("chain")}
        return {
            "story": story,
            "head": self._head(stored.main),
            "requests": _listed(story, "requests")[:MAX_REQUESTS],
            "all_requests": len(_listed(story, "requests")),
            "missing": _listed(story, "missing"),
            "connections": connections,
            "certificates": self._certificates(sorted(chains)),
            "interventions": _listed(story, "interventions"),
            "cuts": _listed(story, "cuts"),
            "findings": _listed(story, "findings"),
            "steps": _listed(story, "steps"),
        }

    def _head(self, main: RecordLocation | None) -> str:
        if main is None:
            return ""
        return self._room.holdings.record(main).http_head.decode("latin-1")[:MAX_HEAD_CHARS].strip()

    def _certificates(self, chains: Sequence[str]) -> list[Any]:
        found = (self._room.holdings.chain(digest) for digest in chains[:12])
        return [certificates for pem in found if pem and (certificates := certificates_of(pem))]


def _quotes(cited: Sequence[Cited]) -> list[QuoteMatch]:
    """What is quoted of the snapshot, each once."""
    by_words = {quote.text: quote for each in cited for quote in each.quotes}
    return list(by_words.values())


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _target(request: Request) -> str:
    """Path and query as they were sent."""
    raw, query = request.scope.get("raw_path") or b"", request.scope.get("query_string") or b""
    return (raw + (b"?" + query if query else b"")).decode("latin-1")


def _is_shown(media_type: str | None) -> bool:
    """Whether a browser shows it in a sandboxed frame; PDF and archives it does not."""
    return media_type is None or media_type in SHOWN or media_type.partition("/")[0] in SHOWN


def _typed(record: Record, key: str, fields: dict[str, str]) -> Response:
    media_type = (record.header.get("Content-Type") or "").partition(";")[0].strip().lower()
    fields |= {"Content-Security-Policy": NOT_SCRIPTED, "Content-Length": str(record.block_size_bytes)}
    if media_type in PICTURES:
        return StreamingResponse(record.block(), media_type=media_type, headers=fields)
    if key.partition(":")[0] in ("text", "subtitles"):
        return StreamingResponse(record.block(), media_type="text/plain; charset=utf-8", headers=fields)
    name = key.replace(":", "-") + {"application/pdf": ".pdf", "video/mp4": ".mp4"}.get(media_type, ".bin")
    fields["Content-Disposition"] = f'attachment; filename="{percent(name)}"'
    return StreamingResponse(record.block(), media_type="application/octet-stream", headers=fields)


def _is_known(request: Request, tag: str) -> bool:
    """``If-None-Match`` (RFC 9110, section 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    return tag in {each.strip().removeprefix("W/") for each in given.split(",")} or given.strip() == "*"


def _listed(story: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return list(_mappings(story.get(name)))


def _mappings(listed: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(listed, list):
        yield from (each for each in listed if isinstance(each, Mapping))
