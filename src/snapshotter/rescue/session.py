"""Questions to an archive, through a tunnel that records them, at the pace it asks for."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from snapshotter import timestamps, urls
from snapshotter.capture.recorder import Recorder
from snapshotter.errors import CaptureError, RateLimited, Refused, RemoteArchiveError, UrlError
from snapshotter.http.client import ClientOptions, HttpClient, Response, tls_context
from snapshotter.rescue.link_format import links
from snapshotter.rescue.mementos import moment_of_field
from snapshotter.rescue.pace import LONGEST_WAIT_S, PAUSE_S, Paces, Service
from snapshotter.urls import Url
from snapshotter.warc import bodies

if TYPE_CHECKING:
    from snapshotter.capture.connector import Connector
    from snapshotter.capture.keylog_pipe import KeyLogPipe
    from snapshotter.model.capture import Connection, Finding
    from snapshotter.model.exchange import Exchange

MAX_BODY_BYTES = 64 << 20
_TRIES = 3
_TROUBLED = (500, 502, 503, 504)
_TROUBLE_S = 5.0
"""Wayback's servers fail now and then, and answer a moment later."""
_BLOCKED = (
    b"has been excluded from the Wayback Machine",
    b"AdministrativeAccessControlException",
    b"RobotAccessControlException",
    b"Blocked Site Error",
    b"Blocked By Robots",
)
_RUNTIME_ERROR = "x-archive-wayback-runtime-error"


@dataclass(frozen=True, slots=True)
class WayOut:
    """What all questions of a run have in common."""

    connector: Connector
    pipe: KeyLogPipe
    folder: Path
    """For bodies that are too large for memory."""
    paces: Paces
    user_agent: str
    insecure: bool = False
    ca_bundle: str = ""
    timeout_s: float = 60.0
    stall_s: float = 20.0
    _tls: list[ssl.SSLContext] = field(default_factory=list, repr=False)

    def client(self, proxy: str) -> HttpClient:
        """A client through a tunnel; all of a run share what they know of TLS."""
        options = ClientOptions(
            proxy=proxy,
            key_log=self.pipe.path,
            user_agent=self.user_agent,
            insecure=self.insecure,
            ca_bundle=self.ca_bundle,
            stall_s=min(self.stall_s, self.timeout_s),
        )
        if not self._tls:
            self._tls.append(tls_context(options))
        return HttpClient(replace(options, tls=self._tls[0]))


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


class Session(AbstractAsyncContextManager["Session"]):
    """A tunnel for as long as one page takes.  What passed is there once it is finished."""

    def __init__(self, way: WayOut) -> None:
        self._way = way
        self._recorder = Recorder(way.connector, way.pipe.keys, way.folder, MAX_BODY_BYTES)
        self._client: HttpClient | None = None
        self._is_over = False

    async def __aenter__(self) -> Self:
        await self._recorder.start()
        self._client = self._way.client(self._recorder.proxy)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.finish()
        self.release()

    async def finish(self) -> None:
        """Nothing more is asked.  Raises :class:`WriteFailed` when what passed could not be kept."""
        if not self._is_over:
            self._is_over = True
            await self._recorder.stop()
            if self._client is not None:
                await self._client.close()

    def release(self) -> None:
        """Free every body."""
        self._recorder.release()

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        return tuple(self._recorder.exchanges)

    @property
    def connections(self) -> tuple[Connection, ...]:
        return tuple(self._recorder.connections)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(self._recorder.findings)

    async def ask(
        self,
        url: Url,
        service: Service,
        headers: Mapping[str, str] | None = None,
        *,
        form: tuple[bytes, str] | None = None,
    ) -> Answer:
        """One GET, or a POST of ``form`` (body and media type); redirects are the caller's.

        Waits for its turn, and through the pauses that the archive asks for.  Raises
        :class:`RateLimited` when it asks for too long a one, :class:`Refused` when it does not give the
        page out, and :class:`RemoteArchiveError` when it cannot be reached.
        """
        paces = self._way.paces
        wait_s = paces.closed_s(url)
        for attempt in range(0 if wait_s else _TRIES):
            await paces.of(url, service).turn()
            answer = await self._sent(url, headers, form)
            wait_s = _wait_s(answer, attempt)
            if not wait_s:
                _require_not_refused(answer)
                return answer
            if wait_s > LONGEST_WAIT_S:
                break
            paces.pause(url, wait_s)
        paces.close(url, wait_s)
        raise RateLimited(
            f"{urls.hostname(url)} wants to be left alone for {wait_s:.0f} s",
            retry_after_s=wait_s,
            hint="run the same command again later: it goes on where it stopped",
        )

    async def _sent(
        self, url: Url, headers: Mapping[str, str] | None, form: tuple[bytes, str] | None
    ) -> Answer:
        assert self._client is not None
        opening = self._client.post(url, *form, headers) if form else self._client.get(url, headers)
        at = timestamps.now()
        try:
            async with asyncio.timeout(self._way.timeout_s), opening as response:
                body = await _body(response)
                return Answer(url, response.status, tuple(response.fields), body, at)
        except TimeoutError as error:
            raise RemoteArchiveError(
                f"{url} did not answer within {self._way.timeout_s:g} s", code="remote.timeout"
            ) from error
        except CaptureError as error:
            better = self._recorder.last_connection_error() or error
            raise RemoteArchiveError(f"{url}: {better.message}", code="remote.unreachable") from error


async def _body(response: Response) -> bytes:
    body = bytearray()
    async for piece in response.chunks():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise RemoteArchiveError(
                f"{response.url}: larger than {MAX_BODY_BYTES >> 20} MiB", code="remote.too-large"
            )
    return bytes(body)


def _wait_s(answer: Answer, attempt: int) -> float:
    """How long to wait before asking again; 0 for an answer that counts.

    A recorded 429 is what the page once was, and no word of the archive's.
    """
    if answer.moment is not None:
        return 0.0
    asked_s = timestamps.retry_after_s(answer.value("retry-after"))
    if answer.status == 429:
        return asked_s or PAUSE_S
    if answer.status in _TROUBLED and (asked_s or not attempt) and not _is_blocked(answer):
        return asked_s or _TROUBLE_S
    return 0.0


def _require_not_refused(answer: Answer) -> None:
    if answer.moment is None and (answer.status in (403, 451) or _is_blocked(answer)):
        said = answer.value(_RUNTIME_ERROR) or f"it answered {answer.status}"
        raise Refused(f"{urls.hostname(answer.url)} does not give this page out: {' '.join(said.split())}")


def _is_blocked(answer: Answer) -> bool:
    said = (answer.value(_RUNTIME_ERROR) or "").encode("latin-1", "replace")
    text = said + b"\n" + answer.content()[: 1 << 18]
    return any(mark in text for mark in _BLOCKED)
