"""Sites of one cited page each, as their readers know them, and as fate has left them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal, Protocol

from snapshotter.demo import artwork, papers
from snapshotter.demo.messages import Request, Response, html, redirect, typed
from tests.museum.fates import loss
from tests.museum.fates.looks import Dress, Frame, page, small_page, teasers
from tests.museum.fates.texts import Passage, prose

Answering = Callable[[Request], Awaitable[Response | None]]
"""What fate answers; None leaves it to the site."""
Reach = Literal["clear", "tls", "wrong-name", "untrusted", "nowhere", "refused", "silent"]
"""How a host is reached: over which port, or that it is not."""
Kind = Literal["page", "script", "pdf"]


class Rendering(Protocol):
    """A page that can be shown with other paragraphs."""

    def __call__(self, paragraphs: Sequence[str], dress: Dress) -> str: ...


@dataclass
class Site:
    """A host with one cited page."""

    host: str
    frame: Frame
    paragraphs: tuple[str, ...]
    spare: tuple[str, ...]
    dress: Dress
    passages: tuple[Passage, ...]
    scheme: Literal["http", "https"] = "http"
    kind: Kind = "page"
    revalidates: bool = False
    rendering: Rendering | None = None
    fate: Answering | None = None
    neighbours: dict[str, Answering] = field(default_factory=dict)
    """Other hosts that come with the fate."""
    reach: Reach = "clear"
    seen: int = 0
    """Requests for the cited page since its fate was dealt."""

    @property
    def path(self) -> str:
        return self.frame.path

    @property
    def language(self) -> str:
        return self.frame.language

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"

    @property
    def seed(self) -> random.Random:
        return random.Random(f"{self.host}{self.path}")

    def shown(self, paragraphs: Sequence[str] | None = None, dress: Dress | None = None) -> Response:
        """The cited page, with other paragraphs or in another dress."""
        said = self.paragraphs if paragraphs is None else tuple(paragraphs)
        worn = dress or self.dress
        if self.kind == "pdf":
            return typed(
                b"application/pdf",
                papers.pdf(self.frame.title, [each for each in said if each], (3, 5, 2, 8)),
            )
        if self.rendering is not None:
            return html(self.rendering(said, worn))
        return html(page(self.frame, said, worn))

    async def answer(self, request: Request) -> Response:
        """What the site answers now."""
        if request.path == self.path:
            self.seen += 1
        if self.fate is not None and (fated := await self.fate(request)) is not None:
            return fated
        return self.original(request)

    def original(self, request: Request) -> Response:
        if request.path == self.path:
            return self._article(request)
        if request.path.startswith("/static/"):
            return self._file(request.path)
        if request.path == "/" or request.path in ("/news/", "/about", "/search"):
            return html(self.listing(request.path))
        if request.path == "/api/story.json" and self.kind == "script":
            return typed(b"application/json", loss.as_json(self.paragraphs))
        return self.not_found()

    def listing(self, path: str, day: str = "first") -> str:
        """The home page, or that of a section."""
        say = prose(self.language).labels
        title = self.frame.site if path == "/" else f"{say['news']} | {self.frame.site}"
        body = f"<h1>{escape(title)}</h1>{teasers(self.frame, day + path, 14)}"
        return small_page(self.frame, title, body, self.dress)

    def not_found(self, status: int = 404) -> Response:
        title, body = loss.not_found(self.language, self.seed)
        return html(small_page(self.frame, title, body, self.dress), status=status)

    def _article(self, request: Request) -> Response:
        if self.kind == "script":
            return html(loss.page("script-shell", title=self.frame.title, language=self.language))
        response = self.shown()
        if not self.revalidates or not isinstance(response.body, bytes):
            return response
        tag = f'"{hashlib.sha256(response.body).hexdigest()[:16]}"'
        fields = (*response.fields, (b"etag", tag.encode()))
        if request.field("if-none-match") == tag:
            return Response(304, ((b"etag", tag.encode()),))
        return Response(200, fields, response.body)

    def _file(self, path: str) -> Response:
        if path.endswith(".css"):
            return typed(b"text/css", b"body { font: 17px serif; max-width: 70ch; margin: auto }")
        if path.endswith(".png"):
            return typed(b"image/png", artwork.relief_png(self.host, 96, 54))
        return typed(b"text/plain", b"", status=404)


def elsewhere(status: int, location: str) -> Response:
    return redirect(status, location)
