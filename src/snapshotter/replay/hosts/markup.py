"""What of a page's markup is addresses to a browser, and what is words to a reader.

A scan of the bytes, in one pass: no tree is built and nothing is written again, so what is not
replaced stays byte for byte as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from snapshotter.replay.hosts.substitution import Replacement

_SPACE = rb"[\t\n\f\r ]"
_OPENING = re.compile(rb"<(?:!--|!\[CDATA\[|[A-Za-z/!?])")
_TAG = re.compile(
    rb"<(?P<name>[A-Za-z][^\t\n\f\r />]*+)"
    rb"(?:=" + _SPACE + rb"*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+|(?=>))|[^=>])*+>"
)
"""A start tag; quotation marks mean something after ``=`` alone (HTML Standard, 13.2.5)."""
_ATTRIBUTE = re.compile(
    rb"(?P<name>[^\t\n\f\r />\"'=]++)" + _SPACE + rb"*+=" + _SPACE + rb"*+"
    rb"(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>[^\t\n\f\r >\"'][^\t\n\f\r >]*+))"
)
_ENDS = {
    name: re.compile(rb"</" + name + rb"(?=[\t\n\f\r />])", re.IGNORECASE)
    for name in (b"script", b"style", b"textarea", b"title", b"xmp", b"noembed", b"noframes")
}
"""Elements in which no tag is one until their own ends (13.2.5.2 and 13.2.5.4)."""
_CODE = (b"script", b"style")
_WAYS = {
    b"a": (b"href",),
    b"area": (b"href",),
    b"form": (b"action",),
    b"button": (b"formaction",),
    b"input": (b"formaction",),
    b"iframe": (b"src",),
    b"frame": (b"src",),
}
_REFRESH = re.compile(rb"[^;,]{0,40}[;,]?\s*url\s*=\s*[\"']?", re.IGNORECASE)
_BEFORE_CONTENT = (b"html", b"head")
_DELIVERED_POLICIES = re.compile(rb"\s*content-security-policy(?:-report-only)?\s*", re.IGNORECASE)
_HINTS = re.compile(rb"\b(?:preconnect|dns-prefetch)\b", re.IGNORECASE)


@dataclass(slots=True)
class Scan:
    """What :func:`scan` finds."""

    words: list[tuple[int, int]] = field(default_factory=list)
    """Where readers' text stands: from, to before."""
    policies: list[tuple[int, int]] = field(default_factory=list)
    """Values of ``http-equiv`` that make a ``<meta>`` a content security policy."""
    hints: list[tuple[int, int]] = field(default_factory=list)
    """Values of ``href`` of links that open connections and load nothing (``preconnect``)."""
    ways: list[tuple[int, int]] = field(default_factory=list)
    """Addresses that documents are loaded from: of links, forms, frames and ``<meta>`` refreshes."""
    beginning: int = 0
    """Where the first thing could be put that the page runs: behind doctype, ``<html>`` and ``<head>``."""


def scan(data: bytes) -> Scan:
    """Never raises; markup that ends within a tag is taken as text from there on, as browsers drop it."""
    return _Scanner(data).done()


class _Scanner:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._found = Scan()
        self._before_content = True
        self._never_ends: set[bytes] = set()

    def done(self) -> Scan:
        at, data = 0, self._data
        while (opening := _OPENING.search(data, at)) is not None:
            self._text(at, opening.start())
            stop = self._markup(opening)
            if stop is None:
                at = opening.start()
                break
            at = stop
        self._text(at, len(data))
        return self._found

    def _text(self, start: int, stop: int) -> None:
        if start < stop:
            self._found.words.append((start, stop))
            self._before_content = self._before_content and self._data[start:stop].isspace()

    def _markup(self, opening: re.Match[bytes]) -> int | None:
        """Where it ends; None when it never does."""
        data, start, what = self._data, opening.start(), opening[0]
        if what == b"<!--":
            ends = {b"<!-->": 5, b"<!--->": 6}
            short = next((size for form, size in ends.items() if data.startswith(form, start)), None)
            return start + short if short else self._passed(start, b"-->")
        if what == b"<![CDATA[":
            return self._passed(start, b"]]>")
        if what[1:2].isalpha():
            return self._tag(start)
        stop = self._passed(start, b">")
        if self._before_content and stop is not None and what != b"</":
            self._found.beginning = stop
        return stop

    def _passed(self, start: int, mark: bytes) -> int | None:
        """Text between is nobody's address: a comment, a doctype, an end tag."""
        end = self._data.find(mark, start + 2)
        if end < 0:
            return None
        self._found.words.append((start, end + len(mark)))
        return end + len(mark)

    def _tag(self, start: int) -> int | None:
        tag = _TAG.match(self._data, start)
        if tag is None:
            return None
        name = tag["name"].lower()
        self._place(name, tag)
        if name in (b"meta", b"link") or name in _WAYS:
            self._attributes(name, tag)
        return self._raw(name, tag.end()) if name in _ENDS else tag.end()

    def _place(self, name: bytes, tag: re.Match[bytes]) -> None:
        if self._before_content and name in _BEFORE_CONTENT:
            self._found.beginning = tag.end()
        self._before_content = self._before_content and name == b"html"

    def _raw(self, name: bytes, start: int) -> int:
        """Behind what is in an element whose content is not markup."""
        if name in self._never_ends:
            return start
        end = _ENDS[name].search(self._data, start)
        if end is None:
            self._never_ends.add(name)
            return start
        if name not in _CODE:
            self._found.words.append((start, end.start()))
        return end.start()

    def _attributes(self, name: bytes, tag: re.Match[bytes]) -> None:
        found = {
            each["name"].lower(): each for each in _ATTRIBUTE.finditer(self._data, tag.end("name"), tag.end())
        }
        for way in _WAYS.get(name, ()):
            if way in found:
                self._found.ways.append(_value(found[way]))
        if name == b"meta" and b"http-equiv" in found:
            self._meta(*_value(found[b"http-equiv"]), found.get(b"content"))
        elif name == b"link" and b"rel" in found and b"href" in found:
            start, stop = _value(found[b"rel"])
            if _HINTS.search(self._data, start, stop):
                self._found.hints.append(_value(found[b"href"]))

    def _meta(self, start: int, stop: int, content: re.Match[bytes] | None) -> None:
        if _DELIVERED_POLICIES.fullmatch(self._data, start, stop):
            self._found.policies.append((start, stop))
        elif content is not None and self._data[start:stop].strip().lower() == b"refresh":
            inner = _value(content)
            address = _REFRESH.match(self._data, *inner)
            if address is not None:
                self._found.ways.append((address.end(), inner[1]))


def _value(attribute: re.Match[bytes]) -> tuple[int, int]:
    group = next(name for name in ("double", "single", "bare") if attribute[name] is not None)
    return attribute.span(group)


def outside(words: Iterable[tuple[int, int]], found: Iterable[Replacement]) -> Iterator[Replacement]:
    """Those of ``found`` that are not in ``words``; both are in order."""
    spans = iter(words)
    span = next(spans, None)
    for each in found:
        while span is not None and span[1] <= each.start:
            span = next(spans, None)
        if span is None or each.start < span[0]:
            yield each
