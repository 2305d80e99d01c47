"""Quotation marks of many languages, and the citation that quoted words belong to."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshotter.model.post import PostSource
from snapshotter.posts.context.marks import quotations
from snapshotter.posts.context.quotes import directives
from snapshotter.posts.extract import extract


def quoted(text):
    return [" ".join(text[a:b].strip() for a, b in quote.spans) for quote in quotations(text)]


def quotes(html, source="p.html"):
    """The quotes of the body's links, by the last letter of their addresses."""
    cited = extract(PostSource(source, html.encode())).citations
    return {c.href[-1]: list(c.quotes) for c in cited if c.region == "body" and c.quotes}


def link(name):
    return f'<a href="http://{name}.example/{name}">link</a>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “it is so,” and “it isn’t.”", ["it is so,", "it isn’t."]),
        ("“Don’t say ‘never’ again,” she said.", ["Don’t say ‘never’ again,"]),
        ("‘The students’ work is done,’ he said.", ["The students’ work is done,"]),
        ("'It's the students' work,' he said.", ["It's the students' work,"]),
        ('He said "it is so" twice: "yes".', ["it is so", "yes"]),
        ("Er sagte: „Das ist so“, und »das nicht«, ‚halb‘.", ["Das ist so", "das nicht", "halb"]),
        ("Er sagte „er rief ‚Halt‘ und lief“.", ["er rief ‚Halt‘ und lief"]),
        ("Il dit « c’est « vrai » oui » et «non».", ["c’est « vrai » oui", "non"]),
        ("Il dit «\u00a0c’est ‹\u202fvrai\u202f› oui\u00a0».", ["c’est ‹\u202fvrai\u202f› oui"]),
        ("Dijo: «Es “así” siempre».", ["Es “así” siempre"]),
        ("Ha detto: «È così».", ["È così"]),
        ("Powiedział: „tak jest”.", ["tak jest"]),
        ("Azt mondta: „ez »így« van”.", ["ez »így« van"]),
        ("Hon sade ”det är så” och »så där».", ["det är så", "så där"]),
        ("Han sagde »det er så«.", ["det er så"]),
        ("«Это „так“ и есть», — сказал он.", ["Это „так“ и есть"]),
        ("Είπε «έτσι είναι».", ["έτσι είναι"]),
        ("彼は「これは『大切』だ」と言った", ["これは『大切』だ"]),
        ("他说：“就是这样。”她问：“真的？”", ["就是这样。", "真的？"]),
        ("그는 “그렇다”고 말했다", ["그렇다"]),
        ('הוא אמר "זה כך" על צה"ל', ["זה כך"]),
        ("قال «هذا صحيح» ثم", ["هذا صحيح"]),
        ("The '90s and 'tis the season; rock 'n' roll.", []),
        ('5\'10" tall, a 27" screen, said "hello there" once', ["hello there"]),
        ("“unclosed and “closed” x", ["closed"]),
        ("the boys’ toys and the girls’ toys", []),
        ('“mixed straight" end', ["mixed straight"]),
    ],
)
def test_marks(text, expected):
    assert quoted(text) == expected


def test_a_quotation_that_paragraphs_open_again_is_one():
    text = "“First one.\n“Second one,” he said.\nNo more."
    (quote,) = quotations(text, [(0, 12), (12, 36), (36, len(text))])
    assert [text[a:b].strip() for a, b in quote.spans] == ["First one.", "Second one,"]
    assert len(quotations(text.replace("\n“", "\n"), [(0, 12), (12, 35), (35, 43)])) == 0


