"""Pages of now held against stored snapshots: what an audit decides, for every citation of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from snapshotter.audit.comparison.comparing import Comparison, Then, compare
from snapshotter.audit.confirmation import apply
from snapshotter.audit.difference import Change, difference
from snapshotter.audit.hosts import ENOUGH_PAGES
from snapshotter.audit.patience import ConfirmPolicy
from snapshotter.audit.rendition import Rendition, rendition_of, rendition_of_bytes, rendition_of_text
from snapshotter.audit.verdict import Question, page_suffices, verdict_of
from snapshotter.cited.passages import find_quotes
from snapshotter.errors import ArchiveError
from snapshotter.model.audit import Audit, AuditClass, AuditVerdict, Check, Try, Validators
from snapshotter.model.snapshot import Snapshot
from snapshotter.urls import Url, hostname
from snapshotter.verdicts.of_capture import fields_of
from snapshotter.warc import bodies
from snapshotter.warc.reader import PayloadLocator, read_record, read_whole, warc_path

if TYPE_CHECKING:
    from snapshotter.model.capture import Capture
    from snapshotter.ports import Examiner
    from snapshotter.workflows.auditing import Cited

_TOLD: frozenset[AuditClass] = frozenset(("drifted", "passage-missing"))
"""Of these the changes are told, sentence by sentence, ..."""
_MOST_CHANGES = 12
"""... so many, ..."""
_MOST_LOOKED_AT = 500
"""... found among so many: each is looked for in the whole page, ..."""
_SHOWN_CHARS = 300
"""... each up to this length."""
_IN_THE_BYTES = 0.7
"""So much of what a page shows stands in its bytes, if they are to be believed alone."""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What is read of a snapshot."""

    then: Then | None = None
    is_scripted: bool = False
    """What it shows is to a good part not in its bytes: only a browser can tell what has become of it."""
    validators: Validators = field(default_factory=Validators)


@dataclass(slots=True)
class Appraisals:
    """Makes appraisers; what one page tells of its host, the next ones are told."""

    home: Path
    payloads: PayloadLocator
    examine: Examiner
    policy: ConfirmPolicy
    _targets: dict[tuple[str, Url], set[Url]] = field(default_factory=dict)
    """By host and final address: the addresses that lead there."""

    def __call__(self, url: Url, cited: Sequence[Cited]) -> PageAppraiser:
        """Blocking: reads the snapshots."""
        pages = {
            each.snapshot.id: stored_page(self.home, each.snapshot, self.payloads, url)
            for each in cited
            if each.snapshot is not None
        }
        return PageAppraiser(url, cited, pages, self)

    def leading_to(self, url: Url, final: Url | None) -> int:
        """How many addresses of a host were seen to lead to the same place, this one among them."""
        if final is None or final == url:
            return 0
        led = self._targets.setdefault((hostname(url), final), set())
        led.add(url)
        return len(led)


