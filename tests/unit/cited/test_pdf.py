"""What cited PDF files say of themselves, and their text."""

from __future__ import annotations

import random
import zlib

import pytest

from snapshotter.cited import pdfium
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
    facts, _ = read_pdf(saying(info, "/Lang (en-us)"))
    assert facts == PageFacts("A title", "en-US", ("Ann Lee", "Bob Ray"), "2016-03-10")


def test_a_word_processors_title_is_none():
    assert read_pdf(saying("/Title (Microsoft Word - draft7.doc)"))[0] == PageFacts()


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
        found = pdfium.read(bytes(data[: chance.randrange(len(data))] if chance.random() < 0.3 else data))
        assert found is None or isinstance(found["text"], str)


def test_a_bomb_is_let_go_off_elsewhere():
    """Three gigabytes in some kilobytes: PDFium would take them, and end the process when there are none."""
    facts, text = read_pdf(bomb(3 << 30))
    assert text is None
    assert facts == PageFacts()


def bomb(size_bytes: int) -> bytes:
    """A page whose words are packed twice."""
    words = b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj\n" * 30_000
    packer = zlib.compressobj(1)
    block = packer.compress(b"BT /F1 12 Tf\n") + packer.flush(zlib.Z_FULL_FLUSH)
    repeated = packer.compress(words) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = zlib.compress(block + repeated * (size_bytes // len(words)), 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream"
        % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data = b"%PDF-1.4\n"
    for number, each in enumerate(objects, 1):
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    return data + b"trailer << /Size 6 /Root 1 0 R >>\n%%EOF"
