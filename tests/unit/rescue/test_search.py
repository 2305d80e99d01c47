"""Lost pages looked for in a Wayback Machine of our own: the right memento, and nothing made up."""

from __future__ import annotations

import gc
from datetime import UTC, datetime

import pytest

from snapshotter.rescue.archives import MementoArchive, archive_named
from snapshotter.rescue.choice import Wanted
from snapshotter.rescue.mementos import candidate
from snapshotter.rescue.search import Found, NotFound, Search
from snapshotter.urls import Url
from snapshotter.workflows.examine import ExamineCaptures
from snapshotter.workflows.import_archives import examined
from tests.unit.rescue.loopback import Asked, Said, Time, serving, way_to
from tests.unit.rescue.machine import Kept, Machine

PAGE = Url("https://cited.example/a?b=1")
MOVED = Url("https://cited.example/new/a")
NOON = datetime(2016, 3, 10, 12, tzinfo=UTC)
QUOTE = "the ferry will not be replaced before the new bridge is open"
FILLER = "The council met on Tuesday in the old harbour building and heard from the port authority. " * 12


def article(*words, head=""):
    text = "".join(f"<p>{each}</p>" for each in (*words, FILLER))
    return f"<!doctype html><title>Harbour news</title>{head}<h1>Harbour news</h1>{text}".encode()


GOOD = article(f"Officials said that {QUOTE}, again.")
WITHOUT = article("Officials said nothing of the kind this week.")
SOFT_404 = (
    b"<!doctype html><title>Page not found</title><h1>404 - Page not found</h1><p>Sorry, this page is gone."
)
FOR_SALE = (
    b"<!doctype html><title>cited.example is for sale</title><h1>cited.example is for sale</h1>"
    b"<p>Buy this domain. The domain cited.example may be for sale by its owner!"
)


def machine(*kept, url=PAGE, **moods):
    return Machine(captures={url: list(kept)}, **moods)


async def looked_for(answering, tmp_path, *wanted, archives=("wayback",), distance=0.0, look=None, time=None):
    """What came of the first of ``wanted``, and the server; ``look`` sees it while it can be read."""
    wanted = wanted or (Wanted(PAGE, NOON, (QUOTE,)),)
    examine = ExamineCaptures()

    def judge(capture, quotes):
        return examined(capture, examine, quotes)

    with serving(answering, tmp_path) as served:
        async with way_to(served, tmp_path, time) as way:
            search = Search(
                [archive_named(each, distance) for each in archives], way, judge, "test", distance
            )
            await search.prepare(wanted)
            async with search.looking(wanted[0]) as result:
                if look is not None:
                    look(result)
                return result, served


def digits(found):
    assert isinstance(found, Found), found
    return found.capture.origin.source["uri_m"].split("/")[4]


