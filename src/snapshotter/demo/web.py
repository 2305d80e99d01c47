"""The small web that the ``demo`` command archives: a post and the pages it cites, on loopback."""

from __future__ import annotations

import ssl

from snapshotter.demo import fates, publishers, sites
from snapshotter.demo.certificates import TlsOptions
from snapshotter.demo.origin import PORTS, LoopbackWeb, Origin

_TLS_12 = TlsOptions(
    alpn=("http/1.1",),
    minimum=ssl.TLSVersion.TLSv1_2,
    maximum=ssl.TLSVersion.TLSv1_2,
    ciphers="ECDHE-RSA-AES128-GCM-SHA256",
    key="rsa",
)


class DemoWeb(LoopbackWeb):
    """The origins of the small web; an async context manager.

    The names are real-looking and cannot be real (``.example``, RFC 2606): :attr:`connect_to` leads
    them to the loopback ports.  Their certificates are signed by a throw-away :attr:`authority`.
    ``download_bytes`` is the size of the large download, which is made while it is sent.
    """

    def __init__(self, *, download_bytes: int = 3_000_000) -> None:
        self._sites = sites.routes(download_bytes=download_bytes)
        super().__init__(Origin(self._sites, ports={**PORTS, "tls-12": _TLS_12}))

    def grow_old(self) -> None:
        """From now on the cited pages answer as they do ten years later."""
        fates.deal(self._sites)

    @property
    def post_url(self) -> str:
        """Where the post is served."""
        return publishers.POST_URL

    @property
    def html_post(self) -> str:
        """The post's page, as a local file would hold it."""
        return publishers.post_html()

    @property
    def markdown_post(self) -> str:
        """The post's Markdown, front matter included."""
        return publishers.post_markdown()

    @property
    def connect_to(self) -> tuple[str, ...]:
        """One ``HOST1:PORT1:HOST2:PORT2`` a host, as curl's ``--connect-to`` has it."""
        entries = (self._origin.connect_to([site.host], site.port) for site in publishers.PUBLISHERS)
        return tuple(entry for group in entries for entry in group)
