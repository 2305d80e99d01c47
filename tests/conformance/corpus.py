"""All cases."""

from __future__ import annotations

from tests.conformance import package_cases, warc_cases
from tests.conformance.case import Case

CASES: tuple[Case, ...] = (*warc_cases.CASES, *package_cases.CASES)
"""Every file that is made, with its verdict."""
