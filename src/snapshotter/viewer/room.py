"""What the pages are made from, and how they are answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from snapshotter import timestamps, words

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.responses import Response

    from snapshotter.viewer.frames import Frames
    from snapshotter.viewer.holdings import Holdings
    from snapshotter.viewer.records import RecordIndex
    from snapshotter.viewer.shelves import Shelves


def is_navigation(scope: Mapping[str, Any]) -> bool:
    """A browser that goes to a page (Fetch Metadata): it is led to the name where the page belongs.

    Programs are answered wherever they ask.
    """
    return (b"sec-fetch-mode", b"navigate") in scope["headers"]


def policy(frame_sources: str) -> str:
    """The content security policy of our pages: nothing inline, nothing from elsewhere.

    Forms may be sent to ``localhost`` from a snapshot's own name.
    """
    return (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        f"frame-src {frame_sources}; form-action 'self' http://localhost:*; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("snapshotter.viewer", "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "day": words.day,
        "exact": words.exact,
        "size": words.size,
        "published": words.published,
        "verdict": words.verdict,
        "grade": words.grade,
        "lang": words.language,
    }
    made.globals |= {"count": words.count, "ago": words.ago}
    return made


@dataclass(frozen=True, slots=True)
class Room:
    """The reading room of one archive home."""

    name: str
    """The archive's, for titles."""
    shelves: Shelves
    index: RecordIndex
    holdings: Holdings
    frames: Frames | None
    """None: pictures, texts and records only."""
    command: str = "snapshotter"
    """The program as a reader calls it, home and all, for commands to copy."""
    templates: Environment = field(default_factory=_environment)

    def warm(self) -> None:
        """Do once what would keep the first readers waiting: read the posts, prepare the templates."""
        import cryptography.x509  # noqa: F401
        import rapidfuzz.process  # noqa: F401

        for name in self.templates.list_templates():
            self.templates.get_template(name)
        self.shelves.posts()
        self.index.all_captures()

    def page(
        self, template: str, status: int = 200, /, *, frame_sources: str = "'none'", **values: Any
    ) -> Response:
        """A page of ours, with the policy that keeps it to itself."""
        from starlette.responses import HTMLResponse

        made = self.templates.get_template(template).render(
            room=self, now=timestamps.now(), words=words, **values
        )
        written = made.encode("utf-8", "replace")  # manifests can hold halves of characters
        return HTMLResponse(written, status, {"Content-Security-Policy": policy(frame_sources)})

    def missing(self, title: str, message: str, /, **near: Sequence[Any]) -> Response:
        """404, and what is most like that which was asked for."""
        return self.page("missing.html", 404, title=title, message=message, near=_some(near))


def _some(near: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    return {name: near.get(name, ()) for name in ("posts", "addresses", "snapshots")}
