"""The cookies that a site sets while it sends us on: kept for the redirects of one try, then forgotten.

RFC 6265, of which no more is needed here than which host a cookie goes to: no times, and no others'
cookies, as nothing was there before.
"""

from __future__ import annotations

from dataclasses import dataclass

from snapshotter.audit.probe.place import Place

_MOST = 50
_LARGEST = 4096


@dataclass(frozen=True, slots=True)
class _Cookie:
    name: str
    value: str
    domain: str
    for_subdomains: bool
    path: str
    is_secure: bool

    def goes_to(self, place: Place, path: str) -> bool:
        if self.is_secure and not place.is_secure:
            return False
        below = self.for_subdomains and place.host.endswith(f".{self.domain}")
        return (place.host == self.domain or below) and _is_below(path, self.path)


def _is_below(path: str, folder: str) -> bool:
    """RFC 6265, section 5.1.4."""
    if not path.startswith(folder):
        return False
    return folder.endswith("/") or path[len(folder) : len(folder) + 1] in ("", "/")


class Cookies:
    """What has been set so far on the way of one try."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], _Cookie] = {}

    def take(self, field: str, place: Place, path: str) -> None:
        """One ``Set-Cookie`` field of an answer from ``place``; one without sense is passed over."""
        cookie = _read(field, place, path) if len(field) <= _LARGEST else None
        if cookie is None:
            return
        key = (cookie.domain, cookie.path, cookie.name)
        if _is_over(field):
            self._kept.pop(key, None)
        elif key in self._kept or len(self._kept) < _MOST:
            self._kept[key] = cookie

    def field(self, place: Place, path: str) -> str | None:
        """The ``Cookie`` field for a request; None where there is none."""
        fitting = [cookie for cookie in self._kept.values() if cookie.goes_to(place, path)]
        fitting.sort(key=lambda cookie: -len(cookie.path))
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in fitting) or None


def _read(field: str, place: Place, path: str) -> _Cookie | None:
    pair, _, rest = field.partition(";")
    name, mark, value = pair.partition("=")
    if not mark or not name.strip() or not pair.isprintable():
        return None
    said = _attributes(rest)
    domain = said.get("domain", "").lower().removeprefix(".")
    if domain and domain != place.host and not (place.host.endswith(f".{domain}") and "." in domain):
        return None
    folder = said.get("path", "")
    return _Cookie(
        name.strip(),
        value.strip(),
        domain or place.host,
        bool(domain),
        folder if folder.startswith("/") else path[: max(path.rfind("/"), 1)],
        "secure" in said,
    )


def _attributes(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _is_over(field: str) -> bool:
    """Whether the field takes a cookie away (``Max-Age=0``)."""
    age = _attributes(field.partition(";")[2]).get("max-age", "")
    return age.startswith("-") or age == "0"
