"""What an archive answers, and what it means by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.rescue.link_format import links
from snapshotter.rescue.mementos import moment_of_field
from snapshotter.urls import Url
from snapshotter.warc import bodies

RUNTIME_ERROR = "x-archive-wayback-runtime-error"
_BLOCKED = (
    b"has been excluded from the Wayback Machine",
    b"AdministrativeAccessControlException",
    b"RobotAccessControlException",
    b"Blocked Site Error",
    b"Blocked By Robots",
)
_LOOKED_AT_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Answer:
    """What an archive said."""

    url: Url
    status: int
    fields: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    """Without the framing of the connection; content coding as it came."""
    at: datetime

    def value(self, name: str) -> str | None:
        """The first value of a field, its name in lower case."""
        return next((value for key, value in self.fields if key.lower() == name), None)

    @property
    def moment(self) -> datetime | None:
        """``Memento-Datetime`` (RFC 7089, section 2.1.1): without it nothing is a memento."""
        return moment_of_field(self.value("memento-datetime") or "")

    @property
    def original(self) -> Url | None:
        """The address whose memento it is, as its ``Link`` says."""
        said = ", ".join(value for name, value in self.fields if name.lower() == "link")
        named = next((link.target for link in links(said) if "original" in link.relations), None)
        try:
            return urls.without_fragment(urls.parse(named)) if named else None
        except UrlError:
            return None

    @property
    def target(self) -> Url | None:
        """Where a redirect leads."""
        location = self.value("location")
        if not 300 <= self.status < 400 or not location:
            return None
        try:
            return urls.without_fragment(urls.parse(location, self.url))
        except UrlError:
            return None

    @property
    def is_blocked(self) -> bool:
        """Whether the archive says that it does not give this page out, with whatever status."""
        said = (self.value(RUNTIME_ERROR) or "").encode("latin-1", "replace")
        text = said + b"\n" + self.content()[:_LOOKED_AT_BYTES]
        return any(mark in text for mark in _BLOCKED)

    def content(self) -> bytes:
        """The body without its codings."""
        message = bodies.parse(head_of(self.status, self.fields, framing=False) + self.body)
        return message.body() if message is not None else self.body

    def text(self) -> str:
        return self.content().decode("utf-8", "replace")


def head_of(status: int, fields: tuple[tuple[str, str], ...], *, framing: bool = True) -> bytes:
    """An HTTP/1.1 head; without what speaks of the framing of a connection that was left behind."""
    from http import HTTPStatus

    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    gone = () if framing else ("transfer-encoding", "content-length", "connection", "keep-alive", "trailer")
    lines = [f"{name}: {value}" for name, value in fields if name.lower() not in gone]
    return "\r\n".join([f"HTTP/1.1 {status} {phrase}", *lines, "", ""]).encode("latin-1", "replace")
