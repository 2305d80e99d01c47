"""The block of a record: its digests, that of its payload, and the message in it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator

from snapshotter import digests
from snapshotter.conformance import messages
from snapshotter.conformance.fields import Wrong, shown
from snapshotter.conformance.heads import Head
from snapshotter.conformance.messages import Chunks, Framing

START_BYTES = messages.HEAD_BYTES
"""So much of a block must come at once, or all of it."""
_RECORD_END = b"\r\n\r\n"
_DECODED_BYTES = 16 * 1024 * 1024
"""A payload up to this size is read without its codings when no other reading agrees with its digest."""
_BASE32 = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghijklmnopqrstuv")
_QUICK: dict[bytes, Callable[[], hashlib._Hash]] = {
    b"sha1:": hashlib.sha1,
    b"sha256:": hashlib.sha256,
    b"sha-256:": hashlib.sha256,
    b"md5:": hashlib.md5,
}
_MESSAGES = frozenset((b"response", b"request"))
_HAVE_PAYLOAD = frozenset((b"response", b"request", b"resource", b"conversion"))


class Block:
    """The block that is being read.  ``start`` it, give it ``more``, and ask for its ``faults``."""

    def __init__(self) -> None:
        self.status = b""
        """Of the response in it; empty for all else."""

    def start(self, head: Head, data: bytes, at: int, end: int) -> None:
        """Take the beginning of the block, or all of it: ``data[at:end]``."""
        self._head = head
        self.status = b""
        self._told: Framing | None = None
        self._chunks: Chunks | None = None
        self._dechunked: hashlib._Hash | None = None
        self._payload_start = b""
        self._payload: hashlib._Hash | None = None
        self._kept: bytes | memoryview | None = None
        view = memoryview(data)[at:end]
        is_whole = end - at == head.length
        self._block = _hash_for(head.block_digest)
        if self._block is not None:
            self._block.update(view)
        body = self._message(head, data, at, end, is_whole) if is_http(head) else at
        payload = view[body - at :] if body >= 0 else view[:0]
        self._size = len(payload)
        if body >= 0 and self._wants_payload(head, is_block=body == at):
            self._digest(head, payload, is_whole)
        self._body(payload)

    def _wants_payload(self, head: Head, *, is_block: bool) -> bool:
        """Whether the payload is to be digested: not where its digest is that of the block."""
        if not head.payload_digest or head.kind not in _HAVE_PAYLOAD or b"warc-segment-number" in head.others:
            return False
        return not (is_block and head.payload_digest == head.block_digest and self._block is not None)

    def _digest(self, head: Head, payload: memoryview, is_whole: bool) -> None:
        self._payload = _hash_for(head.payload_digest)
        if self._payload is None:
            return
        self._payload.update(payload)
        self._kept = payload if is_whole and len(payload) <= _DECODED_BYTES else None
        if self._chunks is not None:
            self._dechunked = _hash_for(head.payload_digest)

    def _message(self, head: Head, data: bytes, at: int, end: int, is_whole: bool) -> int:
        """Where the body begins; -1 where there is no message."""
        if end == at:
            return at
        told = messages.framing(data, at, end, is_request=head.kind == b"request", is_whole=is_whole)
        self._told = told
        if told is None or not told.size:
            return -1
        self.status = told.status
        if told.chunked and head.kind != b"revisit":
            self._chunks = Chunks()
        return at + told.size

    def _body(self, piece: memoryview) -> None:
        """Look into some of the body."""
        if self._chunks is None:
            if self._told is not None and self._told.encoding and len(self._payload_start) < 64:
                self._payload_start += bytes(piece[: 64 - len(self._payload_start)])
            return
        for data in self._chunks.feed(piece):
            if self._dechunked is not None:
                self._dechunked.update(data)

    def more(self, piece: bytes) -> None:
        """Take some more of the block."""
        if self._block is not None:
            self._block.update(piece)
        if self._payload is not None:
            self._payload.update(piece)
        self._size += len(piece)
        self._body(memoryview(piece))

    def counts_its_end(self, data: bytes) -> bool:
        """Whether the two line ends at the end of ``data`` are those behind the block, which counts them in.

        A block may well end with two of its own: heads of messages and lists of fields do.
        """
        if self._told is not None:
            is_more = self._told.length is None or self._told.length != self._size
            return data.endswith(_RECORD_END) and self._size >= len(_RECORD_END) and is_more
        return data.endswith(b"\r\n" + _RECORD_END)

    def faults(self) -> Iterable[Wrong]:
        """What is wrong with the block, all of which has been given."""
        return () if self._is_plainly_sound() else self._all_faults()

    def _is_plainly_sound(self) -> bool:
        """Whether it is a block as most are: digests that hold, and a whole message without codings."""
        head, told = self._head, self._told
        if self._block is None or told is None or told.wrong or told.chunked or told.encoding:
            return False
        if told.length != self._size or not _agrees(head.block_digest, self._block):
            return False
        return self._payload is None or _agrees(head.payload_digest, self._payload)

    def _all_faults(self) -> Iterator[Wrong]:
        head = self._head
        if self._block is not None and not _agrees(head.block_digest, self._block):
            yield "record.digest", _not("block", head.block_digest, self._block)
        elif head.block_digest and self._block is None:
            yield from _unknown("WARC-Block-Digest", head.block_digest)
        if is_http(head):
            yield from self._message_faults(head)
        elif head.kind in _MESSAGES and head.target.lstrip(b"<")[:4].lower() == b"http":
            words = f"expected application/http, got {shown(head.content_type)}"
            yield "http.type", f"Content-Type: {words}"
        yield from self._payload_faults(head)

    def _message_faults(self, head: Head) -> Iterator[Wrong]:
        told = self._told
        if told is None:
            if head.kind != b"revisit" and not head.truncated:
                yield "http.no-message", "expected an HTTP message, got an empty block"
            return
        is_cut = head.kind == b"revisit" or bool(head.truncated)
        yield from (wrong for wrong in told.wrong if not (is_cut and wrong[0].endswith("-open")))
        if is_cut or not told.size:
            return
        start = self._payload_start
        if self._chunks is not None:
            wrong = self._chunks.end()
            if wrong is not None:
                # archives of the years before block digests hold many: nobody says that it was the wire
                is_old = not self._chunks.begun and not head.block_digest and head.version != b"1.1"
                yield ("http.dechunked", wrong[1]) if is_old else wrong
            start = self._chunks.data_start
        else:
            yield from messages.of_length(told, self._size)
        if told.encoding:
            yield from messages.of_encoding(told, start, self._size)

    def _payload_faults(self, head: Head) -> Iterator[Wrong]:
        digest, label = self._payload, head.payload_digest
        if digest is None or _agrees(label, digest) or head.truncated:
            return
        if self._dechunked is not None and _agrees(label, self._dechunked):
            return
        told = self._told
        if told is not None and (told.encoding or told.chunked):
            if self._kept is None:
                yield (
                    "record.payload-unread",
                    f"expected {label.decode('latin-1')} of the payload with or without codings",
                )
                return
            again = _hash_for(label)
            if again is not None:
                again.update(_decoded(bytes(self._kept), told))
                if _agrees(label, again):
                    return
        yield "record.payload-digest", _not("payload", label, digest)


def is_http(head: Head) -> bool:
    """Whether the block is an HTTP message: by its type, or its address where it has none."""
    if head.kind not in (b"response", b"request", b"revisit"):
        return False
    if head.content_type:
        return head.content_type[:16].lower() == b"application/http"
    return head.target.lstrip(b"<")[:4].lower() == b"http"


def _decoded(body: bytes, told: Framing) -> bytes:
    from snapshotter.warc.bodies import Message

    fields = {"content-encoding": told.encoding.decode("latin-1")}
    if told.chunked:
        fields["transfer-encoding"] = "chunked"
    try:
        return Message(None, fields, body).body()
    except zlib.error:
        return body


def _hash_for(label: bytes) -> hashlib._Hash | None:
    make = _QUICK.get(label[: label.find(b":") + 1])
    if make is not None:
        return make()
    return digests.hash_for(label.decode("latin-1")) if label else None


def _agrees(label: bytes, digest: hashlib._Hash) -> bool:
    """As :func:`snapshotter.digests.agrees`, with a short way for SHA-1 in base 32."""
    if len(label) == 37 and label.startswith(b"sha1:"):
        try:
            if int(label[5:].translate(_BASE32), 32) == int.from_bytes(digest.digest(), "big"):
                return True
        except ValueError:
            return False
    return digests.agrees(label.decode("latin-1"), digest)


def _not(what: str, label: bytes, digest: hashlib._Hash) -> str:
    return f"the {what} is {digest.hexdigest()} ({digest.name}), expected {label.decode('latin-1')}"


def _unknown(field: str, label: bytes) -> Iterator[Wrong]:
    if b":" in label:
        name = label.partition(b":")[0].decode("latin-1")
        yield "digest.unknown", f"{field}: expected an algorithm that is known here, got {name!r}"
