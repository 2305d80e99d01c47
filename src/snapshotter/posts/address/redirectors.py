"""Redirectors that name their target in the address itself: unwrapped here, without asking them.

Only what leads a reader straight on to one http(s) page is a redirector.  Forms that share or check
an address (``sharer.php?u=``, ``validator.w3.org/check?uri=``) show a page of their own, and short
addresses (``t.co``, ``bit.ly``) tell nothing: both are left as they are.  So are the links of affiliate
networks, although they name a shop: they are what the author published, and lead where the network
decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.model.citation import Redirector
from snapshotter.patterns import Pattern
from snapshotter.posts.address.unwrapping import (
    WEB,
    Address,
    Rule,
    amp,
    bing,
    disqus,
    feedsportal,
    google_news,
    in_path,
    param,
    proofpoint,
    proofpoint_3,
    translated,
    whole_query,
    yahoo,
    youtube,
)
from snapshotter.urls import Url

_DEPTH = 6
"""How many redirectors in one another are unwrapped."""
_GOOGLE = Pattern(
    r"(?:(?:www|maps|images|plus\.url|encrypted|scholar|cse|books|mail)\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?"
)
_LIBRARY_PROXY = Pattern(r"(?:^|\.)(?:[\w-]*-)?(?:ez|lib|idm\.oclc)?proxy\d?(?:-[\w-]*)?\.")


def unwrapped(url: Url) -> tuple[Url, Redirector] | None:
    """The page that ``url`` leads to at last, and the redirector it names; None when it is none."""
    target: Url | None = None
    inner = _target(url)
    for _ in range(_DEPTH):
        if inner is None:
            break
        target, inner = inner, _target(inner)
    return (target, Redirector(urls.hostname(url), url)) if target is not None and target != url else None


def _target(url: Url) -> Url | None:
    if not url.startswith(("http://", "https://")):
        return None
    host = urls.hostname(url)
    rules = _rules_of(host)
    if not rules:
        return None
    try:
        split = urlsplit(url)
    except ValueError:
        return None
    address = Address(host, split.path, split.query, split.fragment)
    for rule in rules:
        found = rule(address)
        target = _web_address(found) if found else None
        if target is not None:
            return target
    return None


@lru_cache(maxsize=4096)
def _rules_of(host: str) -> tuple[Rule, ...]:
    """The rules of the longest known domain that ``host`` lies in."""
    if _GOOGLE.fullmatch(host):
        return _GOOGLE_RULES
    domain = host
    while domain:
        if domain in _RULES:
            return _RULES[domain]
        domain = domain.partition(".")[2]
    return _PROXY_RULES if _LIBRARY_PROXY.search(host) else ()


def _web_address(text: str) -> Url | None:
    """``text`` as an http(s) address; None for anything else, so that nothing leads astray."""
    text = text.strip()
    if text.startswith("//"):
        text = f"https:{text}"
    elif text[:4].lower() == "www.":
        text = f"http://{text}"
    found = WEB.match(text)
    if found is None:
        return None
    try:
        url = urls.parse(f"{found[1]}://{text[found.end() :]}")
    except UrlError:
        return None
    return url if urls.hostname(url) else None


def _named(domains: str, *rules: Rule) -> dict[str, tuple[Rule, ...]]:
    return dict.fromkeys(domains.split(), rules)


_ANY = r"/.*|"
_GOOGLE_RULES: tuple[Rule, ...] = (
    param(r"/(?:url|local_url|interstitial|pagead/aclk|aclk)", "q", "url", "adurl"),
    param(r"/imgres", "imgrefurl", "imgurl"),
    amp,
)
_TRANSLATE_RULES: tuple[Rule, ...] = (param(r"/(?:translate(?:_[cp])?|website)?", "u"),)
_RULES: Mapping[str, tuple[Rule, ...]] = {
    **_named("news.google.com", param(r"/news/.*", "url"), google_news),
    **_named("translate.google.com translate.googleusercontent.com", *_TRANSLATE_RULES),
    **_named("googleadservices.com googleads.g.doubleclick.net", param(r"/.*aclk", "adurl")),
    **_named("ad.doubleclick.net", param(_ANY, "adurl"), whole_query),
    **_named("cdn.ampproject.org bing-amp.com", amp),
    **_named("translate.goog", translated),
    **_named("facebook.com messenger.com", param(r"/l\.php|/flx/warn/?", "u")),
    **_named("l.facebook.com lm.facebook.com l.instagram.com l.threads.net l.threads.com", param(_ANY, "u")),
    **_named("instagram.com", param(r"/linkshim/?", "u")),
    **_named("t.umblr.com", param(r"/redirect", "z")),
    **_named("tumblr.com", param(r"/redirect", "z")),
    **_named("href.li anonym.to anonym.es anonymz.com anon.to nullrefer.com nullreferrer.com", whole_query),
    **_named("dereferer.me dereferer.org hiderefer.com blankrefer.com hidereferrer.com", whole_query),
    **_named("steamcommunity.com", param(r"/linkfilter/?", "url", "u")),
    **_named("youtube.com", param(r"/redirect", "q"), youtube),
    **_named("vk.com vkontakte.ru", param(r"/away(?:\.php)?", "to")),
    **_named("ok.ru", param(r"/dk", "st.link")),
    **_named("out.reddit.com", param(_ANY, "url")),
    **_named("linkedin.com", param(r"/(?:redir(?:ect)?(?:/redirect)?|safety/go)/?", "url")),
    **_named("duckduckgo.com", param(r"/l/?", "uddg")),
    **_named("bing.com", bing, param(r"/news/apiclick\.aspx", "url")),
    **_named("search.yahoo.com rd.yahoo.com", yahoo),
    **_named("slack-redir.net", param(r"/link", "url")),
    **_named("urldefense.proofpoint.com", proofpoint, proofpoint_3),
    **_named("urldefense.com urldefense.us", proofpoint_3, proofpoint),
    **_named("safelinks.protection.outlook.com", param(_ANY, "url")),
    **_named("statics.teams.cdn.office.net", param(r"/evergreen-assets/safelinks/.*", "url")),
    **_named("linkprotect.cudasvc.com", param(r"/url", "a")),
    **_named("secure-web.cisco.com", in_path(r"/[\w-]+/(?=https?)")),
    **_named("protect2.fireeye.com clicktime.symantec.com", param(_ANY, "u")),
    **_named("avanan.click", in_path(r"/v\d/(?:r\d+/)?_{2,3}(?=https?)")),
    **_named("medium.com", param(r"/r/?", "url")),
    **_named("disq.us redirect.disqus.com", disqus),
    **_named("exit.sc gate.sc", param(_ANY, "url")),
    **_named("getpocket.com", param(r"/redirect", "url")),
    **_named("pinterest.com", param(r"/offsite/?", "url")),
    **_named("feedsportal.com feeds.washingtonpost.com", feedsportal),
    **_named("digg.com", param(r"/(?:u|redirect)", "url", "u")),
    **_named("deviantart.com", param(r"/users/outgoing", "url"), whole_query),
    **_named("weibo.cn weibo.com", param(r"/sinaurl", "u", "toasturl")),
    **_named("link.zhihu.com", param(_ANY, "target")),
}
_PROXY_RULES: tuple[Rule, ...] = (param(r"/login", "url", "qurl"),)
"""A library's proxy asks for a login; nobody outside gets further."""
