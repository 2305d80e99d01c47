"""The secrets that a TLS client logs, in the NSS key log format.

Source: draft-ietf-tls-keylogfile, "The SSLKEYLOGFILE Format for TLS".
"""

from __future__ import annotations

from collections.abc import Callable

MAX_LINE_BYTES = 1024
"""A line is a label, 32 bytes of client random and at most 64 bytes of secret, in hex."""
MAX_HANDSHAKES = 4096
"""Secrets of so many handshakes are kept; those of the oldest go first.  A browser logs handshakes
that never pass here too, and some of a connection that is over by then."""


class KeyLog:
    """Secrets by client random, fed as the browser writes them.

    A secret may arrive after the ciphertext that needs it, so a reader can ask to be called
    when there is something new for its client random.
    """

    def __init__(self) -> None:
        self._secrets: dict[bytes, dict[str, bytes]] = {}
        self._waiting: dict[bytes, list[Callable[[], None]]] = {}
        self._tail = b""

    def feed(self, data: bytes) -> None:
        """Take bytes of the log, cut anywhere; lines that are not secrets are ignored."""
        lines = (self._tail + data).split(b"\n")
        self._tail = lines.pop()[-MAX_LINE_BYTES:]
        for line in lines:
            self._take(line)

    def secret(self, client_random: bytes, label: str) -> bytes | None:
        """The secret called ``label`` of the handshake with this client random, if it has come."""
        return self._secrets.get(client_random, {}).get(label)

    def wait(self, client_random: bytes, callback: Callable[[], None]) -> None:
        """Call ``callback`` at every later secret of this handshake, until :meth:`forget`."""
        waiting = self._waiting.setdefault(client_random, [])
        if callback not in waiting:
            waiting.append(callback)

    def forget(self, client_random: bytes) -> None:
        """Drop what is kept of a handshake: its connection is over."""
        self._secrets.pop(client_random, None)
        self._waiting.pop(client_random, None)

    def _take(self, line: bytes) -> None:
        parts = line.split()
        if len(parts) != 3 or parts[0].startswith(b"#"):
            return
        try:
            label = parts[0].decode("ascii")
            client_random = bytes.fromhex(parts[1].decode("ascii"))
            secret = bytes.fromhex(parts[2].decode("ascii"))
        except ValueError:
            return
        self._secrets.setdefault(client_random, {})[label] = secret
        if len(self._secrets) > MAX_HANDSHAKES:
            del self._secrets[next(iter(self._secrets))]
        for callback in list(self._waiting.get(client_random, ())):
            callback()
