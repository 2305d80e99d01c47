"""A cited page as an entry of a reference list, from what the page, the post and the archive say of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count

from snapshotter import urls
from snapshotter.manifest.slugs import slugified
from snapshotter.model.capture import PageFacts
from snapshotter.model.post import Post
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.repair.marks import Version
from snapshotter.repair.versions import USABLE, version_of
from snapshotter.timestamps import iso

_CITING = frozenset(("link", "bare", "doi", "quote-cite", "embed", "video", "audio"))
_KEY_WORDS = 3


@dataclass(frozen=True, slots=True)
class Reference:
    """One page that a post cites."""

    key: str
    """ASCII letters, digits and hyphens; unique in its list and the same from run to run."""
    url: str
    title: str
    authors: tuple[str, ...] = ()
    site: str | None = None
    published: str | None = None
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    accessed: str | None = None
    """``YYYY-MM-DD``: when the archive captured it."""
    archived_url: str | None = None
    archived: str | None = None
    """``YYYY-MM-DD``, of the archived copy."""
    language: str | None = None


def references_of(manifest: Manifest, base: str | None = None) -> tuple[Reference, ...]:
    """The pages that the post cites in its own words, each once, in the order of first citation."""
    found: dict[str, Reference] = {}
    keys: set[str] = set()
    for entry in manifest.entries:
        citation = entry.citation
        if citation.skip is not None or citation.url is None or citation.region != "body":
            continue
        page = urls.page_key(urls.parse(_original(entry)))
        if citation.kind in _CITING and page not in found:
            found[page] = _reference(entry, manifest.post, base, keys)
            keys.add(found[page].key)
    return tuple(found.values())


def _reference(entry: CitationEntry, post: Post, base: str | None, keys: set[str]) -> Reference:
    version = version_of(entry, post, base)
    url = _original(entry)
    snapshot = next((each for each in entry.snapshots if each.outcome in USABLE), None)
    page = (snapshot.page if snapshot is not None else None) or PageFacts()
    said = entry.citation.attribution
    title = _title(entry, snapshot) or url
    authors = page.authors or ((said.author,) if said.author else ())
    site = page.site_name or said.publisher or urls.hostname(urls.parse(url)).removeprefix("www.")
    published = page.published or _day(said.date)
    return Reference(
        key=_key(" ".join(authors[:1]).rpartition(" ")[2] or site, published, title, keys),
        url=url,
        title=title,
        authors=authors,
        site=site,
        published=published,
        accessed=_accessed(entry),
        archived_url=version.address if isinstance(version, Version) else None,
        archived=version.date if isinstance(version, Version) else None,
        language=page.language,
    )


def _original(entry: CitationEntry) -> str:
    """The page itself, also where the post cites an archived copy."""
    citation = entry.citation
    return citation.memento.original if citation.memento is not None else citation.url or citation.href


def _title(entry: CitationEntry, snapshot: Snapshot | None) -> str | None:
    """What the page calls itself, then what the post calls it."""
    page = snapshot.page if snapshot is not None else None
    said = (
        page.title if page else None,
        snapshot.title if snapshot else None,
        entry.citation.attribution.title,
        entry.citation.anchor_text,
    )
    return next((words for each in said if each and (words := " ".join(each.split()))), None)


def _accessed(entry: CitationEntry) -> str | None:
    """When we had it before us ourselves; a copy from elsewhere was never accessed by the author."""
    own = [each for each in entry.snapshots if each.outcome in USABLE and each.provenance != "memento"]
    return iso(own[0].captured_at)[:10] if own else _day(entry.citation.cited_at)


def _day(text: str | None) -> str | None:
    return text[:10] if text and text[:4].isdigit() else None


def _key(name: str, published: str | None, title: str, taken: set[str]) -> str:
    words = slugified(title).split("-")[:_KEY_WORDS]
    parts = (slugified(name), (published or "")[:4], *words)
    base = "-".join(filter(None, parts)) or "page"
    return next(key for key in chain([base], (f"{base}-{n}" for n in count(2))) if key not in taken)
