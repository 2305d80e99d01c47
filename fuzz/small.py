"""Everything else that reads what others wrote: each reader by a byte at the start of the input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from random import Random

from fuzz.material import real, scratch
from fuzz.mutations import json_mutated, mutated, swollen
from fuzz.target import Target
from fuzz.wacz import json_swollen
from snapshotter.errors import ConfigError, PostError, UrlError
from snapshotter.urls import Url

Reader = tuple[Callable[[str], object], str]
"""How it is read, and what it looks like."""
_HERE = Url("https://cited.example/a/b?c=d")
_MOMENT = datetime(2016, 3, 10, 12, tzinfo=UTC)


# addresses, fields and figures


def _url(text: str) -> object:
    from snapshotter import urls

    try:
        url = urls.parse(text, _HERE)
    except UrlError:
        return None
    assert urls.parse(url) == url, "what was serialised is read as another address"
    key = urls.surt(url)
    return key, urls.page_key(url), urls.origin(url), urls.port(url), urls.hostname(url), urls.fragment(url)


def _retry_after(text: str) -> object:
    from snapshotter.timestamps import retry_after_s

    seconds = retry_after_s(text, since=_MOMENT)
    assert 0 <= seconds <= 1e10
    return seconds


def _memento_field(text: str) -> object:
    from snapshotter.rescue.mementos import candidate, moment_of, moment_of_field, stamped

    try:
        known = candidate(Url(text)), stamped(Url(text))
    except UrlError:
        known = None, None
    return moment_of_field(text), moment_of(text), known


def _links(text: str) -> object:
    from snapshotter.rescue.link_format import links

    return [(link.target, link.relations) for link in links(text)]


def _cdx(text: str) -> object:
    from snapshotter.rescue import wayback

    wanted = [(_HERE, _MOMENT)]
    return wayback.closest(text, _HERE), wayback.batch_closest(text, wanted), wayback.rows(text)


def _answer(text: str) -> object:
    from snapshotter.rescue.answers import Answer

    head, _, body = text.partition("\n\n")
    fields = tuple((name, value) for name, _, value in (line.partition(": ") for line in head.split("\n")))
    found = Answer(_HERE, 302, fields, body.encode("utf-8", "surrogatepass"), _MOMENT)
    return found.original, found.target, found.moment, found.is_blocked, found.text()


def _date(text: str) -> object:
    from snapshotter.pagemeta import dates, pdf, whens

    found = [whens.resolve(when, "2016-03-10") for when in whens.whens(text)]
    return dates.normalised(text), pdf.date_of(text), found


def _range(text: str) -> object:
    from snapshotter.replay.lookup.ranges import parse_range

    found = parse_range(text.encode("utf-8", "surrogatepass"))
    return found.within(1000) if found else None


def _cookies(text: str) -> object:
    from snapshotter.capture.cookies import cookie_jar, load_cookies, to_netscape

    path = scratch() / "cookies.txt"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        cookies = load_cookies(path)
    except ConfigError:
        return None
    return to_netscape(cookies), len(cookie_jar(cookies))


def _settings(text: str) -> object:
    from snapshotter.settings import load

    home = scratch() / "settings"
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        return repr(load(home))
    except ConfigError:
        return None


def _block_list(text: str) -> object:
    from snapshotter.capture.blocking import BlockList

    path = scratch() / "hosts.txt"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        return BlockList.load([path]).matches(text[:80])
    except ConfigError:
        return None


def _guard(text: str) -> object:
    from snapshotter import guard

    return guard.literal_refusal(text)


def _index_line(text: str) -> object:
    from snapshotter.viewer.records import _parsed

    return _parsed(text.encode("utf-8", "surrogatepass"))


# pages


def _css(text: str) -> object:
    from snapshotter.capture.gaps.css import mentions_in_css

    return mentions_in_css(text)


def _film(text: str) -> object:
    """Lists of what a film is made of, and of icons and cues."""
    from snapshotter.capture.gaps.dash import mentions_in_dash
    from snapshotter.capture.gaps.hls import mentions_in_hls
    from snapshotter.capture.gaps.manifest import mentions_in_manifest
    from snapshotter.capture.gaps.srcset import addresses
    from snapshotter.capture.gaps.vtt import mentions_in_vtt

    found = mentions_in_dash(text.encode("utf-8", "surrogatepass"), _HERE), mentions_in_hls(text, _HERE)
    return found, mentions_in_manifest(text), mentions_in_vtt(text), addresses(text)


def _document(text: str) -> object:
    from snapshotter.workflows.unrendered import links_in

    data = text.encode("utf-8", "surrogatepass")
    return [
        links_in(_HERE, kind, data) for kind in ("text/html", "text/css", "image/svg+xml; charset=utf-16")
    ]


def _facts(text: str) -> object:
    from snapshotter.cited.facts import facts_of

    return facts_of(text, _HERE, (("content-language", "en"), ("link", text[:200])))


def _static(text: str) -> object:
    from snapshotter.cited.markup import tokens

    return list(tokens(text))


def _quotes(text: str) -> object:
    from snapshotter.cited.passages import find_quotes

    quotes = [line[:4000] for line in text.split("\n")[:4] if line]
    return find_quotes(quotes, text)


def _verdict(text: str) -> object:
    from snapshotter.verdicts.evidence import PageEvidence
    from snapshotter.verdicts.judging import judge

    fields = (("refresh", text[:80]), ("x-frame-options", "deny"))
    body = text.encode("utf-8", "surrogatepass")
    return judge(PageEvidence(_HERE, _HERE, status=200, fields=fields, media_type="text/html", body=body))


def _rendition(text: str) -> object:
    from snapshotter.audit.rendition import rendition_of_bytes

    data = text.encode("utf-8", "surrogatepass")
    return [
        rendition_of_bytes(_HERE, kind, (), data) for kind in ("text/html", "application/json", "text/plain")
    ]


# replay


def _scan(text: str) -> object:
    from snapshotter.replay.hosts.markup import scan

    return scan(text.encode("utf-8", "surrogatepass"))


def _substitution(text: str) -> object:
    """What is replaced in a page, and what is put back in a request."""
    from snapshotter.replay.hosts.substitution import Restoration, Substitution
    from tests.unit.replay.hosts.test_substitution import NAMES

    data = text.encode("utf-8", "surrogatepass")
    changed = Substitution(NAMES.known, NAMES.authority).applied(data, "https")
    assert len(changed) < 40 * len(data) + 100, "it grew too much"
    Restoration(NAMES).applied(data)
    return Restoration(NAMES).applied(changed)


def _canonical(text: str) -> object:
    from snapshotter.replay.lookup.canonical import canonical, operation

    kind, _, body = text.partition("\n")
    data = body.encode("utf-8", "surrogatepass")
    return canonical(data, kind.encode("utf-8", "surrogatepass")), operation(data)


def _essence(text: str) -> object:
    from snapshotter.replay.lookup.busters import essence

    return essence(text)


def _place(text: str) -> object:
    from snapshotter.replay.hosts.paths import label_of, place_of

    return place_of(text), label_of(text)


def _query(text: str) -> object:
    from snapshotter.wacz import queries

    kind, _, body = text.partition("\n")
    data = body.encode("utf-8", "surrogatepass")
    return queries.of_pywb("POST", kind, data), queries.of_wabac("POST", kind, data)


# repair


def _repair(name: str, text: str) -> object:
    """Archived addresses put in, and taken out again: a post without any is what it was."""
    from tests.repairs import robust, undone

    data = text.encode("utf-8", "surrogatepass")
    try:
        changed = robust(data, name)
        if undone(data, name) != data:
            return None  # it had marks from the first
    except PostError:
        return None
    assert undone(changed, name) == data, "undone is not what it was"
    assert robust(changed, name) == changed, "twice is not once"
    return changed


# signatures, time stamps, certificates


def _stamp(text: str) -> object:
    from snapshotter.errors import StampRefused
    from snapshotter.signing import time_stamps

    reply = text.encode("latin-1", "replace")
    try:
        return time_stamps.stamp_of(reply, b"data"), time_stamps.is_readable(reply)
    except StampRefused:
        return None


def _signature(text: str) -> object:
    import json

    from snapshotter.wacz import signatures

    try:
        signed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(signed, dict):
        return None
    return signatures.is_signed(signed, "sha256:00"), signatures.is_signed_as_domain(signed, "sha256:00")


def _chain(text: str) -> object:
    """A chain of the archive's growth, read whole and from its end; and what is told with it."""
    from snapshotter.chain import checkpoints, lists, reading, verified

    path = scratch() / "chain.jsonl"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    chain = reading.read(path, (1, 2))
    found: list[object] = [len(chain.faults), verified._read(path)]
    for read in (
        lambda: reading.tail(path),
        lambda: lists.read(path, "a"),
        lambda: checkpoints.found_in(text),
    ):
        with suppress(ValueError):
            found.append(read())
    return found


