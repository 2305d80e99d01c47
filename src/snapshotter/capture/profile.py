"""A login kept in a file: cookies, local storage and IndexedDB, as Playwright's storage state.

Everything in it is a secret.  The file is written for its owner's eyes only, and messages name places
in it, never what stands there.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snapshotter.capture.cookies import (
    PROFILE,
    Cookie,
    load_cookies,
    of_entry,
    parse_json,
    read_secret,
    unexpired,
    unusable,
)
from snapshotter.model.capture import Finding

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

_STATE_S = 30.0

State = Mapping[str, Any]
"""Playwright's storage state: ``cookies`` and ``origins``."""


def login_state(profile: str | Path, cookies: str | Path) -> State | None:
    """What pages are visited with: the profile's state with the cookie file's cookies put over it.

    None when neither is named.  Raises :class:`ConfigError`.
    """
    if not profile and not cookies:
        return None
    state = dict(load_profile(profile)) if profile else {"cookies": [], "origins": []}
    added = load_cookies(cookies) if cookies else []
    replaced = {_key(cookie) for cookie in added}
    kept = [cookie for cookie in state["cookies"] if _key(cookie) not in replaced]
    return {**state, "cookies": [*kept, *added]}


def load_profile(path: str | Path) -> State:
    """A saved state, without the cookies that have expired.

    Raises :class:`ConfigError` that says what is wrong with which entry of it.
    """
    where = Path(path)
    document = parse_json(read_secret(where, PROFILE), where, PROFILE)
    cookies = document.get("cookies") if isinstance(document, dict) else None
    if not isinstance(cookies, list):
        raise unusable(where, "expected an object with a list of cookies", PROFILE)
    origins = document.get("origins", [])
    if not isinstance(origins, list):
        raise unusable(where, "origins is no list", PROFILE)
    for number, origin in enumerate(origins, start=1):
        if (wrong := _objection(origin)) is not None:
            raise unusable(where, f"origin {number}: {wrong}", PROFILE)
    read = [
        of_entry(cookie, where, f"cookie {number}", PROFILE) for number, cookie in enumerate(cookies, start=1)
    ]
    alive = [kept for kept, cookie in zip(cookies, read, strict=True) if unexpired([cookie])]
    if read and not alive and not origins:
        raise unusable(where, "the login has expired", PROFILE)
    return {**document, "cookies": alive, "origins": origins}


async def save_profile(context: BrowserContext, path: str | Path) -> None:
    """Write what a context has of logins; readable by the file's owner only.

    Raises :class:`ConfigError` when it cannot be written or the browser does not tell.  Replaces the file
    in one step.
    """
    from playwright.async_api import Error

    try:
        state = await asyncio.wait_for(context.storage_state(indexed_db=True), _STATE_S)
    except (TimeoutError, Error) as error:
        raise unusable(Path(path), "the browser did not tell what it has of logins", PROFILE) from error
    write_profile(state, Path(path))


def write_profile(state: State, path: Path) -> None:
    """As :func:`save_profile`, for a state that is at hand."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    except OSError as error:
        raise unusable(path, error.strerror or "cannot be written", PROFILE) from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(state, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise unusable(path, error.strerror or "cannot be written", PROFILE) from None
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def login_finding(state: State | None) -> Finding:
    """That pages were visited with a login, for a later reader.  None: it was one that the address gave."""
    counts = {"cookies": len(state["cookies"]), "origins": len(state["origins"])} if state is not None else {}
    return Finding(
        "capture.login",
        "info",
        "the page was visited with a login of a user: what it shows may be for that user alone",
        counts,
    )


def _key(cookie: Cookie) -> tuple[str, str, str]:
    return cookie["name"], cookie["domain"].removeprefix("."), cookie["path"]


def _objection(origin: object) -> str | None:
    """Why Playwright would refuse this entry of ``origins``."""
    if not isinstance(origin, dict) or not isinstance(origin.get("origin"), str):
        return "it names none"
    if not origin["origin"].startswith(("http://", "https://")):
        return "not one of the web"
    storage = origin.get("localStorage", [])
    pairs = isinstance(storage, list) and all(isinstance(each, dict) for each in storage)
    if not pairs or not all(isinstance(each.get(key), str) for each in storage for key in ("name", "value")):
        return "localStorage is no list of names and values"
    return None
