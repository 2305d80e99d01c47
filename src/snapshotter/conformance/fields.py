"""The named fields of a WARC record: one row a field (WARC 1.1, section 5)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

Wrong = tuple[str, str]
"""A code, and a message."""
Check = Callable[[bytes, "Asked"], Iterator[Wrong]]

TYPES = frozenset(
    (
        b"warcinfo",
        b"response",
        b"resource",
        b"request",
        b"metadata",
        b"revisit",
        b"conversion",
        b"continuation",
    )
)
IDENTICAL = re.compile(
    rb"http://netpreserve\.org/warc/(?:0\.1[78]|1\.[01])/revisit/(?:uri-agnostic-)?identical-payload-digest"
)
_NOT_MODIFIED = re.compile(
    rb"http://netpreserve\.org/warc/(?:0\.1[78]|1\.[01])/(?:revisit/)?server-not-modified"
)
"""In the examples of the standard it is shorter than in its text."""
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """In which record a value stands."""

    version: bytes
    """``1.0``, ``1.1``."""
    kind: bytes


@dataclass(frozen=True, slots=True)
class Field:
    """A row."""

    name: bytes
    section: str
    sure: bytes
    """A pattern of values that are beyond doubt; every other is looked at by ``check``."""
    check: Check
    required: frozenset[bytes] = frozenset()
    forbidden: frozenset[bytes] = frozenset()
    unusual: frozenset[bytes] = frozenset()
    pointless: frozenset[bytes] = frozenset()
    """Types that have nothing that the field could speak of; common tools write it nevertheless."""
    repeatable: bool = False


def shown(value: bytes) -> str:
    """A value as a message may hold it."""
    return repr(value[:_SHOWN].decode("utf-8", "backslashreplace"))


_URI_CHARACTERS = rb"A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%"
_URI = rb"[A-Za-z][A-Za-z0-9+.\-]*:[" + _URI_CHARACTERS + rb"]+"
_CHARACTERS = rb"[" + _URI_CHARACTERS.replace(b"%", b"") + rb"]*"
_SURE_ADDRESS = (
    rb"(?:https?://[A-Za-z0-9\[]|urn:[A-Za-z0-9]|dns:[A-Za-z0-9])"
    + _CHARACTERS
    + rb"(?:%[0-9A-Fa-f]{2}"
    + _CHARACTERS
    + rb")*"
)
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20\x7f]")
_ALL_OF_URI = re.compile(_URI)
_WEB = re.compile(rb"(?i:https?|wss?|ftps?):")
_WEB_HOST = re.compile(rb"(?i:https?|wss?|ftps?)://[^/?#]")
_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_TOKEN = rb"[!#$%&'*+\-.0-9A-Z^_`a-z|~]+"
_MEDIA_TYPE = re.compile(rb"(?:%b)/(?:%b)[ \t]*(?:;.*)?" % (_TOKEN, _TOKEN), re.DOTALL)
_LABEL = re.compile(rb"(%b):([!#$%%&'*+\-.0-9A-Z^_`a-z|~/=]+)" % _TOKEN)
_KNOWN = {b"md5": 16, b"sha1": 20, b"sha224": 28, b"sha256": 32, b"sha384": 48, b"sha512": 64}
_DATE = re.compile(
    rb"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z)?)?)?", re.ASCII
)
_DAY = (
    rb"\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"
    rb"|02-(?:0[1-9]|1\d|2[0-8]))"
)
_TIME = rb"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_SURE_DATE = rb"(?!0000)" + _DAY + _TIME + rb"Z"
_WITH_FRACTION = rb"(?!0000)" + _DAY + _TIME + rb"(?:\.\d{1,9})?Z"
_PROFILES = (IDENTICAL, _NOT_MODIFIED)


def _any(value: bytes, asked: Asked) -> Iterator[Wrong]:
    return iter(())


def _id(value: bytes, asked: Asked) -> Iterator[Wrong]:
    inner = value[1:-1] if value.startswith(b"<") and value.endswith(b">") else value
    if not _SCHEME.match(inner) or re.search(rb"[\x00-\x20<>\x7f]", inner):
        yield "id.syntax", f"expected a URI in angle brackets, got {shown(value)}"
    elif inner == value:
        yield "id.bare", f"expected angle brackets, got {shown(value)}"


def _address(value: bytes, asked: Asked) -> Iterator[Wrong]:
    inner = value
    if value.startswith(b"<") and value.endswith(b">"):
        inner = value[1:-1]
        if asked.version != b"1.0":
            yield "uri.brackets", f"expected no angle brackets, got {shown(value)}"
    if not _SCHEME.match(inner):
        code = "uri.bare" if asked.kind == b"metadata" and inner else "uri.syntax"
        yield code, f"expected a URI with its scheme, got {shown(value)}"
    elif re.search(rb"[\x00-\x20\x7f]", inner):
        code = "uri.syntax" if _WEB.match(inner) else "uri.space"
        yield code, f"expected no space in a URI, got {shown(value)}"
    elif _WEB.match(inner) and not _WEB_HOST.match(inner):
        yield "uri.syntax", f"expected a host, got {shown(value)}"
    elif _ESCAPE.search(inner) or not _ALL_OF_URI.fullmatch(inner):
        yield "uri.characters", f"expected the characters of RFC 3986, got {shown(value)}"


def _date(value: bytes, asked: Asked) -> Iterator[Wrong]:
    found = _DATE.fullmatch(value)
    if found is None or not _is_of_calendar(found):
        yield "date.syntax", f"expected a date as 2016-03-10T12:00:00Z, got {shown(value)}"
    elif asked.version != b"1.1" and (found[6] is None or found[7] is not None):
        yield "date.fraction", f"expected whole seconds in WARC {asked.version.decode()}, got {shown(value)}"


def _is_of_calendar(found: re.Match[bytes]) -> bool:
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups()[:6])
    try:
        date(year, month if found[2] else 1, day if found[3] else 1)
    except ValueError:
        return False
    return hour < 24 and minute < 60 and second <= 60


def _type(value: bytes, asked: Asked) -> Iterator[Wrong]:
    if not re.fullmatch(_TOKEN, value):
        yield "field.syntax", f"expected a type of record, got {shown(value)}"
    elif value not in TYPES:
        yield "type.unknown", f"expected a type of the standard, got {shown(value)}"


def _number(value: bytes, asked: Asked) -> Iterator[Wrong]:
    if not value.isdigit():
        yield "field.syntax", f"expected digits, got {shown(value)}"


def _media_type(value: bytes, asked: Asked) -> Iterator[Wrong]:
    if not _MEDIA_TYPE.fullmatch(value):
        yield "field.syntax", f"expected a media type, got {shown(value)}"


def _digest(value: bytes, asked: Asked) -> Iterator[Wrong]:
    found = _LABEL.fullmatch(value)
    if found is None:
        yield "digest.syntax", f"expected algorithm:value, got {shown(value)}"
        return
    size = _KNOWN.get(found[1].lower().replace(b"-", b""))
    if size is not None and not _is_of_size(found[2], size):
        yield "digest.syntax", f"expected {size} bytes in hex or base 32, got {shown(value)}"


def _is_of_size(value: bytes, size: int) -> bool:
    """In hex, base 32, base 64: by its length without padding; the digest itself is compared elsewhere."""
    bare = len(value.rstrip(b"="))
    return bare in (2 * size, -(-size * 8 // 5), -(-size * 4 // 3))


def _ip(value: bytes, asked: Asked) -> Iterator[Wrong]:
    try:
        ipaddress.ip_address(value.decode("ascii", "replace"))
    except ValueError:
        yield "field.syntax", f"expected an IP address, got {shown(value)}"


def _reason(value: bytes, asked: Asked) -> Iterator[Wrong]:
    if value not in (b"length", b"time", b"disconnect", b"unspecified"):
        yield "field.value", f"expected length, time, disconnect or unspecified, got {shown(value)}"


def _profile(value: bytes, asked: Asked) -> Iterator[Wrong]:
    inner = value.removeprefix(b"<").removesuffix(b">")
    if not _ALL_OF_URI.fullmatch(inner):
        yield "uri.syntax", f"expected a URI, got {shown(value)}"
    elif not any(known.fullmatch(inner) for known in _PROFILES):
        yield "revisit.profile", f"expected a profile of the standard, got {shown(value)}"


def _segment(value: bytes, asked: Asked) -> Iterator[Wrong]:
    if not value.isdigit():
        yield "field.syntax", f"expected digits, got {shown(value)}"
        return
    number = int(value[:18])
    if (number < 2) if asked.kind == b"continuation" else (number != 1):
        wanted = "2 or more in a continuation" if asked.kind == b"continuation" else "1 in a first segment"
        yield "segment.number", f"expected {wanted}, got {number}"


def _types(*names: str) -> frozenset[bytes]:
    return frozenset(name.encode() for name in names)


def _all_but(*names: str) -> frozenset[bytes]:
    return TYPES - _types(*names)


_SURE_ID = rb"<" + _URI + rb">"
_SURE_DIGEST = rb"sha1:[A-Z2-7]{32}|sha-?256:[0-9a-f]{64}|sha1:[0-9a-f]{40}"
_SURE_MEDIA = _TOKEN + rb"/" + _TOKEN + rb"(?:; ?[!-~]+)?"
_NEVER = rb"(?!)"
_NO_CAPTURE = ("warcinfo", "conversion", "continuation")

_ROWS = (
    Field(b"WARC-Record-ID", "5.2", _SURE_ID, _id, required=TYPES),
    Field(b"Content-Length", "5.3", rb"\d{1,15}", _number, required=TYPES),
    Field(b"WARC-Date", "5.4", _SURE_DATE, _date, required=TYPES),
    Field(b"WARC-Type", "5.5", b"|".join(sorted(TYPES)), _type, required=TYPES),
    Field(b"Content-Type", "5.6", _SURE_MEDIA, _media_type),
    Field(b"WARC-Concurrent-To", "5.7", _SURE_ID, _id, forbidden=_types(*_NO_CAPTURE), repeatable=True),
    Field(b"WARC-Block-Digest", "5.8", _SURE_DIGEST, _digest),
    Field(b"WARC-Payload-Digest", "5.9", _SURE_DIGEST, _digest, pointless=_types("warcinfo", "metadata")),
    Field(
        b"WARC-IP-Address",
        "5.10",
        rb"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?<!\.0\d)(?<!\.00\d)",
        _ip,
        forbidden=_types(*_NO_CAPTURE),
    ),
    Field(
        b"WARC-Refers-To",
        "5.11",
        _SURE_ID,
        _id,
        forbidden=_types("warcinfo", "response", "resource", "request", "continuation"),
    ),
    Field(
        b"WARC-Refers-To-Target-URI",
        "5.12",
        _SURE_ADDRESS,
        _address,
        forbidden=_all_but("revisit", "response", "resource"),
        unusual=_types("response", "resource"),
    ),
    Field(
        b"WARC-Refers-To-Date",
        "5.13",
        _WITH_FRACTION,
        lambda value, asked: _date(value, Asked(b"1.1", asked.kind)),
        forbidden=_all_but("revisit", "response", "resource"),
        unusual=_types("response", "resource"),
    ),
    Field(
        b"WARC-Target-URI",
        "5.14",
        _SURE_ADDRESS,
        _address,
        required=_all_but("warcinfo", "metadata"),
        forbidden=_types("warcinfo"),
    ),
    Field(b"WARC-Truncated", "5.15", rb"length|time|disconnect|unspecified", _reason),
    Field(b"WARC-Warcinfo-ID", "5.16", _SURE_ID, _id, unusual=_types("warcinfo")),
    Field(b"WARC-Filename", "5.17", rb"[ -~]+", _any, forbidden=_all_but("warcinfo")),
    Field(b"WARC-Profile", "5.18", _NEVER, _profile, required=_types("revisit"), unusual=_all_but("revisit")),
    Field(
        b"WARC-Identified-Payload-Type",
        "5.19",
        _SURE_MEDIA,
        _media_type,
        pointless=_types("warcinfo", "metadata"),
    ),
    Field(b"WARC-Segment-Number", "5.20", _NEVER, _segment, required=_types("continuation")),
    Field(
        b"WARC-Segment-Origin-ID",
        "5.21",
        _SURE_ID,
        _id,
        required=_types("continuation"),
        forbidden=_all_but("continuation"),
    ),
    Field(b"WARC-Segment-Total-Length", "5.22", rb"\d{1,18}", _number, forbidden=_all_but("continuation")),
)
FIELDS: Mapping[bytes, Field] = MappingProxyType({row.name.lower(): row for row in _ROWS})
"""All rows, by their names in lower case."""


def sure(field: Field, version: bytes) -> bytes:
    """The pattern of values that are beyond doubt in a version of WARC."""
    return _WITH_FRACTION if field.name == b"WARC-Date" and version == b"1.1" else field.sure


def presence(kind: bytes, names: frozenset[bytes]) -> Iterator[Wrong]:
    """What is wrong with the set of fields (lower case) of a record of a type."""
    shape = kind.decode("latin-1")
    for name, field in FIELDS.items():
        written = field.name.decode()
        if name not in names:
            if kind in field.required or (field.required == TYPES):
                yield (
                    "field.missing",
                    f"expected {written} on a {shape} record (section {field.section}), got none",
                )
        elif kind in field.forbidden:
            yield "field.forbidden", f"expected no {written} on a {shape} record (section {field.section})"
        elif kind in field.unusual:
            yield "field.unusual", f"expected no {written} on a {shape} record (section {field.section})"
        elif kind in field.pointless:
            yield "field.payload", f"expected no {written} on a {shape} record, which has no payload"
