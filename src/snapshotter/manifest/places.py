"""What a manifest says of where a post's file lies: enough to find it again here, and no more."""

from __future__ import annotations

import os.path
from pathlib import PurePath

from snapshotter.urls import without_logins

# A manifest is published, and an absolute path tells a user's name and how their disk is laid out.
_KEPT_PARTS = 2
_UNTOLD_PARTS = 3
"""``/``, ``home`` and a user's name, or what is as near to the root elsewhere."""


def stored_source(source: str, home: str, user_home: str = "") -> str:
    """A post's source as its manifest has it: an absolute path from the archive home on (``../blog/a.md``).

    Where both have nothing in common, or only what all users' folders have, it is from the user's own folder
    on (``~/blog/a.md``), and elsewhere its last two steps.  What was named otherwise stays as it was named.
    """
    if not os.path.isabs(source) or "://" in source:
        return without_logins(source)
    user = os.path.normpath(user_home or os.path.expanduser("~"))
    path = os.path.normpath(source)
    if _below(path, _shared(path, home, user)):
        return PurePath(os.path.relpath(path, home)).as_posix()
    if _below(path, user):
        return f"~/{PurePath(os.path.relpath(path, user)).as_posix()}"
    steps = PurePath(path).parts[_UNTOLD_PARTS:]
    return "/".join(steps[-_KEPT_PARTS:]) or PurePath(path).name


def _shared(path: str, home: str, user: str) -> str:
    """The folder that holds both; empty where its parts are no more than the way to users' folders."""
    try:
        shared = os.path.commonpath([path, home])
    except ValueError:  # on two drives
        return ""
    is_way = shared == os.path.commonpath([shared, user]) and shared != user
    return "" if len(PurePath(shared).parts) < 2 or (is_way and _below(user, shared)) else shared


def _below(path: str, folder: str) -> bool:
    return bool(folder) and len(PurePath(folder).parts) > 1 and PurePath(path).is_relative_to(folder)