@given(st.text(alphabet="aS \n.,“”„‟«»‹›‘’‚'\"「」『』", max_size=120))
def test_no_marks_are_too_much(text):
    found = quotations(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # one citation in the sentence
        (f"<p>They {link('a')} that “it is what it is” today.", {"a": ["it is what it is"]}),
        # several: the nearest by clauses
        (
            f"<p>{link('a')} wrote “one two three”; {link('b')} wrote “four five six.”",
            {"a": ["one two three"], "b": ["four five six."]},
        ),
        (
            f"<p>In {link('a')}, “one two three,” while {link('b')} has “four five six.”",
            {"a": ["one two three,"], "b": ["four five six."]},
        ),
        # the next sentence
        (f"<p>She told {link('a')}. “One two three,” she said.", {"a": ["One two three,"]}),
        (f"<p>See {link('a')}. “One two three,” said Jane Roe.", {}),
        (f"<p>Jane Roe told {link('a')}. “One two three,” said Ms. Jane Roe.", {"a": ["One two three,"]}),
        (f"<p>See {link('a')}. The ministry said the plan was “one two three”.", {}),
        (f"<p>Laut {link('a')} war es so. „Eins zwei drei“, sagte ein Sprecher.", {"a": ["Eins zwei drei"]}),
        # the source behind
        (f"<p>“One two three.” ({link('a')})", {"a": ["One two three."]}),
        (f"<p>“One two three.” — {link('a')}", {"a": ["One two three."]}),
        # scare quotes and names
        (f"<p>The “smart” {link('a')} and the “so called set” of it.", {}),
        (f"<p>He called it “nonsense” {link('a')}.", {"a": ["nonsense"]}),
        (f"<p>A “set and forget” plan {link('a')}.", {}),
        (f"<p>The film “The Long Day” {link('a')} is out.", {}),
        (f"<p>An essay titled “why we wait” {link('a')} is out.", {}),
        ('<p>In “<a href="http://a.example/a">How to wait well</a>” she argues.', {}),
        (
            '<p>“<a href="http://a.example/a">We waited long enough</a>,” she said.',
            {"a": ["We waited long enough,"]},
        ),
        (f"<p>“http://x.example/e” {link('a')} «<b>Коммерсант</b>» пишет", {}),
        # across paragraphs
        (f"<p>“One two three.<p>“Four five,” she told {link('a')}.", {"a": ["One two three. Four five,"]}),
        # q
        (f"<p>It says <q>one two three</q> {link('a')}.", {"a": ["one two three"]}),
        # not in a side column
        (
            f"<article><p>{'More words. ' * 40}</p></article>"
            f"<nav>They {link('a')} that “it is what it is”.</nav>",
            {},
        ),
    ],
)
def test_marks_belong_to(html, expected):
    assert quotes(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>As {link('a')} says:<blockquote>One two.</blockquote>", {"a": ["One two."]}),
        (f"<p>As {link('a')} says:<blockquote>One {link('b')} two.</blockquote>", {"a": ["One link two."]}),
        (f"<p>No.<blockquote>One {link('b')} two.</blockquote>", {"b": ["One link two."]}),
        (f"<blockquote cite='http://c.example/c'>One two.</blockquote>{link('b')}", {"c": ["One two."]}),
        (f"<p>{link('a')}<blockquote><p>One two.<p>— Jane, {link('b')}</blockquote>", {"b": ["One two."]}),
        (f"<p>{link('a')}<blockquote><p>One two.</blockquote><p>— {link('b')}", {"b": ["One two."]}),
        (f"<p>{link('a')}<blockquote>“One two.” — {link('b')}</blockquote>", {"b": ["One two."]}),
        (
            f"<p>{link('a')}<blockquote>One.</blockquote><p>And:<blockquote>Two.</blockquote>",
            {"a": ["One.", "Two."]},
        ),
        (f"<p>{link('a')}<p>Something else.<blockquote>One.</blockquote>", {}),
        (f"<p>No.<blockquote>One two.</blockquote><p>So begins {link('a')}.", {"a": ["One two."]}),
        (f"<p>See {link('a')}.<blockquote>One two three.</blockquote><p>x One two three. x", {}),
        (
            "<blockquote class=twitter-tweet><p>One two</p>&mdash; Jane (@j) "
            "<a href='http://t.example/t'>May 1</a></blockquote>",
            {"t": ["One two"]},
        ),
        ("<p>x <ins cite=http://i.example/i>one two</ins>", {"i": ["one two"]}),
        (
            f"<p>{link('a')}:<blockquote>One [sic] … <blockquote>two</blockquote></blockquote>",
            {"a": ["One [sic] … two"]},
        ),
    ],
)
def test_block_quotations_belong_to(html, expected):
    assert quotes(html) == expected


def test_quoted_lines_of_a_mail():
    text = "Jane wrote in http://a.example/a:\n\n> One two three\n> four five.\n\nNo."
    assert quotes(text, "p.txt") == {"a": ["One two three four five."]}
    assert quotes("See also:\n\n> http://a.example/a One two three four.\n", "p.txt") == {}


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        (":~:text=one%20two", ["one two"]),
        ("sec:~:text=a-,one%20two,-b", ["one two"]),
        (":~:text=one%20two,five%20six", ["one two … five six"]),
        (":~:text=one&text=two%2C%20three", ["one", "two, three"]),
        ("sec", []),
        (None, []),
        (":~:text=", []),
        (":~:selector(type=x)", []),
    ],
)
def test_text_directives(fragment, expected):
    assert directives(fragment) == expected


def test_a_directive_is_not_said_twice():
    html = "<p>They <a href='http://a.example/x#:~:text=one%20two%20three'>wrote</a> “one two three four.”"
    (citation,) = extract(PostSource("p.html", html.encode())).citations
    assert citation.quotes == ("one two three four.",)


@pytest.mark.parametrize("unit", ["“a ‘b ", '"a b" ', "boys’ ", "«a »b ", "x\n“y "])
def test_a_megabyte_of_marks_in_one_paragraph(unit):
    html = f"<p>{unit * (1_000_000 // len(unit))}{link('a')}"
    began = time.process_time()
    extract(PostSource("p.html", html.encode()))
    assert time.process_time() - began < 2


@given(st.text(alphabet="aB .,:;!?“”«»\"'’()–—\n[]1", max_size=200))
def test_no_words_around_are_too_much(text):
    html = f"<blockquote>{text}</blockquote><p>{text}<a href=http://a.example/>{text[:20]}</a>{text}<p>{text}"
    cited = extract(PostSource("p.html", html.encode()))
    assert len(cited.citations) == 1