class TestChoice:
    async def test_the_nearest_that_holds_the_words(self, tmp_path):
        kept = (Kept("20140101000000", GOOD), Kept("20160301000000", WITHOUT), Kept("20170101000000", GOOD))
        found, _ = await looked_for(machine(*kept), tmp_path)
        assert digits(found) == "20170101000000"
        assert [(each.text, each.found) for each in found.quotes] == [(QUOTE, True)]

    async def test_without_quoted_words_the_nearest(self, tmp_path):
        kept = (Kept("20160301000000", WITHOUT), Kept("20170101000000", GOOD))
        found, served = await looked_for(machine(*kept), tmp_path, Wanted(PAGE, NOON))
        assert digits(found) == "20160301000000"
        assert not served.asked("/cdx/")  # what the quick interface said was enough

    @pytest.mark.parametrize("other", [SOFT_404, FOR_SALE, b"", b"<title>Just a moment...</title>"])
    async def test_what_is_not_the_page_is_passed_over(self, other, tmp_path):
        kept = (Kept("20160309000000", other), Kept("20120101000000", WITHOUT))
        found, _ = await looked_for(machine(*kept), tmp_path, Wanted(PAGE, NOON))
        assert digits(found) == "20120101000000"

    async def test_words_that_are_nowhere_are_told(self, tmp_path):
        found, _ = await looked_for(machine(Kept("20160301000000", WITHOUT)), tmp_path)
        assert isinstance(found, NotFound)
        assert found.code == "rescue.no-words"
        assert not found.is_refusal

    async def test_some_of_the_words_are_better_than_none(self, tmp_path):
        kept = (Kept("20160301000000", WITHOUT), Kept("20180101000000", GOOD))
        wanted = Wanted(PAGE, NOON, (QUOTE, "words that this page has never had in it at all"))
        found, _ = await looked_for(machine(*kept), tmp_path, wanted)
        assert digits(found) == "20180101000000"
        assert [each.found for each in found.quotes] == [True, False]

    async def test_no_more_than_a_few_are_looked_at(self, tmp_path):
        kept = [Kept(f"2015{month:02}01000000", WITHOUT + b"<p>%d" % month) for month in range(1, 13)]
        found, served = await looked_for(machine(*kept), tmp_path)
        assert isinstance(found, NotFound)
        assert len(served.asked("id_/")) == 6

    async def test_the_same_bytes_are_looked_at_once(self, tmp_path):
        kept = [Kept(f"2015{month:02}01000000", WITHOUT) for month in range(1, 13)]
        found, served = await looked_for(machine(*kept, Kept("20200101000000", GOOD)), tmp_path)
        assert digits(found) == "20200101000000"
        assert len(served.asked("id_/")) < 6

    async def test_nothing_farther_than_allowed(self, tmp_path):
        kept = machine(Kept("20120101000000", GOOD))
        found, _ = await looked_for(kept, tmp_path, distance=365.0)
        assert isinstance(found, NotFound)
        found, _ = await looked_for(kept, tmp_path, distance=3650.0)
        assert digits(found) == "20120101000000"

    async def test_a_page_that_moved_then_is_followed(self, tmp_path):
        moved = Kept("20160311000000", b"moved", 301, location=MOVED)
        archive = Machine(captures={PAGE: [moved], MOVED: [Kept("20160312000000", GOOD)]})
        found, _ = await looked_for(archive, tmp_path)
        capture = found.capture
        assert [(each.url, each.status) for each in capture.exchanges[:2]] == [(PAGE, 301), (MOVED, 200)]
        assert (capture.url, capture.final_url, capture.status) == (PAGE, MOVED, 200)
        assert capture.started_at == moved.moment
        assert capture.origin.source["page_uri_m"].endswith(f"/20160312000000/{MOVED}")

    async def test_a_front_page_is_not_what_was_cited(self, tmp_path):
        home = Url("https://cited.example/")
        led_home = Kept("20160311000000", b"moved", 302, location=home)
        archive = Machine(captures={PAGE: [led_home], home: [Kept("20160312000000", GOOD)]})
        found, _ = await looked_for(archive, tmp_path)
        assert isinstance(found, NotFound)
        assert found.code == "rescue.redirected-home"


