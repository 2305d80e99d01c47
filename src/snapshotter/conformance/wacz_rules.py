"""What a WACZ, an index and a list of pages must keep to: one rule a code, with where it is written.

``error``: a MUST of the standard, or what makes the file say something that is not so.  ``warning``: a
SHOULD, or what healthy tools are known to do otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from snapshotter.model.fixity import Fault

MOST_OF_A_CODE = 50
"""A file that is wrong throughout is not told line by line."""
_ZIP = "APPNOTE 6.3.10, "
_WACZ = "WACZ 1.1.1, "
_CDXJ = "CDXJ 0.1.0, "
_MAKE_AGAIN = "make the package again from its WARC files"
_INDEX_AGAIN = "make the index again from the WARC files"
_SORT = "sort it: `LC_ALL=C sort -o index.cdxj index.cdxj`"
_HEADER = 'begin it with {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}'
_FETCH_AGAIN = "fetch the package again; somebody or something has changed it"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, and what to do where it is broken."""

    code: str
    severity: Literal["error", "warning"]
    section: str
    """Of the standard."""
    meaning: str
    hint: str


def _rules(section: str, *rows: tuple[str, str, str, str, str]) -> tuple[Rule, ...]:
    return tuple(
        Rule(code, "error" if severity == "E" else "warning", section + where, meaning, hint)
        for code, severity, where, meaning, hint in rows
    )


