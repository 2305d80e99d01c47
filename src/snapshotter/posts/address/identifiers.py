"""Identifiers of documents, and the resolvers that lead to what they name.

Sources: DOI Handbook, 2.2 and 3.8; arXiv identifier scheme; RFC 3651 (handles); RFC 8458 (NBN);
NISO/ARK; the National Library of Medicine's PMID and PMCID.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from snapshotter.posts.address import edges


class Identifier(NamedTuple):
    """An identifier at ``start`` of a text."""

    start: int
    written: str
    target: str
    kind: Literal["bare", "doi"]


PATTERN = (
    r"(?<![\w./])(?P<doi>(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s?|info:doi/)?"
    r"(?P<doi_name>10\.\d{4,9}/[A-Za-z0-9_.;()/:<>\-]{1,500}))"
    r"|(?<![\w./])(?P<arxiv>arXiv:\s?(?P<paper>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?))"
    r"|(?<![\w./])(?P<hdl>(?:hdl:\s?|info:hdl/)(?P<handle>\d[\w.]{1,60}/[A-Za-z0-9_.;()/:\-@%+]{1,500}))"
    r"|(?<![\w./:])(?P<nbn>urn:nbn:(?P<country>[a-z]{2})[:-][A-Za-z0-9:._/\-]{1,200})"
    r"|(?<![\w./])(?P<ark>ark:/?\d{5,9}/[A-Za-z0-9=~*+@_$/.\-]{1,200})"
    r"|(?<![\w./])(?P<pmid>PMID[:\s]\s?(?P<pubmed>[1-9]\d{3,7})(?!\w))"
    r"|(?<![\w./])(?P<pmc>(?:PMCID[:\s]\s?)?(?P<central>PMC[1-9]\d{3,8})(?!\w))"
)
"""To be part of a larger expression that ignores case."""
_NBN_RESOLVERS = {
    "fi": "https://urn.fi/",
    "se": "https://urn.kb.se/resolve?urn=",
    "no": "https://urn.nb.no/",
    "nl": "https://persistent-identifier.nl/",
    "hu": "https://nbn.urn.hu/resolver/",
    "cz": "https://resolver.nkp.cz/",
}
_NBN_RESOLVER = "https://nbn-resolving.org/"


def read(found: re.Match[str]) -> Identifier | None:
    """The identifier that :data:`PATTERN` found."""
    if found["doi"]:
        return _doi(found)
    if found["hdl"]:
        return _cut(found, "hdl", found["handle"], "https://hdl.handle.net/", "doi")
    if found["nbn"]:
        resolver = _NBN_RESOLVERS.get(found["country"].lower(), _NBN_RESOLVER)
        return _cut(found, "nbn", found["nbn"], resolver, "bare")
    if found["ark"]:
        return _cut(found, "ark", found["ark"], "https://n2t.net/", "bare")
    return _numbered(found)


def _numbered(found: re.Match[str]) -> Identifier:
    """Identifiers that end with their number, so that no punctuation can be part of them."""
    if found["arxiv"]:
        group, target = "arxiv", f"https://arxiv.org/abs/{found['paper']}"
    elif found["pmid"]:
        group, target = "pmid", f"https://pubmed.ncbi.nlm.nih.gov/{found['pubmed']}/"
    else:
        group, target = "pmc", f"https://pmc.ncbi.nlm.nih.gov/articles/{found['central'].upper()}/"
    return Identifier(found.start(group), found[group], target, "bare")


def _doi(found: re.Match[str]) -> Identifier | None:
    name = found["doi_name"]
    name = name.partition("<")[0] if "</" in name else name
    return _cut(found, "doi", name, "https://doi.org/", "doi")


def _cut(
    found: re.Match[str], group: str, name: str, resolver: str, kind: Literal["bare", "doi"]
) -> Identifier | None:
    """With the punctuation after ``name``, which ends the written identifier, taken off."""
    whole = found[group]
    kept = edges.trimmed(name)
    if kept.endswith("/") or not {"/", ":"} & set(kept):
        return None
    end = whole.rindex(name) + len(kept)
    target = resolver + kept.replace("<", "%3C").replace(">", "%3E")
    return Identifier(found.start(group), whole[:end], target, kind)
