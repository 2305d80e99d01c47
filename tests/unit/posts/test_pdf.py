"""PDF documents, written here byte for byte."""

from __future__ import annotations

import time
import zlib

import pytest

from snapshotter.errors import PostError
from snapshotter.pagemeta.pdf import date_of
from snapshotter.posts.readers import pdf, pdfium
from tests.reading import citations_of, cited_of, parts_of, refused

FONT = b"<< /Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont /Helvetica%s >>"
FONTS = b"<< /F1 %s /F2 %s >>" % (FONT % b"", FONT % b"-Bold")


class Pdf:
    """Collects pages; ``data`` writes them with a right cross-reference table."""

    def __init__(self, *, info="", compress=False):
        self._info = info
        self._compress = compress
        self._pages = []

    def page(self, *lines, links=()):
        """``lines``: (x, y, size, text); ``links``: (rectangle, URI or a whole action)."""
        parts = []
        for x, y, size, text in lines:
            font = "F2" if text.startswith("*") else "F1"
            written = text.lstrip("*").replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            parts.append(f"BT /{font} {size} Tf {x} {y} Td ({written}) Tj ET")
        self._pages.append(("\n".join(parts).encode("cp1252"), list(links)))
        return self

    def data(self):
        bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
        kids = []
        for content, links in self._pages:
            notes = []
            for rectangle, target in links:
                action = target if target.startswith("<<") else f"<< /S /URI /URI ({target}) >>"
                box = " ".join(map(str, rectangle))
                bodies.append(f"<< /Type /Annot /Subtype /Link /Rect [{box}] /A {action} >>".encode())
                notes.append(f"{len(bodies)} 0 R")
            packed = zlib.compress(content) if self._compress else content
            kind = b"/Filter /FlateDecode " if self._compress else b""
            bodies.append(b"<< %s/Length %d >>\nstream\n%s\nendstream" % (kind, len(packed), packed))
            bodies.append(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font %s >> "
                b"/Contents %d 0 R "
                b"/Annots [%s] >>" % (FONTS, len(bodies), " ".join(notes).encode())
            )
            kids.append(f"{len(bodies)} 0 R")
        bodies[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
        bodies.append(f"<< {self._info} >>".encode())
        return self._written(bodies)

    def _written(self, bodies):
        out, offsets = bytearray(b"%PDF-1.4\n"), []
        for number, body in enumerate(bodies, 1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(bodies) + 1, len(bodies))
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def paragraph(*texts, x=72, y=700, size=10):
    return [(x, y - 12 * n, size, text) for n, text in enumerate(texts)]


def content_of(pdf):
    (prose,) = parts_of("pdf", pdf.data())
    return prose.content


def found_in(pdf):
    return [(each.kind, each.href, each.anchor_text) for each in citations_of("pdf", pdf.data())]


def over(text, words, x=72, y=700, size=10):
    """The rectangle over ``words`` of a line in Helvetica, from the widths of its letters."""
    widths = dict.fromkeys("abdeghnopqu0123456789_ABESKPVXY", 556) | dict.fromkeys("ckszJxyv", 500)
    widths |= dict.fromkeys("fit l.,:/I!", 278) | {"i": 222, "l": 222, "j": 222, "r": 333, "-": 333, "w": 722}
    widths |= {"m": 833, "(": 333, ")": 333, "T": 611, "F": 611, "C": 722, "D": 722, "R": 722, "W": 944}

    def length(part):
        return sum(widths[sign] for sign in part) / 1000 * size

    before = length(text[: text.index(words)])
    return (x + before, y - 2, x + before + length(words), y + size)


def test_the_words_under_an_annotation():
    line = "See the report of them, and a second source."
    pdf = Pdf().page(
        (72, 700, 10, line),
        links=[
            (over(line, "the report"), "https://a.example/x?y=1&z=2#f"),
            (over(line, "second source"), "http://b.example/"),
        ],
    )
    assert content_of(pdf) == (
        '<p>See <a href="https://a.example/x?y=1&amp;z=2#f">the report</a> of them, and a '
        '<a href="http://b.example/">second source</a>.</p>\n'
    )


def test_a_link_over_two_lines_is_one_citation():
    first, second = "The words of it are taken from a", "longer source and end here."
    pdf = Pdf().page(
        *paragraph(first, second),
        links=[
            (over(first, "taken from a"), "http://a.example/"),
            (over(second, "longer source", y=688), "http://a.example/"),
        ],
    )
    assert found_in(pdf) == [("link", "http://a.example/", "taken from a longer source")]


def test_an_annotation_and_the_address_printed_in_it_are_one():
    line = "Source: http://a.example/p and http://b.example/q"
    pdf = Pdf().page((72, 700, 10, line), links=[(over(line, "http://a.example/p"), "http://a.example/p")])
    assert found_in(pdf) == [
        ("link", "http://a.example/p", "http://a.example/p"),
        ("bare", "http://b.example/q", "http://b.example/q"),
    ]


def test_links_within_the_document_and_other_actions_are_none():
    line = "back and forth to the end"
    pdf = Pdf().page(
        (72, 700, 10, line),
        links=[
            (over(line, "back"), "<< /S /GoTo /D [3 0 R /Fit] >>"),
            (over(line, "forth"), "<< /S /Named /N /NextPage >>"),
            (over(line, "to"), "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
            (over(line, "end"), "<< /S /URI /URI (http://a.example/) >>"),
        ],
    )
    assert found_in(pdf) == [("link", "http://a.example/", "end")]


def test_a_link_over_a_picture_is_kept():
    pdf = Pdf().page((72, 700, 10, "Words."), links=[((300, 300, 400, 400), "http://picture.example/")])
    assert found_in(pdf) == [("link", "http://picture.example/", "")]


FULL = "A line of words that fills the column up to its end, just as the next does."
DOI = "Some words until the line of the column has no more room: doi:10.1000/"
LONG = "Some words come first and then https://www.example.org/a/rather/long/path/"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (LONG, "to-the-report.html and more words.", "https://www.example.org/a/rather/long/path/to-the-report.html"),
        (LONG + "index", ".html?x=1 and more.", "https://www.example.org/a/rather/long/path/index.html?x=1"),
        (LONG + "a_", "b_c.pdf.", "https://www.example.org/a/rather/long/path/a_b_c.pdf"),
        (LONG + "2016", "/03/10/story and more", "https://www.example.org/a/rather/long/path/2016/03/10/story"),
        (LONG + "x.html", "And then a new sentence.", "https://www.example.org/a/rather/long/path/x.html"),
        (LONG + "x.html", "which is where it says so.", "https://www.example.org/a/rather/long/path/x.html"),
        (LONG + "x.html.", "so it is/was said.", "https://www.example.org/a/rather/long/path/x.html"),
        (DOI, "journal.1234 is it.", "doi:10.1000/journal.1234"),
    ],
)  # fmt: skip
def test_addresses_broken_over_lines(first, second, expected):
    pdf = Pdf().page(*paragraph(FULL, first, second))
    assert [href for _, href, _ in found_in(pdf)] == [expected]


