"""Bookmark exports of browsers and services."""

from __future__ import annotations

import json
import plistlib
import re
import time
from html import unescape

import pytest

from snapshotter.errors import PostError
from snapshotter.posts.readers import mozlz4
from tests.reading import DATA, citations_of, cited_of, entries_of, parts_of

NETSCAPE = DATA / "bookmarks/netscape/tests/input"
SERVICES = DATA / "bookmarks/wallabag/tests/fixtures/Import"
needs_data = pytest.mark.skipif(not NETSCAPE.is_dir(), reason="the real bookmark files are not here")

HEAD = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Mine</TITLE>\n<H1>Mine</H1>\n"
NESTED = (
    HEAD
    + """<DL><p>
<DT><A HREF="http://a.example/?x=1&amp;y=2" ADD_DATE="1456433748">Top &amp; bottom</A>
<DD>What I <b>think</b>: see http://noted.example/p.
<DT><H3 ADD_DATE="1">Outer</H3>
<DD>About the folder
<DL><p>
<DT><A HREF='http://b.example/'>In outer</A>
<DT><H3>Inner</H3>
<DL><p>
<DT><A HREF=http://c.example/ ADD_DATE="1515515697780642">In inner</A>
</DL><p>
<HR><DT><A HREF="javascript:alert(1)">Bookmarklet</A>
</DL><p>
<DT><A HREF="place:sort=8">Smart</A>
</DL><p>
"""
)


def real(folder, name):
    return (folder / name).read_bytes()


# The files of netscape-bookmark-parser: how many bookmarks each has, and one or two of them.
REAL_NETSCAPE = {
    "chromium_flat.htm": (9, "https://cozy.io/en/", None, "2016-06-15T16:43:49Z"),
    "chromium_nested.htm": (18, "https://checkio.org/", "Python", "2016-06-15T17:30:20Z"),
    "delicious.htm": (5, "http://fontfamily.io/", None, "2014-09-30T13:59:19Z"),
    "delicious_sanitize.htm": (2, "http://spip.pastebin.fr/28921", None, "2013-10-01T18:20:56Z"),
    "firefox_flat.htm": (24, "http://xkcd.com/1332/", None, "2016-05-19T19:43:55Z"),
    "firefox_nested.htm": (24, "http://xkcd.com/1332/", "Comics", "2016-05-19T19:43:55Z"),
    "google_bookmarks_nested.htm": (6, "https://nextace.com/", "Unlabeled", "2018-04-17T20:16:34Z"),
    "internet_explorer_11_flat.htm": (18, "http://hginit.com/", None, "2016-06-18T17:39:44Z"),
    "internet_explorer_11_nested.htm": (27, "http://hginit.com/", "SCM", "2016-06-18T17:39:44Z"),
    "netscape_basic.htm": (2, "https://private.tld", None, "2000-10-10T13:55:36+03:00"),
    "netscape_extended.htm": (2, "http://localhost.localdomain:8083/Shaarli/?JVvqCA", None, None),
    "netscape_multiline.htm": (3, "http://multi.li.ne/3", None, "2016-02-25T20:55:47Z"),
    "netscape_nested.htm": (8, "http://nest.ed/3-1", "Folder3-1", "2016-02-02T17:22:22Z"),
    "safari_folded.htm": (3, "https://en.wikipedia.org/wiki/Main_Page", "doc", None),
    "scuttle.htm": (4, "http://eurovoc.europa.eu/drupal/?q=navigation&cl=en", None, "2011-02-18T09:21:53Z"),
    "scuttle_new_line.htm": (1, "http://funky16corners.com", None, "2017-04-02T04:38:00Z"),
    "shaarli.htm": (6, "?lY47tw", None, "2016-03-30T20:56:37Z"),
    "shaarli_legacy.htm": (2, "https://gist.github.com/rodrigomuniz/8408734", None, "2016-08-08T07:17:32Z"),
    "shaarli_markdown.htm": (3, "?GIvbSw", None, "2016-05-14T21:44:29Z"),
    "shaarli_with_tabs_and_spaces.htm": (1, "?KvNdlQ", None, "2020-06-06T15:18:26Z"),
    "shaarli_with_whitespace_tags.htm": (1, "?KvNdlQ", None, "2020-06-06T15:18:26Z"),
}