class PageAppraiser:
    """:class:`snapshotter.workflows.auditing.Appraiser`."""

    def __init__(
        self, url: Url, cited: Sequence[Cited], pages: dict[str, StoredPage], owner: Appraisals
    ) -> None:
        self._url = url
        self._cited = cited
        self._pages = pages
        self._owner = owner
        self._seen: dict[str, tuple[Capture, Rendition | None]] = {}
        """By capture: what was read of it."""

    def validators(self) -> Validators:
        """Those of the newest snapshot; none where the citations have different ones: an answer that the
        page is as one of them was would say nothing of the others."""
        known = {page.validators for page in self._pages.values()}
        alone = len(known) == 1 and all(each.snapshot is not None for each in self._cited)
        return known.pop() if alone else Validators()

    def suffices(self, tried: Try) -> bool:
        examined, now = self._read(tried.capture)
        known = replace(tried, capture=examined)
        alone = Check(examined.id, self._url, examined.started_at, examined.finished_at, (known,))
        for each in self._cited:
            compared = self._compared(each, known.capture, now)
            if tried.way != "browser" and self._must_be_seen(each, known.capture):
                return False
            if not page_suffices(known, compared, verdict_of(self._question(alone, each, compared))):
                return False
        return True

    def appraised(self, check: Check) -> tuple[Check, Sequence[Audit]]:
        tries = tuple(replace(each, capture=self._read(each.capture)[0]) for each in check.tries)
        check, now = replace(check, tries=tries), self._read(check.answer)[1]
        led = self._owner.leading_to(self._url, check.answer.final_url)
        return check, [self._audit(check, each, now, led) for each in self._cited]

    def _must_be_seen(self, cited: Cited, answer: Capture) -> bool:
        """Whether the bytes of a page that answers do not tell what it shows, or what the post quotes."""
        page = self._pages.get(cited.snapshot.id) if cited.snapshot is not None else None
        if page is None or page.then is None or answer.status is None or answer.status >= 400:
            return False
        return page.is_scripted or _only_shown(page.then, cited.quotes)

    def _question(
        self, check: Check, cited: Cited, compared: Comparison | None, *, shared_target: bool = False
    ) -> Question:
        snapshot = cited.snapshot
        verdict = snapshot.verdict if snapshot is not None else None
        return Question(
            check=check,
            cited=self._url,
            comparison=compared,
            had_snapshot=snapshot is not None,
            snapshot_class=verdict.page_class if verdict is not None else None,
            snapshot_final_url=snapshot.final_url if snapshot is not None else None,
            shared_target=shared_target,
        )

    def _audit(self, check: Check, cited: Cited, now: Rendition | None, led: int) -> Audit:
        answer = check.answer
        compared = self._compared(cited, answer, now)
        audit = Audit(
            checked_at=check.ended_at,
            verdict=verdict_of(self._question(check, cited, compared, shared_target=led >= ENOUGH_PAGES)),
            check_id=check.id,
            ways=check.ways,
            final_url=answer.final_url,
            status=answer.status,
            snapshot_id=cited.snapshot.id if cited.snapshot is not None else None,
            quotes=compared.quotes if compared is not None else (),
            similarity=compared.similarity if compared is not None else None,
            title=_title(now, answer),
        )
        if audit.verdict.audit_class in _TOLD and now is not None:
            audit = replace(audit, verdict=self._with_changes(audit.verdict, cited, now))
        return apply(audit, cited.history, self._owner.policy, key=self._url)

    def _with_changes(self, verdict: AuditVerdict, cited: Cited, now: Rendition) -> AuditVerdict:
        """The verdict with the first sentences that are gone, reworded or new: what a person wants to see."""
        page = self._pages.get(cited.snapshot.id) if cited.snapshot is not None else None
        before = page.then.like(now) if page is not None and page.then is not None else None
        if before is None:
            return verdict
        said, says = " ".join(before.text.split()), " ".join(now.text.split())
        changes = (
            {"kind": change.kind, "then": change.then[:_SHOWN_CHARS], "now": change.now[:_SHOWN_CHARS]}
            for change in islice(_changed("\n".join(before.main), "\n".join(now.main)), _MOST_LOOKED_AT)
            if change.kind == "reworded"
            or (change.kind == "gone" and change.then not in says)
            or (change.kind == "new" and change.now not in said)
        )
        shown = list(islice(changes, _MOST_CHANGES))
        return replace(verdict, evidence={**verdict.evidence, "changes": shown})

    def _read(self, capture: Capture) -> tuple[Capture, Rendition | None]:
        """The capture with facts and verdict, and its page as it is compared; both are made once."""
        if capture.id not in self._seen:
            quotes = tuple(quote for each in self._cited for quote in each.quotes)
            self._seen[capture.id] = self._owner.examine(capture, quotes), self._rendition(capture)
        return self._seen[capture.id]

    def _rendition(self, capture: Capture) -> Rendition | None:
        """What is compared; None, for it takes its time, where there is nothing to compare it with."""
        return rendition_of(capture) if any(page.then for page in self._pages.values()) else None

    def _compared(self, cited: Cited, capture: Capture, now: Rendition | None) -> Comparison | None:
        """None where there is nothing to compare; what has not been modified is as it was."""
        page = self._pages.get(cited.snapshot.id) if cited.snapshot is not None else None
        if page is None or page.then is None:
            return None
        if capture.status == HTTPStatus.NOT_MODIFIED:
            now = page.then.rendered or page.then.static
        return compare(page.then, now, cited.quotes) if now is not None else None


