"""Save Page Now: the Wayback Machine asked to take a second witness (its API of 2019, "SPN2").

Errors come with HTTP 200, also to the submission itself; an address that was saved within the hour gives the
old job again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from snapshotter.errors import ConfigError, RemoteArchiveError
from snapshotter.rescue.pace import Sleep
from snapshotter.rescue.session import Session
from snapshotter.urls import Url

KEY_VARIABLE = "SNAPSHOTTER_SPN_KEY"
_SAVE = "https://web.archive.org/save"
_FORM = "application/x-www-form-urlencoded"
_POLL_S = 6.0
_MAX_POLLS = 30
_WITHIN = "86400"
"""Seconds: what was saved within a day is not saved again."""
_PASSING = ("user-session-limit", "soft-time-limit-exceeded", "proxy-error", "browsing-timeout")
"""Errors that another day may not have."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of asking for one page."""

    state: Literal["saved", "pending", "failed"]
    message: str = ""
    job_id: str | None = None
    uri_m: str | None = None
    may_pass: bool = False
    """Whether it is worth asking another time."""


def key_of(environ: Mapping[str, str]) -> str:
    """The key as ``access:secret``.  Raises :class:`ConfigError`; never shows it."""
    key = environ.get(KEY_VARIABLE, "").strip()
    access, colon, secret = key.partition(":")
    if not (access and colon and secret) or any(letter.isspace() for letter in key):
        raise ConfigError(
            f"--submit needs a key of the Internet Archive in {KEY_VARIABLE}, as access:secret",
            hint="Make one at archive.org/account/s3.php; or leave --submit out.",
            code="config.spn-key",
        )
    return key


@dataclass(slots=True)
class SavePageNow:
    """Submits pages and waits for what becomes of them, for as long as is reasonable."""

    key: str = field(repr=False)
    sleep: Sleep = asyncio.sleep

    async def submit(self, url: Url, session: Session) -> Submitted:
        """Never raises for trouble with the archive or the page."""
        try:
            return await self._submitted(url, session)
        except RemoteArchiveError as error:
            return Submitted("failed", error.message, may_pass=error.code != "remote.refused")

    async def _submitted(self, url: Url, session: Session) -> Submitted:
        asked = {"url": url, "skip_first_archive": "1", "if_not_archived_within": _WITHIN}
        form = urlencode(asked).encode(), _FORM
        answer = await session.ask(Url(_SAVE), "save", self._fields(), form=form)
        said = _document(answer.text())
        job_id = said.get("job_id")
        if not isinstance(job_id, str) or not job_id:
            return _failed(said, answer.status)
        for _ in range(_MAX_POLLS):
            await self.sleep(_POLL_S)
            polled = await session.ask(Url(f"{_SAVE}/status/{job_id}"), "memento", self._fields())
            said = _document(polled.text())
            if said.get("status") == "success":
                return _saved(said, url, job_id)
            if said.get("status") != "pending":
                return _failed(said, polled.status, job_id)
        return Submitted("pending", "it was not done in time; the archive goes on with it", job_id)

    def _fields(self) -> Mapping[str, str]:
        return {"Accept": "application/json", "Authorization": f"LOW {self.key}"}


def _saved(said: Mapping[str, Any], url: Url, job_id: str) -> Submitted:
    digits, original = str(said.get("timestamp", "")), str(said.get("original_url") or url)
    if not (len(digits) == 14 and digits.isdigit()):
        return Submitted("failed", "the archive says it was saved, and not when", job_id)
    return Submitted("saved", "", job_id, f"https://web.archive.org/web/{digits}/{original}")


def _failed(said: Mapping[str, Any], status: int, job_id: str | None = None) -> Submitted:
    code = str(said.get("status_ext") or said.get("status") or f"http.{status}")
    message = str(said.get("message") or code)
    passing = any(code.endswith(name) for name in _PASSING) or status >= 500
    return Submitted("failed", f"{code}: {message}" if message != code else code, job_id, may_pass=passing)


def _document(text: str) -> Mapping[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, Mapping) else {}
