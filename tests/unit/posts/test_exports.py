"""Exports of WordPress, Squarespace, Blogger, Ghost, Medium, Substack and Tumblr."""

from __future__ import annotations

import json
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract_all
from snapshotter.posts.intake.sniffing import marked
from snapshotter.posts.readers import blogger, wordpress
from snapshotter.posts.readers.shortcodes import expanded
from tests.unit.posts.catalogue_reading import EXPORTS, facts, hrefs, needs_exports, parts, posts

WXR = (
    '<?xml version="1.0" encoding="UTF-8" ?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    "<link>https://blog.example</link><wp:author><wp:author_login>ann</wp:author_login>"
    "<wp:author_display_name><![CDATA[Ann B.]]></wp:author_display_name></wp:author>"
)


def item(content="", kind="post", status="publish", more="", name="p"):
    return (
        f"<item><title>T &amp; U</title><link>https://blog.example/{name}/</link><dc:creator>ann</dc:creator>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded><wp:post_name>{name}</wp:post_name>"
        f"<wp:post_date_gmt>2013-06-07 03:00:44</wp:post_date_gmt><wp:post_type>{kind}</wp:post_type>"
        f"<wp:status>{status}</wp:status>{more}</item>"
    )


def wxr(*items):
    return WXR + "".join(items) + "</channel></rss>"


def real(package, name):
    return (EXPORTS / package / "test/fixtures" / name).read_bytes()


@needs_exports
def test_real_wordpress_exports():
    found = posts(real("mg-wp-xml", "sample.xml"), "wxr")
    assert [post.post.source for post in found] == [
        "f#basic-post.html",
        "f#another-post.html",
        "f#amazing-article.html",
        "f#services",
    ]
    assert facts(found[0]) == (
        "https://example.com/blog/basic-post.html",
        "Basic Post",
        "Hermione Granger",
        "2013-06-07T03:00:44Z",
    )
    (together, *_) = posts(real("mg-wp-xml", "co-authors-plus.xml"), "wxr")
    assert together.post.author == "Alice Smith, Bob Jones"
    (episode,) = posts(real("mg-wp-xml", "has-audio-enclosure-with-libsyn-embed.xml"), "wxr")
    assert [(c.kind, c.href) for c in episode.citations] == [
        ("embed", "https://html5-player.libsyn.com/player/id/12345/"),
        ("feed-enclosure", "http://media.libsyn.com/media/example/podcast.mp3"),
    ]
    assert parts(real("mg-wp-xml", "multiple/attachments-only.xml"), "wxr") == []


@needs_exports
def test_real_squarespace_export():
    found = posts(real("mg-squarespace-xml", "sample.xml"), "wxr")
    assert [post.post.uri for post in found] == [
        "http://example.com/blog/basic-post.html",
        "http://example.com/services",
        "http://example.com/no-title",
        "http://example.com/blog2023/04/05/my-dated-post.html",
    ]
    assert [(c.kind, c.region) for c in found[0].citations] == [
        ("link", "body"),
        ("image", "body"),
        ("link", "body"),
    ]


@needs_exports
def test_real_answers_of_wordpress():
    (page,) = posts(real("mg-wp-api", "single-page.json"), "wp-json")
    assert facts(page) == (
        "https://mysite.com/sample-page",
        "Sample Page",
        "Example User",
        "2020-09-17T11:49:03Z",
    )
    assert len(posts(real("mg-wp-api", "dated-posts.json"), "wp-json")) == 3
    with pytest.raises(PostError, match="expected posts"):
        parts(real("mg-wp-api", "multiple-users.json"), "wp-json")


def test_what_is_published_is_read_and_nothing_else():
    kept = (
        item("x", "post", "publish", name="1")
        + item("x", "page", "private", name="2")
        + item("x", "recipe", name="3")
    )
    left = "".join(
        item("http://a.example/", "post", status) for status in ("draft", "pending", "future", "trash")
    )
    left += "".join(item("x", kind) for kind in ("attachment", "nav_menu_item", "revision", "wp_block"))
    left += item("", "recipe")
    assert [post.post.source for post in posts(wxr(left, kept, left), "wxr")] == ["f#1", "f#2", "f#3"]


