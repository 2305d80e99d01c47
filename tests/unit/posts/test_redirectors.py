"""Redirectors that name their target, and what only looks like one."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.model.post import PostSource
from snapshotter.posts.address.redirectors import unwrapped
from snapshotter.posts.extract import extract
from snapshotter.urls import Url

T = "https://a.example/x?y=1"
E = "https%3A%2F%2Fa.example%2Fx%3Fy%3D1"
B = base64.urlsafe_b64encode(T.encode()).decode().rstrip("=")
NEWS = (
    base64.urlsafe_b64encode(b"\x08\x13\x22" + bytes([len(T)]) + T.encode() + b"\xd2\x01\x00")
    .decode()
    .rstrip("=")
)


def target(href):
    found = unwrapped(urls.parse(href))
    return found[0] if found else None


@pytest.mark.parametrize(
    "href",
    [
        f"https://www.google.com/url?sa=t&q={E}&usg=z",
        f"https://www.google.co.uk/url?url={E}",
        f"https://www.google.com/imgres?imgurl=https://i.example/i.png&imgrefurl={E}",
        f"https://news.google.com/news/url?sa=t&url={E}",
        f"https://news.google.com/articles/{NEWS}?hl=en",
        f"https://translate.google.com/translate?sl=de&u={E}",
        "https://www.google.com/amp/s/a.example/x?y=1",
        "https://a-example.cdn.ampproject.org/c/s/a.example/x?y=1",
        "https://cdn.ampproject.org/v/s/a.example/x?y=1&amp_js_v=0.1&usqp=mq331",
        "https://a-example.translate.goog/x?y=1&_x_tr_sl=de&_x_tr_tl=en",
        f"https://l.facebook.com/l.php?u={E}&h=AT0",
        f"https://www.facebook.com/flx/warn/?u={E}",
        f"https://l.instagram.com/?u={E}&e=AT0",
        f"https://t.umblr.com/redirect?z={E}&t=x",
        f"https://steamcommunity.com/linkfilter/?url={E}",
        f"https://www.youtube.com/redirect?event=v&q={E}",
        f"https://vk.com/away.php?to={E}",
        f"https://out.reddit.com/t3_x?url={E}&token=x",
        f"https://www.linkedin.com/redir/redirect?url={E}",
        f"https://www.linkedin.com/safety/go?url={E}",
        f"https://duckduckgo.com/l/?uddg={E}&rut=x",
        f"https://www.bing.com/ck/a?!&&p=1&u=a1{B}&ntb=1",
        f"https://r.search.yahoo.com/_ylt=A;_ylu=B/RV=2/RE=1/RO=10/RU={E}/RK=2/RS=x-",
        "http://us.rd.yahoo.com/dailynews/SIG=1/*https%3A//a.example/x?y=1",
        f"https://slack-redir.net/link?url={E}",
        f"https://urldefense.proofpoint.com/v1/url?u={E}&k=x",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__a.example_x-3Fy-3D1&d=x",
        "https://urldefense.com/v3/__https://a.example/x?y=1__;!!abc!def$",
        "https://urldefense.com/v3/__https:/a.example/x*y=1__;Pw!!abc!def$",
        "https://urldefense.com/v3/__https://a.example/x**A1__;P3k9!!abc!def$".replace("**A", "**B"),
        f"https://nam02.safelinks.protection.outlook.com/?url={E}&data=x",
        f"https://secure-web.cisco.com/1aB_c-/{E}",
        f"https://medium.com/r/?url={E}",
        f"https://disq.us/url?url={E}%3AAbCdEfGhIjKlMnOpQrStUvWxYz0&cuid=1",
        f"https://href.li/?{T}",
        f"https://anonym.to/?{E}",
        f"https://exit.sc/?url={E}",
        f"https://getpocket.com/redirect?url={E}",
        f"https://login.ezproxy.uni.example/login?url={T}",
    ],
)
def test_services(href):
    found = unwrapped(urls.parse(href))
    assert found is not None
    assert found[0] == T
    assert found[1].service == urls.hostname(urls.parse(href))
    assert found[1].address == urls.parse(href)


@pytest.mark.parametrize(
    "href",
    [
        f"https://go.redirectingat.com/?id=1X2&url={E}",
        f"https://redirect.viglink.com/?key=k&u={E}",
        f"https://www.awin1.com/cread.php?awinmid=1&ued={E}",
        f"https://click.linksynergy.com/deeplink?id=x&murl={E}",
        f"https://www.shareasale.com/r.cfm?b=1&urllink={E}",
        f"https://www.anrdoezrs.net/click-1-2?url={E}",
        f"https://www.anrdoezrs.net/links/1/type/dlg/{T}",
        f"https://prf.hn/click/camref:1x/destination:{E}",
        f"https://click.mail.example/?qs=1&url={E}",
    ],
)
def test_links_of_affiliate_networks_are_what_the_author_published(href):
    assert unwrapped(urls.parse(href)) is None


def test_feedsportal():
    href = (
        "http://feeds.washingtonpost.com/c/1/f/2/s/3/sc/11/l/0L0Swashingtonpost0N0Cthe0Eswitch0C20A130C0A8"
        "0C190Ca0Istory0Bhtml0Dwprss0Frss/story01.htm"
    )
    assert target(href) == "http://www.washingtonpost.com/the-switch/2013/08/19/a_story.html?wprss=rss"


def test_translated_hosts():
    href = "https://my--site-example-com.translate.goog/p?_x_tr_sch=http&_x_tr_sl=de#f"
    assert target(href) == "http://my-site.example.com/p#f"


def test_attribution_links_lead_to_the_video():
    href = "https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3Dab%26feature%3Dshare"
    assert target(href) == "https://www.youtube.com/watch?v=ab&feature=share"


def test_redirectors_in_redirectors():
    inner = "https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fa.example%252F"
    url, redirector = unwrapped(urls.parse(f"https://www.google.com/url?q={inner}"))
    assert (url, redirector.service) == ("https://a.example/", "www.google.com")


def test_a_redirector_that_leads_to_itself_comes_to_an_end():
    href = "https://href.li/?" * 50 + "https://a.example/"
    assert target(href) is not None


@pytest.mark.parametrize(
    "href",
    [
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/url?q=mailto:a@example.org",
        "https://www.google.com/url?q=data:text/html,x",
        "https://www.google.com/url?q=//",
        "https://www.google.com/url?q=https://exa%20mple/",
        "https://www.google.com/search?q=https://a.example/",
        "https://www.google.com/url",
        "https://notgoogle.com/url?q=https://a.example/",
        "https://l.facebook.com.evil.example/l.php?u=https://a.example/",
        "https://www.facebook.com/sharer/sharer.php?u=https://a.example/",
        "https://twitter.com/intent/tweet?url=https://a.example/",
        "https://www.linkedin.com/shareArticle?url=https://a.example/",
        "https://getpocket.com/save?url=https://a.example/",
        "https://validator.w3.org/check?uri=https://a.example/",
        "https://web.archive.org/save/https://a.example/",
        "https://docs.google.com/viewer?url=https://a.example/x.pdf",
        "https://t.co/abc",
        "https://lnkd.in/abc",
        "https://bit.ly/abc",
        "https://www.youtube.com/watch?v=ab&u=https://a.example/",
        "https://www.bing.com/ck/a?u=a1!!!",
        "https://urldefense.com/v3/__javascript:x__;!!a!b$",
        "https://news.google.com/articles/CBMi_w",
        "mailto:a@example.org",
    ],
)
def test_no_redirectors(href):
    assert target(href) is None


def test_a_citation_is_of_the_target():
    html = (
        "<a href='https://www.google.com/url?q=https%3A%2F%2Fweb.archive.org%2Fweb%2F2016%2Fhttp%3A%2F%2Fa.example%2F"
        "&sa=D'>1</a><a href='//l.facebook.com/l.php?u=http://127.0.0.1/'>2</a>"
        "<a href='https://href.li/?https://blog.example/q#f'>3</a>"
    )
    first, second, third = extract(
        PostSource("p.html", html.encode(), base_url=Url("https://blog.example/p"))
    ).citations
    assert first.href.startswith("https://www.google.com/url?")
    assert first.url == "https://web.archive.org/web/2016/http://a.example/"
    assert first.url_key == urls.surt(first.url)
    assert first.memento.original == "http://a.example/"
    assert first.redirector.service == "www.google.com"
    assert first.redirector.address == urls.parse(first.href)
    assert (second.skip, second.redirector.service) == ("private-address", "l.facebook.com")
    assert (third.skip, third.fragment) == ("same-site", "f")


HOSTS = """www.google.com l.facebook.com urldefense.com r.search.yahoo.com x.translate.goog href.li disq.us
    www.bing.com news.google.com cdn.ampproject.org feedsportal.com prf.hn urldefense.proofpoint.com"""
PIECES = """/url?q= /l.php?u= /v3/__ __; !!a * **A /RU= / https:// http: a.example %2F %3A /ck/a?u=a1
    /articles/ /c/s/ ? # & = /l/0L /story01.htm 0X é // :"""
rests = st.lists(st.sampled_from(PIECES.split()), max_size=12).map("".join)


@given(st.sampled_from(HOSTS.split()), rests)
def test_whatever_is_unwrapped_is_a_web_address(host, rest):
    try:
        url = urls.parse(f"https://{host}/{rest}")
    except UrlError:
        return
    found = unwrapped(url)
    if found is not None:
        assert urls.scheme(found[0]) in ("http", "https")
        assert urls.hostname(found[0])
