"""docs/reference/conformance.md is the tables of the checker.  Run this file to write it anew."""

from __future__ import annotations

from pathlib import Path

from snapshotter.conformance.codes import CODES
from snapshotter.conformance.fields import FIELDS
from snapshotter.conformance.wacz_rules import RULES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "conformance.md"

_HEAD = """# Conformance

`snapshotter verify FILE` reads any tool's WARC 1.0 and 1.1 (gzip, Zstandard also with a dictionary,
plain), ARC, WACZ, CDXJ, CDX or `pages.jsonl` from its first byte to its last, in one pass and bounded
memory, and says what does not keep to the standard: a code, the offset of the record, what was expected
and what is there, and what to do. The file's content says what it is, not its name. Exit code 5 when
there is an error.

- **error**: breaks a *shall* of the standard, or the file is not what it says.
- **warning**: breaks a *should*, or does what common tools do against the letter in files that every
  reader takes.
- **note**: against the letter, found in nearly every archive, and harmless. Told with `--strict` alone.

`--strict` makes errors of all of them.

What is held against what: the grammar of headers and every field by type (table below); ids, each once in
a file; dates of the calendar; lengths against blocks; digests of blocks and payloads (a payload with its
codings or without: tools read the standard both ways); one record in each gzip member, and nothing but
members in the file; records of one capture among each other; the HTTP message within: request line or
status line, head, chunks, `Content-Length`, `Content-Encoding`. Sections are those of WARC 1.1 (ISO
28500:2017) unless another document is named.

Limits: a header of 64 KiB and 1,000 fields; an HTTP head of 512 KiB; a member that inflates past 256 MiB
by more than 200 times is refused; ids of a million records of a file are compared; 1,000 findings of a
file are kept, of warnings 50 of a kind.
"""


def _types(names: frozenset[bytes]) -> str:
    return ", ".join(sorted(name.decode() for name in names)) or "-"


def _fields() -> str:
    rows = [
        f"| `{field.name.decode()}` | {field.section} | {_required(field.required)} "
        f"| {_types(field.forbidden)} | {_types(field.unusual)} | {'yes' if field.repeatable else 'no'} |"
        for field in FIELDS.values()
    ]
    names = "| field | section | must stand on | must not stand on | should not | repeated |"
    return "\n".join([names, "|---|---|---|---|---|---|", *rows])


def _required(names: frozenset[bytes]) -> str:
    return "all" if len(names) == 8 else _types(names)


def _codes() -> str:
    head = "| code | | section | means | what to do |\n|---|---|---|---|---|"
    rows = [
        f"| `{row.name}` | {row.weight} | {row.section} | {row.meaning} | {row.hint} |"
        for row in CODES.values()
    ]
    return "\n".join([head, *rows])


def _rules() -> str:
    head = "| code | | section | means | what to do |\n|---|---|---|---|---|"
    rows = [
        f"| `{rule.code}` | {rule.severity} | {rule.section} | {rule.meaning} | {rule.hint or '-'} |"
        for rule in RULES.values()
    ]
    return "\n".join([head, *rows])


def page() -> str:
    """The whole page."""
    parts = [_HEAD, "## Fields of WARC records\n", _fields(), "", "## Codes: WARC and ARC\n", _codes(), ""]
    parts += ["## Codes: WACZ, indexes and pages\n", _rules(), ""]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