class TestProvenance:
    async def test_is_the_mementos_in_every_place(self, tmp_path):
        asked = {}

        def look(found):
            exchange = found.capture.exchanges[0]
            asked["body"] = b"".join(exchange.response.body.chunks())
            asked["came"] = b"".join(found.capture.exchanges[-1].response.body.chunks())

        kept = Kept("20160301000000", GOOD, coding="gzip", src="crawl/a.warc.gz")
        found, _served = await looked_for(machine(kept), tmp_path, look=look)
        capture = found.capture
        origin = capture.origin
        assert origin.provenance == "memento"
        assert origin.source["uri_m"] == f"https://web.archive.org/web/20160301000000/{PAGE}"
        assert origin.source["datetime"] == "2016-03-01T00:00:00Z"
        assert origin.source["archive"] == "web.archive.org"
        assert origin.source["x_archive_src"] == "crawl/a.warc.gz"
        assert (capture.started_at, capture.url, capture.via) == (kept.moment, PAGE, "fetch")
        page, *_, as_fetched = capture.exchanges
        assert (page.url, page.started_at, page.ip, page.tls) == (PAGE, kept.moment, None, None)
        assert not page.request.head
        assert asked["body"] == asked["came"] == kept.stored
        assert as_fetched.url == f"https://web.archive.org/web/20160301000000id_/{PAGE}"
        assert as_fetched.ip == "127.0.0.1"
        assert as_fetched.request.head
        assert as_fetched.started_at.year > 2025
        assert capture.connections
        assert capture.verdict.is_good
        assert "memento.rebuilt" in {each.code for each in capture.findings}

    async def test_the_archives_own_coding_is_no_part_of_the_page(self, tmp_path):
        def look(found):
            assert b"".join(found.capture.exchanges[0].response.body.chunks()) == GOOD
            assert b"gzip" not in found.capture.exchanges[0].response.head

        await looked_for(machine(Kept("20160301000000", GOOD), compresses=True), tmp_path, look=look)

    async def test_another_capture_than_asked_for_is_told(self, tmp_path):
        archive = machine(
            Kept("20160301000000", b"", src="lost"), Kept("20160201000000", GOOD), says_nothing=True
        )
        archive.lost = ("20160301000000",)
        found, _ = await looked_for(archive, tmp_path)
        assert digits(found) == "20160201000000"
        assert found.capture.started_at.month == 2
        (note,) = [each for each in found.capture.findings if each.code == "memento.other-capture"]
        assert "20160301000000" in note.message
        assert "20160201000000" in note.message

    async def test_the_same_memento_is_the_same_capture(self, tmp_path):
        archive = machine(Kept("20160301000000", GOOD))
        first, _ = await looked_for(archive, tmp_path)
        second, _ = await looked_for(archive, tmp_path)
        assert first.capture.id == second.capture.id
        assert first.capture.exchanges[0].id == second.capture.exchanges[0].id
        assert first.capture.exchanges[-1].id != second.capture.exchanges[-1].id


class TestParts:
    async def test_pictures_and_sheets_come_from_the_same_archive(self, tmp_path):
        style, picture = Url("https://cited.example/s.css"), Url("https://cited.example/p.png")
        behind, lost = Url("https://cited.example/b.png"), Url("https://cited.example/lost.png")
        head = "<link rel=stylesheet href=/s.css><img src=/p.png><img src=/lost.png>"
        archive = Machine(
            captures={
                PAGE: [Kept("20160301000000", article(QUOTE, head=head))],
                style: [Kept("20160228000000", b"body{background:url(b.png)}", media_type="text/css")],
                picture: [Kept("20150101000000", b"\x89PNG", media_type="image/png")],
                behind: [Kept("20160302000000", b"\x89PNG 2", media_type="image/png")],
            }
        )
        found, _ = await looked_for(archive, tmp_path)
        dates = {each.url: each.started_at for each in found.capture.exchanges if each.protocol is None}
        assert {url: f"{at:%Y%m%d}" for url, at in dates.items()} == {
            PAGE: "20160301",
            style: "20160228",
            picture: "20150101",
            behind: "20160302",
        }
        assert [(each.url, each.reason) for each in found.capture.missing] == [(lost, "remote.no-memento")]

    async def test_no_more_than_a_hundred(self, tmp_path):
        pictures = "".join(f"<img src=/{number}.png>" for number in range(130))
        archive = machine(Kept("20160301000000", article(QUOTE, head=pictures)))
        found, served = await looked_for(archive, tmp_path)
        assert len(served.asked(".png")) == 100
        (cut,) = found.capture.cuts
        assert cut.budget == "rescue-parts"
        assert cut.message.startswith("30 ")


