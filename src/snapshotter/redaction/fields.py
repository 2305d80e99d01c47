"""Header fields of requests that tell who asks.

Sources: RFC 6265 (cookies), RFC 9110, sections 11.6 and 11.7 (authentication), RFC 6455, section 4.1
(subprotocols), RFC 9112, section 5.2 (folded lines).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from snapshotter.redaction.word import REDACTED

FIELDS: Mapping[str, str] = {
    "cookie": "the session of a login, and the marks by which a visitor is known again (RFC 6265)",
    "cookie2": "the same of an older kind (RFC 2965)",
    "authorization": "a password, or a token that stands for one (RFC 9110, section 11.6.2)",
    "proxy-authorization": "the user's password at their own proxy (RFC 9110, section 11.7.2)",
    "authentication": "as Authorization, of some programming interfaces",
    "dpop": "proof that a token is one's own (RFC 9449)",
    "x-api-key": "the key of an account at a programming interface",
    "api-key": "the same",
    "apikey": "the same",
    "x-apikey": "the same",
    "x-goog-api-key": "the same, Google",
    "x-rapidapi-key": "the same, RapidAPI",
    "x-functions-key": "the same, Azure Functions",
    "ocp-apim-subscription-key": "the same, Azure API Management",
    "x-auth": "a token of a login",
    "x-auth-key": "the same",
    "x-token": "the same",
    "token": "the same",
    "x-jwt": "the same, as JSON Web Token (RFC 7519)",
    "x-jwt-assertion": "the same",
    "x-session": "names the session of a login",
    "x-session-id": "the same",
    "x-sessionid": "the same",
    "session-id": "the same",
    "x-csrf": "is bound to the session of a login, and lets others act in it",
    "x-csrftoken": "the same, Django",
    "x-xsrf": "the same",
    "x-otp": "a one-time password",
    "x-github-otp": "the same, GitHub",
}
"""Fields whose value is blanked, and why; and those whose name ends as one of :data:`ENDINGS`."""
ENDINGS = (
    "-token",
    "-secret",
    "-password",
    "-passwd",
    "-api-key",
    "-apikey",
    "-access-key",
    "-credential",
)
"""Names that services make up: ``X-CSRF-Token``, ``X-Vault-Token``, ``X-Amz-Security-Token``, ..."""
SUBPROTOCOLS = "sec-websocket-protocol"
"""A list; of it only goes what is no protocol's name: a page that can set no field puts its token here."""

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_WORDED = re.compile(rb"[A-Za-z][A-Za-z0-9.+_-]{0,39}")
_LONG = re.compile(rb"[A-Za-z0-9_-]{32}")


def is_secret(name: str) -> bool:
    """Whether a request field of this name (lower case) tells who asks."""
    return name in FIELDS or name.endswith(ENDINGS)


def redacted_head(head: bytes) -> tuple[bytes, list[str]]:
    """A request's head, and the names of the fields that were blanked, in lower case."""
    first, *lines = _LINE.findall(head) or [head]
    kept, names, goes_on = [first], [], False
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            kept += [] if goes_on else [line]  # a folded line is the rest of the value before it
            continue
        new, name = _field(line)
        goes_on = name is not None
        kept.append(new)
        names += [name] if name is not None else []
    return b"".join(kept), names


def _field(line: bytes) -> tuple[bytes, str | None]:
    """A line of a head, and the field's name if its value went."""
    raw, colon, rest = line.partition(b":")
    name, value = raw.strip().lower().decode("latin-1"), rest.strip()
    if not colon:
        return line, None
    before, end = rest[: len(rest) - len(rest.lstrip(b" \t"))], rest[len(rest.rstrip()) :]
    if name == SUBPROTOCOLS:
        kept = b",".join(map(_protocol, value.split(b",")))
        return (line, None) if kept == value else (raw + b":" + before + kept + end, name)
    if not is_secret(name):
        return line, None
    return raw + b":" + before + REDACTED + (end if value else line[len(line.rstrip(b"\r\n")) :]), name


def _protocol(item: bytes) -> bytes:
    """A protocol's name is words; ``base64url.bearer.authorization...`` and long things are tokens."""
    name = item.strip()
    is_worded = _WORDED.fullmatch(name) is not None and _LONG.search(name) is None
    if not name or (is_worded and b"bearer." not in name.lower()):
        return item
    return item[: len(item) - len(item.lstrip())] + REDACTED
