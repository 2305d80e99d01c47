"""Questions to an archive, through a tunnel that records them, at the pace it asks for."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from snapshotter import timestamps, urls
from snapshotter.capture.recorder import Recorder
from snapshotter.errors import CaptureError, RateLimited, Refused, RemoteArchiveError
from snapshotter.http.client import ClientOptions, HttpClient, Response, tls_context
from snapshotter.rescue.answers import RUNTIME_ERROR, Answer
from snapshotter.rescue.pace import LONGEST_WAIT_S, PAUSE_S, Paces, Service
from snapshotter.urls import Url

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
        if paces.is_gone(url):
            raise RemoteArchiveError(f"{urls.hostname(url)} cannot be reached", code="remote.unreachable")
        wait_s = paces.closed_s(url)
        for attempt in range(0 if wait_s else _TRIES):
            await paces.of(url, service).turn()
            try:
                answer = await self._sent(url, headers, form)
            except RemoteArchiveError as error:
                # the Wayback Machine drops connections where others answer 429
                if not _is_silence(error) or not paces.silent(url) or attempt:
                    raise
                paces.pause(url, _TROUBLE_S)
                continue
            paces.answered(url)
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


def _is_silence(error: RemoteArchiveError) -> bool:
    return error.code in ("remote.unreachable", "remote.timeout")


def _wait_s(answer: Answer, attempt: int) -> float:
    """How long to wait before asking again; 0 for an answer that counts.

    A recorded 429 is what the page once was, and no word of the archive's.
    """
    if answer.moment is not None:
        return 0.0
    asked_s = timestamps.retry_after_s(answer.value("retry-after"))
    if answer.status == 429:
        return asked_s or PAUSE_S
    if answer.status in _TROUBLED and (asked_s or not attempt) and not answer.is_blocked:
        return asked_s or _TROUBLE_S
    return 0.0


def _require_not_refused(answer: Answer) -> None:
    if answer.moment is None and (answer.status in (403, 451) or answer.is_blocked):
        said = answer.value(RUNTIME_ERROR) or f"it answered {answer.status}"
        raise Refused(f"{urls.hostname(answer.url)} does not give this page out: {' '.join(said.split())}")