def test_shortcodes_and_blocks_in_a_post():
    content = (
        '[caption width="300"]<a href="http://a.example/1"><img src="http://a.example/2.jpg"></a> Words'
        "[/caption]\n\n"
        "[embed]https://v.example/?a&amp;b[/embed]\n\nhttps://v.example/alone\n\n"
        '[youtube https://www.youtube.com/watch?v=abc&rel=0] [video src="http://v.example/3.mp4"][/video]\n'
        '<!-- wp:embed {"url":"https:\\/\\/t.example\\/5","type":"rich"} /-->'
        '[gallery ids="1,2"] as [he] said [sic]'
        "<pre>[youtube http://code.example/]</pre>"
    )
    (post,) = posts(wxr(item(content)), "wxr")
    assert [(c.kind, c.href, c.region) for c in post.citations] == [
        ("link", "http://a.example/1", "body"),
        ("image", "http://a.example/2.jpg", "body"),
        ("embed", "https://v.example/?a&b", "body"),
        ("bare", "https://v.example/alone", "body"),
        ("embed", "https://www.youtube.com/watch?v=abc&rel=0", "body"),
        ("video", "http://v.example/3.mp4", "body"),
        ("embed", "https://t.example/5", "body"),
        ("bare", "http://code.example/", "code"),
    ]
    assert facts(post) == ("https://blog.example/p/", "T & U", "Ann B.", "2013-06-07T03:00:44Z")


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("[sic] [1] [see http://a.example/ for]", "[sic] [1] [see http://a.example/ for]"),
        ("[vimeo 12345678]", '<iframe src="https://vimeo.com/12345678"></iframe>'),
        ("[audio http://a.example/x.mp3]", '<audio src="http://a.example/x.mp3"></audio>'),
        ('[button url="http://a.example/"]Buy[/button]', '<a href="http://a.example/">Buy</a>'),
        ('[code lang="x"]<a>[embed]x[/embed][/code]', "<pre><a>[embed]x[/embed]</pre>"),
        ('<!-- wp:embed {"url":"http://a.example/"} -->http://a.example/', "http://a.example/"),
        ('<!-- wp:broken {"url": -->', '<!-- wp:broken {"url": -->'),
        ('<a href="?x[y]=1" title="[video src=a.mp4]">', '<a href="?x[y]=1" title="[video src=a.mp4]">'),
    ],
)
def test_shortcodes(written, html):
    assert expanded(written) == html


@pytest.mark.parametrize(
    "unit", ["[", "[a ", '[a b="', "<pre>", "<!-- wp:x {", "[embed]", "[/code][code]", "[x="]
)
def test_hostile_shortcodes_take_linear_time(unit):
    start = time.process_time()
    expanded(unit * 20_000)
    assert time.process_time() - start < 5


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="[]/=\"' acdeu<>!-{}\\:.h", max_size=80))
def test_any_text_has_its_shortcodes_expanded(text):
    assert isinstance(expanded(text), str)


def test_comments_of_readers_are_labelled():
    comment = (
        "<wp:comment><wp:comment_author>Bo</wp:comment_author><wp:comment_author_url>http://bo.example</wp:comment_author_url>"
        "<wp:comment_content><![CDATA[See http://c.example/]]></wp:comment_content><wp:comment_approved>{}</wp:comment_approved></wp:comment>"
    )
    (post,) = posts(
        wxr(
            item(
                "<a href='http://a.example/'>x</a><!-- open", more=comment.format(1) + comment.format("spam")
            )
        ),
        "wxr",
    )
    assert hrefs(post, "body") == ["http://a.example/"]
    assert hrefs(post, "comments") == ["http://bo.example", "http://c.example/"]


def test_custom_fields_that_cite():
    key, value = "<wp:meta_key>{}</wp:meta_key>", "<wp:meta_value><![CDATA[{}]]></wp:meta_value>"
    meta = f"<wp:postmeta>{key}{value}</wp:postmeta>"
    more = (
        meta.format("enclosure", "http://m.example/a.mp3\n1\naudio/mpeg")
        + meta.format("_format_link_url", "http://l.example/")
        + meta.format("mf2_in-reply-to", 'a:1:{i:0;s:17:"http://r.example/";}')
        + meta.format("_oembed_1", "<a href='http://cache.example/'>")
    )
    (post,) = posts(wxr(item("x", more=more)), "wxr")
    assert hrefs(post) == ["http://m.example/a.mp3", "http://l.example/", "http://r.example/"]


