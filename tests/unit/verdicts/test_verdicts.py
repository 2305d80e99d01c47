"""How good the verdicts are: what came instead of the page is named, and no living page is called dead.

The numbers are floors: they may only rise.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from snapshotter.model.verdict import PAGE_CLASSES
from snapshotter.verdicts.judging import RULES_VERSION, judge
from tests.unit.verdicts.fates import fates
from tests.unit.verdicts.living import HELD_OUT_TEMPLATES, SENTENCES, evidence, pages

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
LANGUAGES = tuple(SENTENCES)
FLOOR = 0.97


def macro_f1(pairs: Iterable[tuple[str, str]]) -> float:
    """The mean over the classes of the harmonic mean of precision and recall; pairs are (is, called)."""
    right: Counter[str] = Counter()
    called: Counter[str] = Counter()
    is_so: Counter[str] = Counter()
    for truth, verdict in pairs:
        is_so[truth] += 1
        called[verdict] += 1
        right[truth] += truth == verdict
    return sum(2 * right[each] / (is_so[each] + called[each]) for each in is_so) / len(is_so)


def generated(*, held_out: bool) -> Iterator[tuple[str, str, str]]:
    """What each page is, what it is called, and which it is: living ones, and fates in their places."""
    for count, page in enumerate(pages(LANGUAGES)):
        if (page.template in HELD_OUT_TEMPLATES) is not held_out:
            continue
        yield "good", judge(page.evidence()).page_class, f"{page.template} {page.language}"
        for number, fate in enumerate(fates(held_out=held_out)):
            if (number + count) % 9 == 0:  # each form in many places, not in all
                yield fate.page_class, judge(fate.form(page)).page_class, f"{fate.name} {page.url}"


@pytest.mark.parametrize("held_out", [False, True], ids=["tuned", "held out"])
def test_fates_are_named_and_no_living_page_is_called_dead(held_out):
    results = list(generated(held_out=held_out))
    wrong = [each for each in results if each[0] != each[1]]
    assert [each for each in wrong if each[0] == "good"] == []
    assert macro_f1(each[:2] for each in results) >= FLOOR, wrong[:10]
    assert {each[0] for each in results} == set(PAGE_CLASSES)


def test_the_generator_is_as_wide_as_it_should_be():
    templates = {page.template for page in pages(("en",))}
    forms = Counter(fate.page_class for held_out in (False, True) for fate in fates(held_out=held_out))
    assert len(templates) >= 24
    assert len(forms) == 15
    assert min(forms.values()) >= 3
    assert len({fate.page_class for fate in fates(held_out=True)}) == 15


def test_the_measure_tells_good_from_bad():
    assert macro_f1([("good", "good"), ("gone", "gone")]) == 1
    assert macro_f1([("good", "good"), ("gone", "good")]) < 0.5


def real_pages() -> Iterator[tuple[str, bytes]]:
    for path in sorted((DATA / "links" / "readability").glob("*/source.html.gz")):
        yield path.parent.name, gzip.decompress(path.read_bytes())


@pytest.mark.skipif(not (DATA / "links" / "readability").is_dir(), reason="the shared data are not here")
def test_real_living_pages_are_good():
    found = {
        name: judge(evidence("https://news.example/2016/03/10/a-story", body)) for name, body in real_pages()
    }
    assert len(found) >= 60
    assert {name: verdict.rule for name, verdict in found.items() if not verdict.is_good} == {}


@pytest.mark.skipif(not (DATA / "warc").is_dir(), reason="the shared data are not here")
def test_real_archives_hold_what_they_hold():
    from snapshotter.verdicts.of_visit import evidence_of_visit
    from snapshotter.warc.containers import visits_in
    from snapshotter.warc.visits import Visit

    names = ("*.warc", "*.warc.gz", "*.arc", "*.arc.gz", "*.wacz")
    files = sorted(path for name in names for path in (DATA / "warc").rglob(name))
    assert len(files) > 30
    wrong = {}
    judged = 0
    for path in files:
        for visit in visits_in(path):
            if not isinstance(visit, Visit):
                continue
            known = evidence_of_visit(visit, lambda record: None)
            verdict = judge(known)
            judged += 1
            redirects = known.status is not None and 300 <= known.status < 400
            living = known.status == 200 and known.body and known.body.strip()
            if (living and not verdict.is_good) or (redirects and verdict.page_class != "redirect-stub"):
                wrong[f"{path.name} {visit.url}"] = verdict.rule
    assert judged >= 80
    assert wrong == {}


def test_a_verdict_explains_itself():
    verdict = judge(evidence("https://a.example/b", "<title>Page not found</title><h1>Page not found</h1>"))
    assert (verdict.page_class, verdict.rule, verdict.rules_version) == (
        "soft-404",
        "soft-404.title",
        RULES_VERSION,
    )
    assert verdict.evidence["says"]
    assert verdict.evidence["phrase"] == "page not found"
    assert 0 < verdict.confidence <= 1
    assert verdict.confirmed


def test_other_classes_that_hold_as_well_are_told():
    html = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
    verdict = judge(evidence("https://a.example/b", html, status=503))
    assert verdict.page_class == "challenge"
    assert {"rule": "status.server-error", "class": "server-error"} in verdict.evidence["also"]


def test_content_codings_are_none_of_the_rules_business():
    html = "<title>Bridges</title><p>" + "The council met for the third time this month to talk. " * 20
    assert judge(evidence("https://a.example/b", html)).is_good
    assert judge(evidence("https://a.example/b", gzip.compress(html.encode()))).page_class == "garbled"
