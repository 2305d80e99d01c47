"""What cites what: every attribute that names another resource, and what widgets embed."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from snapshotter.pagemeta import jsonld
from snapshotter.posts.page import embeds
from snapshotter.posts.page.targets import targets


def named(html):
    nodes = LexborHTMLParser(f"<body>{html}").css("body *, head *")
    return [
        (kind, href)
        for node in nodes
        for kind, href in targets(node.tag, node.attributes, node.parent.tag if node.parent else "")
    ]


A = "https://a.example/x"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<a href={A}>", [("link", A)]),
        (f"<a href=# data-href={A}>", [("link", A)]),
        (f"<a data-href={A}>", [("link", A)]),
        (f"<a href={A} data-href=https://b.example/>", [("link", A)]),
        (f"<a href=\"javascript:window.open('{A}')\">", [("link", A)]),
        (f"<a href=# onclick=\"window.open('{A}','w'); return false\">", [("link", A)]),
        (f"<a href=/p onclick=\"window.open('{A}')\">", [("link", "/p")]),
        (f"<a href={A} ping=https://ping.example/>", [("link", A)]),
        ("<a href=javascript:void(0)>", [("link", "javascript:void(0)")]),
        ("<a href=#top>", [("link", "#top")]),
        ("<a name=x>", []),
        (f"<button onclick=\"location.href='{A}'\">", [("link", A)]),
        (f"<button onclick=\"document.location = '{A}'\">", [("link", A)]),
        ("<button onclick=\"toggle('https')\">", []),
        (f"<table><tr data-href={A}>", [("link", A)]),
        (f"<form action={A}>", []),
        (f"<div data-href={A}>", []),
        (f"<div class=fb-like data-href={A}>", []),
        (f"<math><mrow href={A}></mrow></math>", [("link", A)]),
        (f"<data class=u-in-reply-to value={A}>", [("link", A)]),
        (f"<data class=p-x value={A}>", []),
        (f"<link class=u-like-of href={A}>", [("link", A)]),
        (f"<meta itemprop=citation content={A}>", [("link", A)]),
        (f"<meta itemprop=embedURL content={A}>", [("embed", A)]),
        (f"<meta itemprop=image content={A}>", []),
        ("<meta itemprop=citation content=Smith>", []),
        (f"<img src={A}>", [("image", A)]),
        (f"<img src=data:image/gif;base64,R0 data-src={A}>", [("image", A)]),
        (f"<img src=/img/blank.gif data-original={A}>", [("image", A)]),
        (f"<img data-lazy-src={A}>", [("image", A)]),
        (f"<img src=/low.jpg data-src={A}>", [("image", "/low.jpg"), ("image", A)]),
        (f"<img src=/blank.gif data-srcset='/s 100w, {A} 900w'>", [("image", A)]),
        ("<img src=/blank.gif>", [("image", "/blank.gif")]),
        (f"<img src={A} srcset='{A} 1x'>", [("image", A)]),
        (f"<img src={A} longdesc=https://b.example/>", [("image", A), ("link", "https://b.example/")]),
        (f"<amp-img src={A}></amp-img>", [("image", A)]),
        (f"<input type=image src={A}>", [("image", A)]),
        (f"<input src={A}>", []),
        (f"<picture><source data-srcset='{A} 2x'></picture>", [("image", A)]),
        (f"<video data-src={A}></video>", [("video", A)]),
        (f"<amp-video src={A} poster=/p></amp-video>", [("video", A), ("image", "/p")]),
        (f"<iframe src=about:blank data-src={A}></iframe>", [("embed", A)]),
        (f"<iframe data-cookieblock-src={A}></iframe>", [("embed", A)]),
        (f"<amp-iframe src={A}></amp-iframe>", [("embed", A)]),
        (f"<object><param name=movie value={A}><param name=wmode value=x></object>", [("embed", A)]),
        ("<lite-youtube videoid=abc-_123></lite-youtube>", [("embed", "https://www.youtube.com/watch?v=abc-_123")]),
        ("<amp-youtube data-videoid=abc></amp-youtube>", [("embed", "https://www.youtube.com/watch?v=abc")]),
        ("<lite-vimeo videoid=123></lite-vimeo>", [("embed", "https://vimeo.com/123")]),
        ("<amp-twitter data-tweetid=12></amp-twitter>", [("embed", "https://twitter.com/i/status/12")]),
        ("<twitter-widget data-tweet-id=12></twitter-widget>", [("embed", "https://twitter.com/i/status/12")]),
        ("<amp-instagram data-shortcode=Ab></amp-instagram>", [("embed", "https://www.instagram.com/p/Ab/")]),
        (f"<amp-facebook data-href={A}></amp-facebook>", [("embed", A)]),
        (f"<amp-social-share data-url={A}></amp-social-share>", []),
        (f"<blockquote class=instagram-media data-instgrm-permalink={A}></blockquote>", [("embed", A)]),
        (f"<blockquote class=tiktok-embed cite={A}></blockquote>", [("embed", A)]),
        (f"<blockquote cite={A}></blockquote>", [("quote-cite", A)]),
        (
            "<blockquote class=bluesky-embed data-bluesky-uri=at://did:plc:ab/app.bsky.feed.post/3k></blockquote>",
            [("embed", "https://bsky.app/profile/did:plc:ab/post/3k")],
        ),
        (f"<blockquote class=mastodon-embed data-embed-url={A}></blockquote>", [("embed", A)]),
        (f"<div class='fb-post x' data-href={A}></div>", [("embed", A)]),
        (f"<div data-oembed-url={A}></div>", [("embed", A)]),
        (f"<figure data-url={A}></figure>", [("embed", A)]),
        (f"<figure class=media><oembed url={A}></oembed></figure>", [("embed", A)]),
        ("<div class=flourish-embed data-src=visualisation/12></div>", [("embed", "https://public.flourish.studio/visualisation/12/")]),
        ("<div class=infogram-embed data-id=a-b></div>", [("embed", "https://infogram.com/a-b")]),
        ("<div data-id=12></div>", []),
        ("<p class=codepen data-slug-hash=Ab data-user=u>", [("embed", "https://codepen.io/u/pen/Ab")]),
        (
            "<div data-plyr-provider=youtube data-plyr-embed-id=ab></div>",
            [("embed", "https://www.youtube.com/watch?v=ab")],
        ),
        ("<script data-telegram-post=c/12 src=/w.js></script>", [("embed", "https://t.me/c/12")]),
        ("<script src=https://gist.github.com/u/0a1b.js></script>", [("embed", "https://gist.github.com/u/0a1b")]),
        ("<script src=//datawrapper.dwcdn.net/Ab1/embed.js></script>", [("embed", "https://datawrapper.dwcdn.net/Ab1/")]),
        ("<script src=https://asciinema.org/a/14.js></script>", [("embed", "https://asciinema.org/a/14")]),
        ("<script src=https://cdn.example/jquery.js></script>", []),
        ("<amp-youtube data-videoid='a b\"c'></amp-youtube>", []),
    ],
)  # fmt: skip
def test_elements(html, expected):
    assert named(html) == expected


def test_jsonld_tells_what_it_cites():
    document = {
        "@graph": [
            {
                "@type": "NewsArticle",
                "url": "https://me.example/p",
                "image": "https://me.example/i.png",
                "publisher": {
                    "url": "https://me.example/",
                    "logo": {"@type": "ImageObject", "url": "https://me.example/l.png"},
                },
                "author": {"@type": "Person", "sameAs": "https://me.example/me"},
                "citation": [
                    "https://a.example/1",
                    {"@id": "https://a.example/2"},
                    {"url": "https://a.example/3", "author": {"url": "https://a.example/profile"}},
                    "Smith 2016",
                ],
                "isBasedOn": "https://a.example/4",
                "video": {"@type": "VideoObject", "embedUrl": "https://a.example/5", "thumbnailUrl": "https://a.example/t"},
                "mentions": {"sameAs": "https://en.wikipedia.org/wiki/X"},
                "potentialAction": {"@type": "SearchAction", "url": "https://me.example/search"},
            },
            {
                "@type": "ClaimReview",
                "itemReviewed": {"appearance": {"url": "https://a.example/6"}, "author": {"sameAs": "https://a.example/who"}},
            },
            {"@type": "BreadcrumbList", "itemListElement": [{"url": "https://me.example/c"}]},
        ]
    }  # fmt: skip
    found = list(jsonld.named_in(jsonld.load(json.dumps(document))))
    assert [href for href, cited in found if cited] == [
        f"https://a.example/{number}" for number in range(1, 7)
    ]
    assert [href for href, cited in found if not cited] == [
        "https://me.example/p",
        "https://me.example/",
        "https://me.example/me",
        "https://a.example/profile",
        "https://en.wikipedia.org/wiki/X",
        "https://a.example/who",
    ]


values = st.none() | st.sampled_from(["", A, "#", "javascript:x", "data:,x", " ", "a b", "12", "//", "\x00"])
attributes = st.dictionaries(
    st.sampled_from(
        sorted(embeds.NAMES | {"href", "src", "srcset", "class", "cite", "content", "itemprop", "poster"})
    ),
    values,
    max_size=6,
)


@given(st.sampled_from(["a", "img", "div", "blockquote", "meta", "script", "source", "iframe"]), attributes)
def test_any_attributes_are_read(tag, given_attributes):
    found = list(targets(tag, given_attributes, "div"))
    assert all(isinstance(href, str) for _, href in found)
    assert len(found) <= 1 or tag != "a"


def test_most_elements_are_passed_over_quickly():
    plain = {"class": "a b c", "id": "x", "style": "color: red"}
    began = time.process_time()
    for _ in range(20_000):
        assert targets("div", plain, "body") == ()
    assert time.process_time() - began < 0.5
