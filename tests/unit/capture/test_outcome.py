"""What a capture amounts to, by its evidence."""

from __future__ import annotations

import pytest

from snapshotter.capture.download import Download
from snapshotter.capture.outcome import Evidence, outcome_of
from snapshotter.capture.view import PageView
from snapshotter.errors import AddressRefused, ConnectError, DnsError
from snapshotter.model.capture import Outcome
from snapshotter.urls import Url
from tests.builders import exchange

PAGE = Url("https://cited.example/page")
SEEN = PageView(text="words", title="A page", final_url=PAGE)


def answered(status: int = 200, **more):
    return exchange(url=PAGE, status=status, **more)


@pytest.mark.parametrize(
    ("evidence", "outcome", "code"),
    [
        (Evidence(answered(), SEEN), "captured", None),
        (Evidence(answered(), PageView(), Download("complete", PAGE, 200)), "captured", None),
        (Evidence(answered(), PageView(downloaded=True)), "captured", None),
        (Evidence(answered(404), SEEN), "failed", "http.404"),
        (Evidence(answered(503), SEEN), "failed", "http.503"),
        (Evidence(answered(204), PageView(error="net::ERR_ABORTED")), "failed", "http.no-content"),
        (Evidence(None, network_error=DnsError("no such name")), "failed", "capture.dns"),
        (Evidence(None, network_error=AddressRefused("private")), "failed", "capture.private-address"),
        (
            Evidence(answered(302), network_error=ConnectError("refused")),
            "failed",
            "capture.connect",
        ),
        (Evidence(answered(301), PageView(error="net::ERR_TOO_MANY_REDIRECTS")), "failed", "http.redirect"),
        (Evidence(None, PageView(error="net::ERR_CERT_DATE_INVALID")), "failed", "capture.tls"),
        (Evidence(None, PageView(unsettled="the origin sent no page")), "failed", "capture.timeout"),
        (Evidence(None, PageView(error="net::ERR_EMPTY_RESPONSE")), "failed", "capture.no-answer"),
        (Evidence(None, PageView(crashed=True)), "failed", "capture.browser-crashed"),
        (Evidence(answered(), PageView(crashed=True)), "failed", "capture.browser-crashed"),
        (Evidence(answered(), PageView(crashed=True, text="w")), "partial", "capture.browser-crashed"),
        (Evidence(answered(), SEEN, undecrypted="a host"), "partial", "tls.undecryptable"),
        (Evidence(answered(truncated="time"), SEEN), "partial", "capture.truncated-time"),
        (Evidence(answered(truncated="length"), SEEN), "partial", "capture.truncated-length"),
        (Evidence(answered(), PageView(text="w", unsettled="busy")), "partial", "capture.timeout"),
        (Evidence(answered(), PageView()), "partial", "capture.no-text"),
        (Evidence(answered(), PageView(), Download("out-of-time", PAGE, 200)), "partial", "capture.timeout"),
    ],
)
def test_the_outcome_says_no_more_than_the_evidence(evidence, outcome, code):
    found, reason = outcome_of(evidence)
    assert found is Outcome(outcome)
    assert (reason.code if reason else None) == code
    assert reason is None or reason.message
