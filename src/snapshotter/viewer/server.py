"""Serving on loopback, until told to stop."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager

import uvicorn

from snapshotter.errors import UsageError
from snapshotter.viewer.app import Application

GRACE_S = 2
"""So long a connection may go on after the end was asked for."""
_TRIES = 20
_LARGEST_HEAD_BYTES = 1 << 20


def loopback_sockets(port: int) -> list[socket.socket]:
    """Listening sockets on 127.0.0.1 and, where there is one, ::1, with the same port; 0 takes a free one.

    Raises :class:`UsageError` when the port is taken.
    """
    for _ in range(_TRIES):
        first = _bound(socket.AF_INET, "127.0.0.1", port)
        number = first.getsockname()[1]
        try:
            second = _bound(socket.AF_INET6, "::1", number)
        except UsageError:
            first.close()
            if port:
                raise
            continue
        except OSError:  # no IPv6 on this machine
            return [first]
        return [first, second]
    raise UsageError("no port is free on both 127.0.0.1 and ::1", hint="name one with --port")


def _bound(family: int, address: str, port: int) -> socket.socket:
    # The protocol is named, for only then does asyncio send without delay (TCP_NODELAY): an answer is two
    # writes, and the second would wait for the browser's word on the first, 40 ms a request.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind((address, port))
        listening.listen(128)
    except OSError as trouble:
        listening.close()
        if trouble.errno in (errno.EADDRINUSE, errno.EACCES):
            said = f"port {port} cannot be used on {address}: {trouble.strerror}"
            raise UsageError(said, hint="name another with --port, or leave it out") from trouble
        raise
    return listening


async def serve(application: Application, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
    """Answer until cancelled; ``ready`` is called once connections are taken.

    Cancelling it lets what is being answered finish for two seconds, and then returns.
    """
    import asyncio

    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,  # replayed answers bring their own
        h11_max_incomplete_event_size=_LARGEST_HEAD_BYTES,
        log_level="critical",  # a body that broke off at capture breaks off again: no error of the server's
        lifespan="off",
        ws="wsproto",
        timeout_graceful_shutdown=GRACE_S,
    )
    server = _Server(config, ready)
    serving = asyncio.ensure_future(server.serve(sockets))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise
    finally:
        for each in sockets:
            each.close()


class _Server(uvicorn.Server):
    """uvicorn, without its own signal handlers: the command has those of the program."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