def _changed(then: str, now: str) -> Iterator[Change]:
    return (change for change in difference(then, now) if change.kind != "same")


def _title(now: Rendition | None, answer: Capture) -> str | None:
    if now is not None:
        return now.title
    said = answer.title or (answer.verdict.evidence.get("title") if answer.verdict is not None else None)
    return str(said) if said else None


def stored_page(home: Path, snapshot: Snapshot, payloads: PayloadLocator, asked: Url) -> StoredPage:
    """What an audit of ``asked`` needs of a snapshot; what is damaged or missing is left out."""
    rendered = _stored_text(home, snapshot, payloads)
    static, validators = _stored_bytes(home, snapshot, payloads, asked)
    if rendered is None and static is None:
        return StoredPage(validators=validators)
    facts = snapshot.page
    then = Then(
        rendered=rendered,
        static=static,
        title=snapshot.title,
        language=facts.language if facts is not None else None,
        final_url=snapshot.final_url,
        facts=facts,
        assets=static.assets if static is not None else (),
    )
    return StoredPage(then, _is_scripted(then), validators)


def _is_scripted(then: Then) -> bool:
    if then.rendered is None or then.static is None or then.static.kind != "document":
        return False
    found = compare(Then(rendered=then.rendered), then.static)
    return found is not None and found.sentences is not None and found.sentences < _IN_THE_BYTES


def _only_shown(then: Then, quotes: Sequence[str]) -> bool:
    """Whether the snapshot shows words that are quoted, and does not have them in its bytes."""
    if then.rendered is None or then.static is None or not quotes:
        return False
    shown, written = (find_quotes(quotes, page.text) for page in (then.rendered, then.static))
    return any(one.found and not other.found for one, other in zip(shown, written, strict=True))


def _stored_text(home: Path, snapshot: Snapshot, payloads: PayloadLocator) -> Rendition | None:
    place = snapshot.artefacts.get("text")
    if place is None:
        return None
    try:
        text = read_whole(home, place, payloads).payload_bytes().decode("utf-8", "replace")
    except ArchiveError:
        return None
    language = snapshot.page.language if snapshot.page is not None else None
    return rendition_of_text(text, snapshot.title, language)


def _stored_bytes(
    home: Path, snapshot: Snapshot, payloads: PayloadLocator, asked: Url
) -> tuple[Rendition | None, Validators]:
    if snapshot.warc is None:
        return None, Validators()
    try:
        own = read_record(warc_path(home, snapshot.warc.file), snapshot.warc.offset)
        whole = own if own.kind != "revisit" else read_whole(home, snapshot.warc, payloads)
        message = bodies.parse(own.http_head + whole.payload_bytes())
    except ArchiveError:
        return None, Validators()
    if message is None:
        return None, Validators()
    fields = fields_of(own.http_head)
    url = snapshot.final_url or Url(own.target_uri or "")
    found = rendition_of_bytes(url, _media_type(message), fields, message.body())
    own_answer = snapshot.provenance != "memento" and own.target_uri == asked
    return found, _validators(message, snapshot) if own_answer else Validators()


def _media_type(message: bodies.Message) -> str | None:
    return message.fields.get("content-type", "").partition(";")[0].strip().lower() or None


def _validators(message: bodies.Message, snapshot: Snapshot) -> Validators:
    """Of a page that is good: an error page's would only confirm the error.

    They are about the address that gave them (RFC 9110, section 8.8): not about one that led there, and
    not about the origin when an archive gave them.
    """
    if message.status != 200 or (snapshot.verdict is not None and not snapshot.verdict.is_good):
        return Validators()
    return Validators(message.fields.get("etag"), message.fields.get("last-modified"))
