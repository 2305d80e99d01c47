from __future__ import annotations

import pytest

from snapshotter.errors import ConfigError
from snapshotter.rescue.saving import KEY_VARIABLE, SavePageNow, key_of
from snapshotter.rescue.session import Session
from snapshotter.urls import Url
from tests.unit.rescue.loopback import Time, serving, way_to
from tests.unit.rescue.machine import Machine

PAGE = Url("https://cited.example/a?b=1")
JOB = "spn2-5e1e3bd1a1"


async def submitted(machine, tmp_path):
    time = Time()
    with serving(machine, tmp_path) as served:
        async with way_to(served, tmp_path, time) as way, Session(way) as session:
            return await SavePageNow("access:secret", time.sleep).submit(PAGE, session), served


async def test_a_saved_page_has_an_address(tmp_path):
    done = {"status": "success", "timestamp": "20260310120000", "original_url": PAGE}
    machine = Machine(submits=[{"url": PAGE, "job_id": JOB}], jobs={JOB: [{"status": "pending"}, done]})
    came, served = await submitted(machine, tmp_path)
    assert (came.state, came.uri_m) == ("saved", f"https://web.archive.org/web/20260310120000/{PAGE}")
    asked = served.log[0]
    assert asked.fields["authorization"] == "LOW access:secret"
    assert asked.fields["accept"] == "application/json"
    assert asked.body.startswith(b"url=https%3A%2F%2Fcited.example%2Fa%3Fb%3D1&")


@pytest.mark.parametrize(
    ("said", "may_pass"),
    [
        ({"status": "error", "status_ext": "error:too-many-daily-captures", "message": "10 a day"}, False),
        ({"status": "error", "status_ext": "error:user-session-limit", "message": "wait"}, True),
        ({}, False),
    ],
)
async def test_an_error_may_come_with_200(said, may_pass, tmp_path):
    came, _ = await submitted(Machine(submits=[said]), tmp_path)
    assert (came.state, came.may_pass, came.uri_m) == ("failed", may_pass, None)


async def test_a_job_that_fails_is_told(tmp_path):
    failed = {"status": "error", "status_ext": "error:no-access", "message": "Not reachable"}
    came, _ = await submitted(Machine(submits=[{"job_id": JOB}], jobs={JOB: [failed]}), tmp_path)
    assert (came.state, came.message, came.job_id) == ("failed", "error:no-access: Not reachable", JOB)


async def test_a_job_without_end_is_left(tmp_path):
    came, served = await submitted(
        Machine(submits=[{"job_id": JOB}], jobs={JOB: [{"status": "pending"}] * 100}), tmp_path
    )
    assert came.state == "pending"
    assert len(served.log) == 31


@pytest.mark.parametrize("key", ["", "access", ":secret", "access:", "ac cess:secret"])
def test_a_key_is_asked_for_and_never_shown(key):
    with pytest.raises(ConfigError) as caught:
        key_of({KEY_VARIABLE: key})
    assert not key or key not in caught.value.message.replace("access:secret", "")
    assert key_of({KEY_VARIABLE: "access:secret"}) == "access:secret"
