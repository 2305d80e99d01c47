"""A journal of what a wire parser saw, and the rules that every journal keeps."""

from __future__ import annotations

from pathlib import Path

from snapshotter.capture.spool import MessageSpool, Room
from snapshotter.capture.wire.connection import HttpConnection
from snapshotter.capture.wire.draft import Draft
from snapshotter.capture.wire.websocket import Conversation
from snapshotter.model import transcript

ORIGIN = "http://cited.test"
GET = b"GET /a HTTP/1.1\r\nHost: cited.test\r\n\r\n"
Feeds = list[tuple[str, bytes]]


class Pages:
    """:class:`snapshotter.capture.wire.draft.Journal` in memory."""

    def __init__(self, folder: Path | None = None, limit_bytes: int = 10_000_000) -> None:
        self.begun_: list[Draft] = []
        self.ended_: list[Draft] = []
        self.strays: list[str] = []
        self._room = Room(folder or Path("/nonexistent"))
        self._limit_bytes = limit_bytes

    def spool(self, head: bytes) -> MessageSpool:
        return MessageSpool(self._room, head, self._limit_bytes)

    def begun(self, draft: Draft) -> None:
        assert not any(draft is other for other in self.begun_)
        self.begun_.append(draft)

    def ended(self, draft: Draft) -> None:
        assert any(draft is other for other in self.begun_)
        assert not any(draft is other for other in self.ended_)
        self.ended_.append(draft)

    def stray(self, what: str) -> None:
        self.strays.append(what)

    def check_all_ended(self) -> None:
        assert {id(draft) for draft in self.begun_} == {id(draft) for draft in self.ended_}

    def release(self) -> None:
        for draft in self.begun_:
            for message in (draft.request, draft.response):
                if message is not None:
                    message.body.release()

    @property
    def only(self) -> Draft:
        (draft,) = self.ended_
        return draft

    def told(self) -> list[tuple]:
        """Everything a reader of the archive could tell apart, in the order of the requests."""
        return [_told(draft) for draft in self.begun_]


def body(message: MessageSpool | None) -> bytes | None:
    return None if message is None else b"".join(message.body.chunks())


def _told(draft: Draft) -> tuple:
    response = draft.response
    return (
        draft.method,
        draft.url,
        draft.protocol,
        draft.request.head,
        body(draft.request),
        draft.status,
        None if response is None else response.head,
        body(response),
        tuple(draft.interim),
        tuple(draft.trailers),
        draft.websocket and _conversation(draft.websocket),
        draft.cut,
        draft.malformed,
    )


def _conversation(seen: Conversation) -> tuple:
    told = seen.traffic().transcript
    frames = transcript.frames(told.body.chunks()) if told else ()
    messages = [(frame.sender, frame.kind, frame.data) for frame in frames]
    return seen.sent_bytes, seen.received_bytes, messages, seen.problem


def read(feeds: Feeds, close: str | None = "server", origin: str = ORIGIN) -> Pages:
    """Feed one connection, and close it first from this side (None: not at all)."""
    pages = Pages()
    connection = HttpConnection(origin, pages)
    for side, data in feeds:
        connection.feed(side, data)
    if close is not None:
        connection.close(close)
        pages.check_all_ended()
    return pages


def bytewise(feeds: Feeds) -> Feeds:
    return [(side, data[i : i + 1]) for side, data in feeds for i in range(len(data))]


def cut_once(feeds: Feeds) -> list[Feeds]:
    """All ways to cut one of the feeds in two."""
    return [
        [*feeds[:place], (side, data[:at]), (side, data[at:]), *feeds[place + 1 :]]
        for place, (side, data) in enumerate(feeds)
        for at in range(1, len(data))
    ]


def read_however_cut(feeds: Feeds, close: str | None = "server", origin: str = ORIGIN) -> Pages:
    """The same at once, byte by byte, and cut at every single place."""
    pages = read(feeds, close, origin)
    for cut in (bytewise(feeds), *cut_once(feeds)):
        other = read(cut, close, origin)
        assert other.told() == pages.told()
        assert other.strays == pages.strays
    return pages
