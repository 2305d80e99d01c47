"""What the browser gets of our environment."""

from __future__ import annotations

from pathlib import Path

from snapshotter.capture.browser import environment


def test_it_gets_what_it_needs_and_no_keys_of_other_services():
    needed = {"PATH": "/bin", "HOME": "/home/a", "LC_ALL": "C", "XDG_RUNTIME_DIR": "/run", "DISPLAY": ":0"}
    secrets = {
        "AWS_SECRET_ACCESS_KEY": "x",
        "GITHUB_TOKEN": "y",
        "SSLKEYLOGFILE": "/z",
        "USER": "a",
        "PWD": "/",
    }
    given = environment(Path("/tmp/ours"), needed | secrets)
    assert needed.items() <= given.items()
    assert not secrets.keys() & given.keys()
