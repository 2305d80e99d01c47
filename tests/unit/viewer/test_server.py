"""Loopback sockets, and the command about them."""

from __future__ import annotations

import json
import socket

import pytest

from snapshotter.cli.main import program
from snapshotter.errors import UsageError
from snapshotter.viewer.server import loopback_sockets
from tests.library import cited, library, snapshot


def test_both_loopback_addresses_share_a_port():
    sockets = loopback_sockets(0)
    try:
        assert {each.getsockname()[0] for each in sockets} <= {"127.0.0.1", "::1"}
        assert len({each.getsockname()[1] for each in sockets}) == 1
        assert {each.proto for each in sockets} == {socket.IPPROTO_TCP}, (
            "asyncio sends without delay then alone"
        )
    finally:
        for each in sockets:
            each.close()


def test_a_port_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port}") as caught:
            loopback_sockets(port)
    assert "--port" in caught.value.hint


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        program.main(list(arguments))
    return ended.value.code


def test_a_name_that_is_not_archived_is_a_usage_error(tmp_path, capsys):
    made = library(tmp_path)
    page = made.page("https://cited.example/a", seed=1)
    made.post("the-post", [cited(1, page.url, snapshot(page))])
    made.close()
    assert run("--home", str(tmp_path), "--json", "replay", "the-pots") == 2
    told = json.loads(capsys.readouterr().err)
    assert told["error"] == "replay.not-archived"
    assert "the-post" in told["hint"]
    assert run("--home", str(tmp_path), "replay", "--exact", "the-post") == 2
    assert "--exact shows one snapshot" in capsys.readouterr().err


def test_a_home_without_archive_is_a_usage_error(tmp_path, capsys):
    (tmp_path / "home").mkdir()
    assert run("--home", str(tmp_path / "home"), "replay") == 2
    assert "snapshotter archive" in capsys.readouterr().err
