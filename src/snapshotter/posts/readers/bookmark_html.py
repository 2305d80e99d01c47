"""Netscape bookmark files, and the lists of Pocket.

The format was never specified (MSDN, "Netscape Bookmark File Format"): ``DT`` holds an ``A`` or the
``H3`` that names the ``DL`` after it, ``DD`` what is said of it; hardly a tag is closed.  Notes hold raw
HTML and program text, so the file is read as a row of the few tags that count, not as a tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from snapshotter.model.citation import Attribution
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.encoding import decode
from snapshotter.posts.parts import Reference
from snapshotter.posts.readers.epochs import moment_of

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>dt|dd|dl|ul|ol|li|h[1-6]|hr|a|title)\b"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>|[^<>]{0,8000}>)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?<![^\s"'])([A-Za-z_][\w:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*))""")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_LISTS = frozenset(("dl", "ul", "ol"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TITLE = re.compile(r"<title>([^<]{0,500})", re.IGNORECASE)
_DATES = ("add_date", "time_added", "last_modified")


@dataclass(slots=True)
class _Bookmark:
    href: str
    heading: str | None
    cited_at: str | None
    note: list[str]
    title: list[str] = field(default_factory=list)

    def reference(self) -> Reference:
        title = _plain("".join(self.title))
        return Reference(
            href=unescape(self.href).strip(),
            attribution=Attribution(title=title or None),
            text=title,
            heading=self.heading,
            note=_plain("".join(self.note)),
            cited_at=self.cited_at,
        )


@dataclass(slots=True)
class _Reading:
    """What has been seen so far."""

    folders: list[str | None] = field(default_factory=list)
    heading: str = ""
    """The last heading, which names the list that comes next."""
    names_file: bool = False
    """Whether that heading was an ``H1``: it names the file itself where lists are ``DL``."""
    bookmark: _Bookmark | None = None
    within: str = ""
    """The tag that the text belongs to."""
    noted: bool = False
    """Whether a note has begun: lists and headings are then its own."""

    def say(self, text: str) -> None:
        """The text between two tags goes to what is open."""
        if self.within in _HEADINGS:
            self.heading += text
        elif self.bookmark is not None and self.within == "a":
            self.bookmark.title.append(text)
        elif self.bookmark is not None and self.within == "dd":
            self.bookmark.note.append(text)

    def begin(self, attributes: Mapping[str, str]) -> Iterator[Reference]:
        """An ``A``: a bookmark, or a link of the note of the one before."""
        href = attributes.get("href") or attributes.get("feedurl") or ""
        if not href.strip():
            return
        yield from self.finish()
        dates = (moment_of(attributes.get(name)) for name in _DATES)
        self.bookmark = _Bookmark(
            href=href,
            heading=self.folders[-1] if self.folders else None,
            cited_at=next((date for date in dates if date), None),
            note=[attributes.get("description", "")],
        )
        self.within = "a"

    def open(self, name: str) -> Iterator[Reference]:
        if name == "dd":
            self.within, self.noted = "dd", True
        elif name in ("dt", "dl") or not self.noted:
            yield from self.finish()
            self.noted, self.within = False, name
            if name in _LISTS:
                self._open_list(name)
            elif name in _HEADINGS:
                self.heading, self.names_file = "", name == "h1"

    def close(self, name: str) -> Iterator[Reference]:
        if name == "dl" or (name in _LISTS and not self.noted):
            yield from self.finish()
            self.noted, self.within = False, ""
            if self.folders:
                self.folders.pop()
        elif name == self.within:
            self.within = "dd" if name == "a" and self.noted else ""

    def finish(self) -> Iterator[Reference]:
        if self.bookmark is not None:
            yield self.bookmark.reference()
        self.bookmark = None

    def _open_list(self, name: str) -> None:
        named = None if name == "dl" and self.names_file else _plain(self.heading) or None
        above = self.folders[-1] if self.folders else None
        self.folders.append(named or above)
        self.heading, self.names_file = "", False


def entries_of(source: PostSource) -> tuple[str | None, Iterator[Reference]]:
    """The title of the file, and its entries."""
    text = _without_comments(decode(source.data, source.media_type, markup=True))
    title = _TITLE.search(text[:65536])
    return (_plain(title[1]) or None if title else None), _entries(text)


def _entries(text: str) -> Iterator[Reference]:
    state = _Reading()
    at = 0
    for tag in _TAG.finditer(text):
        state.say(text[at : tag.start()])
        at = tag.end()
        name = tag["name"].lower()
        if tag["close"]:
            yield from state.close(name)
        elif name == "a":
            yield from state.begin(_attributes(tag["attributes"]))
        else:
            yield from state.open(name)
    state.say(text[at:])
    yield from state.finish()


def _attributes(written: str) -> Mapping[str, str]:
    """By name in lower case; of two with one name the first counts, as in HTML."""
    found: dict[str, str] = {}
    for attribute in _ATTRIBUTE.finditer(written.rstrip(">")):
        value = next((value for value in attribute.groups()[1:] if value is not None), "")
        found.setdefault(attribute[1].lower(), value)
    return found


def _plain(markup: str) -> str:
    return " ".join(unescape(_MARKUP.sub(" ", markup)).split())


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join((*parts, text[at:]))
