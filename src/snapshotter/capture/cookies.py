"""Cookie files that people take out of their browsers.

* Netscape ``cookies.txt`` as curl, wget and browsers' extensions write it: seven fields between tabs,
  ``#HttpOnly_`` before the domain of cookies that scripts do not see, 0 as the time of a session's;
* JSON as extensions export it (EditThisCookie, Cookie-Editor), or as Playwright keeps it.

Values of cookies are secrets: a message names the file, the line or entry and what is wrong, and never
shows what stands there.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from http.cookiejar import Cookie as JarCookie
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

from snapshotter.errors import ConfigError

COOKIES, PROFILE = "config.cookies", "config.profile"
"""The codes of errors with either file."""
SESSION = -1.0
"""``expires`` of a cookie that lasts as long as its browser."""
_LARGEST_FILE_BYTES = 50_000_000
_LARGEST_COOKIE = 4096
_END_OF_TIME_S = 253_402_300_799.0
_HTTP_ONLY = "#HttpOnly_"
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_DOMAIN = re.compile(r"\.?[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]|[0-9A-Fa-f:.]+")
_SAME_SITE: Mapping[str, Literal["Strict", "Lax", "None"]] = {
    "strict": "Strict",
    "lax": "Lax",
    "none": "None",
    "no_restriction": "None",
}


class Cookie(TypedDict):
    """A cookie as Playwright takes it.  A domain with a dot in front holds for its subdomains too."""

    name: str
    value: str
    domain: str
    path: str
    expires: float
    """Seconds of Unix time, or :data:`SESSION`."""
    httpOnly: bool
    secure: bool
    sameSite: NotRequired[Literal["Strict", "Lax", "None"]]


class _Wrong(Exception):
    """What is wrong with one cookie; says nothing of its value."""


def load_cookies(path: str | Path) -> list[Cookie]:
    """The cookies of a file that have not expired, in its order.

    Raises :class:`ConfigError` that names the line (or the entry of JSON) that is no cookie, and for a
    file in which there is no cookie, or none that still holds.
    """
    where = Path(path)
    text = read_secret(where)
    as_json = text.lstrip()[:1] in ("[", "{")
    found = list(_of_json(text, where) if as_json else _of_netscape(text, where))
    if not found:
        raise unusable(where, "there is no cookie in it")
    alive = unexpired(found)
    if not alive:
        raise unusable(where, "every cookie in it has expired", hint="Export the cookies anew.")
    return alive


def unexpired(cookies: Iterable[Cookie]) -> list[Cookie]:
    now = time.time()
    return [cookie for cookie in cookies if cookie["expires"] == SESSION or cookie["expires"] > now]


def cookie_jar(cookies: Iterable[Cookie]) -> CookieJar:
    """The same for Python's own HTTP clients."""
    jar = CookieJar()
    for cookie in cookies:
        jar.set_cookie(_for_jar(cookie))
    return jar


def to_netscape(cookies: Iterable[Cookie]) -> str:
    """The same as ``cookies.txt``."""
    return "# Netscape HTTP Cookie File\n" + "".join(map(_netscape_line, cookies))


def of_entry(entry: object, where: Path, place: str, code: str = COOKIES) -> Cookie:
    """A cookie out of a JSON object; ``place`` says which.  Raises :class:`ConfigError`."""
    try:
        return _checked(_of_object(entry))
    except _Wrong as wrong:
        raise unusable(where, f"{place}: {wrong}", code) from None


def read_secret(path: Path, code: str = COOKIES) -> str:
    """The text of a file with secrets.  Raises :class:`ConfigError`, which shows none of it."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise unusable(path, error.strerror or "cannot be read", code) from None
    if len(data) > _LARGEST_FILE_BYTES:
        raise unusable(path, f"larger than {_LARGEST_FILE_BYTES} bytes", code)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unusable(path, f"byte {error.start} is not UTF-8", code) from None


def parse_json(text: str, path: Path, code: str = COOKIES) -> Any:
    """Raises :class:`ConfigError` with line and column, and none of the text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        wrong = f"line {error.lineno}, column {error.colno}: no JSON"
    except (RecursionError, ValueError):
        wrong = "no JSON that can be read"
    raise unusable(path, wrong, code)


def unusable(path: Path, wrong: str, code: str = COOKIES, *, hint: str = "") -> ConfigError:
    """The error for a cookie file, or for a profile."""
    return ConfigError(f"{path}: {wrong}", hint=hint or _HINTS[code], code=code)


_HINTS = {
    COOKIES: "Expected Netscape cookies.txt (seven fields between tabs), or JSON as an extension exports it.",
    PROFILE: "Make it anew: snapshotter assist URL --profile FILE",
}


# Netscape


def _of_netscape(text: str, path: Path) -> Iterator[Cookie]:
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not line.strip() or (line.startswith("#") and not line.startswith(_HTTP_ONLY)):
            continue
        try:
            yield _checked(_of_line(line))
        except _Wrong as wrong:
            raise unusable(path, f"line {number}: {wrong}") from None


