"""What the two documents of a WACZ say of it: ``datapackage.json`` of all files, and
``datapackage-digest.json`` of that, with a signature and a time stamp."""

from __future__ import annotations

import base64
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from snapshotter import digests
from snapshotter.conformance import wacz_zip
from snapshotter.conformance.wacz_rules import fault
from snapshotter.model.fixity import Fault
from snapshotter.timestamps import iso
from snapshotter.wacz import signatures
from snapshotter.wacz.package import DATAPACKAGE, DIGEST
from snapshotter.warc.containers import UNREADABLE

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
MULTI = "multi-wacz-package"
_PROFILES = ("data-package", "wacz-package", "wacz", MULTI)
"""Of WACZ 1.1.1, of the first tools, of the draft of 1.2.0, and of several packages in one (draft)."""
_VERSIONS = ("1.0.0", "1.1.0", "1.1.1", "1.2.0")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){1,2}(?:[-+.][A-Za-z0-9.-]{1,40})?")
_MOMENT = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)"
    r"(?:\.\d{1,12})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FRICTIONLESS_HASH = "md5"
"""A hash without its kind (Data Package 1, Data Resource, ``hash``)."""
_DER_SEQUENCE = b"\x30"
"""What a reply of an authority begins with, in strict DER or not."""
_TEXTS = ("title", "description", "software", "mainPageUrl", "mainPageURL")
_MOMENTS = ("created", "modified", "mainPageDate")


@dataclass(frozen=True, slots=True)
class Resource:
    """A file as it is listed."""

    path: str
    size_bytes: int | None
    label: str
    """Its hash, with the kind."""


@dataclass(slots=True)
class Package:
    """What ``datapackage.json`` says, as far as it can be read."""

    data: bytes | None = None
    document: Mapping[str, Any] | None = None
    resources: list[Resource] = field(default_factory=list)

    @property
    def is_several(self) -> bool:
        """Whether it is a package of packages, which holds no records itself."""
        return self.document is not None and self.document.get("profile") == MULTI

    @property
    def main_page(self) -> tuple[str | None, str | None]:
        """Address and time of the page to begin with (WACZ 1.1.1; 1.2.0 has ``home``)."""
        document = self.document or {}
        home = document.get("home")
        if isinstance(home, dict):
            return _text(home.get("url")), _text(home.get("ts"))
        url = _text(document.get("mainPageUrl")) or _text(document.get("mainPageURL"))
        return url, _text(document.get("mainPageDate"))


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has such a day."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 and leap else _DAYS[month - 1])


