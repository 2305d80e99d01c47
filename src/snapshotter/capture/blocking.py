"""Block lists: hosts that a user wants pages to be kept from, trackers and advertisers above all.

Two forms are read, line by line, mixed as they come:

* hosts files (hosts(5)): ``0.0.0.0 ads.example``, ``127.0.0.1 ads.example``, or a bare ``ads.example``;
* of Adblock Plus' filters those that name a host and nothing else: ``||ads.example^``.

An entry holds for the host and every host below it.  Filters with paths, options or exceptions are no
matter of hosts; they are counted, and the finding of a capture says how many there were.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from snapshotter import urls
from snapshotter.errors import ConfigError, HostBlocked, UrlError
from snapshotter.model.capture import Finding
from snapshotter.urls import Url

_LONGEST_LINE_BYTES = 1 << 16
_LONGEST_HOST = 253
_MOST_REDIRECTS = 20
_SINKS = {"0.0.0.0", "127.0.0.1", "::", "::0", "::1", "0"}
_OWN_NAMES = {"localhost", "localhost.localdomain", "local", "broadcasthost", "0.0.0.0"}
"""What hosts files say of the machine itself; so do all names that begin with ``ip6-``."""
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_REMARK = re.compile(r"\s#")
_REMARKS = ("#", "!", "[")


@dataclass(frozen=True, slots=True)
class ListFile:
    """One file of a block list."""

    name: str
    """Without its folder."""
    entries: int
    not_understood: int
    """Lines that say something other than a host."""
    sha256: str


class BlockList:
    """Hosts by suffix.

    Kept as a sorted array of 64-bit hashes, eight bytes an entry.  They are the interpreter's own,
    keyed anew in every run, so that nobody can make up a host that is taken for another.
    """

    def __init__(self, hashes: array[int], files: tuple[ListFile, ...]) -> None:
        self._hashes = hashes
        self.files = files

    @classmethod
    def load(cls, paths: Iterable[str | Path]) -> BlockList:
        """Read the files.  Raises :class:`ConfigError` for one that cannot be read or names no host."""
        found = array("q")
        files = tuple(_read(Path(path), found) for path in paths)
        return cls(array("q", sorted(found)), files)

    def matches(self, host: str) -> bool:
        """Whether ``host`` (as in an address: lower case or not, IDNA) or a parent of it is listed."""
        rest = host.lower().rstrip(".")[-_LONGEST_HOST:]
        while rest:
            wanted = hash(rest)
            at = bisect_left(self._hashes, wanted)
            if at < len(self._hashes) and self._hashes[at] == wanted:
                return True
            rest = rest.partition(".")[2]
        return False

    def findings(self) -> tuple[Finding, ...]:
        """That the list was used: one finding a file, for every capture."""
        return tuple(_finding(file) for file in self.files)


class PageBlocking:
    """The block list while one page is captured: what was refused, and what was not because it is the page.

    The user asked for ``page``, so its host is let through, and so is every host that it redirects to.
    """

    def __init__(self, block_list: BlockList, page: Url) -> None:
        self._list = block_list
        self._page = urls.without_fragment(page)
        self.hosts: set[str] = set()
        """Refused so far."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._list.findings()

    def refusal(self, host: str, redirects: Mapping[Url, str]) -> HostBlocked | None:
        """Why no connection to ``host`` must be made; None when it may.

        ``redirects`` has the ``Location`` of every redirect of this capture so far, by its address.
        """
        if not self._list.matches(host) or host.lower() in self._way(redirects):
            return None
        self.hosts.add(host.lower())
        return HostBlocked(f"{host} is on the block list", hint="Leave --block-list out to load it.")

    def _way(self, redirects: Mapping[Url, str]) -> set[str]:
        """The hosts between the address that was asked for and the page that it leads to."""
        here, hosts = self._page, {urls.hostname(self._page)}
        for _ in range(_MOST_REDIRECTS):
            if here not in redirects:
                break
            try:
                here = urls.without_fragment(urls.parse(redirects[here], base=here))
            except UrlError:
                break
            hosts.add(urls.hostname(here))
        return hosts


def _read(path: Path, found: array[int]) -> ListFile:
    digest, entries, not_understood = hashlib.sha256(), 0, 0
    try:
        with path.open("rb") as file:
            while line := file.readline(_LONGEST_LINE_BYTES):
                digest.update(line)
                hosts = _hosts(line.decode("utf-8-sig", "replace").strip())
                if hosts is None:
                    not_understood += 1
                    continue
                for host in hosts:
                    found.append(hash(host))
                    entries += 1
    except OSError as error:
        raise _unusable(f"{path}: {error.strerror or error}", "Name a readable file.") from error
    if not entries:
        raise _unusable(f"{path}: no line names a host", "A line is a host, 0.0.0.0 and a host, or ||host^.")
    return ListFile(path.name, entries, not_understood, digest.hexdigest())


def _unusable(message: str, hint: str) -> ConfigError:
    return ConfigError(f"block list {message}", hint=hint, code="config.block-list")


def _hosts(line: str) -> tuple[str, ...] | None:
    """The hosts that a line blocks: none for a remark; None when it says something else."""
    if not line or line.startswith(_REMARKS):
        return ()
    if line.startswith("||"):
        host = _host(line[2:-1]) if line.endswith("^") else None
        return (host,) if host else None
    words = _REMARK.split(line, maxsplit=1)[0].split()
    if len(words) > 1:
        return _after_address(words[0], words[1:])
    bare = _host(words[0].removeprefix("*.")) if words else None
    return (bare,) if bare and "." in bare else None


def _after_address(address: str, names: list[str]) -> tuple[str, ...] | None:
    """The names of a hosts file's line, unless it leads them somewhere.

    A name without a dot is not taken: below a top-level domain lies half the web.
    """
    others = [name for name in names if name not in _OWN_NAMES and not name.startswith("ip6-")]
    if not others:
        return ()
    hosts = tuple(host for name in others if (host := _host(name)) and "." in host)
    return (hosts or None) if address in _SINKS else None


def _host(text: str) -> str | None:
    host = text.lower().rstrip(".")
    if not host.isascii():
        host = _idna(host)
    return host if len(host) <= _LONGEST_HOST and _HOST.fullmatch(host) else None


def _idna(host: str) -> str:
    try:
        return urls.hostname(urls.parse(f"http://{host}/"))
    except UrlError:
        return ""


def _finding(file: ListFile) -> Finding:
    skipped = f", {file.not_understood} lines not understood" if file.not_understood else ""
    return Finding(
        "capture.block-list",
        "info",
        f"the page was kept from the hosts of {file.name} ({file.entries} entries{skipped})",
        {
            "file": file.name,
            "entries": file.entries,
            "not_understood": file.not_understood,
            "sha256": file.sha256,
        },
    )
