"""Recognising addresses that are archived copies already (RFC 7089: URI-Ms)."""

from __future__ import annotations

import re

from snapshotter import urls
from snapshotter.errors import UrlError
from snapshotter.model.citation import MementoRef
from snapshotter.urls import Url

_ARCHIVE_TODAY = frozenset(f"archive.{ending}" for ending in ("today", "ph", "is", "li", "vn", "fo", "md"))
_WAYBACK_TEXT = """
    web.archive.org wayback.archive-it.org webarchive.loc.gov wayback.archive.org arquivo.pt
    www.webarchive.org.uk webarchive.nationalarchives.gov.uk web.archive.org.au vefsafn.is
    wayback.vefsafn.is perma-archives.org swap.stanford.edu web.arquivo.pt waext.banq.qc.ca
"""
_WAYBACK = frozenset(_WAYBACK_TEXT.split())
_WAYBACK_PATH = re.compile(r"/(?:[\w.-]+/){0,3}?(\d{4,14})(?:[a-z]{2}_|\*)?/(.+)", re.DOTALL)
_LONG_FORM = re.compile(r"/(?:o/)?(\d{4}(?:[.\-]?\d{2}){0,2}(?:-?\d{2,6})?)/(https?:/.+)", re.DOTALL)
_ONE_SLASH = re.compile(r"^(https?):/(?!/)")


def memento_of(url: Url) -> MementoRef | None:
    """The archive, original and date that ``url`` names, when it is an archived copy."""
    host = urls.hostname(url)
    if host in _WAYBACK:
        found = _WAYBACK_PATH.fullmatch(_after_host(url))
    elif host in _ARCHIVE_TODAY:
        found = _LONG_FORM.fullmatch(_after_host(url))
    else:
        return None
    original = _original(found[2]) if found else None
    if found is None or original is None:
        return None
    return MementoRef(archive=host, original=original, datetime=re.sub(r"\D", "", found[1]))


def _after_host(url: Url) -> str:
    rest = url.partition("://")[2]
    return rest[rest.find("/") :]


def _original(text: str) -> Url | None:
    """Archives write originals without a scheme, and proxies merge the two slashes."""
    text = _ONE_SLASH.sub(r"\1://", text)
    try:
        return urls.parse(text if "://" in text.partition("?")[0] else f"http://{text}")
    except UrlError:
        return None