@needs_data
@pytest.mark.parametrize("name", REAL_NETSCAPE)
def test_real_netscape_files(name):
    count, href, heading, cited_at = REAL_NETSCAPE[name]
    entries = entries_of("bookmarks", real(NETSCAPE, name))
    assert len(entries) == count
    found = {entry.href: entry for entry in entries}[href]
    assert (found.heading, found.cited_at) == (heading, cited_at)


@needs_data
def test_every_address_and_title_of_real_netscape_files():
    for name in REAL_NETSCAPE:
        text = real(NETSCAPE, name).decode("utf-8-sig")
        anchors = re.findall(r'<a\b[^>]*?\shref="([^"]*)"[^>]*>(.*?)</a>', text, re.IGNORECASE | re.DOTALL)
        expected = [(unescape(href), " ".join(unescape(title).split())) for href, title in anchors]
        got = [(entry.href, entry.text) for entry in entries_of("bookmarks", real(NETSCAPE, name))]
        assert [href for href, _ in got] == [href for href, _ in expected], name
        assert [title for _, title in got if title] == [t for _, t in expected if not t.startswith("<")], name


# Of the services: form, how many, and of the first address, title, folder, when it was kept.
REAL_SERVICES = {
    "chrome-bookmarks": (
        "bookmarks-json",
        1,
        "https://www.20minutes.fr/sport/3256363",
        "Tournoi des VI Nations",
        "Barre de favoris",
        "2016-09-20T13:15:29Z",
    ),
    "delicious_export.2021.02.06_21.10.json": (
        "bookmarks-json",
        3,
        "https://addyosmani.com/basket.js/",
        "basket.js - a simple",
        None,
        "2013-01-18T17:53:27Z",
    ),
    "elcurator.json": (
        "bookmarks-json",
        1,
        "https://devblog.lexik.fr/git/",
        "Qualité de code",
        None,
        "2015-09-09T11:10:32Z",
    ),
    "firefox-bookmarks.json": (
        "bookmarks-json",
        2,
        "https://www.20minutes.fr/sport/4002755",
        "Tarn : Des lapins",
        "Barre personnelle",
        "2013-12-27T17:41:31Z",
    ),
    "instapaper-export.csv": (
        "bookmarks-csv",
        4,
        "https://www.theguardian.com/global",
        "Childbirth under attack",
        "Unread",
        None,
    ),
    "omnivore.json": (
        "bookmarks-json",
        20,
        "https://www.lemonde.fr/economie/article/2024/10/29/malgre",
        "Malgré la crise",
        None,
        "2024-10-29T16:30:11Z",
    ),
    "pinboard_export": (
        "bookmarks-json",
        3,
        "https://developers.google.com/web/updates",
        "Complexities of an",
        None,
        "2016-10-31T15:57:56Z",
    ),
    "pocket.csv": (
        "bookmarks-csv",
        7,
        "http://youmightnotneedjquery.com/",
        "You Might Not Need jQuery",
        None,
        "2020-09-17T06:06:28Z",
    ),
    "readability-read.json": (
        "bookmarks-json",
        2,
        "https://blog.travis-ci.com/2016-07-28",
        "Travis",
        None,
        "2016-08-01",
    ),
    "readability.json": (
        "bookmarks-json",
        3,
        "https://venngage.com/blog/hashtags",
        "We Looked At 167,943 Tweets & Found",
        None,
        "2016-08-25",
    ),
    "ril_export.html": (
        "bookmarks",
        2,
        "https://www.20minutes.fr/sport/4002755",
        "Tarn : Des lapins",
        "Unread",
        "2023-07-06T07:31:35Z",
    ),
    "shaarli-bookmarks.html": (
        "bookmarks",
        2,
        "https://www.20minutes.fr/sport/4002755",
        "The Legacy of Firefox OS.",
        None,
        "2023-06-15T07:18:38Z",
    ),
    "wallabag-v1-read.json": (
        "bookmarks-json",
        3,
        "https://www.wallabag.org/features/",
        "Features - wallabag",
        None,
        None,
    ),
    "wallabag-v1.json": (
        "bookmarks-json",
        2,
        "http://www.framablog.org/index.php",
        "Framabag, un nouveau",
        None,
        None,
    ),
    "wallabag-v2-read.json": (
        "bookmarks-json",
        2,
        "https://blog.wikimedia.org/2016/02/10",
        "Wikimedia Foundation",
        None,
        "2016-09-08T11:55:58+02:00",
    ),
    "wallabag-v2.json": (
        "bookmarks-json",
        6,
        "https://www.mediapart.fr/",
        "Site d'information",
        None,
        "2016-09-08T11:55:58+02:00",
    ),
}


