"""Where the payloads lie that revisit records do not repeat (WARC 1.1, section 6.7)."""

from __future__ import annotations

from collections.abc import Iterable

from snapshotter.imports.seen import Event, Key, Loss, Seen, Survey


def originals_of(survey: Survey) -> dict[Key, Seen]:
    """The record of each revisit's payload, by the revisit's key.

    A revisit whose original is not in the file is kept out, and is a loss.
    """
    known = _Known(survey.events)
    found: dict[Key, Seen] = {}
    kept: list[Event] = []
    for event in survey.events:
        revisit = event.response if event.response is not None and event.response.kind == "revisit" else None
        if revisit is None or _is_whole(revisit):
            kept.append(event)
            continue
        original = known.original(revisit)
        if original is None:
            survey.losses.append(_orphan(revisit))
            continue
        found[revisit.key] = original
        _complete(revisit, original)
        kept.append(event)
    survey.events = kept
    return found


def _is_whole(revisit: Seen) -> bool:
    """An answer without content (304) has nothing to repeat."""
    return revisit.refers_to is not None and revisit.refers_to.unmodified and revisit.status == 304


def _orphan(revisit: Seen) -> Loss:
    refers = revisit.refers_to
    name = (refers.record_id or refers.payload_digest) if refers is not None else ""
    return Loss(revisit.offset, f"{revisit.url}: a revisit of {name or 'nothing'}, which is not in the file")


def _complete(revisit: Seen, original: Seen) -> None:
    """What a revisit does not say because its original does."""
    revisit.references, revisit.frames = original.references, original.frames
    revisit.truncated = original.truncated
    if not revisit.head_bytes:
        revisit.status, revisit.location = original.status, original.location
        revisit.media_type = original.media_type
    elif not revisit.media_type:
        revisit.media_type = original.media_type


class _Known:
    """Whole responses, by what a revisit may call them."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._by_id: dict[str, Seen] = {}
        self._by_digest: dict[str, list[Seen]] = {}
        for event in events:
            seen = event.response
            if seen is None or seen.kind == "revisit":
                continue
            if seen.record_id:
                self._by_id.setdefault(seen.record_id, seen)
            if seen.payload_digest:
                self._by_digest.setdefault(seen.payload_digest.lower(), []).append(seen)

    def original(self, revisit: Seen) -> Seen | None:
        refers = revisit.refers_to
        if refers is None:
            return None
        named = self._by_id.get(refers.record_id) if refers.record_id else None
        same = self._by_digest.get(refers.payload_digest.lower(), []) if refers.payload_digest else []
        if named is not None and (not same or named in same or not named.payload_digest):
            return named
        return next((each for each in same if each.url == refers.url), same[0] if same else None)