class TestMoods:
    @pytest.mark.parametrize("index_status", [200, 503])
    async def test_an_empty_answer_is_not_no_copy(self, index_status, tmp_path):
        archive = machine(Kept("20160301000000", GOOD), says_nothing=True, index_status=index_status)
        found, _ = await looked_for(archive, tmp_path)
        assert digits(found) == "20160301000000"

    async def test_the_index_is_read_to_its_end(self, tmp_path):
        kept = [Kept(f"2015{month:02}01000000", SOFT_404) for month in range(1, 11)]
        archive = machine(*kept, Kept("20180101000000", GOOD), says_nothing=True, resumes_after=5)
        found, served = await looked_for(archive, tmp_path)
        assert digits(found) == "20180101000000"
        assert len(served.asked("/cdx/")) == 3

    @pytest.mark.parametrize("with_200", [True, False])
    async def test_a_blocked_page_is_refused_and_never_a_copy(self, with_200, tmp_path):
        archive = machine(Kept("20160301000000", GOOD), blocked=(PAGE,), blocks_with_200=with_200)
        found, _ = await looked_for(archive, tmp_path)
        assert isinstance(found, NotFound)
        assert found.is_refusal
        assert found.code == "remote.refused"

    async def test_a_limit_is_waited_for(self, tmp_path):
        time = Time()
        archive = machine(Kept("20160301000000", GOOD), limits=[("/web/", ""), ("/wayback/available", "7")])
        found, _ = await looked_for(archive, tmp_path, time=time)
        assert digits(found) == "20160301000000"
        assert 67 <= sum(time.slept) < 80

    async def test_an_archive_that_wants_too_much_patience_is_told(self, tmp_path):
        archive = machine(Kept("20160301000000", GOOD), limits=[("/web/", "9999")])
        found, _ = await looked_for(archive, tmp_path)
        assert isinstance(found, NotFound)
        assert found.is_refusal
        assert found.code == "remote.rate-limited"

    async def test_what_was_never_kept_is_not_found(self, tmp_path):
        found, _ = await looked_for(Machine(), tmp_path)
        assert isinstance(found, NotFound)
        assert not found.is_refusal

    async def test_many_pages_are_asked_for_at_once(self, tmp_path):
        archive = machine(Kept("20160301000000", GOOD))
        other = Wanted(Url("https://cited.example/other"), NOON)
        found, served = await looked_for(archive, tmp_path, Wanted(PAGE, NOON, (QUOTE,)), other)
        assert digits(found) == "20160301000000"
        assert [each.method for each in served.log if "available" in each.url] == ["POST"]


class TestNamedInThePost:
    async def test_an_address_that_stands_in_the_post_is_asked_first(self, tmp_path):
        named = candidate(Url(f"https://web.archive.org/web/20160310/{PAGE}"))
        wanted = Wanted(PAGE, NOON, (QUOTE,), (named,))
        found, _ = await looked_for(machine(Kept("20160301000000", GOOD)), tmp_path, wanted, archives=())
        assert digits(found) == "20160301000000"


