"""What WordPress writes into posts besides HTML: shortcodes, and the comments that mark blocks.

Both are made into HTML that names the same addresses (codex.wordpress.org/Shortcode_API; the block
grammar of the Block Editor Handbook).  A word in brackets that is no shortcode stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any

_VALUE = r"(?:\"[^\"\]]{0,4000}\"|'[^'\]]{0,4000}'|“[^”\]]{0,4000}”|[^\s\"'\[\]]{1,4000})"
_PART = re.compile(rf"(?:([\w-]{{1,60}})\s*=\s*)?({_VALUE})")
_TOKEN = re.compile(
    r"(?P<verbatim><(pre|script|style)\b.*?(?:</\2\s*>|\Z))"
    rf"|\[(?P<end>/?)(?P<name>[A-Za-z][\w-]{{0,60}})(?P<rest>(?:[=\s]+(?:[\w-]{{1,60}}\s*=\s*)?{_VALUE})*+)\s*/?\]"
    r"|(?P<tag><[A-Za-z/][^<>]*>)",
    re.IGNORECASE | re.DOTALL,
)
_END = re.compile(r"\[/([A-Za-z][\w-]{0,60})\s*\]")
_BLOCK = re.compile(r"<!--\s*wp:[\w/-]{1,80}\s+(\{[^<>]{1,20000}\})\s*/?-->")
_WRAPPERS_TEXT = """
    caption wp_caption embed gallery playlist audio video code sourcecode sourcecode php html css js
    blockquote quote pullquote column row section toggle tabs tab spoiler
"""
_WRAPPERS = frozenset(_WRAPPERS_TEXT.split())
_CODE = frozenset(("code", "sourcecode", "php", "css", "js", "html"))
_ENCLOSING = _CODE | {"embed"}
_LINKS = frozenset(("button", "btn", "link", "url", "cta"))
_EMBEDS_TEXT = """
    embed youtube vimeo tweet twitter instagram facebook tiktok dailymotion soundcloud spotify bandcamp
    mixcloud googlemaps googlemap gist slideshare scribd ted wpvideo flickr archiveorg vine giphy iframe
    pinterest reddit codepen getty cnnvideo blip bliptv youku crowdsignal
"""
_EMBEDS = frozenset(_EMBEDS_TEXT.split())
_VIDEO_TYPES = ("src", "mp4", "m4v", "webm", "ogv", "wmv", "flv", "url")
_AUDIO_TYPES = ("src", "mp3", "m4a", "ogg", "wav", "wma", "url")
_IDENTIFIED = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}"}
_IDENTIFIER = {"youtube": re.compile(r"[\w-]{11}"), "vimeo": re.compile(r"\d{5,12}")}
_ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>\[\]]{3,4000}")


def expanded(html: str) -> str:
    """A post's HTML with its shortcodes and block comments written out."""
    return _with_blocks(_with_shortcodes(html) if "[" in html else html)


def _with_shortcodes(html: str) -> str:
    out: list[str] = []
    at = 0
    ends = {name.lower() for name in _END.findall(html)}
    for found in _TOKEN.finditer(html):
        name = (found["name"] or "").lower()
        if not name or found.start() < at:
            continue
        written = _end(name) if found["end"] else _start(name, found["rest"], name in ends)
        if written is None:
            continue
        enclosed, end = "", found.end()
        if name in _ENCLOSING and name in ends and not found["end"]:
            enclosed, end = _enclosed(name, html, end, ends)
        out += (html[at : found.start()], written, enclosed)
        at = end
    return "".join((*out, html[at:]))


def _enclosed(name: str, html: str, start: int, ends: set[str]) -> tuple[str, int]:
    """What stands between a shortcode and its end, and where that ends."""
    end = re.compile(rf"\[/{name}\s*\]", re.IGNORECASE).search(html, start)
    if end is None:
        ends.discard(name)
        return "", start
    between = html[start : end.start()]
    return (_frame(between.strip()) if name == "embed" else f"{between}</pre>"), end.end()


