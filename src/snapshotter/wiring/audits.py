"""Audits of what is cited: who asks, who compares, and where the evidence goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snapshotter.audit.hosts import HostStatistics
    from snapshotter.audit.policy import Policy
    from snapshotter.audit.probe.ladder import LadderChecker
    from snapshotter.ports import ManifestStore, Watch
    from snapshotter.settings import Settings
    from snapshotter.wiring.outside import Outside
    from snapshotter.workflows.audit_posts import AuditSummary

MOST_TIMEOUT_S = 30.0
"""For one way of asking, whatever a visit may take: a reader has gone by then."""
MOST_BROWSERS = 2
"""Pages that Chromium has open at a time: few are in doubt, and each takes a processor."""


async def audit(
    posts: Sequence[str],
    *,
    home: Path,
    settings: Settings,
    jobs: int,
    due_only: bool,
    watch: Watch,
) -> AuditSummary:
    """Audit these posts, or all.

    Raises :class:`UsageError` for a name that is no post, and :class:`NetworkDown` when nothing answers.
    """
    from snapshotter.audit.due import is_due
    from snapshotter.audit.hosts import postponed
    from snapshotter.audit.patience import ConfirmPolicy
    from snapshotter.manifest.store import ManifestFiles
    from snapshotter.wiring.outside import Outside
    from snapshotter.wiring.stores import opened_stores
    from snapshotter.workflows.appraising import Appraisals
    from snapshotter.workflows.audit_posts import AuditPosts
    from snapshotter.workflows.auditing import AuditPages
    from snapshotter.workflows.examine import ExamineCaptures
    from snapshotter.workflows.room import Room

    manifests = ManifestFiles(home)
    slugs = _named(posts, manifests, home)
    policy = ConfirmPolicy.of(settings.audit)
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(opened_stores(home, settings, watch, "audit"))
        outside = Outside(settings, stores.folder, stack, watch=watch)
        checker = _checker(settings, stores.folder, outside)
        stack.push_async_callback(checker.close)
        room = Room(stores.space, watch, settings.archive.disk_wait_s)
        pages = AuditPages(
            checker=checker,
            appraisers=Appraisals(home, stores.catalogue, ExamineCaptures(), policy),
            watch=watch,
            archive=stores.archive if settings.audit.evidence else None,
            catalogue=stores.catalogue if settings.audit.evidence else None,
            jobs=jobs,
            host_delay_s=settings.network.host_delay_s,
            hosts=stores.catalogue.hosts,
            network_answers=outside.network_answers if settings.network.control_urls else None,
            room=room,
        )
        due = partial(is_due, policy=policy) if due_only else None
        later = partial(postponed, policy=policy)
        use_case = AuditPosts(pages, stores.manifests, due, postponed=later, watch=watch, room=room)
        return await use_case.run(slugs)


def offences(summary: AuditSummary, policy: Policy) -> int:
    """How many of the audited citations fail by the policy."""
    from snapshotter.audit.policy import offends

    return sum(offends(each.audit, policy) for each in summary.citations)


def hosts(summary: AuditSummary) -> Mapping[str, HostStatistics]:
    """What all audits of the audited posts say of each host."""
    from snapshotter.audit.hosts import statistics

    return statistics(summary.seen)


def _named(posts: Sequence[str], manifests: ManifestStore, home: Path) -> Sequence[str]:
    from snapshotter.errors import UsageError

    known = manifests.slugs()
    for name in posts:
        if name not in known:
            raise UsageError(
                f"{name!r} is no post of the archive at {home}",
                hint="`snapshotter list` shows the posts; `snapshotter archive SOURCE` takes in a new one.",
            )
    return list(dict.fromkeys(posts)) if posts else known


def _checker(settings: Settings, folder: Path, outside: Outside) -> LadderChecker:
    from snapshotter.audit.probe.ladder import LadderChecker
    from snapshotter.audit.probe.options import LadderOptions
    from snapshotter.workflows.examine import doubt

    network, audit = settings.network, settings.audit
    options = LadderOptions(
        folder=folder,
        timeout_s=min(network.timeout_s, MOST_TIMEOUT_S),
        connect_timeout_s=network.connect_timeout_s,
        max_body_bytes=audit.max_body_bytes,
        insecure=network.insecure,
        ca_bundle=network.ca_bundle,
        host_delay_s=network.host_delay_s,
        browsers=min(network.jobs, MOST_BROWSERS),
    )
    if network.user_agent:
        options = replace(options, user_agent=network.user_agent)
    capturer = outside.auditor() if audit.browser else None
    return LadderChecker(
        outside.connector(),
        options,
        capturer=capturer,
        doubt=doubt if settings.behaviours.probe else None,
    )
