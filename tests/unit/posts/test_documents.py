"""Word, OpenDocument and EPUB documents, built here part by part."""

from __future__ import annotations

import time
import zipfile
import zlib

import pytest

from snapshotter.errors import PostError
from tests.reading import citations_of, cited_of, parts_of, refused, zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp15="http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing"'
)


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(*content, style="", more=""):
    properties = f"<w:pPr>{f'<w:pStyle w:val={style!r}/>' if style else ''}{more}</w:pPr>"
    return f"<w:p>{properties}{''.join(content)}</w:p>"


def hyperlink(identity, words, anchor=""):
    place = f' w:anchor="{anchor}"' if anchor else ""
    return f'<w:hyperlink r:id="{identity}"{place}>{run(words)}</w:hyperlink>'


def relations(external, internal=()):
    lines = [
        f'<Relationship Id="{identity}" Type="{R}/{kind}" Target="{target}" TargetMode="External"/>'
        for identity, kind, target in external
    ]
    lines += [f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{target}"/>' for i, kind, target in internal]
    return f"<Relationships>{''.join(lines)}</Relationships>"


def story(root, *content):
    return f"<w:{root} {NAMESPACES}>{''.join(content)}</w:{root}>"


def docx(*body, external=(), internal=(), **parts):
    members = {
        "_rels/.rels": relations((), [("d", "officeDocument", "word/document.xml")]),
        "word/document.xml": story("document", "<w:body>", *body, "</w:body>"),
        "word/_rels/document.xml.rels": relations(external, internal),
    }
    return zipped(members | parts)


def links(data, format="docx"):
    return [(each.href, each.anchor_text) for each in citations_of(format, data)]


def field(code, words):
    """A complex field, its code divided over runs as Word does it."""
    half = len(code) // 2
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{code[:half]}</w:instrText></w:r>'
        f"<w:r><w:instrText>{code[half:]}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{words}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


STYLES = story(
    "styles",
    '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Mine"><w:name w:val="My own"/><w:basedOn w:val="berschrift1"/></w:style>'
    '<w:style w:styleId="Zitat"><w:name w:val="Quote"/></w:style>'
    '<w:style w:styleId="X"><w:name w:val="Überschrift 2"/></w:style>',
)


def test_hyperlinks_of_every_form():
    external = [
        ("r1", "hyperlink", "https://a.example/x?y=1&amp;z=2"),
        ("r2", "hyperlink", "http://b.example/"),
        ("r3", "hyperlink", "mailto:a@b.example"),
    ]
    body = (
        par(
            run("See "),
            hyperlink("r1", "this"),
            run(" and "),
            hyperlink("r2", "that", anchor="part"),
            run("."),
        ),
        par(
            hyperlink("r3", "mail"), '<w:hyperlink w:anchor="here"><w:r><w:t>inside</w:t></w:r></w:hyperlink>'
        ),
        par(field(' HYPERLINK "http://c.example/a b" \\o "tip" ', run("fie") + run("ld"))),
        par(field('HYPERLINK "http://d.example/" \\l "frag"', run("with place"))),
        par(field(' HYPERLINK \\l "_Toc1"', run("contents"))),
        par(field(" PAGE ", run("7"))),
        par('<w:fldSimple w:instr="HYPERLINK http://e.example/">' + run("simple") + "</w:fldSimple>"),
        par(run("Printed http://f.example/p_(q).")),
    )
    assert links(docx(*body, external=external)) == [
        ("https://a.example/x?y=1&z=2", "this"),
        ("http://b.example/#part", "that"),
        ("mailto:a@b.example", "mail"),
        ("http://c.example/a b", "field"),
        ("http://d.example/#frag", "with place"),
        ("http://e.example/", "simple"),
        ("http://f.example/p_(q)", "http://f.example/p_(q)"),
    ]


def test_a_field_that_runs_over_paragraphs():
    code = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK "http://a.example/"</w:instrText>'
    first = par(code + '<w:fldChar w:fldCharType="separate"/></w:r>' + run("one"))
    second = par(run("two"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>', run("three"))
    assert links(docx(first, second)) == [("http://a.example/", "one"), ("http://a.example/", "two")]


def test_headings_and_quotations_whatever_their_language():
    body = (
        par(run("Chapter"), style="berschrift1"),
        par(run("Own"), style="Mine"),
        par(hyperlink("r", "x")),
        par(run("Deeper"), style="X"),
        par(run("Words that somebody said, "), hyperlink("r", "there"), style="Zitat"),
        par(run("By level"), more='<w:outlineLvl w:val="2"/>'),
        par(hyperlink("r", "y")),
    )
    external = [("r", "hyperlink", "http://a.example/")]
    (prose,) = parts_of("docx", docx(*body, external=external, **{"word/styles.xml": STYLES}))
    assert "<h1>Chapter</h1>" in prose.content
    assert "<h2>Deeper</h2>" in prose.content
    assert "<h3>By level</h3>" in prose.content
    assert "<blockquote><p>Words that somebody said, " in prose.content
    cited = citations_of("docx", docx(*body, external=external, **{"word/styles.xml": STYLES}))
    assert [each.heading for each in cited] == ["Own", "Deeper", "By level"]
    plain = parts_of("docx", docx(par(run("T"), style="Heading2"), par(run("Q"), style="IntenseQuote")))
    assert plain[0].content == "<h2>T</h2>\n<blockquote><p>Q</p>\n</blockquote>\n"


def test_notes_comments_and_the_edges_of_pages():
    def note(kind, identity, target):
        return f'<w:{kind} w:id="{identity}">{par(hyperlink("n", "source"))}</w:{kind}>', target

    footnote, _ = note("footnote", 2, "")
    separator = f'<w:footnote w:id="0" w:type="separator">{par(run("---"))}</w:footnote>'
    endnote, _ = note("endnote", 3, "")
    comment, _ = note("comment", 4, "")
    members = {
        "word/footnotes.xml": story("footnotes", separator, footnote),
        "word/_rels/footnotes.xml.rels": relations([("n", "hyperlink", "http://foot.example/")]),
        "word/endnotes.xml": story("endnotes", endnote),
        "word/_rels/endnotes.xml.rels": relations([("n", "hyperlink", "http://end.example/")]),
        "word/comments.xml": story("comments", comment),
        "word/_rels/comments.xml.rels": relations([("n", "hyperlink", "http://comment.example/")]),
        "word/footer1.xml": story("ftr", par(hyperlink("n", "edge"))),
        "word/_rels/footer1.xml.rels": relations([("n", "hyperlink", "http://edge.example/")]),
    }
    body = (
        par(
            run("One"),
            '<w:r><w:endnoteReference w:id="3"/></w:r>',
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
        ),
        par(hyperlink("r", "last")),
    )
    data = docx(
        *body,
        external=[("r", "hyperlink", "http://body.example/")],
        internal=[("f", "footer", "footer1.xml")],
        **members,
    )
    assert [(each.href, each.region) for each in citations_of("docx", data)] == [
        ("http://foot.example/", "body"),
        ("http://body.example/", "body"),
        ("http://end.example/", "body"),
        ("http://comment.example/", "comments"),
        ("http://edge.example/", "footer"),
    ]
    assert "---" not in parts_of("docx", data)[0].content


def test_tracked_changes_text_boxes_and_tables():
    box = f"<w:txbxContent>{par(hyperlink('r2', 'boxed'))}</w:txbxContent>"
    ways = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<mc:AlternateContent>{ways}</mc:AlternateContent>"
    body = (
        par(f"<w:ins>{hyperlink('r1', 'inserted')}</w:ins>"),
        par("<w:del><w:r><w:delText>http://deleted.example/</w:delText></w:r></w:del>"),
        par(f"<w:del>{hyperlink('r3', 'x')}</w:del><w:moveFrom>{hyperlink('r3', 'moved')}</w:moveFrom>"),
        par(f"<w:r><w:drawing>{both}</w:drawing></w:r>"),
        f"<w:tbl><w:tr><w:tc>{par(hyperlink('r4', 'cell'))}</w:tc></w:tr></w:tbl>",
        f"<w:sdt><w:sdtContent>{par(hyperlink('r5', 'control'))}</w:sdtContent></w:sdt>",
        par(hyperlink("r6", "item"), more="<w:numPr/>"),
    )
    external = [(f"r{n}", "hyperlink", f"http://{n}.example/") for n in range(1, 7)]
    assert links(docx(*body, external=external)) == [
        ("http://1.example/", "inserted"),
        ("http://2.example/", "boxed"),
        ("http://4.example/", "cell"),
        ("http://5.example/", "control"),
        ("http://6.example/", "item"),
    ]


def test_pictures_and_films_that_lie_elsewhere():
    drawing = '<w:r><w:drawing><wp:docPr descr="A chart">{}</wp:docPr>{}</w:drawing></w:r>'.format
    linked = drawing('<a:hlinkClick r:id="r1"/>', '<a:blip r:link="r2"/>')
    embedded = drawing("", '<a:blip r:embed="r9"/>')
    film = drawing(
        "", '<wp15:webVideoPr embeddedHtml="&lt;iframe src=&quot;https://v.example/1&quot;/&gt;"/>'
    )
    old = (
        '<w:r><w:pict><v:shape href="http://vml.example/"><v:imagedata r:href="r3"/></v:shape></w:pict></w:r>'
    )
    external = [
        ("r1", "hyperlink", "http://page.example/"),
        ("r2", "image", "http://img.example/c.png"),
        ("r3", "image", "http://img.example/d.png"),
    ]
    internal = [("r9", "image", "media/image1.png")]
    shown = field('INCLUDEPICTURE "http://img.example/e.png" \\d', run(""))
    body = par(linked, embedded, film, old, shown)
    cited = citations_of("docx", docx(body, external=external, internal=internal))
    assert [(each.kind, each.href) for each in cited] == [
        ("link", "http://page.example/"),
        ("image", "http://img.example/c.png"),
        ("embed", "https://v.example/1"),
        ("link", "http://vml.example/"),
        ("image", "http://img.example/d.png"),
        ("image", "http://img.example/e.png"),
    ]
    assert cited[0].anchor_text == "A chart"


def test_what_a_word_document_says_of_itself():
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>Title</dc:title>'
        "<dc:creator>Jane Doe</dc:creator><dcterms:created>2016-03-10T12:00:00Z</dcterms:created>"
        "</cp:coreProperties>"
    )
    app = "<Properties><HyperlinkBase>https://base.example/dir/</HyperlinkBase></Properties>"
    data = docx(
        par(hyperlink("r", "x")),
        external=[("r", "hyperlink", "../p.html")],
        **{"docProps/core.xml": core, "docProps/app.xml": app},
    )
    (found,) = cited_of("docx", data)
    assert (found.post.title, found.post.author) == ("Title", "Jane Doe")
    assert found.post.published == "2016-03-10T12:00:00Z"
    assert found.citations[0].href == "https://base.example/p.html"


def test_markup_in_the_text_stays_text():
    data = docx(par(run("&lt;a href=&quot;http://no.example/&quot;&gt;x&lt;/a&gt; &lt;script&gt;")))
    assert "<script" not in parts_of("docx", data)[0].content
    assert [each.kind for each in citations_of("docx", data)] == ["bare"]


OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:x:draw" xmlns:dc="urn:x:dc" '
    'xmlns:style="urn:x:style" xmlns:table="urn:x:table" xmlns:meta="urn:x:meta"'
)


def odt(body, styles="", meta=""):
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {OFFICE}><office:automatic-styles>"
        '<style:style style:name="P1" style:parent-style-name="Quotations"/>'
        '<style:style style:name="P2" style:parent-style-name="Preformatted_20_Text"/>'
        "</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {OFFICE}>{styles}</office:document-styles>",
        "meta.xml": f"<office:x {OFFICE}><office:meta>{meta}</office:meta></office:x>",
    }
    return zipped(members)