@needs_data
@pytest.mark.parametrize("name", REAL_SERVICES)
def test_real_exports_of_services(name):
    form, count, href, title, folder, kept = REAL_SERVICES[name]
    (found,) = parts_of("bookmarks", real(SERVICES, name))
    first = found.entries[0]
    assert found.format == form
    assert len(found.entries) == count
    assert first.href.startswith(href)
    assert first.text.startswith(title)
    assert first.attribution.title == first.text
    assert (first.heading, first.cited_at) == (folder, kept)


@needs_data
def test_every_address_of_real_json_exports():
    for name, (form, *_) in REAL_SERVICES.items():
        if form == "bookmarks-json":
            text = real(SERVICES, name).decode()
            keys = r'"(?:url|uri|href|article__url)"\s*:\s*"((?:[^"\\]|\\.)*)"'
            expected = [json.loads(f'"{href}"') for href in re.findall(keys, text)]
            assert [entry.href for entry in entries_of("bookmarks", text)] == expected, name


@needs_data
def test_what_else_lies_beside_them_is_an_error():
    for name in ("test.csv", "test.html", "wallabag-v2-empty.json", "unnamed.png"):
        with pytest.raises(PostError):
            parts_of("bookmarks", real(SERVICES, name))


def test_folders_notes_and_dates():
    entries = entries_of("bookmarks", NESTED)
    assert [(entry.href, entry.text, entry.heading, entry.cited_at) for entry in entries] == [
        ("http://a.example/?x=1&y=2", "Top & bottom", None, "2016-02-25T20:55:48Z"),
        ("http://b.example/", "In outer", "Outer", None),
        ("http://c.example/", "In inner", "Inner", "2018-01-09T16:34:57Z"),
        ("javascript:alert(1)", "Bookmarklet", "Outer", None),
        ("place:sort=8", "Smart", None, None),
    ]
    assert entries[0].note == "What I think : see http://noted.example/p."


def test_bookmarks_become_citations_and_so_do_addresses_in_notes():
    (found,) = cited_of("bookmarks", NESTED)
    assert found.post.title == "Mine"
    listed = [(each.href, each.kind, each.skip) for each in found.citations]
    assert listed == [
        ("http://a.example/?x=1&y=2", "link", None),
        ("http://noted.example/p", "bare", None),
        ("http://b.example/", "link", None),
        ("http://c.example/", "link", None),
        ("javascript:alert(1)", "link", "javascript"),
        ("place:sort=8", "link", "unsupported-scheme"),
    ]
    assert found.citations[0].anchor_text == "Top & bottom"
    assert {each.region for each in found.citations} == {"body"}


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("1456433748", "2016-02-25T20:55:48Z"),
        ("1456433748000", "2016-02-25T20:55:48Z"),
        ("1456433748000000", "2016-02-25T20:55:48Z"),
        ("13100907348000000", "2016-02-25T20:55:48Z"),
        ("0", None),
        ("1", None),
        ("2016", "2016"),
        ("20160225", "2016-02-25"),
        ("20169999", None),
        ("", None),
        ("soon", None),
        ("99999999999999999999", None),
        ("2016-02-25T20:55:48Z", "2016-02-25T20:55:48Z"),
        ("Thu, 25 Feb 2016 20:55:48 GMT", "2016-02-25T20:55:48Z"),
    ],
)
def test_times_of_every_kind(written, moment):
    (entry,) = entries_of(
        "bookmarks", f'{HEAD}<DL><p><DT><A HREF="http://a/" ADD_DATE="{written}">t</A></DL>'
    )
    assert entry.cited_at == moment