def test_a_short_address_before_a_new_line_is_not_continued():
    pdf = Pdf().page(*paragraph("w " * 40, "http://a.example/x", "data/2016 was the folder that it lay in."))
    assert [href for _, href, _ in found_in(pdf)] == ["http://a.example/x"]


def test_divided_words_are_whole_again():
    pdf = Pdf().page(*paragraph("The impor-", "tance of Anglo-", "American relations"))
    assert content_of(pdf) == "<p>The importance of Anglo-American relations</p>\n"


def test_paragraphs_and_headings():
    pdf = Pdf().page(
        (72, 740, 20, "The title of it"),
        *paragraph("A first paragraph that is long enough to", "have two lines.", y=700),
        *paragraph("A second one, further down the page", "than a line.", y=660),
        (72, 620, 14, "A section"),
        *paragraph("*In bold", y=600),
        *paragraph("Its text http://a.example/", y=585),
    )
    assert content_of(pdf) == (
        "<h1>The title of it</h1>\n"
        "<p>A first paragraph that is long enough to have two lines.</p>\n"
        "<p>A second one, further down the page than a line.</p>\n"
        "<h2>A section</h2>\n<h3>In bold</h3>\n<p>Its text http://a.example/</p>\n"
    )
    (cited,) = cited_of("pdf", pdf.data())
    assert cited.post.title == "The title of it"
    assert cited.citations[0].heading == "In bold"


def test_two_columns_are_read_one_after_the_other():
    left = paragraph("Left column text that goes", "on to the next line and", x=72)
    right = paragraph("then in the right column it", "ends at last.", x=320)
    assert content_of(Pdf().page(*left, *right)) == (
        "<p>Left column text that goes on to the next line and then in the right column it "
        "ends at last.</p>\n"
    )


def test_running_heads_and_page_numbers_are_no_body():
    pdf = Pdf()
    for number in range(4):
        pdf.page(
            (72, 770, 8, "Journal of Things - http://journal.example/"),
            *paragraph(f"Body text number {number}, see http://{number}.example/p", y=600),
            (300, 30, 8, str(number + 1)),
        )
    assert [(each.href, each.region) for each in citations_of("pdf", pdf.data())] == [
        *((f"http://{number}.example/p", "body") for number in range(4)),
        ("http://journal.example/", "footer"),
    ]


