"""Markdown and plain text."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from snapshotter import urls
from snapshotter.errors import PostError
from snapshotter.model.post import PostSource
from snapshotter.posts import markdown
from snapshotter.posts.extract import extract
from snapshotter.posts.intake import frontmatter
from tests.unit.posts.reading import DATA, addresses, links, parts, posts

SPEC = DATA / "urls" / "commonmark-spec.txt"
POSTS = DATA / "posts"
needs_spec = pytest.mark.skipif(not SPEC.is_file(), reason="the CommonMark specification is not here")
needs_posts = pytest.mark.skipif(not POSTS.is_dir(), reason="the real posts are not here")


def cited(text, source="p.md", **more):
    return extract(PostSource(source, text.encode(), **more)).citations


@pytest.mark.parametrize(
    ("text", "hrefs"),
    [
        ("[t](http://a.example/x)", ["http://a.example/x"]),
        ("[t](<http://a.example/x y>)", ["http://a.example/x y"]),
        ("[t][r]\n\n[r]: http://a.example/ü 'T'", ["http://a.example/ü"]),
        ("[r]: http://unused.example/", []),
        ("<http://a.example/x>", ["http://a.example/x"]),
        ("See http://a.example/x_(y).", ["http://a.example/x_(y)"]),
        ("**http://a.example/x**", ["http://a.example/x"]),
        ("![alt](http://a.example/i.png)", ["http://a.example/i.png"]),
        ('Raw <a href="http://a.example/?a&amp;b">t</a>', ["http://a.example/?a&b"]),
        ("Word[^1]\n\n[^1]: Note http://a.example/n", ["http://a.example/n"]),
        ("| a | b |\n|---|---|\n| [t](http://a.example/) | x |", ["http://a.example/"]),
        ("[t](javascript:alert(1))", ["javascript:alert(1)"]),
        ("[t](file:///etc/passwd)", ["file:///etc/passwd"]),
        ("<!-- [t](http://a.example/) -->", []),
        ("[t](/about) [u](#x)", ["/about", "#x"]),
        ('[t]({{ "/2014/post/" | url }})', ["/2014/post/"]),
        ("![t]({{ site.baseurl }}/i.png)", ["/i.png"]),
        ("[t]({% post_url 2014-01-01-x %})", ["2014-01-01-x"]),
    ],
)
def test_markdown_addresses(text, hrefs):
    assert [citation.href for citation in cited(text)] == hrefs


def test_markdown_regions_and_context():
    text = "## Part\n\nOne. Two [three](http://a.example/) four.\n\n    http://b.example/\n\n`http://c.example/`\n"
    body, block, inline = cited(text)
    assert [body.region, block.region, inline.region] == ["body", "code", "code"]
    assert (body.sentence, body.heading, body.selector.css) == ("Two three four.", "Part", None)
    assert body.region_confidence > 0.95


def test_markdown_with_an_address_of_its_own():
    front = "---\npermalink: https://b.example/2016/p\n---\n"
    found = cited(front + "[t](q) [u](#x) [v](http://a.example/)")
    assert [(c.url, c.skip) for c in found] == [
        ("https://b.example/2016/q", "same-site"),
        ("https://b.example/2016/p#x", "same-document"),
        ("http://a.example/", None),
    ]


def test_text_addresses_in_context():
    text = (
        "A title\n\nOne. Two is at\nhttp://a.example/x, I say. Three.\n\nwww.b.example and doi:10.1000/182\n"
    )
    first, guessed, doi = cited(text, "p.txt")
    assert first.sentence == "Two is at http://a.example/x, I say."
    assert (first.anchor_text, first.selector.exact) == ("http://a.example/x", "http://a.example/x")
    assert (guessed.href, guessed.url) == ("www.b.example", "http://www.b.example/")
    assert guessed.region_confidence < first.region_confidence
    assert (doi.kind, doi.url) == ("doi", "https://doi.org/10.1000/182")


def test_text_is_not_markup():
    found = cited('A <a href="http://a.example/x">b</a>\r\n\r\nAt http://c.example/\r\n', "p.txt")
    assert [citation.url for citation in found] == ["http://a.example/x", "http://c.example/"]


def test_lines_that_were_wrapped_are_one_sentence():
    text = (
        "Maria asked where the number came from. It is in the report of the\n"
        "World Bank (http://a.example/x), on page twelve of the second part. The\n"
        "newspapers rounded it.\n"
    )
    (citation,) = cited(text, "p.txt")
    assert citation.sentence == (
        "It is in the report of the World Bank (http://a.example/x), on page twelve of the second part."
    )
    assert citation.attribution.publisher == "World Bank"


def test_lines_that_were_not_wrapped_are_lines():
    first, second = cited("Links\n\nOne thing http://a.example/x\nAnother http://b.example/y\n", "p.txt")
    assert (first.sentence, second.sentence) == ("One thing http://a.example/x", "Another http://b.example/y")


def test_an_address_broken_over_lines_is_still_one():
    (citation,) = cited("It is at <http://a.example/\n  long/path> as far as anybody knows today.\n", "p.txt")
    assert citation.url == "http://a.example/long/path"


def _named_in(html):
    """Every ``href`` and ``src`` of some HTML, resolved."""
    from selectolax.lexbor import LexborHTMLParser

    base = urls.parse("https://spec.example/folder/post")
    nodes = LexborHTMLParser(html).css("[href],[src]")
    named = [node.attributes.get("href", node.attributes.get("src")) or "" for node in nodes]
    return Counter(urls.parse(href, base) for href in named)


@needs_spec
def test_every_address_of_the_commonmark_specification():
    text = SPEC.read_text(encoding="utf-8").replace("→", "\t")
    examples = re.findall(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", text, re.DOTALL | re.MULTILINE)
    assert len(examples) == 655
    count = 0
    for source, html in examples:
        expected = _named_in(html)
        count += expected.total()
        assert _named_in(markdown.to_html(source)) == expected, source
    assert count > 160


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{< youtube abc >}}", ["https://www.youtube.com/embed/abc"]),
        ('{{< youtube id="abc" autoplay="true" >}}', ["https://www.youtube.com/embed/abc"]),
        ("{{< vimeo 12 >}}", ["https://player.vimeo.com/video/12"]),
        ('{{< tweet user="jo" id="9" >}}', ["https://twitter.com/jo/status/9"]),
        ('{{< x user="jo" id="9" >}}', ["https://twitter.com/jo/status/9"]),
        ("{{< tweet 9 >}}", ["https://twitter.com/i/web/status/9"]),
        ("{{< instagram BMo >}}", ["https://www.instagram.com/p/BMo/"]),
        ("{{< gist jo 77 >}}", ["https://gist.github.com/jo/77"]),
        (
            '{{< figure src="http://a.example/i.png" link="/l" attr="By" attrlink="http://a.example/by" >}}',
            ["/l", "http://a.example/i.png", "http://a.example/by"],
        ),
        ('{{< card url="http://a.example/u" >}}[t](http://a.example/i){{< /card >}}',
         ["http://a.example/u", "http://a.example/i"]),
        ("{{% note %}}\n[t](http://a.example/)\n{{% /note %}}", ["http://a.example/"]),
        ('[t]({{< ref "page.md" >}})', ["page.md"]),
        ("{% include youtube.html id='abc' %}", ["https://www.youtube.com/embed/abc"]),
        ("{% youtube abc %} {% vimeo 12 %}",
         ["https://www.youtube.com/embed/abc", "https://player.vimeo.com/video/12"]),
        ("{% tweet https://twitter.com/jo/status/9 %}", ["https://twitter.com/jo/status/9"]),
        ("{% gist jo/77 %}", ["https://gist.github.com/jo/77"]),
        ('{% include image.html url="http://a.example/i.png" description="A pier" %}', ["http://a.example/i.png"]),
        ("{% image \"i.png\" \"A pier\" %}\n_By [t](http://a.example/)_", ["i.png", "http://a.example/"]),
        ("{% blockquote Jo, http://a.example/s %}\nWords [t](http://a.example/)\n{% endblockquote %}",
         ["http://a.example/s", "http://a.example/"]),
        ("{% comment %}http://a.example/c{% endcomment %}", []),
        ("{% if x %}[t](http://a.example/){% endif %}", ["http://a.example/"]),
        ('{% assign u = "http://a.example/" %}[t]({{ u }})', ["http://a.example/"]),
        ("[t]({{ site.baseurl }}/x) [u]({% link _posts/a.md %}) [v]({{ '/y' | relative_url }})",
         ["/x", "_posts/a.md", "/y"]),
        ('{{ youtube(id="abc") }}', ["https://www.youtube.com/embed/abc"]),
        ("{{< youtube abc >}}\nText [t](http://a.example/)",
         ["https://www.youtube.com/embed/abc", "http://a.example/"]),
        ("`{{< youtube no >}}` {{</* youtube no */>}}\n\n```\n{{< youtube no >}}\n```", []),
    ],
)  # fmt: skip
def test_short_codes_and_tags(text, expected):
    assert addresses("markdown", f"Before.\n\n{text}\n") == expected


@pytest.mark.parametrize(
    "text",
    [
        "{{< highlight go >}}\nhttp://a.example/\n{{< /highlight >}}",
        "{% highlight ruby %}\nhttp://a.example/\n{% endhighlight %}",
        "{% codeblock %}\nhttp://a.example/\n{% endcodeblock %}",
        "~~~\n{{ http://a.example/ }}\n~~~",
    ],
)
def test_code_of_generators(text):
    assert [link[:3] for link in links("markdown", text)] == [("http://a.example/", "bare", "code")]


def test_attributes_marks_and_wiki_links_are_no_words():
    text = (
        "## Part {#part .x}\n\n"
        'Two ==http://a.example/m== and [t](http://a.example/){:target="_blank"} [[W|i]].\n'
    )
    first, second = posts("markdown", text)[0].citations
    assert (first.href, first.heading) == ("http://a.example/m", "Part")
    assert second.sentence == "Two http://a.example/m and t [[W|i]]."


def test_definition_lists_and_footnotes():
    text = "Term\n: [d](http://a.example/d)\n\nWord[^1] and^[http://a.example/i].\n\n[^1]: [n](http://a.example/n)\n"
    assert addresses("markdown", text) == ["http://a.example/d", "http://a.example/n", "http://a.example/i"]


@pytest.mark.parametrize(
    ("front", "fields"),
    [
        ('{"title": "A: b", "params": {"cover": "x"}}\n', {"title": "A: b", "params.cover": "x"}),
        ("---\ntitle: A: b\ndate: 2016-03-10\n---\n", {"title": "A: b", "date": "2016-03-10"}),
        ("---\ntitle: 'It''s'\n---\n", {"title": "It's"}),
        ("---\ntitle: A b # comment\n---\n", {"title": "A b"}),
        ("---\ncover:\n  image: c.png\n---\n", {"cover.image": "c.png"}),
        ("---\nauthors:\n  ann:\n    name: Ann\n---\n",
         {"authors": "Ann", "authors.ann": "Ann", "authors.ann.name": "Ann"}),
        ("---\nlink: https://a.example/x?y=1\nempty:\n---\n", {"link": "https://a.example/x?y=1"}),
        ("---\n---\n", {}),
    ],
)  # fmt: skip
def test_front_matter_of_all_kinds(front, fields):
    found, rest = frontmatter.split(f"{front}# Words\n")
    assert (found, rest.strip()) == (fields, "# Words")


def test_two_rules_are_no_front_matter():
    assert frontmatter.split("---\nSee [t](x)\n---\nMore") == ({}, "---\nSee [t](x)\n---\nMore")
    assert frontmatter.split('{"broken": ') == ({}, '{"broken": ')


@pytest.mark.parametrize(
    ("front", "attached"),
    [
        ("external-url: https://a.example/x", [("https://a.example/x", "link")]),
        ("link: https://a.example/x", [("https://a.example/x", "link")]),
        ("original_url: https://a.example/x", [("https://a.example/x", "link")]),
        ("image: /i.png", []),
        ("permalink: https://b.example/p\nimage: https://b.example/i.png", []),
        ("cover:\n  image: https://a.example/i.png", [("https://a.example/i.png", "image")]),
        ("source: 'See https://a.example/'", []),
        ("canonical_url: https://a.example/x\nlink: https://a.example/x", []),
    ],
)
def test_what_front_matter_cites(front, attached):
    (part,) = parts("markdown", f"---\n{front}\n---\nWords.\n")
    assert [(a.href, a.kind) for a in part.attachments] == attached


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2016-03-10", "2016-03-10"),
        ("2016-3-1", "2016-03-01"),
        ("2016-03-10 08:00", "2016-03-10"),
        ("2016-03-10 08:00:00 -0500", "2016-03-10T08:00:00-05:00"),
        ("2016-03-10T08:00:00.5Z", "2016-03-10T08:00:00Z"),
        ("March 10, 2016", "2016-03-10"),
        ("10 Mar 2016 8:00 PM", "2016-03-10"),
        ("10-Mar-2016", "2016-03-10"),
        ("yesterday", None),
    ],
)
def test_dates_of_front_matter(date, published):
    (post,) = posts("markdown", f"---\ndate: {date}\n---\nWords.\n")
    assert post.post.published == published


@needs_posts
def test_every_address_of_an_exported_blog_is_found():
    files = sorted((POSTS / "exports/packages/mg-jekyll-export").rglob("*.m*d*"))
    assert len(files) > 8
    expected = 0
    for file in files:
        (post,) = posts("markdown", file.read_bytes(), str(file))
        hrefs = {citation.href for citation in post.citations}
        body = file.read_text(encoding="utf-8").split("\n---", 1)[-1]
        written = set(re.findall(r"""\]\(<?(https?://[^\s()>]+)|(?:href|src)=["'](https?://[^"']+)""", body))
        expected += len(written)
        assert {one or other for one, other in written} - hrefs == set(), file.name
    assert expected >= 4


@needs_posts
def test_the_words_of_links_in_real_posts():
    expected = 0
    for file in sorted((POSTS / "18f").glob("2*.md")):
        (post,) = posts("markdown", file.read_bytes(), str(file))
        cites = {(citation.href, citation.anchor_text) for citation in post.citations}
        body = re.sub(r"(?s)<!--.*?-->|`[^`]*`", "", file.read_text(encoding="utf-8").split("\n---", 1)[1])
        for words, href in re.findall(r"(?<!!)\[([A-Za-z0-9 ,.'-]+)\]\((https?://[^\s()]+)\)", body):
            expected += 1
            assert (href, " ".join(words.split())) in cites, file.name
    assert expected > 500


@pytest.mark.parametrize(
    "text",
    ["[" * 50_000, "[a](b " * 10_000, "![" * 30_000, "`" * 50_000, "*a " * 20_000, "> " * 20_000,
     "{{< a " * 10_000, "{% a " * 10_000, "<a " * 20_000, "<!--" * 20_000,
     "[a]: b\n" * 5_000, "|a" * 20_000, "\0[\0](\0)"],
)  # fmt: skip
def test_hostile_markdown_ends(text):
    assert addresses("markdown", f"[t](http://a.example/)\n\n{text}\n")[0] == "http://a.example/"


def test_very_long_markdown_keeps_its_addresses():
    rows = "* item\n" * 200_000 + "\n"
    text = f"# Part\n\nSee [a page](http://a.example/1) and [two][r].\n\n{rows}* http://a.example/3\n\n[r]: http://a.example/2\n"
    assert [link[0] for link in links("markdown", text)] == [f"http://a.example/{n}" for n in (1, 2, 3)]


def test_a_text_with_more_addresses_than_a_post_has_is_refused():
    with pytest.raises(PostError, match=r"it has 250001 addresses, more than the 250000") as refusal:
        parts("markdown", "http://a.example/\n" * 250_001)
    assert refusal.value.code == "post.too-large"


def test_a_long_text_is_rendered_in_pieces_that_share_their_references():
    paragraph = "Words that go on and on for a while, as they do.\n" * 20 + "\n"
    text = "[r]: http://a.example/r\n\n" + paragraph * 2100 + "[words][r]\n"
    assert len(text) > 2_000_000
    assert links("markdown", text) == [("http://a.example/r", "link", "body", "words")]


def test_a_footnote_that_nothing_refers_to_is_the_authors_all_the_same():
    found = cited("Text.\n\n[^1]: See [this](http://a.example/) too.\n")
    assert [c.url for c in found] == ["http://a.example/"]