def anchor(name, words="words"):
    return f'<text:a xlink:href="http://{name}.example/">{words}</text:a>'


def test_opendocument_texts():
    note = (
        '<text:note text:note-class="{}"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>{}</text:p></text:note-body></text:note>"
    ).format
    body = (
        f"<text:tracked-changes><text:p>{anchor('deleted')}</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">Head</text:h>'
        f"<text:p>Some{note('endnote', anchor('end'))} text{note('footnote', anchor('foot'))}"
        f'<text:s text:c="2"/>and {anchor("body", "<text:span>the</text:span> words")}'
        f"<office:annotation><dc:creator>X</dc:creator><text:p>{anchor('comment')}</text:p>"
        f"</office:annotation>.</text:p>"
        f'<text:p text:style-name="P1">Quoted words, {anchor("quote")}</text:p>'
        f'<text:p text:style-name="P2">code {anchor("code")}</text:p>'
        f"<text:list><text:list-item><text:p>{anchor('item')}</text:p></text:list-item></text:list>"
        f"<table:table><table:table-row><table:table-cell><text:p>{anchor('cell')}</text:p>"
        f"</table:table-cell></table:table-row></table:table>"
        f"<text:p><draw:frame><draw:text-box><text:p>{anchor('boxed')}</text:p></draw:text-box>"
        f"</draw:frame></text:p>"
        '<text:p><draw:a xlink:href="http://around.example/"><draw:frame><draw:image '
        'xlink:href="http://img.example/i.png"/></draw:frame></draw:a>'
        '<draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame>'
        '<draw:frame><draw:plugin xlink:href="http://film.example/v.mp4" '
        'draw:mime-type="video/mp4"/></draw:frame></text:p>'
        '<text:p><text:a xlink:href="#Head">inside</text:a><text:bibliography-mark '
        'text:url="http://mark.example/">[1]</text:bibliography-mark></text:p>'
    )  # fmt: skip
    styles = f"<style:footer><text:p>{anchor('edge')}</text:p></style:footer>"
    meta = (
        "<dc:title>Title</dc:title><meta:initial-creator>Jane</meta:initial-creator><dc:creator>Joe"
        "</dc:creator>"
        "<meta:creation-date>2016-03-10T12:00:00</meta:creation-date>"
    )
    (found,) = cited_of("odt", odt(body, styles, meta))
    assert [(each.href.split("//")[1].split(".")[0], each.kind, each.region) for each in found.citations] == [
        ("body", "link", "body"),
        ("foot", "link", "body"),
        ("quote", "link", "body"),
        ("code", "link", "code"),
        ("item", "link", "body"),
        ("cell", "link", "body"),
        ("boxed", "link", "body"),
        ("around", "link", "body"),
        ("img", "image", "body"),
        ("film", "video", "body"),
        ("mark", "link", "body"),
        ("end", "link", "body"),
        ("comment", "link", "comments"),
        ("edge", "link", "footer"),
    ]
    assert found.citations[0].anchor_text == "the words"
    assert found.citations[0].heading == "Head"
    assert found.citations[0].sentence == "Some text and the words."
    assert (found.post.title, found.post.author, found.post.published) == ("Title", "Jane", "2016-03-10")


