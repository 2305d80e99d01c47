"""What generators put into Markdown: Hugo's short codes, Liquid's tags and outputs (Jekyll, Eleventy).

Each becomes the HTML that it stands for, as far as that holds an address or words: an embed, a picture,
a quotation, a block of code.  Of those nobody knows, the words between them and the addresses in their
parameters are kept.  Nothing inside code is touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from snapshotter.patterns import Pattern
from snapshotter.posts.markups import embeds, writing

_SPAN = 3000
_TOKEN = Pattern(
    r"(?P<fence>^[ ]{0,8}(?P<ticks>`{3,}|~{3,})[^\n]*"
    r"(?:\n(?![ ]{0,8}(?P=ticks))[^\n]*)*(?:\n[ ]*(?P=ticks)[^\n]*)?)"
    r"|(?P<code>(?P<tick>`{1,3})(?!`)[^`]{1,1000}(?<!`)(?P=tick)(?!`))"
    r"|(?P<shown>\{\{[<%]/\*.{0,3000}?\*/[>%]\}\})"
    rf"|\{{\{{[<%](?P<hugo>(?:[^>%{{]|[>%](?!\}}\}})|\{{(?!\{{)){{0,{_SPAN}}}+)[>%]\}}\}}"
    rf"|\{{%-?(?P<liquid>(?:[^%{{]|%(?!\}})|\{{(?!%)){{0,{_SPAN}}}+)%\}}"
    r"|\{\{-?(?P<output>[^{}]{0,1000}?)-?\}\}",
    re.DOTALL | re.MULTILINE,
)
_WORD = Pattern(
    r"""(?:(?P<name>[\w.-]+)\s*(?:=|:)\s*)?(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)'|`(?P<raw>[^`]*)`"""
    r"""|(?P<plain>[^\s,"'`]+))"""
)
_KINDS = ("double", "single", "raw", "plain")
_IN_ADDRESS = Pattern(
    r"(?:\]\(\s*<?|\]:[ \t]+<?|\b(?:href|src|data|poster)\s*=\s*[\"']?)[^\s\"'()<>]*\Z", re.IGNORECASE
)
_BASES = Pattern(
    r"(?:site\.(?:github\.)?(?:base_?|production_)?url|page\.(?:root|base)|(?:site_)?root"
    r"|base_?(?:url|path)?|relative_?root|\.Site\.BaseURL)\s*(?:\|.*)?\Z",
    re.IGNORECASE | re.DOTALL,
)
_LITERAL = Pattern(r"""\s*(?:["']([^"'{}]*)["'])\s*(?:\|.*)?\Z""", re.DOTALL)
_CALL = Pattern(r"\s*([a-z][\w-]*)\((.*)\)\s*(?:\|.*)?\Z", re.DOTALL)
_VERBATIM_TEXT = """
    highlight codeblock code prism mermaid math katex raw verbatim
"""
_VERBATIM = frozenset(_VERBATIM_TEXT.split())
_INCLUDES = frozenset(("include", "include_cached", "render", "partial"))
_ASSIGNED = Pattern(r"^([\w.-]+)\s*=\s*[\"']([^\"']*)[\"']")
_HIDDEN = frozenset(("comment",))
_QUOTES = frozenset(("blockquote", "quote", "pullquote", "epigraph"))
_PICTURES = frozenset(("figure", "img", "image", "picture", "fig", "imgproc", "lightbox"))
_WORDED = ("caption", "text", "title", "description", "content", "alt", "attr", "author", "source", "cite")
_SOURCES = ("src", "image", "img", "file", "path", "image_path", "url", "image_url")
_PICTURE = Pattern(r"\.(?:png|jpe?g|gif|svg|webp|avif)(?:[?#]\S*)?\Z", re.IGNORECASE)


class _Call(NamedTuple):
    """One tag, taken apart."""

    name: str
    positional: tuple[str, ...]
    named: Mapping[str, str]
    written: str

    @property
    def subject(self) -> tuple[str, tuple[str, ...]]:
        """What it is about, and with which words: an ``include`` is about the file that it names."""
        if self.name in _INCLUDES and self.positional:
            return self.positional[0].rpartition("/")[2].partition(".")[0].lower(), self.positional[1:]
        return self.name, self.positional

    def say(self, *names: str) -> str:
        return embeds.named(self.named, *names) or ""


def expanded(text: str) -> str:
    """``text`` with its short codes, tags and outputs replaced."""
    if "{{" not in text and "{%" not in text:
        return text
    return _Expansion(text).whole()