@pytest.mark.parametrize(
    "text",
    [
        '<DT><A HREF="http://a.example/">t',
        '<DT><A HREF="http://a.example/" TAGS="it"s">t</A>',
        '<DT><A HREF="http://a.example/" TITLE=it\'s>t</A>',
        '<DT><A HREF="http://a.example/">t</A><DD>an unclosed <script> and <!-- a comment',
        '</DL></DL><DT><A HREF="http://a.example/">t</A></DL></DL>',
        '<!-- <DT><A HREF="http://hidden.example/">t</A> --><DT><A HREF="http://a.example/">t</A>',
        '<DT><A HREF="http://a.example/">t</A><DT><A>no address</A>',
        '<DT><A FEEDURL="http://a.example/">t</A>',
    ],
)
def test_tags_that_are_not_as_they_should_be(text):
    assert [entry.href for entry in entries_of("bookmarks", HEAD + text)] == ["http://a.example/"]


def test_links_and_lists_in_a_note_do_not_disturb_what_follows():
    text = (
        f'{HEAD}<DL><p><DT><H3>F</H3><DL><p><DT><A HREF="http://a.example/">t</A>'
        '<DD>words <ul><li>x</ul> <a href="http://b.example/">in the note</a> more'
        '<DT><A HREF="http://c.example/">u</A></DL></DL>'
    )
    entries = entries_of("bookmarks", text)
    assert [(entry.href, entry.heading) for entry in entries] == [
        ("http://a.example/", "F"),
        ("http://b.example/", "F"),
        ("http://c.example/", "F"),
    ]


def test_a_file_without_bookmarks_is_an_empty_list():
    assert entries_of("bookmarks", HEAD + "<DL><p></DL><p>") == ()


def test_mis_encoded_files():
    text = f'{HEAD}<DL><p><DT><A HREF="http://a.example/ü">Größe</A></DL>'
    for encoding in ("utf-8", "utf-16", "cp1252"):
        (entry,) = entries_of("bookmarks", text.encode(encoding))
        assert (entry.href, entry.text) == ("http://a.example/ü", "Größe")
    (entry,) = entries_of("bookmarks", text.encode() + b"\xff\xfe\x80")
    assert entry.href.startswith("http://a.example/")


def test_chrome_folders_and_firefox_notes():
    chrome = {
        "roots": {
            "bookmark_bar": {
                "type": "folder",
                "name": "Bar",
                "children": [
                    {
                        "type": "url",
                        "name": "A",
                        "url": "http://a.example/",
                        "date_added": "13100907348000000",
                    },
                    {
                        "type": "folder",
                        "name": "Sub",
                        "children": [{"type": "url", "url": "http://b.example/"}],
                    },
                ],
            },
            "other": {"type": "folder", "name": "Other", "children": []},
        }
    }
    assert [(e.href, e.heading, e.cited_at) for e in entries_of("bookmarks-json", json.dumps(chrome))] == [
        ("http://a.example/", "Bar", "2016-02-25T20:55:48Z"),
        ("http://b.example/", "Sub", None),
    ]
    note = {"name": "bookmarkProperties/description", "value": "my words"}
    firefox = {
        "type": "text/x-moz-place-container",
        "title": "",
        "children": [
            {"type": "text/x-moz-place-separator"},
            {"type": "text/x-moz-place", "title": "T", "uri": "http://c.example/", "annos": [note]},
        ],
    }
    (entry,) = entries_of("bookmarks-json", json.dumps(firefox))
    assert (entry.href, entry.note) == ("http://c.example/", "my words")


