"""``report``: what has become of the cited pages, from manifests alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Literal, Protocol, get_args

from snapshotter.errors import UsageError
from snapshotter.model.snapshot import Manifest
from snapshotter.report.failing import Offends, fails, told
from snapshotter.report.pictures import Photograph
from snapshotter.report.rows import Row, lightened, rows_of
from snapshotter.report.tally import Tally

Format = Literal["html", "md", "json", "csv", "junit", "badge", "badge-json"]
FORMATS: tuple[Format, ...] = get_args(Format)


class Manifests(Protocol):
    """The part of :class:`snapshotter.ports.ManifestStore` that a report needs."""

    def slugs(self) -> Sequence[str]: ...

    def load(self, slug: str) -> Manifest | None: ...


@dataclass(slots=True)
class ReportPosts:
    """The use case, for one report.

    ``failing`` and ``tally`` are whole once all lines were taken.
    """

    manifests: Manifests
    slugs: Sequence[str]
    offends: Offends
    policy: str
    """As it was given, for the record."""
    name: str
    """The archive's."""
    now: datetime
    then_picture: Photograph | None = None
    now_picture: Photograph | None = None
    tally: Tally = field(default_factory=Tally)
    failing: list[str] = field(default_factory=list)
    """A line for every citation that fails by the policy."""

    def check(self) -> None:
        """Count only."""
        for _ in self._rows():
            pass

    def lines(self, format: Format) -> Iterator[str]:
        """The report in lines, and pieces of many lines, without their last line feed.

        One manifest is in memory at a time; what must wait for its turn waits on disk.
        """
        if format in ("html", "md"):
            yield from self._for_people(format)
        elif format in ("badge", "badge-json"):
            yield self._badge(format)
        else:
            yield from self._for_programs(format)

    def _for_people(self, format: Format) -> Iterator[str]:
        from snapshotter.report.markdown import markdown
        from snapshotter.report.page import html
        from snapshotter.report.spool import Spool

        with Spool() as spool:
            spool.fill(map(lightened, self._rows()))
            if format == "md":
                yield from markdown(self.tally, spool, name=self.name, now=self.now)
                return
            yield from html(
                self.tally,
                spool,
                name=self.name,
                now=self.now,
                then_picture=self.then_picture,
                now_picture=self.now_picture,
            )

    def _for_programs(self, format: Format) -> Iterator[str]:
        from snapshotter.report.document import document
        from snapshotter.report.junit import junit
        from snapshotter.report.table import table

        if format == "csv":
            yield from table(self._rows(), self.offends)
        elif format == "junit":
            yield from junit(self._rows(), self.offends)
        else:
            yield from document(
                self._rows(), self.tally, now=self.now, policy=self.policy, offends=self.offends
            )

    def _badge(self, format: Format) -> str:
        from snapshotter.report.badge import badge, badge_json

        self.check()
        return badge(self.tally.all) if format == "badge" else badge_json(self.tally.all)

    def _rows(self) -> Iterator[Row]:
        for slug in self.slugs:
            manifest = self.manifests.load(slug)
            for row in rows_of(manifest) if manifest is not None else ():
                self.tally.add(row)
                if fails(row, self.offends):
                    self.failing.append(told(row))
                yield row


def slugs_of(names: Sequence[str], manifests: Manifests) -> list[str]:
    """The posts that are named by slug, address or the file of their manifest; all without a name.

    Raises :class:`UsageError` for a name that is no post's, and where there is no post at all: a check of
    the wrong folder must not pass.
    """
    known = manifests.slugs()
    if not known:
        raise UsageError(
            "there is no post here to report on",
            hint="Name the archive home with --home, or archive a post first: snapshotter archive SOURCE.",
        )
    if not names:
        return list(known)
    addresses: dict[str, str] = {}
    if any(_slug(name) not in known for name in names):
        addresses = _addresses(manifests)
    return list(dict.fromkeys(_found(name, known, addresses) for name in names))


def _found(name: str, known: Sequence[str], addresses: dict[str, str]) -> str:
    slug = _slug(name)
    if slug in known:
        return slug
    if name in addresses:
        return addresses[name]
    of_file = {slug for source, slug in addresses.items() if _is_same_file(name, source)}
    if len(of_file) == 1:
        return of_file.pop()
    raise UsageError(f"no post here is called {name!r}", hint="Give a slug as `snapshotter list` shows it.")


def _is_same_file(name: str, source: str) -> bool:
    """By their last steps: a manifest tells no absolute path."""
    return (
        PurePath(name).is_absolute() and PurePath(name).name == PurePath(source).name and "://" not in source
    )


def _slug(name: str) -> str:
    return PurePath(name).stem if name.endswith(".json") else name


def _addresses(manifests: Manifests) -> dict[str, str]:
    found: dict[str, str] = {}
    for slug in manifests.slugs():
        manifest = manifests.load(slug)
        if manifest is not None:
            found |= {manifest.post.source: slug} | ({manifest.post.uri: slug} if manifest.post.uri else {})
    return found