def test_what_a_pdf_says_of_itself():
    info = "/Title (A title) /Author (Jane Doe) /CreationDate (D:20160310120000+01'00')"
    (found,) = cited_of("pdf", Pdf(info=info).page((72, 700, 10, "Words.")).data())
    assert (found.post.title, found.post.author) == ("A title", "Jane Doe")
    assert found.post.published == "2016-03-10T12:00:00+01:00"
    info = "/Title (Microsoft Word - draft7.doc)"
    (found,) = cited_of("pdf", Pdf(info=info).page((72, 740, 20, "Real title"), *paragraph("w " * 9)).data())
    assert found.post.title == "Real title"


def test_metadata_that_lies_open_in_the_file():
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="r" xmlns:dc="d" xmlns:xmp="x"><r:Description '
        b'xmp:CreateDate="2016-03-10T12:00:00Z"><dc:title><r:Alt><r:li>A title</r:li></r:Alt>'
        b"</dc:title><dc:creator>"
        b"<r:Seq><r:li>Jane</r:li><r:li>Joe</r:li></r:Seq></dc:creator></r:Description></r:RDF></x:xmpmeta>"
    )
    data = Pdf().page((72, 700, 10, "Words.")).data()
    (found,) = cited_of("pdf", data.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + packet + b"\n"))
    assert (found.post.title, found.post.author) == ("A title", "Jane, Joe")
    assert found.post.published == "2016-03-10T12:00:00Z"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("D:20160310120000Z", "2016-03-10T12:00:00Z"),
        ("D:20160310120000-05'00'", "2016-03-10T12:00:00-05:00"),
        ("D:20160310", "2016-03-10"),
        ("D:201603101200", "2016-03-10"),
        ("D:201603", "2016-03"),
        ("D:2016", "2016"),
        ("20160310120000+01", "2016-03-10T12:00:00+01:00"),
        ("D:20169999", None),
        ("March 10, 2016", "2016-03-10"),
        ("", None),
    ],
)
def test_dates(written, date):
    assert date_of(written) == date


WHOLE = Pdf(compress=True).page(
    (72, 700, 10, "See http://a.example/p"), links=[((0, 0, 9, 9), "http://b.example/")]
)


def test_a_file_without_its_table_is_still_read():
    data = WHOLE.data()
    for broken in (data.replace(b"xref\n0", b"xxxx\n0"), data[: data.rindex(b"startxref")], b"\n\n" + data):
        assert [each.href for each in citations_of("pdf", broken)] == [
            "http://a.example/p",
            "http://b.example/",
        ]


def test_bytes_that_are_no_pdf_are_a_clear_error_or_a_result(monkeypatch):
    monkeypatch.setattr(
        pdf, "asked", lambda _module, given: pdfium.read(given)
    )  # hundreds of processes take long
    data = WHOLE.data()
    broken = [
        b"",
        b"%PDF-1.4",
        b"words",
        b"%PDF-1.7\n" + b"\xff" * 3000,
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>",
    ]
    broken += [data[:end] for end in range(0, len(data), 29)]
    broken += [data[:at] + b"\x00\xff" + data[at + 2 :] for at in range(9, len(data), 13)]
    for each in broken:
        error = refused("pdf", each)
        assert error is None or error.hint


def test_a_pdf_of_pictures_is_a_clear_error():
    with pytest.raises(PostError) as caught:
        parts_of("pdf", Pdf().page().data())
    assert caught.value.code == "post.empty"
    assert "OCR" in caught.value.hint


def test_a_pdf_with_a_password_is_a_clear_error():
    locked = b"<< /Filter /Standard /V 1 /R 2 /P -44 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") >>"
    data = WHOLE.data().replace(b"/Root 1 0 R", b"/ID [(abc) (abc)] /Encrypt " + locked + b" /Root 1 0 R")
    with pytest.raises(PostError) as caught:
        parts_of("pdf", data)
    assert caught.value.code == "post.encrypted"


def test_signs_of_every_kind_keep_their_places():
    line = "\u201cQuoted\u201d caf\xe9 - a link behind it"
    pdf = Pdf().page((72, 700, 10, line), links=[((72 + 100, 698, 612, 712), "http://a.example/")])
    (found,) = citations_of("pdf", pdf.data())
    assert found.anchor_text.endswith("behind it")
    assert found.sentence.startswith("“Quoted” café")


def test_a_file_is_read_from_its_path(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(WHOLE.data())
    (prose,) = parts_of("pdf", path.read_bytes()[:50], path=path)
    assert "http://a.example/p" in prose.content


def test_three_hundred_pages_are_read_in_time():
    pdf = Pdf(compress=True)
    line = "A link and other words that fill the line of a page up to its end, more or less."
    for number in range(300):
        lines = [(72, 740 - 14 * row, 10, line) for row in range(30)]
        pdf.page(*lines, links=[(over(line, "link"), f"http://{number}.example/")])
    began = time.process_time()
    assert len(citations_of("pdf", pdf.data())) == 300
    assert time.process_time() - began < 10