class _Expansion:
    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed: set[str] = set()
        self._assigned: dict[str, str] = {}

    def whole(self) -> str:
        written, at = [], 0
        while found := _TOKEN.search(self._text, at):
            written.append(self._text[at : found.start()])
            at = found.end()
            if found["fence"] or found["code"] or found["shown"]:
                written.append(found[0].replace("/*", "", 1) if found["shown"] else found[0])
                continue
            in_address = _IN_ADDRESS.search(self._text, max(0, found.start() - 200), found.start())
            if found["output"] is not None:
                written.append(self._output(found["output"].strip(), found[0], bool(in_address)))
            else:
                is_hugo = found["hugo"] is not None
                call = _taken_apart(found["hugo"] if is_hugo else found["liquid"])
                html, at = (_place(call), at) if in_address else self._tag(call, at, is_hugo)
                written.append(html)
        written.append(self._text[at:])
        return "".join(written)

    def _output(self, inside: str, written: str, in_address: bool) -> str:
        literal = _LITERAL.match(inside)
        if literal:
            return literal[1]
        if _BASES.match(inside):
            return ""
        name = inside.partition("|")[0].strip()
        if name in self._assigned:
            return self._assigned[name]
        called = _CALL.match(inside)
        if called and not in_address:
            return self._embedded(_taken_apart(f"{called[1]} {called[2]}")) or written
        return "".join(written.split()) if in_address else written

    def _tag(self, call: _Call, at: int, is_hugo: bool) -> tuple[str, int]:
        """What a tag stands for, and where the text goes on."""
        if call.name in _VERBATIM or call.name in _HIDDEN:
            return self._verbatim(call, at, is_hugo)
        if call.name in ("assign", "set"):
            self._assigned |= dict(_ASSIGNED.findall(call.written)[:1])
            return "", at
        if call.name.startswith(("/", "end")):
            closes_quote = call.name.removeprefix("/").removeprefix("end") in _QUOTES
            return ("\n\n</blockquote>\n\n" if closes_quote else ""), at
        if call.name in _QUOTES and self._closing(call.name, at, is_hugo):
            return _quotation(call), at
        return self._embedded(call) or _picture(call) or _kept(call), at

    def _verbatim(self, call: _Call, at: int, is_hugo: bool) -> tuple[str, int]:
        closing = self._closing(call.name, at, is_hugo)
        if closing is None:
            return _kept(call), at
        inside = self._text[at : closing.start()]
        if call.name in _HIDDEN:
            return "", closing.end()
        if call.name in ("raw", "verbatim"):
            return inside, closing.end()
        links = _kept(call)
        after = f"\n\n{links}" if "<a " in links else ""
        return f"\n\n{writing.code(inside.strip(chr(10)))}{after}\n\n", closing.end()

    def _closing(self, name: str, at: int, is_hugo: bool) -> re.Match[str] | None:
        if name in self._unclosed:
            return None
        end = rf"\{{\{{[<%]\s*/\s*{name}\s*[>%]\}}\}}" if is_hugo else rf"\{{%-?\s*end{name}\s*-?%\}}"
        found = re.compile(end).search(self._text, at)
        if found is None:
            self._unclosed.add(name)
        return found

    def _embedded(self, call: _Call) -> str:
        """The embed of a known service; of ``include youtube.html id=...`` too."""
        name, given = call.subject
        service = embeds.service_of(name)
        identity = call.say("id", "url", "src", "video", "tweet", "link")
        if not service or not (identity or given):
            return ""
        user = call.say("user", "username") or None
        if service in embeds.ANYBODY and len(given) > 1:
            user = user or given[0]
            identity = identity or given[1]
        address = embeds.address(service, identity or given[0], user)
        return writing.embed(address) if address else ""


def _place(call: _Call) -> str:
    """A tag where an address stands: the path that it names."""
    return call.say("path", "src", "url") or (call.positional[0] if call.positional else "")


def _taken_apart(inside: str) -> _Call:
    stripped = inside.strip().strip("-").rstrip("/").strip()
    head = re.match(r"/?\s*[\w./-]+", stripped)
    name = "".join(head[0].split()) if head else ""
    rest = stripped[head.end() :].strip() if head else stripped
    positional: list[str] = []
    named: dict[str, str] = {}
    for found in _WORD.finditer(rest):
        value = next((found[kind] for kind in _KINDS if found[kind] is not None), "")
        if embeds.is_address(found[0]):
            positional.append(found[0].rstrip(","))
        elif found["name"]:
            named[found["name"].lower()] = value
        else:
            positional.append(value)
    return _Call(name.lower(), tuple(positional), named, rest)


def _picture(call: _Call) -> str:
    """``figure`` and its like: the picture, its link, its caption and whom it is by."""
    name, given = call.subject
    src = call.say(*_SOURCES) or next(filter(_PICTURE.search, given), "")
    if name not in _PICTURES or not src:
        return ""
    alt = call.say("alt", "title", "description") or next((word for word in given if " " in word), "")
    said = [word for word in (call.say("caption"), call.say("attr", "attribution", "credit")) if word]
    credit = call.say("attrlink", "attribution_url", "credit_url", "source_url")
    if credit:
        said = [*said[:-1], writing.link(credit, said[-1] if said else writing.text(credit))]
    return " ".join([_drawn(src, alt, call.say("link", "href")), *said])


def _drawn(src: str, alt: str = "", href: str = "") -> str:
    """A picture in a line of Markdown: a lone ``<img>`` there would begin a block of HTML."""
    return f"<span>{writing.image(src, alt, href)}</span>"


def _quotation(call: _Call) -> str:
    """The beginning of a quotation; whom it is by stands before it."""
    named = call.say("author", "source", "title", "cite", "by")
    href = call.say("link", "url", "href", "cite") or next(filter(embeds.is_address, call.positional), "")
    words = named or " ".join(word for word in call.positional if not embeds.is_address(word))
    said_by = writing.text(words or href)
    if embeds.is_address(href):
        said_by = writing.link(href, said_by)
    return (f"\n\n<p>{said_by}</p>" if said_by else "") + "\n\n<blockquote>\n\n"


def _kept(call: _Call) -> str:
    """Of a tag that nobody knows: the addresses in it, as links, and the words that it shows."""
    words = [call.named[name] for name in _WORDED if call.named.get(name)]
    words = [word for word in words if not embeds.is_address(word)]
    addresses = dict.fromkeys(filter(embeds.is_address, (*call.named.values(), *call.positional)))
    label = words[0] if len(words) == 1 else ""
    links = [
        _drawn(href, label) if _PICTURE.search(href) else writing.link(href, writing.text(label or href))
        for href in addresses
    ]
    return " ".join([*links, *([] if links and label else words)])
