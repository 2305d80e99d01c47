"""The header of a WARC record: a version line and named fields (WARC 1.1, sections 4 and 5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from snapshotter.errors import WriteFailed
from snapshotter.figures import whole_number

VERSION = "WARC/1.1"
WARC = b"WARC/"
"""The version line of every record begins so."""
MAX_HEADER_BYTES = 64 * 1024
"""No header that tools write comes near; a longer one is damage."""

_END = re.compile(rb"\r?\n\r?\n")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Header:
    """The fields in their order; names compare without case."""

    version: str
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """The first value of a field."""
        wanted = name.lower()
        return next((value for field, value in self.fields if field.lower() == wanted), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field that may be repeated."""
        wanted = name.lower()
        return tuple(value for field, value in self.fields if field.lower() == wanted)

    @property
    def record_id(self) -> str | None:
        """``WARC-Record-ID`` without its angle brackets."""
        return bare(self.get("WARC-Record-ID"))

    @property
    def content_length(self) -> int | None:
        """Octets of the block; None when the field is missing or no number that a length can be."""
        value = self.get("Content-Length")
        return whole_number(value) if value is not None else None


def bare(uri: str | None) -> str | None:
    """A URI without the ``<>`` that record ids carry and some tools put around every URI."""
    return uri.removeprefix("<").removesuffix(">") if uri is not None else None


def encode(fields: Iterable[tuple[str, str]]) -> bytes:
    """The header with its closing empty line.

    Raises :class:`WriteFailed` for a value with a control character: it could smuggle in a field.
    """
    lines = [VERSION, *(f"{name}: {_safe(name, value)}" for name, value in fields), "", ""]
    return "\r\n".join(lines).encode()


def _safe(name: str, value: str) -> str:
    if _FORBIDDEN.search(value):
        raise WriteFailed(
            f"the WARC field {name} would hold a control character: {value!r}",
            hint="this address or answer cannot be written as it is; please report it",
        )
    return value


def header_length(start: bytes) -> int | None:
    """Octets up to and including the empty line; None when there is none within the limit."""
    match = _END.search(start, 0, MAX_HEADER_BYTES)
    return match.end() if match else None


def is_warc(data: bytes) -> bool:
    """Whether bytes begin as a WARC record does."""
    return data.startswith(WARC)


def decode(data: bytes) -> Header:
    """Read a header, version line first, folded lines included."""
    version, _, rest = data.decode("utf-8", "replace").partition("\n")
    unfolded = re.sub(r"\r?\n[ \t]+", " ", rest)
    pairs = (line.partition(":") for line in unfolded.split("\n") if ":" in line)
    return Header(version.strip(), tuple((name.strip(), value.strip()) for name, _, value in pairs))
