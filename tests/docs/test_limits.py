"""The page of limits says what the code does."""

from __future__ import annotations

import re

import pytest

from tests.docs import limits_page


def test_the_page_is_as_it_would_be_written_now():
    assert limits_page.PAGE.read_text(encoding="utf-8") == limits_page.page()


def test_every_setting_that_is_a_limit_is_there():
    named = {place for limits in limits_page.TABLES.values() for _, place in limits}
    from snapshotter.settings import Settings

    settings = Settings()
    for table in ("archive", "network", "capture", "behaviours", "audit"):
        for name in getattr(settings, table).__dataclass_fields__:
            if re.search(r"(^|_)max_|_max_", name) and name != "max_file_bytes":
                assert f"[{table}] {name}" in named


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("warc.bodies.MAX_BODY_BYTES", "64 MiB"),
        ("[capture] max_body_bytes", "2 GB"),
        ("[network] timeout_s", "60 s"),
        ("posts.citations.MAX_CITATIONS", "250,000"),
    ],
)
def test_values_have_their_units(place, shown):
    assert limits_page.shown(place) == shown
