"""Addresses in HLS playlists (RFC 8216; draft-pantos-hls-rfc8216bis for parts, hints and variables)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from snapshotter.capture.gaps.reference import MAX_MENTIONS, Kind, Mention, Use
from snapshotter.urls import Url

_MAX_CHARS = 8 << 20
_ATTRIBUTE = re.compile(r'([A-Z0-9-]{1,64})=("[^"\r\n]*"|[^",\r\n]*)')
_VARIABLE = re.compile(r"\{\$([A-Za-z0-9_-]{1,64})\}")
_LISTS = {"EXT-X-MEDIA", "EXT-X-I-FRAME-STREAM-INF", "EXT-X-IMAGE-STREAM-INF", "EXT-X-RENDITION-REPORT"}
_PARTS = {"EXT-X-KEY", "EXT-X-SESSION-KEY", "EXT-X-MAP", "EXT-X-PART", "EXT-X-PRELOAD-HINT"}
_OTHERS = {"EXT-X-SESSION-DATA", "EXT-X-CONTENT-STEERING"}


def mentions_in_hls(text: str, url: Url) -> list[Mention]:
    """Playlists of a multivariant playlist; segments, keys and maps of a media playlist.

    Files that are played in byte ranges are media, whole.  ``url`` is the playlist's own: variables
    may come from its query.
    """
    if not text.lstrip("\ufeff \t\r\n").startswith("#EXTM3U"):
        return []
    reader = _Reader(url)
    for line in text[:_MAX_CHARS].splitlines():
        reader.line(line.strip())
        if len(reader.found) >= MAX_MENTIONS:
            break
    return reader.found


class _Reader:
    def __init__(self, url: Url) -> None:
        self.found: list[Mention] = []
        self._url = url
        self._variables: dict[str, str] = {}
        self._next: Kind = "segment"
        """What the next line that is no tag is."""

    def line(self, line: str) -> None:
        if not line:
            return
        if not line.startswith("#"):
            self._address(line, self._next)
            self._next = "segment"
        elif line.startswith("#EXT"):
            name, _, value = line[1:].partition(":")
            self._tag(name, value)

    def _tag(self, name: str, value: str) -> None:
        if name == "EXT-X-STREAM-INF":
            self._next = "playlist"
        elif name == "EXT-X-BYTERANGE":
            self._next = "media"
        elif name == "EXT-X-DEFINE":
            self._define(_attributes(value))
        elif name in _LISTS | _PARTS | _OTHERS:
            self._attributes(name, _attributes(value))

    def _attributes(self, name: str, attributes: Mapping[str, str]) -> None:
        address = attributes.get("URI") or attributes.get("SERVER-URI")
        if not address:
            return
        if name in _LISTS:
            self._address(address, "playlist", f"{name} {attributes.get('TYPE', '')}")
        elif name in _OTHERS:
            self._address(address, "data")
        else:
            ranged = "BYTERANGE" in attributes or "BYTERANGE-START" in attributes
            self._address(address, "media" if ranged else "segment")

    def _address(self, address: str, kind: Kind, choice: str = "variant") -> None:
        """Playlists of one sort stand for each other; everything in a media playlist is needed."""
        filled = _VARIABLE.sub(lambda match: self._variables.get(match[1], match[0]), address)
        self.found.append(Mention(filled, kind, Use.MEDIA, choice=choice if kind == "playlist" else ""))

    def _define(self, attributes: Mapping[str, str]) -> None:
        name = attributes.get("NAME")
        if name:
            self._variables[name] = attributes.get("VALUE", "")
        parameter = attributes.get("QUERYPARAM")
        if parameter:
            self._variables[parameter] = parse_qs(urlsplit(self._url).query).get(parameter, [""])[0]


def _attributes(text: str) -> dict[str, str]:
    return {name: value.strip('"') for name, value in _ATTRIBUTE.findall(text[:10_000])}
