"""What cited PDF files say of themselves, and their text."""

from __future__ import annotations

import random

import pytest

from snapshotter.cited.passages import find_quotes
from snapshotter.cited.pdf import pdf_text, read_pdf
from snapshotter.demo.papers import pdf
from snapshotter.model.capture import PageFacts

PARAGRAPHS = (
    "The ferry was taken out of service in the spring, and nobody who lived on the island was asked whether"
    " that would do.",
    "A second ferry came in the autumn.",
)
PAPER = pdf("Neap tides (an account)", PARAGRAPHS, [0.1, 0.5, 0.9])


def saying(info: str, catalogue: str = "") -> bytes:
    """The paper with another information dictionary and catalogue; PDFium rebuilds the offsets."""
    data = PAPER.replace(b"/Title (Neap tides \\(an account\\))", info.encode("latin-1"))
    return data.replace(b"/Type /Catalog", f"/Type /Catalog {catalogue}".encode())


def test_the_information_dictionary():
    info = "/Title (A title) /Author (Ann Lee, Bob Ray) /CreationDate (D:20160310120000+01'00')"
    facts = facts_of_pdf(saying(info, "/Lang (en-us)"))
    assert facts == PageFacts("A title", "en-US", ("Ann Lee", "Bob Ray"), "2016-03-10")


def test_a_word_processors_title_is_none():
    assert facts_of_pdf(saying("/Title (Microsoft Word - draft7.doc)")) == PageFacts()


def test_open_metadata():
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF><r:Description xmp:CreateDate="2016-03-10T12:00:00Z">'
        b"<dc:title><r:Alt><r:li>A title</r:li></r:Alt></dc:title>"
        b"<dc:creator><r:Seq><r:li>Ann Lee</r:li><r:li>Bob Ray</r:li></r:Seq></dc:creator>"
        b"<dc:language><r:Bag><r:li>de</r:li></r:Bag></dc:language></r:Description></r:RDF></x:xmpmeta>"
    )
    facts = read_pdf(saying("").replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + packet + b"\n"))[0]
    assert facts == PageFacts("A title", "de", ("Ann Lee", "Bob Ray"), "2016-03-10")


def test_quotations_are_found_over_line_ends():
    text = pdf_text(PAPER)
    (match,) = find_quotes([PARAGRAPHS[0]], text)
    assert "\n" in match.selector.exact
    assert (match.found, match.ratio) == (True, 1.0)


@pytest.mark.parametrize("data", [b"", b"no pdf", PAPER[:200], b"%PDF-1.4\n" + b"0" * 1000])
def test_what_is_no_pdf_says_nothing(data):
    assert pdf_text(data) is None
    assert read_pdf(data)[0] == PageFacts()


def test_broken_files_are_read_as_far_as_they_go():
    chance = random.Random(4)
    for _ in range(60):
        data = bytearray(PAPER)
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        text = pdf_text(bytes(data[: chance.randrange(len(data))] if chance.random() < 0.3 else data))
        assert text is None or isinstance(text, str)
        assert isinstance(read_pdf(bytes(data))[0], PageFacts)