def _redacted(text: str) -> object:
    """A request without what its sender is known by: twice is once."""
    from snapshotter.redaction import redacted

    head, gap, body = text.encode("utf-8", "surrogatepass").partition(b"\r\n\r\n")
    once = redacted(head + gap, body)
    again = redacted(once.head, body if once.body is None else once.body)
    assert again.head == once.head, "a head that is not done with"
    return once.names, once.body


def _audit(text: str) -> object:
    import json

    from snapshotter.model.audit_plain import audit_of

    try:
        return audit_of(json.loads(text))
    except (ValueError, RecursionError):
        return None


_FIELDS: tuple[Reader, ...] = (
    (_url, "https://user:pw@www.Example.org:8443/a/../b;jsessionid=1?utm_source=x&b=1#!/c"),
    (_retry_after, "Thu, 10 Mar 2016 12:00:00 GMT"),
    (_memento_field, "https://web.archive.org/web/20160310120000id_/http://example.org/"),
    (_links, '<http://a/>; rel="original", <http://b/>; rel="first memento"; datetime="Thu, 10 Mar 2016 12:00:00 GMT"'),
    (_cdx, '["urlkey timestamp original mimetype statuscode digest length"]'),
    (_cdx, '{"archived_snapshots": {"closest": {"available": true, "url": "http://web.archive.org/web/2016/http://a/", '
           '"timestamp": "20160310120000", "status": "200"}}}'),
    (_cdx, "org,example)/ 20160310120000 http://example.org/ text/html 200 AAAA 123\n\norg%2Cexample"),
    (_answer, "memento-datetime: Thu, 10 Mar 2016 12:00:00 GMT\nlink: <http://a/>; rel=original\nlocation: /b\n\nbody"),
    (_date, "On Thursday, 10 March 2016 at noon; D:20160310120000+01'00'; 2016-03-10T12:00:00Z; yesterday"),
    (_range, "bytes=0-99"),
    (_cookies, ".example.org\tTRUE\t/\tFALSE\t1999999999\tname\tvalue\n"),
    (_cookies, '[{"domain": ".example.org", "name": "a", "value": "b", "path": "/", "expirationDate": 1999999999.5}]'),
    (_settings, '[archive]\nreuse_hours = 24\n[network]\nhost_delay_s = 1.0\nconnect_to = ["a:1:b:2"]\n'),
    (_block_list, "0.0.0.0 ads.example.org\n||track.example^\n# comment\n"),
    (_guard, "::ffff:127.0.0.1"),
    (_index_line, 'org,example)/ 20160310120000 {"url": "http://example.org/", "filename": "a", "offset": "1", "length": "2"}'),
    (_essence, "https://a.example/x?cb=1457611200000&_=12&q=words"),
    (_place, "/0123456789abcdef/https/example.org:8443/a?b=c"),
    (_audit, '{"checked_at": "2026-03-01T12:30:45Z", "verdict": {"class": "gone"}, "quotes": [], "status": 404}'),
)  # fmt: skip
_HTML = (
    '<!doctype html><html lang=en><meta charset=utf-8><title>T</title><meta http-equiv=refresh content="5;url=/b">'
    '<link rel=stylesheet href=a.css><script type="application/ld+json">{"@type": "Article", "author": {"name": "A"}}'
    '</script><style>@import "b.css"; p { background: url(c.png) }</style><h1>Words</h1><p>Some words of a page '
    '<a href="//www.example.org/x">here</a> <img srcset="a.png 1x, b.png 2x"></p><time datetime=2016-03-10>then</time>'
)
_PAGES: tuple[Reader, ...] = (
    (_css, '@import url("a.css") screen; @font-face { src: url(b.woff2) format("woff2"), local(x) } p { c: \\75rl(d) }'),
    (_document, _HTML), (_facts, _HTML), (_static, _HTML), (_verdict, _HTML), (_rendition, _HTML), (_scan, _HTML),
    (_substitution, "see https:\\/\\/cited.example\\/a and //www.example.org/b and %2F%2Fexample.org%2Fc"),
    (_quotes, "words that the post quotes\nand more words\nThe page has words that the “post” quotes, and more words."),
    (_canonical, 'application/json\n{"operationName": "A", "b": [1, 2.0, 1e9], "query": "query A { a }"}'),
    (_canonical, "multipart/form-data; boundary=x\n--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--"),
    (_query, 'application/json\n{"a": [1, {"b": null}], "c": 1e21}'),
    (_film, '<MPD mediaPresentationDuration="PT10S"><BaseURL>a/</BaseURL><Period><AdaptationSet><SegmentTemplate media="$Number%02d$.m4s" '
            'initialization="i" timescale="9" duration="18"><SegmentTimeline><S t="0" d="9" r="3"/></SegmentTimeline></SegmentTemplate>'
            '<Representation id="x&#xD800;"/></AdaptationSet></Period></MPD>'),
    (_film, '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="a"\na.m3u8\n#EXT-X-MAP:URI="i.mp4",BYTERANGE="1@2"\n#EXTINF:9,\nb.ts\n'),
    (_film, 'WEBVTT\n\n00:01.000 --> 00:02.000\na.jpg#xywh=0,0,1,1\n'), (_film, '{"icons": [{"src": "a.png"}], "start_url": "/"}'),
    (_film, "a.jpg 1x, data:image/png;base64,AA== 2x,b.jpg"),
)  # fmt: skip
_REPAIRS: tuple[Reader, ...] = (
    (partial(_repair, "post.md"), "# T\n\nWords [a](https://a.example/1 \"t\") and <https://b.example/> and [r].\n\n[r]: https://r.example/\n"),
    (partial(_repair, "post.html"), '<p>Words <a href="https://a.example/1">a</a> and <a href=https://b.example/>b</a></p>'),
    (partial(_repair, "post.rst"), "Title\n=====\n\nWords `a <https://a.example/1>`_ and https://b.example/ and n_.\n\n.. _n: https://n.example/\n"),
)  # fmt: skip
_VOUCHING: tuple[Reader, ...] = (
    (
        _signature,
        '{"hash": "sha256:00", "signature": "AAAA", "publicKey": "AAAA", "domain": "a", "domainCert": "x"}',
    ),
    (_stamp, ""),
    (_chain, '{"n":0,"prev":null,"at":"2026-03-01T12:30:45Z","kind":"begin","version":1,"id":"a"}\n'
             '{"n":1,"prev":"sha256:00","at":"2026-03-01T12:30:45Z","kind":"checkpoint","text":"x"}\n'),
    (_redacted, "POST /a?token=b HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\nAuthorization: Bearer x\r\n"
                'Content-Type: application/json\r\n\r\n{"password": "x", "b": [{"api_key": "y"}]}'),
    (_redacted, "POST /a HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
                'Content-Disposition: form-data; name="password"\r\n\r\nz\r\n--x--\r\n'),
    (_redacted, "POST /a HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=b&password=c&token=d"),
)  # fmt: skip