_CONTAINER = _rules(
    _ZIP,
    (
        "wacz.unreadable",
        "E",
        "4.3",
        "The ZIP, or its directory, cannot be read.",
        "fetch the file again; a copy is cut short or damaged",
    ),
    (
        "zip.path",
        "E",
        "4.4.17",
        "A name that leaves the folder, is absolute, or no portable name.",
        _MAKE_AGAIN,
    ),
    ("zip.link", "E", "4.4.15", "A symbolic link or a device: it can lead anywhere.", _MAKE_AGAIN),
    (
        "zip.encrypted",
        "E",
        "4.4.4",
        "An entry is encrypted: no reader of WACZ can open it.",
        "pack it again without a password",
    ),
    (
        "zip.method",
        "E",
        "4.4.5",
        "An entry is neither STORED nor DEFLATED.",
        "pack it again with `zip -0` or as DEFLATE",
    ),
    (
        "zip.damaged",
        "E",
        "4.4.7",
        "The bytes of an entry are not those of its CRC-32 and size.",
        "fetch the file again; this copy is damaged",
    ),
    ("zip.local", "E", "4.3.7", "The header at an entry is not what the directory says of it.", _MAKE_AGAIN),
    ("zip.overlap", "E", "4.3.6", "Entries lie upon each other: readers see different files.", _MAKE_AGAIN),
    (
        "zip.unlisted",
        "E",
        "4.3.6",
        "A file stands between others that the directory does not name: some readers see it.",
        _MAKE_AGAIN,
    ),
    (
        "zip.directory",
        "E",
        "4.3.16",
        "The directory does not name as many files as its end says.",
        _MAKE_AGAIN,
    ),
    ("zip.hidden", "W", "4.3.6", "Bytes lie between entries that no directory names.", _MAKE_AGAIN),
    (
        "zip.trailing",
        "E",
        "4.3.16",
        "Bytes stand behind the end of the directory.",
        "cut the file after its directory, or fetch it again",
    ),
    ("zip.comment", "W", "4.3.16", "The ZIP has a comment, which nothing vouches for.", ""),
    (
        "zip.bomb",
        "E",
        "4.4.8",
        "An entry inflates to far more than data does.",
        "do not open it elsewhere: it was made to do harm",
    ),
    ("zip.case", "W", "4.4.17", "Two names differ in the case of letters alone.", "rename one of them"),
)
_PACKAGE = _rules(
    _WACZ,
    (
        "wacz.extension",
        "W",
        "Zip Format File Extension",
        "The name does not end with `.wacz`.",
        "rename the file",
    ),
    ("wacz.no-archive", "E", "archive", "There is no WARC file in `archive/`.", _MAKE_AGAIN),
    ("wacz.no-index", "E", "indexes", "There is no index in `indexes/`.", _MAKE_AGAIN),
    ("wacz.no-pages", "E", "pages.jsonl", "There is no `pages/pages.jsonl`.", _MAKE_AGAIN),
    (
        "wacz.no-datapackage",
        "E",
        "datapackage.json",
        "`datapackage.json` is not there, or no JSON object.",
        _MAKE_AGAIN,
    ),
    ("wacz.twice", "E", "datapackage.json", "Two files have one name, or one is listed twice.", _MAKE_AGAIN),
    (
        "wacz.missing",
        "E",
        "datapackage.json",
        "A file is listed and not there.",
        "fetch the package again, or take the file off the list",
    ),
    (
        "wacz.changed",
        "E",
        "datapackage.json",
        "A file is not what `datapackage.json` says: its hash or size.",
        _FETCH_AGAIN,
    ),
    (
        "wacz.unlisted",
        "E",
        "datapackage.json",
        "A file is there that is not listed: nothing vouches for it.",
        "list it with its hash and size, or take it out",
    ),
    (
        "wacz.profile",
        "E",
        "datapackage.json",
        "`profile` is none that is known.",
        "write `data-package`, which every reader takes",
    ),
    (
        "wacz.no-profile",
        "W",
        "datapackage.json",
        "There is no `profile`.",
        "write `data-package`, which every reader takes",
    ),
    ("wacz.version", "E", "datapackage.json", "`wacz_version` is not there, or no version.", "write `1.1.1`"),
    ("wacz.version-unknown", "W", "datapackage.json", "`wacz_version` is none that is known here.", ""),
    ("wacz.resources", "E", "datapackage.json", "`resources` is not there, no list, or empty.", _MAKE_AGAIN),
    (
        "wacz.resource",
        "E",
        "datapackage.json",
        "An entry of `resources` lacks a path, a hash or a size, or has one that is none.",
        _MAKE_AGAIN,
    ),
    (
        "wacz.resource-name",
        "W",
        "datapackage.json",
        "An entry of `resources` has no name, or that of another.",
        "",
    ),
    ("wacz.property", "W", "datapackage.json", "A property is not of the kind that it should be.", ""),
    ("wacz.no-digest", "W", "datapackage-digest.json", "There is no `datapackage-digest.json`.", ""),
    (
        "wacz.digest",
        "E",
        "datapackage-digest.json",
        "It does not vouch for this `datapackage.json`: another path, another hash, or no JSON object.",
        _FETCH_AGAIN,
    ),
    (
        "wacz.signature",
        "E",
        "wacz-auth 0.1.0",
        "The signature does not hold.",
        "ask who signed it for the package",
    ),
    (
        "wacz.signature-issuer",
        "E",
        "wacz-auth 0.1.0",
        "No public authority gave the domain the certificate that it signed with.",
        "do not take it for the domain's: anybody can make such a certificate",
    ),
    (
        "wacz.time-stamp",
        "E",
        "RFC 3161, 2.4.2",
        "The time stamp does not hold.",
        "ask who made the package for another",
    ),
    (
        "wacz.time-stamp-unread",
        "W",
        "RFC 3161, 2.4.2",
        "The time stamp could not be checked here.",
        "try `openssl ts -verify`",
    ),
    (
        "wacz.stray",
        "E",
        "Other files and directories",
        "A file stands in `archive/`, `indexes/` or `pages/` that does not belong there.",
        "move it to a folder of its own and list it",
    ),
    (
        "wacz.warc-name",
        "W",
        "archive",
        "A gzip file of records whose name does not end with `.gz`, or the other way round.",
        "rename it, in `datapackage.json` and the index too",
    ),
    (
        "wacz.compressed",
        "W",
        "Zip Compression",
        "A file is compressed that must be read from the middle: STORED is asked for.",
        "pack it again with `zip -0`",
    ),
    (
        "wacz.compressed-again",
        "E",
        "Zip Compression",
        "A compressed file is compressed once more: nothing in it can be read by its offset.",
        "pack it again with `zip -0`",
    ),
    (
        "wacz.main-page",
        "E",
        "datapackage.json",
        "The main page is neither among the pages nor in the index.",
        "name a page that the archive has",
    ),
    (
        "wacz.main-page-date",
        "W",
        "datapackage.json",
        "The date of the main page is none of those that it was captured at.",
        "",
    ),
    (
        "wacz.fuzzy",
        "E",
        "Other files and directories",
        "`fuzzy.json` is no JSON.",
        "take it out, or write it again",
    ),
)
_INDEX = _rules(
    _CDXJ,
    (
        "index.damaged",
        "E",
        "Introduction",
        "The index cannot be read to its end: gzip that is torn or damaged.",
        _INDEX_AGAIN,
    ),
    (
        "index.empty",
        "E",
        "Introduction",
        "The index has no line, and there are records to list.",
        _INDEX_AGAIN,
    ),
    (
        "index.header",
        "E",
        "CDX File Format, 2006",
        "The first line of a CDX names no fields, or unknown ones.",
        "begin it with ` CDX N b a m s k r M S V g`",
    ),
    (
        "index.line",
        "E",
        "Introduction",
        "A line has not its three parts (of a CDX: its fields), or the third is no JSON object.",
        _INDEX_AGAIN,
    ),
    ("index.encoding", "E", "JSON Block", "A line is not in UTF-8.", _INDEX_AGAIN),
    (
        "index.key",
        "E",
        "Searchable URL",
        "The key is not that of the address: nobody will find the line.",
        _INDEX_AGAIN,
    ),
    ("index.key-case", "W", "Searchable URL", "The key has capital letters.", _INDEX_AGAIN),
    (
        "index.timestamp",
        "E",
        "Integer Timestamp",
        "The second part is not a time of 14 or 17 digits.",
        _INDEX_AGAIN,
    ),
    (
        "index.field",
        "E",
        "JSON Block",
        "A field that every line must have is not there, or is not what it must be.",
        _INDEX_AGAIN,
    ),
    (
        "index.field-missing",
        "W",
        "JSON Block",
        "`mime` or `status` is not there; tools leave them out where a record has none.",
        "",
    ),
    (
        "index.order",
        "E",
        "Sorting",
        "The lines are not in the order of their bytes: a binary search misses some.",
        _SORT,
    ),
    ("index.order-others", "W", "Sorting", "Lines of addresses other than http(s) are out of order.", _SORT),
    ("index.duplicate", "W", "Sorting", "A line is there more than once.", _INDEX_AGAIN),
    (
        "index.secret",
        "W",
        "JSON Block",
        "Cookies or credentials of a request stand in the index.",
        "make the index again without them before you hand it on",
    ),
    ("index.no-file", "E", "JSON Block", "A line names a file that is not there.", _INDEX_AGAIN),
    (
        "index.file-elsewhere",
        "W",
        "JSON Block",
        "A line names a file that is not beside the index: it was not checked.",
        "check it where the WARC files are",
    ),
    ("index.offset", "E", "JSON Block", "There is no record at the offset.", _INDEX_AGAIN),
    ("index.length", "E", "JSON Block", "The record is not of that length.", _INDEX_AGAIN),
    ("index.target", "E", "JSON Block", "The record is of another address.", _INDEX_AGAIN),
    ("index.date", "E", "Integer Timestamp", "The record is of another time.", _INDEX_AGAIN),
    ("index.status", "E", "JSON Block", "The record has another HTTP status.", _INDEX_AGAIN),
    ("index.digest", "E", "JSON Block", "The record has another payload digest.", _INDEX_AGAIN),
    (
        "index.digest-of-nothing",
        "W",
        "JSON Block",
        "The digest is that of an empty payload, as some tools write for resources.",
        "",
    ),
    (
        "index.record-digest",
        "E",
        "JSON Block",
        "`recordDigest` is not that of the record's bytes.",
        _INDEX_AGAIN,
    ),
    (
        "index.kind",
        "W",
        "Introduction",
        "The record is a request or about the file: no capture.",
        _INDEX_AGAIN,
    ),
    (
        "index.unlisted",
        "W",
        "Introduction",
        "Records that no line names: they will not be found.",
        _INDEX_AGAIN,
    ),
    (
        "index.unchecked",
        "W",
        "Introduction",
        "The index was held against the records in part only: there are too many.",
        "",
    ),
    (
        "idx.missing",
        "W",
        "WACZ 1.1.1, indexes",
        "A compressed index without its `.idx`: viewers find nothing in it.",
        _INDEX_AGAIN,
    ),
    (
        "idx.line",
        "E",
        "pywb ZipNum",
        "A line of an `.idx` is not key, time and place of a block.",
        _INDEX_AGAIN,
    ),
    (
        "idx.block",
        "E",
        "pywb ZipNum",
        "An `.idx` names a block that is not there, or begins with another line.",
        _INDEX_AGAIN,
    ),
    ("idx.digest", "E", "pywb ZipNum", "A block is not what the `.idx` says: its digest.", _INDEX_AGAIN),
)
_PAGES = _rules(
    _WACZ,
    ("pages.damaged", "E", "pages.jsonl", "The list of pages cannot be read to its end.", "write it again"),
    (
        "pages.line",
        "E",
        "pages.jsonl",
        "A line is no JSON object in UTF-8.",
        "write it again: one JSON object a line",
    ),
    ("pages.header", "W", "pages.jsonl", "The first line does not say `json-pages-1.0`.", _HEADER),
    ("pages.format", "E", "pages.jsonl", "The first line names a format that is not known.", _HEADER),
    (
        "pages.url",
        "E",
        "pages.jsonl",
        "A page has no `url`, or one that is no address.",
        "give each page its address",
    ),
    (
        "pages.ts",
        "E",
        "pages.jsonl",
        "A page has no `ts`, or one that is not of RFC 3339.",
        "give each page its time, as 2020-10-07T21:22:36Z",
    ),
    ("pages.property", "W", "pages.jsonl", "A property is not of the kind that it should be.", ""),
    (
        "pages.id",
        "W",
        "pages.jsonl",
        "Two pages have one `id`: viewers show one of them.",
        "give each page an id of its own",
    ),
    ("pages.empty", "W", "pages.jsonl", "There is no page in the list.", ""),
    (
        "pages.unheld",
        "W",
        "pages.jsonl",
        "Pages that no record of the archive holds.",
        "capture them again, or take them off the list",
    ),
)
RULES: dict[str, Rule] = {rule.code: rule for rule in (*_CONTAINER, *_PACKAGE, *_INDEX, *_PAGES)}


def fault(code: str, message: str, offset: int | None = None) -> Fault:
    """A finding by its rule."""
    rule = RULES[code]
    return Fault(rule.code, rule.severity, offset, message, rule.hint)


def limited(faults: Iterable[Fault]) -> Iterator[Fault]:
    """No more than :data:`MOST_OF_A_CODE` of a code; how many there were is told last."""
    seen: dict[str, int] = {}
    last: dict[str, Fault] = {}
    for each in faults:
        seen[each.code] = seen.get(each.code, 0) + 1
        if seen[each.code] <= MOST_OF_A_CODE:
            yield each
        else:
            last[each.code] = each
    for code, each in last.items():
        yield Fault(code, each.severity, None, f"and {seen[code] - MOST_OF_A_CODE} more of these", each.hint)
