"""Archive homes with a few captures and a post that cites them, made without a browser."""

from __future__ import annotations

import json
from datetime import timedelta

from snapshotter.catalogue import open_catalogue
from snapshotter.manifest.store import ManifestFiles
from snapshotter.model.citation import Citation, Selector
from snapshotter.model.post import Post
from snapshotter.model.snapshot import CitationEntry, Manifest
from snapshotter.urls import Url
from snapshotter.warc.archive import WarcArchive
from snapshotter.wiring.stores import sources
from snapshotter.workflows.archive_posts import snapshot_of
from snapshotter.workflows.export_posts import ExportPosts
from tests.builders import START, capture, exchange, message, response_head, uuid

SITE = "https://cited.example"
STYLE = b"body { color: #123 }\n" * 60
HTML = b"<!doctype html><title>A page</title><link rel=stylesheet href=/s.css><p>Words of it.</p>"


def got(path, body, *, seed=0, media_type="text/html", at=START, status="200 OK", fields=(), **more):
    """A GET and its answer."""
    head = response_head(status, *fields, f"Content-Length: {len(body)}", media_type=media_type)
    asked = f"GET {path} HTTP/1.1\r\nhost: cited.example\r\ncookie: secret=1\r\n\r\n".encode()
    more = {"media_type": media_type, "status": int(status[:3])} | more
    return exchange(SITE + path, seed=seed, head=head, body=body, request_head=asked, at=at, **more)


def posted(
    path, media_type, sent, answer, *, seed=0, at=START, answer_type="application/json", method="POST"
):
    """A POST and its answer."""
    asked = (
        f"{method} {path} HTTP/1.1\r\nhost: cited.example\r\ncontent-type: {media_type}\r\n"
        f"content-length: {len(sent)}\r\n\r\n"
    ).encode()
    reply = message(response_head("200 OK", f"Content-Length: {len(answer)}", media_type=answer_type), answer)
    return exchange(
        SITE + path,
        seed=seed,
        method=method,
        request_head=asked,
        request_body=sent,
        response=reply,
        at=at,
        media_type=answer_type,
    )


def page(path="/a", *more, seed=0, at=START, html=HTML, **fields):
    """A capture of a page with its style sheet."""
    style = got("/s.css", STYLE, seed=seed, media_type="text/css", at=at + timedelta(seconds=1))
    return capture(got(path, html, seed=seed, at=at), style, *more, seed=seed, **fields)


def cite(url, number):
    return Citation(
        id=f"c-{number:012d}",
        ordinal=number,
        href=url,
        url=Url(url),
        url_key="key",
        page_key="key",
        fragment=None,
        kind="link",
        region="body",
        region_confidence=0.9,
        anchor_text="a source",
        sentence="As a source says.",
        heading=None,
        selector=Selector(),
    )


class Home:
    """An archive home under construction."""

    def __init__(self, path):
        self.path = path
        self.catalogue = open_catalogue(path, sources=sources())
        self.stored = []

    def store(self, *captures, max_file_bytes=1_000_000_000):
        archive = WarcArchive(self.path, self.catalogue, max_file_bytes=max_file_bytes)
        for one in captures:
            stored = archive.append(one)
            self.catalogue.commit(stored)
            self.stored.append(stored)
        archive.close()
        return self

    def post(self, slug, *stored, source="/home/somebody/drafts/post.html"):
        """A manifest that cites these captures."""
        post = Post(
            Url(f"https://blog.example/{slug}"), source, "html", f"About {slug}", None, None, "0" * 64
        )
        entries = tuple(
            CitationEntry(cite(one.url, number), (snapshot_of(one),)) for number, one in enumerate(stored, 1)
        )
        ManifestFiles(self.path).save(Manifest(slug, post, entries))
        return self

    def exporting(self, *slugs, **more):
        found = slugs or ManifestFiles(self.path).slugs()
        folder = self.path / "warcs" / "manifests"
        posts = {slug: json.loads((folder / f"{slug}.json").read_text()) for slug in found}
        fields = {"software": "snapshotter/test", "watch": lambda event: None} | more
        return ExportPosts(self.path, posts, **({"stored": self.catalogue} | fields))

    def close(self):
        self.catalogue.release()


__all__ = ["HTML", "SITE", "STYLE", "Home", "cite", "got", "page", "posted", "uuid"]
