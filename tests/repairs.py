"""Posts with made-up snapshots: what the tests of repairs begin with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from snapshotter.manifest.store import ManifestFiles
from snapshotter.model.capture import Outcome, PageFacts, Reason
from snapshotter.model.post import CitedPost, PostSource
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot
from snapshotter.posts.extract import extract
from snapshotter.repair.marks import Version
from snapshotter.repair.robust import SourcePost

AT = datetime(2016, 3, 10, 12, 0, 0, tzinfo=UTC)
ARCHIVE = "https://archive.example/web/20160310120000/"
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def post_of(data: bytes | str, name: str = "post.md", **more) -> SourcePost:
    raw = data.encode() if isinstance(data, str) else data
    return SourcePost(PostSource(name, raw), **more)


def versions_for(post: SourcePost) -> dict[str, Version]:
    """A made-up copy for everything that a reader of the post can follow."""
    return {
        each.id: Version(each.url, f"{ARCHIVE}{each.url}", "2016-03-10")
        for each in post.citations
        if each.skip is None and each.url and each.region == "body" and each.kind in ("link", "bare", "doi")
    }


def robust(data: bytes | str, name: str = "post.md", **more) -> bytes:
    """The post with copies beside all its citations."""
    post = post_of(data, name, **more)
    return post.with_versions(versions_for(post)).after


def undone(data: bytes, name: str = "post.md") -> bytes:
    return post_of(data, name).undone().after


def memento(url: str, at: datetime = AT, **more) -> Snapshot:
    stamp = f"{at:%Y%m%d%H%M%S}"
    source = {"uri_m": f"https://archive.example/web/{stamp}/{url}", "datetime": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
    return Snapshot(f"m-{stamp}", at, Outcome.CAPTURED, provenance="memento", source=source, **more)


def own(outcome: Outcome = Outcome.CAPTURED, at: datetime = AT, **more) -> Snapshot:
    reason = None if outcome == Outcome.CAPTURED else Reason("http.404", "not there")
    page = PageFacts(title="The page", authors=("Jane Doe",), published="2016-03-09", site_name="The Site")
    return Snapshot(f"own-{at:%Y%m%d%H%M%S}", at, outcome, reason, page=page, **more)


def manifest_of(cited: CitedPost, *snapshots, slug: str = "the-post") -> Manifest:
    """Every citation with these snapshots; callables make one for an address."""

    def entry(citation):
        if citation.skip is not None or citation.url is None:
            return CitationEntry(citation)
        made = (each(citation.url) if callable(each) else each for each in snapshots)
        return CitationEntry(citation, tuple(made))

    return Manifest(slug, cited.post, tuple(map(entry, cited.citations)), cited.unlinked)


def home_with(tmp_path: Path, path: Path, *snapshots) -> Path:
    """An archive home that knows the post in ``path``."""
    home = tmp_path / "home"
    cited = extract(PostSource(str(path), path.read_bytes(), path=path))
    ManifestFiles(home).save(replace(manifest_of(cited, *(snapshots or (memento,)))))
    return home
