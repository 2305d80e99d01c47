"""A post's citations without the passwords of its addresses."""

from __future__ import annotations

from snapshotter.manifest import cited_to_json
from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract
from snapshotter.posts.private import told

SECRET = "s3cretWord"


def cited(html):
    return extract(PostSource("p.html", html.encode(), None, "text/html"))


def test_no_word_of_a_password_is_left_wherever_the_address_stands():
    login = f"curator:{SECRET}"
    words = "<p>" + "Some words that go before it. " * 3
    found = cited(
        f"""<title>A post</title><article><h1>See https://{login}@a.example/x</h1>
{words}<a href="https://{login}@a.example/y?b=1#c">it says so</a>. And https://{login}@a.example/z too.</p>
{words}<q>Quoted of https://{login}@a.example/w by them.</q> <cite>https://{login}@a.example/w</cite></p></article>"""
    )
    assert SECRET in str(found)
    kept = told(found)
    shown = str(cited_to_json(kept))
    assert not any(SECRET[: size + 4] in shown for size in range(len(SECRET) - 3))
    assert "curator:" not in shown
    assert {"https://a.example/y?b=1#c", "https://a.example/z"} <= {one.url for one in kept.citations}
    assert [one.id for one in kept.citations] == [one.id for one in found.citations]


def test_ids_do_not_depend_on_a_password():
    one, other = (cited(f'<p><a href="https://u:{word}@a.example/">a</a>') for word in ("one", "other"))
    assert [each.id for each in one.citations] == [each.id for each in other.citations]


def test_a_post_without_any_is_left_as_it_is():
    found = cited(
        '<p><a href="https://a.example/@user">a</a>, mail me@a.example or <a href="mailto:b@c.d">b</a>'
    )
    assert told(found).citations == found.citations
