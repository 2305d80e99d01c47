"""AsciiDoc."""

from __future__ import annotations

import re

import pytest

from tests.unit.posts.reading import DATA, addresses, links, parts, posts

FILES = DATA / "posts" / "asciidoc"
needs_data = pytest.mark.skipif(not FILES.is_dir(), reason="the real documents are not here")
H = "https://a.example"


def found(text):
    return addresses("asciidoc", text.replace("H/", f"{H}/"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H/1[AMN], H/2[AMN^,role=x] and H/3.", ["1", "2", "3"]),
        ("link:H/1[t] link:++H/a b++[t] <H/3> (H/4) \"H/5\"", ["1", "a%20b", "3", "4", "5"]),
        ("H/x_(y) and *H/2* and _H/3_ and *H/4[b _i_]*", ["x_(y)", "2", "3", "4"]),
        (":u: H/u\n:n: {u}/n\n:p: pass:[H/p]\n\n{n}/x[t] {p}[t] {unknown}/y[t]", ["u/n/x", "p"]),
        ("ifndef::x[:c: H/c]\n\n{c}[t]", ["c"]),
        ("image::H/i.png[Alt,200,link=H/l]", ["l", "i.png"]),
        ("See image:H/i.png[Alt, link=\"H/l\"] and H/2[image:H/3.png[Pic]]", ["l", "i.png", "2", "3.png"]),
        (":imagesdir: H/img\n\nimage::a.png[]\n\nimage::/b.png[]", ["img/a.png", "/b.png"]),
        ("video::H/v.mp4[poster=H/p.png]\naudio::H/a.mp3[]", ["v.mp4", "p.png", "a.mp3"]),
        ("A note.footnote:[See H/n[words] [there].] More H/2[t].", ["2", "n"]),
        ("pass:[<a href=\"H/1\">t</a>] +++<a href=\"H/2\">t</a>+++", ["1", "2"]),
        ("++++\n<iframe src=\"H/1\"></iframe>\n++++", ["1"]),
        ("|===\n|a |H/1[t]\n\na|\n* H/2[t]\n|b H/3\n|===", ["1", "2", "3"]),
        (",===\na,H/1[t]\n,===", ["1"]),
        ("ifdef::x[]\nH/1[t]\nendif::[]\nifdef::y[H/2[t]]", ["1", "2"]),
        ("* H/1[t]\n** H/2[t]\n+\nH/3[t]\n\n. H/4[t]\n\nterm H/5[t]:: H/6[t]\nmore H/7[t]", list("1234567")),
        (".H/1[t]\n====\nH/2[t]\n\n=====\nH/3[t]\n=====\n====\n\n****\nH/4[t]\n****", list("1234")),
        ("NOTE: H/1[t]\n\n[NOTE]\nH/2[t]", ["1", "2"]),
        ("////\nH/1\n////\n// H/2\nH/3[t]", ["3"]),
        ("include::H/x.adoc[]\n\nWords.", []),
        ("xref:p.adoc#s[Words] <<s,Words>> <<s>>", []),
        ("H/never[closed and H/2", ["never", "2"]),
        ("kbd:[Ctrl] icon:x[] (((hidden))) ((shown)) H/1[t] +\nH/2[t]", ["1", "2"]),
    ],
)  # fmt: skip
def test_addresses(text, expected):
    assert found(f"Before.\n\n{text}\n") == [e if e.startswith("/") else f"{H}/{e}" for e in expected]


def test_embeds():
    text = "video::abc[youtube]\nvideo::12[vimeo]\ngist::me/12[]\ntweet::99[]\n\nWords youtube:xyz[] here.\n"
    assert found(text) == [
        "https://www.youtube.com/embed/abc",
        "https://player.vimeo.com/video/12",
        "https://gist.github.com/me/12",
        "https://twitter.com/i/web/status/99",
        "https://www.youtube.com/embed/xyz",
    ]


def test_an_escaped_address_is_text():
    assert links("asciidoc", f"See \\{H}/x[words] there.") == [(f"{H}/x", "bare", "body", f"{H}/x")]


@pytest.mark.parametrize(
    "text",
    [
        "----\nH/1\n----",
        "....\nH/1\n....",
        "```ruby\nH/1\n```",
        "[source,sh]\nH/1",
        " indented H/1",
        "`+H/1+`",
        "--\n[listing]\nH/1\n--",
    ],
)
def test_code(text):
    ((url, kind, region, _),) = links("asciidoc", f"Before.\n\n{text}\n".replace("H/", f"{H}/"))
    assert (url, kind, region) == (f"{H}/1", "bare", "code")


@pytest.mark.parametrize(
    "text",
    [
        "[quote, Bo, H/s[The Book]]\n____\nQuoted words.\n\nMore.\n____",
        "[quote, Bo, H/s[The Book]]\nQuoted words.",
        '"Quoted words."\n-- Bo, H/s[The Book]',
        "> Quoted words.\n> -- Bo, H/s[The Book]",
        '[, Bo, H/s[The Book]]\n""\nQuoted words.\n""',
    ],
)
def test_quotations_and_whom_they_are_by(text):
    (part,) = parts("asciidoc", f"Before.\n\n{text}\n".replace("H/", f"{H}/"))
    quoted, caption = part.content.split("<blockquote>")[1].split("</blockquote>")
    assert "Quoted words" in quoted
    assert "Bo" not in quoted
    assert f'<figcaption>Bo, <a href="{H}/s">The Book</a></figcaption>' in caption


