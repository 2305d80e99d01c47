"""Where the payloads lie that revisit records do not repeat (WARC 1.1, section 6.7)."""

from __future__ import annotations

from collections.abc import Iterable

from snapshotter.digests import Digest
from snapshotter.imports.seen import Event, FindPreserved, Key, Loss, Preserved, Seen, Survey


def originals_of(survey: Survey, preserved: FindPreserved) -> dict[Key, Seen | Preserved]:
    """The record of each revisit's payload, or the payload itself, by the revisit's key.

    A revisit whose original is neither in the file nor in the archive is kept out, and is a loss.
    """
    known = _Known(survey.events)
    found: dict[Key, Seen | Preserved] = {}
    kept: list[Event] = []
    for event in survey.events:
        revisit = event.response if event.response is not None and event.response.kind == "revisit" else None
        if revisit is None or _is_whole(revisit):
            kept.append(event)
            continue
        original = known.original(revisit) or _preserved(revisit, preserved)
        if original is None:
            survey.losses.append(_orphan(revisit))
            continue
        found[revisit.key] = original
        if isinstance(original, Seen):
            _complete(revisit, original)
        kept.append(event)
    survey.events = kept
    return found


def _preserved(revisit: Seen, preserved: FindPreserved) -> Preserved | None:
    """From another file that was imported before: known by its SHA-256, which we and few others write."""
    refers = revisit.refers_to
    digest = labelled(refers.payload_digest) if refers is not None and revisit.head_bytes else None
    return preserved(digest) if digest is not None else None


def labelled(written: str) -> Digest | None:
    """A SHA-256 digest as this program writes it; None for others."""
    name, _, value = written.strip().lower().partition(":")
    is_hex = len(value) == 64 and not value.strip("0123456789abcdef")
    return Digest(f"sha256:{value}") if name in ("sha256", "sha-256") and is_hex else None


def _is_whole(revisit: Seen) -> bool:
    """An answer without content (304) has nothing to repeat."""
    return revisit.refers_to is not None and revisit.refers_to.unmodified and revisit.status == 304


def _orphan(revisit: Seen) -> Loss:
    refers = revisit.refers_to
    name = (refers.record_id or refers.payload_digest) if refers is not None else ""
    return Loss(revisit.offset, f"{revisit.url}: a revisit of {name or 'nothing'}, which is not there")


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
