"""``capture``: single pages, no post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from snapshotter import timestamps, urls
from snapshotter.errors import UsageError
from snapshotter.model.capture import Outcome, StoredCapture
from snapshotter.model.logins import Logins
from snapshotter.model.snapshot import Snapshot
from snapshotter.ports import Catalogue
from snapshotter.urls import Url
from snapshotter.workflows.archive_posts import snapshot_of
from snapshotter.workflows.capturing import CapturePages


@dataclass(slots=True)
class CaptureUrls:
    """The use case.  A page captured within ``reuse_hours`` is not captured again."""

    pages: CapturePages
    catalogue: Catalogue
    reuse_hours: float
    logins: Logins = field(default_factory=Logins)
    """Takes what the addresses give of them."""

    async def run(self, addresses: Sequence[str]) -> tuple[Snapshot, ...]:
        """One snapshot for every address, in their order.  Raises :class:`UsageError`."""
        asked = [urls.without_fragment(_web_address(address)) for address in addresses]
        for page, address in zip(asked, addresses, strict=True):
            self.logins.learn(page, urls.login_in(address))
        found = {page: stored for page in asked if (stored := self._recent(page)) is not None}

        async def take(page: Url, stored: StoredCapture) -> None:
            found[page] = stored

        await self.pages.run([page for page in dict.fromkeys(asked) if page not in found], take)
        return tuple(snapshot_of(found[page]) for page in asked)

    def _recent(self, page: Url) -> StoredCapture | None:
        latest = self.catalogue.latest(page)
        if latest is None or not timestamps.is_within(latest.captured_at, self.reuse_hours):
            return None
        return latest if latest.outcome in (Outcome.CAPTURED, Outcome.PARTIAL) else None


def _web_address(address: str) -> Url:
    url = urls.parse(address)
    if urls.scheme(url) not in ("http", "https"):
        raise UsageError(
            f"{urls.without_logins(address)}: expected an http or https address, got {urls.scheme(url)}",
            hint="Only pages on the web can be captured.",
        )
    return url
