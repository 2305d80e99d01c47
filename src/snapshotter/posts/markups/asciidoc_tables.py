"""The cells of AsciiDoc tables (AsciiDoc Language, "Tables"): bars, commas or colons between them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

_SPEC = r"(?:(?:\d+(?:\.\d+)?|\.\d+)[+*])?[<^>]?(?:\.[<^>])?[adehlmsv]?"


def rows(lines: Sequence[str], form: str, sign: str) -> Iterator[list[str]]:
    """The rows; of bars, a row for every line that begins with one."""
    if form in ("csv", "tsv"):
        yield from _separated(lines, "\t" if form == "tsv" or sign == "\\t" else _comma(sign))
    elif form == "dsv":
        for line in lines:
            yield [cell.replace("\\:", ":") for cell in re.split(r"(?<!\\):(?!//)", line)]
    else:
        yield from _barred(lines, sign)


def _comma(sign: str) -> str:
    return sign if len(sign) == 1 and sign != "|" else ","


def _separated(lines: Sequence[str], comma: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=comma)
    except csv.Error:
        yield ["\n".join(lines)]


def _barred(lines: Sequence[str], sign: str) -> Iterator[list[str]]:
    bar = re.compile(rf"(?:(?<=\s)|^){_SPEC}(?<!\\){re.escape(sign)}|(?<!\\){re.escape(sign)}", re.MULTILINE)
    row: list[str] = []
    for line in lines:
        cells = bar.split(line)
        begins = bar.match(line.lstrip()) is not None
        if begins and row:
            yield row
            row = []
        if row and cells[0].strip():
            row[-1] += f"\n{cells[0]}"
        elif not line.strip() and row:
            row[-1] += "\n"
        elif cells[0].strip():
            row.append(cells[0])
        row += cells[1:]
    if row:
        yield row
