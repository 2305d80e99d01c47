"""Manifests: the contract's document, kept small, stable and safe."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.digests import of_bytes
from snapshotter.errors import ManifestError, ManifestInvalid, ManifestTooNew
from snapshotter.manifest import (
    ManifestFiles,
    audits,
    cited_to_json,
    from_json,
    schema,
    snapshot_to_json,
    to_json,
)
from snapshotter.manifest.document import context
from snapshotter.manifest.slugs import MAX_LENGTH, slugified
from snapshotter.model.capture import Outcome, Reason, RecordLocation
from snapshotter.model.citation import Attribution, Citation, MementoRef, Selector, UnlinkedCitation
from snapshotter.model.post import CitedPost, Post
from snapshotter.model.snapshot import CitationEntry, Manifest, Snapshot

WHEN = datetime(2026, 3, 1, 12, 30, 45, tzinfo=UTC)
POST = Post(
    "https://blog.example/2016/p",
    "p.html",
    "html",
    "Über Zitate – eine Übung",
    "A. Uthor",
    "2016-03-10",
    "a" * 64,
)


def citation(number=1, **more):
    fields = {
        "id": f"c-{number:012x}",
        "ordinal": number,
        "href": "/a?b=1#frag",
        "url": "https://www.theatlantic.com/a?b=1#frag",
        "url_key": "com,theatlantic)/a?b=1",
        "page_key": "com,theatlantic)/a?b=1",
        "fragment": "frag",
        "kind": "link",
        "region": "body",
        "region_confidence": 0.97,
        "anchor_text": "wörds",
        "sentence": "Some wörds.",
        "heading": None,
        "selector": Selector("p > a", "wörds", "Some ", "."),
        "quotes": ("words that the post quotes",),
        "attribution": Attribution("The Atlantic", None, "T", "2016-03-09"),
        "memento": MementoRef("web.archive.org", "https://x.example/", "20160101"),
        "rel": ("nofollow",),
    }
    return Citation(**{**fields, **more})


def snapshot(**more):
    location = RecordLocation("snapshotter-1.warc.gz", 408, 532, of_bytes(b"1"))
    fields = {
        "id": "28dd504e-17c8-4cb0-baab-b17eee58eb4d",
        "captured_at": WHEN,
        "outcome": Outcome.CAPTURED,
        "status": 200,
        "final_url": "https://www.theatlantic.com/a?b=1",
        "title": "A title",
        "warc": location,
        "text_digest": of_bytes(b"2"),
        "screenshot": replace(location, offset=9000),
    }
    return Snapshot(**{**fields, **more})


FAILED = snapshot(
    id="f",
    outcome=Outcome.FAILED,
    reason=Reason("capture.dns", "does not resolve"),
    status=None,
    final_url=None,
    title=None,
    warc=None,
    text_digest=None,
    screenshot=None,
)
MANIFEST = Manifest(
    "uber-zitate",
    POST,
    (
        CitationEntry(citation(1), (FAILED, snapshot())),
        CitationEntry(
            citation(2, url=None, url_key=None, page_key=None, memento=None, skip="mailto", quotes=(), rel=())
        ),
    ),
    (UnlinkedCitation("AMN", "Chris Tomson", "T", "2016-03-10", "AMN reported."),),
)


@pytest.fixture
def store(tmp_path):
    return ManifestFiles(tmp_path)


def path_of(home, slug="uber-zitate"):
    return home / "warcs/manifests" / f"{slug}.json"


def edit(home, change, slug="uber-zitate"):
    document = json.loads(path_of(home, slug).read_text())
    change(document)
    path_of(home, slug).write_text(json.dumps(document))


def test_what_is_saved_is_loaded(tmp_path, store):
    assert store.load("uber-zitate") is None
    assert store.save(MANIFEST) == "warcs/manifests/uber-zitate.json"

    assert ManifestFiles(tmp_path).load("uber-zitate") == MANIFEST
    assert store.slugs() == ["uber-zitate"]


def test_the_schema_holds_for_what_is_written():
    validator = jsonschema.Draft202012Validator(schema())
    jsonschema.Draft202012Validator.check_schema(schema())
    validator.validate(to_json(MANIFEST))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.pop("post"),
        lambda document: document["citations"][0].pop("href"),
        lambda document: document["citations"][0].update(region="footnote"),
        lambda document: document["citations"][0]["snapshots"][1].update(outcome="captured?"),
        lambda document: document["citations"][0]["snapshots"][0].update(reason=None),
        lambda document: document["citations"][0]["snapshots"][1]["warc"].update(file="../up.warc.gz"),
        lambda document: document["citations"][0]["snapshots"][1].update(captured_at="yesterday"),
        lambda document: document.update(schema_version=2),
    ],
)
def test_the_schema_refuses(spoil):
    document = json.loads(json.dumps(to_json(MANIFEST)))
    spoil(document)

    assert not jsonschema.Draft202012Validator(schema()).is_valid(document)


def test_the_snapshot_object_of_the_contract():
    document = snapshot_to_json(snapshot())

    assert list(document) == [
        "id",
        "captured_at",
        "outcome",
        "reason",
        "status",
        "final_url",
        "title",
        "warc",
        "text_digest",
        "screenshot",
        "provenance",
        "source",
        "artefacts",
        "page",
        "truncations",
        "missing",
        "verdict",
        "quotes",
        "proof",
    ]
    assert document["captured_at"] == "2026-03-01T12:30:45Z"
    assert list(document["warc"]) == ["file", "offset", "length", "record_digest"]
    assert snapshot_to_json(FAILED)["reason"] == {"code": "capture.dns", "message": "does not resolve"}
    assert (document["verdict"], document["quotes"], document["proof"]) == (None, [], None)


def test_the_document_of_citations():
    document = cited_to_json(CitedPost(POST, (citation(),), MANIFEST.unlinked))

    assert list(document) == ["schema_version", "post", "citations", "unlinked"]
    assert list(document["post"]) == ["uri", "source", "format", "title", "author", "published", "sha256"]
    assert document["citations"][0]["memento"] == {
        "archive": "web.archive.org",
        "original": "https://x.example/",
        "datetime": "20160101",
    }
    assert "snapshots" not in document["citations"][0]
    assert json.loads(json.dumps(document)) == document


def test_files_are_made_for_diff(tmp_path, store):
    store.save(MANIFEST)
    text = path_of(tmp_path).read_bytes().decode("utf-8")

    assert text.endswith("}\n")
    assert "wörds" in text
    assert text.startswith('{\n  "@context"')
    assert list(json.loads(text)["citations"][0])[:4] == ["id", "ordinal", "url", "href"]


def test_no_change_no_write(tmp_path, store):
    store.save(MANIFEST)
    before = path_of(tmp_path).stat()

    store.save(MANIFEST)

    after = path_of(tmp_path).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert [path.name for path in path_of(tmp_path).parent.iterdir()] == ["uber-zitate.json"]

    store.save(replace(MANIFEST, unlinked=()))
    assert path_of(tmp_path).stat().st_ino != before.st_ino


def test_what_a_newer_program_wrote_survives_a_rewrite(tmp_path, store):
    store.save(MANIFEST)
    found = {
        "verdict": {
            "class": "good",
            "confidence": 0.9,
            "confirmed": True,
            "evidence": {"status": 200},
            "rule": "r",
            "rules_version": 7,
        },
        "quotes": [{"text": "t", "found": True, "ratio": 1.0, "selector": None}],
    }
    proof = {"grade": "sealed", "requests": 3, "missed": 0, "approximated": 0, "witness": "w"}

    def enrich(document):
        document["future"] = {"x": 1}
        document["post"]["language"] = "de"
        document["citations"][0]["importance"] = 3
        document["citations"][0]["attribution"]["orcid"] = "0000"
        document["citations"][0]["audits"] = [{"checked_at": "2026-04-01T00:00:00Z", "verdict": "gone"}]
        document["citations"][0]["snapshots"][1].update(found, proof=proof, future=True)
        document["citations"][0]["snapshots"][1]["warc"]["mirror"] = "s3"

    edit(tmp_path, enrich)
    loaded = store.load("uber-zitate")
    later = replace(FAILED, id="later")
    entry = loaded.entries[0]
    store.save(
        replace(
            MANIFEST,
            entries=(replace(entry, snapshots=(*entry.snapshots, later)), MANIFEST.entries[1]),
        )
    )
    document = json.loads(path_of(tmp_path).read_text())

    assert dict(entry.extra)["importance"] == 3
    assert document["future"] == {"x": 1}
    assert document["post"]["language"] == "de"
    assert document["citations"][0]["importance"] == 3
    assert document["citations"][0]["attribution"]["orcid"] == "0000"
    assert document["citations"][0]["audits"][0]["verdict"] == "gone"
    kept = document["citations"][0]["snapshots"][1]
    assert {name: kept[name] for name in found} == found
    assert {name: kept["proof"][name] for name in proof} == proof
    assert loaded.entries[0].snapshots[1].proof.grade == "sealed"
    assert kept["future"] is True
    assert kept["warc"]["mirror"] == "s3"
    assert len(document["citations"][0]["snapshots"]) == 3
    jsonschema.validate(document, schema())


def test_known_values_do_change(tmp_path, store):
    store.save(MANIFEST)
    store.save(
        replace(
            MANIFEST,
            post=replace(POST, title=None),
            entries=(CitationEntry(citation(1, quotes=(), memento=None, rel=()), (FAILED,)),),
        )
    )
    document = json.loads(path_of(tmp_path).read_text())

    assert document["post"]["title"] is None
    (only,) = document["citations"]
    assert (only["quotes"], only["memento"], only["rel"], len(only["snapshots"])) == ([], None, [], 1)


def test_audits_of_all_manifests(tmp_path, store):
    store.save(MANIFEST)
    audit = {"checked_at": "2026-04-01T00:00:00Z", "verdict": "gone", "status": 410}
    edit(tmp_path, lambda document: document["citations"][1].update(audits=[audit]))

    assert list(audits(tmp_path)) == [("c-000000000002", "2026-04-01T00:00:00Z", audit)]


def test_too_new(tmp_path, store):
    store.save(MANIFEST)
    edit(tmp_path, lambda document: document.update(schema_version=2))

    with pytest.raises(ManifestTooNew, match="schema_version 2, expected at most 1"):
        store.load("uber-zitate")
    with pytest.raises(ManifestTooNew):
        store.save(MANIFEST)
    assert json.loads(path_of(tmp_path).read_text())["schema_version"] == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not JSON"),
        (b"<<<<<<< HEAD\n{}", "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b"[]", "no object with a whole number as schema_version"),
        (b"{}", "no object with a whole number as schema_version"),
        (b'{"schema_version": 1}', "the key 'post' is missing"),
        (b'{"schema_version": 1, "post": 3, "citations": [], "unlinked": []}', "not what its key calls for"),
        (b'{"schema_version": 1, "post": {}, "citations": [], "unlinked": []}', "missing"),
    ],
)
def test_not_a_manifest(tmp_path, store, data, message):
    path_of(tmp_path).parent.mkdir(parents=True)
    path_of(tmp_path).write_bytes(data)

    with pytest.raises(ManifestInvalid, match=message) as caught:
        store.load("uber-zitate")
    assert "warcs/manifests/uber-zitate.json" in caught.value.message
    assert caught.value.hint
    with pytest.raises(ManifestInvalid):
        store.save(MANIFEST)
    assert path_of(tmp_path).read_bytes() == data


def test_a_folder_that_cannot_be_made(tmp_path, store):
    (tmp_path / "warcs").write_bytes(b"a file")

    with pytest.raises(ManifestError) as caught:
        store.save(MANIFEST)
    assert caught.value.code == "manifest.write-failed"
    assert caught.value.hint


def cited(**more):
    return CitedPost(replace(POST, **more), ())


def test_a_post_keeps_its_slug(tmp_path, store):
    slug = store.slug_for(cited())
    store.save(replace(MANIFEST, slug=slug))
    again = ManifestFiles(tmp_path)

    assert slug == "uber-zitate-eine-ubung"
    assert again.slug_for(cited(title="Another title", source="elsewhere.html", sha256="b" * 64)) == slug
    assert again.slug_for(cited(uri="https://blog.example/other")) == f"{slug}-2"
    assert again.slug_for(cited(uri="https://blog.example/third")) == f"{slug}-3"
    assert again.slug_for(cited(uri="https://blog.example/other")) == f"{slug}-2"


def test_a_post_without_an_address_is_known_by_its_path(tmp_path, store):
    first = store.slug_for(cited(uri=None))
    store.save(replace(MANIFEST, slug=first, post=replace(POST, uri=None)))
    again = ManifestFiles(tmp_path)

    assert again.slug_for(cited(uri=None, title="New")) == first
    assert again.slug_for(cited(uri=None, source="q.html")) == f"{first}-2"


def test_standard_input_is_known_by_its_bytes(store):
    first = store.slug_for(cited(uri=None, source="-"))

    assert store.slug_for(cited(uri=None, source="-")) == first
    assert store.slug_for(cited(uri=None, source="-", sha256="b" * 64)) == f"{first}-2"


@pytest.mark.parametrize(
    ("post", "slug"),
    [
        ({"title": "10 Ways to Say “It’s Gone”"}, "10-ways-to-say-its-gone"),
        ({"title": "Straße & Æther: Łódź"}, "strasse-aether-lodz"),
        ({"title": "日本語の題", "uri": "https://b.example/2016/03/hello-world/"}, "hello-world"),
        ({"title": "日本語の題 JSON", "uri": "https://b.example/%E6%97%A5.html"}, "b-example"),
        ({"title": None, "uri": "https://b.example/"}, "b-example"),
        ({"title": None, "uri": None, "source": "posts/My Post.md"}, "my-post"),
        ({"title": "日本", "uri": None, "source": "日本.html"}, "post"),
        ({"title": "../../etc/passwd"}, "etc-passwd"),
        ({"title": "CON"}, "con-post"),
        ({"title": "word " * 40}, "-".join(["word"] * 14)),
        ({"title": "w" * 200}, "w" * MAX_LENGTH),
    ],
)
def test_slugs_are_readable(store, post, slug):
    assert store.slug_for(cited(**post)) == slug


@given(st.text())
def test_slugs_are_safe(text):
    slug = slugified(text)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert len(slug) <= MAX_LENGTH


TEXTS = st.none() | st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@given(
    title=TEXTS, heading=TEXTS, quotes=st.lists(st.text(max_size=9), max_size=3), confidence=st.floats(0, 1)
)
def test_any_manifest_comes_back(title, heading, quotes, confidence):
    one = citation(heading=heading, quotes=tuple(quotes), region_confidence=confidence)
    whole = replace(MANIFEST, post=replace(POST, title=title), entries=(CitationEntry(one, (snapshot(),)),))
    text = json.dumps(to_json(whole), ensure_ascii=False)

    assert from_json("uber-zitate", json.loads(text), source="x") == whole


def test_a_lone_surrogate_does_not_stop_the_save(tmp_path, store):
    store.save(replace(MANIFEST, post=replace(POST, title="a\ud800b")))

    assert store.load("uber-zitate").post.title == "a?b"


def test_the_context_needs_no_network():
    assert all(not isinstance(value, str) or name != "@import" for name, value in context().items())
    assert to_json(MANIFEST)["@context"] == context()
    assert context()["captured_at"] == {"@id": "oa:sourceDate", "@type": "xsd:dateTime"}