def _end(name: str) -> str | None:
    if name in ("caption", "wp_caption"):
        return "</p>"
    return "" if name in _WRAPPERS or name in _EMBEDS else "</a>" if name in _LINKS else None


def _start(name: str, rest: str, ends: bool) -> str | None:
    """What a shortcode shows; None when it is a word in brackets."""
    values, bare = _parts(rest)
    if name in _CODE and ends:
        return "<pre>"
    if name in ("caption", "wp_caption"):
        return f"<p>{values['caption']}</p>" if values.get("caption") else "<p>"
    if name == "video" and values:
        return _player("video", values, _VIDEO_TYPES)
    named = [each for each in (*values.values(), *bare) if _ADDRESS.fullmatch(each)]
    if name == "audio":
        return _player("audio", values if values or not named else {"src": named[0]}, _AUDIO_TYPES)
    return (
        _embedded(name, values, bare, named) if name in _EMBEDS else _other(name, values, named, ends, rest)
    )


def _embedded(name: str, values: Mapping[str, str], bare: list[str], named: list[str]) -> str:
    return "".join(map(_frame, named or _identified(name, values, bare)))


def _other(name: str, values: Mapping[str, str], named: list[str], ends: bool, rest: str) -> str | None:
    """A shortcode of some plug-in, known by the addresses among its values."""
    if named and values:
        closing = "" if ends and name in _LINKS else "</a>"
        return "</a>".join(f'<a href="{escape(each)}">' for each in named) + closing
    return "" if name in _WRAPPERS and (values or not rest.strip()) else None


def _parts(rest: str) -> tuple[dict[str, str], list[str]]:
    values: dict[str, str] = {}
    bare = []
    for name, value in _PART.findall(rest.lstrip("= \t\r\n")):
        text = unescape(value.strip("\"'“”"))
        if name:
            values.setdefault(name.lower(), text)
        else:
            bare.append(text)
    return values, bare


def _player(tag: str, values: Mapping[str, str], names: tuple[str, ...]) -> str:
    sources = [values[name] for name in names if values.get(name)]
    poster = f' poster="{escape(values["poster"])}"' if values.get("poster") else ""
    if not sources:
        return ""
    first, *others = (escape(source) for source in dict.fromkeys(sources))
    more = "".join(f'<source src="{other}">' for other in others)
    return f'<{tag} src="{first}"{poster}>{more}</{tag}>'


def _frame(address: str) -> str:
    return f'<iframe src="{escape(unescape(address))}"></iframe>' if address else ""


def _identified(name: str, values: Mapping[str, str], bare: list[str]) -> list[str]:
    """The addresses that videos have which a shortcode gives by their identifiers."""
    pattern = _IDENTIFIER.get(name)
    if pattern is None:
        return []
    given = next((each for each in (values.get("id", ""), *bare) if pattern.fullmatch(each)), None)
    return [_IDENTIFIED[name].format(given)] if given else []


def _with_blocks(html: str) -> str:
    """Addresses that a block names in its comment and nowhere else, as embeds and links behind it."""
    if "<!-- wp:" not in html and "<!--wp:" not in html:
        return html
    shown = unescape(_BLOCK.sub("", html))
    return _BLOCK.sub(lambda found: "".join(_hidden(found[1], shown)), html)


def _hidden(attributes: str, shown: str) -> Iterator[str]:
    try:
        block = json.loads(attributes)
    except (ValueError, RecursionError):
        return
    for key, address in _named(block):
        if address not in shown:
            yield (
                f'<a href="{escape(address)}"></a>' if key in ("href", "link", "linkUrl") else _frame(address)
            )


def _named(block: Any) -> Iterator[tuple[str, str]]:
    pending = [("", block)]
    while pending:
        key, value = pending.pop()
        if isinstance(value, dict):
            pending += reversed(list(value.items()))
        elif isinstance(value, list):
            pending += [(key, each) for each in reversed(value)]
        elif isinstance(value, str) and _ADDRESS.fullmatch(value):
            yield key, value
