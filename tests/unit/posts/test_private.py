"""A post's citations without the passwords of its addresses."""

from __future__ import annotations

from dataclasses import replace

from fuzz.limits import cpu_seconds
from snapshotter import urls
from snapshotter.manifest import cited_to_json
from snapshotter.model.post import CitedPost, PostSource
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


def test_a_login_of_no_letters_takes_nothing_else_out():
    found = cited('<p>Mail me@a.example of <a href="https://@a.example/">a</a>, says @user')
    (citation,) = told(found).citations
    assert citation.sentence == "Mail me@a.example of a, says @user"


def test_thousands_of_logins_take_no_time():
    (one,) = cited('<p>See <a href="https://a.example/">what it says</a> there.').citations
    logins = [f"user{number}:{SECRET}{number}" for number in range(3000)]
    citations = [
        replace(one, href=f"https://{login}@a.example/", sentence=f"{login[3:]}@a.example, as {login[:-2]}")
        for login in logins
    ]
    post = cited("<p>Words").post
    with cpu_seconds(30):
        kept = told(CitedPost(post, tuple(citations), ()))
    assert {each.sentence for each in kept.citations} == {"a.example, as "}


def test_an_address_of_schemes_takes_no_time():
    """With each read to its end, this would take half an hour."""
    text = "http:" * 200_000 + " http://u:p@a.example/"
    with cpu_seconds(30):
        assert urls.without_logins(text) == "http:" * 200_000 + " http://a.example/"
        assert urls.logins_written_in(text) == ["u:p"]
