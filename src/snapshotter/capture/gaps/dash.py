"""Addresses in DASH media presentation descriptions (ISO/IEC 23009-1:2022, section 5)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from snapshotter.capture.gaps.reference import MAX_MENTIONS, Kind, Mention, Use
from snapshotter.errors import UrlError
from snapshotter.references import without_surrogates
from snapshotter.urls import Url, parse

_MAX_BYTES = 8 << 20
_DURATION = re.compile(
    r"P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?"
    r"(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?"
)
_IN_SECONDS = (31_536_000, 2_592_000, 86_400, 3600, 60, 1)
_IDENTIFIER = re.compile(r"\$(?:(RepresentationID|Number|Bandwidth|Time)(?:%0(\d{1,2})d)?)?\$")


def mentions_in_dash(text: bytes, url: Url) -> list[Mention]:
    """Initialisations, segments and whole files of every representation.

    The representations of an adaptation set stand for each other.  Of a presentation that is still
    going on, only what it lists itself is known: its clock is not followed.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(without_surrogates(text[:_MAX_BYTES]), parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    if root is None or _name(root) != "MPD":
        return []
    found: dict[tuple[str, str], Mention] = {}
    for mention in _presentation(root, url):
        found.setdefault((mention.href, mention.choice), mention)
        if len(found) >= MAX_MENTIONS:
            break
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Level:
    """What a representation inherits on its way down the tree."""

    base: Url
    seconds: float | None = None
    """How long its period lasts; None when nobody says."""
    live: bool = False
    template: Mapping[str, str] = field(default_factory=dict)
    timeline: tuple[tuple[int | None, int, int], ...] = ()
    """(start, duration, repeats) of each ``S``."""
    listed: Any = None
    """The nearest ``SegmentList``."""

    def below(self, element: Any) -> _Level:
        level = replace(self, base=_base(element, self.base))
        template = _child(element, "SegmentTemplate")
        if template is not None:
            own = {str(name): str(value) for name, value in template.attrib.items()}
            initial = _child(template, "Initialization")
            if initial is not None and initial.get("sourceURL"):
                own.setdefault("initialization", initial.get("sourceURL"))
            level = replace(
                level, template={**self.template, **own}, timeline=_timeline(template) or self.timeline
            )
        listed = _child(element, "SegmentList")
        return level if listed is None else replace(level, listed=listed)


def _presentation(root: Any, url: Url) -> Iterator[Mention]:
    whole = _seconds(root.get("mediaPresentationDuration"))
    live = root.get("type") == "dynamic"
    top = _Level(_base(root, url), whole, live)
    periods = list(_children(root, "Period"))
    for number, period in enumerate(periods):
        follower = periods[number + 1] if number + 1 < len(periods) else None
        level = replace(top, seconds=_period_seconds(period, follower, whole)).below(period)
        for place, adaptation in enumerate(_children(period, "AdaptationSet")):
            inner = level.below(adaptation)
            for representation in _children(adaptation, "Representation"):
                choice = f"set {number}.{place}"
                yield from _representation(representation, inner.below(representation), choice)


def _period_seconds(period: Any, follower: Any, whole: float | None) -> float | None:
    own = _seconds(period.get("duration"))
    if own is not None:
        return own
    begins = _seconds(period.get("start")) or 0.0
    ends = _seconds(follower.get("start")) if follower is not None else whole
    return max(ends - begins, 0.0) if ends is not None else None


def _representation(element: Any, level: _Level, choice: str) -> Iterator[Mention]:
    option = f"{element.get('id')} {element.get('bandwidth')} {level.base}"

    def mention(href: str, kind: Kind) -> Mention | None:
        try:
            return Mention(parse(href, level.base), kind, Use.MEDIA, choice=choice, option=option)
        except UrlError:
            return None

    addresses: Iterator[tuple[str, Kind]]
    if level.template:
        addresses = _from_template(element, level)
    elif level.listed is not None:
        addresses = _from_list(level.listed)
    else:
        addresses = iter([("", "media")] if _child(element, "BaseURL") is not None else [])
    for href, kind in addresses:
        made = mention(href, kind)
        if made is not None:
            yield made


def _from_template(element: Any, level: _Level) -> Iterator[tuple[str, Kind]]:
    template = level.template
    values = {"RepresentationID": element.get("id") or "", "Bandwidth": element.get("bandwidth") or "0"}
    for name in ("initialization", "index", "bitstreamSwitching"):
        if template.get(name):
            yield _filled(template[name], values), "segment"
    media = template.get("media")
    if not media:
        return
    for number, time in _segments(level):
        yield _filled(media, {**values, "Number": str(number), "Time": str(time)}), "segment"


def _segments(level: _Level) -> Iterator[tuple[int, int]]:
    """Number and start time of each segment."""
    template = level.template
    first, timescale = (
        _integer(template.get("startNumber"), 1),
        max(_integer(template.get("timescale"), 1), 1),
    )
    last = _integer(template.get("endNumber"), first + MAX_MENTIONS)
    end = None if level.seconds is None else level.seconds * timescale
    if level.timeline:
        offset = _integer(template.get("presentationTimeOffset"), 0)
        starts = _starts(level.timeline, None if end is None else end + offset)
        yield from zip(range(first, last + 1), starts, strict=False)
        return
    duration = _integer(template.get("duration"), 0)
    if level.live or end is None or duration <= 0:
        return
    count = min(math.ceil(end / duration - 1e-9), MAX_MENTIONS)
    for number in range(first, min(first + count, last + 1)):
        yield number, (number - first) * duration


def _starts(timeline: tuple[tuple[int | None, int, int], ...], end: float | None) -> Iterator[int]:
    time, left = 0, MAX_MENTIONS
    for place, (start, duration, repeats) in enumerate(timeline):
        time, count = time if start is None else start, repeats + 1
        if repeats < 0:
            following = timeline[place + 1][0] if place + 1 < len(timeline) else None
            until = following if following is not None else end
            count = max(math.ceil((until - time) / duration), 1) if until is not None else 1
        for _ in range(min(count, left)):
            yield time
            time += duration
            left -= 1
        if left <= 0:
            return


def _from_list(listed: Any) -> Iterator[tuple[str, Kind]]:
    for name in ("Initialization", "RepresentationIndex", "BitstreamSwitching"):
        child = _child(listed, name)
        if child is not None:
            yield child.get("sourceURL") or "", "media" if child.get("range") else "segment"
    for segment in _children(listed, "SegmentURL"):
        yield segment.get("media") or "", "media" if segment.get("mediaRange") else "segment"
        if segment.get("index"):
            yield segment.get("index"), "segment"


def _timeline(template: Any) -> tuple[tuple[int | None, int, int], ...]:
    timeline = _child(template, "SegmentTimeline")
    if timeline is None:
        return ()
    entries: list[tuple[int | None, int, int]] = []
    for entry in _children(timeline, "S"):
        duration = _integer(entry.get("d"), 0)
        if duration > 0 and len(entries) < MAX_MENTIONS:
            start = _integer(entry.get("t"), -1)
            entries.append((start if start >= 0 else None, duration, _integer(entry.get("r"), 0)))
    return tuple(entries)


def _filled(template: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name, width = match.groups()
        if name is None:
            return "$"
        text = values.get(name, "")
        return text.zfill(int(width)) if width and text.isdigit() else text

    return _IDENTIFIER.sub(value, template[:4096])


def _base(element: Any, base: Url) -> Url:
    child = _child(element, "BaseURL")
    if child is None or not (child.text or "").strip():
        return base
    try:
        return parse(child.text.strip(), base)
    except UrlError:
        return base


def _seconds(text: str | None) -> float | None:
    match = _DURATION.fullmatch((text or "").strip())
    if match is None or not any(match.groups()):
        return None
    return sum(float(part or 0) * size for part, size in zip(match.groups(), _IN_SECONDS, strict=True))


def _integer(text: str | None, default: int) -> int:
    digits = (text or "").strip()
    plain = digits.removeprefix("-")
    return int(digits) if plain.isascii() and plain.isdigit() and len(plain) < 19 else default


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element if _name(child) == name)


def _child(element: Any, name: str) -> Any:
    return next(_children(element, name), None)
