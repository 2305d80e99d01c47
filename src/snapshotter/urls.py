"""Addresses, and the three keys that must never be confused.

* :data:`Url` - WHATWG URL Standard: what is fetched.
* :data:`Surt` - Sort-friendly URI Reordering Transform: what an index is sorted by.
* :data:`PageKey` - SURT without fragment and tracking parameters: "the same page".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, NewType
from urllib.parse import unquote_to_bytes

from snapshotter.errors import UrlError

Url = NewType("Url", str)
"""A serialised WHATWG URL, fragment included if there was one."""
Surt = NewType("Surt", str)
PageKey = NewType("PageKey", str)

TRACKING_PREFIXES = (
    "utm_",
    "pk_",
    "mtm_",
    "matomo_",
    "piwik_",
    "hsa_",
    "bsft_",
    "cm_mmc",
    "elqtrack",
    "fb_action_",
    "pd_rd_",
    "pf_rd_",
    "__cft__",
    "__xts__",
    "at_custom",
)
_TRACKING_NAMES_TEXT = """
    action_object_map action_ref_map action_type_map at_bbc_team at_campaign at_campaign_type at_format
    at_link_id at_link_origin at_link_type at_medium at_ptr_name awc _branch_match_id _branch_referrer
    bxid cjdata cjevent ck_subscriber_id click_id clickid cm_lm cm_re cm_sp cm_ven cmpid cndid
    correlation_id dclid dgcid dicbo dm_i dm_t ef_id elq elqaid elqak elqat elqcampaignid epik esrc
    et_cid et_rid fb_ref fb_source fbclid ftag ftcamp _ga ga_campaign ga_content ga_medium ga_place
    ga_source ga_term _gac gad gad_campaignid gad_source gbraid gclid gclsrc _gid _gl guccounter
    guce_referrer guce_referrer_sig hasha hashb hashc hmci hmcu hmkw hmpl hmsr hsctatracking _hsenc
    __hsfp _hsmi __hssc __hstc icid ig_mid ig_rid igsh igshid inf_contact_key int_cmp intcid intcmp
    irclickid irgwc isappinstalled _ke _kx li_fat_id licu lipi mbid mc_cid mc_eid mc_tc mibextid
    midtoken mkcid mkevt mkrid mkt_tok mkwid msclkid ml_subscriber ml_subscriber_hash ncid nr_email_referer
    ns_campaign ns_fee ns_linkname ns_mchannel ns_source nsukey obclid ocid oly_anon_id oly_enc_id
    _openstat otc pcrid raneaid ranmid ransiteid rb_clickid rdt_cid ref_campaign ref_source ref_src
    ref_url reflink __s s_cid s_kwcid sc_campaign sc_channel sc_cid sc_medium sccid sfmc_id sfmc_sub
    sfnsn share_id share_medium share_plat share_session_id share_source share_tag smid smprod smtyp
    soc_src soc_trk spm spm_id_from sref srnd srsltid ss_campaign_id ss_campaign_name ss_email_id sscid
    tblci tduid __tn__ tracking_id trackingid trk trkcampaign trkemail trkid trkinfo _trkparms _trksid
    tsrc ttclid twclid __twitter_impression vd_source vero_conv vero_id vgo_ee wbraid wickedid wprov
    wt.mc_ev wt.mc_id wt.srch wt.tsrc wt_mc wt_zmc wtrid xtor xtref yadclid yclid _ym_uid ymclid ysclid
    zanpid zarsrc
"""
TRACKING_NAMES = frozenset(_TRACKING_NAMES_TEXT.split())
"""Query parameters that say who clicked where, never what is shown.  Compared in lower case.

