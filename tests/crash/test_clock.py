"""A clock that is wrong, and put right between two runs or in the middle of one."""

from __future__ import annotations

import re

import pytest

from tests.crash.faults import clock
from tests.crash.soundness import acknowledged, complaints, manifests
from tests.system import readback

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("injected")]

YEAR_S = 365 * 86_400


def outcomes(stage):
    return {
        (slug, citation["url"]): [snapshot["outcome"] for snapshot in citation["snapshots"]]
        for slug, document in manifests(stage.home)
        for citation in document["citations"]
        if citation["skip"] is None
    }


def test_a_clock_that_is_set_back_between_two_runs(models, stage):
    """The first run took place in the future; the second takes new snapshots, and the third none."""
    first = stage.run("archive", *stage.sources, environment=clock(YEAR_S, root=stage.home))
    assert first.code == 0, first.err
    again = stage.run("archive", "--refresh", *stage.sources)
    assert again.code == 0, again.err
    found = outcomes(stage)
    assert found
    assert set(map(tuple, found.values())) == {("captured", "captured")}, again.err
    before = stage.web.asked()
    third = stage.run("archive", *stage.sources)
    assert (third.code, stage.web.asked()) == (0, before), third.err
    assert stage.run("audit").code == 0, "what is dated in the future is no reason to wait, nor a change"
    assert not [each for each in complaints(stage, acknowledged(stage.home, "")) if "snapshots" not in each]


@pytest.mark.parametrize("jump_s", [-YEAR_S, YEAR_S])
def test_a_clock_that_jumps_in_the_middle_of_a_run(stage, jump_s):
    done = stage.run("archive", *stage.sources, environment=clock(0, root=stage.home, then=(150, jump_s)))
    assert done.code == 0, done.err
    assert "asked to be left alone" not in done.err
    assert not re.search(r"-\d+\.\d s", done.err), "no time is negative"
    assert set(map(tuple, outcomes(stage).values())) == {("captured",)}, done.err
    for info in readback.page_infos(stage.home):
        assert info["finished_at"] >= info["started_at"]
    assert complaints(stage, acknowledged(stage.home, done.err)) == []