def lz4_block(data):
    """Stored as literals alone, which is a valid block."""
    length = len(data)
    more = b"" if length < 15 else b"\xff" * ((length - 15) // 255) + bytes([(length - 15) % 255])
    return bytes([min(length, 15) << 4]) + more + data


def test_firefox_backups_are_unpacked():
    document = json.dumps({"children": [{"title": "T" * 300, "uri": "http://a.example/"}]}).encode()
    packed = b"mozLz40\0" + len(document).to_bytes(4, "little") + lz4_block(document)
    (entry,) = entries_of("bookmarks", packed)
    assert entry.href == "http://a.example/"
    # five letters, what stood five back ten long, and five more letters
    repeated = mozlz4.MAGIC + (20).to_bytes(4, "little") + b"\x56abcde\x05\x00\x50fghij"
    assert mozlz4.unpacked(repeated) == b"abcdeabcdeabcdefghij"
    with pytest.raises(ValueError, match="never there"):
        mozlz4.unpacked(repeated.replace(b"\x05\x00", b"\x06\x00"))
    for broken in (packed[:-5], packed[:12], b"mozLz40\0\xff\xff\xff\xff\x00", packed[:12] + b"\x00\x00\x00"):
        with pytest.raises(PostError):
            entries_of("bookmarks", broken)


def test_safari():
    leaf = {
        "WebBookmarkType": "WebBookmarkTypeLeaf",
        "URLString": "http://a.example/",
        "URIDictionary": {"title": "A title"},
        "ReadingList": {"PreviewText": "preview"},
    }
    proxy = {"WebBookmarkType": "WebBookmarkTypeProxy", "Title": "History"}
    folder = {"WebBookmarkType": "WebBookmarkTypeList", "Title": "BookmarksBar", "Children": [leaf]}
    root = {"WebBookmarkType": "WebBookmarkTypeList", "Children": [proxy, folder]}
    for kind in (plistlib.FMT_XML, plistlib.FMT_BINARY):
        (entry,) = entries_of("bookmarks", plistlib.dumps(root, fmt=kind))
        assert (entry.href, entry.text, entry.heading) == ("http://a.example/", "A title", "Favorites")
        assert entry.note == "preview"
    bomb = b'<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "aa">]><plist><string>&a;</string></plist>'
    for broken in (b"bplist00" + b"\xff" * 40, b"<?xml version='1.0'?><plist><dict>", bomb):
        with pytest.raises(PostError):
            entries_of("bookmarks-plist", broken)


def test_xml_of_pinboard_and_xbel():
    posts = (
        '<?xml version="1.0"?><posts user="u"><post href="http://a.example/" time="2016-02-25T20:55:48Z" '
        'description="Title" extended="note" tag="x"/></posts>'
    )
    (entry,) = entries_of("bookmarks", posts)
    assert (entry.href, entry.text, entry.note) == ("http://a.example/", "Title", "note")
    assert entry.cited_at == "2016-02-25T20:55:48Z"
    xbel = (
        '<xbel version="1.0"><title>All</title><folder><title>F</title><bookmark href="http://b.example/" '
        'added="2016-02-25"><title>B</title><desc>d</desc></bookmark></folder></xbel>'
    )
    (entry,) = entries_of("bookmarks", xbel)
    assert (entry.href, entry.heading, entry.note, entry.cited_at) == (
        "http://b.example/",
        "F",
        "d",
        "2016-02-25",
    )


def test_tables():
    raindrop = "id,title,note,excerpt,url,folder,tags,created,cover\n1,T,mine,theirs,http://a.example/,F,t,2016-02-25T20:55:48.000Z,\n"
    (entry,) = entries_of("bookmarks-csv", raindrop)
    assert (entry.href, entry.text, entry.heading, entry.note) == ("http://a.example/", "T", "F", "mine")
    assert entry.cited_at == "2016-02-25T20:55:48Z"
    for text in ("a;b\n1;2\n", "just words", 'url\n"unclosed'):
        with pytest.raises(PostError):
            entries_of("bookmarks-csv", text.replace("unclosed", ""))


@pytest.mark.parametrize("text", ["{", "[1, 2", "nonsense {", "[" * 100_000, '{"url": 5}', "[]", "[null, 3]"])
def test_json_that_is_none_or_holds_nothing(text):
    with pytest.raises(PostError):
        parts_of("bookmarks-json", text)


def test_huge_and_hostile_files_are_read_in_time():
    icon = "data:image/png;base64," + "A" * 4000
    line = f'<DT><A HREF="http://a.example/%d" ADD_DATE="1456433748" ICON="{icon}">Title</A>\n<DD>note\n'
    began = time.process_time()
    assert len(entries_of("bookmarks", HEAD + "".join(line % n for n in range(5000)))) == 5000  # 20 MB
    for piece in ("<!--", '<a "', "<a '", "<dd><li>", "<a href=x", "<h3>", "<dl>", "<a " + "b" * 50):
        citations_of("bookmarks", HEAD + piece * (300_000 // len(piece)))
    assert time.process_time() - began < 15
