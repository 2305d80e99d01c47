"""A work that a bibliography lists, whatever the format, and the references that it makes.

A work has one reference for each distinct target: an ``url`` that only spells out the DOI is that DOI,
while a publisher's page and a DOI are two.  A work without any is one reference without an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from snapshotter.figures import whole_number
from snapshotter.model.citation import Attribution, Kind
from snapshotter.pagemeta.dates import normalised
from snapshotter.posts.address.addresses import addresses_in
from snapshotter.posts.parts import Reference
from snapshotter.posts.readers.epochs import moment_of

_DOI = re.compile(
    r"(?:https?://)?(?:(?:dx|www)\.)?(?:doi\.org/|doi:\s*)?(10\.\d[\d.]{0,20}/\S+)", re.IGNORECASE
)
_ARXIV = re.compile(r"(?:arxiv:\s*)?((?:\d{4}\.\d{4,5}|[a-z.-]+/\d{7})(?:v\d+)?)", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?=\S)")
_RESOLVER = re.compile(r"https?://(?:(?:dx|www)\.)?doi\.org/(10\..+)", re.IGNORECASE)
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?")
_EDTF = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?![\d-])")
_DATE_CHARS = 100
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Work:
    """One entry of a bibliography, in plain text."""

    attribution: Attribution
    addresses: tuple[tuple[str, Kind], ...] = ()
    """In the order of trust; the same target may stand there more than once."""
    note: str = ""
    cited_at: str | None = None
    heading: str | None = None

    def references(self) -> Iterator[Reference]:
        """What the work cites, as a reader would write it."""
        text = written(self.attribution)
        seen: set[str] = set()
        note = self.note
        targets: list[tuple[str | None, Kind]] = []
        for href, kind in self.addresses:
            if href and (key := _identity(href)) not in seen:
                seen.add(key)
                targets.append((href, "doi" if _RESOLVER.match(href) else kind))
        if not (targets or text or note):
            return
        for href_or_none, kind in targets or [(None, "link")]:
            yield Reference(
                href=href_or_none,
                attribution=self.attribution,
                kind=kind,
                text=text,
                heading=self.heading,
                note=note,
                cited_at=self.cited_at,
            )
            note = ""


def written(named: Attribution) -> str:
    """``Author: “Title”. Publisher, date.`` with what is known of it."""
    title = f"“{named.title}”" if named.title else ""
    first = f"{named.author}: {title}" if named.author and title else named.author or title
    last = ", ".join(part for part in (named.publisher, named.date) if part)
    text = ". ".join(part for part in (first, last) if part)
    return f"{text}." if text and not text.endswith((".", "?", "!")) else text


def doi_address(written: str) -> str | None:
    """The resolver's address of a DOI, however it is written; None when it is none."""
    found = _DOI.search(written)
    if found is None:
        return None
    name = unquote(found[1]) if written.lower().startswith("http") else found[1]
    return "https://doi.org/" + quote(name.rstrip(".,;"), safe="/:;()._-,+=@!$&'*~")


def arxiv_address(written: str) -> str | None:
    """The abstract page of an arXiv identifier, old or new; None when it is none."""
    found = _ARXIV.fullmatch(written.strip())
    return f"https://arxiv.org/abs/{found[1]}" if found else None


def pubmed_address(written: str) -> str | None:
    digits = re.sub(r"\D", "", written)
    return f"https://pubmed.ncbi.nlm.nih.gov/{digits}/" if 0 < len(digits) < 10 else None


def pmc_address(written: str) -> str | None:
    digits = re.sub(r"\D", "", written)
    return f"https://pmc.ncbi.nlm.nih.gov/articles/PMC{digits}/" if 0 < len(digits) < 10 else None


def web_addresses(written: str) -> list[str]:
    """The addresses in a field meant for one: as written when it is one, else what can be found in it."""
    written = written.strip().strip("<>").strip()
    if not re.search(r"\s", written) and _SCHEME.match(written):
        return [written]
    found = [address.target for address in addresses_in(written)]
    host_first = re.match(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?$", written)
    return found or ([f"http://{written}"] if host_first else [])


def date_of(year: str, month: str = "", day: str = "") -> str | None:
    """A date as precise as its parts: ``2016``, ``2016-03``, ``2016-03-10``."""
    found = re.search(r"\b(\d{4})\b", year)
    if found is None:
        return None
    number = _month(month)
    if number is None:
        return found[1]
    digits = re.match(r"\s*(\d{1,2})\b", day)
    if digits:
        return normalised(f"{found[1]}-{number}-{int(digits[1])}") or f"{found[1]}-{number:02d}"
    return f"{found[1]}-{number:02d}"


def any_date(written: str) -> str | None:
    """A date in whatever form a field has it: EDTF (the first of a range), words, or only a year."""
    written = written.strip()[:_DATE_CHARS]
    edtf = _EDTF.match(written)
    if edtf and "T" not in written[:11]:
        return date_of(edtf[1], edtf[2] or "", edtf[3] or "")
    full = moment_of(written) if not _PARTIAL.fullmatch(written) else None
    if full:
        return full
    month = re.search(r"\b([A-Za-z]{3})[a-z]*\b", written)
    return date_of(written, month[1] if month else "")


def people(names: Iterable[Mapping[str, str]]) -> str | None:
    """``First Last, First Last``; of CSL's name parts, or ``literal`` alone."""
    whole = (
        name.get("literal")
        or " ".join(
            part
            for part in (
                name.get("given"),
                name.get("dropping-particle"),
                name.get("non-dropping-particle"),
                name.get("family"),
                name.get("suffix"),
            )
            if part
        )
        for name in names
    )
    return ", ".join(" ".join(name.split()) for name in whole if name.strip()) or None


def _month(written: str) -> int | None:
    written = written.strip().lower()
    number = whole_number(written)
    if number is not None:
        return number if 1 <= number <= 12 else None
    name = re.search(r"[a-z]{3}", written)
    return _MONTHS.index(name[0]) + 1 if name and name[0] in _MONTHS else None


def _identity(href: str) -> str:
    """What two spellings of one target have in common."""
    resolver = _RESOLVER.match(href)
    if resolver:
        return "doi:" + unquote(resolver[1]).lower()
    return re.sub(r"^https?://(?:www\.)?", "", href).rstrip("/")
