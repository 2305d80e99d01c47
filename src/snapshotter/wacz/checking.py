"""Whether a WACZ holds together: its files against ``datapackage.json``, that against its digest, and
the signature and time stamp over it.  Nothing is unpacked to the disk, and no more is read of a file
than it is said to have."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from snapshotter import digests
from snapshotter.model.capture import Finding
from snapshotter.timestamps import iso
from snapshotter.wacz import signatures
from snapshotter.wacz.package import DATAPACKAGE, DIGEST
from snapshotter.warc.containers import UNREADABLE

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
_READ_BYTES = 256 * 1024
_REQUIRED = {
    "archive": ("archive/", (".warc", ".warc.gz")),
    "index": ("indexes/", (".cdx", ".cdxj", ".cdx.gz")),
    "pages": ("pages/pages.jsonl", ("",)),
}


def check(path: Path) -> tuple[Finding, ...]:
    """What is to be said of a WACZ file.  It is sound when no finding is an ``error``.

    Findings of severity ``info`` tell who signed it and when it was stamped.
    """
    try:
        with zipfile.ZipFile(path) as container:
            return tuple(_check(container))
    except UNREADABLE as trouble:
        return (_error("wacz.unreadable", f"the container cannot be read: {trouble}"),)


def _check(container: zipfile.ZipFile) -> Iterator[Finding]:
    names = container.namelist()
    for twice in sorted(name for name, times in Counter(names).items() if times > 1):
        yield _error("wacz.twice", f"{twice} is there more than once", path=twice)
    yield from _required(names)
    data = _document(container, DATAPACKAGE)
    package = _json(data)
    if data is None or package is None:
        yield _error("wacz.no-datapackage", f"{DATAPACKAGE} is missing or not a JSON object")
        return
    yield from _resources(container, package, set(names))
    yield from _digest(container, data)


def _required(names: list[str]) -> Iterator[Finding]:
    for what, (start, ends) in _REQUIRED.items():
        if not any(name.startswith(start) and name.endswith(ends) for name in names):
            yield _error(f"wacz.no-{what}", f"no file {start}*{ends[-1]}")


def _resources(container: zipfile.ZipFile, package: Mapping[str, Any], names: set[str]) -> Iterator[Finding]:
    listed = {DATAPACKAGE, DIGEST}
    resources = package.get("resources")
    for resource in resources if isinstance(resources, list) else ():
        path = resource.get("path") if isinstance(resource, dict) else None
        if not isinstance(path, str) or path not in names:
            yield _error("wacz.missing", f"{path} is listed and not there", path=str(path))
            continue
        if path in listed:
            yield _error("wacz.twice", f"{path} is listed more than once, or lists itself", path=path)
            continue
        listed.add(path)
        if (trouble := _resource_trouble(container, path, resource)) is not None:
            yield _error("wacz.changed", f"{path}: {trouble}", path=path)
    for path in sorted(names - listed):
        if not path.endswith("/"):
            yield _warning(
                "wacz.unlisted", f"{path} is there and not listed: nothing vouches for it", path=path
            )


def _resource_trouble(container: zipfile.ZipFile, path: str, resource: Mapping[str, Any]) -> str | None:
    size, label = _promised(resource)
    digest = digests.hash_for(label)
    if digest is None:
        return f"its hash {label!r} is of a kind that is not known here"
    got = container.getinfo(path).file_size
    if isinstance(size, int) and got != size:
        return f"it has {got} bytes, {DATAPACKAGE} says {size}"
    try:
        with container.open(path) as file:
            while piece := file.read(_READ_BYTES):
                digest.update(piece)
    except UNREADABLE as trouble:
        return f"it cannot be read: {trouble}"
    if not digests.agrees(label, digest):
        return f"its hash is {digest.name}:{digest.hexdigest()}, {DATAPACKAGE} says {label}"
    return None


def _promised(resource: Mapping[str, Any]) -> tuple[Any, str]:
    """Size and hash; of the first tools in an object of their own, the hash without its kind."""
    if not isinstance(stats := resource.get("stats"), dict):
        return resource.get("bytes"), str(resource.get("hash"))
    return stats.get("bytes"), f"{resource.get('hashing')}:{stats.get('hash')}"


def _digest(container: zipfile.ZipFile, datapackage: bytes) -> Iterator[Finding]:
    vouching = _json(_document(container, DIGEST))
    if vouching is None:
        yield _warning("wacz.no-digest", f"{DIGEST} is missing or not a JSON object")
        return
    label = str(vouching.get("hash"))
    digest = digests.hash_for(label)
    if digest is None or not digests.agrees(label, _fed(digest, datapackage)):
        yield _error("wacz.digest", f"{DATAPACKAGE} is not what {DIGEST} says: {label}")
        return
    signed, stamped = vouching.get("signedData"), vouching.get("timeStamp")
    if isinstance(signed, dict):
        yield _signature(signed, label)
    if isinstance(stamped, dict):
        yield _time_stamp(stamped, datapackage)


def _signature(signed: Mapping[str, Any], label: str) -> Finding:
    if "publicKey" not in signed:
        return _domain_signature(signed, label)
    if not signatures.is_signed(signed, label):
        return _error("wacz.signature", "the signature does not hold")
    key, created = str(signed["publicKey"]), str(signed.get("created"))
    return Finding(
        "wacz.signed",
        "info",
        f"signed {created} with the key {key}: hold it against the one that its owner has published",
        {"publicKey": key, "created": created},
    )


def _domain_signature(signed: Mapping[str, Any], label: str) -> Finding:
    domain, created = str(signed.get("domain")), str(signed.get("created"))
    if not signatures.is_signed_as_domain(signed, label):
        return _error("wacz.signature", f"the signature as {domain} does not hold")
    said = f"signed {created} as {domain}; who issued its certificate, and the time, are not checked"
    return Finding("wacz.signed", "info", said, {"domain": domain, "created": created})


def _time_stamp(stamped: Mapping[str, Any], datapackage: bytes) -> Finding:
    from snapshotter.errors import ConfigError
    from snapshotter.signing import time_stamps

    try:
        reply = base64.b64decode(str(stamped.get("reply")), validate=True)
        stamp = time_stamps.stamp_of(reply, datapackage)
        readable = time_stamps.is_readable(reply)
    except ConfigError as trouble:
        return _warning("wacz.time-stamp-unread", f"the time stamp is not checked: {trouble.message}")
    except ValueError:
        return _error("wacz.time-stamp", "the time stamp is not base 64, or no reply of an authority")
    if stamp is not None:
        said = f"stamped {iso(stamp.moment)} by {stamp.authority}, whose certificate is not checked"
        return Finding(
            "wacz.stamped", "info", said, {"moment": iso(stamp.moment), "authority": stamp.authority}
        )
    if not readable:
        return _warning(
            "wacz.time-stamp-unread", "the time stamp is not in strict DER: try `openssl ts -verify`"
        )
    return _error("wacz.time-stamp", f"the time stamp does not hold, or is not of this {DATAPACKAGE}")


def _document(container: zipfile.ZipFile, path: str) -> bytes | None:
    try:
        if container.getinfo(path).file_size > MAX_DOCUMENT_BYTES:
            return None
        return container.read(path)
    except KeyError:
        return None


def _json(data: bytes | None) -> dict[str, Any] | None:
    try:
        document = json.loads(data) if data is not None else None
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _fed(digest: hashlib._Hash, data: bytes) -> hashlib._Hash:
    digest.update(data)
    return digest


def _error(code: str, message: str, **detail: str) -> Finding:
    return Finding(code, "error", message, detail)


def _warning(code: str, message: str, **detail: str) -> Finding:
    return Finding(code, "warning", message, detail)
