"""What a replayed page asks for, and what it gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from snapshotter.model.exchange import Bytes
from snapshotter.model.replay import RecordedExchange
from snapshotter.urls import Url

How = Literal[
    "exact",
    "range",
    "canonical-body",
    "cache-buster",
    "other-scheme",
    "nearest-body",
    "preflight",
    "failed",
    "missed",
]
"""How an answer was found, best first.

``exact``: method, address, body and range are those of a recorded request.  ``range``: cut out of a whole
body, put together of parts, or the head of a recorded GET for a HEAD.  ``canonical-body``: the body says
the same in another order (JSON, form) or with another boundary.  ``cache-buster``: the address differs in
what only keeps caches away.  ``other-scheme``: asked in the clear and recorded under https alone; led
there by a 307, as HSTS does.  ``nearest-body``: the most similar body of several; a guess.
``preflight``: a CORS preflight that no record answers, allowed.  ``failed``: the origin did not answer at
capture either.  ``missed``: nothing is recorded."""

EXACT: frozenset[How] = frozenset(("exact", "failed", "preflight"))
APPROXIMATE: frozenset[How] = frozenset(("canonical-body", "cache-buster", "other-scheme", "nearest-body"))

Fields = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class ReplayRequest:
    """A request at its original address."""

    method: str
    url: Url
    """Without fragment."""
    fields: Fields = ()
    """Names in lower case."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class ReplayAnswer:
    """What the snapshot has to say to a request."""

    how: How
    exchange: RecordedExchange | None
    """The one it was taken from."""
    status: int
    """404 for a miss: page scripts react to it as they do to a page that is gone.  0 where the origin
    did not answer, also to a request that is only like this one (then ``how`` says so): the connection is
    to be closed without a byte."""
    fields: Fields
    """As recorded, in their order and names as sent; those of the connection and ``Content-Length`` and
    ``Transfer-Encoding`` left out."""
    body: Bytes
    """Without transfer coding; content codings as recorded.  Nothing in answer to HEAD.  Reading it raises
    :class:`CorruptRecord` where the record is damaged."""
    reason: bytes = b""
    """The reason phrase, as recorded."""
    declared_length: int | None = None
    """What ``Content-Length`` said, for HEAD and 304 of the body that was not sent, and of a body that
    was cut short what it should have been; None where there was none (chunked, HTTP/2 streams)."""
