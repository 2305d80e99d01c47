"""Inline Org: links, footnotes, macros and verbatim text in a run of text, as HTML.

Org Syntax (orgmode.org/worg/org-syntax.html), "Objects".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from snapshotter.posts.address.addresses import trimmed
from snapshotter.posts.markups import embeds, writing

_SPAN = 4000
_SCHEME = r"(?:https?|ftp)://"
_TOKEN = re.compile(
    rf"\[\[(?P<target>(?:[^\[\]\\\n]|\\.){{1,{_SPAN}}})\](?:\[(?P<words>.{{1,2000}}?)\])?\]"
    rf"|\[\[(?P<odd>{_SCHEME}(?:[^\s\[\]]|\[[^\s\[\]]{{0,200}}\]){{1,{_SPAN}}})\](?:\[(?P<oddwords>.{{1,2000}}?)\])?\]"
    r"|\[fn:(?P<note>[\w-]{0,100})(?P<defined>:)?"
    rf"|<(?P<angled>(?:{_SCHEME}|mailto:)[^<>\n]{{1,{_SPAN}}})>"
    rf"|(?<!\w)(?P<bare>{_SCHEME}[^\s\[\]<>\"]{{1,{_SPAN}}})"
    rf"|@@html:(?P<html>.{{0,{_SPAN}}}?)@@|@@[a-z]+:.{{0,{_SPAN}}}?@@"
    r"|(?<![\w=])=(?P<verbatim>[^\s=](?:[^=]*[^\s=])?)=(?![\w=])"
    r"|(?<![\w~])~(?P<code>[^\s~](?:[^~]*[^\s~])?)~(?![\w~])"
    r"|(?<![\w*])\*(?P<strong>[^\s*](?:[^*]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w/:<])/(?P<em>[^\s/](?:[^/]*[^\s/:])?)/(?![\w/])"
    r"|(?<![\w+])\+(?P<gone>[^\s+](?:[^+]*[^\s+])?)\+(?![\w+])",
    re.DOTALL,
)
_MACRO = re.compile(r"\{\{\{([a-zA-Z][\w-]{0,60})(?:\(([^{}]{0,2000}?)\))?\}\}\}")
_ABBREVIATED = re.compile(r"([\w-]{1,60}):(?::)?(.*)\Z", re.DOTALL)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?)\Z", re.IGNORECASE)
_WEB = re.compile(r"(?:https?|ftp|mailto):|//", re.IGNORECASE)
_LINK_TYPES = {"doi": "https://doi.org/"}
_TAGS = {"strong": "strong", "em": "em", "gone": "del"}
_MAX_DEPTH = 6


@dataclass(slots=True)
class Settings:
    """What a file says once for all of its posts."""

    links: dict[str, str] = field(default_factory=dict)
    """``#+LINK`` abbreviations."""
    macros: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


class Inline:
    """Turns runs of text into HTML, and gathers the footnotes that are written in them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._notes: list[str] = []

    def html(self, text: str, alt: str = "") -> str:
        """``text`` as HTML; ``alt`` is said for a picture in it."""
        return self._run(self._expanded(text), 0, alt)

    def notes(self) -> str:
        """The inline footnotes since the last call, each a paragraph."""
        notes, self._notes = self._notes, []
        return "".join(f"<p>{note}</p>" for note in notes)

    def _expanded(self, text: str) -> str:
        return _MACRO.sub(self._macro, text) if "{{{" in text else text

    def _macro(self, found: re.Match[str]) -> str:
        arguments = [argument.strip() for argument in re.split(r"(?<!\\),", found[2] or "")]
        template = self._settings.macros.get(found[1].lower())
        if template is None:
            service = embeds.service_of(found[1])
            address = embeds.address(service, arguments[0]) if service else None
            return f"@@html:{writing.embed(address)}@@" if address else " ".join(arguments)
        given = {str(number): value for number, value in enumerate(arguments, 1)}
        return re.sub(r"\$(\d)", lambda place: given.get(place[1], ""), template)

    def _run(self, text: str, depth: int, alt: str = "") -> str:
        if depth > _MAX_DEPTH:
            return writing.text(text)
        closing = writing.closings(text) if "[fn:" in text else {}
        written, at = [], 0
        while found := _TOKEN.search(text, at):
            written.append(writing.text(text[at : found.start()]))
            if found["note"] is not None:
                html, at = self._footnote(found, closing, depth + 1)
            elif found["bare"]:
                href = trimmed(found["bare"].rstrip("~=_"))
                html, at = writing.link(href, writing.text(href)), found.start() + len(href)
            else:
                html, at = self._token(found, depth + 1, alt), found.end()
            written.append(html)
        written.append(writing.text(text[at:]))
        return "".join(written)

    def _token(self, found: re.Match[str], depth: int, alt: str) -> str:
        if found["target"] or found["odd"]:
            words = found["words"] or found["oddwords"]
            return self._link(found["target"] or found["odd"], words, depth, alt)
        if found["angled"]:
            return writing.link(found["angled"], writing.text(found["angled"]))
        if found["verbatim"] or found["code"]:
            return f"<code>{writing.text(found['verbatim'] or found['code'])}</code>"
        kind = found.lastgroup or ""
        if kind in _TAGS:
            return f"<{_TAGS[kind]}>{self._run(found[kind], depth)}</{_TAGS[kind]}>"
        return found["html"] or ""

    def _link(self, target: str, words: str | None, depth: int, alt: str) -> str:
        href = self._resolved(re.sub(r"\\([\[\]\\])", r"\1", target))
        if words is not None:
            return self._around(href, self._described(words, depth))
        service, _, identity = target.partition(":")
        known = embeds.service_of(service) if identity and not _WEB.match(target) else None
        if known:
            return writing.embed(embeds.address(known, identity) or "")
        if href and _PICTURE.search(href):
            return writing.image(href, alt)
        return self._around(href, writing.text(href or target.lstrip("*#")))

    def _around(self, href: str | None, inner: str) -> str:
        return writing.link(href, inner) if href else inner

    def _described(self, words: str, depth: int) -> str:
        """The words of a link; the address of a picture there is the picture."""
        plain = words.strip().removeprefix("file:")
        if _PICTURE.search(plain) and " " not in plain:
            return writing.image(plain)
        return writing.text(plain) if embeds.is_address(plain) else self._run(words, depth)

    def _resolved(self, target: str) -> str | None:
        """The address of a link's target; None for places in the author's own notes."""
        target = target.strip()
        if _WEB.match(target):
            return target
        if target.startswith(("file:", "./", "../", "/")):
            return target.removeprefix("file:").partition("::")[0]
        found = _ABBREVIATED.match(target)
        base = self._settings.links.get(found[1], _LINK_TYPES.get(found[1])) if found else None
        if found is None or base is None:
            return None
        filled = base.replace("%s", found[2]).replace("%h", quote(found[2], safe=""))
        return filled if filled != base else base + found[2]

    def _footnote(self, found: re.Match[str], closing: dict[int, int], depth: int) -> tuple[str, int]:
        """``[fn:1]`` is nothing to read; ``[fn:: words]`` and ``[fn:1: words]`` are words."""
        end = closing.get(found.start())
        if end is None or end < found.end():
            return writing.text(found[0]), found.end()
        words = found.string[found.end() : end].strip()
        if found["defined"] and words:
            self._notes.append(self._run(words, depth))
        return "", end + 1