def _of_line(line: str) -> Cookie:
    http_only = line.startswith(_HTTP_ONLY)
    fields = line.removeprefix(_HTTP_ONLY).split("\t", 6)
    if len(fields) == 6:  # an empty value, and an editor that cuts white space at the ends of lines
        fields.append("")
    if len(fields) != 7:
        raise _Wrong(f"expected 7 fields between tabs, got {len(fields)}")
    domain, with_subdomains, path, secure, expires, name, value = fields
    for what, flag in (("second", with_subdomains), ("fourth", secure)):
        if flag.upper() not in ("TRUE", "FALSE"):
            raise _Wrong(f"the {what} field is neither TRUE nor FALSE")
    return Cookie(
        name=name,
        value=value,
        domain=_domain(domain, host_only=with_subdomains.upper() == "FALSE" and domain[:1] != "."),
        path=path or "/",
        expires=_expires(expires or "0"),
        httpOnly=http_only,
        secure=secure.upper() == "TRUE",
    )


def _netscape_line(cookie: Cookie) -> str:
    domain, expires = cookie["domain"], cookie["expires"]
    flags = ["TRUE" if each else "FALSE" for each in (domain.startswith("."), cookie["secure"])]
    time_s = "0" if expires == SESSION else str(int(expires))
    fields = (domain, flags[0], cookie["path"], flags[1], time_s, cookie["name"], cookie["value"])
    return (_HTTP_ONLY if cookie["httpOnly"] else "") + "\t".join(fields) + "\n"


# JSON


def _of_json(text: str, path: Path) -> Iterator[Cookie]:
    document = parse_json(text, path)
    entries = document.get("cookies") if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise unusable(path, "expected a list of cookies, or an object with one as cookies")
    for number, entry in enumerate(entries, start=1):
        yield of_entry(entry, path, f"cookie {number}")


def _of_object(entry: object) -> Cookie:
    if not isinstance(entry, dict):
        raise _Wrong("not an object")
    domain, host_only = _text(entry, "domain"), entry.get("hostOnly")
    path = entry.get("path")
    cookie = Cookie(
        name=_text(entry, "name"),
        value=_text(entry, "value"),
        domain=_domain(domain, host_only=domain[:1] != "." if host_only is None else bool(host_only)),
        path=path if isinstance(path, str) and path else "/",
        expires=_when(entry),
        httpOnly=bool(entry.get("httpOnly")),
        secure=bool(entry.get("secure")),
    )
    same_site = _SAME_SITE.get(str(entry.get("sameSite")).lower())
    if same_site is not None and (same_site != "None" or cookie["secure"]):  # else browsers refuse it
        cookie["sameSite"] = same_site
    return cookie


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str):
        raise _Wrong(f"{key} is {'missing' if value is None else 'no string'}")
    return value


def _when(entry: Mapping[str, Any]) -> float:
    given = entry.get("expirationDate", entry.get("expires"))
    if entry.get("session") is True or given is None:
        return SESSION
    return _expires(given)


# both


def _domain(domain: str, *, host_only: bool) -> str:
    bare = domain.strip().removeprefix(".")
    if not bare or _DOMAIN.fullmatch(bare) is None:
        raise _Wrong("the domain is no host name")
    return bare if host_only else f".{bare}"


def _expires(given: object) -> float:
    """Seconds; what can only be milli- or microseconds is taken for them."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise _Wrong("its time is no number")
    try:
        seconds = float(given)
    except (ValueError, OverflowError):
        raise _Wrong("its time is no number") from None
    while seconds > 1e11 and seconds != float("inf"):
        seconds /= 1000
    return min(seconds, _END_OF_TIME_S) if seconds > 0 else SESSION


def _checked(cookie: Cookie) -> Cookie:
    """What a browser would refuse, and all other cookies of the file with it.

    Source: draft-ietf-httpbis-rfc6265bis, sections 4.1.3 (name prefixes) and 5.6 (sizes).
    """
    name, value = cookie["name"], cookie["value"]
    if not name and not value:
        raise _Wrong("it has neither name nor value")
    if any(_CONTROL.search(text) for text in (name, value, cookie["path"])):
        raise _Wrong("there is a control character in it")
    if len(name.encode("utf-8", "replace")) + len(value.encode("utf-8", "replace")) > _LARGEST_COOKIE:
        raise _Wrong(f"name and value are longer than {_LARGEST_COOKIE} bytes")
    if not cookie["path"].startswith("/"):
        raise _Wrong("its path does not begin with /")
    prefix = name[:9].lower()
    if prefix.startswith(("__secure-", "__host-")) and not cookie["secure"]:
        raise _Wrong("its name says that it is secure, and it is not")
    if prefix.startswith("__host-") and (cookie["domain"].startswith(".") or cookie["path"] != "/"):
        raise _Wrong("its name says that it is of one host and the path /, and it is not")
    return cookie


def _for_jar(cookie: Cookie) -> JarCookie:
    domain, expires = cookie["domain"], cookie["expires"]
    return JarCookie(
        version=0,
        name=cookie["name"],
        value=cookie["value"],
        port=None,
        port_specified=False,
        domain=domain,
        domain_specified=domain.startswith("."),
        domain_initial_dot=domain.startswith("."),
        path=cookie["path"],
        path_specified=True,
        secure=cookie["secure"],
        expires=None if expires == SESSION else int(expires),
        discard=expires == SESSION,
        comment=None,
        comment_url=None,
        rest={},
    )
