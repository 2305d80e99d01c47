"""The tables, for SQLite and PostgreSQL alike.

Times are text as in ``WARC-Date`` (UTC, microseconds), which sorts as time does and loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SCHEMA_VERSION = 4


@dataclass(frozen=True, slots=True)
class Tables:
    """One model class per table, bound to one database."""

    meta: Any
    warc: Any
    capture: Any
    digest: Any
    host: Any
    audit: Any

    def all(self) -> list[Any]:
        return [self.meta, self.warc, self.capture, self.digest, self.host, self.audit]


def tables(database: Any) -> Tables:
    """Model classes of their own for each database: two catalogues in one program do not meet."""
    from peewee import (
        BigIntegerField,
        BooleanField,
        CompositeKey,
        FloatField,
        IntegerField,
        Model,
        TextField,
    )

    def table(name: str, /, keys: tuple[str, ...] = (), **columns: Any) -> Any:
        about = {"database": database, "table_name": name, "legacy_table_names": False}
        if keys:
            about["primary_key"] = CompositeKey(*keys)
        return type(name.capitalize(), (Model,), {"Meta": type("Meta", (), about), **columns})

    return Tables(
        meta=table("meta", name=TextField(primary_key=True), value=TextField()),
        warc=table(
            "warc",
            file=TextField(primary_key=True),
            size_bytes=BigIntegerField(),
            sealed=BooleanField(),
        ),
        capture=table(
            "capture",
            id=TextField(primary_key=True),
            url=TextField(),
            page=TextField(index=True),
            captured_at=TextField(index=True),
            outcome=TextField(),
            reason_code=TextField(null=True),
            reason_message=TextField(null=True),
            status=IntegerField(null=True),
            final_url=TextField(null=True),
            title=TextField(null=True),
            via=TextField(),
            main=TextField(null=True),
            artefacts=TextField(),
            text_digest=TextField(null=True),
            page_info=TextField(),
            records=IntegerField(),
            size_bytes=BigIntegerField(),
            deduplicated=IntegerField(),
            saved_bytes=BigIntegerField(),
            findings=TextField(),
            proof=TextField(null=True),
            additions=TextField(default="[]"),
        ),
        digest=table(
            "digest",
            keys=("payload_digest", "url"),
            payload_digest=TextField(),
            url=TextField(),
            record_id=TextField(),
            date=TextField(),
            file=TextField(),
            offset=BigIntegerField(),
            length=BigIntegerField(),
            digest=TextField(),
            request_id=TextField(null=True),
            request_digest=TextField(null=True),
        ),
        host=table(
            "host",
            name=TextField(primary_key=True),
            delay_s=FloatField(),
            latency_s=FloatField(null=True),
            not_before=TextField(),
            seen_at=TextField(),
        ),
        audit=table(
            "audit",
            citation=TextField(index=True),
            checked_at=TextField(),
            verdict=TextField(),
        ),
    )