From what analytics, mail, advertising and social services say they add.  What a site may use for
its own content (``id``, ``p``, ``v``, ``ref``, ``source``, ``cid``, ``tag``) is not among them.
"""
_TRACKING_ON: dict[str, frozenset[str]] = {
    "youtube.com": frozenset(("si", "feature", "pp", "ab_channel")),
    "youtu.be": frozenset(("si", "feature")),
    "spotify.com": frozenset(("si", "nd")),
    "twitter.com": frozenset(("s", "t", "cxt")),
    "x.com": frozenset(("s", "t", "cxt")),
    "facebook.com": frozenset(("ref", "fref", "hc_ref", "refid", "_rdr", "_rdc", "paipv", "eav", "rdid")),
    "tiktok.com": frozenset(("_r", "_t", "is_from_webapp", "is_copy_url", "sender_device", "web_id")),
    "linkedin.com": frozenset(("rcm",)),
    "reddit.com": frozenset(("rdt", "$deep_link", "$3p", "$original_url")),
}
"""Short names that are tracking on these sites and could be anything elsewhere."""
_SESSION_NAMES = frozenset(("jsessionid", "phpsessid", "cfid", "cftoken"))

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST_AND_PORT = re.compile(r"(\[[^\]]*\]|[^:]*):([^:]*)")
_SURROGATES = re.compile("[\ud800-\udfff]")
_AUTHORITY = re.compile(r"""[^\s/\\?#<>"'`(){}]++""")
_BEFORE_AUTHORITY = re.compile(r"(?:(?:^|:)[/\\]{2,9}|(?:https?|ftp|wss?):[/\\])\Z", re.IGNORECASE)
_LONGEST_BEFORE = 12
_WEB_SCHEME = re.compile(r"(?:https?|ftp|wss?):", re.IGNORECASE)
_WWW = re.compile(r"www\d*\.")
_IPV4 = re.compile(r"\d+\.\d+\.\d+\.\d+")
_SERIALISED = re.compile(
    r"(https?)://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/:?#@]*)(?::(\d+))?(/[^?#]*)(?:\?([^#]*))?(?:#.*)?", re.DOTALL
)
"""An http(s) address as the URL Standard serialises it: no other sign can stand in these places."""
_SIMPLE_PATH = re.compile(r"(?:/[^/%.;(][^/%;(]*)+")
_KEEP = frozenset(range(0x21, 0x7F)) - frozenset(b"#%")
_KEPT = re.compile(rb"[!\"$&-~]*")
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
_PERCENT_TOWER = re.compile(rb"%(?:25)+")
_QUERY_SESSIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rb"(?:^|(?<=&))jsessionid=[0-9a-z]{32}(?:&|$)",
        rb"(?:^|(?<=&))phpsessid=[0-9a-z]{32}(?:&|$)",
        rb"(?:^|(?<=&))sid=[0-9a-z]{32}(?:&|$)",
        rb"(?:^|(?<=&))aspsessionid[a-z]{8}=[a-z]{24}(?:&|$)",
        rb"(?:^|(?<=&))cfid=[^&]+&cftoken=[^&]+(?:&|$)",
    )
)
_PATH_SESSIONS = (
    re.compile(rb";jsessionid=[0-9a-z]{32}$"),
    re.compile(rb"/\((?:[a-z]\([0-9a-z]{24}\))+\)(?=/[^?]+\.aspx)"),
    re.compile(rb"/\([0-9a-z]{24}\)(?=/[^?]+\.aspx)"),
)


class _Parts(NamedTuple):
    """The pieces of a parsed address that the keys are made of."""

    scheme: str
    host: str
    port: str
    path: str
    query: str
    origin: str


class Login(NamedTuple):
    """The user name and password of an address.  Shows neither."""

    user: str
    password: str

    def __repr__(self) -> str:
        return "Login(...)"


def parse(href: str, base: Url | None = None, *, with_login: bool = False) -> Url:
    """Resolve ``href`` (against ``base``) by the URL Standard, section 4.4, and serialise it.

    Without user name and password, unless they are asked for: what is made of an address must not have
    them.  :func:`login_in` reads them.  Raises :class:`UrlError` naming what is wrong with it.
    """
    from ada_url import URL

    text = href if href.isascii() else _SURROGATES.sub("\ufffd", href)
    try:
        parsed = URL(text, base=base) if base is not None else URL(text)
    except ValueError:
        raise _explained(text, base) from None
    if not with_login and (parsed.username or parsed.password):
        parsed.username = parsed.password = ""
    return Url(parsed.href)


def login_in(href: str) -> Login | None:
    """User name and password that an address itself gives (URL Standard, section 4.1); None without."""
    if "@" not in href:
        return None
    from ada_url import URL

    try:
        parsed = URL(href if href.isascii() else _SURROGATES.sub("\ufffd", href))
    except ValueError:
        return None
    if not parsed.username and not parsed.password:
        return None
    user, password = (
        unquote_to_bytes(part).decode("utf-8", "replace") for part in (parsed.username, parsed.password)
    )
    return Login(user, password)


