"""HTTP/1.1 answers whose bytes are awkward; over HTTP/2, where there are no such bytes, a plain one."""

from __future__ import annotations

from snapshotter.demo.messages import Field, Request, Response, Route, typed

_PLAIN: Field = (b"content-type", b"text/plain")


def raw_routes() -> dict[str, Route]:
    """``/raw/...``: each by its own path."""
    return {path: _in_http1(raw, otherwise) for path, (raw, otherwise) in _RAW.items()}


def _in_http1(raw: Response, otherwise: Response) -> Route:
    async def route(request: Request) -> Response:
        return raw if request.protocol == "http/1.1" else otherwise

    return route


def _verbatim(head: bytes, body: bytes = b"", *, close: bool = False, cut: bool = False) -> Response:
    status = int(head[9:12]) if head else 200
    return Response(status, body=body, head=head, framing="verbatim", close=close, cut=cut)


_OK = typed(b"text/plain", b"plain\n")
_RAW: dict[str, tuple[Response, Response]] = {
    "/raw/reason": (
        _verbatim(
            b"HTTP/1.1 200 Fine Thanks\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n", b"fine"
        ),
        _OK,
    ),
    "/raw/no-reason": (_verbatim(b"HTTP/1.1 200\r\nContent-Length: 4\r\n\r\n", b"none"), _OK),
    "/raw/non-ascii": (
        _verbatim(
            b"HTTP/1.1 200 OK\r\nX-Name: caf\xe9\r\nX-Utf8: caf\xc3\xa9\r\nContent-Length: 4\r\n\r\n",
            b"cafe",
        ),
        Response(fields=((b"x-name", b"caf\xe9"), (b"x-utf8", b"caf\xc3\xa9")), body=b"cafe"),
    ),
    "/raw/obs-fold": (
        _verbatim(
            b"HTTP/1.1 200 OK\r\nX-Folded: one\r\n  two\r\n\tthree\r\nContent-Length: 4\r\n\r\n", b"fold"
        ),
        _OK,
    ),
    "/raw/bare-lf": (_verbatim(b"HTTP/1.1 200 OK\nX-Bare: lf\nContent-Length: 4\n\n", b"bare"), _OK),
    "/raw/mixed-line-ends": (
        _verbatim(b"HTTP/1.1 200 OK\r\nX-Bare: lf\nContent-Length: 5\r\n\n", b"mixed"),
        _OK,
    ),
    "/raw/spaces": (
        _verbatim(
            b"HTTP/1.1 200 OK\r\nX-None:x\r\nx-MiXeD:  \t two  \r\nX-Empty:\r\nContent-Length: 6\r\n\r\n",
            b"spaces",
        ),
        _OK,
    ),
    "/raw/no-colon": (
        _verbatim(b"HTTP/1.1 200 OK\r\nthis is no field\r\nContent-Length: 8\r\n\r\n", b"no colon"),
        _OK,
    ),
    "/raw/chunk-extensions": (
        _verbatim(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n",
            b'5;name=value\r\nhello\r\n06 ; quoted="a b"\r\n world\r\n'
            b"000\r\nX-Sum: 11\r\nX-More: yes\r\n\r\n",
        ),
        Response(fields=(_PLAIN,), body=b"hello world", piece_bytes=5, trailers=((b"x-sum", b"11"),)),
    ),
    "/raw/twice-the-same-length": (
        _verbatim(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", b"twice"),
        _OK,
    ),
    "/raw/length-and-chunked": (
        _verbatim(
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"
            b"Connection: close\r\n\r\n",
            b"4\r\nboth\r\n0\r\n\r\n",
            close=True,
        ),
        _OK,
    ),
    "/raw/http-1.0": (
        _verbatim(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n", b"until the end\n", close=True),
        _OK,
    ),
    "/raw/http-1.0-keep-alive": (
        _verbatim(b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 4\r\n\r\n", b"kept"),
        _OK,
    ),
    "/raw/early-close": (
        _verbatim(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"only this", cut=True),
        Response(fields=(_PLAIN,), body=b"only this", length=1000),
    ),
    "/raw/cut-chunk": (
        _verbatim(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"4\r\nfour\r\n100\r\nnot", cut=True
        ),
        Response(fields=(_PLAIN,), body=b"four, not", cut=True),
    ),
    "/raw/gzip-bomb-of-nothing": (
        _verbatim(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"),
        Response(fields=((b"content-encoding", b"gzip"),)),
    ),
}
