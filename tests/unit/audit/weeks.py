"""Weeks of a web that fails, dies and comes back, and a program that looks daily; the clock is injected.

What a page truly is, and what a request for it gets, is drawn from a seeded generator.  A check asks as the
ladder does: another way wherever the first found anything but the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from snapshotter.audit.confirmation import apply
from snapshotter.audit.due import is_due
from snapshotter.audit.patience import ConfirmPolicy
from snapshotter.model.audit import DEAD, Audit, AuditClass, AuditVerdict, Way

START = datetime(2026, 1, 1, 4, 0, tzinfo=UTC)
LADDER: tuple[Way, ...] = ("get", "as-browser", "other-way", "browser")


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def audit(
    found: AuditClass,
    at: datetime,
    *,
    ways: tuple[Way, ...] = ("get", "as-browser"),
    status: int | None = None,
    check_id: str = "",
    confirmed: bool = False,
    evidence: dict[str, object] | None = None,
) -> Audit:
    """One audit; its check is told by its time unless ``check_id`` says otherwise."""
    verdict = AuditVerdict(found, 0.9, "test", 1, evidence or {}, confirmed)
    return Audit(at, verdict, check_id or f"{found} {at.isoformat()}", ways, status=status)


@dataclass(frozen=True)
class Spell:
    """From one day to another every request gets this, whatever the page is."""

    begins: float
    ends: float
    answer: AuditClass


@dataclass(frozen=True)
class Page:
    """The truth about a page."""

    key: str
    dies: float | None = None
    """The day; None: it lives."""
    death: AuditClass = "gone"
    status: int | None = 404
    flaps: float = 0.0
    """Chance of any one request to get ``flap`` instead of the page."""
    flap: AuditClass = "gone"
    spells: tuple[Spell, ...] = ()
    walled: tuple[Way, ...] = ()
    """These ways get a challenge."""

    def answer(self, way: Way, now: float, chance: Random) -> AuditClass:
        """What one request gets."""
        for spell in self.spells:
            if spell.begins <= now < spell.ends:
                return spell.answer
        if self.dies is not None and now >= self.dies and self.death == "dns-gone":
            return "dns-gone"
        if way in self.walled:
            return "challenge"
        if self.dies is not None and now >= self.dies:
            return self.death
        return self.flap if chance.random() < self.flaps else "unchanged"

    def check(self, now: float, told_at: datetime, chance: Random) -> Audit:
        """The ladder: dead twice over is dead; anything that is no page is asked for in another way."""
        found: list[AuditClass] = []
        for way in LADDER:
            found.append(self.answer(way, now, chance))
            if found[-1] == "unchanged" or (found[-1] in DEAD and found[-1] in found[:-1]):
                break
        status = self.status if found[-1] == "gone" else None
        id_ = str(UUID(int=chance.getrandbits(128), version=4))
        return audit(found[-1], told_at, ways=LADDER[: len(found)], status=status, check_id=id_)


@dataclass
class Weeks:
    """What came of it."""

    audits: dict[str, list[Audit]] = field(default_factory=dict)
    false_dead: list[tuple[str, float]] = field(default_factory=list)
    """Confirmed dead while it lived: the page and the day."""
    first_dead: dict[str, float] = field(default_factory=dict)
    confirmed_on: dict[str, float] = field(default_factory=dict)
    """Of pages that are dead: the day on which it was first confirmed."""
    checks: int = 0

    def per_day(self) -> Counter[int]:
        """How many checks fell on each day."""
        return Counter((each.checked_at - START).days for audits in self.audits.values() for each in audits)


def daily(days: int, hour_spread: float, chance: Random) -> Iterator[float]:
    """Runs once a day, not quite at the same hour."""
    for number in range(days):
        yield number + chance.uniform(0, hour_spread) / 24


def simulate(
    pages: list[Page],
    days: int,
    *,
    seed: int = 1,
    policy: ConfirmPolicy | None = None,
    clock: Callable[[float], timedelta] = lambda now: timedelta(),
    network: Callable[[float], bool] = lambda now: True,
    risk: float = 0.0,
) -> Weeks:
    """Runs ``audit --due`` every day; ``clock`` is how wrong the machine's clock is, and while ``network``
    says no, a run records nothing, as the program does when nothing at all answers."""
    policy, chance, came = policy or ConfirmPolicy(), Random(seed), Weeks()
    came.audits = {page.key: [] for page in pages}
    for now in daily(days, 1.5, chance):
        told_at = (day(now) + clock(now)).replace(microsecond=0)
        if not network(now):
            continue
        for page in pages:
            history = came.audits[page.key]
            if not is_due(history, told_at, policy):
                continue
            came.checks += 1
            found = apply(page.check(now, told_at, chance), history, policy, risk=risk, key=page.key)
            came.audits[page.key] = sorted([*history, found], key=lambda each: each.checked_at)
            _judge(came, page, found, now)
    return came


def _judge(came: Weeks, page: Page, found: Audit, now: float) -> None:
    if found.verdict.audit_class not in DEAD:
        return
    is_dead = page.dies is not None and now >= page.dies
    if is_dead:
        came.first_dead.setdefault(page.key, now)
    if not found.verdict.confirmed:
        return
    if is_dead:
        came.confirmed_on.setdefault(page.key, now)
    else:
        came.false_dead.append((page.key, now))


def with_spell(page: Page, *spells: Spell) -> Page:
    return replace(page, spells=(*page.spells, *spells))