def test_words_sentence_and_heading():
    text = (
        f"Intro.\n\n== Part\n\nOne. Two {H}/1[*three* `four`^] five{{nbsp}}six. Seven.\n\n"
        f"Old title\n---------\n\n{H}/2[a, b]\n"
    )
    (post,) = posts("asciidoc", text)
    first, second = post.citations
    assert (first.anchor_text, first.heading) == ("three four", "Part")
    assert first.sentence == "Two three four five six."
    assert (second.anchor_text, second.heading) == ("a, b", "Old title")


@pytest.mark.parametrize(
    ("text", "title", "author", "published", "uri"),
    [
        ("= A `b`\nAnn Lee <a@b.example>; Bo <H/bo[Bo]>\nv1.0, 2016-03-10: first\n:page-canonical: H/p\n\nX",
         "A b", "Ann Lee, Bo", "2016-03-10", f"{H}/p"),
        ("= A\n:author: Cy\n:revdate: 2016-04-05 00:49:10 -0600\n\nX",
         "A", "Cy", "2016-04-05T00:49:10-06:00", None),
        ("A\n===\nAnn\n2016-03-10\n\nX", None, None, None, None),
        ("Title\n=====\nAnn\n2016-03-10\n\nX", "Title", "Ann", "2016-03-10", None),
        ("---\ntitle: Y\ndate: 2016-03-10\ncanonical_url: H/y\n---\n= A\n\nX",
         "Y", None, "2016-03-10", f"{H}/y"),
        ("= A\n:jbake-date: 2016-03-10\n:jbake-type: post\n\nX", "A", None, "2016-03-10", None),
    ],
)  # fmt: skip
def test_what_a_post_says_of_itself(text, title, author, published, uri):
    (post,) = posts("asciidoc", text.replace("H/", f"{H}/"))
    said = post.post
    if title is None:  # three signs under one letter are no title
        assert said.author is None
    else:
        assert (said.title, said.author, said.published, said.uri) == (title, author, published, uri)


def test_the_authors_own_pages_are_beside_the_post():
    assert links("asciidoc", f"= A\nBo <{H}/bo[@bo]>\n\n{H}/1[t]\n") == [
        (f"{H}/bo", "link", "aside", "@bo"),
        (f"{H}/1", "link", "body", "t"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "link:" * 20_000,
        "https://a[" * 10_000,
        "image::a[" * 10_000,
        "footnote:[" * 10_000,
        "*a " * 30_000 + "`b " * 10_000,
        "".join(f":a{n}: {{a{n + 1}}}{{a{n + 1}}}{{a{n + 1}}}\n" for n in range(40)) + ":a40: x\n\n{a0}",
        ":a: {b}\n:b: {a}\n{a}",
        "----\n" * 20_001,
        "".join("=" * n + "\n" for n in range(4, 300)),
        '[quote, "' + '"' * 9000 + "]\nx",
        "|===\n" * 5_000,
        "\0 {\0} \x07",
    ],
)
def test_hostile_texts_end(text):
    assert found(f"H/first[t]\n\n{text}\n")[0] == f"{H}/first"


def test_mistaken_encodings_and_line_ends():
    assert links("asciidoc", f"= \xc4\r\n\r\n{H}/1[\xe4]\r\n".encode("latin-1"))[0][3] == "ä"


def _expected(text):
    """Links that a reader sees, by a plain reading of the source."""
    text = re.sub(r"(?m)^ifndef::\S+\[(:.*)\]$", r"\1", text)
    values = dict(re.findall(r"^:([\w-]+):[ \t]+(.*)$", text, re.MULTILINE))
    for _ in range(5):
        values = {name: _filled(value, values) for name, value in values.items()}
    body = text.split("\n\n", 1)[1]
    # Code, comments and passthroughs hold no links.
    body = re.sub(r"(?ms)^(-{4,}|\.{4,}|\+{4,}|/{4,}|```)[^\n]*\n.*?^\1$", "", body)
    body = re.sub(r"(?m)^\[(?:source|listing)[^\n]*\]\n(?:[^\n]+\n)+|^//.*$", "", body)
    return _filled(body, values)


def _filled(text, values):
    return re.sub(r"\{([\w-]+)\}", lambda name: values.get(name[1], name[0]), text)


def _unmarked(words):
    return " ".join(re.sub(r"[*_`+#'“”]", "", words).split())


@needs_data
def test_every_link_of_real_documents_with_its_words():
    expected = 0
    for file in sorted(FILES.glob("*.adoc")):
        (post,) = posts("asciidoc", file.read_bytes())
        assert post.post.title
        assert post.post.published
        cites = {(c.href, c.anchor_text) for c in post.citations}
        hrefs = {href for href, _ in cites}
        body = _expected(file.read_text(encoding="utf-8"))
        for href, words in re.findall(
            r"(?<!image:)(?<!image::)(?<![+\\\w`])(https?://[^\s\[\]<>]+)\[([^\[\]]*)\]", body
        ):
            expected += 1
            plain = _unmarked(words.split(",role")[0].split(",window")[0].rstrip("^"))
            assert href in hrefs, (file.name, href)
            shown = {_unmarked(text) for known, text in cites if known == href}
            assert not plain or plain in shown, (file.name, words)
        for href in re.findall(r"(?<![\w+`:])image::?(https?://[^\s\[\]]+)\[", body):
            expected += 1
            assert href in hrefs, (file.name, href)
    assert expected > 250
