"""What is told beside the errors: warnings, remarks, and how much of them."""

from __future__ import annotations

import json
from functools import partial

import pytest

from snapshotter import digests
from snapshotter.conformance import companions, located, wacz_rules
from snapshotter.conformance.checking import check
from snapshotter.conformance.keys import key_trouble
from snapshotter.conformance.wacz_package import is_moment
from tests.conformance import packages as p
from tests.conformance import records as r
from tests.conformance.package_cases import named, plain_records


def codes(path, **how):
    return [fault.code for fault in check(path, path.name, **how).faults]


@pytest.fixture
def written(tmp_path):
    def write(data, name="a.wacz"):
        path = tmp_path / name
        path.write_bytes(bytes(data))
        return path

    return write


def with_extra(made, path, data):
    made.files[path] = data
    return made


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (partial(plain_records, stored=False), "wacz.compressed"),
        (lambda: p.Wacz(p.wacz().files, p.wacz().stored, comment=b"words"), "zip.comment"),
        (lambda: p.Wacz(p.wacz().files, p.wacz().stored, digest=None), "wacz.no-digest"),
        (lambda: p.Wacz(p.wacz().files, p.wacz().stored, {"profile": None}), "wacz.no-profile"),
        (lambda: p.Wacz(p.wacz().files, p.wacz().stored, {"wacz_version": "1.9"}), "wacz.version-unknown"),
        (lambda: p.Wacz(p.wacz().files, p.wacz().stored, {"created": "yesterday"}), "wacz.property"),
        (lambda: p.wacz(listed=p.pages(("https://nowhere.example/",))), "pages.unheld"),
        (lambda: p.wacz(listed=p.pages(())), "pages.empty"),
        (lambda: p.wacz(listed=p.pages(header=None)), "pages.header"),
        (
            lambda: p.wacz(index=p.cdxj(edit=lambda fields: fields.update({"req.http:cookie": "a=b"}))),
            "index.secret",
        ),
        (lambda: p.wacz(index=p.cdxj().splitlines(keepends=True)[0]), "index.unlisted"),
        (lambda: p.wacz(index=2 * p.cdxj().splitlines(keepends=True)[0]), "index.duplicate"),
        (named("data.warc", plain=False), "wacz.warc-name"),
        (named("a.warc.gz", plain=True), "wacz.warc-name"),
        (lambda: with_extra(p.wacz(), "Archive/data.warc.gz", b"x"), "zip.case"),
    ],
)
def test_what_is_a_warning(made, code, written):
    path = written(bytes(made()))
    report = check(path, path.name)
    assert code in [fault.code for fault in report.faults if fault.severity == "warning"], report.faults
    assert not [fault for fault in report.faults if fault.severity == "error" and fault.code != "wacz.stray"]
    assert code in {
        fault.code for fault in check(path, path.name, strict=True).faults if fault.severity == "error"
    }


def test_a_sound_package_gives_no_word(written):
    path = written(bytes(p.wacz()))
    report = check(path, path.name)
    assert report.faults == report.remarks == ()
    assert report.records == 7
    assert report.size_bytes > 500


def test_a_main_page_of_another_time(written):
    made = p.wacz()
    made.package = {"mainPageUrl": p.URLS[0], "mainPageDate": "2017-01-01T00:00:00Z"}
    assert codes(written(made)) == ["wacz.main-page-date"]


def test_a_compressed_index_without_what_leads_into_it(written):
    made = p.with_blocks()
    del made.files["indexes/index.idx"]
    assert codes(written(made)) == ["idx.missing"]


def test_another_name_of_the_file(written):
    assert codes(written(p.wacz(), "a.zip")) == ["wacz.extension"]


def test_who_signed_is_a_remark(written):
    path = written(p.signed(p.wacz()))
    (remark,) = check(path, path.name).remarks
    assert remark.startswith("signed 2016-03-10T12:00:00Z with the key ")


def test_addresses_other_than_of_the_web_out_of_order(written):
    lines = [
        b'file:///b 20160310120000 {"url": "file:///b", ',
        b'file:///a 20160310120000 {"url": "file:///a", ',
    ]
    rest = (
        b'"digest": "sha1:x", "filename": "a.warc", "offset": 0, "length": 9, "mime": "a/b", "status": 200}\n'
    )
    path = written(b"".join(line + rest for line in lines), "a.cdxj")
    assert codes(path) == ["index.order-others"]


def test_an_index_far_from_its_records_and_beside_some(written, tmp_path):
    path = written(p.cdxj(), "a.cdxj")
    assert codes(path) == []
    written(p.stored().data, p.WARC)
    assert codes(path) == []
    path = written(p.cdxj(filename="other.warc.gz"), "a.cdxj")
    assert codes(path) == ["index.file-elsewhere", "index.unlisted"]
    (tmp_path / "warcs" / "index").mkdir(parents=True)
    (tmp_path / "warcs" / p.WARC).write_bytes(p.stored().data)
    inner = written(p.cdxj(edit=lambda fields: fields.update(status="500")), "warcs/index/a.cdxj")
    assert codes(inner) == ["index.status"]


