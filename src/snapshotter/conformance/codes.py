"""What can be wrong with a file of records: one row a code.

The sections are those of WARC 1.1 (ISO 28500:2017) unless another document is named.  ``error``: the file
breaks a *shall*, or cannot be read as it says.  ``warning``: it breaks a *should*, or does what common tools
do against the letter; an error where the reading is strict.  ``note``: told where the reading is strict
alone, and then an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from snapshotter.model.fixity import Fault

Weight = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Code:
    """A row."""

    name: str
    weight: Weight
    section: str
    """Where the standard asks for it."""
    meaning: str
    hint: str
    """What to do next."""


_REMAKE = "Take the record from another copy, or capture the page again."
_WRITER = "Report it to the makers of the tool that wrote the file; readers may not find the record."
_RECOMPRESS = "Compress the file again with a member for each record: `warcio recompress FILE NEW`."
_CUT = "Cut the file there, once a copy of it is kept; what stands before is whole."
_HARMLESS = "Nothing has to be done: readers take it."
_FIELD = "Correct the field in a copy; the block of the record is not touched by that."

_ROWS = (
    Code(
        "file.unknown", "error", "4", "neither a WARC nor an ARC file", "Give a WARC, ARC, WACZ or CDXJ file."
    ),
    Code("file.empty", "error", "4", "there is no record in the file", "Nothing is lost: delete it."),
    Code("file.padding", "error", "4", "zeros stand between records or at the end", _CUT),
    Code("file.members", "error", "Annex D.2", "a gzip member holds more than one record", _RECOMPRESS),
    Code("file.split-record", "error", "Annex D.2", "a record goes on in another gzip member", _RECOMPRESS),
    Code("file.empty-member", "warning", "Annex D.2", "a gzip member holds no record", _HARMLESS),
    Code(
        "file.bomb", "error", "-", "a member inflates to far more than any page does", "Do not open the file."
    ),
    Code(
        "file.not-compared",
        "warning",
        "5.2",
        "too many records for their ids to be compared",
        "Split the file; above a million records ids are not remembered.",
    ),
    Code("record.torn", "error", "4", "the file ends within the record", _CUT),
    Code("record.damaged", "error", "4", "bytes that are no record, or cannot be inflated", _REMAKE),
    Code("record.length", "error", "5.3", "the block is not as long as Content-Length says", _REMAKE),
    Code("record.end", "error", "4", "the block is not followed by two line ends", _WRITER),
    Code("record.end-inside", "warning", "4", "Content-Length counts the two line ends in", _HARMLESS),
    Code("record.short-end", "warning", "4", "one line end follows an empty block, not two", _HARMLESS),
    Code("record.extra-lines", "error", "4", "line ends that belong to no record", _WRITER),
    Code("record.digest", "error", "5.8", "the block is not what WARC-Block-Digest says", _REMAKE),
    Code(
        "record.payload-digest", "error", "5.9", "the payload is not what WARC-Payload-Digest says", _REMAKE
    ),
    Code(
        "record.payload-unread",
        "warning",
        "5.9",
        "the payload is coded, and its digest is not that of its coded form",
        _HARMLESS,
    ),
    Code("header.version", "error", "4", "a version of WARC that does not exist", _WRITER),
    Code("header.old-version", "warning", "4", "a draft of WARC (0.17, 0.18)", _HARMLESS),
    Code("header.unending", "error", "4", "the header has no end", _REMAKE),
    Code("header.line-end", "error", "4", "a line does not end with CR LF", _WRITER),
    Code("header.grammar", "error", "4", "a line is no field", _FIELD),
    Code("header.encoding", "warning", "4", "a value is not UTF-8", _FIELD),
    Code("header.repeated", "error", "5.1", "a field stands twice", _FIELD),
    Code("header.repeated-unknown", "note", "5.1", "a field of no standard stands twice", _HARMLESS),
    Code("field.missing", "error", "5", "a field that the record must have is missing", _FIELD),
    Code("field.forbidden", "error", "5", "a field that the record must not have", _FIELD),
    Code("field.unusual", "warning", "5", "a field that a record of this type should not have", _HARMLESS),
    Code("field.no-content-type", "warning", "5.6", "a block of no type", _FIELD),
    Code("field.payload", "note", "5.9", "a payload's field where the type has no payload", _HARMLESS),
    Code("id.syntax", "error", "5.2", "a record id is no URI in angle brackets", _FIELD),
    Code("id.bare", "error", "5.2", "an id without angle brackets", _FIELD),
    Code("id.repeated", "error", "5.2", "two records have one id", _FIELD),
    Code("id.of-wget", "warning", "5.2", "Wget 1.14 gives its manifest and its arguments one id", _HARMLESS),
    Code(
        "id.same-warcinfo", "warning", "5.2", "a warcinfo record stands twice, the same each time", _HARMLESS
    ),
    Code("date.syntax", "error", "5.4", "no date of the calendar, as W3C-DTF writes it in UTC", _FIELD),
    Code(
        "date.fraction",
        "warning",
        "5.4 of WARC 1.0",
        "a fraction of a second, or a day alone, in WARC 1.0",
        _HARMLESS,
    ),
    Code("date.event", "warning", "5.4", "records of one capture have several dates", _HARMLESS),
    Code("type.unknown", "warning", "5.5", "a type of no standard: readers pass over the record", _FIELD),
    Code("uri.syntax", "error", "5.14", "an address that is no URI", _FIELD),
    Code(
        "uri.brackets", "warning", "5.14", "angle brackets around an address, as WARC 1.0 had them", _HARMLESS
    ),
    Code("uri.characters", "note", "5.14", "characters that RFC 3986 wants escaped", _HARMLESS),
    Code("uri.space", "warning", "5.14", "a space in an address that is none of the web", _HARMLESS),
    Code("uri.bare", "warning", "5.14", "a name where an address should stand", _HARMLESS),
    Code("digest.syntax", "error", "5.8", "no label and value of a digest", _FIELD),
    Code(
        "digest.unknown",
        "warning",
        "5.8",
        "an algorithm that is not known here",
        "The digest is not checked.",
    ),
    Code("field.syntax", "error", "5", "a value that the field cannot have", _FIELD),
    Code("field.value", "warning", "5", "a value that is not among those of the standard", _HARMLESS),
    Code("event.dangling", "error", "5.7", "WARC-Concurrent-To names no record of the file", _FIELD),
    Code(
        "event.elsewhere", "warning", "5.7", "a record of the same capture is not in this excerpt", _HARMLESS
    ),
    Code("event.itself", "error", "5.7", "a record refers to itself", _FIELD),
    Code(
        "revisit.unresolvable",
        "error",
        "6.7.2",
        "nothing tells what is revisited, and nothing says that the block was cut",
        _FIELD,
    ),
    Code("revisit.vague", "warning", "6.7.2", "nothing but its digest tells what is revisited", _HARMLESS),
    Code("revisit.profile", "warning", "6.7", "a profile of no standard", _HARMLESS),
    Code("segment.number", "error", "5.20", "a number that no segment of this kind can have", _FIELD),
    Code("http.status-line", "error", "6.3.2", "the response does not begin with a status line", _WRITER),
    Code(
        "http.request-line",
        "error",
        "6.5.2",
        "the request does not begin with method, target and version",
        _WRITER,
    ),
    Code("http.swapped", "warning", "6.5.2", "the request begins with a status line", _WRITER),
    Code("http.no-message", "warning", "6.3.2", "the block is empty where a message should stand", _HARMLESS),
    Code("http.head-open", "error", "6.3.2", "the head of the message has no end", _REMAKE),
    Code("http.request-open", "warning", "6.5.2", "the head of a request has no end", _HARMLESS),
    Code(
        "http.pseudo-header", "error", "RFC 9113, 8.3", "a field of HTTP/2 alone in a head of HTTP/1", _WRITER
    ),
    Code("http.field", "warning", "RFC 9112, 5", "a line of the head is no field", _HARMLESS),
    Code("http.chunks", "error", "RFC 9112, 7.1", "the body is not chunked as its head says", _WRITER),
    Code(
        "http.dechunked",
        "warning",
        "6.3.2",
        "the chunks were taken off in WARC 1.0, and no digest vouches for the block",
        _HARMLESS,
    ),
    Code("http.chunks-open", "warning", "RFC 9112, 7.1", "the last chunk is missing", _HARMLESS),
    Code(
        "http.length", "warning", "RFC 9112, 6.2", "the length in the head is not that of the body", _HARMLESS
    ),
    Code(
        "http.short",
        "error",
        "6.3.2",
        "the body of a response is shorter than its head says, and nothing says that it was cut",
        _REMAKE,
    ),
    Code(
        "http.lengths",
        "error",
        "RFC 9112, 6.3",
        "Content-Length has several values: no browser takes the message",
        _WRITER,
    ),
    Code("http.encoding", "warning", "RFC 9110, 8.4", "the body is not encoded as its head says", _HARMLESS),
    Code(
        "http.not-encoded",
        "error",
        "RFC 9110, 8.4",
        "the head counts the body as it is, and says that it is encoded",
        _WRITER,
    ),
    Code("http.type", "warning", "5.6", "an HTTP message by another media type", _FIELD),
    Code("arc.header", "error", "ARC 1.0", "a line that is no header of an ARC record", _REMAKE),
    Code("arc.date", "error", "ARC 1.0", "no date of the calendar in 14 digits", _FIELD),
    Code("arc.address", "warning", "ARC 1.0", "no IP address where one should stand", _HARMLESS),
    Code("arc.no-version", "warning", "ARC 1.0", "the file does not begin with a version block", _HARMLESS),
    Code("arc.version-block", "error", "ARC 1.0", "the version block does not say which version", _FIELD),
)
CODES: Mapping[str, Code] = MappingProxyType({row.name: row for row in _ROWS})
"""All rows, by their names."""
FRAMING = frozenset({"http.chunks", "http.lengths", "http.not-encoded", "http.short"})
"""What tools do that change a body and leave its head, and what some servers send: only who knows how the
bytes were recorded can tell which."""


def fault(name: str, offset: int | None, message: str) -> Fault:
    """A finding, with the weight and the hint of its row; a note is a warning here."""
    row = CODES[name]
    return Fault(name, "error" if row.weight == "error" else "warning", offset, message, row.hint)


def is_note(found: Fault) -> bool:
    """Whether a finding is told only where the reading is strict."""
    row = CODES.get(found.code)
    return row is not None and row.weight == "note"
