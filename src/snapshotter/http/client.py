"""A client for single streaming requests through a tunnel.

It never follows a redirect by itself, decodes nothing, and keeps nothing: whoever calls decides
what to read, and the tunnel records the bytes.
"""

from __future__ import annotations

import base64
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter.errors import CaptureError, CaptureTimeout, ConnectError, TlsError
from snapshotter.urls import Login, Url

if TYPE_CHECKING:
    from http.cookiejar import CookieJar

    import httpx

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
NAVIGATION_ACCEPT = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
)


@dataclass(frozen=True, slots=True)
class ClientOptions:
    """How the client goes out.

    ``proxy`` is the tunnel (``socks5://...``), ``key_log`` the file that takes the TLS secrets.
    """

    proxy: str
    key_log: Path | None = None
    user_agent: str = ""
    insecure: bool = False
    ca_bundle: str = ""
    stall_s: float = 20.0
    """The longest wait for the next byte."""
    accept_encoding: str = ACCEPT_ENCODING
    headers: dict[str, str] = field(default_factory=dict)
    cookies: CookieJar | None = field(default=None, repr=False)
    """Sent where they belong, over redirects too; None: none to begin with."""
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    """As :func:`tls_context` makes it, for many clients; None: each makes its own."""


@dataclass(slots=True)
class Response:
    """A response whose body has not been read yet."""

    url: Url
    status: int
    fields: list[tuple[str, str]]
    _response: httpx.Response

    def field(self, name: str) -> str | None:
        """The first value of a header field, or None."""
        return next((value for key, value in self.fields if key.lower() == name), None)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it is on the wire, content coding kept.  Raises as :meth:`HttpClient.get`."""
        with _translated(self.url):
            async for piece in self._response.aiter_raw():
                yield piece

    async def content(self, limit_bytes: int) -> bytes:
        """The body as it is on the wire, cut at ``limit_bytes``.

        httpx could undo its content coding, and would do so without a bound: a few hundred kilobytes of
        Brotli are gigabytes.  :func:`snapshotter.warc.bodies.undone` has one.
        """
        body = bytearray()
        async for piece in self.chunks():
            body += piece
            if len(body) >= limit_bytes:
                break
        return bytes(body[:limit_bytes])


class HttpClient:
    """One cookie jar, one way out."""

    def __init__(self, options: ClientOptions) -> None:
        import httpx

        headers = {"User-Agent": options.user_agent, "Accept": NAVIGATION_ACCEPT}
        headers |= {"Accept-Encoding": options.accept_encoding, "Accept-Language": "en-US,en;q=0.9"}
        self._client = httpx.AsyncClient(
            headers={name: value for name, value in (headers | options.headers).items() if value},
            proxy=options.proxy,
            cookies=options.cookies,
            verify=options.tls or tls_context(options),
            timeout=httpx.Timeout(options.stall_s),
            trust_env=False,
            follow_redirects=False,
        )

    @asynccontextmanager
    async def get(self, url: Url, headers: Mapping[str, str] | None = None) -> AsyncIterator[Response]:
        """Send one GET, with ``headers`` besides the client's own, and yield the response before its body.

        Raises :class:`TlsError`, :class:`CaptureTimeout` or :class:`ConnectError`; a tunnel that
        refused knows the better reason.
        """
        async with self._sent("GET", url, None, headers) as response:
            yield response

    @asynccontextmanager
    async def post(
        self, url: Url, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[Response]:
        """The same with a POST of ``body``."""
        fields = {"Content-Type": media_type, "Accept": "*/*", **(headers or {})}
        async with self._sent("POST", url, body, fields) as response:
            yield response

    @asynccontextmanager
    async def _sent(
        self, method: str, url: Url, body: bytes | None, more: Mapping[str, str] | None = None
    ) -> AsyncIterator[Response]:
        with _translated(url):
            request = self._client.build_request(method, url, content=body, headers=more)
            response = await self._client.send(request, stream=True)
        try:
            fields = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers.raw]
            yield Response(url, response.status_code, fields, response)
        finally:
            await response.aclose()

    async def close(self) -> None:
        await self._client.aclose()


def authorization(login: Login | None) -> Mapping[str, str]:
    """The field that shows a login (RFC 7617); none without one."""
    if login is None:
        return {}
    shown = base64.b64encode(f"{login.user}:{login.password}".encode()).decode("ascii")
    return {"Authorization": f"Basic {shown}"}


@contextmanager
def _translated(url: Url) -> Iterator[None]:
    """Foreign exceptions become ours at this edge."""
    import httpx

    try:
        yield
    except httpx.TimeoutException as error:
        raise CaptureTimeout(f"{url} sent nothing for too long") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise _reason(url, error) from error


def _reason(url: Url, error: BaseException) -> CaptureError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return TlsError(f"{url}: {getattr(cause, 'verify_message', '') or cause.reason or cause}")
        cause = cause.__cause__ or cause.__context__
    return ConnectError(f"{url}: {str(error) or type(error).__name__}")


def tls_context(options: ClientOptions) -> ssl.SSLContext:
    """The system's authorities and certifi's, ``SSL_CERT_FILE`` and ``--ca-bundle`` besides."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if options.ca_bundle:
        context.load_verify_locations(options.ca_bundle)
    if options.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if options.key_log is not None:
        context.keylog_filename = str(options.key_log)
    return context