class Memento:
    """An archive as pywb serves it, with what others do to TimeMaps."""

    def __init__(self, kept, *, pages=False, gate=False, rogue=""):
        self.kept = {each.digits: each for each in kept}
        self.pages, self.gate, self.rogue = pages, gate, rogue

    def __call__(self, asked: Asked) -> Said:
        path = asked.url.removeprefix("https://memento.example/coll/")
        if path.startswith("timemap/link/") and not self.gate:
            return Said(200, (("Content-Type", "application/link-format"),), self._timemap(path).encode())
        if path.startswith("timegate/") and self.gate and asked.fields.get("accept-datetime"):
            digits = min(self.kept)
            where = f"https://memento.example/coll/{digits}/{PAGE}"
            return Said(302, (("Location", where), ("Vary", "accept-datetime")))
        digits = path.partition("id_/")[0]
        if digits not in self.kept:
            return Said(404, (), b"<title>none</title>")
        kept = self.kept[digits]
        original = self.rogue or PAGE
        fields = (
            ("Content-Type", kept.media_type),
            ("Memento-Datetime", f"{kept.moment:%a, %d %b %Y %H:%M:%S GMT}"),
            ("Link", f'<{original}>; rel="original"'),
        )
        return Said(kept.status, fields, kept.body)

    def _timemap(self, path: str) -> str:
        base = "https://memento.example/coll"
        some = sorted(self.kept)
        if self.pages and "/1/" not in path and "/2/" not in path:
            index = [
                f'<{base}/timemap/link/1/{PAGE}>; rel="timemap"; type="application/link-format"; '
                'from="Thu, 01 Jan 2004 00:00:00 GMT"; until="Sat, 01 Jan 2005 00:00:00 GMT"',
                f'<{base}/timemap/link/2/{PAGE}>; rel="timemap"; type="application/link-format"; '
                'from="Thu, 01 Jan 2015 00:00:00 GMT"; until="Sun, 01 Jan 2017 00:00:00 GMT"',
                f'<{base}/timemap/json/{PAGE}>; rel="timemap"; type="application/json"',
            ]
            return ",\n".join([f'<{PAGE}>; rel="original"', *index])
        if self.pages:
            some = [each for each in some if (each < "2010") == ("/1/" in path)]
        listed = [
            f'<{base}/{each}/{PAGE}>; rel="memento"; datetime="{_field(self.kept[each])}"' for each in some
        ]
        return ",\n".join([f'<{PAGE}>; rel="original"', *listed])


def _field(kept):
    return f"{kept.moment:%a, %d %b %Y %H:%M:%S GMT}"


class TestMementoArchives:
    BASE = "https://memento.example/coll"
    KEPT = (Kept("20040601000000", GOOD), Kept("20160301000000", GOOD))

    @pytest.mark.parametrize("pages", [False, True])
    async def test_a_timemap_is_read_also_in_parts(self, pages, tmp_path):
        found, served = await looked_for(Memento(self.KEPT, pages=pages), tmp_path, archives=(self.BASE,))
        assert digits(found) == "20160301000000"
        assert found.capture.origin.source["archive"] == "memento.example"
        assert not served.asked("timemap/json")

    async def test_the_part_around_the_date_is_read_first(self, tmp_path):
        _, served = await looked_for(Memento(self.KEPT, pages=True), tmp_path, archives=(self.BASE,))
        assert "/2/" in served.asked("timemap/link")[1]

    async def test_without_a_timemap_its_timegate_leads_there(self, tmp_path):
        found, _ = await looked_for(Memento(self.KEPT, gate=True), tmp_path, archives=(self.BASE,))
        assert digits(found) == "20040601000000"

    async def test_a_memento_of_another_page_is_none(self, tmp_path):
        rogue = Memento(self.KEPT, rogue="https://other.example/")
        found, _ = await looked_for(rogue, tmp_path, archives=(self.BASE,))
        assert isinstance(found, NotFound)
        assert found.code == "remote.no-memento"

    async def test_one_archive_stands_in_for_another(self, tmp_path):
        machine_down = Machine(index_status=503, says_nothing=True)
        memento = Memento(self.KEPT)

        def both(asked):
            return memento(asked) if "memento.example" in asked.url else machine_down(asked)

        found, _ = await looked_for(both, tmp_path, archives=("wayback", self.BASE))
        assert found.capture.origin.source["archive"] == "memento.example"

    # httpcore forgets to close a connection that its SOCKS proxy has refused
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
    async def test_an_archive_that_cannot_be_reached_is_told(self, tmp_path):
        found, _ = await looked_for(Machine(), tmp_path, archives=("https://127.0.0.1/private",))
        assert isinstance(found, NotFound)
        assert found.is_refusal
        assert "127.0.0.1" in found.message
        gc.collect()

    def test_names_of_archives(self):
        assert archive_named("wayback").name == "wayback"
        named = archive_named("https://memento.example/coll/")
        assert isinstance(named, MementoArchive)
        assert named.base == self.BASE