def is_moment(text: object) -> bool:
    """Whether a value is a date and time of RFC 3339."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        return False
    return is_day(int(text[:4]), int(text[5:7]), int(text[8:10]))


def read(container: zipfile.ZipFile, package: Package) -> Iterator[Fault]:
    """Fill ``package``; what is wrong with ``datapackage.json`` itself."""
    package.data = document(container, DATAPACKAGE)
    package.document = as_object(package.data)
    if package.document is None:
        yield fault("wacz.no-datapackage", f"{DATAPACKAGE} is missing or not a JSON object")
        return
    yield from _properties(package.document)
    yield from _resources(package)


def _properties(document: Mapping[str, Any]) -> Iterator[Fault]:
    profile, version = document.get("profile"), document.get("wacz_version")
    if profile is None:
        yield fault("wacz.no-profile", f"expected {_PROFILES[0]!r}, got none")
    elif profile not in _PROFILES:
        yield fault("wacz.profile", f"expected one of {', '.join(_PROFILES)}, got {str(profile)[:80]!r}")
    if version is None and profile not in ("wacz", MULTI):
        yield fault("wacz.version", "expected a version as '1.1.1', got none")
    elif version is not None and not (isinstance(version, str) and _VERSION.fullmatch(version)):
        yield fault("wacz.version", f"expected a version as '1.1.1', got {str(version)[:80]!r}")
    elif version is not None and version not in _VERSIONS:
        yield fault("wacz.version-unknown", f"{version} is not among {', '.join(_VERSIONS)}")
    for name in _TEXTS:
        if document.get(name) is not None and not isinstance(document[name], str):
            yield fault("wacz.property", f"{name}: expected a text, got {str(document[name])[:80]!r}")
    for name in _MOMENTS:
        if document.get(name) is not None and not is_moment(document[name]):
            yield fault(
                "wacz.property", f"{name}: expected a time of RFC 3339, got {str(document[name])[:80]!r}"
            )


def _resources(package: Package) -> Iterator[Fault]:
    listed = (package.document or {}).get("resources")
    if not isinstance(listed, list) or not listed:
        yield fault(
            "wacz.resources",
            "expected a list of the files, got " + ("an empty one" if listed == [] else "none"),
        )
        return
    names: set[str] = set()
    for number, one in enumerate(listed, start=1):
        found = _resource(one)
        if isinstance(found, str):
            yield fault("wacz.resource", f"resource {number}: {found}")
            continue
        package.resources.append(found)
        name = one.get("name")
        if not isinstance(name, str) or name in names:
            yield fault(
                "wacz.resource-name",
                f"{found.path}: {'no name' if name is None else f'the name {str(name)[:80]!r} again'}",
            )
        names.add(str(name))


def _resource(one: object) -> Resource | str:
    """A file as it is listed, or what is wrong with the entry."""
    if not isinstance(one, dict):
        return "expected an object"
    path = one.get("path")
    if not isinstance(path, str) or not path:
        return f"expected a path, got {str(path)[:80]!r}"
    if path.startswith("/") or ".." in path.split("/") or "\\" in path:
        return f"the path {path[:80]!r} leads out of the package"
    size, label = _promised(one)
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        return f"{path}: expected a size in bytes, got {str(size)[:80]!r}"
    if digests.hash_for(label) is None:
        return f"{path}: its hash {label[:80]!r} is none that is known here"
    return Resource(path, size, label)


def _promised(resource: Mapping[str, Any]) -> tuple[Any, str]:
    """Size and hash; of the first tools in an object of their own, the hash without its kind."""
    if isinstance(stats := resource.get("stats"), dict):
        return stats.get("bytes"), f"{resource.get('hashing')}:{stats.get('hash')}"
    label = resource.get("hash")
    if isinstance(label, str) and ":" not in label:
        label = f"{_FRICTIONLESS_HASH}:{label}"
    return resource.get("bytes"), str(label)


def listing(package: Package, names: Set[str]) -> Iterator[Fault]:
    """The list against what is there, but for the bytes."""
    if package.document is None:
        return
    listed = {DATAPACKAGE, DIGEST}
    for resource in package.resources:
        if resource.path not in names:
            yield fault("wacz.missing", f"{resource.path} is listed and not there")
        elif resource.path in listed:
            yield fault("wacz.twice", f"{resource.path} is listed more than once, or lists itself")
        listed.add(resource.path)
    for path in sorted(names - listed):
        if not path.endswith("/"):
            yield fault("wacz.unlisted", f"{path} is there and not listed: nothing vouches for it")


def contents(
    container: zipfile.ZipFile, package: Package, wanted: Mapping[str, zipfile.ZipInfo]
) -> Iterator[Fault]:
    """Every file read to its end, against its CRC-32, and the hash and size that are listed."""
    promised = {resource.path: resource for resource in package.resources}
    for path, info in wanted.items():
        resource = promised.get(path)
        digest = digests.hash_for(resource.label) if resource is not None else None
        unread = wacz_zip.read_through(container, info, *((digest,) if digest is not None else ()))
        if unread is not None:
            yield unread
        if resource is None or digest is None:
            continue
        if info.file_size != resource.size_bytes:
            yield fault(
                "wacz.changed",
                f"{path}: it has {info.file_size} bytes, {DATAPACKAGE} says {resource.size_bytes}",
            )
        elif unread is not None or not digests.agrees(resource.label, digest):
            got = "of bytes that cannot be read" if unread else f"{digest.name}:{digest.hexdigest()}"
            yield fault("wacz.changed", f"{path}: its hash is {got}, {DATAPACKAGE} says {resource.label}")


def vouched(container: zipfile.ZipFile, package: Package) -> Iterator[Fault | str]:
    """What is wrong with ``datapackage-digest.json``; as texts, who signed and when it was stamped."""
    if DIGEST not in container.namelist():
        yield fault("wacz.no-digest", f"{DIGEST} is missing")
        return
    vouching = as_object(document(container, DIGEST))
    if vouching is None:
        yield fault("wacz.digest", f"{DIGEST} is not a JSON object")
        return
    if vouching.get("path") != DATAPACKAGE:
        yield fault(
            "wacz.digest", f"expected the path {DATAPACKAGE!r}, got {str(vouching.get('path'))[:80]!r}"
        )
    if package.data is None:
        return
    label = str(vouching.get("hash"))
    digest = digests.hash_for(label)
    if digest is None:
        yield fault("wacz.digest", f"expected a hash, got {label[:80]!r}")
        return
    digest.update(package.data)
    if not digests.agrees(label, digest):
        yield fault("wacz.digest", f"{DATAPACKAGE} is not what {DIGEST} says: {label}")
        return
    signed, stamped = vouching.get("signedData"), vouching.get("timeStamp")
    if signed is not None:
        yield _signature(signed, label)
    if stamped is not None:
        yield _time_stamp(stamped, package.data)


def _signature(signed: object, label: str) -> Fault | str:
    if not isinstance(signed, dict):
        return fault("wacz.signature", "expected an object with the signature")
    if "publicKey" not in signed:
        return _domain_signature(signed, label)
    if not signatures.is_signed(signed, label):
        return fault("wacz.signature", "the signature does not hold")
    return (
        f"signed {signed.get('created')} with the key {signed['publicKey']}: hold it against the one that "
        "its owner has published"
    )


def _domain_signature(signed: Mapping[str, Any], label: str) -> Fault | str:
    if not signatures.is_signed_as_domain(signed, label):
        return fault("wacz.signature", f"the signature as {signed.get('domain')} does not hold")
    domain, created = signed.get("domain"), signed.get("created")
    if not signatures.is_domain_proven(signed):
        words = (
            f"no authority that is known here gave {domain} the certificate, or it was not valid {created}"
        )
        return fault("wacz.signature-issuer", words)
    return f"signed {created} as {domain}, with a certificate of a public authority; the time is not checked"


def _time_stamp(stamped: object, datapackage: bytes) -> Fault | str:
    from snapshotter.errors import ConfigError
    from snapshotter.signing import time_stamps

    try:
        reply = base64.b64decode(
            str(stamped.get("reply") if isinstance(stamped, dict) else None), validate=True
        )
        stamp = time_stamps.stamp_of(reply, datapackage)
        readable = time_stamps.is_readable(reply)
    except ConfigError as trouble:
        return fault("wacz.time-stamp-unread", f"the time stamp is not checked: {trouble.message}")
    except ValueError:
        return fault("wacz.time-stamp", "the time stamp is not base 64, or no reply of an authority")
    if stamp is not None:
        return f"stamped {iso(stamp.moment)} by {stamp.authority}, whose certificate is not checked"
    if not readable and reply.startswith(_DER_SEQUENCE):
        return fault("wacz.time-stamp-unread", "the time stamp is not in strict DER")
    return fault("wacz.time-stamp", f"the time stamp does not hold, or is not of this {DATAPACKAGE}")


def document(container: zipfile.ZipFile, path: str) -> bytes | None:
    """A small file; None where there is none, or it cannot be read."""
    try:
        info = container.getinfo(path)
        if info.file_size > MAX_DOCUMENT_BYTES:
            return None
        return b"".join(wacz_zip.pieces(container, info))
    except (KeyError, wacz_zip.Bomb, *UNREADABLE):
        return None


def as_object(data: bytes | None) -> dict[str, Any] | None:
    """A JSON object; None for anything else."""
    try:
        found = json.loads(data) if data is not None else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
