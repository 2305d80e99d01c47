"""The files of :mod:`tests.system.test_every_form`, and what each must come out as."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

FORMS = Path(__file__).parent / "forms"
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
EXPORTS = DATA / "posts/exports/packages"
MARKS = DATA / "bookmarks"
IMPORTS = MARKS / "wallabag/tests/fixtures/Import"
NETSCAPE = MARKS / "netscape/tests/input"
WARCS = DATA / "warc"

COUNTY = "https://records.example.org/bridges/41/inspection?year=2023&id=7"
COURIER = "https://www.valleycourier.example/2023/09/bridge-log.html"
SURVEY = "https://survey.example.net/1998/crossings.pdf"
JOURNAL = "https://journal.example.com/rust#section-3"
PICTURE = "https://img.example.org/deck-2023.jpg"
FIRST_TENDER = "http://tenders.example.gov/2019/17"
TENDER = "http://tenders.example.gov/2021/4"
API = "https://api.example.org/v1/bridges/41"
DOI = "https://doi.org/10.5555/12345678"
MEMENTO = "https://web.archive.org/web/20230910120000/https://data.example.org/bridges.csv"
REGISTER = "https://register.example.org/crossing/41"
WHOLE = (COUNTY, COURIER, SURVEY, JOURNAL, FIRST_TENDER, TENDER, DOI, MEMENTO, REGISTER)
BRIDGE = "The bridge that was never checked"
MARA, OFELIA = "Mara Lindqvist", "Ofelia Brandt"
THURSDAY, FRIDAY = "2023-09-14T08:00:09Z", "2023-09-15T07:30:00Z"
THURSDAY_HERE, FRIDAY_HERE = "2023-09-14T10:00:09+02:00", "2023-09-15T09:30:00+02:00"
MEDIUM_IMAGES = "https://cdn-images-1.medium.com/max"


@dataclass(frozen=True)
class Said:
    """What one post must come out as; ``body`` is the addresses that it cites, or how many."""

    title: str | None
    author: str | None
    published: str | None
    body: tuple[str, ...] | int
    uri: str | None = None
    unlinked: int = 0
    code: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Form:
    path: Path
    format: str
    posts: tuple[Said, ...]


def form(path: Path, format: str, *posts: Said) -> Form:
    return Form(path, format, posts)


def bridge(file: str, format: str, *more: str, published: str | None = "2023-09-14", code=(API,)) -> Form:
    """The one post of :data:`FORMS` in one of its forms."""
    return form(FORMS / file, format, Said(BRIDGE, MARA, published, (*WHOLE, *more), code=code))


def marks(path: Path, format: str, body: tuple[str, ...] | int, title: str | None = "Bookmarks") -> Form:
    return form(path, format, Said(title, None, None, body))


WRITTEN = (
    bridge("bridge.md", "markdown", PICTURE),
    bridge("pandoc.rst", "rst", PICTURE),
    bridge("pandoc.adoc", "asciidoc", PICTURE),
    bridge("pandoc.org", "org", PICTURE),
    bridge("pandoc.html", "html", PICTURE),
    bridge("pandoc.docx", "docx"),
    bridge("pandoc.odt", "odt"),
    bridge("pandoc.epub", "epub"),
    bridge("libreoffice.docx", "docx"),
    bridge("libreoffice.odt", "odt", PICTURE, published=None),
    bridge("libreoffice.epub", "epub", API, published=None, code=()),
    form(
        FORMS / "chromium.pdf",
        "pdf",
        Said(BRIDGE, None, "2026-11-26T02:59:01Z", (COUNTY, COURIER, SURVEY, DOI)),
    ),
    form(FORMS / "libreoffice.pdf", "pdf", Said(BRIDGE, MARA, None, (COUNTY, COURIER, SURVEY, DOI))),
    form(
        DATA / "posts/18f/2016-02-18-analytics.usa.gov-agency-specific-dashboards.md",
        "markdown",
        Said(
            "analytics.usa.gov: Now with agency-specific dashboards",
            "timlowden, gramirez, gray, eric, colin-craig, juliawinn",
            "2016-02-18",
            15,
        ),
    ),
    form(
        DATA / "posts/peps/pep-0405.rst",
        "rst",
        Said(
            "Python Virtual Environments",
            "Carl Meyer",
            "2011-06-13",
            (
                "https://mail.python.org/pipermail/python-dev/2012-May/119668.html",
                "http://www.virtualenv.org/",
                "https://github.com/kvbik/rvirtualenv",
                "https://peps.python.org/pep-0370/",
                "http://docs.python.org/dev/library/sys.html#sys.prefix",
                "http://peak.telecommunity.com/DevCenter/setuptools",
                "http://packages.python.org/distribute/",
                "http://hg.python.org/sandbox/vsajip#venv",
            ),
        ),
    ),
    form(
        DATA / "posts/asciidoc/plain-text-diagrams-in-asciidoctor.adoc",
        "asciidoc",
        Said(
            "Plain-text diagrams take shape in Asciidoctor!",
            "Pepijn Van Eeckhoudt",
            "2014-02-18T16:41:04-07:00",
            (
                "https://github.com/asciidoctor/asciidoctor-diagram",
                "http://asciidoctor.org/",
                "http://ditaa.sourceforge.net/",
                "http://www.graphviz.org/content/dot-language",
                "http://www.plantuml.com/",
                "https://github.com/asciidoctor/asciidoctor-diagram/blob/master/examples/features.adoc",
                "https://discuss.asciidoctor.org/",
                "https://github.com/asciidoctor/asciidoctor-diagram/issues",
            ),
        ),
    ),
    form(
        DATA / "posts/seed/2016-03-10-is-fighters.txt",
        "text",
        Said(
            "IS fighters in SE Aleppo fall back to Raqqa; reported uprising against IS in Raqqa; "
            "more war reports",
            None,
            "2016-03-10",
            (),
            unlinked=13,
        ),
    ),
)
PAGES = (
    form(
        DATA / "links/readability/ars-1/source.html.gz",
        "html",
        Said(
            "Just-released Minecraft exploit makes it easy to crash game servers",
            "Dan Goodin",
            "2015-04-16T20:02:01Z",
            7,
            uri="https://arstechnica.com/information-technology/2015/04/"
            "just-released-minecraft-exploit-makes-it-easy-to-crash-game-servers/",
        ),
    ),
    form(
        DATA / "links/readability/qq/source.html.gz",
        "html",
        Said("DeepMind新电脑已可利用记忆自学 人工智能迈上新台阶_科技_腾讯网", None, None, 4),
    ),
)
MAIL = (
    form(
        FORMS / "gmail.eml",
        "email",
        Said("The bridge – what the log says", MARA, THURSDAY_HERE, (COUNTY, COURIER)),
    ),
    form(
        FORMS / "list.mbox",
        "mbox",
        Said("The bridge", MARA, THURSDAY_HERE, (COUNTY,)),
        Said("Re: The bridge", OFELIA, FRIDAY_HERE, (COUNTY, TENDER)),
    ),
)
NOTES, NOTES_TENDER = "https://notes.example/2023/09/bridge/", "https://notes.example/2023/09/tender/"
FEEDS = (
    form(
        FORMS / "wordpress.rss",
        "rss",
        Said("The bridge – what the log says", MARA, THURSDAY, (COUNTY, COURIER), NOTES),
        Said("The second tender", OFELIA, FRIDAY, (TENDER, "https://audio.example/tender.mp3"), NOTES_TENDER),
    ),
    form(
        FORMS / "notes.atom",
        "atom",
        Said("The bridge – what the log says", MARA, THURSDAY, (COUNTY, COURIER), NOTES),
        Said("The second tender", OFELIA, FRIDAY, (TENDER,), NOTES_TENDER),
    ),
    form(
        FORMS / "micro.json",
        "json-feed",
        Said("The bridge", MARA, THURSDAY_HERE, (COUNTY, COURIER), NOTES),
        Said(
            None,
            None,
            FRIDAY_HERE,
            ("https://www.valleycourier.example/2023/09/tender.html", TENDER),
            NOTES_TENDER,
        ),
    ),
)
EXPORTED = (
    form(
        EXPORTS / "mg-wp-xml/test/fixtures/has-audio-enclosure-with-libsyn-embed.xml",
        "wxr",
        Said(
            "My Podcast Episode",
            "Example",
            "2005-04-10T00:00:00Z",
            (
                "https://html5-player.libsyn.com/player/id/12345/",
                "http://media.libsyn.com/media/example/podcast.mp3",
            ),
            "https://example.com/podcast/my-episode/",
        ),
    ),
    form(
        EXPORTS / "mg-squarespace-xml/test/fixtures/sample.xml",
        "wxr",
        Said(
            "Basic Post",
            "Hermione Granger",
            "2013-06-07T03:00:44Z",
            2,
            "http://example.com/blog/basic-post.html",
        ),
        Said("Services", None, "2017-05-27T11:33:38Z", 0, "http://example.com/services"),
        Said("Our Services", None, "2017-05-27T11:33:38Z", 0, "http://example.com/no-title"),
        Said(None, None, "2023-04-05T14:42:38Z", 0, "http://example.com/blog2023/04/05/my-dated-post.html"),
    ),
    form(
        EXPORTS / "mg-blogger/test/fixtures/response.json",
        "blogger",
        Said(
            "Lorem",
            "Important Author & Co.",
            "2017-06-20T00:32:00-04:00",
            0,
            "http://example.blogspot.com/2017/06/lorem.html",
        ),
        Said(
            "Ipsum",
            "Important Author",
            "2017-06-05T23:14:00-04:00",
            0,
            "http://example.blogspot.com/2017/06/ipsum.html",
        ),
        Said(
            "Dolor",
            "Important Author",
            "2017-05-21T20:03:00-04:00",
            2,
            "http://example.blogspot.com/2017/05/dolor.html",
        ),
    ),
    form(
        FORMS / "ghost.json",
        "ghost",
        Said("The bridge", MARA, THURSDAY, (COUNTY, COURIER)),
        Said("The second tender", OFELIA, FRIDAY, (TENDER,)),
    ),
    form(
        EXPORTS / "mg-medium-export/test/fixtures/export/posts/advanced-post.html",
        "medium",
        Said(
            "Advanced Post Title",
            "Joe Bloggs",
            "2018-08-11T11:23:34Z",
            (
                *(
                    f"{MEDIUM_IMAGES}/{name}"
                    for name in ("2000/abc123.jpeg", "600/def123.jpeg", "600/ghi123jpeg")
                ),
                f"{MEDIUM_IMAGES}/800/xyz123.jpeg",
                "https://ghost.org/",
                "https://twitter.com/",
            ),
            "https://medium.com/@JoeBloggs/testpost-efefef12121212",
        ),
    ),
    form(
        EXPORTS / "mg-substack/test/fixtures",
        "substack",
        Said("Plain Text", None, "2019-07-26T20:48:19Z", ("https://example.substack.com/subscribe?",)),
        Said(
            "Comment Buttons",
            None,
            "2022-08-12T12:11:23Z",
            ("https://example.com/p/my-post/comments", "https://example.com/my-audio/file.mp3"),
        ),
        Said("Talk to Us", None, "2022-08-12T12:11:23Z", ("https://example.com/p/my-post/comments",)),
        Said("About Us", None, "2022-08-13T12:11:23Z", ("https://example.substack.com/subscribe?",)),
    ),
    form(
        EXPORTS / "mg-wp-api/test/fixtures/single-coauthor-post.json",
        "wp-json",
        Said(
            "Single Co-Author Post",
            "Bob Jones",
            "2024-11-08T15:36:54Z",
            0,
            "https://mysite.com/2024/11/08/single-coauthor-post",
        ),
    ),
    form(
        FORMS / "tumblr.xml",
        "tumblr",
        Said(
            "The bridge",
            "harbour-notes",
            THURSDAY,
            (COUNTY, COURIER),
            "https://harbour-notes.tumblr.com/post/728/the-bridge",
        ),
        Said(
            "The second tender",
            "harbour-notes",
            FRIDAY,
            (TENDER,),
            "https://harbour-notes.tumblr.com/post/729",
        ),
    ),
    form(
        FORMS / "hugo",
        "markdown",
        Said(
            "The bridge",
            MARA,
            THURSDAY_HERE,
            (COUNTY, "https://www.youtube.com/embed/w7Ft2ymGmfc"),
            "https://notes.example/posts/bridge/",
        ),
        Said("The second tender", None, "2023-09-15", (TENDER,), "https://notes.example/posts/tender/"),
    ),
    form(
        FORMS / "jekyll/_posts/2023-09-15-tender.html",
        "html",
        Said("The second tender", None, "2023-09-15", (TENDER,)),
    ),
)
LISTED = (
    marks(NETSCAPE / "firefox_nested.htm", "bookmarks", 21),
    marks(NETSCAPE / "chromium_nested.htm", "bookmarks", 18),
    marks(NETSCAPE / "internet_explorer_11_nested.htm", "bookmarks", 27),
    marks(NETSCAPE / "google_bookmarks_nested.htm", "bookmarks", 6),
    marks(NETSCAPE / "safari_folded.htm", "bookmarks", 3, "Signets"),
    marks(IMPORTS / "ril_export.html", "bookmarks", 2, "Pocket Export"),
    marks(IMPORTS / "pocket.csv", "bookmarks-csv", 7, None),
    marks(IMPORTS / "instapaper-export.csv", "bookmarks-csv", 4, None),
    marks(
        IMPORTS / "pinboard_export",
        "bookmarks-json",
        (
            "https://developers.google.com/web/updates/2016/07/infinite-scroller",
            "https://ma.ttias.be/varnish-explained/",
            "https://www.w3.org/WAI/ER/tests/xhtml/testfiles/resources/pdf/dummy.pdf",
        ),
        None,
    ),
    marks(
        IMPORTS / "chrome-bookmarks",
        "bookmarks-json",
        (
            "https://www.20minutes.fr/sport/"
            "3256363-20220321-tournoi-vi-nations-trophee-gagne-xv-france-fini-fond-seine",
        ),
        None,
    ),
    marks(IMPORTS / "firefox-bookmarks.json", "bookmarks-json", 2, None),
    marks(
        IMPORTS / "wallabag-v2-read.json",
        "bookmarks-json",
        (
            "https://blog.wikimedia.org/2016/02/10/anne-frank-diary-removal/",
            "https://tails.boum.org/news/version_2.0.1/index.en.html",
        ),
        None,
    ),
    marks(IMPORTS / "omnivore.json", "bookmarks-json", 20, None),
    *(
        form(FORMS / name, format, Said(None, None, None, (DOI, f"{REGISTER}?view=full_list"), unlinked=1))
        for name, format in (("refs.bib", "bibtex"), ("refs.csl.json", "csl-json"), ("refs.ris", "ris"))
    ),
)
IANA = ("http://www.iana.org/domains/example",)
NEW_IANA = ("https://www.iana.org/domains/example",)
ARCHIVED = (
    form(
        WARCS / "warcio/test/data/example.warc.gz",
        "warc",
        Said("Example Domain", None, None, IANA, "http://example.com/"),
    ),
    form(
        WARCS / "warcio/test/data/example.arc",
        "warc",
        Said("Example Domain", None, None, IANA, "http://example.com/"),
    ),
    form(
        WARCS / "scoop/example.com.wacz",
        "wacz",
        Said("Example Domain", None, None, NEW_IANA, "https://example.com/"),
    ),
)
EVERY = (*WRITTEN, *PAGES, *MAIL, *FEEDS, *EXPORTED, *LISTED, *ARCHIVED)
