"""Recorded bodies as a browser gets them: origins replaced, a prelude in pages, all else as it was."""

from __future__ import annotations

import base64
import codecs
import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

from snapshotter.errors import ArchiveError
from snapshotter.model.exchange import Bytes
from snapshotter.model.replay import RecordedExchange, ReplayMaterial
from snapshotter.pagemeta.encoding import wide_encoding
from snapshotter.replay.hosts.kinds import Kind
from snapshotter.replay.hosts.markup import Scan, outside, scan
from snapshotter.replay.hosts.substitution import Replacement, Substitution, rewritten
from snapshotter.warc import bodies as coded

MAX_TEXT_BYTES = 64 << 20
"""Longer bodies pass as they are."""
MAX_CACHED_BYTES = 32 << 20
_INTEGRITY = re.compile(rb"sha(256|384|512)-((?:[A-Za-z0-9+]|\\{0,4}/){43,120}={0,2})")
"""Subresource Integrity, section 3.5; slashes may be escaped."""
_PINNED = re.compile(r"(?:text|application)/[\w.+-]*(?:javascript|ecmascript|css|json|plain|octet-stream)|")
"""Media types of what is pinned by a digest: scripts and styles, under whatever type they came."""
_META_CHARSET = re.compile(
    rb"<meta\s[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_PRESCAN_BYTES = 1024
_MARKS = (
    (codecs.BOM_UTF8, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = re.compile(r"charset\s*=\s*[\"']?\s*utf-?16(le|be)?", re.IGNORECASE)
_COMMENTS = re.compile(rb"/\*.*?\*/|^\s+|\n", re.DOTALL | re.MULTILINE)


@cache
def prelude() -> bytes:
    """The scripts that begin every page, their comments left out."""
    folder = files("snapshotter.replay.hosts")
    script = b"".join((folder / name).read_bytes() for name in ("prelude.js", "passage.js"))
    return b"<script>" + _COMMENTS.sub(b"", script) + b"</script>"


@dataclass(frozen=True, slots=True)
class Body:
    """A body that was looked through."""

    data: bytes
    """Without content codings."""
    is_changed: bool
    charset: bytes | None = None
    """What the page itself said its encoding to be, in the bytes that were moved."""


class BodyReplay:
    """Makes the bodies of one snapshot; safe to call from several threads."""

    def __init__(self, material: ReplayMaterial, substitution: Substitution) -> None:
        self._substitution = substitution
        self._pinned = PinnedBodies(material, self)
        self._cached: OrderedDict[tuple[int, Kind, bool], Body] = OrderedDict()
        self._cached_bytes = 0

    def of(
        self, exchange: RecordedExchange, content: Bytes, said: Told, kind: Kind, *, page: bool
    ) -> Body | None:
        """The body of a whole answer; with the prelude for a ``page``.  None if it is too large to be
        looked through.  Raises :class:`CorruptRecord` for a damaged record."""
        key = (id(exchange), kind, page)
        cached = self._cached.get(key)
        if cached is not None:
            return cached
        data = decoded(content, said.coding)
        if data is None:
            return None
        return self._keep(key, self._made(data, said, kind, _scheme(exchange), page=page))

    def _keep(self, key: tuple[int, Kind, bool], body: Body) -> Body:
        if len(body.data) <= MAX_CACHED_BYTES // 4 and key not in self._cached:
            self._cached[key] = body
            self._cached_bytes += len(body.data)
            while self._cached_bytes > MAX_CACHED_BYTES:
                self._cached_bytes -= len(self._cached.popitem(last=False)[1].data)
        return body

    def _made(
        self, data: bytes, said: Told, kind: Kind, scheme: Literal["http", "https"], *, page: bool
    ) -> Body:
        mark, wide = _encoding(data, said)
        text = data[len(mark) :]
        if wide:
            try:
                text = text.decode(wide).encode()
            except UnicodeDecodeError:
                return Body(data, is_changed=False)
        new = self._text(text, kind, scheme, page=page)
        if new is text:
            return Body(data, is_changed=False)
        charset = _META_CHARSET.search(text[:_PRESCAN_BYTES]) if page and not mark and not wide else None
        back = new.decode().encode(wide) if wide else new
        return Body(mark + back, is_changed=True, charset=charset[1] if charset else None)

    def _text(self, text: bytes, kind: Kind, scheme: Literal["http", "https"], *, page: bool) -> bytes:
        found = self._substitution.replacements(text, scheme)
        if kind in ("html", "markup"):
            scanned = scan(text)
            edits = _edits(scanned, prelude() if page else b"")
            edits += filter(None, (self._substitution.way(text, *each, scheme) for each in scanned.ways))
            found = _merged(outside(scanned.words, found), sorted(edits))
        return self._pinned.named(rewritten(text, found))


@dataclass(frozen=True, slots=True)
class Told:
    """What the fields of an answer say of its body."""

    media_type: str
    """Lower case, without parameters; empty when there is none."""
    content_type: str
    """The whole field."""
    coding: str
    """``Content-Encoding``, lower case."""


class PinnedBodies:
    """Digests that pages pin their scripts and styles by (Subresource Integrity), of bodies that change.

    Wherever the digest of a recorded body is said, in an attribute, an import map or a script that makes
    elements, that of the body as it is replayed is said instead.  So a wrong one stays wrong.
    """

    def __init__(self, material: ReplayMaterial, replay: BodyReplay) -> None:
        self._material = material
        self._replay = replay
        self._under_way: set[int] = set()

    def named(self, text: bytes) -> bytes:
        """``text`` with the digests of changed bodies replaced; the very same object if there are none."""
        return rewritten(text, self._replacements(text)) if b"sha" in text else text

    def _replacements(self, text: bytes) -> Iterator[Replacement]:
        for found in _INTEGRITY.finditer(text):
            digest = self._instead(found[1].decode(), found[2].replace(b"\\", b""))
            if digest is not None:
                escape = found[2].partition(b"/")[0]
                slashes = escape[len(escape.rstrip(b"\\")) :] + b"/"
                yield Replacement(found.start(2), found.end(2), digest.replace(b"/", slashes))

    def _instead(self, bits: str, digest: bytes) -> bytes | None:
        pinned = self._by_digest.get((bits, digest))
        if pinned is None or id(pinned) in self._under_way:
            return None
        self._under_way.add(id(pinned))
        try:
            body = self._replay.of(pinned, _content(pinned), told_by(pinned), "code", page=False)
        finally:
            self._under_way.discard(id(pinned))
        return _digest(bits, body.data) if body is not None and body.is_changed else None

    @cached_property
    def _by_digest(self) -> dict[tuple[str, bytes], RecordedExchange]:
        return {
            (bits, _digest(bits, data)): exchange
            for exchange, data in self._texts()
            for bits in ("256", "384", "512")
        }

    def _texts(self) -> Iterator[tuple[RecordedExchange, bytes]]:
        for exchange in self._material.exchanges:
            said = told_by(exchange)
            if exchange.status != 200 or not _PINNED.fullmatch(said.media_type):
                continue
            try:
                data = decoded(_content(exchange), said.coding)
            except ArchiveError:
                continue
            if data is not None:
                yield exchange, data


def told_by(exchange: RecordedExchange) -> Told:
    """What a recorded response says of its body."""
    from snapshotter.capture.wire.heads import fields_of

    return told(tuple(fields_of(exchange.response_head.partition(b"\n")[2])))


def told(fields: tuple[tuple[bytes, bytes], ...]) -> Told:
    """What the fields of an answer say of its body."""
    values = {name.lower(): value.decode("latin-1").strip() for name, value in reversed(fields)}
    content_type = values.get(b"content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    return Told(media_type, content_type, values.get(b"content-encoding", "").lower())


def decoded(content: Bytes, coding: str) -> bytes | None:
    """Without content codings; None when it is longer than :data:`MAX_TEXT_BYTES`."""
    pieces, size = [], 0
    for piece in content.chunks():
        pieces.append(piece)
        size += len(piece)
        if size > MAX_TEXT_BYTES:
            return None
    data = coded.Message(None, {"content-encoding": coding}, b"".join(pieces)).body()
    return data if len(data) < MAX_TEXT_BYTES else None


def _content(exchange: RecordedExchange) -> Bytes:
    from snapshotter.capture.wire.heads import fields_of, is_chunked
    from snapshotter.replay.lookup.content import Content

    chunked = is_chunked(list(fields_of(exchange.response_head.partition(b"\n")[2])))
    return Content(exchange.body, is_chunked=chunked)


def _scheme(exchange: RecordedExchange) -> Literal["http", "https"]:
    return "https" if exchange.url.startswith(("https:", "wss:")) else "http"


def _digest(bits: str, data: bytes) -> bytes:
    return base64.b64encode(hashlib.new(f"sha{bits}", data).digest())


def _encoding(data: bytes, said: Told) -> tuple[bytes, str]:
    """The byte order mark, and the codec of text whose letters are not single bytes."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return mark, codec
    declared = _WIDE.search(said.content_type)
    if declared is not None:
        return b"", "utf-16-be" if (declared[1] or "").lower() == "be" else "utf-16-le"
    return b"", wide_encoding(data) or ""


def _edits(scanned: Scan, beginning: bytes) -> list[Replacement]:
    """The prelude; policies that would forbid our names made names of nothing; hints that lead nowhere."""
    made = [Replacement(start, stop, b"recorded-policy") for start, stop in scanned.policies]
    made += [Replacement(start, stop, b"data:,") for start, stop in scanned.hints]
    if beginning:
        made.append(Replacement(scanned.beginning, scanned.beginning, beginning))
    return made


def _merged(found: Iterator[Replacement], edits: list[Replacement]) -> Iterator[Replacement]:
    """Both in order; an edit wins over what it covers."""
    covered = [(each.start, each.stop) for each in edits if each.stop > each.start]
    return iter(sorted([*outside(covered, found), *edits]))
