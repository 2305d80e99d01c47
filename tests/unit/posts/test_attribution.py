"""Whom the words around a citation say that it cites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.model.citation import Attribution
from snapshotter.model.post import PostSource
from snapshotter.pagemeta.people import is_person
from snapshotter.posts.context import bibliography, publishers, titles
from snapshotter.posts.context.claims import claims_in
from snapshotter.posts.context.grammar import tagged
from snapshotter.posts.extract import extract

META = '<meta property="article:published_time" content="2016-03-10"><article>'


def attribution(html, host="a.example"):
    """Of the first link, of which ``[words]`` are the anchor."""
    html = html.replace("[", f'<a href="http://{host}/x">').replace("]", "</a>")
    found = extract(PostSource("p.html", (META + html).encode())).citations[0].attribution
    return found.publisher, found.author, found.title, found.date


NOBODY = (None, None, None, None)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p>Leith Fadel's report today for QZN, [Rebel forces in serious trouble now].",
            ("QZN", "Leith Fadel", "Rebel forces in serious trouble now", "2016-03-10"),
        ),
        (
            "<p>The Atlantic's March 9 in-depth report, [Behind the Chemical Plans].",
            ("The Atlantic", None, None, "2016-03-09"),
        ),
        (
            "<p>Sputnik's March 10 [More Proof: Sputnik Obtains Exclusive Video]",
            ("Sputnik", None, "More Proof: Sputnik Obtains Exclusive Video", "2016-03-10"),
        ),
        (
            "<p>RT's March 8-9 report [Syrian Kurds say it was so]",
            ("RT", None, "Syrian Kurds say it was so", "2016-03-08/2016-03-09"),
        ),
        (
            "<li>[How it all began in the end] (AMN, March 10)",
            ("AMN", None, "How it all began in the end", "2016-03-10"),
        ),
        ("<p>It rained, as the Guardian [reported on Tuesday].", ("The Guardian", None, None, "2016-03-08")),
        ("<p>On Tuesday Reuters [reported] that it rained.", ("Reuters", None, None, "2016-03-08")),
        (
            "<p>It rained, according to a [2014 study] in Nature by J. Smith.",
            ("Nature", "J. Smith", None, "2014"),
        ),
        ("<p>It rained, writes Jane Doe [in Le Monde].", ("Le Monde", "Jane Doe", None, None)),
        ("<p>Jane Doe, writing in [the Atlantic], says so.", ("The Atlantic", "Jane Doe", None, None)),
        ("<p>In the New Yorker, Jane Doe [argues] the same.", ("The New Yorker", "Jane Doe", None, None)),
        ("<p>Guardian columnist Jane Doe [disagrees].", ("Guardian", "Jane Doe", None, None)),
        ("<p>The New York Times’ Jane Doe [has more].", ("The New York Times", "Jane Doe", None, None)),
        ("<p>Jane Doe of Mother Jones [has more].", ("Mother Jones", "Jane Doe", None, None)),
        ("<p>She said so in her [essay] “On Waiting Well” of 2014.", (None, None, "On Waiting Well", None)),
        ("<p>A [Guardian article] says so.", ("Guardian", None, None, None)),
        ("<li>NYT: [The Art of Keeping Quiet]", ("NYT", None, "The Art of Keeping Quiet", None)),
        ("<li>[ISIS seizes a drug ring] (Mirror)", ("Mirror", None, "ISIS seizes a drug ring", None)),
        ("<li>[How to Read a Pipe] by Tom Okafor", (None, "Tom Okafor", "How to Read a Pipe", None)),
        (
            "<li>[How to Read a Pipe] — Tom Okafor, The Atlantic",
            ("The Atlantic", "Tom Okafor", "How to Read a Pipe", None),
        ),
        (
            "<li>Jane Doe, “[Title of It],” The New Yorker, March 3, 2015",
            ("The New Yorker", "Jane Doe", "Title of It", "2015-03-03"),
        ),
        (
            "<li>Doe, J. (2014). Title of it. Journal of Things, 12(3), 45–67. [link]",
            ("Journal of Things", "Doe, J.", "Title of it", "2014"),
        ),
        ("<p>It rained (via [The Verge]).", ("The Verge", None, None, None)),
        ("<p>See [Brown et al. 2018] for more.", (None, "Brown et al.", None, "2018")),
        ("<p>See [Brown and Roe] (2018) for more.", (None, "Brown and Roe", None, "2018")),
        ("<p>Laut [Spiegel vom 3. Mai 2015] war es so.", ("Spiegel", None, None, "2015-05-03")),
        (
            "<p>Wie die Süddeutsche Zeitung [am Montag berichtete], war es so.",
            ("Süddeutsche Zeitung", None, None, "2016-03-07"),
        ),
        ("<p>In der [taz] schreibt Anja Maier, dass es so ist.", ("taz", "Anja Maier", None, None)),
        (
            "<p>Un article du Figaro, [« Le silence des ministères »].",
            ("Le Figaro", None, "Le silence des ministères", None),
        ),
        ("<p>Selon [Le Monde], il pleut.", ("Le Monde", None, None, None)),
        ("<p>Según publicó ayer [El País], llueve.", ("El País", None, None, "2016-03-09")),
        (
            "<p>Come scrive Paolo Neri sul [Corriere della Sera], piove.",
            ("Corriere della Sera", "Paolo Neri", None, None),
        ),
        ("<p>Segundo a [Folha de S.Paulo], chove.", ("Folha de S.Paulo", None, None, None)),
        ("<p>Volgens [de Volkskrant] regent het.", ("de Volkskrant", None, None, None)),
        ("<p>Как пишет [«Коммерсант»], идёт дождь.", ("Коммерсант", None, None, None)),
        ("<p>“We waited,” said [Sam Altieri] of the whole affair.", (None, "Sam Altieri", None, None)),
        # nothing is said
        ("<p>Obama's [speech] was long.", NOBODY),
        ("<p>The company's [report] is out.", NOBODY),
        ("<p>The [Supreme Court] met on Tuesday.", NOBODY),
        ("<p>On March 3, the army took [the town].", NOBODY),
        ("<p>It is [here]; the Guardian has a crossword.", NOBODY),
        ("<li>[Read more about it here]", NOBODY),
    ],
)
def test_words(html, expected):
    found = attribution(html)
    assert found[:2] == expected[:2]
    assert found[2] == expected[2] or expected[2] is None
    assert found[3] == expected[3]


@pytest.mark.parametrize(
    ("html", "host", "publisher"),
    [
        ("<p>It is [here].", "www.nytimes.com", "The New York Times"),
        ("<p>It is [here].", "edition.cnn.com", "CNN"),
        ("<p>It is [here].", "web.archive.org/web/2016/http://www.bbc.co.uk", "BBC News"),
        ("<p>It is in the [Times].", "www.nytimes.com", "Times"),
        ("<p>The Guardian quotes [a report].", "www.nytimes.com", "The New York Times"),
        ("<p>The Guardian [reported] it.", "medium.com", "The Guardian"),
        ("<p>NASA said [so].", "www.nytimes.com", "The New York Times"),
        ("<p>[Splash 247] has it.", "splash247.com", "Splash 247"),
        ("<p>The Liverpool Echo’s Liam Thorp [has it].", "www.liverpoolecho.co.uk", "The Liverpool Echo"),
        ("<p>Ammar Askar [wrote] it.", "blog.ammaraskar.com", None),
        ("<p>It is [here].", "a.example", None),
    ],
)
def test_the_host_speaks_where_the_words_do_not(html, host, publisher):
    assert attribution(html, host)[0] == publisher


def test_each_of_several_has_its_own():
    html = """<p>The Guardian <a href="http://a.example/1">reported</a> it on Tuesday; Reuters
        <a href="http://a.example/2">denied it</a>, and <a href="http://a.example/3">Le Monde</a>
        did not care.</p>"""
    found = extract(PostSource("p.html", (META + html).encode())).citations
    assert [c.attribution.publisher for c in found] == ["The Guardian", "Reuters", "Le Monde"]
    assert [c.attribution.date for c in found] == ["2016-03-08", None, None]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            "Doe, J., & Roe, R. (2014, March 3). Why it is so: A study. The Atlantic. https://x",
            ("The Atlantic", "Doe, J., & Roe, R.", "Why it is so: A study", "2014-03-03"),
        ),
        (
            "Doe, Jane. “Title of It.” The New Yorker, 3 Mar. 2015, www.x.com. Accessed 4 May 2016.",
            ("The New Yorker", "Doe, Jane", "Title of It", "2015-03-03"),
        ),
        (
            "[1] J. Doe, “A thing,” IEEE Trans. Things, vol. 3, no. 2, pp. 1–9, 2012.",
            ("IEEE Trans. Things", "J. Doe", "A thing", "2012"),
        ),
        (
            "Müller, Hans (2014): Der Titel. In: Zeitschrift für Dinge 12, S. 45–67.",
            ("Zeitschrift für Dinge", "Müller, Hans", "Der Titel", "2014"),
        ),
        (
            "Doe, J. (2010). Chapter. In R. Roe (Ed.), Book of things (pp. 1–20). Oxford University Press.",
            ("Oxford University Press", "Doe, J.", "Chapter", "2010"),
        ),
        (
            "Piketty, Thomas. 2014. Capital in the Century. Cambridge: Harvard University Press.",
            ("Harvard University Press", "Piketty, Thomas", "Capital in the Century", "2014"),
        ),
        (
            "World Health Organization (2020). Guidelines for things. Geneva: WHO.",
            ("WHO", "World Health Organization", "Guidelines for things", "2020"),
        ),
    ],
)
def test_entries_of_reference_lists(entry, expected):
    assert bibliography.parse(entry) == Attribution(*expected)


@pytest.mark.parametrize(
    "text",
    [
        "He said that (2014) was a good year. Then he left.",
        "Jane said “it is so” in 2014 to them.",
        "",
        "(2014).",
    ],
)
def test_prose_is_no_entry(text):
    assert bibliography.parse(text) is None


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("The Guardian", "The Guardian"),
        ("the Guardian", "The Guardian"),
        ("guardian", None),
        ("Le Monde", "Le Monde"),
        ("Monde", None),
        ("WHO", "World Health Organization"),
        ("who", None),
        ("NYT", "The New York Times"),
        ("New York", None),
        ("", None),
    ],
)
def test_publications_by_name(name, known):
    found = publishers.by_name(name)
    assert (found.name if found else None) == known


def test_every_name_in_the_table_is_found():
    from snapshotter.posts.context.publications import PUBLICATIONS

    for line in PUBLICATIONS.strip().splitlines():
        name, others, hosts = line.split("|")
        for called in filter(None, (part.strip().lstrip("~") for part in (name, *others.split(",")))):
            assert publishers.by_name(called) is not None, called
        for host in hosts.split():
            assert publishers.by_host(f"www.{host}") is not None


@pytest.mark.parametrize(
    "name", ["Jane Doe", "J. R. Smith", "Ursula von der Leyen", "Cathy O'Neil", "Ana Torres"]
)
def test_people(name):
    assert is_person(name)


@pytest.mark.parametrize(
    "name", ["Obama", "New York", "Supreme Court", "US & Canada", "ISIS AND IRAQ", "the man", ""]
)
def test_no_people(name):
    assert not is_person(name)


@pytest.mark.parametrize(
    ("text", "whole", "introduced", "expected"),
    [
        ("The Art of Keeping Quiet", False, True, True),
        ("Why We Fight Over Water", False, False, True),
        ("National Institute of Standards and Technology", False, False, False),
        ("Rebel forces in trouble", True, False, True),
        ("Rebel forces", True, False, False),
        ("the whole story", True, True, False),
        ("More Proof: It Was So", False, True, True),
        ("This is how it all began in the end", True, False, True),
        ("Read more", True, True, False),
        ("Click here for the story", True, True, False),
        ("https://a.example/x", True, True, False),
        ("x" * 400, True, True, False),
    ],
)
def test_titles(text, whole, introduced, expected):
    assert titles.is_title(text, whole=whole, introduced=introduced) is expected


@given(st.text(alphabet="AbS ’'s.,:;()“”—–-|>\n219 McDTimes", max_size=160))
def test_no_sentence_is_too_much(text):
    read = tagged(text, 0, len(text))
    assert len(read.letters) == len(read.tokens)
    claims_in(read, text)
    bibliography.parse(text, in_list=True)
    titles.is_title(text, whole=True, introduced=True)
