"""Sources that are named without an address."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from snapshotter.model.post import PostSource
from snapshotter.posts.extract import extract

POSTS = Path(__file__).parent / "context" / "unlinked"
SEED = Path(__file__).resolve().parents[3].parent / "shared/data/posts/seed/2016-03-10-is-fighters.txt"
SEED_SOURCES = [
    ("AMN", "Chris Tomson", "2016-03-10"),
    ("SouthFront", None, "2016-03-10"),
    ("SouthFront", None, None),
    ("AMN", "Leith Fadel", "2016-03-10"),
    ("Sic Semper Tyrannis", "Pat Lang", "2016-03-09"),
    ("The Atlantic", None, "2016-03-09"),
    ("Sputnik", None, "2016-03-10"),
    ("RT", None, "2016-03-08/2016-03-09"),
    ("Sputnik", None, "2016-03-09"),
    ("Mirror", None, "2016-01-16"),
    ("FARS English", None, "2016-03-10"),
    ("FARS English", None, "2016-03-10"),
    ("FARS English", None, "2016-03-10"),
]


def unlinked(text, source="2016-03-10-p.txt"):
    return extract(PostSource(source, text.encode())).unlinked


def plain(name):
    return name[4:] if name and name.lower().startswith("the ") else name


def matched(found, gold):
    """How many of ``gold`` are among ``found``, each once, by publisher, and by title where there is none."""
    rest = list(gold)
    for source in found:
        for entry in rest:
            titled = entry[2] == source.title if entry[0] is None or entry[2] else True
            if plain(entry[0]) == plain(source.publisher) and titled:
                rest.remove(entry)
                break
    return len(gold) - len(rest)


@pytest.mark.skipif(not SEED.is_file(), reason="the real post is not here")
def test_the_post_whose_links_were_lost_still_names_its_sources():
    found = extract(PostSource(SEED.name, SEED.read_bytes())).unlinked
    assert [(source.publisher, source.author, source.date) for source in found] == SEED_SOURCES
    titles = [source.title for source in found]
    assert titles[3] == "Rebel forces in serious trouble as the Syrian Army splits the East Ghouta"
    assert titles[5] == "Behind the Islamic State’s Chemical-Warfare Plans"
    assert titles[9] == "ISIS seizes £4bn drug ring from the Mafia to fund its brutal terror campaign"
    assert titles[12] == "1200 Food Packages Distributed among Displaced of Yarmouk Camp"


@pytest.mark.skipif(not SEED.is_file(), reason="the real post is not here")
def test_publications_that_nobody_knows_are_found_in_it_too():
    names = {
        "AMN": "QZN",
        "SouthFront": "NorthStage",
        "Sic Semper Tyrannis": "Ad Astra",
        "FARS English": "ZORS",
    }
    text = SEED.read_text(encoding="utf-8")
    for known, unknown in names.items():
        text = text.replace(known, unknown)
    found = extract(PostSource(SEED.name, text.encode())).unlinked
    expected = [names.get(publisher, publisher) for publisher, _, _ in SEED_SOURCES]
    assert [source.publisher for source in found] == expected


@pytest.mark.parametrize("post", sorted(POSTS.glob("*.txt")), ids=lambda path: path.stem)
def test_posts_without_links(post):
    gold = [tuple(entry) for entry in json.loads(post.with_suffix(".json").read_text(encoding="utf-8"))]
    found = extract(PostSource(post.name, post.read_bytes())).unlinked
    assert matched(found, gold) == len(gold)
    assert len(found) == len(gold)
    exact = {(plain(p), a, t, d) for p, a, t, d in gold}
    right = sum((plain(s.publisher), s.author, s.title, s.date) in exact for s in found)
    assert right >= len(gold) - 1


@pytest.mark.parametrize(
    "text",
    [
        "Obama's speech in Cairo was long. The company's report is out.",
        "Apple's Tim Cook said so, according to officials.",
        "Time passes. Nature is a mirror. The sun sets over the Atlantic.",
        "Facebook announced it. NASA said no. Twitter reported a loss.",
        "The World Health Organization (WHO) met on Tuesday.",
        "Jane Doe's book on bees was a gift. Darwin's letters were lost.",
        "Photo: Reuters",
        "Copyright © 2015 The Associated Press reported",
        "The Foreign Minister's article of faith in Berlin.",
        "We drove from Salem, Oregon to the coast: sand, wind and sea.",
    ],
)
def test_what_is_no_source(text):
    assert unlinked(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("As Reuters reported on Tuesday, it rained.", ("Reuters", None, None, "2016-03-08")),
        ("Jane Doe wrote in the Atlantic that it rained.", ("The Atlantic", "Jane Doe", None, None)),
        ("An article in the Omaha World-Herald says so.", ("Omaha World-Herald", None, None, None)),
        ("Laut Spiegel vom 3. Mai 2015 war es so.", ("Spiegel", None, None, "2015-05-03")),
        ("Selon Le Monde, il pleut.", ("Le Monde", None, None, None)),
        ("Según El País, llueve mucho.", ("El País", None, None, None)),
        ("Secondo la Repubblica, piove.", ("la Repubblica", None, None, None)),
        ("Volgens NRC regent het.", ("NRC", None, None, None)),
        ("Как сообщает РБК, идёт дождь.", ("РБК", None, None, None)),
        (
            "Jane Roe's March 1 piece for Wired, The Long Wait, is good.",
            ("Wired", "Jane Roe", "The Long Wait", "2016-03-01"),
        ),
        (
            "Doe, J. (2014). The title of it. Journal of Things, 12(3), 4-5.",
            ("Journal of Things", "Doe, J.", "The title of it", "2014"),
        ),
    ],
)
def test_sources_in_many_words(text, expected):
    (source,) = unlinked(text)
    assert (source.publisher, source.author, source.title, source.date) == expected


def test_in_a_post_with_links_only_what_carries_none():
    html = """<p>The Guardian <a href="http://a.example/1">reported</a> it on Tuesday.</p>
        <p>Reuters reported on Monday that the mill would close for good.</p>
        <p>According to officials, nothing happened. The Guardian also said that it rained all day.</p>
        <h2>References</h2>
        <p>Doe, J. (2014). The title of it. Journal of Things, 12(3), 4-5.</p>
        <p>Roe, R. (2015). Another. Journal of Things, 13(1). <a href="http://a.example/2">Link</a></p>"""
    found = extract(PostSource("p.html", html.encode())).unlinked
    assert [source.publisher for source in found] == ["Reuters", "Journal of Things"]


def test_a_list_of_bare_titles_is_one_of_sources_where_it_says_so():
    text = "Hello.\n\nSee also:\n\nHow to Build a Raft\n\nWhy Maps Lie to Sailors\n"
    assert [source.title for source in unlinked(text)] == ["How to Build a Raft", "Why Maps Lie to Sailors"]
    assert unlinked(text.replace("See also:", "My chapters:")) == ()