def _read(readers: tuple[Reader, ...], data: bytes) -> int:
    """The first byte says which reader; the rest is its text, in UTF-8 with Latin-1 for what is none."""
    if not data:
        return 0
    reader, _ = readers[data[0] % len(readers)]
    return len(repr(reader(_text(data[1:]))))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _seeds(readers: tuple[Reader, ...]) -> Iterator[bytes]:
    for number, (_, example) in enumerate(readers):
        yield bytes([number]) + example.encode()


def _vouching() -> Iterator[bytes]:
    yield from _seeds(_VOUCHING)
    for data in real(".tsr", below="evidence"):
        yield b"\1" + data
    for data in real("authsign-response.json", below="warc"):
        yield b"\0" + data


def _reparable() -> Iterator[bytes]:
    yield from _seeds(_REPAIRS)
    yield from (b"\0" + data[:3000] for data in real(".md", below="posts/18f", most=4))
    yield from (b"\1" + data[:3000] for data in real(".html", below="posts", most=4))
    yield from (b"\2" + data[:3000] for data in real(".rst", below="posts", most=2))


def _mutate(data: bytes, source: Random) -> bytes:
    first, rest = data[:1] or b"\0", data[1:]
    if rest[:1] in (b"{", b"[") and source.random() < 0.7:
        return first + json_mutated(rest, source)
    return first + mutated(rest, source, _WORDS)