def logins_written_in(text: str) -> list[str]:
    """``user:password`` of every address in a text, as it is written there."""
    return [text[start:end] for start, end in _logins(text)]


def without_logins(text: str) -> str:
    """Any text, without the user names and passwords of addresses in it."""
    pieces, kept = [], 0
    for start, end in _logins(text):
        pieces.append(text[kept:start])
        kept = end + 1
    return "".join((*pieces, text[kept:]))


def _logins(text: str) -> Iterator[tuple[int, int]]:
    """Where user names and passwords begin and end: before the last ``@`` of an authority, as the URL
    Standard has it (section 4.4, authority state).  No sign is looked at once for each one before it."""
    for run in _AUTHORITY.finditer(text) if "@" in text else ():
        start, end = run.start(), text.rfind("@", *run.span())
        if end < 0:
            continue
        if _BEFORE_AUTHORITY.search(text, max(start - _LONGEST_BEFORE, 0), start):
            yield start, end
        elif (scheme := _WEB_SCHEME.search(text, start, end)) is not None:
            yield scheme.end(), end


def scheme(url: Url) -> str:
    """Lower case, without the colon: ``https``."""
    return _parts(url).scheme


def hostname(url: Url) -> str:
    """Lower case ASCII, an IPv6 address without its brackets; empty when there is none."""
    return _parts(url).host.removeprefix("[").removesuffix("]").lower()


def port(url: Url) -> int | None:
    """The effective port: the scheme's default when the address names none."""
    parts = _parts(url)
    return int(parts.port) if parts.port else _DEFAULT_PORTS.get(parts.scheme)


def origin(url: Url) -> str:
    """``https://example.org:8443``; ``null`` where the URL Standard, section 4.7, makes it opaque."""
    return _parts(url).origin


def fragment(url: Url) -> str | None:
    """What follows ``#``, as serialised; None when there is no ``#``."""
    _, mark, rest = url.partition("#")
    return rest if mark else None


def without_fragment(url: Url) -> Url:
    """The address that goes over the wire."""
    return Url(url.partition("#")[0])


@lru_cache(maxsize=1024)
def surt(url: Url) -> Surt:
    """The key of CDXJ lines, as Wayback-style indexes sort it: ``com,example)/path?a=1&b=2``.

    Scheme, ``www``, userinfo, default port, fragment, session ids and a closing slash go; the rest
    is unescaped, lower-cased, and its parameters sorted.  IP addresses are kept whole.  An address
    without a host (``dns:example.org``, ``mailto:``) is its own key.
    """
    return Surt(_key(url, _parts(url).query))


def page_key(url: Url) -> PageKey:
    """Equal for addresses that show the same page: :func:`surt` without what tracks the visitor.

    Beyond it go tracking parameters (:data:`TRACKING_NAMES`, :data:`TRACKING_PREFIXES` and some
    of single sites), session ids of any form, and empty parameters.  A fragment stays only where
    it is a page's name in a single-page application (``#!/a``, ``#/a``).  Mobile and AMP addresses
    (``m.example.org``, ``/amp``) are other pages: whether they say the same, only their words tell.
    """
    parts = _parts(url)
    if not parts.query:
        return PageKey(surt(url) + _route(url))
    local = _tracking_on(parts.host)
    kept = [pair for pair in parts.query.split("&") if pair and not _is_tracking(pair, local)]
    return PageKey(_key(url, "&".join(kept)) + _route(url))


def _route(url: Url) -> str:
    if "#" not in url:
        return ""
    route = (fragment(url) or "").partition(":~:")[0]
    return f"#{route}" if route.startswith(("!", "/")) and len(route) > 1 else ""


def _tracking_on(host: str) -> frozenset[str]:
    domain = host
    while domain:
        if domain in _TRACKING_ON:
            return _TRACKING_ON[domain]
        domain = domain.partition(".")[2]
    return frozenset()


@lru_cache(maxsize=2048)
def _parts(url: Url) -> _Parts:
    simple = _SERIALISED.fullmatch(url)
    if simple is not None:
        scheme, host, port, path, query = simple.groups(default="")
        return _Parts(scheme, host, port, path, query, f"{scheme}://{host}{':' + port if port else ''}")
    return _parsed_parts(url)


