"""Which files of a tree are posts, and how the tree tells their public addresses.

Read is what a post can be written in.  Left out are hidden files, the files about a project (README,
LICENSE and their kind), drafts, and what a site generator makes or makes pages with.  JSON, XML and
CSV are read when they are a known export, feed or sitemap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource, SourceFailed
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.intake import frontmatter
from snapshotter.posts.intake.folders import Tree, tree_of
from snapshotter.posts.intake.generated_sites import GeneratedSite, site_of
from snapshotter.posts.intake.sniffing import marked
from snapshotter.posts.parts import Part
from snapshotter.urls import Url

__all__ = ["Layout", "Tree", "layout_of", "posts_in", "tree_of"]

_PROSE_TEXT = """
    .html .htm .xhtml .md .markdown .mdown .mkd .mkdn .rst .adoc .asciidoc .org .txt .text .eml .mbox
    .bib .docx .odt .epub .pdf .warc .warc.gz .wacz
"""
_DATA_TEXT = """
    .xml .rss .atom .rdf .json .jsonl .ndjson .csv .xml.gz
"""
_PROSE = frozenset(_PROSE_TEXT.split())
_DATA = frozenset(_DATA_TEXT.split())
_WRITTEN = frozenset(
    (".html", ".htm", ".xhtml", ".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".rst", ".adoc", ".org")
)
"""Forms that carry front matter."""
_MARKUP = frozenset((".html", ".htm", ".xhtml"))
_PAGES = frozenset(("medium", "tumblr"))
"""Exports that have a page for every post."""
_PROJECT_TEXT = """
    readme license licence copying changelog changes history contributing contributors authors notice
    code_of_conduct code-of-conduct security maintainers todo install news-fragment pull_request_template
    issue_template robots humans ads requirements cname llms
    posts_index
"""
_PROJECT = frozenset(_PROJECT_TEXT.split())
_TOOLS = frozenset(
    ("node_modules", "__MACOSX", "vendor", "bower_components", "_drafts", "__pycache__", "venv")
)
_FRONT_BYTES = 262_144
_UNPUBLISHED = (
    ("draft", ("true", "yes", "1")),
    ("published", ("false", "no", "0")),
    ("status", ("draft", "hidden")),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What kind of tree it is."""

    root: str = ""
    """The folder that everything lies in, with ``/``, or nothing."""
    substack: bool = False
    medium: bool = False
    tumblr: bool = False
    generated: GeneratedSite | None = None
    skipped: frozenset[str] = field(default_factory=frozenset)


def posts_in(tree: Tree, source: str, base_url: Url | None = None) -> Iterator[PostSource | Part]:
    """The posts of a tree in its order: sources to be read, and parts where the tree knows more.

    ``base_url`` is the public address of the site.  A file that cannot be read is a ``SourceFailed``
    in its place.
    """
    layout = layout_of(tree)
    if layout.substack:
        yield from _from_substack(tree, layout, source, base_url)
        return
    for name in tree.names(lambda folder: _enters(folder, layout)):
        if not _may_be_post(name, layout):
            continue
        shown = tree.named(source, name)
        try:
            post = PostSource(shown, tree.read(name), path=tree.path_of(name))
        except PostError as error:
            yield SourceFailed(shown, error.code, error.message, error.hint)
            continue
        found = _post(name, post, layout, base_url)
        if found is not None:
            yield found


def layout_of(tree: Tree) -> Layout:
    """Which export or generator a tree comes from, by what lies at its root or in its only folder."""
    top = tree.top()
    visible = [name for name in top if not name.startswith((".", "__MACOSX"))]
    root = visible[0] if len(visible) == 1 and visible[0].endswith("/") else ""
    for folder in dict.fromkeys(("", root)):
        if _is_substack(tree, folder):
            return Layout(folder, substack=True)
        generated = site_of(tree, folder)
        if generated is not None:
            return Layout(folder, generated=generated, skipped=generated.skipped)
    kind = _first_page(tree, root) if root or "posts/" in top else None
    return Layout(root, medium=kind == "medium", tumblr=kind == "tumblr")


def _is_substack(tree: Tree, folder: str) -> bool:
    table = f"{folder}posts.csv"
    try:
        return tree.has(table) and marked(tree.read(table)) == "substack"
    except PostError:
        return False


def _first_page(tree: Tree, root: str) -> str | None:
    """What the first page in ``posts/`` is: Medium's export and Tumblr's have theirs there."""
    wanted = f"{root}posts/"
    pages = (
        name
        for name in tree.names(lambda folder: folder.startswith(wanted) or wanted.startswith(folder))
        if name.startswith(wanted) and name.endswith(".html")
    )
    first = next(pages, None)
    try:
        return marked(tree.read(first)) if first is not None else None
    except PostError:
        return None


def _enters(folder: str, layout: Layout) -> bool:
    name = folder.rstrip("/").rpartition("/")[2]
    if (name.startswith(".") and name != "..") or name in _TOOLS:
        return False
    if layout.medium or layout.tumblr:
        wanted = f"{layout.root}posts/"
        return folder.startswith(wanted) or wanted.startswith(folder)
    if layout.generated is None:
        return True
    return layout.generated.enters(folder.removeprefix(layout.root))


def _may_be_post(name: str, layout: Layout) -> bool:
    path = PurePosixPath(name)
    stem, extension = path.name.partition(".")[0].lower(), _extension(path)
    if path.name.startswith(".") or stem in _PROJECT:
        return False
    if layout.medium:
        return extension in _MARKUP
    if layout.generated is not None:
        return extension in _WRITTEN and layout.generated.is_post(name.removeprefix(layout.root))
    return extension in _PROSE or extension in _DATA


def _extension(path: PurePosixPath) -> str:
    last = path.suffix.lower()
    return "".join(path.suffixes[-2:]).lower() if last == ".gz" else last


def _post(name: str, post: PostSource, layout: Layout, base_url: Url | None) -> PostSource | Part | None:
    """The file as a source; None when its content says that it is no post."""
    extension = _extension(PurePosixPath(name))
    if extension in _DATA:
        known = marked(post.data)
        return replace(post, base_url=base_url, format=known) if known else None
    if not post.data.strip():
        return None
    if extension in _MARKUP and (known := marked(post.data)) in _PAGES:
        return replace(post, format=known)
    return _written(name, post, layout, base_url) if extension in _WRITTEN else post


def _written(name: str, post: PostSource, layout: Layout, base_url: Url | None) -> PostSource | Part | None:
    """A file that may carry front matter: drafts are left out, and the address is made of it."""
    head = decode(post.data[:_FRONT_BYTES], None, markup=False)
    fields, _ = frontmatter.split(head)
    if any(fields.get(key, "").lower() in values for key, values in _UNPUBLISHED):
        return None
    site = layout.generated
    if site is not None:
        post = replace(post, base_url=site.address_of(name.removeprefix(layout.root), fields, base_url))
    return post


def _from_substack(tree: Tree, layout: Layout, source: str, base_url: Url | None) -> Iterator[Part]:
    from snapshotter.posts.readers.substack import TABLE, posts

    name = f"{layout.root}{TABLE}"
    table = PostSource(tree.named(source, name), tree.read(name), base_url, format="substack")
    yield from posts(table, tree, layout.root, source)