_WORDS = (
    b"http://", b"//www.example.org", b"\\u002F", b"%2F%2F", b"[::1]", b"xn--", b"0x7f.1", b"::ffff:0:0", b"<a href=",
    b"</a>", b"[a](http://b)", b"`a <http://b>`_", b"<!--", b"-->", b"<script>", b"</script>", b"url(", b"@import ",
    b"GMT", b"2016", b"+99999999999", b"```", b"    ", b"&#x", b"style=", b"<svg>", b"<template>", b"content=",
)  # fmt: skip


def _swell(data: bytes, source: Random) -> bytes:
    first, rest = data[:1], data[1:]
    return first + (
        json_swollen(rest, source) if rest[:1] in (b"{", b"[") else swollen(rest, source, 100_000)
    )


def targets() -> Iterator[Target]:
    def target(
        name: str, readers: tuple[Reader, ...], watched: tuple[str, ...], seeds: object = None
    ) -> Target:
        return Target(
            name=name, group="small", watched=watched, read=partial(_read, readers), allowed=(), words=_WORDS,
            seeds=seeds or partial(_seeds, readers), mutate=_mutate, swell=_swell, max_bytes=8192,
        )  # type: ignore[arg-type]  # fmt: skip

    yield target(
        "fields",
        _FIELDS,
        (
            "urls",
            "timestamps",
            "rescue",
            "settings",
            "capture/cookies",
            "capture/blocking",
            "guard",
            "pagemeta",
            "viewer",
        ),
    )
    yield target(
        "pages", _PAGES, ("cited", "capture/gaps", "replay", "verdicts", "audit", "pagemeta", "wacz/queries")
    )
    yield target("repair", _REPAIRS, ("repair", "posts"), _reparable)
    yield target("vouching", _VOUCHING, ("signing", "chain", "redaction", "wacz"), _vouching)