@pytest.mark.parametrize(
    "name", ["../../secret.warc", "x" * 5000 + ".warc.gz", "a\0.warc", "a.txt", "\ud800.warc"]
)
def test_names_lead_nowhere_else(name, written):
    path = written(p.cdxj(edit=lambda fields: fields.update(filename=name)), "a.cdxj")
    assert "index.offset" not in codes(path)


def test_links_are_not_followed(written, tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"words")
    (tmp_path / "b.warc").symlink_to(tmp_path / "elsewhere")
    assert companions._near(tmp_path / "a.cdxj", "b.warc") is None


def test_of_one_code_some_are_told_and_how_many_more(written):
    number = wacz_rules.MOST_OF_A_CODE + 9
    report = check(written(p.pages() + b"[]\n" * number, "pages.jsonl"), "pages.jsonl")
    assert [fault.code for fault in report.faults] == ["pages.line"] * (wacz_rules.MOST_OF_A_CODE + 1)
    assert report.faults[-1].message == "and 9 more of these"


def test_more_records_than_are_kept(written, monkeypatch):
    monkeypatch.setattr(located, "MOST_RECORDS", 3)
    assert codes(written(p.wacz())) == ["index.unchecked"]


def test_records_say_again_what_they_are(written):
    of = p.stored()
    path = written(of.data, p.WARC)
    found = located.located(partial(path.open, "rb"))
    assert list(found.offsets)[1] == of.places[0][1]
    again = found.read_again(1)
    assert (again.target, again.digits, again.kind, again.status) == (p.URLS[0], p.DIGITS, "response", "200")
    assert found.has_length(1, of.places[0][2])
    assert not found.has_length(1, of.places[0][2] - 1)


def test_lengths_in_a_plain_file_with_and_without_the_empty_lines(written):
    of = p.stored(plain=True)
    found = located.located(partial(written(of.data, "a.warc").open, "rb"))
    length = of.places[0][2]
    assert found.has_length(1, length)
    assert found.has_length(1, length - 4)
    assert not found.has_length(1, length - 5)
    assert not found.has_length(1, length + 1)


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("example,cited)/", "https://cited.example/"),
        ("example,cited,www)/", "https://www.cited.example/"),
        ("example,cited)/", "https://www.cited.example"),
        ("example,cited)/a", "https://cited.example/A/"),
        ("example,cited)/a%20b", "https://cited.example/a b"),
        ("example,cited)/a", "https://cited.example/a;jsessionid=0123456789abcdef0123456789abcdef"),
        ("example,cited)/a?__wb_method=post&x=1", "https://cited.example/a"),
        ("example,cited:8080)/", "https://cited.example:8080/"),
        ("192.0.2.7)/a", "http://192.0.2.7/a"),
        ("7,2,0,192)/a", "http://192.0.2.7/a"),
        ("[2001:db8::7]/a)", "urn:x-of:another"),
        ("example,xn--bcher-kva)/", "https://bücher.example/"),
        ("file:///a", "file:///a"),
    ],
)
def test_keys_as_indexers_make_them(key, url):
    assert key_trouble(key, url) is None


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("cited.example/", "https://cited.example/"),
        ("https://cited.example/", "https://cited.example/"),
        ("example,cited)/b", "https://cited.example/a"),
        ("example,cited)/", "https://cited.example/a"),
        ("example,cited:81)/", "https://cited.example:8080/"),
        ("com,cited)/", "https://cited.example/"),
    ],
)
def test_keys_of_something_else(key, url):
    assert "expected a key as" in key_trouble(key, url)


@pytest.mark.parametrize(
    "text", ["2016-03-10T12:00:00Z", "2016-02-29t23:59:60.5-09:30", "2016-03-10 12:00:00+00:00"]
)
def test_moments(text):
    assert is_moment(text)


@pytest.mark.parametrize(
    "text",
    [
        "2016-03-10",
        "2016-03-10T12:00:00",
        "2015-02-29T12:00:00Z",
        "2016-3-10T12:00:00Z",
        5,
        None,
        "2016-03-10T24:00:00Z",
    ],
)
def test_what_is_no_moment(text):
    assert not is_moment(text)


def test_digests_in_other_writing():
    one, other = r.sha1(b"x"), digests.hash_for("sha1")
    other.update(b"x")
    assert digests.are_same(one, f"sha-1:{other.hexdigest()}")
    assert digests.are_same(one.partition(":")[2], f"SHA1:{other.hexdigest().upper()}")
    assert digests.are_same(one, r.sha1(b"y")) is False
    assert digests.are_same(one, r.sha256(b"x")) is None
    assert digests.are_same(one, "words") is None
    assert digests.are_same(one, "sha1:00") is False


def test_an_index_of_many_equal_faults_is_read_in_little_memory(written):
    """Each line alone is looked at; what is kept grows with records, of which there are none."""
    line = json.dumps({"url": "https://cited.example/", "offset": -1}).encode()
    path = written(
        b"".join(b"example,cited)/ 2016031012%04d %s\n" % (number, line) for number in range(2000)), "a.cdxj"
    )
    found = check(path, path.name).faults
    assert {fault.code for fault in found} >= {"index.field", "index.timestamp"}
    assert len(found) < 200
