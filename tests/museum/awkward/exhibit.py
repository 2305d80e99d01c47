"""One awkward page: where it is, what serves it, and what a reader's hand does there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from snapshotter.demo.messages import Route
from tests.museum.furniture import HTML, JS, document, text, with_fallback

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Exhibit:
    """A page and the hosts it is made of."""

    name: str
    url: str
    routes: Mapping[str, Mapping[str, Route]]
    """By host and path."""
    once: tuple[str, ...] = ()
    """Selectors of what a reader clicks, one time each."""
    until_gone: tuple[str, ...] = ()
    """Selectors of what a reader clicks as long as it is there."""


def exhibit(
    title: str,
    body: str,
    *,
    name: str,
    head: str = "",
    scheme: str = "https",
    files: Mapping[str, Route] | None = None,
    others: Mapping[str, Mapping[str, Route]] | None = None,
    once: tuple[str, ...] = (),
    until_gone: tuple[str, ...] = (),
) -> Exhibit:
    """A page at ``/`` of a host called like it; every picture that it asks for is there.

    ``others`` are further hosts: the names are put before the page's own.
    """
    host = host_of(name)
    routes = {"/": text(HTML, document(title, body, head=head)), **(files or {})}
    hosts = {host: with_fallback(routes)}
    hosts |= {f"{other}.{host}": with_fallback(paths) for other, paths in (others or {}).items()}
    return Exhibit(name, f"{scheme}://{host}/", hosts, once, until_gone)


def host_of(name: str) -> str:
    return f"{name}.awkward.example"


def script(name: str) -> str:
    """A script of the exhibits, as a page's file."""
    return (_HERE / f"{name}.js").read_text("utf-8")


def script_route(name: str) -> Route:
    return text(JS, script(name))
