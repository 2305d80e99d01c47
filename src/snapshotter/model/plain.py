"""Values as plain JSON objects and back, for the stores that write them down.

What an older program wrote lacks newer keys, and what a newer one wrote has more: both read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from snapshotter.model.capture import Cut, Origin, PageFacts
from snapshotter.model.proof import Proof, ReplayMiss
from snapshotter.model.quote import QuoteMatch, TextSelector
from snapshotter.model.verdict import Verdict
from snapshotter.timestamps import parse, warc_date
from snapshotter.urls import Url

Plain = dict[str, Any]


def verdict_to_plain(verdict: Verdict | None) -> Plain | None:
    """The verdict as every machine output has it."""
    if verdict is None:
        return None
    return {
        "class": verdict.page_class,
        "confidence": verdict.confidence,
        "confirmed": verdict.confirmed,
        "evidence": dict(verdict.evidence),
        "rule": verdict.rule,
        "rules_version": verdict.rules_version,
    }


def verdict_of(plain: Mapping[str, Any] | None) -> Verdict | None:
    """The verdict; None for none.  Raises ``KeyError`` for what is not one."""
    if plain is None:
        return None
    return Verdict(
        page_class=plain["class"],
        confidence=float(plain.get("confidence", 1.0)),
        rule=str(plain.get("rule", "")),
        rules_version=int(plain.get("rules_version", 0)),
        evidence=dict(plain.get("evidence") or {}),
        confirmed=bool(plain.get("confirmed", True)),
    )


def facts_to_plain(facts: PageFacts | None) -> Plain | None:
    return {**asdict(facts), "authors": list(facts.authors)} if facts is not None else None


def facts_of(plain: Mapping[str, Any] | None) -> PageFacts | None:
    if plain is None:
        return None
    known = {name: plain.get(name) for name in PageFacts.__dataclass_fields__}
    canonical = known["canonical"]
    more: dict[str, Any] = {
        "authors": tuple(known["authors"] or ()),
        "canonical": Url(canonical) if canonical is not None else None,
    }
    return PageFacts(**{**known, **more})


def cuts_to_plain(cuts: Iterable[Cut]) -> list[Plain]:
    return [{"budget": cut.budget, "message": cut.message} for cut in cuts]


def cuts_of(plain: Iterable[Mapping[str, Any]] | None) -> tuple[Cut, ...]:
    return tuple(Cut(str(each["budget"]), str(each["message"])) for each in plain or ())


def quote_to_plain(match: QuoteMatch) -> Plain:
    """The object of the contract: ``{"text", "found", "ratio", "selector"}``."""
    selector = asdict(match.selector) if match.selector is not None else None
    return {"text": match.text, "found": match.found, "ratio": match.ratio, "selector": selector}


def quote_of(plain: Mapping[str, Any]) -> QuoteMatch:
    given = plain.get("selector")
    selector = None
    if given is not None:
        selector = TextSelector(**{name: given[name] for name in TextSelector.__dataclass_fields__})
    return QuoteMatch(plain["text"], bool(plain["found"]), float(plain["ratio"]), selector)


def proof_to_plain(proof: Proof | None) -> Plain | None:
    """The object of the contract (``grade``, ``requests``, ``missed``, ...), and more."""
    if proof is None:
        return None
    return {
        **asdict(proof),
        "proved_at": warc_date(proof.proved_at),
        "misses": [asdict(miss) for miss in proof.misses],
        "approximations": list(proof.approximations),
    }


def proof_of(plain: Mapping[str, Any] | None) -> Proof | None:
    if plain is None:
        return None
    known = {name: plain[name] for name in Proof.__dataclass_fields__ if name in plain}
    more: dict[str, Any] = {
        "proved_at": parse(plain["proved_at"]),
        "misses": tuple(_miss_of(each) for each in plain.get("misses") or ()),
        "approximations": tuple(plain.get("approximations") or ()),
    }
    return Proof(**{**known, **more})


def _miss_of(plain: Mapping[str, Any]) -> ReplayMiss:
    return ReplayMiss(**{name: plain[name] for name in ReplayMiss.__dataclass_fields__ if name in plain})


def origin_to_plain(origin: Origin | None) -> Plain | None:
    if origin is None:
        return None
    return {"provenance": origin.provenance, "source": dict(origin.source)}


def origin_of(plain: Mapping[str, Any] | None) -> Origin | None:
    return Origin(plain["provenance"], dict(plain["source"])) if plain is not None else None
