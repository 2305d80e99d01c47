"""Everything that one try has left: its exchanges, its connections, and what the resolver said."""

from __future__ import annotations

from dataclasses import dataclass, field

from snapshotter.audit.probe.line import Line
from snapshotter.audit.probe.place import Place
from snapshotter.capture.spool import MessageSpool
from snapshotter.capture.wire import heads
from snapshotter.capture.wire.draft import Draft
from snapshotter.model.audit import NameAnswer
from snapshotter.model.capture import Connection, Finding
from snapshotter.model.exchange import Exchange, Truncation
from snapshotter.urls import Url

_WANTED = frozenset((b"content-type", b"location", b"retry-after"))


@dataclass(slots=True)
class Trail:
    """Grows while the try goes on, so that what was seen stays when time is up."""

    exchanges: list[Exchange] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    names: dict[str, NameAnswer] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    spools: list[MessageSpool] = field(default_factory=list)
    """Whose bodies are to be released."""

    def hear(self, answer: NameAnswer) -> None:
        self.names[answer.host] = answer

    def add(self, line: Line, destination: str | None) -> Exchange | None:
        """The newest exchange of ``line``; None when nothing was sent over it."""
        draft = line.draft
        if draft is None:
            return None
        if line.name is not None:
            self.hear(line.name)
        exchange = _exchange(draft, line, destination)
        self.exchanges.append(exchange)
        self.spools += [draft.request] if draft.response is None else [draft.request, draft.response]
        self._add_connection(line.facts())
        for code, what in (("http.malformed", draft.malformed), ("http.stray-bytes", line.stray_bytes)):
            if what:
                self._find(code, f"{draft.url}: {what}", line.place)
        return exchange

    def release(self) -> None:
        """Free every body."""
        for spool in self.spools:
            spool.body.release()
        self.spools.clear()

    def _add_connection(self, facts: Connection) -> None:
        self.connections = [*(each for each in self.connections if each.id != facts.id), facts]

    def _find(self, code: str, message: str, place: Place) -> None:
        detail: dict[str, str | int] = {"host": place.host, "port": place.port}
        self.findings.append(Finding(code, "warning", message, detail))


def _exchange(draft: Draft, line: Line, destination: str | None) -> Exchange:
    """As :mod:`snapshotter.capture.recorder` has those of the browser."""
    response = draft.response
    wanted = [(name.lower(), value) for name, value in draft.response_fields if name.lower() in _WANTED]
    return Exchange(
        id=draft.id,
        url=Url(draft.url),
        method=draft.method,
        protocol=draft.protocol,
        tls=line.tls,
        ip=line.ip,
        connection_id=line.id,
        started_at=draft.started_at,
        request=draft.request.message(),
        response=response.message() if response else None,
        status=draft.status,
        media_type=heads.media_type(wanted),
        destination=destination,
        truncated=_truncation(draft, line),
        interim=tuple(draft.interim),
        location=heads.value(wanted, b"location"),
        retry_after=heads.value(wanted, b"retry-after"),
        waited_s=response.begun_s - draft.request.begun_s if response else None,
    )


def _truncation(draft: Draft, line: Line) -> Truncation | None:
    if draft.response is not None and draft.response.cut:
        return "length"
    if draft.cut is None:
        return None
    return "disconnect" if draft.cut == "server" else "time" if line.timed_out else "unspecified"
