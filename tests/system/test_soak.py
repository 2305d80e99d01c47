"""Some thirty awkward pages in one run: every outcome is right, and nothing is left.

A thousand, and whether memory stays flat: ``python -m bench.soak``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

LIMIT_S = 900.0
"""Of a run that mostly waits, and of what a busy machine makes of it."""
CAPTURES = 32
_RUN = """
import json, sys
from pathlib import Path
from bench import tree
from bench.soak.__main__ import arguments, soak
tree.adopt_orphans()
run, wrong = soak(arguments(["--captures", sys.argv[3]]), Path(sys.argv[1]), Path(sys.argv[2]))
print(json.dumps({"wrong": wrong, "samples": len(run.samples), "code": run.code}))
"""
"""In a process of its own: it becomes the parent of whatever is left behind."""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.museum,
    pytest.mark.slow,
    pytest.mark.timeout(LIMIT_S + 60),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]


def test_every_outcome_is_right_and_nothing_is_left(browser, tmp_path):
    with tempfile.TemporaryDirectory(prefix="soak-") as scraps:  # short: browsers put sockets there
        command = [sys.executable, "-c", _RUN, str(tmp_path), scraps, str(CAPTURES)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=LIMIT_S, check=True)
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    assert told["samples"] > 0, "nobody looked"
    manifests = [json.loads(path.read_text()) for path in (tmp_path / "warcs" / "manifests").glob("*.json")]
    snapshots = [one for manifest in manifests for each in manifest["citations"] for one in each["snapshots"]]
    outcomes = [one["outcome"] for one in snapshots if one["outcome"] != "skipped"]
    assert len(outcomes) == CAPTURES
    assert {"captured", "partial", "failed"} == set(outcomes), "the pages are not mixed"
    assert Path(tmp_path / "samples.jsonl").exists()
