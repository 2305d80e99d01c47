"""Org."""

from __future__ import annotations

import pytest

from tests.unit.posts.reading import addresses, links, parts, posts

H = "https://a.example"


def found(text):
    return addresses("org", text.replace("H/", f"{H}/"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[H/1][AMN]] [[H/2]] <H/3> (H/4), H/5.", ["1", "2", "3", "4", "5"]),
        ("H/x_(y) *H/2* /[[H/3][i]]/ ~x~ H/~u", ["x_(y)", "2", "3", "~u"]),
        ("[[H/x[1]][odd]] [[H/a\\]b][t]]", ["x[1]", "a]b"]),
        ("#+LINK: k H/base/%s\n#+LINK: j H/j?q=\n[[k:1][t]] [[j:2]]", ["base/1", "j?q=2"]),
        ("#+MACRO: w [[H/$1][$2]]\n{{{w(1,words)}}}", ["1"]),
        ("A note[fn:1] and[fn:: see [[H/i][i]] there] and[fn:n: H/n].\n\n[fn:1] H/d", ["i", "n", "d"]),
        ("[[H/i.png]] [[H/2][H/2.png]]", ["i.png", "2", "2.png"]),
        ("@@html:<a href=\"H/1\">t</a>@@\n#+HTML: <a href=\"H/2\">t</a>", ["1", "2"]),
        ("#+BEGIN_EXPORT html\n<iframe src=\"H/1\"></iframe>\n#+END_EXPORT", ["1"]),
        ("- H/1\n  [[H/2][t]]\n  - H/3\n1. [X] H/4\n- term H/5 :: H/6", list("123456")),
        ("| a | [[H/1][t]] |\n|---+---|\n| H/2 | x |", ["1", "2"]),
        ("#+CAPTION: [[H/1][t]]\n#+begin_center\nH/2\n#+end_center", ["1", "2"]),
        ("* Head [[H/1][t]] :tag:\nCLOSED: [2016-03-10]\n:PROPERTIES:\n:URL: H/p\n:END:\nH/2", ["1", "2"]),
        ("# H/c\n#+BEGIN_COMMENT\nH/c\n#+END_COMMENT\n#+INCLUDE: \"H/i\"\nH/1", ["1"]),
        ("* COMMENT x\nH/c\n** y\nH/c\n* z :noexport:\nH/c\n* Head\nH/1", ["1"]),
        ("[[*Head][t]] [[id:x][t]] [[#c][t]] cite:x [cite:@y] <2016-03-10 Thu>", []),
        ("#+BEGIN_QUOTE\nH/1 never ends", ["1"]),
        (":drawer:\nH/1", ["1"]),
    ],
)  # fmt: skip
def test_addresses(text, expected):
    assert found(f"Before.\n\n{text}\n") == [f"{H}/{e}" for e in expected]


def test_other_kinds_of_links():
    text = (
        "[[file:img/a.png]] [[./b.jpg]] [[doi:10.1000/182][t]] [[mailto:a@b.example][m]]\n"
        "[[youtube:abc]] {{{vimeo(12)}}}\n"
    )
    assert [link[:2] for link in links("org", text)] == [
        ("img/a.png", "image"),
        ("./b.jpg", "image"),
        ("https://doi.org/10.1000/182", "link"),
        ("mailto:a@b.example", "link"),
        ("https://www.youtube.com/embed/abc", "embed"),
        ("https://player.vimeo.com/video/12", "embed"),
    ]


@pytest.mark.parametrize(
    "text",
    ["=H/1=", "~H/1~", ": H/1", "#+begin_src sh\nH/1\n#+end_src", "#+BEGIN_EXAMPLE\nH/1\n#+END_EXAMPLE"],
)
def test_code(text):
    ((url, kind, region, _),) = links("org", f"Before.\n\n{text}\n".replace("H/", f"{H}/"))
    assert (url, kind, region) == (f"{H}/1", "bare", "code")


def test_words_quotation_and_picture():
    text = (
        f"* TODO [#A] Part :a:\nOne. Two [[{H}/1][/three/ *four*]] five[fn:1] six. Seven.\n\n"
        f"#+ATTR_HTML: :alt A pier :width 3\n[[{H}/i.png]]\n\n"
        f"#+begin_quote\nQuoted words.\n-- Bo, [[{H}/bo][site]]\n#+end_quote\n"
    )
    (part,) = parts("org", text)
    assert f'</blockquote><figcaption>Bo, <a href="{H}/bo">site</a></figcaption>' in part.content
    (post,) = posts("org", text)
    first, picture, _ = post.citations
    assert (first.anchor_text, first.heading, first.sentence) == (
        "three four",
        "Part",
        "Two three four five six.",
    )
    assert picture.anchor_text == "A pier"


def test_what_a_post_says_of_itself():
    (post,) = posts(
        "org",
        "#+title: On [[https://a.example/][piers]]\n#+AUTHOR: Ann\n#+DATE: <2016-03-10 Thu 10:00>\n"
        "#+HUGO_CUSTOM_FRONT_MATTER: :canonical https://b.example/p :source \"https://a.example/s\"\n\nX\n",
    )  # fmt: skip
    said = post.post
    assert (said.title, said.author, said.published) == ("On piers", "Ann", "2016-03-10")
    assert said.uri == "https://b.example/p"
    assert [c.href for c in post.citations] == ["https://a.example/", "https://a.example/s"]


def test_subtrees_with_file_names_are_posts():
    text = (
        "#+HUGO_BASE_DIR: ./\n#+AUTHOR: Ann\nhttps://a.example/nowhere\n* Posts\n"
        "** DONE First :a:\nCLOSED: [2017-01-02 Mon 10:00]\n:PROPERTIES:\n:EXPORT_FILE_NAME: one\n:END:\n[[https://a.example/1][t]]\n"
        "*** Part\nhttps://a.example/2\n"
        "** Second\n:PROPERTIES:\n:EXPORT_FILE_NAME: two\n:EXPORT_DATE: 2018-05-06\n:EXPORT_TITLE: Another\n:END:\nhttps://a.example/3\n"
    )
    first, second = posts("org", text, "blog.org")
    assert (first.post.source, first.post.title, first.post.published) == (
        "blog.org#one",
        "First",
        "2017-01-02",
    )
    assert (second.post.source, second.post.title, second.post.published) == (
        "blog.org#two",
        "Another",
        "2018-05-06",
    )
    assert [(c.url, c.heading) for c in first.citations] == [
        ("https://a.example/1", "First"),
        ("https://a.example/2", "Part"),
    ]
    assert first.post.author == second.post.author == "Ann"
    assert first.post.sha256 != second.post.sha256


@pytest.mark.parametrize(
    "text",
    ["[fn:" * 20_000, "[[x][" * 20_000, "*a " * 30_000, ":x:\n" * 20_000, "#+BEGIN_QUOTE\n" * 10_000,
     "* a\n" * 20_000, "https://a[" * 10_000, "{{{a(" * 10_000, "|" * 50_000, "\0[[\0]]"],
)  # fmt: skip
def test_hostile_texts_end(text):
    assert found(f"[[H/first][t]]\n\n{text}\n")[0] == f"{H}/first"