def test_the_digest_is_of_the_post_and_not_of_its_comments():
    comment = "<wp:comment><wp:comment_content>x</wp:comment_content></wp:comment>"
    (before,), (after,) = posts(wxr(item("same")), "wxr"), posts(wxr(item("same", more=comment)), "wxr")
    assert before.post.sha256 == after.post.sha256


def test_a_large_export_streams(tmp_path):
    """Its posts come before it is read to the end, and are not kept."""
    body = item("<p>" + "word " * 2000 + "<a href='http://a.example/'>x</a></p>")
    file = tmp_path / "large.xml"
    with file.open("w", encoding="utf-8") as out:
        out.write(WXR)
        out.writelines(body for _ in range(1500))
    assert file.stat().st_size > 15_000_000
    large = PostSource(str(file), file.read_bytes()[:1000], format="wxr", path=file)
    tracemalloc.start()
    try:
        count = sum(1 for _ in wordpress.read(large))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 1500
    assert peak < 8_000_000


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3000), st.binary(max_size=4))
def test_cut_off_exports_give_what_they_have(cut, junk):
    data = wxr(item("<a href='http://a.example/'>x</a>", name="1"), item("y", name="2")).encode()
    try:
        found = parts(data[:cut] + junk, "wxr")
    except PostError:
        found = []
    assert len(found) <= 2


BLOGGER = (
    "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'"
    " xmlns:app='http://www.w3.org/2007/app' xmlns:blogger='http://schemas.google.com/blogger/2018'>"
)


def entry(kind, number, content="", more=""):
    term = f"http://schemas.google.com/blogger/2008/kind#{kind}"
    return (
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><published>2017-06-20T00:32:00-04:00</published>"
        f"<category scheme='http://schemas.google.com/g/2005#kind' term='{term}'/>"
        "<title type='text'>T</title>"
        f"<content type='html'>{content}</content><author><name>Ann</name><uri>http://ann.example/</uri></author>{more}</entry>"
    )


def test_blogger_export():
    link = "<link rel='alternate' href='http://x.blogspot.com/2017/06/lorem.html'/>"
    reply = "<thr:in-reply-to ref='tag:blogger.com,1999:blog-1.post-2' href='http://x.blogspot.com/2017/06/lorem.html'/>"
    data = (
        BLOGGER
        + entry("template", 1, "&lt;a href='http://no.example/'>")
        + entry("post", 2, "&lt;a href='http://a.example/'>x&lt;/a>", link)
        + entry("post", 3, "draft", "<app:control><app:draft>yes</app:draft></app:control>")
        + entry("page", 4, "page")
        + entry("comment", 5, "&lt;a href='http://c.example/'>y&lt;/a>", reply)
        + "</feed>"
    )
    assert marked(data.encode()) == "blogger"
    post, page = posts(data, "blogger")
    assert facts(post) == (
        "http://x.blogspot.com/2017/06/lorem.html",
        "T",
        "Ann",
        "2017-06-20T00:32:00-04:00",
    )
    assert (hrefs(post, "body"), hrefs(post, "comments")) == (
        ["http://a.example/"],
        ["http://ann.example/", "http://c.example/"],
    )
    assert page.citations == ()


def test_blogger_takeout():
    def takeout(kind, number, more, status="LIVE"):
        return (
            f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><blogger:type>{kind}</blogger:type>"
            f"<blogger:status>{status}</blogger:status><title>T{number}</title><link/>{more}</entry>"
        )

    data = (
        BLOGGER
        + takeout(
            "POST",
            1,
            "<content type='html'>x</content><blogger:filename>/2017/06/l.html</blogger:filename>",
        )
        + takeout("POST", 2, "", "SOFT_TRASHED")
        + takeout("POST", 3, "", "DRAFT")
        + takeout(
            "COMMENT",
            4,
            "<content type='html'>http://c.example/</content><blogger:parent>tag:blogger.com,1999:blog-1.post-1</blogger:parent>",
        )
        + "</feed>"
    )
    (post,) = posts(data, "blogger", base="https://blog.example/")
    assert post.post.uri == "https://blog.example/2017/06/l.html"
    assert hrefs(post, "comments") == ["http://c.example/"]
    (unknown,) = posts(data, "blogger")
    assert (unknown.post.uri, unknown.post.title) == (None, "T1")


