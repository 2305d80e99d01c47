"""Sites that a generator makes of files: which files are posts, and where they come to lie.

Jekyll (jekyllrb.com/docs/permalinks), Hugo (gohugo.io/content-management/urls), Eleventy and Pelican.
An address is told only when the site's own address is known, from its configuration or from outside.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from snapshotter import urls
from snapshotter.errors import PostError, UrlError
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.feeds.dates import feed_date
from snapshotter.posts.intake.folders import Tree
from snapshotter.urls import Url

Fields = Mapping[str, str]

_MADE_TEXT = """
    _site public _layouts _includes _data _sass _plugins themes layouts assets static archetypes resources
    i18n dist node_modules vendor output theme
"""
_MADE = frozenset(_MADE_TEXT.split())
_CONFIG_BYTES = 1_000_000
_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_DATED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)\Z")
_TOKEN = re.compile(r":([a-z_]+)")
_SLUG = re.compile(r"[^\w]+")
_SLASHES = re.compile(r"/{2,}")
_NO_PAGES = frozenset(("404", "search", "feed", "sitemap", "tags", "categories", "archive", "archives"))


@dataclass(frozen=True, slots=True)
class GeneratedSite:
    """A generator's rules, as far as they matter here; names are relative to the site's folder."""

    kind: str
    config: Mapping[str, Any] = field(default_factory=dict)
    skipped: frozenset[str] = _MADE

    def enters(self, folder: str) -> bool:
        """Whether posts may lie in a folder (``a/b/``)."""
        parts = folder.rstrip("/").split("/")
        if parts[0] in self.skipped:
            return False
        return self.kind not in ("hugo", "pelican") or folder == "" or parts[0] == "content"

    def is_post(self, name: str) -> bool:
        """Whether a file is content, and no list, template or search page."""
        path = PurePosixPath(name)
        if self.kind in ("hugo", "pelican"):
            return path.parts[0] == "content" and path.stem != "_index"
        if self.kind == "jekyll" and "_posts" not in path.parts:
            return path.suffix.lower() not in (".html", ".htm") and path.stem.lower() not in _NO_PAGES
        return path.stem.lower() not in _NO_PAGES

    def address_of(self, name: str, fields: Fields, base_url: Url | None) -> Url | None:
        """The public address of a file with that front matter; None when it cannot be known."""
        make = _ADDRESSES.get(self.kind)
        root = str(base_url or _root(self.config))
        if make is None or not root or _is_absolute(fields):
            return None
        path = make(PurePosixPath(name), fields, self.config)
        if path is None:
            return None
        try:
            return urls.parse(root.rstrip("/") + _SLASHES.sub("/", f"/{path}"))
        except UrlError:
            return None


def site_of(tree: Tree, folder: str) -> GeneratedSite | None:
    """The generator that a folder belongs to, by its configuration; None for a plain folder."""
    if tree.has(f"{folder}_config.yml") or tree.has(f"{folder}_config.yaml"):
        return GeneratedSite("jekyll", _config(tree, folder, ("_config.yml", "_config.yaml")))
    names = [f"{name}.{ending}" for name in ("hugo", "config") for ending in ("toml", "yaml", "yml", "json")]
    nested = [f"config/_default/{name}" for name in names]
    given = [name for name in (*names, *nested) if tree.has(f"{folder}{name}")]
    if given and (given[0].startswith("hugo.") or _has_folder(tree, f"{folder}content/")):
        return GeneratedSite("hugo", _config(tree, folder, tuple(given)))
    eleventy = (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs")
    if any(tree.has(f"{folder}{name}") for name in eleventy):
        return GeneratedSite("eleventy")
    if tree.has(f"{folder}pelicanconf.py"):
        return GeneratedSite("pelican")
    return None


def _has_folder(tree: Tree, folder: str) -> bool:
    inside = tree.names(lambda each: each.startswith(folder) or folder.startswith(each))
    return next((True for name in inside if name.startswith(folder)), False)


def _config(tree: Tree, folder: str, names: tuple[str, ...]) -> Mapping[str, Any]:
    """The first configuration there is, its keys in lower case; empty when it cannot be read."""
    name = next(name for name in names if tree.has(f"{folder}{name}"))
    try:
        text = decode(tree.read(f"{folder}{name}")[:_CONFIG_BYTES], None, markup=False)
    except PostError:
        return {}
    document = _toml(text) if name.endswith(".toml") else _yaml(text)
    return (
        {str(key).lower(): value for key, value in document.items()} if isinstance(document, Mapping) else {}
    )


def _toml(text: str) -> object:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _yaml(text: str) -> object:
    """YAML, of which JSON is a part."""
    import yaml

    try:
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _root(config: Mapping[str, Any]) -> str:
    """``url`` and ``baseurl`` of Jekyll, ``baseURL`` of Hugo; empty when it is no public address."""
    url, base = config.get("url"), config.get("baseurl")
    whole = f"{url.rstrip('/')}{base or ''}" if isinstance(url, str) and url else base
    return whole if isinstance(whole, str) and whole.startswith(("http://", "https://")) else ""


def _is_absolute(fields: Fields) -> bool:
    """Whether front matter gives a whole address itself."""
    names = ("canonical", "canonical_url", "canonicalurl", "permalink", "url")
    return any(fields.get(name, "").startswith(("http://", "https://")) for name in names)


def _jekyll(path: PurePosixPath, fields: Fields, config: Mapping[str, Any]) -> str | None:
    given = fields.get("permalink", "")
    is_post = "_posts" in path.parts
    if given and ":" not in given and given not in _JEKYLL_STYLES:
        return given
    if not is_post:
        return None if path.parts[0].startswith("_") else _jekyll_page(path, config)
    style = given or str(config.get("permalink") or "date")
    dated = _DATED.fullmatch(path.stem)
    when = _day(fields.get("date")) or (_day(f"{dated[1]}-{dated[2]}-{dated[3]}") if dated else None)
    pattern = _JEKYLL_STYLES.get(style, style)
    return _filled(pattern, _jekyll_values(path, fields, dated[4] if dated else path.stem, when))


def _jekyll_page(path: PurePosixPath, config: Mapping[str, Any]) -> str:
    style = str(config.get("permalink") or "date")
    folder = "/".join(path.parts[:-1])
    if path.stem == "index":
        return f"/{folder}/"
    pretty = style == "pretty" or style.endswith("/")
    return f"/{folder}/{path.stem}{'/' if pretty else '.html'}"


def _jekyll_values(
    path: PurePosixPath, fields: Fields, slug: str, when: date | None
) -> dict[str, str] | None:
    above = [part for part in path.parts[: path.parts.index("_posts")] if not part.startswith("_")]
    written = fields.get("categories") or fields.get("category") or ""
    named = written.split(", ") if ", " in written else written.split()
    categories = dict.fromkeys((*above, *(_slugged(name) for name in named)))
    values = {
        "categories": "/".join(categories),
        "title": fields.get("slug") or slug.replace(" ", "-"),
        "slug": _slugged(fields.get("slug") or slug),
        "output_ext": ".html",
        "path": "/".join(path.with_suffix("").parts),
    }
    return {**values, **_of_day(when)}


def _hugo(path: PurePosixPath, fields: Fields, config: Mapping[str, Any]) -> str | None:
    if fields.get("url"):
        return fields["url"]
    sections = list(path.parts[1:-1])
    stem = path.stem
    if stem == "index" and sections:
        stem = sections.pop()
    slug = fields.get("slug") or stem
    pattern = _permalinks(config).get(sections[0] if sections else "")
    ugly = str(config.get("uglyurls", "")).lower() == "true"
    if pattern is None:
        lowered = [part.lower().replace(" ", "-") for part in (*sections, slug)]
        return "/".join(lowered) + (".html" if ugly else "/")
    values = {
        "slug": slug.lower(),
        "filename": stem.lower(),
        "contentbasename": stem.lower(),
        "slugorfilename": slug.lower(),
        "slugorcontentbasename": slug.lower(),
        "title": _slugged(fields.get("title") or stem),
        "section": (sections[0] if sections else "").lower(),
        "sections": "/".join(sections).lower(),
        **_of_day(_day(fields.get("date")) or _day(fields.get("publishdate"))),
    }
    if "slug" in pattern and not fields.get("slug") and fields.get("title"):
        values["slug"] = _slugged(fields["title"])
    return _filled(pattern, values)


def _permalinks(config: Mapping[str, Any]) -> Mapping[str, str]:
    """Patterns by section: directly, or under ``page`` in newer configurations."""
    given = config.get("permalinks")
    given = given if isinstance(given, Mapping) else {}
    page = given.get("page")
    chosen = {**given, **(page if isinstance(page, Mapping) else {})}
    return {str(key): value for key, value in chosen.items() if isinstance(value, str)}


def _filled(pattern: str, values: Mapping[str, str] | None) -> str | None:
    """A pattern with its tokens replaced; None when one of them is not known."""
    if values is None or any(name not in values for name in _tokens(pattern, values)):
        return None
    return _TOKEN.sub(lambda found: _replaced(found[1], values), pattern)


def _tokens(pattern: str, values: Mapping[str, str]) -> list[str]:
    return [_longest(name, values) for name in _TOKEN.findall(pattern)]


def _longest(name: str, values: Mapping[str, str]) -> str:
    """A token may run into what follows it: ``:title_x`` is ``:title`` and ``_x``."""
    return max((each for each in values if name.startswith(each)), key=len, default=name)


def _replaced(name: str, values: Mapping[str, str]) -> str:
    token = _longest(name, values)
    return values[token] + name[len(token) :]


def _of_day(when: date | None) -> dict[str, str]:
    if when is None:
        return {}
    return {
        "year": f"{when:%Y}",
        "short_year": f"{when:%y}",
        "month": f"{when:%m}",
        "i_month": str(when.month),
        "monthname": f"{when:%B}".lower(),
        "short_month": f"{when:%b}",
        "day": f"{when:%d}",
        "i_day": str(when.day),
        "y_day": f"{when:%j}",
        "yearday": str(int(f"{when:%j}")),
        "week": f"{when:%V}",
        "short_day": f"{when:%a}",
        "weekdayname": f"{when:%A}".lower(),
    }


def _day(text: str | None) -> date | None:
    found = feed_date(text)
    return date.fromisoformat(found[:10]) if found else None


def _slugged(text: str) -> str:
    return _SLUG.sub("-", text.lower()).strip("-")


_ADDRESSES: dict[str, Callable[[PurePosixPath, Fields, Mapping[str, Any]], str | None]] = {
    "jekyll": _jekyll,
    "hugo": _hugo,
}
