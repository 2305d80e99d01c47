"""WACZ files, indexes and lists of pages, whole and broken."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable
from typing import Any

from tests.conformance import packages as p
from tests.conformance import records as r
from tests.conformance.case import Case, invalid, valid
from tests.conformance.packages import Edit, Wacz, cdxj, stored, wacz

FILE = "a.wacz"
INDEX = "index.cdxj"
PAGES = "pages.jsonl"


def packed(change: Callable[[Wacz], object] | None = None, made: Wacz | None = None) -> Callable[[], bytes]:
    """A package with something changed before it is written."""

    def make() -> bytes:
        whole = made or wacz()
        if change is not None:
            change(whole)
        return bytes(whole)

    return make


def setting(name: str, value: Any) -> Edit:
    return lambda fields: fields.__setitem__(name, value)


def leaving(name: str) -> Edit:
    return lambda fields: fields.pop(name)


def described(**values: Any) -> Callable[[], bytes]:
    """With other values in ``datapackage.json``; None leaves one out."""
    return packed(lambda made: made.package.update(values))


def listing(edit: Edit) -> Callable[[], bytes]:
    return packed(lambda made: setattr(made, "resource", edit))


def indexed(edit: Edit | None = None, **changes: Any) -> Callable[[], bytes]:
    """A package whose index says something else in its first line."""
    return lambda: bytes(wacz(index=cdxj(edit=edit, **changes)))


def of_file(
    path: str, data: bytes | None, *, unlisted: bool = False, stored: bool = False
) -> Callable[[], bytes]:
    """With another file, or without one."""

    def change(made: Wacz) -> None:
        if data is None:
            del made.files[path]
        else:
            made.files[path] = data
        made.unlisted |= {path} if unlisted else set()
        made.stored |= {path} if stored else set()

    return packed(change)


def changed_after() -> bytes:
    """The list of pages is another than the one that was hashed; of one length."""
    made = wacz()
    described = made.describe()
    made.files["pages/pages.jsonl"] = made.files["pages/pages.jsonl"].replace(b"Page 0", b"Page 1")
    made.datapackage = described
    return bytes(made)


def payload_flipped() -> bytes:
    """One bit of the WARC; the ZIP and all hashes are made for it."""
    of = stored(plain=True)
    at = of.data.index(b"Words of")
    made = wacz()
    made.files["archive/data.warc.gz"] = r.packed(*split(p.patched(of.data, at, b"w")))
    lengths = r.packed(*split(of.data))
    assert len(lengths) > 0
    return bytes(made)


def split(data: bytes) -> list[bytes]:
    """The records of a plain file."""
    return [b"WARC/1.1" + each for each in data.split(b"WARC/1.1")[1:]]


def two_files() -> bytes:
    first, second = stored(p.URLS[:1]), stored(p.URLS[1:], first=20)
    made = wacz(first)
    made.files["archive/more.warc.gz"] = second.data
    made.stored.add("archive/more.warc.gz")
    lines = cdxj(first) + b"".join(p.line(place, filename="more.warc.gz") for place in second.places)
    made.files["indexes/index.cdx"] = lines
    return bytes(made)


def plain_records(*, stored: bool = True) -> bytes:
    of = p.stored(plain=True)
    made = wacz(of)
    made.files = {"archive/data.warc": of.data, **{k: v for k, v in made.files.items() if k[:2] != "ar"}}
    made.files["indexes/index.cdx"] = b"".join(p.line(place, filename="data.warc") for place in of.places)
    made.stored = {"archive/data.warc"} if stored else set()
    return bytes(made)


def of_1_0() -> bytes:
    """As the first tools described their files."""
    made = wacz()
    resources = [
        {"path": path, "stats": {"hash": r.sha256(data)[7:], "bytes": len(data)}, "hashing": "sha256"}
        for path, data in made.files.items()
    ]
    made.package = {"wacz_version": "1.0.0", "resources": resources}
    return bytes(made)


def of_1_2() -> bytes:
    made = wacz()
    home = {"url": p.URLS[0], "ts": r.MOMENT}
    made.package = {"profile": "wacz", "wacz_version": None, "home": home}
    return bytes(made)


def with_md5() -> bytes:
    made = wacz()
    made.resource = lambda fields: fields.__setitem__(
        "hash", hashlib.md5(made.files[fields["path"]]).hexdigest()
    )
    return bytes(made)


def with_folders() -> bytes:
    made = wacz()
    made.files = {"archive/": b"", "indexes/": b"", "pages/": b"", **made.files}
    made.unlisted = {"archive/", "indexes/", "pages/"}
    return bytes(made)


def posted_key() -> bytes:
    place = stored().places[0]
    key = "example,cited)/a?__wb_method=post&q=1"
    more = setting("method", "POST")
    lines = [p.line(place, key=key, edit=more), *(p.line(each) for each in stored().places[1:])]
    return b"".join(lines)


def digits_17() -> bytes:
    return b"".join(p.line(place, digits=p.DIGITS + "000") for place in stored().places)


def beside(
    index: Callable[[p.Stored], bytes], name: str = INDEX, records: str = "data.warc.gz"
) -> Callable[[], dict[str, bytes]]:
    """An index with its records in the same folder."""
    return lambda: {name: index(stored()), records: stored().data}


def with_digests(of: p.Stored) -> bytes:
    return b"".join(p.line(place, data=of.data) for place in of.places)


def sorted_reversed() -> bytes:
    return b"".join(reversed(cdxj().splitlines(keepends=True)))


def named(name: str, *, plain: bool) -> Callable[[], bytes]:
    """With the file of records under another name."""

    def make() -> bytes:
        of = stored(plain=plain)
        made = wacz(of, index=b"".join(p.line(place, filename=name) for place in of.places))
        del made.files["archive/data.warc.gz"]
        made.files[f"archive/{name}"] = of.data
        made.stored = {f"archive/{name}"}
        return bytes(made)

    return make


VALID = (
    valid("wacz", FILE, packed()),
    valid("wacz-plain-records", FILE, plain_records, "archive"),
    valid("wacz-gzip-named-warc", FILE, named("data.warc", plain=False), "as py-wacz packs them"),
    valid("wacz-two-files", FILE, two_files, "archive"),
    valid("wacz-index-in-blocks", FILE, lambda: bytes(p.with_blocks()), "indexes"),
    valid("wacz-signed", FILE, lambda: bytes(p.signed(wacz())), "wacz-auth 0.1.0"),
    valid("wacz-1.0", FILE, of_1_0),
    valid("wacz-1.2-draft", FILE, of_1_2, "WACZ 1.2.0"),
    valid("wacz-no-profile", FILE, described(profile=None)),
    valid(
        "wacz-without-digest",
        FILE,
        packed(lambda made: setattr(made, "digest", None)),
        "datapackage-digest.json",
    ),
    valid(
        "wacz-required-parts-alone",
        FILE,
        described(title=None, created=None, software=None),
        "datapackage.json",
    ),
    valid("wacz-md5", FILE, with_md5, "Data Package 1"),
    valid("wacz-folders", FILE, with_folders, "APPNOTE 4.3.8"),
    valid("wacz-written-forward", FILE, lambda: p.streamed(wacz()), "APPNOTE 4.3.9"),
    valid("wacz-all-stored", FILE, packed(lambda made: made.stored.update(made.files)), "Zip Compression"),
    valid("wacz-other-files", FILE, of_file("logs/crawl.log", b"words\n"), "Other files and directories"),
    valid(
        "wacz-extra-pages",
        FILE,
        of_file("pages/extraPages.jsonl", p.pages(p.URLS[1:], header=p.HEADER | {"id": "extra"})),
        "pages.jsonl",
    ),
    valid(
        "wacz-main-page", FILE, described(mainPageUrl=p.URLS[0], mainPageDate=r.MOMENT), "datapackage.json"
    ),
    valid("wacz-record-digests", FILE, lambda: bytes(wacz(index=with_digests(stored()))), "CDXJ 0.1.0"),
    valid("wacz-fuzzy", FILE, of_file("fuzzy.json", b'{"rules": []}')),
    valid(
        "wacz-cdxj-name",
        FILE,
        packed(
            lambda made: made.files.__setitem__("indexes/index.cdxj", made.files.pop("indexes/index.cdx"))
        ),
        "indexes",
    ),
    valid("cdxj", INDEX, cdxj, "CDXJ 0.1.0"),
    valid("cdxj-gzip", "index.cdxj.gz", lambda: r.member(cdxj()), "Introduction"),
    valid("cdxj-17-digits", INDEX, digits_17, "Integer Timestamp"),
    valid(
        "cdxj-numbers",
        INDEX,
        lambda: cdxj(edit=lambda fields: fields.update(status=200, offset=int(fields["offset"]))),
        "JSON Block",
    ),
    valid("cdxj-post", INDEX, posted_key, "guideline CDX of non-GET requests"),
    valid("cdxj-beside-its-records", INDEX, beside(with_digests)),
    valid("cdxj-without-status", INDEX, lambda: cdxj(edit=leaving("status"))),
    valid(
        "cdxj-bare-digest",
        INDEX,
        beside(lambda of: cdxj(of, edit=lambda fields: fields.update(digest=fields["digest"][5:]))),
    ),
    valid("cdx-11", "index.cdx", p.cdx, "CDX 2006"),
    valid("cdx-9", "index.cdx", lambda: p.cdx(letters="N b a m s k r V g"), "CDX 2006"),
    valid("cdx-11-beside-its-records", "index.cdx", beside(p.cdx, "index.cdx")),
    valid(
        "idx", "index.idx", lambda: dict(zip(("index.cdx.gz", "index.idx"), p.zipnum(cdxj()), strict=True))
    ),
    valid("pages", PAGES, lambda: p.pages(p.URLS), "pages.jsonl"),
    valid(
        "pages-fraction-and-offset",
        PAGES,
        lambda: p.pages(edit=setting("ts", "2016-03-10T13:00:00.123+01:00")),
        "RFC 3339",
    ),
    valid(
        "pages-utf-8",
        PAGES,
        lambda: p.pages(edit=setting("title", "Über die Brücke")).replace(b"\\u00dc", "Ü".encode()),
        "JSON Lines",
    ),
    valid("pages-crlf", PAGES, lambda: p.pages(p.URLS).replace(b"\n", b"\r\n"), "JSON Lines"),
)


def local_name_other() -> bytes:
    data = packed()()
    at = p.entry_at(data, "pages/pages.jsonl")
    return p.patched(data, at + 30, b"pages/pagez.jsonl")


def local_size_other() -> bytes:
    data = packed()()
    at = p.entry_at(data, "archive/data.warc.gz")
    return p.patched(data, at + 18, struct.pack("<LL", 10, 10))


def crc_wrong() -> bytes:
    data = packed()()
    local, listed = p.entry_at(data, "pages/pages.jsonl"), p.directory_at(data, "pages/pages.jsonl")
    return p.patched(p.patched(data, local + 14, b"\1\2\3\4"), listed + 16, b"\1\2\3\4")


def encrypted() -> bytes:
    data = packed()()
    local, listed = p.entry_at(data, "pages/pages.jsonl"), p.directory_at(data, "pages/pages.jsonl")
    return p.patched(p.patched(data, local + 6, b"\1\0"), listed + 8, b"\1\0")


def of_method(method: int) -> bytes:
    data = packed()()
    local, listed = p.entry_at(data, "pages/pages.jsonl"), p.directory_at(data, "pages/pages.jsonl")
    new = struct.pack("<H", method)
    return p.patched(p.patched(data, local + 8, new), listed + 10, new)


def overlapping() -> bytes:
    """Two files of the directory are one stretch of bytes."""
    data = of_file("pages/extraPages.jsonl", p.pages())()
    one, other = p.entry_at(data, "pages/pages.jsonl"), p.directory_at(data, "pages/extraPages.jsonl")
    return p.patched(data, other + 42, struct.pack("<L", one))


def link() -> bytes:
    data = of_file("other/link", b"../../../etc/hostname")()
    at = p.directory_at(data, "other/link")
    return p.patched(data, at + 38, struct.pack("<L", 0o120777 << 16))


def of_type(mode: int) -> Callable[[], bytes]:
    """A file that is a device, and nothing but its kind says so."""

    def make() -> bytes:
        data = of_file("other/device", b"x")()
        return p.patched(data, p.directory_at(data, "other/device") + 38, struct.pack("<L", mode << 16))

    return make


def counted_wrong() -> bytes:
    data = packed()()
    count = struct.unpack_from("<H", data, len(data) - 12)[0]
    return p.patched(data, len(data) - 14, struct.pack("<HH", count + 1, count + 1))


def unnamed() -> bytes:
    """The directory leaves out a file that stands there."""
    data = of_file("pages/extraPages.jsonl", p.pages())()
    at = p.directory_at(data, "pages/extraPages.jsonl")
    size = 46 + len("pages/extraPages.jsonl")
    count, length, start = struct.unpack_from("<HLL", data, len(data) - 12)
    end = struct.pack("<HHLLH", count - 1, count - 1, length - size, start, 0)
    return data[:at] + data[at + size : len(data) - 14] + end


def leads_short() -> bytes:
    """The last block is not named."""
    made = p.with_blocks()
    leads = made.files["indexes/index.idx"]
    made.files["indexes/index.idx"] = b"".join(leads.splitlines(keepends=True)[:-1])
    return bytes(made)


def named_twice() -> bytes:
    data = of_file("pages/pagez.jsonl", p.pages(p.URLS))()
    return p.renamed(data, "pages/pagez.jsonl", "pages/pages.jsonl")


def escaping(name: str) -> Callable[[], bytes]:
    return of_file(name, b"words")


def json_of(value: Any) -> bytes:
    return json.dumps(value).encode()


def unsorted_blocks() -> bytes:
    return bytes(p.with_blocks(sorted_reversed()))


def leads_wrong(old: bytes, new: bytes) -> Callable[[], bytes]:
    def make() -> bytes:
        made = p.with_blocks()
        leads = made.files["indexes/index.idx"]
        assert old in leads
        made.files["indexes/index.idx"] = leads.replace(old, new)
        return bytes(made)

    return make


def warc_cut() -> bytes:
    of = stored()
    made = wacz(of)
    made.files["archive/data.warc.gz"] = of.data[:-20]
    return bytes(made)


def digest_broken() -> bytes:
    made = wacz()
    described = made.describe()
    return p.zipped({**made.files, "datapackage.json": described, "datapackage-digest.json": b"{no json"})


def torn_blocks() -> bytes:
    made = p.with_blocks()
    made.files["indexes/index.cdx.gz"] = made.files["indexes/index.cdx.gz"][:-9]
    return bytes(made)


INVALID = (
    # the ZIP
    invalid("wacz-cut", FILE, lambda: packed()()[:-100], "wacz.unreadable", where="APPNOTE 4.3.16"),
    invalid("wacz-no-zip", FILE, lambda: b"words\n", "wacz.unreadable", where="APPNOTE 4.3"),
    invalid("wacz-of-nothing", FILE, lambda: b"", "wacz.unreadable", where="APPNOTE 4.3"),
    invalid("wacz-empty-zip", FILE, lambda: p.zipped({}), "wacz.no-datapackage"),
    invalid(
        "wacz-bytes-behind", FILE, lambda: packed()() + b"words" * 10, "zip.trailing", where="APPNOTE 4.3.16"
    ),
    invalid("wacz-crc-wrong", FILE, crc_wrong, "zip.damaged", where="APPNOTE 4.4.7"),
    invalid("wacz-encrypted", FILE, encrypted, "zip.encrypted", where="APPNOTE 4.4.4"),
    invalid("wacz-method-bzip2", FILE, lambda: of_method(12), "zip.method", where="Zip Compression"),
    invalid("wacz-method-unknown", FILE, lambda: of_method(97), "zip.method", where="Zip Compression"),
    invalid("wacz-another-name-at-the-file", FILE, local_name_other, "zip.local", where="APPNOTE 4.3.7"),
    invalid("wacz-another-size-at-the-file", FILE, local_size_other, "zip.local", where="APPNOTE 4.3.7"),
    invalid("wacz-files-overlap", FILE, overlapping, "zip.overlap", "zip.local", where="APPNOTE 4.3.6"),
    invalid("wacz-file-twice", FILE, named_twice, "wacz.twice", where="APPNOTE 4.3.6"),
    invalid("wacz-name-leads-out", FILE, escaping("../evil.sh"), "zip.path", where="APPNOTE 4.4.17"),
    invalid(
        "wacz-name-leads-out-within",
        FILE,
        escaping("other/../../evil.sh"),
        "zip.path",
        where="APPNOTE 4.4.17",
    ),
    invalid("wacz-name-absolute", FILE, escaping("/etc/evil"), "zip.path", where="APPNOTE 4.4.17"),
    invalid("wacz-name-of-drive", FILE, escaping("C:/evil.bat"), "zip.path", where="APPNOTE 4.4.17"),
    invalid("wacz-name-backslash", FILE, escaping("other\\evil.bat"), "zip.path", where="APPNOTE 4.4.17"),
    invalid("wacz-link", FILE, link, "zip.link", where="APPNOTE 4.4.15"),
    invalid("wacz-device", FILE, of_type(0o020666), "zip.link", where="APPNOTE 4.4.15"),
    invalid("wacz-directory-counts-wrong", FILE, counted_wrong, "zip.directory", where="APPNOTE 4.3.16"),
    invalid("wacz-directory-leaves-one-out", FILE, unnamed, "zip.unlisted", where="APPNOTE 4.3.6"),
    invalid("wacz-length-zero", FILE, indexed(setting("length", "0")), "index.length", where="JSON Block"),
    invalid("wacz-idx-leaves-a-block-out", FILE, leads_short, "idx.block", where="pywb ZipNum"),
    invalid(
        "cdxj-timestamp-30-february",
        INDEX,
        lambda: cdxj(digits="20160230120000"),
        "index.timestamp",
        where="Integer Timestamp",
    ),
    invalid("wacz-bomb", FILE, p.bomb, "zip.bomb"),
    # its parts
    invalid(
        "wacz-no-datapackage",
        FILE,
        packed(lambda made: setattr(made, "datapackage", b"")),
        "wacz.no-datapackage",
        where="datapackage.json",
    ),
    invalid(
        "wacz-datapackage-no-json",
        FILE,
        packed(lambda made: setattr(made, "datapackage", b"{no json")),
        "wacz.no-datapackage",
        where="datapackage.json",
    ),
    invalid(
        "wacz-datapackage-a-list",
        FILE,
        packed(lambda made: setattr(made, "datapackage", b"[]")),
        "wacz.no-datapackage",
        where="datapackage.json",
    ),
    invalid(
        "wacz-datapackage-deep",
        FILE,
        packed(lambda made: setattr(made, "datapackage", b"[" * 100_000)),
        "wacz.no-datapackage",
        where="datapackage.json",
    ),
    invalid(
        "wacz-no-archive", FILE, of_file("archive/data.warc.gz", None), "wacz.no-archive", where="archive"
    ),
    invalid("wacz-no-index", FILE, of_file("indexes/index.cdx", None), "wacz.no-index", where="indexes"),
    invalid("wacz-no-pages", FILE, of_file("pages/pages.jsonl", None), "wacz.no-pages", where="pages.jsonl"),
    invalid(
        "wacz-pages-elsewhere",
        FILE,
        packed(lambda made: made.files.__setitem__("pages.jsonl", made.files.pop("pages/pages.jsonl"))),
        "wacz.no-pages",
        where="pages.jsonl",
    ),
    invalid(
        "wacz-stray-in-archive",
        FILE,
        of_file("archive/notes.txt", b"words"),
        "wacz.stray",
        where="Other files and directories",
    ),
    invalid(
        "wacz-stray-in-pages",
        FILE,
        of_file("pages/run.sh", b"words"),
        "wacz.stray",
        where="Other files and directories",
    ),
    invalid(
        "wacz-compressed-again",
        FILE,
        lambda: bytes(Wacz(wacz().files, set())),
        "wacz.compressed-again",
        where="Zip Compression",
    ),
    invalid("wacz-fuzzy-no-json", FILE, of_file("fuzzy.json", b"{rules"), "wacz.fuzzy"),
    # what datapackage.json says
    invalid(
        "wacz-profile-unknown",
        FILE,
        described(profile="tabular-data-package"),
        "wacz.profile",
        where="datapackage.json",
    ),
    invalid("wacz-no-version", FILE, described(wacz_version=None), "wacz.version", where="datapackage.json"),
    invalid(
        "wacz-version-a-number", FILE, described(wacz_version=1.1), "wacz.version", where="datapackage.json"
    ),
    invalid("wacz-no-resources", FILE, described(resources=None), "wacz.resources", where="datapackage.json"),
    invalid(
        "wacz-resources-empty", FILE, described(resources=[]), "wacz.resources", where="datapackage.json"
    ),
    invalid(
        "wacz-resources-of-words",
        FILE,
        described(resources=["archive/data.warc.gz"]),
        "wacz.resource",
        where="datapackage.json",
    ),
    invalid(
        "wacz-resource-without-path",
        FILE,
        listing(leaving("path")),
        "wacz.resource",
        where="datapackage.json",
    ),
    invalid(
        "wacz-resource-without-hash",
        FILE,
        listing(leaving("hash")),
        "wacz.resource",
        where="datapackage.json",
    ),
    invalid(
        "wacz-resource-without-size",
        FILE,
        listing(leaving("bytes")),
        "wacz.resource",
        where="datapackage.json",
    ),
    invalid(
        "wacz-resource-leads-out",
        FILE,
        listing(setting("path", "../../etc/passwd")),
        "wacz.resource",
        where="datapackage.json",
    ),
    invalid(
        "wacz-hash-unknown",
        FILE,
        listing(setting("hash", "crc:12345678")),
        "wacz.resource",
        where="datapackage.json",
    ),
    invalid(
        "wacz-hash-wrong",
        FILE,
        listing(setting("hash", r.sha256(b"x"))),
        "wacz.changed",
        where="datapackage.json",
    ),
    invalid("wacz-size-wrong", FILE, listing(setting("bytes", 7)), "wacz.changed", where="datapackage.json"),
    invalid("wacz-file-changed", FILE, changed_after, "wacz.changed", where="datapackage.json"),
    invalid(
        "wacz-listed-and-not-there",
        FILE,
        listing(setting("path", "archive/none.warc.gz")),
        "wacz.missing",
        where="datapackage.json",
    ),
    invalid(
        "wacz-there-and-not-listed",
        FILE,
        of_file("other/evil.html", b"words", unlisted=True),
        "wacz.unlisted",
        where="datapackage.json",
    ),
    invalid(
        "wacz-listed-twice",
        FILE,
        packed(lambda made: made.package.update(resources=2 * json.loads(made.describe())["resources"])),
        "wacz.twice",
        where="datapackage.json",
    ),
    invalid(
        "wacz-main-page-of-nowhere",
        FILE,
        described(mainPageUrl="https://nowhere.example/"),
        "wacz.main-page",
        where="datapackage.json",
    ),
    # who vouches for it
    invalid(
        "wacz-digest-wrong",
        FILE,
        packed(lambda made: made.digest.update(hash=r.sha256(b"x"))),
        "wacz.digest",
        where="datapackage-digest.json",
    ),
    invalid(
        "wacz-digest-of-another-path",
        FILE,
        packed(lambda made: made.digest.update(path="other.json")),
        "wacz.digest",
        where="datapackage-digest.json",
    ),
    invalid("wacz-digest-no-json", FILE, digest_broken, "wacz.digest", where="datapackage-digest.json"),
    invalid(
        "wacz-signature-of-another",
        FILE,
        lambda: bytes(p.signed(wacz(), honest=False)),
        "wacz.signature",
        where="wacz-auth 0.1.0",
    ),
    invalid(
        "wacz-signature-of-words",
        FILE,
        packed(lambda made: made.digest.update(signedData="signed")),
        "wacz.signature",
        where="wacz-auth 0.1.0",
    ),
    invalid(
        "wacz-time-stamp-of-words",
        FILE,
        packed(lambda made: made.digest.update(timeStamp={"reply": "d29yZHM="})),
        "wacz.time-stamp",
        "wacz.time-stamp-unread",
        where="RFC 3161",
    ),
    # its records and index
    invalid("wacz-warc-cut", FILE, warc_cut, "record.torn", "record.damaged", where="WARC 1.1, 4"),
    invalid("wacz-warc-payload-flipped", FILE, payload_flipped, "record.digest", where="WARC 1.1, 5.8"),
    invalid(
        "wacz-warc-of-words",
        FILE,
        of_file("archive/data.warc.gz", b"words\n", stored=True),
        "record.damaged",
        "file.unknown",
        where="archive",
    ),
    invalid(
        "wacz-index-of-another-file",
        FILE,
        indexed(filename="none.warc.gz"),
        "index.no-file",
        where="JSON Block",
    ),
    invalid("wacz-offset-wrong", FILE, indexed(setting("offset", "7")), "index.offset", where="JSON Block"),
    invalid(
        "wacz-offset-beyond", FILE, indexed(setting("offset", "9999999")), "index.offset", where="JSON Block"
    ),
    invalid("wacz-length-wrong", FILE, indexed(setting("length", "7")), "index.length", where="JSON Block"),
    invalid(
        "wacz-length-too-long", FILE, indexed(setting("length", "99999")), "index.length", where="JSON Block"
    ),
    invalid(
        "wacz-another-address",
        FILE,
        indexed(setting("url", "https://cited.example/other"), key="example,cited)/other"),
        "index.target",
        where="JSON Block",
    ),
    invalid(
        "wacz-another-date", FILE, indexed(digits="20160310120001"), "index.date", where="Integer Timestamp"
    ),
    invalid(
        "wacz-another-status", FILE, indexed(setting("status", "404")), "index.status", where="JSON Block"
    ),
    invalid(
        "wacz-another-digest",
        FILE,
        indexed(setting("digest", r.sha1(b"x"))),
        "index.digest",
        where="JSON Block",
    ),
    invalid(
        "wacz-record-digest-wrong",
        FILE,
        indexed(setting("recordDigest", r.sha256(b"x"))),
        "index.record-digest",
        where="JSON Block",
    ),
    invalid("wacz-index-empty", FILE, lambda: bytes(wacz(index=b"")), "index.empty", where="indexes"),
    invalid(
        "wacz-index-unsorted",
        FILE,
        lambda: bytes(wacz(index=sorted_reversed())),
        "index.order",
        where="Sorting",
    ),
    invalid("wacz-blocks-unsorted", FILE, unsorted_blocks, "index.order", where="Sorting"),
    invalid("wacz-index-gzip-torn", FILE, torn_blocks, "index.damaged", where="Introduction"),
    invalid(
        "wacz-idx-offset-wrong",
        FILE,
        leads_wrong(b'"offset": 0', b'"offset": 3'),
        "idx.block",
        where="pywb ZipNum",
    ),
    invalid(
        "wacz-idx-key-wrong",
        FILE,
        leads_wrong(b"example,cited)/a ", b"example,cited)/0 "),
        "idx.block",
        where="pywb ZipNum",
    ),
    invalid(
        "wacz-idx-digest-wrong",
        FILE,
        leads_wrong(b'"digest": "sha256:', b'"digest": "sha256:00'),
        "idx.digest",
        "idx.block",
        where="pywb ZipNum",
    ),
    invalid(
        "wacz-idx-of-words", FILE, leads_wrong(b'{"offset"', b"[offset"), "idx.line", where="pywb ZipNum"
    ),
    # indexes alone
    invalid("cdxj-unsorted", INDEX, sorted_reversed, "index.order", where="Sorting"),
    invalid(
        "cdxj-two-parts",
        INDEX,
        lambda: cdxj().replace(b" 20160310120000 ", b" ", 1),
        "index.line",
        "index.timestamp",
        where="Introduction",
    ),
    invalid(
        "cdxj-no-json", INDEX, lambda: cdxj().replace(b"}\n", b"\n", 1), "index.line", where="JSON Block"
    ),
    invalid(
        "cdxj-a-list",
        INDEX,
        lambda: b"example,cited)/a 20160310120000 []\n" + cdxj(),
        "index.line",
        where="JSON Block",
    ),
    invalid(
        "cdxj-timestamp-12-digits",
        INDEX,
        lambda: cdxj(digits="201603101200"),
        "index.timestamp",
        where="Integer Timestamp",
    ),
    invalid(
        "cdxj-timestamp-of-no-calendar",
        INDEX,
        lambda: cdxj(digits="20161310120000"),
        "index.timestamp",
        where="Integer Timestamp",
    ),
    invalid(
        "cdxj-timestamp-in-words",
        INDEX,
        lambda: cdxj(digits="2016-03-10T12:00:00Z"),
        "index.timestamp",
        where="Integer Timestamp",
    ),
    invalid(
        "cdxj-key-no-surt",
        INDEX,
        lambda: cdxj(key="https://cited.example/a", which=2),
        "index.key",
        where="Searchable URL",
    ),
    invalid(
        "cdxj-key-of-another-host",
        INDEX,
        lambda: cdxj(key="example,another)/a"),
        "index.key",
        where="Searchable URL",
    ),
    invalid(
        "cdxj-key-of-another-path",
        INDEX,
        lambda: cdxj(key="example,cited)/zzz", which=1),
        "index.key",
        where="Searchable URL",
    ),
    *(
        invalid(
            f"cdxj-without-{name}",
            INDEX,
            lambda name=name: cdxj(edit=leaving(name)),
            "index.field",
            where="JSON Block",
        )
        for name in ("url", "digest", "filename", "offset", "length")
    ),
    invalid(
        "cdxj-offset-negative",
        INDEX,
        lambda: cdxj(edit=setting("offset", -5)),
        "index.field",
        where="JSON Block",
    ),
    invalid(
        "cdxj-offset-in-words",
        INDEX,
        lambda: cdxj(edit=setting("offset", "ten")),
        "index.field",
        where="JSON Block",
    ),
    invalid(
        "cdxj-status-in-words",
        INDEX,
        lambda: cdxj(edit=setting("status", "fine")),
        "index.field",
        where="JSON Block",
    ),
    invalid(
        "cdxj-url-relative", INDEX, lambda: cdxj(edit=setting("url", "/a")), "index.field", where="JSON Block"
    ),
    invalid(
        "cdxj-no-utf-8",
        INDEX,
        lambda: cdxj().replace(b"text/html", b"text/\xff\xfe", 1),
        "index.encoding",
        where="JSON Block",
    ),
    invalid(
        "cdxj-gzip-torn",
        "index.cdxj.gz",
        lambda: r.member(cdxj())[:-9],
        "index.damaged",
        where="Introduction",
    ),
    invalid("cdxj-empty", INDEX, lambda: b"", "index.empty", where="Introduction"),
    invalid(
        "cdxj-empty-line",
        INDEX,
        lambda: cdxj().replace(b"\n", b"\n\n", 1),
        "index.line",
        where="Introduction",
    ),
    invalid(
        "cdxj-beside-offset-wrong",
        INDEX,
        beside(lambda of: cdxj(of, edit=setting("offset", "7"))),
        "index.offset",
        where="JSON Block",
    ),
    invalid(
        "cdxj-beside-a-faulty-file-offset-wrong",
        INDEX,
        lambda: {
            INDEX: cdxj(edit=setting("offset", "7")),
            "data.warc.gz": stored().data + r.packed(r.resource(90).having(("WARC-Block-Digest", "sha1:x"))),
        },
        "index.offset",
        where="JSON Block",
    ),
    invalid(
        "cdxj-beside-length-wrong",
        INDEX,
        beside(lambda of: cdxj(of, edit=setting("length", "7"))),
        "index.length",
        where="JSON Block",
    ),
    invalid(
        "cdxj-beside-date-wrong",
        INDEX,
        beside(lambda of: cdxj(of, digits="20200101000000", which=2)),
        "index.date",
        where="Integer Timestamp",
    ),
    invalid(
        "cdxj-above-digest-wrong",
        f"indexes/{INDEX}",
        beside(
            lambda of: cdxj(of, edit=setting("digest", r.sha1(b"x"))),
            f"indexes/{INDEX}",
            "archive/data.warc.gz",
        ),
        "index.digest",
        where="JSON Block",
    ),
    invalid(
        "cdx-header-unknown",
        "index.cdx",
        lambda: p.cdx().replace(b"N b a", b"N ! a"),
        "index.header",
        where="CDX 2006",
    ),
    invalid(
        "cdx-field-missing",
        "index.cdx",
        lambda: p.cdx().replace(b" text/html", b"", 1),
        "index.line",
        where="CDX 2006",
    ),
    invalid(
        "cdx-date-wrong",
        "index.cdx",
        lambda: p.cdx(edit=setting("b", "today")),
        "index.timestamp",
        where="CDX 2006",
    ),
    invalid(
        "cdx-offset-in-words",
        "index.cdx",
        lambda: p.cdx(edit=setting("V", "ten")),
        "index.field",
        where="CDX 2006",
    ),
    invalid(
        "cdx-beside-offset-wrong",
        "index.cdx",
        beside(lambda of: p.cdx(of, edit=setting("V", "7")), "index.cdx"),
        "index.offset",
        where="CDX 2006",
    ),
    # pages alone
    invalid(
        "pages-no-json", PAGES, lambda: p.pages().replace(b'"url"', b"url"), "pages.line", where="pages.jsonl"
    ),
    invalid(
        "pages-header-no-json",
        PAGES,
        lambda: b'{format": "json-pages-1.0"}\n' + p.pages(header=None),
        "pages.line",
        where="pages.jsonl",
    ),
    invalid(
        "pages-format-unknown",
        PAGES,
        lambda: p.pages(header={"format": "json-pages-9.0", "id": "pages"}),
        "pages.format",
        where="pages.jsonl",
    ),
    invalid(
        "pages-without-url", PAGES, lambda: p.pages(edit=leaving("url")), "pages.url", where="pages.jsonl"
    ),
    invalid(
        "pages-url-relative",
        PAGES,
        lambda: p.pages(edit=setting("url", "page.html")),
        "pages.url",
        where="pages.jsonl",
    ),
    invalid("pages-without-ts", PAGES, lambda: p.pages(edit=leaving("ts")), "pages.ts", where="pages.jsonl"),
    invalid(
        "pages-ts-in-digits",
        PAGES,
        lambda: p.pages(edit=setting("ts", "20160310120000")),
        "pages.ts",
        where="pages.jsonl",
    ),
    invalid(
        "pages-ts-of-no-calendar",
        PAGES,
        lambda: p.pages(edit=setting("ts", "2016-02-30T12:00:00Z")),
        "pages.ts",
        where="RFC 3339",
    ),
    invalid(
        "pages-a-list", PAGES, lambda: p.pages() + json_of([1, 2]) + b"\n", "pages.line", where="pages.jsonl"
    ),
    invalid(
        "pages-no-utf-8",
        PAGES,
        lambda: p.pages().replace(b"Page 0", b"Pag\xff 0"),
        "pages.line",
        where="JSON Lines",
    ),
    invalid(
        "wacz-pages-broken",
        FILE,
        lambda: bytes(wacz(listed=p.pages(edit=leaving("ts")))),
        "pages.ts",
        where="pages.jsonl",
    ),
)


CASES: tuple[Case, ...] = (*VALID, *INVALID)