@needs_exports
def test_real_answer_of_blogger():
    first, _, third = posts(real("mg-blogger", "response.json"), "blogger")
    assert facts(first) == (
        "http://example.blogspot.com/2017/06/lorem.html",
        "Lorem",
        "Important Author & Co.",
        "2017-06-20T00:32:00-04:00",
    )
    assert [c.kind for c in third.citations] == ["link", "image"]


def test_blogger_without_comments_is_read_once(monkeypatch):
    calls = []
    monkeypatch.setattr(blogger, "_all_comments", lambda source: calls.append(source) or {})
    posts(BLOGGER + entry("post", 1) + "</feed>", "blogger")
    assert calls == []


LEXICAL = {
    "root": {
        "type": "root",
        "children": [
            {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "Part"}]},
            {
                "type": "paragraph",
                "children": [
                    {"type": "text", "text": "One "},
                    {
                        "type": "link",
                        "url": "http://a.example/",
                        "children": [{"type": "text", "text": "two"}],
                    },
                    {"type": "linebreak"},
                ],
            },
            {"type": "bookmark", "url": "http://b.example/", "metadata": {"title": "Their title"}},
            {
                "type": "embed",
                "url": "http://v.example/",
                "html": "<iframe src='http://v.example/e'></iframe>",
            },
            {
                "type": "image",
                "src": "__GHOST_URL__/i.jpg",
                "href": "http://h.example/",
                "caption": "<a href='http://c.example/'>c</a>",
            },
            {"type": "html", "html": "<a href='http://d.example/'>d</a>"},
            {"type": "button", "buttonUrl": "http://e.example/", "buttonText": "Go"},
            {"type": "quote", "children": [{"type": "text", "text": "Words & words"}]},
        ],
    }
}
MOBILEDOC = {
    "version": "0.3.1",
    "markups": [["a", ["href", "http://a.example/"]], ["em"]],
    "cards": [
        ["bookmark", {"url": "http://b.example/"}],
        ["markdown", {"markdown": "[c](http://c.example/)"}],
    ],
    "sections": [
        [1, "h2", [[0, [], 0, "Part"]]],
        [1, "p", [[0, [], 0, "One "], [0, [1, 0], 2, "two"], [0, [], 0, "."]]],
        [10, 0],
        [10, 1],
        [3, "ul", [[[0, [0], 1, "item"]]]],
        [2, "http://i.example/i.jpg"],
        [10, 99],
        "nonsense",
    ],
}


def ghost(**more):
    post = {
        "id": "1",
        "title": "T",
        "slug": "t",
        "status": "published",
        "published_at": "2020-01-02T03:04:05.000Z",
        **more,
    }
    data = {
        "posts": [post, {"id": "2", "title": "Draft", "status": "draft", "html": "x"}],
        "users": [{"id": "u", "name": "Ann"}, {"id": "v", "name": "Bo"}],
        "posts_authors": [
            {"post_id": "1", "author_id": "v", "sort_order": 1},
            {"post_id": "1", "author_id": "u", "sort_order": 0},
        ],
    }
    return json.dumps({"db": [{"meta": {}, "data": data}]})


def test_ghost_export():
    data = ghost(html='<a href="http://a.example/">x</a> <a href="__GHOST_URL__/about/">y</a>')
    assert marked(data.encode()) == "ghost"
    (post,) = posts(data, "ghost")
    assert facts(post) == (None, "T", "Ann, Bo", "2020-01-02T03:04:05Z")
    assert [(c.href, c.skip) for c in post.citations] == [
        ("http://a.example/", None),
        ("/about/", "same-site"),
    ]
    (known,) = posts(data, "ghost", base="https://blog.example/")
    assert known.post.uri == "https://blog.example/t/"
    assert [c.url for c in known.citations] == ["http://a.example/", "https://blog.example/about/"]


