"""What is known of hosts' pace, kept in the catalogue from one run to the next."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from snapshotter.catalogue.rows import pace_of, pace_row
from snapshotter.catalogue.tables import Tables
from snapshotter.model.pace import HostPace

Transaction = Callable[[], AbstractContextManager[Tables]]


class SqlHosts:
    """:class:`snapshotter.ports.HostMemory` in the table ``host``.  ``reindex`` forgets it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def load(self, host: str) -> HostPace | None:
        with self._transaction() as table:
            row = table.host.select().where(table.host.name == host).dicts().first()
        return pace_of(row) if row else None

    def save(self, host: str, pace: HostPace) -> None:
        row = pace_row(host, pace)
        with self._transaction() as table:
            columns = [getattr(table.host, name) for name in row if name != "name"]
            table.host.insert(**row).on_conflict(
                conflict_target=[table.host.name], preserve=columns
            ).execute()
