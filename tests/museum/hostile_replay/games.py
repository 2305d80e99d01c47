"""Five games that archived pages can play with an archive, after those of harvard-lil/warcgames.

Written anew: there the archive is one that is known to lose, here the pages try every way they know.
"""

from __future__ import annotations

from pathlib import Path

from snapshotter.demo.messages import Route, always, html

HOST = "games.example"
NAMES = ("content-switch", "request-forgery", "port-scan", "same-domain", "same-subdomain")
_FOLDER = Path(__file__).with_name("games")
_WORDS = (
    "<p>Arithmetic for the archives. Two and two have been added here since the first of the month, and the"
    " sum is written down for those who come after us and want to know what it was."
)


def url(name: str) -> str:
    return f"https://{HOST}/{name}"


def routes(port: int) -> dict[str, Route]:
    """``port`` is that of a service on the machine that captures."""
    bodies = {name: (_FOLDER / f"{name}.html").read_text().replace("PORT", str(port)) for name in NAMES}
    return {
        f"/{name}": always(html(f"<!doctype html><meta charset=utf-8><title>{name}</title>{_WORDS}{body}"))
        for name, body in bodies.items()
    }
