"""From the answer to a WebSocket's handshake to its transcript."""

from __future__ import annotations

from snapshotter import timestamps
from snapshotter.capture.wire import deflate, heads
from snapshotter.capture.wire.draft import Draft, Field, Journal
from snapshotter.model import transcript
from snapshotter.urls import Url


def open_websocket(draft: Draft, journal: Journal) -> None:
    """The handshake of ``draft`` was answered: its messages are kept from here on.

    Nothing happens where another protocol than WebSocket was asked for.
    """
    conversation = draft.websocket
    if conversation is None or not conversation.is_websocket:
        return
    subprotocol = heads.value(draft.response_fields, b"sec-websocket-protocol")
    head = transcript.heading(Url(draft.url), draft.id, subprotocol, timestamps.now())
    conversation.transcribe(journal.spool(head), deflate.agreed(_extensions(draft.response_fields)))


def _extensions(fields: list[Field]) -> str:
    return b",".join(heads.values(fields, b"sec-websocket-extensions")).decode("latin-1")
