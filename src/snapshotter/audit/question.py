"""What an audit's rules look at: an answer, the page's own verdict, and what the snapshot says to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from snapshotter import urls
from snapshotter.audit.comparison.comparing import Comparison
from snapshotter.errors import UrlError
from snapshotter.model.audit import Check, Try, Way
from snapshotter.model.capture import Capture
from snapshotter.model.exchange import Exchange
from snapshotter.model.verdict import PageClass, Verdict
from snapshotter.urls import Url
from snapshotter.verdicts import addresses
from snapshotter.verdicts.addresses import Address

KEPT = 0.8
"""Part of a matter from which it is the same content."""
DRIFTED = 0.95
"""Part of a matter below which its words have changed, and not only what stands around them."""
LITTLE = 0.3
"""Part of a matter below which nothing to speak of is left."""
LEAST_WORDS = 40
"""Of a matter that can be compared with another."""
_INDEX_FILES = (
    "index.html",
    "index.htm",
    "index.php",
    "index.shtml",
    "default.asp",
    "default.aspx",
    "default.htm",
)
_CRASHED = "capture.browser-crashed"


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that is known when an audit is decided."""

    check: Check
    cited: Url
    comparison: Comparison | None = None
    """None when there is no snapshot, or nothing to compare with it."""
    had_snapshot: bool = False
    snapshot_class: PageClass | None = None
    """The verdict of the snapshot itself; what is not ``good`` is not the page, and not compared with."""
    snapshot_final_url: Url | None = None
    """Where the cited address led when the snapshot was taken."""
    shared_target: bool = False
    """Many addresses of the cited host now lead to the very target of this one."""


class View:
    """The question as rules see it: each view is made once, when it is first asked for."""

    def __init__(self, question: Question) -> None:
        self.question = question

    @cached_property
    def last(self) -> Try:
        """The try that counts: the last one; where a browser crashed, the last that was answered."""
        tries = self.question.check.tries
        if _code(tries[-1].capture) != _CRASHED:
            return tries[-1]
        answered = [
            each for each in tries if each.capture.status is not None and _code(each.capture) != _CRASHED
        ]
        return answered[-1] if answered else tries[-1]

    @property
    def answer(self) -> Capture:
        return self.last.capture

    @property
    def way(self) -> Way:
        return self.last.way

    @property
    def in_browser(self) -> bool:
        return self.way == "browser" or self.answer.via == "browser"

    @cached_property
    def code(self) -> str:
        """Of the reason why the answer is not whole; empty when there is none."""
        return _code(self.answer)

    @property
    def says(self) -> str:
        return self.answer.reason.message if self.answer.reason is not None else ""

    @cached_property
    def status(self) -> int:
        """0 when nothing answered."""
        if self.main is not None and self.main.status is not None:
            return self.main.status
        return self.answer.status or 0

    @cached_property
    def main(self) -> Exchange | None:
        answer = self.answer
        return next((each for each in answer.exchanges if each.id == answer.main_exchange_id), None)

    @property
    def is_answered(self) -> bool:
        """Whether there is a response that is no redirect."""
        return self.status == 304 or 200 <= self.status < 300 or self.status >= 400

    @property
    def page(self) -> Verdict | None:
        """By the rules for pages."""
        return self.answer.verdict

    @property
    def page_class(self) -> PageClass | None:
        return self.page.page_class if self.page is not None and self.is_answered else None

    @cached_property
    def comparison(self) -> Comparison | None:
        """None also where the snapshot is not the page."""
        question = self.question
        if question.snapshot_class not in (None, "good") or not self.is_answered:
            return None
        return question.comparison

    @cached_property
    def is_told(self) -> bool:
        """Whether the comparison tells what is missing: both read in the same way, and enough to read."""
        found = self.comparison
        return found is not None and found.alike and found.words_then >= LEAST_WORDS

    @cached_property
    def has_content(self) -> bool:
        """Whether what the snapshot says is there, whatever else is."""
        found = self.comparison
        if found is None or found.sentences is None:
            return found is not None and found.identical
        return found.sentences >= KEPT and (found.words_then >= 12 or found.identical)

    @cached_property
    def has_lost_content(self) -> bool:
        """Whether next to nothing of what the snapshot says is there."""
        found = self.comparison
        return (
            found is not None
            and found.alike
            and found.words_then >= 12
            and found.sentences is not None
            and found.sentences < LITTLE
        )

    @cached_property
    def asked(self) -> Address:
        return addresses.of(self.question.cited)

    @cached_property
    def final(self) -> Address:
        return addresses.of(self.answer.final_url or self.answer.url)

    @cached_property
    def is_elsewhere(self) -> bool:
        """Whether the answer stands elsewhere than the cited page stood when it was taken.

        Scheme, ``www``, closing slash, index file, case, session and tracking parameters make no other
        address.
        """
        final = page_address(self.answer.final_url or self.answer.url)
        stood = {page_address(self.question.cited)}
        if self.question.snapshot_final_url:
            stood.add(page_address(self.question.snapshot_final_url))
        return final not in stood


def page_address(url: Url) -> str:
    """Equal for addresses that show the same page."""
    try:
        key = str(urls.page_key(urls.without_fragment(url)))
    except UrlError:
        return str(url)
    before, mark, query = key.partition("?")
    for name in _INDEX_FILES:
        if before.endswith(f"/{name}"):
            before = before.removesuffix(name)
    return f"{before.rstrip('/')}{mark}{query}"


def _code(capture: Capture) -> str:
    return capture.reason.code if capture.reason is not None else ""