def _parsed_parts(url: Url) -> _Parts:
    from ada_url import URL

    try:
        parsed = URL(url)
    except ValueError:
        raise _explained(url, None) from None
    return _Parts(
        parsed.protocol.removesuffix(":"),
        parsed.hostname,
        parsed.port,
        parsed.pathname,
        parsed.search.removeprefix("?"),
        parsed.origin,
    )


def _key(url: Url, query: str) -> str:
    parts = _parts(url)
    if not parts.host:
        return without_fragment(url)
    key = f"{_surt_host(parts.host)}{':' + parts.port if parts.port else ''}){_surt_path(parts.path)}"
    canonical = _surt_query(query)
    return f"{key}?{canonical}" if canonical else key


@lru_cache(maxsize=4096)
def _surt_host(host: str) -> str:
    host = host.lower().strip(".") or host
    if host.startswith("[") or _IPV4.fullmatch(host):
        return host
    host = _WWW.sub("", host, count=1) if _WWW.match(host) else host
    return ",".join(reversed(host.split(".")))


def _surt_path(path: str) -> str:
    if path == "/" or _SIMPLE_PATH.fullmatch(path):
        return path.lower()
    plain = _unescaped(path).lower()
    for session in _PATH_SESSIONS:
        plain = session.sub(b"", plain)
    steps: list[bytes] = []
    for step in plain.split(b"/"):
        if step == b"..":
            del steps[-1:]
        elif step not in (b"", b"."):
            steps.append(step)
    return "/" + _escaped(b"/".join(steps))


def _surt_query(query: str) -> str:
    if not query:
        return ""
    plain = _unescaped(query).lower()
    if b"sid=" in plain or b"sessionid" in plain or b"cfid=" in plain:
        for session in _QUERY_SESSIONS:
            plain = session.sub(b"", plain)
    pairs = sorted(tuple(pair.split(b"=", 1)) for pair in plain.split(b"&"))
    return _escaped(b"&".join(b"=".join(pair) for pair in pairs))


def _unescaped(text: str) -> bytes:
    """Percent-decoded until nothing is left to decode."""
    plain = text.encode()
    while _PERCENT.search(plain):
        plain = unquote_to_bytes(_PERCENT_TOWER.sub(b"%25", plain))
    return plain


def _escaped(plain: bytes) -> str:
    if _KEPT.fullmatch(plain):
        return plain.decode("ascii")
    return "".join(chr(byte) if byte in _KEEP else f"%{byte:02x}" for byte in plain)


def _is_tracking(pair: str, local: frozenset[str]) -> bool:
    name = unquote_to_bytes(pair.partition("=")[0]).decode("ascii", "replace").lower()
    name = name.removeprefix("amp;")  # left over where an address was escaped twice
    return (
        name in TRACKING_NAMES
        or name in local
        or name in _SESSION_NAMES
        or name.startswith((*TRACKING_PREFIXES, "aspsessionid"))
    )


def _explained(href: str, base: Url | None) -> UrlError:
    shown = without_logins(href)
    shown = shown if len(shown) <= 200 else f"{shown[:199]}…"
    message, hint = _diagnosis(href.strip(), base)
    return UrlError(f"not an address: {shown!r}: {message}", hint=hint)


def _is_port(number: str) -> bool:
    return number.isascii() and number.isdigit() and int(number[:6]) <= 65535


def _diagnosis(href: str, base: Url | None) -> tuple[str, str]:
    if not href and base is None:
        return "it is empty", "Give a full address such as https://example.org/page."
    named = _SCHEME.match(href)
    if named is None and base is None:
        return "it has no scheme", "Begin it with https://, or give the post's address with --base-url."
    rest = href[named.end() :] if named else href
    authority = re.split(r"[/?#\\]", rest.lstrip("/\\"), maxsplit=1)[0].rpartition("@")[2]
    if not authority:
        return "it names no host", "Put a host after the scheme: https://example.org/."
    named_port = _HOST_AND_PORT.fullmatch(authority)
    if named_port and not _is_port(named_port[2]):
        return f"{named_port[2]!r} is not a port", "A port is a number from 0 to 65535."
    host = named_port[1] if named_port else authority
    return f"{host!r} is not a host name", "Check the host for spaces and stray characters."