def test_a_flat_opendocument_text():
    body = f"<office:body><office:text><text:p>{anchor('a')}</text:p></office:text></office:body>"
    flat = f"<office:document {OFFICE}>{body}</office:document>"
    assert links(flat.encode(), "odt") == [("http://a.example/", "words")]


CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
CHAPTER = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/><script src="http://no.example/s.js"/></head>'
    "<body>{}</body></html>"
)


def epub(chapters, *, metadata="", manifest="", spine="", guide="", more=()):
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(chapters)
    )
    refs = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        f'<package xmlns:dc="d" xmlns:opf="o"><metadata>{metadata}</metadata>'
        f"<manifest>{manifest}{items}</manifest>"
        f"<spine>{spine}{refs}</spine><guide>{guide}</guide></package>"
    )
    members = {"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package}
    members |= {f"OEBPS/{name}": CHAPTER.format(text) for name, text in chapters.items()}
    return zipped(members | dict(more))


def test_books():
    chapters = {
        "one.xhtml": '<h1 id="t">One</h1><p><a id="p1"/>A&nbsp;link to '
        '<a href="http://a.example/">there</a>, to '
        '<a href="two.xhtml#x">the next</a> and <a href="#t">above</a>.<br/></p><img src="images/i.png"/>'
        '<aside epub:type="footnote"><p><a href="http://foot.example/">note</a></p></aside>',
        "two.xhtml": '<h1>Two</h1><p>http://b.example/ <img src="http://img.example/i.png" alt="x"/></p>'
        '<blockquote cite="http://cite.example/"><p>Words.</p></blockquote>',
    }
    metadata = (
        "<dc:title>Book</dc:title><dc:creator>Jane Doe</dc:creator><dc:creator>Joe</dc:creator>"
        '<dc:date opf:event="modification">2020-01-01</dc:date><dc:date>2016-03</dc:date>'
    )
    nav = '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    cover = '<item id="cov" href="cover.xhtml" media-type="application/xhtml+xml"/>'
    other = CHAPTER.format('<a href="http://nav.example/">x</a>')
    data = epub(
        chapters,
        metadata=metadata,
        manifest=nav + cover,
        spine='<itemref idref="nav"/><itemref idref="cov"/>',
        guide='<reference type="cover" href="cover.xhtml"/>',
        more={"OEBPS/nav.xhtml": other, "OEBPS/cover.xhtml": other},
    )
    (found,) = cited_of("epub", data)
    assert [(each.kind, each.href, each.heading, each.region) for each in found.citations] == [
        ("link", "http://a.example/", "One", "body"),
        ("link", "http://foot.example/", "One", "body"),
        ("bare", "http://b.example/", "Two", "body"),
        ("image", "http://img.example/i.png", "Two", "body"),
        ("quote-cite", "http://cite.example/", "Two", "body"),
    ]
    assert found.citations[0].sentence == "A link to there, to the next and above."
    assert (found.post.title, found.post.author, found.post.published) == ("Book", "Jane Doe, Joe", "2016-03")


def test_a_book_with_a_broken_chapter_gives_what_can_be_had():
    chapters = {
        "one.xhtml": '<p><a href="http://a.example/">x</a><b>',
        "two.xhtml": '<a href="http://b.example/">y</a><x: ><:y>z</p',
    }
    assert [href for href, _ in links(epub(chapters), "epub")] == ["http://a.example/", "http://b.example/"]


def test_a_book_under_copy_protection_is_a_clear_error():
    text = {"one.xhtml": "<p>x</p>"}
    lock = "<encryption><EncryptedData><CipherReference URI='{}'/></EncryptedData></encryption>".format
    with pytest.raises(PostError) as caught:
        parts_of("epub", epub(text, more={"META-INF/encryption.xml": lock("OEBPS/one.xhtml")}))
    assert caught.value.code == "post.encrypted"
    fonts = epub(text, more={"META-INF/encryption.xml": lock("OEBPS/font.otf")})
    assert "<p>x</p>" in parts_of("epub", fonts)[0].content


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def test_hostile_xml_does_no_harm():
    for prologue, entity in ((BOMB, "&c;"), (OUTSIDE, "&a;")):
        document = prologue + story(
            "document", "<w:body>", par(run(entity), hyperlink("r", "x")), "</w:body>"
        )
        data = docx(external=[("r", "hyperlink", "http://a.example/")], **{"word/document.xml": document})
        (found,) = parts_of("docx", data)
        assert "root:" not in found.content
        assert "aaaa" not in found.content
    deep = story("document", "<w:body>", "<w:p>" * 5000, "</w:p>" * 5000, "</w:body>")
    with pytest.raises(PostError):
        parts_of("docx", docx(**{"word/document.xml": deep}))


def test_nesting_up_to_what_the_parser_allows():
    inner = run("x") + hyperlink("r", "deep")
    for _ in range(200):
        inner = f"<w:smartTag>{inner}</w:smartTag>"
    assert links(docx(par(inner), external=[("r", "hyperlink", "http://a.example/")])) == [
        ("http://a.example/", "deep")
    ]
    boxes = par(hyperlink("r", "boxed"))
    for _ in range(55):
        boxes = par(f"<w:r><w:drawing><w:txbxContent>{boxes}</w:txbxContent></w:drawing></w:r>")
    assert links(docx(boxes, external=[("r", "hyperlink", "http://a.example/")])) == [
        ("http://a.example/", "boxed")
    ]


def test_more_elements_than_a_text_has_are_a_bomb(monkeypatch):
    """A hundred megabytes of empty paragraphs are kilobytes in the file, and gigabytes as a tree."""
    monkeypatch.setattr("snapshotter.posts.readers.xml.MAX_MARKS", 10_000)
    assert links(docx(par("x") * 1000)) == []
    with pytest.raises(PostError) as caught:
        parts_of("docx", docx(par("x") * 10_000))
    assert caught.value.code == "post.too-large"


def test_zip_bombs_end_in_an_error(monkeypatch):
    monkeypatch.setattr("snapshotter.posts.readers.container.MAX_PART_BYTES", 1_000_000)
    began = time.process_time()
    with pytest.raises(PostError) as caught:
        parts_of("docx", docx(**{"word/document.xml": b"\0" * 50_000_000}))
    assert caught.value.code == "post.too-large"
    assert time.process_time() - began < 5


def test_a_part_that_shrank_beyond_reason_is_no_text():
    """30 kB that are three million elements: as a tree, half a gigabyte."""
    error = refused("docx", docx("<w:p/>" * 3_000_000))
    assert error.code == "post.too-large"


GOOD = docx(par(run("x")))


@pytest.mark.parametrize("format", ["docx", "odt", "epub"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"PK\x03\x04" + b"\xff" * 200,
        b"words",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        zipped({"some": "thing"}),
        zipped({"word/document.xml": "<", "content.xml": "<", "META-INF/container.xml": "<"}),
        zipped({"word/document.xml": "", "content.xml": "", "META-INF/container.xml": ""}),
        zipped({"word/document.xml": b"\xff\xfe\x00", "content.xml": b"<a>\xff</a>", "x.opf": "<package/>"}),
        GOOD[: len(GOOD) // 2],
        GOOD[:-30],
        GOOD.replace(zlib.compress(b"x")[:2], b"zz"),
    ],
)
def test_what_is_no_document_is_a_clear_error_or_a_result(format, data):
    error = refused(format, data)
    assert error is None or (error.hint and error.message.startswith("a file: "))


def test_damaged_bytes_anywhere_never_end_in_a_traceback():
    whole = docx(
        par(run("Some text "), hyperlink("r", "x")), external=[("r", "hyperlink", "http://a.example/")]
    )
    for at in range(0, len(whole), 7):
        broken = bytearray(whole)
        broken[at] ^= 0xFF
        error = refused("docx", bytes(broken))
        assert error is None or error.hint


def test_a_container_with_a_password():
    plain = bytearray(zipped({"word/document.xml": "<x/>"}, zipfile.ZIP_STORED))
    plain[6] |= 1  # the flag in the local header
    directory = plain.find(b"PK\x01\x02")
    plain[directory + 8] |= 1
    with pytest.raises(PostError) as caught:
        parts_of("docx", bytes(plain))
    assert caught.value.code == "post.encrypted"


def test_a_long_document_is_read_in_time():
    body = [
        par(run("Some words of a paragraph that goes on. " * 5), hyperlink("r", "x")) for _ in range(20_000)
    ]
    began = time.process_time()
    (prose,) = parts_of("docx", docx(*body, external=[("r", "hyperlink", "http://a.example/")]))
    assert prose.content.count("<a href") == 20_000
    assert time.process_time() - began < 10