def test_ghost_posts_in_the_editors_own_forms():
    (post,) = posts(ghost(html=None, lexical=json.dumps(LEXICAL)), "ghost")
    assert hrefs(post) == [
        "http://a.example/",
        "http://b.example/",
        "http://v.example/e",
        "http://v.example/",
        "http://h.example/",
        "/i.jpg",
        "http://c.example/",
        "http://d.example/",
        "http://e.example/",
    ]
    assert (post.citations[0].sentence, post.citations[0].heading, post.citations[1].anchor_text) == (
        "One two",
        "Part",
        "Their title",
    )
    (older,) = posts(ghost(html=None, mobiledoc=json.dumps(MOBILEDOC)), "ghost")
    assert hrefs(older) == [
        "http://a.example/",
        "http://b.example/",
        "http://c.example/",
        "http://a.example/",
        "http://i.example/i.jpg",
    ]
    assert older.citations[0].sentence == "One two."


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "posts",
                    "db",
                    "data",
                    "items",
                    "content",
                    "title",
                    "type",
                    "children",
                    "root",
                    "kind",
                    "url",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None)
@given(JSON_VALUES, st.sampled_from(["ghost", "wp-json", "blogger", "tumblr", "json-feed"]))
def test_any_json_is_read_or_refused(value, format):
    for document in (
        value,
        {"posts": [value]},
        {"db": [{"data": {"posts": [{"lexical": json.dumps(value), "mobiledoc": json.dumps(value)}]}}]},
    ):
        try:
            found = parts(
                json.dumps([document] if not isinstance(document, dict | list) else document), format
            )
        except PostError as error:
            found = [error.hint]
        assert all(found)


def test_lines_of_json():
    line = json.dumps({"kind": "blogger#post", "id": "{}", "url": "http://x.blogspot.com/1", "content": "x"})
    assert len(parts(f"{line}\n\n{line}\n{line[:30]}", "blogger")) == 2


def test_half_characters_in_json_are_replaced():
    data = '{"kind": "blogger#post", "id": "1\\ud800", "title": "\\ud83d\\ude00\\udfff", "content": "x"}'
    (post,) = posts(data, "blogger")
    assert (post.post.source, post.post.title) == ("f#1\ufffd", "😀\ufffd")


@needs_exports
def test_real_medium_export():
    (post,) = posts(real("mg-medium-export", "export/posts/advanced-post.html"), "medium")
    assert facts(post) == (
        "https://medium.com/@JoeBloggs/testpost-efefef12121212",
        "Advanced Post Title",
        "Joe Bloggs",
        "2018-08-11T11:23:34Z",
    )
    assert [c.url for c in post.citations if c.region == "body" and c.kind == "link"] == [
        "https://ghost.org/",
        "https://twitter.com/",
    ]
    assert {c.region for c in post.citations if "medium.com/tag" in c.href} == {"footer"}
    assert parts(real("mg-medium-export", "export/posts/draft-post.html"), "medium") == []
    assert marked(real("mg-medium-export", "export/posts/quote-post.html")) == "medium"
    assert marked(real("mg-medium-export", "export/profile/profile.html")) == "html"


@needs_exports
def test_real_substack_export():
    table = EXPORTS / "mg-substack/test/fixtures/posts.csv"
    found = list(extract_all(PostSource(str(table), table.read_bytes(), format="substack")))
    assert [cited.post.title for cited in found] == [
        "Plain Text",
        "Comment Buttons",
        "Talk to Us",
        "About Us",
    ]
    assert found[0].post.published == "2019-07-26T20:48:19Z"
    assert found[1].citations[-1].href == "https://example.com/my-audio/file.mp3"


@pytest.mark.parametrize("table", ["a,b\n1,2\n", "post_id,title\n", ""])
def test_a_table_without_posts_beside_it(table, tmp_path):
    (tmp_path / "posts.csv").write_text(table)
    with pytest.raises(PostError, match="no posts beside"):
        parts(table, "substack", name=str(tmp_path / "posts.csv"))


