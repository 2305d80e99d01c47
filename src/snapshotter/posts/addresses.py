"""Finding addresses that stand in running text: URLs, ``www.`` hosts, DOIs and arXiv identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Address:
    """An address at ``start``..``end`` of a text."""

    start: int
    end: int
    written: str
    target: str
    """What it means: a ``www.`` host with ``http://``, a DOI with its resolver."""
    kind: Literal["bare", "doi"]


# Unescaped, none of these belongs to an address (RFC 3986, appendix C); the wide forms end sentences.
_STOP = r"\s<>\"“”„«»`\u3000-\u3002\uff0c\uff1b\uff1a\uff01\uff1f\u300a-\u300f\u0000-\u001f\u200b"
_MAX_CHARS = 8000
_FOUND = re.compile(
    rf"(?P<wrapped><(?:URL:)?(?P<inner>(?:https?|ftp)://[^<>\"]{{1,{_MAX_CHARS}}}?)>)"
    rf"|(?P<url>(?:https?|hxxps?|ftp)(?::|\[:\])//[^{_STOP}]{{1,{_MAX_CHARS}}})"
    rf"|(?<![\w@./-])(?P<www>www\.[^\W_][^{_STOP}]{{0,{_MAX_CHARS}}})"
    r"|(?<![\w./])(?P<doi>(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s?)?(?P<name>10\.\d{4,9}/[\w.;()/:<>\-]{1,500}))"
    r"|(?<![\w./])(?P<arxiv>arXiv:\s?(?P<paper>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?))",
    re.IGNORECASE,
)
_HOST = re.compile(r"www\.[^\W_][\w-]*(?:\.[\w-]+)+(?=[:/?#]|$)", re.IGNORECASE)
_TRAILING = ".,;:!?…'‘’*|。，"
_PAIRS = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【"}
_DEFANGED_DOT = re.compile(r"\[\.\]|\(\.\)|\[dot\]|\(dot\)", re.IGNORECASE)
_WRAP = re.compile(r"\s*\n\s*")


def addresses_in(text: str) -> Iterator[Address]:
    """The addresses in ``text``, in order, without the punctuation around them."""
    at = 0
    while found := _FOUND.search(text, at):
        address = _address(found)
        at = address.end if address is not None else found.end()
        if address is not None:
            yield address


def _address(found: re.Match[str]) -> Address | None:
    if found["wrapped"]:
        return _wrapped(found)
    if found["url"]:
        written = trimmed(found["url"])
        target = refanged(written)
        return _at(found, "url", written, target, "bare") if _has_host(target) else None
    if found["www"]:
        written = trimmed(found["www"])
        return _at(found, "www", written, f"http://{written}", "bare") if _HOST.match(written) else None
    if found["doi"]:
        return _doi(found)
    return _at(found, "arxiv", found["arxiv"], f"https://arxiv.org/abs/{found['paper']}", "bare")


def trimmed(written: str) -> str:
    """``written`` without closing punctuation, and without brackets that were never opened in it."""
    surplus = {close: written.count(close) - written.count(open_) for close, open_ in _PAIRS.items()}
    end = len(written)
    while end:
        last = written[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return written[:end]


def refanged(written: str) -> str:
    """The live form of an address made unclickable (``hxxp://evil[.]example``)."""
    scheme, mark, rest = written.replace("[:]", ":", 1).partition("://")
    if scheme.lower() in ("hxxp", "hxxps"):
        scheme = "http" + scheme[4:].lower()
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{_DEFANGED_DOT.sub('.', host)}{slash}{path}"


def _wrapped(found: re.Match[str]) -> Address:
    """``<https://...>``: what is inside, even broken over lines (RFC 3986, appendix C)."""
    written = _WRAP.sub("", found["inner"])
    if " " in written:
        written = trimmed(written.partition(" ")[0])
        return Address(found.start("inner"), found.start("inner") + len(written), written, written, "bare")
    return Address(found.start("inner"), found.end("inner"), written, written, "bare")


def _doi(found: re.Match[str]) -> Address:
    name = trimmed(found["name"].partition("<")[0] if "</" in found["name"] else found["name"])
    surplus = len(found["name"]) - len(name)
    written = found["doi"][: len(found["doi"]) - surplus]
    encoded = name.replace("<", "%3C").replace(">", "%3E")
    return _at(found, "doi", written, f"https://doi.org/{encoded}", "doi")


def _at(found: re.Match[str], group: str, written: str, target: str, kind: Literal["bare", "doi"]) -> Address:
    start = found.start(group)
    return Address(start, start + len(written), written, target, kind)


def _has_host(target: str) -> bool:
    host = target.partition("://")[2]
    return bool(host) and (host[0].isalnum() or host[0] in "[_%")
