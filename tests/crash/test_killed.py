"""Killed at a few moments of every command that writes; ``python -m bench.kills`` takes hundreds."""

from __future__ import annotations

import random

import pytest

from tests.crash.moments import Moment, killed
from tests.crash.shortages import EDQUOT, ENOSPC, refused

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("injected")]

OLD = b"what stood there before\n"
CALLS = {"archive": 365, "audit": 145, "import": 285, "export": 48}
"""By which undisturbed runs change files, about."""


def subject(models, name):
    made = {"archive": models.archive, "audit": models.audit, "import": models.import_}
    return made[name]() if name in made else models.export(over=OLD)


@pytest.mark.parametrize(
    ("name", "share", "act"),
    [
        ("archive", 0.15, "torn"),
        ("archive", 0.45, "kill-group"),
        ("archive", 0.75, "kill"),
        ("audit", 0.6, "torn"),
        ("import", 0.3, "torn"),
        ("export", 0.3, "torn"),
        ("export", 0.6, "kill"),
    ],
)
def test_nothing_that_was_acknowledged_is_lost_and_nothing_is_there_twice(models, name, share, act):
    near = random.Random(f"{name} {share}").randint(-8, 8)
    moment = Moment(at=max(1, round(CALLS[name] * share) + near), act=act)
    result = killed(subject(models, name), moment, OLD if name == "export" else None)
    assert result.complaints == [], str(moment)
    assert result.killed, f"{moment} comes too late: count the calls anew"


@pytest.mark.parametrize(
    ("name", "share", "act"),
    [
        ("archive", 0.4, ENOSPC),
        ("audit", 0.6, ENOSPC),
        ("import", 0.5, f"once:{EDQUOT}"),
        ("export", 0.4, ENOSPC),
    ],
)
def test_a_disk_that_is_full_is_told_and_nothing_is_lost_by_it(models, name, share, act):
    moment = Moment(at=round(CALLS[name] * share), act=act)
    result = refused(subject(models, name), moment, OLD if name == "export" else None)
    assert result.complaints == [], str(moment)