def test_tumblr_xml():
    data = (
        '<tumblr version="1.0"><tumblelog name="blog"/><posts start="0" total="4">'
        '<post id="1" url="http://b.tumblr.com/post/1" type="link" date-gmt="2010-01-02 03:04:05 GMT">'
        "<link-text>T</link-text>"
        "<link-url>http://a.example/</link-url><link-description>&lt;p&gt;by &lt;a href='http://c.example/'&gt;C&lt;/a&gt;</link-description></post>"
        '<post id="2" type="quote" unix-timestamp="1500000000"><quote-text>Words</quote-text>'
        "<quote-source>&lt;a href='http://q.example/'&gt;Q&lt;/a&gt;</quote-source></post>"
        '<post id="3" type="photo"><photo-caption>C</photo-caption><photo-url max-width="1280">http://i.example/1</photo-url>'
        '<photo-url max-width="75">http://i.example/2</photo-url></post>'
        '<post id="4" state="draft"/></posts></tumblr>'
    )
    link, quote, photo = posts(data, "tumblr")
    assert facts(link) == ("http://b.tumblr.com/post/1", "T", "blog", "2010-01-02T03:04:05Z")
    assert (hrefs(link), hrefs(quote), hrefs(photo)) == (
        ["http://a.example/", "http://c.example/"],
        ["http://q.example/"],
        ["http://i.example/1"],
    )


def test_tumblr_pages_and_answers():
    footer = '<div id="footer"><span id="timestamp"> January 2nd, 2010 10:10am </span></div>'
    page = f'<html><body><h1>T</h1><p><a href="http://a.example/">x</a></p>{footer}</body></html>'
    assert marked(page.encode()) == "tumblr"
    (post,) = posts(page, "tumblr")
    assert (facts(post), hrefs(post)) == ((None, "T", None, "2010-01-02"), ["http://a.example/"])
    answer = {
        "response": {
            "posts": [
                {
                    "id": 1,
                    "type": "link",
                    "url": "http://a.example/",
                    "title": "T",
                    "post_url": "http://b.tumblr.com/1",
                    "description": "x",
                },
                {
                    "id": 2,
                    "post_url": "http://b.tumblr.com/2",
                    "content": [
                        {
                            "type": "text",
                            "text": "One two",
                            "formatting": [
                                {"type": "link", "start": 4, "end": 7, "url": "http://n.example/"}
                            ],
                        },
                        {"type": "link", "url": "http://l.example/", "title": "L"},
                        {
                            "type": "image",
                            "media": [{"url": "http://i.example/1"}],
                            "attribution": {"url": "http://s.example/"},
                        },
                    ],
                },
            ]
        }
    }
    link, blocks = posts(json.dumps(answer), "tumblr")
    assert hrefs(link) == ["http://a.example/"]
    assert hrefs(blocks) == [
        "http://n.example/",
        "http://l.example/",
        "http://i.example/1",
        "http://s.example/",
    ]
    assert blocks.citations[0].anchor_text == "two"


@needs_exports
@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("mg-wp-xml/test/fixtures/sample.xml", "wxr"),
        ("mg-squarespace-xml/test/fixtures/sample.xml", "wxr"),
        ("mg-wp-api/test/fixtures/single-post.json", "wp-json"),
        ("mg-wp-api/test/fixtures/dated-posts.json", "wp-json"),
        ("mg-wp-api/test/fixtures/multiple-users.json", None),
        ("mg-blogger/test/fixtures/response.json", "blogger"),
        ("mg-substack/test/fixtures/posts.csv", "substack"),
        ("migrate/test/fixtures/substack-podcast.html", "html"),
    ],
)
def test_exports_are_known_by_their_content(file, expected):
    assert marked((EXPORTS / file).read_bytes()) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<?xml version='1.0'?><!-- x --><!DOCTYPE rss [<!ENTITY a '>'>]><rss><channel>", "rss"),
        (b'<rdf:RDF xmlns="http://purl.org/rss/1.0/">', "rss"),
        (b'\xef\xbb\xbf\n<feed xmlns="http://www.w3.org/2005/Atom">', "atom"),
        (b"<urlset>", "sitemap"),
        (b"<sm:sitemapindex xmlns:sm='x'>", "sitemap"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1"', "json-feed"),
        ("<?xml version='1.0'?><rss>".encode("utf-16"), "rss"),
        (b"<!--" * 20000, None),
        (b"<html><body>", "html"),
        (b"<svg><title>x", None),
        (b'{"name": "package"}', None),
        (b"", None),
    ],
)
def test_catalogues_are_known_by_their_content(data, expected):
    assert marked(data) == expected
