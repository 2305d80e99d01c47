"""What the pages are made from, and how they are answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from snapshotter import timestamps
from snapshotter.viewer import words

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.responses import Response

    from snapshotter.model.capture import StoredCapture
    from snapshotter.viewer.holdings import Holdings
    from snapshotter.viewer.records import RecordIndex
    from snapshotter.viewer.shelves import Shelves


class Frames(Protocol):
    """Shows snapshots themselves, on origins of their own (``replay/hosts``)."""

    sandbox: str
    """The frame's ``sandbox`` attribute."""

    def address(self, stored: StoredCapture, port: int) -> str | None:
        """Where the frame finds the snapshot's page; None for what cannot be shown so."""
        ...

    def sources(self, port: int) -> str:
        """What a viewer page's ``frame-src`` must allow."""
        ...

    def misses(self, snapshot_id: str) -> int:
        """How many requests of the snapshot's frame found nothing recorded so far."""
        ...

    def blocked(self, snapshot_id: str) -> int:
        """How many requests to the live web were refused so far."""
        ...


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

    def page(self, template: str, status: int = 200, /, **values: Any) -> Response:
        """A page of ours."""
        from starlette.responses import HTMLResponse

        made = self.templates.get_template(template).render(
            room=self, now=timestamps.now(), words=words, **values
        )
        return HTMLResponse(made, status)

    def missing(self, title: str, message: str, /, **near: Sequence[Any]) -> Response:
        """404, and what is most like that which was asked for."""
        return self.page("missing.html", 404, title=title, message=message, near=_some(near))


def _some(near: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    return {name: near.get(name, ()) for name in ("posts", "addresses", "snapshots")}
